"""What belongs to whoever wrote it, where the permission of the route alone cannot decide."""

from litestar.exceptions import PermissionDeniedException

from app.http.permissions import RANKS, rank
from app.people import Caller


def demand_own(is_own: bool, caller: Caller, what: str) -> None:
    """Members change what they wrote; editors and superusers change anybody's.

    `is_own` is of a row that is locked, so that it holds until the change is made.
    """
    if not is_own and rank(caller) < RANKS["editor"]:
        raise PermissionDeniedException(
            f"Somebody else wrote this {what}: members change and delete their own; ask an editor."
        )
