"""A dataset that is about to be changed, by whom it belongs to."""

from uuid import UUID

from litestar.exceptions import PermissionDeniedException

from app.http.parameters import existing
from app.people import Caller
from app.queries import uploads
from app.queries.loader import Db
from app.queries.uploads import Locked


async def own(tx: Db, id: UUID, caller: Caller, *, or_superuser: bool = False) -> Locked:
    """Locked until the transaction ends; raises 404, or 403 where it is public and somebody else's."""
    locked = await existing(uploads.lock(tx, id=id, caller=caller.id), "dataset")
    if not (locked.is_own or (or_superuser and caller.is_superuser)):
        raise PermissionDeniedException("Somebody else uploaded this dataset.")
    return locked
