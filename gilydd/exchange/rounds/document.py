"""A matching round as a document: who is here, what they offer and need, and everything that must hold.

Whatever may not be stands in the document itself, as a veto, a level or a missing offer, so that nothing
is filtered out afterwards: blocks, vetoes, checks that a kind of work asks for, how far somebody goes, first
visits at home, limits, and the floor below which nothing can be held. A party is named by its opaque key.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.db.models import Q
from django.utils import timezone

from gilydd.algorithms.geography import distance_metres
from gilydd.assets.models import Asset, Profile
from gilydd.assets.queries import free_at, spoken_by
from gilydd.assets.words import AssetKind, AssetState, Shown
from gilydd.people.models import ActsFor, Area, Community, Membership, Term
from gilydd.people.queries import Clearance, acting_now
from gilydd.people.words import MembershipState, Scheme
from gilydd.safety.queries import blocked_pairs

from ..models import Account, Ask, Introduction, Leaving, MatchingRound, Pairing, Transfer, Veto
from ..queries.pairing import done_at_home, happens_at_home
from ..rules import rules_of
from ..words import AccountKind, AskState, CircleState, Nature, RoundScope, RoundState

DEFAULT_NEED_MINUTES = 60
# What a way between two areas costs where nobody knows how long it is; else whole kilometres.
UNKNOWN_WAY = 5
FIRST_TIME = 1
# Units are counted first; among equally many these say what is more urgent.
NOT_ASKED, ASKED, WAITED, THIS_WEEK, IN_THREE_DAYS = 1, 2, 3, 4, 6
WAITED_DAYS = 14
KNOWN = 1


@dataclass(frozen=True)
class Need:
    """What stands behind a need of the document. `shown`: every member may know of it already."""

    party_id: int
    work: Term
    minutes: int
    weight: int
    at_home: bool
    shown: bool
    ask_id: int | None = None
    need_id: int | None = None
    wanted_on: dt.date | None = None


@dataclass
class Gathered:
    """The document, and what its words stand for: parties, needs in order, kinds of work, reasons."""

    document: dict[str, Any]
    party_ids: dict[str, int]
    needs: dict[tuple[str, int], Need]
    offers: dict[tuple[int, int], tuple[str, bool]]
    checks: dict[int, list[str]]
    metres: dict[tuple[int | None, int | None], int | None]
    areas: dict[int, int | None]
    tongues: dict[int, set[str]]
    free: dict[int, frozenset[tuple[int, str]]]

    def reasons(self, giver: str, need: Need, *, met: bool) -> dict[str, Any]:
        """Why a pairing fits, as data."""
        one, other = self.party_ids[giver], need.party_id
        here, there = self.areas.get(one), self.areas.get(other)
        kind, shown = self.offers[one, need.work.pk]
        found = {
            "kind": kind,
            "offer_shown": shown,
            "need_shown": need.shown,
            "met": met,
            "same_area": here is not None and here == there,
            "metres": self.metres.get((here, there)),
            "checks": self.checks.get(need.work.pk, []),
            "tongues": sorted((self.tongues[one] & self.tongues[other]) - {"en", ""}),
            "at_home": need.at_home,
            "weight": need.weight,
        }
        times = self.free.get(one)
        if need.wanted_on and times:
            found["free"] = any(weekday == need.wanted_on.weekday() for weekday, _part in times)
        return found


@dataclass
class _Here:
    """The members of a round and what is known of each of them."""

    round: MatchingRound
    members: dict[int, Membership]
    keys: dict[int, str]
    given: Counter[int] = field(default_factory=Counter)
    received: Counter[int] = field(default_factory=Counter)
    set_aside: Counter[int] = field(default_factory=Counter)
    ask_minutes: Counter[int] = field(default_factory=Counter)
    need_minutes: Counter[int] = field(default_factory=Counter)
    closed: list[dict[str, str]] = field(default_factory=list)

    @property
    def community(self) -> Community:
        return self.round.community


def gather(row: MatchingRound) -> Gathered:
    """Read a round's document from what stands in the community now.

    A constant number of queries; O(members + pairs that met + pairs that must not meet + areas²).
    """
    members = _members(row)
    here = _Here(row, members, {pk: str(one.party.key) for pk, one in members.items()})
    _taken(here)
    works = {
        term.pk: term for term in Term.objects.filter(scheme=Scheme.WORK).select_related("parent__parent")
    }
    needs = _needs(here, works)
    offers = _offers(here, works, {one.work.pk for of in needs.values() for one in of})
    checks = _cleared(here, works, offers)
    met, known = _met(here)
    areas, metres = _areas(here)
    rows = _rows(here, offers, needs, known)
    taking_part = {one["id"] for one in rows}
    document = {
        "members": rows,
        "travel": _travel(here, metres),
        "vetoes": [one for one in _vetoes(here, works) if taking_part.issuperset(_ends(one))],
        "met": [pair for pair in met if taking_part.issuperset(pair)],
        "pair_max": _units(here, row.pair_minutes),
        "corridor": _units(here, row.corridor_minutes),
        "first_time_cost": FIRST_TIME,
    }
    parties = list(members)
    return Gathered(
        document=document,
        party_ids={key: pk for pk, key in here.keys.items()},
        needs={(here.keys[pk], rank): one for pk, of in needs.items() for rank, one in enumerate(of)},
        offers={(pk, work): told for pk, of in offers.items() for work, told in of.items()},
        checks=checks,
        metres=metres,
        areas=areas,
        tongues=_tongues(here),
        free=free_at(here.community, parties),
    )


def skill_of(work: Term) -> str:
    """The word of a kind of work in the document; a community's own is kept apart from a shared one."""
    return work.code if work.community_id is None else f"{work.code}@own"


def _units(here: _Here, minutes: int) -> int:
    return max(0, minutes) // here.round.unit_minutes


def _members(row: MatchingRound) -> dict[int, Membership]:
    """Active members who do not wish to leave, by party; those of the area alone where there is one."""
    leaving = Leaving.objects.of(row.community).filter(ended_at__isnull=True)
    rows = (
        Membership.objects.of(row.community)
        .filter(state=MembershipState.ACTIVE)
        .exclude(party__in=leaving.values("party"))
        .select_related("party__person", "area")
    )
    if row.area_id is not None:
        rows = rows.filter(area=row.area_id)
    return {one.party_id: one for one in rows.order_by("pk")}


def _taken(here: _Here) -> None:
    """What is spoken for already: circles that were sent out or agreed, and what may not come again."""
    own = here.round.pk
    rows = Pairing.objects.of(here.community).filter(
        Q(circle__round=own) | Q(circle__state=CircleState.INVITED, circle__round__state__in=_LIVE)
    )
    pairs: Counter[tuple[int, int]] = Counter()
    for round_id, state, giver, receiver, ask, need, minutes, refused, work, owner in rows.values_list(
        "circle__round", "circle__state", "giver", "receiver", "ask", "need", "minutes", "refused",
        "work__code", "work__community",
    ):  # fmt: skip
        if round_id == own and refused:
            skill = work if owner is None else f"{work}@own"
            here.closed += _one_way(here, giver, receiver, skill)
        if state not in (CircleState.INVITED, CircleState.AGREED):
            continue
        if state == CircleState.INVITED:
            here.set_aside[receiver] += minutes
            here.ask_minutes[ask] += minutes
        if state == CircleState.INVITED or round_id == own:
            here.need_minutes[need] += minutes
        if round_id == own:
            here.given[giver] += minutes
            here.received[receiver] += minutes
            pairs[giver, receiver] += minutes
    for (giver, receiver), minutes in pairs.items():
        if minutes >= here.round.pair_minutes:
            here.closed += _one_way(here, giver, receiver)


_LIVE = (RoundState.SOLVING, RoundState.READY, RoundState.STOPPED, RoundState.FAILED)


def _one_way(here: _Here, giver: int, receiver: int, skill: str = "") -> list[dict[str, str]]:
    if giver not in here.keys or receiver not in here.keys:
        return []
    found = {"giver": here.keys[giver], "receiver": here.keys[receiver]}
    return [found | {"skill": skill} if skill else found]


def _needs(here: _Here, works: dict[int, Term]) -> dict[int, list[Need]]:
    """Open asks of everybody's, and what people said they could do with; in the order of the document."""
    found: dict[int, list[Need]] = defaultdict(list)
    for one in [*_asked(here), *_wished(here, works)]:
        if one.minutes >= here.round.unit_minutes:
            found[one.party_id].append(one)
    asked = {(one.party_id, one.work.pk) for of in found.values() for one in of if one.ask_id}
    return {
        pk: [one for one in of if one.ask_id or (pk, one.work.pk) not in asked] for pk, of in found.items()
    }


def _asked(here: _Here) -> list[Need]:
    today = timezone.localdate()
    rows = Ask.objects.of(here.community).filter(
        state=AskState.OPEN, asked_of__isnull=True, asker__in=list(here.members)
    )
    rows = rows.exclude(wanted_on__lt=today)
    if here.round.scope == RoundScope.ASKS:
        next_month = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        rows = rows.filter(Q(wanted_on__isnull=True) | Q(wanted_on__lt=next_month))
    return [
        Need(
            ask.asker_id, ask.work, ask.minutes - here.ask_minutes[ask.pk], _urgency(ask, today),
            happens_at_home(ask), True, ask_id=ask.pk, wanted_on=ask.wanted_on,
        )
        for ask in rows.select_related("work__parent").order_by("pk")
    ]  # fmt: skip


def _urgency(ask: Ask, today: dt.date) -> int:
    if ask.wanted_on is not None:
        days = (ask.wanted_on - today).days
        return IN_THREE_DAYS if days <= 3 else THIS_WEEK if days <= 7 else ASKED
    waited = (today - timezone.localdate(ask.asked_at)).days
    return WAITED if waited >= WAITED_DAYS else ASKED


def _wished(here: _Here, works: dict[int, Term]) -> list[Need]:
    if here.round.scope == RoundScope.ASKS:
        return []
    found = []
    for asset in _assets(here, AssetKind.NEED):
        minutes = (asset.minutes or DEFAULT_NEED_MINUTES) - here.need_minutes[asset.pk]
        work, shown = works[asset.term_id], asset.shown == Shown.MEMBERS
        home = done_at_home(work, asset.place_id)
        found.append(Need(asset.party_id, work, minutes, NOT_ASKED, home, shown, need_id=asset.pk))
    return found


def _assets(here: _Here, *kinds: str) -> Any:
    """Live assets of the members, never those that their owner keeps to themself."""
    return (
        Asset.objects.of(here.community)
        .filter(kind__in=kinds, state=AssetState.LIVE, term__scheme=Scheme.WORK, party__in=list(here.members))
        .exclude(shown=Shown.PRIVATE)
        .order_by("pk")
    )


def _offers(here: _Here, works: dict[int, Term], wanted: set[int]) -> dict[int, dict[int, tuple[str, bool]]]:
    """For each party what it can do that somebody needs: by kind of work (offer or skill, shown)."""
    found: dict[int, dict[int, tuple[str, bool]]] = defaultdict(dict)
    for asset in _assets(here, AssetKind.OFFER, AssetKind.SKILL):
        if asset.term_id not in wanted:
            continue
        shown = asset.shown == Shown.MEMBERS
        before = found[asset.party_id].get(asset.term_id)
        if before is None or (before[0] != AssetKind.OFFER and asset.kind == AssetKind.OFFER):
            found[asset.party_id][asset.term_id] = (asset.kind, shown)
    return found


def _cleared(
    here: _Here, works: dict[int, Term], offers: dict[int, dict[int, tuple[str, bool]]]
) -> dict[int, list[str]]:
    """Take away what somebody offers without the checks it asks for; gives the checks of each work."""
    clearance, checks = Clearance(here.community, offers), dict[int, list[str]]()
    for work in sorted({work for of in offers.values() for work in of}):
        needs = clearance.needs(works[work])
        if not needs:
            continue
        checks[work] = sorted(needs)
        for pk, of in offers.items():
            if work in of and not clearance.has(pk, works[work]):
                del of[work]
    return checks


def _met(here: _Here) -> tuple[list[list[str]], set[int]]:
    """Pairs who exchanged hours or were introduced, and everybody who has exchanged any."""
    kept = Transfer.objects.of(here.community).filter(
        nature=Nature.WORK, reverses__isnull=True, reversed_by__isnull=True
    )
    worked = set(kept.values_list("payer__party", "payee__party").order_by().distinct())
    introduced = Introduction.objects.of(here.community).values_list("first", "second")
    known = {pk for pair in worked for pk in pair if pk is not None}
    pairs = {
        tuple(sorted((here.keys[one], here.keys[other])))
        for one, other in [*worked, *introduced]
        if one in here.keys and other in here.keys
    }
    return [list(pair) for pair in sorted(pairs)], known


def _areas(here: _Here) -> tuple[dict[int, int | None], dict[tuple[int | None, int | None], int | None]]:
    """The area of each party, and how far apart areas are."""
    areas: dict[int, Area] = {
        one.area_id: one.area for one in here.members.values() if one.area_id and one.area
    }
    metres: dict[tuple[int | None, int | None], int | None] = {
        (one, other): 0 if one == other else distance_metres(areas[one], areas[other])
        for one, other in product(areas, areas)
    }
    return {pk: one.area_id for pk, one in here.members.items()}, metres


def _reach(here: _Here) -> dict[int, int | None]:
    rows = Profile.objects.of(here.community).filter(
        travel_metres__isnull=False, party__in=list(here.members)
    )
    return dict(rows.values_list("party_id", "travel_metres"))


def _place(area: int | None, reach: int | None) -> str:
    """A place of the document: an area, and how far from it those who stand there go."""
    return f"{'-' if area is None else area}/{'-' if reach is None else reach}"


def _travel(
    here: _Here, metres: dict[tuple[int | None, int | None], int | None]
) -> list[dict[str, str | int | bool]]:
    """Ways from each place to each other that is not too far for those who stand there; cost in km."""
    reach = _reach(here)
    places = sorted(
        {(one.area_id, reach.get(pk)) for pk, one in here.members.items()},
        key=lambda place: (place[0] or 0, place[1] or 0, place[1] is None),
    )
    ways: list[dict[str, str | int | bool]] = []
    for (here_area, goes), (there_area, other_goes) in product(places, places):
        if (here_area, goes) == (there_area, other_goes):
            continue
        far = metres.get((here_area, there_area))
        if far is not None and goes is not None and far > goes:
            continue
        ways.append(
            {
                "from": _place(here_area, goes),
                "to": _place(there_area, other_goes),
                "cost": UNKNOWN_WAY if far is None else round(far / 1_000),
                "one_way": True,
            }
        )
    return ways


def _vetoes(here: _Here, works: dict[int, Term]) -> list[Any]:
    """Blocks both ways, those who act for a party and the party, brokers' vetoes, refusals of this round."""
    own = acting_now(ActsFor.objects.filter(community=here.community)).values_list("person", "party")
    apart = {tuple(sorted(pair)) for pair in (*blocked_pairs(here.community, list(here.members)), *own)}
    found: list[Any] = [
        [here.keys[one], here.keys[other]]
        for one, other in sorted(apart)
        if one in here.keys and other in here.keys
    ]
    for first, second, work in live_vetoes(here.community).values_list("first", "second", "work"):
        skill = skill_of(works[work]) if work else ""
        found += _one_way(here, first, second, skill) + _one_way(here, second, first, skill)
    return found + here.closed


def live_vetoes(community: Community) -> Any:
    """The vetoes of a community that hold today."""
    today = timezone.localdate()
    rows = Veto.objects.of(community).filter(ended_at__isnull=True)
    return rows.filter(Q(until__isnull=True) | Q(until__gte=today)).order_by("pk")


def _ends(veto: Any) -> list[str]:
    return [veto["giver"], veto["receiver"]] if isinstance(veto, dict) else veto


def _tongues(here: _Here) -> dict[int, set[str]]:
    """The languages each party speaks, and the one they are written to in."""
    spoken = spoken_by(here.community, list(here.members))
    return {
        pk: set(spoken[pk]) | {getattr(getattr(one.party, "person", None), "language", "") or ""}
        for pk, one in here.members.items()
    }


def _rows(
    here: _Here,
    offers: dict[int, dict[int, tuple[str, bool]]],
    needs: dict[int, list[Need]],
    known: set[int],
) -> list[dict[str, Any]]:
    """The members of the document: those who can give or need something."""
    rows = Account.objects.of(here.community).filter(kind=AccountKind.MEMBER)
    accounts = {
        pk: told
        for pk, *told in rows.values_list("party_id", "balance_minutes", "held_minutes", "floor_minutes")
    }
    rules, reach = rules_of(here.community), _reach(here)
    works = {one.work.pk: one.work for of in needs.values() for one in of}
    found = []
    for pk, one in here.members.items():
        if not (offers.get(pk) or needs.get(pk)):
            continue
        balance, held, floor = accounts.get(pk, (0, 0, rules.floor_minutes))
        found.append(
            {
                "id": here.keys[pk],
                "place": _place(one.area_id, reach.get(pk)),
                "checked": KNOWN if pk in known else 0,
                "offers": [skill_of(works[work]) for work in sorted(offers.get(pk, ()))],
                "needs": [_need(here, each) for each in needs.get(pk, [])],
                **_bounds(here, pk, balance - held, None if rules.gift_mode else floor),
            }
        )
    return found


def _bounds(here: _Here, pk: int, minutes: int, floor: int | None) -> dict[str, int]:
    """What somebody may give and get, in units. Hours are held before any come in: never below the floor."""
    unit = here.round.unit_minutes
    most = here.round.receive_minutes - here.received[pk]
    found = {"balance": minutes // unit, "give_max": _units(here, here.round.give_minutes - here.given[pk])}
    if floor is not None:
        most = min(most, minutes - floor - here.set_aside[pk])
        found["floor"] = -(-floor // unit)
        found["ceiling"] = max(rules_of(here.community).soft_high_minutes, minutes) // unit
    return found | {"receive_max": _units(here, most)}


def _need(here: _Here, need: Need) -> dict[str, Any]:
    """A need; one inside a home asks for somebody known here, or whom this member has met."""
    asks = {"checked": KNOWN, "checked_met": 0} if need.at_home else {}
    return {
        "skill": skill_of(need.work),
        "units": _units(here, need.minutes),
        "weight": need.weight,
        **asks,
    }
