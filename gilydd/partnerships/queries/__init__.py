"""Reads of partnerships."""

from .board import (
    Home,
    Line,
    RequestLine,
    SeatLine,
    board_of,
    facts,
    frameworks_of,
    home,
    links_of,
    missing,
    missing_of,
    partner_names,
    partners_of,
    programme_of,
    reads_names,
    request_lines,
    requests_log,
)
from .giving import (
    Pictures,
    Report,
    actions_of,
    answers_given,
    broken_funds,
    contribution_lines,
    decision_lines,
    decisions_of,
    fund_lines,
    gifts,
    pictures,
    pledge_lines,
    report,
    stands_of,
)

__all__ = [
    "Home", "Line", "Pictures", "Report", "RequestLine", "SeatLine", "actions_of", "answers_given",
    "board_of", "broken_funds", "contribution_lines", "decision_lines", "decisions_of", "facts",
    "frameworks_of", "fund_lines", "gifts", "home", "links_of", "missing", "missing_of",
    "partner_names", "partners_of", "pictures", "pledge_lines", "programme_of", "reads_names",
    "report", "request_lines", "requests_log", "stands_of",
]  # fmt: skip
