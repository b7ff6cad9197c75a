"""Mappings over HTTP: what is said of files that do not say it themselves, kept under a name."""

from functools import partial
from typing import Annotated, Final

import msgspec
from litestar import MediaType, Response, Router, delete, get, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Raw, Struct, structs

from app.fields import READABLE, Created, Updated
from app.formats.mapping import Mapping
from app.http.document import asks
from app.http.etags import InPrecondition, PreconditionFailed, versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import InCatalogue, InDb, existing, found
from app.http.permissions import anyone, editors_write
from app.http.problems import BODY, fails
from app.imports.mappings import GivenMapping, Several
from app.queries import mappings
from app.queries.loader import Db
from app.queries.mappings import KeptMapping as Row
from app.queries.mappings import MappingName, Purpose

NameInPath = Annotated[str, PathParameter(description="A mapping's name.", max_length=100, pattern=READABLE)]


class NewMapping(GivenMapping, frozen=True, kw_only=True):
    """A mapping as a whole: what is left out is taken away."""

    description: Purpose | None = None


class KeptMapping(Struct, frozen=True):
    """What is said of some files, under a name by which imports ask for it."""

    name: MappingName
    description: Purpose | None
    mapping: Annotated[
        Mapping | Several, Meta(description="One, or several, each for the files that its pattern names.")
    ]
    created_at: Created
    updated_at: Updated


BY_NAME: Final = Order(KeptMapping, after_name="name")


def shown(row: Row) -> KeptMapping:
    mapping = msgspec.json.decode(row.mapping, type=Mapping | list[Mapping])
    return KeptMapping(**structs.asdict(row) | {"mapping": mapping})


async def read(db: Db, name: str) -> KeptMapping | None:
    row = await mappings.get(db, name=name)
    return None if row is None else shown(row)


@get(
    "/",
    operation_id="listMappings",
    summary="List mappings",
    guards=[anyone],
    operation_class=asks(mappings.every),
    responses=fails(406),
)
async def list_mappings(db: InDb, pages: InPages) -> Page[KeptMapping]:
    """Mappings by name: what is said of files that do not say it themselves."""

    async def ask(*, after_name: str | None, limit: int) -> list[KeptMapping]:
        return [shown(row) for row in await mappings.every(db, after_name=after_name, limit=limit)]

    return await pages.of(BY_NAME, ask, KeptMapping)


@get(
    "/{name:str}",
    operation_id="getMapping",
    summary="Get a mapping",
    guards=[anyone],
    operation_class=asks(mappings.get),
    responses=fails(404),
    after_request=versioned,
)
async def get_mapping(db: InDb, name: NameInPath) -> KeptMapping:
    """What is kept under a name, and which files it is for."""
    return found(await read(db, name), "mapping")


@put(
    "/{name:str}",
    operation_id="putMapping",
    summary="Put a mapping",
    guards=[editors_write],
    operation_class=asks(mappings.lock, mappings.keep, mappings.get),
    responses={201: ResponseSpec(KeptMapping, generate_examples=False), **fails(404, 412, *BODY)},
    after_request=versioned,
)
async def put_mapping(
    db: InCatalogue, name: NameInPath, data: JSONBody[NewMapping], precondition: InPrecondition
) -> Response[KeptMapping]:
    """Keeps a mapping under its name, as a whole: the first time it is made (201), after that replaced (200).

    Imports that were made with it keep what it said then.
    """
    mapping = Raw(msgspec.json.encode(data.mapping))
    async with db.transaction() as tx:
        is_there = await mappings.lock(tx, name=name) is not None
        await precondition.check(partial(read, tx, name) if is_there else _missing)
        is_new = await mappings.keep(tx, name=name, description=data.description, mapping=mapping)
        kept = found(await read(tx, name), "mapping")
    headers = {"Location": f"/api/v1/mappings/{name}"} if is_new else None
    return Response(kept, status_code=201 if is_new else 200, headers=headers, media_type=MediaType.JSON)


async def _missing() -> None:
    raise PreconditionFailed(detail="There is no such mapping; leave If-Match out to make it.")


@delete(
    "/{name:str}",
    status_code=204,
    operation_id="deleteMapping",
    summary="Delete a mapping",
    guards=[editors_write],
    operation_class=asks(mappings.lock, mappings.get, mappings.remove),
    responses=fails(404, 412),
)
async def delete_mapping(db: InCatalogue, name: NameInPath, precondition: InPrecondition) -> None:
    """Imports that were made with it keep what it said."""
    async with db.transaction() as tx:
        await existing(mappings.lock(tx, name=name), "mapping")
        await precondition.check(partial(read, tx, name))
        await mappings.remove(tx, name=name)


router = Router(
    "/mappings", tags=["Imports"], route_handlers=[list_mappings, get_mapping, put_mapping, delete_mapping]
)
