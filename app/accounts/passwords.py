"""Passwords: hashed and compared in threads of their own, never on the event loop."""

import asyncio
import os
import re
import secrets
import sys
import unicodedata
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from threading import BoundedSemaphore, Lock, get_native_id
from typing import Final, ParamSpec, Self, TypeVar

from litestar.di import NamedDependency
from litestar.exceptions import ServiceUnavailableException
from litestar.params import SkipValidation
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
HASHING: Final = 2
#: Of 20 then: with twenty people who sign in at once, others wait half as long.
NICENESS: Final = 10
#: So many wait or are at work; whoever comes then is asked to come again.
QUEUE: Final = 32
#: zxcvbn's scale goes to 4; at 3 it takes some 10^8 guesses.
SAFE: Final = 3
#: Four words, about. Of signs that stand for letters every reading is tried: 72 of them take three seconds.
LOOKED_AT: Final = 24
#: zxcvbn keeps the words that it is given in a table of the whole process.
ZXCVBN: Final = Lock()
#: What must be left of a password without the words that everybody would try here.
OWN: Final = 10
OURS: Final = ("model", "catalogue", "catalog")
SEPARATORS: Final = re.compile(r"[\W_]+")


class Verdict(Struct, frozen=True):
    """Whether it was the password; `better` is a new hash of it, where the old one is of another kind."""

    right: bool
    better: str | None = None


class Passwords:
    """Hashing and judging, each in threads of its own: a password that takes long to judge keeps nobody out.

    Raises ServiceUnavailableException (503) when too many wait.
    """

    def __init__(self) -> None:
        self._hashing = Queue(HASHING)
        self._judging = Queue(1)
        # What the password of nobody is compared with, so that it takes as long as somebody's.
        self._nobody = HASHES.hash(secrets.token_urlsafe(16))

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Self]:
        """Usable inside; afterwards who waits still gets an answer, and nobody else is let in."""
        try:
            yield self
        finally:
            await asyncio.gather(self._hashing.close(), self._judging.close())

    async def hash(self, password: str) -> str:
        return await self._hashing.done(hashed, password)

    async def verify(self, password: str, hashed: str | None) -> Verdict:
        """Takes as long for nobody, whose hash is None."""
        return await self._hashing.done(_compared, normalised(password), hashed or self._nobody)

    async def weakness(self, password: str, *words: str | None) -> str | None:
        """What is wrong with a new password, in a sentence; None for a good one.

        `words` are what others know of the person: names, where there are any, and address.
        """
        return await self._judging.done(weakness, password, *words)


InPasswords = NamedDependency[SkipValidation[Passwords]]


class Queue:
    """Threads, and those who wait for them, QUEUE at most."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, "passwords", initializer=_step_back)
        # Given back by the work itself: what a client no longer waits for still takes its time.
        self._room = BoundedSemaphore(QUEUE)

    async def done(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if not self._room.acquire(blocking=False):
            raise _busy()
        try:
            job = self._threads.submit(work, *args, **kwargs)
        except RuntimeError as closed:
            self._room.release()
            raise _busy() from closed
        job.add_done_callback(lambda _: self._room.release())
        return await asyncio.wrap_future(job)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)


def _step_back() -> None:
    """Hashing takes the time that requests leave; on Linux, where each thread has a niceness of its own."""
    if sys.platform == "linux":
        with suppress(OSError):  # it is only slower then
            os.setpriority(os.PRIO_PROCESS, get_native_id(), NICENESS)


def _busy() -> ServiceUnavailableException:
    return ServiceUnavailableException(
        "Too many people sign in just now; try again.", headers={"Retry-After": "1"}
    )


def normalised(password: str) -> str:
    """One form for what looks the same, however a keyboard writes it (NFC)."""
    return unicodedata.normalize("NFC", password)


def hashed(password: str) -> str:
    """See Passwords.hash, which does not hold up others meanwhile."""
    return HASHES.hash(normalised(password))


def _compared(password: str, hashed: str) -> Verdict:
    try:
        return Verdict(*HASHES.verify_and_update(password, hashed))
    except (PwdlibError, ValueError):  # bcrypt takes at most 72 bytes; a hash may be none
        return Verdict(right=False)


def weakness(password: str, *words: str | None) -> str | None:
    """See Passwords.weakness; takes milliseconds."""
    text = normalised(password)
    if not SHORTEST <= len(text) <= LONGEST:
        return f"Expected {SHORTEST} to {LONGEST} characters."
    if any(unicodedata.category(character) == "Cs" for character in text):
        return "Expected text in UTF-8."
    known = _known(*filter(None, words), *OURS)
    if len(_without(known, text.lower())) < OWN:
        return "Others would guess it: it is little more than your name, your address or what this is."
    if _score(text, known) < SAFE:
        return "Others would guess it; take four or more words that have nothing to do with each other."
    return None


def _known(*words: str) -> list[str]:
    """Each as a whole, in its parts and run together, the longest first; shorter ones are everywhere."""
    found = set()
    for word in map(str.lower, words):
        parts = SEPARATORS.split(word)
        found |= {word, "".join(parts), *parts}
    return sorted((normalised(part) for part in found if len(part) > 3), key=len, reverse=True)


def _without(known: list[str], password: str) -> str:
    for word in known:
        password = password.replace(word, "")
    return password


def _score(password: str, known: list[str]) -> int:
    with ZXCVBN:
        score: int = zxcvbn(password[:LOOKED_AT], user_inputs=known)["score"]
    return score
