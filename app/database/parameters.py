"""What may stand behind the `?` of a database URL."""

import re
from urllib.parse import unquote

# Sizes and hints for other programs' pools, and what both drivers do anyway: nothing is lost without them.
DROPPED = ("connection_limit", "pool_timeout", "socket_timeout", "supa", "client_encoding", "gssencmode")
KNOWN = (
    *("host", "port", "user", "password", "dbname", "database", "application_name", "options"),
    *("connect_timeout", "target_session_attrs", "channel_binding", "statement_cache_size", "pgbouncer"),
    *("sslmode", "ssl", "sslrootcert", "sslcert", "sslkey", "schema"),
    *DROPPED,
)


class AddressError(ValueError):
    """One line: which part of the URL is wrong and what is expected. Never the password."""


class Parameters(dict[str, str]):
    """Known parameters by name, decoded."""

    @classmethod
    def parse(cls, query: str) -> "Parameters":
        given = cls()
        for pair in filter(None, query.split("&")):
            name, _, value = pair.partition("=")
            if name not in KNOWN:
                # The tail of a password with a raw ? lands here, so a strange name is not repeated.
                shown = name if re.fullmatch(r"[A-Za-z_.]{1,40}", name) else "with special characters"
                raise AddressError(f"unknown parameter {shown}; known are {', '.join(KNOWN)}")
            if name in given:
                raise AddressError(f"{name} is given twice")
            given[name] = decoded(value, name)
        if given.get("schema", "public") != "public":
            # A search_path at start-up is refused by poolers, and would hide the extensions in public.
            raise AddressError(
                "schema= is not supported; use: alter role … in database … set search_path = …"
            )
        return given

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str | None:
        if name in self and self[name] not in allowed:
            raise AddressError(f"{name} must be one of {', '.join(allowed)}")
        return self.get(name)

    def whole_number(self, name: str) -> int | None:
        text = self.get(name)
        if text is None:
            return None
        if not re.fullmatch(r"[0-9]{1,7}", text):
            raise AddressError(f"{name} must be a whole number")
        return int(text)


def decoded(text: str, part: str) -> str:
    """Percent-decoding that refuses what it cannot read, naming the part and never the text."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise AddressError(f"the {part} has a % that encodes nothing; a plain % is written %25")
    try:
        plain = unquote(text, errors="strict")
    except UnicodeDecodeError:
        plain = "\0"  # raised below, outside: the caught error carries the bytes, which may be the password
    if "\0" in plain:
        raise AddressError(f"the {part} is not UTF-8 text")
    return plain
