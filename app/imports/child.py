"""The process that reads what people bring: it may be ended at any moment, and leaves nothing behind."""

import os
import sys
from typing import Final

import msgspec

from app.confined.child import OUT_OF_MEMORY, begin, end, say
from app.formats import formats
from app.formats.files import Unreadable
from app.imports.job import Message, Refusal, Task
from app.imports.limits import TooMuch
from app.imports.reader import FULL, NO_ROOM, Reader, printable
from app.imports.spool import Spool

#: What records say is longer than the file that says it.
SPOOL_RATIO: Final = 4
BUFFER: Final = 2**20


def main() -> None:
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    limits = task.limits
    begin(
        task.parent,
        address_space=limits.memory * 2**20,
        seconds=limits.seconds,
        file_size=SPOOL_RATIO * limits.inflated,
    )
    formats()  # a broken one is no fault of any file
    file = os.fdopen(task.spool, "wb", buffering=BUFFER)
    last: Message
    try:
        last = Reader(task, Spool(file, task.job.import_id)).run()
        file.flush()
    except (TooMuch, Unreadable) as error:
        last = Refusal(printable(str(error)))
    except OSError as error:
        if error.errno not in FULL:
            raise
        last = Refusal(NO_ROOM)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    say(last)
    end()


if __name__ == "__main__":
    main()
