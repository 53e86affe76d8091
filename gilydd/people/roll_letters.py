"""Letters to people whom a roll made members: large print, in their language or in both.

Who lives where is known to the organisation already, so it prints them, and nobody else here reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.ui.papers import Sheet, bind
from gilydd.ui.sheets import Cell, Table

from .models import Message, Roll
from .queries import names
from .queries.rolls import letters_of_roll

# About 0.2 s a page: more would keep the reader waiting.
A_FILE = 40
BETWEEN_LANGUAGES = "\n\n– – –\n\n"  # as people.notices joins a text in both languages


def waiting(roll: Roll) -> dict[str, Any]:
    """How many letters wait, how many are in the next file, and the last one of it."""
    rows = letters_of_roll(roll)
    last = list(rows.order_by("pk").values_list("pk", flat=True)[:A_FILE])
    return {"waiting": rows.count(), "in_file": len(last), "until": last[-1] if last else 0}


def last_printed(posted: Mapping[str, str]) -> int:
    """The last letter that a page said was printed; 0 for anything that is no number."""
    text = posted.get("until", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def versions(message: Message) -> list[tuple[str, str, str]]:
    """(language, subject, text) of a message in each language that it was written in."""
    languages = message.language.split("+")
    texts, subjects = message.text.split(BETWEEN_LANGUAGES), message.subject.split(" / ")
    if len(texts) != len(languages):
        return [(languages[0], message.subject, message.text)]
    if len(subjects) != len(languages):  # one subject for both, or a name with a stroke in it
        subjects = [message.subject] * len(languages)
    return list(zip(languages, subjects, texts, strict=True))


def printed(roll: Roll) -> bytes:
    """The next letters as one PDF, each in large print. Raises Refused where none waits."""
    rows = list(letters_of_roll(roll).order_by("pk")[:A_FILE])
    if not rows:
        raise Refused(_("No letter waits to be printed."))
    called = names([roll.organisation_id])[roll.organisation_id]
    return bind((sheet for row in rows for sheet in _sheets(roll, called, row)), two_sided=True)


def _sheets(roll: Roll, called: str, row: Message) -> list[Sheet]:
    identity = row.party.person.identity
    shared = {
        "community": roll.community,
        "organisation": called,
        "address": address_lines(identity),
        "contact": roll.contact,
        "today": timezone.localdate(),
    }
    return [
        Sheet(
            "people/paper_roll_letter.html",
            {**shared, "subject": subject, "lines": text.split("\n"), "first": place == 0},
            language,
            large=True,
            easy=row.party.person.easy_read,
        )
        for place, (language, subject, text) in enumerate(versions(row))
    ]


def address_lines(identity: Any) -> list[str]:
    """The lines in the window of the envelope: the name, the home, the postcode."""
    lines = [part.strip() for part in identity.address.replace("\n", ",").split(",") if part.strip()]
    return [identity.full_name, *lines[:4], *([identity.postcode.upper()] if identity.postcode else [])]


def table(roll: Roll) -> Table:
    """Every letter that waits, for a mailing house: name, home, and the words in each language."""
    head = [
        _("Name"), _("Address"), _("Postcode"), _("Subject in Welsh"), _("Text in Welsh"),
        _("Subject in English"), _("Text in English"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for row in letters_of_roll(roll):
        told = {language: (subject, text) for language, subject, text in versions(row)}
        identity = row.party.person.identity
        rows.append(
            [
                identity.full_name, identity.address, identity.postcode, *told.get("cy", ("", "")),
                *told.get("en", ("", "")),
            ]
        )  # fmt: skip
    return Table(_("Letters"), head, rows)


__all__ = ["A_FILE", "address_lines", "last_printed", "printed", "table", "versions", "waiting"]
