"""What the pages of benchmarks say."""

import asyncio
import csv
import html
import io
import os
import re
import shlex

import asyncpg
import httpx
import pytest

from app.database.address import parse
from app.database.connection import libpq_environment
from app.database.server import Server
from tests.conftest import serving
from tests.pages.reading import Read, read

Client = httpx.AsyncClient


async def test_the_index_shows_who_leads(client: Client) -> None:
    page = await read(client, "/")
    cards = [str(given["href"]) for given in page.all("a") if str(given["href"]).startswith("/benchmarks/")]
    assert cards == ["/benchmarks/quiz", "/benchmarks/word-error", "/benchmarks/vibes", "/benchmarks/empty"]
    assert "Alpha 2 and 1 more 90%" in page.text
    assert "Best Alpha 2 4.5%" in page.text, "of a word error rate the least is the best"
    assert "No results yet." in page.text
    assert "Not ranked" in page.text


async def test_the_index_by_category(client: Client) -> None:
    page = await read(client, "/?category=KNOWLEDGE")
    assert [given["href"] for given in page.all("a") if "/benchmarks/" in str(given["href"])] == [
        "/benchmarks/quiz",
        "/benchmarks/empty",
    ]
    assert "No benchmark in this category" in (await read(client, "/?category=nothing")).text


@pytest.mark.parametrize("benchmark", ["quiz", "word-error", "vibes", "1"])
async def test_a_board_is_in_the_order_of_the_api(client: Client, benchmark: str) -> None:
    items = (await client.get(f"/api/v1/benchmarks/{benchmark}/leaderboard")).json()["items"]
    page = await read(client, f"/benchmarks/{benchmark}")
    assert page.models == [item["model"] for item in items]
    ranks = [item["rank"] for item in items if item["rank"]]
    assert re.findall(r"<b>(\d+)</b></td>", (await client.get(f"/benchmarks/{benchmark}")).text) == list(
        map(str, ranks)
    )


async def test_ties_share_a_rank_and_the_first_place(client: Client) -> None:
    page = await read(client, "/benchmarks/quiz")
    assert page.models[:2] == ["alpha-2", "epsilon"]
    assert "Best score 90.0 % Alpha 2 and 1 more" in page.text
    assert "Best with open weights 90.0 % Alpha 2" in page.text
    assert "Tested by others 2 of 6 3 self-reported, 1 not stated" in page.text


async def test_less_is_better_where_the_benchmark_says_so(client: Client) -> None:
    page = await read(client, "/benchmarks/word-error")
    assert page.models == ["alpha-2", "alpha", "delta"]
    assert (
        "Latest record Feb 2025 Alpha 2: \N{MINUS SIGN}8\N{NO-BREAK SPACE}points over Alpha"
        in page.text.replace("\N{MINUS SIGN}8 points", "\N{MINUS SIGN}8\N{NO-BREAK SPACE}points")
    )
    assert "lower is better" in page.text
    assert "shorter bars are better" in page.text


async def test_nothing_is_ranked_where_nobody_knows_the_direction(client: Client) -> None:
    page = await read(client, "/benchmarks/vibes")
    assert page.text.count("not ranked") >= 2
    assert "Best score" not in page.text
    assert not page.all("path", class_="record")


async def test_models_without_a_date_are_counted_beneath_the_chart(client: Client) -> None:
    page = await read(client, "/benchmarks/quiz")
    assert "1 without a release date is in the table only" in page.text
    assert len(page.all("svg", class_="plot wide")) == 1
    assert len([given for given in page.all("a") if "data-day" in given]) == 2 * 5


async def test_evidence_is_a_word_and_a_hollow_mark(client: Client) -> None:
    page = await read(client, "/benchmarks/quiz")
    assert len(page.all("svg", class_="bar unsure")) == 4
    assert len(page.all("svg", class_="bar")) == 2
    assert len(page.all("span", class_="badge self_reported")) == 3
    assert len(page.all("span", class_="badge independent")) == 2
    assert len(page.all("span", class_="badge unsaid")) == 1
    assert "±0.98" in page.text or "±1" in page.text
    assert page.all("a", href="https://lab.example/3", rel="noreferrer nofollow")


FILTERS = {
    "find=ALPHA": ["alpha-2", "alpha"],
    "find=2+acme": ["alpha-2"],
    "organization=acme": ["alpha-2", "epsilon", "alpha"],
    "weights=open": ["alpha-2", "alpha"],
    "weights=closed": ["beta-3.1-8b-instruct"],
    "evidence=independent": ["epsilon", "alpha", "delta"],
    "evidence=independent&organization=Acme&weights=open": ["alpha"],
    "find=&organization=&evidence=&weights=": [
        "alpha-2",
        "epsilon",
        "beta-3.1-8b-instruct",
        "alpha",
        "delta",
        "gamma",
    ],
    "find=nobody": [],
}


@pytest.mark.parametrize("query", FILTERS)
async def test_filters(client: Client, query: str) -> None:
    page = await read(client, f"/benchmarks/quiz?{query}")
    assert page.models == FILTERS[query]
    chips = page.all("a", class_="chip")
    assert len(chips) == len([part for part in query.split("&") if not part.endswith("=")])


@pytest.mark.parametrize("query", [query for query in FILTERS if FILTERS[query]])
async def test_the_view_as_data_is_the_view(client: Client, query: str) -> None:
    page = await read(client, f"/benchmarks/quiz?{query}")
    json_address, csv_address = (
        str(page.elements[index][1]["href"])
        for index, (tag, given) in enumerate(page.elements)
        if tag == "a" and re.search(r"format=(json|csv)|leaderboard\?limit", str(given.get("href")))
    )
    rows = (await client.get(json_address)).json()["items"]
    lines = csv.DictReader(io.StringIO((await client.get(csv_address)).text))
    assert [row["model"] for row in rows] == page.models == [line["model"] for line in lines]
    assert shlex.split(re.search(r"curl \S+", page.text)[0]) == ["curl", f"http://test{json_address}"]  # type: ignore[index]  # is there


async def test_ranks_under_a_filter_are_those_of_the_board(client: Client) -> None:
    rows = (await client.get("/benchmarks/quiz?weights=open&format=json")).json()["items"]
    assert [(row["model"], row["rank"]) for row in rows] == [("alpha-2", 1), ("alpha", 4)]
    assert "ranks are those on the whole board" in (await read(client, "/benchmarks/quiz?weights=open")).text


async def test_empty_states(client: Client) -> None:
    assert "No model matches these filters" in (await read(client, "/benchmarks/quiz?find=nobody")).text
    assert "No result with this evidence" in (await read(client, "/benchmarks/quiz?evidence=community")).text
    empty = await read(client, "/benchmarks/empty")
    assert "No results yet" in empty.text
    assert not empty.all("table")


@pytest.mark.parametrize("evidence", ["", "independent"])
async def test_the_psql_line_gives_the_same_rows(
    client: Client, evidence: str, migrated: Server, seeded: str, pytestconfig: pytest.Config
) -> None:
    page = (await client.get(f"/benchmarks/quiz?evidence={evidence}")).text
    line = html.unescape(re.findall(r"<code>\.venv/bin/catalogue psql (.*?)</code>", page, re.DOTALL)[0])
    address = parse(migrated.app_url.replace("/catalogue?", f"/{seeded}?"))
    psql = await asyncio.create_subprocess_exec(
        *(migrated.programs.path("psql"), "-X", "-q", "-t", "-A", *shlex.split(line.replace("\\\n", " "))),
        env={"PATH": os.environ["PATH"], **libpq_environment(address)},
        cwd=pytestconfig.rootpath,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await psql.communicate()
    assert psql.returncode == 0
    assert [row.split("|")[1] for row in output.decode().splitlines()] == Read(page).models


async def test_a_board_of_many(fresh: str) -> None:
    db = await asyncpg.connect(**parse(fresh).asyncpg())
    try:
        await db.execute(
            """
            with made as (
                insert into models (name, organization, release_date)
                select 'Many ' || n, 'Org ' || n % 40, date '2020-01-01' + n from generate_series(1, 600) as n
                returning id
            )
            insert into benchmark_results (model_id, benchmark_id, score) select id, 4, id / 1000.0 from made
            """
        )
    finally:
        await db.close()
    async with serving(fresh) as client:
        page = await read(client, "/benchmarks/empty")
        assert len(page.models) == 500
        assert "The first 500 of 600 are shown" in page.text
        assert len([given for given in page.all("a") if "data-day" in given]) == 2 * 600, (
            "every one was a record"
        )
        assert len((await client.get("/benchmarks/empty?format=csv")).text.splitlines()) == 601
        assert (await read(client, "/benchmarks/empty?find=many-50")).models[-1] == "many-50"
