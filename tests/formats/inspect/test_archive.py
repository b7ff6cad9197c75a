"""The archives of Inspect: the header alone is read, and hostile archives are refused before they grow."""

import json
import struct
import sys
import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest

from app.formats.files import File, Unreadable
from app.formats.inspect import FORMAT
from app.formats.inspect import archive as module
from app.formats.mapping import Mapping
from app.formats.records import Result
from tests.formats.hostile import brought
from tests.formats.test_inspect import LOG

if sys.version_info >= (3, 14):
    from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZIP_ZSTANDARD, ZipFile
else:
    from backports.zstd.zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZIP_ZSTANDARD, ZipFile

pytestmark = pytest.mark.once

START: Final = json.dumps({"version": 2, "eval": LOG["eval"], "plan": LOG["plan"]}).encode()
HEADER: Final = json.dumps({name: part for name, part in LOG.items() if name != "samples"}).encode()


def archive(entries: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", method) as opened:
        for name, data in entries.items():
            opened.writestr(name, data)
    return packed.getvalue()


def refusal(file: File) -> str:
    assert FORMAT.recognises(file)
    with pytest.raises(Unreadable) as refused:
        list(FORMAT.read(file, Mapping(incomplete="mark")))
    return str(refused.value)


def patched(data: bytes, at: int, form: str, value: int) -> bytes:
    """The field of the first entry's record in the list of entries, `at` octets behind its beginning."""
    place = data.index(b"PK\x01\x02") + at
    return data[:place] + struct.pack(form, value) + data[place + struct.calcsize(form) :]


@pytest.mark.parametrize("method", [ZIP_DEFLATED, ZIP_STORED, ZIP_ZSTANDARD])
def test_the_header_alone_is_read(tmp_path: Path, method: int) -> None:
    whole = {"_journal/start.json": START, "samples/1_epoch_1.json": b"\xff no JSON", "header.json": HEADER}
    packed = archive(whole, method)
    for name in ("run.eval", "run.bin"):
        file = brought(tmp_path, name, packed)
        assert FORMAT.recognises(file)
        said = list(FORMAT.read(file, Mapping()))
        assert [one.score for one in said if isinstance(one, Result)] == [0.75]


def test_without_a_header_the_run_never_finished(tmp_path: Path) -> None:
    file = brought(tmp_path, "run.eval", archive({"_journal/start.json": START}))
    assert refusal(file) == "The run never finished: the log has no scores."


def test_other_archives_are_none(tmp_path: Path) -> None:
    assert not FORMAT.recognises(brought(tmp_path, "book.xlsx", archive({"[Content_Types].xml": b"<x/>"})))
    assert "no log of Inspect" in refusal(brought(tmp_path, "book.eval", archive({"a.txt": b"a"})))


@pytest.mark.parametrize("cut", [40, -10])
def test_a_torn_archive_is_broken(tmp_path: Path, cut: int) -> None:
    packed = archive({"header.json": HEADER})
    assert "broken" in refusal(brought(tmp_path, "run.eval", packed[:cut]))


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\xfd", b"[" * 100_000])
def test_a_header_that_is_no_json_is_broken(tmp_path: Path, content: bytes) -> None:
    assert "broken" in refusal(brought(tmp_path, "run.eval", archive({"header.json": content})))


def test_a_changed_or_encrypted_header_is_broken(tmp_path: Path) -> None:
    packed = archive({"header.json": HEADER}, ZIP_STORED)
    assert "broken" in refusal(brought(tmp_path, "run.eval", packed.replace(b"0.75", b"0.99")))
    assert "broken" in refusal(brought(tmp_path, "run.eval", patched(packed, 8, "<H", 1)))


@pytest.mark.parametrize(("at", "form"), [(16, "<I"), (20, "<I"), (24, "<I"), (42, "<I")])
def test_a_damaged_entry_of_zstandard_is_broken(tmp_path: Path, at: int, form: str) -> None:
    """Its check sum, its two sizes, its place."""
    packed = archive({"header.json": HEADER}, ZIP_ZSTANDARD)
    assert "broken" in refusal(brought(tmp_path, "run.eval", patched(packed, at, form, 90)))


def test_other_ways_of_compressing_are_named_with_the_way_out(tmp_path: Path) -> None:
    packed = archive({"header.json": HEADER}, ZIP_BZIP2)
    assert "inspect log convert --to json" in refusal(brought(tmp_path, "run.eval", packed))


def test_a_large_header_is_refused_before_it_is_inflated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_HEADER", 1000)
    packed = archive({"header.json": b" " * 5000 + HEADER})
    assert "too large" in refusal(brought(tmp_path, "run.eval", packed))


def test_a_large_header_is_refused_as_it_lies_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_READ", 500)
    packed = archive({"header.json": HEADER}, ZIP_STORED)
    assert "too large" in refusal(brought(tmp_path, "run.eval", packed))


@pytest.mark.parametrize("method", [ZIP_DEFLATED, ZIP_ZSTANDARD])
def test_a_header_larger_than_it_says_is_not_inflated(tmp_path: Path, method: int) -> None:
    packed = patched(archive({"header.json": b" " * 50_000_000}, method), 24, "<I", 900)
    file = brought(tmp_path, "run.eval", packed)
    tracemalloc.start()
    try:
        assert "broken" in refusal(file)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_list_of_too_many_entries_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_READ", 5000)
    entries = {"header.json": HEADER} | {f"samples/{place}.json": b"" for place in range(100)}
    assert "too many entries" in refusal(brought(tmp_path, "run.eval", archive(entries)))
