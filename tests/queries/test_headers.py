"""Generated headers and sql/QUERIES.md: what they say, and that they leave alone what people wrote."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.database.address import parse
from app.database.migration_files import directory
from app.database.server import Server
from app.http.document import document
from app.main import build
from app.queries import headers
from app.queries.document import Budget, asked_by, budgets, queries_document
from app.queries.headers import Statement, description, indexes, known, planning, purpose, rewritten
from app.queries.loader import Query
from app.queries.models import Model
from app.settings import Settings
from tests.people import SECRET

FILE = """\
-- One thing, by its id.
-- index: things_pkey; the other
--   by filter
--
-- A remark, in more
-- than one line.

select 1;
"""
GENERATED = """\
-- One thing, by its id.
-- index: things_pkey; the other
--   by filter
--
-- A remark, in more
-- than one line.
--
-- :id  int8
-- returns nothing

select 1;
"""


def asked(row: Any, *, many: bool = False, optional: bool = False) -> Query:
    return Query(
        "things.get", Path("get.sql"), "", ("id", "slug"), frozenset({"slug"}), row, many, optional, False
    )


def test_the_description_goes_below_what_people_wrote_and_replaces_itself() -> None:
    assert rewritten(FILE, "-- :id  int8\n-- returns nothing") == GENERATED
    other = rewritten(GENERATED, "-- :slug  text\n-- :id    int8\n-- returns one text")
    assert other.count("returns") == 1
    assert rewritten(other, "-- :id  int8\n-- returns nothing") == GENERATED
    assert rewritten(GENERATED, "-- returns one text") == rewritten(FILE, "-- returns one text")


def test_purpose_and_index_survive() -> None:
    for text in (FILE, GENERATED):
        assert purpose(text) == "One thing, by its id.\n\nA remark, in more than one line."
        assert indexes(text) == "things_pkey; the other by filter"


def test_the_plan_is_no_index() -> None:
    text = "-- One thing.\n-- index: things_pkey\n-- plan: generic; one key\n\nselect 1;\n"
    assert (purpose(text), indexes(text), planning(text)) == ("One thing.", "things_pkey", "generic; one key")
    assert planning(FILE) == ""


def test_a_header_without_index_or_without_anything() -> None:
    assert indexes("-- One thing.\n\nselect 1;\n") == ""
    assert purpose("select 1;\n") == ""


@pytest.mark.parametrize(
    ("query", "columns", "sentence"),
    [
        (asked(type(None)), (), "-- returns nothing"),
        (asked(int), (("count", "int8"),), "-- returns one int8"),
        (asked(str, many=True), (("name", "text"),), "-- returns many text"),
        (asked(str, optional=True), (("name", "text"),), "-- returns at most one text"),
        (asked(Model, many=True), (("license", "text"),), "-- returns many Model: license text?"),
    ],
)
def test_parameters_and_rows_in_words(
    query: Query, columns: tuple[tuple[str, str], ...], sentence: str
) -> None:
    statement = Statement((("id", "int8"), ("slug", "text")), columns)
    assert description(query, statement) == f"-- :id    int8\n-- :slug  text?\n{sentence}"


def test_long_lines_are_broken_between_columns() -> None:
    columns = tuple((f"a_column_{n}", "timestamptz") for n in range(20))
    lines = description(asked(Model, many=True), Statement((), columns)).splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= 110
    assert all(
        line.startswith("--   ") and line.endswith(("timestamptz,", "timestamptz")) for line in lines[1:]
    )


async def test_writing_headers_into_files(
    migrated: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = known()["models.get"]
    right = query.path.read_text(encoding="utf-8")
    copy = tmp_path / "get.sql"
    copy.write_text(right.replace("returns at most one Model", "returns many Mondays"), encoding="utf-8")
    monkeypatch.setattr(headers, "known", lambda: {query.name: replace(query, path=copy)})
    assert await headers.write_headers(parse(migrated.owner_url)) == [copy]
    assert copy.read_text(encoding="utf-8") == right
    assert await headers.write_headers(parse(migrated.owner_url)) == []


def test_queries_md_is_what_would_be_written() -> None:
    openapi = document(
        build(Settings(database_url="postgresql://nobody@localhost/nowhere", secret_key=SECRET))
    )
    text = (directory().parent / "QUERIES.md").read_text(encoding="utf-8")
    assert text == queries_document(known(), asked_by(openapi), budgets()), "run `make headers`"


def test_operations_name_queries_that_exist() -> None:
    openapi = document(
        build(Settings(database_url="postgresql://nobody@localhost/nowhere", secret_key=SECRET))
    )
    assert asked_by(openapi).keys() <= known().keys()


def test_what_queries_md_says_of_a_query() -> None:
    queries = {"models.get": known()["models.get"]}
    page = queries_document(
        queries,
        asked_by({"paths": {"/models/{model}": {"get": {"x-sql": ["models.get"]}, "parameters": []}}}),
        {"models.get": [Budget(12, {"slug": "it"})]},
    )
    assert page.endswith(
        "## models\n\n### models.get\n\nOne model, by its id or by its slug.\n\n"
        "- asked by `GET /models/{model}`\n"
        "- takes `:id` int8?, `:slug` text?\n"
        "- returns at most one Model\n"
        "- index: models_pkey, models_slug_key\n"
        "- plan: generic; it looks for one key\n"
        "- buffers: at most 12 with `slug=it`\n"
    )
    assert "asked by the pages or the program itself" in queries_document(queries, {}, {})
