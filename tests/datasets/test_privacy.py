"""A private dataset: to everybody but its owner it is as if it were not there, at each of its addresses."""

from typing import Any, Final

import pytest
from httpx import Response

from tests.accounts.test_matrix import declared
from tests.conftest import Client, serving
from tests.people import EVE, MAX, MIA, SUE, Person

PRIVATE: Final = "00000000-0000-0000-0000-000000000008"
PUBLIC: Final = "00000000-0000-0000-0000-000000000007"
NOWHERE: Final = "00000000-0000-0000-0000-0000000000ff"
STRANGERS: Final[dict[str, Person | None]] = {"nobody": None, "member": MAX, "editor": EVE, "superuser": SUE}
ROUTES: Final = sorted(route for route in declared() if "/datasets/{id}" in route)
READING: Final = [route for route in ROUTES if route.startswith("GET ")]
IMPORTING: Final = "POST /api/v1/datasets/{id}/imports"
CHANGING: Final = [route for route in ROUTES if route not in {*READING, IMPORTING}]
#: What is sent, so that nothing else is wrong with the request.
BODIES: Final[dict[str, Any]] = {
    "PATCH /api/v1/datasets/{id}": {"description": "Theirs."},
    "PATCH /api/v1/datasets/{id}/options": {"delimiter": ";"},
    IMPORTING: {"mapping": {"columns": {"model": "model"}}, "dry_run": True},
}


async def asked(client: Client, route: str, id: str, person: Person | None) -> Response:
    method, _, path = route.partition(" ")
    headers = person.headers() if person else {}
    return await client.request(
        method, path.format(id=id), headers=headers, json=BODIES.get(route), auth=None
    )


def said(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["detail"]


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("route", ROUTES)
async def test_a_stranger_cannot_tell_it_from_none(client: Client, route: str, who: str) -> None:
    private = await asked(client, route, PRIVATE, STRANGERS[who])
    assert said(private) == said(await asked(client, route, NOWHERE, STRANGERS[who]))
    assert private.status_code in ({404} if route in READING else {401, 403, 404})


async def test_it_is_in_nobody_elses_list(client: Client) -> None:
    for person in STRANGERS.values():
        for which in ("own", "public", "all"):
            headers = person.headers() if person else {}
            answer = await client.get(f"/api/v1/datasets?visibility={which}", headers=headers)
            assert PRIVATE not in answer.text


@pytest.mark.parametrize("route", [*READING, *CHANGING])
async def test_its_owner_finds_it(fresh: str, route: str) -> None:
    async with serving(fresh) as client:
        answer = await asked(client, route, PRIVATE, MIA)
        nowhere = await asked(client, route, NOWHERE, MIA)
    assert nowhere.status_code == 404
    assert answer.status_code != 404 or said(answer) != said(nowhere)


DELETING: Final = "DELETE /api/v1/datasets/{id}"


async def test_a_superuser_takes_a_public_one_away(fresh: str) -> None:
    async with serving(fresh) as client:
        assert (await asked(client, DELETING, PUBLIC, SUE)).status_code == 204
        assert (await client.get(f"/api/v1/datasets/{PUBLIC}")).status_code == 404


@pytest.mark.parametrize(
    ("route", "who"),
    [(route, who) for route in CHANGING for who in STRANGERS if (route, who) != (DELETING, "superuser")],
)
async def test_a_public_one_is_changed_by_its_owner_alone(client: Client, route: str, who: str) -> None:
    before = (await client.get(f"/api/v1/datasets/{PUBLIC}")).json()
    answer = await asked(client, route, PUBLIC, STRANGERS[who])
    assert answer.status_code == (403 if STRANGERS[who] else 401)
    assert (await client.get(f"/api/v1/datasets/{PUBLIC}")).json() == before
