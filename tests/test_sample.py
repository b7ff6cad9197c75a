"""The sample catalogue's files: references, bounds, dates and sources, without a database."""

import csv
import json
import math
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

SAMPLE = Path(__file__).parent.parent / "app" / "sample"
COLUMNS = {
    "models": "name,organization,release_date,license,status,description,aliases,metadata",
    "benchmarks": (
        "name,category,description,url,metric,unit,higher_is_better,min_score,max_score,task,aliases"
    ),
    "results": (
        "model,benchmark,score,score_raw,date_tested,source,source_url,evidence,settings,"
        "stderr,ci_low,ci_high,samples,external_id"
    ),
    "prices": "model,provider,offering,tier,valid_from,input,output,cache_read,cache_write,source_url",
    "use_cases": "model,use_case,description,mentioned_by",
    "opinions": "model,content,sentiment,source,author,url,date_published,tags",
}
METADATA = {
    "context_window": int,
    "max_output_tokens": int,
    "parameters": int,
    "active_parameters": int,
    "open_weights": bool,
    "modalities": dict,
    "knowledge_cutoff": str,
    "reasoning": bool,
}
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def repeated(keys: list[Any]) -> list[Any]:
    return [key for key, count in Counter(keys).items() if count > 1]


def normalised(name: str) -> str:
    return re.sub(r"[^\w.+]+|_", " ", name.lower()).strip()


def names_and_aliases(row: Row) -> list[str]:
    return [row["name"], *filter(None, row["aliases"].split("|"))]


def parsed(text: str) -> dict[str, Any]:
    """The object in a JSON column; an empty cell is an empty object."""
    value = json.loads(text or "{}", parse_constant=lambda word: pytest.fail(f"{word} in {text}"))
    assert isinstance(value, dict), text
    return value


@pytest.fixture(scope="module")
def models() -> set[str]:
    return {row["name"] for row in read("models")}


@pytest.fixture(scope="module")
def benchmarks() -> dict[str, Row]:
    return {row["name"]: row for row in read("benchmarks")}


@pytest.mark.parametrize("name", COLUMNS)
def test_file_is_plain_csv(name: str) -> None:
    data = (SAMPLE / f"{name}.csv").read_bytes()
    assert data.startswith(COLUMNS[name].encode() + b"\n"), "another header, or a byte order mark"
    assert b"\r" not in data
    assert data.endswith(b"\n")
    width = len(COLUMNS[name].split(","))
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert {len(row) for row in rows} == {width}
    assert all(cell == cell.strip() for row in rows for cell in row)


@pytest.mark.parametrize("name", ["models", "benchmarks"])
def test_names_and_aliases_meet_nowhere(name: str) -> None:
    keys = [normalised(text) for row in read(name) for text in names_and_aliases(row)]
    assert repeated(keys) == []
    assert all(keys)


@pytest.mark.parametrize("name", ["results", "prices", "use_cases", "opinions"])
def test_models_named_elsewhere_exist(name: str, models: set[str]) -> None:
    assert {row["model"] for row in read(name)} <= models


def test_every_model_and_benchmark_has_results(models: set[str], benchmarks: dict[str, Row]) -> None:
    results = read("results")
    assert {row["model"] for row in results} == models
    assert {row["benchmark"] for row in results} == set(benchmarks)


def test_results_are_unique() -> None:
    results = read("results")
    key = ("model", "benchmark", "date_tested", "source", "settings", "external_id")
    assert repeated([tuple(row[column] for column in key) for row in results]) == []
    external = ("model", "benchmark", "source", "external_id")
    assert (
        repeated([tuple(row[column] for column in external) for row in results if row["external_id"]]) == []
    )


def test_prices_are_unique() -> None:
    key = ("model", "provider", "offering", "tier", "valid_from")
    assert repeated([tuple(row[column] for column in key) for row in read("prices")]) == []


def test_scores_lie_within_their_benchmark(benchmarks: dict[str, Row]) -> None:
    for row in read("results"):
        benchmark = benchmarks[row["benchmark"]]
        low = float(benchmark["min_score"] or -math.inf)
        high = float(benchmark["max_score"] or math.inf)
        assert math.isfinite(float(row["score"]))
        assert low <= float(row["score"]) <= high, row


def test_raw_scores_say_the_same(benchmarks: dict[str, Row]) -> None:
    """A raw score is the score as written: the same number, or a share of one where the scale is percent."""
    for row in read("results"):
        score, raw = float(row["score"]), float(row["score_raw"].removesuffix("%"))
        share = benchmarks[row["benchmark"]]["unit"] == "%" and raw <= 1 and "%" not in row["score_raw"]
        assert math.isclose(score, raw * 100 if share else raw, abs_tol=0.0005), row


def test_uncertainty_makes_sense() -> None:
    for row in read("results"):
        assert bool(row["ci_low"]) == bool(row["ci_high"]), row
        if row["ci_low"]:
            assert float(row["ci_low"]) <= float(row["score"]) <= float(row["ci_high"]), row
        assert float(row["stderr"] or 1) > 0, row
        assert int(row["samples"] or 1) > 0, row


def test_bounds_and_directions() -> None:
    rows = read("benchmarks")
    assert {row["higher_is_better"] for row in rows} == {"true", "false"}
    for row in rows:
        if row["min_score"] and row["max_score"]:
            assert float(row["min_score"]) < float(row["max_score"]), row
        if row["unit"] == "%":
            assert (row["min_score"], row["max_score"]) == ("0", "100"), row


@pytest.mark.parametrize(
    ("name", "column", "optional"),
    [
        ("models", "release_date", False),
        ("results", "date_tested", True),
        ("prices", "valid_from", False),
        ("opinions", "date_published", True),
    ],
)
def test_dates(name: str, column: str, *, optional: bool) -> None:
    for row in read(name):
        assert row[column] or optional, row
        if row[column]:
            assert date(2023, 1, 1) <= date.fromisoformat(row[column]) <= date(2025, 12, 31), row


@pytest.mark.parametrize(
    ("name", "column"), [("results", "source_url"), ("prices", "source_url"), ("benchmarks", "url")]
)
def test_every_fact_names_its_page(name: str, column: str) -> None:
    for row in read(name):
        address = urlsplit(row[column])
        assert address.scheme == "https", row
        assert "." in (address.hostname or ""), row
        assert "example." not in row[column], row


def test_sources_are_short_names() -> None:
    assert all(0 < len(row["source"]) <= 200 for row in read("results"))


@pytest.mark.parametrize(
    ("name", "column", "words"),
    [
        ("models", "status", {"active", "deprecated", "retired"}),
        ("results", "evidence", {"self_reported", "independent", "community"}),
        ("opinions", "sentiment", {"positive", "negative", "neutral", "mixed"}),
    ],
)
def test_closed_words_are_all_used(name: str, column: str, words: set[str]) -> None:
    assert {row[column] for row in read(name)} == words


def test_settings_are_canonical_objects() -> None:
    for row in read("results"):
        settings = parsed(row["settings"])
        assert row["settings"] == (json.dumps(settings, sort_keys=True) if settings else ""), row


def test_metadata_has_known_keys_and_types() -> None:
    for row in read("models"):
        metadata = parsed(row["metadata"])
        for key, value in metadata.items():
            assert type(value) is METADATA[key], (row["name"], key)
        for key in ("context_window", "max_output_tokens", "parameters", "active_parameters"):
            assert metadata.get(key, 1) > 0, (row["name"], key)
        assert metadata.get("active_parameters", 0) <= metadata.get("parameters", math.inf), row["name"]
        assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", metadata.get("knowledge_cutoff", "2023-01")), row[
            "name"
        ]
        assert set(metadata.get("modalities", {"input": [], "output": []})) == {"input", "output"}, row[
            "name"
        ]


def test_prices_are_exact_decimals() -> None:
    for row in read("prices"):
        assert row["input"], row
        assert row["output"], row
        for column in ("input", "output", "cache_read", "cache_write"):
            assert Decimal(row[column] or 0) >= 0, row


def test_prices_change_over_time() -> None:
    """A row stands only where the price in force changes, and some of them do."""
    columns = ("input", "output", "cache_read", "cache_write")
    offerings: dict[tuple[str, ...], list[Row]] = {}
    for row in sorted(read("prices"), key=lambda row: row["valid_from"]):
        offerings.setdefault((row["model"], row["provider"], row["offering"], row["tier"]), []).append(row)
    changed = [rows for rows in offerings.values() if len(rows) > 1]
    assert len(changed) >= 2
    for rows in changed:
        prices = [tuple(row[column] for column in columns) for row in rows]
        assert all(before != after for before, after in pairwise(prices)), rows


def test_what_is_made_up_says_so() -> None:
    assert {row["mentioned_by"] for row in read("use_cases")} == {"sample"}
    assert {(row["source"], row["author"]) for row in read("opinions")} == {("sample", "Sample reviewer")}


def test_mmlu_is_in_true_order() -> None:
    best: dict[str, float] = {}
    for row in read("results"):
        if row["benchmark"] == "MMLU":
            best[row["model"]] = max(float(row["score"]), best.get(row["model"], 0))
    known = ("o3", "o1", "GPT-4o", "Llama 3.1 405B Instruct", "Claude 3 Opus", "GPT-4", "GPT-3.5 Turbo")
    assert sorted(known, key=lambda model: best[model], reverse=True) == list(known)
    assert best["GPT-4"] == 86.4


def test_some_pairs_have_more_than_one_view() -> None:
    """Else picking the best and picking the latest could not differ."""
    views: dict[tuple[str, str], set[str]] = {}
    for row in read("results"):
        views.setdefault((row["model"], row["benchmark"]), set()).add(row["evidence"])
    assert sum({"self_reported", "independent"} <= kinds for kinds in views.values()) >= 20


def test_readme_counts_the_rows() -> None:
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    for name in COLUMNS:
        assert re.search(rf"\| {name}\.csv \| {len(read(name))} ", text), name
