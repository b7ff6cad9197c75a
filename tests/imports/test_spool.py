"""Lines of the spool against a real COPY."""

import io
import json
import random
from typing import Final, TypeAlias

import asyncpg

from app.imports.spool import COLUMNS, Spool
from tests.imports.bringing import IMPORT

Db: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
#: What is odd to COPY, to JSON, to a text of PostgreSQL, or to people.
ODD: Final = [
    *"\\\t\n\r\b\f\v\0\"'{},.N ",
    r"\N",
    r"\.",
    "\x7f",
    "\x85",
    "\u2028",
    "é",
    "😀",
    "\ud800",
    "\udfff",
]


def odd_text(chance: random.Random) -> str:
    return "".join(chance.choices(ODD, k=chance.randrange(9)))


def whole(text: str) -> str:
    """As it is kept: U+0000 is replaced, and so is a half of a character."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


async def copied(db: Db, spooled: io.BytesIO) -> list[asyncpg.Record]:
    columns = "import_id uuid, number int8, file int8, row_number int8, kind text, parsed jsonb, verdict text"
    await db.execute(f"create temp table said ({columns}, column_name text, value text, reason text)")
    spooled.seek(0)
    await db.copy_to_table("said", source=spooled, columns=COLUMNS, format="text")
    return await db.fetch("select *, parsed::text as parsed from said order by number")


async def test_every_text_survives(db: Db) -> None:
    chance = random.Random(1)
    texts = [odd_text(chance) for _ in range(2000)]
    spooled = io.BytesIO()
    spool = Spool(spooled, IMPORT)
    for n, text in enumerate(texts):
        if n % 2:
            spool.reject(2, n, f"-{text}", text or None, text)
        else:
            spool.record(1, n, b"result", json.dumps({"a": whole(text)}, ensure_ascii=False).encode())
    rows = await copied(db, spooled)
    assert [row["number"] for row in rows] == list(range(1, 2001))
    assert {row["import_id"] for row in rows} == {IMPORT}
    for n, (row, text) in enumerate(zip(rows, texts, strict=True)):
        kept = whole(text)
        assert row["row_number"] == n
        if n % 2:
            assert (row["file"], row["kind"], row["verdict"], row["parsed"]) == (2, "reject", "reject", "{}")
            assert (row["column_name"], row["value"], row["reason"]) == (kept or None, kept, f"-{kept}")
        else:
            assert (row["file"], row["kind"], row["verdict"], row["reason"]) == (1, "result", None, None)
            assert json.loads(row["parsed"]) == {"a": kept}


async def test_texts_are_cut(db: Db) -> None:
    spooled = io.BytesIO()
    Spool(spooled, IMPORT).reject(1, 1, "\n" * 2000, "é" * 300, "\\" * 2000)
    (row,) = await copied(db, spooled)
    assert (row["reason"], row["column_name"], row["value"]) == ("\n" * 1000, "é" * 255, "\\" * 1000)


def test_what_is_taken_back() -> None:
    spooled = io.BytesIO()
    spool = Spool(spooled, IMPORT)
    spool.record(1, 1, b"model", b'{"a":1}')
    before, mark = spooled.getvalue(), spool.mark()
    spool.reject(1, 2, "why", None, None)
    spool.back_to(mark)
    assert (spooled.getvalue(), spool.number) == (before, 1)
