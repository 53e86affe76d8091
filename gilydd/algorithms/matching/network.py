"""The round as a network of hubs: about ten arcs a member instead of one for every pair.

A unit of help leaves the giver's own node, passes the hub of its skill, place and level, travels to a hub of
needs, and reaches the receiver's own node. The bank joins the members' nodes and bounds what each balance may
change; without a corridor there is no bank, and everything goes round. Helpers who are set apart have an arc
for every need they may meet instead of the hub's, so that their vetoes and pair limits hold exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gilydd.algorithms.matching.rounds import Ints, Round
from gilydd.algorithms.matching.rules import Flags, Rules, expand, starts

__all__ = ["Network", "build", "most_units"]

NONE = -1


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes and arcs, A of each arc's columns. ``gain`` [A, 3]: units, need, minus cost, for a unit of flow.

    own, out, into [n]: a member's nodes (out and into may be the own one). offer_hub [offers] and
    need_hub [needs]: hubs, −1 where there is none. need_node [needs]: where arcs of those set apart end.
    Arcs come in segments, ``parts`` [name → slice]; what each stands for:
    offers → ``offer_of``; ways: hub to hub; wishes → ``need_of``; options → ``option_giver``,
    ``option_need`` (−1 − e for edge e) and ``option_pair``, the arc of caps that it hangs on, or −1.
    """

    nodes: int
    tail: Ints
    head: Ints
    cap: Ints
    gain: Ints
    own: Ints
    out: Ints
    into: Ints
    bank: int
    offer_hub: Ints
    need_hub: Ints
    need_node: Ints
    parts: dict[str, slice]
    offer_of: Ints
    need_of: Ints
    option_giver: Ints
    option_need: Ints
    option_pair: Ints


@dataclass
class _Arcs:
    """Arcs being gathered, segment by segment."""

    tails: list[Ints] = field(default_factory=list)
    heads: list[Ints] = field(default_factory=list)
    caps: list[Ints] = field(default_factory=list)
    gains: list[Ints] = field(default_factory=list)
    parts: dict[str, slice] = field(default_factory=dict)
    count: int = 0

    def add(self, name: str, tail: Ints, head: Ints, cap: Ints | int, gain: Ints | None = None) -> None:
        """One segment."""
        size = len(tail)
        self.tails.append(tail)
        self.heads.append(head)
        self.caps.append(np.broadcast_to(np.asarray(cap, dtype=np.int64), size))
        self.gains.append(np.zeros((size, 3), dtype=np.int64) if gain is None else gain)
        self.parts[name] = slice(self.count, self.count + size)
        self.count += size


def most_units(a_round: Round) -> int:
    """No arc of the round's network ever carries more units than this."""
    edges = np.minimum(a_round.give_max[a_round.edge_giver], a_round.receive_max[a_round.edge_receiver])
    if a_round.pair_max is not None:
        edges = np.minimum(edges, a_round.pair_max)
    return int(a_round.need_most.sum() + edges.sum())


def build(a_round: Round, rules: Rules, apart: Flags, held: Ints | None = None) -> Network:
    """The network of a round, in which the helpers of ``apart`` [n] have arcs of their own.

    held [n]: what members give less what they get in exchanges outside this round; nothing without it.
    O(members + needs + pairs of neighbouring hubs + arcs of those set apart).
    """
    return _Builder(a_round, rules, apart, held).network()


class _Builder:
    def __init__(self, a_round: Round, rules: Rules, apart: Flags, held: Ints | None) -> None:
        self.round, self.rules, self.apart = a_round, rules, apart
        self.people = len(a_round)
        self.held = np.zeros(self.people, dtype=np.int64) if held is None else held
        self.ample = most_units(a_round) + 1
        self.give = np.minimum(a_round.give_max, self.ample)
        self.receive = np.minimum(a_round.receive_max, self.ample)
        self.most = a_round.need_most
        self.arcs = _Arcs()
        self.places: list[Ints] = []
        self.count = 0
        self.leans = np.zeros(self.people, dtype=bool)

    def nodes(self, places: Ints) -> Ints:
        """New nodes, one for each of these places."""
        self.places.append(places)
        self.count += len(places)
        return np.arange(self.count - len(places), self.count)

    def network(self) -> Network:
        """Nodes and arcs of the whole round, numbered place by place."""
        a_round = self.round
        own = self.nodes(a_round.place)
        usable = (~self.apart & (self.give > 0))[a_round.offer_member]
        offer_of = np.flatnonzero(usable)
        need_of = np.flatnonzero(self.most > 0)
        offer_hub, need_hub = self._hubs(offer_of, need_of)
        option_giver, option_need, option_cost = self._options()
        out = self._out(own, offer_of, option_giver)
        into = self._into(own, need_of)
        need_node = self._need_nodes(need_hub, option_need, into)
        self.arcs.add(
            "offers", out[a_round.offer_member[offer_of]], offer_hub[offer_of],
            np.where(out == own, self.give, self.ample)[a_round.offer_member[offer_of]],
        )  # fmt: skip
        self._wishes(need_of, need_hub, need_node, into)
        pair = self._option_arcs(option_giver, option_need, option_cost, out, into, need_node)
        self._limits(own, out, into)
        bank = self._bank(own)
        order = np.argsort(np.concatenate(self.places), kind="stable")
        number = np.empty(self.count + 1, dtype=np.int64)
        number[order] = np.arange(self.count)
        number[-1] = NONE  # so that node −1 stays −1
        return Network(
            self.count,
            number[np.concatenate(self.arcs.tails)], number[np.concatenate(self.arcs.heads)],
            np.concatenate(self.arcs.caps), np.concatenate(self.arcs.gains),
            number[own], number[out], number[into], int(number[bank]),
            number[offer_hub], number[need_hub], number[need_node], self.arcs.parts,
            offer_of, need_of, option_giver, option_need, pair,
        )  # fmt: skip

    def _hubs(self, offer_of: Ints, need_of: Ints) -> tuple[Ints, Ints]:
        """Hubs of offers and of needs, and the ways between them."""
        a_round = self.round
        giver, receiver = a_round.offer_member[offer_of], a_round.need_member[need_of]
        skill_given, skill_needed = a_round.offer_skill[offer_of], a_round.need_skill[need_of]
        asks, asked = a_round.offer_asks[offer_of], a_round.need_asks[need_of]
        # Levels that no need (or offer) of the skill tells apart share a hub.
        supply = _grouped(
            skill_given,
            a_round.place[giver],
            _rank(skill_given, a_round.checked[giver], skill_needed, asked),
            asks,
        )
        demand = _grouped(
            skill_needed, a_round.place[receiver],
            _rank(skill_needed, a_round.checked[receiver], skill_given, asks), asked,
        )  # fmt: skip
        given = self.nodes(a_round.place[giver[supply.first]])
        needed = self.nodes(a_round.place[receiver[demand.first]])
        offer_hub = np.full(len(a_round.offer_member), NONE)
        offer_hub[offer_of] = given[supply.group]
        need_hub = np.full(len(a_round.need_member), NONE)
        need_hub[need_of] = needed[demand.group]
        one, other, cost = self._ways(offer_of[supply.first], need_of[demand.first])
        gain = np.zeros((len(one), 3), dtype=np.int64)
        gain[:, 2] = -cost
        self.arcs.add("ways", given[one], needed[other], self.ample, gain)
        return offer_hub, need_hub

    def _ways(self, offer: Ints, need: Ints) -> tuple[Ints, Ints, Ints]:
        """Pairs of hubs (by one offer and one need of each) between which help may go, and the cost."""
        a_round = self.round
        giver, receiver = a_round.offer_member[offer], a_round.need_member[need]
        row, other, way = self._reach(offer, need)
        open_door = (a_round.checked[giver[row]] >= a_round.need_asks[need[other]]) & (
            a_round.checked[receiver[other]] >= a_round.offer_asks[offer[row]]
        )
        row, other, way = row[open_door], other[open_door], way[open_door]
        return row, other, way + a_round.first_time_cost

    def _reach(self, offer: Ints, need: Ints) -> tuple[Ints, Ints, Ints]:
        """Rows of offers and of needs of the same skill within reach, and the cost of travel."""
        a_round, places = self.round, len(self.round.places)
        cell = a_round.need_skill[need] * places + a_round.place[a_round.need_member[need]]
        by_cell = np.argsort(cell, kind="stable")
        cells = cell[by_cell]
        # The ways from each place, its own included, in the order of rules.way_keys.
        first = starts(self.rules.way_keys // places, places)
        place = a_round.place[a_round.offer_member[offer]]
        row, way = expand(first[place], first[place + 1])
        goal = a_round.offer_skill[offer[row]] * places + self.rules.way_keys[way] % places
        again, at = expand(np.searchsorted(cells, goal), np.searchsorted(cells, goal, side="right"))
        return row[again], by_cell[at], self.rules.way_costs[way[again]]

    def _options(self) -> tuple[Ints, Ints, Ints]:
        """Arcs of their own: giver, need (−1 − e for edge e) and cost."""
        a_round = self.round
        found = [self._of_those_who_met(), self._of_those_apart()]
        giver, need = (np.concatenate(column) for column in zip(*found, strict=True))
        key = giver * (len(self.most) + 1) + need
        _keys, first = np.unique(key, return_index=True)
        giver, need = giver[first], need[first]
        cost = self.rules.cost(giver, need)
        kept = (cost >= 0) & (self.give[giver] > 0) & (self.most[need] > 0)
        giver, need, cost = giver[kept], need[kept], cost[kept]
        open_door = ~self.rules.vetoed(a_round.edge_giver, a_round.edge_receiver)
        edge = np.flatnonzero(open_door & (self.give[a_round.edge_giver] > 0))
        return (
            np.r_[giver, a_round.edge_giver[edge]],
            np.r_[need, -1 - edge],
            np.r_[cost, a_round.edge_cost[edge]],
        )

    def _of_those_who_met(self) -> tuple[Ints, Ints]:
        """Giver and need of pairs for whom having met makes a difference."""
        a_round = self.round
        kinds = self.rules.kinds
        helps = np.flatnonzero(~self.apart[a_round.met_giver])
        if not len(helps) or not len(self.most):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        giver, receiver = a_round.met_giver[helps], a_round.met_receiver[helps]
        first = starts(a_round.offer_member, self.people)
        row, offer = expand(first[giver], first[giver + 1])
        wanted = a_round.need_member * kinds + a_round.need_skill
        by_key = np.argsort(wanted, kind="stable")
        key = receiver[row] * kinds + a_round.offer_skill[offer]
        again, at = expand(
            np.searchsorted(wanted[by_key], key), np.searchsorted(wanted[by_key], key, side="right")
        )
        giver, need = giver[row[again]], by_key[at]
        matters = (a_round.first_time_cost > 0) | (a_round.checked[giver] < a_round.need_asks[need])
        return giver[matters], need[matters]

    def _of_those_apart(self) -> tuple[Ints, Ints]:
        a_round = self.round
        offer = np.flatnonzero((self.apart & (self.give > 0))[a_round.offer_member])
        need = np.flatnonzero(self.most > 0)
        row, other, _way = self._reach(offer, need)
        return a_round.offer_member[offer[row]], need[other]

    def _out(self, own: Ints, offer_of: Ints, option_giver: Ints) -> Ints:
        """A node behind the own one where what is given needs a limit on several arcs together."""
        arcs = np.bincount(self.round.offer_member[offer_of], minlength=self.people)
        options = np.bincount(option_giver, minlength=self.people)
        could = np.minimum(self.receive, self._wanted() + self._edges_in() * self.ample) + self.round.rise
        could = could + np.maximum(-self.held, 0)
        split = (options > 0) | ((arcs > 1) & (self.give < could))
        # Where several arcs go unlimited because little is received, what is received has to be limited.
        self.leans = (arcs > 1) & ~split
        return self._split(own, split)

    def _into(self, own: Ints, need_of: Ints) -> Ints:
        """A node before the own one where what is received needs a limit on several arcs together."""
        wanted, edges = self._wanted(), self._edges_in()
        implied = ~self.leans & (self.receive >= self.give + self.round.fall + np.maximum(self.held, 0))
        binding = (self.receive < wanted + edges * self.ample) & ~implied
        several = np.bincount(self.round.need_member[need_of], minlength=self.people) > 1
        return self._split(own, binding & (several | (edges > 0)))

    def _split(self, own: Ints, split: Flags) -> Ints:
        found = own.copy()
        found[split] = self.nodes(self.round.place[split])
        return found

    def _wanted(self) -> Ints:
        found = np.zeros(self.people, dtype=np.int64)
        np.add.at(found, self.round.need_member, self.most)
        return found

    def _edges_in(self) -> Ints:
        return np.bincount(self.round.edge_receiver, minlength=self.people).astype(np.int64)

    def _need_nodes(self, need_hub: Ints, option_need: Ints, into: Ints) -> Ints:
        """Needs that options lead to get a node of their own; the others are met straight from the hub."""
        need_node = need_hub.copy()
        need = np.unique(option_need[option_need >= 0])
        need_node[need] = self.nodes(self.round.place[self.round.need_member[need]])
        return need_node

    def _wishes(self, need_of: Ints, need_hub: Ints, need_node: Ints, into: Ints) -> None:
        a_round = self.round
        gain = np.zeros((len(need_of), 3), dtype=np.int64)
        gain[:, 0], gain[:, 1] = 1, a_round.need_weight[need_of]
        alone = need_node[need_of] != need_hub[need_of]
        target = into[a_round.need_member[need_of]]
        self.arcs.add(
            "wishes",
            need_hub[need_of],
            np.where(alone, need_node[need_of], target),
            np.where(alone, self.ample, self.most[need_of]),
            np.where(alone[:, None], 0, gain),
        )
        own = need_of[alone]
        self.arcs.add("needs", need_node[own], target[alone], self.most[own], gain[alone])

    def _option_arcs(
        self, giver: Ints, need: Ints, cost: Ints, out: Ints, into: Ints, need_node: Ints
    ) -> Ints:
        """Arcs of options; several of one pair hang together on one arc that keeps the pair's limit."""
        a_round = self.round
        edge = np.where(need < 0, -1 - need, 0)
        gain = np.zeros((len(giver), 3), dtype=np.int64)
        gain[:, 2] = -cost
        if len(a_round.edge_giver):
            by_edge = need < 0
            gain[by_edge, 0], gain[by_edge, 1] = 1, a_round.edge_weight[edge[by_edge]]
        receiver = option_receiver(a_round, need)
        head = into[receiver].copy()
        at_need = np.flatnonzero(need >= 0)
        head[at_need] = need_node[need[at_need]]
        pairs, row, size = np.unique(giver * self.people + receiver, return_inverse=True, return_counts=True)
        limited = a_round.pair_max is not None
        hangs = (size[row] > 1) & limited
        members = pairs[size > 1] // self.people if limited else np.zeros(0, dtype=np.int64)
        between = np.full(len(pairs), NONE)
        between[size > 1] = self.nodes(a_round.place[members]) if limited else NONE
        cap = self.ample if a_round.pair_max is None else a_round.pair_max
        self.arcs.add(
            "options", np.where(hangs, between[row], out[giver]), head, np.where(hangs, self.ample, cap), gain
        )
        rank = np.full(len(pairs), NONE)
        rank[size > 1] = np.arange(np.count_nonzero(size > 1))
        self.arcs.add("caps", out[members], between[size > 1] if limited else members, cap)
        return np.where(hangs, rank[row], NONE)

    def _limits(self, own: Ints, out: Ints, into: Ints) -> None:
        split = np.flatnonzero(out != own)
        self.arcs.add("gives", own[split], out[split], self.give[split])
        split = np.flatnonzero(into != own)
        self.arcs.add("gets", into[split], own[split], self.receive[split])

    def _bank(self, own: Ints) -> int:
        rise, fall = np.minimum(self.round.rise, self.ample), np.minimum(self.round.fall, self.ample)
        up, down = np.flatnonzero(rise), np.flatnonzero(fall)
        bank = NONE
        if len(up) or len(down):
            bank = int(self.nodes(np.array([len(self.round.places)]))[0])
        self.arcs.add("rises", np.full(len(up), bank), own[up], rise[up])
        self.arcs.add("falls", own[down], np.full(len(down), bank), fall[down])
        return bank


def option_receiver(a_round: Round, need: Ints) -> Ints:
    """Who receives by a need, or by edge e written −1 − e."""
    found = np.zeros(len(need), dtype=np.int64)
    by_need, by_edge = need >= 0, need < 0
    found[by_need] = a_round.need_member[need[by_need]]
    found[by_edge] = a_round.edge_receiver[-1 - need[by_edge]]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    group: Ints
    first: Ints


def _grouped(*columns: Ints) -> _Groups:
    """Rows with the same values share a group; ``first`` is one row of each."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for values in columns:
        least = int(values.min()) if len(values) else 0
        key = key * (int(values.max()) - least + 1 if len(values) else 1) + (values - least)
    _keys, first, group = np.unique(key, return_index=True, return_inverse=True)
    return _Groups(group.astype(np.int64), first.astype(np.int64))


def _rank(skill: Ints, level: Ints, asking_skill: Ints, asked: Ints) -> Ints:
    """How many of the levels that are asked for in this skill (and before) each level reaches."""
    wide = 1 + max(int(level.max(initial=0)), int(asked.max(initial=0)))
    return np.searchsorted(np.unique(asking_skill * wide + asked), skill * wide + level, side="right").astype(
        np.int64
    )
