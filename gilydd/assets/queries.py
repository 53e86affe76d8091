"""Reads: a party's page, the directory, who is free when, and terms suggested while somebody types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from rapidfuzz import fuzz

from gilydd.algorithms.welsh import fold, radicals, words_of
from gilydd.people.models import Community, Membership, Person, Term
from gilydd.people.queries import is_aside, kept_apart, names, parties_of
from gilydd.people.words import MembershipState, Scheme
from gilydd.ui.bilingual import field_of, said
from gilydd.ui.filters import language

from .models import Asset, Free, Loan, Profile, Speaks
from .policy import changeable_assets, found_assets, visible_assets, visible_loans
from .words import LISTED, NOT_FOR_ASSETS, AssetKind, AssetState, LoanState, Tongue

# Below this a slip of the finger is a different word (rapidfuzz ratio, 0 to 100).
CLOSE_ENOUGH = 78
SHORTEST_GUESS = 4


@dataclass(frozen=True)
class Suggestion:
    """A term found while somebody types; `also` is the other language's name where that was matched."""

    pk: int
    name: str
    also: str
    also_lang: str
    picture: str
    scheme: str


@dataclass(frozen=True)
class Listed:
    """One line of the directory. `title` is in `lang`; where the owner wrote none it is the term's name."""

    pk: int
    kind: str
    title: str
    lang: str
    details: str
    term: str
    picture: str
    party_id: int
    who: str
    member: int
    area: str
    minutes: int | None
    mine: bool


@dataclass(frozen=True)
class Filters:
    """What the directory is narrowed to; an empty value narrows nothing. `free` is (weekday, part)."""

    kind: str = ""
    work: Term | None = None
    area: int | None = None
    language: str = ""
    free: tuple[int, str] | None = None
    text: str = ""


@dataclass(frozen=True)
class Page:
    """A party's page as this reader may see it."""

    called: str
    by_kind: Mapping[str, list[Asset]]
    profile: Profile | None
    free: frozenset[tuple[int, str]]
    speaks: list[str] = field(default_factory=list)
    learning: list[str] = field(default_factory=list)

    @property
    def gives(self) -> bool:
        return any(self.by_kind.get(kind) for kind in (AssetKind.OFFER, AssetKind.SKILL, AssetKind.THING))

    @property
    def next_step(self) -> str:
        """The one thing to do next: start, need, free, speak, about or look."""
        if not self.gives:
            return "start"
        if not self.by_kind.get(AssetKind.NEED):
            return "need"
        if not self.free:
            return "free"
        if not self.speaks:
            return "speak"
        return "look" if self.profile and self.profile.about else "about"


def live_assets(community: Community) -> QuerySet[Asset]:
    """Everything that is live, in sight and shown to members, of parties that members may find."""
    return found_assets(community)


def offers_of(community: Community, party_id: int) -> QuerySet[Asset]:
    """The live offers of one party that every member may see, with their terms; newest first."""
    rows = live_assets(community).filter(party=party_id, kind=AssetKind.OFFER)
    return rows.select_related("term", "party").order_by("-made_at")


def free_at(community: Community, party_ids: Collection[int]) -> dict[int, frozenset[tuple[int, str]]]:
    """When each party is usually free, as (weekday from Monday 0, part of day); one query.

    A party that never said has an empty set, which means "not known", not "never".
    """
    found: dict[int, set[tuple[int, str]]] = {party_id: set() for party_id in party_ids}
    rows = Free.objects.of(community).filter(party__in=set(party_ids))
    for party_id, weekday, part in rows.values_list("party_id", "weekday", "part"):
        found[party_id].add((weekday, part))
    return {party_id: frozenset(times) for party_id, times in found.items()}


def spoken_by(community: Community, party_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The languages each party speaks (not those it is learning); one query."""
    found: dict[int, set[str]] = {party_id: set() for party_id in party_ids}
    rows = Speaks.objects.of(community).filter(party__in=set(party_ids), learning=False)
    for party_id, spoken in rows.values_list("party_id", "language"):
        found[party_id].add(spoken)
    return {party_id: frozenset(spoken) for party_id, spoken in found.items()}


def page_of(person: Person, membership: Membership) -> Page:
    """A party's page: what of it the person may see, by kind; the same number of queries for any page."""
    community, party_id = membership.community, membership.party_id
    own = party_id in parties_of(person, community)
    rows = visible_assets(person, community).filter(party=party_id)
    if own:
        rows = rows.exclude(state=AssetState.ENDED)
    by_kind: dict[str, list[Asset]] = {}
    for row in rows.select_related("term", "place").order_by("-made_at"):
        by_kind.setdefault(row.kind, []).append(row)
    tongues = dict(Tongue.choices)
    spoken = list(Speaks.objects.of(community).filter(party=party_id).values_list("language", "learning"))
    profile = Profile.objects.of(community).filter(party=party_id).first()
    if profile and profile.about and not own and is_aside(community, f"assets.profile:{profile.pk}"):
        profile.about = ""  # not saved: it is only not shown
    return Page(
        called=names([party_id])[party_id],
        by_kind=by_kind,
        profile=profile,
        free=free_at(community, [party_id])[party_id],
        speaks=[str(tongues[code]) for code, learning in spoken if not learning],
        learning=[str(tongues[code]) for code, learning in spoken if learning],
    )


def my_pages(person: Person, community: Community) -> list[tuple[int, str, bool]]:
    """The pages a person looks after as their own: (membership id, name, whether it is the person)."""
    rows = Membership.objects.of(community).filter(party__in=parties_of(person, community))
    kept = list(rows.exclude(state=MembershipState.CLOSED).values_list("pk", "party_id"))
    called = names(party_id for _pk, party_id in kept)
    made = [(pk, called[party_id], party_id == person.pk) for pk, party_id in kept]
    return sorted(made, key=lambda one: (not one[2], one[1]))


def directory(community: Community, wanted: Filters, person: Person | None = None) -> QuerySet[Asset]:
    """Offers, needs and things that members may find, narrowed; newest first.

    With a reader, nothing of whom a block keeps apart from them.
    """
    rows = live_assets(community).filter(kind__in=LISTED)
    if person is not None:
        rows = rows.exclude(kept_apart("party", community, parties_of(person, community)))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.work:
        rows = rows.filter(Q(term=wanted.work) | Q(term__parent=wanted.work))
    here = Membership.objects.of(community).filter(party=OuterRef("party"))
    if wanted.area:
        rows = rows.filter(Exists(here.filter(area=wanted.area)))
    if wanted.language:
        speaks = Speaks.objects.of(community).filter(party=OuterRef("party"), learning=False)
        rows = rows.filter(Exists(speaks.filter(language=wanted.language)))
    if wanted.free:
        weekday, part = wanted.free
        times = Free.objects.of(community).filter(party=OuterRef("party"), weekday=weekday, part=part)
        rows = rows.filter(Exists(times))
    if wanted.text.strip():
        rows = rows.filter(_says(community, wanted.text))
    return rows.order_by("-refreshed_at", "-pk")


def _says(community: Community, text: str) -> Q:
    """The owner's own words hold the text, or a term that the text suggests is theirs."""
    schemes = [Scheme.WORK, Scheme.THING]
    terms = [one.pk for one in suggest(community, text, schemes, limit=12)]
    plain = " ".join(text.split())
    return Q(term__in=terms) | Q(title__icontains=plain) | Q(details__icontains=plain)


def listed(rows: Iterable[Asset], person: Person, community: Community) -> list[Listed]:
    """Assets as lines of the directory; four queries whatever their number."""
    kept = list(rows)
    parties = {row.party_id for row in kept}
    called, own = names(parties), parties_of(person, community)
    members = {
        party_id: (pk, area or "")
        for pk, party_id, area in Membership.objects.of(community)
        .filter(party__in=parties)
        .values_list("pk", "party_id", field_of("area__name"))
    }
    return [
        Listed(
            pk=row.pk,
            kind=row.kind,
            title=row.title or said(row.term, "name"),
            lang=row.lang if row.title else language(),
            details=row.details,
            term=said(row.term, "name"),
            picture=row.term.picture,
            party_id=row.party_id,
            who=called[row.party_id],
            member=members[row.party_id][0],
            area=members[row.party_id][1],
            minutes=row.minutes,
            mine=row.party_id in own,
        )
        for row in kept
    ]


def terms_of(community: Community, schemes: Collection[str]) -> QuerySet[Term]:
    """The terms that can be chosen here, shared and the community's own, in their order."""
    return (
        Term.objects.filter(Q(community__isnull=True) | Q(community=community), scheme__in=schemes)
        .exclude(code__in=NOT_FOR_ASSETS)
        .select_related("parent")
        .order_by("scheme", "place_in_list", "code")
    )


def suggest(community: Community, text: str, schemes: Collection[str], limit: int = 8) -> list[Suggestion]:
    """Terms that somebody may mean, best first: found in both languages, mutated, unaccented or misspelt.

    One query; O(terms × words). Ties go by the order of the taxonomy.
    """
    typed = words_of(text)
    if not typed:
        return []
    here = language()
    there = "en" if here == "cy" else "cy"
    found = []
    for place, row in enumerate(terms_of(community, schemes)):
        ours, other = getattr(row, f"name_{here}"), getattr(row, f"name_{there}")
        mine, its = _closeness(typed, ours), _closeness(typed, other)
        if best := max(mine, its):
            also = other if its > mine else ""
            found.append(
                ((-best, place), Suggestion(row.pk, ours, also, there, row.picture or "star", row.scheme))
            )
    return [one for _order, one in sorted(found, key=lambda pair: pair[0])[:limit]]


def _closeness(typed: list[str], name: str) -> int:
    """How well typed words fit a term's name, 0 (not at all) to 100 (the name itself)."""
    written = words_of(name)
    if typed == written:
        return 100
    if fold(name).startswith(" ".join(typed)):
        return 95
    roots = [radicals(word) for word in written]
    if all(_begins(word, root) for word, root in zip(typed, roots, strict=False)) and len(typed) <= len(
        roots
    ):
        return 93
    if all(any(_begins(word, root) for root in roots) for word in typed):
        return 90
    return _by_slip(typed, written)


def _begins(word: str, roots: frozenset[str]) -> bool:
    """Whether some radical form of what was typed begins some radical form of the word that is written."""
    return any(root.startswith(form) for form in radicals(word) if len(form) > 1 for root in roots)


def _by_slip(typed: list[str], written: list[str]) -> int:
    """As close as its worst word, where every longer word is a slip away from some word of the name."""
    worst = 100.0
    for word in typed:
        if len(word) < SHORTEST_GUESS:
            if word not in written:
                return 0
            continue
        best = max((fuzz.ratio(form, other) for form in radicals(word) for other in written), default=0.0)
        worst = min(worst, best)
    return round(worst * 0.85) if worst >= CLOSE_ENOUGH else 0


@dataclass(frozen=True)
class LoanLine:
    """A loan in a list, as this reader sees it."""

    pk: int
    thing: str
    lang: str
    thing_pk: int
    owner: str
    borrower: str
    wanted_from: dt.date
    wanted_until: dt.date
    state: str
    mine_to_lend: bool
    late: bool


def loans(person: Person, community: Community, today: dt.date) -> list[LoanLine]:
    """Loans that are asked for or out, and the last that ended; the same number of queries always."""
    rows = visible_loans(person, community).select_related("thing__term").order_by("-asked_at")
    going = list(rows.filter(state__in=[LoanState.ASKED, LoanState.LENT])[:200])
    ended = list(rows.exclude(state__in=[LoanState.ASKED, LoanState.LENT])[:20])
    called = names(pk for row in going + ended for pk in (row.thing.party_id, row.borrower_id))
    lends = set(
        changeable_assets(person, community).filter(kind=AssetKind.THING).values_list("pk", flat=True)
    )
    return [
        LoanLine(
            pk=row.pk,
            thing=row.thing.title or said(row.thing.term, "name"),
            lang=row.thing.lang if row.thing.title else language(),
            thing_pk=row.thing_id,
            owner=called[row.thing.party_id],
            borrower=called[row.borrower_id],
            wanted_from=row.wanted_from,
            wanted_until=row.wanted_until,
            state=row.state,
            mine_to_lend=row.thing_id in lends,
            late=row.state == LoanState.LENT and row.wanted_until < today,
        )
        for row in going + ended
    ]


def out_until(thing: Asset) -> dt.date | None:
    """The day a lent thing is due back; None while it is at home."""
    row = Loan.objects.filter(thing=thing, state=LoanState.LENT).first()
    return row.wanted_until if row else None


def asked_about(community: Community, party_id: int) -> QuerySet[Asset]:
    """What a party was asked about and has not answered: is this still right?"""
    rows = Asset.objects.of(community).filter(party=party_id, kind__in=LISTED, reminded_at__isnull=False)
    return rows.exclude(state=AssetState.ENDED).select_related("term").order_by("made_at")
