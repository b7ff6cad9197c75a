"""Passwords: hashed and compared in threads of their own, never on the event loop."""

import asyncio
import secrets
import unicodedata
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Final, ParamSpec, Self, TypeVar

from litestar.exceptions import ServiceUnavailableException
from msgspec import Struct
from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher
from zxcvbn import zxcvbn

P = ParamSpec("P")
R = TypeVar("R")

SHORTEST: Final = 15
LONGEST: Final = 128
#: OWASP's argon2id: 19 MiB, two passes, one lane. Hashes of bcrypt are only compared, and then replaced.
HASHES: Final = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1), BcryptHasher()))
#: More threads than cores would only take memory, 19 MiB each.
THREADS: Final = 2
#: So many wait or are at work; whoever comes then is asked to come again.
QUEUE: Final = 32
#: zxcvbn's scale goes to 4; at 3 it takes some 10^8 guesses. Its time grows with the square of the length.
SAFE: Final = 3
LOOKED_AT: Final = 72
#: Words that everybody would try here.
OURS: Final = ("model", "catalogue", "modelcatalogue")


class Verdict(Struct, frozen=True):
    """Whether it was the password; `better` is a new hash of it, where the old one is of another kind."""

    right: bool
    better: str | None = None


class Passwords:
    """Two threads and a queue with an end; raises ServiceUnavailableException (503) when it is full."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
        self._waiting = 0
        # What the password of nobody is compared with, so that it takes as long as somebody's.
        self._nobody = HASHES.hash(secrets.token_urlsafe(16))

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Self]:
        """Usable inside; afterwards what waits is dropped."""
        try:
            yield self
        finally:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def hash(self, password: str) -> str:
        return await self._away(HASHES.hash, normalised(password))

    async def verify(self, password: str, hashed: str | None) -> Verdict:
        """Takes as long for nobody, whose hash is None."""
        return await self._away(_compared, normalised(password), hashed or self._nobody)

    async def weakness(self, password: str, *words: str) -> str | None:
        """What is wrong with a new password, in a sentence; None for a good one.

        `words` are what others know of the person: name, address.
        """
        return await self._away(weakness, password, *words)

    async def _away(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if self._waiting >= QUEUE:
            raise ServiceUnavailableException(
                "Too many people sign in just now; try again.", headers={"Retry-After": "1"}
            )
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, lambda: work(*args, **kwargs)
            )
        finally:
            self._waiting -= 1


def normalised(password: str) -> str:
    """One form for what looks the same, however a keyboard writes it (NFC)."""
    return unicodedata.normalize("NFC", password)


def _compared(password: str, hashed: str) -> Verdict:
    try:
        return Verdict(*HASHES.verify_and_update(password, hashed))
    except (PwdlibError, ValueError):  # bcrypt takes at most 72 bytes; a hash may be none
        return Verdict(right=False)


def weakness(password: str, *words: str) -> str | None:
    """See Passwords.weakness; takes milliseconds."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Expected {SHORTEST} to {LONGEST} characters."
    known = [word for given in (*words, *OURS) for word in _parts(given)]
    text = normalised(password).lower()
    if named := next((word for word in known if len(word) > 3 and _mostly(word, text)), None):
        return f"Others would guess it: it is little more than {named!r}."
    found = zxcvbn(normalised(password)[:LOOKED_AT], user_inputs=known)
    if found["score"] < SAFE:
        return "Others would guess it; take four or more words that have nothing to do with each other."
    return None


def _parts(word: str) -> list[str]:
    """An address counts as a whole, and as its name."""
    return [word.lower(), word.lower().partition("@")[0]]


def _mostly(word: str, password: str) -> bool:
    """Whether what is left without the word would be short itself."""
    return word in password and len(password.replace(word, "")) < SHORTEST - 5
