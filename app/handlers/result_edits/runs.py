"""Results that their source has numbered: written as often as one likes, recorded once."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

from litestar import MediaType, Response, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, QueryParameter
from msgspec import Raw, structs

from app.handlers.result_edits.sent import NewResult, ReportedRun, as_json
from app.http.document import asks
from app.http.etags import InPrecondition, Precondition, PreconditionFailed, versioned
from app.http.parameters import InCatalogue, InCause, found
from app.http.permissions import editors_write
from app.http.problems import BODY, InTheWay, fails
from app.queries import results
from app.queries.loader import Db
from app.queries.results import Result, Run


@put(
    "/",
    operation_id="putResult",
    summary="Put a result",
    guards=[editors_write],
    operation_class=asks(results.lock_run, results.get, results.create_run, results.replace),
    responses={201: ResponseSpec(Result, generate_examples=False), **fails(409, 412, *BODY)},
    after_request=versioned,
)
async def put_result(
    db: InCatalogue,
    data: JSONBody[ReportedRun],
    source: Annotated[str, QueryParameter(min_length=1, max_length=255, description="Who reports it.")],
    external_id: Annotated[
        str, QueryParameter(min_length=1, max_length=255, description="The run's name at the source.")
    ],
    cause: InCause,
    precondition: InPrecondition,
) -> Response[Result]:
    """What a source says of one of its runs, as a whole: what is left out is taken away.

    The run is known by source and external_id together with model and benchmark. The first time it is made
    (201), after that replaced (200); the same once more changes nothing. A run that was retracted stays so.
    """
    sent = NewResult(**structs.asdict(data), source=source, external_id=external_id)
    lock = partial(
        results.lock_run,
        model=str(data.model),
        benchmark=str(data.benchmark),
        source=source,
        external_id=external_id,
    )
    async with db.transaction(cause) as tx:
        id, status = await _put(tx, partial(lock, tx), as_json(sent), precondition)
        result = found(await results.get(tx, id=id), "result")
    headers = {"Location": f"/api/v1/results/{id}"} if status == 201 else None
    return Response(result, status_code=status, headers=headers, media_type=MediaType.JSON)


async def _put(
    tx: Db, lock: Callable[[], Awaitable[Run | None]], sent: Raw, precondition: Precondition
) -> tuple[int, int]:
    """The id of the result, and 201 where it is new."""
    while (run := await lock()) is None:
        await precondition.check(_missing)
        if (id := await results.create_run(tx, result=sent)) is not None:
            return id, 201
        # Somebody else has just made it, and we have waited for that.
    await precondition.check(partial(results.get, tx, id=run.id))
    if run.status != "active":
        raise InTheWay(detail=f"This run was {run.status}: restore result {run.id} first.")
    await results.replace(tx, id=run.id, result=sent)
    return run.id, 200


async def _missing() -> None:
    raise PreconditionFailed(detail="There is no such run; leave If-Match out to make it.")
