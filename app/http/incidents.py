"""What the log keeps of a request that failed: where and which constraint, never a value."""

import structlog

from app.database.faults import constraint, sqlstate
from app.traces import places

log = structlog.get_logger()


def note(event: str, request_id: str, error: BaseException) -> None:
    """Something was in the way that is no fault of ours."""
    log.warning(
        event,
        request_id=request_id,
        error=type(error).__name__,
        sqlstate=sqlstate(error),
        constraint=constraint(error) or None,
    )


def crash(event: str, request_id: str, error: BaseException) -> None:
    """A fault of ours, with its trace."""
    log.error(
        event,
        request_id=request_id,
        sqlstate=sqlstate(error),
        constraint=constraint(error) or None,
        error=type(error).__name__,
        trace=places(error),
    )


def innermost(error: BaseException) -> BaseException:
    """What the framework wraps where an answer has begun, and the task group of a stream once more."""
    while inner := getattr(error, "exceptions", (error.__cause__,))[0]:
        error = inner
    return error
