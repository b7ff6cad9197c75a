"""One JSON line an event on standard error; colours and columns where a person looks at it."""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """For this process; libraries that log by the standard library are heard from warnings on."""
    render = (
        structlog.dev.ConsoleRenderer(pad_event_to=0)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(sort_keys=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", stream=sys.stderr)
    # The pool reports each failed attempt to reconnect with a trace; /readyz and the 503s say it once.
    logging.getLogger("asyncpg.pool").setLevel(logging.CRITICAL)
