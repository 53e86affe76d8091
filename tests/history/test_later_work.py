"""A worker killed with -9 in mid-job loses nothing, and an idempotent job leaves nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.separate import ROOT, Separate

pytestmark = pytest.mark.concurrent

QUEUE = """
import sys
from django.db import transaction
from gilydd.history.commands import later
with transaction.atomic():
    for number in range(int(sys.argv[1])):
        later("tests.history.jobs.leave_a_mark", number)
"""
PENDING = """
from django_q.models import OrmQ, Failure
print(OrmQ.objects.count(), Failure.objects.values("name").distinct().count())
"""
GIVE_UP = """
from gilydd.history.commands import later
later("tests.history.jobs.fail")
"""


def worker(separate: Separate) -> subprocess.Popen[bytes]:
    """A worker in a process group of its own, so that it can be killed with all its children."""
    return subprocess.Popen(
        [sys.executable, "-m", "gilydd.site.console", "worker"],
        env=separate.env,
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_for(seconds: float, seen: object) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if seen():  # type: ignore[operator]
            return True
        time.sleep(0.2)
    return False


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_after_kill_9_every_job_has_run_and_left_one_mark(separate: Separate, tmp_path: Path) -> None:
    marks, started = tmp_path / "marks", tmp_path / "started"
    marks.mkdir()
    started.mkdir()
    separate.env |= {"GILYDD_JOB_SECONDS": "4", "MARKS": str(marks), "STARTED": str(started)}
    separate.run(QUEUE, 12)
    first = worker(separate)
    try:
        assert wait_for(40, lambda: len(list(started.iterdir())) >= 3), "the worker never began"
    finally:
        kill(first)
    after_the_kill = len(list(marks.iterdir()))
    assert after_the_kill < 12
    second = worker(separate)
    try:
        assert wait_for(75, lambda: len(list(marks.iterdir())) == 12), sorted(marks.iterdir())
        assert wait_for(20, lambda: separate.count("django_q_ormq") == 0)
    finally:
        kill(second)
    assert separate.run(PENDING).split() == ["0", "0"]
    assert sorted(int(path.name) for path in marks.iterdir()) == list(range(12))


def test_a_job_that_keeps_failing_is_retried_and_then_given_up_visibly(
    separate: Separate, tmp_path: Path
) -> None:
    tries = tmp_path / "tries"
    separate.env |= {"GILYDD_JOB_SECONDS": "1", "TRIES": str(tries)}
    separate.run(GIVE_UP)
    process = worker(separate)
    try:
        assert wait_for(60, lambda: separate.count("django_q_ormq") == 0)
    finally:
        kill(process)
    assert separate.run(PENDING).split() == ["0", "1"]
    assert 2 <= len(tries.read_text()) <= 5
