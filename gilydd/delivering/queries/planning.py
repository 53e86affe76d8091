"""Reads for those who plan: roles to fill, leads, what comes again, whom they may plan for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.ui.bilingual import field_of

from .. import recurrence
from ..models import Activity, GroupFeed, Lead, Repeat, RoleToFill, Session
from ..policy import may_plan_for, visible_activities
from ..recurrence import LONDON
from ..words import PART_OF, ActivityState, RoleKind, SignUpState
from .rota import called


@dataclass(frozen=True)
class RoleRow:
    """A role to fill. `full`: every place of it is taken on the session asked about."""

    role: RoleToFill
    name: str
    part: str
    places: int | None
    full: bool = False


@dataclass(frozen=True)
class RepeatRow:
    """Sessions that come again, told in words. `next_at` is None once they have ended."""

    pk: int
    told: str
    starts: dt.time
    ends: dt.datetime
    next_at: dt.datetime | None
    left_out: list[dt.date]


@dataclass(frozen=True)
class LeadRow:
    """A member who leads an activity."""

    pk: int
    person_id: int
    name: str


def roles_to_fill(activity: Activity) -> list[RoleRow]:
    """The roles of every session of an activity, in order; one query."""
    rows = RoleToFill.objects.filter(activity=activity, session__isnull=True, ended_at__isnull=True)
    return [_role(row, {}) for row in rows.select_related("work").order_by("pk")]


def roles_on(session: Session) -> list[RoleRow]:
    """The roles of one session, with whether each is full; two queries."""
    roles = [
        one
        for one in RoleToFill.objects.filter(activity=session.activity_id, ended_at__isnull=True)
        .select_related("work")
        .order_by("pk")
        if one.session_id in (None, session.pk)
    ]
    if not roles:
        return []
    signed = session.sign_ups.filter(state=SignUpState.SIGNED).values_list("role", flat=True)
    taken = Counter(signed)
    return [_role(one, taken) for one in roles]


def leads_of(activity: Activity) -> list[LeadRow]:
    """The members who lead an activity today, by name; three queries."""
    rows = list(Lead.objects.filter(activity=activity, ended_on__isnull=True).values_list("pk", "person_id"))
    who = names(person for _pk, person in rows)
    return sorted((LeadRow(pk, person, who[person]) for pk, person in rows), key=lambda row: row.name)


def repeats_of(activity: Activity) -> list[RepeatRow]:
    """What comes again in an activity and has not ended, the oldest first; one query."""
    now = timezone.now()
    found = []
    for row in Repeat.objects.filter(activity=activity).order_by("pk"):
        next_at = recurrence.after(row.rrule, row.starts_at, now)
        if next_at is not None:
            start = row.starts_at.astimezone(LONDON)
            end = start + dt.timedelta(minutes=row.length_minutes)
            out = [dt.date.fromisoformat(one) for one in row.exceptions]
            ahead = [one for one in out if one >= timezone.localdate()]
            found.append(RepeatRow(row.pk, recurrence.told(row.rrule), start.time(), end, next_at, ahead))
    return found


def runners(person: type_of_actor, community: Community) -> list[tuple[int, str]]:
    """Circles and organisations that the person may let run an activity: (party id, name), by name."""
    who = names(may_plan_for(person, community).values_list("pk", flat=True))
    return sorted(who.items(), key=lambda pair: pair[1].casefold())


def run_by(community: Community, party: int, person: type_of_actor) -> list[tuple[int, str]]:
    """The open activities that a group runs and the person may see: (id, title), by title; one query."""
    rows = visible_activities(person, community).filter(run_by=party, state=ActivityState.OPEN)
    return list(rows.order_by(field_of("title"), "pk").values_list("pk", field_of("title")))


def feeds_of(community: Community, party: int) -> list[tuple[int, str, dt.datetime]]:
    """The secret addresses of a group's calendar that open something: (id, name, when it was made)."""
    rows = GroupFeed.objects.of(community).filter(party=party, revoked_at__isnull=True)
    return list(rows.order_by("made_at", "pk").values_list("pk", "name", "made_at"))


def group_called(party: int) -> str:
    """What to call the circle or organisation that runs something."""
    return names([party])[party]


def led_by(person: Person, community: Community) -> list[tuple[int, str]]:
    """The open activities that the person leads: (id, title)."""
    rows = Lead.objects.of(community).filter(
        person=person, ended_on__isnull=True, activity__state=ActivityState.OPEN
    )
    title = field_of("activity__title")
    return list(rows.order_by(title, "pk").values_list("activity", title))


def _role(row: RoleToFill, taken: Any) -> RoleRow:
    full = row.places is not None and taken.get(row.pk, 0) >= row.places
    return RoleRow(row, called(row), PART_OF[RoleKind(row.kind)], row.places, full)


__all__ = [
    "LeadRow",
    "RepeatRow",
    "RoleRow",
    "feeds_of",
    "group_called",
    "leads_of",
    "led_by",
    "repeats_of",
    "roles_on",
    "roles_to_fill",
    "run_by",
    "runners",
]
