"""A dataset that is about to be changed, by whom it belongs to."""

from typing import Annotated
from uuid import UUID

from litestar.exceptions import PermissionDeniedException
from litestar.params import PathParameter

from app.http.parameters import existing
from app.people import Caller
from app.queries import datasets
from app.queries.datasets import Locked
from app.queries.loader import Db

DatasetInPath = Annotated[UUID, PathParameter(description="A dataset.")]


async def own(tx: Db, id: UUID, caller: Caller) -> Locked:
    """Locked until the transaction ends; raises 404, or 403 where it is public and somebody else's."""
    locked = await existing(datasets.lock(tx, id=id, caller=caller.id), "dataset")
    if not locked.is_own:
        raise PermissionDeniedException("Somebody else uploaded this dataset.")
    return locked
