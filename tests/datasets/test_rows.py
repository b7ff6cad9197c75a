"""Rows of datasets: each question is answered as plain Python answers it."""

import asyncio
import json
from random import Random
from typing import Any, Final, NamedTuple

import pytest
from httpx import AsyncClient, QueryParams

from app.datasets.exploring.questions import OPERATORS
from tests.conftest import serving
from tests.datasets.answered import (
    COLUMNS,
    NEGATIVE,
    POSITIONS,
    TYPES,
    Row,
    frequent,
    holds,
    in_order,
    numbered,
    shown,
    table,
    written,
)
from tests.datasets.conftest import Explored
from tests.datasets.ready import Table

ROWS: Final = 400
Params = list[tuple[str, str]]


class Asked(NamedTuple):
    """A dataset of random rows, and who asks it."""

    client: AsyncClient
    path: str
    rows: list[Row]

    async def rows_for(self, *params: tuple[str, str]) -> dict[str, Any]:
        answer = await self.client.get(f"{self.path}/rows", params=[*params])
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def numbers_for(self, *params: tuple[str, str]) -> list[int]:
        """Which rows, by their numbers; all on one page."""
        found = await self.rows_for(("columns", "__row"), ("limit", "1000"), *params)
        assert found["total"] == len(found["rows"])
        return [number for (number,) in found["rows"]]


def numbers(rows: list[Row]) -> list[int]:
    return [row[-1] for row in rows]


@pytest.fixture(scope="module")
async def asked(explored: Explored) -> Asked:
    made = table(Random(6), ROWS)
    laid = await explored.lay(made)
    return Asked(explored.client, laid.path, numbered(made))


async def test_rows_as_they_stand_in_the_file(asked: Asked) -> None:
    found = await asked.rows_for(("limit", "1000"))
    assert found["columns"] == [
        {"name": "__row", "type": "integer"},
        *({"name": name, "type": kind} for name, kind in COLUMNS.items()),
    ]
    kinds = list(COLUMNS.values())
    assert found["rows"] == [
        [row[-1], *(shown(cell, kind) for cell, kind in zip(row, kinds, strict=False))] for row in asked.rows
    ]
    assert (found["total"], "next" in found, "facets" in found) == (ROWS, False, False)


CASES: Final = [
    (name, operator) for name, kind in TYPES.items() for operator, fit in OPERATORS.items() if kind in fit
]


@pytest.mark.parametrize(("name", "operator"), CASES)
async def test_every_operator_on_every_type(asked: Asked, name: str, operator: str) -> None:
    """With values that are there, and some that are not."""
    random = Random(f"{name} {operator}")
    cells = [cell for row in asked.rows if (cell := row[POSITIONS[name]]) is not None]
    for _ in range(3):
        given: Any
        if operator.endswith(("null", "blank")):
            given = random.random() < 0.5
            text = written(given)
            positive = NEGATIVE.get(operator, operator)
            wanted = [
                row for row in asked.rows if holds(row, name, positive, given) == (operator == positive)
            ]
        else:
            one = random.choice(
                [cell for cell in cells if written(cell).strip() and "," not in written(cell)]
            )
            given, text = one, written(one)
            if operator in {"in", "notin"}:
                given = [one, *random.sample(cells, 2)]
                text = json.dumps([written(value) for value in given])
            elif operator.endswith(("contains", "with")):
                given = text = random.choice([one[:2], one[-2:], one.upper(), "zzz"]).strip() or "a"
            wanted = [row for row in asked.rows if holds(row, name, operator, given)]
        got = await asked.numbers_for((f"{name}__{operator}", text))
        assert got == numbers(wanted), (text, given)


async def test_several_filters_all_hold(asked: Asked) -> None:
    got = await asked.numbers_for(("score__gte", "0"), ("model__contains", "A"), ("tools", "true"))
    assert got == numbers(
        [
            row
            for row in asked.rows
            if holds(row, "score", "gte", 0.0)
            and holds(row, "model", "contains", "a")
            and holds(row, "tools", "exact", True)
        ]
    )
    assert got


async def test_values_with_commas_between_them(asked: Asked) -> None:
    got = await asked.numbers_for(("model__in", "Alpha,Beta,nobody"))
    assert got == numbers([row for row in asked.rows if row[POSITIONS["model"]] in {"Alpha", "Beta"}])
    listed = await asked.numbers_for(("model__in", '["a,b"]'))
    assert listed == numbers([row for row in asked.rows if row[POSITIONS["model"]] == "a,b"])
    assert await asked.numbers_for(("shots__in", "[0, 5]")) == await asked.numbers_for(("shots__in", "0,5"))


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ("at=2024-01-01T13:00:01.25%2B01:00", "at=2024-01-01 12:00:01.25"),
        ("at__gte=2024-01-01", "at__notnull=true"),
        ("at__lt=2024-01-01T12:00Z", "at__in=2023-12-31"),
        ("score=-1.5e0", "score__exact= -1.50"),
        ("tools=TRUE", "tools__not=false&tools__notnull=true"),
        ('no"te__isblank=true', 'no"te__notblank=false'),
        ("score__isnull=false", "score__notnull=true"),
        ("__row=7", "__row__in=7"),
    ],
)
async def test_ways_to_say_the_same(asked: Asked, given: str, same: str) -> None:
    one, other = ([*QueryParams(text).multi_items()] for text in (given, same))
    assert await asked.numbers_for(*one) == await asked.numbers_for(*other)


@pytest.mark.parametrize(
    "keys",
    [
        ["score"],
        ["-score"],
        ["-shots", "score"],
        ["tools", "-day", "model"],
        ["-at", "-score", "-model"],
        ['no"te'],
        ["settings"],
        ["-__row"],
        ["model", "-__row"],
    ],
)
async def test_sorted_with_what_says_nothing_last(asked: Asked, keys: list[str]) -> None:
    got = await asked.numbers_for(*(("sort", key) for key in keys))
    assert got == numbers(in_order(asked.rows, *keys))


@pytest.mark.parametrize("sort", [(), ("-score",), ("tools", "-day")])
@pytest.mark.parametrize("narrow", [[], [("shots__gte", "1")]])
@pytest.mark.parametrize("limit", [7, 100])
async def test_pages_show_each_row_once(
    asked: Asked, sort: tuple[str, ...], narrow: Params, limit: int
) -> None:
    given = [("columns", "__row"), ("limit", str(limit)), *narrow, *(("sort", key) for key in sort)]
    wanted = [row for row in asked.rows if not narrow or holds(row, "shots", "gte", 1)]
    found: list[int] = []
    page = await asked.rows_for(*given)
    while "next" in page:
        assert (len(page["rows"]), page["total"]) == (limit, len(wanted))
        found += [number for (number,) in page["rows"]]
        page = await asked.rows_for(*given, ("cursor", page["next"]))
    assert page["total"] == len(wanted)
    found += [number for (number,) in page["rows"]]
    assert found == numbers(in_order(wanted, *sort))


async def test_a_page_that_is_just_full_is_the_last(asked: Asked) -> None:
    assert "next" not in await asked.rows_for(("limit", str(ROWS)))
    page = await asked.rows_for(("limit", str(ROWS - 1)))
    following = await asked.rows_for(("limit", "1"), ("cursor", page["next"]))
    assert ([row[0] for row in following["rows"]], "next" in following) == ([ROWS + 1], False)


async def test_a_cursor_fits_other_columns_and_other_limits(asked: Asked) -> None:
    page = await asked.rows_for(("limit", "3"))
    following = await asked.rows_for(("limit", "2"), ("columns", "__row"), ("cursor", page["next"]))
    assert following["rows"] == [[5], [6]]


@pytest.mark.parametrize("narrow", [[], [("score__gte", "0"), ("tools", "true")], [("model", "nobody")]])
async def test_facets_sum_up_to_the_rows_that_fit(asked: Asked, narrow: Params) -> None:
    names = ["model", "tools", "day", "at", "settings"]
    found = await asked.rows_for(*narrow, *(("facet", name) for name in names), ("limit", "1"))
    fitting = set(await asked.numbers_for(*narrow))
    rows = [row for row in asked.rows if row[-1] in fitting]
    assert [facet["column"] for facet in found["facets"]] == names
    for facet in found["facets"]:
        name = facet["column"]
        counts = [one["count"] for one in facet["values"]]
        assert counts == sorted(counts, reverse=True)
        assert sum(counts) + facet["others"] == found["total"] == len(rows)
        wanted = {json.dumps(shown(value, COLUMNS[name])): n for value, n in frequent(rows, name).items()}
        assert {json.dumps(one["value"]): one["count"] for one in facet["values"]} == wanted
        is_chosen = (name, "true") in narrow
        assert {one["selected"] for one in facet["values"]} <= {is_chosen}


async def test_a_facet_has_the_twenty_most_frequent_values(explored: Explored) -> None:
    rows = [[n] for n in range(30) for _ in range(n + 1)]
    laid = await explored.lay(Table({"n": "integer"}, rows))
    (facet,) = (await explored.client.get(f"{laid.path}/rows?facet=n")).json()["facets"]
    assert [(one["value"], one["count"]) for one in facet["values"]] == [(n, n + 1) for n in range(29, 9, -1)]
    assert facet["others"] == sum(range(1, 11))


async def test_a_value_that_a_filter_asks_for_is_selected(explored: Explored) -> None:
    laid = await explored.lay(Table({"m": "text", "n": "integer"}, [["a", 1], ["b", 2], [None, 3]]))
    for query, selected in {
        "m=a": [True],
        "m__in=a,b": [True, True],
        "m__not=a": [False, False],
        "m__notin=a,b": [False],
        "m__contains=a": [False],
        "n=1": [False],
    }.items():
        (facet,) = (await explored.client.get(f"{laid.path}/rows?facet=m&{query}")).json()["facets"]
        assert [one["selected"] for one in facet["values"]] == selected, query


async def test_words_are_found_in_any_text(asked: Asked) -> None:
    got = await asked.numbers_for(("q", "FAST alph"))
    assert got == numbers([row for row in asked.rows if all(word in texts(row) for word in ("fast", "alph"))])
    assert got
    assert await asked.numbers_for(("q", "shots")) == await asked.numbers_for(("settings__contains", "SHOTS"))


def texts(row: Row) -> str:
    return "\n".join(row[POSITIONS[name]] or "" for name in ("model", 'no"te', "settings")).lower()


async def test_words_are_nowhere_where_there_are_no_texts(explored: Explored) -> None:
    laid = await explored.lay(Table({"n": "integer"}, [[1]]))
    assert (await explored.client.get(f"{laid.path}/rows?q=1")).json()["rows"] == []


async def test_texts_that_are_no_json_in_a_column_of_json(explored: Explored) -> None:
    """Its owner may have said that it is JSON."""
    texts = ['{"a": 1}', "[1", "NaN", '{"a": 1e999}', "null", '"x"']
    laid = await explored.lay(Table({"j": "json"}, [[text] for text in texts]))
    found = (await explored.client.get(f"{laid.path}/rows?columns=j")).text
    assert '"rows":[[{"a": 1}],["[1"],["NaN"],[' in found
    lines = (await explored.client.get(f"{laid.path}/export?format=ndjson")).text.splitlines()
    assert [json.loads(line)["j"] for line in lines[:2]] == [{"a": 1}, "[1"]


async def test_blanks_of_every_alphabet_are_blank(explored: Explored) -> None:
    texts = [" \t\n", "\u00a0", "\u3000\u2028", "", None, "\u00a0x", "-"]
    laid = await explored.lay(Table({"t": "text"}, [[text] for text in texts]))
    for query, wanted in {"t__isblank=true": [2, 3, 4, 5, 6], "t__notblank=true": [7, 8]}.items():
        found = (await explored.client.get(f"{laid.path}/rows?columns=__row&{query}")).json()["rows"]
        assert [number for (number,) in found] == wanted


async def test_columns_in_the_order_in_which_they_are_wanted(asked: Asked) -> None:
    found = await asked.rows_for(("columns", "score"), ("columns", 'no"te'), ("limit", "5"))
    assert [column["name"] for column in found["columns"]] == ["score", 'no"te']
    wanted = [[row[POSITIONS["score"]], row[POSITIONS['no"te']]] for row in asked.rows[:5]]
    assert found["rows"] == wanted


async def test_a_page_ends_early_where_rows_are_long(explored: Explored) -> None:
    laid = await explored.lay(Table({"text": "text"}, [["x" * 2**21], ["y" * 2**23], ["z"], ["z"]]))
    lengths, cursor = [], ""
    for _ in range(3):
        page = (await explored.client.get(f"{laid.path}/rows?columns=text{cursor}")).json()
        lengths.append([len(text) for (text,) in page["rows"]])
        cursor = f"&cursor={page.get('next')}"
    assert lengths == [[2**21], [2**23], [1, 1]]
    assert "next" not in page


async def test_an_answer_that_the_client_has_is_not_sent_again(asked: Asked) -> None:
    place = f"{asked.path}/rows?sort=-score"
    first = await asked.client.get(place)
    again = await asked.client.get(place, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_no_connection_of_the_database_is_held(explored: Explored) -> None:
    """Many questions at once pass a pool of one connection."""
    laid = await explored.lay(table(Random(1), 50))
    async with serving(explored.url, data_dir=str(explored.home), pool_size=1, pool_wait=5.0) as client:
        answers = await asyncio.gather(*(client.get(f"{laid.path}/rows?sort=-score") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
