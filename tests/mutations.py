"""Random bodies: good ones from the schemas of the document, and what can be done to a good one."""

import json
import math
import re
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, Final

Json = dict[str, Any]
Schemas = dict[str, Json]

ODD: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 5, 1.0, -0.0, 0.1, 1e-9, 1e300, 2**31 - 1, 2**31, 2**53, 2**53 + 1,
    2**63 - 1, 2**63, 10**400, -(2**63), 99_999_999.999999, 100_000_000, math.nan, math.inf, -math.inf,
    "", " ", "5", "NaN", "null", "true", "alpha", "ALPHA", "1", "Quiz", "\0", "a\0b", "\ud800", "a\ud800b",
    "😀", "\u202eabc", "e\u0301", "\u2167", "\ufeff", "\u2028", "\x7f", "\x1f", "a\n", "\n", "%00",
    "'; drop table models--", "../..", "9999-12-31", "9999-12-30", "1899-12-31", "2025-02-30", "0000-00-00",
    "2025-01-31T12:00:00Z", "https://", "https://a.example/ b", "http://a.example/é", "javascript:alert(1)",
    "x" * 256, "é" * 255, "x" * 3000, "x" * 20_001,
    [], [[]], [None], ["a", "a"], ["", 1], ["x"] * 200, {}, {"a": None}, {"": 1}, {"\0": 1},
    {"a": {"b": [1, {"c": 2**53 + 1}]}}, {str(n): n for n in range(300)},
)  # fmt: skip
NAMES: Final = (
    "id",
    "created_at",
    "created_by",
    "status",
    "slug",
    "zz",
    "",
    "\0",
    "\ud800",
    "Name",
    "x" * 500,
)


class Author:
    """Writes bodies; `addresses` holds what a field that names something else may say."""

    def __init__(self, random: Random, schemas: Schemas, addresses: dict[str, list[Any]]) -> None:
        self.random = random
        self.schemas = schemas
        self.addresses = addresses
        self.number = 0

    def good(self, schema: Json, name: str = "") -> Any:
        """A value that the schema allows; what only the database knows may still refuse it."""
        if "$ref" in schema:
            return self.good(self.schemas[schema["$ref"].rpartition("/")[2]], name)
        if addresses := self.addresses.get(name):
            return self.random.choice(addresses)
        if options := schema.get("anyOf"):
            return self.good(self.random.choice(options), name)
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        makers: dict[str, Callable[[Json], Any]] = {
            "object": self._object,
            "array": self._list,
            "string": self._text,
            "integer": lambda kind: self.random.randint(kind.get("minimum", 0), kind.get("minimum", 0) + 100),
            "number": lambda kind: round(self.random.uniform(kind.get("minimum", 0), 100), 3),
            "boolean": lambda _: self.random.random() < 0.5,
            "null": lambda _: None,
        }
        return makers[schema["type"]](schema)

    def _object(self, schema: Json) -> Json:
        if "properties" not in schema:
            return {self._text({}): self.random.choice([1, 0.5, "a", None, True, [1, "b"], {"c": "d"}])}
        return {
            name: self.good(inner, name)
            for name, inner in schema["properties"].items()
            if name in schema["required"] or self.random.random() < 0.4
        }

    def _list(self, schema: Json) -> list[Any]:
        least = schema.get("minItems", 0)
        return [self.good(schema["items"]) for _ in range(least + self.random.randrange(3))]

    def _text(self, schema: Json) -> str:
        self.number += 1
        if schema.get("format") == "date":
            return str(date(2020, 1, 1) + timedelta(days=self.random.randrange(2000)))
        if "pattern" in schema:
            return f"https://x.example/{self.number}"
        return f"text-{self.number}"

    def body(self, schema: Json) -> bytes:
        """Good, or changed at one to three places, or as bytes, or both."""
        value = self.good(schema)
        for _ in range(self.random.choice((0, 0, 1, 1, 1, 2, 3))):
            value = self._changed(value)
        body = json.dumps(value, ensure_ascii=self.random.random() < 0.5).encode("utf-8", "surrogatepass")
        return self._garbled(body) if self.random.random() < 0.2 else body

    def _changed(self, value: Any) -> Any:
        """The same with one part of it, however deep, replaced, dropped, added or nested."""
        if isinstance(value, dict) and self.random.random() < len(value) * 0.4:
            return self._changed_object(value)
        if isinstance(value, list) and value and self.random.random() < 0.7:
            place = self.random.randrange(len(value))
            return [*value[:place], self._changed(value[place]), *value[place + 1 :]]
        if self.random.random() < 0.1:
            for _ in range(self.random.choice((3, 30, 31, 32, 33, 200))):
                value = [value] if self.random.random() < 0.5 else {"a": value}
            return value
        alike = [odd for odd in ODD if type(odd) is type(value)]
        return self.random.choice(alike if self.random.random() < 0.5 and alike else ODD)

    def _changed_object(self, value: Json) -> Json:
        name, what = self.random.choice(list(value)), self.random.random()
        if what < 0.15:
            return {other: inner for other, inner in value.items() if other != name}
        if what < 0.25:
            return value | {self.random.choice(NAMES): self.random.choice(ODD)}
        return value | {name: self._changed(value[name])}

    def _garbled(self, body: bytes) -> bytes:
        place = self.random.randrange(len(body) or 1)
        ways = (
            body[:place],
            body[:place] + bytes([self.random.randrange(256)]) + body[place + 1 :],
            body[:place] + bytes([self.random.randrange(256)]) + body[place:],
            body[:place] + body[place + 1 :],
            body + b"x",
            b" \n" + body + b"\t ",
            b"\xef\xbb\xbf" + body,
            body.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass"),
            b"{" + body[1:-1] + b"," + body[1:],
            re.sub(rb'{"(\w+)":', rb'{"\1":[],"\1":', body, count=1),
            body.replace(b":", b": ", 5).replace(b"1", b"1e400", 1),
            body.replace(b"1", b"9" * 5000, 1),
            body.replace(b"1", b"[" * 5000 + b"]" * 5000, 1),
        )
        return self.random.choice(ways)
