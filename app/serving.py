"""The service as processes: the port, the workers, and their end.

Light on purpose: a worker imports this before it can look after its signals.
"""

import asyncio
import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any, Final

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from app.settings import Settings

PR_SET_PDEATHSIG: Final = 1
#: The HTTP server's own lines go where ours go, and look like them.
HTTP_LOG: Final[dict[str, Any]] = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}},
}


class PortError(Exception):
    """Why nobody can listen there, in one line that says what to do."""


def refuse_taken_port(host: str, port: int) -> None:
    """The HTTP server would share a taken port in silence, so it is bound exclusively first."""
    family, address = _resolved(host, port)
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a connection just closed does not count
        try:
            probe.bind(address)
        except PermissionError:
            raise PortError(
                f"Port {port} needs more rights than this user has: set PORT to one over 1023."
            ) from None
        except OSError as error:
            raise PortError(
                f"Port {port} of {host} is taken ({error.strerror}): stop what listens there, or set PORT."
            ) from None


def _resolved(host: str, port: int) -> tuple[int, tuple[Any, ...]]:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise PortError(f"HOST: {host} has no address ({error.strerror}).") from None
    return family, address


def end_on_signals() -> None:
    """SIGTERM and a closed terminal end the start like Ctrl-C: what was begun is taken down in order."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores one
            signal.signal(number, signal.default_int_handler)


def serve(settings: Settings, announce: Callable[[], None]) -> None:
    """Answer until a signal ends it; requests under way get SHUTDOWN_WAIT seconds. From the main thread.

    `announce` is called once the first worker answers.
    """
    multiprocessing.set_start_method("spawn")  # a fork would inherit the lock of the data directory
    server = Granian(
        "model-catalogue",
        address=_resolved(settings.host, settings.port)[1][0],  # it takes no names
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        loop=Loops.uvloop,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=HTTP_LOG,
        respawn_failed_workers=True,
        workers_kill_timeout=settings.shutdown_wait,
    )
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        # Else a closed terminal would mean new workers, and nobody would ever stop them.
        server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    threading.Thread(target=_when_alive, args=(settings, announce), daemon=True).start()
    with _shared_measures() if settings.workers > 1 else nullcontext():
        server.serve(target_loader=partial(worker, settings, os.getpid()), wrap_loader=False)


def _shared_measures() -> "tempfile.TemporaryDirectory[str]":
    """Where several workers add up what /metrics says."""
    shared = tempfile.TemporaryDirectory(prefix="catalogue-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared.name
    return shared


def _when_alive(settings: Settings, announce: Callable[[], None]) -> None:
    from http.client import HTTPConnection

    connection = HTTPConnection(settings.url.removeprefix("http://"), timeout=1)
    while True:
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            connection.close()
            time.sleep(0.05)
        else:
            announce()
            return


def worker(settings: Settings, parent: int) -> Callable[..., Any]:
    """What each worker process runs first; gives the ASGI application."""
    for number in (signal.SIGINT, signal.SIGHUP):  # a terminal sends them to all: the parent says when to end
        signal.signal(number, signal.SIG_IGN)
    end_with(parent)
    from app import logs
    from app.main import create_app

    logs.configure(settings.log_level)
    ending = asyncio.Event()
    return _noticing_its_end(create_app(settings, ending), ending)


def _noticing_its_end(app: Callable[..., Any], ending: asyncio.Event) -> Callable[..., Any]:
    """Sets `ending` at the signal: the HTTP server tells nobody before the last request is over, and a stream
    would never be.
    """

    def end() -> None:
        ending.set()
        os.kill(os.getpid(), signal.SIGINT)  # the server's own handler of both signals is left to this one

    async def noticing(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)
        await app(scope, receive, send)

    return noticing


def end_with(parent: int) -> None:
    """Even a parent that is killed leaves no worker behind; on Linux, where the kernel tells."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("The process that started this worker is gone.")
