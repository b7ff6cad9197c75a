"""Who made what a provider sells, and who sells it."""

import pytest

from app.formats.vocabulary.makers import agreed, bare_name, compared, maker, owned, seller, without_region

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("provider", "offering", "name", "own"),
    [
        ("openai", "gpt-5", "OpenAI", True),
        ("alibaba", "qwen3-max", "Alibaba", True),
        ("alibaba", "deepseek-v3", None, False),
        ("google", "claude-3-opus", None, False),
        ("nvidia", "whisper-large-v3", None, False),
        ("groq", "llama-3.3-70b-versatile", None, False),
        ("groq", "meta-llama/llama-4-scout", "Meta", False),
        ("nvidia", "nvidia/llama-3.1-nemotron", "NVIDIA", False),
        ("openai", "acme/one", None, False),
        ("openrouter", "anthropic/claude/9", None, False),
    ],
)
def test_a_maker_is_who_the_id_says_or_who_sells_its_own(
    provider: str, offering: str, name: str | None, own: bool
) -> None:
    assert (maker(provider, offering), owned(provider, offering)) == (name, own)


@pytest.mark.parametrize(
    ("provider", "named", "name"),
    [
        ("aws", "AWS Bedrock", "Amazon Bedrock"),
        ("bedrock_converse", None, "Amazon Bedrock"),
        ("vertex_ai-llama_models", None, "Google Vertex AI"),
        ("openai", "OpenAI", "OpenAI"),
        ("chutes", "Chutes", "Chutes"),
        ("newcomer", None, "newcomer"),
    ],
)
def test_a_seller_has_one_name_in_all_lists(provider: str, named: str | None, name: str) -> None:
    assert seller(provider, named) == name


def test_names_lose_what_is_of_the_offering_and_nothing_else() -> None:
    assert bare_name("Claude 9 (EU)", "eu.anthropic.claude-9") == "Claude 9"
    assert bare_name("GPT-4o (2024-11-20)", "openai/gpt-4o-2024-11-20") == "GPT-4o (2024-11-20)"
    assert bare_name("Note: 1", "note-1") == "Note: 1"
    assert without_region("us-gov.anthropic.claude-9") == "anthropic.claude-9"
    assert without_region("us.claude") == "us.claude"
    assert compared("GPT-4o  (Mini)") == compared("gpt 4o mini")


def test_facts_are_those_that_none_contradicts() -> None:
    assert agreed([{"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}, {}]) == {"a": 1, "c": 4}
    assert agreed([]) == {}
