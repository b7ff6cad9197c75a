"""The accounts of seed.sql, and requests in their names."""

from collections.abc import Generator
from typing import Final, NamedTuple
from uuid import UUID

import httpx

from app.accounts.tokens import Signing

SECRET: Final = "a secret for tests that is long enough"
PASSWORD: Final = "correct horse battery staple"
SIGNING: Final = Signing(SECRET)


class Person(NamedTuple):
    """Somebody with one session, which does not end."""

    username: str
    id: UUID
    session: UUID

    def token(self) -> str:
        return SIGNING.access(self.id, self.session)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token()}"}


def _person(username: str, number: int) -> Person:
    return Person(username, UUID(int=0xACC0 + number), UUID(int=0x5E55 + number))


MIA: Final = _person("mia", 1)  # member
MAX: Final = _person("max", 2)  # member
EVE: Final = _person("eve", 3)  # editor
SUE: Final = _person("sue", 4)  # superuser
DAN: Final = _person("dan", 5)  # an editor who is disabled


class Writing(httpx.Auth):
    """Writes in somebody's name, and reads as nobody; what says itself who it is, stays."""

    def __init__(self, person: Person) -> None:
        self._person = person

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            request.headers.setdefault("Authorization", f"Bearer {self._person.token()}")
        yield request
