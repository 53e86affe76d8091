"""Any table of members or of transfers, CSV, XLSX or ODS: columns guessed by name, or named by hand."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from rapidfuzz import fuzz, process

from gilydd.people.imports import Problem, Report
from gilydd.people.words import Language

from .gathering import POT, Gathered, MemberRow, Options, Said, TransferRow, WrongCell
from .tables import Cell, Row, Table, bad, read_table, text_of
from .values import parse_day, parse_length, parse_moment, plain_name

HEADER_WITHIN = 10
ALIKE_PERCENT = 92
LONGEST_MINUTES = 1_000 * 60

# Our field, and what the column may be called: English, Welsh, and the words of other timebank
# programs and spreadsheets (Spanish and Catalan too). Compared without case, accents and signs.
MEMBER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "number", "no", "member no", "member number", "member id", "membership number", "membership no",
        "user id", "id", "uid", "code", "account", "account number", "n", "rhif", "rhif aelod",
        "rhif aelodaeth", "cod", "numero", "codigo",
    ),
    "full_name": (
        "name", "full name", "member", "member name", "display name", "person", "enw", "enw llawn", "aelod",
        "nombre completo", "nom complet",
    ),
    "first_name": (
        "first name", "first names", "forename", "given name", "christian name", "enw cyntaf", "nombre",
        "nom",
    ),
    "last_name": ("last name", "surname", "family name", "cyfenw", "apellidos", "apellido", "cognoms"),
    "known_as": (
        "known as", "preferred name", "nickname", "called", "adwaenir fel", "enw bob dydd", "llysenw",
    ),
    "email": (
        "email", "e mail", "email address", "mail", "ebost", "e bost", "cyfeiriad ebost", "correo",
        "correo electronico",
    ),
    "phone": (
        "phone", "telephone", "tel", "mobile", "phone number", "telephone number", "mobile number",
        "home phone", "mobile phone", "ffon", "rhif ffon", "ffon symudol", "telefono", "telefon", "movil",
    ),
    "second_phone": ("other phone", "alternative phone", "alt phone", "phone 2", "work phone", "ffon arall"),
    "address": (
        "address", "street", "street address", "home address", "address line 1", "cyfeiriad", "direccion",
        "adreca",
    ),
    "address_2": ("address 2", "address line 2", "town", "city", "village", "tref", "pentref"),
    "postcode": ("postcode", "post code", "postal code", "zip", "zip code", "cod post", "codigo postal"),
    "born_on": (
        "date of birth", "dob", "birth date", "birthday", "born", "dyddiad geni", "pen blwydd",
        "fecha de nacimiento",
    ),
    "joined_on": (
        "joined", "date joined", "join date", "member since", "start date", "registered",
        "registration date", "entry date", "created", "dyddiad ymuno", "ymunodd", "ymunwyd", "aelod ers",
        "fecha de alta",
    ),
    "language": ("language", "preferred language", "iaith", "dewis iaith", "idioma"),
    "area": ("area", "neighbourhood", "district", "ward", "branch", "ardal", "cymdogaeth", "zona", "barrio"),
    "balance": (
        "balance", "current balance", "hours balance", "credits", "time credits", "credit balance",
        "balans", "credydau", "saldo",
    ),
}  # fmt: skip
TRANSFER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "payer": (
        "payer", "from", "received by", "receiver", "recipient", "receiver id", "recipient id", "paid by",
        "helped", "buyer", "debit", "source", "from account", "talwr", "oddi wrth", "derbynnydd",
        "derbyniwyd gan", "origen", "de",
    ),
    "payee": (
        "payee", "to", "given by", "giver", "provider", "helper", "provider id", "giver id", "paid to",
        "seller", "earned by", "credit", "destination", "to account", "talai", "i", "rhoddwr",
        "rhoddwyd gan", "cynorthwyydd", "destino", "a", "para",
    ),
    "hours": (
        "hours", "time", "amount", "quantity", "credits", "time credits", "hours given", "total hours",
        "duration", "length", "oriau", "amser", "swm", "nifer", "horas", "cantidad", "hores", "quantitat",
    ),
    "minutes": ("minutes", "mins", "munudau", "minutos", "minuts"),
    "seconds": ("seconds", "secs", "eiliadau", "segundos", "segons"),
    "day": (
        "date", "day", "date of exchange", "exchange date", "transaction date", "when", "occurred",
        "created", "created at", "dyddiad", "diwrnod", "pryd", "fecha", "data",
    ),
    "work": (
        "category", "service", "service category", "kind of work", "type of work", "type", "work",
        "activity", "categori", "gwasanaeth", "math o waith", "gwaith", "math", "categoria", "servicio",
    ),
    "note": (
        "note", "notes", "description", "reason", "comment", "comments", "details", "memo", "nodyn",
        "nodiadau", "disgrifiad", "rheswm", "sylw", "sylwadau", "descripcion", "concepto", "razon", "motivo",
    ),
    "id": ("id", "transaction id", "transfer id", "exchange id", "reference", "ref", "uuid", "cyfeirnod"),
}  # fmt: skip
LENGTHS = ("hours", "minutes", "seconds")
LANGUAGES = {
    "cy": Language.WELSH, "welsh": Language.WELSH, "cymraeg": Language.WELSH, "w": Language.WELSH,
    "c": Language.WELSH,
    "en": Language.ENGLISH, "english": Language.ENGLISH, "saesneg": Language.ENGLISH, "e": Language.ENGLISH,
    "s": Language.ENGLISH,
}  # fmt: skip
POT_NAMES = frozenset(
    plain_name(name)
    for name in ("pot", "community pot", "time bank", "timebank", "bank", "banc amser", "pot y gymuned")
)


@dataclass(frozen=True)
class Columns:
    """Where each field stands, and what the file calls it."""

    header: Row
    places: Mapping[str, int]
    names: Mapping[str, str]

    def cell(self, row: Row, name: str) -> Cell:
        place = self.places.get(name)
        return row.cells[place] if place is not None and place < len(row.cells) else None

    def text(self, row: Row, name: str) -> str:
        return text_of(self.cell(row, name))

    def called(self, name: str) -> str:
        return self.names.get(name, name)


def guess_columns(table: Table, known: Mapping[str, Sequence[str]], said: Mapping[str, str]) -> Columns:
    """The header row and the place of each field: as said, else by its name. Raises BadFile.

    The header is the row of the first ten in which most names are known.
    """
    if not table.rows:
        raise bad(table.name, _("no rows; expected a header and a row for each entry"))
    wanted = {plain_name(name) for name in said.values()}
    names = {plain_name(one) for ones in known.values() for one in ones} | wanted
    header = max(
        table.rows[:HEADER_WITHIN],
        key=lambda row: (sum(plain_name(text_of(cell)) in names for cell in row.cells), -row.number),
    )
    heads = [plain_name(text_of(cell)) for cell in header.cells]
    places = _said_places(table, header, heads, known, said)
    for name, ones in known.items():
        free = {head: place for place, head in enumerate(heads) if head and place not in places.values()}
        if name in places or name in said:
            continue
        found = next((one for one in map(plain_name, ones) if one in free), None)
        if found:
            places[name] = free[found]
    for name, ones in known.items():
        free = {
            head: place for place, head in enumerate(heads) if len(head) > 3 and place not in places.values()
        }
        if name not in places and name not in said and free:
            best = max(
                (
                    process.extractOne(
                        plain_name(one), free.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE_PERCENT
                    )
                    for one in ones
                ),
                key=lambda one: one[1] if one else 0,
            )
            if best:
                places[name] = free[best[0]]
    called = {name: text_of(header.cells[place]) for name, place in places.items()}
    return Columns(header, places, called)


def _said_places(
    table: Table, header: Row, heads: list[str], known: Mapping[str, Sequence[str]], said: Mapping[str, str]
) -> dict[str, int]:
    places = {}
    for name, column in said.items():
        if name not in known:
            raise bad(
                table.name,
                _("there is no field “%(field)s”; there are %(fields)s"),
                field=name,
                fields=", ".join(known),
            )
        if column == "":
            continue  # said to be in no column
        if plain_name(column) not in heads:
            columns = ", ".join(text_of(cell) for cell in header.cells)
            raise bad(
                table.name,
                _("there is no column “%(column)s”; there are %(columns)s"),
                header.number,
                column=column,
                columns=columns,
            )
        places[name] = heads.index(plain_name(column))
    return places


def body(table: Table, columns: Columns) -> list[Row]:
    return [row for row in table.rows if row.number > columns.header.number]


def say_columns(gathered: Gathered, table: Table, columns: Columns) -> None:
    """Put on record which column was taken for what, and which were not read."""
    taken = ", ".join(f"{name} = “{called}”" for name, called in columns.names.items())
    gathered.recognised.append(Said(_("%(file)s: %(columns)s"), file=table.name, columns=taken))
    unread = [
        text_of(cell) for place, cell in enumerate(columns.header.cells)
        if place not in columns.places.values() and text_of(cell)
    ]  # fmt: skip
    if unread:
        gathered.recognised.append(
            Said(_("%(file)s: not read: %(columns)s"), file=table.name, columns=", ".join(unread))
        )


def gather_members(gathered: Gathered, table: Table, options: Options) -> None:
    """Read a table of members into `gathered`. Raises BadFile where it has no column of names."""
    columns = guess_columns(table, MEMBER_COLUMNS, options.columns)
    if not {"full_name", "first_name", "last_name"} & set(columns.places):
        raise bad(
            table.name, _("no column of names was found; say which it is (full_name)"), columns.header.number
        )
    say_columns(gathered, table, columns)
    rows = body(table, columns)
    gathered.rows_read[table.name] = len(rows)
    for row in rows:
        _each(
            gathered, table, row, lambda row: gathered.members.append(_member(table, columns, row, options))
        )
    _balances(gathered, options)


def _each(gathered: Gathered, table: Table, row: Row, read: Callable[[Row], None]) -> None:
    try:
        read(row)
    except WrongCell as failure:
        gathered.refuse(table.name, row.number, failure)


def _member(table: Table, columns: Columns, row: Row, options: Options) -> MemberRow:
    name = columns.text(row, "full_name") or " ".join(
        part for part in (columns.text(row, "first_name"), columns.text(row, "last_name")) if part
    )
    if not name:
        raise WrongCell(columns.called("full_name"), _("the name is missing"))
    return MemberRow(
        file=table.name,
        row=row.number,
        full_name=short(columns.called("full_name"), name, 160),
        known_as=short(columns.called("known_as"), columns.text(row, "known_as"), 80),
        number=short(columns.called("number"), columns.text(row, "number"), 40),
        email=email_of(columns.called("email"), columns.text(row, "email")),
        phone=short(
            columns.called("phone"), columns.text(row, "phone") or columns.text(row, "second_phone"), 40
        ),
        address="\n".join(filter(None, (columns.text(row, "address"), columns.text(row, "address_2")))),
        postcode=short(columns.called("postcode"), columns.text(row, "postcode").upper(), 10),
        born_on=parse_day(
            columns.called("born_on"), columns.cell(row, "born_on"), options.dates, table.epoch
        ),
        joined_on=parse_day(
            columns.called("joined_on"), columns.cell(row, "joined_on"), options.dates, table.epoch
        ),
        language=LANGUAGES.get(columns.text(row, "language").casefold(), Language.UNKNOWN),
        area=columns.text(row, "area"),
        balance_minutes=_balance(columns, row, options),
    )


def _balance(columns: Columns, row: Row, options: Options) -> int | None:
    if not columns.text(row, "balance"):
        return None
    return parse_length(
        columns.called("balance"), columns.cell(row, "balance"), options.unit or "hours"
    ).minutes


def _balances(gathered: Gathered, options: Options) -> None:
    """Balances of the members' table: to be compared with transfers, or to begin with."""
    held = [row for row in gathered.members if row.balance_minutes]
    gathered.balances = {
        row.number: row.balance_minutes or 0
        for row in gathered.members
        if row.number and row.balance_minutes is not None
    }
    if held and not options.opening_balances:
        gathered.warn(
            _(
                "%(count)s members have a balance in the file; it is not brought in unless you say so "
                "(opening balances)"
            ),
            count=len(held),
        )
    if not options.opening_balances:
        return
    when = parse_moment("", options.day) or timezone.now()
    for row in held:
        minutes = row.balance_minutes or 0
        code = row.number or f"row:{row.row}"
        sides = (POT, code) if minutes > 0 else (code, POT)
        gathered.openings.append(
            TransferRow(
                row.file, row.row, sides[0], sides[1], minutes=abs(minutes), occurred_at=when,
                id=row.number or plain_name(row.full_name),
            )
        )  # fmt: skip


def gather_transfers(gathered: Gathered, table: Table, options: Options) -> None:
    """Read a table of transfers into `gathered`. Raises BadFile where a needed column is missing."""
    columns = guess_columns(table, TRANSFER_COLUMNS, options.columns)
    missing = [
        name
        for name in ("payer", "payee", "day")
        if name not in columns.places and not (name == "day" and options.day)
    ]
    lengths = [name for name in LENGTHS if name in columns.places]
    if missing or not lengths:
        fields = ", ".join([*missing, *([] if lengths else ["hours"])])
        raise bad(
            table.name,
            _("no column was found for: %(fields)s; say which it is"),
            columns.header.number,
            fields=fields,
        )
    say_columns(gathered, table, columns)
    gathered.columns |= columns.names
    gathered.names_are_codes = True
    rows = body(table, columns)
    gathered.rows_read[table.name] = len(rows)
    counts = {"rounded": 0, "doubtful": 0}
    for row in rows:
        _each(
            gathered,
            table,
            row,
            lambda row: _transfer(gathered, table, columns, row, lengths[0], options, counts),
        )
    _say_direction(gathered, table)
    if counts["rounded"]:
        gathered.warn(
            _("%(count)s lengths are no whole minutes; they are rounded to the minute"),
            table.name,
            count=counts["rounded"],
        )
    if counts["doubtful"]:
        gathered.warn(
            _("%(count)s lengths look like 1.30, which is read as 1 h 18 min; write 1:30 for an hour "
              "and a half"),
            table.name, count=counts["doubtful"],
        )  # fmt: skip


def _say_direction(gathered: Gathered, table: Table) -> None:
    """“From” and “to” may mean the hours or the help: say it with the first row, so that somebody sees it."""
    first = next((row for row in gathered.transfers if row.file == table.name), None)
    if first:
        text = _(
            "row %(row)s is read as: %(payee)s helped %(payer)s; if it was the other way round, swap "
            "the two columns"
        )
        gathered.recognised.append(Said(text, row=first.row, payee=first.payee, payer=first.payer))


def _transfer(
    gathered: Gathered,
    table: Table,
    columns: Columns,
    row: Row,
    length: str,
    options: Options,
    counts: dict[str, int],
) -> None:
    unit = options.unit or length
    read = parse_length(columns.called(length), columns.cell(row, length), unit)
    counts["rounded"] += read.rounded
    counts["doubtful"] += read.doubtful
    if moves_nothing(gathered, table.name, row.number, columns.called(length), read.minutes):
        return
    day = columns.called("day")
    when = parse_moment(day, columns.cell(row, "day"), options.dates, table.epoch)
    when = when or (parse_moment(day, options.day) if options.day else None)
    if when is None:
        raise WrongCell(day, _("the day is missing"))
    gathered.transfers.append(
        TransferRow(
            file=table.name,
            row=row.number,
            payer=side_of(columns.called("payer"), columns.text(row, "payer")),
            payee=side_of(columns.called("payee"), columns.text(row, "payee")),
            minutes=read.minutes,
            occurred_at=when,
            reason=columns.text(row, "note"),
            category=columns.text(row, "work"),
            id=columns.text(row, "id"),
        )
    )


def moves_nothing(gathered: Gathered, file: str, row: int, column: str, minutes: int) -> bool:
    """A row of no time is left out with its reason; a negative or absurd one is wrong."""
    if minutes == 0:
        gathered.left_out.append(Problem(Said(_("no time: nothing moves")), file, row, column))
        return True
    if minutes < 0:
        raise WrongCell(
            column, _("the time is negative; swap payer and payee and write it without the minus")
        )
    if minutes > LONGEST_MINUTES:
        raise WrongCell(
            column,
            _("%(hours)s hours in one transfer cannot be right; is the unit right?"),
            hours=minutes // 60,
        )
    return False


def side_of(column: str, text: str) -> str:
    """A member's number or name, or the pot by one of its names."""
    if not text:
        raise WrongCell(column, _("the member is missing"))
    return POT if plain_name(text) in POT_NAMES else text


def email_of(column: str, text: str) -> str:
    """An email address in small letters, or nothing."""
    email = text.lower()
    if email and (email.count("@") != 1 or " " in email or len(email) > 254):
        raise WrongCell(
            column,
            _("“%(text)s” is not an email address; leave it empty where there is none"),
            text=text[:60],
        )
    return email


def short(column: str, text: str, most: int) -> str:
    """The text, refused where it would not fit."""
    if len(text) > most:
        raise WrongCell(column, _("longer than %(most)s letters"), most=most)
    return text


def gather(kind: str, files: Mapping[str, bytes], options: Options) -> Gathered:
    """Members or transfers out of every file given. Raises BadFile."""
    gathered = Gathered("Table")
    for name, data in files.items():
        table = read_table(name, data, sheet=options.sheet)
        (gather_members if kind == "members" else gather_transfers)(gathered, table, options)
    return gathered


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import members`: see `console`."""
    from .console import add_mapped_arguments

    add_mapped_arguments(parser, MEMBER_COLUMNS)


def run(args: argparse.Namespace) -> Report:
    """Bring in a table of members."""
    from .console import run_with

    return run_with(args, partial(gather, "members"))
