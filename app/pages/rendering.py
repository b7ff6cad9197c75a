"""Templates, and the files that pages link to."""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response
from litestar.datastructures import CacheControlHeader
from litestar.enums import MediaType
from litestar.static_files import create_static_files_router

from app.http.permissions import unasked
from app.pages import wording

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
YEAR: Final = 365 * 24 * 3600


def _digest() -> str:
    """Of all files together: an address that holds it can be kept for ever, and files may name each other."""
    hashed = sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            hashed.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()[:12]


PREFIX: Final = f"/static/{_digest()}"

static = create_static_files_router(
    PREFIX,
    directories=[STATIC],
    guards=[unasked],
    cache_control=CacheControlHeader(max_age=YEAR, public=True, immutable=True),
)


def asset(name: str) -> str:
    return f"{PREFIX}/{name}"


environment: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.globals |= {"asset": asset, "version": version("model-catalogue")}
environment.filters |= {
    "moment": wording.moment,
    "month": wording.month,
    "number": wording.number,
    "unit": wording.unit,
    "prose": wording.prose,
}


def rendered(template: str, **context: Any) -> str:
    return environment.get_template(template).render(context)


def page(
    template: str, status: int = 200, headers: dict[str, str] | None = None, **context: Any
) -> Response[str]:
    """HTML that is asked for again each time: the catalogue may have changed."""
    return Response(
        rendered(template, **context),
        status_code=status,
        media_type=MediaType.HTML,
        headers={"Cache-Control": "no-cache", **(headers or {})},
    )
