"""The API reference, rendered from the document that is served."""

import re
import shlex

import httpx
import msgspec

from tests.pages.reading import read

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


async def test_the_lines_of_the_reference_reach_their_operations(client: Client) -> None:
    lines = re.findall(r"<code>(curl [^<]+)</code>", (await client.get("/docs")).text)
    assert len(lines) > 10
    for line in lines:
        program, address = shlex.split(line)  # nothing but the address: each operation so far only reads
        assert program == "curl"
        answer = await client.get(address.removeprefix("http://test"))
        assert answer.status_code in (200, 404), line
        if answer.status_code == 404:
            assert answer.json()["detail"].startswith("There is no such"), "an operation was reached"
