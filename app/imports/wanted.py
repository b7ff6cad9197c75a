"""How a person wants files to be taken in."""

from datetime import date
from typing import Literal
from uuid import UUID

from msgspec import Struct

from app.formats.mapping import Mapping

Unknown = Literal["create", "refuse"]


class Wanted(Struct, frozen=True, kw_only=True):
    """`convert` turns per cent into proportions, and the other way, where file and benchmark both say which.

    `overwrite` also changes what people wrote by hand, and prices that another source wrote.

    `dataset_id` is of the uploaded file that they come from, where they do.

    `today` is the first day of prices that a file says to hold now.
    """

    today: date
    filename: str | None = None
    format: str | None = None
    mappings: tuple[Mapping, ...] = ()
    models: Unknown = "create"
    benchmarks: Unknown = "create"
    convert: bool = False
    overwrite: bool = False
    dry_run: bool = False
    dataset_id: UUID | None = None
    actor: UUID | None = None
    reason: str | None = None
