"""What the pages of imports say, and that nothing in a file breaks out of them."""

import asyncpg
import httpx
import pytest

from app.database.address import parse
from tests.conftest import serving
from tests.pages.reading import BROWSER, Read, read
from tests.pages.test_safety import NASTY

Client = httpx.AsyncClient

DONE, TRIED, FAILED, UNDONE, RUNNING = (f"00000000-0000-0000-0000-00000000000{n}" for n in "789ab")


async def test_the_list_shows_each_with_its_state(client: Client) -> None:
    page = await read(client, "/imports")
    links = [str(given["href"]) for given in page.all("a")]
    assert [link for link in links if link.startswith("/imports/")] == [
        f"/imports/{id}" for id in (RUNNING, UNDONE, FAILED, DONE, TRIED)
    ]
    assert "scores.csv table 1\N{NO-BREAK SPACE}Mar".replace("\N{NO-BREAK SPACE}", " ") in page.text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "\N{EN DASH} dry run 9 0 0 0" in page.text
    assert f"Import {FAILED}" in page.text, "what has no name is called by its id"


async def test_an_import_that_is_done(client: Client) -> None:
    page = await read(client, f"/imports/{DONE}")
    assert "Done. All of it was written in one transaction." in page.text
    for said in (
        "Created 3 records that were new Updated 0 said anew Unchanged 1 there already Refused 2",
        "2 Expected a number. scores.csv 4 score n.a.",
        "results 3 0 1 2",
        "notes.txt left out 0 0 0 0",
        "Models: Eta.",
        "Nobody says who made 1 of these models.",
        "Not ranked, for nobody says which way is better: Riddles.",
        "In per cent, with scores that look like proportions: Quiz.",
        "Alfa: did you mean the model Alpha ?",
        "Quizz: did you mean the benchmark Quiz ?",
        "2 scores.csv 6 \N{EN DASH} \N{EN DASH} Expected a number.",
        f'curl -X POST -H "Authorization: Bearer $TOKEN" http://test/api/v1/imports/{DONE}/undo',
        f"catalogue import --undo {DONE}",
    ):
        assert said in page.text, said
    assert page.all("a", href=f"/api/v1/imports/{DONE}")
    assert page.all("a", href=f"/api/v1/imports/{DONE}/rejects?format=csv")


async def test_its_links_lead_somewhere(client: Client) -> None:
    for path in ("/imports", f"/imports/{DONE}", f"/imports/{UNDONE}"):
        for given in (await read(client, path)).all("a"):
            address = str(given["href"])
            if address.startswith("/"):
                assert (await client.get(address)).status_code == 200, address


@pytest.mark.parametrize(
    ("id", "wanted", "unwanted"),
    [
        (TRIED, ["Dry run.", "Created 9"], ["To take it back"]),
        (FAILED, ["Failed.", "Nothing was taken The file is empty."], ["To take it back", "Created"]),
        (
            UNDONE,
            ["Undone.", "benchmark_results 3 Alpha 2 · Quiz Somebody has changed it since. \N{EN DASH}"],
            ["To take it back"],
        ),
        (RUNNING, ["Running.", "It is under way"], ["To take it back"]),
    ],
)
async def test_the_other_states(client: Client, id: str, wanted: list[str], unwanted: list[str]) -> None:
    page = await read(client, f"/imports/{id}")
    assert [said for said in wanted if said not in page.text] == []
    assert [said for said in unwanted if said in page.text] == []


async def test_what_there_is_not(client: Client) -> None:
    for id, status in (("00000000-0000-0000-0000-0000000000ff", 404), ("7", 400), ("%00", 400)):
        answer = await client.get(f"/imports/{id}", headers=BROWSER)
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")


async def test_an_empty_list_says_what_to_do(fresh: str) -> None:
    db = await asyncpg.connect(**parse(fresh).asyncpg())
    await db.execute("delete from imports")
    await db.close()
    async with serving(fresh) as client:
        page = await read(client, "/imports")
        assert "Nothing has been imported yet" in page.text
        assert "import FILE…" in page.text


async def test_nothing_of_a_file_breaks_out(fresh: str) -> None:
    async with serving(fresh) as client:
        sheet = f'model,benchmark,score\n"{NASTY.replace(chr(34), chr(34) * 2)}",{NASTY[:8]},x\n'
        done = await client.post(
            "/api/v1/imports", params={"filename": f"{NASTY}.csv".replace("/", "")}, content=sheet.encode()
        )
        assert done.status_code == 201, done.text
        for path in ("/imports", f"/imports/{done.json()['id']}"):
            answer = await client.get(path)
            page = Read(answer.text)
            assert page.refused == []
            assert len(page.all("script")) == 1
            assert "<script>alert" not in answer.text
            assert "alert('x')" in page.text
            assert "{{7*7}}" in page.text, "what is in a file is no template"


async def test_what_undoing_left_says_whose_it_is_and_which_import_changed_it(fresh: str) -> None:
    async with serving(fresh) as client:
        ids = []
        for score in (50, 51, 52):
            sheet = f"model,benchmark,score,source\nAlpha,Quiz,{score},{NASTY[:8]}\n"
            done = await client.post("/api/v1/imports?filename=a.csv", content=sheet.encode())
            ids.append(done.json()["id"])
        await client.post(f"/api/v1/imports/{ids[1]}/undo")
        page = await read(client, f"/imports/{ids[1]}")
        assert "Alpha · Quiz It was changed since. score" in page.text
        assert page.all("a", href=f"/imports/{ids[2]}")


async def test_of_many_only_the_first_are_shown(fresh: str) -> None:
    db = await asyncpg.connect(**parse(fresh).asyncpg())
    await db.execute(
        "insert into imports (format, filename) select 'csv', 'many-' || n from generate_series(1, 120) as n"
    )
    await db.execute(
        "insert into import_rejects (import_id, position, file_name, row_number, reason)"
        f" select '{TRIED}', n, 'many.csv', n, 'Reason ' || n from generate_series(1, 60) as n"
    )
    await db.close()
    async with serving(fresh) as client:
        assert "The first 100 are shown" in (await read(client, "/imports")).text
        page = await read(client, f"/imports/{TRIED}")
        assert "Reason 20" in page.text
        assert "Reason 21" not in page.text
