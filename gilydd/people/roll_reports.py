"""What a roll's file would change, in words: figures, lists, questions, and what is wrong where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gilydd.ui.filters import day
from gilydd.ui.sheets import Cell, Table

from .commands._rolling import problems_of
from .imports import Problem
from .models import Membership, RollUpload
from .queries import names
from .roll_files import COLUMNS, IN_WELSH, RollLine, lines_of

SHOWN = 50
COUNTS = {
    "rows": gettext_lazy("People in the file"),
    "joining": gettext_lazy("Come onto the roll"),
    "staying": gettext_lazy("Stay"),
    "moved": gettext_lazy("Of these have moved"),
    "renamed": gettext_lazy("Of these have another name"),
    "leaving": gettext_lazy("Leave"),
    "ended": gettext_lazy("Had left before this day"),
}
WHY = {
    "born": gettext_lazy("the same birthday and a name like it"),
    "email": gettext_lazy("the same email"),
    "phone": gettext_lazy("the same phone"),
    "name": gettext_lazy("the same name"),
    "reference": gettext_lazy("the same reference"),
}
NAMES = {
    "reference": gettext_lazy("Reference"),
    "full_name": gettext_lazy("Name"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Surname"),
    "since": gettext_lazy("Tenancy start"),
    "until": gettext_lazy("Tenancy end"),
    "born_on": gettext_lazy("Date of birth"),
    "address": gettext_lazy("Address"),
    "postcode": gettext_lazy("Postcode"),
    "email": gettext_lazy("Email"),
    "phone": gettext_lazy("Phone"),
    "language": gettext_lazy("Language"),
    "large_print": gettext_lazy("Large print"),
    "easy_read": gettext_lazy("Easy Read"),
    "channel": gettext_lazy("Contact by"),
}
NEEDED = ("reference", "full_name", "since")


def columns() -> list[tuple[str, bool, str, str]]:
    """(name, whether it is needed, names in English, names in Welsh) of each column of a roll's file."""
    return [
        (
            str(NAMES[field]),
            field in NEEDED,
            ", ".join(one for one in COLUMNS[field] if one not in IN_WELSH),
            ", ".join(one for one in COLUMNS[field] if one in IN_WELSH),
        )
        for field in NAMES
    ]


def counts(upload: RollUpload) -> list[tuple[str, int]]:
    """(what, how many) of the report; figures of a file, which its own organisation knows."""
    told = dict(upload.report.get("counts", {}))
    if "taking" in told:
        told["joining"] += told["taking"]
    return [(str(label), told[key]) for key, label in COUNTS.items() if key in told]


def problems(upload: RollUpload) -> dict[str, list[Problem]]:
    """What is wrong and what was noticed, in the language of the page."""
    return {name: problems_of(upload.report.get(name, [])[:SHOWN]) for name in ("wrong", "warnings")}


def lists(upload: RollUpload) -> list[tuple[str, list[str]]]:
    """(title, lines) of who is new, known, moves, is called otherwise and leaves; the first of each."""
    lines = {line.reference: line for line in lines_of(upload.rows)}
    told = upload.report
    gone = told.get("leaving", [])[:SHOWN]
    called = names(who for _reference, who, _until in gone)
    shown = [
        (_("Come onto the roll"), [_row(lines[one]) for one in _coming(told)[:SHOWN]]),
        (_("Moved"), [_row(lines[one]) for one in told.get("moved", [])[:SHOWN]]),
        (_("Another name"), [_row(lines[one]) for one in told.get("renamed", [])[:SHOWN]]),
        (_("Leave"), [_left(called, *one) for one in gone]),
    ]
    return [(title, rows) for title, rows in shown if rows]


def _coming(told: dict[str, Any]) -> list[str]:
    """References of whoever comes onto the roll. Which of them were members before is not told."""
    return sorted([*told.get("joining", []), *(one for one, _key in told.get("taking", []))])


def _row(line: RollLine) -> str:
    return f"{line.reference} · {line.full_name}"


def _left(called: dict[int, str], reference: str, who: int, until: str) -> str:
    told = {"reference": reference, "name": called.get(who, ""), "day": day(dt.date.fromisoformat(until))}
    return _("%(reference)s · %(name)s, last day %(day)s") % told


def questions(upload: RollUpload, *, own: bool) -> list[dict[str, Any]]:
    """Each doubtful row as a question: its label, its hint, and who it may be.

    own: those that the organisation decides on, or else those that a broker does.
    """
    lines = {line.reference: line for line in lines_of(upload.rows)}
    asked = [one for one in upload.report.get("questions", []) if one["own"] == own]
    parties = {int(key[6:]) for one in asked for key in one["others"] if key.startswith("party:")}
    called = names(parties)
    numbers = dict(
        Membership.objects.of(upload.community).filter(party__in=parties).values_list("party", "number")
    )
    return [_question(one, lines, called, numbers) for one in asked]


def _question(
    one: dict[str, Any], lines: dict[str, RollLine], called: dict[int, str], numbers: dict[int, str]
) -> dict[str, Any]:
    line = lines[one["reference"]]
    words = {"name": line.full_name, "reference": line.reference, "row": line.row}
    renamed = one["kind"] == "renamed"
    label = (
        _("%(reference)s is %(name)s now. Is it the same person as before?")
        if renamed
        else _("Is %(name)s (%(reference)s) somebody who is here already?")
    )
    others = list(zip(one["others"], one["why"], strict=True))
    choices = [(key, _other(key, why, lines, called, numbers)) for key, why in others]
    return {
        "reference": line.reference,
        "label": label % words,
        "hint": _("Row %(row)s of the file") % words,
        "choices": [*choices, ("new", _("No, somebody else"))],
    }


def _other(
    key: str, why: str, lines: dict[str, RollLine], called: dict[int, str], numbers: dict[int, str]
) -> str:
    reason = str(WHY[why])
    if key.startswith("row:"):
        line = lines[key[4:]]
        told = {"name": line.full_name, "reference": line.reference, "why": reason}
        return _("Yes, the same as %(name)s at %(reference)s in this file (%(why)s)") % told
    party = int(key[6:])
    told = {"name": called.get(party, ""), "number": numbers.get(party, ""), "why": reason}
    if told["number"]:
        return _("Yes, %(name)s, member number %(number)s (%(why)s)") % told
    return _("Yes, %(name)s (%(why)s)") % told


def table(upload: RollUpload) -> Table:
    """The whole report as a table: what, reference, name, row, why."""
    head = [_("What"), _("Reference"), _("Name"), _("Row"), _("Why")]
    return Table(_("Report"), head, list(_table_rows(upload)))


def _table_rows(upload: RollUpload) -> Iterable[list[Cell]]:
    lines = {line.reference: line for line in lines_of(upload.rows)}
    told = upload.report
    for name, title in (("wrong", _("Wrong")), ("warnings", _("Noticed"))):
        for bad in problems_of(told.get(name, [])):
            yield [title, "", "", bad.row, f"{bad.column}: {bad.text}" if bad.column else str(bad.text)]
    sorts = (
        (_("Comes onto the roll"), _coming(told)),
        (_("Moved"), told.get("moved", [])),
        (_("Another name"), told.get("renamed", [])),
    )
    for title, references in sorts:
        for reference in references:
            yield [title, reference, lines[reference].full_name, lines[reference].row, ""]
    gone = told.get("leaving", [])
    called = names(who for _reference, who, _until in gone)
    for reference, who, until in gone:
        yield [_("Leave"), reference, called.get(who, ""), None, until]
    for one in questions(upload, own=True):
        line = lines[one["reference"]]
        yield [_("Somebody must decide"), line.reference, line.full_name, line.row, one["label"]]
