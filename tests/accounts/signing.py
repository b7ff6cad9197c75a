"""People who sign in with what they know, over HTTP."""

from typing import Any, Final, TypeAlias

import asyncpg
from httpx import AsyncClient, Response

from tests.people import PASSWORD

API: Final = "/api/v1"
Json = dict[str, Any]
Own: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def try_to_sign_in(client: AsyncClient, username: str, password: str = PASSWORD) -> Response:
    return await client.post(f"{API}/auth/login", json={"username": username, "password": password})


async def signed_in(client: AsyncClient, username: str, password: str = PASSWORD) -> Json:
    """The tokens of a new session."""
    answer = await try_to_sign_in(client, username, password)
    assert answer.status_code == 200, answer.text
    tokens: Json = answer.json()
    return tokens


async def refresh(client: AsyncClient, tokens: Json) -> Response:
    return await client.post(f"{API}/auth/refresh", json={"refresh_token": tokens["refresh_token"]})


def bearer(tokens: Json) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


async def own_sessions(client: AsyncClient, tokens: Json) -> Response:
    return await client.get(f"{API}/users/me/sessions", headers=bearer(tokens))


async def is_alive(client: AsyncClient, tokens: Json) -> bool:
    """Whether the access token is still taken."""
    answer = await own_sessions(client, tokens)
    assert answer.status_code in {200, 401}
    return answer.status_code == 200
