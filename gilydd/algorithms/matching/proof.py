"""Linear-programming duality: prices that prove, without any solver, that no round could do better.

The round as a linear programme, for units x of giver i for need d of member j, allowed pairs only:

    largest Σ x · (1, weight of d, −cost), compared in that order, subject to
    Σ x given by i ≤ give_max        price give_i ≥ 0
    Σ x received by j ≤ receive_max  price receive_j ≥ 0
    Σ x for d ≤ units of d           price need_d ≥ 0
    Σ x from i to j ≤ pair_max       price pair_ij ≥ 0
    −fall ≤ given − received ≤ rise  price balance_i of either sign

Any prices with give_i + balance_i + receive_j − balance_j + need_d + pair_ij ≥ (1, weight, −cost) for every
allowed pair bound every possible round by the sum of prices times limits. When the bound equals what the
round reaches, nothing better exists. Prices are rows of three whole numbers, (units, need, minus cost),
compared column by column; sums of products of such rows with whole numbers of at least 0 keep that order, so
the argument is the usual one (von Neumann; Dantzig, *Linear Programming and Extensions*, 1963).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gilydd.algorithms.matching.flows import at_least, positive
from gilydd.algorithms.matching.network import Network, build, option_receiver
from gilydd.algorithms.matching.rounds import Ints, Round
from gilydd.algorithms.matching.rules import Rules

__all__ = ["Duals", "Unproven", "bound", "check_prices", "duals_of"]

ALL_PAIRS = 4_000_000  # up to so many pairs of a helper and a need each is looked at


class Unproven(ValueError):  # noqa: N818
    """The prices prove nothing: says where they fail."""


@dataclass(frozen=True, eq=False)
class Duals:
    """Prices as rows (units, need, minus cost): balance, give, receive [n, 3]; need [needs, 3]; and of pairs
    (giver, receiver) [k] pair [k, 3], in order of giver and receiver."""

    balance: Ints
    give: Ints
    receive: Ints
    need: Ints
    pair_giver: Ints
    pair_receiver: Ints
    pair: Ints


def duals_of(a_round: Round, network: Network, prices: Ints) -> Duals:
    """The programme's prices from the prices at the network's nodes [nodes, 3]. O(arcs)."""
    own = prices[network.own]
    into = prices[network.into]
    worth = _best_price(a_round, network, prices)
    gain = np.zeros((len(a_round.need_member), 3), dtype=np.int64)
    gain[:, 0], gain[:, 1] = 1, a_round.need_weight
    met = network.need_node >= 0
    need = np.where(met[:, None], positive(gain + into[a_round.need_member] - prices[network.need_node]), 0)
    caps, options = network.parts["caps"], network.parts["options"]
    single = network.option_pair < 0
    tails, heads = (np.r_[column[options][single], column[caps]] for column in (network.tail, network.head))
    surplus = positive(
        prices[heads] - prices[tails] + np.concatenate([network.gain[options][single], network.gain[caps]])
    )
    hung = np.unique(network.option_pair[~single], return_index=True)[1]
    option = np.r_[np.flatnonzero(single), np.flatnonzero(~single)[hung]]
    giver, receiver = network.option_giver[option], option_receiver(a_round, network.option_need[option])
    priced = np.flatnonzero(surplus.any(axis=1))
    order = priced[np.lexsort((receiver[priced], giver[priced]))]
    level = prices[network.bank] if network.bank >= 0 else np.zeros(3, dtype=np.int64)
    return Duals(
        own - level, positive(worth - own), positive(own - into), need,
        giver[order], receiver[order], surplus[order],
    )  # fmt: skip


def _best_price(a_round: Round, network: Network, prices: Ints) -> Ints:
    """What a unit of each member's help is worth, at the best of the hubs it may go to."""
    found = prices[network.out].copy()
    straight = np.flatnonzero(network.out == network.own)
    mine = np.isin(a_round.offer_member[network.offer_of], straight)
    offers = network.offer_of[mine]
    member, worth = a_round.offer_member[offers], prices[network.offer_hub[offers]]
    order = np.lexsort((worth[:, 2], worth[:, 1], worth[:, 0], member))
    last = np.flatnonzero(np.r_[np.diff(member[order]) != 0, True]) if len(order) else order
    best, member = worth[order][last], member[order][last]
    found[member] = np.where(at_least(best - found[member])[:, None], best, found[member])
    return found


def bound(a_round: Round, duals: Duals) -> tuple[int, int, int]:
    """Prices times limits: no round reaches more, once ``check_prices`` has passed. Whole numbers, exact."""
    parts = [
        (duals.give, a_round.give_max),
        (duals.receive, a_round.receive_max),
        (duals.need, a_round.need_most),
        (positive(duals.balance), a_round.rise),
        (positive(-duals.balance), a_round.fall),
        (duals.pair, np.full(len(duals.pair), a_round.pair_max or 0)),
    ]
    units, need, cost = (
        sum(sum(map(int.__mul__, price[:, at].tolist(), limit.tolist())) for price, limit in parts)
        for at in range(3)
    )
    return units, need, cost


def check_prices(a_round: Round, rules: Rules, duals: Duals) -> None:
    """Raise Unproven unless the prices fit every allowed pair of the round.

    Small rounds are looked at pair by pair. In large ones the cheapest helper and the dearest need of each
    two hubs are compared, and every pair that this leaves open. O(pairs), or O(members · log + open pairs).
    """
    for name in ("give", "receive", "need", "pair"):
        if not at_least(getattr(duals, name)).all():
            raise Unproven(f"a price of {name} is below 0")
    if len(duals.pair) and a_round.pair_max is None:
        raise Unproven("there is a price for a pair, but no limit for pairs")
    helper = duals.give + duals.balance
    paid = -duals.need - (duals.receive - duals.balance)[a_round.need_member]
    paid[:, 0] += 1
    paid[:, 1] += a_round.need_weight
    giving = np.flatnonzero(a_round.give_max > 0)
    needing = np.flatnonzero(a_round.need_most > 0)
    offering = giving[np.isin(giving, a_round.offer_member)]
    if len(offering) * len(needing) <= ALL_PAIRS:
        pairs = _all_pairs(offering, needing)
    else:
        pairs = _open_pairs(a_round, rules, helper, paid)
    for giver, need in pairs:
        _check_pairs(a_round, rules, duals, helper[giver], giver, need, paid[need])
    _check_edges(a_round, rules, duals, helper)


def _all_pairs(giver: Ints, need: Ints) -> Iterator[tuple[Ints, Ints]]:
    step = max(1, 200_000 // max(1, len(need)))
    for start in range(0, len(giver), step):
        some = giver[start : start + step]
        yield np.repeat(some, len(need)), np.tile(need, len(some))


def _check_pairs(
    a_round: Round, rules: Rules, duals: Duals, helper: Ints, giver: Ints, need: Ints, paid: Ints
) -> None:
    cost = rules.cost(giver, need)
    rest = helper - paid
    rest[:, 2] += cost
    short = np.flatnonzero((cost >= 0) & ~at_least(rest))
    receiver = a_round.need_member[need[short]]
    _check_short(a_round, duals, giver[short], receiver, rest[short])


def _check_short(a_round: Round, duals: Duals, giver: Ints, receiver: Ints, rest: Ints) -> None:
    """Pairs whose prices fall short must have a price of the pair that makes it up."""
    if not len(giver):
        return
    people = len(a_round)
    known = duals.pair_giver * people + duals.pair_receiver
    key = giver * people + receiver
    at = np.minimum(np.searchsorted(known, key), max(0, len(known) - 1))
    if len(known):
        rest = rest + np.where((known[at] == key)[:, None], duals.pair[at], 0)
    wrong = np.flatnonzero(~at_least(rest))
    if len(wrong):
        one, other = a_round.ids[giver[wrong[0]]], a_round.ids[receiver[wrong[0]]]
        raise Unproven(f"the prices do not cover what {one!r} could do for {other!r}")


def _check_edges(a_round: Round, rules: Rules, duals: Duals, helper: Ints) -> None:
    giver, receiver = a_round.edge_giver, a_round.edge_receiver
    limits = (a_round.give_max[giver] > 0) & (a_round.receive_max[receiver] > 0)
    open_door = np.flatnonzero(~rules.vetoed(giver, receiver) & limits)
    giver, receiver = giver[open_door], receiver[open_door]
    rest = helper[giver] + (duals.receive - duals.balance)[receiver]
    rest[:, 0] -= 1
    rest[:, 1] -= a_round.edge_weight[open_door]
    rest[:, 2] += a_round.edge_cost[open_door]
    short = np.flatnonzero(~at_least(rest))
    _check_short(a_round, duals, giver[short], receiver[short], rest[short])


def _open_pairs(a_round: Round, rules: Rules, helper: Ints, paid: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Pairs that the hubs' cheapest helpers and dearest needs do not settle, in batches.

    Pairs who have met are looked at besides: for them less is asked, and no first time costs.
    """
    network = build(a_round, rules, np.zeros(len(a_round), dtype=bool))
    member = a_round.offer_member[network.offer_of]
    givers = _Sorted(network.offer_hub[network.offer_of], helper[member], member)
    needs = _Sorted(network.need_hub[network.need_of], -paid[network.need_of], network.need_of)
    ways = network.parts["ways"]
    tail, head, cost = network.tail[ways], network.head[ways], -network.gain[ways][:, 2]
    least = givers.key[givers.begin(tail)] + needs.key[needs.begin(head)]
    least[:, 2] += cost
    batch: list[tuple[int, int]] = []
    for way in np.flatnonzero(~at_least(least)).tolist():
        for pair in _short_pairs(givers.rows(tail[way]), needs.rows(head[way]), int(cost[way])):
            batch.append(pair)
            if len(batch) >= 100_000:
                yield _columns(batch)
                batch = []
    if batch:
        yield _columns(batch)
    by_met = network.option_need >= 0
    yield network.option_giver[by_met], network.option_need[by_met]


def _short_pairs(
    givers: list[tuple[tuple[int, int, int], int]], needs: list[tuple[tuple[int, int, int], int]], cost: int
) -> Iterator[tuple[int, int]]:
    """Pairs whose keys and the cost together are below 0; both lists rise, so each scan ends early."""
    for one, giver in givers:
        for place, (other, need) in enumerate(needs):
            if (one[0] + other[0], one[1] + other[1], one[2] + other[2] + cost) >= (0, 0, 0):
                if not place:
                    return
                break
            yield giver, need


def _columns(batch: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    table = np.array(batch, dtype=np.int64)
    return table[:, 0], table[:, 1]


class _Sorted:
    """Rows by hub, and within a hub by rising key [rows, 3]."""

    def __init__(self, hub: Ints, key: Ints, value: Ints) -> None:
        order = np.lexsort((key[:, 2], key[:, 1], key[:, 0], hub))
        self.hub, self.key, self.value = hub[order], key[order], value[order]

    def begin(self, hub: Ints) -> Ints:
        """Where the rows of each hub begin."""
        return np.searchsorted(self.hub, hub).astype(np.int64)

    def rows(self, hub: int) -> list[tuple[tuple[int, int, int], int]]:
        """The rows of one hub in order of their keys: (key, value)."""
        first, last = np.searchsorted(self.hub, hub), np.searchsorted(self.hub, hub, side="right")
        keys = map(tuple, self.key[first:last].tolist())
        return list(zip(keys, self.value[first:last].tolist(), strict=True))
