"""What the OpenAPI document says of who may ask (`security`), and of what no cache may keep."""

from typing import Any, Final

from app.http.permissions import Permission, in_words
from app.http.problems import DESCRIPTIONS

CHALLENGES: Final = {"schema": {"type": "string"}, "description": "What is wrong with the token."}
NO_STORE: Final = {"schema": {"const": "no-store"}, "description": "No cache may keep it."}
SCHEMES: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token (`POST /api/v1/auth/login`) or an API key.",
    }
}


def say_who_may(verb: str, operation: dict[str, Any], allowed: Permission, *, shows_own: bool) -> None:
    """What is open to anyone carries no lock; a bad token is refused there too.

    Where it `shows_own` to who is known, a token may be sent, and what is answered is nobody else's.
    """
    answers = operation["responses"]
    answers["401"] = {
        **answers["400"],
        "description": DESCRIPTIONS[401],
        "headers": {"WWW-Authenticate": CHALLENGES},
    }
    operation["security"] = [{}, {"bearer": []}] if shows_own else []
    if allowed.who != "anyone":
        operation["security"] = [{"bearer": []}]
        operation["description"] += f"\n\n{in_words(allowed)}"
        answers["403"] = {**answers["400"], "description": DESCRIPTIONS[403]}
    if shows_own or allowed.keeps_private(verb.upper()):
        _say_not_kept(answers)


def _say_not_kept(answers: dict[str, Any]) -> None:
    for status, answer in answers.items():
        if status.startswith("2"):
            answer["headers"] = {**answer.get("headers", {}), "Cache-Control": NO_STORE}
