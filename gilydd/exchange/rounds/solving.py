"""The worker's part of a matching round: gather, solve, and write down the circles it found.

Run again, it does nothing; asked to stop, it leaves the round as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gilydd.algorithms.reading import BadInput
from gilydd.algorithms.short_circles import Loop, Step, shorten

from ..models import Circle, MatchingRound, Pairing
from ..words import CircleState, RoundState
from .document import Gathered, gather

NOTHING: dict[str, Any] = {"total_units": 0, "bound": 0, "proved": True, "exchanges": [], "members": {}}
# Everybody of a circle must say yes: with more people one no, or one silence, undoes too much.
MOST_PEOPLE = 5


@dataclass(frozen=True)
class Part:
    """One meets a need of another: the keys of the two, the how manieth need, and the units."""

    giver: str
    receiver: str
    rank: int
    units: int
    met: bool


@dataclass(frozen=True)
class Ring:
    """The parts of one circle or chain, a list for each of its people in order."""

    positions: list[list[Part]]
    closed: bool


def solve(round_id: int, run: int) -> None:
    """Work out one round and write down its circles, saying how far it is (steps of `ROUND_STEPS`).

    Does nothing where the round was stopped, closed or asked for anew meanwhile. What cannot be worked out
    leaves the round FAILED with the reason.
    """
    live = MatchingRound.objects.filter(pk=round_id, run=run, state=RoundState.SOLVING)
    if not live.update(done=1):
        return
    row = MatchingRound.objects.select_related("community", "area").get(pk=round_id)
    gathered = gather(row)
    if not live.update(done=2, document=gathered.document):
        return
    try:
        told, rings = _solved(gathered.document)
    except (BadInput, ArithmeticError) as failure:
        live.update(state=RoundState.FAILED, problem=str(failure))
        return
    if live.update(done=3):
        _write(row, gathered, told, rings)


def _solved(document: dict[str, Any]) -> tuple[dict[str, Any], list[Ring]]:
    """The record of the best round, without the round itself, and its circles; nothing where nobody is in it.

    Circles of many people are taken apart: hours and needs stay those of the record, which proves them.
    """
    if not document["members"]:
        return NOTHING, []
    # Imported here: numpy and the solver are the worker's, and a web process should not wait for them.
    from gilydd.algorithms import matching

    result = matching.solve(matching.read_round(document))
    told = matching.record(result)
    del told["round"]
    return told, _rings(result)


def _rings(result: Any) -> list[Ring]:
    """The circles and chains of a result, long ones made short."""
    import numpy as np

    from gilydd.algorithms.matching.rules import Rules

    a_round, rules = result.round, Rules(result.round)
    left: dict[tuple[int, int], list[list[int]]] = defaultdict(list)
    columns = (result.giver, result.receiver, result.need, result.units)
    for giver, receiver, need, units in sorted(zip(*(one.tolist() for one in columns), strict=True)):
        left[giver, receiver].append([need, units])
    loops, mixed = [], []
    for ring in result.rings:
        taken = [(pair, _take(left[pair], ring.units)) for pair in ring.pairs]
        if all(len(parts) == 1 for _pair, parts in taken):
            steps = tuple(Step(pair[0], pair[1], parts[0][0]) for pair, parts in taken)
            loops.append(Loop(steps, ring.units, ring.closed))
        else:
            mixed.append(([[(*pair, *part) for part in parts] for pair, parts in taken], ring.closed))

    def allowed(givers: Any, needs: Any) -> Any:
        return (rules.cost(np.array(givers), np.array(needs)) >= 0).tolist()

    kinds = a_round.need_skill.tolist()
    short = shorten(loops, kinds, allowed, most=MOST_PEOPLE, pair_max=a_round.pair_max)
    shapes = mixed + [
        ([[(step.giver, step.receiver, step.need, loop.units)] for step in loop.steps], loop.closed)
        for loop in _joined(short)
    ]
    first = np.searchsorted(a_round.need_member, np.arange(len(a_round))).tolist()

    def part(giver: int, receiver: int, need: int, units: int) -> Part:
        met = bool(rules.met(np.array([giver]), np.array([receiver]))[0])
        return Part(a_round.ids[giver], a_round.ids[receiver], need - first[receiver], units, met)

    found = [Ring([[part(*one) for one in parts] for parts in shape], closed) for shape, closed in shapes]
    return sorted(found, key=lambda ring: (not ring.closed, len(ring.positions)))


def _take(parts: list[list[int]], units: int) -> list[tuple[int, int]]:
    """So many units off the front of what one gives another: (need, units)."""
    found = []
    while units:
        need, there = parts[0]
        taken = min(units, there)
        found.append((need, taken))
        units -= taken
        parts[0][1] -= taken
        if not parts[0][1]:
            parts.pop(0)
    return found


def _joined(loops: list[Loop]) -> list[Loop]:
    """Loops of the very same steps become one."""
    found: dict[tuple[tuple[Step, ...], bool], int] = defaultdict(int)
    for loop in loops:
        start = loop.steps.index(min(loop.steps, key=lambda step: step.giver)) if loop.closed else 0
        found[(*loop.steps[start:], *loop.steps[:start]), loop.closed] += loop.units
    return [Loop(steps, units, closed) for (steps, closed), units in found.items()]


@transaction.atomic
def _write(row: MatchingRound, gathered: Gathered, told: dict[str, Any], rings: list[Ring]) -> None:
    """Put the new circles in the place of those that were only suggested."""
    locked = MatchingRound.objects.select_for_update().get(pk=row.pk)
    if locked.state != RoundState.SOLVING or locked.run != row.run:
        return
    forget_suggested(locked)
    first = (locked.circles.aggregate(last=Max("number"))["last"] or 0) + 1
    circles = Circle.objects.bulk_create(
        Circle(community=row.community, round=locked, number=number, closed=ring.closed)
        for number, ring in enumerate(rings, first)
    )
    pairings = []
    for circle, ring in zip(circles, rings, strict=True):
        pairings += list(_pairings(circle, ring, gathered, row.unit_minutes))
    Pairing.objects.bulk_create(pairings)
    locked.state, locked.done, locked.problem = RoundState.READY, 4, ""
    locked.result, locked.solved_at = told, timezone.now()
    locked.save(update_fields=["state", "done", "problem", "result", "solved_at"])


def forget_suggested(row: MatchingRound) -> None:
    """Drop the circles that nobody was asked into."""
    suggested = Circle.objects.filter(round=row, state=CircleState.SUGGESTED)
    Pairing.objects.filter(circle__in=suggested).delete()
    suggested.delete()


def _pairings(circle: Circle, ring: Ring, gathered: Gathered, unit_minutes: int) -> Iterator[Pairing]:
    """The pairings of one circle or chain, in order."""
    for position, parts in enumerate(ring.positions):
        for part in parts:
            need = gathered.needs[part.receiver, part.rank]
            yield Pairing(
                community=circle.community,
                circle=circle,
                position=position,
                giver_id=gathered.party_ids[part.giver],
                receiver_id=need.party_id,
                work=need.work,
                minutes=part.units * unit_minutes,
                ask_id=need.ask_id,
                need_id=need.need_id,
                reasons=gathered.reasons(part.giver, need, met=part.met),
            )
