"""Whether a result still holds: retracted, restored, superseded."""

from functools import partial

from litestar import post
from litestar.params import JSONBody
from msgspec.structs import replace

from app.handlers.result_edits.sent import BetterResult, Retraction, as_json
from app.http.document import asks
from app.http.etags import InPrecondition, Precondition, made, versioned
from app.http.parameters import IdInPath, InCatalogue, InCause, InWriter, found
from app.http.permissions import editors_write
from app.http.problems import BODY, InTheWay, Refused, about, fails
from app.queries import changes, results
from app.queries.loader import Db
from app.queries.results import Result


@post(
    "/{id:int}/retract",
    status_code=200,
    operation_id="retractResult",
    summary="Retract a result",
    guards=[editors_write],
    operation_class=asks(changes.attribute, results.lock, results.get, results.retract),
    responses=fails(404, 409, 412, *BODY),
    after_request=versioned,
)
async def retract_result(
    db: InCatalogue, id: IdInPath, data: JSONBody[Retraction], writer: InWriter, precondition: InPrecondition
) -> Result:
    """It leaves every leaderboard and stays where it is, with the reason, for everybody to read."""
    async with db.transaction(replace(writer, reason=data.reason)) as tx:
        await _lock_active(tx, id, precondition)
        await results.retract(tx, id=id, reason=data.reason)
        return found(await results.get(tx, id=id), "result")


@post(
    "/{id:int}/restore",
    status_code=200,
    operation_id="restoreResult",
    summary="Restore a result",
    guards=[editors_write],
    operation_class=asks(results.lock, results.get, results.restore),
    responses=fails(404, 409, 412),
    after_request=versioned,
)
async def restore_result(
    db: InCatalogue, id: IdInPath, cause: InCause, precondition: InPrecondition
) -> Result:
    """A result that was retracted or superseded holds again, unless the same one has been recorded since."""
    async with db.transaction(cause) as tx:
        if await _lock(tx, id, precondition) == "active":
            raise InTheWay(detail="It is active already.")
        try:
            with about("status"):
                await results.restore(tx, id=id)
        except Refused as refused:
            raise InTheWay(detail=f"It cannot hold again. {refused.detail}") from None
        return found(await results.get(tx, id=id), "result")


@post(
    "/{id:int}/supersede",
    operation_id="supersedeResult",
    summary="Supersede a result",
    guards=[editors_write],
    operation_class=asks(changes.attribute, results.lock, results.get, results.supersede),
    responses=fails(404, 409, 412, *BODY),
    after_request=made("/api/v1/results/{id}"),
)
async def supersede_result(
    db: InCatalogue,
    id: IdInPath,
    data: JSONBody[BetterResult],
    writer: InWriter,
    precondition: InPrecondition,
) -> Result:
    """A better result takes its place: the body is the whole new one, and so is the answer.

    It may be of another model or benchmark, where that was the mistake.

    The old one stays, superseded, with the reason and `superseded_by`.
    """
    async with db.transaction(replace(writer, reason=data.reason)) as tx:
        await _lock_active(tx, id, precondition)
        better = await results.supersede(tx, id=id, result=as_json(data), reason=data.reason)
        return found(await results.get(tx, id=better), "result")


async def _lock(tx: Db, id: int, precondition: Precondition) -> str:
    """The status of the result, which nobody else changes any more."""
    status = found(await results.lock(tx, id=id), "result")
    await precondition.check(partial(results.get, tx, id=id))
    return status


async def _lock_active(tx: Db, id: int, precondition: Precondition) -> None:
    status = await _lock(tx, id, precondition)
    if status != "active":
        raise InTheWay(detail=f"It is {status} already; only an active result can be.")
