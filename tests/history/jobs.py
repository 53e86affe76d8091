"""Jobs that the tests of later work queue; they leave files, which survive a killed worker."""

from __future__ import annotations

import os
import time
from pathlib import Path


def leave_a_mark(number: int) -> None:
    """Idempotent: the mark of a number is there once, however often it is left."""
    (Path(os.environ["STARTED"]) / f"{number}-{time.monotonic_ns()}").touch()
    time.sleep(0.15)
    (Path(os.environ["MARKS"]) / str(number)).touch()


def fail() -> None:
    """Fails every time, and counts how often it was tried."""
    with Path(os.environ["TRIES"]).open("a") as handle:
        handle.write("x")
    raise RuntimeError("this job never works")
