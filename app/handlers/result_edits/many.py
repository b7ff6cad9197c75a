"""Thousands of results at once: all of them or none."""

import asyncio
from typing import Annotated, Any, Final, NoReturn

from litestar import post
from litestar.exceptions import HTTPException
from litestar.params import JSONBody
from msgspec import Meta, Struct

from app.database.faults import Meaning, meaning
from app.handlers.result_edits.sent import NewResult, as_json
from app.http.bodies import LARGEST_OF_MANY, Body, StrictRequest, decoded
from app.http.constraints import RULES
from app.http.document import asks
from app.http.parameters import InCatalogue, InCause
from app.http.permissions import editors_write
from app.http.problems import BODY, fails
from app.queries import results
from app.queries.loader import Writable

MOST: Final = 10_000
PART: Final = 1_000


class NewResults(Body, frozen=True):
    """Results that are not there yet."""

    results: Annotated[
        list[NewResult],
        Meta(
            min_length=1,
            max_length=MOST,
            description="The results.",
            examples=[[{"model": "gpt-4o", "benchmark": "mmlu", "score": 88.7}]],
        ),
    ]


class Created(Struct, frozen=True):
    """What was made."""

    created: Annotated[int, Meta(description="How many results.")]
    ids: Annotated[list[int], Meta(description="Their ids, in the order in which they were sent.")]


class LargeRequest(StrictRequest):
    """Ten thousand rows are checked in a tenth of a second or more, in which others are answered."""

    __slots__ = ()

    async def json(self) -> Any:
        return await asyncio.to_thread(decoded, NewResults, await self.body())


class RowsRefused(HTTPException):
    """Constraints say no to some of the rows, given by their place and the constraint."""

    def __init__(self, rows: list[tuple[int, str]]) -> None:
        rules = [RULES[constraint] for _, constraint in rows]
        super().__init__(
            detail=f"Nothing was written. Results that do not fit: {len(rows):,}; see errors.",
            status_code=409 if all(rule.status == 409 for rule in rules) else 422,
            extra=[
                {"key": f"results[{place}].{rule.field}", "message": rule.detail, "source": "body"}
                for (place, _), rule in zip(rows, rules, strict=True)
            ],
        )


@post(
    "/bulk",
    operation_id="createResults",
    summary="Create many results",
    guards=[editors_write],
    operation_class=asks(results.create_many, results.refused),
    request_class=LargeRequest,
    request_max_body_size=LARGEST_OF_MANY,
    responses=fails(409, *BODY),
)
async def create_results(db: InCatalogue, data: JSONBody[NewResults], cause: InCause) -> Created:
    """Up to 10,000 results in 16 MB: all of them, or none where one does not fit.

    Each that does not fit is named, such as `results[3].score`; 409 where all of those are there already.
    """
    rows = as_json(data.results)
    try:
        async with db.transaction(cause) as tx:
            ids = await results.create_many(tx, rows=rows)
    except Exception as error:
        if meaning(error) is Meaning.CONSTRAINT:
            await _refuse(db, data.results, error)
        raise
    return Created(len(ids), ids)


async def _refuse(db: Writable, rows: list[NewResult], error: Exception) -> NoReturn:
    """Names the rows at fault; where nobody is any more, the error itself says what stood in the way.

    In parts, for a thousand that are refused take as long as ten thousand that are not.
    """
    async with db.transaction() as tx:
        refused = [
            (start + row.row_number - 1, row.constraint_name)
            for start in range(0, len(rows), PART)
            for row in await results.refused(tx, rows=as_json(rows[start : start + PART]))
        ]
        raise RowsRefused(refused) if refused else error  # either way what was tried is rolled back
