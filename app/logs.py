"""One JSON line an event on standard error; colours and columns where a person looks at it."""

import logging
import os
import sys
from contextlib import suppress

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from app.traces import places


def configure(level: str) -> None:
    """For this process; libraries that log by the standard library are heard from warnings on."""
    stamp, console = structlog.processors.TimeStamper, structlog.dev.ConsoleRenderer
    form: list[Processor] = (
        [stamp(fmt="%H:%M:%S", utc=False), _printable, console(pad_event_to=0)]
        if sys.stderr.isatty()
        else [stamp(fmt="iso", utc=True), structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[structlog.processors.add_log_level, *form],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=Lines,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[Foreign()])


class Lines:
    """One write a line: those of several workers never mix. A log that nobody reads stops no request."""

    def msg(self, line: str) -> None:
        with suppress(OSError):
            os.write(2, f"{line}\n".encode(errors="backslashreplace"))

    debug = info = warning = error = critical = msg


class Foreign(logging.Handler):
    """What libraries log, in our form: an exception without its text, which may hold a row's values."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        more = {"error": type(error).__name__, "trace": places(error)} if error else {}
        structlog.get_logger().log(record.levelno, record.getMessage(), logger=record.name, **more)


def _printable(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A path may hold what a terminal obeys."""
    return {
        name: value.encode("unicode_escape").decode()
        if isinstance(value, str) and not value.isprintable()
        else value
        for name, value in event.items()
    }
