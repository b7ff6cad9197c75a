"""What every single resource does: a version, 304, HEAD, and a 404 that says what there is none of."""

import pytest
from httpx import AsyncClient

RESOURCES = [
    "models/1",
    "models/alpha",
    "benchmarks/2",
    "benchmarks/quiz",
    "opinions/1",
    "use-cases/2",
    "prices/3",
]
NAMED = {"models": "model", "benchmarks": "benchmark"}
NUMBERED = {"opinions": "opinion", "use-cases": "use case", "prices": "price"}


@pytest.fixture(params=RESOURCES)
def url(request: pytest.FixtureRequest) -> str:
    return f"/api/v1/{request.param}"


async def test_what_has_not_changed_is_not_sent_again(client: AsyncClient, url: str) -> None:
    first = await client.get(url)
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await client.get(url, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = await client.get(url, headers={"if-none-match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


async def test_head_is_get_without_the_body(client: AsyncClient, url: str) -> None:
    asked, got = await client.head(url), await client.get(url)
    assert (asked.status_code, asked.content) == (200, b"")
    assert [asked.headers[name] for name in ("etag", "content-length", "content-type")] == [
        got.headers[name] for name in ("etag", "content-length", "content-type")
    ]


async def test_versions_differ(client: AsyncClient) -> None:
    tags = {(await client.get(f"/api/v1/opinions/{number}")).headers["etag"] for number in range(1, 6)}
    assert len(tags) == 5


@pytest.mark.parametrize("number", ["99", str(2**63 - 1)])
@pytest.mark.parametrize(("path", "what"), [*NAMED.items(), *NUMBERED.items()])
async def test_a_number_that_nothing_has(client: AsyncClient, path: str, what: str, number: str) -> None:
    answer = await client.get(f"/api/v1/{path}/{number}")
    assert (answer.status_code, answer.json()["detail"]) == (404, f"There is no such {what}.")


@pytest.mark.parametrize(
    "slug", ["nobody", "No Slug", "01", "002", "-", "%27", "0", str(2**70), "%00", "al%00pha", "x" * 150]
)
@pytest.mark.parametrize(("path", "what"), NAMED.items())
async def test_a_slug_that_nothing_has(client: AsyncClient, path: str, what: str, slug: str) -> None:
    answer = await client.get(f"/api/v1/{path}/{slug}")
    assert (answer.status_code, answer.json()["detail"]) == (404, f"There is no such {what}.")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("models/Alpha", ("", "/results", "/scores", "/opinions")),
        ("models/ALPHA-2", ("", "/results", "/scores", "/opinions")),
        ("benchmarks/Quiz", ("", "/leaderboard")),
        ("benchmarks/WORD-Error", ("", "/leaderboard")),
    ],
)
async def test_a_slug_in_any_case(client: AsyncClient, path: str, below: tuple[str, ...]) -> None:
    for end in below:
        loud, plain = [await client.get(f"/api/v1/{one}{end}") for one in (path, path.lower())]
        assert (loud.status_code, loud.json()) == (200, plain.json())


@pytest.mark.parametrize("end", ["", "/results", "/scores", "/opinions"])
async def test_a_number_has_one_address(client: AsyncClient, end: str) -> None:
    """Nothing is found twice, by 1 and by 01."""
    for number, status in (("1", 200), ("01", 404), ("0001", 404), ("00", 404)):
        assert (await client.get(f"/api/v1/models/{number}{end}")).status_code == status


@pytest.mark.parametrize("number", ["0", str(2**63), str(2**70)])
@pytest.mark.parametrize("path", NUMBERED)
async def test_a_number_that_nothing_can_have(client: AsyncClient, path: str, number: str) -> None:
    answer = await client.get(f"/api/v1/{path}/{number}")
    assert (answer.status_code, [fault["field"] for fault in answer.json()["errors"]]) == (400, ["id"])


@pytest.mark.parametrize("text", ["x", "1.5", "1%00", "%00", "9" * 5000])
@pytest.mark.parametrize("path", NUMBERED)
async def test_what_is_no_number(client: AsyncClient, path: str, text: str) -> None:
    answer = await client.get(f"/api/v1/{path}/{text}")
    assert answer.status_code in {400, 404}
    assert answer.headers["content-type"] == "application/problem+json"
