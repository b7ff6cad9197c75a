"""A route says once who may ask it, or the service does not start."""

import pytest
from litestar import Router, get

from app import main
from app.http.permissions import anyone, members_read
from app.settings import Settings
from tests.people import SECRET

SETTINGS = Settings(database_url="postgresql://nobody@127.0.0.1:9/none", secret_key=SECRET)


@get("/undeclared", sync_to_thread=False)
def undeclared() -> str:
    return ""


@get("/twice", sync_to_thread=False, guards=[members_read])
def twice() -> str:
    return ""


@pytest.mark.parametrize(
    ("route", "says"),
    [
        (undeclared, r"undeclared.* declares 0 permissions"),
        (Router("/", route_handlers=[twice], guards=[anyone]), r"twice.* declares 2 permissions"),
    ],
    ids=["none", "two"],
)
def test_the_service_does_not_start(monkeypatch: pytest.MonkeyPatch, route: Router, says: str) -> None:
    monkeypatch.setattr(main, "ROUTERS", [*main.ROUTERS, route])
    with pytest.raises(LookupError, match=says):
        main.build(SETTINGS)
