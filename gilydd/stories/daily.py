"""What the worker does for stories every day: reminders of one's own care, and consents that have run out."""

from __future__ import annotations

from gilydd.people.policy import SYSTEM

from .commands import care, research


def round() -> tuple[int, int]:
    """Remind people to look again at what they decided; clear texts whose consent is over. Both counts."""
    return care.remind_of_care(by=SYSTEM), research.forget_expired(by=SYSTEM)
