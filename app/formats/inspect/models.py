"""What Inspect calls a model: first the API that was called, of its maker or of somebody who hosts it."""

from typing import Final

from app.formats.files import Unreadable
from app.formats.vocabulary.hosts import HOSTS

#: Their API sells their own models, and their name is the maker's.
MAKERS: Final = frozenset(
    ["anthropic", "cohere", "deepseek", "google", "mistral", "moonshot", "openai", "perplexity"]
)
#: `openai/azure/gpt-4o` is a model of OpenAI that Azure runs.
CLOUDS: Final = ("azure/", "bedrock/", "vertex/")
#: They answer without any model.
STAND_INS: Final = frozenset(["mockllm", "none"])


def model_name(written: str | None, named: str | None) -> str:
    """`named` is what a person says, for logs that name no model; raises Unreadable where nobody does."""
    found = _without_host(written) if written else ""
    if found and not found.startswith(("/", ".", "~")):
        return found
    if named:
        return named
    raise Unreadable(f"The log does not say which model ran ({written or 'nothing'}); name it with --model.")


def _without_host(written: str) -> str:
    """`together/meta-llama/Llama-3` is `meta-llama/Llama-3`; what is not known here stays whole."""
    api, _, name = written.partition("/")
    if api in STAND_INS or (api == "hf" and name == "local"):
        return ""
    if api == "openai-api":
        return name.partition("/")[2]
    if api == "grok":
        return f"xai/{name}"
    if api in MAKERS:
        cloud = next((cloud for cloud in CLOUDS if name.startswith(cloud)), "")
        return f"{api}/{name.removeprefix(cloud)}"
    return name.removeprefix("accounts/fireworks/models/") if api in HOSTS else written
