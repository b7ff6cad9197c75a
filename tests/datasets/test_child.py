"""The process that reads an uploaded file, as a worker starts it: a file in, two tables and a profile out."""

import gzip
import json
from collections.abc import Callable
from os import getpid
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import msgspec
import pytest
from backports import zstd

from app.datasets.columns import Profile
from app.datasets.job import PROFILE, TABLE, TEXT, Limits, Progress, Task
from app.datasets.options import Options
from app.datasets.parent import CHILD, CannotRead, read
from app.datasets.quoting import literal

pytestmark = pytest.mark.once

SCORES: Final = """model,benchmark,score,date,note
GPT-4,MMLU,86.4,2023-03-14,"line one
line two"
Llama 3,MMLU,82.0,2024-04-18,
Gemma,MMLU,pending,2024-02-21,a,b
Gemma,MMLU,64.3,2024-02-21,a\0b
"""


class Place(NamedTuple):
    """A directory for a reading, and what it says on its way."""

    path: Path
    said: list[Progress]

    async def read(self, name: str, content: bytes, options: Options | None = None, **limits: int) -> Profile:
        original, scratch = self.path / "original", self.path / "scratch"
        original.write_bytes(content)
        scratch.mkdir()
        task = Task(
            filename=name,
            original=str(original),
            scratch=str(scratch),
            options=options or Options(),
            limits=Limits(**{"memory": 512, "seconds": 60, "inflated": 2**28, **limits}),
            parent=getpid(),
        )
        await read(CHILD, task, "a test", self.said.append)
        assert {path.name for path in scratch.iterdir()} >= {TEXT, TABLE, PROFILE}
        return msgspec.json.decode((scratch / PROFILE).read_bytes(), type=Profile)

    def rows(self, name: str) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            return connection.execute(
                f"select * from {literal(str(self.path / 'scratch' / name))}"
            ).fetchall()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, [])


async def test_a_file_becomes_two_tables_and_a_profile(place: Place) -> None:
    found = await place.read("scores.csv", SCORES.replace("\0", "?").encode())
    assert (found.file_type, found.rows, found.rejected) == ("csv", 3, 1)
    assert found.rejects[0].row == 5
    assert [(one.name, one.type, one.nulls) for one in found.columns] == [
        ("model", "text", 0),
        ("benchmark", "text", 0),
        ("score", "number", 0),
        ("date", "date", 0),
        ("note", "text", 1),
    ]
    assert place.rows(TEXT)[0] == (2, "GPT-4", "MMLU", "86.4", "2023-03-14", "line one\nline two")
    assert [(row[0], row[3], row[5]) for row in place.rows(TABLE)] == [
        (2, 86.4, "line one\nline two"),
        (4, 82.0, None),
        (6, 64.3, "a?b"),
    ]
    assert found.findings.duplicate_rows == 0
    assert found.findings.empty_cells == pytest.approx(1 / 15)
    assert "Columns with one and the same value in every row: benchmark." in found.findings.warnings


async def test_it_says_how_far_it_is(place: Place) -> None:
    rows = "".join(f"{number},{number / 7},text {number % 11}\n" for number in range(150_000))
    await place.read("many.csv", f"a,b,c\n{rows}".encode())
    fractions = [far.fraction for far in place.said]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] < fractions[-1] <= 1
    assert list(dict.fromkeys(far.stage for far in place.said)) == ["reading", "typing", "profiling"]


async def test_compressed_json_with_nested_values_is_read(place: Place) -> None:
    rows = [{"model": "a", "score": 1, "extra": {"x": [1, 2]}}, {"model": "b", "late": True}]
    found = await place.read("rows.json.gz", gzip.compress(json.dumps(rows).encode()))
    assert (found.file_type, found.compression, found.rows) == ("json", "gzip", 2)
    assert [(one.name, one.type, one.nulls) for one in found.columns] == [
        ("model", "text", 0),
        ("score", "integer", 1),
        ("extra", "json", 1),
        ("late", "boolean", 1),
    ]


async def test_options_reach_every_part_of_it(place: Place) -> None:
    options = Options(absent=("k.A.",), decimal=",", columns={"id": "text", "gone": "date", "n": "integer"})
    found = await place.read("x.csv", b"id;s;n\n007;1,5;1\n8;k.A.;x\n", options)
    assert place.rows(TABLE) == [(2, "007", 1.5, 1), (3, "8", None, None)]
    assert found.findings.warnings[-2:] == [
        "The options name columns that are not there: gone.",
        "Values that do not fit the type that was asked for are empty: n (1).",
    ]


async def test_repeated_rows_are_counted(place: Place) -> None:
    found = await place.read("x.csv", b"a,b\n1,x\n1,x\n2,x\n1,x\n1,\n")
    assert found.findings.duplicate_rows == 2


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [("x.csv", b"%PDF-1.7 and so on", "PDF"), ("x.csv", b"", "empty"), ("x.json", b"[1, 2", "JSON")],
    ids=["pdf", "empty", "broken"],
)
async def test_what_is_no_data_is_refused_with_a_reason(
    place: Place, name: str, content: bytes, word: str
) -> None:
    with pytest.raises(CannotRead, match=word):
        await place.read(name, content)


async def test_too_much_memory_ends_it(place: Place) -> None:
    wide = ",".join(f"c{column}" for column in range(500))
    row = ",".join(str(column) for column in range(500))
    content = "\n".join([wide, *[row] * 3000]).encode()
    with pytest.raises(CannotRead, match="more than 90 MB of memory"):
        await place.read("wide.csv", content, memory=90)


async def test_too_much_time_ends_it(place: Place) -> None:
    with pytest.raises(CannotRead, match="longer than 1 s"):
        await place.read("long.csv", b"a,b,c\n" + b"1,2.5,some text\n" * 3_000_000, seconds=1)


async def test_what_has_no_room_once_unpacked_is_refused(place: Place) -> None:
    content = b"a,b,c\n" + b"1,2.5,some text that is long enough\n" * 600_000
    with pytest.raises(CannotRead, match="no room"):
        await place.read("large.csv", content, inflated=1)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
async def test_what_unpacks_to_more_than_the_setting_is_refused(
    place: Place, pack: Callable[[bytes], bytes]
) -> None:
    content = b"a,b\n" + b"1,2\n" * 24
    with pytest.raises(CannotRead, match=r"more than 99 bytes: .*DATASET_INFLATED"):
        await place.read("scores.csv.packed", pack(content), inflated=99)
    (place.path / "scratch" / "unpacked").unlink(missing_ok=True)
    (place.path / "scratch").rmdir()
    assert (await place.read("scores.csv.packed", pack(content), inflated=100)).rows == 24
