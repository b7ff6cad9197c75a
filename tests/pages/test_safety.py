"""Whatever a page holds, it keeps to the policy; errors are pages too, and nothing breaks out."""

import hashlib
import re
from pathlib import Path

import asyncpg
import httpx
import pytest

from app.database.address import parse
from app.pages.rendering import PREFIX, STATIC
from app.pages.wording import link, prose
from tests.conftest import serving
from tests.pages.reading import BROWSER, Read

Client = httpx.AsyncClient

IMPORT = "/imports/00000000-0000-0000-0000-00000000000"
PAGES = ["/", "/benchmarks/quiz", "/benchmarks/word-error", "/benchmarks/vibes", "/benchmarks/empty", "/docs"]
PAGES += ["/imports", *(f"{IMPORT}{n}" for n in "789ab")]
NASTY = "<script>alert('x')</script>&\"{{7*7}}"


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


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "https://a b", "", None]
)
def test_a_link_goes_to_the_web_or_nowhere(url: str | None) -> None:
    assert link(url) is None


def test_prose_is_escaped_before_it_is_marked_up() -> None:
    assert prose("a `b<c` d\n\n<e>") == "<p>a <code>b&lt;c</code> d</p><p>&lt;e&gt;</p>"
