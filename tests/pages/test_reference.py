"""The API reference, rendered from the document that is served."""

import html
import re
import shlex
from argparse import ArgumentParser

import httpx
import msgspec

from tests.conftest import serving
from tests.pages.reading import read
from tests.people import MAX, MIA, SUE

Client = httpx.AsyncClient


async def test_the_reference_holds_every_operation(client: Client) -> None:
    document = msgspec.json.decode((await client.get("/openapi.json")).content)
    page = await read(client, "/docs")
    sections = {str(given.get("id")) for given in page.all("section", class_="op")}
    operations = [operation for verbs in document["paths"].values() for operation in verbs.values()]
    assert sections == {operation["operationId"] for operation in operations}
    for operation in operations:
        assert operation["summary"] in page.text
        for query in operation.get("x-sql", []):
            assert f"app/queries/{query.replace('.', '/')}.sql" in page.text
        for parameter in operation.get("parameters", []):
            assert f"<code>{parameter['name']}</code>" in (await client.get("/docs")).text


async def test_the_reference_tells_limits_and_fields(client: Client) -> None:
    text = (await read(client, "/docs")).text
    assert "limit integer Rows a page. at least 1, at most 100; default 50" in text
    assert "higher_is_better boolean or null" in text
    assert "page of Standing" in text
    assert "e+" not in text


async def test_the_lines_of_the_reference_reach_their_operations(fresh: str) -> None:
    """On a catalogue without the models that the examples name: what is sent fits, and arrives somewhere."""
    async with serving(fresh) as client:
        lines = re.findall(r"<code>(curl [^<]+)</code>", (await client.get("/docs")).text)
        assert len(lines) > 25
        for line in lines:
            who = next((one for address, one in LEAVING.items() if address in line.split()[3:]), SUE)
            words = shlex.split(html.unescape(line).replace("$TOKEN", who.token()))
            sent = arguments.parse_args(words[1:])
            answer = await client.request(
                sent.method,
                sent.address.removeprefix("http://test"),
                headers=dict(header.split(": ") for header in sent.header),
                content=SCORES if sent.file else sent.body,
                files=[("file", ("scores.csv", SCORES))] if sent.form == "file=@scores.csv" else None,
            )
            assert answer.status_code in {200, 201, 202, 204, 401, 403, 404, 409, 422}, line
            if answer.status_code >= 400:
                assert re.match(ARRIVED, answer.json()["detail"]), line


#: Who signs out could ask nothing more.
LEAVING = {"http://test/api/v1/auth/logout": MIA, "http://test/api/v1/auth/logout-everywhere": MAX}
#: What is only said by the operation itself.
ARRIVED = (
    r"There is no such (?!field)|You have uploaded these bytes|"
    r".*already|Nothing was written|Registration is closed|It is not the password"
    r"|The name or the password is wrong|The refresh token is not valid"
)
arguments = ArgumentParser()
arguments.add_argument("address")
arguments.add_argument("-X", dest="method", default="GET")
arguments.add_argument("-H", dest="header", action="append", default=[])
arguments.add_argument("-d", dest="body")
arguments.add_argument("-F", dest="form")
arguments.add_argument("-T", dest="file")
#: What a reader may have in a file of the name that the example has.
SCORES = b"model,benchmark,score\nOurs,Tickets,70\n"
