"""Reads: meetings, who is there, the quorum, proxies; elections of the board and its register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.models import Reason
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import System, type_of_actor
from gilydd.people.queries import agreed, aside, names, standing, unfound
from gilydd.people.words import MembershipState, Purpose, Role
from gilydd.ui.bilingual import said, said_lang

from ..models import (
    AgendaItem,
    BoardElection,
    BoardTerm,
    Candidacy,
    Meeting,
    MeetingSeat,
    Minute,
    MutualRules,
    Presence,
    Proxy,
)
from ..policy import may, visible_board_elections, visible_meetings
from ..words import CandidacyState, MeetingState, PresentHow

MEETINGS_SHOWN = 100
SEATS_SHOWN = 50


@dataclass(frozen=True)
class Quorum:
    """How many are there, themselves or by proxy, and how many are needed."""

    room: int
    screen: int
    represented: int
    needed: int

    @property
    def present(self) -> int:
        return self.room + self.screen

    @property
    def there(self) -> int:
        return self.present + self.represented

    @property
    def met(self) -> bool:
        return self.there >= self.needed


@dataclass(frozen=True)
class MeetingRow:
    """A meeting on a list."""

    pk: int
    title: str
    lang: str
    starts_at: dt.datetime
    state: str
    items: int

    @property
    def to_come(self) -> bool:
        return self.state in (MeetingState.PLANNED, MeetingState.CALLED, MeetingState.RUNNING)


@dataclass(frozen=True)
class ItemShown:
    """A point of an agenda with what came of it."""

    row: AgendaItem
    minute: Minute | None
    election: BoardElection | None

    @property
    def vote(self) -> Any:
        return self.row.vote


@dataclass(frozen=True)
class Sitting:
    """Somebody on the roll of a meeting, for whoever is at the door."""

    pk: int
    called: str
    how: str
    proxy: str

    @property
    def here(self) -> bool:
        return bool(self.how)


@dataclass(frozen=True)
class Standing:
    """A candidate as members read them; `away`: moderators took the statement out of sight."""

    pk: int
    called: str
    state: str
    statement: str
    statement_lang: str
    easy: tuple[str, ...]
    mine: bool
    away: bool


@dataclass(frozen=True)
class BoardLine:
    """A line of the register."""

    pk: int
    called: str
    how: str
    since: dt.date
    until: dt.date
    ended_on: dt.date | None
    why_ended: str


def rules_of(community: Community) -> MutualRules:
    """The numbers of the community's rule book; where none were written down, ours, not saved."""
    row = MutualRules.objects.of(community).first()
    return row or MutualRules(community=community)


def meetings(person: type_of_actor, community: Community) -> list[MeetingRow]:
    """Meetings that the person may read, the latest first. One query."""
    rows = visible_meetings(person, community).annotate(points=Count("items")).order_by("-starts_at", "-pk")
    return [
        MeetingRow(row.pk, said(row, "title"), said_lang(row, "title"), row.starts_at, row.state, row.points)
        for row in rows[:MEETINGS_SHOWN]
    ]


def agenda(meeting: Meeting) -> list[ItemShown]:
    """The points in their order, with the minutes that stand and the election held at each. Three queries."""
    rows = (
        meeting.items.select_related("vote")
        .prefetch_related(
            Prefetch("minutes", Minute.objects.order_by("pk"), to_attr="texts"),
            Prefetch("election", BoardElection.objects.all()),
        )
        .order_by("number")
    )
    return [
        ItemShown(row, row.texts[-1] if row.texts else None, getattr(row, "election", None)) for row in rows
    ]


def quorum_of(meeting: Meeting) -> Quorum:
    """Who counts for the quorum now; one query for those there, one for those represented."""
    here = Presence.objects.filter(seat__meeting=meeting, left_at__isnull=True)
    told = dict(here.values_list("how").annotate(number=Count("pk")))
    return Quorum(
        room=told.get(PresentHow.ROOM, 0),
        screen=told.get(PresentHow.SCREEN, 0),
        represented=_represented(meeting).count(),
        needed=meeting.quorum_needed,
    )


def attended(meeting: Meeting) -> Quorum:
    """How many were there at any time, in the room or on screen, and how many were represented. Two queries.

    Whoever was there both ways counts once, in the room.
    """
    rows = Presence.objects.filter(seat__meeting=meeting).values_list("seat", "how")
    room = {seat for seat, how in rows if how == PresentHow.ROOM}
    screen = {seat for seat, _how in rows} - room
    away = Proxy.objects.filter(giver__meeting=meeting, ended_at__isnull=True).values_list("giver", "holder")
    held = {giver for giver, holder in away if holder in room | screen and giver not in room | screen}
    return Quorum(len(room), len(screen), len(held), meeting.quorum_needed)


def _represented(meeting: Meeting) -> Any:
    """Proxies that hold now: the giver is away, and the holder is there."""
    here = Presence.objects.filter(left_at__isnull=True)
    return Proxy.objects.filter(
        ~Exists(here.filter(seat=OuterRef("giver"))),
        Exists(here.filter(seat=OuterRef("holder"))),
        giver__meeting=meeting,
        ended_at__isnull=True,
    )


def present_parties(meeting: Meeting) -> Any:
    """Who can vote in the meeting now: those there, and those represented."""
    here = Presence.objects.filter(seat__meeting=meeting, left_at__isnull=True).values("seat")
    away = _represented(meeting).values("giver")
    seats = MeetingSeat.objects.filter(Q(pk__in=here) | Q(pk__in=away), meeting=meeting)
    return Party.objects.filter(pk__in=seats.values("party"))


def seat_of(person: Person | None, meeting: Meeting) -> MeetingSeat | None:
    """The person's own seat in a meeting; one query."""
    if person is None:
        return None
    row = MeetingSeat.objects.filter(meeting=meeting, party=person.pk).select_related("party").first()
    if row is not None:
        row.meeting, row.community = meeting, meeting.community
    return row


def presence_of(seat: MeetingSeat) -> Presence | None:
    """That somebody is there now."""
    return Presence.objects.filter(seat=seat, left_at__isnull=True).first()


def proxy_of(seat: MeetingSeat) -> Proxy | None:
    """The proxy that a member gave and did not take back."""
    rows = Proxy.objects.filter(giver=seat, ended_at__isnull=True)
    return rows.select_related("holder", "giver__meeting__community").first()


def proxies_held(seat: MeetingSeat) -> list[tuple[int, str]]:
    """(party id, name) of those for whom this member votes where they are away. Three queries."""
    rows = list(
        Proxy.objects.filter(holder=seat, ended_at__isnull=True).values_list("giver__party", flat=True)
    )
    called = names(rows)
    return [(one, called[one]) for one in rows]


def sittings(person: Person, meeting: Meeting, words: str = "") -> tuple[list[Sitting], int]:
    """The roll for whoever is at the door: the first by name, and how many there are. Six queries; O(roll).

    A broker sees everybody. Others see who agreed to be found, and anybody else once they type the whole
    name; whoever must not be found is noted by a broker alone.
    """
    rows = meeting.seats.exclude(party=person.pk)
    broker = Role.BROKER in standing(person, meeting.community).roles
    if not broker:
        rows = rows.exclude(party__in=unfound(meeting.community))
    seats = dict(rows.values_list("party_id", "pk"))
    listed = set(seats) if broker else agreed(meeting.community, Purpose.DIRECTORY)
    called = names(seats)
    wanted = words.strip().casefold()
    found = [
        (called[party], pk)
        for party, pk in seats.items()
        if (wanted in called[party].casefold() and party in listed) or wanted == called[party].casefold()
    ]
    first = sorted(found, key=lambda one: (one[0].casefold(), one[1]))[:SEATS_SHOWN]
    few = [pk for _name, pk in first]
    here = dict(Presence.objects.filter(seat__in=few, left_at__isnull=True).values_list("seat", "how"))
    proxies = dict(
        Proxy.objects.filter(giver__in=few, ended_at__isnull=True).values_list("giver", "holder__party")
    )
    holders = names(proxies.values()) if proxies else {}
    shown = [Sitting(pk, name, here.get(pk, ""), holders.get(proxies.get(pk, 0), "")) for name, pk in first]
    return shown, len(found)


def board_elections(person: type_of_actor, community: Community) -> list[BoardElection]:
    """Elections of the board that the person may read, the latest first. One query."""
    rows = visible_board_elections(person, community).select_related("item__meeting", "vote")
    return list(rows.order_by("-pk")[:MEETINGS_SHOWN])


def candidates(person: Person | None, election: BoardElection) -> list[Standing]:
    """Who stands, by name; and for those who were asked, their own row. Four queries."""
    own = Q(party=person.pk) if person is not None else Q(pk__in=())
    rows = list(election.candidacies.filter(Q(state=CandidacyState.ACCEPTED) | own))
    called = names(row.party_id for row in rows)
    put_away = set(aside(election.community, "deciding.candidacy").values_list("number", flat=True))
    shown = [_standing(person, row, called[row.party_id], row.pk in put_away) for row in rows]
    return sorted(shown, key=lambda one: one.called.casefold())


def _standing(person: Person | None, row: Candidacy, called: str, put_away: bool) -> Standing:
    mine = person is not None and row.party_id == person.pk
    away = put_away and not mine
    easy = "" if away else said(row, "easy")
    return Standing(
        pk=row.pk,
        called=called,
        state=row.state,
        statement="" if away else said(row, "statement"),
        statement_lang=said_lang(row, "statement"),
        easy=tuple(line for line in easy.splitlines() if line.strip()),
        mine=mine,
        away=away,
    )


def own_candidacy(person: Person | None, election: BoardElection) -> Candidacy | None:
    """The person's own candidacy, whatever became of it."""
    if person is None:
        return None
    return election.candidacies.filter(party=person.pk).select_related("party").first()


def register(person: type_of_actor, community: Community) -> tuple[list[BoardLine], list[BoardLine]]:
    """The board as it is, and those who were on it before. At most five queries.

    Whoever must not be found is on no public page: visitors read that a member sits there, and not who.
    """
    rows = list(BoardTerm.objects.of(community).order_by("-since", "-pk"))
    called = names(row.party_id for row in rows)
    if not isinstance(person, System) and (person is None or not standing(person, community).active):
        hidden = BoardTerm.objects.of(community).filter(party__in=unfound(community))
        called |= dict.fromkeys(hidden.values_list("party_id", flat=True), _("A member"))
    lines = [
        BoardLine(
            row.pk, called[row.party_id], str(row.get_how_display()), row.since, row.until, row.ended_on,
            str(row.get_why_ended_display()),
        )
        for row in rows
    ]  # fmt: skip
    now = sorted((one for one in lines if one.ended_on is None), key=lambda one: one.called.casefold())
    return now, [one for one in lines if one.ended_on is not None]


def board_now(community: Community) -> list[int]:
    """Party ids of the members of the board; one query."""
    return list(
        BoardTerm.objects.of(community).filter(ended_on__isnull=True).values_list("party_id", flat=True)
    )


def terms_over(today: dt.date | None = None) -> Any:
    """Terms whose time is over, or whose member left, and that were not ended yet."""
    today = today or timezone.localdate()
    gone = Membership.objects.filter(
        party=OuterRef("party"), community=OuterRef("community"), state=MembershipState.CLOSED
    )
    return (
        BoardTerm.objects.filter(ended_on__isnull=True)
        .annotate(gone=Exists(gone))
        .filter(Q(until__lte=today) | Q(gone=True))
    )


def why_adjourned(meeting: Meeting) -> Reason | None:
    """The reason why a meeting was cancelled or adjourned, in the words of who did it."""
    verbs = ("deciding.cancel_meeting", "deciding.adjourn_meeting")
    return Reason.objects.filter(record__verb__in=verbs, record__subject_key=key_of(meeting)).first()


def waiting_meetings(person: Person, community: Community) -> list[tuple[int, str, dt.datetime]]:
    """Meetings that the person is asked to: (meeting, title, when), the next first. One query."""
    rows = (
        Meeting.objects.of(community)
        .filter(state__in=(MeetingState.CALLED, MeetingState.RUNNING), seats__party=person.pk)
        .order_by("starts_at", "pk")
    )
    return [(row.pk, said(row, "title"), row.starts_at) for row in rows]


def can_run(person: Person | None, meeting: Meeting) -> bool:
    """Whether the person runs this meeting."""
    return may(person, "run_meeting", meeting)
