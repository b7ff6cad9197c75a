"""The application: the only place that knows everything."""

import asyncio
from asyncio import Event
from importlib.metadata import version
from typing import Final

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ASGIApp, ControllerRouterHandler

from app.accounts import retention
from app.accounts.identity import Identity
from app.accounts.passwords import Passwords
from app.accounts.sessions import Sessions
from app.accounts.signing_in import SignIns, rates
from app.accounts.tokens import Signing
from app.database import connection
from app.database.address import parse
from app.database.listening import Hints
from app.database.pool import Database
from app.datasets.attempts import Means
from app.datasets.exploring.explorer import Explorer
from app.datasets.storage import Storage
from app.datasets.sweeping import swept
from app.datasets.uploading import Allowance, Turns
from app.datasets.watching import Watching
from app.datasets.worker import CHANNEL, at_work
from app.handlers import (
    api_keys,
    audit,
    benchmark_edits,
    benchmarks,
    changes,
    dataset_edits,
    dataset_events,
    dataset_exports,
    dataset_imports,
    dataset_originals,
    dataset_rows,
    datasets,
    health,
    import_edits,
    imports,
    invitations,
    leaderboards,
    mappings,
    me,
    merges,
    model_edits,
    models,
    opinion_edits,
    opinions,
    price_edits,
    prices,
    reference,
    registration,
    resolve,
    result_edits,
    results,
    sign_in,
    use_case_edits,
    use_cases,
    users,
)
from app.http import bodies, document, permissions
from app.http.cors import Sites
from app.http.edge import Edge
from app.http.etags import precondition
from app.http.injection import one_by_one
from app.http.origins import origins
from app.http.paging import paging
from app.http.parameters import asker, caller, cause, writer
from app.http.retries import retrying
from app.http.strictness import at_the_door
from app.http.type_plugins import AsSent, RawJson
from app.imports.job import Limits
from app.pages import board, errors, imported, index, rendering
from app.pages.reference import ReferencePage
from app.settings import Settings

ROUTERS: list[ControllerRouterHandler] = [
    models.router,
    model_edits.router,
    merges.router,
    resolve.router,
    benchmarks.router,
    benchmark_edits.router,
    leaderboards.router,
    results.router,
    result_edits.router,
    opinions.router,
    opinion_edits.router,
    use_cases.router,
    use_case_edits.router,
    prices.router,
    price_edits.router,
    imports.router,
    import_edits.router,
    mappings.router,
    datasets.router,
    dataset_rows.router,
    dataset_exports.router,
    dataset_imports.router,
    dataset_edits.router,
    dataset_originals.router,
    dataset_events.router,
    changes.router,
    sign_in.router,
    registration.router,
    me.router,
    api_keys.router,
    users.router,
    invitations.router,
    audit.router,
]
#: So many imports are read at once, each in a process with IMPORT_MEMORY; the others wait for their turn.
READINGS: Final = 2
PAGES: list[ControllerRouterHandler] = [
    index.show_index,
    board.show_board,
    imported.show_imports,
    imported.show_import,
    rendering.static,
]


def create_app(settings: Settings, ending: Event | None = None) -> ASGIApp:
    """The service on settings.database_url; it starts without its database and says so at /readyz.

    Once `ending` is set it ends by itself what nobody else would: streams of events, and its workers.
    """
    return Edge(build(settings, ending), settings.log_requests, Sites(settings.origins))


def build(settings: Settings, ending: Event | None = None) -> Litestar:
    """Without the edge; database_url must be set."""
    address, limits, ending = parse(settings.database_url or ""), Limits.of(settings), ending or Event()
    database, hints = Database(address, settings), Hints(address, CHANNEL)
    signing, passwords = Signing.of(settings), Passwords()
    live_sessions = Sessions(database, signing, settings.session_days)
    sign_ins = SignIns(database, passwords, live_sessions, rates(settings.sign_in_rate))
    turns = asyncio.Semaphore(READINGS)
    storage = Storage.of(settings, connection.home(settings))
    means, watching = Means.of(settings, database, storage), Watching(database, hints, ending)
    allowance, upload_turns = Allowance.of(settings), Turns()
    asking = connection.home(settings) / "datasets-asking"
    explorer = Explorer(storage.files, asking, settings.query_timeout)
    app = Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=ROUTERS),
            *health.HANDLERS,
            *reference.HANDLERS,
            *PAGES,
        ],
        lifespan=[
            database.opened(),
            passwords.opened(),
            explorer.opened(),
            retention.kept(database),
            swept(database, storage),
            hints.opened(),
            watching.opened(),
            at_work(settings.dataset_readers, means, hints, ending),
        ],
        state=State({"identify": Identity(database, signing), "sites": Sites(settings.origins)}),
        dependencies={
            "db": Provide(lambda: database, use_cache=True, sync_to_thread=False),
            "pages": Provide(paging, sync_to_thread=False),
            "cause": Provide(cause, sync_to_thread=False),
            "writer": Provide(writer, sync_to_thread=False),
            "caller": Provide(caller, sync_to_thread=False),
            "asker": Provide(asker, sync_to_thread=False),
            "origin": Provide(origins(settings.proxies), sync_to_thread=False),
            "passwords": Provide(lambda: passwords, use_cache=True, sync_to_thread=False),
            "live_sessions": Provide(lambda: live_sessions, use_cache=True, sync_to_thread=False),
            "sign_ins": Provide(lambda: sign_ins, use_cache=True, sync_to_thread=False),
            "registration": Provide(lambda: settings.registration, use_cache=True, sync_to_thread=False),
            "explorer": Provide(lambda: explorer, use_cache=True, sync_to_thread=False),
            "storage": Provide(lambda: storage, use_cache=True, sync_to_thread=False),
            "watching": Provide(lambda: watching, use_cache=True, sync_to_thread=False),
            "allowance": Provide(lambda: allowance, use_cache=True, sync_to_thread=False),
            "upload_turns": Provide(lambda: upload_turns, use_cache=True, sync_to_thread=False),
            "precondition": Provide(precondition, sync_to_thread=False),
            "import_turns": Provide(lambda: turns, use_cache=True, sync_to_thread=False),
            "import_limits": Provide(lambda: limits, use_cache=True, sync_to_thread=False),
        },
        request_class=bodies.StrictRequest,
        request_max_body_size=bodies.LARGEST,
        before_request=at_the_door,
        exception_handlers=errors.HANDLERS,
        openapi_config=document.config(version("model-catalogue"), ReferencePage(), document.Document()),
        plugins=[RawJson(), AsSent()],
    )
    permissions.check(app)
    bodies.check(app)
    document.check(app)
    return retrying(one_by_one(app))
