"""Files as their owners have them: uploaded, called otherwise, read anew, deleted, swept away."""

from uuid import UUID

from msgspec import Raw, Struct

from app.queries.datasets import Compression, Count, DatasetStatus
from app.queries.loader import Db, query


@query
async def create(
    db: Db,
    *,
    id: UUID,
    user_id: UUID,
    file_size: int,
    is_public: bool,
    filename: str,
    original_filename: str,
    description: str | None,
    file_type: str,
    compression: str | None,
    file_path: str,
    sha256: bytes,
    options: Raw,
    findings: Raw,
) -> UUID | None: ...


@query
async def same(db: Db, *, user_id: UUID, sha256: bytes) -> UUID | None: ...


class Used(Struct, frozen=True):
    """What somebody's datasets take up."""

    files: int
    bytes: int


@query
async def used(db: Db, *, user_id: UUID) -> Used: ...


class Locked(Struct, frozen=True):
    """A dataset that is about to be changed."""

    is_own: bool
    is_public: bool
    status: DatasetStatus
    original_filename: str
    options: Raw


@query
async def lock(db: Db, *, id: UUID, caller: UUID) -> Locked | None: ...


@query
async def change(db: Db, *, id: UUID, patch: Raw) -> None: ...


@query
async def reread(db: Db, *, id: UUID, options: Raw) -> None: ...


@query
async def remove(db: Db, *, id: UUID) -> None: ...


class Original(Struct, frozen=True):
    """The file that was uploaded."""

    file_path: str
    original_filename: str
    file_type: str
    compression: Compression | None
    file_size: Count
    sha256: str


@query
async def original(db: Db, *, id: UUID, caller: UUID | None) -> Original | None: ...


@query
async def remove_ownerless(db: Db) -> list[UUID]: ...


@query
async def unnamed(db: Db, *, ids: list[UUID], paths: list[str]) -> list[str]: ...
