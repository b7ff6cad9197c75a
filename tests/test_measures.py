"""What /metrics counts: by route and status, with few labels."""

import re
from typing import Final

from httpx import AsyncClient
from prometheus_client.parser import text_string_to_metric_families

ONE: Final = "/api/v1/models/alpha"


async def measured(client: AsyncClient) -> dict[tuple[str, str, str], float]:
    """Requests so far, by method, route and status."""
    text = (await client.get("/metrics")).text
    return {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "catalogue_requests_total"
    }


async def test_metrics_count_by_route(client: AsyncClient) -> None:
    assert (await client.get("/metrics")).headers[
        "content-type"
    ] == "text/plain; version=0.0.4; charset=utf-8"
    before = await measured(client)
    for method, path in (
        ("GET", ONE),
        ("GET", "/api/v1/models/gamma"),
        ("GET", "/api/v1/models/nobody"),
        ("HEAD", ONE),
        ("BREW", ONE),
        ("GET", "/nope/1"),
        ("GET", "/nope/2"),
        ("GET", "/nope/3"),
    ):
        await client.request(method, path)
    after = await measured(client)
    more = {key: after[key] - before.get(key, 0) for key in after if after[key] != before.get(key, 0)}
    route = "/api/v1/models/{model}"
    assert {key: count for key, count in more.items() if key[1] != "/metrics"} == {
        ("GET", route, "200"): 2,
        ("GET", route, "404"): 1,
        ("HEAD", route, "200"): 1,
        ("other", "unknown", "405"): 1,
        ("GET", "unknown", "404"): 3,
    }


async def test_time_is_measured(client: AsyncClient) -> None:
    await client.get(ONE)
    text = (await client.get("/metrics")).text
    assert re.search(r'catalogue_request_seconds_count{method="GET",route="/api/v1/models/{model}"} \d', text)
