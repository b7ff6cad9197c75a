"""One result: recorded, corrected, deleted."""

from functools import partial

from litestar import delete, patch, post
from litestar.params import JSONBody

from app.handlers.result_edits.sent import NewResult, ResultPatch, as_json
from app.http.bodies import merge_patch
from app.http.document import asks
from app.http.etags import InPrecondition, made, versioned
from app.http.parameters import IdInPath, InCatalogue, InCause, found
from app.http.permissions import editors_write
from app.http.problems import BODY, fails
from app.queries import results
from app.queries.results import Result


@post(
    "/",
    operation_id="createResult",
    summary="Create a result",
    guards=[editors_write],
    operation_class=asks(results.create, results.get),
    responses=fails(409, *BODY),
    after_request=made("/api/v1/results/{id}"),
)
async def create_result(db: InCatalogue, data: JSONBody[NewResult], cause: InCause) -> Result:
    """One score of one model on one benchmark, as one source reports it.

    The same model, benchmark, day, source, settings and external_id are the same result, which is refused.
    """
    async with db.transaction(cause) as tx:
        id = await results.create(tx, result=as_json(data))
        return found(await results.get(tx, id=id), "result")


@patch(
    "/{id:int}",
    operation_id="changeResult",
    summary="Correct a result",
    guards=[editors_write],
    operation_class=asks(results.lock, results.get, results.change),
    responses=fails(404, 409, 412, *BODY),
    after_request=versioned,
)
async def change_result(
    db: InCatalogue, id: IdInPath, data: JSONBody[ResultPatch], cause: InCause, precondition: InPrecondition
) -> Result:
    """For what was recorded wrongly; only the fields that are sent change (merge patch, RFC 7396).

    Settings change key by key. What the source itself takes back is to be retracted, what it says anew
    supersedes the old.
    """
    async with db.transaction(cause) as tx:
        found(await results.lock(tx, id=id), "result")
        await precondition.check(partial(results.get, tx, id=id))
        await results.change(tx, id=id, patch=merge_patch(data))
        return found(await results.get(tx, id=id), "result")


@delete(
    "/{id:int}",
    status_code=204,
    operation_id="deleteResult",
    summary="Delete a result",
    guards=[editors_write],
    operation_class=asks(results.lock, results.get, results.remove),
    responses=fails(404, 412),
)
async def delete_result(db: InCatalogue, id: IdInPath, cause: InCause, precondition: InPrecondition) -> None:
    """For what should never have been recorded; what was published is to be retracted instead."""
    async with db.transaction(cause) as tx:
        found(await results.lock(tx, id=id), "result")
        await precondition.check(partial(results.get, tx, id=id))
        await results.remove(tx, id=id)
