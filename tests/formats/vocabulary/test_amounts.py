"""Units of prices, converted exactly."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.formats import formats, recognised
from app.formats.mapping import Mapping
from app.formats.records import Price, Reject
from app.formats.vocabulary.amounts import above, per_million, per_million_cents, per_token, priced
from tests.formats.hostile import brought

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("convert", "given", "amount"),
    [
        (per_token, 1.25e-06, 1.25),
        (per_token, "0.00000125", 1.25),
        (per_token, 1e-05, 10.0),
        (per_token, 7e-08, 0.07),
        (per_token, 2.9999e-07, 0.29999),
        (per_token, "0.00000008333333333333334", 0.083333),
        (per_million, 1.25, 1.25),
        (per_million, 10, 10.0),
        (per_million, "10.00", 10.0),
        (per_million, 0.003625, 0.003625),
        (per_million_cents, 125, 1.25),
        (per_million_cents, 1000.0, 10.0),
        (per_million_cents, 0.1, 0.001),
        (per_token, 0, 0.0),
        (per_token, "0", 0.0),
        (per_token, "-0", 0.0),
        (per_token, "-1", None),
        (per_million, -0.5, None),
        (per_million, None, None),
    ],
)
def test_every_unit_becomes_usd_per_million_tokens(
    convert: Callable[[Any], float | None], given: Any, amount: float | None
) -> None:
    assert convert(given) == amount


@pytest.mark.parametrize(
    "given", ["", "free", "1,5", "1e5000", float("nan"), float("inf"), True, [1], {"base": 1}, 10**12]
)
def test_what_is_no_price_is_said(given: Any) -> None:
    with pytest.raises(ValueError, match=r"^Expected .*\.$"):
        per_million(given)


def test_a_price_that_six_decimals_would_make_free_is_refused() -> None:
    with pytest.raises(ValueError, match=r"at least 0\.000001"):
        per_token(1e-14)


def test_tiers_of_long_requests_have_one_spelling() -> None:
    assert [above(200_000), above(272_000), above(131_072)] == ["above 200k", "above 272k", "above 131072"]


def test_a_price_is_what_can_be_read_of_it() -> None:
    terms = {"model": "Acme 1", "provider": "Acme", "offering": "acme-1"}
    said = list(priced(3, terms, {"input": 2, "output": "much", "cache_read": -1}, per_million))
    assert said == [
        Reject(row=3, column="output", value="much", reason="Expected a price, as a number."),
        Price(row=3, model="Acme 1", provider="Acme", offering="acme-1", input=2.0),
    ]


def test_where_no_amount_is_given_there_is_no_price() -> None:
    terms = {"model": "Acme 1", "provider": "Acme", "offering": "acme-1"}
    assert list(priced(1, terms, {"input": None, "output": -1}, per_million)) == []


NAMED = {"id": "openai", "name": "OpenAI"}


@pytest.mark.parametrize(
    ("format", "name", "content"),
    [
        (
            "models.dev",
            "api.json",
            {
                "openai": NAMED
                | {
                    "env": [],
                    "models": {"gpt-5": {"name": "GPT-5", "cost": {"input": 1.25, "output": 10}}},
                }
            },
        ),
        (
            "models.dev",
            "providers/openai/models/gpt-5.toml",
            'name = "GPT-5"\n[cost]\ninput = 1.25\noutput = 10.00\n',
        ),
        (
            "genai-prices",
            "data.json",
            [
                NAMED
                | {
                    "api_pattern": "",
                    "models": [{"id": "gpt-5", "prices": {"input_mtok": 1.25, "output_mtok": 10}}],
                }
            ],
        ),
        (
            "litellm",
            "prices.json",
            {
                "gpt-5": {
                    "litellm_provider": "openai",
                    "mode": "chat",
                    "input_cost_per_token": 1.25e-06,
                    "output_cost_per_token": 1e-05,
                }
            },
        ),
        (
            "openrouter",
            "models.json",
            {
                "data": [
                    {
                        "id": "openai/gpt-5",
                        "name": "OpenAI: GPT-5",
                        "architecture": {},
                        "pricing": {"prompt": "0.00000125", "completion": "0.00001"},
                    }
                ]
            },
        ),
    ],
)
def test_gpt_5_costs_the_same_in_every_list(tmp_path: Path, format: str, name: str, content: Any) -> None:
    file = brought(tmp_path, name, content)
    assert recognised(file) is formats()[format]
    prices = [one for one in formats()[format].read(file, Mapping()) if isinstance(one, Price)]
    assert [(one.input, one.output, one.tier, one.organization) for one in prices] == [
        (1.25, 10.0, "standard", "OpenAI")
    ]
