"""Reads: matching rounds and their circles for whoever keeps them; an invitation for whoever is invited."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.assets.policy import found_parties
from gilydd.assets.words import AssetKind, Tongue
from gilydd.people.models import Community, Membership, Person
from gilydd.people.queries import names
from gilydd.people.words import VettingKind
from gilydd.safety.queries import blocked_pairs
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day, number

from ..models import Account, Circle, Invitation, MatchingRound, Pairing, Veto
from ..policy import own_invitations, visible_rounds, visible_vetoes
from ..rounds.ring import Drawing, drawing
from ..rounds.telling import told
from ..rules import rules_of
from ..words import AccountKind, AnswerState, CircleState, RoundState

CIRCLES_A_PAGE = 6
ORDER = (CircleState.INVITED, CircleState.SUGGESTED, CircleState.AGREED, CircleState.OPENED)


@dataclass(frozen=True)
class Figures:
    """A round in numbers: what is suggested, waiting or agreed; `best` where nothing better exists."""

    minutes: int
    people: int
    circles: int
    best: bool


@dataclass(frozen=True)
class OnePairing:
    """What one gives another, with why it fits and what to mind."""

    pk: int
    giver: str
    receiver: str
    work: str
    minutes: int
    ask_id: int | None
    reasons: list[str]
    minds: list[str]
    refused: str


@dataclass
class InCircle:
    """One of a circle: what comes in and goes out, the balance now and after it, and the answer."""

    party_id: int
    member_id: int | None
    called: str
    gives: list[str] = field(default_factory=list)
    gets: list[str] = field(default_factory=list)
    given_minutes: int = 0
    received_minutes: int = 0
    balance_minutes: int = 0
    invitation_id: int | None = None
    answer: str = ""
    words: str = ""
    lang: str = ""

    @property
    def after_minutes(self) -> int:
        """The balance when all of the circle is done."""
        return self.balance_minutes + self.given_minutes - self.received_minutes

    @property
    def waiting(self) -> bool:
        return self.answer == AnswerState.WAITING


@dataclass(frozen=True)
class OneCircle:
    """A circle as whoever keeps the round sees it: the sentence, the picture, the people, the pairings."""

    pk: int
    number: int
    closed: bool
    state: str
    spoilt: bool
    invited_at: dt.datetime | None
    minutes: int
    sentence: str
    drawn: Drawing
    people: list[InCircle]
    pairings: list[OnePairing]

    @property
    def state_name(self) -> str:
        return str(CircleState(self.state).label)


@dataclass(frozen=True)
class Shown:
    """A round's page: figures, circles of this page, and how many pages there are."""

    figures: Figures
    circles: list[OneCircle]
    page: int
    pages: int
    counts: dict[str, int]
    gift_mode: bool


@dataclass(frozen=True)
class Share:
    """One line of what somebody would give or get: the work, how long, and with whom."""

    work: str
    minutes: int
    other: str


@dataclass(frozen=True)
class Asked:
    """An invitation as the one invited reads it: nothing of why, nothing of what others give each other."""

    pk: int
    party_id: int
    closed: bool
    gives: list[Share]
    gets: list[Share]
    others: list[str]
    unnamed: int


@dataclass(frozen=True)
class VetoRow:
    pk: int
    first: str
    second: str
    work: str
    until: dt.date | None
    words: str
    lang: str
    made_at: dt.datetime


def rounds(person: Person, community: Community) -> Any:
    """The rounds that the person keeps, newest first, with how many circles of each are in which state."""

    def of(state: str) -> Count:
        return Count("circles", filter=Q(circles__state=state))

    return (
        visible_rounds(person, community)
        .defer("document", "result")
        .annotate(
            suggested=of(CircleState.SUGGESTED),
            invited=of(CircleState.INVITED),
            agreed=of(CircleState.AGREED),
        )
        .order_by("-pk")
    )


def round_page(row: MatchingRound, page: int = 1) -> Shown:
    """One page of a round's circles: those that wait first, then the suggested, agreed and opened ones.

    Ten queries, whatever the number of circles.
    """
    counts = dict(row.circles.order_by().values_list("state").annotate(Count("pk")))
    total = sum(counts.values())
    pages = max(1, -(-total // CIRCLES_A_PAGE))
    page = min(max(1, page), pages)
    ranked = sorted(
        row.circles.values_list("pk", "state", "number"), key=lambda one: (ORDER.index(one[1]), one[2])
    )
    wanted = [pk for pk, _state, _number in ranked[(page - 1) * CIRCLES_A_PAGE : page * CIRCLES_A_PAGE]]
    return Shown(
        figures=figures(row),
        circles=circles(row.community, wanted),
        page=page,
        pages=pages,
        counts=counts,
        gift_mode=rules_of(row.community).gift_mode,
    )


def figures(row: MatchingRound) -> Figures:
    """How much help, how many people and circles stand in a round; two queries.

    `best` is of the last working out: no other choice brings more help, with the circles that were answered
    or opened before it left as they are.
    """
    live = row.circles.exclude(state=CircleState.OPENED)
    pairings = Pairing.objects.filter(circle__in=live)
    minutes = pairings.aggregate(total=Sum("minutes"))["total"] or 0
    pairs = list(pairings.values_list("circle", "giver", "receiver"))
    people = {pk for _circle, *pair in pairs for pk in pair}
    best = row.state == RoundState.READY and bool(row.result.get("proved"))
    return Figures(minutes, len(people), len({circle for circle, *_pair in pairs}), best)


def circles(community: Community, wanted: Collection[int]) -> list[OneCircle]:
    """The circles of these numbers, in this order, with everything that their page shows. Six queries."""
    rows = Circle.objects.in_bulk(wanted)
    pairings: dict[int, list[Pairing]] = defaultdict(list)
    for one in (
        Pairing.objects.filter(circle__in=wanted).select_related("work", "ask").order_by("position", "pk")
    ):
        pairings[one.circle_id].append(one)
    invited = {
        (one.circle_id, one.party_id): one
        for one in Invitation.objects.filter(circle__in=wanted).order_by("pk")
    }
    parties = {pk for of in pairings.values() for one in of for pk in (one.giver_id, one.receiver_id)}
    called = names(parties)
    members = dict(Membership.objects.of(community).filter(party__in=parties).values_list("party", "pk"))
    accounts = Account.objects.of(community).filter(kind=AccountKind.MEMBER, party__in=parties)
    balances = dict(accounts.values_list("party", "balance_minutes"))
    return [
        _circle(rows[pk], pairings[pk], called, members, balances, invited) for pk in wanted if pk in rows
    ]


def _circle(
    row: Circle,
    pairings: list[Pairing],
    called: dict[int, str],
    members: dict[int, int],
    balances: dict[int, int],
    invited: dict[tuple[int, int], Invitation],
) -> OneCircle:
    people: dict[int, InCircle] = {}
    for party in (pk for one in pairings for pk in (one.giver_id, one.receiver_id)):
        if party not in people:
            asked = invited.get((row.pk, party))
            people[party] = InCircle(
                party, members.get(party), called[party], balance_minutes=balances.get(party, 0)
            )
            if asked is not None:
                people[party].invitation_id, people[party].answer = asked.pk, asked.answer
                people[party].words, people[party].lang = asked.words, asked.lang
    for one in pairings:
        giver, receiver = people[one.giver_id], people[one.receiver_id]
        giver.gives.append(said(one.work, "name"))
        receiver.gets.append(said(one.work, "name"))
        giver.given_minutes += one.minutes
        receiver.received_minutes += one.minutes
    return OneCircle(
        row.pk, row.number, row.closed, row.state, row.spoilt, row.invited_at,
        sum(one.minutes for one in pairings), sentence(pairings, called),
        drawing([one.called for one in people.values()], closed=row.closed), list(people.values()),
        [_pairing(one, called) for one in pairings],
    )  # fmt: skip


def sentence(pairings: Iterable[Pairing], called: dict[int, str]) -> str:
    """The circle in one sentence."""
    steps: dict[int, tuple[str, list[Any], str]] = {}
    for one in pairings:
        start: tuple[str, list[Any], str] = (called[one.giver_id], [], called[one.receiver_id])
        works = steps.setdefault(one.position, start)[1]
        if one.work not in works:
            works.append(one.work)
    return told([steps[position] for position in sorted(steps)])


def _pairing(row: Pairing, called: dict[int, str]) -> OnePairing:
    reasons, minds = why(row, called[row.giver_id], called[row.receiver_id])
    return OnePairing(
        row.pk, called[row.giver_id], called[row.receiver_id], said(row.work, "name"), row.minutes,
        row.ask_id, reasons, minds, str(row.get_refused_display()) if row.refused else "",
    )  # fmt: skip


def why(row: Pairing, giver: str, receiver: str) -> tuple[list[str], list[str]]:
    """Why a pairing fits, and what to mind, in sentences made from its data."""
    told_of, what = row.reasons, {"work": said(row.work, "name")}
    offers = told_of.get("kind") == AssetKind.OFFER
    reasons = [_("Offers this: %(work)s") % what if offers else _("Is good at this: %(work)s") % what]
    minds = []
    if row.ask is not None:
        wanted_on = row.ask.wanted_on
        who = {"name": receiver, "day": day(wanted_on)}
        reasons.append(
            _("%(name)s asked for it, for %(day)s") % who if wanted_on else _("%(name)s asked for it") % who
        )
        if row.ask.minutes > row.minutes and not row.promise_id:
            minds.append(_("It is a part of what was asked for"))
    else:
        reasons.append(_("%(name)s could do with it") % {"name": receiver})
    reasons += _place(told_of)
    checks = [str(VettingKind(one).label) for one in told_of.get("checks", []) if one in VettingKind.values]
    if checks:
        reasons.append(_("Has the checks that it asks for: %(checks)s") % {"checks": ", ".join(checks)})
    tongues = [str(Tongue(one).label) for one in told_of.get("tongues", []) if one in Tongue.values]
    if tongues:
        reasons.append(_("Both speak %(language)s") % {"language": ", ".join(tongues)})
    if "free" in told_of:
        free = _("Is usually free on that day of the week")
        busy = _("Is not usually free on that day of the week")
        (reasons if told_of["free"] else minds).append(free if told_of["free"] else busy)
    if told_of.get("met"):
        reasons.append(_("They know each other here"))
    else:
        minds.append(_("It is their first time together"))
    return reasons, minds


def _place(told_of: dict[str, Any]) -> list[str]:
    if told_of.get("same_area"):
        return [_("Lives in the same area")]
    metres = told_of.get("metres")
    return (
        [] if metres is None else [_("Lives about %(km)s km away") % {"km": number(round(metres / 1_000, 1))}]
    )


def waiting_for(person: Person, community: Community) -> list[tuple[int, str, list[str]]]:
    """Circles that wait for the person's answer: (invitation, for whom, what comes in). Five queries."""
    rows = list(
        own_invitations(person, community)
        .filter(circle__state=CircleState.INVITED, answer=AnswerState.WAITING)
        .order_by("pk")
    )
    own = {row.party_id for row in rows} - {person.pk}
    called = names(own) if own else {}
    gets: dict[tuple[int, int], list[str]] = defaultdict(list)
    found = Pairing.objects.filter(circle__in=[row.circle_id for row in rows]).select_related("work")
    for one in found.order_by("position", "pk") if rows else ():
        gets[one.circle_id, one.receiver_id].append(said(one.work, "name"))
    return [(row.pk, called.get(row.party_id, ""), gets[row.circle_id, row.party_id]) for row in rows]


def asked(invitation: Invitation) -> Asked:
    """What one invitation says to the one invited; see `all_asked`."""
    return all_asked(invitation.circle.community, [invitation])[0]


def all_asked(community: Community, rows: Collection[Invitation]) -> list[Asked]:
    """What invitations say to those invited. Names are those that they can find anyway, and of those who said
    yes to this very circle; nobody learns why they or somebody else were chosen. Six queries.
    """
    wanted = {row.circle_id for row in rows}
    pairings: dict[int, list[Pairing]] = defaultdict(list)
    for one in Pairing.objects.filter(circle__in=wanted).select_related("work").order_by("position", "pk"):
        pairings[one.circle_id].append(one)
    said_yes = set(
        Invitation.objects.filter(circle__in=wanted, answer=AnswerState.YES).values_list("circle", "party")
    )
    parties = {pk for of in pairings.values() for one in of for pk in (one.giver_id, one.receiver_id)}
    findable = set(found_parties(community).filter(party__in=parties).values_list("party", flat=True))
    apart = blocked_pairs(community, parties)
    called = names(parties)

    def name_of(row: Invitation, pk: int) -> str:
        kept_apart = frozenset({row.party_id, pk}) in apart
        return "" if kept_apart or not (pk in findable or (row.circle_id, pk) in said_yes) else called[pk]

    return [_asked(row, pairings[row.circle_id], said_yes, name_of) for row in rows]


def _asked(
    row: Invitation,
    pairings: list[Pairing],
    said_yes: set[tuple[int, int]],
    name_of: Callable[[Invitation, int], str],
) -> Asked:
    somebody = _("another member")

    def share(one: Pairing, pk: int, shown: bool) -> Share:
        known = shown or (row.circle_id, pk) in said_yes
        return Share(said(one.work, "name"), one.minutes, (name_of(row, pk) if known else "") or somebody)

    party = row.party_id
    others = {pk for one in pairings for pk in (one.giver_id, one.receiver_id)} - {party}
    named = sorted(filter(None, (name_of(row, pk) for pk in others)))
    return Asked(
        row.pk,
        party,
        row.circle.closed,
        [share(one, one.receiver_id, one.reasons["need_shown"]) for one in pairings if one.giver_id == party],
        [
            share(one, one.giver_id, one.reasons["offer_shown"])
            for one in pairings
            if one.receiver_id == party
        ],
        named,
        len(others) - len(named),
    )


def others_words(asked_of: Asked) -> str:
    """Who else is in the circle, in words: the names, and how many who are not named yet."""
    unnamed = asked_of.unnamed
    more = ngettext("%(num)s other member", "%(num)s other members", unnamed) % {"num": unnamed}
    return ", ".join([*asked_of.others, *([more] if unnamed else [])])


def vetoes(person: Person, community: Community) -> list[VetoRow]:
    """Whom brokers will not pair, newest first; three queries."""
    rows = list(
        visible_vetoes(person, community).filter(ended_at__isnull=True).select_related("work").order_by("-pk")
    )
    called = names(pk for row in rows for pk in (row.first_id, row.second_id))
    return [_veto(row, called) for row in rows]


def _veto(row: Veto, called: dict[int, str]) -> VetoRow:
    work = said(row.work, "name") if row.work else ""
    return VetoRow(
        row.pk, called[row.first_id], called[row.second_id], work, row.until, row.words, row.lang, row.made_at
    )
