"""How much of what is read at all."""

from typing import Final

#: Characters of a line, or bytes of one of JSON; and characters of a cell.
LONGEST_LINE: Final = 2**25
LONGEST_CELL: Final = 20 * 2**20
#: What takes longer to read than a person waits.
MOST_ROWS: Final = 20_000_000
#: Names are gathered up to so many, so that their number can be told.
MOST_TITLES: Final = 100_000
#: So many rows are between two words on how far it is.
SILENT: Final = 4096
