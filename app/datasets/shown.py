"""A dataset as people and programs see it."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, structs

from app.datasets.columns import Findings
from app.datasets.options import Options
from app.queries import datasets
from app.queries.datasets import Dataset
from app.queries.loader import Db


class WholeDataset(Dataset, frozen=True):
    """A dataset, how it is to be read, and how it was."""

    options: Annotated[
        Options, Meta(description="How it is to be read, where its owner says so; changed by `PATCH`.")
    ]
    findings: Annotated[Findings, Meta(description="How it was read, and what is odd about it.")] | None


async def shown(db: Db, id: UUID, caller: UUID | None) -> WholeDataset | None:
    """None where there is no such dataset, or the caller may not know of it."""
    if (row := await datasets.get(db, id=id, caller=caller)) is None:
        return None
    options = msgspec.json.decode(row.options, type=Options)
    findings = None if row.findings is None else msgspec.json.decode(row.findings, type=Findings)
    return WholeDataset(**structs.asdict(row) | {"options": options, "findings": findings})
