"""Who may help whom in a round, asked for many pairs at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gilydd.algorithms.matching.rounds import EVERY_SKILL, Ints, Round

__all__ = ["Rules", "expand", "starts"]

Flags = npt.NDArray[np.bool_]
REFUSED = -1


def starts(keys: Ints, count: int) -> Ints:
    """Where each key 0 … count − 1 begins in a sorted column, and the end [count + 1]."""
    return np.searchsorted(keys, np.arange(count + 1)).astype(np.int64)


def expand(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """All whole numbers of the ranges [first, last), and the range that each comes from.

    >>> rows, values = expand(np.array([5, 0]), np.array([7, 1]))
    >>> rows.tolist(), values.tolist()
    ([0, 0, 1], [5, 6, 0])
    """
    sizes = last - first
    rows = np.repeat(np.arange(len(first)), sizes)
    before = np.cumsum(sizes) - sizes
    return rows, np.arange(len(rows)) - before[rows] + first[rows]


class Rules:
    """The constraints of one round: skills, places, levels, vetoes, and who has met.

    A veto, a level or a place too far is no price but a closed door: ``cost`` is then −1.
    Each question is answered for columns of equal length, in O(length · log(size of the round)).
    """

    def __init__(self, a_round: Round) -> None:
        self.round = a_round
        self.people, self.kinds = len(a_round), max(1, len(a_round.skills))
        pairs = a_round.veto_giver * self.people + a_round.veto_receiver
        every = a_round.veto_skill == EVERY_SKILL
        self.veto_pairs = np.sort(pairs[every])
        self.veto_skills = np.sort(pairs[~every] * self.kinds + a_round.veto_skill[~every])
        self.met_pairs = np.sort(a_round.met_giver * self.people + a_round.met_receiver)
        offers = a_round.offer_member * self.kinds + a_round.offer_skill
        self.offer_order = np.argsort(offers, kind="stable")
        self.offer_keys = offers[self.offer_order]
        places = len(a_round.places)
        ways = np.r_[a_round.travel_from * places + a_round.travel_to, np.arange(places) * (places + 1)]
        order = np.argsort(ways, kind="stable")
        self.way_keys = ways[order]
        self.way_costs = np.r_[a_round.travel_cost, np.zeros(places, dtype=np.int64)][order]

    def vetoed(self, giver: Ints, receiver: Ints, skill: Ints | None = None) -> Flags:
        """Whether a veto (or being the same person) stands between them, in this skill or in everything."""
        pair = giver * self.people + receiver
        found = (giver == receiver) | _among(pair, self.veto_pairs)
        if len(self.veto_skills) and skill is not None:
            found |= _among(pair * self.kinds + skill, self.veto_skills)
        return found

    def met(self, giver: Ints, receiver: Ints) -> Flags:
        """Whether the two have met before."""
        return _among(giver * self.people + receiver, self.met_pairs)

    def travel(self, here: Ints, there: Ints) -> Ints:
        """What the way between two places costs; −1 where they are no neighbours."""
        key = here * len(self.round.places) + there
        at = np.minimum(np.searchsorted(self.way_keys, key), len(self.way_keys) - 1)
        return np.where(self.way_keys[at] == key, self.way_costs[at], REFUSED)

    def cost(self, giver: Ints, need: Ints) -> Ints:
        """What a unit costs when the giver meets this need; −1 where it may not be."""
        a_round = self.round
        receiver, skill = a_round.need_member[need], a_round.need_skill[need]
        key = giver * self.kinds + skill
        at = np.minimum(np.searchsorted(self.offer_keys, key), max(0, len(self.offer_keys) - 1))
        if not len(self.offer_keys):
            return np.full(len(giver), REFUSED)
        offered = self.offer_keys[at] == key
        asked_back = a_round.offer_asks[self.offer_order[at]]
        met = self.met(giver, receiver)
        asked = np.where(met, a_round.need_asks_met[need], a_round.need_asks[need])
        way = self.travel(a_round.place[giver], a_round.place[receiver])
        open_door = (
            offered
            & (way >= 0)
            & (a_round.checked[giver] >= asked)
            & (a_round.checked[receiver] >= asked_back)
            & ~self.vetoed(giver, receiver, skill)
        )
        return np.where(open_door, way + np.where(met, 0, a_round.first_time_cost), REFUSED)


def _among(values: Ints, ordered: Ints) -> Flags:
    if not len(ordered):
        return np.zeros(len(values), dtype=bool)
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return np.asarray(ordered[at] == values)
