"""One spelling of where the database is, for both drivers.

asyncpg, libpq, Prisma and the hosting companies each understand other URLs. `parse` accepts what people
paste, and an `Address` says the same to asyncpg and to psycopg.
"""

import getpass
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from psycopg.conninfo import make_conninfo

from app.database.parameters import AddressError, Parameters, decoded
from app.database.tls import UNSAID, Tls

__all__ = ["Address", "AddressError", "parse"]

SHAPE = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg")
SERVERS = ("any", "primary", "standby", "prefer-standby", "read-write", "read-only")
SOCKET_DIRECTORIES = ("/run/postgresql", "/var/run/postgresql", "/tmp")  # noqa: S108 PostgreSQL's own default


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """Where the database is and how to reach it; printing it masks the password.

    A host that starts with `/` is the directory of a Unix socket. `pooled` means a transaction pooler: no
    prepared statements, no LISTEN, no session settings, no start-up parameters.
    """

    hosts: tuple[tuple[str, int], ...]
    user: str
    database: str
    password: str | None = None
    pooled: bool = False
    tls: Tls = UNSAID
    channel_binding: str | None = None
    connect_timeout: int | None = None
    application_name: str = "model-catalogue"
    options: str | None = None
    target_session_attrs: str | None = None
    statement_cache_size: int | None = None

    def __str__(self) -> str:
        secret = "" if self.password is None else ":***"
        hosts = ",".join(f"{_written(host)}:{port}" for host, port in self.hosts)
        return f"postgresql://{quote(self.user, safe='')}{secret}@{hosts}/{quote(self.database, safe='')}"

    def __repr__(self) -> str:
        return f"Address({str(self)!r})"

    def asyncpg(self) -> dict[str, Any]:
        """Keyword arguments of `asyncpg.connect` and `create_pool`; `timeout` only where the URL sets one."""
        hosts, ports = [host for host, _ in self.hosts], [port for _, port in self.hosts]
        return _given(
            host=hosts if len(hosts) > 1 else hosts[0],
            port=ports if len(ports) > 1 else ports[0],
            user=self.user,
            password=self.password,
            database=self.database,
            ssl=self.tls.asyncpg(),
            timeout=self.connect_timeout,
            target_session_attrs=self.target_session_attrs,
            statement_cache_size=0 if self.pooled else self.statement_cache_size,
            server_settings=_given(application_name=self.application_name, options=self.options),
        )

    def psycopg(self) -> str:
        """A libpq connection string, password included; a host gets 10 s unless the URL says otherwise."""
        return make_conninfo(
            "",
            **_given(
                host=",".join(host for host, _ in self.hosts),
                port=",".join(str(port) for _, port in self.hosts),
                user=self.user,
                password=self.password,
                dbname=self.database,
                connect_timeout=self.connect_timeout or 10,
                application_name=self.application_name,
                options=self.options,
                target_session_attrs=self.target_session_attrs,
                channel_binding=self.channel_binding,
                **self.tls.libpq(),
            ),
        )


def parse(url: str) -> Address:
    authority, path, query = _parts(url)
    given = Parameters.parse(query)
    login, _, listed = authority.rpartition("@")
    name, _, password = login.partition(":")
    user = decoded(name, "user") or given.get("user") or _system_user()
    hosts = _hosts(listed, given)
    pooled = _pooled(hosts, given)
    return Address(
        hosts=hosts,
        user=user,
        password=decoded(password, "password") or given.get("password") or None,
        database=decoded(path, "database name") or given.get("dbname") or given.get("database") or user,
        pooled=pooled,
        tls=Tls.parse(given),
        channel_binding=given.one_of("channel_binding", ("disable", "prefer", "require")),
        connect_timeout=given.whole_number("connect_timeout"),
        application_name=given.get("application_name") or "model-catalogue",
        options=_options(given, pooled),
        target_session_attrs=_target(given, hosts),
        statement_cache_size=given.whole_number("statement_cache_size"),
    )


def _parts(url: str) -> tuple[str, str, str]:
    """The text between `//` and the path (login and hosts), the path, the query; still encoded."""
    scheme, found, rest = _unwrapped(url).partition("://")
    if scheme.lower().startswith("jdbc:"):
        raise AddressError(f"a jdbc: URL is for Java; write {SHAPE}")
    if not found or scheme.lower() not in SCHEMES:
        raise AddressError(f"the URL must start with postgresql:// ({SHAPE})")
    rest, _, query = rest.partition("?")
    authority, _, path = rest.partition("/")
    if "@" in path or "@" in query:
        raise AddressError("an @ after the host; inside a password or parameter write @ %40, / %2F, ? %3F")
    return authority, path, query


def _unwrapped(url: str) -> str:
    text = url.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip()
    if not text:
        raise AddressError(f"the URL is empty; expected {SHAPE}")
    if any(character.isspace() or not character.isprintable() for character in text):
        raise AddressError("the URL has a space or a control character inside; a space is written %20")
    return text


def _hosts(listed: str, given: Parameters) -> tuple[tuple[str, int], ...]:
    if listed:
        return tuple(_host(item) for item in listed.split(","))
    names = [name for name in given.get("host", "").split(",") if name] or [_local_host()]
    ports = given.get("port", "5432").split(",")
    if len(ports) == 1:
        ports *= len(names)
    if len(ports) != len(names):
        raise AddressError("port= must have one port, or as many as host= has hosts")
    return tuple((name, _port(port)) for name, port in zip(names, ports, strict=True))


def _host(item: str) -> tuple[str, int]:
    found = re.fullmatch(r"(?:\[([^\[\]]+)\]|([^:\[\]]*))(?::([^:]*))?", item)
    if found is None:
        raise AddressError("a host is not readable; an IPv6 address is written [::1]:5432")
    name = decoded(found[1] or found[2], "host")
    if not name:
        raise AddressError(f"a host is empty; expected {SHAPE}")
    return name, _port(found[3] or "5432")


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        raise AddressError("a port is not a number from 1 to 65535 (in a password / is %2F and ? is %3F)")
    return int(text)


def _local_host() -> str:
    sockets = (name for name in SOCKET_DIRECTORIES if Path(name, ".s.PGSQL.5432").exists())
    return next(sockets, "localhost")


def _system_user() -> str:
    try:
        return os.environ.get("PGUSER") or getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in many containers
        raise AddressError(f"the user is missing; expected {SHAPE}") from None


def _pooled(hosts: tuple[tuple[str, int], ...], given: Parameters) -> bool:
    said = given.one_of("pgbouncer", ("true", "false"))
    if said is not None:
        return said == "true"
    return any(port == 6543 or "-pooler." in host for host, port in hosts)


def _options(given: Parameters, pooled: bool) -> str | None:
    options = given.get("options") or None
    # `endpoint=…` and `reference=…` tell a hosting company's proxy where to go; they are not settings.
    if pooled and options and options.startswith("-"):
        raise AddressError("options= with settings: a transaction pooler refuses it; use alter role … set …")
    return options


def _target(given: Parameters, hosts: tuple[tuple[str, int], ...]) -> str | None:
    # Of several servers only one takes writes, and the first in the list may have become a standby.
    return given.one_of("target_session_attrs", SERVERS) or ("read-write" if len(hosts) > 1 else None)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else quote(host, safe="")
