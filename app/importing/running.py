"""Runs an import from the command line, with or without a service beside it."""

import os
import sys
import tomllib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, TypeVar
from uuid import UUID

import msgspec
import yaml
from litestar.exceptions import HTTPException

from app.database import connection
from app.database.once import ask
from app.database.pool import Database
from app.formats import formats
from app.formats.mapping import Mapping
from app.http.temporary import address_of, temporary
from app.importing import ImportingError, telling
from app.imports.job import Limits, Place
from app.imports.mappings import flaw_of_constant, given, kept, with_constants
from app.imports.reading import CannotRead
from app.imports.shown import WholeImport, shown
from app.imports.taking import CannotWrite, take
from app.imports.undoing import CannotUndo, undo
from app.imports.wanted import Unknown, Wanted
from app.people import Cause
from app.queries import imports
from app.serving import end_on_signals
from app.settings import Settings

T = TypeVar("T")
CONFLICTS: Final = 20
CHUNK: Final = 2**20


def bring(
    files: tuple[str, ...],
    name: str | None,
    reason: str | None,
    *,
    as_json: bool,
    format: str | None,
    mapping: str | None,
    models: Unknown,
    benchmarks: Unknown,
    convert: bool,
    overwrite: bool,
    dry_run: bool,
    **constants: Any,
) -> None:
    """Takes the files in and tells what became of them; raises ImportingError."""
    _check(format, constants)
    names = called(files, name or "")

    async def taken(database: Database, settings: Settings) -> WholeImport:
        wanted = Wanted(
            today=datetime.now(UTC).date(),
            filename=", ".join(names)[:255],
            format=format,
            mappings=with_constants(await _mappings(database, mapping), constants),
            models=models,
            benchmarks=benchmarks,
            convert=convert,
            overwrite=overwrite,
            dry_run=dry_run,
            reason=reason,
        )
        limits = Limits.of(settings)
        with _places(files, names, limits.size) as places, telling.progress() as progress:
            id = await take(database, places, wanted, limits, progress)
        return await _found(database, id)

    done = _run(taken)
    telling.tell(done, as_json=as_json)
    if not done.created + done.updated + done.unchanged:
        sys.exit(1)


def called(files: tuple[str, ...], standard_input: str) -> list[str]:
    """As the person calls them; who reads the report need not know where on this machine they lie."""
    whole = [Path(file) for file in files if file != "-" and Path(file).is_absolute()]
    above = Path(os.path.commonpath([path.parent for path in whole])) if whole else Path()

    def named(file: str) -> str:
        if file == "-":
            return standard_input
        path = Path(file).relative_to(above) if Path(file).is_absolute() else Path(file)
        return "/".join(part for part in path.parts if part != "..") or path.absolute().name or file

    return [named(file) for file in files]


def take_back(id: UUID, reason: str | None, *, as_json: bool) -> None:
    """Undoes an import and tells what stays as it is; raises ImportingError."""

    async def undone(database: Database, settings: Settings) -> tuple[WholeImport, list[imports.Conflict]]:
        if not await undo(database, id, Cause(None, reason)):
            raise ImportingError(f"There is no import {id}.")
        conflicts = await imports.conflicts(database, import_id=id, after_position=None, limit=CONFLICTS)
        return await _found(database, id), conflicts

    done, conflicts = _run(undone)
    telling.tell_undone(done, conflicts, as_json=as_json)


def _check(format: str | None, constants: dict[str, Any]) -> None:
    if format is not None and format not in formats():
        raise ImportingError(f"--format: there is no {format}; there are {', '.join(sorted(formats()))}.")
    for name, value in constants.items():
        if value is not None and (flaw := flaw_of_constant(name, value)):
            raise ImportingError(f"--{name.replace('_', '-')}: {flaw}")


def _run(work: Callable[[Database, Settings], Awaitable[T]]) -> T:
    """On the catalogue that the settings name; what can be expected to go wrong becomes ImportingError."""
    end_on_signals()
    with connection.reachable(Settings.from_environment()) as settings:
        try:
            return ask(settings, lambda database: work(database, settings))
        except (CannotRead, CannotWrite, CannotUndo) as error:
            raise ImportingError(str(error)) from None
        except KeyboardInterrupt:
            raise ImportingError("It was broken off. Nothing was written.") from None


async def _found(database: Database, id: UUID) -> WholeImport:
    found = await shown(database, id)
    if found is None:
        raise ImportingError(f"There is no import {id} any more.")
    return found


async def _mappings(database: Database, mapping: str | None) -> tuple[Mapping, ...]:
    """From a file of this name, else what is kept under it."""
    if mapping is None:
        return ()
    if (path := Path(mapping)).is_file():
        return _from_file(path)
    if (found := await kept(database, mapping)) is None:
        raise ImportingError(f"--mapping: there is neither a file nor a mapping called {mapping}.")
    return found


def _from_file(path: Path) -> tuple[Mapping, ...]:
    try:
        return given(_as_json(path))
    except HTTPException as error:
        extra: Any = error.extra or ()  # the faults of a body, as the decoder of bodies lists them
        faults = [f"{fault['key']}: {fault['message']}" for fault in extra]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise ImportingError(f"{path}: {faults[0]}{more}" if faults else f"{path}: {error.detail}") from None
    except (OSError, ValueError, yaml.YAMLError) as error:
        told = " ".join(str(error).split())
        raise ImportingError(f"{path}: {told}") from None


def _as_json(path: Path) -> bytes:
    data = path.read_bytes()
    match path.suffix.lower():
        case ".toml":
            return msgspec.json.encode(tomllib.loads(data.decode()))
        case ".yaml" | ".yml":
            return msgspec.json.encode(yaml.safe_load(data))
    return data


@contextmanager
def _places(files: tuple[str, ...], names: list[str], most: int) -> Iterator[list[Place]]:
    with temporary() as kept:
        if "-" in files:
            _keep(sys.stdin.buffer, kept, most)
        yield [
            Place(name, address_of(kept) if file == "-" else os.fsencode(Path(file).absolute()))
            for file, name in zip(files, names, strict=True)
        ]


def _keep(source: IO[bytes], kept: IO[bytes], most: int) -> None:
    """All of it, or a little more than is allowed: whoever reads it says so."""
    size = 0
    while size <= most and (chunk := source.read(CHUNK)):
        size += kept.write(chunk)
    kept.flush()
