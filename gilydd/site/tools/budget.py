"""``gilydd budget FILE.pb``: which projects a participatory budget funds, who pays what, and why."""

from __future__ import annotations

import argparse
import pathlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilydd.algorithms.budgeting import Allocation, Why
    from gilydd.algorithms.pabulib import Election

# Written out here because importing the algorithm loads numpy, and every command builds every parser.
RULES = ("equal-shares", "greedy", "greedy-no-skip")
COMPLETIONS = ("none", "add1", "add1-comparison", "greedy")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument("file", metavar="FILE", help="an election in Pabulib's .pb format (UTF-8)")
    parser.add_argument("--rule", choices=RULES, default="equal-shares", help="default: %(default)s")
    parser.add_argument(
        "--completion",
        choices=COMPLETIONS,
        default="none",
        help="how equal-shares spends what the shares leave over (default: %(default)s)",
    )
    parser.add_argument("--explain", metavar="ID", help="also explain this project, or this voter")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the file, decide, and return what the console prints as JSON.

    Money is in units of the file's currency: whole numbers where the file has whole amounts, else exact
    decimal strings. Prices and shares are fractions, ``exact`` as "n/d" and ``rounded`` down to hundredths;
    so are ``payments``, whose exact values follow from ``rounds``.
    Raises OSError for a file that cannot be opened, ValueError for one that cannot be read or counted.
    """
    from gilydd.algorithms import budgeting, pabulib

    path = pathlib.Path(args.file)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name}: not UTF-8 text (byte {error.start + 1}); save it as UTF-8") from None
    election = pabulib.parse(text, path.name)
    allocation = budgeting.allocate(election, args.rule, args.completion)
    report = _report(election, allocation)
    if args.explain is not None:
        report["explain"] = _explain(election, allocation, args.explain)
    return report


def _report(election: Election, allocation: Allocation) -> dict[str, Any]:
    scale = allocation.scale
    return {
        "rule": allocation.rule,
        "completion": allocation.completion,
        "funded": list(allocation.funded),
        "cost": _money(allocation.cost, scale),
        "budget": _money(allocation.budget, scale),
        "currency": election.meta.get("currency"),
        "voters": allocation.voters,
        "voters_with_nothing": allocation.voters_with_nothing,
        "share": _fraction(allocation.share, scale),
        "raises": allocation.raises,
        "projects": {
            project: {
                "votes": result.votes,
                "score": _plain(result.score),
                "cost": _money(result.cost, scale),
                "why": _why(result.why, scale),
            }
            for project, result in allocation.projects.items()
        },
        "rounds": [
            {
                "project": each.project_id,
                "price": _fraction(each.price, scale),
                "in_full": each.in_full,
                "emptied": each.emptied,
            }
            for each in allocation.trace.rounds
        ],
        "comparison": _comparison(allocation),
        "overspend": _overspend(allocation),
        "tie_breaks": [
            {"phase": tie.phase, "tied": list(tie.tied), "chosen": tie.chosen, "decided_by": tie.decided_by}
            for tie in allocation.tie_breaks
        ],
        "payments": _payments(election, allocation),
        "official": _official(election, allocation),
        "warnings": list(election.warnings),
    }


def _comparison(allocation: Allocation) -> dict[str, Any] | None:
    comparison = allocation.trace.comparison
    if comparison is None:
        return None
    return {
        "prefer_shares": comparison.prefer_shares,
        "prefer_greedy": comparison.prefer_greedy,
        "indifferent": comparison.indifferent,
        "shares_funded": list(comparison.shares_funded),
        "greedy_funded": list(comparison.greedy_funded),
    }


def _overspend(allocation: Allocation) -> dict[str, Any] | None:
    if allocation.trace.overspend is None:
        return None
    share, cost = allocation.trace.overspend
    return {"share": _fraction(share, allocation.scale), "cost": _money(cost, allocation.scale)}


def _payments(election: Election, allocation: Allocation) -> dict[str, dict[str, str]]:
    payments = allocation.payments
    unit = payments.denominator * allocation.scale
    return {
        vote.voter_id: {
            project: _hundredths(paid, unit) for project, paid in payments.numerators(vote).items()
        }
        for vote in election.votes
    }


def _official(election: Election, allocation: Allocation) -> dict[str, Any] | None:
    """The file's own result beside this one, or None where the file gives none."""
    selected = election.selected
    if selected is None:
        return None
    return {
        "rule": election.meta.get("rule"),
        "funded": list(selected),
        "same": set(selected) == set(allocation.funded),
    }


def _explain(election: Election, allocation: Allocation, wanted: str) -> dict[str, Any]:
    from gilydd.algorithms import budgeting

    scale = allocation.scale
    found: dict[str, Any] = {}
    if wanted in allocation.projects:
        project = budgeting.explain_project(election, allocation, wanted)
        found["project"] = {
            "id": wanted,
            "cost": _money(project.result.cost, scale),
            "votes": project.result.votes,
            "why": _why(project.result.why, scale),
            "given": _fraction(project.given, scale),
            "spent_on": {other: _fraction(paid, scale) for other, paid in project.spent_on},
            "shortfall": _fraction(project.shortfall, scale),
        }
    if any(vote.voter_id == wanted for vote in election.votes):
        voter = budgeting.explain_voter(election, allocation, wanted)
        found["voter"] = {
            "id": wanted,
            "share": _fraction(voter.share, scale),
            "payments": {project: _fraction(paid, scale) for project, paid in voter.payments},
            "left": _fraction(voter.left, scale),
            "funded": list(voter.funded),
            "not_funded": {project: _why(why, scale) for project, why in voter.not_funded},
        }
    if not found:
        raise ValueError(f"--explain {wanted}: neither a project nor a voter of this election")
    return found


def _why(why: Why, scale: int) -> dict[str, Any]:
    told = {
        "reason": why.reason,
        "phase": why.phase,
        "step": why.step,
        "price": _fraction(why.price, scale),
        "money_left": _fraction(why.money_left, scale),
        "after": why.after,
        "room_left": None if why.room_left is None else _money(why.room_left, scale),
    }
    return {key: value for key, value in told.items() if value is not None}


def _money(amount: int, scale: int) -> int | str:
    if scale == 1:
        return amount
    whole, rest = divmod(amount, scale)
    return f"{whole}.{str(rest).rjust(len(str(scale)) - 1, '0')}"


def _plain(score: Fraction) -> int | str:
    return score.numerator if score.denominator == 1 else str(score)


def _fraction(amount: Fraction | None, scale: int) -> dict[str, str] | None:
    if amount is None:
        return None
    value = amount / scale
    return {"exact": str(value), "rounded": _hundredths(value.numerator, value.denominator)}


def _hundredths(numerator: int, denominator: int) -> str:
    """Rounded down, so that rounded payments never add up to more than was paid."""
    hundredths = numerator * 100 // denominator
    return f"{hundredths // 100}.{hundredths % 100:02d}"
