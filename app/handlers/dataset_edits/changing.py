"""Datasets are called otherwise, made public or private, deleted."""

from contextlib import suppress
from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import delete, patch
from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation
from msgspec import UNSET, Meta, UnsetType

from app.accounts.auditing import note
from app.datasets.shown import WholeDataset, shown
from app.datasets.storage import Away, Storage
from app.fields import PRINTED, Prose
from app.handlers.dataset_edits.owned import own
from app.http.bodies import Body, merge_patch
from app.http.document import asks
from app.http.etags import InPrecondition, versioned
from app.http.origins import InOrigin
from app.http.parameters import DatasetInPath, InCaller, InCatalogue, found
from app.http.permissions import members_write
from app.http.problems import BODY, fails
from app.queries import audit, datasets, uploads


class DatasetPatch(Body, frozen=True):
    """What is to be different; null takes a value away, what is left out stays."""

    original_filename: (
        Annotated[
            str,
            Meta(min_length=1, max_length=255, pattern=PRINTED, description="As its owner calls the file."),
        ]
        | UnsetType
    ) = UNSET
    description: Prose | UnsetType | None = UNSET
    is_public: Annotated[bool, Meta(description="Whether everybody may read it.")] | UnsetType = UNSET


@patch(
    "/{id:str}",
    operation_id="changeDataset",
    summary="Change a dataset",
    guards=[members_write],
    operation_class=asks(uploads.lock, datasets.get, uploads.change, audit.note),
    responses=fails(404, 412, *BODY),
    after_request=versioned,
)
async def change_dataset(
    db: InCatalogue,
    id: DatasetInPath,
    data: JSONBody[DatasetPatch],
    caller: InCaller,
    origin: InOrigin,
    precondition: InPrecondition,
) -> WholeDataset:
    """What its owner says of it, and who may read it: `is_public` opens it to everybody, its rows and the
    file as it was uploaded included. Only the fields that are sent change (merge patch, RFC 7396).
    """
    async with db.transaction() as tx:
        before = await own(tx, id, caller)
        await precondition.check(partial(shown, tx, id, caller.id))
        await uploads.change(tx, id=id, patch=merge_patch(data))
        after = found(await shown(tx, id, caller.id), "dataset")
        if after.is_public != before.is_public:
            await note(
                tx,
                "dataset.change",
                origin,
                actor=caller.id,
                subject=id,
                name=after.original_filename,
                is_public={"from": before.is_public, "to": after.is_public},
            )
        return after


@delete(
    "/{id:str}",
    status_code=204,
    operation_id="deleteDataset",
    summary="Delete a dataset",
    guards=[members_write],
    operation_class=asks(uploads.lock, datasets.get, uploads.remove, audit.note),
    responses=fails(404, 412),
)
async def delete_dataset(
    db: InCatalogue,
    storage: NamedDependency[SkipValidation[Storage]],
    id: DatasetInPath,
    caller: InCaller,
    origin: InOrigin,
    precondition: InPrecondition,
) -> None:
    """Its file, its rows and its profile are gone. What was imported from it stays in the catalogue.

    Superusers delete public ones of others, too.
    """
    async with db.transaction() as tx:
        before = await own(tx, id, caller, or_superuser=True)
        await precondition.check(partial(shown, tx, id, caller.id))
        await uploads.remove(tx, id=id)
        await note(tx, "dataset.delete", origin, actor=caller.id, subject=id, name=before.original_filename)
    await delete_files(storage, id)


async def delete_files(storage: Storage, id: UUID) -> None:
    """What cannot be deleted now is found by the sweeper: no row names it any more."""
    with suppress(Away):
        await storage.delete(str(id))
