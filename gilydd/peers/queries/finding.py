"""Who might be good company for somebody, and why, in words.

How what people lived through stays theirs:

- Whoever did not choose to be found is not looked at. Blocks in both directions, pauses, safe contact and
  people under 18 are left out before anything is scored.
- Every reason names only what the other shows to every member. Nobody comes in for what they keep to
  themselves: something that may be named must be shared as well.
- A private experience that two people share is counted silently, in one way alone: it can decide who of
  many is among the few that are shown. It is one flat amount however many are shared, the order of the list
  does not know of it, and where all who share something nameable fit on the list it changes nothing.
- Which of many are shown also turns with the week, by an amount that only this installation can reckon, and
  a viewer's own experience counts silently only from the Monday after it was written. So whoever writes
  something down to see who appears learns nothing that the turn of the week does not explain as well, and
  can try once a week. The points are shown to nobody.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from gilydd.algorithms import peers
from gilydd.assets.forms import moments
from gilydd.assets.models import Asset, Free, Speaks
from gilydd.assets.words import AssetKind, AssetState, PartOfDay, Shown, Tongue
from gilydd.people.models import Community, Consent, Identity, Membership, Person, Term
from gilydd.people.queries import names, under_age, unfound
from gilydd.people.words import MembershipState, PartyKind, Purpose
from gilydd.safety.queries import blocked_with
from gilydd.ui.bilingual import field_of, said
from gilydd.ui.filters import number

from ..models import Conversation
from ..words import SUGGESTIONS, Look
from .messages import open_to

PARTS = {
    Look.LIKE: frozenset({peers.SIMILAR_EXPERIENCE, peers.MUTUAL_INTEREST}),
    Look.HELP: frozenset({peers.CAN_HELP}),
    Look.HELPED: frozenset({peers.CAN_BE_HELPED}),
    Look.CARE: frozenset({peers.MUTUAL_INTEREST}),
}
KIND_OF = {
    AssetKind.EXPERIENCE: peers.EXPERIENCE,
    AssetKind.INTEREST: peers.INTEREST,
    AssetKind.OFFER: peers.OFFER,
    AssetKind.SKILL: peers.OFFER,
    AssetKind.NEED: peers.NEED,
}
GIVES = (AssetKind.OFFER, AssetKind.SKILL)
# For each way to look: what of the viewer meets what of the others.
MEETS = {
    Look.LIKE: (
        ((AssetKind.EXPERIENCE,), (AssetKind.EXPERIENCE,)),
        ((AssetKind.INTEREST,), (AssetKind.INTEREST,)),
    ),
    Look.HELP: ((GIVES, (AssetKind.NEED,)),),
    Look.HELPED: (((AssetKind.NEED,), GIVES),),
    Look.CARE: (((AssetKind.INTEREST,), (AssetKind.INTEREST,)),),
}
# English is common to all here, so it says nothing about two people.
TONGUES = tuple(code for code in Tongue.values if code != Tongue.ENGLISH)
PARTS_OF_DAY = tuple(PartOfDay.values)
# Of so many with the most points the few are chosen; what is counted silently, and how far a week turns.
POOL = 5 * SUGGESTIONS
SILENT_POINTS = 40
WEEK_POINTS = 40
NEAR_METRES, TOLD_METRES = 3_000, 10_000
NAMED_MOST = 3


@dataclass(frozen=True)
class Why:
    """One reason, as a sentence with its picture."""

    picture: str
    text: str


@dataclass(frozen=True)
class Found:
    """Somebody who might be good company: which member, what to call them, where, and why.

    `writes`: the viewer may write to them first; else a broker can introduce the two.
    """

    member: int
    party_id: int
    called: str
    area: str
    why: tuple[Why, ...]
    writes: bool


@dataclass
class _One:
    """What the database says of one member."""

    member: int
    area: int | None
    area_name: str
    place: tuple[int, int] | None
    tags: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    languages: int = 0
    times: int = 0


@dataclass(frozen=True)
class _Folk:
    """The viewer and everybody who may be shown to them; who shares which private experience."""

    viewer: _One
    others: dict[int, _One]
    private: dict[int, set[int]]
    counted: frozenset[int]


def may_look(person: Person) -> bool:
    """Whether the person is of an age to look for others here; a broker introduces younger people."""
    return not under_age().filter(person=person.pk).exists()


def is_found(community: Community, person: Person) -> bool:
    """Whether the person chose to be found, and nothing about their safety stands against it."""
    said_yes = Consent.objects.of(community).filter(purpose=Purpose.DIRECTORY, withdrawn_at__isnull=True)
    return said_yes.filter(person=person.pk).exclude(person__in=unfound(community)).exists()


def look(
    person: Person,
    community: Community,
    which: Look,
    *,
    today: dt.date | None = None,
) -> list[Found]:
    """The people whom a member might like to meet, with the reasons in the present language, best first.

    which: for whom they look. A constant number of queries, whatever the number of members and suggestions;
    O(members + what of theirs meets the viewer's own). Empty for somebody under 18 and for whoever is no
    active member.
    """
    today = today or timezone.localdate()
    folk = _folk(person, community, Look(which), today)
    if folk is None:
        return []
    members = peers.Members([_as_peer(pk, one) for pk, one in folk.others.items()])
    pool = members.suggest(_as_peer(person.pk, folk.viewer), parts=PARTS[Look(which)], limit=POOL)
    kept = _few(person, folk, pool, which, today)
    terms = Term.objects.in_bulk({reason.tag for one in kept for reason in one.reasons if reason.tag})
    called = names(one.id for one in kept)
    writable = open_to(community, person.pk, [one.id for one in kept])
    return [
        Found(
            member=folk.others[one.id].member,
            party_id=one.id,
            called=called[one.id],
            area=folk.others[one.id].area_name,
            why=tuple(_why(one, called[one.id], folk.viewer, folk.others[one.id], terms)),
            writes=one.id in writable,
        )
        for one in kept
    ]


def _few(
    person: Person, folk: _Folk, pool: list[peers.Suggestion], which: str, today: dt.date
) -> list[peers.Suggestion]:
    """Who of the pool is shown: chosen with what is silent and with the week, ordered without them."""
    silent: set[int] = set()
    if which == Look.LIKE:
        for tag in folk.counted:
            silent |= folk.private.get(tag, set())
    week = today.isocalendar()

    def weight(one: peers.Suggestion) -> tuple[int, int]:
        turned = salted_hmac("gilydd.peers.week", f"{person.pk}:{one.id}:{week.year}-{week.week}").digest()
        extra = SILENT_POINTS if one.id in silent else 0
        return -(one.score + extra + turned[0] % WEEK_POINTS), one.id

    chosen = sorted(pool, key=weight)[:SUGGESTIONS]
    return sorted(chosen, key=lambda one: (-one.score, one.id))


def _folk(person: Person, community: Community, which: Look, today: dt.date) -> _Folk | None:
    """Read the community: the viewer, whoever may be shown to them, and what of it meets the viewer's own."""
    rows = _people(person, community)
    viewer = rows.pop(person.pk, None)
    if viewer is None:
        return None
    own = Asset.objects.of(community).filter(party=person.pk, state=AssetState.LIVE, kind__in=list(KIND_OF))
    said_by_viewer = list(own.values_list("kind", "term_id", "refreshed_at"))
    monday = today - dt.timedelta(days=today.weekday())
    counted: set[int] = set()
    for kind, term, said_at in said_by_viewer:
        viewer.tags[KIND_OF[AssetKind(kind)]].add(term)
        if kind == AssetKind.EXPERIENCE and timezone.localdate(said_at) < monday:
            counted.add(term)
    meeting = Q(pk__in=())
    for mine, theirs in MEETS[which]:
        terms = {term for kind, term, _at in said_by_viewer if kind in mine}
        meeting |= Q(kind__in=theirs, term__in=terms)
    private: dict[int, set[int]] = defaultdict(set)
    shown = Q(shown=Shown.MEMBERS) | Q(shown=Shown.PRIVATE, kind=AssetKind.EXPERIENCE)
    assets = Asset.objects.of(community).filter(meeting, shown, state=AssetState.LIVE)
    for party, kind, term, to_whom in assets.values_list("party_id", "kind", "term_id", "shown"):
        if party in rows and to_whom == Shown.MEMBERS:
            rows[party].tags[KIND_OF[AssetKind(kind)]].add(term)
        elif party in rows:
            private[term].add(party)
    met = {party: one for party, one in rows.items() if one.tags}
    _add_languages_and_times(community, {**met, person.pk: viewer})
    return _Folk(viewer, rows, private, frozenset(counted))


def _people(person: Person, community: Community) -> dict[int, _One]:
    """The viewer, if they are an active adult, and those who may be found by them; by party id."""
    willing = Consent.objects.of(community).filter(purpose=Purpose.DIRECTORY, withdrawn_at__isnull=True)
    found = Q(party__in=willing.values("person")) & ~Q(party__in=unfound(community))
    here = Membership.objects.of(community).filter(
        found | Q(party=person.pk), state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
    )
    here = here.filter(party__in=Identity.objects.values("person")).exclude(party__in=under_age())
    apart = _apart(person, community)
    return {
        party: _One(member, area, area_name or "", _place(latitude, longitude))
        for party, member, area, area_name, latitude, longitude in here.values_list(
            "party_id", "pk", "area_id", field_of("area__name"), "area__latitude", "area__longitude"
        )
        if party not in apart
    }


def _apart(person: Person, community: Community) -> set[int]:
    """Whom not to suggest: blocks both ways, whoever closed a conversation with one, and whom one knows.

    Whoever one writes with already needs no suggestion; they stand among the conversations.
    """
    apart = set(blocked_with(community, [person.pk]))
    own = Conversation.objects.of(community).filter(Q(first=person.pk) | Q(second=person.pk))
    for first, second, closed_at, closed_by in own.values_list(
        "first_id", "second_id", "closed_at", "closed_by_id"
    ):
        other = second if first == person.pk else first
        if closed_at is None or closed_by == other:
            apart.add(other)
    return apart


def _place(latitude: object, longitude: object) -> tuple[int, int] | None:
    """The middle of the area on the plane: nobody's house is known here."""
    if latitude is None or longitude is None:
        return None
    try:
        return peers.on_the_plane(float(str(latitude)), float(str(longitude)))
    except peers.PeersError:
        return None


def _add_languages_and_times(community: Community, met: dict[int, _One]) -> None:
    spoken = Speaks.objects.of(community).filter(learning=False, language__in=TONGUES, party__in=met)
    for party, language in spoken.values_list("party_id", "language"):
        met[party].languages |= 1 << TONGUES.index(language)
    free = Free.objects.of(community).filter(party__in=met)
    for party, weekday, part in free.values_list("party_id", "weekday", "part"):
        met[party].times |= 1 << (weekday * len(PARTS_OF_DAY) + PARTS_OF_DAY.index(part))


def _as_peer(pk: int, one: _One) -> peers.Person:
    if not one.tags:
        # Counts for how rare a thing is, and is met by nobody.
        return peers.Person(pk, findable=True)
    offers, needs, interests, experiences = tags = [frozenset(one.tags[kind]) for kind in range(4)]
    return peers.Person(
        pk,
        offers,
        needs,
        interests,
        experiences,
        shown=frozenset((kind, tag) for kind in range(4) for tag in tags[kind]),
        place=one.place,
        languages=one.languages,
        times=one.times,
        findable=True,
    )


def _why(one: peers.Suggestion, called: str, viewer: _One, other: _One, terms: dict[int, Term]) -> list[Why]:
    """The reasons of a suggestion in words, what two people share before where they live."""
    shared: dict[str, list[str]] = defaultdict(list)
    for reason in one.reasons:
        if reason.tag is not None:
            shared[reason.part].append(said(terms[reason.tag], "name"))
    told = [_of_part(part, called, shared[part]) for part in _ORDER if shared[part]]
    near = _near(one, called, viewer, other)
    common = {reason.part: reason.common or 0 for reason in one.reasons}
    told += [near] if near else []
    told += _languages(common.get(peers.LANGUAGE, 0))
    told += _times(common.get(peers.TIMES, 0))
    return told


_ORDER = (peers.SIMILAR_EXPERIENCE, peers.CAN_BE_HELPED, peers.CAN_HELP, peers.MUTUAL_INTEREST)


def _of_part(part: str, called: str, what: list[str]) -> Why:
    told = {"name": called, "what": ", ".join(what[:NAMED_MOST])}
    sentences = {
        peers.SIMILAR_EXPERIENCE: ("hug", _("You have both lived through this: %(what)s.")),
        peers.CAN_BE_HELPED: ("handshake", _("%(name)s could help you with this: %(what)s.")),
        peers.CAN_HELP: ("heart", _("You could help %(name)s with this: %(what)s.")),
        peers.MUTUAL_INTEREST: ("star", _("You both care about this: %(what)s.")),
    }
    picture, sentence = sentences[part]
    return Why(picture, sentence % told)


def _near(one: peers.Suggestion, called: str, viewer: _One, other: _One) -> Why | None:
    told = {"name": called, "area": other.area_name}
    if viewer.area is not None and viewer.area == other.area:
        return Why("house", _("You live in the same area: %(area)s.") % told)
    metres = next((reason.metres for reason in one.reasons if reason.part == peers.NEAR), None)
    if metres is None or metres > TOLD_METRES:
        return None
    if metres <= NEAR_METRES:
        return Why("house", _("%(name)s lives near you: %(area)s.") % told)
    return Why("map", _("%(name)s lives about %(km)s km from you.") % {**told, "km": number(metres // 1_000)})


def _languages(common: int) -> list[Why]:
    labels = dict(Tongue.choices)
    found = [str(labels[code]) for bit, code in enumerate(TONGUES) if common >> bit & 1]
    return (
        [Why("speech", _("You both speak %(languages)s.") % {"languages": ", ".join(found)})] if found else []
    )


def _times(common: int) -> list[Why]:
    """At most two of the times at which both are usually free."""
    found = [
        f"{day}, {str(part_name).casefold()}"
        for weekday, day, parts in moments()
        for part, part_name in parts
        if common >> (weekday * len(PARTS_OF_DAY) + PARTS_OF_DAY.index(part)) & 1
    ]
    if not found:
        return []
    return [Why("calendar", _("You are both free then: %(times)s.") % {"times": "; ".join(found[:2])})]
