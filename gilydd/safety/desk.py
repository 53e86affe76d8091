"""Reads of the moderators' desk: what waits, one case, one's own, and the public log."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from django.utils import timezone

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Membership, Person, RoleHeld
from gilydd.people.queries import names, parties_of
from gilydd.people.words import MembershipState, Role

from .deadlines import rules_of
from .models import Case
from .policy import may, own_cases, visible_cases
from .words import WAITING, CaseState

MODERATORS = (Role.BROKER, Role.FACILITATOR)
MOST = 500


@dataclass(frozen=True)
class Waiting:
    """A case in the list of the desk: never who reported it. `late`: past the day that was promised."""

    pk: int
    thing_key: str
    state: str
    reasons: tuple[str, ...]
    reports: int
    opened_at: dt.datetime
    due_at: dt.datetime
    late: bool


@dataclass(frozen=True)
class Reported:
    """One report, as moderators read it. `who` is empty for a visitor."""

    who: str
    reason: str
    words: str
    lang: str
    at: dt.datetime


@dataclass(frozen=True)
class Own:
    """A case as one of its two sides reads it; `wrote` tells which. `plead_until`: a second look is open."""

    pk: int
    thing_key: str
    wrote: bool
    state: str
    reason: str
    explanation: str
    explanation_lang: str
    answer: str
    answer_lang: str
    quote: str
    quote_lang: str
    opened_at: dt.datetime
    plead_until: dt.datetime | None


@dataclass(frozen=True)
class Logged:
    """A line of the public log: no name, no word, no day."""

    month: dt.date
    thing_key: str
    state: str
    reason: str
    was_away: bool


@dataclass(frozen=True)
class Tally:
    """What the desk did in a year: counts of cases. `days`: the median to a decision."""

    reported: int
    decided: int
    away: int
    again: int
    changed: int
    days: float | None


def waiting(person: Person, community: Community, *, done: bool = False) -> list[Waiting]:
    """What waits on the desk (or what was done), what is due first on top. Two queries and the policy's."""
    rows = visible_cases(person, community)
    rows = rows.exclude(state__in=WAITING) if done else rows.filter(state__in=WAITING)
    rows = rows.order_by("-opened_at") if done else rows.order_by("due_at", "pk")
    found = list(rows.prefetch_related("reports")[:MOST])
    now = timezone.now()
    return [
        Waiting(
            row.pk,
            row.thing_key,
            row.state,
            tuple(dict.fromkeys(one.reason for one in row.reports.all())),
            len(row.reports.all()),
            row.opened_at,
            row.due_at,
            row.state in WAITING and row.due_at < now,
        )
        for row in found
    ]


def reports_of(case: Case) -> list[Reported]:
    """Who reported it and why, the first one first, for moderators."""
    rows = list(case.reports.order_by("reported_at", "pk"))
    called = names(row.reported_by_id for row in rows if row.reported_by_id)
    return [
        Reported(called.get(row.reported_by_id or 0, ""), row.reason, row.words, row.lang, row.reported_at)
        for row in rows
    ]


def own(person: Person, community: Community) -> list[Own]:
    """What the person reported, and what of theirs was taken out of sight; the newest first."""
    mine = parties_of(person, community)
    days = rules_of(community).again_days
    return [
        _own(row, row.whose_id in mine, days) for row in own_cases(person, community).order_by("-opened_at")
    ]


def _own(row: Case, wrote: bool, again_days: int) -> Own:
    against = row.state == (CaseState.AWAY if wrote else CaseState.KEPT)
    until = row.decided_at + dt.timedelta(days=again_days) if against and row.decided_at else None
    return Own(
        row.pk,
        row.thing_key,
        wrote,
        row.state,
        row.reason,
        row.explanation,
        row.explanation_lang,
        row.answer,
        row.answer_lang,
        row.quote if wrote else "",
        row.quote_lang,
        row.opened_at,
        until if until and until >= timezone.now() else None,
    )


def log(community: Community, *, most: int = 100) -> list[Logged]:
    """What was decided, the newest month first and mixed within it; anybody may read it. One query."""
    rows = Case.objects.of(community).filter(decided_at__isnull=False).exclude(state=CaseState.GONE)
    found = rows.order_by("-decided_at").values_list("decided_at", "thing_key", "state", "reason", "was_away")
    lines = [
        Logged(timezone.localdate(at).replace(day=1), key, state, reason, was_away)
        for at, key, state, reason, was_away in found[:most]
    ]
    # Within a month the order of the days says nothing.
    return sorted(lines, key=lambda one: (-one.month.toordinal(), one.thing_key.split(":")[0], one.reason))


def tally(community: Community, *, since: dt.datetime | None = None) -> Tally:
    """What the desk did since a day (a year ago where none is given); one query."""
    since = since or timezone.now() - dt.timedelta(days=365)
    rows = list(
        Case.objects.of(community)
        .filter(opened_at__gte=since)
        .values_list("state", "was_away", "opened_at", "decided_at", "pleaded_at")
    )
    decided = [row for row in rows if row[3]]
    days = [
        (decided_at - opened_at).total_seconds() / 86_400 for _s, _w, opened_at, decided_at, _p in decided
    ]
    changed = [
        row
        for row in rows
        if (row[0] == CaseState.STILL_KEPT and row[1]) or (row[0] == CaseState.STILL_AWAY and not row[1])
    ]
    states = Counter(row[0] for row in rows)
    return Tally(
        reported=len(rows),
        decided=len(decided),
        away=states[CaseState.AWAY] + states[CaseState.STILL_AWAY],
        again=sum(1 for row in rows if row[4]),
        changed=len(changed),
        days=round(median(days), 1) if days else None,
    )


def open_count(person: Person, community: Community) -> int:
    """How many cases wait for somebody like this person."""
    return visible_cases(person, community).filter(state__in=WAITING).count()


def able(case: Case) -> list[Person]:
    """Those who may decide on a case as it stands now: not its writer, not who reported it, no one twice."""
    verb = "look_again" if case.state == CaseState.AGAIN else "decide_case"
    return [one for one in _with_roles(case) if may(one, verb, case)]


def _with_roles(case: Case) -> Iterable[Person]:
    roles = {*MODERATORS, Role.SAFEGUARDING_LEAD} if case.state == CaseState.AGAIN else set(MODERATORS)
    here = Membership.objects.of(case.community).filter(
        state=MembershipState.ACTIVE,
        pk__in=RoleHeld.objects.filter(role__in=roles, until__isnull=True).values("membership"),
    )
    return Person.objects.filter(party__memberships__in=here).select_related("party").order_by("pk")


def was_first(person: Person, case: Case) -> bool:
    """Whether the person was the first to decide on it, and so may not look again."""
    return case.decided_by_key == key_of(person)
