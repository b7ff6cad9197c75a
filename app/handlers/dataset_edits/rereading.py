"""Datasets are read once more: otherwise, or again after it went wrong."""

from typing import Annotated, Any

import msgspec
from litestar import patch, post
from litestar.params import JSONBody
from msgspec import UNSET, Meta, Raw, UnsetType

from app.datasets.options import (
    Absent,
    ColumnName,
    ColumnType,
    Decimal,
    Delimiter,
    Encoding,
    Header,
    Options,
    Records,
    Sheet,
    SkipLines,
)
from app.datasets.shown import WholeDataset, shown
from app.handlers.dataset_edits.owned import own
from app.http.bodies import Body, decoded
from app.http.document import asks
from app.http.etags import InPrecondition, versioned
from app.http.parameters import DatasetInPath, InCaller, InCatalogue, found
from app.http.permissions import members_write
from app.http.problems import BODY, InTheWay, fails
from app.queries import datasets, uploads


class OptionsPatch(Body, frozen=True):
    """How a file is to be read, as far as that is to be different; null leaves it to the file again."""

    encoding: Encoding | UnsetType | None = UNSET
    delimiter: Delimiter | UnsetType | None = UNSET
    header: Header | UnsetType | None = UNSET
    skip_lines: SkipLines | UnsetType | None = UNSET
    decimal: Decimal | UnsetType | None = UNSET
    absent: Absent | UnsetType | None = UNSET
    sheet: Sheet | UnsetType | None = UNSET
    records: Records | UnsetType | None = UNSET
    columns: (
        Annotated[
            dict[ColumnName, ColumnType | None],
            Meta(max_length=2000, description="Name of a column to its type; null takes one back."),
        ]
        | UnsetType
        | None
    ) = UNSET


@patch(
    "/{id:str}/options",
    status_code=202,
    operation_id="changeDatasetOptions",
    summary="Read a dataset otherwise",
    guards=[members_write],
    operation_class=asks(uploads.lock, datasets.get, uploads.reread),
    responses=fails(404, 412, *BODY),
    after_request=versioned,
)
async def change_dataset_options(
    db: InCatalogue,
    id: DatasetInPath,
    data: JSONBody[OptionsPatch],
    caller: InCaller,
    precondition: InPrecondition,
) -> WholeDataset:
    """The file is read once more, with another delimiter, sheet or type of a column, for example (merge
    patch, RFC 7396, of `columns` too). A reading that is under way is given up. Until it is ready, its rows
    cannot be asked for.
    """
    async with db.transaction() as tx:
        before = await own(tx, id, caller)
        await precondition.check(lambda: shown(tx, id, caller.id))
        await uploads.reread(tx, id=id, options=merged(before.options, data))
        return found(await shown(tx, id, caller.id), "dataset")


def merged(options: Raw, patch: OptionsPatch) -> Raw:
    """Raises Unfit where it becomes too much."""
    now = msgspec.json.decode(options, type=dict[str, Any])
    body = msgspec.json.encode(_merged(now, msgspec.to_builtins(patch)))
    return Raw(msgspec.json.encode(decoded(Options, body)))


def _merged(now: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """RFC 7396, of objects."""
    after = dict(now)
    for name, value in patch.items():
        if value is None:
            after.pop(name, None)
        else:
            after[name] = _merged(after.get(name, {}), value) if isinstance(value, dict) else value
    return after


@post(
    "/{id:str}/retry",
    status_code=202,
    operation_id="retryDataset",
    summary="Try a dataset again",
    guards=[members_write],
    operation_class=asks(uploads.lock, datasets.get, uploads.reread),
    responses=fails(
        404, 409, 412, said={409: "It can be read, or is not read yet; `detail` says how it stands."}
    ),
    after_request=versioned,
)
async def retry_dataset(
    db: InCatalogue, id: DatasetInPath, caller: InCaller, precondition: InPrecondition
) -> WholeDataset:
    """For a file that could not be read, where that may have been for want of time, memory or the storage."""
    async with db.transaction() as tx:
        before = await own(tx, id, caller)
        await precondition.check(lambda: shown(tx, id, caller.id))
        if before.status != "error":
            raise InTheWay(
                f"Only what could not be read is tried again; this is {before.status}: see /datasets/{{id}}."
            )
        await uploads.reread(tx, id=id, options=before.options)
        return found(await shown(tx, id, caller.id), "dataset")
