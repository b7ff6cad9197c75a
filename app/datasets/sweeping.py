"""Files that no dataset names go, and private datasets that nobody can see any more."""

import re
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

import structlog

from app.datasets.storage import Storage, Stored
from app.hourly import hourly
from app.http import incidents
from app.queries import schema, uploads
from app.queries.loader import Db

#: A younger file may be one whose row is about to be written.
AGE: Final = timedelta(hours=24)
#: Files that are asked for at once.
BATCH: Final = 1000
#: Of a dataset; what else lies in the storage is nothing of ours.
OURS: Final = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/.+")
#: Holds which database the files are of.
OWNER: Final = "belongs-to"

log = structlog.get_logger()


def swept(db: Db, storage: Storage) -> AbstractAsyncContextManager[None]:
    """Sweeps about once an hour while the service runs."""
    return hourly(partial(_round, db, storage))


async def _round(db: Db, storage: Storage) -> None:
    try:
        await sweep(db, storage)
    except Exception as error:  # whatever it is, another round comes
        incidents.crash("not_swept", "", error)


async def sweep(db: Db, storage: Storage) -> tuple[int, int]:
    """One round: how many datasets without an owner are gone, and how many files without a dataset.

    Raises Away and what the database raises; another round goes on from there.
    """
    ownerless = await _delete_ownerless(db, storage)
    strays = await _delete_strays(db, storage) if await _is_ours(db, storage) else 0
    if ownerless or strays:
        log.info("swept", ownerless=ownerless, strays=strays)
    return ownerless, strays


async def _delete_ownerless(db: Db, storage: Storage) -> int:
    gone = 0
    while ids := await uploads.remove_ownerless(db):
        gone += len(ids)
        for id in ids:
            await storage.delete(str(id))
    return gone


async def _is_ours(db: Db, storage: Storage) -> bool:
    """Two databases may be given the same place, one after the other: the first keeps it.

    To the second all files of the first would be strays.
    """
    since = (await schema.since(db) or "").encode()
    try:
        owner = b"".join([piece async for piece in storage.stream(OWNER)])
    except FileNotFoundError:
        async with storage.write(OWNER) as write:
            await write(since)
        return True
    if owner != since:
        log.warning(
            "not_swept",
            reason="The files belong to another database, by the file `belongs-to` among them; give each"
            " database a STORAGE or DATA_DIR of its own, or delete that file.",
        )
    return owner == since


async def _delete_strays(db: Db, storage: Storage) -> int:
    old, gone = datetime.now(UTC) - AGE, 0
    batch: list[Stored] = []
    async for one in storage.keys():
        if one.at < old and OURS.fullmatch(one.key):
            batch.append(one)
        if len(batch) == BATCH:
            gone += await _delete_unnamed(db, storage, batch)
            batch = []
    return gone + await _delete_unnamed(db, storage, batch)


async def _delete_unnamed(db: Db, storage: Storage, files: list[Stored]) -> int:
    ids = [UUID(one.key.partition("/")[0]) for one in files]
    unnamed = await uploads.unnamed(db, ids=ids, paths=[one.key for one in files])
    for key in unnamed:
        await storage.delete(key)
    return len(unnamed)
