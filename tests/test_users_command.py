"""`catalogue users`: accounts made, shown, disabled, promoted and given passwords, and what is refused."""

import json
import os
import pty
import select
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final, TypeAlias
from uuid import UUID

import asyncpg
import pytest

from app.accounts.passwords import HASHES
from app.database.address import parse
from app.database.server import Server
from tests.conftest import cloned, database_url
from tests.people import EVE, MIA, SECRET, SUE
from tests.service.processes import CATALOGUE, START_SECONDS, environment, launch, one_line, run

Rows: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Done: TypeAlias = "subprocess.CompletedProcess[str]"

GOOD: Final = "many moons over quiet harbours"
ANN: Final = ("--username", "ann", "--email", "ann@example.org")


@pytest.fixture
async def rows(fresh: str) -> AsyncIterator[Rows]:
    db = await asyncpg.connect(**parse(fresh).asyncpg())
    yield db
    await db.close()


class Users:
    """The command on a database, where nobody can be asked."""

    def __init__(self, url: str, cwd: Path) -> None:
        self.url = url
        self.cwd = cwd

    def __call__(self, *words: str, typed: str = "") -> Done:
        return run("users", *words, cwd=self.cwd, typed=typed, DATABASE_URL=self.url)

    def told(self, *words: str, typed: str = "") -> str:
        done = self(*words, typed=typed)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    def refused(self, *words: str, typed: str = "") -> str:
        return one_line(self(*words, typed=typed)).removeprefix("catalogue: ").rstrip("\n")

    def listed(self) -> dict[str, dict[str, Any]]:
        return {user["username"]: user for user in json.loads(self.told("list", "--json"))}


@pytest.fixture
def users(fresh: str, tmp_path: Path) -> Users:
    return Users(fresh, tmp_path)


async def audit(rows: Rows, subject: UUID) -> list[tuple[Any, ...]]:
    """What was done at the machine, which is nobody."""
    found = await rows.fetch(
        "select action, actor_id, request_id, ip, detail::text from audit"
        " where subject = $1 and created_at > now() - interval '1 hour' order by id",
        str(subject),
    )
    assert {(row["actor_id"], row["request_id"], row["ip"]) for row in found} <= {(None, None, None)}
    return [(row["action"], json.loads(row["detail"])) for row in found]


async def test_the_first_superuser(users: Users, rows: Rows) -> None:
    words = ("create-superuser", "--username", "Ann", "--email", " Ann@EXAMPLE.org", "--password-stdin")
    assert users.told(*words, typed=GOOD + "\n") == "ann may sign in, as a superuser.\n"
    ann = await rows.fetchrow("select * from users where username = 'ann'")
    assert ann
    assert (ann["email"], ann["role"], ann["is_superuser"], ann["is_active"]) == (
        "ann@example.org",
        "member",
        True,
        True,
    )
    assert ann["hashed_password"].startswith("$argon2id$")
    assert HASHES.verify(GOOD, ann["hashed_password"]), "the line break is no part of it"
    assert await audit(rows, ann["id"]) == [
        ("user.create", {"username": "ann", "role": "member", "is_superuser": True})
    ]


def test_members_and_editors(users: Users) -> None:
    assert users.told("create", *ANN, typed=GOOD) == "ann may sign in, as a member.\n"
    told = users.told(
        "create", "--username", "bob", "--email", "bob@example.org", "--role", "editor", typed=GOOD + "\r\n"
    )
    assert told == "bob may sign in, as an editor.\n"
    listed = users.listed()
    assert (listed["ann"]["role"], listed["bob"]["role"]) == ("member", "editor")
    assert not listed["ann"]["is_superuser"]
    assert not any("password" in field for user in listed.values() for field in user)


@pytest.mark.parametrize(
    ("words", "typed", "says"),
    [
        (ANN, "", "There is no password at standard input."),
        (ANN, "\n", "There is no password at standard input."),
        (ANN, f"{GOOD}\n{GOOD}\n", "Standard input holds more than a password: one line is expected."),
        (ANN, "moons", "The password is refused. Expected 15 to 128 characters."),
        (ANN, "passwordpassword", "The password is refused. Others would guess it"),
        (ANN, "ann@example.org!", "The password is refused. Others would guess it"),
        (ANN, "m" * 11_000, "Standard input holds more than a password: one line is expected."),
        (ANN[:2], GOOD, "--email is needed where nobody can be asked."),
        (ANN[2:], GOOD, "--username is needed where nobody can be asked."),
        ((*ANN[:2], "--email", "ann"), GOOD, "--email: Expected an e-mail address"),
        (("--username", "a n n", *ANN[2:]), GOOD, "--username: Expected 1 to 50 of a-z"),
        (("--username", "Mia", *ANN[2:]), GOOD, "Another account has this name."),
        ((*ANN[:2], "--email", "MIA@example.org"), GOOD, "There is an account with this address already."),
    ],
)
def test_what_no_account_can_be(users: Users, words: tuple[str, ...], typed: str, says: str) -> None:
    assert users.refused("create-superuser", *words, typed=typed).startswith(says)
    assert users.listed().keys() == {"mia", "max", "eve", "sue", "dan"}


@pytest.mark.once
def test_a_password_is_no_argument(tmp_path: Path) -> None:
    done = run("users", "create-superuser", *ANN, "--password", GOOD, cwd=tmp_path)
    assert done.returncode == 2
    assert GOOD not in done.stderr


def test_a_password_that_is_no_text(users: Users) -> None:
    done = subprocess.run(
        [*CATALOGUE, "users", "create", *ANN],
        cwd=users.cwd,
        env=environment(DATABASE_URL=users.url),
        input=b"\xff" * 20,
        capture_output=True,
        timeout=START_SECONDS,
        check=False,
    )
    assert done.stderr == b"catalogue: The password at standard input is not UTF-8.\n"
    assert done.returncode == 1


def test_all_accounts_are_shown(users: Users) -> None:
    lines = users.told("list").splitlines()
    assert lines[0].split() == [
        "username",
        "e-mail",
        "address",
        "full",
        "name",
        "role",
        "may",
        "sign",
        "in",
        "since",
    ]
    assert [line.split()[0] for line in lines[1:]] == ["dan", "eve", "max", "mia", "sue"]
    assert [line.split()[2:4] for line in lines[1:]] == [
        ["editor", "no"],
        ["editor", "yes"],
        ["member", "yes"],
        ["member", "yes"],
        ["superuser", "yes"],
    ]
    assert users.listed()["eve"]["id"] == str(EVE.id)


async def test_there_is_nobody_yet(migrated: Server, tmp_path: Path) -> None:
    async with cloned(migrated) as name:
        users = Users(database_url(migrated.app_url, name), tmp_path)
        assert (
            users.told("list") == "There are no accounts: catalogue users create-superuser makes the first.\n"
        )
        assert users.told("list", "--json") == "[]\n"


async def test_out_and_in_again(users: Users, rows: Rows) -> None:
    assert users.told("disable", "mia@example.org") == "mia is disabled, and signed out everywhere.\n"
    assert await rows.fetchval("select revoked_reason from sessions where id = $1", MIA.session)
    assert users.told("disable", "MIA") == "mia is disabled already.\n"
    assert users.told("enable", "mia") == "mia may sign in again.\n"
    assert users.told("enable", "mia") == "mia may sign in already.\n"
    assert await audit(rows, MIA.id) == [
        ("user.disable", {"username": "mia"}),
        ("user.enable", {"username": "mia"}),
    ]
    assert await rows.fetchval("select revoked_at from sessions where id = $1", MIA.session), (
        "a session is over"
    )


async def test_roles(users: Users, rows: Rows) -> None:
    assert users.told("set-role", "mia", "editor") == "mia is an editor now.\n"
    assert users.told("set-role", "mia", "editor") == "mia is an editor already.\n"
    assert users.told("set-role", "mia", "superuser") == "mia is a superuser now.\n"
    mia = users.listed()["mia"]
    assert (mia["role"], mia["is_superuser"]) == ("editor", True)
    assert users.told("set-role", "mia", "member") == "mia is a member now, and no superuser any more.\n"
    mia = users.listed()["mia"]
    assert (mia["role"], mia["is_superuser"]) == ("member", False)
    actions = await audit(rows, MIA.id)
    assert [action for action, _ in actions] == ["user.change"] * 3
    assert actions[-1][1]["is_superuser"] == {"from": True, "to": False}


def test_the_last_superuser_stays(users: Users) -> None:
    for words in (("disable", "sue"), ("set-role", "sue", "editor")):
        assert "superuser" in users.refused(*words)
    assert users.listed()["sue"]["is_superuser"]
    users.told("set-role", "eve", "superuser")
    assert users.told("disable", "sue").startswith("sue is disabled")


async def test_another_password(users: Users, rows: Rows) -> None:
    before = await rows.fetchval("select hashed_password from users where id = $1", EVE.id)
    told = users.told("reset-password", "eve", typed=GOOD + "\n")
    assert told == "eve has another password; 1 session has ended.\n"
    after = await rows.fetchval("select hashed_password from users where id = $1", EVE.id)
    assert after != before
    assert HASHES.verify(GOOD, after)
    assert (
        await rows.fetchval("select revoked_reason from sessions where id = $1", EVE.session)
        == "password reset"
    )
    assert await rows.fetchval("select revoked_at from sessions where id = $1", SUE.session) is None
    assert await audit(rows, EVE.id) == [("user.password", {})]
    assert "Others would guess it" in users.refused("reset-password", "eve", typed="eve@example.org!")


@pytest.mark.parametrize("words", [("disable",), ("enable",), ("reset-password",), ("set-role", "editor")])
def test_nobody_of_this_name(users: Users, words: tuple[str, ...]) -> None:
    said = users.refused(words[0], "nobody", *words[1:], typed=GOOD)
    assert said == "There is no account called 'nobody'; catalogue users list shows all."


@pytest.mark.once
def test_a_database_that_is_away(tmp_path: Path) -> None:
    url = "postgresql://ada:s3cret@127.0.0.1:9/catalogue"
    said = one_line(run("users", "list", cwd=tmp_path, DATABASE_URL=url))
    assert "is away" in said
    assert "s3cret" not in said


def greeting(url: str, outputs: Path) -> str:
    outputs.mkdir()
    service = launch(outputs, outputs, DATABASE_URL=url, SECRET_KEY=SECRET)
    try:
        return service.greeting
    finally:
        service.put_away()


async def test_the_service_says_how_to_begin_until_somebody_has(migrated: Server, tmp_path: Path) -> None:
    async with cloned(migrated) as name:
        users = Users(database_url(migrated.app_url, name), tmp_path)
        told = greeting(users.url, tmp_path / "1")
        (line,) = (line for line in told.splitlines() if "superuser" in line)
        assert line.startswith("  First superuser   ")
        assert line.endswith("catalogue users create-superuser")
        users.told("create", *ANN, typed=GOOD)
        assert line in greeting(users.url, tmp_path / "2"), "a member manages nobody"
        users.told("set-role", "ann", "superuser")
        assert "superuser" not in greeting(users.url, tmp_path / "3")


class Terminal:
    """The command as a person has it who is asked."""

    def __init__(self, users: Users, *words: str) -> None:
        self.number, behind = pty.openpty()
        self.process = subprocess.Popen(
            [*CATALOGUE, "users", *words],
            cwd=users.cwd,
            env=environment(DATABASE_URL=users.url),
            stdin=behind,
            stdout=behind,
            stderr=behind,
            start_new_session=True,
        )
        os.close(behind)
        self.seen = ""
        self.looked_at = 0

    def answer(self, question: str, text: str) -> None:
        self.read_until(question)
        os.write(self.number, text.encode() + b"\n")

    def read_until(self, words: str) -> None:
        """From what has not been looked at so far."""
        while words not in self.seen[self.looked_at :]:
            assert select.select([self.number], [], [], START_SECONDS)[0], self.seen
            self.seen += os.read(self.number, 1000).decode()
        self.looked_at = self.seen.index(words, self.looked_at) + len(words)

    def end(self) -> int:
        try:
            while data := os.read(self.number, 1000):
                self.seen += data.decode()
        except OSError:  # it is closed
            pass
        os.close(self.number)
        return self.process.wait(START_SECONDS)


async def test_asked_at_a_terminal(users: Users, rows: Rows) -> None:
    """Until the answers fit; a password is never to be seen."""
    terminal = Terminal(users, "create-superuser")
    terminal.answer("Username:", "a n n")
    terminal.read_until("Expected 1 to 50 of a-z")
    terminal.answer("Username:", "ann")
    terminal.answer("E-mail address:", "ann@example.org")
    terminal.answer("Password:", "moons")
    terminal.read_until("Expected 15 to 128 characters.")
    terminal.answer("Password:", GOOD)
    terminal.answer("The same again:", "others")
    terminal.read_until("They differ.")
    terminal.answer("Password:", GOOD)
    terminal.answer("The same again:", GOOD)
    assert terminal.end() == 0, terminal.seen
    assert "ann may sign in, as a superuser." in terminal.seen
    assert GOOD not in terminal.seen
    assert HASHES.verify(
        GOOD, await rows.fetchval("select hashed_password from users where username = 'ann'")
    )


async def test_a_password_that_changes_while_another_is_asked_for(users: Users, rows: Rows) -> None:
    terminal = Terminal(users, "reset-password", "eve")
    terminal.answer("Password:", GOOD)
    await rows.execute("update users set hashed_password = repeat('x', 60) where id = $1", EVE.id)
    terminal.answer("The same again:", GOOD)
    assert terminal.end() == 1
    assert "The password has been changed meanwhile; nothing was done." in terminal.seen
    assert await rows.fetchval("select hashed_password from users where id = $1", EVE.id) == "x" * 60
    assert await audit(rows, EVE.id) == []


def test_a_terminal_is_no_standard_input_for_passwords(users: Users) -> None:
    terminal = Terminal(users, "reset-password", "mia", "--password-stdin")
    assert terminal.end() == 1
    assert "without the option you are asked" in terminal.seen
