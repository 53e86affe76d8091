"""Long circles made short, without any loss of help.

In a circle … → a → b → … → c → d → …, where a helps b and c helps d with the same kind of work, a may help d
and c may help b instead: the circle falls apart into two, everybody gives and gets what they did before, and
the same needs are met. Only the way to go may change. Taken from a chain, such a piece is a circle, and the
rest is a chain still. Circles that few people share are easier to arrange, and fall with fewer refusals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Loop", "Step", "shorten"]

Allowed = Callable[[Sequence[int], Sequence[int]], Sequence[bool]]


@dataclass(frozen=True, slots=True)
class Step:
    """A giver (a number) meets a need (a number) of the receiver."""

    giver: int
    receiver: int
    need: int


@dataclass(frozen=True, slots=True)
class Loop:
    """Steps in order, each receiver the next one's giver; of a circle (``closed``) the last closes it."""

    steps: tuple[Step, ...]
    units: int
    closed: bool = True


def shorten(
    loops: Sequence[Loop],
    kinds: Sequence[int],
    allowed: Allowed,
    *,
    most: int,
    pair_max: int | None = None,
) -> list[Loop]:
    """Take loops of more than ``most`` steps apart as far as that goes; the others stay as they are.

    kinds: the kind of work of each need. allowed: which givers may meet which needs (columns of equal
    length). pair_max: no giver may give one receiver more units than this, in all loops together. The same
    loops give the same result. O(steps²) for each cut.

    >>> ring = [Step(0, 1, 0), Step(1, 2, 1), Step(2, 3, 2), Step(3, 0, 3)]
    >>> every = lambda givers, needs: [True] * len(givers)
    >>> made = shorten([Loop(tuple(ring), 1)], [7, 8, 7, 9], every, most=3)
    >>> [[(step.giver, step.receiver) for step in loop.steps] for loop in made]
    [[(1, 2), (2, 1)], [(0, 3), (3, 0)]]
    """
    given: Counter[tuple[int, int]] = Counter()
    for loop in loops:
        for step in loop.steps:
            given[step.giver, step.receiver] += loop.units
    found: list[Loop] = []
    waiting = list(reversed(loops))
    while waiting:
        loop = waiting.pop()
        cut = _best_cut(loop, kinds, allowed, most, given, pair_max) if len(loop.steps) > most else None
        if cut is None:
            found.append(loop)
            continue
        pieces = _apart(loop, *cut)
        _count(given, loop, pieces)
        waiting += reversed(pieces)
    return found


def _best_cut(
    loop: Loop,
    kinds: Sequence[int],
    allowed: Allowed,
    most: int,
    given: Counter[tuple[int, int]],
    pair_max: int | None,
) -> tuple[int, int] | None:
    """The two steps to exchange: for the largest piece of at most ``most`` people, else the most even cut."""
    steps, size = loop.steps, len(loop.steps)
    cuts = [
        (first, last)
        for first in range(size)
        for last in range(first + 2, size)
        if kinds[steps[first].need] == kinds[steps[last].need] and size - (last - first) >= 2
    ]
    if not cuts:
        return None
    one = allowed([steps[a].giver for a, _b in cuts], [steps[b].need for _a, b in cuts])
    other = allowed([steps[b].giver for _a, b in cuts], [steps[a].need for a, _b in cuts])
    open_cuts = [
        (first, last)
        for (first, last), mine, theirs in zip(cuts, one, other, strict=True)
        if mine
        and theirs
        and _within(steps[first].giver, steps[last].receiver, loop.units, given, pair_max)
        and _within(steps[last].giver, steps[first].receiver, loop.units, given, pair_max)
    ]

    def good(cut: tuple[int, int]) -> tuple[bool, int, int]:
        piece = min(cut[1] - cut[0], size - (cut[1] - cut[0]))
        return piece <= most, piece if piece <= most else -abs(size - 2 * piece), -cut[0]

    return max(open_cuts, key=good, default=None)


def _within(
    giver: int, receiver: int, units: int, given: Counter[tuple[int, int]], pair_max: int | None
) -> bool:
    return giver != receiver and (pair_max is None or given[giver, receiver] + units <= pair_max)


def _apart(loop: Loop, first: int, last: int) -> tuple[Loop, Loop]:
    """The circle between the two steps, and what is left of the loop."""
    steps = loop.steps
    one, other = steps[first], steps[last]
    piece = (*steps[first + 1 : last], Step(other.giver, one.receiver, one.need))
    rest = (*steps[:first], Step(one.giver, other.receiver, other.need), *steps[last + 1 :])
    return Loop(piece, loop.units), Loop(rest, loop.units, loop.closed)


def _count(given: Counter[tuple[int, int]], before: Loop, after: tuple[Loop, Loop]) -> None:
    """Let the sums of pairs follow a loop that was taken apart."""
    for step in before.steps:
        given[step.giver, step.receiver] -= before.units
    for loop in after:
        for step in loop.steps:
            given[step.giver, step.receiver] += loop.units
