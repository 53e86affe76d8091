"""Reads: partnerships, who sits on their boards, who is missing in words, who asks whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Person
from gilydd.people.policy import System, type_of_actor
from gilydd.people.queries import names, standing
from gilydd.people.words import PartyKind
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import said

from ..models import (
    BoardMember,
    CooperationRequest,
    Framework,
    Partner,
    Partnership,
    PartnershipService,
    ProgrammeLink,
    Rule,
)
from ..policy import (
    on_board_now,
    visible_links,
    visible_partnerships,
    visible_requests,
    was_joined_here,
)
from ..words import LinkState, RequestState, RuleKind, State


@dataclass(frozen=True)
class Line:
    """A partnership in a list, and what its rules miss, in words."""

    partnership: Partnership
    missing: list[str]

    @property
    def ended(self) -> bool:
        return self.partnership.state == State.ENDED


@dataclass(frozen=True)
class SeatLine:
    """A seat that is taken. `name` is empty for visitors: a board's names are for members to read."""

    row: BoardMember
    name: str
    partner: str


@dataclass(frozen=True)
class RequestLine:
    """A request to co-operate, with the names of both partners and how late its answer is or was, in days."""

    row: CooperationRequest
    asker: str
    asked: str
    late_days: int

    @property
    def waits(self) -> bool:
        return self.row.state == RequestState.WAITING

    @property
    def colour(self) -> str:
        """The colour of its state."""
        if self.waits:
            return "red" if self.late_days else "blue"
        return {RequestState.ACCEPTED: "green", RequestState.REFUSED: "orange"}.get(
            RequestState(self.row.state), "grey"
        )


@dataclass(frozen=True)
class Home:
    """What a community's page of partnerships shows."""

    lines: list[Line]
    links: list[ProgrammeLink]
    invited: list[ProgrammeLink] = field(default_factory=list)


def home(person: type_of_actor, community: Community) -> Home:
    """Partnerships of a community, and the programmes of others that it takes part in."""
    rows = list(visible_partnerships(person, community).order_by("state", "-begun_on", "-pk"))
    rows.sort(key=lambda row: row.state != State.RUNNING)
    lacking = missing_of(rows)
    links = list(visible_links(person, community).order_by("-invited_at"))
    return Home(
        [Line(row, lacking[row.pk]) for row in rows],
        [link for link in links if link.state in (LinkState.JOINED, LinkState.LEFT)],
        [link for link in links if link.state == LinkState.INVITED],
    )


def missing_of(rows: Sequence[Partnership]) -> dict[int, list[str]]:
    """For each partnership who is missing on its board by its rules, as sentences. Four queries in all."""
    found: dict[int, list[str]] = {row.pk: [] for row in rows}
    running = {row.pk: row for row in rows if row.rules_id and row.state == State.RUNNING}
    if not running:
        return found
    rules: dict[int, list[Rule]] = {}
    for rule in Rule.objects.filter(framework__in={row.rules_id for row in running.values()}):
        rules.setdefault(rule.framework_id, []).append(rule)
    board: dict[int, list[BoardMember]] = {}
    for seat in on_board_now(BoardMember.objects.filter(partnership__in=running)):
        board.setdefault(seat.partnership_id, []).append(seat)
    partners: dict[int, list[Partner]] = {}
    for partner in Partner.objects.filter(partnership__in=running, until__isnull=True).order_by("pk"):
        partners.setdefault(partner.partnership_id, []).append(partner)
    called = names(one.party_id for some in partners.values() for one in some)
    for pk, row in running.items():
        assert row.rules_id is not None
        for rule in rules.get(row.rules_id, []):
            found[pk] += lacking(rule, board.get(pk, []), partners.get(pk, []), called)
    return found


def lacking(
    rule: Rule, board: Sequence[BoardMember], partners: Sequence[Partner], called: Mapping[int, str]
) -> list[str]:
    """What one rule misses, in words; empty where it is kept. O(board × partners)."""
    sentence = said(rule, "missing")
    there = [seat for seat in board if seat.seat_id == rule.seat_id]
    if rule.kind == RuleKind.MAJORITY:
        if 2 * len(there) > len(board):
            return []
        return [
            _("%(missing)s Now it is %(there)s of %(board)s.")
            % {"missing": sentence, "there": len(there), "board": len(board)}
        ]
    if rule.kind == RuleKind.EACH:
        of_kind = [one for one in partners if one.kind == rule.of_each]
        for_them = [seat.partner_id for seat in there]
        left = [one for one in of_kind if for_them.count(one.pk) < rule.at_least]
        if not of_kind and len(there) < rule.at_least:
            return [sentence]
        return [
            _("%(missing)s It is of %(partner)s.") % {"missing": sentence, "partner": called[one.party_id]}
            for one in left
        ]
    if len(there) >= rule.at_least:
        return []
    if rule.at_least == 1:
        return [sentence]
    return [_("%(missing)s Now there are %(there)s.") % {"missing": sentence, "there": len(there)}]


def missing(partnership: Partnership) -> list[str]:
    """Who is missing on one board, as sentences."""
    return missing_of([partnership])[partnership.pk]


def reads_names(person: type_of_actor, partnership: Partnership) -> bool:
    """Whether somebody reads who sits on the board: members of the communities that it reaches."""
    return bool(read_by_name(person, [partnership]))


def read_by_name(person: type_of_actor, rows: Iterable[Partnership]) -> set[int]:
    """Of these partnerships those whose names somebody reads, by id. One query at most, beside standings."""
    found = {row.pk: row for row in rows}
    if isinstance(person, System):
        return set(found)
    if not isinstance(person, Person):
        return set()
    here = {pk for pk, row in found.items() if standing(person, row.community).active}
    if here == set(found):
        return here
    keys = {row.key: pk for pk, row in found.items()}
    links = ProgrammeLink.objects.filter(programme__in=keys, state=LinkState.JOINED)
    for link in links.select_related("community"):
        if was_joined_here(link) and standing(person, link.community).active:
            here.add(keys[link.programme])
    return here


def board_of(person: type_of_actor, partnership: Partnership) -> list[SeatLine]:
    """The seats that are taken today, the chair first."""
    rows = list(on_board_now(partnership.board.select_related("seat", "partner")).order_by("since", "pk"))
    rows.sort(key=lambda row: {"chair": 0, "keeper": 1}.get(row.part, 2))
    called = names([row.party_id for row in rows] + [row.partner.party_id for row in rows if row.partner])
    shown = reads_names(person, partnership)
    return [
        SeatLine(
            row, called[row.party_id] if shown else "", called[row.partner.party_id] if row.partner else ""
        )
        for row in rows
    ]


def partners_of(person: type_of_actor, partnership: Partnership) -> list[tuple[Partner, str]]:
    """The partners of today with what to call them; a person who is one is named to members alone."""
    rows = list(
        partnership.partners.filter(until__isnull=True).select_related("party").order_by("kind", "pk")
    )
    called = partner_names(person, partnership, rows)
    return [(row, called[row.pk]) for row in rows]


def partner_names(person: type_of_actor, partnership: Partnership, rows: Sequence[Partner]) -> dict[int, str]:
    """What to call each partner by its id. Visitors do not read the name of a person."""
    return _named(rows, read_by_name(person, [partnership]))


def _named(rows: Iterable[Partner], shown: set[int]) -> dict[int, str]:
    """Names of partners by id; `shown`: the partnerships in which persons are named."""
    found = {row.pk: row for row in rows}
    called = names(row.party_id for row in found.values())
    return {
        pk: called[row.party_id]
        if row.partnership_id in shown or row.party.kind != PartyKind.PERSON
        else _("A person")
        for pk, row in found.items()
    }


def requests_log(
    person: type_of_actor, community: Community, partnership: Partnership | None = None
) -> list[RequestLine]:
    """The public log of requests to co-operate: those that wait first, then the newest."""
    rows = visible_requests(person, community)
    if partnership is not None:
        rows = rows.filter(partnership=partnership)
    return request_lines(person, rows.order_by("-made_at", "-pk"))


def request_lines(person: type_of_actor, rows: QuerySet[CooperationRequest]) -> list[RequestLine]:
    """Lines of these requests, in their order but for those that wait, which come first."""
    found = list(rows)
    found.sort(key=lambda row: row.state != RequestState.WAITING)
    shown = read_by_name(person, {row.partnership_id: row.partnership for row in found}.values())
    called = _named((one for row in found for one in (row.asker, row.asked)), shown)
    return [RequestLine(row, called[row.asker_id], called[row.asked_id], _late(row)) for row in found]


def _late(row: CooperationRequest) -> int:
    ended: dt.date = timezone.localdate()
    if row.state == RequestState.WITHDRAWN:
        return 0
    if row.answered_at:
        ended = timezone.localdate(row.answered_at)
    return max(0, (ended - row.answer_by).days)


def links_of(partnership: Partnership) -> list[ProgrammeLink]:
    """The communities that were invited to a programme, take part or left, by name."""
    rows = ProgrammeLink.objects.filter(programme=partnership.key).select_related("community")
    return sorted((row for row in rows if was_joined_here(row)), key=lambda row: row.community.name_en)


def programme_of(link: ProgrammeLink) -> Partnership | None:
    """The programme that a link names, where it is kept on this Gilydd."""
    return Partnership.objects.filter(key=link.programme).select_related("community", "rules").first()


def frameworks_of(community: Community) -> list[Framework]:
    """The newest version of each framework that a community took in, by name."""
    newest: dict[str, Framework] = {}
    for row in Framework.objects.of(community).order_by("code", "version"):
        newest[row.code] = row
    return sorted(newest.values(), key=lambda row: said(row, "name"))


def facts(turn: Turn) -> list[Fact]:
    """What partnerships know of a turn: which of them are for its service, and what was asked in them."""
    community = turn.community
    shown = visible_partnerships(None, community).filter(state=State.RUNNING).values("pk")
    rows = PartnershipService.objects.filter(service=turn.service_id, partnership__in=shown)
    found = list(rows.select_related("partnership").order_by("pk"))
    told = [
        Fact(
            _("Partnership"),
            said(row.partnership, "name"),
            reverse("partnerships:partnership", args=[community.slug, row.partnership_id]),
        )
        for row in found
    ]
    waiting = visible_requests(None, community).filter(
        partnership__in=[row.partnership_id for row in found], state=RequestState.WAITING
    )
    if found and (number := waiting.count()):
        href = reverse("partnerships:requests", args=[community.slug])
        told.append(Fact(_("Requests to co-operate that wait"), str(number), href))
    return told


__all__: list[Any] = [
    "Home", "Line", "RequestLine", "SeatLine", "board_of", "facts", "frameworks_of", "home", "lacking",
    "links_of", "missing", "missing_of", "partner_names", "partners_of", "programme_of", "reads_names",
    "request_lines", "requests_log",
]  # fmt: skip
