"""What a person is asked at a terminal, or gives by standard input; passwords are never arguments."""

import sys
from collections.abc import Callable
from typing import Final, TypeVar

import click
import msgspec

from app.accounts.passwords import weakness
from app.administration import AdministrationError
from app.http.constraints import RULES
from app.people import Username

T = TypeVar("T")
#: Bytes; far more than a password has.
MOST: Final = 10_000


def username(text: str) -> str:
    """As it is stored; raises ValueError with a sentence."""
    try:
        return msgspec.convert(text.strip(), Username).lower()
    except msgspec.ValidationError:
        raise ValueError(RULES["users_username_check"].detail) from None


def given(option: str, text: str | None, question: str, read: Callable[[str], T]) -> T:
    """What the option says, or else the person; raises AdministrationError where nobody can be asked."""
    if text is None and not sys.stdin.isatty():
        raise AdministrationError(f"{option} is needed where nobody can be asked.")
    try:
        return _answered(question, read) if text is None else read(text)
    except ValueError as error:
        raise AdministrationError(f"{option}: {error}") from None


def _answered(question: str, read: Callable[[str], T]) -> T:
    while True:
        try:
            return read(click.prompt(question, err=True))
        except ValueError as error:
            click.echo(str(error), err=True)


def password(*words: str | None, from_stdin: bool) -> str:
    """A new one that others do not guess; `words` are what they know of the person."""
    if sys.stdin.isatty():
        if from_stdin:
            raise AdministrationError("--password-stdin: it is a terminal; without the option you are asked.")
        return _asked(*words)
    new = _one_line(sys.stdin.buffer.read(MOST + 1))
    if flaw := weakness(new, *words):
        raise AdministrationError(f"The password is refused. {flaw}")
    return new


def _asked(*words: str | None) -> str:
    while True:
        new: str = click.prompt("Password", hide_input=True, err=True)
        if flaw := weakness(new, *words):
            click.echo(flaw, err=True)
        elif new == click.prompt("The same again", hide_input=True, err=True):
            return new
        else:
            click.echo("They differ.", err=True)


def _one_line(data: bytes) -> str:
    try:
        text = data.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise AdministrationError("The password at standard input is not UTF-8.") from None
    if not text:
        raise AdministrationError("There is no password at standard input.")
    if "\n" in text or len(data) > MOST:
        raise AdministrationError("Standard input holds more than a password: one line is expected.")
    return text
