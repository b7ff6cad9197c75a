"""Every setting, read once from the environment; `.env.example` says why each exists."""

import os
import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final, Literal, Self, get_args, get_type_hints

import msgspec
from dotenv import dotenv_values
from msgspec import Meta, Struct

Port = Annotated[int, Meta(ge=1, le=65535)]
Secret = Annotated[str, Meta(min_length=32, max_length=1024)]

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

    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    port: Port = 8000
    workers: Annotated[int, Meta(ge=1, le=64)] = 1

    pool_size: Annotated[int, Meta(ge=1, le=100)] = 4
    pool_wait: Annotated[float, Meta(ge=0.05, le=30)] = 1.0
    query_timeout: Annotated[float, Meta(ge=0.1, le=300)] = 5.0
    shutdown_wait: Annotated[int, Meta(ge=1, le=300)] = 15

    import_memory: Annotated[int, Meta(ge=128, le=1_048_576)] = 1024
    import_seconds: Annotated[int, Meta(ge=1, le=86_400)] = 300
    import_size: Annotated[int, Meta(ge=1, le=2**40)] = 2**28
    import_files: Annotated[int, Meta(ge=1, le=1_000_000)] = 20_000
    import_inflated: Annotated[int, Meta(ge=1, le=2**40)] = 2**31

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
        settings._refuse_foreign_hosts()
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

    def _refuse_foreign_hosts(self) -> None:
        # Nobody signs in yet: whoever reaches the port may read everything.
        if self.host != "localhost" and not _is_loopback(self.host):
            raise SettingsError(
                "HOST must be a loopback address (127.0.0.1, ::1 or localhost): there are no accounts yet, "
                "so a reachable port would be open to everybody."
            )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _complaint(message: str) -> str:
    """msgspec's sentence about a field as one about its variable; it never holds the value."""
    what, _, place = message.partition(" - at `$.")
    field = place.rstrip("`")
    if what.startswith("Invalid enum value"):
        what = f"Expected one of {', '.join(get_args(get_type_hints(Settings)[field]))}"
    what = re.sub(r"`(int|float|bool)`(, got .*)?", lambda kind: KINDS[kind[1]], what)
    return f"{field.upper()}: {what[0].lower()}{what[1:]}"
