"""Pairs givers with receivers in whole steps, so that each row is a transfer. Pure: no database."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

One = TypeVar("One", bound=Hashable)


@dataclass(frozen=True)
class CannotShare(Exception):  # noqa: N818  (it is read as a sentence)
    """No rows exist. `why`: "totals" (what is given is not what is received) or "same" (one person would
    have to pay themself); `difference_minutes`: given less received."""

    why: str
    difference_minutes: int = 0


def evenly(total_minutes: int, shares: int, step_minutes: int) -> list[int]:
    """Whole steps that add up to the total and differ by one step at most, the larger ones first.

    Raises ValueError where the total is not in whole steps.

    >>> evenly(150, 4, 15)
    [45, 45, 30, 30]
    """
    steps, rest = divmod(total_minutes, step_minutes)
    if rest or shares < 1:
        raise ValueError(f"{total_minutes} minutes cannot be shared in steps of {step_minutes}")
    each, more = divmod(steps, shares)
    return [step_minutes * (each + (place < more)) for place in range(shares)]


def paired(given: Mapping[One, int], received: Mapping[One, int]) -> list[tuple[One, One, int]]:
    """Rows (giver, receiver, minutes) that give each giver and each receiver exactly their minutes.

    The order of the mappings decides, so that the same lists always give the same rows; nobody is
    paired with themself, although somebody may stand in both lists. At most givers + receivers rows for
    disjoint lists. Minutes are whole; rows are whole steps where the minutes of both lists are.
    O(rows × givers × receivers). Raises CannotShare.

    >>> paired({"Dai": 120, "Mair": 60}, {"Siân": 90, "Tomos": 90})
    [('Dai', 'Siân', 90), ('Dai', 'Tomos', 30), ('Mair', 'Tomos', 60)]
    """
    left, wanted = dict(given), dict(received)
    difference = sum(left.values()) - sum(wanted.values())
    if difference:
        raise CannotShare("totals", difference)
    total = sum(left.values())
    if any(left.get(one, 0) + wanted.get(one, 0) > total for one in left):
        raise CannotShare("same")
    rows: list[tuple[One, One, int]] = []
    while total:
        giver, receiver, minutes = _next(left, wanted, total)
        left[giver] -= minutes
        wanted[receiver] -= minutes
        total -= minutes
        rows.append((giver, receiver, minutes))
    return _joined(rows)


def _next(left: Mapping[One, int], wanted: Mapping[One, int], total: int) -> tuple[One, One, int]:
    """The first pair that may move something, with the most that leaves the rest solvable.

    The rest is solvable while no third person has more to give and receive together than there is left.
    Such a pair always exists: where somebody has just as much as there is left, any pair with them moves.
    """
    both = {one: left.get(one, 0) + wanted.get(one, 0) for one in {**left, **wanted}}
    for giver, has in left.items():
        for receiver, wants in wanted.items():
            if giver == receiver or not has or not wants:
                continue
            others = max((sum_ for one, sum_ in both.items() if one not in (giver, receiver)), default=0)
            minutes = min(has, wants, total - others)
            if minutes > 0:
                return giver, receiver, minutes
    raise CannotShare("same")


def _joined(rows: Sequence[tuple[One, One, int]]) -> list[tuple[One, One, int]]:
    """Rows of the same two people made one, in the order they first came."""
    joined: dict[tuple[One, One], int] = {}
    for giver, receiver, minutes in rows:
        joined[giver, receiver] = joined.get((giver, receiver), 0) + minutes
    return [(giver, receiver, minutes) for (giver, receiver), minutes in joined.items()]
