"""Reads of my care: one's own records, those that others share, and one record as a whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from gilydd.people.models import Community, Membership, Person
from gilydd.people.queries import names
from gilydd.people.words import MembershipState, PartyKind
from gilydd.safety.queries import blocked_with

from ..care_policy import own_records, share_of, shared_records, standing_shares
from ..care_words import ShareScope, Side
from ..models import CareDecision, CareOption, CareRecord


@dataclass(frozen=True)
class RecordLine:
    """A record in a list. `due` when its owner wanted to look again by now; `whose` a name, or empty."""

    key: str
    title: str
    lang: str
    whose: str
    changed_at: dt.datetime
    decided_on: dt.date | None
    look_again_on: dt.date | None
    due: bool
    until: dt.date | None


@dataclass(frozen=True)
class Point:
    pk: int
    words: str
    lang: str
    source: str
    weight: int
    who: str
    mine: bool


@dataclass(frozen=True)
class Option:
    """A choice with what is known for and against it; `views` who leans to it, by name."""

    pk: int
    name: str
    lang: str
    who: str
    mine: bool
    good: tuple[Point, ...]
    bad: tuple[Point, ...]
    leaning: tuple[str, ...]


@dataclass(frozen=True)
class View:
    pk: int
    who: str
    written_by: str
    owner: bool
    mine: bool
    words: str
    lang: str
    option: str
    written_at: dt.datetime


@dataclass(frozen=True)
class Decision:
    pk: int
    words: str
    lang: str
    option: str
    with_whom: str
    decided_on: dt.date
    look_again_on: dt.date | None
    looked_on: dt.date | None
    feeling: int | None
    feeling_name: str
    went: str
    due: bool


@dataclass(frozen=True)
class Share:
    pk: int
    name: str
    scope: str
    scope_name: str
    until: dt.date


@dataclass(frozen=True)
class Look:
    name: str
    day: dt.date
    wrote: bool


@dataclass(frozen=True)
class Whole:
    """A record as its owner, or somebody with whom it is shared, reads it."""

    record: CareRecord
    owner: str
    mine: bool
    writes: bool
    my_share: int | None
    until: dt.date | None
    options: tuple[Option, ...]
    views: tuple[View, ...]
    decisions: tuple[Decision, ...]
    shares: tuple[Share, ...]
    looks: tuple[Look, ...]


def my_records(person: Person, community: Community) -> list[RecordLine]:
    """One's own records, due ones first; one query."""
    rows = own_records(person, community)
    return sorted(_lines(rows, {}, {}), key=lambda line: (not line.due, -line.changed_at.timestamp()))


def shared_with_me(person: Person, community: Community) -> list[RecordLine]:
    """Records that others share with the person today; five queries whatever their number."""
    rows = shared_records(person, community)
    shares = dict(standing_shares(community).filter(party=person.pk).values_list("record", "until"))
    called = names(rows.values_list("party", flat=True))
    return sorted(_lines(rows, called, shares), key=lambda line: -line.changed_at.timestamp())


def _lines(rows: Any, called: dict[int, str], shares: dict[int, dt.date]) -> list[RecordLine]:
    today = timezone.localdate()
    found = rows.annotate(
        decided=Max("decisions__decided_on"),
        again=Max("decisions__look_again_on", filter=Q(decisions__look_again_on__isnull=False)),
    )
    return [
        RecordLine(
            str(one.key), one.title, one.lang, called.get(one.party_id, ""), one.changed_at, one.decided,
            one.again, bool(one.again and one.again <= today) and not called, shares.get(one.pk),
        )
        for one in found
    ]  # fmt: skip


def whole(person: Person, record: CareRecord) -> Whole:
    """A record with all that is in it; nine queries. The caller has asked the policy."""
    mine = record.party_id == person.pk
    share = None if mine else share_of(person, record)
    options = list(record.options.order_by("pk").prefetch_related("points"))
    views = list(record.views.select_related("option").order_by("pk"))
    shares = list(standing_shares(record.community).filter(record=record).order_by("pk")) if mine else []
    looks = list(record.looks.order_by("-day", "pk")[:60]) if mine else []
    called = names(
        {
            record.party_id,
            *(one.party_id for one in [*views, *shares, *looks]),  # type: ignore[attr-defined]
            *(one.added_by_id for one in options),
            *(point.added_by_id for one in options for point in one.points.all()),
        }
    )
    shown_views = tuple(_view(one, record, person, called) for one in views)
    return Whole(
        record=record,
        owner=called.get(record.party_id, ""),
        mine=mine,
        writes=mine or (share is not None and share.scope == ShareScope.WRITE),
        my_share=share.pk if share else None,
        until=share.until if share else None,
        options=tuple(_option(one, person, called, shown_views) for one in options),
        views=shown_views,
        decisions=tuple(
            _decision(one) for one in record.decisions.select_related("option").order_by("-decided_on", "-pk")
        ),
        shares=tuple(
            Share(one.pk, called[one.party_id], one.scope, str(ShareScope(one.scope).label), one.until)
            for one in shares
        ),
        looks=tuple(Look(called[one.party_id], one.day, one.wrote) for one in looks),
    )


def _option(one: CareOption, person: Person, called: dict[int, str], views: tuple[View, ...]) -> Option:
    points: dict[str, list[Point]] = {Side.FOR: [], Side.AGAINST: []}
    for point in sorted(one.points.all(), key=lambda row: (-row.weight, row.pk)):
        points[point.side].append(
            Point(
                point.pk, point.words, point.lang, point.source, point.weight,
                called.get(point.added_by_id, ""), point.added_by_id == person.pk,
            )
        )  # fmt: skip
    leaning = tuple(view.who for view in views if view.option == one.name)
    return Option(
        one.pk, one.name, one.lang, called.get(one.added_by_id, ""), one.added_by_id == person.pk,
        tuple(points[Side.FOR]), tuple(points[Side.AGAINST]), leaning,
    )  # fmt: skip


def _view(one: Any, record: CareRecord, person: Person, called: dict[int, str]) -> View:
    own_name = called.get(one.party_id, "")
    return View(
        one.pk, one.said_by or own_name, own_name if one.said_by else "",
        one.party_id == record.party_id and not one.said_by, one.party_id == person.pk, one.words, one.lang,
        one.option.name if one.option else "", one.written_at,
    )  # fmt: skip


def _decision(one: CareDecision) -> Decision:
    again = one.look_again_on
    return Decision(
        one.pk, one.words, one.lang, one.option.name if one.option else "", one.with_whom, one.decided_on,
        again, one.looked_on, one.feeling, str(one.get_feeling_display() or ""), one.went,
        bool(again and again <= timezone.localdate()),
    )  # fmt: skip


def people_to_share_with(person: Person, community: Community) -> list[tuple[str, str]]:
    """Active members whom no block keeps apart from the person: (party id, name), by name."""
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON)
    ids = rows.exclude(party=person.pk).exclude(party__in=blocked_with(community, [person.pk]))
    called = names(ids.values_list("party", flat=True))
    return [(str(pk), name) for pk, name in sorted(called.items(), key=lambda one: one[1].casefold())]


def own_copy(person: Person, record: CareRecord) -> dict[str, Any]:
    """A record as plain data, for the owner's own copy."""
    found = whole(person, record)
    return {
        "title": record.title,
        "matters": record.matters,
        "language": record.lang,
        "options": [
            {
                "name": one.name,
                "for": [point.words for point in one.good],
                "against": [point.words for point in one.bad],
            }
            for one in found.options
        ],
        "views": [
            {
                "who": one.who,
                "words": one.words,
                "leans_to": one.option,
                "on": one.written_at.date().isoformat(),
            }
            for one in found.views
        ],
        "decisions": [
            {
                "words": one.words,
                "option": one.option,
                "with": one.with_whom,
                "decided_on": one.decided_on.isoformat(),
                "look_again_on": one.look_again_on.isoformat() if one.look_again_on else None,
                "looked_on": one.looked_on.isoformat() if one.looked_on else None,
                "how_it_went": one.went,
                "feeling": one.feeling,
            }
            for one in found.decisions
        ],
        "shared_with": [
            {"name": one.name, "may": one.scope, "until": one.until.isoformat()} for one in found.shares
        ],
        "looked_at": [
            {"name": one.name, "day": one.day.isoformat(), "wrote": one.wrote} for one in found.looks
        ],
    }
