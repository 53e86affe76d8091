"""The peer score and a community's suggestions: hand cases, and the formula word by word as an oracle."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms import peers
from gilydd.algorithms.geography import distance_metres
from gilydd.algorithms.peers import EXPERIENCE, INTEREST, NEED, OFFER, Members, PeersError, Person

FIELDS = ("experiences", "interests", "offers", "needs")
PAIRS = (
    ("experience", "experiences", "experiences", EXPERIENCE),
    ("interest", "interests", "interests", INTEREST),
    ("can_help", "offers", "needs", NEED),
    ("can_be_helped", "needs", "offers", OFFER),
)


def oracle(viewer, people, rarity, excluded=(), parts=peers.PARTS, limit=20):
    """[(id, score, {part: points})], straight from the page in docs/tools."""
    found = []
    for person in people:
        if not person.findable or person.id in excluded or person.id == viewer.id:
            continue
        points = {}
        for part, mine, theirs, kind in PAIRS:
            for tag in getattr(viewer, mine) & getattr(person, theirs):
                if part in parts:
                    points[part] = points.get(part, 0) + rarity.points(kind, tag)
        if not points:
            continue
        if viewer.place is not None and person.place is not None:
            points["near"] = 200_000 // (2_000 + int(math.dist(viewer.place, person.place)))
        points["language"] = 20 * min(2, bin(viewer.languages & person.languages).count("1"))
        points["times"] = 5 * min(4, bin(viewer.times & person.times).count("1"))
        found.append((person.id, sum(points.values()), {part: n for part, n in points.items() if n}))
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))[:limit]


def summed(suggestions):
    """Suggestions in the oracle's shape; their reasons must add up."""
    found = []
    for suggestion in suggestions:
        parts = {}
        for reason in suggestion.reasons:
            parts[reason.part] = parts.get(reason.part, 0) + reason.points
        assert sum(parts.values()) == suggestion.score
        found.append((suggestion.id, suggestion.score, parts))
    return found


def invented(number, seed, tags=8):
    """So many people with few tags and coarse places, so that scores are often equal."""
    chance = random.Random(seed)

    def drawn():
        return frozenset(chance.choices(range(tags), k=chance.randrange(4)))

    people = []
    for at in chance.sample(range(10 * number), number):
        own = {field: drawn() for field in FIELDS}
        named = {
            (kind, tag) for kind, field in enumerate(FIELDS) for tag in own[field] if chance.random() < 0.5
        }
        place = (chance.randrange(-20, 20) * 1_000, chance.randrange(-20, 20) * 1_000)
        people.append(
            Person(
                at,
                **own,
                shown=frozenset(named),
                place=place if chance.random() < 0.8 else None,
                languages=chance.randrange(8),
                times=chance.randrange(2**31),
                findable=chance.random() < 0.8,
            )
        )
    return people


MAIR = Person(1, frozenset({7}), frozenset({1, 2}), frozenset({3}), frozenset({4}), place=(0, 0), languages=3)


def test_each_part_of_the_score_is_a_reason_with_its_points():
    dai = Person(
        2,
        experiences=frozenset({7}),
        interests=frozenset({2}),
        offers=frozenset({4}),
        needs=frozenset({3}),
        shown=frozenset({(EXPERIENCE, 7), (INTEREST, 2), (OFFER, 4), (NEED, 3)}),
        place=(6_000, 8_000),
        languages=2,
        times=5,
        findable=True,
    )
    others = [Person(at, findable=True) for at in range(10, 25)]
    [found] = Members([MAIR, dai, *others]).suggest(MAIR)
    assert found == peers.Suggestion(
        2,
        4 * 40 + 16 + 20,
        (
            peers.Reason("can_be_helped", 40, 4),
            peers.Reason("can_help", 40, 3),
            peers.Reason("experience", 40, 7),
            peers.Reason("interest", 40, 2),
            peers.Reason("language", 20, common=2),
            peers.Reason("near", 16, metres=10_000),
        ),
    )


def test_an_experience_kept_private_counts_and_is_not_named():
    private = Person(2, experiences=frozenset({7, 8}), findable=True)
    viewer = Person(1, experiences=frozenset({7, 8}))
    [found] = Members([private]).suggest(viewer)
    assert found.reasons == (peers.Reason("experience", 20, tag=None, many=2),)


def test_nobody_appears_who_did_not_choose_to_be_found():
    hidden = Person(2, experiences=frozenset({7}), place=(0, 0))
    assert Members([hidden]).suggest(MAIR) == []
    assert len(Members([hidden])) == 0


def test_a_neighbour_who_shares_nothing_is_no_peer():
    assert Members([Person(2, place=(0, 0), languages=3, findable=True)]).suggest(MAIR) == []


def test_somebody_blocked_does_not_appear_and_the_next_one_does():
    dai, sian = (Person(at, experiences=frozenset({7}), findable=True) for at in (2, 3))
    members = Members([dai, sian])
    assert [found.id for found in members.suggest(MAIR, limit=1)] == [2]
    assert [found.id for found in members.suggest(MAIR, limit=1, excluded={2})] == [3]


def test_people_i_could_help_are_found_by_that_alone():
    needs, shares = Person(2, needs=frozenset({3}), findable=True), Person(3, frozenset({7}), findable=True)
    assert [f.id for f in Members([needs, shares]).suggest(MAIR, parts={peers.CAN_HELP})] == [2]


def test_an_offer_does_not_answer_an_offer():
    assert Members([Person(2, offers=frozenset({3}), findable=True)]).suggest(MAIR) == []


@given(st.integers(0, 10**6), st.sets(st.sampled_from(sorted(peers.PARTS))), st.integers(1, 25))
@settings(max_examples=60, deadline=None)
def test_a_community_is_told_what_the_formula_says(seed, parts, limit):
    people = invented(120, seed)
    members = Members(people)
    for viewer in people[:8]:
        excluded = {person.id for person in people[10:20]}
        found = members.suggest(viewer, excluded=excluded, parts=parts, limit=limit)
        assert summed(found) == oracle(viewer, people, members.rarity, excluded, parts, limit)


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_each_halving_of_those_who_have_a_tag_is_ten_points(count, people):
    points = peers.tag_points(count, people)
    assert points == 10 or count**10 * 2**points <= people**10 < count**10 * 2 ** (points + 1)
    assert points >= 10


def test_the_plane_agrees_with_the_sphere_in_wales():
    places = [(51.38, -5.3), (53.43, -4.5), (51.6, -2.65), (53.2, -2.9), (52.41, -4.08)]

    class Placed:
        def __init__(self, latitude, longitude):
            self.latitude, self.longitude = latitude, longitude

    for one in places:
        for other in places:
            flat = math.dist(peers.on_the_plane(*one), peers.on_the_plane(*other))
            assert flat == pytest.approx(distance_metres(Placed(*one), Placed(*other)), rel=0.002, abs=2)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id": -1}, "expected a number from 0"),
        ({"id": 1, "place": (10_000_001, 0)}, "over 10,000 km"),
        ({"id": 1, "languages": 2**16}, "languages has 16 bits"),
        ({"id": 1, "times": 2**31}, "times has 31 bits"),
    ],
)
def test_a_person_out_of_range_is_refused(wrong, said):
    with pytest.raises(PeersError, match=said):
        Person(**wrong)


def test_an_unknown_part_and_a_limit_of_nothing_are_refused():
    with pytest.raises(PeersError, match="the parts are can_be_helped, can_help, experience, interest"):
        Members([]).suggest(MAIR, parts={"friends"})
    with pytest.raises(PeersError, match="expected at least 1"):
        Members([]).suggest(MAIR, limit=0)
    with pytest.raises(PeersError, match="too far from the origin"):
        peers.on_the_plane(52, 120)
