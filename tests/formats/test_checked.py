"""Records are completed by the mapping and held against the columns; each flaw is named."""

import json
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from msgspec.structs import asdict, replace

from app.formats import checked as module
from app.formats.checked import Checked
from app.formats.files import Unreadable
from app.formats.kept import Flaw
from app.formats.mapping import Facts, Mapping, Score
from app.formats.records import PERCENT, PROPORTION, Benchmark, Model, Price, Record, Result
from app.free_json import BOUNDLESS, NUL

pytestmark = pytest.mark.once

DAY: Final = date(2025, 1, 31)
RESULT: Final = Result(row=7, model="acme/heron", benchmark="Rivers (acc/%)", score=0.57)
BENCHMARK: Final = Benchmark(row=7, name="Rivers")
MODEL: Final = Model(row=7, name="Heron")
PRICE: Final = Price(row=7, model="Heron", provider="Acme", offering="heron", input=1.25)


def said(record: Record, **mapping: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Checked(Mapping(**mapping)).json(record)[1])
    return found


def flaw(record: Record, mapping: Mapping = Mapping()) -> tuple[str | None, str | None, str]:  # noqa: B008 it is frozen
    with pytest.raises(Flaw) as found:
        Checked(mapping).json(record)
    return found.value.column, found.value.value, found.value.reason


def test_what_is_written() -> None:
    """No nulls, and not where it stood; lists and objects always, and what is no null by default."""
    assert Checked(Mapping()).json(MODEL) == (b"model", b'{"name":"Heron","aliases":[]}')
    assert Checked(Mapping()).json(BENCHMARK) == (b"benchmark", b'{"name":"Rivers","aliases":[]}')
    assert Checked(Mapping()).json(RESULT) == (
        b"result",
        b'{"model":"acme/heron","benchmark":"Rivers (acc/%)","score":0.57,"settings":{}}',
    )
    assert Checked(Mapping()).json(PRICE) == (
        b"price",
        b'{"model":"Heron","provider":"Acme","offering":"heron","tier":"standard","input":1.25}',
    )


def test_constants_fill_what_is_open() -> None:
    mapping: dict[str, Any] = {
        "source": "Board",
        "source_url": "https://example.org/",
        "organization": "Acme",
        "evidence": "independent",
        "date": DAY,
        "unit": "%",
    }
    filled = {"source": "Board", "source_url": "https://example.org/", "organization": "Acme", "unit": "%"}
    filled |= {"evidence": "independent", "date_tested": "2025-01-31"}
    assert said(RESULT, **mapping).items() >= filled.items()
    own: dict[str, Any] = {
        "source": "Paper",
        "source_url": "https://example.org/paper",
        "organization": "Egret",
        "evidence": "community",
        "date_tested": date(2024, 5, 1),
        "unit": "points",
    }
    kept = own | {"date_tested": "2024-05-01"}
    assert said(replace(RESULT, **own), **mapping).items() >= kept.items()
    assert said(MODEL, **mapping) == {"name": "Heron", "organization": "Acme", "aliases": []}
    assert said(BENCHMARK, **mapping) == {"name": "Rivers", "unit": "%", "aliases": []}
    prices = said(PRICE, **mapping)
    assert (prices["organization"], prices["valid_from"]) == ("Acme", "2025-01-31")
    assert prices["source_url"] == "https://example.org/"


def test_settings_of_the_mapping_lie_below_those_of_the_record() -> None:
    own = replace(RESULT, settings={"shots": 5, "effort": "high"})
    below = {"shots": 0, "tools": True}
    assert said(own, settings=below)["settings"] == {"shots": 5, "effort": "high", "tools": True}
    assert said(RESULT, settings=below)["settings"] == below
    assert own.settings == {"shots": 5, "effort": "high"}


def test_numbers_are_multiplied_in_decimals() -> None:
    """0.57 times 100 is 56.99999999999999 in binary."""
    own = replace(RESULT, stderr=0.07, ci_low=0.55, ci_high=0.58, unit=PROPORTION)
    found = said(own, multiply_by=100.0)
    assert (found["score"], found["stderr"], found["ci_low"], found["ci_high"]) == (57.0, 7.0, 55.0, 58.0)
    assert (found["score_raw"], found["unit"]) == ("0.57", "%")
    bounds = said(replace(BENCHMARK, min_score=0.0, max_score=1.0, unit=PROPORTION), multiply_by=100.0)
    assert (bounds["min_score"], bounds["max_score"], bounds["unit"]) == (0.0, 100.0, "%")


@pytest.mark.parametrize(
    ("score", "raw", "kept"),
    [(5.0, None, "5"), (0.1, None, "0.1"), (1e22, None, "1e+22"), (77.0, "77.0%", "77.0%")],
)
def test_what_was_written_is_kept_where_numbers_change(score: float, raw: str | None, kept: str) -> None:
    own = replace(RESULT, score=score, score_raw=raw)
    assert said(own, multiply_by=2.0)["score_raw"] == kept
    assert said(own).get("score_raw") == raw


@pytest.mark.parametrize(
    ("own", "given", "factor", "unit"),
    [
        (None, None, None, None),
        (PERCENT, "points", None, PERCENT),
        (None, PROPORTION, None, PROPORTION),
        (PROPORTION, None, 100.0, PERCENT),
        (PERCENT, None, 0.01, PROPORTION),
        (PERCENT, None, 1.0, PERCENT),
        ("seconds", None, 1000.0, None),
        ("seconds", "milliseconds", 1000.0, "milliseconds"),
        (None, "milliseconds", 1000.0, "milliseconds"),
    ],
)
def test_a_unit_is_that_of_the_number_as_it_is_kept(
    own: str | None, given: str | None, factor: float | None, unit: str | None
) -> None:
    assert said(replace(RESULT, unit=own), unit=given, multiply_by=factor).get("unit") == unit


@pytest.mark.parametrize(
    ("own", "target", "kept"),
    [
        (None, PERCENT, (57.0, PERCENT)),
        (PROPORTION, PERCENT, (57.0, PERCENT)),
        (PERCENT, PERCENT, (0.57, PERCENT)),
        ("seconds", PERCENT, (0.57, "seconds")),
        ("seconds", "points", (57.0, "points")),
        ("points", "points", (0.57, "points")),
        (PERCENT, None, (57.0, None)),
    ],
)
def test_numbers_that_do_not_become_what_the_mapping_wants_are_left(
    own: str | None, target: str | None, kept: tuple[float, str | None]
) -> None:
    found = said(replace(RESULT, unit=own), unit=target, multiply_by=100.0)
    assert (found["score"], found.get("unit")) == kept
    assert ("score_raw" in found) == (kept[0] == 57.0)
    bounds = said(replace(BENCHMARK, unit=own, min_score=0.0, max_score=0.57), unit=target, multiply_by=100.0)
    assert (bounds["max_score"], bounds.get("unit")) == kept


def test_facts_of_the_mapping_fill_what_a_benchmark_leaves_open() -> None:
    facts = Facts(
        category="birds",
        description="Where it stands.",
        url="https://example.org/",
        metric="accuracy",
        unit="%",
        higher_is_better=True,
        min_score=0.0,
        max_score=100.0,
        task="Wading",
    )
    told = {name: value for name, value in asdict(facts).items() if value is not None}
    assert said(BENCHMARK, facts=facts) == told | {"name": "Rivers", "aliases": []}
    own = replace(BENCHMARK, unit="points", higher_is_better=False, max_score=5.0)
    assert said(own, facts=facts) == told | {
        "name": "Rivers",
        "unit": "points",
        "higher_is_better": False,
        "max_score": 5.0,
        "aliases": [],
    }
    assert "higher_is_better" not in said(RESULT, facts=facts)


def test_facts_are_of_what_comes_out_of_multiplying() -> None:
    facts = Facts(unit="%", max_score=100.0)
    found = said(replace(BENCHMARK, min_score=0.25), facts=facts, multiply_by=100.0)
    assert (found["unit"], found["min_score"], found["max_score"]) == ("%", 25.0, 100.0)
    assert said(BENCHMARK, facts=facts, unit="points")["unit"] == "%"


def test_facts_of_a_column_go_before_those_of_all() -> None:
    column = Score(column="a", benchmark=" Rivers ", facts=Facts(higher_is_better=False))
    mapping: dict[str, Any] = {"facts": Facts(higher_is_better=True, task="Wading"), "scores": (column,)}
    assert said(BENCHMARK, **mapping)["higher_is_better"] is False
    assert said(BENCHMARK, **mapping)["task"] == "Wading"
    assert said(replace(BENCHMARK, name="Lakes"), **mapping)["higher_is_better"] is True


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        (Mapping(multiply_by=0.0), r"^The mapping's multiply_by must be a number over 0\.$"),
        (Mapping(multiply_by=-1.0), "multiply_by"),
        (Mapping(multiply_by=float("nan")), "multiply_by"),
        (Mapping(multiply_by=float("inf")), "multiply_by"),
        (Mapping(source="a" * 256), r"^The mapping's source does not fit: Expected a text of 1 to 255 char"),
        (Mapping(source="a\nb"), "The mapping's source does not fit"),
        (Mapping(date=date(1800, 1, 1)), "The mapping's date does not fit: Expected a date between"),
        (
            Mapping(settings={"a": "x" * 9000}),
            "The mapping's settings does not fit: Expected at most 8,192 b",
        ),
        (Mapping(settings={"a": "\0"}), "The mapping's settings does not fit: NUL"),
        (
            Mapping(facts=Facts(category="a" * 256)),
            r"^The mapping's facts\.category does not fit: Expected a t",
        ),
        (
            Mapping(facts=Facts(min_score=1.0, max_score=1.0)),
            r"facts\.min_score does not fit: Expected the lowest",
        ),
        (
            Mapping(scores=(Score(column="a", benchmark="a", facts=Facts(min_score=float("nan"))),)),
            r"facts\.min_score does not fit: Expected a finite",
        ),
        (Mapping(organization="-"), "The mapping's organization does not fit: Expected a name"),
    ],
)
def test_a_mapping_that_no_record_could_follow(mapping: Mapping, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        Checked(mapping)


def test_blanks_around_texts_are_taken_away() -> None:
    assert said(RESULT, source=" Board ", organization=" ")["source"] == "Board"
    assert "organization" not in said(RESULT, source=" Board ", organization=" ")
    own = replace(
        RESULT, model="Llama-2-70b-hf ", benchmark="\u00a0Rivers\t", source=" Board\n", external_id=" 7 "
    )
    found = said(own)
    assert (found["model"], found["benchmark"]) == ("Llama-2-70b-hf", "Rivers")
    assert (found["source"], found["external_id"]) == ("Board", "7")
    found = said(replace(MODEL, aliases=("heron ", "Heron", " "), license="", description="  "))
    assert found == {"name": "Heron", "aliases": ["heron", "Heron"]}


NAME: Final = "Expected a name of 1 to 255 characters, with a letter or a digit."
DATE: Final = "Expected a date between 1900 and 9999."
SHAPE: Final = "Expected a text of 1 to 255 characters without blanks at either end or control characters."
FLAWS: Final[list[tuple[Record, dict[str, Any], str, str | None, str]]] = [
    (RESULT, {"model": ""}, "model", None, SHAPE),
    (RESULT, {"model": "a\nb"}, "model", "a\nb", SHAPE),
    (RESULT, {"model": "a" * 256}, "model", "a" * 256, SHAPE),
    (RESULT, {"model": None}, "model", None, SHAPE),
    (
        RESULT,
        {"model": "***"},
        "model",
        "***",
        NAME,
    ),
    (
        RESULT,
        {"model": "acme/"},
        "model",
        "acme/",
        "Expected a letter or a digit before and behind the slash.",
    ),
    (
        RESULT,
        {"model": "\ufdfa" * 20},
        "model",
        "\ufdfa" * 20,
        NAME,
    ),
    (
        RESULT,
        {"benchmark": "--"},
        "benchmark",
        "--",
        NAME,
    ),
    (RESULT, {"score": "0.5"}, "score", "0.5", "Expected a number."),
    (RESULT, {"score": True}, "score", "True", "Expected a number."),
    (RESULT, {"score": float("nan")}, "score", "nan", "Expected a finite number."),
    (RESULT, {"score": float("-inf")}, "score", "-inf", "Expected a finite number."),
    (RESULT, {"stderr": -0.1}, "stderr", "-0.1", "Expected a number, 0 or more."),
    (RESULT, {"stderr": float("inf")}, "stderr", "inf", "Expected a finite number."),
    (RESULT, {"ci_low": 0.1}, "ci_high", None, "Expected both ends of the interval, or none."),
    (RESULT, {"ci_high": 0.1}, "ci_low", None, "Expected both ends of the interval, or none."),
    (
        RESULT,
        {"ci_low": 2.0, "ci_high": 1.0},
        "ci_low",
        "2.0",
        "Expected the lower end of the interval not to be above the upper.",
    ),
    (RESULT, {"samples": 0}, "samples", "0", "Expected a whole number, 1 or more."),
    (
        RESULT,
        {"date_tested": date(1899, 12, 31)},
        "date_tested",
        "1899-12-31",
        DATE,
    ),
    (
        RESULT,
        {"date_tested": date(9999, 12, 31)},
        "date_tested",
        "9999-12-31",
        DATE,
    ),
    (
        RESULT,
        {"date_tested": datetime(2025, 1, 1, tzinfo=UTC)},
        "date_tested",
        "2025-01-01 00:00:00+00:00",
        "Expected a date such as 2025-01-31.",
    ),
    (
        RESULT,
        {"evidence": "rumour"},
        "evidence",
        "rumour",
        "Expected one of community, independent, self_reported.",
    ),
    (
        RESULT,
        {"source_url": "ftp://a"},
        "source_url",
        "ftp://a",
        "Expected a text of 8 to 2,048 characters, beginning with http:// or https://, without blanks.",
    ),
    (RESULT, {"score_raw": "a\0"}, "score_raw", "a\0", NUL),
    (
        RESULT,
        {"score_raw": "a\ud800"},
        "score_raw",
        "a\ud800",
        "Expected text: a half of a character (a lone surrogate) is in it.",
    ),
    (RESULT, {"settings": []}, "settings", "[]", "Expected an object."),
    (RESULT, {"settings": {1: 2}}, "settings", "{1: 2}", "Expected an object."),
    (
        RESULT,
        {"settings": {"a": [float("nan")]}},
        "settings",
        "{'a': [nan]}",
        BOUNDLESS,
    ),
    (
        RESULT,
        {"settings": {"a": {"b": "\0"}}},
        "settings",
        r"{'a': {'b': '\x00'}}",
        NUL,
    ),
    (
        RESULT,
        {"settings": {"a": object}},
        "settings",
        None,
        "Expected JSON: objects, lists, texts and numbers, not too deep.",
    ),
    (
        BENCHMARK,
        {"name": "-"},
        "name",
        "-",
        NAME,
    ),
    (
        BENCHMARK,
        {"aliases": ("a", "-")},
        "aliases",
        "-",
        NAME,
    ),
    (
        BENCHMARK,
        {"min_score": 1.0, "max_score": 1.0},
        "min_score",
        "1.0",
        "Expected the lowest score to be below the highest.",
    ),
    (BENCHMARK, {"max_score": float("inf")}, "max_score", "inf", "Expected a finite number."),
    (BENCHMARK, {"higher_is_better": "yes"}, "higher_is_better", "yes", "Expected true or false."),
    (
        MODEL,
        {"name": "acme/?"},
        "name",
        "acme/?",
        "Expected a letter or a digit before and behind the slash.",
    ),
    (
        MODEL,
        {"release_date": date(1, 1, 1)},
        "release_date",
        "0001-01-01",
        DATE,
    ),
    (
        MODEL,
        {"description": "a" * 20_001},
        "description",
        "a" * 20_001,
        "Expected a text of 1 to 20,000 characters.",
    ),
    (PRICE, {"input": None}, "input", None, "Expected a price of input, output or the cache."),
    (PRICE, {"input": -1.0}, "input", "-1.0", "Expected a number from 0 to 99,999,999.999999."),
    (
        PRICE,
        {"output": float("nan")},
        "output",
        "nan",
        "Expected a number from 0 to 99,999,999.999999.",
    ),
    (PRICE, {"output": 1e-7}, "output", "1e-07", "Expected USD per million tokens, with at most 6 decimals."),
    (PRICE, {"offering": "a\0"}, "offering", "a\0", NUL),
]


@pytest.mark.parametrize(("sound", "fault", "column", "value", "reason"), FLAWS)
def test_flaws(sound: Record, fault: dict[str, Any], column: str, value: str | None, reason: str) -> None:
    assert flaw(replace(sound, **fault)) == (column, value, reason)


def test_metadata_is_held_to_its_size() -> None:
    assert len(said(replace(MODEL, metadata={"a": "x" * 65_527}))["metadata"]["a"]) == 65_527
    found = flaw(replace(MODEL, metadata={"a": "x" * 65_528}))
    assert (found[0], found[2]) == ("metadata", "Expected at most 65,536 bytes of JSON.")


def test_a_number_that_leaves_what_can_be_written() -> None:
    found = flaw(replace(RESULT, score=1e308), Mapping(multiply_by=100.0))
    assert found == ("score", "1e+308", "Expected a number that stays finite when it is multiplied.")


def test_what_was_found_sound_says_nothing_of_what_looks_like_it() -> None:
    """NaN is written as null, and a text that only looks like U+0000 is none."""
    checked = Checked(Mapping())
    assert checked.json(replace(RESULT, settings={"a": None}))
    with pytest.raises(Flaw, match="NaN"):
        checked.json(replace(RESULT, settings={"a": float("nan")}))
    assert json.loads(checked.json(replace(RESULT, score_raw="\\u0000"))[1])["score_raw"] == "\\u0000"
    assert checked.json(replace(RESULT, benchmark="acme/-"))
    with pytest.raises(Flaw, match="slash"):
        checked.json(replace(RESULT, model="acme/-"))


def test_only_so_much_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 3)
    checked = Checked(Mapping())
    for n in range(10):
        record = replace(RESULT, model=f"m{n} ", benchmark=f"b{n}", settings={"n": n})
        found = json.loads(checked.json(record)[1])
        assert (found["model"], found["benchmark"], found["settings"]) == (f"m{n}", f"b{n}", {"n": n})
    assert len(checked._sound) == 3
