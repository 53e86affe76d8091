"""Reads: who came, the card that somebody shows, and the sheets of a whole week."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from gilydd.people.models import Community, Membership, Person
from gilydd.people.queries import names
from gilydd.people.words import Language
from gilydd.ui.bilingual import field_of

from ..models import CheckIn, Session, SignUp
from ..policy import run_sessions
from ..words import SessionState, SignUpState

IN_CARD = re.compile(r"[?&]member=([^&#]{1,80})")
LOOK_BACK_DAYS = 56
MOST_SHEETS = 300


@dataclass(frozen=True)
class Here:
    """Somebody who came."""

    pk: int
    party_id: int
    name: str
    part: str
    seen: str
    came_at: dt.datetime


@dataclass(frozen=True)
class SheetToDo:
    """A session of a week, for those who write its sheet. `here` came so far, `signed` are on the list."""

    pk: int
    title: str
    place: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: str
    signed: int
    here: int
    lines: int

    @property
    def written(self) -> bool:
        """Whether its sheet is written."""
        return self.state == SessionState.HELD

    @property
    def begun(self) -> bool:
        """Whether its sheet can be written already."""
        return self.starts_at <= timezone.now()


def number_on(text: str) -> str:
    """What somebody typed or a camera read, as a number or a name: of a card's address only the number."""
    found = IN_CARD.search(text)
    return unquote(found[1]).strip() if found else text.strip()


def came(session: Session) -> list[Here]:
    """Who came to a session, the newest first; three queries."""
    rows = list(
        CheckIn.objects.filter(session=session, taken_back_at__isnull=True)
        .order_by("-came_at", "-pk")
        .values_list("pk", "party", "part", "seen", "came_at")
    )
    called = names(row[1] for row in rows)
    return [Here(pk, party, called[party], part, seen, at) for pk, party, part, seen, at in rows]


def expected(session: Session) -> int:
    """How many people are on the list."""
    return SignUp.objects.filter(session=session, state=SignUpState.SIGNED).count()


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week.

    >>> monday_of(dt.date(2026, 11, 22))
    datetime.date(2026, 11, 16)
    """
    return day - dt.timedelta(days=day.weekday())


def first_week(person: Person, community: Community) -> dt.date:
    """The Monday to begin with: of the oldest unwritten sheet of the last eight weeks, or this week's."""
    now = timezone.now()
    rows = run_sessions(person, community).filter(
        state=SessionState.PLANNED,
        starts_at__lte=now,
        starts_at__gte=now - dt.timedelta(days=LOOK_BACK_DAYS),
    )
    oldest = rows.order_by("starts_at").values_list("starts_at", flat=True).first()
    return monday_of(timezone.localtime(oldest or now).date())


def week(person: Person, community: Community, monday: dt.date) -> list[SheetToDo]:
    """The sessions of a week that the person runs, in order; five queries whatever their number."""
    rows = _in_week(person, community, monday)
    found = list(
        rows.order_by("starts_at", "pk").values_list(
            "pk",
            field_of("activity__title"),
            field_of("place__name"),
            field_of("activity__place__name"),
            "starts_at",
            "ends_at",
            "state",
        )[:MOST_SHEETS]
    )
    pks = [row[0] for row in found]
    signed = Counter(
        SignUp.objects.filter(session__in=pks, state=SignUpState.SIGNED).values_list("session", flat=True)
    )
    here = Counter(
        CheckIn.objects.filter(session__in=pks, taken_back_at__isnull=True).values_list("session", flat=True)
    )
    lines = Counter(
        Session.objects.filter(pk__in=pks, attendances__replaced_by__isnull=True)
        .exclude(attendances=None)
        .values_list("pk", flat=True)
    )
    return [
        SheetToDo(pk, title, own or usual or "", starts, ends, state, signed[pk], here[pk], lines[pk])
        for pk, title, own, usual, starts, ends, state in found
    ]


def next_sheet(person: Person, community: Community, monday: dt.date, after: Session) -> int | None:
    """The next session of the week without a sheet, after this one or from the beginning; two queries."""
    rows = _in_week(person, community, monday).filter(
        state=SessionState.PLANNED, starts_at__lte=timezone.now()
    )
    rows = rows.exclude(pk=after.pk).order_by("starts_at", "pk")
    todo = list(rows.values_list("pk", "starts_at"))
    later = [pk for pk, starts in todo if (starts, pk) > (after.starts_at, after.pk)]
    return later[0] if later else (todo[0][0] if todo else None)


def _in_week(person: Person, community: Community, monday: dt.date) -> QuerySet[Session]:
    begins = timezone.make_aware(dt.datetime.combine(monday, dt.time()))
    ends = timezone.make_aware(dt.datetime.combine(monday + dt.timedelta(days=7), dt.time()))
    rows = run_sessions(person, community).exclude(state=SessionState.CANCELLED)
    return rows.filter(starts_at__gte=begins, starts_at__lt=ends)


def numbers_of(community: Community, parties: Iterable[int]) -> dict[int, str]:
    """The member numbers of some parties; one query."""
    rows = Membership.objects.of(community).filter(party__in=set(parties))
    return dict(rows.values_list("party", "number"))


def sheet_address(session: Session) -> str:
    """The address of a session's sheet, for the code on the printed one."""
    with translation.override(Language.WELSH):
        path = reverse("delivering:attendance", args=[session.community.slug, session.pk])
    return f"{settings.SITE_ADDRESS}{path}"
