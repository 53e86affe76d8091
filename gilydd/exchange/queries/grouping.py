"""Reads: group exchanges and their rows, recurring exchanges and what happened in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from gilydd.history.queries import timeline
from gilydd.history.words import Audience
from gilydd.people.models import Community, Person
from gilydd.people.queries import names, parties_of

from ..models import GroupExchange, Promise, Series
from ..policy import may, visible_groups, visible_series
from ..words import ClaimState, PromiseState, SeriesState


@dataclass(frozen=True)
class GroupRow:
    """A group exchange in a list: how many of its rows are in the books."""

    pk: int
    title: str
    lang: str
    organiser: str
    occurred_at: dt.datetime
    rows: int
    written: int


def groups(person: Person, community: Community, *, limit: int = 100) -> list[GroupRow]:
    """The group exchanges that the person may see, newest first. Four queries."""
    seen = visible_groups(person, community).values("pk")
    found = list(
        GroupExchange.objects.filter(pk__in=seen)
        .annotate(rows=Count("claims"), written=Count("claims", filter=Q(claims__state=ClaimState.WRITTEN)))
        .order_by("-occurred_at", "-pk")
        .values_list("pk", "title", "lang", "organiser", "occurred_at", "rows", "written")[:limit]
    )
    called = names(row[3] for row in found)
    return [
        GroupRow(pk, title, lang, called[organiser], at, rows, written)
        for pk, title, lang, organiser, at, rows, written in found
    ]


@dataclass(frozen=True)
class ClaimLine:
    """One row of a group. `mine`: it waits for the reader's word; `opens`: they may open its page."""

    pk: int
    giver: str
    receiver: str
    minutes: int
    state: str
    mine: bool
    opens: bool


def lines(person: Person, group: GroupExchange) -> list[ClaimLine]:
    """The rows of a group exchange, for somebody who may see it. A constant number of queries."""
    found = list(group.claims.order_by("pk").select_related("community"))
    called = names({pk for row in found for pk in (row.giver_id, row.receiver_id) if pk})
    own = parties_of(person, group.community)
    return [
        ClaimLine(
            row.pk,
            called[row.giver_id],
            called[row.receiver_id] if row.receiver_id else "",
            row.minutes,
            row.state,
            row.state == ClaimState.WAITING and row.receiver_id in own and row.giver_id not in own,
            bool(own & {row.giver_id, row.receiver_id}) or may(person, "see_claim", row),
        )
        for row in found
    ]


@dataclass(frozen=True)
class SeriesRow:
    """A recurring exchange in a list."""

    pk: int
    title: str
    lang: str
    asker: str
    helper: str
    minutes: int
    every_weeks: int
    next_on: dt.date
    at: dt.time | None
    state: str
    for_me: bool


def series(person: Person, community: Community, *, limit: int = 200) -> list[SeriesRow]:
    """The recurring exchanges that the person may see: those that go on first. Three queries."""
    found = list(
        visible_series(person, community)
        .order_by("next_on", "pk")
        .values_list(
            "pk", "title", "lang", "asker", "helper", "minutes", "every_weeks", "next_on", "at", "state"
        )[:limit]
    )
    called = names({pk for row in found for pk in row[3:5]})
    own = parties_of(person, community)
    rows = []
    for pk, title, lang, asker, helper, minutes, every_weeks, next_on, time, state in found:
        asks_me = state == SeriesState.PROPOSED and helper in own
        both = called[asker], called[helper]
        rows.append(SeriesRow(pk, title, lang, *both, minutes, every_weeks, next_on, time, state, asks_me))
    return sorted(rows, key=lambda one: (not one.for_me, one.state == SeriesState.ENDED))


@dataclass(frozen=True)
class Happened:
    """One thing on a series' page: what, when it was done, and the day it was about."""

    what: str
    at: dt.datetime
    day: dt.date | None
    why: str


def happened(row: Series) -> list[Happened]:
    """What was done to a series, newest first; each time that was made or left out. Two queries."""
    return [
        Happened(
            one.verb.removeprefix("exchange."),
            one.recorded_at,
            dt.date.fromisoformat(one.facts["day"]) if "day" in one.facts else None,
            one.facts.get("why", ""),
        )
        for one in timeline(row, audiences={*Audience})
    ]


def occurrences(row: Series) -> Any:
    """The promises of a series that are still to be kept: (ask id, day, state), soonest first; one query."""
    live = Promise.objects.of(row.community).filter(
        ask__series=row, state__in=(PromiseState.MADE, PromiseState.TO_APPROVE)
    )
    return list(live.order_by("ask__wanted_on").values_list("ask", "ask__wanted_on", "state"))
