"""Reads of the exchange."""

from .reading import (
    AskRow,
    Line,
    Statement,
    account_of,
    board,
    books,
    hours_by_work,
    hours_by_work_ever,
    promised_by,
    statement,
    to_confirm,
)

__all__ = [
    "AskRow",
    "Line",
    "Statement",
    "account_of",
    "board",
    "books",
    "hours_by_work",
    "hours_by_work_ever",
    "promised_by",
    "statement",
    "to_confirm",
]
