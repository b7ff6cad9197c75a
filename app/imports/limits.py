"""What one import may take of the machine, and what is left of it."""

from app.imports.job import Limits


class TooMuch(Exception):
    """Nothing of all that was brought is taken: says which limit it passes, and what to do."""


class Budget:
    """What is left of the limits of one import."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._files = self._bytes = self._inflated = 0

    def file(self) -> None:
        self._files += 1
        if self._files > self._limits.files:
            raise TooMuch(f"There are more than {self._limits.files:,} files: bring fewer at a time.")

    def brought(self, size: int) -> None:
        self._bytes += size
        if self._bytes > self._limits.size:
            raise TooMuch(f"It is more than {megabytes(self._limits.size)}: bring less at a time.")

    def inflated(self, size: int) -> None:
        self._inflated += size
        if self._inflated > self._limits.inflated:
            raise TooMuch(
                f"Unpacked it is more than {megabytes(self._limits.inflated)}: bring less at a time."
            )


def megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB" if size >= 2**20 else f"{size:,} bytes"
