"""Counting a file, and writing a count down so that it reads back equal."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from gilydd import __version__
from gilydd.algorithms import budgeting, pabulib
from gilydd.algorithms.budgeting import (
    Allocation,
    BudgetingError,
    Comparison,
    Considered,
    Payments,
    ProjectResult,
    Round,
    TieBreak,
    Trace,
    Why,
)
from gilydd.algorithms.pabulib import PabulibError
from gilydd.history.words import Refused
from gilydd.people.imports import BadFile, Problem

LONGEST_KEY = 80
# What a database column of whole numbers holds: 64 bits for units, 32 for the scale.
LARGEST_UNITS = 2**63 - 1
LARGEST_SCALE = 10**9


@dataclass(frozen=True)
class Counted:
    """A file, what the rule made of it, and the result as it is stored."""

    ballots: pabulib.Election
    allocation: Allocation
    result: dict[str, Any]
    input_sha256: str

    @property
    def agrees(self) -> bool | None:
        """Whether the official result in the file is the same; None where the file names none."""
        official = self.ballots.selected
        return None if official is None else set(official) == set(self.allocation.funded)


@lru_cache(maxsize=2)
def count(text: str, name: str, rule: str, completion: str) -> Counted:
    """Read the text of a `.pb` file and decide it.

    Kept for the last two files: the write that follows a dry run then holds the database no longer
    than it needs. Raises PabulibError for the file, BudgetingError for the rule.
    """
    ballots = pabulib.parse(text, name)
    allocation = budgeting.allocate(ballots, rule, completion)
    return Counted(ballots, allocation, told(allocation), sha256_of(text))


def count_or_refuse(text: str, file_name: str, rule: str, completion: str) -> Counted:
    """Count a file; what is wrong with it becomes BadFile, what is wrong with the rule Refused."""
    if "\x00" in text:
        raise BadFile([Problem("holds a NUL character, which no text has", file_name)])
    try:
        counted = count(text, file_name, rule, completion)
    except PabulibError as error:
        problem = Problem(error.problem, error.name or file_name, error.row, error.column or "")
        raise BadFile([problem]) from error
    except BudgetingError as error:
        raise Refused(str(error), field="rule") from error
    problems = _bad_meta(counted, file_name)
    if problems:
        raise BadFile(problems)
    return counted


def _bad_meta(counted: Counted, file_name: str) -> list[Problem]:
    """What the file may say but a page cannot show."""
    currency, problems = counted.ballots.meta.get("currency", ""), []
    if not re.fullmatch(r"([A-Za-z]{3})?", currency):
        expected = "expected three letters such as GBP, or nothing"
        problems.append(Problem(f"META currency is {currency!r}; {expected}", file_name))
    longest = max((project.id for project in counted.ballots.projects), key=len)
    if len(longest) > LONGEST_KEY:
        problem = f"project id {longest[:20]!r}… is longer than {LONGEST_KEY} characters"
        problems.append(Problem(problem, file_name, column="project_id"))
    largest = max(counted.ballots.budget, *(project.cost for project in counted.ballots.projects))
    if largest > LARGEST_UNITS or counted.ballots.scale > LARGEST_SCALE:
        problem = "has amounts that are too large or too finely divided for the database"
        problems.append(Problem(f"{problem}; expected below 9 × 10¹⁸ units", file_name))
    return problems


def sha256_of(text: str) -> str:
    """SHA-256 of the text as UTF-8: for a UTF-8 file, of its bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_of_result(result: Mapping[str, Any]) -> str:
    """SHA-256 of a stored result, whatever the order in which the database keeps its keys."""
    plain = json.dumps(result, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256_of(plain)


@cache
def code_version() -> str:
    """Gilydd's version and the start of the SHA-256 of the source that counts.

    >>> code_version().startswith(__version__)
    True
    """
    source = b"".join(Path(module.__file__ or "").read_bytes() for module in (pabulib, budgeting))
    return f"{__version__}+{hashlib.sha256(source).hexdigest()[:12]}"


def exact(value: Fraction | int | None) -> str | None:
    """A fraction as "numerator/denominator".

    >>> exact(Fraction(5, 2)), exact(7), exact(None)
    ('5/2', '7/1', None)
    """
    if value is None:
        return None
    fraction = Fraction(value)
    return f"{fraction.numerator}/{fraction.denominator}"


def told(allocation: Allocation) -> dict[str, Any]:
    """The whole result as JSON values, exactly; `retold` reads it back. Linear in its size."""
    trace = allocation.trace
    return {
        "rule": allocation.rule,
        "completion": allocation.completion,
        "funded": list(allocation.funded),
        "cost": allocation.cost,
        "budget": allocation.budget,
        "scale": allocation.scale,
        "voters": allocation.voters,
        "voters_with_nothing": allocation.voters_with_nothing,
        "share": exact(allocation.share),
        "raises": allocation.raises,
        "projects": {
            key: [found.votes, exact(found.score), found.cost, told_why(found.why)]
            for key, found in allocation.projects.items()
        },
        "tie_breaks": [
            [tie.phase, list(tie.tied), tie.chosen, tie.decided_by] for tie in allocation.tie_breaks
        ],
        "free": list(trace.free),
        "rounds": [
            [one.project_id, exact(one.price), exact(one.price_per_worth), one.in_full, one.emptied]
            for one in trace.rounds
        ],
        "considered": [[one.project_id, one.room_left, one.funded] for one in trace.considered],
        "comparison": _told_comparison(trace.comparison),
        "overspend": [exact(trace.overspend[0]), trace.overspend[1]] if trace.overspend else None,
    }


def retold(result: Mapping[str, Any], ballots: pabulib.Election) -> Allocation:
    """The allocation that `told` wrote, with the payments worked out from the ballots when asked."""
    share = _read(result["share"])
    rounds = tuple(
        Round(key, Fraction(price), Fraction(worth), in_full, emptied)
        for key, price, worth, in_full, emptied in result["rounds"]
    )
    overspend = result["overspend"]
    return Allocation(
        rule=result["rule"],
        completion=result["completion"],
        funded=tuple(result["funded"]),
        cost=result["cost"],
        budget=result["budget"],
        scale=result["scale"],
        projects={
            key: ProjectResult(votes, Fraction(score), cost, retold_why(why))
            for key, (votes, score, cost, why) in result["projects"].items()
        },
        voters=result["voters"],
        voters_with_nothing=result["voters_with_nothing"],
        share=share,
        raises=result["raises"],
        # Where greedy was preferred nobody pays from a share, though the rounds stay in the trace.
        payments=Payments(ballots.votes, share or Fraction(0), rounds if share is not None else ()),
        tie_breaks=tuple(
            TieBreak(phase, tuple(tied), chosen, by) for phase, tied, chosen, by in result["tie_breaks"]
        ),
        trace=Trace(
            free=tuple(result["free"]),
            rounds=rounds,
            considered=tuple(Considered(*one) for one in result["considered"]),
            comparison=_retold_comparison(result["comparison"]),
            overspend=(Fraction(overspend[0]), overspend[1]) if overspend else None,
        ),
    )


def told_why(why: Why) -> dict[str, Any]:
    """Why a project was or was not funded, as JSON values; what does not apply is left out."""
    parts = {
        "reason": why.reason,
        "phase": why.phase,
        "step": why.step,
        "price": exact(why.price),
        "money_left": exact(why.money_left),
        "after": why.after,
        "room_left": why.room_left,
    }
    return {name: value for name, value in parts.items() if value is not None}


def retold_why(why: Mapping[str, Any]) -> Why:
    """What `told_why` wrote."""
    return Why(
        reason=why["reason"],
        phase=why["phase"],
        step=why.get("step"),
        price=_read(why.get("price")),
        money_left=_read(why.get("money_left")),
        after=why.get("after"),
        room_left=why.get("room_left"),
    )


def _read(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _told_comparison(found: Comparison | None) -> list[Any] | None:
    if found is None:
        return None
    funded = [list(found.shares_funded), list(found.greedy_funded)]
    return [found.prefer_shares, found.prefer_greedy, found.indifferent, *funded]


def _retold_comparison(stored: list[Any] | None) -> Comparison | None:
    if stored is None:
        return None
    prefer_shares, prefer_greedy, indifferent, shares, greedy = stored
    return Comparison(prefer_shares, prefer_greedy, indifferent, tuple(shares), tuple(greedy))
