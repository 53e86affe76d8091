"""What files say before anything is decided: rows of members, transfers and offers, and what is wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gilydd.people.imports import Problem, Said, WrongCell, kept, said_again
from gilydd.people.words import Capacity

POT, CLOSED = "pot", "closed"


@dataclass(frozen=True)
class Options:
    """What the person who brings the files in said about them.

    `columns` maps our field to the file's column; `categories` a category of the file to the code of
    one of our kinds of work; `accounts` a code of the file to a member number, "pot" or "closed";
    `same` a row of the members' file to the number of the member whom it is, or "row:N"; `another` holds
    rows that are said to be other people, however alike (None: all of them).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[int, str] = field(default_factory=dict)
    another: frozenset[int] | None = frozenset()
    dates: str = ""
    unit: str = ""
    unit_minutes: int = 60
    scale: int = 0
    prefix: str = ""
    sheet: str = ""
    day: dt.date | None = None
    leave_out_wrong: bool = False
    opening_balances: bool = False

    def is_another(self, row: int) -> bool:
        return self.another is None or row in self.another


NOTHING_SAID = Options()


@dataclass(frozen=True)
class MemberRow:
    """Somebody in a file. `number` is theirs in the file, and may be empty."""

    file: str
    row: int
    full_name: str
    number: str = ""
    known_as: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    born_on: dt.date | None = None
    joined_on: dt.date | None = None
    language: str = ""
    area: str = ""
    capacity: str = Capacity.CITIZEN
    balance_minutes: int | None = None


@dataclass(frozen=True)
class TransferRow:
    """Hours in a file: `payer` and `payee` are codes of the file, POT or CLOSED."""

    file: str
    row: int
    payer: str
    payee: str
    minutes: int
    occurred_at: dt.datetime
    reason: str = ""
    post: str = ""
    category: str = ""
    id: str = ""


@dataclass(frozen=True)
class OfferRow:
    """Something offered or asked for in a file. `owner` is a code of the file."""

    file: str
    row: int
    owner: str
    kind: str
    title: str
    details: str = ""
    category: str = ""
    made_at: dt.datetime | None = None
    ends_on: dt.date | None = None
    id: str = ""


@dataclass
class Gathered:
    """Everything that was read. `rows_read` counts the rows of each file, so that none is lost.

    `columns` names our fields as the file does, for messages; `spellings` gives the ways a code may be
    written here; `numbers_are_kept`: a program gave each member a number, so two rows are two people;
    `names_are_codes`: transfers may name a member by name or email too.
    """

    system: str
    members: list[MemberRow] = field(default_factory=list)
    transfers: list[TransferRow] = field(default_factory=list)
    offers: list[OfferRow] = field(default_factory=list)
    wrong: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    recognised: list[str] = field(default_factory=list)
    openings: list[TransferRow] = field(default_factory=list)
    rows_read: dict[str, int] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    spellings: Callable[[str], Sequence[str]] = lambda code: (code,)
    numbers_are_kept: bool = False
    names_are_codes: bool = False

    def refuse(self, file: str, row: int, failure: WrongCell) -> None:
        self.wrong.append(Problem(failure.said, file, row, failure.column))

    def warn(self, message: str, file: str = "", **parts: Any) -> None:
        self.warnings.append(Problem(Said(message, **parts), file))


NAME_WITH_NUMBER = re.compile(r"(?P<name>.*?)\s*\((?P<number>[^()]{1,40})\)\s*", re.DOTALL)


def name_and_number(text: str) -> tuple[str, str]:
    """("Nerys Bowen", "101") of "Nerys Bowen (101)"; the number is empty where there is none.

    >>> name_and_number("Nerys Bowen (101)"), name_and_number("Time Bank")
    (('Nerys Bowen', '101'), ('Time Bank', ''))
    """
    found = NAME_WITH_NUMBER.fullmatch(text)
    return (found["name"].strip(), found["number"].strip()) if found else (text.strip(), "")


__all__ = [
    "CLOSED",
    "NAME_WITH_NUMBER",
    "NOTHING_SAID",
    "POT",
    "Gathered",
    "MemberRow",
    "OfferRow",
    "Options",
    "Said",
    "TransferRow",
    "WrongCell",
    "kept",
    "name_and_number",
    "said_again",
]
