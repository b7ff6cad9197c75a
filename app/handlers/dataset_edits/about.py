"""What is said of a file beside its bytes, in the parts of a form or in the address."""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from litestar.params import QueryParameter
from msgspec import Raw, field

from app.datasets.options import Options
from app.fields import Prose
from app.http.bodies import NOT_JSON, Body, Malformed, Unfit, decoded, malformed
from app.http.problems import BadParameter

#: The names of the parts; of a form all are texts.
TEXTS: Final = ("description", "is_public", "options")
#: What a word stands for; any other is named as the fault that it is.
WORDS: Final = {"true": True, "false": False}


class About(Body, frozen=True):
    """What its owner says of a file."""

    description: Prose | None = None
    is_public: bool = False
    options: Options = field(default_factory=Options)


def of_form(texts: Mapping[str, bytearray]) -> About:
    """Raises Malformed (400) where a part is no text, Unfit (422) with each part at fault."""
    try:
        return _about({name: text.decode() for name, text in texts.items()})
    except UnicodeDecodeError as error:
        raise malformed(error) from None


def of_address(
    *,
    description: Annotated[
        str | None, QueryParameter(max_length=20_000, description="What it is, in prose.")
    ] = None,
    is_public: Annotated[bool, QueryParameter(description="Whether everybody may read it.")] = False,
    options: Annotated[
        str | None,
        QueryParameter(max_length=20_000, description="How the file is to be read: Options, as JSON."),
    ] = None,
) -> About:
    said = {"description": description, "is_public": str(is_public).lower(), "options": options}
    try:
        return _about({name: text for name, text in said.items() if text is not None})
    except Malformed:
        raise BadParameter("options", 'Must be a JSON object, for example {"delimiter":";"}.') from None
    except Unfit as error:
        fault = error.extra[0]  # type: ignore[index]  # a list, of one or more
        raise BadParameter(fault["key"], fault["message"]) from None


def _about(texts: dict[str, str]) -> About:
    said: dict[str, object] = {**texts}
    if (flag := texts.get("is_public")) is not None:
        said["is_public"] = WORDS.get(flag, flag)
    if (options := texts.get("options")) is not None:
        said["options"] = _json(options)
    found: About = decoded(About, msgspec.json.encode(said))
    return found


def _json(text: str) -> Raw:
    try:
        return msgspec.json.decode(text, type=Raw)
    except NOT_JSON as error:
        raise malformed(error) from None
