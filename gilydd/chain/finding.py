"""One search over what all rooms have for people: help, services, what's on, circles, places.

Each room says what this reader may see; only that is found, and only its words are guessed at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.assets.models import Asset
from gilydd.assets.words import AssetKind, AssetState
from gilydd.delivering.models import Activity
from gilydd.delivering.policy import visible_activities
from gilydd.delivering.words import KIND_PICTURES as ACTIVITY_PICTURES
from gilydd.delivering.words import ActivityKind, ActivityState
from gilydd.peers.models import Circle
from gilydd.peers.policy import visible_circles
from gilydd.peers.words import CircleState
from gilydd.people.models import Area, Community, Person, Place, Term
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import standing
from gilydd.people.words import Scheme
from gilydd.services import queries as services
from gilydd.services.finding import Hit, hits
from gilydd.services.models import Listing, Saved, Service
from gilydd.services.policy import listed, visible_listings, visible_saved, visible_services
from gilydd.services.queries.listings import opening_words, with_children
from gilydd.services.words import KIND_PICTURES, Kind
from gilydd.ui.bilingual import said, said_lang
from gilydd.ui.filters import language, number

MOST_FOUND = 60
METRES_A_MILE = 1_609
MOST_TEXT = 180


@dataclass(frozen=True)
class Result:
    """One line of what was found, in the reader's language as far as it is written in it."""

    kind: str
    called: str
    thing: int
    title: str
    lang: str
    href: str
    picture: str
    text: str
    text_lang: str
    meta: str
    far: str = ""


@dataclass(frozen=True)
class Finding:
    """What was found, and the words it was found under where one that was typed is nowhere."""

    results: list[Result]
    instead: dict[str, list[str]]


@dataclass(frozen=True)
class Wish:
    """What somebody looks for: words, or a word of what matters to them; of a kind; near an area."""

    text: str = ""
    term: Term | None = None
    kind: str = ""
    near: Area | None = None

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and self.term is None


def found(person: type_of_actor, community: Community, wish: Wish) -> Finding:
    """Search; the same number of queries whatever is found (and one more for each word that is nowhere)."""
    if wish.is_empty:
        return Finding([], {})
    kinds = [wish.kind] if wish.kind in Kind.values else list(Kind.values)
    allowed = {kind: frozenset(_seen(person, community, kind).values_list("pk", flat=True)) for kind in kinds}
    told: dict[str, Any] = {"kinds": kinds, "near": wish.near, "allowed": allowed}
    if wish.text.strip():
        made = hits(community, wish.text, **told)
        rows, instead = made.found, made.instead
    else:
        rows, instead = _about(community, wish.term, told), {}
    return Finding(shown(person, community, rows[:MOST_FOUND]), instead)


def _about(community: Community, term: Term | None, told: dict[str, Any]) -> list[Hit]:
    """What is about a word of the taxonomy, by its name in either language; the better of the two counts."""
    best: dict[int, Hit] = {}
    for text in (term.name_cy, term.name_en) if term else ():
        for hit in hits(community, text, **told).found:
            if hit.entry not in best or best[hit.entry].score < hit.score:
                best[hit.entry] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.entry))


def _seen(person: type_of_actor, community: Community, kind: str) -> QuerySet[Any]:
    """What of a kind this reader may see, and is there to be found."""
    if kind == Kind.LISTING:
        return listed(community)
    if kind == Kind.SERVICE:
        return visible_services(person, community)
    if kind == Kind.ACTIVITY:
        return visible_activities(person, community).filter(state=ActivityState.OPEN)
    if kind == Kind.CIRCLE:
        return visible_circles(person, community).filter(state=CircleState.RUNNING)
    return Place.objects.of(community)


def may_see(person: type_of_actor, community: Community, kind: str, thing: int) -> bool:
    """Whether this reader may see this very thing."""
    return kind in Kind.values and _seen(person, community, kind).filter(pk=thing).exists()


def shown(person: type_of_actor, community: Community, rows: Sequence[Hit]) -> list[Result]:
    """Hits as lines, in their order; what the reader may not see is left out."""
    made: dict[tuple[str, int], Result] = {}
    for kind in Kind:
        wanted = [hit.thing for hit in rows if hit.kind == kind]
        if wanted:
            things = _seen(person, community, kind).filter(pk__in=wanted)
            made |= {(kind, one.thing): one for one in SHAPES[kind](community, things)}
    lines = []
    for hit in rows:
        line = made.get((hit.kind, hit.thing))
        if line is not None:
            lines.append(_at(line, hit.metres))
    return lines


def _at(line: Result, metres: int | None) -> Result:
    if metres is None:
        return line
    miles = metres / METRES_A_MILE
    far = _("Less than half a mile away") if miles < 0.5 else _("About %(miles)s miles away") % {
        "miles": number(round(miles, 1) if miles < 3 else round(miles))
    }  # fmt: skip
    return Result(**{**line.__dict__, "far": far})


def _listings(community: Community, rows: QuerySet[Listing]) -> list[Result]:
    kept = {row.pk: row for row in rows.select_related("provider", "community")}
    return [
        _result(
            Kind.LISTING, community, card.pk, card.name, card.lang, "services:listing", card.picture,
            said(kept[card.pk], "about"), said_lang(kept[card.pk], "about"),
            " · ".join(part for part in (card.provider, card.where, card.cost, card.status) if part),
        )
        for card in services.cards(kept.values())
    ]  # fmt: skip


def _services(community: Community, rows: QuerySet[Service]) -> list[Result]:
    return [
        _result(
            Kind.SERVICE, community, row.pk, said(row, "name"), said_lang(row, "name"), "chain:service",
            KIND_PICTURES[Kind.SERVICE], said(row, "summary"), said_lang(row, "summary"),
        )
        for row in rows
    ]  # fmt: skip


def _activities(community: Community, rows: QuerySet[Activity]) -> list[Result]:
    return [
        _result(
            Kind.ACTIVITY, community, row.pk, said(row, "title"), said_lang(row, "title"),
            "delivering:activity", ACTIVITY_PICTURES[ActivityKind(row.kind)], said(row, "about"),
            said_lang(row, "about"), said(row.place, "name") if row.place else "",
        )
        for row in rows.select_related("place")
    ]  # fmt: skip


def _circles(community: Community, rows: QuerySet[Circle]) -> list[Result]:
    return [
        _result(
            Kind.CIRCLE, community, row.pk, row.called, "", "peers:circle", KIND_PICTURES[Kind.CIRCLE],
            row.purpose, row.lang, row.meets,
        )
        for row in rows
    ]  # fmt: skip


def _places(community: Community, rows: QuerySet[Place]) -> list[Result]:
    return [
        _result(
            Kind.PLACE, community, row.pk, said(row, "name"), said_lang(row, "name"), "delivering:place",
            KIND_PICTURES[Kind.PLACE], said(row, "access"), said_lang(row, "access"),
            ", ".join(line.strip() for line in row.address.splitlines() if line.strip()),
        )
        for row in rows
    ]  # fmt: skip


SHAPES: dict[Kind, Callable[[Community, Any], Iterable[Result]]] = {
    Kind.LISTING: _listings,
    Kind.SERVICE: _services,
    Kind.ACTIVITY: _activities,
    Kind.CIRCLE: _circles,
    Kind.PLACE: _places,
}


def _result(
    kind: Kind, community: Community, pk: int, title: str, lang: str, view: str, picture: str, text: str,
    text_lang: str, meta: str = "",
) -> Result:  # fmt: skip
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    short = first if len(first) <= MOST_TEXT else first[:MOST_TEXT].rsplit(" ", 1)[0] + "…"
    return Result(
        kind=kind.value,
        called=str(kind.label),
        thing=pk,
        title=title,
        lang=lang,
        href=reverse(view, args=[community.slug, pk]),
        picture=picture,
        text=short,
        text_lang=text_lang,
        meta=meta,
    )


def what_matters(person: Person | None, community: Community) -> tuple[list[Term], list[Term]]:
    """(what the person said that they care about, the other words to choose from), two queries."""
    mine: list[Term] = []
    if person is not None and standing(person, community).active:
        own = Asset.objects.of(community).filter(
            party=person.party_id, kind=AssetKind.INTEREST, state=AssetState.LIVE
        )
        mine = [asset.term for asset in own.select_related("term").order_by("pk")]
    rows = Term.objects.filter(scheme=Scheme.INTEREST)
    rows = rows.filter(community__isnull=True) | rows.filter(community=community)
    chosen = {term.pk for term in mine}
    name = f"name_{language()}"
    return list(dict.fromkeys(mine)), [term for term in rows.order_by(name, "pk") if term.pk not in chosen]


def saved(person: Person, community: Community) -> list[tuple[Saved, Result]]:
    """What the person keeps on their list and may still see, the newest first.

    An entry that was joined with another shows the one that was kept.
    """
    rows = list(visible_saved(person, community).order_by("-saved_at", "-pk"))
    joined = dict(
        Listing.objects.of(community)
        .filter(pk__in=[row.thing for row in rows if row.kind == Kind.LISTING], merged_into__isnull=False)
        .values_list("pk", "merged_into")
    )
    made = []
    lines = {
        (one.kind, one.thing): one
        for one in shown(
            person,
            community,
            [Hit(0, row.kind, _now(row, joined), 0.0, None) for row in rows],
        )
    }
    seen: set[tuple[str, int]] = set()
    for row in rows:
        key = (row.kind, _now(row, joined))
        if key in lines and key not in seen:
            seen.add(key)
            made.append((row, lines[key]))
    return made


def _now(row: Saved, joined: dict[int, int]) -> int:
    return joined.get(row.thing, row.thing) if row.kind == Kind.LISTING else row.thing


def saved_on_paper(person: Person, community: Community) -> list[dict[str, Any]]:
    """The same list with what stands on paper: when, where, phone. A constant number of queries."""
    rows = saved(person, community)
    wanted = [line.thing for _row, line in rows if line.kind == Kind.LISTING]
    kept = with_children(visible_listings(person, community).filter(pk__in=wanted))
    listings = {(Kind.LISTING.value, row.pk): row for row in kept}
    return [_on_paper(line, listings.get((line.kind, line.thing))) for _row, line in rows]


def _on_paper(line: Result, row: Listing | None) -> dict[str, Any]:
    told: dict[str, Any] = {"line": line, "openings": [], "phones": [], "places": [], "cost": "", "email": ""}
    if row is not None:
        told |= {
            "openings": opening_words(row.times.all(), len(row.at_places.all())),
            "phones": [phone.number for phone in row.phones.all()],
            "places": [at.place for at in row.at_places.all()],
            "cost": services.cost_words(row),
            "email": row.email,
        }
    return told
