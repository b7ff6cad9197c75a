"""Use cases over HTTP: made, changed, deleted."""

from functools import partial

from litestar import Router, delete, patch, post
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType

from app.fields import ModelAddress, Prose, Use, Witness
from app.http.bodies import Body, columns, merge_patch
from app.http.document import asks
from app.http.etags import InPrecondition, made, versioned
from app.http.ownership import demand_own
from app.http.parameters import IdInPath, InCaller, InCatalogue, InCause, existing, found
from app.http.permissions import members_write
from app.http.problems import BODY, fails
from app.queries import use_cases
from app.queries.use_cases import UseCase


class NewUseCase(Body, frozen=True):
    """A use case that is not there yet."""

    model: ModelAddress
    use_case: Use
    description: Prose | None = None
    mentioned_by: Witness | None = None


class UseCasePatch(Body, frozen=True):
    """What is to be different; null takes a value away, what is left out stays."""

    model: ModelAddress | UnsetType = UNSET
    use_case: Use | UnsetType = UNSET
    description: Prose | UnsetType | None = UNSET
    mentioned_by: Witness | UnsetType | None = UNSET


@post(
    "/",
    operation_id="createUseCase",
    summary="Create a use case",
    guards=[members_write],
    operation_class=asks(use_cases.create, use_cases.get),
    responses=fails(*BODY),
    after_request=made("/api/v1/use-cases/{id}"),
)
async def create_use_case(db: InCatalogue, data: JSONBody[NewUseCase], cause: InCause) -> UseCase:
    """What a model is used for, and who says so."""
    async with db.transaction(cause) as tx:
        id = await use_cases.create(tx, **columns(data) | {"model": str(data.model)})
        return found(await use_cases.get(tx, id=id), "use case")


@patch(
    "/{id:int}",
    operation_id="changeUseCase",
    summary="Change a use case",
    guards=[members_write],
    operation_class=asks(use_cases.lock, use_cases.get, use_cases.change),
    responses=fails(404, 412, *BODY),
    after_request=versioned,
)
async def change_use_case(
    db: InCatalogue,
    id: IdInPath,
    data: JSONBody[UseCasePatch],
    cause: InCause,
    caller: InCaller,
    precondition: InPrecondition,
) -> UseCase:
    """Only the fields that are sent change (merge patch, RFC 7396); `model` gives it to another one.

    Members change their own, editors anybody's.
    """
    async with db.transaction(cause) as tx:
        is_own = await existing(use_cases.lock(tx, id=id, caller=caller.id), "use case")
        demand_own(is_own, caller, "use case")
        await precondition.check(partial(use_cases.get, tx, id=id))
        await use_cases.change(tx, id=id, patch=merge_patch(data))
        return found(await use_cases.get(tx, id=id), "use case")


@delete(
    "/{id:int}",
    status_code=204,
    operation_id="deleteUseCase",
    summary="Delete a use case",
    guards=[members_write],
    operation_class=asks(use_cases.lock, use_cases.get, use_cases.remove),
    responses=fails(404, 412),
)
async def delete_use_case(
    db: InCatalogue, id: IdInPath, cause: InCause, caller: InCaller, precondition: InPrecondition
) -> None:
    """Members delete their own, editors anybody's. The history keeps it: `/use-cases/{id}/changes`."""
    async with db.transaction(cause) as tx:
        is_own = await existing(use_cases.lock(tx, id=id, caller=caller.id), "use case")
        demand_own(is_own, caller, "use case")
        await precondition.check(partial(use_cases.get, tx, id=id))
        await use_cases.remove(tx, id=id)


router = Router(
    "/use-cases", tags=["Use cases"], route_handlers=[create_use_case, change_use_case, delete_use_case]
)
