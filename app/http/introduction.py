"""What the OpenAPI document says before its operations."""

from typing import Final

from litestar.openapi.spec import Tag

TAGS: Final = [
    Tag("Models", "What the catalogue is about. A model is addressed by its id or its slug."),
    Tag("Benchmarks", "What models are scored on."),
    Tag("Leaderboards", "Which model stands where, by which result."),
    Tag("Results", "Each score, who says so and under which settings."),
    Tag("Opinions", "What people say of models."),
    Tag("Use cases", "What models are used for."),
    Tag("Prices", "What offerings of models cost, in USD per million tokens, and from when on."),
    Tag(
        "Imports",
        "Files become rows: what harnesses write, what boards publish, spreadsheets; and back again.",
    ),
    Tag("Datasets", "Files that people upload: profiled, looked through, taken into the catalogue."),
    Tag("Changes", "The history: who changed what, when and why, of one row or of everything."),
    Tag("Accounts", "Signing in, one's own account, and keys for programs."),
    Tag("Users", "Who may sign in, and what has happened to accounts."),
]
DESCRIPTION: Final = """\
A self-hosted catalogue of AI models.

Lists come in pages: `items` and, unless it is the last page, `next`, an opaque value for `cursor`; the header
`Link` holds the whole address. With `Accept: text/csv` or `application/x-ndjson` (or `format=csv`,
`format=ndjson`) a list is sent whole. Unknown parameters are refused.

Single resources carry an `ETag`; `If-None-Match` is answered 304 where nothing has changed, a change with
`If-Match` 412 where something has. Bodies are JSON and strict: no unknown field, no text for a number.
`PATCH` is a merge patch (RFC 7396): null takes a value away, what is left out stays. A model that was merged
into another answers 308. Errors are problem details (RFC 9457). `x-sql` names the SQL files that an operation
asks. What not everybody may read, and what answers a write, says `Cache-Control: no-store`.
"""
