"""The generated catalogue on a PostgreSQL of its own, made once and kept in the user's cache."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from app.database import migrations
from app.database.address import parse
from app.database.data_directory import password
from app.database.server import Programs, Server, find_programs, running

HERE: Final = Path(__file__).parent

#: Nothing here is worth a sync, and nothing may run beside the measurement. Commits stay synchronous: vacuum
#: could not mark as visible to all what a commit still under way has written.
SETTINGS: Final = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "shared_buffers": "512MB",
    "maintenance_work_mem": "256MB",
    "autovacuum": "off",
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything; results follow from the pairs of model and benchmark."""

    name: str
    models: int
    benchmarks: int
    opinions: int = 0


@dataclass(frozen=True, slots=True)
class Heaviest:
    """Where the most rows are, and what filters leave a fair part of them."""

    benchmark: str
    benchmark_results: int
    benchmark_models: int
    model: str
    model_id: int
    model_results: int
    source: str
    organization: str


@contextmanager
def generated(size: Size) -> Iterator[Server]:
    """The server with the catalogue of that size while the block runs."""
    programs = find_programs()
    home = cache() / f"{size.name}-{_digest(size, programs)}"
    for outdated in cache().glob(f"{size.name}-*"):
        if outdated != home:
            shutil.rmtree(outdated)
    done = home / "generated"
    if home.exists() and not done.exists():
        shutil.rmtree(home)  # a run before this one did not get to the end
    with running(home, programs, extra=SETTINGS) as server:
        if not done.exists():
            print(f"Generating a catalogue of {size.models} models in {home} …", flush=True)
            migrations.apply(parse(server.owner_url), report=lambda _: None)
            sizes = {"models": size.models, "benchmarks": size.benchmarks, "opinions": size.opinions}
            psql(server, "generate.sql", **sizes)
            done.touch()
        yield server


def heaviest(server: Server) -> Heaviest:
    benchmark, results, models, model, model_id, model_results, source, organization = (
        psql(server, "heaviest.sql").strip().split("|")
    )
    return Heaviest(
        benchmark, int(results), int(models), model, int(model_id), int(model_results), source, organization
    )


def counts(server: Server) -> dict[str, int]:
    """Rows of the tables that matter."""
    lines = psql(server, "counts.sql").split()
    return {name: int(count) for name, count in (line.split("|") for line in lines)}


def cache() -> Path:
    """Where what is made once is kept, or made anew each time."""
    if os.geteuid() == 0:
        return (
            platformdirs.site_cache_path("model-catalogue") / "bench"
        )  # the server's user cannot pass root's own
    return platformdirs.user_cache_path("model-catalogue") / "bench"


def _digest(size: Size, programs: Programs) -> str:
    """What the data depends on; another schema or another generator is another catalogue."""
    digest = hashlib.sha256(f"{size} {programs.major}".encode())
    for path in [HERE / "generate.sql", *sorted(migrations.directory().glob("*.sql"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def psql(server: Server, script: str, **variables: int) -> str:
    """What the script prints, as the superuser."""
    options = [word for name, value in variables.items() for word in ("-v", f"{name}={value}")]
    environment = {
        "PGHOST": str(server.socket_directory),
        "PGPORT": str(server.port),
        "PGDATABASE": "catalogue",
        "PGUSER": "postgres",
        "PGPASSWORD": password(server.home, "postgres"),
    }
    answer = subprocess.run(
        [server.programs.path("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", *options, "-f", HERE / script],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise SystemExit(f"{script}: {answer.stderr.strip()}")
    return answer.stdout
