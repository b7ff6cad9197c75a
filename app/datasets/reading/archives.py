"""What is inside a workbook, looked at before a library reads it: a small one may say that it has a trillion cells.

Only what has been looked at is read: the parts that matter are written into a new archive.
"""

import re
import zipfile
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from app.datasets.job import Limits
from app.formats.files import Unreadable

PIECE: Final = 2**20
#: Bytes of an archive's directory, and of all texts in it once unpacked; and by how much these may have shrunk.
LONGEST_DIRECTORY: Final = 2**22
LARGEST: Final = 400 * 10**6
RATIO: Final = 100
FREE: Final = 50 * 2**20
#: What a cell takes when a sheet is read, in bytes: of those between the first and the last, and of those filled.
ROOM: Final = 32
FILLED: Final = 40
#: Cells with an error that are told as such; others are empty.
MOST_ERRORS: Final = 100_000
#: Parts of a workbook that are read; the others are pictures, themes, macros.
PARTS: Final = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:_rels/)?(?:workbook|sharedStrings|styles)\.xml(?:\.rels)?"
    r"|xl/worksheets/(?:_rels/)?[^/]+\.xml(?:\.rels)?",
    re.IGNORECASE,
)
#: The end of a zip's directory: how many bytes it has, and where it begins.
END: Final = b"PK\x05\x06"

ROWS: Final = re.compile(
    rb'<(?:\w+:)?(?:(row)\b(?:[^>]*?\br="(\d{1,7})")?|c\b((?:\s+[\w:]+="[^"]*")*)\s*(/?)>'
    rb'(?:<(?:\w+:)?f\b[^<]*(?:</(?:\w+:)?f>)?)?(?:<(?:\w+:)?v>(#[^<]{1,20})<)?)'
)
PLACE: Final = re.compile(rb'\sr="([A-Za-z]{1,3})(\d{1,7})"')
SHEET: Final = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
RELATION: Final = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
ATTRIBUTE: Final = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
