"""A reading: what comes of files, good and bad, and what a child may take until it is ended."""

import asyncio
import gzip
import hashlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from time import monotonic

import msgspec
import pytest

from app.formats.mapping import Mapping
from app.imports.job import FileRead, Limits, Place, Progress, Task
from app.imports.reading import CannotRead, read
from app.settings import Settings
from tests.imports.bringing import LIMITS, ODD, children, job, limited, seen
from tests.service.processes import alive, environment, eventually

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("odd")]

UNKNOWN = "No known format is recognised."
PAGE = "It is a web page, perhaps one to log in or of an error: download the file itself."
GOOD = b"odd lines\na;b;1\na;c;2.5\n"


def brought(directory: Path, **files: bytes) -> list[Path]:
    paths = []
    for name, data in files.items():
        paths.append(directory / name)
        paths[-1].write_bytes(data)
    return paths


async def test_a_file_becomes_lines(tmp_path: Path) -> None:
    reading = await seen(*brought(tmp_path, good=GOOD))
    assert reading.files == [
        FileRead(
            name="good", format="lines", bytes=len(GOOD), sha256=hashlib.sha256(GOOD).hexdigest(), records=2
        )
    ]
    assert (reading.records, reading.sha256) == (2, hashlib.sha256(GOOD).hexdigest())
    assert list(reading.said) == [
        (1, 2, "result", {"model": "a", "benchmark": "b", "score": 1.0, "settings": {}}),
        (1, 3, "result", {"model": "a", "benchmark": "c", "score": 2.5, "settings": {}}),
    ]
    assert [line[1] for line in reading.lines] == ["1", "2"]


async def test_one_bad_line_of_many(tmp_path: Path) -> None:
    rows = [f"m{n % 50};b{n % 30};{n}" for n in range(100_000)]
    rows[70_000] = "m;b;?"
    rows[80_000] = "\t;b;1"
    reading = await seen(*brought(tmp_path, many="\n".join(["odd lines", *rows]).encode()))
    assert (reading.files[0].records, reading.files[0].rejected, reading.records) == (99_998, 2, 100_000)
    assert [(row, *what) for _, row, kind, what in reading.said if kind == "reject"] == [
        (70_002, "score", "?", "Expected a number."),
        (
            80_002,
            "model",
            r"\N",
            "Expected a text of 1 to 255 characters without blanks at either end or control characters.",
        ),
    ]
    assert [int(line[1]) for line in reading.lines] == list(range(1, 100_001))


async def test_how_far_it_is(tmp_path: Path) -> None:
    paths = brought(tmp_path, a=GOOD, b=b"odd lines\n" + b"a;b;1\n" * 200_000, c=GOOD)
    started = monotonic()
    reading = await seen(*paths)
    took = monotonic() - started
    assert 1 <= len(reading.far) <= 5 * took + 1
    assert reading.far[0] == Progress(1, 3, "a", 0)
    assert [one.records for one in reading.far] == sorted(one.records for one in reading.far)
    assert {one.of for one in reading.far} == {3}


async def test_several_files_of_which_some_are_bad(tmp_path: Path) -> None:
    """The rows of a file that stops in its middle are taken back, and its place is named."""
    stops = b"odd lines\na;b;1\na;b;2\na;b;stop\n"
    reading = await seen(*brought(tmp_path, a=GOOD, b=stops, c=b"unknown", d=GOOD, e=b""))
    errors = [one.error and one.error.partition(" Name ")[0] for one in reading.files]
    assert [(one.name, one.format, one.records) for one in reading.files] == [
        ("a", "lines", 2),
        ("b", None, 0),
        ("c", None, 0),
        ("d", "lines", 2),
        ("e", None, 0),
    ]
    assert errors == [None, "It stops here: bring the rest.", UNKNOWN, None, "The file is empty."]
    assert [(file, row, kind) for file, row, kind, _ in reading.said] == [
        (1, 2, "result"),
        (1, 3, "result"),
        (2, 1, "reject"),
        (3, 1, "reject"),
        (4, 2, "result"),
        (4, 3, "result"),
        (5, 1, "reject"),
    ]
    assert [line[-3:] for line in reading.lines if line[4] == "reject"] == [
        [r"\N", "b", "It stops here: bring the rest."],
        [r"\N", "c", reading.files[2].error],
        [r"\N", "e", "The file is empty."],
    ]
    assert [line[1] for line in reading.lines] == list("1234567")
    assert reading.records == 7


async def test_what_lies_beside_results_is_left_out(tmp_path: Path) -> None:
    """Below what a person names; an unknown file that is named itself is told, packed or not."""
    (tmp_path / "many").mkdir()
    brought(tmp_path / "many", README=b"unknown", good=GOOD, page=b"<html>")
    (tmp_path / "one").mkdir()
    brought(tmp_path / "one", README=b"unknown")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("inside", b"unknown")
    brought(tmp_path, **{"page.csv.gz": gzip.compress(b"<html>")})
    places = [tmp_path / name for name in ("many", "one", "z.zip", "page.csv.gz")]
    reading = await seen(*places)
    assert [(one.name, one.format, one.error) for one in reading.files] == [
        ("README", None, None),
        ("good", "lines", None),
        ("page", None, None),
        ("README", None, None),
        ("inside", None, None),
        ("page.csv", None, PAGE),
    ]
    assert [file for file, _, kind, _ in reading.said if kind == "reject"] == [6]
    with pytest.raises(CannotRead, match=r"^It is a web page"):
        await seen(tmp_path / "page.csv.gz")
    with pytest.raises(CannotRead, match=r"^No known format is recognised in 2 files\. There are: .*csv"):
        await seen(tmp_path / "one", tmp_path / "z.zip")


async def test_lines_of_which_the_first_is_broken(tmp_path: Path) -> None:
    whole = b'{"model": "a", "benchmark": "b", "score": 1, "temperature": "0.50"}\n'
    rows = b'{"model": "a", "benchm\n' + whole * 3
    reading = await seen(*brought(tmp_path, rows=rows))
    assert (reading.files[0].format, reading.files[0].records, reading.files[0].rejected) == ("ndjson", 4, 1)
    assert [(row, *what) for _, row, kind, what in reading.said if kind == "reject"] == [
        (1, r"\N", r"\N", "Expected a JSON object, whole on its line.")
    ]
    assert {what["settings"]["temperature"] for _, _, kind, what in reading.said if kind == "result"} == {0.5}


async def test_a_fault_of_ours_is_logged_and_costs_one_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        reading = await seen(*brought(tmp_path, a=b"odd lines\na;b;1\na;b;fault\n", b=GOOD))
    assert reading.files[0].error == (
        "Reading it failed (KeyError). That is a fault of the catalogue's: its log says more."
    )
    assert [kind for _, _, kind, _ in reading.said] == ["reject", "result", "result"]
    assert "KeyError" in caplog.text
    assert "odd_child.py" in caplog.text
    assert "'fault'" not in caplog.text, "what the cell says is nobody's but its owner's"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a": b""}, "^The file is empty.$"),
        ({"a": b"", "b": b""}, "^None of 2 files can be taken. The first: a: The file is empty.$"),
        ({"a": b"unknown"}, "^No known format is recognised. Name the format if it is one of .*csv, lines"),
        ({"a": b"\x7fELF\x02\x01\x01" + bytes(range(256))}, "^It is binary, and no format knows it"),
        ({"a": b'{"results": {"x": {"acc"'}, "^It is JSON that ends too early: bring the whole file.$"),
        ({"a": b"odd lines\n\xff\xfe\xfd"}, "^It is not text in UTF-8 or UTF-16"),
        ({"a": b"odd lines\na;b;stop\n"}, "^It stops here: bring the rest.$"),
        (
            {"a": b"odd lines\na;b;stop\n", "b": b"odd lines\na;b;stop"},
            "^None of 2 files can be taken. The first: a: It stops here: bring the rest.$",
        ),
        ({"a": b"odd lines\na;b;stop\n", "b": b"unknown"}, "^None of 2 files can be taken. The first: a: "),
        ({"a": b"[" * 100_000}, "^It is nested too deeply: bring it with fewer levels.$"),
        ({"a": b"odd lines\na;b;deep\n"}, "^It is nested too deeply: bring it with fewer levels.$"),
        ({"a": b"odd crash\n"}, "^Reading broke off .signal 11.: bring the files one by one"),
    ],
)
async def test_nothing_can_be_taken(tmp_path: Path, files: dict[str, bytes], reason: str) -> None:
    with pytest.raises(CannotRead, match=reason):
        await seen(*brought(tmp_path, **files))


async def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"^It cannot be opened: No such file or directory.$"):
        await seen(tmp_path / "missing")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(CannotRead, match=r"^It is neither a file nor a directory.$"):
        await seen(tmp_path / "pipe")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CannotRead, match=r"^There is nothing in it.$"):
        await seen(tmp_path / "empty")


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (limited(files=2), "^There are more than 2 files: bring fewer at a time.$"),
        (limited(size=60), "^It is more than 60 bytes: bring less at a time.$"),
    ],
)
async def test_too_much_is_refused_whole(tmp_path: Path, limits: Limits, reason: str) -> None:
    paths = brought(tmp_path, a=GOOD, b=GOOD, c=GOOD)
    for places in (paths, [tmp_path]):
        with pytest.raises(CannotRead, match=reason):
            await seen(*places, limits=limits)


async def test_no_room_for_what_it_says(tmp_path: Path) -> None:
    """No file that the child writes grows beyond four times what may come of an archive."""
    (path,) = brought(tmp_path, a=b"odd lines\n" + b"a;b;1\n" * 10_000)
    with pytest.raises(CannotRead, match=r"^There is no room for what is read of it: bring less at a time.$"):
        await seen(path, limits=limited(inflated=1000))


async def test_a_hog_is_ended(tmp_path: Path) -> None:
    (path,) = brought(tmp_path, a=b"odd hog\n")
    with pytest.raises(
        CannotRead, match=r"^Reading takes more than 256 MB of memory: .* raise IMPORT_MEMORY.$"
    ):
        await seen(path, limits=limited(memory=256))


async def test_a_file_that_is_small_until_it_is_read(tmp_path: Path) -> None:
    (path,) = brought(tmp_path, a=b"[" + b"[]," * 5_000_000 + b"[]]")
    with pytest.raises(CannotRead, match=r"^Reading takes more than 256 MB of memory"):
        await seen(path, limits=limited(memory=256))


@pytest.mark.parametrize("kind", [b"odd spin\n", b"odd sleep\n"])
async def test_what_never_ends_is_ended(tmp_path: Path, kind: bytes) -> None:
    (path,) = brought(tmp_path, a=kind)
    with pytest.raises(CannotRead, match=r"^Reading took longer than 1 s: .* raise IMPORT_SECONDS.$"):
        await seen(path, limits=limited(seconds=1))


async def test_a_child_that_is_killed(tmp_path: Path) -> None:
    def kill(_: Progress) -> None:
        for pid in children():
            os.kill(pid, signal.SIGKILL)

    (path,) = brought(tmp_path, a=b"odd sleep\n")
    with pytest.raises(CannotRead, match=r"^The system ended the reading, most likely for want of memory"):
        async with read(job(path), LIMITS, kill):
            pass


async def test_a_reading_that_is_given_up(tmp_path: Path) -> None:
    begun = asyncio.Event()
    (path,) = brought(tmp_path, a=b"odd sleep\n")

    async def reading() -> None:
        async with read(job(path), LIMITS, lambda _: begun.set()):
            pass

    task = asyncio.create_task(reading())
    await begun.wait()
    (pid,) = children()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not alive(pid)


async def test_whoever_listens_may_fail(tmp_path: Path) -> None:
    def fail(_: Progress) -> None:
        raise LookupError

    (path,) = brought(tmp_path, a=b"odd sleep\n")
    with pytest.raises(LookupError):
        async with read(job(path), LIMITS, fail):
            pass


async def test_others_are_served_meanwhile(tmp_path: Path) -> None:
    (path,) = brought(tmp_path, a=b"odd lines\n" + b"a;b;1\n" * 100_000)
    reading = asyncio.create_task(seen(path))
    turns = 0
    while not reading.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert (await reading).records == 100_000
    assert turns > 5


def test_a_parent_that_is_killed_leaves_nothing(tmp_path: Path, odd: Path) -> None:
    """Neither a process nor a file."""
    (path,) = brought(tmp_path, a=b"odd sleep\n")
    program = f"""
import asyncio, uuid
from pathlib import Path
from app.imports import reading
from tests.imports.bringing import LIMITS, children, job
reading.CHILD = ("-P", {str(ODD)!r})

async def main():
    async with reading.read(job(Path({str(path)!r})), LIMITS, lambda _: print(*children(), flush=True)):
        pass

asyncio.run(main())
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], env=environment(TMPDIR=odd), stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
    assert eventually(lambda: not alive(pid), 10)
    assert list(odd.iterdir()) == []


def test_a_child_that_nobody_watches_ends_by_itself(tmp_path: Path) -> None:
    """Its processor time is limited too, for a parent may be too busy to look."""
    (path,) = brought(tmp_path, a=b"odd spin\n")
    with tempfile.TemporaryFile() as spool:
        task = Task(
            job=job(path),
            limits=limited(seconds=1),
            parent=os.getpid(),
            spool=spool.fileno(),
            scratch=os.devnull,
        )
        done = subprocess.run(
            [sys.executable, "-P", ODD],
            env=environment(),
            input=msgspec.json.encode(task),
            stdout=subprocess.DEVNULL,
            pass_fds=[spool.fileno()],
            check=False,
            timeout=60,
        )
    assert done.returncode == -signal.SIGXCPU


async def test_full_pipes_stop_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in map(str, range(100)):
        brought(tmp_path, **{name: b"odd chatter\n"})
    with caplog.at_level(logging.ERROR), pytest.raises(CannotRead, match=r"^None of 100 files .*: ooo"):
        await seen(tmp_path)
    assert len(caplog.text) < 20_000


async def test_secrets_stay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hunter2@h/d")
    with pytest.raises(CannotRead, match=r"PYTHONPATH") as told:
        await seen(*brought(tmp_path, a=b"odd told\n"))
    assert "DATABASE_URL" not in str(told.value)


async def test_a_format_that_is_named(tmp_path: Path) -> None:
    """It holds for a file alone; of several it takes those that it knows."""
    untitled = b"?\na;b;1\n"
    alone = await seen(*brought(tmp_path, a=untitled), format="lines")
    assert (alone.files[0].format, alone.records) == ("lines", 1)
    (tmp_path / "all").mkdir()
    brought(tmp_path / "all", a=untitled, b=GOOD)
    reading = await seen(tmp_path / "all", format="lines")
    assert [file.format for file in reading.files] == [None, "lines"]
    with pytest.raises(CannotRead, match=r"^There is no format nonesuch. There are: .*csv, lines"):
        await seen(*brought(tmp_path, c=GOOD, d=GOOD), format="nonesuch")


async def test_each_file_has_its_mapping(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    brought(tmp_path / "in", **{"x_1.txt": GOOD, "y_1.txt": GOOD})
    mappings = (Mapping(source="All"), Mapping(files="x_*.txt", source="Some"), Mapping(source="None"))
    reading = await seen(tmp_path / "in", mappings=mappings)
    assert [what["source"] for *_, what in reading.said] == ["Some", "Some", "All", "All"]


async def test_the_same_files_have_the_same_hash(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        brought(tmp_path / name, a=GOOD, b=GOOD + b"a;d;1\n", c=b"unknown" + name.encode())
    one, two = await seen(tmp_path / "one"), await seen(tmp_path / "two")
    assert one.sha256 == two.sha256
    brought(tmp_path / "two", b=GOOD)
    assert (await seen(tmp_path / "two")).sha256 != one.sha256


async def test_names_that_are_no_text(tmp_path: Path) -> None:
    brought(tmp_path, **{os.fsdecode(b"\xff.txt"): GOOD})
    reading = await seen(tmp_path)
    assert [file.name for file in reading.files] == ["?.txt"]
    assert reading.records == 2


def test_limits_are_settings() -> None:
    limits = Limits.of(Settings(import_memory=500, import_seconds=5, import_size=4, import_files=3))
    assert (limits.memory, limits.seconds, limits.size, limits.files) == (500, 5, 4, 3)
    assert limits.inflated == 2 * 2**30


def test_a_place_is_what_the_system_calls_it() -> None:
    assert Place("é", os.fsencode("é")).path == "é".encode()
