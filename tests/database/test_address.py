"""One reading of a URL: what the drivers are told, what they do at a real server, what nobody is told."""

import os
import select
import shutil
import socket
import ssl
import string
import threading
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from app.database.address import Address, AddressError, parse
from app.database.data_directory import password
from app.database.server import Server

TLS = Path(__file__).with_name("tls")
AUTHORITY, CERTIFICATE, KEY = (
    str(TLS / name) for name in ("authority.crt", "localhost.crt", "localhost.key")
)
SECRET = "s3cr3t"
NAMED = {"server_settings": {"application_name": "model-catalogue"}}
PLAIN = {"host": "h", "port": 5432, "user": "u", "password": "p", "database": "d", **NAMED}
LIBPQ = {"host": "h", "port": "5432", "user": "u", "password": "p", "dbname": "d", "connect_timeout": "10"}
LIBPQ["application_name"] = "model-catalogue"

# The URL, and where the drivers are told something else than PLAIN and LIBPQ (None: not told at all).
SPELLINGS: list[tuple[str, dict[str, Any], dict[str, str | None]]] = [
    ("postgresql://u:p@h/d", {}, {}),
    ("postgres://u:p@h:5432/d", {}, {}),
    ("postgresql+asyncpg://u:p@h/d", {}, {}),
    ("postgresql+psycopg://u:p@h/d", {}, {}),
    ("  'PostgreSQL://u:p@h/d'\n", {}, {}),
    ('"postgresql://u:p@h/d"', {}, {}),
    ("postgresql://u:p@h/d?", {}, {}),
    ("postgresql://u:p@h", {"database": "u"}, {"dbname": "u"}),
    ("postgresql://u:p@h/", {"database": "u"}, {"dbname": "u"}),
    ("postgresql://u@h/d", {"password": None}, {"password": None}),
    ("postgresql://h/d?user=u&password=p", {}, {}),
    ("postgresql://u:p@h?dbname=d", {}, {}),
    ("postgresql://%75:%70@%68/%64", {}, {}),
    ("postgresql://u:p@h/a%2Fb%20c", {"database": "a/b c"}, {"dbname": "a/b c"}),
    ("postgresql://u:p@[::1]:6/d", {"host": "::1", "port": 6}, {"host": "::1", "port": "6"}),
    ("postgresql://u:p@%2Frun%2Fpg:6/d", {"host": "/run/pg", "port": 6}, {"host": "/run/pg", "port": "6"}),
    (
        "postgresql://u:p@/d?host=/run/pg&port=6",
        {"host": "/run/pg", "port": 6},
        {"host": "/run/pg", "port": "6"},
    ),
    (
        "postgresql://u:p@a:1,[::2]:2,c/d",
        {"host": ["a", "::2", "c"], "port": [1, 2, 5432], "target_session_attrs": "read-write"},
        {"host": "a,::2,c", "port": "1,2,5432", "target_session_attrs": "read-write"},
    ),
    (
        "postgresql://u:p@/d?host=a,b&port=1,2&target_session_attrs=any",
        {"host": ["a", "b"], "port": [1, 2], "target_session_attrs": "any"},
        {"host": "a,b", "port": "1,2", "target_session_attrs": "any"},
    ),
    ("postgresql://u:p@h/d?sslmode=disable", {"ssl": "disable"}, {"sslmode": "disable"}),
    ("postgresql://u:p@h/d?sslmode=prefer", {"ssl": "prefer"}, {"sslmode": "prefer"}),
    ("postgresql://u:p@h/d?sslmode=require", {"ssl": "require"}, {"sslmode": "require"}),
    ("postgresql://u:p@h/d?sslmode=no-verify", {"ssl": "require"}, {"sslmode": "require"}),
    ("postgresql://u:p@h/d?ssl=true", {"ssl": "require"}, {"sslmode": "require"}),
    ("postgresql://u:p@h/d?ssl=true&sslmode=require", {"ssl": "require"}, {"sslmode": "require"}),
    ("postgresql://u:p@h/d?ssl=false", {"ssl": "disable"}, {"sslmode": "disable"}),
    (  # Neon, as its console shows it
        "postgresql://u:p@ep-x-pooler.eu.aws.neon.tech/d?sslmode=require&channel_binding=require",
        {"host": "ep-x-pooler.eu.aws.neon.tech", "ssl": "require", "statement_cache_size": 0},
        {"host": "ep-x-pooler.eu.aws.neon.tech", "sslmode": "require", "channel_binding": "require"},
    ),
    (  # Supabase, the transaction pooler, as for Prisma
        "postgresql://postgres.ref:p@aws-0-eu.pooler.supabase.com:6543/d?pgbouncer=true&connection_limit=1&supa=x",
        {
            "host": "aws-0-eu.pooler.supabase.com",
            "port": 6543,
            "user": "postgres.ref",
            "statement_cache_size": 0,
        },
        {"host": "aws-0-eu.pooler.supabase.com", "port": "6543", "user": "postgres.ref"},
    ),
    ("postgresql://u:p@h/d?pgbouncer=true", {"statement_cache_size": 0}, {}),
    ("postgresql://u:p@h:6543/d?pgbouncer=false", {"port": 6543}, {"port": "6543"}),
    (
        "postgresql://u:p@h/d?statement_cache_size=7&pool_timeout=9&schema=public",
        {"statement_cache_size": 7},
        {},
    ),
    ("postgresql://u:p@h/d?connect_timeout=5", {"timeout": 5}, {"connect_timeout": "5"}),
    (
        "postgresql://u:p@h:6543/d?application_name=a%20b",
        {"port": 6543, "statement_cache_size": 0, "server_settings": {"application_name": "a b"}},
        {"port": "6543", "application_name": "a b"},
    ),
    (
        "postgresql://u:p@h/d?options=-c%20work_mem%3D8MB",
        {"server_settings": {"application_name": "model-catalogue", "options": "-c work_mem=8MB"}},
        {"options": "-c work_mem=8MB"},
    ),
    (
        "postgresql://u:p@h/d?pgbouncer=true&options=endpoint%3Dx",
        {
            "statement_cache_size": 0,
            "server_settings": {"application_name": "model-catalogue", "options": "endpoint=x"},
        },
        {"options": "endpoint=x"},
    ),
]

REFUSED = [
    ("", "is empty"),
    ("  ''  ", "is empty"),
    (f"jdbc:postgresql://h/d?user=u&password={SECRET}", "is for Java"),
    (f"mysql://u:{SECRET}@h/d", "must start with postgresql://"),
    (f"u:{SECRET}@h/d", "must start with postgresql://"),
    (f"postgresql://u:{SECRET} x@h/d", "a space is written %20"),
    (f"postgresql://u:{SECRET}\n@h/d", "a space is written %20"),
    (f"postgresql://u:{SECRET}%@h/d", "the password has a % that encodes nothing"),
    (f"postgresql://u:{SECRET}%zz@h/d", "the password has a % that encodes nothing"),
    (f"postgresql://u:{SECRET}%ff@h/d", "the password is not UTF-8"),
    (f"postgresql://u:{SECRET}%00@h/d", "the password is not UTF-8"),
    (f"postgresql://u:{SECRET}/x@h/d", "an @ after the host"),
    (f"postgresql://u:{SECRET}?x@h/d", "an @ after the host"),
    (f"postgresql://u:x/{SECRET}@h/d", "an @ after the host"),
    (f"postgresql://u:{SECRET}", "a port is not a number"),
    (f"postgresql://u:{SECRET}@h:0/d", "a port is not a number"),
    (f"postgresql://u:{SECRET}@h:65536/d", "a port is not a number"),
    (f"postgresql://u:{SECRET}@h:²/d", "a port is not a number"),
    (f"postgresql://u:{SECRET}@::1/d", "an IPv6 address is written [::1]:5432"),
    (f"postgresql://u:{SECRET}@a,,b/d", "a host is empty"),
    (f"postgresql://u:{SECRET}@:5432/d", "a host is empty"),
    (f"postgresql://u:{SECRET}@/d?host=a,b&port=1,2,3", "one port, or as many"),
    (f"postgresql://u:{SECRET}@h/d?colour=red", "unknown parameter colour; known are host, port,"),
    (f"postgresql://u:p@h/d?{SECRET}=red", "unknown parameter with special characters; known are"),
    (f"postgresql://u:p@h/d?sslpassword={SECRET}", "unknown parameter sslpassword"),
    (f"postgresql://u:{SECRET}@h/d?sslmode=disable&sslmode=require", "sslmode is given twice"),
    (f"postgresql://u:{SECRET}@h/d?sslmode=maybe", "sslmode must be one of disable, allow,"),
    (f"postgresql://u:{SECRET}@h/d?ssl=true&sslmode=disable", "ssl and sslmode contradict"),
    (f"postgresql://u:{SECRET}@h/d?sslmode=verify-full", "sslmode=verify-full needs sslrootcert="),
    (f"postgresql://u:{SECRET}@h/d?sslmode=verify-ca&sslrootcert=system", "needs sslmode=verify-full"),
    (f"postgresql://u:{SECRET}@h/d?sslmode=prefer&sslrootcert={AUTHORITY}", "certificates need sslmode="),
    (
        f"postgresql://u:{SECRET}@h/d?sslmode=verify-full&sslrootcert=/no/ca.crt",
        "there is no file /no/ca.crt",
    ),
    (f"postgresql://u:{SECRET}@h/d?sslmode=require&sslcert={CERTIFICATE}", "sslcert and sslkey go together"),
    (f"postgresql://u:{SECRET}@h/d?channel_binding=yes", "channel_binding must be one of"),
    (f"postgresql://u:{SECRET}@h/d?connect_timeout=soon", "connect_timeout must be a whole number"),
    (f"postgresql://u:{SECRET}@h/d?target_session_attrs=fast", "target_session_attrs must be one of"),
    (f"postgresql://u:{SECRET}@h/d?pgbouncer=1", "pgbouncer must be one of true, false"),
    (f"postgresql://u:{SECRET}@h/d?schema=mine", "alter role"),
    (f"postgresql://u:{SECRET}@h:6543/d?options=-c%20work_mem%3D8MB", "a transaction pooler refuses it"),
]


@pytest.mark.parametrize(("url", "asyncpg_says", "libpq_says"), SPELLINGS)
def test_both_drivers_are_told_the_same(
    url: str, asyncpg_says: dict[str, Any], libpq_says: dict[str, str | None]
) -> None:
    address = parse(url)
    assert address.asyncpg() == {k: v for k, v in (PLAIN | asyncpg_says).items() if v is not None}
    expected = {k: v for k, v in (LIBPQ | libpq_says).items() if v is not None}
    assert conninfo_to_dict(address.psycopg()) == expected


@pytest.mark.parametrize(("url", "message"), REFUSED)
def test_a_wrong_url_is_refused_in_one_line_without_the_password(url: str, message: str) -> None:
    with pytest.raises(AddressError) as refused:
        parse(url)
    assert message in str(refused.value)
    everything = str(refused.value) + repr(refused.value) + "".join(_chain(refused.value))
    assert SECRET not in everything
    assert "\n" not in str(refused.value)


def _chain(error: BaseException | None) -> Iterator[str]:
    """What a log with causes would show of an error: messages and arguments, not the source lines."""
    while error is not None:
        yield from traceback.format_exception_only(error)
        yield repr(error.args) + repr(getattr(error, "object", ""))  # UnicodeDecodeError keeps the text there
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("character", string.punctuation + "äß🔑")
def test_any_character_of_a_password_arrives_or_is_refused_unseen(character: str) -> None:
    password = f"{SECRET}{character}{SECRET}"
    encoded = parse(f"postgresql://u:{quote(password, safe='')}@h/d")
    assert encoded.password == password
    assert conninfo_to_dict(encoded.psycopg())["password"] == password
    raw = f"postgresql://u:{password}@h/d"
    if character in "/?%":
        with pytest.raises(AddressError) as refused:
            parse(raw)
        assert SECRET not in str(refused.value)
    else:
        assert parse(raw).password == password


def test_no_way_of_printing_an_address_shows_the_password() -> None:
    address = parse(f"postgresql://me%40x:{SECRET}@h,[::1]:1,%2Frun:2/d%20b?sslmode=require")
    assert str(address) == "postgresql://me%40x:***@h:5432,[::1]:1,%2Frun:2/d%20b"
    for text in (f"{address}", f"{address!r}", repr([address]), "%s" % address, ascii({1: address})):  # noqa: UP031
        assert SECRET not in text
    with pytest.raises(AttributeError) as error:
        address.password = "x"  # type: ignore[misc]  # frozen: that is what is tested
    assert SECRET not in str(error.value)


def test_an_address_without_a_user_takes_the_present_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "someone")
    monkeypatch.delenv("PGUSER", raising=False)
    address = parse("postgresql://h")
    assert (address.user, address.database) == ("someone", "someone")
    monkeypatch.setenv("PGUSER", "other")
    assert parse("postgresql://h/d").user == "other"


def test_an_account_without_a_name_must_name_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGUSER", "LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999)
    with pytest.raises(AddressError, match="the user is missing"):
        parse("postgresql://h/d")


def test_certificates_that_are_none_are_refused_before_connecting(tmp_path: Path) -> None:
    rubbish = tmp_path / "ca.crt"
    rubbish.write_text("not a certificate")
    address = parse(f"postgresql://u:{SECRET}@h/d?sslmode=verify-full&sslrootcert={rubbish}")
    with pytest.raises(AddressError, match="certificate files cannot be used") as error:
        address.asyncpg()
    assert SECRET not in "".join(_chain(error.value))


@dataclass(frozen=True)
class Greeting:
    """What a client showed before it logged in."""

    encrypted: bool
    certificate: str | None
    parameters: dict[str, str]


class Front:
    """A TCP port with TLS before the tests' server, which has neither; it notes what clients say first.

    The server's own TLS cannot serve: the embedded programs are built without it.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.upstream = str(server.socket_directory / f".s.PGSQL.{server.port}")
        self.greetings: list[Greeting] = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(CERTIFICATE, KEY)
        self.context.load_verify_locations(AUTHORITY)
        self.context.verify_mode = ssl.CERT_OPTIONAL
        self.listeners = [socket.create_server(("127.0.0.1", 0))]
        self.port = int(self.listeners[0].getsockname()[1])
        with suppress(OSError):  # a machine without IPv6
            self.listeners.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for listener in self.listeners:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def url(self, rest: str = "", *, login: str | None = None, host: str = "localhost") -> str:
        login = login or f"catalogue_app:{password(self.server.home, 'app')}"
        return f"postgresql://{login}@{host}:{self.port}/catalogue{rest}"

    def close(self) -> None:
        for listener in self.listeners:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), ExitStack() as stack:
            stack.callback(lambda: client.close())  # noqa: PLW0108 - by then it may be the TLS socket
            first = _packet(client)
            encrypted = first == SSL_REQUEST
            if encrypted:
                client.sendall(b"S")
                client = self.context.wrap_socket(client, server_side=True)
                first = _packet(client)
            words = first[8:].decode().split("\0")
            parameters = dict(zip(words[::2], words[1::2], strict=False))
            self.greetings.append(Greeting(encrypted, _common_name(client), parameters))
            upstream = stack.enter_context(socket.socket(socket.AF_UNIX))
            upstream.connect(self.upstream)
            upstream.sendall(first)
            while True:
                for source in select.select([client, upstream], [], [])[0]:
                    data = source.recv(65536)
                    if not data:
                        return
                    (upstream if source is client else client).sendall(data)


SSL_REQUEST = bytes.fromhex("0000000804d2162f")


def _packet(client: socket.socket) -> bytes:
    """A packet that opens a conversation; drivers send each in one piece."""
    length = client.recv(4)
    if len(length) < 4:  # the client hung up, as after a handshake that it did not like
        raise ConnectionError
    return length + client.recv(int.from_bytes(length) - 4)


def _common_name(client: socket.socket) -> str | None:
    certificate = client.getpeercert() if isinstance(client, ssl.SSLSocket) else None
    return str(certificate["subject"][0][0][1]) if certificate else None


@pytest.fixture(scope="module")
def front(server: Server) -> Iterator[Front]:
    front = Front(server)
    yield front
    front.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


async def told_by_both(address: Address) -> tuple[str, ...]:
    """User, database and application, as the server sees them; both drivers' must be equal."""
    question = "select session_user::text, current_database()::text, current_setting('application_name')"
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        answer = await connection.fetchrow(question)
        assert answer is not None
    finally:
        await connection.close()
    with psycopg.connect(address.psycopg()) as other:
        assert other.execute(question).fetchone() == tuple(answer)
    return tuple(answer)


async def greetings_of_both(front: Front, rest: str, *, host: str = "localhost") -> list[Greeting]:
    before = len(front.greetings)
    address = parse(front.url(rest, host=host))
    assert (await told_by_both(address))[:2] == ("catalogue_app", "catalogue")
    return front.greetings[before:]


async def refused_by_both(address: Address) -> str:
    with pytest.raises((OSError, asyncpg.PostgresError)) as first:
        await asyncpg.connect(**address.asyncpg())
    with pytest.raises(psycopg.OperationalError) as second:
        psycopg.connect(address.psycopg())
    return "".join([*_chain(first.value), *_chain(second.value)])


@pytest.mark.parametrize(
    ("rest", "encrypted"),
    [
        ("", True),
        ("?sslmode=disable", False),
        ("?sslmode=allow", False),
        ("?sslmode=prefer", True),
        ("?sslmode=require", True),
        ("?sslmode=no-verify&channel_binding=prefer&connection_limit=1", True),
        (f"?sslmode=require&sslrootcert={AUTHORITY}", True),
        (f"?sslmode=verify-ca&sslrootcert={AUTHORITY}", True),
        (f"?sslmode=verify-full&sslrootcert={AUTHORITY}", True),
        ("?connect_timeout=5&statement_cache_size=0&target_session_attrs=read-write", True),
    ],
)
async def test_both_drivers_connect_with_as_much_tls_as_asked(
    front: Front, rest: str, encrypted: bool
) -> None:
    assert [greeting.encrypted for greeting in await greetings_of_both(front, rest)] == [encrypted] * 2


async def test_a_client_certificate_is_shown_to_the_server(front: Front, tmp_path: Path) -> None:
    key = tmp_path / "key"  # libpq refuses a key that others may read, as git leaves it
    shutil.copy(KEY, key)
    key.chmod(0o600)
    greetings = await greetings_of_both(front, f"?sslmode=require&sslcert={CERTIFICATE}&sslkey={key}")
    assert [greeting.certificate for greeting in greetings] == ["localhost"] * 2


async def test_the_systems_authorities(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = "?sslrootcert=system"
    assert (await refused_by_both(parse(front.url(rest)))).count("certificate verify failed") >= 2
    monkeypatch.setenv("SSL_CERT_FILE", AUTHORITY)
    assert [greeting.encrypted for greeting in await greetings_of_both(front, rest)] == [True, True]


async def test_a_certificate_for_another_name_is_refused(front: Front) -> None:
    full, authority = (f"?sslmode={mode}&sslrootcert={AUTHORITY}" for mode in ("verify-full", "verify-ca"))
    assert "127.0.0.1" in await refused_by_both(parse(front.url(full, host="127.0.0.1")))
    assert len(await greetings_of_both(front, authority, host="127.0.0.1")) == 2


async def test_a_transaction_pooler_is_asked_for_nothing_but_a_name(front: Front) -> None:
    greetings = await greetings_of_both(front, "?pgbouncer=true&sslmode=disable&application_name=me")
    # client_encoding is the drivers' own, and poolers know it.
    assert [set(greeting.parameters) - {"", "client_encoding"} for greeting in greetings] == [
        {"user", "database", "application_name"}
    ] * 2


async def test_settings_in_options_reach_a_server(front: Front) -> None:
    address = parse(front.url("?options=-c%20work_mem%3D7MB"))
    question = "select current_setting('work_mem')"
    connection = await asyncpg.connect(**address.asyncpg())
    try:
        assert await connection.fetchval(question) == "7MB"
    finally:
        await connection.close()
    with psycopg.connect(address.psycopg()) as other:
        assert other.execute(question).fetchone() == ("7MB",)


async def test_sockets_and_host_lists(front: Front) -> None:
    server, dead = front.server, _free_port()
    login = f"postgresql://catalogue_app:{password(server.home, 'app')}@"
    directory = quote(str(server.socket_directory), safe="")
    for url in (
        f"{login}{directory}:{server.port}/catalogue?sslmode=require",
        f"{login}/catalogue?host={directory}&port={server.port}",
        f"{login}localhost:{dead},localhost:{front.port}/catalogue",
        f"{login}/catalogue?host=localhost,{directory}&port={dead},{server.port}",
    ):
        assert await told_by_both(parse(url)) == ("catalogue_app", "catalogue", "model-catalogue")


async def test_an_ipv6_address(front: Front) -> None:
    if len(front.listeners) == 1:
        pytest.skip("this machine has no IPv6")
    assert len(await greetings_of_both(front, "", host="[::1]")) == 2


async def test_a_login_of_special_characters(front: Front) -> None:
    user, secret = "u@x: y/ü", f"{string.punctuation} ü🔑"
    administrator = f"postgres:{password(front.server.home, 'postgres')}"
    with psycopg.connect(parse(front.url(login=administrator)).psycopg(), autocommit=True) as connection:
        role = sql.Identifier(user)
        connection.execute(sql.SQL("create role {} login password {}").format(role, sql.Literal(secret)))
        try:
            connection.execute(sql.SQL("grant connect on database catalogue to {}").format(role))
            login = f"{quote(user, safe='')}:{quote(secret, safe='')}"
            assert (await told_by_both(parse(front.url(login=login))))[0] == user
        finally:
            connection.execute(sql.SQL("drop owned by {}").format(role))
            connection.execute(sql.SQL("drop role {}").format(role))


async def test_a_wrong_password_is_in_no_error(front: Front) -> None:
    said = await refused_by_both(parse(front.url(login=f"catalogue_app:{SECRET}")))
    assert said.count("password authentication failed") >= 2
    assert SECRET not in said
