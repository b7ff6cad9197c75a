"""Is the schema the one that this version was written for?"""

import asyncpg

from app.database.migration_files import known
from app.queries import schema
from app.queries.loader import Db


class SchemaError(Exception):
    """The database's schema is not this version's, in one line that says what to do."""


async def check(db: Db) -> None:
    """Raises SchemaError on an older or unknown schema; errors of the connection pass through."""
    try:
        applied = set(await schema.applied(db))
    except asyncpg.UndefinedTableError:
        applied = set()
    except asyncpg.InsufficientPrivilegeError:
        raise SchemaError(
            "This role may not read the schema's version: grant it as sql/roles.sql does."
        ) from None
    if missing := [name for name in known() if name not in applied]:
        raise SchemaError(
            f"The schema is older than this version ({missing[0]} is missing): run `make migrate`."
        )
    if unknown := sorted(applied.difference(known())):
        raise SchemaError(
            f"The schema is newer than this version (it has had {unknown[-1]}): "
            "run the version that belongs to it."
        )
