"""The pages as HTML: what they say, and that nothing in the catalogue can break out of them."""

import asyncio
import csv
import hashlib
import html
import io
import os
import re
import shlex
from pathlib import Path

import asyncpg
import httpx
import msgspec
import pytest

from app.database.address import parse
from app.database.connection import libpq_environment
from app.database.server import Server
from app.pages.rendering import PREFIX, STATIC
from app.pages.wording import link, prose
from tests.conftest import serving
from tests.pages.reading import BROWSER, Read

Client = httpx.AsyncClient

PAGES = ["/", "/benchmarks/quiz", "/benchmarks/word-error", "/benchmarks/vibes", "/benchmarks/empty", "/docs"]
NASTY = "<script>alert('x')</script>&\"{{7*7}}"


async def read(client: Client, path: str) -> Read:
    answer = await client.get(path)
    assert answer.status_code == 200
    return Read(answer.text)


@pytest.mark.parametrize("path", [*PAGES, "/benchmarks/quiz?find=nobody", "/?category=speech"])
async def test_a_page_keeps_to_its_policy(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in answer.headers["content-security-policy"]
    page = Read(answer.text)
    assert page.refused == []
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    for given in page.all("link", rel="stylesheet") + page.all("script"):
        assert str(given.get("href") or given.get("src")).startswith(PREFIX)


async def test_a_page_is_asked_for_again_and_a_file_is_not(client: Client) -> None:
    page = await client.get("/benchmarks/quiz")
    assert page.headers["cache-control"] == "no-cache"
    addresses = set(re.findall(rf'"({PREFIX}/[^"]+)"', page.text))
    assert {address.rpartition(".")[2] for address in addresses} == {"css", "js", "svg", "woff2"}
    for address in addresses:
        file = await client.get(address)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]
        assert "max-age=31536000" in file.headers["cache-control"]
    assert (await client.get(PREFIX[:-1] + "x/app.css")).status_code == 404
    assert (await client.get(f"{PREFIX}/../rendering.py")).status_code == 404


def test_vendored_files_are_what_they_were() -> None:
    vendor = STATIC / "vendor"
    lines = (vendor / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    there = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*/*") if path.is_file()}
    assert listed.keys() == there
    for name, digest in listed.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
    assert {Path(name).parts[0] for name in there} == {
        Path(name).parts[0] for name in there if name.endswith("LICENSE")
    }


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
    line = html.unescape(re.findall(r"<code>catalogue psql (.*?)</code>", page, re.DOTALL)[0])
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


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/benchmarks/nope", 404),
        ("/nope", 404),
        ("/benchmarks/quiz?evidence=hearsay", 400),
        ("/benchmarks/%00", 404),
    ],
)
async def test_an_error_is_a_page_for_browsers_and_a_problem_for_programs(
    client: Client, path: str, status: int
) -> None:
    page = await client.get(path, headers=BROWSER)
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    assert Read(page.text).refused == []
    assert "All benchmarks" in page.text
    program = await client.get(path)
    assert program.status_code == status
    assert program.headers["content-type"] == "application/problem+json"


async def test_the_api_answers_problems_even_to_browsers(client: Client) -> None:
    answer = await client.get("/api/v1/models/nope", headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert (await client.get("/api/v1/nope", headers=BROWSER)).headers[
        "content-type"
    ] == "application/problem+json"


async def test_a_database_that_is_away_is_a_page_too() -> None:
    async with serving("postgresql://nobody@127.0.0.1:9/none") as client:
        answer = await client.get("/", headers=BROWSER)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        assert "Service Unavailable" in answer.text
        assert (await client.get("/docs")).status_code == 200


async def fill(url: str) -> None:
    """Names that would break out of HTML, and numbers that would break out of a chart."""
    db = await asyncpg.connect(**parse(url).asyncpg())
    try:
        model = await db.fetchval(
            "insert into models (name, organization) values ($1, $1) returning id",
            NASTY,
        )
        benchmark = await db.fetchval(
            """
            insert into benchmarks (name, category, description, metric, unit)
            values ($1, $1, $1, $1, '<b>') returning id
            """,
            NASTY,
        )
        await db.execute(
            """
            insert into benchmark_results (model_id, benchmark_id, score, source, source_url, settings)
            values ($1, $2, 1, $3, 'https://x.example/"onmouseover=alert(1)', '{"<i>": "</td>"}'),
            (1, $2, 1.7e308, $3, null, '{}'), (2, $2, -1.7e308, null, null, '{"deep": {"list": [1, null]}}')
            """,
            model,
            benchmark,
            NASTY,
        )
        await db.execute(
            "update benchmarks set url = 'https://x.example/\"><script>'  where id = $1", benchmark
        )
    finally:
        await db.close()


async def test_nothing_in_the_catalogue_breaks_out(fresh: str) -> None:
    await fill(fresh)
    async with serving(fresh) as client:
        slug = (await client.get("/api/v1/benchmarks", params={"q": "script"})).json()["items"][0]["slug"]
        for path in ("/", f"/benchmarks/{slug}", f"/benchmarks/{slug}?find={NASTY}&organization={NASTY}"):
            answer = await client.get(path)
            assert answer.status_code == 200
            page = Read(answer.text)
            assert page.refused == []
            assert len(page.all("script")) == 1
            assert not page.all("i")
            assert not page.all("b", onmouseover="alert(1)")
            assert "<script>alert" not in answer.text
            assert "alert('x')" in page.text
            assert "49" not in page.text, "what is in the catalogue is no template"


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


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "https://a b", "", None]
)
def test_a_link_goes_to_the_web_or_nowhere(url: str | None) -> None:
    assert link(url) is None


def test_prose_is_escaped_before_it_is_marked_up() -> None:
    assert prose("a `b<c` d\n\n<e>") == "<p>a <code>b&lt;c</code> d</p><p>&lt;e&gt;</p>"


async def test_the_reference_holds_every_operation(client: Client) -> None:
    document = msgspec.json.decode((await client.get("/openapi.json")).content)
    page = await read(client, "/docs")
    sections = {str(given.get("id")) for given in page.all("section", class_="op")}
    operations = [operation for verbs in document["paths"].values() for operation in verbs.values()]
    assert sections == {operation["operationId"] for operation in operations}
    for operation in operations:
        assert operation["summary"] in page.text
        for query in operation.get("x-sql", []):
            assert f"app/queries/{query.replace('.', '/')}.sql" in page.text
        for parameter in operation.get("parameters", []):
            assert f"<code>{parameter['name']}</code>" in (await client.get("/docs")).text


async def test_the_reference_tells_limits_and_fields(client: Client) -> None:
    text = (await read(client, "/docs")).text
    assert "limit integer Rows a page. at least 1, at most 100; default 50" in text
    assert "higher_is_better boolean or null" in text
    assert "page of Standing" in text
    assert "e+" not in text


async def test_the_lines_of_the_reference_reach_their_operations(client: Client) -> None:
    lines = re.findall(r"<code>(curl [^<]+)</code>", (await client.get("/docs")).text)
    assert len(lines) > 10
    for line in lines:
        address = shlex.split(line)[-1]
        answer = await client.get(address.removeprefix("http://test"))
        assert answer.status_code in (200, 404), line
        if answer.status_code == 404:
            assert answer.json()["detail"].startswith("There is no such"), "an operation was reached"
