"""Results written over HTTP."""

from litestar import Router

from app.handlers.result_edits.many import create_results
from app.handlers.result_edits.runs import put_result
from app.handlers.result_edits.single import change_result, create_result, delete_result
from app.handlers.result_edits.status import restore_result, retract_result, supersede_result

router = Router(
    "/results",
    tags=["Results"],
    route_handlers=[
        create_result,
        create_results,
        put_result,
        change_result,
        delete_result,
        retract_result,
        restore_result,
        supersede_result,
    ],
)
