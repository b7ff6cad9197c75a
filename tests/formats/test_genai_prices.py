"""genai-prices: history, steps by length, and what is not an alias."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from app.formats.files import Unreadable
from app.formats.genai_prices import FORMAT
from app.formats.mapping import Mapping
from app.formats.records import FIRST_DAY, Model, Price, Reject, Said
from tests.formats.hostile import as_yaml, brought, endured, spoiled

pytestmark = pytest.mark.once

Json = dict[str, Any]
GPT_5: Final[Json] = {
    "id": "gpt-5",
    "name": "GPT-5",
    "description": "Some words.\n",
    "context_window": 400000,
    "match": {
        "or": [
            {"equals": "gpt-5"},
            {"equals": "gpt-5-2025-08-07"},
            {"equals": "gpt-5-codex"},
            {"starts_with": "gpt-5-"},
        ]
    },
    "prices": {"input_mtok": 1.25, "cache_read_mtok": 0.125, "output_mtok": 10, "requests_kcount": 12},
}
CUT: Final[Json] = {
    "id": "o9",
    "name": "o9",
    "match": {"equals": "o9"},
    "prices": [
        {"prices": {"input_mtok": 10, "output_mtok": 40}},
        {"constraint": {"start_date": "2025-06-10"}, "prices": {"input_mtok": 2, "output_mtok": 8}},
    ],
}
STEPS: Final[Json] = {
    "id": "claude-opus-9",
    "name": "Claude Opus 9",
    "prices": [
        {
            "prices": {
                "input_mtok": {"base": 5, "tiers": [{"start": 200000, "price": 10}]},
                "output_mtok": {"base": 25, "tiers": [{"start": 200000, "price": 37.5}]},
                "cache_read_mtok": 0.5,
            }
        },
        {"constraint": {"start_date": "2026-03-13"}, "prices": {"input_mtok": 5, "output_mtok": 25}},
    ],
}
BY_HOUR: Final[Json] = {
    "id": "deepseek-chat",
    "prices": [
        {"prices": {"input_mtok": 0.135}},
        {
            "constraint": {"start_time": "00:30:00Z", "end_time": "16:30:00Z"},
            "prices": {"input_mtok": 0.27},
        },
    ],
}


def provider(id: str, *models: Any, **more: Any) -> Json:
    listed = {"id": id, "name": id.title(), "api_pattern": "https://api\\.example\\.org"}
    return listed | {"pricing_urls": ["https://example.org/pricing"], "models": list(models)} | more


def said(folder: Path, content: Any, name: str = "data.json") -> list[Said]:
    file = brought(folder, name, content)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, Mapping()))


def prices(listed: list[Said]) -> list[tuple[Any, ...]]:
    return [
        (one.tier, one.valid_from, one.input, one.output, one.cache_read)
        for one in listed
        if isinstance(one, Price)
    ]


def test_a_maker_describes_and_sells_its_model(tmp_path: Path) -> None:
    assert said(tmp_path, [provider("openai", GPT_5)]) == [
        Model(
            row=1,
            name="GPT-5",
            organization="OpenAI",
            description="Some words.",
            metadata={"context_window": 400000},
            aliases=("gpt-5-2025-08-07",),
        ),
        Price(
            row=1,
            model="GPT-5",
            organization="OpenAI",
            provider="OpenAI",
            offering="gpt-5",
            input=1.25,
            output=10.0,
            cache_read=0.125,
            source_url="https://example.org/pricing",
        ),
    ]


def test_a_providers_yaml_says_the_same_as_the_list_made_of_it(tmp_path: Path) -> None:
    of_json = said(tmp_path, [provider("openai", GPT_5, CUT)])
    dated = CUT | {
        "prices": [
            CUT["prices"][0],
            CUT["prices"][1] | {"constraint": {"start_date": date(2025, 6, 10)}},
        ]
    }
    assert said(tmp_path, as_yaml(provider("openai", GPT_5, dated)), "openai.yml") == of_json


def test_the_price_before_the_first_dated_one_is_not_the_price_of_today(tmp_path: Path) -> None:
    assert prices(said(tmp_path, [provider("openai", CUT)])) == [
        ("standard", FIRST_DAY, 10.0, 40.0, None),
        ("standard", date(2025, 6, 10), 2.0, 8.0, None),
    ]


def test_a_step_ends_when_a_later_price_has_none(tmp_path: Path) -> None:
    assert prices(said(tmp_path, [provider("anthropic", STEPS)])) == [
        ("standard", FIRST_DAY, 5.0, 25.0, 0.5),
        ("above 200k", FIRST_DAY, 10.0, 37.5, 0.5),
        ("standard", date(2026, 3, 13), 5.0, 25.0, None),
        ("above 200k", date(2026, 3, 13), 5.0, 25.0, None),
    ]


def test_a_price_by_the_hour_is_rejected_and_not_taken_for_the_price_of_the_day(tmp_path: Path) -> None:
    model, reject = said(tmp_path, [provider("deepseek", BY_HOUR)])
    assert isinstance(model, Model)
    assert model.name == "deepseek-chat"
    assert isinstance(reject, Reject)
    assert (reject.row, reject.value) == (1, "deepseek-chat")
    assert "hour" in reject.reason


def test_a_condition_that_is_not_known_is_rejected(tmp_path: Path) -> None:
    odd = CUT | {"prices": [{"constraint": {"weekday": 1}, "prices": {"input_mtok": 1}}]}
    assert [(type(one), one.row) for one in said(tmp_path, [provider("openai", odd)])] == [(Reject, 1)]


def test_hosts_give_no_aliases_and_do_not_describe(tmp_path: Path) -> None:
    hosted = GPT_5 | {"id": "openai/gpt-5:free", "name": "GPT-5 (free)"}
    model, price = said(tmp_path, [provider("some-host", hosted)])
    assert model == Model(row=1, name="GPT-5", organization="OpenAI")
    assert isinstance(price, Price)
    assert (price.provider, price.offering, price.organization) == (
        "Some-Host",
        "openai/gpt-5:free",
        "OpenAI",
    )


def test_makers_are_not_taken_for_what_they_only_sell(tmp_path: Path) -> None:
    claude = {"id": "claude-opus-9", "prices": {"input_mtok": 5}}
    gemini = {"id": "gemini-9", "prices": {"input_mtok": 1}}
    listed = said(tmp_path, [provider("google", claude, gemini)])
    assert {one.name: one.organization for one in listed if isinstance(one, Model)} == {
        "claude-opus-9": None,
        "gemini-9": "Google",
    }


def test_names_of_two_models_and_regions_name_none(tmp_path: Path) -> None:
    two = {"id": "claude-2", "name": "Claude 2.0 / 2.1", "prices": {"input_mtok": 8}}
    there = {"id": "regional.anthropic.claude-9-v1:0", "prices": {"input_mtok": 8}}
    latest = {"id": "~openai/gpt-latest", "name": "GPT Latest", "prices": {"input_mtok": 8}}
    listed = said(tmp_path, [provider("aws", two, there, latest)])
    assert [(one.model, one.offering) for one in listed if isinstance(one, Price)] == [
        ("claude-2", "claude-2"),
        ("anthropic.claude-9-v1:0", "regional.anthropic.claude-9-v1:0"),
    ]
    assert [(one.row, one.value) for one in listed if isinstance(one, Reject)] == [(3, "~openai/gpt-latest")]


def test_what_cannot_be_taken_is_named_and_the_rest_read(tmp_path: Path) -> None:
    late = CUT | {
        "id": "late",
        "prices": [{"constraint": {"start_date": "soon"}, "prices": {"input_mtok": 1}}],
    }
    cheap = CUT | {"id": "cheap", "prices": {"input_mtok": "little", "output_mtok": 3}}
    listed = said(tmp_path, [provider("openai", 5, {"name": "No id"}, late, cheap), "no provider"])
    assert [(one.row, one.column, one.value) for one in listed if isinstance(one, Reject)] == [
        (1, None, None),
        (2, None, None),
        (5, None, None),
        (3, "prices", "late"),
        (4, "input", "little"),
    ]
    assert [one.output for one in listed if isinstance(one, Price)] == [3.0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("other.yml", "models: []\nname: x\n"),
        ("commented.yml", "# api_pattern:\n- 1\n"),
        ("other.json", {"api_pattern": 1}),
        ("empty.json", []),
        ("words.json", '"api_pattern"'),
    ],
)
def test_other_files_are_not_taken_for_it(tmp_path: Path, name: str, content: Any) -> None:
    file = brought(tmp_path, name, content)
    assert not FORMAT.recognises(file)
    with pytest.raises(Unreadable):
        list(FORMAT.read(file, Mapping()))


def test_nothing_hostile_breaks_it(tmp_path: Path) -> None:
    sound = [provider("openai", GPT_5, CUT, STEPS, BY_HOUR)]
    assert (
        sum(endured(FORMAT, brought(tmp_path, "data.json", one), Mapping()) for one in spoiled(sound)) > 500
    )
