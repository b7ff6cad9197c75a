"""What is said of each field that does not fit, and of JSON that nobody should keep."""

import json
from typing import Annotated, Any

import pytest
from msgspec import Meta, Struct

from app.free_json import INEXACT, NUL, flaw_of_json
from app.http.bodies import Body, Unfit, decoded
from app.http.flaws import VAST, fields
from tests.test_bodies import Parcel, faults, faults_of


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("name", None, "a text of 1 to 4 characters"),
        ("name", "", "a text of 1 to 4 characters"),
        ("name", "12345", "a text of 1 to 4 characters"),
        ("text", 5, "a text or null"),
        ("id", "5", "a whole number, 1 or more, or null"),
        ("id", 1.0, "a whole number, 1 or more, or null"),
        ("id", True, "a whole number, 1 or more, or null"),
        ("id", 0, "a whole number, 1 or more, or null"),
        ("id", 2**63, "a whole number, 1 or more, or null"),
        ("id", 10**4000, "a whole number, 1 or more, or null"),
        ("owner", [], "a text, or a whole number, 1 or more, or null"),
        ("measure", "NaN", "a number from 0 to 10 or null"),
        ("measure", 10.01, "a number from 0 to 10 or null"),
        ("flag", 1, "true or false or null"),
        ("state", "Open", "one of open, shut"),
        ("day", "2025-02-30", "a date such as 2025-01-31 or null"),
        ("day", "10000-01-01", "a date such as 2025-01-31 or null"),
        ("day", "2025-01-31T00:00:00Z", "a date such as 2025-01-31 or null"),
        ("day", 1700000000, "a date such as 2025-01-31 or null"),
        ("moment", "2025-01-31T12:00:00", "a moment such as 2025-01-31T12:00:00Z or null"),
        ("moment", "2016-12-31T23:59:60Z", "a moment such as 2025-01-31T12:00:00Z or null"),
        ("moment", 1700000000, "a moment such as 2025-01-31T12:00:00Z or null"),
        ("key", "{5f0c7d5e-2f4b-4c8e-9d53-0c8f1f4f2b11}", "a UUID such as"),
        ("key", "urn:uuid:5f0c7d5e-2f4b-4c8e-9d53-0c8f1f4f2b11", "a UUID such as"),
        (
            "link",
            "ftp://a.example/",
            "a text of 8 to 2,048 characters, beginning with http:// or https://, without blanks, or null",
        ),
        ("labels", ["a"] * 4, "a list of at most 3 items or null"),
        ("labels", {"a": 1}, "a list of at most 3 items or null"),
        ("rows", [], "a list of 1 to 3 items or null"),
        ("rows", "a", "a list of 1 to 3 items or null"),
        ("part", [], "an object"),
        ("extra", [], "an object or null"),
        ("extra", "a", "an object or null"),
    ],
)
def test_what_each_kind_of_field_takes_is_said(name: str, value: Any, wanted: str) -> None:
    ((at, said),) = faults_of(**{name: value}).items()
    assert at == name
    assert said.startswith(f"Expected {wanted}")


def test_unknown_missing_and_wrong_are_named_together() -> None:
    sent = (
        '{"id":0,"nmae":"a","text":"\\u0000","rows":[{"label":"a"},{"measure":-1,"x":1,"labels":["",2]},3]}'
    )
    found = faults(sent)
    there_are = "There is no such field; there are label, measure, labels."
    assert found.pop("nmae").startswith("There is no such field; there are name, text, id,")
    assert found == {
        "name": "This field is required.",
        "id": "Expected a whole number, 1 or more, or null.",
        "text": NUL,
        "rows[1].label": "This field is required.",
        "rows[1].measure": "Expected a number, 0 or more, or null.",
        "rows[1].x": there_are,
        "rows[1].labels[0]": "Expected a text of 1 to 4 characters.",
        "rows[1].labels[1]": "Expected a text of 1 to 4 characters.",
        "rows[2]": "Expected an object.",
    }


def test_faults_inside_a_part() -> None:
    assert faults_of(part={"labels": ["a", ""]}) == {
        "part.label": "This field is required.",
        "part.labels[1]": "Expected a text of 1 to 4 characters.",
    }


def test_numbers_without_measure_are_faults_of_their_fields() -> None:
    huge = "9" * 5000
    body = f'{{"name":"a","id":{huge},"measure":1e400,"extra":{{"a":{huge}}},"day":{huge},"x":1e400}}'
    found = faults(body)
    assert found.keys() == {"id", "measure", "extra", "day", "x"}
    assert found["extra"] == VAST
    assert faults('{"name":"a","extra": {"a":-1e400}}') == {"extra": VAST}


def test_nul_is_found_wherever_it_may_be() -> None:
    found = faults_of(
        text="a\0", labels=["a", "\0"], rows=[{"label": "\0"}], part={"label": "\0"}, extra={"a": ["\0"]}
    )
    assert found == dict.fromkeys(("text", "labels[1]", "rows[0].label", "part.label", "extra"), NUL)
    assert faults_of(extra={"a": {"\0": 1}}) == {"extra": NUL}


def test_what_only_looks_like_nul_is_innocent() -> None:
    innocent = decoded(Parcel, rb'{"name":"a","text":"\\u0000","extra":{"\\u0000":"\\u0000"}}')
    assert (innocent.text, innocent.extra) == ("\\u0000", {"\\u0000": "\\u0000"})
    assert decoded(Parcel, b'{"name":"\\ud83d\\ude00"}').name == "😀"


def nested(depth: int) -> dict[str, Any]:
    inner: Any = 1
    for level in range(depth - 1):
        inner = {"a": inner} if level % 2 else [inner]
    return {"a": inner}


@pytest.mark.parametrize(
    ("document", "flaw"),
    [
        ({}, None),
        (nested(32), None),
        (nested(33), "Expected at most 32 levels of nesting."),
        (nested(900), "Expected at most 32 levels of nesting."),
        ({str(n): n for n in range(256)}, None),
        ({str(n): n for n in range(257)}, "Expected at most 256 keys in all."),
        ({"a": [{str(n): n} for n in range(255)]}, None),
        ({"a": [{str(n): n} for n in range(256)]}, "Expected at most 256 keys in all."),
        ({"a": [2**53, -(2**53), 2 * 10**25, 2e25, 1e308, True]}, None),
        ({"a": [2**53 + 1]}, INEXACT),
        ({"a": {"b": -(2**53) - 1}}, INEXACT),
        ({"a": 10**400}, INEXACT),
        ({"a": "\0"}, NUL),
        ({"a": [1] * 22_000}, None),
        ({"a": [[1]] * 22_001}, "Expected at most 22,000 values."),
    ],
)
def test_json_that_is_only_passed_on(document: dict[str, Any], flaw: str | None) -> None:
    assert flaw_of_json(document) == flaw
    sent = json.dumps({"name": "a", "extra": document}).encode()
    if flaw is None:
        assert decoded(Parcel, sent).extra == document
    else:
        assert faults(sent) == {"extra": flaw}


class Open(Struct):
    """Takes any field."""

    name: str


class WithOpen(Body, frozen=True):
    """Whose rows take any field."""

    rows: list[Open]


class Wordless(Body, frozen=True):
    """Of a kind that nobody knows words for."""

    data: bytes


class Unbuildable(Body, frozen=True):
    """A limit on null."""

    name: Annotated[str | None, Meta(min_length=1)]


@pytest.mark.parametrize("kind", [Open, WithOpen, Wordless, Unbuildable])
def test_a_struct_that_is_no_body_is_refused(kind: type[Struct]) -> None:
    with pytest.raises(TypeError):
        fields(kind)


class Labelled(Body, frozen=True):
    """Names that somebody else chose, each with a word."""

    words: Annotated[
        dict[Annotated[str, Meta(min_length=1, max_length=4)], Annotated[str, Meta(max_length=5)] | None],
        Meta(max_length=300),
    ]


@pytest.mark.parametrize(
    ("words", "at", "said"),
    [
        ({"": "a"}, "words", "Expected names that are a text of 1 to 4 characters."),
        ({"12345": "a"}, "words", "Expected names that are a text of 1 to 4 characters."),
        ({"a": "123456"}, "words.a", "Expected a text of at most 5 characters or null."),
        ({"a\0": "a"}, "words", NUL),
        ({"a": "a\0"}, "words.a", NUL),
        ({str(n): "a" for n in range(301)}, "words", "Expected at most 300 names."),
    ],
)
def test_names_and_values_of_an_object_that_is_not_free(words: Any, at: str, said: str) -> None:
    with pytest.raises(Unfit) as refusal:
        decoded(Labelled, json.dumps({"words": words}).encode())
    assert isinstance(refusal.value.extra, list)
    assert [(one["key"], one["message"]) for one in refusal.value.extra] == [(at, said)]


def test_its_measure_is_its_type() -> None:
    """Not that of JSON that is only passed on, of 256 keys."""
    assert (
        len(decoded(Labelled, json.dumps({"words": {str(n): None for n in range(300)}}).encode()).words)
        == 300
    )
