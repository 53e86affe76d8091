"""What the lines of a costing come to, exactly, and whether both sides stand behind it.

Money is whole pence, time whole minutes. Staff time that is charged comes out as pence for each line, rounded
up, so that a budget is never a penny short.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .models import Challenge
from .models.costing import CostLine, SignOff
from .models.proposals import Proposal
from .words import (
    FROM_BUDGET,
    IN_MINUTES,
    CostKind,
    ProposalState,
    Side,
)

MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Range:
    """The least, the likely and the most, in whole pence or whole minutes."""

    low: int = 0
    likely: int = 0
    high: int = 0

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.likely + other.likely, self.high + other.high)

    def __bool__(self) -> bool:
        return self.high > 0

    @property
    def certain(self) -> bool:
        """Whether nothing is left open: least and most are the same."""
        return self.low == self.high


def pence_of(line: CostLine) -> Range:
    """What a line takes out of the budget, or for what is given in kind what it is worth."""
    if line.kind in (CostKind.CASH, CostKind.IN_KIND):
        return Range(line.quantity * line.low, line.quantity * line.likely, line.quantity * line.high)
    if line.kind == CostKind.STAFF:
        return Range(*(_charged(line, minutes) for minutes in (line.low, line.likely, line.high)))
    return Range()


def _charged(line: CostLine, minutes: int) -> int:
    return -(-line.quantity * minutes * line.rate_pence // MINUTES_AN_HOUR)


def minutes_of(line: CostLine) -> Range:
    """The time that a line takes; none for money and for what is given in kind."""
    if line.kind not in IN_MINUTES:
        return Range()
    return Range(line.quantity * line.low, line.quantity * line.likely, line.quantity * line.high)


@dataclass(frozen=True)
class Totals:
    """What a proposal costs: `money` out of the budget, time of staff and in time credits, gifts in kind."""

    money: Range = Range()
    staff_minutes: Range = Range()
    credit_minutes: Range = Range()
    in_kind: Range = Range()


def totals_of(lines: Iterable[CostLine]) -> Totals:
    """The sums of some lines. O(lines)."""
    money, staff, credits, in_kind = Range(), Range(), Range(), Range()
    for line in lines:
        if line.kind in FROM_BUDGET:
            money += pence_of(line)
        if line.kind == CostKind.STAFF:
            staff += minutes_of(line)
        elif line.kind == CostKind.CREDITS:
            credits += minutes_of(line)
        elif line.kind == CostKind.IN_KIND:
            in_kind += pence_of(line)
    return Totals(money, staff, credits, in_kind)


def mark_of(proposal: Proposal, lines: Iterable[CostLine]) -> str:
    """The fingerprint of a version and its cost lines (SHA-256, hex).

    The moment at which each line was written and the number of the version are in it, so that a change that
    is taken back gives another mark as well: a signature once void stays void. No id of a row is in it: a
    community that moves to another house keeps its signatures.
    """
    told = [
        proposal.version,
        sorted(
            [
                line.added_at.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
                line.kind, line.what, line.quantity, line.low, line.likely, line.high,
                line.rate_pence, line.year, line.source,
            ]
            for line in lines
        ),
    ]  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Costing:
    """The costing of a proposal as it stands: its lines, what they come to, and who signed just that."""

    lines: list[CostLine]
    totals: Totals
    mark: str
    signed: dict[str, SignOff] = field(default_factory=dict)

    @property
    def fully_signed(self) -> bool:
        """Whether a citizen and a professional stand behind these very figures."""
        return bool(self.lines) and all(side.value in self.signed for side in Side)

    @property
    def years(self) -> list[tuple[int, Totals]]:
        """The totals year by year."""
        found = sorted({line.year for line in self.lines})
        return [(year, totals_of(line for line in self.lines if line.year == year)) for year in found]


def costings(proposals: Sequence[Proposal]) -> dict[int, Costing]:
    """The costing of each of the proposals, by its id, in two queries whatever their number."""
    lines: dict[int, list[CostLine]] = {one.pk: [] for one in proposals}
    live = CostLine.objects.filter(proposal__in=lines, ended_at__isnull=True)
    for line in live.order_by("year", "pk"):
        lines[line.proposal_id].append(line)
    marks = {one.pk: mark_of(one, lines[one.pk]) for one in proposals}
    signed: dict[int, dict[str, SignOff]] = {one.pk: {} for one in proposals}
    for row in SignOff.objects.filter(proposal__in=lines, mark__in=set(marks.values())).order_by("pk"):
        if row.mark == marks[row.proposal_id]:
            signed[row.proposal_id][row.side] = row
    return {
        one.pk: Costing(lines[one.pk], totals_of(lines[one.pk]), marks[one.pk], signed[one.pk])
        for one in proposals
    }


def costing_of(proposal: Proposal) -> Costing:
    """The costing of one proposal; two queries."""
    return costings([proposal])[proposal.pk]


def ready_for_vote(challenge: Challenge) -> list[Proposal]:
    """The proposals that may stand on a ballot: both signatures are there; in the order they were made."""
    rows = list(challenge.proposals.filter(state=ProposalState.PROPOSED).order_by("pk"))
    signed = costings(rows)
    return [one for one in rows if signed[one.pk].fully_signed]
