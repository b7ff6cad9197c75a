"""What comes in that should not, and its answer: rows of a table that names 77 kinds of bad input.

What needs a real server is in test_bad_requests.py, what waits or is tested elsewhere in ELSEWHERE.
"""

import gzip
import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import quote

MODELS: Final = "/api/v1/models"
ALPHA: Final = "/api/v1/models/alpha"
BENCHMARKS: Final = "/api/v1/benchmarks"
RESULTS: Final = "/api/v1/results"
OPINIONS: Final = "/api/v1/opinions"
PRICES: Final = "/api/v1/prices"
REGISTER: Final = "/api/v1/auth/register"
EXCHANGE: Final = "/api/v1/auth/refresh"
JSON: Final = {"content-type": "application/json"}

#: The least that each of them needs.
GOOD: Final[dict[str, dict[str, Any]]] = {
    MODELS: {"name": "x", "organization": "Hunter2"},
    BENCHMARKS: {"name": "x"},
    RESULTS: {"model": "alpha", "benchmark": "quiz", "score": 50},
    OPINIONS: {"model": "alpha", "content": "x"},
    PRICES: {"model": "alpha", "provider": "x", "offering": "x", "valid_from": "2025-01-01", "input": 1},
    REGISTER: {"email": "ann@example.org", "username": "ann", "password": "green submarines eat no Hunter2"},
}
#: Stands for a good token of Eve's: made when it is sent, for it is good for some minutes only.
TOKEN: Final = "<token>"
ELSEWHERE: Final = {
    41: "no body has a UUID; test_flaws.py has the words for one",
    50: "test_bad_requests.py, on a real server",
    60: "test_bad_requests.py, on a real server",
    68: "accounts/test_passwords.py: there is no such hash in the seed",
    71: "accounts/test_sign_in.py",
    72: "accounts/test_throttle.py",
    75: "test_bad_requests.py, on a real server",
    76: "test_problems.py and service/test_faults.py; writes in test_bad_inputs.py",
    77: "test_bad_requests.py, on a real server",
}


class Bad(NamedTuple):
    """A request and its answer; `says` is part of the sentence about the field, or of the whole."""

    row: int
    method: str
    path: str
    body: bytes | None
    headers: dict[str, str]
    status: int
    field: str | None
    says: str
    is_signed: bool = True


def get(row: int, path: str, status: int, field: str | None = None, says: str = "", **headers: str) -> Bad:
    return Bad(row, "GET", path, None, headers, status, field, says)


def sent(
    row: int,
    body: str | bytes | None,
    status: int,
    field: str | None = None,
    says: str = "",
    to: str = MODELS,
    method: str = "POST",
    headers: dict[str, str] = JSON,
) -> Bad:
    raw = body.encode() if isinstance(body, str) else body
    return Bad(row, method, to, raw, headers, status, field, says)


def malformed(row: int, body: str | bytes | None, says: str = "well-formed JSON") -> Bad:
    return sent(row, body, 400, says=says)


def unfit(row: int, to: str, field: str, value: Any, says: str = "Expected") -> Bad:
    """A good body but for one field."""
    return sent(row, json.dumps(GOOD[to] | {field: value}), 422, field, says, to)


def number(row: int, to: str, field: str, token: str, says: str = "Expected") -> Bad:
    """As `unfit`, for a number that Python would not write like that."""
    body = json.dumps(GOOD[to] | {field: "@"}).replace('"@"', token)
    return sent(row, body, 422, field.partition(".")[0], says, to)


def patch(row: int, body: str, status: int, field: str | None = None, says: str = "", **headers: str) -> Bad:
    return sent(row, body, status, field, says, ALPHA, "PATCH", {**JSON, **headers})


def media(row: int, kind: str | None, status: int = 415, body: bytes = b'{"name":"x"}') -> Bad:
    headers = {} if kind is None else {"content-type": kind}
    return sent(row, body, status, says="Send JSON in UTF-8", headers=headers)


def model(**fields: Any) -> str:
    return json.dumps(GOOD[MODELS] | fields)


def raw(text: str, to: str = MODELS) -> str:
    """A good body, and more of it as it is written."""
    return f"{json.dumps(GOOD[to])[:-1]},{text}}}"


def texts() -> Iterator[Bad]:
    for to, field in ((MODELS, "description"), (BENCHMARKS, "unit"), (OPINIONS, "content")):
        yield unfit(1, to, field, "a\0b", "NUL")
    for to, field in ((MODELS, "name"), (RESULTS, "source")):
        yield unfit(1, to, field, "a\0b", "control characters")
    yield unfit(1, OPINIONS, "tags", "a", "Expected a list")
    yield sent(1, json.dumps(GOOD[OPINIONS] | {"tags": ["\0"]}), 422, "tags[0]", "NUL", OPINIONS)
    for to, field in ((MODELS, "metadata"), (RESULTS, "settings")):
        yield unfit(2, to, field, {"a": ["\0"]}, "NUL")
        yield unfit(3, to, field, {"a": {"\0": 1}}, "NUL")
        yield number(27, to, field, '{"a":1' + "0" * 400 + "}", "digits")
        yield number(27, to, field, '{"a":' + "9" * 5000 + "}", "too large")
        yield number(30, to, field, '{"a":1e400}', "too large")
        yield number(32, to, field, '{"a":' * 900 + "1" + "}" * 900, "levels")
        yield unfit(33, to, field, {f"k{n}": 0 for n in range(60_000)}, "keys")
    yield unfit(33, MODELS, "metadata", {"a": "x" * 66_000}, "65,536 bytes")
    yield unfit(33, RESULTS, "settings", {"a": "x" * 9_000}, "8,192 bytes")
    yield get(4, f"{MODELS}?q=%00", 400, "q", "NUL")
    yield get(5, f"{MODELS}/%00", 404)
    yield malformed(6, b'{"name":"a\x00","organization":"x"}')
    yield malformed(7, raw(r'"license":"\ud800"'))
    yield malformed(7, raw(r'"license":"\udc00\ud800"'))
    yield malformed(8, b'{"name":"\xff","organization":"x"}', "UTF-8")
    yield malformed(9, b'{"name":"\xc0\x80","organization":"x"}', "UTF-8")
    yield malformed(10, b'{"name":"\xed\xa0\x80","organization":"x"}', "UTF-8")
    yield get(11, f"{MODELS}?q=%FF", 200)
    yield malformed(12, model().encode("utf-16"))
    yield malformed(12, b"\xef\xbb\xbf" + model().encode())
    yield unfit(34, MODELS, "name", "x" * 256, "1 to 255 characters")
    yield unfit(34, OPINIONS, "content", "x" * 20_001, "1 to 20,000 characters")
    yield unfit(34, BENCHMARKS, "slug", "x" * 101, "100 characters")
    yield unfit(34, MODELS, "aliases", ["a"] * 101, "at most 100 items")
    yield unfit(35, MODELS, "slug", "ABC", "a-z, 0-9")
    yield unfit(35, MODELS, "slug", "abc\n", "a-z, 0-9")
    yield unfit(35, BENCHMARKS, "slug", "2024", "with a letter")


def shapes() -> Iterator[Bad]:
    yield malformed(13, b"", "there is none")
    yield malformed(13, None, "there is none")
    yield sent(13, None, 400, says="there is none", headers={})
    yield malformed(14, '{"name":')
    yield malformed(14, '{"name":5,"organization":')
    yield malformed(14, model() + "x")
    for body in ("[]", "null", '"a"', "5"):
        yield sent(15, body, 422, "body", "Expected an object.")
    yield sent(16, '{"name":"first","name":"last","organization":"x"}', 201)
    yield sent(16, '{"name":5,"name":"last","organization":"x"}', 422, "body", "given twice")
    yield unfit(17, MODELS, "nmae", "x", "There is no such field; there are name, organization,")
    yield unfit(17, MODELS, "k" * 200_000, "x", "There is no such field")
    for to in GOOD:
        for field in ("id", "created_at", "created_by", "version"):
            yield unfit(18, to, field, 1, "There is no such field")
    yield unfit(18, RESULTS, "status", "retracted", "There is no such field")
    yield sent(20, '{"name":"x"}', 422, "organization", "required")
    yield malformed(31, raw('"metadata":{"a":' + "[" * 20_000 + "]" * 20_000 + "}"), "deeply")
    yield patch(42, '{"name":null}', 422, "name", "Expected a text of 1 to 255 characters")
    yield patch(42, '{"status":null}', 422, "status", "Expected one of active")
    yield patch(43, "{}", 200)
    yield patch(44, '{"license":"mit"}', 200)
    for tag in ('"0-0"', 'W/"1-1"', 'abc,,"', '"', "0-0"):
        yield patch(45, "{}", 412, says="If-Match", **{"if-match": tag})


def numbers() -> Iterator[Bad]:
    for row, value in ((21, "5"), (22, 1.0), (23, True), (24, 2**63), (25, -1), (25, 0)):
        yield unfit(row, RESULTS, "samples", value, "a whole number, 1 or more")
    yield number(26, RESULTS, "samples", "9" * 5000, "whole number")
    yield unfit(21, BENCHMARKS, "min_score", "0", "a number")
    yield unfit(23, PRICES, "input", True, "a number")
    for token in ("NaN", "-Infinity", "Infinity"):
        yield malformed(28, raw(f'"metadata":{{"a":{token}}}'))
        yield sent(28, raw(f'"stderr":{token}', RESULTS), 400, says="well-formed JSON", to=RESULTS)
    for to, field in ((RESULTS, "score"), (BENCHMARKS, "max_score"), (PRICES, "output")):
        yield unfit(29, to, field, "NaN", "a number")
        yield number(30, to, field, "1e400", "a number")
        yield number(30, to, field, "9" * 5000, "a number")
    for value in ("sNaN", "1E+1000000", "1.5", -0.000001, 100_000_000, 1e300):
        yield unfit(40, PRICES, "input", value, "from 0 to 99,999,999.999999")
    yield unfit(40, PRICES, "input", 0.1234567, "at most 6 decimals")
    yield number(40, PRICES, "input", "1E+1000000", "a number")


def days() -> Iterator[Bad]:
    for to, field in ((MODELS, "release_date"), (RESULTS, "date_tested"), (OPINIONS, "date_published")):
        yield unfit(36, to, field, "2025-01-31T12:00:00", "a date such as")
        yield unfit(37, to, field, "9999-12-31", "between 1900-01-01 and 9999-12-30")
        yield unfit(37, to, field, "1899-12-31", "between 1900-01-01 and 9999-12-30")
        yield unfit(39, to, field, 20250131, "a date such as")
        for day in ("10000-01-01", "2025-02-30", "2016-12-31T23:59:60Z", "0000-01-01", "2025-1-2", ""):
            yield unfit(38, to, field, day, "a date such as")
    yield unfit(37, PRICES, "valid_from", "9999-12-31", "between 1900-01-01 and 9999-12-30")


def media_types() -> Iterator[Bad]:
    yield sent(
        46, "[]", 415, says="merge-patch", to=ALPHA, method="PATCH",
        headers={"content-type": "application/json-patch+json"},
    )  # fmt: skip
    for kind in (
        "text/plain", "application/xml", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x", None, "///;;=", "application/json; charset=utf-16",
    ):  # fmt: skip
        yield media(47, kind)
    squeezed = gzip.compress(model().encode(), mtime=0)
    yield sent(48, squeezed, 415, says="uncompressed", headers={**JSON, "content-encoding": "gzip"})
    yield sent(49, model(description="x" * 1_200_000), 413)
    yield sent(49, model(description="x" * 1_200_000), 413, headers={**JSON, "transfer-encoding": "chunked"})


def addresses() -> Iterator[Bad]:
    for value in ("0", "-1", "101", "abc", "1.5", "18446744073709551616", "%2B5"):
        yield get(51, f"{MODELS}?limit={value}", 400, "limit", "a whole number from 1 to 100")
    yield get(51, f"{MODELS}?limit=", 400, "limit", "Empty")
    yield get(52, f"{MODELS}?limit=1&limit=2", 400, "limit", "once")
    yield get(53, f"{MODELS}?lmit=1", 400, "lmit", "no such parameter")
    for cursor in ("!!!", "WyJhIl0", "WzkyMjMzNzIwMzY4NTQ3NzU4MDhd", "x" * 5000):
        yield get(54, f"{MODELS}?cursor={cursor}", 400, "cursor")
    for words in ("%", "\\", "_", "'; drop table models--"):
        yield get(55, f"{MODELS}?q={quote(words)}", 200)
    for order in ("password", "--name"):
        yield get(56, f"{MODELS}?sort={order}", 400, "sort", "one of name, newest")
    yield get(57, f"{MODELS}/..%2f..%2fetc", 404)
    for id in ("zz", "0x1", "1_0", "01", "%D9%A1", "urn:uuid:00000000-0000-0000-0000-000000000000"):
        yield get(58, f"{RESULTS}/{id}", 404)
    for id in ("-1", "0", "9223372036854775808"):
        yield get(58, f"{RESULTS}/{id}", 400, "id", "a whole number")
    yield get(58, f"{RESULTS}/9223372036854775807", 404)
    yield sent(58, "{}", 404, to=f"{MODELS}/nobody", method="PATCH")
    yield sent(59, "{}", 405, says="takes GET, HEAD, OPTIONS", to="/healthz", method="PUT")
    yield sent(59, None, 405, says="takes GET, HEAD, OPTIONS", to="/api/v1/scores", method="TRACE")
    yield sent(61, None, 200, to=ALPHA, method="HEAD")
    for given in ("a b", "a\tb", "x" * 200):
        yield get(73, f"{MODELS}/nobody", 404, **{"x-request-id": given})
    for path in (MODELS, RESULTS):
        yield get(74, path, 406, accept="application/xml")
    yield sent(0, model(), 403, says="another site", headers={**JSON, "origin": "http://["})


def newcomers() -> Iterator[Bad]:
    for field in ("is_superuser", "is_active", "role", "hashed_password"):
        yield unfit(19, REGISTER, field, True, "There is no such field")
    for password in ("x" * 14, "x" * 129, "x" * 900_000):
        yield unfit(67, REGISTER, "password", password, "15 to 128 characters")
    for password in ("passwordpassword", "123456789012345", "ann@example.org!"):
        yield unfit(67, REGISTER, "password", password, "Others would guess it")
    for email in ("a@example.org\r\nBcc: b@example.org", "a\u200bb@example.org", "ann"):
        yield unfit(69, REGISTER, "email", email, "an e-mail address")
    yield unfit(69, REGISTER, "email", "a@" + "b." * 125 + "org", "3 to 254 characters")
    yield sent(
        70, json.dumps(GOOD[REGISTER] | {"email": "MIA@Example.org"}), 409, "email", "an account", REGISTER
    )
    yield unfit(70, REGISTER, "username", "\uff41\uff4e\uff4e", "a-z, 0-9")


def strangers() -> Iterator[Bad]:
    for method, to in (("POST", MODELS), ("PATCH", ALPHA), ("DELETE", ALPHA), ("POST", OPINIONS)):
        unsigned = sent(62, None, 401, says="Sign in first", to=to, method=method)
        yield unsigned._replace(is_signed=False)
        for name in ("token", "access_token", "authorization"):
            yield unsigned._replace(row=63, path=f"{to}?{name}={TOKEN}", is_signed=False)
    for value in (
        f"Basic {TOKEN}",
        TOKEN,
        f"Token {TOKEN}",
        f"Bearer  {TOKEN}",
        f"Bearer {TOKEN} x",
        "Bearer",
        "",
    ):
        yield get(63, MODELS, 401, authorization=value)
    for value in ("x", f"{TOKEN}x", "x" * 8192, f"{TOKEN}{'x' * 8192}", "tokén", "\u202e"):
        yield get(
            66 if len(value) > 5 or not value.isascii() else 64, MODELS, 401, authorization=f"Bearer {value}"
        )
    for kind in ("crt_", "cat_", "cin_"):
        yield get(65, MODELS, 401, says="not valid", authorization=f"Bearer {kind}{'x' * 43}")
    yield sent(65, json.dumps({"refresh_token": "crt_" + "x" * 43}), 401, to=EXCHANGE)
    yield sent(
        65, json.dumps({"refresh_token": TOKEN}), 422, "refresh_token", "1 to 100 characters", EXCHANGE
    )


TABLE: Final = [
    *texts(), *shapes(), *numbers(), *days(), *media_types(), *addresses(), *newcomers(), *strangers()
]  # fmt: skip
