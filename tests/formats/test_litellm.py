"""LiteLLM: routes, tiers in the names of fields, and what is no model."""

from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.litellm import FORMAT
from app.formats.mapping import Mapping
from app.formats.records import Model, Price, Reject, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

Json = dict[str, Any]
SPEC: Final[Json] = {
    "litellm_provider": "one of https://docs.example.org/providers",
    "max_input_tokens": "max input tokens, if the provider specifies it",
    "input_cost_per_token": 0.0,
    "mode": "one of: chat, embedding, completion",
}
GPT_5: Final[Json] = {
    "litellm_provider": "openai",
    "mode": "chat",
    "max_input_tokens": 272000,
    "max_output_tokens": 128000.0,
    "input_cost_per_token": 1.25e-06,
    "input_cost_per_token_batches": 6.25e-07,
    "input_cost_per_token_above_200k_tokens": 2.5e-06,
    "input_cost_per_token_above_200k_tokens_priority": 5e-06,
    "output_cost_per_token": 1e-05,
    "output_cost_per_reasoning_token": 1e-05,
    "cache_read_input_token_cost": 1.25e-07,
    "cache_creation_input_token_cost_above_1hr": 2e-06,
    "source": "https://example.org/pricing",
    "supported_modalities": ["text", "image"],
    "supports_reasoning": True,
    "supports_function_calling": True,
}


def sold(provider: str, **more: Any) -> Json:
    return {"litellm_provider": provider, "mode": "chat", "input_cost_per_token": 1e-06} | more


def said(folder: Path, content: Json) -> list[Said]:
    file = brought(folder, "model_prices.json", {"sample_spec": SPEC} | content)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, Mapping()))


def test_a_maker_describes_and_sells_its_model_in_tiers(tmp_path: Path) -> None:
    model, *prices = said(tmp_path, {"gpt-5": GPT_5})
    assert model == Model(
        row=2,
        name="gpt-5",
        organization="OpenAI",
        metadata={
            "max_input_tokens": 272000,
            "max_output_tokens": 128000,
            "modalities": {"input": ["text", "image"]},
            "reasoning": True,
            "tool_call": True,
        },
    )
    assert prices[0] == Price(
        row=2,
        model="gpt-5",
        organization="OpenAI",
        provider="OpenAI",
        offering="gpt-5",
        input=1.25,
        output=10.0,
        cache_read=0.125,
        source_url="https://example.org/pricing",
    )
    assert [(one.tier, one.input, one.output) for one in prices if isinstance(one, Price)] == [
        ("standard", 1.25, 10.0),
        ("batch", 0.625, None),
        ("above 200k", 2.5, None),
        ("above 200k priority", 5.0, None),
    ]


@pytest.mark.parametrize(
    ("key", "provider", "expected"),
    [
        ("azure/gpt-5", "azure", ("gpt-5", None, "Azure", "gpt-5")),
        ("azure/eu/gpt-5", "azure", ("gpt-5", None, "Azure", "eu/gpt-5")),
        (
            "us.anthropic.claude-9-v1:0",
            "bedrock_converse",
            ("anthropic.claude-9-v1:0", None, "Amazon Bedrock", "us.anthropic.claude-9-v1:0"),
        ),
        (
            "bedrock/us-east-1/anthropic.claude-9",
            "bedrock",
            ("anthropic.claude-9", None, "Amazon Bedrock", "us-east-1/anthropic.claude-9"),
        ),
        (
            "together_ai/meta-llama/Llama-9",
            "together_ai",
            ("meta-llama/Llama-9", "Meta", "Together AI", "meta-llama/Llama-9"),
        ),
        (
            "fireworks_ai/accounts/fireworks/models/llama-v9",
            "fireworks_ai",
            ("llama-v9", None, "Fireworks AI", "accounts/fireworks/models/llama-v9"),
        ),
        (
            "vertex_ai/claude-9@001",
            "vertex_ai-anthropic_models",
            ("claude-9@001", None, "Google Vertex AI", "claude-9@001"),
        ),
        ("gemini-9", "vertex_ai-language-models", ("gemini-9", "Google", "Google Vertex AI", "gemini-9")),
        ("gemini/gemini-9", "gemini", ("gemini-9", "Google", "Google", "gemini-9")),
        ("mistral/zai-glm-9", "mistral", ("zai-glm-9", None, "Mistral AI", "zai-glm-9")),
        ("newcomer/some-1", "newcomer", ("some-1", None, "newcomer", "some-1")),
    ],
)
def test_routes_are_taken_apart(
    tmp_path: Path, key: str, provider: str, expected: tuple[str, str | None, str, str]
) -> None:
    prices = [one for one in said(tmp_path, {key: sold(provider)}) if isinstance(one, Price)]
    assert [(one.model, one.organization, one.provider, one.offering) for one in prices] == [expected]


def test_hosts_do_not_describe_and_makers_win(tmp_path: Path) -> None:
    hosted = sold("azure", max_input_tokens=5)
    models = [
        one for one in said(tmp_path, {"azure/gpt-5": hosted, "gpt-5": GPT_5}) if isinstance(one, Model)
    ]
    assert [(one.name, one.row) for one in models] == [("gpt-5", 3)]
    assert said(tmp_path, {"azure/gpt-5": hosted})[0] == Model(row=2, name="gpt-5")


def test_prices_by_range_are_tiers(tmp_path: Path) -> None:
    steps = [
        {"input_cost_per_token": 5e-08, "output_cost_per_token": 4e-07, "range": [0, 256000.0]},
        {"input_cost_per_token": 2.5e-07, "output_cost_per_token": 2e-06, "range": [256000.0, 1e6]},
    ]
    entry = {"litellm_provider": "dashscope", "mode": "chat", "tiered_pricing": steps}
    prices = [one for one in said(tmp_path, {"dashscope/qwen-x": entry}) if isinstance(one, Price)]
    assert [(one.tier, one.input, one.output) for one in prices] == [
        ("standard", 0.05, 0.4),
        ("above 256k", 0.25, 2.0),
    ]


def test_a_price_by_the_hour_is_rejected_beside_the_usual_one(tmp_path: Path) -> None:
    entry = sold("deepseek", off_peak_pricing={"input_cost_per_token": 5e-07, "windows": []})
    _, reject, price = said(tmp_path, {"deepseek-x": entry})
    assert isinstance(reject, Reject)
    assert (reject.column, reject.value) == ("off_peak_pricing", "deepseek-x")
    assert isinstance(price, Price)
    assert price.input == 1.0


def test_what_is_not_sold_by_the_token_has_no_price(tmp_path: Path) -> None:
    image = sold("openai", mode="image_generation")
    assert said(tmp_path, {"gpt-image-9": image}) == [Model(row=2, name="gpt-image-9", organization="OpenAI")]


@pytest.mark.parametrize(
    ("key", "entry"),
    [
        ("1024-x-1024/gpt-image-9", sold("openai", mode="image_generation")),
        ("some_search/search", sold("some_search", mode="search")),
        ("ft:gpt-4o", sold("openai")),
        ("together-ai-4.1b-8b", sold("together_ai")),
        ("fallback_generalizations", {"rules": []}),
    ],
)
def test_what_is_no_model_is_left_out(tmp_path: Path, key: str, entry: Json) -> None:
    assert said(tmp_path, {key: entry}) == []


def test_what_cannot_be_taken_is_named_and_the_rest_read(tmp_path: Path) -> None:
    content = {
        "broken": 5,
        "host/a/b/c": sold("host"),
        "long": sold("openai", max_input_tokens="128k"),
        "odd": sold("openai", output_cost_per_token="some"),
        "openai/odd": sold("openai", input_cost_per_token=2e-06),
    }
    listed = said(tmp_path, content)
    assert [(one.row, one.column, one.value) for one in listed if isinstance(one, Reject)] == [
        (2, None, None),
        (3, "key", "host/a/b/c"),
        (4, "max_input_tokens", None),
        (5, "output", "some"),
        (6, "offering", "odd"),
    ]
    assert [(one.offering, one.input) for one in listed if isinstance(one, Price)] == [("odd", 1.0)]


def test_a_source_that_is_no_link_is_left_out(tmp_path: Path) -> None:
    _, price = said(tmp_path, {"gpt-5": sold("openai", source="the invoice")})
    assert isinstance(price, Price)
    assert price.source_url is None


@pytest.mark.parametrize(
    "content", [{}, {"a": {"litellm": 1}}, [{"litellm_provider": "x"}], '"litellm_provider"']
)
def test_other_files_are_not_taken_for_it(tmp_path: Path, content: Any) -> None:
    file = brought(tmp_path, "other.json", content)
    assert not FORMAT.recognises(file)
    with pytest.raises(Unreadable):
        list(FORMAT.read(file, Mapping()))


def test_nothing_hostile_breaks_it(tmp_path: Path) -> None:
    steps = [{"input_cost_per_token": 5e-08, "range": [0, 5]}]
    sound = {"gpt-5": GPT_5, "azure/gpt-5": GPT_5 | {"litellm_provider": "azure", "tiered_pricing": steps}}
    files = (brought(tmp_path, "prices.json", one) for one in spoiled(sound))
    assert sum(endured(FORMAT, file, Mapping()) for file in files) > 500
