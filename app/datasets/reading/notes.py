"""What a reading has found out on its way."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.datasets.columns import Findings

Tell = Callable[[float], None]
#: Its number, and its cells; None where the file has no such cell. Or what is wrong with it.
Row = tuple[int, list[str] | list[str | None] | str]


class Source(NamedTuple):
    """Titles as they stand in the file, and the rows below: in each as many cells, where it has no fault."""

    titles: list[str]
    rows: Iterator[Row]


class Notes:
    """Findings while they are still being made."""

    def __init__(self) -> None:
        self.encoding: str | None = None
        self.delimiter: str | None = None
        self.header: bool | None = None
        self.skipped_lines = 0
        self.decimal: str | None = None
        self.sheet: str | None = None
        self.sheets: list[str] = []
        self.records: str | None = None
        self.uncompressed_size: int | None = None
        self.remarks = 0
        self.empty_rows = 0
        self.rows = 0
        self.rejected = 0
        self._warnings: list[str] = []

    def warn(self, *told: str) -> None:
        self._warnings += told

    def findings(self) -> Findings:
        """Complete when all rows have been read."""
        return Findings(
            encoding=self.encoding,
            delimiter=self.delimiter,
            header=self.header,
            skipped_lines=self.skipped_lines,
            decimal=self.decimal,
            sheet=self.sheet,
            sheets=self.sheets,
            records=self.records,
            uncompressed_size=self.uncompressed_size,
            warnings=[*self._warnings, *self._counted()],
        )

    def _counted(self) -> Iterator[str]:
        if self.remarks:
            yield f"{numbered(self.remarks, 'line')} that begins with #, in the table: left out."
        if self.empty_rows:
            yield f"{numbered(self.empty_rows, 'row')} in which no cell says anything."
        if not self.rows:
            yield "No row could be taken." if self.rejected else "There is a header, and no row below it."


def numbered(many: int, what: str) -> str:
    return f"There is 1 {what}" if many == 1 else f"There are {many:,} {what}s"
