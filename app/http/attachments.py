"""Files that are sent to be kept, rather than shown."""

import re
from typing import Final
from urllib.parse import quote

#: What stands for itself between double quotes, to every client there is.
PLAIN: Final = re.compile(r"[^A-Za-z0-9._ -]")


def attachment(filename: str) -> str:
    """Content-Disposition (RFC 6266): the name as it is, and one in ASCII for who reads nothing else."""
    plain = PLAIN.sub("_", filename).strip() or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
