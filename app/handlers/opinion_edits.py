"""Opinions over HTTP: made, changed, deleted."""

from functools import partial

from litestar import Router, delete, patch, post
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType, field

from app.fields import Author, Content, Judgement, Medium, ModelAddress, Published, Tags, Url
from app.http.bodies import Body, columns, merge_patch
from app.http.document import asks
from app.http.etags import InPrecondition, made, versioned
from app.http.ownership import demand_own
from app.http.parameters import IdInPath, InCaller, InCatalogue, InCause, existing, found
from app.http.permissions import members_write
from app.http.problems import BODY, fails
from app.queries import opinions
from app.queries.opinions import Opinion


class NewOpinion(Body, frozen=True):
    """An opinion that is not there yet."""

    model: ModelAddress
    content: Content
    sentiment: Judgement | None = None
    source: Medium | None = None
    author: Author | None = None
    url: Url | None = None
    date_published: Published | None = None
    tags: Tags = field(default_factory=list)


class OpinionPatch(Body, frozen=True):
    """What is to be different; null takes a value away, what is left out stays."""

    model: ModelAddress | UnsetType = UNSET
    content: Content | UnsetType = UNSET
    sentiment: Judgement | UnsetType | None = UNSET
    source: Medium | UnsetType | None = UNSET
    author: Author | UnsetType | None = UNSET
    url: Url | UnsetType | None = UNSET
    date_published: Published | UnsetType | None = UNSET
    tags: Tags | UnsetType = UNSET


@post(
    "/",
    operation_id="createOpinion",
    summary="Create an opinion",
    guards=[members_write],
    operation_class=asks(opinions.create, opinions.get),
    responses=fails(*BODY),
    after_request=made("/api/v1/opinions/{id}"),
)
async def create_opinion(db: InCatalogue, data: JSONBody[NewOpinion], cause: InCause) -> Opinion:
    """What somebody said of a model; the same words may be there twice."""
    async with db.transaction(cause) as tx:
        id = await opinions.create(tx, **columns(data) | {"model": str(data.model)})
        return found(await opinions.get(tx, id=id), "opinion")


@patch(
    "/{id:int}",
    operation_id="changeOpinion",
    summary="Change an opinion",
    guards=[members_write],
    operation_class=asks(opinions.lock, opinions.get, opinions.change),
    responses=fails(404, 412, *BODY),
    after_request=versioned,
)
async def change_opinion(
    db: InCatalogue,
    id: IdInPath,
    data: JSONBody[OpinionPatch],
    cause: InCause,
    caller: InCaller,
    precondition: InPrecondition,
) -> Opinion:
    """Only the fields that are sent change (merge patch, RFC 7396), tags as a whole.

    `model` gives it to another one. Members change their own, editors anybody's.
    """
    async with db.transaction(cause) as tx:
        is_own = await existing(opinions.lock(tx, id=id, caller=caller.id), "opinion")
        demand_own(is_own, caller, "opinion")
        await precondition.check(partial(opinions.get, tx, id=id))
        await opinions.change(tx, id=id, patch=merge_patch(data))
        return found(await opinions.get(tx, id=id), "opinion")


@delete(
    "/{id:int}",
    status_code=204,
    operation_id="deleteOpinion",
    summary="Delete an opinion",
    guards=[members_write],
    operation_class=asks(opinions.lock, opinions.get, opinions.remove),
    responses=fails(404, 412),
)
async def delete_opinion(
    db: InCatalogue, id: IdInPath, cause: InCause, caller: InCaller, precondition: InPrecondition
) -> None:
    """Members delete their own, editors anybody's. The history keeps it: `/opinions/{id}/changes`."""
    async with db.transaction(cause) as tx:
        is_own = await existing(opinions.lock(tx, id=id, caller=caller.id), "opinion")
        demand_own(is_own, caller, "opinion")
        await precondition.check(partial(opinions.get, tx, id=id))
        await opinions.remove(tx, id=id)


router = Router(
    "/opinions", tags=["Opinions"], route_handlers=[create_opinion, change_opinion, delete_opinion]
)
