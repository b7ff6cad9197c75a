"""What is said of files that no format knows: what they are, and what to do."""

import bz2
import lzma
import re
from pathlib import Path
from time import monotonic
from typing import Final

import pytest

from app.formats import csv, formats, recognised
from app.formats.files import HEAD
from app.formats.foreign import foreign
from app.formats.mapping import Mapping
from app.formats.records import Result
from app.formats.unrecognised import why
from tests.formats.hostile import brought

pytestmark = pytest.mark.once

TABLE: Final = "model,benchmark,score\nHeron,Rivers,1\n"
SAID: Final[list[tuple[str, bytes, str]]] = [
    ("a.json", b"", "The file is empty."),
    ("a.txt", b" \r\n\t", "There is nothing in the file but blanks."),
    ("a.json", b'{"results": {"rivers": {"acc"', "It is JSON that ends too early"),
    ("a", b'[{"a": "\xc3\xa4', "It is JSON that ends too early"),
    ("a.json", b'{"a": 1.', "It is JSON that ends too early"),
    ("a.json", b'{"a": NaN, "b": -Infinity, "c', "It is JSON that ends too early"),
    ("a.json", b"\xef\xbb\xbf[1, 2\n", "It is JSON that ends too early"),
    ("a.json", '{"ä": [1'.encode("utf-16"), "It is JSON that ends too early"),
    ("a.json", b'{"a": NaN,\n "b" 2}', "It is no well-formed JSON: line 2 breaks its rules"),
    ("a.json", b'{"a": 1}\n{"b": {"c": 1}}\n', "No known format is recognised"),
    ("a.json", b'{"a": {"b": 1}}', "No known format is recognised"),
    ("a.toml", b"[heron]\nage = 1\n", "No known format is recognised"),
    ("a.json", b"[" * 200 + b"1", "It is JSON that ends too early"),
    ("a.json", b"[" * 100_000, "It is nested too deeply"),
    ("a.csv", b"<!DOCTYPE html>\n<html>1,2</html>\n", "It is a web page"),
    ("a.json", b"\xef\xbb\xbf\n<HTML lang=en>", "It is a web page"),
    ("a.tsv", b'<?xml version="1.0"?>\n<!-- a --> <!-- b --><html>', "It is a web page"),
    ("a.csv", b"%PDF-1.7\n1,2\n1,2\n", "It is a PDF: export the table in it as CSV."),
    ("a.csv", b"PAR1\x15\x04", "It begins as a Parquet file and does not end as one: bring the whole file."),
    ("a.csv", b"SQLite format 3\0\x10", "It is an SQLite database"),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "It is a document of an office program"),
    ("a.csv.bz2", bz2.compress(TABLE.encode()), "It is packed with bzip2, and only zip, tar, tar.gz and gz"),
    ("a.csv", lzma.compress(TABLE.encode()), "It is packed with xz"),
    ("a.7z", b"7z\xbc\xaf\x27\x1c\0\x04", "It is packed with 7-Zip"),
    ("a.rar", b"Rar!\x1a\x07\x01\0", "It is packed with RAR"),
    ("a.zst", b"\x28\xb5\x2f\xfd\x04", "It is packed with Zstandard"),
    ("a.zip", b"PK\x03\x04\x14\0", "It is an archive or an office document, which is not opened below"),
    ("a.json", b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "It is a pointer of Git LFS"),
    ("a.csv", TABLE.encode("utf-16-le"), 'It is text in UTF-16 .* "encoding": "utf-16-le"'),
    ("a.json", '{"ä": 1}'.encode("utf-16-be"), 'It is text in UTF-16 .* "encoding": "utf-16-be"'),
    ("a.csv", TABLE.replace("on", "o\0").encode(), "Line 2 has a NUL character"),
    ("a.csv", b"\0" * 100, "It is binary"),
    ("a.csv", b"\x00\x01\x02" * 100, "It is binary"),
    ("a", b"\x7fELF\x02\x01\x01" + bytes(range(256)), "It is binary"),
    ("a", b"\xff\xd8\xff\xe0\x10JFIF", "It is binary"),
    ("a.json", b"\x01\x00\x02\x00" * 50, "It is binary"),
    ("a.txt", "Größe;Zahl\nä;1\n".encode("cp1252"), "It is not text in UTF-8 or UTF-16: save it as UTF-8."),
    ("a.txt", ("ä" * HEAD)[1:].encode()[1:], "It is not text in UTF-8"),
    ("a.md", b"a" + "ä".encode() * HEAD, "No known format is recognised"),
    ("README.md", b"# Heron\n", "No known format is recognised. Name the format if it is one of .*csv"),
]


@pytest.mark.parametrize(("name", "content", "said"), SAID)
def test_it_is_said_what_a_file_is(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    file = brought(tmp_path, name, content)

    assert recognised(file) is None or not content
    assert re.match(said, why(file))


def test_what_is_said_of_encodings_helps(tmp_path: Path) -> None:
    file = brought(tmp_path, "a.csv", TABLE.encode("utf-16-le"))
    said = list(csv.FORMAT.read(file, Mapping(encoding="utf-16-le")))

    assert [one.model for one in said if isinstance(one, Result)] == ["Heron"]


@pytest.mark.parametrize(
    "head", [b"<!---->" * 9_000, b"<!--" * 16_000, b"<?xml" * 13_000, b"\n" * HEAD, b"<!-- -->\n" * 7_000]
)
def test_a_page_that_never_comes_is_not_waited_for(head: bytes) -> None:
    started = monotonic()

    assert foreign(head) is None
    assert monotonic() - started < 1


def test_every_format_is_named_where_nothing_else_is_known(tmp_path: Path) -> None:
    said = why(brought(tmp_path, "a.md", "# Heron\n"))

    assert all(name in said for name in formats())
