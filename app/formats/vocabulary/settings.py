"""Settings as command lines and maps of texts write them."""

import re
from typing import Any, Final

from app.formats.vocabulary.numbers import number

WHOLE: Final = re.compile(r"[+-]?[0-9]{1,15}")
SWITCHES: Final = {"true": True, "false": False}


def plain(value: Any) -> bool | float | str | None:
    """`0.6`, `True` and the like as what they are; None for a list or an object: no plain setting."""
    if not isinstance(value, str):
        return value if isinstance(value, bool | int | float) else None
    if value.lower() in SWITCHES:
        return SWITCHES[value.lower()]
    if WHOLE.fullmatch(value):
        return int(value)
    try:
        return number(value).value if re.fullmatch(r"[-+0-9.eE]+", value) else value
    except ValueError:
        return value
