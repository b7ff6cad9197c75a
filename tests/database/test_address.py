"""One reading of a URL: what both drivers are told, and what nobody is told."""

import os
import string
import traceback
from collections.abc import Iterator
from pathlib import Path
from ssl import SSLContext
from typing import Any
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from app.database.address import AddressError, parse

TLS = Path(__file__).with_name("tls")
AUTHORITY, CERTIFICATE, KEY = (
    quote(str(TLS / name)) for name in ("authority.crt", "localhost.crt", "localhost.key")
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


def test_verification_is_never_weaker_than_asked() -> None:
    base = "postgresql://u:p@h/d?sslmode="
    full = parse(f"{base}verify-full&sslrootcert=system").asyncpg()["ssl"]
    authority = parse(f"{base}verify-ca&sslrootcert={AUTHORITY}").asyncpg()["ssl"]
    assert isinstance(full, SSLContext)
    assert isinstance(authority, SSLContext)
    assert (full.check_hostname, full.verify_mode.name) == (True, "CERT_REQUIRED")
    assert (authority.check_hostname, authority.verify_mode.name) == (False, "CERT_REQUIRED")
