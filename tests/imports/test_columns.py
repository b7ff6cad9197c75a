"""Checked records against the real tables: whatever a column refuses is refused before, with a reason."""

import random
from datetime import date
from typing import Any, Final, TypeAlias

import asyncpg
import pytest

from app.formats.checked import Checked
from app.formats.kept import Flaw, name_words
from app.formats.mapping import Mapping
from app.formats.records import Benchmark, Model, Price, Record, Result

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

NAMES: Final = [
    "GPT-4",
    " GPT ",
    "a/b",
    "a/-",
    "/a",
    "a//",
    "-",
    "…",
    "٤",
    "\u00a0",
    "\u3000a",
    "a" * 255,
    "a" * 256,
]
NAMES.extend(
    ["\ufdfa" * 14, "\ufdfa" * 15, "İ" * 255, "a\nb", "a\0", "\ud800", "", "C++", "nan", "{}", "a\x85", "₂"]
)
TEXTS: Final = [
    None,
    "a",
    "",
    " ",
    " a",
    "a\n",
    "a\0b",
    "\ud800",
    "a" * 50,
    "a" * 51,
    "a" * 255,
    "a" * 256,
    "\\u0000",
]
URLS: Final = [
    None,
    "https://a.example/",
    "http://",
    "ftp://a",
    "https://a b",
    "https://a\n",
    "https://" + "a" * 2040,
]
URLS.append("https://" + "a" * 2041)
NUMBERS: Final[list[Any]] = [
    None,
    0.0,
    -0.0,
    1,
    -1.5,
    1e308,
    5e-324,
    float("inf"),
    float("nan"),
    99_999_999.999999,
    1e8,
    1e-6,
]
NUMBERS.extend([1e-7, True, "1", 10**400])
DAYS: Final = [
    None,
    date(1900, 1, 1),
    date(1899, 12, 31),
    date(9999, 12, 30),
    date(9999, 12, 31),
    "2024-02-30",
]
DOCUMENTS: Final[list[Any]] = [
    {},
    {"a": 1},
    {"temperature": 0.50},
    {"a": float("nan")},
    {"a": None},
    {"a": "\0"},
    {"\ud800": 1},
    {"a": [{"b": 2**63}]},
    {"a": 2**53},
    {1: 2},
    [],
    None,
    {"a": "x" * 8183},
    {"a": "x" * 8184},
    {"a": "\\" * 4091},
    {"a": "\\" * 4092},
    {"a": [1e308] * 26},
    {"a": [1e308] * 27},
    {"a": [5e-324] * 25},
    {"a": [[]] * 2047},
    {"a": [[]] * 2048},
    {"a": "é" * 4091},
    {"a": "é" * 4092},
    {"a": object()},
    {"a": {"b": date(2024, 1, 1)}},
]
FIELDS: Final[dict[str, list[Any]]] = {
    "model": NAMES,
    "benchmark": NAMES,
    "name": NAMES,
    "organization": [None, *NAMES],
    "aliases": [(), *((name, "b") for name in NAMES)],
    "score": NUMBERS,
    "stderr": NUMBERS,
    "ci_low": NUMBERS,
    "ci_high": NUMBERS,
    "min_score": NUMBERS,
    "max_score": NUMBERS,
    "input": NUMBERS,
    "output": NUMBERS,
    "samples": [None, 1, 0, -1, 2**53, 2**53 + 1, 2**63, 1.0, "1"],
    "higher_is_better": [None, True, False, 1, "true"],
    "evidence": [None, "independent", "Independent", ""],
    "date_tested": DAYS,
    "release_date": DAYS,
    "valid_from": DAYS,
    "source_url": URLS,
    "url": URLS,
    "settings": DOCUMENTS,
    "metadata": [*DOCUMENTS, {"a": "x" * 65527}, {"a": "x" * 65528}],
    "description": [*TEXTS, "a" * 20_000, "a" * 20_001],
}
#: What each kind is without a fault.
SOUND: Final[dict[type[Record], dict[str, Any]]] = {
    Model: {"name": "m"},
    Benchmark: {"name": "b"},
    Result: {"model": "m", "benchmark": "b", "score": 1.0},
    Price: {"model": "m", "provider": "p", "offering": "o", "input": 1.0},
}
#: How it goes into its table, and where it needs one, its model.
INSERTS: Final[dict[type[Record], str]] = {
    Model: """
        with one as (
            insert into models (name, organization, release_date, license, description, metadata)
            select
                r.name, coalesce(r.organization, 'unknown'), r.release_date, r.license, r.description,
                r.metadata
            from jsonb_populate_record(null::models, $1::text::jsonb) as r
            returning id
        )
        insert into model_names (model_id, name, spelling)
        select one.id, normal_name(alias), alias
        from one, jsonb_array_elements_text($1::text::jsonb -> 'aliases') as alias
        on conflict do nothing
        """,
    Benchmark: """
        with one as (
            insert into benchmarks (
                name, category, description, url, metric, unit, higher_is_better, min_score, max_score, task
            )
            select
                r.name, r.category, r.description, r.url, r.metric, r.unit, r.higher_is_better, r.min_score,
                r.max_score, r.task
            from jsonb_populate_record(null::benchmarks, $1::text::jsonb) as r
            returning id
        )
        insert into benchmark_names (benchmark_id, name, spelling)
        select one.id, normal_name(alias), alias
        from one, jsonb_array_elements_text($1::text::jsonb -> 'aliases') as alias
        on conflict do nothing
        """,
    Result: """
        with m as (
            insert into models (name, organization)
            select r.model, coalesce(r.organization, 'unknown')
            from jsonb_to_record($1::text::jsonb) as r (model text, organization text)
            returning id
        ), b as (
            insert into benchmarks (name) select $1::text::jsonb ->> 'benchmark' returning id
        )
        insert into benchmark_results (
            model_id, benchmark_id, score, stderr, ci_low, ci_high, samples, date_tested, score_raw, source,
            source_url, evidence, external_id, settings
        )
        select
            m.id, b.id, r.score, r.stderr, r.ci_low, r.ci_high, r.samples, r.date_tested, r.score_raw,
            r.source, r.source_url, r.evidence, r.external_id, r.settings
        from m, b, jsonb_populate_record(null::benchmark_results, $1::text::jsonb) as r
        """,
    Price: """
        with m as (
            insert into models (name, organization)
            select r.model, coalesce(r.organization, 'unknown')
            from jsonb_to_record($1::text::jsonb) as r (model text, organization text)
            returning id
        )
        insert into model_prices (
            model_id, provider, offering, tier, valid_from, source_url, input, output, cache_read, cache_write
        )
        select
            m.id, r.provider, r.offering, r.tier, coalesce(r.valid_from, '2024-01-01'), r.source_url, r.input,
            r.output, r.cache_read, r.cache_write
        from m, jsonb_populate_record(null::model_prices, $1::text::jsonb) as r
        """,
}


def judged(checked: Checked, record: Record) -> bytes | Flaw:
    try:
        return checked.json(record)[1]
    except Flaw as flaw:
        return flaw


async def inserted(db: Db, insert: str, said: bytes) -> str | None:
    """What the table says against it; nothing stays."""
    point = db.transaction()
    await point.start()
    try:
        await db.execute(insert, said.decode())
    except asyncpg.PostgresError as error:
        return repr(error)
    finally:
        await point.rollback()
    return None


@pytest.mark.parametrize("kind", SOUND)
async def test_what_is_let_through_fits_the_columns(db: Db, kind: type[Record]) -> None:
    """Each odd value of each field, and then two at once."""
    sound, checked, chance = SOUND[kind], Checked(Mapping()), random.Random(2)
    odd = {field: FIELDS.get(field, TEXTS) for field in kind.__struct_fields__ if field != "row"}
    tried = [sound | {field: value} for field in odd for value in odd[field]]
    for _ in range(200):
        two = chance.sample(sorted(odd), 2)
        tried.append(sound | {field: chance.choice(odd[field]) for field in two})
    await db.execute("delete from models")
    await db.execute("delete from benchmarks")
    refused = []
    for fields in tried:
        verdict = judged(checked, kind(row=1, **fields))
        if isinstance(verdict, Flaw):
            refused.append(verdict)
        else:
            assert await inserted(db, INSERTS[kind], verdict) is None, ascii(fields)[:300]
    assert {flaw.column for flaw in refused} <= odd.keys()
    assert all(flaw.reason.endswith(".") for flaw in refused)
    assert 50 < len(refused) < len(tried) - 50


async def test_names_are_compared_as_in_the_database(db: Db) -> None:
    names = [name for name in NAMES if not set(name) & set("\0\n\x85\ud800")]  # none of which a name has
    names += ["a_b-c/d:e;f=g?h@i[j]k{l}m~n^o", "v2.5+", "&", "<8B>", "(", "#1", "$", "%"]
    for name in names:
        kept = await db.fetchval("select normal_name($1)", name)
        assert (kept == "") == (name_words(name) == ""), ascii(name)
        assert len(kept) == len(name_words(name)), ascii(name)
