"""Who could answer an ask: members in an order that explains itself, for a broker who asks them.

Each reason is a sentence with a weight; the order is the sum. A member comes in only where something
speaks for this very help: an offer or a skill of the same or a sister kind, having done it, or living near.
Blocked pairs and members without a check that the work asks for never come in. For help inside a home a
member without a first exchange is left out too: group activities come before one-to-one at home, and a
first visit begins with an introduction (the field's practice).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.algorithms.geography import distance_metres
from gilydd.assets.models import Asset, Profile
from gilydd.assets.queries import free_at, spoken_by
from gilydd.assets.words import AssetKind, AssetState, Shown, Tongue
from gilydd.people.models import Area, Community, Membership, Message, Person, Term
from gilydd.people.policy import visible_members
from gilydd.people.queries import cleared_for, names, parties_of
from gilydd.people.words import MembershipState
from gilydd.safety.queries import blocked_with
from gilydd.ui.bilingual import said
from gilydd.ui.filters import hours, number

from ..introducing import invitation_key
from ..models import Account, Ask, Promise, Transfer
from ..rules import rules_of
from ..words import AccountKind, Nature, PromiseState

OFFERS_IT, SKILLED, OFFERS_SISTER, DID_IT, DID_SISTER = 40, 30, 15, 20, 8
SAME_AREA, NEAR, FAR = 20, 12, -15
LANGUAGE, FREE, NOT_FREE, OWES, WELL_OFF, BUSY, MET = 10, 10, -5, 10, -5, -10, 5
NEAR_METRES = 3_000
MANY_PROMISES = 3
# Work that is done inside somebody's home where the ask names no other place.
AT_HOME = frozenset({"childcare", "homework", "meals", "home-repairs", "pets", "company", "respite"})


@dataclass
class Candidate:
    """A member who could help: why, what to mind, and whether they were asked already."""

    member_id: int
    party_id: int
    called: str
    number: str
    area: str
    offline: bool
    asked_at: dt.datetime | None = None
    score: int = 0
    speaks_for_it: bool = False
    reasons: list[str] = field(default_factory=list)
    minds: list[str] = field(default_factory=list)

    def add(self, weight: int, words: str, *, fits: bool = False) -> None:
        self.score += weight
        self.speaks_for_it = self.speaks_for_it or fits
        (self.reasons if weight > 0 else self.minds).append(words)


@dataclass(frozen=True)
class Pairing:
    """The candidates in order; how many were left out because they are new, or lack a check."""

    candidates: list[Candidate]
    at_home: bool
    new_left_out: int
    unchecked_left_out: int


def candidates(person: Person, ask: Ask, *, limit: int = 10) -> Pairing:
    """Who could answer this ask among the members whom the person looks after, best first.

    A constant number of queries (at most 25), O(members).
    """
    community = ask.community
    rows = list(_members(person, ask))
    kept_apart = blocked_with(community, [ask.asker_id])
    rows = [row for row in rows if row.party_id not in kept_apart]
    cleared = cleared_for(community, [row.party_id for row in rows], ask.work)
    checked = [row for row in rows if row.party_id in cleared]
    at_home = happens_at_home(ask)
    ready = [row for row in checked if row.has_first or not at_home]
    people = _scored(ask, ready)
    shown = sorted(
        (one for one in people.values() if one.speaks_for_it), key=lambda one: (-one.score, one.called)
    )
    return Pairing(shown[:limit], at_home, len(checked) - len(ready), len(rows) - len(checked))


def happens_at_home(ask: Ask) -> bool:
    """Whether the help is given inside a home: no other place is named and the work is of that kind."""
    return done_at_home(ask.work, ask.place_id)


def done_at_home(work: Term, place_id: int | None) -> bool:
    """Whether work is done inside somebody's home, unless another place is named for it."""
    if place_id is not None:
        return False
    parent = work.parent.code if work.community_id and work.parent else ""
    return work.code in AT_HOME or parent in ("children", "families", "caring")


def _members(person: Person, ask: Ask) -> Any:
    # By the account alone: with the community beside it SQLite would walk through all its transfers.
    worked = Transfer.objects.filter(nature=Nature.WORK)
    account = Account.objects.of(ask.community).filter(kind=AccountKind.MEMBER, party=OuterRef("party"))
    its = OuterRef("account")
    return (
        visible_members(person, ask.community)
        .filter(state=MembershipState.ACTIVE)
        .exclude(party=ask.asker_id)
        .exclude(party__in=parties_of(person, ask.community))
        .annotate(account=Subquery(account.values("pk")[:1]))
        .annotate(has_first=Exists(worked.filter(payee=its)) | Exists(worked.filter(payer=its)))
        .select_related("area", "party__person")
    )


def _scored(ask: Ask, rows: list[Membership]) -> dict[int, Candidate]:
    called = names(row.party_id for row in rows)
    asked = _asked(ask)
    people = {
        row.party_id: Candidate(
            member_id=row.pk,
            party_id=row.party_id,
            called=called[row.party_id],
            number=row.number,
            area=said(row.area, "name") if row.area else "",
            offline=getattr(getattr(row.party, "person", None), "channel", "email") != "email",
            asked_at=asked.get(row.party_id),
        )
        for row in rows
    }
    _by_assets(ask, people)
    _by_past(ask, people)
    _by_place(ask, rows, people)
    _by_language(ask, rows, people)
    _by_day(ask, people)
    _by_balance(ask, people)
    _by_promises(ask, people)
    return people


def _asked(ask: Ask) -> dict[int, dt.datetime]:
    start = invitation_key(ask)
    rows = Message.objects.filter(community=ask.community, key__startswith=start)
    return {int(key.removeprefix(start).split(":")[0]): at for key, at in rows.values_list("key", "made_at")}


def _sisters(community: Community, work: Term) -> dict[int, Term]:
    """The work itself and what lies beside it under the same kind (below it, where it is a kind itself)."""
    top = work.parent_id or work.pk
    rows = Term.objects.filter(Q(parent=top) | Q(pk=work.pk)).filter(
        Q(community=None) | Q(community=community)
    )
    return {row.pk: row for row in rows}


def _by_assets(ask: Ask, people: dict[int, Candidate]) -> None:
    """Offers and skills; never those that their owner keeps to themself."""
    sisters = _sisters(ask.community, ask.work)
    rows = (
        Asset.objects.of(ask.community)
        .filter(kind__in=(AssetKind.OFFER, AssetKind.SKILL), state=AssetState.LIVE, term__in=sisters)
        .exclude(shown=Shown.PRIVATE)
        .filter(party__in=people)
        .values_list("party_id", "kind", "term_id")
    )
    best: dict[int, tuple[int, str]] = {}
    for party_id, kind, term_id in rows:
        what = {"work": said(sisters[term_id], "name")}
        if term_id == ask.work_id and kind == AssetKind.OFFER:
            found = (OFFERS_IT, _("Offers this: %(work)s") % what)
        elif term_id == ask.work_id:
            found = (SKILLED, _("Is good at this: %(work)s") % what)
        else:
            found = (OFFERS_SISTER, _("Offers something close to it: %(work)s") % what)
        best[party_id] = max(best.get(party_id, (0, "")), found)
    for party_id, (weight, words) in best.items():
        people[party_id].add(weight, words, fits=True)


def _by_past(ask: Ask, people: dict[int, Candidate]) -> None:
    kept = Transfer.objects.of(ask.community).filter(reverses__isnull=True, reversed_by__isnull=True)
    # Hours given freely stand as work and a transfer straight back: the way back is no work done.
    kept = kept.filter(nature=Nature.WORK)
    top = ask.work.parent_id or ask.work_id
    done = (
        kept.filter(Q(work=ask.work_id) | Q(work__parent=top), payee__party__in=people)
        .values_list("payee__party", "work")
        .annotate(times=Count("pk"))
    )
    this, sister = Counter[int](), Counter[int]()
    for party_id, work_id, times in done:
        (this if work_id == ask.work_id else sister)[party_id] += times
    for party_id, times in this.items():
        told = ngettext("Has done this %(num)s time", "Has done this %(num)s times", times) % {"num": times}
        people[party_id].add(DID_IT, told, fits=True)
    for party_id in sister.keys() - this.keys():
        people[party_id].add(DID_SISTER, _("Has done something close to it"), fits=True)
    pairs = kept.filter(Q(payer__party=ask.asker_id) | Q(payee__party=ask.asker_id))
    asker = {"name": names([ask.asker_id])[ask.asker_id]}
    met = {pk for pair in pairs.values_list("payer__party", "payee__party").distinct() for pk in pair}
    for party_id in met & people.keys():
        people[party_id].add(MET, _("Has exchanged hours with %(name)s before") % asker)


def _by_place(ask: Ask, rows: Iterable[Membership], people: dict[int, Candidate]) -> None:
    home = Membership.objects.of(ask.community).filter(party=ask.asker_id).select_related("area").first()
    own_area: Area | None = ask.place.area if ask.place and ask.place.area else (home.area if home else None)
    here: Any = ask.place if ask.place and ask.place.latitude is not None else own_area
    reach = dict(
        Profile.objects.of(ask.community)
        .filter(party__in=people, travel_metres__isnull=False)
        .values_list("party_id", "travel_metres")
    )
    for row in rows:
        one = people[row.party_id]
        metres = distance_metres(here, row.area)
        if own_area is not None and row.area_id == own_area.pk:
            one.add(SAME_AREA, _("Lives in the same area"), fits=True)
        elif metres is None:
            continue
        elif row.party_id in reach and metres > reach[row.party_id]:
            far = number(round(reach[row.party_id] / 1_000, 1))
            one.add(FAR, _("Goes up to %(km)s km from home, and this is further") % {"km": far})
        elif metres <= NEAR_METRES:
            told = _("Lives about %(km)s km away") % {"km": number(round(metres / 1_000, 1))}
            one.add(NEAR, told, fits=True)


def _by_language(ask: Ask, rows: Iterable[Membership], people: dict[int, Candidate]) -> None:
    """A language other than English that the asker speaks: their own for messages, else the ask's."""
    spoken = spoken_by(ask.community, [*people, ask.asker_id])
    asker = getattr(ask.asker, "person", None)
    wanted = ({asker.language if asker and asker.language else ask.lang} | spoken[ask.asker_id]) - {"en"}
    tongues = dict(Tongue.choices)
    for row in rows:
        own = getattr(getattr(row.party, "person", None), "language", "")
        shared = sorted(wanted & (spoken[row.party_id] | {own}))
        if shared:
            language = tongues.get(shared[0], shared[0])
            people[row.party_id].add(LANGUAGE, _("Speaks %(language)s") % {"language": language})


def _by_day(ask: Ask, people: dict[int, Candidate]) -> None:
    if ask.wanted_on is None:
        return
    for party_id, times in free_at(ask.community, list(people)).items():
        if not times:
            continue
        if any(weekday == ask.wanted_on.weekday() for weekday, _part in times):
            people[party_id].add(FREE, _("Is usually free on that day of the week"))
        else:
            people[party_id].add(NOT_FREE, _("Is not usually free on that day of the week"))


def _by_balance(ask: Ask, people: dict[int, Candidate]) -> None:
    """Whoever received more than they gave is glad to be asked; whoever has many hours needs none."""
    rules = rules_of(ask.community)
    if rules.gift_mode:
        return
    rows = Account.objects.of(ask.community).filter(kind=AccountKind.MEMBER, party__in=people)
    for party_id, balance in rows.values_list("party_id", "balance_minutes"):
        if balance < 0:
            told = _("Has received %(hours)s more than they gave") % {"hours": hours(-balance)}
            people[party_id].add(OWES, told)
        elif balance >= rules.soft_high_minutes:
            told = _("Has %(hours)s already, and could spend some") % {"hours": hours(balance)}
            people[party_id].add(WELL_OFF, told)


def _by_promises(ask: Ask, people: dict[int, Candidate]) -> None:
    rows = (
        Promise.objects.of(ask.community)
        .filter(state=PromiseState.MADE, helper__in=people)
        .values_list("helper")
        .annotate(live=Count("pk"))
    )
    for party_id, live in rows:
        if live >= MANY_PROMISES:
            told = ngettext(
                "Has promised %(num)s thing already", "Has promised %(num)s things already", live
            ) % {"num": live}
            people[party_id].add(BUSY, told)
