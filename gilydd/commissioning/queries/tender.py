"""Reads: procurements and their tenders, for lists and pages. Nobody reads here that somebody has bid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gilydd.deciding.models import KeyHolder
from gilydd.deciding.words import HolderState
from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names, standing
from gilydd.people.words import PartyKind
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui import filters
from gilydd.ui.bilingual import said, said_lang

from ..models import BidAttempt, Opening, Procurement, TenderCriterion
from ..policy import may, visible_bids, visible_clarifications, visible_ideas, visible_procurements
from ..words import CriterionKind, ProcurementState, Route
from ..words_tender import Attempt, HolderKind

LISTED: Final = 200
# The steps of the page of a procurement: the state in which each one is under way.
STEPS: Final = (
    ((ProcurementState.DRAFT,), gettext_lazy("Written together")),
    ((ProcurementState.OPEN,), gettext_lazy("Open for bids")),
    ((ProcurementState.SEALED,), gettext_lazy("Closed, bids still sealed")),
    ((ProcurementState.SCORING, ProcurementState.MODERATED), gettext_lazy("Opened and scored")),
    ((ProcurementState.STANDSTILL, ProcurementState.AWARDED), gettext_lazy("Decided")),
    ((ProcurementState.CONTRACTED, ProcurementState.ENDED), gettext_lazy("Under contract")),
)


@dataclass(frozen=True)
class TenderRow:
    """A procurement on a list."""

    pk: int
    title: str
    lang: str
    service: str
    value_pence: int
    state: str
    state_words: str
    closes_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        return self.state == ProcurementState.OPEN


@dataclass(frozen=True)
class CriterionRow:
    """A criterion as a bidder reads it; `proposed` is who proposed it, or empty."""

    pk: int
    kind: str
    kind_words: str
    name: str
    lang: str
    asks: str
    weight_percent: int
    outcome: str
    proposed: str


@dataclass(frozen=True)
class HolderRow:
    """Somebody who keeps a key, and how far they are."""

    pk: int
    called: str
    kind: str
    state: str
    state_words: str
    mine: bool


@dataclass(frozen=True)
class OpeningRow:
    """What the opening found of one bid."""

    bid: int
    bidder: str
    lot: str
    received_at: dt.datetime
    sealed_sha256: str
    holds: bool


def state_now(row: Procurement) -> ProcurementState:
    """Where it stands by the clock: closed from its very second on, even before that is written down."""
    state = ProcurementState(row.state)
    over = row.closes_at is not None and row.closes_at <= timezone.now()
    return ProcurementState.SEALED if state == ProcurementState.OPEN and over else state


def tenders(person: type_of_actor, community: Community, turn: Turn | None = None) -> list[TenderRow]:
    """The procurements of a community or of one turn: those open for bids first. At most four queries."""
    rows = visible_procurements(person, community).select_related("turn__service")
    rows = rows.filter(turn=turn) if turn is not None else rows
    found = [
        TenderRow(
            row.pk, said(row, "title"), said_lang(row, "title"), said(row.turn.service, "name"),
            row.value_pence, state_now(row), str(state_now(row).label), row.closes_at,
        )
        for row in rows.order_by("-made_at", "-pk")[:LISTED]
    ]  # fmt: skip
    return sorted(found, key=lambda row: not row.is_open)


def steps(row: Procurement) -> list[dict[str, str]]:
    """The steps of a procurement for ui.steps."""
    now = state_now(row)
    if now == ProcurementState.CANCELLED:
        return []
    place = next(number for number, (states, _text) in enumerate(STEPS) if now in states)
    over = now == ProcurementState.ENDED
    return [
        {
            "text": str(text),
            "state": "done" if number < place or over else "now" if number == place else "next",
        }
        for number, (_states, text) in enumerate(STEPS)
    ]


# Names of addresses of the other parts: each is a door once its page is there. (name, text, what stands in
# it: the procurement or its turn, and from which state on).
AFTER_OPENING: Final = tuple(
    state
    for state in ProcurementState
    if state
    not in (
        ProcurementState.DRAFT,
        ProcurementState.OPEN,
        ProcurementState.SEALED,
        ProcurementState.CANCELLED,
    )
)
DOORS: Final[tuple[tuple[str, Any, str, tuple[ProcurementState, ...]], ...]] = (
    ("commissioning:panel", gettext_lazy("The panel"), "turn", ()),
    ("commissioning:specification", gettext_lazy("What is wanted: the specification"), "procurement", ()),
    ("commissioning:interest", gettext_lazy("Say whether you have an interest"), "procurement", ()),
    ("commissioning:opening", gettext_lazy("Keys and the opening of the bids"), "procurement", ()),
    ("commissioning:scores", gettext_lazy("The scores"), "procurement", AFTER_OPENING),
    ("commissioning:award", gettext_lazy("The award"), "procurement", AFTER_OPENING),
)


def doors(row: Procurement, person: type_of_actor) -> list[tuple[str, str]]:
    """(text, address) of the pages that belong to a procurement, as far as it has come."""
    slug = row.community.slug
    here = {"procurement": row.pk, "turn": row.turn_id}
    return [
        (str(text), reverse(name, args=[slug, here[what]]))
        for name, text, what, states in DOORS
        if not states or row.state in states
    ]


def criteria(person: type_of_actor, row: Procurement) -> list[CriterionRow]:
    """By what bids are judged, in their order. At most four queries."""
    rows = list(row.criteria.select_related("outcome").order_by("place"))
    called = shown_names(person, row.community, [one.proposed_by_id for one in rows])
    return [
        CriterionRow(
            one.pk, one.kind, str(CriterionKind(one.kind).label), said(one, "name"), said_lang(one, "name"),
            said(one, "asks"), one.weight_percent, said(one.outcome, "wording") if one.outcome else "",
            called.get(one.proposed_by_id or 0, ""),
        )
        for one in rows
    ]  # fmt: skip


def total_of(rows: Iterable[CriterionRow | TenderCriterion]) -> int:
    """What the weights total."""
    return sum(one.weight_percent for one in rows)


def shown_names(person: type_of_actor, community: Community, parties: Iterable[int | None]) -> dict[int, str]:
    """Names of parties: to visitors those of organisations alone, people are “A member”. Three queries."""
    wanted = {pk for pk in parties if pk}
    if not wanted:
        return {}
    called = names(wanted)
    if person is not None and (not isinstance(person, Person) or standing(person, community).active):
        return called
    people = Party.objects.filter(pk__in=wanted, kind=PartyKind.PERSON).values_list("pk", flat=True)
    return called | {pk: _("A member") for pk in people}


def holders(person: type_of_actor, row: Procurement) -> list[HolderRow]:
    """Who keeps the keys, in the open. At most four queries."""
    if row.split_key_id is None:
        return []
    rows = list(
        KeyHolder.objects.filter(split_key=row.split_key_id).exclude(state=HolderState.LEFT).order_by("place")
    )
    called = shown_names(person, row.community, [one.party_id for one in rows])
    return [
        HolderRow(
            one.pk, called[one.party_id], str(HolderKind(one.kind).label), one.state,
            str(HolderState(one.state).label), isinstance(person, Person) and one.party_id == person.pk,
        )
        for one in rows
    ]  # fmt: skip


def ideas(person: type_of_actor, row: Procurement) -> list[dict[str, Any]]:
    """What was proposed for the criteria, with who proposed it. At most five queries."""
    rows = list(
        visible_ideas(person, row.community)
        .filter(procurement=row)
        .select_related("taken_as", "outcome")
        .order_by("pk")
    )
    called = shown_names(person, row.community, [one.party_id for one in rows])
    return [
        {
            "pk": one.pk, "text": one.text, "lang": one.lang, "who": called[one.party_id],
            "taken": said(one.taken_as, "name") if one.taken_as else "",
        }
        for one in rows
    ]  # fmt: skip


def clarifications(person: type_of_actor, row: Procurement) -> list[dict[str, Any]]:
    """Questions and answers; never who asked. Those without an answer only for whoever answers or asked."""
    rows = visible_clarifications(person, row.community).filter(procurement=row).order_by("asked_at", "pk")
    return [
        {
            "pk": one.pk, "text": one.text, "lang": one.lang, "asked_at": one.asked_at,
            "answer": said(one, "answer"), "answered_at": one.answered_at,
        }
        for one in rows
    ]  # fmt: skip


def my_bids(person: type_of_actor, row: Procurement) -> list[dict[str, Any]]:
    """The bids of whom the person speaks for. At most four queries; none for a visitor."""
    if not isinstance(person, Person):
        return []
    rows = list(
        visible_bids(person, row.community)
        .filter(procurement=row, withdrawn_at__isnull=True)
        .select_related("lot")
        .order_by("lot__number", "pk")
    )
    called = names(one.bidder_id for one in rows)
    return [
        {"pk": one.pk, "bidder": called[one.bidder_id], "lot": said(one.lot, "title"), "at": one.received_at}
        for one in rows
    ]


def opening_of(person: type_of_actor, row: Procurement) -> dict[str, Any] | None:
    """The record of the opening: who, when, each bid with its hash; None before. At most seven queries."""
    made = Opening.objects.filter(procurement=row).first()
    if made is None:
        return None
    lines = list(made.lines.select_related("bid__lot").order_by("bid__received_at", "bid"))
    wanted = [made.first_id, made.second_id, *(one.bid.bidder_id for one in lines)]
    called = shown_names(person, row.community, wanted)
    return {
        "opened_at": made.opened_at,
        "who": [
            (called.get(pk or 0, ""), str(HolderKind(kind).label) if kind else "")
            for pk, kind in ((made.first_id, made.first_kind), (made.second_id, made.second_kind))
            if pk
        ],
        "bids": made.bids,
        "failed": made.failed,
        "lines": [
            OpeningRow(
                one.bid_id, called[one.bid.bidder_id], said(one.bid.lot, "title"), one.bid.received_at,
                one.bid.sealed_sha256, one.sealed_holds and one.content_holds and one.read,
            )
            for one in lines
        ],
    }  # fmt: skip


def attempts(row: Procurement) -> list[tuple[str, dt.datetime]]:
    """(what, when) of what was tried outside its time; without names. One query."""
    rows = BidAttempt.objects.filter(procurement=row).order_by("tried_at").values_list("what", "tried_at")
    return [(str(Attempt(what).label), when) for what, when in rows]


def waiting_shares(person: Person, community: Community) -> list[tuple[int, str, str]]:
    """Keys of tenders that wait for the person: (holder, title, ask|show|give). One query."""
    rows = KeyHolder.objects.of(community).filter(
        party=person.pk, split_key__procurement__isnull=False, split_key__spent_at__isnull=True
    )
    found = []
    for one in rows.select_related("split_key__procurement").order_by("pk"):
        row = one.split_key.procurement
        what = {HolderState.ASKED: "ask", HolderState.TOOK: "show"}.get(HolderState(one.state), "")
        if one.state == HolderState.READY and state_now(row) == ProcurementState.SEALED:
            what = "give"
        if what:
            found.append((one.pk, said(row, "title"), what))
    return found


def facts_tender(turn: Turn) -> list[Fact]:
    """What is bought for a turn, for its cycle page. Two queries."""
    rows = tenders(None, turn.community, turn)
    if not rows:
        return []
    href = reverse("commissioning:procurements", args=[turn.community.slug, turn.pk])
    told = [
        Fact(
            _("What is bought"),
            ngettext("%(number)s tender", "%(number)s tenders", len(rows))
            % {"number": filters.number(len(rows))},
            href,
        )
    ]
    still = sum(row.is_open for row in rows)
    if still:
        told.append(
            Fact(
                _("Chances to bid"),
                ngettext("%(number)s open for bids", "%(number)s open for bids", still)
                % {"number": filters.number(still)},
                href,
            )
        )
    return told


def what_a_person_can(person: type_of_actor, row: Procurement) -> dict[str, bool]:
    """What the reader may do here now, for the buttons of the page."""
    now = state_now(row)
    today = timezone.localdate()
    runs = may(person, "run_procurement", row)
    member = may(person, "ask_question", row)
    asking = row.questions_until is not None and today <= row.questions_until
    return {
        "run": runs,
        "write": runs and now == ProcurementState.DRAFT,
        "change": runs and now == ProcurementState.OPEN,
        "cancel": runs and now not in (*AFTER_CONTRACT, ProcurementState.CANCELLED),
        "propose": member and now == ProcurementState.DRAFT,
        "ask": member and now == ProcurementState.OPEN and asking,
        "bid": member and not runs and now == ProcurementState.OPEN,
        "open_light": runs and row.route == Route.LIGHT and now == ProcurementState.SEALED,
    }


AFTER_CONTRACT: Final = (ProcurementState.CONTRACTED, ProcurementState.ENDED)
