"""Around the whole application, so that it sees what the router refuses too: ids, headers, log, metrics."""

import re
from secrets import token_hex
from time import perf_counter
from typing import Final

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send

from app.http.cors import PREFLIGHT, Sites
from app.http.etags import matches
from app.http.measures import observe
from app.http.problems import MEDIA_TYPE, broken_off, with_head
from app.queries.loader import trace

REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
POLICY: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", POLICY),
    # A page of another site can have a browser fetch what only its user reaches, as a picture: it gets none.
    (b"cross-origin-resource-policy", b"same-origin"),
)
#: Lists have formats, and errors are pages to a browser. What caches may keep is the same whoever asks.
VARYING: Final = (b"vary", b"Accept")
#: For what permissions.py calls private: others might be shown it, or the same person after signing out.
NOT_KEPT: Final = (b"cache-control", b"no-store")
NOBODY: Final = Sites()
#: How long it took to look for an account may not tell whether there is one.
UNTIMED: Final = frozenset({401, 429, 503})
QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})
READING: Final = frozenset({"GET", "HEAD"})
OFFERING: Final = frozenset({204, 405})  # OPTIONS, and a method that there is not

log = structlog.get_logger()


class Edge:
    """The outermost ASGI application."""

    def __init__(self, app: ASGIApp, log_requests: bool, sites: Sites = NOBODY) -> None:
        self.app = app
        self.log_requests = log_requests
        self.sites = sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        exchange = Exchange(scope, send, self.sites)
        queries = trace.set(exchange.queries)
        try:
            if exchange.is_preflight:
                await exchange.allow()
            else:
                await self.app(scope, receive, exchange.send)
        except Exception as error:
            # Raised again, the server would log its text. An answer without its end is seen to be cut off.
            problem = broken_off(exchange.request_id, error)
            if not exchange.begun:
                await exchange.give_up(problem)
        finally:
            trace.reset(queries)
            self._note(scope, exchange)

    def _note(self, scope: HTTPScope, exchange: "Exchange") -> None:
        seconds = perf_counter() - exchange.start
        route = scope.get("path_template") or "unknown"
        observe(exchange.method, route, exchange.status, seconds)
        if self.log_requests and route not in QUIET:
            log.info(
                "request",
                method=exchange.method,
                path=scope["path"],
                status=exchange.status,
                ms=round(seconds * 1000, 2),
                request_id=exchange.request_id,
            )


class Exchange:
    """One request and its answer."""

    __slots__ = (
        "_cross_origin",
        "_if_none_match",
        "_send",
        "_state",
        "begun",
        "bodiless",
        "is_preflight",
        "method",
        "queries",
        "request_id",
        "start",
        "status",
    )

    def __init__(self, scope: HTTPScope, send: Send, sites: Sites) -> None:
        self.start = perf_counter()
        self._send = send
        self.status = 500
        self.begun = False
        self.queries: list[tuple[str, float]] = []
        self.method: str = scope["method"]
        self.bodiless = self.method == "HEAD"
        if self.bodiless:
            scope["method"] = "GET"  # RFC 9110: HEAD is GET without the body
        given, tags, origin, wanted = None, [], "", None
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                given = value
            elif name == b"if-none-match":
                tags.append(value)
            elif name == b"origin":
                origin = value.decode("latin-1")
            elif name == b"access-control-request-method":
                wanted = value
        self._cross_origin = sites.headers(origin)
        self.is_preflight = self.method == "OPTIONS" and wanted is not None and sites.allows(origin)
        self._if_none_match = b",".join(tags).decode("latin-1")
        self.request_id = given.decode() if given and REQUEST_ID.fullmatch(given) else token_hex(8)
        self._state = scope["state"] = {
            **scope.get("state", {}),
            "request_id": self.request_id,
            "bodiless": self.bodiless,
        }

    async def allow(self) -> None:
        """What a browser asks before it lets a page ask; also where there is nothing, for that to be read."""
        await self.send({"type": "http.response.start", "status": 204, "headers": list(PREFLIGHT)})
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def give_up(self, problem: bytes) -> None:
        """Not even the answer to a crash could be made."""
        headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(problem)).encode())]
        await self.send({"type": "http.response.start", "status": 500, "headers": headers})
        await self.send({"type": "http.response.body", "body": problem, "more_body": False})

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        elif message["type"] == "http.response.body" and self.bodiless:
            if not message.get("more_body"):
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await self._send(message)

    def _begin(self, message: HTTPResponseStartEvent) -> None:
        headers = [*message["headers"], (b"x-request-id", self.request_id.encode())]
        headers += [*SECURITY, VARYING, *self._cross_origin]
        if self._state.get("private"):
            headers.append(NOT_KEPT)
        if self.queries and message["status"] not in UNTIMED:
            timing = ", ".join(f"{name};dur={seconds * 1000:.2f}" for name, seconds in self.queries)
            headers.append((b"server-timing", timing.encode()))
        if self._if_none_match and message["status"] == 200 and self.method in READING:
            headers = self._unchanged(message, headers)
        elif message["status"] in OFFERING:
            headers = [
                (name, with_head(value.decode()).encode() if name == b"allow" else value)
                for name, value in headers
            ]
        message["headers"] = headers
        self.status = message["status"]
        self.begun = True

    def _unchanged(
        self, message: HTTPResponseStartEvent, headers: list[tuple[bytes, bytes]]
    ) -> list[tuple[bytes, bytes]]:
        """304 where the client has this version already."""
        tag = next((value for name, value in headers if name == b"etag"), None)
        if tag is None or not matches(tag.decode(), self._if_none_match):
            return headers
        message["status"] = 304
        self.bodiless = True
        return [(name, value) for name, value in headers if name not in (b"content-length", b"content-type")]
