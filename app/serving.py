"""The service as processes: the port, the workers, and their end."""

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
from functools import partial
from http.client import HTTPConnection
from typing import Final

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from litestar.types import ASGIApp

from app import logs
from app.main import create_app
from app.settings import Settings

PR_SET_PDEATHSIG: Final = 1


class PortError(Exception):
    """Why nobody can listen there, in one line that says what to do."""


def refuse_taken_port(host: str, port: int) -> None:
    """The HTTP server would share a taken port in silence, so it is bound exclusively first."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
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


def serve(settings: Settings, announce: Callable[[], None]) -> None:
    """Answer until a signal ends it; requests under way get SHUTDOWN_WAIT seconds. From the main thread.

    `announce` is called once the first worker answers.
    """
    multiprocessing.set_start_method("spawn")  # a fork would inherit the lock of the data directory
    with tempfile.TemporaryDirectory(prefix="catalogue-metrics-") as shared:
        if settings.workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
        threading.Thread(target=_when_alive, args=(settings, announce), daemon=True).start()
        Granian(
            "model-catalogue",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.ASGI,
            workers=settings.workers,
            loop=Loops.uvloop,
            websockets=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=settings.shutdown_wait,
        ).serve(target_loader=partial(worker, settings, os.getpid()), wrap_loader=False)


def _when_alive(settings: Settings, announce: Callable[[], None]) -> None:
    connection = HTTPConnection(settings.host, settings.port, timeout=1)
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


def worker(settings: Settings, parent: int) -> ASGIApp:
    """What each worker process runs first."""
    end_with(parent)
    logs.configure(settings.log_level)
    return create_app(settings)


def end_with(parent: int) -> None:
    """Even a parent that is killed leaves no worker behind; on Linux, where the kernel tells."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("The process that started this worker is gone.")
