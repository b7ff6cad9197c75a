"""Who may ask what, written down a second time: a declaration that changes must change here too."""

from typing import Final

#: By the permission of app/http/permissions.py. Pages and probes look at nobody's token.
PERMITTED: Final = {
    "unasked": """
        GET /
        GET /benchmarks/{benchmark}
        GET /healthz
        GET /imports
        GET /imports/{import_id}
        GET /metrics
        GET /openapi.json
        GET /readyz
        GET /schema
        POST /api/v1/auth/login
        POST /api/v1/auth/refresh
    """,
    "anyone": """
        GET /api/v1/benchmarks
        GET /api/v1/benchmarks/{benchmark}
        GET /api/v1/benchmarks/{benchmark}/changes
        GET /api/v1/benchmarks/{benchmark}/leaderboard
        GET /api/v1/changes
        GET /api/v1/datasets
        GET /api/v1/datasets/{id}
        GET /api/v1/datasets/{id}/columns
        GET /api/v1/datasets/{id}/events
        GET /api/v1/datasets/{id}/export
        GET /api/v1/datasets/{id}/import/suggest
        GET /api/v1/datasets/{id}/imports
        GET /api/v1/datasets/{id}/original
        GET /api/v1/datasets/{id}/rejects
        GET /api/v1/datasets/{id}/results
        GET /api/v1/datasets/{id}/rows
        GET /api/v1/formats
        GET /api/v1/imports
        GET /api/v1/imports/{import_id}
        GET /api/v1/imports/{import_id}/conflicts
        GET /api/v1/imports/{import_id}/rejects
        GET /api/v1/mappings
        GET /api/v1/mappings/{name}
        GET /api/v1/merges
        GET /api/v1/merges/{id}
        GET /api/v1/models
        GET /api/v1/models/{model}
        GET /api/v1/models/{model}/changes
        GET /api/v1/models/{model}/opinions
        GET /api/v1/models/{model}/results
        GET /api/v1/models/{model}/scores
        GET /api/v1/opinions
        GET /api/v1/opinions/{id}
        GET /api/v1/opinions/{id}/changes
        GET /api/v1/prices
        GET /api/v1/prices/{id}
        GET /api/v1/prices/{id}/changes
        GET /api/v1/results
        GET /api/v1/results/{id}
        GET /api/v1/results/{id}/changes
        GET /api/v1/scores
        GET /api/v1/use-cases
        GET /api/v1/use-cases/{id}
        GET /api/v1/use-cases/{id}/changes
        POST /api/v1/auth/register
        POST /api/v1/resolve
    """,
    "members_read": """
        GET /api/v1/api-keys
        GET /api/v1/users/me
    """,
    "members_write": """
        DELETE /api/v1/datasets/{id}
        DELETE /api/v1/opinions/{id}
        DELETE /api/v1/use-cases/{id}
        PATCH /api/v1/datasets/{id}
        PATCH /api/v1/datasets/{id}/options
        PATCH /api/v1/opinions/{id}
        PATCH /api/v1/use-cases/{id}
        POST /api/v1/datasets
        POST /api/v1/datasets/{id}/retry
        POST /api/v1/opinions
        POST /api/v1/use-cases
        PUT /api/v1/datasets
    """,
    "members_in_person": """
        DELETE /api/v1/api-keys/{id}
        DELETE /api/v1/users/me/sessions/{session_id}
        GET /api/v1/users/me/sessions
        PATCH /api/v1/users/me
        POST /api/v1/api-keys
        POST /api/v1/auth/logout
        POST /api/v1/auth/logout-everywhere
        POST /api/v1/users/me/email
        POST /api/v1/users/me/password
    """,
    "editors_write": """
        DELETE /api/v1/benchmarks/{benchmark}
        DELETE /api/v1/mappings/{name}
        DELETE /api/v1/models/{model}
        DELETE /api/v1/prices/{id}
        DELETE /api/v1/results/{id}
        PATCH /api/v1/benchmarks/{benchmark}
        PATCH /api/v1/models/{model}
        PATCH /api/v1/prices/{id}
        PATCH /api/v1/results/{id}
        POST /api/v1/benchmarks
        POST /api/v1/datasets/{id}/imports
        POST /api/v1/imports
        POST /api/v1/imports/{import_id}/undo
        POST /api/v1/merges/{id}/undo
        POST /api/v1/models
        POST /api/v1/models/{model}/merge
        POST /api/v1/prices
        POST /api/v1/results
        POST /api/v1/results/bulk
        POST /api/v1/results/{id}/restore
        POST /api/v1/results/{id}/retract
        POST /api/v1/results/{id}/supersede
        PUT /api/v1/mappings/{name}
        PUT /api/v1/results
    """,
    "superusers_read": """
        GET /api/v1/audit
        GET /api/v1/invitations
        GET /api/v1/users
        GET /api/v1/users/{user_id}
    """,
    "superusers_in_person": """
        DELETE /api/v1/invitations/{id}
        DELETE /api/v1/users/{user_id}
        PATCH /api/v1/users/{user_id}
        POST /api/v1/invitations
    """,
}
#: By method and path.
TABLE: Final = {
    line.strip(): name for name, lines in PERMITTED.items() for line in lines.strip().splitlines()
}
#: What Litestar answers by itself, to everybody.
NOT_OURS: Final = {"GET /docs", "GET /docs/openapi.json", "GET /docs/{path}", "GET /static"}

#: Whoever is known but is not named here is refused with 403; who is not known, with 401.
PASSES: Final = {
    "members_read": {"member", "other member", "editor", "superuser", "read key", "full key", "member's key"},
    "members_write": {
        *("member", "other member", "editor", "superuser"),
        *("write key", "full key", "member's key"),
    },
    "members_in_person": {"member", "other member", "editor", "superuser"},
    "editors_write": {"editor", "superuser", "write key", "full key"},
    "superusers_read": {"superuser", "read key", "full key"},
    "superusers_in_person": {"superuser"},
}
#: Wrong, over or taken back: as good as no token where one is needed, and refused where none is.
BAD: Final = {
    *("disabled", "expired token", "revoked session", "session that is over", "token of nobody"),
    *("expired key", "revoked key", "key of the disabled", "unknown key", "garbage", "no bearer"),
}


def expected(permission: str, asker: str) -> int | None:
    """The status that refuses, or None where the request gets past the guard."""
    if permission == "unasked" or (permission == "anyone" and asker not in BAD):
        return None
    if asker in BAD or asker == "nobody":
        return 401
    return None if asker in PASSES[permission] else 403
