"""How often something may be tried, counted for all web workers together.

Django's caches were considered and left: local memory would give every worker its own count, and the
database cache reads, adds and writes back in three steps, so two workers lose each other's tries. Here one
statement counts, on both databases. A worker draws tries in lots, so that a busy key costs one write in
`lot` requests; the shared count is never overdrawn, and what a worker does not use is lost with the window.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from dataclasses import dataclass

from django.db import connection

from .models import Tries

MOST_KEPT = 10_000
KEEP_SECONDS = 86_400
DRAW = """
INSERT INTO people_tries (key, ends, count) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN people_tries.ends = excluded.ends THEN people_tries.count ELSE 0 END + excluded.count,
    ends = excluded.ends
RETURNING count
"""
_LOCK = threading.Lock()
_LEFT: dict[str, tuple[int, int]] = {}
SPENT = -1


# A key is the name, a colon and 64 digits of a digest, in a column of 80 letters.
LONGEST_NAME = 15


@dataclass(frozen=True)
class Limit:
    """At most `allowed` tries in a window of so many seconds; a worker draws `lot` of them at a time."""

    name: str
    allowed: int
    seconds: int
    lot: int = 1

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME:
            raise ValueError(f"{self.name!r} is longer than the {LONGEST_NAME} letters its key has room for")

    def wait_seconds(self, what: str) -> int:
        """Count one try; 0 where it may be made, else the seconds until the next window begins.

        At most one statement; none while a drawn lot lasts, and none once the window is spent.
        """
        now = int(time.time())
        ends = (now // self.seconds + 1) * self.seconds
        key = f"{self.name}:{hashlib.sha256(what.encode()).hexdigest()}"
        left = self._take(key, ends)
        if left == 0:
            left = self._draw(key, ends, now)
        return 0 if left != SPENT else max(1, ends - now)

    def _take(self, key: str, ends: int) -> int:
        """One try of the lot drawn before: how many there were, 0 where a lot must be drawn, or SPENT."""
        with _LOCK:
            known, left = _LEFT.get(key, (ends, 0))
            if known != ends:
                return 0
            if left > 0:
                _LEFT[key] = (ends, left - 1)
            return left

    def _draw(self, key: str, ends: int, now: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(DRAW, [key, ends, self.lot])
            (count,) = cursor.fetchone()
        mine = min(self.lot, self.allowed - (count - self.lot))
        with _LOCK:
            if len(_LEFT) > MOST_KEPT:
                _LEFT.clear()
            _LEFT[key] = (ends, mine - 1 if mine > 0 else SPENT)
        if secrets.randbelow(200) == 0:
            Tries.objects.filter(ends__lt=now - KEEP_SECONDS).delete()
        return mine if mine > 0 else SPENT


def forget_lots() -> None:
    """Drop what this worker has drawn; the shared count stays."""
    with _LOCK:
        _LEFT.clear()
