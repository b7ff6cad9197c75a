"""Requests of people who would have an account, each from a place of its own: attempts are counted by it."""

from itertools import count
from typing import Any, Final

from httpx import AsyncClient, Auth, Response

from tests.people import SUE
from tests.test_problems import problem

Json = dict[str, Any]

REGISTER: Final = "/api/v1/auth/register"
INVITATIONS: Final = "/api/v1/invitations"
ANN: Final = {"email": "ann@example.org", "username": "ann", "password": "green submarines eat no cheese"}
#: The setting that lets requests say from where they come.
PROXIED: Final = {"trusted_proxies": "127.0.0.1"}
#: No token at all.
NOBODY: Final = Auth()
places = count(1)


async def register(client: AsyncClient, **fields: object) -> Response:
    """As Ann, but for these fields; one that is None is left out."""
    body = {name: value for name, value in {**ANN, **fields}.items() if value is not None}
    n = next(places)
    headers = {"X-Forwarded-For": f"10.0.{n // 250}.{n % 250}"}
    return await client.post(REGISTER, json=body, headers=headers, auth=NOBODY)


async def invited(client: AsyncClient, **fields: object) -> Json:
    """What Sue's invitation of Ann is, with its token."""
    answer = await client.post(INVITATIONS, json={"email": ANN["email"], **fields}, headers=SUE.headers())
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def at_fault(answer: Response) -> list[str]:
    return [fault["field"] for fault in problem(answer)["errors"]]
