"""`catalogue import`: what it takes, what it tells, what it refuses in one line."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest

from app.database.address import parse
from app.importing.running import called
from tests.service.processes import CATALOGUE, environment, free_port, one_line, run

CSV: Final = "model,benchmark,score,date\nAlpha,Quiz,71.5,2025-03-01\nEta,Riddles,12,2025-03-01\n"
ID: Final = re.compile(r"catalogue import --undo ([0-9a-f-]{36})")


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    path.write_text(CSV)
    return path


def brought(url: str, cwd: Path, *words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    return run("import", *words, cwd=cwd, typed=typed, DATABASE_URL=url)


def report(url: str, cwd: Path, *words: str, typed: str = "") -> dict[str, Any]:
    done = brought(url, cwd, *words, "--json", typed=typed)
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def results(url: str) -> list[tuple[str, str, float]]:
    db = await asyncpg.connect(**parse(url).asyncpg())
    try:
        return [
            tuple(row)
            for row in await db.fetch(
                "select m.name, b.name, r.score from benchmark_results as r"
                " join models as m on m.id = r.model_id join benchmarks as b on b.id = r.benchmark_id"
                " where r.source = 'Us' order by r.id"
            )
        ]
    finally:
        await db.close()


async def test_there_and_back_again(fresh: str, scores: Path, tmp_path: Path) -> None:
    tried = brought(fresh, tmp_path, "scores.csv", "--source", "Us", "--dry-run")
    assert (tried.returncode, tried.stderr) == (0, "")
    assert "It was a dry run: nothing was written." in tried.stdout
    assert await results(fresh) == []

    done = brought(fresh, tmp_path, "scores.csv", "--source", "Us")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^results +2 +2 +0 +0 +0$", done.stdout, re.MULTILINE)
    assert re.search(r"^scores\.csv +csv +3 +0 +1 +0 *$", done.stdout, re.MULTILINE)
    assert "Models that were not there: Eta." in done.stdout
    assert "Benchmarks that were not there: Riddles." in done.stdout
    assert "Not ranked, for nobody says which way is better: Riddles." in done.stdout
    assert await results(fresh) == [("Alpha", "Quiz", 71.5), ("Eta", "Riddles", 12.0)]

    again = brought(fresh, tmp_path, "scores.csv", "--source", "Us")
    assert again.returncode == 0, "what is there already is taken"
    assert re.search(r"^results +2 +0 +0 +2 +0$", again.stdout, re.MULTILINE)
    assert not ID.search(again.stdout)

    (id,) = ID.findall(done.stdout)
    undone = brought(fresh, tmp_path, "--undo", id, "--reason", "It was the wrong sheet.")
    assert (undone.returncode, undone.stdout) == (0, f"Import {id} is undone.\n")
    assert await results(fresh) == []
    assert "undone already" in one_line(brought(fresh, tmp_path, "--undo", id))


def test_files_that_no_format_knows(fresh: str, scores: Path, tmp_path: Path) -> None:
    """Those that a person names are told with their reason; those in a directory are counted."""
    (tmp_path / "login.csv").write_text("<!doctype html>\n<p>Who are you?</p>\n")
    (tmp_path / "many").mkdir()
    (tmp_path / "many" / "scores.csv").write_text(CSV)
    for number in range(40):
        (tmp_path / "many" / f"note{number:02}.md").write_text("# A note\n")
    words = ("many", "login.csv", "--source", "Us", "--dry-run")
    told = brought(fresh, tmp_path, *words).stdout
    assert re.search(r"^login\.csv +0 +0 +0 +1  It is a web page", told, re.MULTILINE)
    assert re.search(r"^ +1  It is a web page.* +login\.csv, row 1$", told, re.MULTILINE)
    assert "Left out, for no format knows them, 40 of 42 files: note00.md, note01.md" in told
    assert "note09.md and 30 more." in told

    whole = report(fresh, tmp_path, *words)
    assert (whole["left_out"], whole["rejected"]) == (40, 1)
    (login,) = (file for file in whole["report"]["files"] if file["name"] == "login.csv")
    assert (login["format"], login["counts"]["rejected"]) == (None, 1)
    assert login["error"].startswith("It is a web page")


def test_other_bounds_than_those_of_the_catalogue(fresh: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("model,benchmark,score\nAlpha,Quiz,0.5\n")
    (tmp_path / "m.json").write_text('{"facts": {"min_score": 0, "max_score": 1}}')
    done = brought(fresh, tmp_path, "a.csv", "--mapping", "m.json", "--source", "Us", "--dry-run")
    assert "Scores of Quiz lie between 0 and 1 as the files say, and between 0 and 100 in the" in done.stdout


async def test_what_stays_when_it_is_undone(fresh: str, scores: Path, tmp_path: Path) -> None:
    id = report(fresh, tmp_path, "scores.csv", "--source", "Us")["id"]
    db = await asyncpg.connect(**parse(fresh).asyncpg())
    try:
        await db.execute("update benchmark_results set score = 72 where source = 'Us' and score = 71.5")
    finally:
        await db.close()
    undone = brought(fresh, tmp_path, "--undo", id)
    assert re.search(
        r"^benchmark_results \d+ \(Alpha, Quiz\) stays as it is: .+ \(score; ", undone.stdout, re.MULTILINE
    )
    assert await results(fresh) == [("Alpha", "Quiz", 72.0)]


def test_standard_input_directories_and_several_files(fresh: str, scores: Path, tmp_path: Path) -> None:
    inner = tmp_path / "many" / "inner"
    inner.mkdir(parents=True)
    (inner / "a.csv").write_text(CSV)
    (inner.parent / "b.csv").write_text(CSV.replace("71.5", "72.5").replace("12,", "13,"))
    (inner.parent / "notes.bin").write_bytes(bytes(range(256)))
    whole = report(fresh, tmp_path, "many", "scores.csv", "-", "--name", "c.csv", "--source", "Us", typed=CSV)
    assert [file["name"] for file in whole["report"]["files"]] == [
        "b.csv",
        "inner/a.csv",
        "notes.bin",
        "scores.csv",
        "c.csv",
    ]
    assert (whole["filename"], whole["left_out"]) == ("many, scores.csv, c.csv", 1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["a.csv", "./b/a.csv"], ["a.csv", "b/a.csv"]),
        (["/home/ann/a.csv"], ["a.csv"]),
        (["/home/ann/x/a.csv", "/home/ann/y/a.csv", "c.csv"], ["x/a.csv", "y/a.csv", "c.csv"]),
        (["../a.csv", "-"], ["a.csv", "stdin.csv"]),
        (["/home/ann"], ["ann"]),
    ],
)
def test_names_tell_nothing_of_the_machine(files: list[str], names: list[str]) -> None:
    assert called(tuple(files), "stdin.csv") == names


def test_a_mapping_from_a_file_or_by_its_name(fresh: str, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("Modell;Wert\nAlpha;81,5\n")
    said = {"json": '{"decimal": ",", "benchmark": "Quiz", "columns": {"model": "Modell", "score": "Wert"}}'}
    said["yaml"] = "decimal: ','\nbenchmark: Quiz\ncolumns:\n  model: Modell\n  score: Wert\n"
    said["toml"] = 'decimal = ","\nbenchmark = "Quiz"\n[columns]\nmodel = "Modell"\nscore = "Wert"\n'
    for kind, text in said.items():
        (tmp_path / f"mapping.{kind}").write_text(text)
        whole = report(fresh, tmp_path, "sheet.txt", "--mapping", f"mapping.{kind}", "--dry-run")
        assert (whole["created"], whole["rejected"]) == (1, 0), kind
    sheet.write_text("Model,Score\nAlpha,81.5\n")
    words = ("--mapping", "our-spreadsheet", "--benchmark", "Quiz", "--dry-run")
    named = report(fresh, tmp_path, "sheet.txt", *words)
    assert (named["created"], named["mapping"][0]["source"]) == (1, "Lab")


async def test_constants(fresh: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("score\n0.615\n")
    words = "--model Alpha --benchmark Quiz --source Us --date 2025-04-01 --multiply-by 100 --unit %"
    done = brought(fresh, tmp_path, "a.csv", *words.split(), "--evidence", "independent")
    assert done.returncode == 0, done.stdout
    assert await results(fresh) == [("Alpha", "Quiz", 61.5)]


def test_nothing_that_can_be_taken(fresh: str, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("model,benchmark,score\nAlpha,Quiz,\x1b[31mn.a.\nNobody,Vibes,3\n")
    done = brought(fresh, tmp_path, "bad.csv", "--models", "refuse", "--benchmarks", "refuse")
    assert re.search(
        r"^ +1  Expected a number\. +bad\.csv, row 2: score is '.*n\.a\.'", done.stdout, re.MULTILINE
    )
    assert "/rejects" in done.stdout
    assert "\x1b" not in done.stdout
    (tmp_path / "worse.csv").write_text("model,benchmark,score\nNobody,Vibes,n.a.\n")
    worse = brought(fresh, tmp_path, "worse.csv", "--models", "refuse")
    assert (worse.returncode, worse.stderr) == (1, "")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["empty.csv"], "The file is empty"),
        (["noise.bin"], "It is binary, and no format knows it"),
        (["scores.csv", "--format", "nope"], "--format: there is no nope; there are csv,"),
        (["scores.csv", "--mapping", "nope"], "there is neither a file nor a mapping called nope"),
        (["scores.csv", "--mapping", "bad.json"], "bad.json: mapping.sorce: There is no such field"),
        (["scores.csv", "--mapping", "cut.json"], "cut.json: The body is not well-formed JSON"),
        (["scores.csv", "--mapping", "bad.toml"], "bad.toml: "),
        (["scores.csv", "--mapping", "bad.yaml"], "bad.yaml: "),
        (["scores.csv", "--source", ""], "--source: Empty"),
        (["scores.csv", "--source-url", "x"], "--source-url: Expected a text of 8 to"),
        (["scores.csv", "--multiply-by", "0"], "--multiply-by: Expected a number over 0"),
        (["scores.csv", "--multiply-by", "inf"], "--multiply-by: Expected a finite number"),
        (["--undo", "00000000-0000-0000-0000-0000000000ff"], "There is no import"),
        (["--undo", "00000000-0000-0000-0000-000000000008"], "It was a dry run"),
    ],
)
def test_one_line_that_says_what_is_wrong(
    fresh: str, scores: Path, tmp_path: Path, words: list[str], says: str
) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "bad.json").write_text('{"sorce": "Us"}')
    (tmp_path / "cut.json").write_text('{"source": ')
    (tmp_path / "bad.toml").write_text("= 1")
    (tmp_path / "bad.yaml").write_text("a: [")
    assert says in one_line(brought(fresh, tmp_path, *words))


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Say which files to take in"),
        (["scores.csv", "--undo", "00000000-0000-0000-0000-0000000000ff"], "Say which files to take in"),
        (["-"], "--name says what standard input is called"),
        (["scores.csv", "--name", "x"], "--name says what standard input is called"),
        (["nope.csv"], "'nope.csv' does not exist"),
        (["scores.csv", "--date", "1.3.2025"], "does not match the format"),
        (["scores.csv", "--evidence", "hearsay"], "'hearsay' is not one of"),
        (["--undo", "7"], "'7' is not a valid UUID"),
    ],
)
def test_what_was_mistyped(scores: Path, tmp_path: Path, words: list[str], says: str) -> None:
    done = run("import", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert says in " ".join(done.stderr.split())


@pytest.mark.once
def test_a_database_that_is_away(scores: Path, tmp_path: Path) -> None:
    url = f"postgresql://ada:s3cret@127.0.0.1:{free_port()}/catalogue"
    line = one_line(brought(url, tmp_path, "scores.csv"))
    assert "ada:***@127.0.0.1" in line
    assert "s3cret" not in line


def test_a_terminal_shows_how_far_it_is(fresh: str, tmp_path: Path) -> None:
    """On a terminal: a bar while it reads, and nothing of it left when it is done."""
    lines = "".join(f"Model {n},Quiz,{n % 100}\n" for n in range(60_000))
    (tmp_path / "large.csv").write_text("model,benchmark,score\n" + lines)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    words = [*CATALOGUE, "import", "large.csv", "--source", "Us", "--dry-run", "--models", "refuse"]
    settings = environment(DATABASE_URL=fresh, TERM="xterm")
    with subprocess.Popen(
        words, cwd=tmp_path, env=settings, stdout=subprocess.PIPE, stderr=theirs, text=True
    ) as process:
        os.close(theirs)
        shown = b""
        while part := _read(ours):
            shown += part
        assert process.stdout
        told = process.stdout.read()
    os.close(ours)
    assert re.search(rb"[0-9,]+ records, large\.csv", shown), shown[-2000:]
    assert "\x1b" not in told
    assert re.search(r"^results +60,000 ", told, re.MULTILINE)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # nobody writes to it any more
        return b""
