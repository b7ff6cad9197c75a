"""A file that has arrived becomes a dataset, or goes again."""

from contextlib import suppress

import msgspec
from litestar.exceptions import HTTPException
from msgspec import Raw

from app.accounts.auditing import note
from app.datasets.columns import Findings
from app.datasets.shown import WholeDataset, shown
from app.datasets.storage import Away, Storage
from app.datasets.uploading import Allowance, Arrived
from app.handlers.dataset_edits.about import About
from app.http.origins import Origin
from app.http.parameters import found
from app.http.permissions import NotSignedIn
from app.http.problems import InTheWay
from app.people import Caller
from app.queries import uploads, users
from app.queries.loader import Db, Writable


async def keep(
    db: Writable,
    storage: Storage,
    arrived: Arrived,
    about: About,
    caller: Caller,
    allowance: Allowance,
    origin: Origin,
) -> WholeDataset:
    """Raises InTheWay (409) where these bytes are there already, and what the allowance refuses.

    The file goes with it.
    """
    try:
        async with db.transaction() as tx:
            # So that each upload counts those before it: what is asked after this sees them.
            if await users.lock(tx, id=caller.id) is None:
                raise NotSignedIn
            used = await uploads.used(tx, user_id=caller.id)
            await _create(tx, arrived, about, caller)
            allowance.refuse_beyond(used, arrived.size)
            await note(
                tx,
                "dataset.create",
                origin,
                actor=caller.id,
                subject=arrived.id,
                name=arrived.name,
                is_public=about.is_public,
            )
            return found(await shown(tx, arrived.id, caller.id), "dataset")
    except HTTPException:
        # Only where it is known that there is no row: a commit whose answer was lost may have made one.
        with suppress(Away):
            await storage.delete(str(arrived.id))
        raise


async def _create(tx: Db, arrived: Arrived, about: About, caller: Caller) -> None:
    warnings = [arrived.kind.mismatch] if arrived.kind.mismatch else []
    made = await uploads.create(
        tx,
        id=arrived.id,
        user_id=caller.id,
        file_size=arrived.size,
        is_public=about.is_public,
        filename=arrived.filename,
        original_filename=arrived.name,
        description=about.description,
        file_type=arrived.kind.file_type,
        compression=arrived.kind.compression,
        file_path=arrived.key,
        sha256=arrived.sha256,
        options=Raw(msgspec.json.encode(about.options)),
        findings=Raw(msgspec.json.encode(Findings(warnings=warnings))),
    )
    if made is None:
        same = await uploads.same(tx, user_id=caller.id, sha256=arrived.sha256)
        raise InTheWay(f"You have uploaded these bytes before: /api/v1/datasets/{same}.")
