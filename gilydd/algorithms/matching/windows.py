"""Very large rounds, a few places at a time: near the optimum in time that grows with the members.

Places are taken in order, eight to a window, and each window is solved by itself, exactly; then again with
windows shifted by half, each starting from what the first found, so that help also goes over the old borders.
Exchanges that cross a window's border stay as they are. Windows do not touch, so they are shared out to
processes. Number neighbouring places next to each other: that is what the windows go by.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
from dataclasses import dataclass
from functools import partial

import numpy as np

from gilydd.algorithms.matching import kernel
from gilydd.algorithms.matching.flows import Circulation, joint_cost, taken_apart, weights_of
from gilydd.algorithms.matching.network import Network, build, option_receiver
from gilydd.algorithms.matching.proof import Duals, duals_of
from gilydd.algorithms.matching.rounds import Ints, Round
from gilydd.algorithms.matching.rules import Rules, expand
from gilydd.algorithms.matching.solving import Result, result_of, solved_with
from gilydd.algorithms.matching.starting import Known, prices_of, start_of

__all__ = ["part_of", "solve_in_windows"]

PLACES = 8  # a window
WIDE = (2**20, 2**20)  # weights far above any price, to compare prices in one number


@dataclass(frozen=True, eq=False)
class _Found:
    """Exchanges of the whole round [k], in order of givers; their rows in order of receivers; all prices."""

    giver: Ints
    receiver: Ints
    need: Ints
    units: Ints
    by_receiver: Ints
    duals: Duals


@dataclass(frozen=True, eq=False)
class _Whole:
    """The whole round, its members in order of places, and what was found so far."""

    round: Round
    by_place: Ints
    places: Ints
    found: _Found | None


@dataclass(frozen=True, eq=False)
class _Piece:
    """One window: its members and needs, its exchanges and its prices, in the whole round's numbers."""

    members: Ints
    needs: Ints
    giver: Ints
    need: Ints
    units: Ints
    duals: Duals


_now: _Whole | None = None  # what forked processes read


def solve_in_windows(a_round: Round, workers: int | None = None, places: int = PLACES) -> Result:
    """Solve a very large round nearly: every limit holds, and each window is the best for itself.

    workers: processes, as many as there are cores without it. places: how many make a window. The same round
    gives the same result whatever the workers. The result's bound is valid, but is not reached as a rule.
    Raises ArithmeticError where amounts are too large, ValueError for a round of edges, which have no places.
    Time in proportion to the number of windows.
    """
    if len(a_round.edge_giver):
        raise ValueError("a round of edges has no places to go by; solve it whole")
    workers = workers or os.cpu_count() or 1
    by_place = np.argsort(a_round.place, kind="stable")
    whole = _Whole(a_round, by_place, a_round.place[by_place], None)
    for shift in (0, places // 2):
        starts = range(-shift, len(a_round.places), places)
        windows = [(max(0, start), start + places) for start in starts if start + places > 0]
        pieces = _each(whole, windows, workers)
        window = (a_round.place + shift) // places
        whole = dataclasses.replace(whole, found=_merged(a_round, whole.found, pieces, window))
    found = whole.found
    assert found is not None
    return result_of(a_round, found.giver, found.need, found.units, _fitting(a_round, found.duals))


def _each(whole: _Whole, windows: list[tuple[int, int]], workers: int) -> list[_Piece]:
    """Every window solved, in order."""
    global _now
    _now = whole
    try:
        if workers > 1 and len(windows) > 1 and "fork" in multiprocessing.get_all_start_methods():
            kernel.ready()  # compiled once, before the processes part
            with multiprocessing.get_context("fork").Pool(workers) as pool:
                return pool.map(_window, windows, chunksize=4)
        return [_window(window) for window in windows]
    finally:
        _now = None


def _window(window: tuple[int, int]) -> _Piece:
    """Solve one window, from what was found before where something was."""
    whole = _now
    assert whole is not None
    first, last = np.searchsorted(whole.places, window)
    members = np.sort(whole.by_place[first:last])
    part, needs = part_of(whole.round, members)
    known = None
    if whole.found is not None:
        part, known = _started(whole.round, part, members, needs, whole.found)
    result = solved_with(part, partial(_circulation, part), known)
    return _Piece(members, needs, members[result.giver], needs[result.need], result.units, result.duals)


def part_of(a_round: Round, members: Ints) -> tuple[Round, Ints]:
    """The round of some members (rising row numbers) among themselves, and the rows of their needs."""
    offers = _rows_of(a_round.offer_member, members)
    needs = _rows_of(a_round.need_member, members)
    vetoes, veto_giver, veto_receiver = _inside(a_round.veto_giver, a_round.veto_receiver, members)
    _met, met_giver, met_receiver = _inside(a_round.met_giver, a_round.met_receiver, members)
    columns = {
        name: getattr(a_round, name)[rows]
        for names, rows in (
            ("balance give_max receive_max floor ceiling place checked", members),
            ("offer_skill offer_asks", offers),
            ("need_skill need_units need_weight need_asks need_asks_met", needs),
        )
        for name in names.split()
    }
    part = dataclasses.replace(
        a_round,
        ids=tuple(map(a_round.ids.__getitem__, members.tolist())),
        names={},
        offer_member=np.searchsorted(members, a_round.offer_member[offers]),
        need_member=np.searchsorted(members, a_round.need_member[needs]),
        veto_giver=veto_giver, veto_receiver=veto_receiver, veto_skill=a_round.veto_skill[vetoes],
        met_giver=met_giver, met_receiver=met_receiver,
        **columns,
    )  # fmt: skip
    return part, needs


def _rows_of(owner: Ints, members: Ints) -> Ints:
    """Rows that belong to some members, where rows are in order of their owners."""
    return expand(np.searchsorted(owner, members), np.searchsorted(owner, members, side="right"))[1]


def _inside(giver: Ints, receiver: Ints, members: Ints) -> tuple[Ints, Ints, Ints]:
    """Rows of pairs who are both among the members, and the two in the members' numbers."""
    one, other = np.searchsorted(members, giver), np.searchsorted(members, receiver)
    last = len(members) - 1
    both = (members[np.minimum(one, last)] == giver) & (members[np.minimum(other, last)] == receiver)
    rows = np.flatnonzero(both)
    return rows, one[rows], other[rows]


def _started(a_round: Round, part: Round, members: Ints, needs: Ints, found: _Found) -> tuple[Round, Known]:
    """The window's round less what crosses its border, and what is known inside."""
    out = _rows_of(found.giver, members)
    into = found.by_receiver[_rows_of(found.receiver[found.by_receiver], members)]
    within = np.intersect1d(out, into)
    out, into = np.setdiff1d(out, within), np.setdiff1d(into, within)
    given, received = np.zeros(len(members), dtype=np.int64), np.zeros(len(members), dtype=np.int64)
    np.add.at(given, np.searchsorted(members, found.giver[out]), found.units[out])
    np.add.at(received, np.searchsorted(members, found.receiver[into]), found.units[into])
    met = np.zeros(len(needs), dtype=np.int64)
    np.add.at(met, np.searchsorted(needs, found.need[into]), found.units[into])
    less = dataclasses.replace(
        part,
        give_max=part.give_max - given,
        receive_max=part.receive_max - received,
        need_units=part.need_units - met,
    )
    giver, need = np.searchsorted(members, found.giver[within]), np.searchsorted(needs, found.need[within])
    duals = found.duals
    prices = Duals(
        duals.balance[members], duals.give[members], duals.receive[members], duals.need[needs],
        duals.pair_giver[:0], duals.pair_receiver[:0], duals.pair[:0],
    )  # fmt: skip
    priced = np.ones(len(needs), dtype=bool)
    return less, Known(giver, need, found.units[within], prices, priced, given - received)


def _circulation(part: Round, network: Network, known: Known | None) -> Circulation:
    """The window's best circulation. Raises ArithmeticError where amounts are too large."""
    weights = weights_of(network)
    if weights is None:
        raise ArithmeticError("the amounts are too large")
    cost = joint_cost(network, weights)
    net = (network.nodes, network.tail, network.head, network.cap, cost)
    held = np.zeros(network.nodes, dtype=np.int64)
    if known is not None and known.held is not None:
        held[network.own] = known.held
        if network.bank >= 0:
            held[network.bank] = -known.held.sum()
    none = np.zeros(len(cost), dtype=np.int64), np.zeros(network.nodes, dtype=np.int64)
    start = none if known is None else start_of(part, network, known, weights)
    passes = 0
    if known is None or known.priced is not None:
        # The exchanges known are whole, so that this is a circulation but for what is held.
        start = kernel.circulate(*net, *start, int(np.abs(cost).max(initial=1)))
        passes = kernel.PASSES
    flow, price = kernel.mended(*net, *start, passes, held)
    return Circulation(flow, taken_apart(price, weights))


def _merged(a_round: Round, found: _Found | None, pieces: list[_Piece], window: Ints) -> _Found:
    """Everything in one: what the windows found, and what crosses their borders."""
    giver, need, units = (
        np.concatenate([getattr(piece, name) for piece in pieces]) for name in ("giver", "need", "units")
    )
    if found is not None:
        across = window[found.giver] != window[found.receiver]
        giver, need, units = (
            np.r_[new, old[across]]
            for new, old in ((giver, found.giver), (need, found.need), (units, found.units))
        )
    order = np.lexsort((need, giver))
    giver, need, units = giver[order], need[order], units[order]
    receiver = option_receiver(a_round, need)
    balance, give, receive = (np.zeros((len(a_round), 3), dtype=np.int64) for _ in range(3))
    price = np.zeros((len(a_round.need_member), 3), dtype=np.int64)
    for piece in pieces:
        balance[piece.members], give[piece.members] = piece.duals.balance, piece.duals.give
        receive[piece.members], price[piece.needs] = piece.duals.receive, piece.duals.need
    none = np.zeros(0, dtype=np.int64)
    duals = Duals(balance, give, receive, price, none, none, np.zeros((0, 3), dtype=np.int64))
    return _Found(giver, receiver, need, units, np.argsort(receiver, kind="stable"), duals)


def _fitting(a_round: Round, duals: Duals) -> Duals:
    """The windows' prices, raised where they do not fit across borders, so that the bound holds."""
    network = build(a_round, Rules(a_round), np.zeros(len(a_round), dtype=bool))
    none = np.zeros(0, dtype=np.int64)
    prices = prices_of(a_round, network, Known(none, none, none, duals), WIDE)
    return duals_of(a_round, network, taken_apart(prices, WIDE))
