"""Who asks: what the Authorization header of a request stands for."""

from typing import Final

from app.accounts.tokens import KEY, Signing, WrongToken, token_hash
from app.http.permissions import BadToken, Connection
from app.people import Caller
from app.queries import api_keys, sessions
from app.queries.loader import Db

LONGEST: Final = 4096


class Identity:
    """Asked at every request that is not public to the last: a session that has ended is out at once."""

    def __init__(self, db: Db, signing: Signing) -> None:
        self._db = db
        self._signing = signing

    async def __call__(self, connection: Connection) -> Caller | None:
        """None for nobody; raises BadToken for a token that is none."""
        given = [value for name, value in connection.scope["headers"] if name == b"authorization"]
        if not given:
            return None
        token = _bearer(given)
        caller = await (self._by_key(token) if token.startswith(KEY) else self._by_session(token))
        if caller is None:
            raise BadToken
        return caller

    async def _by_key(self, key: str) -> Caller | None:
        return await api_keys.caller(self._db, secret_hash=token_hash(key))

    async def _by_session(self, token: str) -> Caller | None:
        try:
            claims = self._signing.read(token)
        except WrongToken:
            raise BadToken from None
        return await sessions.caller(self._db, session=claims.session, user=claims.user)


def _bearer(given: list[bytes]) -> str:
    if len(given) > 1:
        raise BadToken("There is more than one Authorization header.")
    scheme, _, token = given[0].decode("latin-1").partition(" ")
    if scheme.lower() != "bearer" or not token.isascii() or not 0 < len(token) <= LONGEST:
        raise BadToken("Authorization must be Bearer and a token or a key.")
    return token
