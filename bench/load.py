"""One burst of requests by wrk, and what it saw."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import Final

CONNECTIONS: Final = 16
UNITS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True, slots=True)
class Burst:
    """Requests a second; latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


def require_wrk() -> None:
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing, which makes the load: apt install wrk (brew install wrk on macOS).")


def burst(url: str, seconds: int) -> Burst:
    """Closed loop over CONNECTIONS connections; an answer that is not 2xx is an error."""
    patience = ["--timeout", "20s"]  # slow answers are to be counted, not given up
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *patience, url]
    return read(url, subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def read(url: str, said: str) -> Burst:
    """What wrk has said; ends the run where an answer was wrong."""
    if wrong := re.search(r"Non-2xx.*|Socket errors: .*", said):
        raise SystemExit(f"{url}: {wrong[0]}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None:
        raise SystemExit(f"wrk said nothing of requests a second: {said}")
    return Burst(float(rate[1]), _percentile(said, 50), _percentile(said, 99))


def _percentile(said: str, percent: int) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s|m)\s*$", said, re.MULTILINE)
    if found is None:
        raise SystemExit(f"wrk said nothing of the {percent}th percentile: {said}")
    return float(found[1]) * UNITS[found[2]]
