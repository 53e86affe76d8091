"""Who could be asked next, in their own words: those of the last year who only gave, and who only received.

Nobody is called anything. Whoever gave is asked what would do them good, beginning with what they wrote
themselves; whoever received is asked for what they wrote that they can do, where somebody could do with it.
Nothing comes in that its owner keeps to themself, and nobody is named where a block or a missing check stands
between the two.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.utils import timezone

from gilydd.assets.models import Asset
from gilydd.assets.policy import changeable_assets
from gilydd.assets.words import AssetKind, AssetState
from gilydd.people.models import Community, Membership, Message, Person, Term
from gilydd.people.policy import is_broker, visible_members
from gilydd.people.queries import Clearance, names, parties_of
from gilydd.people.words import MembershipState, PartyKind
from gilydd.safety.queries import blocked_pairs
from gilydd.ui.bilingual import said

from ..introducing import invitation_key
from ..models import Ask, Transfer
from ..policy import in_areas, visible_asks
from ..words import COUNTED_AS_GIVEN, COUNTED_AS_RECEIVED, AskState
from .reciprocity import counted

LOOKS_BACK_DAYS = 365
MOST = 12
MOST_ASKS = 300
MOST_CIRCLES = 5
DETAILS_SHOWN = 160
CAN_DO = (AssetKind.OFFER, AssetKind.SKILL)


@dataclass(frozen=True)
class Wanted:
    """What somebody could do with: their open ask, or a need they wrote. `words` are their own.

    asked_at: when a broker last asked the helper, where they did.
    """

    pk: int
    whose: str
    words: str
    lang: str
    is_ask: bool
    asked_at: dt.datetime | None = None


@dataclass(frozen=True)
class NextAsk:
    """A member and the next thing to ask them. `words` are their own, in the language `lang`.

    kind: "ask" or "need" (what they could do with; `about` is its id), "offer", "skill" or "interest" (what
    they wrote that they can do or care about), "" where they wrote nothing yet. wanted: who could do with it.
    minutes, times: what they gave, or received, in the last year.
    """

    party_id: int
    member_id: int
    called: str
    area: str
    minutes: int
    times: int
    kind: str = ""
    about: int = 0
    words: str = ""
    lang: str = ""
    wanted: Wanted | None = None

    @property
    def rank(self) -> tuple[int, int, str]:
        """First whoever can be asked straight away, then whoever gave or received most."""
        ready = self.kind in ("ask", "need") or self.wanted is not None
        return (0 if ready else 1 if self.kind else 2, -self.minutes, self.called)


@dataclass(frozen=True)
class Next:
    """Who could be asked what would do them good, who could be asked for a hand, and how many there are."""

    givers: list[NextAsk]
    receivers: list[NextAsk]
    givers_in_all: int
    receivers_in_all: int


@dataclass(frozen=True)
class OpenCircle:
    """Help that went from each to the next, (membership id, name). The last could do something for the first,
    whose number or name `find` is."""

    people: list[tuple[int, str]]
    find: str

    @property
    def query(self) -> str:
        """What the page of an introduction looks for."""
        return urlencode({"q": self.find})


def next_asks(person: Person, community: Community) -> Next:
    """Who could be asked, among the active members whom the person looks after; at most 12 of each.

    A constant number of queries (at most 25); O(transfers of a year + members).
    """
    gave, received = _sums(community, None)
    rows = [
        row
        for row in visible_members(person, community)
        .filter(state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON)
        .exclude(party__in=parties_of(person, community))
        .select_related("area")
        .order_by("pk")
        if (row.party_id in gave) != (row.party_id in received)
    ]
    called = names(row.party_id for row in rows)
    givers = [_begun(row, called, gave) for row in rows if row.party_id in gave]
    receivers = [_begun(row, called, received) for row in rows if row.party_id in received]
    seen = changeable_assets(person, community)
    asks = Ask.objects.of(community)
    if not is_broker(person, community):
        asks = asks.filter(in_areas(person, community, "asker"))
    asks = asks.exclude(asker__in=parties_of(person, community))
    first = _with_wishes(community, givers, seen)
    second = _with_wanted(community, receivers, seen, asks, seen.filter(kind=AssetKind.NEED))
    first, second = (sorted(found, key=lambda one: one.rank) for found in (first, second))
    return Next(first[:MOST], second[:MOST], len(first), len(second))


def own_next(person: Person, community: Community) -> tuple[str, NextAsk] | None:
    """What the person could ask or do next, in their own words: ("gave" or "received", it).

    None where they both gave and received in the last year, or neither, or wrote nothing that helps.
    At most 12 queries.
    """
    gave, received = _sums(community, person.pk)
    if bool(gave) == bool(received):
        return None
    own = Asset.objects.of(community).filter(party=person.pk)
    row = Membership.objects.of(community).filter(party=person.pk).select_related("area").first()
    if row is None:
        return None
    one = _begun(row, {person.pk: ""}, gave or received)
    if gave:
        (found,) = _with_wishes(community, [one], own)
        return ("gave", found) if found.kind else None
    board = visible_asks(person, community).exclude(asker__in=parties_of(person, community)).distinct()
    (found,) = _with_wanted(community, [one], own, board, own.none())
    return ("received", found) if found.wanted else None


def open_circles(person: Person, community: Community) -> list[OpenCircle]:
    """For a broker: chains of help in the last year that one more hour would close. At most 10 queries.

    Nobody stands at two ends; both ends are active members who may meet, and neither is the broker.
    """
    if not is_broker(person, community):
        return []
    made = counted(community, months=12, window=3)
    chains = made.closing.chains if made else ()
    parties = {party for chain in chains for party in chain.people if isinstance(party, int)}
    rows = Membership.objects.of(community).filter(party__in=parties)
    here = {row[0]: row[1:] for row in rows.values_list("party_id", "pk", "state", "number")}
    called, kept_apart = names(parties), blocked_pairs(community, parties)
    taken, found = set(parties_of(person, community)), list[OpenCircle]()
    for chain in chains:
        people: list[Any] = list(chain.people)
        ends = {people[0], people[-1]}
        ready = all(here[party][1] == MembershipState.ACTIVE for party in ends)
        if len(people) < 3 or not ready or ends & taken or frozenset(ends) in kept_apart:
            continue
        taken |= ends
        find = here[people[0]][2] or called[people[0]]
        found.append(OpenCircle([(here[party][0], called[party]) for party in people], find))
    return found[:MOST_CIRCLES]


def _sums(community: Community, party: int | None) -> tuple[dict[int, Any], dict[int, Any]]:
    """Minutes and times given and received in the last year, by party; of one party alone where named."""
    kept = Transfer.objects.of(community).filter(
        occurred_at__gte=timezone.now() - dt.timedelta(days=LOOKS_BACK_DAYS),
        reverses__isnull=True,
        reversed_by__isnull=True,
    )
    found = []
    for side, natures in (("payee__party", COUNTED_AS_GIVEN), ("payer__party", COUNTED_AS_RECEIVED)):
        rows = kept.filter(nature__in=natures, **({side: party} if party else {f"{side}__isnull": False}))
        sums = rows.values_list(side).annotate(minutes=Sum("minutes"), times=Count("pk")).order_by(side)
        found.append({key: (minutes, times) for key, minutes, times in sums})
    return found[0], found[1]


def _begun(row: Membership, called: Mapping[int, str], sums: Mapping[int, Any]) -> NextAsk:
    minutes, times = sums[row.party_id]
    area = said(row.area, "name") if row.area else ""
    return NextAsk(row.party_id, row.pk, called[row.party_id], area, minutes, times)


def _own_words(asset: Asset) -> tuple[str, str]:
    """What the owner wrote, and in which language; the name of the kind where they wrote nothing."""
    words = asset.title or asset.details[:DETAILS_SHOWN].strip()
    return (words, asset.lang) if words else (said(asset.term, "name"), "")


def _with_wishes(community: Community, people: list[NextAsk], seen: Any) -> list[NextAsk]:
    """What each could do with: their open ask, else a need, else something they care about. Two queries.

    seen: the assets that may be shown to whoever reads this.
    """
    parties = [one.party_id for one in people]
    waiting = Ask.objects.of(community).filter(asker__in=parties, state=AskState.OPEN, asked_of__isnull=True)
    found: dict[int, dict[str, Any]] = {
        party: {"kind": "ask", "about": pk, "words": title, "lang": lang}
        for party, pk, title, lang in waiting.order_by("-asked_at").values_list(
            "asker_id", "pk", "title", "lang"
        )
    }
    order = [AssetKind.NEED, AssetKind.INTEREST]
    rows = seen.filter(party__in=parties, kind__in=order, state=AssetState.LIVE).select_related("term")
    for asset in sorted(rows, key=lambda asset: (order.index(asset.kind), -asset.refreshed_at.timestamp())):
        words, lang = _own_words(asset)
        told = {"kind": str(asset.kind), "about": asset.pk, "words": words, "lang": lang}
        found.setdefault(asset.party_id, told)
    return [replace(one, **found.get(one.party_id, {})) for one in people]


@dataclass(frozen=True)
class _Open:
    """Something that a member could do with, of a kind of work."""

    wanted: Wanted
    whose: int
    term: Term


def _with_wanted(
    community: Community, people: list[NextAsk], seen: Any, asks: Any, needs: Any
) -> list[NextAsk]:
    """What each wrote that they can do, and who could do with it: the same work first, then its sisters.

    seen: the assets that may be shown; asks: whose ask may be answered; needs: needs of others that may be
    shown. Seven queries. The same ask is thought of for several people only where there is no other.
    """
    rows = seen.filter(
        party__in=[one.party_id for one in people],
        kind__in=(*CAN_DO, AssetKind.INTEREST),
        state=AssetState.LIVE,
    )
    wrote = defaultdict[int, list[Asset]](list)
    for asset in rows.select_related("term").order_by("-refreshed_at", "pk"):
        wrote[asset.party_id].append(asset)
    on_board = _open(asks, needs)
    fit = _Fit(community, [one.party_id for one in people], on_board)
    by_top = defaultdict[int, list[_Open]](list)
    for one in on_board:
        by_top[one.term.parent_id or one.term.pk].append(one)
    used, found = Counter[tuple[bool, int]](), []
    for member in people:
        best = _best(member, wrote[member.party_id], by_top, fit, used)
        if best.wanted:
            used[best.wanted.is_ask, best.wanted.pk] += 1
        found.append(best)
    asked = _asked(community, found)
    return [
        replace(one, wanted=replace(one.wanted, asked_at=asked.get(_key(one))))
        if one.wanted and one.wanted.is_ask
        else one
        for one in found
    ]


def _open(asks: Any, needs: Any) -> list[_Open]:
    """Open asks to everybody, oldest first, then needs that nobody asks for yet."""
    rows = list(
        asks.filter(state=AskState.OPEN, asked_of__isnull=True)
        .select_related("work__parent__parent")
        .order_by("asked_at", "pk")[:MOST_ASKS]
    )
    more = list(
        needs.filter(state=AssetState.LIVE)
        .select_related("term__parent__parent")
        .order_by("-refreshed_at", "pk")[:MOST_ASKS]
    )
    called = names([row.asker_id for row in rows] + [row.party_id for row in more])
    found = [
        _Open(Wanted(row.pk, called[row.asker_id], row.title, row.lang, True), row.asker_id, row.work)
        for row in rows
    ]
    for row in more:
        words, lang = _own_words(row)
        found.append(_Open(Wanted(row.pk, called[row.party_id], words, lang, False), row.party_id, row.term))
    return found


def _best(
    member: NextAsk,
    wrote: Iterable[Asset],
    by_top: Mapping[int, list[_Open]],
    fit: _Fit,
    used: Counter[tuple[bool, int]],
) -> NextAsk:
    """The member with what they wrote that somebody could do with; else with what they wrote."""
    best, score = member, (-1, False, False, 0)
    for asset in wrote:
        words, lang = _own_words(asset)
        told = replace(member, kind=str(asset.kind), about=asset.pk, words=words, lang=lang)
        if asset.kind not in CAN_DO:
            best = told if not best.kind else best
            continue
        if score[0] < 0:
            best, score = told, (0, False, False, 0)
        for one in by_top.get(asset.term.parent_id or asset.term_id, ()):
            same = one.term.pk == asset.term_id
            now = (1 + same, one.wanted.is_ask, asset.kind == AssetKind.OFFER,
                   -used[one.wanted.is_ask, one.wanted.pk])  # fmt: skip
            if now > score and fit.may(member.party_id, one):
                best, score = replace(told, wanted=one.wanted), now
    return best


class _Fit:
    """Who may do what for whom, as blocks and checks have it. Three queries."""

    def __init__(self, community: Community, helpers: list[int], on_board: list[_Open]) -> None:
        self.apart = blocked_pairs(community, {*helpers, *(one.whose for one in on_board)})
        self.clearance = Clearance(community, helpers)

    def may(self, helper: int, one: _Open) -> bool:
        """Whether somebody may be thought of for this."""
        if helper == one.whose or frozenset((helper, one.whose)) in self.apart:
            return False
        return self.clearance.has(helper, one.term)


def _key(one: NextAsk) -> str:
    """The key of the message by which a broker asks this member to answer this ask."""
    assert one.wanted is not None
    return f"{invitation_key(Ask(pk=one.wanted.pk))}{one.party_id}:{one.party_id}"


def _asked(community: Community, people: Iterable[NextAsk]) -> dict[str, dt.datetime]:
    keys = [_key(one) for one in people if one.wanted and one.wanted.is_ask]
    rows = Message.objects.filter(community=community, key__in=keys)
    return dict(rows.values_list("key", "made_at"))
