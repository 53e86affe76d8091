"""The draw of a panel, from the published files alone: what anyone can do again with `gilydd panel`.

Everything here knows numbers and features and no names. People are ordered by their number before anything
is reckoned, so that no order in which they joined can change a chance or the draw.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from gilydd.algorithms.panels import Drawn, Lottery, NoPanel, Quota, draw, leximin

Features = Mapping[str, str]


@dataclass(frozen=True)
class Pool:
    """The pool as it was published: the numbers in their order, and what each told."""

    numbers: tuple[int, ...]
    people: tuple[Features, ...]


@dataclass(frozen=True)
class Result:
    """The numbers that were drawn, and the reserves in the order of calling."""

    seated: tuple[int, ...]
    reserves: tuple[int, ...]


def pool_csv(people: Mapping[int, Features], features: Sequence[str]) -> str:
    """The published list: a number a line with the features that a quota asks for.

    >>> print(pool_csv({2: {"age": "30-44"}, 1: {"age": "16-29"}}, ["age"]), end="")
    id,age
    1,16-29
    2,30-44
    """
    width = len(str(max(people, default=0)))
    rows = [
        [str(number).zfill(width), *(people[number][name] for name in features)] for number in sorted(people)
    ]
    return _written([["id", *features], *rows])


def quotas_csv(quotas: Iterable[Quota]) -> str:
    """The published quotas, as `gilydd panel` reads them."""
    rows = [[one.feature, one.value, str(one.lowest), str(one.highest)] for one in quotas]
    return _written([["feature", "value", "min", "max"], *sorted(rows)])


def read_pool(text: str) -> Pool:
    """The published list read again, ordered by number."""
    rows = sorted(csv.DictReader(io.StringIO(text)), key=lambda row: row["id"])
    people = tuple({name: row[name] for name in row if name != "id"} for row in rows)
    return Pool(tuple(int(row["id"]) for row in rows), people)


def read_quotas(text: str) -> list[Quota]:
    """The published quotas read again."""
    rows = csv.DictReader(io.StringIO(text))
    return [Quota(row["feature"], row["value"], int(row["min"]), int(row["max"])) for row in rows]


def lottery_of(pool: Pool, quotas: Sequence[Quota], seats: int) -> Lottery:
    """The fairest lottery that the quotas allow; raises NoPanel or ValueError, with what is in the way."""
    return leximin(pool.people, quotas, seats)


def chances_of(pool: Pool, lottery: Lottery) -> dict[int, Fraction]:
    """The exact chance of each number."""
    return dict(zip(pool.numbers, lottery.chances, strict=True))


def result_of(pool: Pool, lottery: Lottery, seed: int) -> Result:
    """Who is drawn with this seed: the same seed always draws the same numbers."""
    drawn: Drawn = draw(lottery, seed)
    return Result(
        tuple(pool.numbers[place] for place in drawn.panel),
        tuple(pool.numbers[place] for place in drawn.reserves),
    )


def kept(lottery: Lottery) -> dict[str, Any]:
    """A lottery as JSON, so that a later release of the solver cannot change it."""
    return {
        "type_of": list(lottery.type_of), "sizes": list(lottery.sizes),
        "panels": [list(panel) for panel in lottery.panels],
        "probabilities": [str(share) for share in lottery.probabilities],
        "type_chances": [str(chance) for chance in lottery.type_chances], "optimal": lottery.optimal,
    }  # fmt: skip


def lottery_again(data: Mapping[str, Any]) -> Lottery:
    """The lottery that `kept` wrote down."""
    return Lottery(
        tuple(data["type_of"]), tuple(data["sizes"]), tuple(tuple(panel) for panel in data["panels"]),
        tuple(Fraction(share) for share in data["probabilities"]),
        tuple(Fraction(chance) for chance in data["type_chances"]), data["optimal"],
    )  # fmt: skip


def next_reserve(
    left: Features, seated: Sequence[Features], reserves: Sequence[Features], quotas: Sequence[Quota]
) -> int | None:
    """Which reserve follows somebody who cannot come: the first alike in all that the quotas look at.

    Where none is alike, the first with whom every quota still holds; None where there is nobody.
    `seated` are those who stay, without the one who left. All in the order of calling.

    >>> quotas = [Quota("age", "old", 1, 1), Quota("age", "young", 1, 1)]
    >>> next_reserve({"age": "old"}, [{"age": "young"}], [{"age": "young"}, {"age": "old"}], quotas)
    1
    >>> next_reserve({"age": "old"}, [{"age": "young"}], [{"age": "young"}], quotas) is None
    True
    """
    features = {quota.feature for quota in quotas}
    for place, one in enumerate(reserves):
        if all(one.get(name) == left.get(name) for name in features):
            return place
    for place, one in enumerate(reserves):
        if holds([*seated, one], quotas):
            return place
    return None


def holds(people: Sequence[Features], quotas: Sequence[Quota]) -> bool:
    """Whether these people meet every quota."""
    counted = Counter((name, value) for person in people for name, value in person.items())
    return all(quota.lowest <= counted[quota.feature, quota.value] <= quota.highest for quota in quotas)


def _written(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


__all__ = [
    "Lottery",
    "NoPanel",
    "Pool",
    "Quota",
    "Result",
    "chances_of",
    "holds",
    "kept",
    "lottery_again",
    "lottery_of",
    "next_reserve",
    "pool_csv",
    "quotas_csv",
    "read_pool",
    "read_quotas",
    "result_of",
]
