"""The shape of every import: a dry run that can be read, then all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from gilydd.history.words import Refused


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and what would be right. `row` is the line in the file, from 1."""

    text: str
    file: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column}")
        place = ", ".join(part for part in where if part)
        return f"{place}: {self.text}" if place else self.text


@dataclass(frozen=True)
class Report:
    """What an import would write (or wrote), and what it noticed."""

    what: str
    lines: Sequence[str] = field(default_factory=tuple)
    warnings: Sequence[Problem] = field(default_factory=tuple)
    written: bool = False

    def text(self) -> str:
        """The report for a person at a console."""
        head = f"{self.what}: {'written' if self.written else 'dry run, nothing written'}"
        body = [f"  {line}" for line in self.lines]
        noted = [f"  warning: {problem}" for problem in self.warnings]
        foot = [] if self.written else ["  Run it again with --write to bring it in."]
        return "\n".join([head, *body, *noted, *foot])


class BadFile(Refused):
    """The files cannot be brought in. Nothing was written. `problems` says every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Said(str):
    """A sentence that can be said again in another language: its msgid and its parts are kept.

    >>> Said("row %(row)s is empty", row=3).parts
    {'row': 3}
    """

    msgid: str
    parts: dict[str, Any]

    def __new__(cls, msgid: str, **parts: Any) -> Said:
        made = super().__new__(cls, gettext(msgid) % parts if parts else gettext(msgid))
        made.msgid, made.parts = msgid, parts
        return made


def kept(text: str) -> list[Any]:
    """A sentence as JSON: [msgid, parts]."""
    if isinstance(text, Said):
        return [text.msgid, {key: str(value) for key, value in text.parts.items()}]
    return ["%(text)s", {"text": str(text)}]


def said_again(row: list[Any]) -> str:
    """A kept sentence in the language of the page."""
    msgid, parts = row
    return gettext(msgid) % parts if parts else gettext(msgid)


class WrongCell(ValueError):  # noqa: N818  (it is caught where the row is known, and becomes a Problem)
    """A cell that cannot be read: which column, and what would be right."""

    def __init__(self, column: str, message: str, **parts: Any) -> None:
        self.said = Said(message, **parts)
        super().__init__(self.said)
        self.column = column
