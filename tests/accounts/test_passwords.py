"""Passwords: good and bad ones, hashes of every kind, and threads with a queue that ends."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from typing import Final

import pytest
from litestar.exceptions import ServiceUnavailableException
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from app.accounts import passwords as module
from app.accounts.passwords import HASHING, QUEUE, Passwords, weakness
from tests.people import PASSWORD

#: What others know of Ann.
ANN: Final = ("ann.lee", "ann.lee@acme.example", "Ann Lee-Miller")


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    async with Passwords().opened() as opened:
        yield opened


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "my cat sits on the model train",
        "Kj8#mPq2$vLx9@n",
        "\u0436\u0443\u0440\u0430\u0432\u043b\u044c \u0438 \u0442\u0440\u0438 \u0441\u043b\u043e\u043d\u0430",
        "Ann Lee-Miller never eats green submarines",
        "correct horse battery staple" * 4,
    ],
)
def test_good_ones(password: str) -> None:
    assert weakness(password, *ANN) is None


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("Kj8#mPq2$vLx9@", "Expected 15 to 128 characters"),
        ("x" * 129, "Expected 15 to 128 characters"),
        ("e\u0301" * 14, "Expected 15 to 128 characters"),  # 14 letters, however they are written
        ("\u0958" * 65, "Expected 15 to 128 characters"),  # 130
        ("correct horse \udc80 staple", "UTF-8"),
        ("123456789012345", "four or more words"),
        ("passwordpassword", "four or more words"),
        ("qwertyuiopasdfg", "four or more words"),
        ("Summer2025Summer2025", "four or more words"),
        ("a" * 128, "four or more words"),
        ("\U0001f600" * 25, "four or more words"),
        ("catalogue-admin-1", "your name, your address or what this is"),
        ("ModelCatalogue2025!", "your name, your address or what this is"),
        ("ann.lee@acme.example", "your name, your address or what this is"),
        ("AnnLee-AnnLee-AnnLee", "your name, your address or what this is"),
        ("miller-acme-12345", "your name, your address or what this is"),
    ],
)
def test_bad_ones(password: str, says: str) -> None:
    found = weakness(password, *ANN)
    assert found
    assert says in found
    assert password not in found


def test_no_password_takes_long_to_look_at() -> None:
    """Each of these signs stands for a letter or two."""
    before = time.thread_time()
    weakness("4@8({[<369&#!1/|0$57+%2" * 5, *ANN)
    assert time.thread_time() - before < 1.5


async def test_the_words_of_one_person_do_not_count_for_another(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """zxcvbn has one table of them for all threads: a second person would read those of the first."""
    table: list[str] = []

    def scored(password: str, user_inputs: list[str]) -> dict[str, int]:
        table[:] = user_inputs
        time.sleep(0.001)
        return {"score": 0 if "quandremia" in table else 4}

    monkeypatch.setattr(module, "zxcvbn", scored)
    words = ["quandremia", "bob"] * (QUEUE // 2)
    others = Passwords()  # of another application in this process
    async with others.opened():
        found = await asyncio.gather(
            *(judge.weakness(PASSWORD, word) for word in words for judge in (passwords, others))
        )
    assert [bool(one) for one in found] == [True, True, False, False] * (QUEUE // 2)


async def test_what_is_hashed_is_compared(passwords: Passwords) -> None:
    hashed = await passwords.hash(PASSWORD)
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    right, wrong = await passwords.verify(PASSWORD, hashed), await passwords.verify(PASSWORD + "!", hashed)
    assert (right.right, right.better, wrong.right) == (True, None, False)
    assert not (await passwords.verify(PASSWORD, None)).right


async def test_one_text_written_in_two_ways(passwords: Passwords) -> None:
    hashed = await passwords.hash("re\u0301ne et la mer en 1984")
    assert (await passwords.verify("r\u00e9ne et la mer en 1984", hashed)).right


@pytest.mark.parametrize(
    "old",
    [BcryptHasher(rounds=4), Argon2Hasher(time_cost=1, memory_cost=8192, parallelism=1)],
    ids=["bcrypt", "argon2"],
)
async def test_old_hashes_are_replaced(passwords: Passwords, old: BcryptHasher | Argon2Hasher) -> None:
    verdict = await passwords.verify(PASSWORD, old.hash(PASSWORD))
    assert verdict.right
    assert verdict.better
    assert (await passwords.verify(PASSWORD, verdict.better)).better is None
    assert not (await passwords.verify("not " + PASSWORD, old.hash(PASSWORD))).right


@pytest.mark.parametrize("password", ["\U0001f600" * 19, "x" * 73, "x" * 1024, "a\0b", "\udc80"], ids=ascii)
async def test_what_bcrypt_cannot_take_is_wrong(passwords: Passwords, password: str) -> None:
    assert not (await passwords.verify(password, BcryptHasher(rounds=4).hash("x" * 72))).right


@pytest.mark.parametrize(
    "hashed",
    [
        "",
        "no hash",
        "$argon2id$",
        "$argon2id$v=19$m=19456,t=2,p=1$x$y",
        "$argon2id$v=19$m=a,t=2,p=1$eHh4eHh4eHg$eHh4eHh4eHg",
        "$2b$12$",
        "$2b$99$" + "a" * 53,
        "$2b$12$" + "!" * 53,
        "$2b$12$\u00e9",
    ],
)
async def test_what_is_no_hash_fits_nothing(passwords: Passwords, hashed: str) -> None:
    assert not (await passwords.verify(PASSWORD, hashed)).right


class Slow:
    """Work that lasts until it is let go, and how much of it there is."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.begun = threading.Semaphore(0)
        self.threads: set[threading.Thread] = set()

    def hash(self, password: str) -> str:
        self.threads.add(threading.current_thread())
        self.begun.release()
        assert self.over.wait(20)
        return password


Full = tuple[Passwords, Slow, list["asyncio.Task[str]"]]


@pytest.fixture
async def full(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Full]:
    """Both threads at work, and nobody else is let in."""
    passwords, slow = Passwords(), Slow()
    monkeypatch.setattr(module, "HASHES", slow)
    async with passwords.opened():
        waiting = [asyncio.create_task(passwords.hash(f"{n}")) for n in range(QUEUE)]
        await asyncio.sleep(0)
        assert all(slow.begun.acquire(timeout=20) for _ in range(HASHING))
        try:
            yield passwords, slow, waiting
        finally:
            slow.over.set()
            await asyncio.gather(*waiting, return_exceptions=True)


async def test_the_loop_goes_on_meanwhile(full: Full) -> None:
    """That this runs at all while both threads work is the proof."""
    _, slow, waiting = full
    assert not any(task.done() for task in waiting)
    slow.over.set()
    assert await asyncio.gather(*waiting) == [f"{n}" for n in range(QUEUE)]
    assert len(slow.threads) == HASHING
    assert threading.current_thread() not in slow.threads


async def test_a_full_queue_asks_to_come_again(full: Full) -> None:
    passwords, slow, waiting = full
    for ask in (passwords.hash("x"), passwords.verify("x", "y")):
        with pytest.raises(ServiceUnavailableException) as refused:
            await ask
        assert refused.value.headers == {"Retry-After": "1"}
    slow.over.set()
    await asyncio.gather(*waiting)
    assert await passwords.hash("again") == "again"


async def test_new_passwords_are_judged_while_nobody_can_sign_in(full: Full) -> None:
    passwords, _, _ = full
    assert await passwords.weakness("x") == "Expected 15 to 128 characters."


async def test_people_sign_in_while_no_new_password_can_be_judged(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(module, "weakness", slow.hash)
    waiting = [asyncio.create_task(passwords.weakness(f"{n}")) for n in range(QUEUE)]
    await asyncio.sleep(0)
    try:
        with pytest.raises(ServiceUnavailableException):
            await passwords.weakness("x")
        assert (await passwords.verify(PASSWORD, await passwords.hash(PASSWORD))).right
    finally:
        slow.over.set()
    assert await asyncio.gather(*waiting) == [f"{n}" for n in range(QUEUE)]
    assert len(slow.threads) == 1


async def test_who_leaves_makes_room_but_work_under_way_does_not(full: Full) -> None:
    passwords, slow, waiting = full
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert all(task.cancelled() for task in waiting)
    others = [asyncio.create_task(passwords.hash("x")) for _ in range(QUEUE)]
    await asyncio.wait(others, timeout=0.05)
    assert sum(task.done() for task in others) == HASHING  # refused: two of the first are still at work
    slow.over.set()
    found = await asyncio.gather(*others, return_exceptions=True)
    assert [type(one) for one in found].count(ServiceUnavailableException) == HASHING
    assert found.count("x") == QUEUE - HASHING


async def test_at_the_end_who_waits_is_answered_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords, slow = Passwords(), Slow()
    monkeypatch.setattr(module, "HASHES", slow)
    async with passwords.opened():
        waiting = [asyncio.create_task(passwords.hash(f"{n}")) for n in range(5)]
        asyncio.get_running_loop().call_later(0.05, slow.over.set)
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == ["0", "1", "2", "3", "4"]
    with pytest.raises(ServiceUnavailableException):
        await passwords.hash("late")
    assert slow.threads
    assert not any(thread.is_alive() for thread in slow.threads)
