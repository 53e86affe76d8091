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
AHEAD_DAYS = 84  # sessions that come again are made twelve weeks ahead


class ActivityState(models.TextChoices):
    OPEN = "open", _("Going on")
    ENDED = "ended", _("Ended")


class ActivityKind(models.TextChoices):
    """What goes on: the letter names most of these."""

    CLASS = "class", _("Class")
    GROUP = "group", _("Community group")
    CULTURE = "culture", _("Cultural project")
    ENVIRONMENT = "environment", _("Environmental project")
    SAFETY = "safety", _("Safety campaign")
    TRAINING = "training", _("Training by the community")
    ADVICE = "advice", _("Advice session")
    EVENT = "event", _("Event")
    OTHER = "other", _("Something else")


KIND_PICTURES = {
    ActivityKind.CLASS: "book",
    ActivityKind.GROUP: "handshake",
    ActivityKind.CULTURE: "music",
    ActivityKind.ENVIRONMENT: "tree",
    ActivityKind.SAFETY: "shield",
    ActivityKind.TRAINING: "writing",
    ActivityKind.ADVICE: "speech",
    ActivityKind.EVENT: "ticket",
    ActivityKind.OTHER: "calendar",
}


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Part(models.TextChoices):
    """How somebody is in a session: both parts are worth the same hour."""

    CONTRIBUTING = "contributing", _("Contributing")
    TAKING_PART = "taking_part", _("Taking part")


class HowOften(models.TextChoices):
    """Plain choices of how sessions come again; each is written as an RRULE of RFC 5545."""

    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    FOUR_WEEKLY = "four_weekly", _("Every four weeks")
    MONTHLY = "monthly", _("Every month, on the same weekday (such as the first Monday)")
    MONTHLY_LAST = "last", _("Every month, on the last such weekday")


class RoleKind(models.TextChoices):
    """What somebody does in a session: to lead and to help is contributing."""

    LEAD = "lead", _("Leading it")
    HELPER = "helper", _("Helping")
    TAKING_PART = "taking_part", _("Taking part")


PART_OF = {
    RoleKind.LEAD: Part.CONTRIBUTING,
    RoleKind.HELPER: Part.CONTRIBUTING,
    RoleKind.TAKING_PART: Part.TAKING_PART,
}


class SignUpState(models.TextChoices):
    SIGNED = "signed", _("On the list")
    WAITING = "waiting", _("On the waiting list")
    WITHDRAWN = "withdrawn", _("Withdrawn")


LIVE = (SignUpState.SIGNED, SignUpState.WAITING)


class SwapState(models.TextChoices):
    OPEN = "open", _("Asked")
    TAKEN = "taken", _("Somebody took it")
    WITHDRAWN = "withdrawn", _("No longer asked")


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


class Seen(models.TextChoices):
    """How whoever kept the door knew who came."""

    CARD = "card", _("Member card")
    NUMBER = "number", _("Member number")
    LIST = "list", _("Ticked on the list")


class Topic(models.TextChoices):
    """What advice is about. Counts of a topic leave the adviser's hands; names never do."""

    RIGHTS = "rights", _("Rights and the law")
    BENEFITS = "benefits", _("Benefits")
    DEBT = "debt", _("Money and debt")
    HOUSING = "housing", _("Housing")
    HEALTH = "health", _("Health")
    WORK = "work", _("Work")
    FAMILY = "family", _("Family")
    OTHER = "other", _("Something else")


class SlotState(models.TextChoices):
    FREE = "free", _("Free")
    BOOKED = "booked", _("Booked")
    KEPT = "kept", _("Took place")
    MISSED = "missed", _("Nobody came")
    CLOSED = "closed", _("Taken out")


SLOT_MOVES = {
    SlotState.FREE: {SlotState.BOOKED, SlotState.CLOSED},
    SlotState.BOOKED: {SlotState.FREE, SlotState.KEPT, SlotState.MISSED, SlotState.CLOSED},
    SlotState.KEPT: {SlotState.MISSED},
    SlotState.MISSED: {SlotState.KEPT},
    SlotState.CLOSED: set(),
}
SLOT_MINUTES = (15, 20, 30, 45, 60, 90)
# After so long nobody can find out any more who an appointment was for, the adviser neither.
ADVICE_KEPT_DAYS = 366


class Shown(models.TextChoices):
    """To whom a person shows one thing that they learned. Nobody else decides it."""

    NOBODY = "nobody", _("Only me")
    LINK = "link", _("Whoever I give the address to")
    MEMBERS = "members", _("Members of my community")
