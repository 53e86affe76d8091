"""A roll's file: a row for each person and tenancy, in the columns that landlords' systems write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop as _

from gilydd.algorithms.reconciling import RollRow

from .cells import parse_day, plain_name, plain_phone, plain_postcode
from .imports import Problem, Said, WrongCell
from .queries.terms import folded
from .tables import Row, Table, bad, text_of
from .words import LARGEST_ROLL, LONGEST_REFERENCE, Channel, Language

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "reference": (
        "reference", "ref", "tenancy reference", "tenancy ref", "tenancy number", "tenant reference",
        "tenant ref", "person reference", "person ref", "cyfeirnod", "cyfeirnod tenantiaeth",
    ),
    "full_name": ("full name", "name", "tenant name", "tenant", "enw llawn", "enw"),
    "first_name": ("first name", "forename", "given name", "enw cyntaf"),
    "last_name": ("last name", "surname", "family name", "cyfenw"),
    "since": (
        "tenancy start", "tenancy start date", "start date", "start", "since", "from", "dyddiad dechrau",
        "dechrau",
    ),
    "until": (
        "tenancy end", "tenancy end date", "end date", "end", "until", "dyddiad gorffen", "diwedd",
    ),
    "born_on": ("date of birth", "dob", "born", "born on", "dyddiad geni"),
    "address": ("address", "address 1", "address line 1", "cyfeiriad"),
    "address_2": ("address 2", "address line 2", "cyfeiriad 2"),
    "address_3": ("address 3", "address line 3", "town", "tref"),
    "postcode": ("postcode", "post code", "cod post"),
    "email": ("email", "e-mail", "email address", "ebost", "e-bost"),
    "phone": ("phone", "telephone", "mobile", "phone number", "ffon", "rhif ffon"),
    "language": ("language", "preferred language", "iaith"),
    "large_print": ("large print", "print bras"),
    "easy_read": ("easy read", "hawdd ei ddeall", "hawdd ei ddarllen"),
    "channel": ("contact by", "preferred contact", "channel", "cysylltu drwy"),
}  # fmt: skip
IN_WELSH = frozenset(
    {
        "cyfeirnod", "cyfeirnod tenantiaeth", "enw llawn", "enw", "enw cyntaf", "cyfenw", "dyddiad dechrau",
        "dechrau", "dyddiad gorffen", "diwedd", "dyddiad geni", "cyfeiriad", "cyfeiriad 2", "tref",
        "cod post", "ebost", "e-bost", "ffon", "rhif ffon", "iaith", "print bras", "hawdd ei ddeall",
        "hawdd ei ddarllen", "cysylltu drwy",
    }
)  # fmt: skip
LANGUAGES = {
    "cy": Language.WELSH, "welsh": Language.WELSH, "cymraeg": Language.WELSH,
    "en": Language.ENGLISH, "english": Language.ENGLISH, "saesneg": Language.ENGLISH,
}  # fmt: skip
YES = frozenset({"yes", "y", "true", "1", "x", "ie", "oes", "ydy"})
NO = frozenset({"", "no", "n", "false", "0", "na", "nac oes"})
BY_EMAIL = frozenset({"email", "e-mail", "ebost", "e-bost"})
HEADER_ROWS = 10


@dataclass(frozen=True)
class RollLine:
    """A row of a roll's file as it is kept until it is written. Days are ISO texts, so that it fits JSON."""

    row: int
    reference: str
    full_name: str
    since: str
    until: str = ""
    born_on: str = ""
    address: str = ""
    postcode: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    large_print: bool = False
    easy_read: bool = False
    channel: str = ""

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @property
    def home(self) -> str:
        """The home in one plain text, for comparing."""
        return f"{plain_name(self.address)} {plain_postcode(self.postcode)}".strip()

    def plain(self) -> RollRow:
        """The row as it is compared."""
        return RollRow(
            self.reference,
            plain_name(self.full_name),
            dt.date.fromisoformat(self.since),
            dt.date.fromisoformat(self.until) if self.until else None,
            dt.date.fromisoformat(self.born_on) if self.born_on else None,
            self.home,
            self.email.lower(),
            plain_phone(self.phone),
        )


@dataclass(frozen=True)
class RollFile:
    """What a file says: its lines, what is wrong where, and what was noticed."""

    lines: tuple[RollLine, ...]
    wrong: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def lines_of(rows: Iterable[Mapping[str, Any]]) -> list[RollLine]:
    """The kept rows of an upload, as they were read."""
    return [RollLine(**row) for row in rows]


def read_roll(table: Table) -> RollFile:
    """Read a table as a roll. Raises BadFile where there is no header to read it by, or it is too large."""
    header, places, unread = _header(table)
    left = _("the column “%(name)s” is not read, and nothing of it is kept")
    warnings = [Problem(Said(left, name=name), table.name) for name in unread]
    lines, wrong = [], []
    for row in table.rows:
        if row.number <= header:
            continue
        try:
            lines.append(_line(row, places, table.epoch, warnings, table.name))
        except WrongCell as failure:
            wrong.append(Problem(failure.said, table.name, row.number, failure.column))
    if len(lines) > LARGEST_ROLL:
        raise bad(table.name, _("more than %(limit)s people; ask the operator"), limit=LARGEST_ROLL)
    if not lines and not wrong:
        raise bad(table.name, _("there is nobody below the header"))
    wrong += _twice(lines, table.name)
    return RollFile(tuple(_without_shared_emails(lines, warnings, table.name)), tuple(wrong), tuple(warnings))


def _header(table: Table) -> tuple[int, dict[str, int], list[str]]:
    """(line of the header, column of each field, names of columns that are not read)."""
    known = {folded(name): field for field, named in COLUMNS.items() for name in named}
    for row in table.rows[:HEADER_ROWS]:
        heads = [text_of(cell) for cell in row.cells]
        places: dict[str, int] = {}
        for number, head in enumerate(heads):
            field = known.get(folded(head.replace("_", " ")))
            if field:
                places.setdefault(field, number)
        if "reference" not in places:
            continue
        if "full_name" not in places and not {"first_name", "last_name"} <= places.keys():
            raise bad(table.name, _("the header has no column for the name; expected “Name”"), row.number)
        if "since" not in places:
            missing = _("the header has no column for the first day; expected “Tenancy start”")
            raise bad(table.name, missing, row.number)
        read = set(places.values())
        return row.number, places, [head for number, head in enumerate(heads) if head and number not in read]
    raise bad(table.name, _("no header was found; expected the columns “Reference”, “Name”, “Tenancy start”"))


def _line(
    row: Row, places: Mapping[str, int], epoch: dt.date, warnings: list[Problem], file: str
) -> RollLine:
    def cell(field: str) -> Any:
        place = places.get(field)
        return row.cells[place] if place is not None and place < len(row.cells) else None

    def text(field: str, most: int) -> str:
        said = " ".join(text_of(cell(field)).split())
        if len(said) > most:
            raise WrongCell(field, _("longer than %(most)s letters"), most=most)
        return said

    reference = text("reference", LONGEST_REFERENCE)
    if not reference:
        raise WrongCell("reference", _("empty; each row needs the organisation's own reference"))
    name = text("full_name", 160) or " ".join(filter(None, (text("first_name", 80), text("last_name", 79))))
    if not plain_name(name):
        raise WrongCell("name", _("empty; each row needs a name"))
    since, until, born = (
        parse_day(field, cell(field), "dmy", epoch) for field in ("since", "until", "born_on")
    )
    if since is None:
        raise WrongCell("since", _("empty; each row needs its first day"))
    if until is not None and until < since:
        raise WrongCell("until", _("the last day is before the first"))
    email = _email(text("email", 254).lower(), row, warnings, file)
    address = ", ".join(filter(None, (text(field, 200) for field in ("address", "address_2", "address_3"))))
    return RollLine(
        row.number, reference, name, since.isoformat(), _iso(until), _iso(born), address,
        text("postcode", 10), email, text("phone", 40), LANGUAGES.get(folded(text("language", 40)), ""),
        _tick("large_print", text("large_print", 20)), _tick("easy_read", text("easy_read", 20)),
        _channel(folded(text("channel", 40)), email, address),
    )  # fmt: skip


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _email(text: str, row: Row, warnings: list[Problem], file: str) -> str:
    """The address; left out with a warning where it is none, because a letter reaches them all the same."""
    try:
        if text:
            validate_email(text)
    except ValidationError:
        said = Said(_("this is no email address; it is left out"))
        warnings.append(Problem(said, file, row.number, "email"))
        return ""
    return text


def _tick(field: str, text: str) -> bool:
    if folded(text) in YES:
        return True
    if folded(text) in NO:
        return False
    raise WrongCell(field, _("“%(text)s” is neither yes nor no"), text=text)


def _channel(wanted: str, email: str, address: str) -> str:
    """A letter, unless email was asked for or no home is known."""
    if email and (wanted in BY_EMAIL or not address):
        return str(Channel.EMAIL)
    return str(Channel.POST if address else Channel.BROKER)


def _twice(lines: Sequence[RollLine], file: str) -> list[Problem]:
    first: dict[str, int] = {}
    found = []
    for line in lines:
        if line.reference in first:
            twice = _(
                "the reference stands in row %(row)s too; joint tenants need one each, such as 7/1 and 7/2"
            )
            said = Said(twice, row=first[line.reference])
            found.append(Problem(said, file, line.row, "reference"))
        first.setdefault(line.reference, line.row)
    return found


def _without_shared_emails(
    lines: Sequence[RollLine], warnings: list[Problem], file: str
) -> Iterable[RollLine]:
    """An address of several people would let one sign in as another: it is left out, and they get letters."""
    count: dict[str, set[str]] = {}
    for line in lines:
        count.setdefault(line.email, set()).add(plain_name(line.full_name))
    for line in lines:
        if line.email and len(count[line.email]) > 1:
            said = Said(_("several people have this email; it is left out, and they get letters"))
            warnings.append(Problem(said, file, line.row, "email"))
            channel = Channel.POST if line.address else Channel.BROKER
            line = RollLine(**{**line.kept(), "email": "", "channel": str(channel)})
        yield line
