"""Models over HTTP."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Annotated, Final, Literal

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Raw, Struct

from app.fields import ModelStatus, address
from app.http.document import asks
from app.http.etags import versioned
from app.http.paging import InPages, Order, Page
from app.http.parameters import (
    ENCODED,
    Comparison,
    InDb,
    InPath,
    Search,
    json_object,
    json_scalar,
    model_at,
    narrowed,
)
from app.http.permissions import anyone
from app.http.problems import BadParameter, fails
from app.queries import merges, models
from app.queries.models import Model

Sort = Literal["name", "newest"]
Ask = Callable[..., Awaitable[list[Model]]]

ORDERS: Final[dict[Sort, Order[Model]]] = {
    "name": Order(Model, after_name="name", after_id="id"),
    "newest": Order(Model, after_release="release_date", after_id="id"),
}
WHOLE: Final[dict[Sort, Ask]] = {"name": models.by_name, "newest": models.by_release}
FILTERED: Final[dict[Sort, Ask]] = {"name": models.by_name_among, "newest": models.by_release_among}


class ModelFilter(Struct, frozen=True):
    """What a list of models can be narrowed to; the fields are parameters of the query."""

    organization: str | None
    license: str | None
    status: str | None
    released_from: date | None
    released_to: date | None
    metadata: Raw | None
    metadata_path: list[str] | None
    metadata_op: str | None
    metadata_value: Raw | None
    q: str | None


def model_filter(
    *,
    organization: Annotated[
        str | None, QueryParameter(max_length=255, description="Whatever the case.")
    ] = None,
    license: Annotated[str | None, QueryParameter(max_length=255, description="Whatever the case.")] = None,
    status: Annotated[ModelStatus | None, QueryParameter(description="Its life cycle.")] = None,
    released_from: Annotated[date | None, QueryParameter(description="First day of release.")] = None,
    released_to: Annotated[date | None, QueryParameter(description="Last day of release.")] = None,
    metadata: Annotated[
        str | None,
        QueryParameter(
            max_length=4000, description=f'Contained, for example `{{"open_weights":true}}`; {ENCODED}'
        ),
    ] = None,
    metadata_path: Annotated[
        str | None,
        QueryParameter(
            max_length=200,
            description="A path into the metadata, for example `limits.context`.",
        ),
    ] = None,
    metadata_op: Annotated[
        Comparison,
        QueryParameter(
            description="How the value there compares, within one JSON type only: `ne` too finds no value of"
            " another type, nor a model without the path."
        ),
    ] = "eq",
    metadata_value: Annotated[
        str | None,
        QueryParameter(
            max_length=255, description='With what: a number, true, false or a text; `""` is empty.'
        ),
    ] = None,
    q: Search = None,
) -> ModelFilter:
    if (metadata_path is None) != (metadata_value is None):
        missing = "metadata_path" if metadata_path is None else "metadata_value"
        raise BadParameter(missing, "metadata_path and metadata_value go together.")
    return ModelFilter(
        organization,
        license,
        status,
        released_from,
        released_to,
        json_object("metadata", metadata),
        metadata_path.split(".") if metadata_path else None,
        metadata_op if metadata_path else None,
        json_scalar("metadata_value", metadata_value),
        q,
    )


@get(
    "/",
    operation_id="listModels",
    summary="List models",
    guards=[anyone],
    operation_class=asks(*WHOLE.values(), *FILTERED.values()),
    responses=fails(406),
    dependencies={"narrow": Provide(model_filter, sync_to_thread=False)},
)
async def list_models(
    db: InDb,
    pages: InPages,
    narrow: NamedDependency[ModelFilter],
    sort: Annotated[Sort, QueryParameter(description="`newest`: by release, undated ones last.")] = "name",
) -> Page[Model]:
    """Models by name or by release, narrowed by any of the filters together."""
    ask = narrowed(WHOLE[sort], FILTERED[sort], narrow)
    return await pages.of(ORDERS[sort], partial(ask, db), Model)


@get(
    "/{model:str}",
    operation_id="getModel",
    summary="Get a model",
    guards=[anyone],
    operation_class=asks(models.get, merges.moved),
    responses=fails(404),
    after_request=versioned,
)
async def get_model(db: InDb, model: InPath) -> Model:
    """One model, by the id or the slug in its address."""
    return await model_at(address(model), partial(models.get, db), partial(merges.moved, db))


router = Router("/models", tags=["Models"], route_handlers=[list_models, get_model])
