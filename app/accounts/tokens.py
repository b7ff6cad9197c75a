"""Tokens: signed ones that say who for some minutes, and random ones of which only a hash is kept."""

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Self
from uuid import UUID

import jwt
from msgspec import Struct

from app.settings import Settings

ALGORITHM: Final = "HS256"
TYPE: Final = "at+jwt"  # RFC 9068
ISSUER: Final = "model-catalogue"
AUDIENCE: Final = "model-catalogue-api"
CLAIMS: Final = ["exp", "iat", "iss", "aud", "sub", "sid"]
LIFETIME: Final = timedelta(minutes=15)

#: What a secret begins with says what it is, also to programs that look for lost ones.
KEY: Final = "cat_"
REFRESH: Final = "crt_"
INVITATION: Final = "cin_"


class WrongToken(ValueError):
    """Not one of ours, or over."""


class Claims(Struct, frozen=True):
    """What an access token says."""

    user: UUID
    session: UUID


class Signing:
    """The secrets that access tokens are signed with: the first now, each of them before."""

    def __init__(self, *secrets: str) -> None:
        self._secrets = {key_id(secret): secret for secret in secrets}
        self._current = key_id(secrets[0])

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Raises SettingsError where there is no secret."""
        settings.demand_secret_key()
        return cls(*filter(None, [settings.secret_key, settings.secret_key_before]))

    def access(self, user: UUID, session: UUID, now: datetime | None = None) -> str:
        """A token for LIFETIME."""
        now = now or datetime.now(UTC)
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(user), "sid": str(session)}
        return jwt.encode(
            {**claims, "iat": now, "exp": now + LIFETIME},
            self._secrets[self._current],
            algorithm=ALGORITHM,
            headers={"typ": TYPE, "kid": self._current},
        )

    def read(self, token: str) -> Claims:
        """Raises WrongToken, whatever is wrong."""
        try:
            header = jwt.get_unverified_header(token)
            if header.get("typ") != TYPE:
                raise WrongToken
            claims = jwt.decode(
                token,
                self._secrets[header["kid"]],
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": CLAIMS, "strict_aud": True},
            )
            return Claims(_uuid(claims["sub"]), _uuid(claims["sid"]))
        except (jwt.PyJWTError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise WrongToken from error


def key_id(secret: str) -> str:
    """Names a secret without telling it."""
    return sha256(b"key id of " + secret.encode()).hexdigest()[:8]


def _uuid(text: Any) -> UUID:
    """UUID() also takes braces and urn:, and fails on what is no text in ways of its own."""
    found = UUID(str(text))
    if str(found) != text:
        raise ValueError
    return found


def random_token(kind: str) -> str:
    """256 bits, with what it is in front."""
    return kind + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of it; 256 random bits need no slow hash."""
    return sha256(token.encode()).digest()
