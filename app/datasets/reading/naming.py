"""Names of columns, from what stands in a file's header."""

import re
from typing import Final

from app.datasets.job import ROW

LONGEST: Final = 255
BLANKS: Final = re.compile(r"\s+")


def names_of(titles: list[str]) -> list[str]:
    """Unique, whatever the case of their letters; `column_3` where the third has none."""
    taken = {ROW}
    names = []
    for position, title in enumerate(titles, 1):
        name = _unique(cleaned(title)[:LONGEST].strip() or f"column_{position}", taken)
        taken.add(name.lower())
        names.append(name)
    return names


def cleaned(title: str) -> str:
    """Without byte-order marks, NULs, blanks around it or several in a row; `?` stands for stray bytes."""
    text = title.encode("utf-8", "replace").decode()
    return BLANKS.sub(" ", text.replace("\ufeff", "").replace("\0", "")).strip()


def _unique(name: str, taken: set[str]) -> str:
    number = 2
    found = name
    while found.lower() in taken:
        end = f"_{number}"
        found = name[: LONGEST - len(end)] + end
        number += 1
    return found
