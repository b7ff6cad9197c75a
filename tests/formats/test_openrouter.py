"""OpenRouter: models and their variants, pointers and routers."""

from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.mapping import Mapping
from app.formats.openrouter import FORMAT
from app.formats.records import Model, Price, Reject, Said
from tests.formats.hostile import brought, endured, spoiled

pytestmark = pytest.mark.once

Json = dict[str, Any]
GPT_5: Final[Json] = {
    "id": "openai/gpt-5",
    "canonical_slug": "openai/gpt-5-2025-08-07",
    "hugging_face_id": "",
    "name": "OpenAI: GPT-5",
    "created": 1754587413,
    "description": "Some words.",
    "context_length": 400000,
    "architecture": {
        "input_modalities": ["text", "image"],
        "output_modalities": ["text"],
        "tokenizer": "GPT",
    },
    "pricing": {
        "prompt": "0.00000125",
        "completion": "0.00001",
        "input_cache_read": "0.000000125",
        "web_search": "0.01",
    },
    "top_provider": {"max_completion_tokens": 128000},
    "supported_parameters": ["max_tokens", "reasoning", "tools"],
    "knowledge_cutoff": None,
    "expiration_date": None,
}
OPEN: Final[Json] = GPT_5 | {
    "id": "openai/gpt-oss-9b",
    "canonical_slug": "openai/gpt-oss-9b",
    "hugging_face_id": "openai/GPT-OSS-9B",
    "name": "OpenAI: gpt-oss-9b",
    "pricing": {"prompt": "0.0000001", "completion": "0.0000004"},
}
FREE: Final[Json] = OPEN | {
    "id": "openai/gpt-oss-9b:free",
    "name": "OpenAI: gpt-oss-9b (free)",
    "pricing": {"prompt": "0", "completion": "0"},
}


def said(folder: Path, *models: Any) -> list[Said]:
    file = brought(folder, "models.json", {"data": list(models)})
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, Mapping()))


def test_a_model_and_its_price(tmp_path: Path) -> None:
    assert said(tmp_path, GPT_5) == [
        Model(
            row=1,
            name="GPT-5",
            organization="OpenAI",
            description="Some words.",
            metadata={
                "context_window": 400000,
                "modalities": {"input": ["text", "image"], "output": ["text"]},
                "reasoning": True,
                "tool_call": True,
            },
            aliases=("openai/gpt-5", "openai/gpt-5-2025-08-07"),
        ),
        Price(
            row=1,
            model="GPT-5",
            organization="OpenAI",
            provider="OpenRouter",
            offering="openai/gpt-5",
            input=1.25,
            output=10.0,
            cache_read=0.125,
        ),
    ]


def test_a_variant_is_an_offering_of_its_model(tmp_path: Path) -> None:
    model, *prices = said(tmp_path, FREE, OPEN)
    assert isinstance(model, Model)
    assert (model.row, model.name) == (2, "gpt-oss-9b")
    assert model.aliases == ("openai/gpt-oss-9b", "openai/GPT-OSS-9B")
    assert [
        (one.row, one.model, one.offering, one.input, one.output) for one in prices if isinstance(one, Price)
    ] == [
        (1, "gpt-oss-9b", "openai/gpt-oss-9b:free", 0.0, 0.0),
        (2, "gpt-oss-9b", "openai/gpt-oss-9b", 0.1, 0.4),
    ]


def test_a_variant_alone_is_named_without_it(tmp_path: Path) -> None:
    model, price = said(tmp_path, FREE)
    assert isinstance(model, Model)
    assert isinstance(price, Price)
    assert (model.name, price.offering) == ("gpt-oss-9b", "openai/gpt-oss-9b:free")


def test_pointers_and_routers_are_no_models(tmp_path: Path) -> None:
    latest = GPT_5 | {"id": "~openai/gpt-latest"}
    auto = GPT_5 | {
        "id": "openrouter/auto",
        "pricing": {"prompt": "-1", "completion": "-1"},
        "architecture": {"tokenizer": "Router"},
    }
    rejects = said(tmp_path, latest, auto)
    assert [(type(one), one.row) for one in rejects] == [(Reject, 1), (Reject, 2)]
    assert [one.value for one in rejects if isinstance(one, Reject)] == [
        "~openai/gpt-latest",
        "openrouter/auto",
    ]


@pytest.mark.parametrize(
    ("id", "name", "organization"),
    [
        ("z-ai/glm-9", "Z.ai: GLM 9", "Zhipu AI"),
        ("acme/one", "Acme Labs: One", "Acme Labs"),
        ("acme/one", "One", None),
        ("meta-llama/llama-9", "Llama 9", "Meta"),
    ],
)
def test_makers_are_those_that_the_list_names(
    tmp_path: Path, id: str, name: str, organization: str | None
) -> None:
    model, _ = said(tmp_path, GPT_5 | {"id": id, "name": name})
    assert isinstance(model, Model)
    assert model.organization == organization


def test_what_varies_and_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    odd = GPT_5 | {"pricing": {"prompt": "-1", "completion": "some", "input_cache_read": "0.0000001"}}
    second, _, reject, price = said(tmp_path, odd, {"id": "openai/none"})
    assert isinstance(price, Price)
    assert (price.input, price.output, price.cache_read) == (None, None, 0.1)
    assert isinstance(reject, Reject)
    assert (reject.row, reject.column, reject.value) == (1, "output", "some")
    assert isinstance(second, Reject)
    assert (second.row, second.reason) == (2, "Object missing required field `name`.")


@pytest.mark.parametrize("content", [{}, {"data": []}, {"data": [{"pricing": 1}]}, [], '"pricing"'])
def test_other_files_are_not_taken_for_it(tmp_path: Path, content: Any) -> None:
    file = brought(tmp_path, "other.json", content)
    assert not FORMAT.recognises(file)
    with pytest.raises(Unreadable):
        list(FORMAT.read(file, Mapping()))


def test_nothing_hostile_breaks_it(tmp_path: Path) -> None:
    sound = {"data": [GPT_5, OPEN, FREE]}
    files = (brought(tmp_path, "models.json", one) for one in spoiled(sound))
    assert sum(endured(FORMAT, file, Mapping()) for file in files) > 500
