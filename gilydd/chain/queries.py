"""Composes what the rooms know of one service into one turn of the wheel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.commissioning.queries import facts as commissioned
from gilydd.commissioning.queries import milestone_facts as promised
from gilydd.delivering.queries import facts as delivered
from gilydd.designing.queries import facts as designed
from gilydd.designing.queries import undertaken_facts as committed
from gilydd.evaluating.queries import facts as evaluated
from gilydd.evaluating.queries.taking_part import took_part as took_part
from gilydd.history.commands import key_of
from gilydd.history.models import Record
from gilydd.history.queries import timeline
from gilydd.partnerships.queries import facts as partnered
from gilydd.people.models import Community, Person
from gilydd.people.words import Capacity
from gilydd.services.models import Service, Turn
from gilydd.services.queries import (
    Fact,
    OutcomeGroup,
    OutcomeTold,
    grouped,
    outcomes_of,
    services_with_turns,
)
from gilydd.services.words import Quarter
from gilydd.stories.queries.answered import facts as told_in_stories
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from .words import EMPTY, ROOM_QUARTER, SENTENCES


@dataclass(frozen=True)
class ServiceCard:
    """A service on a list, with its wheel."""

    service: Service
    turn: Turn | None
    wheel: list[dict[str, Any]]
    href: str


@dataclass(frozen=True)
class QuarterTold:
    """One quarter of a turn: what the rooms know of it, and the doors into them."""

    key: str
    facts: list[Fact]
    doors: list[tuple[str, str]]
    empty: str


@dataclass(frozen=True)
class OutcomesShown:
    """Outcomes under one heading, each with the address where it is judged (empty before the first turn)."""

    group: OutcomeGroup
    outcomes: list[tuple[OutcomeTold, str]]


def wheel_of(
    turn: Turn | None, summaries: dict[str, str] | None = None, base: str = ""
) -> list[dict[str, Any]]:
    """The four quarters for `ui.wheel`: what is done, what happens now, what comes next."""
    order = list(Quarter)
    now = order.index(Quarter(turn.quarter)) if turn else -1
    ended = bool(turn and turn.ended_on)

    def state(place: int) -> str:
        if ended or place < now:
            return "done"
        return "now" if place == now else "next"

    return [
        {
            "key": quarter.value,
            "name": str(quarter.label),
            "state": state(place),
            "href": f"{base}#{quarter.value}",
            "summary": (summaries or {}).get(quarter.value, ""),
        }
        for place, quarter in enumerate(order)
    ]


def quarters(turn: Turn) -> list[QuarterTold]:
    """What each quarter's rooms know of the turn. Each room answers in a constant number of queries."""
    slug = turn.community.slug
    told: dict[Quarter, tuple[Callable[[Turn], list[Fact]], list[tuple[str, str, tuple[Any, ...]]]]] = {
        Quarter.COMMISSION: (
            lambda turn: [*commissioned(turn), *partnered(turn)],
            [
                (_("Say what matters to you"), "commissioning:need_new", (slug, turn.pk)),
                (_("Chances to bid"), "commissioning:tenders", (slug,)),
            ],
        ),
        Quarter.DESIGN: (designed, [(_("All challenges and proposals"), "designing:challenges", (slug,))]),
        Quarter.DELIVER: (
            lambda turn: [*delivered(turn), *promised(turn), *committed(turn)],
            [
                (_("What's on"), "delivering:activities", (slug,)),
                (_("What the contract promised"), "commissioning:milestones", (slug, turn.pk)),
            ],
        ),
        Quarter.EVALUATE: (
            lambda turn: [*evaluated(turn), *told_in_stories(turn)],
            [
                (_("What both sides say"), "evaluating:turn", (slug, turn.pk)),
                (_("Stories: told, answered, changed"), "stories:service", (slug, turn.service_id)),
                (_("What should become of it?"), "commissioning:recommission", (slug, turn.pk)),
            ],
        ),
    }
    return [
        QuarterTold(
            quarter.value,
            facts(turn),
            [(text, reverse(name, args=args)) for text, name, args in doors],
            str(EMPTY[quarter]),
        )
        for quarter, (facts, doors) in told.items()
    ]


def outcomes(service: Service, turn: Turn | None, person: Person | None = None) -> list[OutcomesShown]:
    """The service's outcomes under their headings, each with the page on which both sides judge it."""
    judged = reverse("evaluating:turn", args=[service.community.slug, turn.pk]) if turn else ""
    return [
        OutcomesShown(
            group, [(one, f"{judged}#outcome-{one.row.pk}" if judged else "") for one in group.outcomes]
        )
        for group in grouped(outcomes_of(service, person))
    ]


def happened(turn: Turn, limit: int = 200) -> list[dict[str, Any]]:
    """Public records of the turn for `ui.timeline`, newest first; an act repeated is one item."""
    items: list[dict[str, Any]] = []
    rows = timeline(turn).filter(verb__in=SENTENCES).values_list("verb", "capacity", "recorded_at")[:limit]
    for (verb, capacity, when), same in groupby(rows, lambda row: (row[0], row[1], day(row[2]))):
        times = len(list(same))
        sentence = str(SENTENCES[verb])
        if times > 1:
            sentence = ngettext("%(what)s (%(num)s time)", "%(what)s (%(num)s times)", times) % {
                "what": sentence,
                "num": times,
            }
        items.append(
            {
                "when": when,
                "what": sentence,
                "who": str(Capacity(capacity).label) if capacity else "",
                "quarter": str(ROOM_QUARTER.get(verb.split(".")[0], "")),
            }
        )
    return items


def service_cards(community: Community) -> list[ServiceCard]:
    """All services of the community with their wheels, in two queries."""
    cards = []
    for service, turn in services_with_turns(community):
        href = reverse("chain:service", args=[community.slug, service.pk])
        cards.append(ServiceCard(service, turn, wheel_of(turn, base=href), href))
    return cards


def changed_by(person: Person, community: Community) -> list[dict[str, str]]:
    """What the person helped to change: services whose turns mention an act of theirs."""
    turns = {key_of(turn): turn for turn in Turn.objects.of(community).select_related("service")}
    acts = Record.objects.filter(actor_key=key_of(person), mentions__subject_key__in=turns)
    keys = set(acts.values_list("mentions__subject_key", flat=True).distinct()) & set(turns)
    services = {turns[key].service for key in keys}
    services |= {
        turn.service
        for turn in Turn.objects.of(community)
        .filter(activities__sessions__attendances__party=person.party_id)
        .select_related("service")
        .distinct()
    }
    return [
        {"text": said(service, "name"), "href": reverse("chain:service", args=[community.slug, service.pk])}
        for service in sorted(services, key=lambda service: service.pk)
    ]
