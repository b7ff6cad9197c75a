"""Every setting, read once from the environment; `.env.example` says why each exists."""

import os
import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Final, Literal, Self, get_args, get_type_hints

import msgspec
from dotenv import dotenv_values
from msgspec import Meta, Struct

Port = Annotated[int, Meta(ge=1, le=65535)]
Secret = Annotated[str, Meta(min_length=32, max_length=1024)]

Network = IPv4Network | IPv6Network
Registration = Literal["closed", "invite", "open"]

#: As browsers write one: no path, nothing in capitals, no port that goes without saying.
ORIGIN: Final = re.compile(
    r"(?!http:.*:80$|https:.*:443$)[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?"
)
#: A bucket of S3, and what all keys in it begin with.
BUCKET: Final = re.compile(
    r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9._/-]*[A-Za-z0-9._-])?)?/?"
)
ENDPOINT: Final = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+(/[A-Za-z0-9._/-]*)?")
KINDS: Final = {"int": "a whole number", "float": "a number", "bool": "true or false"}


class SettingsError(ValueError):
    """A setting that cannot be used: names the variable and what it takes, never its value."""


class Settings(Struct, frozen=True, kw_only=True):
    """Names are those of the environment variables, in lower case. An empty variable counts as absent."""

    database_url: str | None = None
    migration_database_url: str | None = None
    data_dir: str | None = None
    pg_bin: str | None = None
    sample: Literal["auto", "always", "never"] = "auto"

    secret_key: Secret | None = None
    secret_key_before: Secret | None = None
    registration: Registration = "closed"
    session_days: Annotated[int, Meta(ge=1, le=3650)] = 30
    sign_in_rate: Annotated[int, Meta(ge=1, le=100_000)] = 10

    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    port: Port = 8000
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    trusted_proxies: str | None = None
    cors_origins: str | None = None

    pool_size: Annotated[int, Meta(ge=1, le=100)] = 4
    pool_wait: Annotated[float, Meta(ge=0.05, le=30)] = 1.0
    query_timeout: Annotated[float, Meta(ge=0.1, le=300)] = 5.0
    shutdown_wait: Annotated[int, Meta(ge=1, le=300)] = 15

    import_memory: Annotated[int, Meta(ge=128, le=1_048_576)] = 1024
    import_seconds: Annotated[int, Meta(ge=1, le=86_400)] = 300
    import_size: Annotated[int, Meta(ge=1, le=2**40)] = 2**28
    import_files: Annotated[int, Meta(ge=1, le=1_000_000)] = 20_000
    import_inflated: Annotated[int, Meta(ge=1, le=2**40)] = 2**31

    storage: str | None = None
    aws_access_key_id: str | None = None
    aws_secret_access_key: str | None = None
    aws_session_token: str | None = None
    aws_region: str | None = None
    aws_endpoint_url: str | None = None
    dataset_size: Annotated[int, Meta(ge=1, le=2**40)] = 2**30
    dataset_quota: Annotated[int, Meta(ge=1, le=2**50)] = 5 * 2**30
    dataset_count: Annotated[int, Meta(ge=1, le=1_000_000)] = 200
    dataset_readers: Annotated[int, Meta(ge=0, le=64)] = 1
    dataset_memory: Annotated[int, Meta(ge=256, le=1_048_576)] = 1024
    dataset_seconds: Annotated[int, Meta(ge=1, le=86_400)] = 300
    dataset_inflated: Annotated[int, Meta(ge=1, le=2**40)] = 2**32

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_requests: bool = True

    def __repr__(self) -> str:
        """Without the addresses of databases: they hold passwords."""
        return f"Settings(host={self.host!r}, port={self.port}, workers={self.workers})"

    @classmethod
    def read(cls, environment: Mapping[str, str | None]) -> Self:
        """Settings from variables; raises SettingsError at the first that does not fit."""
        given = {name: value for name in cls.__struct_fields__ if (value := environment.get(name.upper()))}
        try:
            settings = msgspec.convert(given, cls, strict=False)
        except msgspec.ValidationError as error:
            raise SettingsError(_complaint(str(error))) from None
        _ = settings.proxies, settings.origins, settings.bucket  # a wrong one stops the start, not a request
        return settings

    @classmethod
    def from_environment(cls, directory: Path | None = None) -> Self:
        """The process's environment, and beneath it the `.env` of the directory, where there is one."""
        return cls.read(
            {**dotenv_values((directory or Path.cwd()) / ".env", interpolate=False), **os.environ}
        )

    def demand_secret_key(self) -> None:
        """Raises SettingsError where nothing would sign tokens: only our own database brings a key."""
        if self.database_url and not self.secret_key:
            raise SettingsError("SECRET_KEY is needed with DATABASE_URL; make one: openssl rand -hex 32")

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Those that are believed when they say where a request comes from; raises SettingsError."""
        try:
            return tuple(map(ip_network, _listed(self.trusted_proxies)))
        except ValueError:
            raise SettingsError(
                "TRUSTED_PROXIES: expected addresses or networks, with commas between them "
                "(127.0.0.1,10.0.0.0/8)"
            ) from None

    @property
    def origins(self) -> frozenset[str]:
        """Other sites whose pages may ask, or "*" alone for any; raises SettingsError."""
        given = _listed(self.cors_origins)
        if given != ["*"] and not all(map(ORIGIN.fullmatch, given)):
            raise SettingsError(
                "CORS_ORIGINS: expected origins as browsers write them, with commas between them "
                "(https://app.example,http://localhost:5173), or *"
            )
        return frozenset(given)

    @property
    def bucket(self) -> tuple[str, str | None] | None:
        """Of S3, where files are kept there: the bucket, and what keys begin with; raises SettingsError."""
        if self.storage is None:
            return None
        if (found := BUCKET.fullmatch(self.storage)) is None or {"", ".", ".."} & {
            *(found[2] or "-").split("/")
        }:
            raise SettingsError("STORAGE: expected s3://BUCKET or s3://BUCKET/PREFIX, or nothing at all")
        if self.aws_endpoint_url and not ENDPOINT.fullmatch(self.aws_endpoint_url):
            raise SettingsError("AWS_ENDPOINT_URL: expected an address, such as http://127.0.0.1:9000")
        return found[1], found[2]

    @property
    def is_exposed(self) -> bool:
        """Do other machines reach it?"""
        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"

    @property
    def url(self) -> str:
        """How this machine reaches the service: at 0.0.0.0 and :: it is at every address, loopback too."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  # it is not bound
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def _listed(text: str | None) -> list[str]:
    return [item.strip() for item in text.split(",")] if text else []


def _complaint(message: str) -> str:
    """msgspec's sentence about a field as one about its variable; it never holds the value."""
    what, _, place = message.partition(" - at `$.")
    field = place.rstrip("`")
    if what.startswith("Invalid enum value"):
        what = f"Expected one of {', '.join(get_args(get_type_hints(Settings)[field]))}"
    what = re.sub(r"`(int|float|bool)`(, got .*)?", lambda kind: KINDS[kind[1]], what)
    return f"{field.upper()}: {what[0].lower()}{what[1:]}"
