"""Access tokens that somebody else has made, or changed: each is refused, and never an error of ours."""

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import jwt
import pytest
from httpx import AsyncClient

from app.accounts.tokens import key_id
from tests.accounts.signing import API
from tests.people import MAX, MIA, SECRET

Json = dict[str, Any]
Hash = Callable[..., Any]

NOW: Final = int(time.time())
HEADER: Final[Json] = {"alg": "HS256", "typ": "at+jwt", "kid": key_id(SECRET)}
CLAIMS: Final[Json] = {
    "iss": "model-catalogue",
    "aud": "model-catalogue-api",
    "sub": str(MIA.id),
    "sid": str(MIA.session),
    "iat": NOW,
    "exp": NOW + 900,
}
#: Takes a claim or a header away.
GONE: Final = object()


def base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def token(
    claims: Json | None = None,
    header: Json | None = None,
    *,
    key: str = SECRET,
    kind: Hash = hashlib.sha256,
    payload: bytes | None = None,
) -> str:
    """A good one, except for what is given."""
    parts = [{**HEADER, **(header or {})}, {**CLAIMS, **(claims or {})}]
    head, body = (
        json.dumps({name: value for name, value in part.items() if value is not GONE}).encode()
        for part in parts
    )
    signed = f"{base64(head)}.{base64(body if payload is None else payload)}"
    return f"{signed}.{base64(hmac.new(key.encode(), signed.encode(), kind).digest())}"


def unsigned(given: str) -> str:
    return given.rpartition(".")[0] + "."


def with_payload_of(given: str, **claims: Any) -> str:
    head, _, signature = given.split(".")
    return f"{head}.{base64(json.dumps({**CLAIMS, **claims}).encode())}.{signature}"


REFUSED: Final = {
    "alg none": unsigned(token(header={"alg": "none"})),
    "alg NoNe": unsigned(token(header={"alg": "NoNe"})),
    "alg none, signed": token(header={"alg": "none"}),
    "alg HS512": token(header={"alg": "HS512"}, kind=hashlib.sha512),
    "alg HS384": token(header={"alg": "HS384"}, kind=hashlib.sha384),
    "alg RS256": token(header={"alg": "RS256"}),
    "no alg": token(header={"alg": GONE}),
    "alg a list": token(header={"alg": ["HS256"]}),
    "kid a path, empty key": token(header={"kid": "../../dev/null"}, key=""),
    "kid SQL": token(header={"kid": f"{HEADER['kid']}' or 1=1--"}),
    "kid null": token(header={"kid": None}),
    "kid a list": token(header={"kid": [HEADER["kid"]]}),
    "kid an object": token(header={"kid": {"a": 1}}),
    "no kid": token(header={"kid": GONE}),
    "kid of another secret": token(header={"kid": key_id("x" * 40)}, key="x" * 40),
    "its own key": token(header={"jwk": {"kty": "oct", "k": base64(b"evil" * 8)}}, key="evil" * 8),
    "crit": token(header={"crit": ["exp"]}),
    "payload not in base64": token(header={"b64": False, "crit": ["b64"]}),
    "typ JWT": token(header={"typ": "JWT"}),
    "typ in capitals": token(header={"typ": "AT+JWT"}),
    "no typ": token(header={"typ": GONE}),
    "another key": token(key="x" * 40),
    "an empty key": token(key=""),
    "no signature": unsigned(token()),
    "payload changed": with_payload_of(token(), sub=str(MAX.id), sid=str(MAX.session)),
    "over since a second": token({"exp": NOW - 1}),
    "exp null": token({"exp": None}),
    "exp an object": token({"exp": {}}),
    "exp beyond numbers": token(payload=json.dumps(CLAIMS).replace(str(NOW + 900), "1e400").encode()),
    "exp NaN": token({"exp": float("nan")}),
    "no exp": token({"exp": GONE}),
    "iat to come": token({"iat": NOW + 999}),
    "no iat": token({"iat": GONE}),
    "nbf to come": token({"nbf": NOW + 999}),
    "another aud": token({"aud": "x"}),
    "ours among several aud": token({"aud": ["x", CLAIMS["aud"]]}),
    "no aud": token({"aud": GONE}),
    "another iss": token({"iss": "x"}),
    "iss a list": token({"iss": [CLAIMS["iss"]]}),
    "no iss": token({"iss": GONE}),
    "sub a number": token({"sub": 1}),
    "sub a number beyond 64 bits": token({"sub": 2**70}),
    "sub no UUID": token({"sub": "zz"}),
    "sub another spelling": token({"sub": MIA.id.urn}),
    "sub somebody else": token({"sub": str(MAX.id)}),
    "sub nobody": token({"sub": str(UUID(int=0))}),
    "no sub": token({"sub": GONE}),
    "sid somebody else's": token({"sid": str(MAX.session)}),
    "sid nobody's": token({"sid": str(UUID(int=0))}),
    "sid a list": token({"sid": [str(MIA.session)]}),
    "sid null": token({"sid": None}),
    "no sid": token({"sid": GONE}),
    "payload a list": token(payload=b"[]"),
    "payload a text": token(payload=b'"a"'),
    "payload empty": token(payload=b""),
    "payload no UTF-8": token(payload=b"\xff"),
    "payload deep": token(payload=b"[" * 2000),
    "five parts": "a.b.c.d.e",
    "two parts": "a.b",
    "dots": "..",
    "a line break inside": f"{token()[:20]}\n{token()[20:]}",
    "a NUL inside": f"{token()[:20]}\0{token()[20:]}",
    "blanks around": f" {token()} ",
    "twice": f"{token()},{token()}",
    "longer than any": token({"more": "x" * 5000}),
    "a refresh token": "crt_" + "x" * 43,
    "an invitation": "cin_" + "x" * 43,
    "a key that there is not": "cat_" + "x" * 43,
    "no token": "null",
}
#: Signed with our secret, or the same bytes: what is odd about them says nothing that is looked at.
HARMLESS: Final = {
    "as it is": token(),
    "claims beside ours": token({"scope": "admin", "is_superuser": True, "extras": 5}),
    "where to fetch a key": token(header={"jku": "http://127.0.0.1/x"}),
    "where to fetch a certificate": token(header={"x5u": "http://127.0.0.1/x"}),
    "exp as a text": token({"exp": str(NOW + 900)}),
    "padded": f"{token()}=",
}


async def status(client: AsyncClient, value: str) -> int:
    headers = {b"Authorization": b"Bearer " + value.encode("latin-1")}
    answers = [
        await client.get(f"{API}/users/me/sessions", headers=headers),
        await client.get(f"{API}/models/alpha", headers=headers),  # what anyone may read
    ]
    for answer in answers:
        if answer.status_code == 401:
            assert 'error="invalid_token"' in answer.headers["www-authenticate"]
            assert value not in answer.text
    (found,) = {answer.status_code for answer in answers}
    return found


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED.keys())
async def test_it_is_refused(client: AsyncClient, value: str) -> None:
    assert await status(client, value) == 401


@pytest.mark.parametrize("value", HARMLESS.values(), ids=HARMLESS.keys())
async def test_it_is_harmless(client: AsyncClient, value: str) -> None:
    assert await status(client, value) == 200


def test_there_are_many() -> None:
    assert len(REFUSED) > 49
    assert len(set(REFUSED.values()) | set(HARMLESS.values())) == len(REFUSED) + len(HARMLESS)


@pytest.mark.parametrize(
    "value",
    ["", "Bearer", "Bearer ", f"Basic {token()}", f"Token {token()}", token(), f"Bearer\t{token()}"],
)
async def test_another_scheme(client: AsyncClient, value: str) -> None:
    answer = await client.get(f"{API}/users/me/sessions", headers={"Authorization": value})
    assert answer.status_code == 401


async def test_the_scheme_s_case_does_not_matter(client: AsyncClient) -> None:
    answer = await client.get(f"{API}/users/me/sessions", headers={"Authorization": f"bEARER {token()}"})
    assert answer.status_code == 200


async def test_two_headers(client: AsyncClient) -> None:
    headers = [("Authorization", f"Bearer {token()}")] * 2
    assert (await client.get(f"{API}/users/me/sessions", headers=headers)).status_code == 401


async def test_in_the_address_it_is_nothing(client: AsyncClient) -> None:
    for name in ("token", "access_token"):
        assert (await client.get(f"{API}/users/me/sessions", params={name: token()})).status_code == 401


def test_ours_is_what_is_forged_here() -> None:
    made = MIA.token()
    assert jwt.get_unverified_header(made) == HEADER
    assert jwt.decode(made, options={"verify_signature": False}).keys() == CLAIMS.keys()
