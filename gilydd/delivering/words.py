"""States of activities, sessions and sign-ups; the two parts; the errors of a sheet."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from gilydd.history.words import Refused

STEP_MINUTES = 15
LONGEST_ATTENDANCE_MINUTES = 24 * 60
LONGEST_SESSION_HOURS = 24
MOST_PLACES = 10_000


class ActivityState(models.TextChoices):
    OPEN = "open", _("Going on")
    ENDED = "ended", _("Ended")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Part(models.TextChoices):
    """How somebody is in a session: both parts are worth the same hour."""

    CONTRIBUTING = "contributing", _("Contributing")
    TAKING_PART = "taking_part", _("Taking part")


class SignUpState(models.TextChoices):
    SIGNED = "signed", _("On the list")
    WAITING = "waiting", _("On the waiting list")
    WITHDRAWN = "withdrawn", _("Withdrawn")


LIVE = (SignUpState.SIGNED, SignUpState.WAITING)


class Side(models.TextChoices):
    """The two sides that stand beside each other in every report of co-production."""

    CITIZENS = "citizens", _("Citizens")
    PROFESSIONALS = "professionals", _("Professionals")


class HoursShort(Refused):
    """Some people on the sheet cannot pay their time entry. `short_minutes` says who and by how much."""

    def __init__(self, message: object, short_minutes: Mapping[int, int]) -> None:
        super().__init__(message)
        self.short_minutes = dict(short_minutes)


class AlreadyWritten(Refused):
    """The sheet holds another line for this person and part: it is replaced, never changed."""
