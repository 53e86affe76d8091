"""Where to start from: a network's flow and prices from exchanges and duals found before.

A round that was changed a little, or a network that was refined, need not be solved afresh: the exchanges
that still may be, and the prices of those who are still there, are nearly right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gilydd.algorithms.matching.network import Network, option_receiver
from gilydd.algorithms.matching.proof import Duals
from gilydd.algorithms.matching.rounds import Ints, Round
from gilydd.algorithms.matching.rules import Flags

__all__ = ["Known", "carried_over", "flow_of", "prices_of", "start_of"]


@dataclass(frozen=True, eq=False)
class Known:
    """Exchanges and prices found before: giver, need (−1 − e for edge e), units [k], and duals.

    priced [needs]: whether the price of a need is known; None where all are. held [n]: what members give less
    what they get in exchanges that are not of this round, and stay; None where there are none.
    """

    giver: Ints
    need: Ints
    units: Ints
    duals: Duals
    priced: Flags | None = None
    held: Ints | None = None


GONE = 2**62
NOWHERE = -(2**55)  # the price of a hub from which no way leads


def start_of(a_round: Round, network: Network, known: Known, weights: tuple[int, int]) -> tuple[Ints, Ints]:
    """First flow [A] and first joint prices [nodes] of a network."""
    flow = flow_of(a_round, network, known.giver, known.need, known.units, known.held)
    return flow, prices_of(a_round, network, known, weights)


def carried_over(before: Round, after: Round, giver: Ints, need: Ints, units: Ints, duals: Duals) -> Known:
    """What was known of one round, in the numbers of another. O(members + needs)."""
    number = {name: at for at, name in enumerate(after.ids)}
    member = np.array([number.get(name, -1) for name in before.ids], dtype=np.int64)
    rows = _same_needs(before, after, member)
    edges = _same_edges(before, after, member)
    by_need, by_edge = need >= 0, need < 0
    now = np.full(len(need), GONE)
    now[by_need] = rows[need[by_need]]
    now[by_edge] = edges[-1 - need[by_edge]]
    kept = (member[giver] >= 0) & (now != GONE)
    people = np.flatnonzero(member >= 0)
    balance, give, receive = (np.zeros((len(after), 3), dtype=np.int64) for _ in range(3))
    for new, old in ((balance, duals.balance), (give, duals.give), (receive, duals.receive)):
        new[member[people]] = old[people]
    price = np.zeros((len(after.need_member), 3), dtype=np.int64)
    there = np.flatnonzero(rows != GONE)
    price[rows[there]] = duals.need[there]
    none = np.zeros(0, dtype=np.int64)
    prices = Duals(balance, give, receive, price, none, none, np.zeros((0, 3), dtype=np.int64))
    priced = np.zeros(len(after.need_member), dtype=bool)
    priced[rows[there]] = before.need_most[there] > 0
    return Known(member[giver[kept]], now[kept], units[kept], prices, priced)


def _same_needs(before: Round, after: Round, member: Ints) -> Ints:
    """For each need before its row now: the same member's, at the same place in the list, the same skill."""
    skill_now = {name: at for at, name in enumerate(after.skills)}
    skill = np.array([skill_now.get(name, -1) for name in before.skills], dtype=np.int64)
    first_before = np.searchsorted(before.need_member, before.need_member)
    first_after = np.searchsorted(after.need_member, np.arange(len(after) + 1))
    owner = member[before.need_member]
    at = first_after[owner] + np.arange(len(owner)) - first_before
    there = (owner >= 0) & (at < first_after[owner + 1])
    at = np.where(there, at, 0)
    if len(after.need_skill):
        there &= after.need_skill[at] == skill[before.need_skill]
    return np.where(there, at, GONE)


def _same_edges(before: Round, after: Round, member: Ints) -> Ints:
    people = len(after)
    keys = after.edge_giver * people + after.edge_receiver
    giver, receiver = member[before.edge_giver], member[before.edge_receiver]
    at = _find(keys, np.where((giver >= 0) & (receiver >= 0), giver * people + receiver, -1))
    return np.where(at >= 0, -1 - at, GONE)


def prices_of(a_round: Round, network: Network, known: Known, weights: tuple[int, int]) -> Ints:
    """Prices at the nodes [nodes], as one number each: (units · M₁ + need) · M₂ − cost.

    Only arcs with a limit can be out of balance with them; all others are made to fit. O(arcs).
    """
    first, second = weights
    duals = known.duals
    balance, give, receive, need = (
        (part[:, 0] * first + part[:, 1]) * second + part[:, 2]
        for part in (duals.balance, duals.give, duals.receive, duals.need)
    )
    found = np.full(network.nodes, NOWHERE, dtype=np.int64)
    if network.bank >= 0:
        found[network.bank] = 0
    parts = network.parts
    gain = (network.gain[:, 0] * first + network.gain[:, 1]) * second + network.gain[:, 2]
    found[network.own] = balance
    split = network.into != network.own
    found[network.into[split]] = (balance - receive)[split]
    met = np.flatnonzero(network.need_node != network.need_hub)
    worth = (first + a_round.need_weight) * second + (balance - receive)[a_round.need_member] - need
    found[network.need_node[met]] = worth[met]
    # A need whose price is not known must not move its whole hub.
    sure = network.need_of if known.priced is None else network.need_of[known.priced[network.need_of]]
    np.maximum.at(found, network.need_hub[sure], worth[sure])
    bare = network.need_of[found[network.need_hub[network.need_of]] == NOWHERE]
    np.maximum.at(found, network.need_hub[bare], worth[bare])

    def lift(part: slice) -> None:
        """Raise the tails of arcs without a limit to what the heads are worth."""
        np.maximum.at(found, network.tail[part], found[network.head[part]] + gain[part])

    lift(parts["ways"])
    split = network.out != network.own
    found[network.out[split]] = (balance + give)[split]
    ample = np.zeros(len(network.tail), dtype=bool)
    ample[parts["options"]] = network.option_pair >= 0 if a_round.pair_max is not None else True
    lift_some = np.flatnonzero(ample)
    np.maximum.at(found, network.tail[lift_some], found[network.head[lift_some]] + gain[lift_some])
    offers = np.arange(len(network.tail))[parts["offers"]]
    offers = offers[split[a_round.offer_member[network.offer_of]]]
    np.maximum.at(found, network.tail[offers], found[network.head[offers]])
    return found


def flow_of(
    a_round: Round, network: Network, giver: Ints, need: Ints, units: Ints, held: Ints | None = None
) -> Ints:
    """The network's flow [A] that stands for exchanges, as far as its arcs and their limits hold them.

    giver, need (−1 − e for edge e), units [k], pairs not repeated. What no arc can carry is left out, so the
    flow need not be conserved. O((k + A) · log).
    """
    flow = np.zeros(len(network.tail), dtype=np.int64)
    parts, size = network.parts, len(a_round.need_member) + len(a_round.edge_giver) + 1
    at = _find(network.option_giver * size + network.option_need, giver * size + need)
    chosen = np.flatnonzero(at >= 0)
    np.add.at(flow, parts["options"].start + at[chosen], units[chosen])
    carried = np.zeros(len(giver), dtype=bool)
    carried[chosen] = True
    kinds = max(1, len(a_round.skills))
    rest = np.flatnonzero(~carried & (need >= 0))
    offered = a_round.offer_member[network.offer_of] * kinds + a_round.offer_skill[network.offer_of]
    offer = _find(offered, giver[rest] * kinds + a_round.need_skill[need[rest]])
    wish = _find(network.need_of, need[rest])
    both = np.flatnonzero((offer >= 0) & (wish >= 0))
    rest, offer, wish = rest[both], offer[both], wish[both]
    ways = parts["ways"]
    start, end = network.offer_hub[network.offer_of[offer]], network.need_hub[need[rest]]
    way = _find(network.tail[ways] * network.nodes + network.head[ways], start * network.nodes + end)
    there = np.flatnonzero(way >= 0)
    rest, offer, wish, way = rest[there], offer[there], wish[there], way[there]
    carried[rest] = True
    for name, arcs in (("offers", offer), ("ways", way), ("wishes", wish)):
        np.add.at(flow, parts[name].start + arcs, units[rest])
    own = np.flatnonzero(network.need_node[network.need_of] != network.need_hub[network.need_of])
    met = np.zeros(len(a_round.need_member), dtype=np.int64)
    by_need = np.flatnonzero(carried & (need >= 0))
    np.add.at(met, need[by_need], units[by_need])
    flow[parts["needs"]] = met[network.need_of[own]]
    hung = np.flatnonzero(network.option_pair >= 0)
    np.add.at(flow, parts["caps"].start + network.option_pair[hung], flow[parts["options"]][hung])
    given, received = np.zeros(len(a_round), dtype=np.int64), np.zeros(len(a_round), dtype=np.int64)
    np.add.at(given, giver[carried], units[carried])
    np.add.at(received, option_receiver(a_round, need[carried]), units[carried])
    _members(a_round, network, flow, given, received, 0 if held is None else held)
    return np.minimum(flow, network.cap)


def _members(
    a_round: Round, network: Network, flow: Ints, given: Ints, received: Ints, held: Ints | int
) -> None:
    """The arcs between a member's nodes, and with the bank."""
    parts = network.parts
    flow[parts["gives"]] = given[np.flatnonzero(network.out != network.own)]
    flow[parts["gets"]] = received[np.flatnonzero(network.into != network.own)]
    change = given - received + held
    flow[parts["rises"]] = np.maximum(change, 0)[np.flatnonzero(a_round.rise)]
    flow[parts["falls"]] = np.maximum(-change, 0)[np.flatnonzero(a_round.fall)]


def _find(keys: Ints, wanted: Ints) -> Ints:
    """The row of each wanted key, −1 where it is missing."""
    if not len(keys):
        return np.full(len(wanted), -1)
    order = np.argsort(keys, kind="stable")
    at = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    return np.where(keys[order][at] == wanted, order[at], -1)
