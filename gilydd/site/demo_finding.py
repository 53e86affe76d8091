"""The demo's members find each other: who chose to be found, conversations, a wish, a supporter.

Everybody and everything in it is invented; all of it is made through the rooms' own commands.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from gilydd.assets import commands as assets
from gilydd.assets.words import AssetKind, PartOfDay, Shown
from gilydd.exchange import commands as exchange
from gilydd.exchange.words import Evidence
from gilydd.peers import commands as peers
from gilydd.people import commands as people
from gilydd.people.models import Membership, Party, Person, Term
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing, under_age
from gilydd.people.words import Explained, MembershipState, PartyKind, Purpose, Scheme, SupportScope

from .demo_scene import Valley

FOUND = 0.6
SHOWS_EXPERIENCE = 0.4
# How often something is cared about or lived through: a few things by many, most by some.
SLOPE = 0.7


def finding(valley: Valley) -> None:
    """What members care about and lived through, who chose to be found; then the cast writes."""
    _neighbours(valley)
    _cast(valley)
    _conversations(valley)
    _wishes(valley)
    _supporters(valley)
    _safe(valley)


def _neighbours(valley: Valley) -> None:
    """Interests, experiences, languages and free times of members, and whether they may be found."""
    dice = random.Random(f"{valley.community.slug}: finding")  # noqa: S311
    interests, experiences = (
        list(Term.objects.filter(scheme=scheme, community=None).order_by("place_in_list", "code"))
        for scheme in (Scheme.INTEREST, Scheme.EXPERIENCE)
    )
    rows = Membership.objects.of(valley.community).filter(
        state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
    )
    cast = {person.pk for person in valley.cast.values()}
    for person in Person.objects.filter(pk__in=rows.values("party")).exclude(pk__in=cast).order_by("pk"):
        for term in _some(interests, dice.choice((0, 1, 2, 2, 3)), dice):
            _says(valley, person.party, AssetKind.INTEREST, term)
        for term in _some(experiences, dice.choice((0, 0, 0, 1, 1, 2)), dice):
            shown = Shown.MEMBERS if dice.random() < SHOWS_EXPERIENCE else Shown.PRIVATE
            _says(valley, person.party, AssetKind.EXPERIENCE, term, shown)
        shared: dict[str, Any] = {"by": SYSTEM, "community": valley.community, "party": person.party}
        if dice.random() < 0.7:
            tongues = [*(["cy"] if dice.random() < 0.35 else []), "en"]
            assets.set_languages(**shared, speaks=[*tongues, *(["pl"] if dice.random() < 0.04 else [])])
        if dice.random() < 0.5:
            times = {
                (dice.randrange(7), dice.choice(PartOfDay.values)) for _time in range(dice.randint(1, 4))
            }
            assets.set_free_times(**shared, times=times)
        if dice.random() < FOUND:
            _found(valley, person)


def _some(terms: list[Term], count: int, dice: random.Random) -> list[Term]:
    weights = [(place + 1) ** -SLOPE for place in range(len(terms))]
    return list(dict.fromkeys(dice.choices(terms, weights, k=count)))


def _says(valley: Valley, party: Party, kind: str, term: Term, shown: str = Shown.MEMBERS) -> None:
    assets.add_asset(by=SYSTEM, community=valley.community, party=party, kind=kind, term=term, shown=shown)


def _found(valley: Valley, person: Person) -> None:
    people.give_consent(
        by=SYSTEM, community=valley.community, person=person, purpose=Purpose.DIRECTORY,
        explained=Explained.VISIT,
    )  # fmt: skip


def _cast(valley: Valley) -> None:
    """What the people whom one can sign in as show."""
    for called, kind, code in (
        ("Dai", AssetKind.INTEREST, "interest-gardens"), ("Dai", AssetKind.INTEREST, "interest-walking"),
        ("Dai", AssetKind.EXPERIENCE, "lived-caring"), ("Dai", AssetKind.NEED, "baking"),
        ("Siân", AssetKind.INTEREST, "interest-gardens"), ("Siân", AssetKind.SKILL, "baking"),
        ("Siân", AssetKind.NEED, "lifts"), ("Siân", AssetKind.EXPERIENCE, "lived-caring"),
        ("Mair", AssetKind.EXPERIENCE, "lived-caring"), ("Nerys", AssetKind.EXPERIENCE, "lived-caring"),
        ("Nerys", AssetKind.INTEREST, "interest-singing"), ("Nerys", AssetKind.INTEREST, "interest-walking"),
        ("Tomos", AssetKind.INTEREST, "interest-walking"), ("Ffion", AssetKind.INTEREST, "interest-gardens"),
        ("Priya", AssetKind.INTEREST, "interest-health"), ("Rhodri", AssetKind.INTEREST, "interest-walking"),
    ):  # fmt: skip
        _says(valley, valley.cast[called].party, kind, valley.terms[code])
    for called, tongues in (
        ("Dai", ["en"]),
        ("Siân", ["cy", "en"]),
        ("Mair", ["cy", "en"]),
        ("Nerys", ["cy", "en"]),
        ("Tomos", ["cy", "en"]),
    ):
        person = valley.cast[called]
        shared: dict[str, Any] = {"by": SYSTEM, "community": valley.community, "party": person.party}
        assets.set_languages(**shared, speaks=tongues)
        assets.set_free_times(**shared, times=[(0, "morning"), (2, "evening"), (5, "afternoon")])
        _found(valley, person)


def _write(valley: Valley, who: str, whom: Party, words: str, lang: str = "en", by: str = "") -> None:
    peers.write_first(
        by=valley.cast[by or who], community=valley.community, party=valley.cast[who].party, to=whom,
        words=words, lang=lang, key=f"demo:{who}:{whom.pk}:{words[:40]}",
        evidence=Evidence.PHONE if by else "",
    )  # fmt: skip


def _conversations(valley: Valley) -> None:
    """Siân and Dai write; Nerys wrote to Mair, who has no screen: Tomos reads it out."""
    for person in valley.cast.values():
        forget_standing(person)
    sian, dai, mair = (valley.cast[called].party for called in ("Siân", "Dai", "Mair"))
    _write(valley, "Dai", sian, "Hello Siân. We both look after somebody at home. Shall we have tea one day?")
    _write(valley, "Siân", dai, "Yes please! I am free on Monday mornings.")
    _write(valley, "Nerys", mair, "Helo Mair. Glywais i eich bod chi'n canu. Hoffech chi ddod i'r côr?", "cy")


def _neighbour(valley: Valley, place: int) -> Party:
    """Some neighbour of age who is not of the cast."""
    cast = {person.pk for person in valley.cast.values()}
    rows = Membership.objects.of(valley.community).filter(
        state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
    )
    rows = rows.exclude(party__in=cast).exclude(party__in=under_age()).order_by("pk")
    return rows.select_related("party")[place].party


def _wishes(valley: Valley) -> None:
    """Dai would like to meet somebody; a wish of Siân's was answered with a kind no, another came true."""
    shared: dict[str, Any] = {"community": valley.community}
    dai, sian, tomos = (valley.cast[called] for called in ("Dai", "Siân", "Tomos"))
    peers.ask_introduction(
        **shared, by=dai, party=dai.party, other=_neighbour(valley, 3), words="They mend bicycles, I hear.",
        lang="en",
    )  # fmt: skip
    no, yes = (
        peers.ask_introduction(**shared, by=sian, party=sian.party, other=_neighbour(valley, place))
        for place in (5, 7)
    )
    peers.decline_request(
        by=tomos,
        request=no,
        answer="They are very busy this spring. Shall we look for somebody else?",
        lang="en",
    )
    peers.make_introduction(by=tomos, request=yes, words="You both like to bake.", lang="en")


def _supporters(valley: Valley) -> None:
    """Dai supports Siân in everything that a supporter may do, and asked for a lift for her."""
    dai, sian, nerys, tomos = (valley.cast[called] for called in ("Dai", "Siân", "Nerys", "Tomos"))
    shared: dict[str, Any] = {"community": valley.community, "until": valley.today + dt.timedelta(days=180)}
    people.propose_support(
        **shared, by=sian, supporter=dai, member=sian, scopes=[one.value for one in SupportScope]
    )
    people.propose_support(
        **shared, by=tomos, supporter=nerys, member=dai, scopes=[SupportScope.SESSIONS, SupportScope.ASKS]
    )
    people.propose_support(
        **shared, by=tomos, supporter=nerys, member=valley.cast["Mair"], scopes=[SupportScope.SESSIONS],
        explained=Explained.VISIT,
    )  # fmt: skip
    for person in (dai, nerys):
        forget_standing(person)
    exchange.ask_for_help(
        by=dai, community=valley.community, asker=sian.party, title="A lift to the eye clinic", minutes=60,
        work=valley.terms["lifts"], lang="en", wanted_on=valley.today + dt.timedelta(days=9),
    )  # fmt: skip


def _safe(valley: Valley) -> None:
    """A neighbour whom only a broker may ring, and who must not be found."""
    person = Person.objects.get(pk=_neighbour(valley, 9).pk)
    people.set_safe_contact(
        by=valley.cast["Tomos"], community=valley.community, person=person, only_by_broker=True,
        not_found=True, how="Phone the mobile in the morning, and say that it is the library.", lang="en",
    )  # fmt: skip
