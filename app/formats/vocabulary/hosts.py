"""Programs and companies that run models of others: in front of a model's name they are not its maker."""

from typing import Final

#: By the names that Inspect has for them.
HOSTS: Final = frozenset(
    [
        "azureai",
        "bedrock",
        "cf",
        "fireworks",
        "goodfire",
        "groq",
        "hf",
        "hf-inference-providers",
        "litellm-proxy",
        "llama-cpp-python",
        "modal",
        "nnterp",
        "ollama",
        "openrouter",
        "sagemaker",
        "sambanova",
        "sglang",
        "together",
        "transformer_lens",
        "vertex",
        "vllm",
    ]
)
