"""Models over HTTP: made, changed, deleted."""

from datetime import date
from functools import partial
from typing import Annotated, Any

from litestar import Router, delete, patch, post
from litestar.params import JSONBody
from msgspec import UNSET, Meta, UnsetType, field

from app.fields import Aliases, License, ModelName, ModelStatus, Organization, Prose, Slug, address
from app.http.bodies import Body, columns, merge_patch
from app.http.document import asks
from app.http.etags import InPrecondition, made, versioned
from app.http.parameters import InCatalogue, InCause, InPath, found, model_at
from app.http.permissions import editors_write
from app.http.problems import BODY, InTheWay, Moved, about, fails
from app.queries import changes, merges, models
from app.queries.changes import Gone
from app.queries.loader import Db
from app.queries.models import Model

Released = Annotated[date, Meta(description="The day of its release, where it is known.")]
LifeCycle = Annotated[ModelStatus, Meta(description="Its life cycle.")]
Metadata = Annotated[
    dict[str, Any],
    Meta(
        description="What else is known; at most 65,536 bytes, 256 keys and 32 levels.",
        examples=[{"context_window": 128000}],
    ),
]


class NewModel(Body, frozen=True):
    """A model that is not there yet."""

    name: ModelName
    organization: Organization
    slug: Slug | None = None
    release_date: Released | None = None
    license: License | None = None
    status: LifeCycle = "active"
    description: Prose | None = None
    metadata: Metadata | None = None
    aliases: Aliases = field(default_factory=list)


class ModelPatch(Body, frozen=True):
    """What is to be different; null takes a value away, what is left out stays."""

    name: ModelName | UnsetType = UNSET
    organization: Organization | UnsetType = UNSET
    release_date: Released | UnsetType | None = UNSET
    license: License | UnsetType | None = UNSET
    status: LifeCycle | UnsetType = UNSET
    description: Prose | UnsetType | None = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    aliases: Aliases | UnsetType = UNSET


@post(
    "/",
    operation_id="createModel",
    summary="Create a model",
    guards=[editors_write],
    operation_class=asks(models.create, models.call, models.get),
    responses=fails(409, *BODY),
    after_request=made("/api/v1/models/{slug}"),
)
async def create_model(db: InCatalogue, data: JSONBody[NewModel], cause: InCause) -> Model:
    """A model and its aliases; without a slug it gets one from its name.

    No two models share a name or an alias, however it is written: "GPT-4", "gpt 4" and "Gpt_4" are one.
    """
    new = columns(data)
    aliases = new.pop("aliases")
    async with db.transaction(cause) as tx:
        id = await models.create(tx, **new)
        if aliases:
            with about("aliases"):
                await models.call(tx, id=id, aliases=aliases)
        return found(await models.get(tx, id=id, slug=None), "model")


@patch(
    "/{model:str}",
    operation_id="changeModel",
    summary="Change a model",
    guards=[editors_write],
    operation_class=asks(models.lock, models.get, models.change, models.call, merges.moved),
    responses=fails(404, 409, 412, *BODY),
    after_request=versioned,
)
async def change_model(
    db: InCatalogue, model: InPath, data: JSONBody[ModelPatch], cause: InCause, precondition: InPrecondition
) -> Model:
    """Only the fields that are sent change (merge patch, RFC 7396): metadata key by key, aliases as a whole.

    The slug stays when the name changes.
    """
    async with db.transaction(cause) as tx:
        id = await model_at(address(model), partial(models.lock, tx), partial(merges.moved, tx))
        await precondition.check(partial(models.get, tx, id=id, slug=None))
        await models.change(tx, id=id, patch=merge_patch(data))
        if data.aliases is not UNSET:
            with about("aliases"):
                await models.call(tx, id=id, aliases=data.aliases)
        return found(await models.get(tx, id=id, slug=None), "model")


@delete(
    "/{model:str}",
    status_code=200,
    operation_id="deleteModel",
    summary="Delete a model",
    guards=[editors_write],
    operation_class=asks(models.lock, models.get, models.remove, changes.gone, merges.moved),
    responses=fails(404, 409, 412),
)
async def delete_model(db: InCatalogue, model: InPath, cause: InCause, precondition: InPrecondition) -> Gone:
    """The model with its names, results, opinions, use cases and prices; answers how many went with it.

    The history keeps them all: `/models/{id}/changes`, by its id.
    """
    async with db.transaction(cause) as tx:
        id = await itself(tx, model)
        await precondition.check(partial(models.get, tx, id=id, slug=None))
        await models.remove(tx, id=id)
        return await changes.gone(tx)


async def itself(tx: Db, model: str) -> int:
    """The id of the model, under lock; whoever followed a 308 would delete the one that it has become."""
    try:
        return await model_at(address(model), partial(models.lock, tx), partial(merges.moved, tx))
    except Moved as moved:
        raise InTheWay(
            detail=f"It was merged into {moved.address}: delete that, or undo the merge."
        ) from None


router = Router("/models", tags=["Models"], route_handlers=[create_model, change_model, delete_model])
