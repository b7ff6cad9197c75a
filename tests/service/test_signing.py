"""The secret that signs tokens: one for all workers, kept beside our own database, changed without haste."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import jwt
import pytest

from app.accounts.tokens import key_id
from tests.conftest import serving
from tests.people import EVE, PASSWORD, SECRET
from tests.service.processes import Service, free_port, one_line, run
from tests.service.test_serve import counts

Launch = Callable[..., Service]
NEXT = "the secret that comes after the other"
LOGIN = "/api/v1/auth/login"
ME = "/api/v1/users/me"


def asked(service: Service, token: str) -> int:
    """On a connection of its own, which the kernel gives to any worker."""
    return httpx.get(f"{service.url}{ME}", headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.fixture
def token(start: Launch, home: Path, tmp_path: Path) -> tuple[Service, str]:
    """Two workers on our own database, and what one of them gives to somebody who signs in."""
    service = start(WORKERS=2, LOG_REQUESTS="false")
    words = ("users", "create-superuser", "--username", "ann", "--email", "ann@example.org")
    made = run(*words, cwd=tmp_path, typed=f"{PASSWORD}\n", DATA_DIR=str(home))
    assert made.returncode == 0, made.stderr
    answer = httpx.post(f"{service.url}{LOGIN}", json={"username": "ann", "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return service, answer.json()["access_token"]


@pytest.mark.once
@pytest.mark.xdist_group("serve")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_tokens_are_good_at_every_worker_and_after_a_restart(
    start: Launch, home: Path, token: tuple[Service, str]
) -> None:
    service, access = token
    assert {asked(service, access) for _ in range(40)} == {200}
    assert all(b"/api/v1/users/me" in counts(worker) for worker in service.workers)
    kept = home / "signing.password"
    assert kept.stat().st_mode & 0o777 == 0o600
    before = kept.read_text()
    assert len(before) >= 32
    assert before not in service.greeting + service.complaints

    service.send(signal.SIGTERM)
    assert service.wait() == 0
    again = start()
    assert asked(again, access) == 200
    assert kept.read_text() == before


@pytest.mark.once
def test_a_database_that_is_not_ours_brings_no_secret(tmp_path: Path) -> None:
    url = f"postgresql://ada:s3cret@127.0.0.1:{free_port()}/catalogue"
    given = {"DATABASE_URL": url, "PORT": str(free_port())}
    line = one_line(run("serve", cwd=tmp_path, **given, SECRET_KEY=""))
    assert line == "catalogue: SECRET_KEY is needed with DATABASE_URL; make one: openssl rand -hex 32\n"
    short = one_line(run("serve", cwd=tmp_path, **given, SECRET_KEY="hunter2"))
    assert short.startswith("catalogue: SECRET_KEY: ")
    assert "hunter2" not in short


async def test_a_secret_is_changed_while_people_are_signed_in(fresh: str) -> None:
    """First both, then the new one alone, when the tokens of the old one are over."""
    async with serving(fresh, secret_key=NEXT, secret_key_before=SECRET) as client:
        assert (await client.get(ME, headers=EVE.headers())).status_code == 200
        answer = await client.post(LOGIN, json={"username": "eve", "password": PASSWORD})
        token = answer.json()["access_token"]
        assert jwt.get_unverified_header(token)["kid"] == key_id(NEXT)
    async with serving(fresh, secret_key=NEXT) as client:
        assert (await client.get(ME, headers=EVE.headers())).status_code == 401
        assert (await client.get(ME, headers={"Authorization": f"Bearer {token}"})).status_code == 200
