"""Records on their way into the database: lines of COPY's text format, in a file without a name."""

from typing import BinaryIO, Final
from uuid import UUID

#: Of import_rows, in the order of the lines.
COLUMNS: Final = (
    "import_id",
    "number",
    "file",
    "row_number",
    "kind",
    "parsed",
    "verdict",
    "column_name",
    "value",
    "reason",
)
#: No text of PostgreSQL holds U+0000.
ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\0": "\ufffd"})
LONGEST_COLUMN: Final = 255
LONGEST_TEXT: Final = 1000


class Spool:
    """`number` counts the records from 1 over the whole import."""

    def __init__(self, file: BinaryIO, import_id: UUID) -> None:
        self._file = file
        self._write = file.write
        self._import_id = str(import_id).encode()
        self.number = 0

    def record(self, file: int, row: int, kind: bytes, parsed: bytes) -> None:
        """`parsed` is JSON, so that of what COPY would take for its own only backslashes are in it."""
        self.number += 1
        if b"\\" in parsed:
            parsed = parsed.replace(b"\\", rb"\\")
        self._write(
            b"%b\t%d\t%d\t%d\t%b\t%b\t\\N\t\\N\t\\N\t\\N\n"
            % (self._import_id, self.number, file, row, kind, parsed)
        )

    def reject(self, file: int, row: int, reason: str, column: str | None, value: str | None) -> None:
        self.number += 1
        said = (_text(column, LONGEST_COLUMN), _text(value, LONGEST_TEXT), _text(reason, LONGEST_TEXT))
        self._write(
            b"%b\t%d\t%d\t%d\treject\t{}\treject\t%b\t%b\t%b\n"
            % (self._import_id, self.number, file, row, *said)
        )

    def mark(self) -> tuple[int, int]:
        """Where it stands now, to come back to."""
        return self._file.tell(), self.number

    def back_to(self, mark: tuple[int, int]) -> None:
        """As if nothing had been written since."""
        place, self.number = mark
        self._file.seek(place)
        self._file.truncate()


def _text(value: str | None, longest: int) -> bytes:
    """Cut where it is too long; half of a surrogate pair, which is no character, becomes a question mark."""
    if value is None:
        return rb"\N"
    return value[:longest].translate(ESCAPES).encode("utf-8", "replace")
