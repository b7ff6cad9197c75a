"""What a file is asked: its beginning, its text, whether it is JSON."""

from pathlib import Path
from typing import Any

import pytest

from app.formats.files import HEAD, File, Unreadable

pytestmark = pytest.mark.once


def file(folder: Path, data: bytes, name: str = "a.json") -> File:
    (folder / name).write_bytes(data)
    return File(name, folder / name)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b' \r\n\t[1, "\xc3\xa9"]\n', [1, "é"]),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"é": [1]}'.encode("utf-16"), {"é": [1]}),
        ('\ufeff{"é": [1]}'.encode("utf-16-be"), {"é": [1]}),
        (b'{"a": -Infinity}', {"a": float("-inf")}),
        (b'  {"a": [NaN, 1]}', None),
        (b"1", None),
        (b'"a"', None),
        (b"null", None),
        (b"", None),
        (b"model,score\n", None),
        (b'{"a": 1}\n{"a": 2}\n', None),
        (b'{"a": ', None),
        (b'{"a": "\xff"}', None),
        (b"[" * 100_000, None),
        (b"[NaN," * 100_000, None),
    ],
)
def test_json(tmp_path: Path, data: bytes, found: Any) -> None:
    if b"NaN, 1" in data:
        assert str(file(tmp_path, data).json) == "{'a': [nan, 1]}"
    else:
        assert file(tmp_path, data).json == found


def test_a_table_is_not_read_to_see_that_it_is_no_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = file(tmp_path, b"model,score\n" + b"Heron,1\n" * HEAD)
    assert len(asked.head) == HEAD
    monkeypatch.setattr(File, "open", None)
    assert asked.json is None


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\n", "a\n"),
        (b"\xef\xbb\xbf\xc3\xa9", "é"),
        ("é".encode("utf-16"), "é"),
        ("\ufeffé".encode("utf-16-be"), "é"),
        (b"", ""),
    ],
)
def test_text(tmp_path: Path, data: bytes, text: str) -> None:
    assert file(tmp_path, data).text == text


@pytest.mark.parametrize("data", [b"\xff", b"a\xe9", b"\xff\xfea"])
def test_what_is_no_text(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Unreadable, match="UTF-8 or UTF-16"):
        _ = file(tmp_path, data).text


def test_names(tmp_path: Path) -> None:
    asked = File("in/A.Results.JSON", tmp_path)
    assert (asked.suffix, asked.path.name, asked.path.parent.name) == (".json", "A.Results.JSON", "in")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"a: [1, 2]\n", {"a": [1, 2]}),
        (b"a: &x 1\nb: *x\n", None),
        (b"a: [", None),
        (b"[" * 200 + b"]" * 200, None),
        (b"\xff", None),
        (b"a: 2025-13-45\n", None),
    ],
)
def test_yaml(tmp_path: Path, data: bytes, found: Any) -> None:
    assert file(tmp_path, data, "a.yaml").yaml == found


def test_toml(tmp_path: Path) -> None:
    assert file(tmp_path, b'a = "b"\n').toml == {"a": "b"}
    assert file(tmp_path, b"a = \n").toml is None
    assert file(tmp_path, b"\xff").toml is None
