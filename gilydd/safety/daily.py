"""What the worker does for safety: every hour what must not wait, every day what can."""

from __future__ import annotations

from gilydd.people.policy import SYSTEM

from . import commands


def every_hour() -> int:
    """Concerns that wait too long go to the other leads; returns how many."""
    return commands.escalate_late(by=SYSTEM)


def round() -> tuple[int, int]:
    """Remind moderators of what is late; forget the words of what is long settled. Returns both counts."""
    return commands.remind_late(by=SYSTEM), commands.forget_old_words(by=SYSTEM)
