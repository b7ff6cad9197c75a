"""Who makes models and who sells them, by the ids that price lists have for them."""

import re
from typing import Any, Final

from app.formats.kept import name_words

#: Ids of those who sell their own models, and of makers in front of a model's name (`meta-llama/…`).
MAKERS: Final = {
    "ai21": "AI21 Labs",
    "alibaba": "Alibaba",
    "alibaba-cn": "Alibaba",
    "amazon": "Amazon",
    "amazon_nova": "Amazon",
    "anthropic": "Anthropic",
    "baidu": "Baidu",
    "bytedance": "ByteDance",
    "bytedance-seed": "ByteDance",
    "codestral": "Mistral AI",
    "cohere": "Cohere",
    "cohere_chat": "Cohere",
    "dashscope": "Alibaba",
    "deepseek": "DeepSeek",
    "deepseek-ai": "DeepSeek",
    "gemini": "Google",
    "google": "Google",
    "ibm-granite": "IBM",
    "inception": "Inception",
    "llama": "Meta",
    "meta": "Meta",
    "meta-llama": "Meta",
    "meta_llama": "Meta",
    "microsoft": "Microsoft",
    "minimax": "MiniMax",
    "minimax-cn": "MiniMax",
    "minimaxai": "MiniMax",
    "mistral": "Mistral AI",
    "mistralai": "Mistral AI",
    "moonshot": "Moonshot AI",
    "moonshotai": "Moonshot AI",
    "moonshotai-cn": "Moonshot AI",
    "nousresearch": "Nous Research",
    "nvidia": "NVIDIA",
    "openai": "OpenAI",
    "perplexity": "Perplexity",
    "qwen": "Alibaba",
    "sao10k": "Sao10K",
    "sarvam": "Sarvam AI",
    "stepfun": "StepFun",
    "stepfun-ai": "StepFun",
    "tencent": "Tencent",
    "text-completion-codestral": "Mistral AI",
    "text-completion-openai": "OpenAI",
    "upstage": "Upstage",
    "vertex_ai-language-models": "Google",
    "voyage": "Voyage AI",
    "voyageai": "Voyage AI",
    "x-ai": "xAI",
    "xai": "xAI",
    "xiaomi": "Xiaomi",
    "xiaomi_mimo": "Xiaomi",
    "z-ai": "Zhipu AI",
    "zai": "Zhipu AI",
    "zai-org": "Zhipu AI",
    "zhipuai": "Zhipu AI",
}

#: Those of them whose bare ids are models of their own; NVIDIA's are not.
OWN: Final = {provider: name for provider, name in MAKERS.items() if provider != "nvidia"}

#: Whose a model is by the first word of its id: makers sell each other's models too.
FAMILIES: Final = {
    "claude": "Anthropic",
    "codellama": "Meta",
    "deepseek": "DeepSeek",
    "gemini": "Google",
    "gemma": "Google",
    "glm": "Zhipu AI",
    "gpt": "OpenAI",
    "grok": "xAI",
    "kimi": "Moonshot AI",
    "llama": "Meta",
    "minimax": "MiniMax",
    "mistral": "Mistral AI",
    "mixtral": "Mistral AI",
    "moonshot": "Moonshot AI",
    "qwen": "Alibaba",
    "zai": "Zhipu AI",
}

#: One name for each that sells: the lists spell them differently, and some have an id alone.
PROVIDERS: Final = MAKERS | {
    "alibaba": "Alibaba Cloud",
    "alibaba-cn": "Alibaba Cloud (China)",
    "amazon-bedrock": "Amazon Bedrock",
    "aws": "Amazon Bedrock",
    "azure": "Azure",
    "azure_ai": "Azure AI",
    "azure_text": "Azure",
    "bedrock": "Amazon Bedrock",
    "bedrock_converse": "Amazon Bedrock",
    "bedrock_mantle": "Amazon Bedrock",
    "cerebras": "Cerebras",
    "cloudflare": "Cloudflare Workers AI",
    "cloudflare-workers-ai": "Cloudflare Workers AI",
    "dashscope": "Alibaba Cloud",
    "databricks": "Databricks",
    "deepinfra": "Deep Infra",
    "fireworks": "Fireworks AI",
    "fireworks-ai": "Fireworks AI",
    "fireworks_ai": "Fireworks AI",
    "github-models": "GitHub Models",
    "github_copilot": "GitHub Copilot",
    "google-vertex": "Google Vertex AI",
    "google-vertex-anthropic": "Google Vertex AI",
    "groq": "Groq",
    "huggingface": "Hugging Face",
    "llama": "Meta",
    "minimax-cn": "MiniMax (China)",
    "moonshotai-cn": "Moonshot AI (China)",
    "nebius": "Nebius",
    "novita": "NovitaAI",
    "novita-ai": "NovitaAI",
    "openrouter": "OpenRouter",
    "ovhcloud": "OVHcloud AI Endpoints",
    "replicate": "Replicate",
    "sambanova": "SambaNova",
    "scaleway": "Scaleway",
    "snowflake": "Snowflake",
    "together": "Together AI",
    "togetherai": "Together AI",
    "together_ai": "Together AI",
    "vercel": "Vercel AI Gateway",
    "vercel_ai_gateway": "Vercel AI Gateway",
    "vertex_ai": "Google Vertex AI",
    "vertex_ai-language-models": "Google Vertex AI",
    "watsonx": "IBM watsonx",
    "zai": "Z.ai",
    "zhipuai": "Zhipu AI",
}


def seller(provider: str, named: str | None = None) -> str:
    """As the catalogue writes it; what it does not know goes by the list's name for it, or its id."""
    return PROVIDERS.get(provider) or named or PROVIDERS.get(provider.partition("-")[0], provider)


def maker(provider: str, offering: str) -> str | None:
    """Who made what a provider sells under an id: `maker/model` says it, else it is the provider's own.

    None where the provider is a host, or where the id begins with the name of another maker's models.
    """
    first, slash, rest = offering.casefold().partition("/")
    if "/" in rest:
        return None
    named = MAKERS.get(first) if slash else OWN.get(provider)
    family = FAMILIES.get(re.split("[^a-z]", first)[0])
    return named if slash or family in (None, named) else None


def owned(provider: str, offering: str) -> bool:
    """Whether the provider made it: then what the provider says of it holds."""
    return "/" not in offering and maker(provider, offering) is not None


POINTER: Final = "Expected a model: it is a pointer to whichever is the newest of its kind."


def pointer(offering: str) -> bool:
    """Whether it is whichever model is the newest of its kind, as `~openai/gpt-latest` is."""
    return offering.startswith("~")


def bare_name(name: str, offering: str) -> str:
    """Without what is of the offering alone: `Claude Opus 4.6 (US)` of `us.…`, `… (free)` of `…:free`.

    And without its maker, where the id has that too: `OpenAI: GPT-5` of `openai/gpt-5`.
    """
    name = name.partition(": ")[2].strip() or name if "/" in offering else name
    found = re.fullmatch(r"(.*\S)\s*\(([^()]+)\)", name)
    ends = (offering.partition(".")[0].casefold(), offering.rpartition(":")[2].casefold())
    return found[1] if found and found[2].casefold() in ends else name


def without_region(offering: str) -> str:
    """The id of a model of Amazon Bedrock, without where it answers: `eu.anthropic.claude-…`."""
    return re.sub(r"^(?:us|eu|apac|ap|jp|au|us-gov|global|regional)\.(?=[a-z0-9]+\.)", "", offering)


def compared(name: str) -> str:
    """As the catalogue compares names: two that are alike are one model."""
    return name_words(name).lower()


def agreed(said: list[dict[str, Any]]) -> dict[str, Any]:
    """What none of them contradicts; who is silent agrees."""
    facts: dict[str, Any] = {}
    for one in said:
        facts = one | facts
    return {key: fact for key, fact in facts.items() if all(one.get(key, fact) == fact for one in said)}
