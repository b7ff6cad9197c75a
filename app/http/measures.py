"""What /metrics shows: requests by route and status, and how long they took."""

from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

REQUESTS: Final = Counter("catalogue_requests", "Requests answered.", ["method", "route", "status"])
SECONDS: Final = Histogram(
    "catalogue_request_seconds", "Time to answer.", ["method", "route"], buckets=BUCKETS
)

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer; the route is its template, so that labels stay few."""
    requests, duration = _series(method if method in METHODS else "other", route, status)
    requests.inc()
    duration.observe(seconds)


@cache
def _series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), SECONDS.labels(method, route)


def exposition(shared: bool) -> bytes:
    """Prometheus' text format; summed over the workers where they share a directory."""
    if not shared:
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has no annotation there
    return generate_latest(registry)
