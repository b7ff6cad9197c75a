"""Bodies: what is JSON, what fits, and how everything that does not is named."""

import json
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import pytest
from litestar.exceptions import HTTPException
from msgspec import UNSET, Meta, Raw, Struct, UnsetType, field

from app.fields import Id, Url
from app.http import bodies
from app.http.bodies import Body, Malformed, Unfit, columns, decoded, merge_patch

Label = Annotated[str, Meta(min_length=1, max_length=4, description="A word.", examples=["new"])]
Measure = Annotated[float, Meta(ge=0)]


class Row(Body, frozen=True):
    """What a list may be of."""

    label: Label
    measure: Measure | None = None
    labels: list[Label] = field(default_factory=list)


class Parcel(Body, frozen=True):
    """A field of every kind."""

    name: Label
    text: str | None = None
    id: Id | None = None
    owner: str | Id | None = None
    measure: Annotated[float, Meta(ge=0, le=10)] | None = None
    flag: bool | None = None
    state: Literal["open", "shut"] = "open"
    day: date | None = None
    moment: Annotated[datetime, Meta(tz=True)] | None = None
    key: UUID | None = None
    link: Url | None = None
    labels: Annotated[list[Label], Meta(max_length=3)] | UnsetType | None = UNSET
    rows: Annotated[list[Row], Meta(min_length=1, max_length=3, examples=[{"label": "a"}])] | None = None
    part: Row | None = None
    extra: Annotated[dict[str, Any], Meta(examples=[{"a": 1}])] | None = None


def refusal(body: str | bytes, kind: type[Struct] = Parcel) -> HTTPException:
    with pytest.raises(HTTPException) as refused:
        decoded(kind, body.encode() if isinstance(body, str) else body)
    return refused.value


def faults(body: str | bytes) -> dict[str, str]:
    """Field → sentence; the body must be JSON that does not fit."""
    error = refusal(body)
    assert isinstance(error, Unfit), error.detail
    assert isinstance(error.extra, list)
    return {fault["key"]: fault["message"] for fault in error.extra}


def faults_of(**sent: Any) -> dict[str, str]:
    return faults(json.dumps({"name": "a", **sent}))


@pytest.mark.parametrize("body", ["[]", "null", '"a"', "1", "true", " [] "])
def test_a_body_that_is_no_object(body: str) -> None:
    assert faults(body) == {"body": "Expected an object."}


def test_the_last_of_a_field_that_comes_twice_counts() -> None:
    assert decoded(Parcel, b'{"name":"a","name":"b"}') == Parcel(name="b")
    twice = {"body": "A field is given twice, and one of them does not fit."}
    assert faults('{"name":1,"name":"b"}') == twice
    assert faults('{"name":"a","rows":[{"label":1,"label":"a"}]}') == twice
    assert faults('{"name":"a","name":1}') == {"name": "Expected a text of 1 to 4 characters."}


def test_faults_without_end_are_named_up_to_a_number() -> None:
    error = refusal(json.dumps({f"f{n}": 0 for n in range(10_001)}))
    assert isinstance(error.extra, list)
    assert len(error.extra) == bodies.MOST_FAULTS
    assert error.detail == "The body does not fit; see errors. These are the first 10,000."


def test_a_long_name_is_not_sent_back() -> None:
    (at,) = faults(json.dumps({"name": "a", "x" * 900_000: 1}))
    assert at == "x" * 100 + "…"


MALFORMED: Final = "The body is not well-formed JSON: cut short, a stray character, or half of a pair."
NO_UTF8: Final = "The body is not UTF-8."
TOO_DEEP: Final = "The JSON is nested too deeply."


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b" ", MALFORMED),
        (b'{"name":', MALFORMED),
        (b'{"name":"a"}x', MALFORMED),
        (b'{"name":"a",}', MALFORMED),
        (b'{"name":"a\x00"}', MALFORMED),
        (b'{"name":"a\n"}', MALFORMED),
        (b'{"name":"a","measure":NaN}', MALFORMED),
        (b'{"name":"a","measure":-Infinity}', MALFORMED),
        (b'{"name":"a","extra":{"a":NaN}}', MALFORMED),
        (b'{"name":"\\ud800"}', MALFORMED),
        (b'{"name":"\\udc00\\ud800"}', MALFORMED),
        (b'{"name":"a","extra":{"\\ud800":1}}', MALFORMED),
        (b'\xef\xbb\xbf{"name":"a"}', MALFORMED),
        ('{"name":"a"}'.encode("utf-16"), MALFORMED),
        ('{"name":"a"}'.encode("utf-16-le"), MALFORMED),
        (b'{"name":"\xff"}', NO_UTF8),
        (b'{"name":"\xc0\x80"}', NO_UTF8),
        (b'{"name":"\xed\xa0\x80"}', NO_UTF8),
        (b'{"name":"\xf4\x90\x80\x80"}', NO_UTF8),
        (b'{"\xff":1}', NO_UTF8),
        (b'{"name":"a","extra":{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}}", TOO_DEEP),
        (b'{"nobody":' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001, TOO_DEEP),
        # What comes first is wrong, too; but what is no JSON is first of all no JSON.
        (b'{"name":5,"text":"a', MALFORMED),
        (b'{"name":5,"nobody":"\xff"}', NO_UTF8),
        (b'{"name":5,"nobody":"\\ud800"}', MALFORMED),
        (b'{"measure":1e400,"text":"a', MALFORMED),
        (b'{"measure":1e400,"text":tru}', MALFORMED),
    ],
)
def test_what_is_no_json(body: bytes, says: str) -> None:
    error = refusal(body)
    assert isinstance(error, Malformed)
    assert (error.status_code, error.detail) == (400, says)


class Patch(Body, frozen=True):
    """Of which everything may be left out."""

    name: Label | UnsetType = UNSET
    text: str | UnsetType | None = UNSET
    extra: dict[str, Any] | UnsetType | None = UNSET


def test_a_patch_is_what_was_sent() -> None:
    for sent in ('{"text":null}', '{"name":"a","extra":{"a":null,"b":{"c":1}}}', "{}"):
        patch = merge_patch(decoded(Patch, sent.encode()))
        assert json.loads(bytes(patch)) == json.loads(sent)


def test_json_goes_to_a_query_as_it_is_stored() -> None:
    found = columns(Parcel(name="a", extra={"b": 1}))
    assert isinstance(found["extra"], Raw)
    assert (found["name"], bytes(found["extra"])) == ("a", b'{"b":1}')
