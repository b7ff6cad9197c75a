"""Merges over HTTP: two models that are one become one, and part again."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated

from litestar import Router, get, post
from litestar.params import JSONBody
from msgspec import Meta
from msgspec.structs import replace

from app.fields import ModelAddress, address
from app.http.bodies import Body
from app.http.document import asks
from app.http.etags import InPrecondition, made, versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import IdInPath, InCatalogue, InCause, InDb, InPath, existing, found
from app.http.permissions import anyone, editors_write
from app.http.problems import BODY, InTheWay, Refused, about, fails
from app.queries import merges, models
from app.queries.loader import Db
from app.queries.merges import Merge, Party

NEWEST = Order(Merge, after_id="id")


class Into(Body, frozen=True):
    """What a model really is."""

    into: ModelAddress
    reason: Annotated[str, Meta(min_length=1, max_length=2000, description="Why; it is public.")] | None = (
        None
    )


@get(
    "/merges",
    operation_id="listMerges",
    summary="List merges",
    guards=[anyone],
    operation_class=asks(merges.newest),
    responses=fails(406),
)
async def list_merges(db: InDb, pages: InPages) -> Page[Merge]:
    """Which models became which, the last merge first, those included that were undone."""
    return await pages.of(NEWEST, partial(merges.newest, db), Merge)


@get(
    "/merges/{id:int}",
    operation_id="getMerge",
    summary="Get a merge",
    guards=[anyone],
    operation_class=asks(merges.get),
    responses=fails(404),
    after_request=versioned,
)
async def get_merge(db: InDb, id: IdInPath) -> Merge:
    """One merge, and how much it moved."""
    return found(await merges.get(db, id=id), "merge")


@post(
    "/models/{model:str}/merge",
    operation_id="mergeModel",
    summary="Merge a model into another",
    guards=[editors_write],
    operation_class=asks(
        merges.parties,
        merges.moved,
        merges.lock_models,
        models.get,
        merges.lock_results,
        merges.move_names,
        merges.move_results,
        merges.move_opinions,
        merges.move_use_cases,
        merges.move_prices,
        models.remove,
        merges.record,
        merges.get,
    ),
    responses=fails(404, 409, 412, *BODY),
    after_request=made("/api/v1/merges/{id}"),
)
async def merge_model(
    db: InCatalogue, model: InPath, data: JSONBody[Into], cause: InCause, precondition: InPrecondition
) -> Merge:
    """Everything of the model moves to the other; its address leads there from now on (308).

    Its names become aliases. An active result that the other has as well is superseded by the other's; of two
    prices of one offering and day the other's stays. `POST /merges/{id}/undo` takes all of it back.
    """
    async with db.transaction(replace(cause, reason=data.reason or cause.reason)) as tx:
        source, target = await both(tx, model, str(data.into))
        await precondition.check(partial(models.get, tx, id=source.id, slug=None))
        await move(tx, source, target)
        id = await merges.record(
            tx, source_id=source.id, slug=source.slug, name=source.name, target_id=target.id
        )
        return found(await merges.get(tx, id=id), "merge")


async def both(tx: Db, model: str, into: str) -> tuple[Party, Party]:
    """The model to merge and the one it becomes, both under lock."""
    id, slug = address(model)
    parties = await merges.parties(tx, id=id, slug=slug, into=into)
    if parties.source is None and (now := await merges.moved(tx, id=id, slug=slug)):
        # No 308: whoever followed it would merge the model that has this one's results by now.
        raise InTheWay(detail=f"It has been merged already; it is {now} now.")
    source = found(parties.source, "model")
    if parties.target is None:
        raise Refused(422, "into", "There is no such model.")
    if parties.target == source:
        raise Refused(422, "into", "Expected another model than the one to merge.")
    parts = await merges.lock_models(tx, source_id=source, target_id=parties.target)
    locked = {party.id: party for party in parts}
    if len(locked) < 2:
        raise InTheWay(detail="One of the two has just been merged or deleted by somebody else.")
    return locked[source], locked[parties.target]


async def move(tx: Db, source: Party, target: Party) -> None:
    """All that one has goes to the other, and the one is gone."""
    ids = {"source_id": source.id, "target_id": target.id}
    await merges.lock_results(tx, **ids)
    await merges.move_names(tx, **ids)
    why = f"{source.name} was merged into {target.name}, which has the same result."
    await merges.move_results(tx, **ids, why=why)
    await merges.move_opinions(tx, **ids)
    await merges.move_use_cases(tx, **ids)
    await merges.move_prices(tx, **ids)
    await models.remove(tx, id=source.id)


@post(
    "/merges/{id:int}/undo",
    status_code=200,
    operation_id="undoMerge",
    summary="Undo a merge",
    guards=[editors_write],
    operation_class=asks(
        merges.lock,
        models.lock,
        merges.later,
        merges.lock_results,
        merges.release_name,
        merges.restore_model,
        merges.restore_names,
        merges.restore_results,
        merges.restore_opinions,
        merges.restore_use_cases,
        merges.restore_prices,
        merges.restore_dropped_prices,
        merges.mark_undone,
        merges.get,
    ),
    responses=fails(404, 409),
    after_request=versioned,
)
async def undo_merge(db: InCatalogue, id: IdInPath, cause: InCause) -> Merge:
    """The model comes back with its id and address, and with what it had of what the other still has.

    What was changed since stays changed, what was deleted since stays deleted. Superseded results are active
    again, dropped prices are back.
    """
    async with db.transaction(cause) as tx:
        await undoable(tx, id)
        await merges.release_name(tx, id=id)
        with standing("The model cannot come back."):
            if await merges.restore_model(tx, id=id) is None:
                raise InTheWay(detail="What it moved is not in the history any more.")
        await merges.restore_names(tx, id=id)
        with standing("A superseded result cannot count again."):
            await merges.restore_results(tx, id=id)
        await merges.restore_opinions(tx, id=id)
        await merges.restore_use_cases(tx, id=id)
        await merges.restore_prices(tx, id=id)
        await merges.restore_dropped_prices(tx, id=id)
        await merges.mark_undone(tx, id=id)
        return found(await merges.get(tx, id=id), "merge")


@contextmanager
def standing(what: str) -> Iterator[None]:
    """A 409 that names no field, for no body has one: a name, a slug or the bounds may be others by now."""
    try:
        with about("id"):
            yield
    except Refused as refused:
        raise InTheWay(detail=f"{what} {refused.detail}") from refused


async def undoable(tx: Db, id: int) -> None:
    """Locks a merge and what it went to, or raises InTheWay."""
    merge = await existing(merges.lock(tx, id=id), "merge")
    if merge.undone:
        raise InTheWay(detail="It has been undone already.")
    target = await models.lock(tx, id=merge.target_id, slug=None)
    if (later := await merges.later(tx, id=id)) is not None:
        raise InTheWay(detail=f"Merge {later} builds on it already: undo that one first.")
    if target is None:
        raise InTheWay(detail="The other model has been deleted, and all that was merged with it.")
    await merges.lock_results(tx, source_id=target, target_id=target)


router = Router("/", tags=["Models"], route_handlers=[list_merges, get_merge, merge_model, undo_merge])
