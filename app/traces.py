"""Where an error happened, for logs: its own text may hold a row's values, so it stays out."""

import traceback


def places(error: BaseException) -> list[str]:
    """File, line and function of each step, the innermost last."""
    steps = traceback.extract_tb(error.__traceback__)
    return [f"{step.filename}:{step.lineno} {step.name}" for step in steps]


def told(error: BaseException) -> str:
    """A line for each step, and what kind of error it is."""
    return "\n".join([*places(error), type(error).__name__])
