"""The columns that a question may name."""

from difflib import get_close_matches
from typing import Final, NamedTuple

from app.datasets.columns import Column
from app.datasets.job import ROW
from app.datasets.options import ColumnType
from app.http.problems import BadParameter

#: How many names a refusal offers.
OFFERED: Final = 3
LOOSE: Final = 0.5


class Named(NamedTuple):
    """A column as it is asked for."""

    name: str
    type: ColumnType


NUMBER_OF_ROW: Final = Named(ROW, "integer")


class Columns:
    """Those of one file, in its order, and the number of the row, which is asked for as `__row`."""

    def __init__(self, columns: list[Column]) -> None:
        self.own = tuple(Named(column.name, column.type) for column in columns)
        self._by_name = {column.name: column for column in (NUMBER_OF_ROW, *self.own)}

    def get(self, name: str) -> Named | None:
        return self._by_name.get(name)

    def find(self, parameter: str, name: str) -> Named:
        """The column of this name; raises BadParameter, which offers names that are near."""
        if (found := self.get(name)) is None:
            near = " or ".join(f"“{one}”" for one in near_ones(name, self._by_name))
            rather = f"; perhaps {near}" if near else ", and none that is like it"
            raise BadParameter(parameter, f"There is no column “{name[:100]}”{rather}.")
        return found


def near_ones(name: str, known: dict[str, Named]) -> list[str]:
    """Names that somebody may have meant, the nearest first; the case of letters does not matter."""
    by_folded = {one.casefold(): one for one in known}
    return [by_folded[one] for one in get_close_matches(name.casefold(), by_folded, OFFERED, LOOSE)]
