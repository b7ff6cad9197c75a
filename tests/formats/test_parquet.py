"""Tables in Parquet: texts and types, the numbers of rows, what is damaged, and what it takes."""

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

import pytest

from app.formats.files import Unreadable
from app.formats.mapping import Columns, Mapping, Score
from app.formats.parquet import FORMAT
from app.formats.records import Benchmark, Reject, Result, Said
from app.imports.reading import CannotRead
from tests.formats.hostile import brought
from tests.formats.parquets import parquet
from tests.imports.bringing import limited, seen

pytestmark = pytest.mark.once

BOARD: Final = {
    "model": ["Heron", "Egret"],
    "benchmark": ["Rivers", "Rivers"],
    "score": ["85.2 ± 0.4", "0.10"],
}
#: What two thousand columns and the engine's own reserves fit into: IMPORT_MEMORY as it is unless told.
MEMORY: Final = 1024
TIGHT: Final = 256


def read(
    folder: Path, content: bytes, mapping: Mapping | None = None, name: str = "board.parquet"
) -> list[Said]:
    file = brought(folder, name, content)
    assert FORMAT.recognises(file)
    return list(FORMAT.read(file, mapping or Mapping()))


def scores(said: list[Said]) -> list[tuple[int, str, float]]:
    return [(one.row, one.model, one.score) for one in said if isinstance(one, Result)]


def test_a_row_is_a_result_and_its_text_is_kept(tmp_path: Path) -> None:
    assert read(tmp_path, parquet(BOARD), Mapping(spread="stderr")) == [
        Benchmark(row=1, name="Rivers"),
        Result(row=1, model="Heron", benchmark="Rivers", score=85.2, score_raw="85.2 ± 0.4", stderr=0.4),
        Result(row=2, model="Egret", benchmark="Rivers", score=0.1),
    ]


def test_types_are_read_as_they_are_written_in_a_text(tmp_path: Path) -> None:
    board = {
        "score": ["0.1::double"],
        "stderr": ["0.25::float"],
        "samples": ["805::integer"],
        "date": ["timestamptz '2025-01-24 23:30:00-02'"],
        "shots": ["5::smallint"],
        "settings": ["{'tools': true, 'seeds': [1, 2]}"],
    }
    [_, result] = read(tmp_path, parquet({"model": ["Heron"], "benchmark": ["Rivers"]}, board))

    assert isinstance(result, Result)
    assert (result.score, result.stderr, result.samples) == (0.1, 0.25, 805)
    assert str(result.date_tested) == "2025-01-25"
    assert result.settings == {"tools": True, "seeds": [1, 2], "shots": 5}


def test_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    said = read(
        tmp_path, parquet({"model": ["Heron", None], "benchmark": ["Rivers"] * 2, "score": [None, "1"]})
    )

    assert said == [
        Reject(row=1, column="score", reason="Expected a score."),
        Reject(row=2, column="model", reason="Expected the name of a model."),
    ]


def test_rows_have_the_numbers_that_the_file_says(tmp_path: Path) -> None:
    content = parquet(BOARD, {"__row": ["3::bigint", "17::bigint"]})
    said = read(tmp_path, content, Mapping(columns=Columns(model="#1", benchmark="#2", score="#3")))

    assert scores(said) == [(3, "Heron", 85.2), (17, "Egret", 0.1)]


def test_a_column_of_other_rows_is_a_column(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        parquet({"__row": ["x", "y"], **BOARD}),
        Mapping(columns=Columns(model="__row", benchmark="benchmark", score="score")),
    )

    assert scores(said) == [(1, "x", 85.2), (2, "y", 0.1)]


@pytest.mark.parametrize("number", ["null::bigint", "0::bigint", "(-5)::bigint"])
def test_rows_without_a_number_are_counted(tmp_path: Path, number: str) -> None:
    board = {"model": ["a"], "benchmark": ["b"], "score": ["1"]}
    said = read(tmp_path, parquet(board, {"__row": [number]}))

    assert [one.row for one in said] == [1, 1]


def test_names_are_no_patterns_and_no_statements(tmp_path: Path) -> None:
    odd = "a\"b'); drop table x; --.c"
    content = parquet({odd: ["Heron"], "benchmark": ["Rivers"], "score": ["1"]})
    (tmp_path / "day=1" / "x[1]").mkdir(parents=True)

    said = read(
        tmp_path,
        content,
        Mapping(columns=Columns(model=odd, benchmark="benchmark", score="score")),
        name="day=1/x[1]/*?.parquet",
    )
    assert scores(said) == [(1, "Heron", 1.0)]


def test_nobody_says_what_columns_mean(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"Nothing says which column is the model\. .*\"model\": \"who\""):
        read(tmp_path, parquet({"who": ["Heron"], "Rivers": ["1"]}))


def test_a_table_of_no_rows_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, parquet({"model": [], "benchmark": [], "score": []})) == []


def test_what_is_damaged_says_so(tmp_path: Path) -> None:
    whole = parquet(
        {
            "model": [f"Heron {number}" for number in range(5000)],
            "benchmark": ["a"] * 5000,
            "score": ["1"] * 5000,
        }
    )
    holes = whole[:100] + b"\xff" * 2000 + whole[2100:]
    assert len(holes) == len(whole)

    for number, content in enumerate([holes, whole[:100] + whole[-1000:], whole[:-8] + b"\x01\0\0\0PAR1"]):
        with pytest.raises(Unreadable, match="It is damaged, cut off"):
            read(tmp_path, content, name=f"{number}.parquet")


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1PAR1", b"PAR1" + b"\xff" * 20 + b"PAR1", b"PAR1\x04" * 9])
def test_what_only_begins_like_it_is_none(tmp_path: Path, content: bytes) -> None:
    assert not FORMAT.recognises(brought(tmp_path, "a.parquet", content))


async def test_two_thousand_columns_fit_into_the_memory_of_a_reading(tmp_path: Path) -> None:
    names = [f"test {number}" for number in range(2000)]
    file = brought(
        tmp_path,
        "wide.parquet",
        parquet(
            {"model": [f"m{n}" for n in range(30)], **{name: [str(n) for n in range(30)] for name in names}}
        ),
    )
    mapping = Mapping(
        columns=Columns(model="model"), scores=tuple(Score(column=name, benchmark=name) for name in names)
    )
    found = await seen(file.place, mappings=(mapping,), limits=limited(memory=MEMORY, seconds=100))

    assert found.files[0].error is None
    assert found.records == 2000 + 30 * 2000


async def test_it_may_be_packed_and_beside_others(tmp_path: Path) -> None:
    place = tmp_path / "boards.zip"
    with zipfile.ZipFile(place, "w") as archive:
        for number in range(3):
            archive.writestr(f"day=1/board-{number}.parquet", parquet(BOARD))
        archive.writestr("cut.parquet", parquet(BOARD)[:-1])
    found = await seen(place)

    assert [(file.format, file.records, file.error) for file in found.files] == [
        (None, 0, None),
        *[("parquet", 3, None)] * 3,
    ]


async def test_a_column_that_nobody_names_takes_no_memory(tmp_path: Path) -> None:
    board = {"model": ["a"] * 100, "benchmark": ["b"] * 100, "score": ["1"] * 100}
    content = parquet(board, {"text": ["repeat('x', 1_000_000)"] * 100})
    file, little = brought(tmp_path, "long.parquet", content), limited(memory=TIGHT)
    everything = Mapping(columns=Columns(model="model", benchmark="benchmark", score="score", source="text"))

    assert (await seen(file.place, limits=little)).records == 101
    with pytest.raises(CannotRead, match="Reading takes more than"):
        await seen(file.place, mappings=(everything,), limits=little)


def test_the_service_knows_it_without_loading_the_engine() -> None:
    told = (
        "from app.formats import formats; import sys; print('parquet' in formats(), 'duckdb' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert found.stdout == "True False\n"
