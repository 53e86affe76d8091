"""TimeOverflow's files, in both of its dialects: what it imports and what it exports.

What its importers take has no header (FACTS §2):
    users      uid, entry_date, name, name, name, gender, dob, phone, alt, email
    transfers  src, src_type, dst, dst_type, seconds, created_at, reason, post_id (older: without created_at)
    posts      user, type, title, description, category, created, start, end (and, added here, id)
What it exports has a header in the language of whoever pressed the button, but always the same order of
columns, so the dialect is known by the number of columns and by the words that are not translated:
    members    N, name, email, phone, other phone, joined, last login, language, balance (or the first 5)
               or 16 columns
    transfers  date, from, to, post, quantity as h:mm; or 9 with “from ID”, quantity as decimal hours
    posts      a line for each category, then id, title, tags, “name (uid)”, created; or 10 with “N”
Somebody is “name (uid)” there; who left is a sentence without a number, and so is the bank itself.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from gilydd.assets.words import AssetKind
from gilydd.people.imports import BadFile, Problem, Report

from .gathering import (
    CLOSED,
    POT,
    Gathered,
    MemberRow,
    OfferRow,
    Options,
    Said,
    TransferRow,
    WrongCell,
    name_and_number,
)
from .mapped import email_of, moves_nothing, short
from .tables import Cell, Row, Table, bad, read_table, text_of
from .values import parse_day, parse_length, parse_moment, plain_name

USERS = ("uid", "entry_date", "name", "name 2", "name 3", "gender", "dob", "phone", "alt", "email")
TRANSFERS = ("src", "src_type", "dst", "dst_type", "seconds", "created_at", "reason", "post_id")
UNDATED = tuple(name for name in TRANSFERS if name != "created_at")
POSTS = ("user", "type", "title", "description", "category", "created", "start", "end")
POSTS_WITH_ID = (*POSTS, "id")
MEMBERS_OUT = (
    "number",
    "name",
    "email",
    "phone",
    "second_phone",
    "joined",
    "last_login",
    "language",
    "balance",
)
MEMBERS_ALL_OUT = (
    "number", "name", "email", "born", "phone", "second_phone", "address", "joined", "updated", "gender",
    "description", "terms", "login", "last_login", "language", "notifications",
)  # fmt: skip
TRANSFERS_OUT = ("date", "from", "to", "post", "quantity")
TRANSFERS_ALL_OUT = ("date", "from", "from ID", "to", "to ID", "post", "post ID", "reason", "quantity")
POSTS_OUT = ("id", "title", "tags", "user", "created")
POSTS_ALL_OUT = (
    "id", "title", "description", "category", "type", "user", "number", "created", "updated", "tags",
)  # fmt: skip
PARTIES = ("member", "organization")

# How its catalogues say that somebody left or is not active, and its word for a need, in the languages
# that it ships. Compared without case, accents and signs.
GONE = frozenset(
    map(
        plain_name,
        (
            "The user no longer exists", "The user isn't active", "El usuario ya no existe",
            "El usuario no está activo",
            "L'usuari ja no existeix", "L'usuari no està actiu", "Erabiltzaile hau jada ez dago.",
            "Erabiltzailea ez dago erabilgarri", "A persoa usuaria xa non existe",
            "A persoa usuaria non está activa",
            "O usuário não existe mais", "O usuário não está ativo", "Cet·te utilisateur·rice n'existe plus",
            "L'utilisateur·rice n'est pas actif·ive", "deleted_user", "inactive_user",
        ),
    )
)  # fmt: skip
NEEDS = frozenset(
    plain_name(word)
    for word in (
        "inquiry", "inquiries", "demanda", "demandas", "demandes", "petición", "peticiones", "eskaera",
        "eskaerak", "eskaria", "eskariak", "solicitude", "solicitudes", "pedido", "pedidos", "demande",
        "procura",
        "need", "needs",
    )
)  # fmt: skip
OFFERS = frozenset(
    plain_name(word)
    for word in (
        "offer", "offers", "oferta", "ofertas", "ofertes", "eskaintza", "eskaintzak", "offre", "offres",
    )
)  # fmt: skip
LANGUAGE_BY_DATE_AND_FROM = {
    ("date", "from"): "English", ("fecha", "origen"): "español", ("data", "origen"): "català",
    ("data", "jatorria"): "euskara", ("data", "de"): "galego", ("data", "origem"): "português",
    ("date", "depuis"): "français",
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """A kind of table that TimeOverflow makes or takes."""

    kind: str
    columns: tuple[str, ...]
    header: bool
    called: str


SHAPES = {
    "users": Shape("users", USERS, False, _("members as TimeOverflow imports them")),
    "transfers": Shape("transfers", TRANSFERS, False, _("transfers as TimeOverflow imports them")),
    "undated": Shape("transfers", UNDATED, False, _("transfers as an older TimeOverflow imports them, "
                        "without days")),
    "posts": Shape("posts", POSTS, False, _("offers and needs as TimeOverflow imports them")),
    "posts_id": Shape("posts", POSTS_WITH_ID, False, _("offers and needs as TimeOverflow imports them, "
                        "with their ids")),
    "members_out": Shape("users", MEMBERS_OUT, True, _("members as TimeOverflow exports them")),
    "members_all_out": Shape("users", MEMBERS_ALL_OUT, True, _("members as TimeOverflow exports them, "
                        "complete")),
    "transfers_out": Shape("transfers", TRANSFERS_OUT, True, _("transfers as TimeOverflow exports them")),
    "transfers_all_out": Shape("transfers", TRANSFERS_ALL_OUT, True, _("transfers as TimeOverflow exports"
                        " them, complete")),
    "posts_out": Shape("posts", POSTS_OUT, True, _("offers or needs as TimeOverflow exports them")),
    "posts_all_out": Shape("posts", POSTS_ALL_OUT, True, _("offers and needs as TimeOverflow exports "
                        "them, complete")),
}  # fmt: skip


def gather(files: Mapping[str, bytes], options: Options) -> Gathered:
    """Members, offers and transfers out of the files, each recognised by its contents. Raises BadFile."""
    gathered = Gathered("TimeOverflow", numbers_are_kept=True)
    tables = []
    for name, data in files.items():
        table = read_table(name, data)
        shape = recognise(table, options)
        language = _language(table) if shape.header else ""
        gathered.recognised.append(
            Said(
                _("%(file)s: %(shape)s %(language)s"), file=name, shape=Said(shape.called), language=language
            )
        )
        tables.append((shape, table))
    # Members first, so that a bank's own name in the transfers can be told from a member's.
    for kind, read in (("users", _read_users), ("posts", _read_posts), ("transfers", _read_transfers)):
        for shape, table in tables:
            if shape.kind == kind:
                read(gathered, shape, table, options)
    return gathered


def recognise(table: Table, options: Options) -> Shape:
    """Which of TimeOverflow's tables this is. Raises BadFile that says what was expected."""
    if not table.rows:
        raise bad(table.name, _("no rows; expected a table of TimeOverflow's members, transfers or posts"))
    first = [text_of(cell) for cell in table.rows[0].cells]
    plain = [plain_name(text) for text in first]
    width = len(first)
    if first[0] == "N":
        return SHAPES["members_all_out" if width == len(MEMBERS_ALL_OUT) else "members_out"]
    if "from id" in plain:
        return SHAPES["transfers_all_out"]
    if width == len(POSTS_ALL_OUT) and first[6] == "N":
        return SHAPES["posts_all_out"]
    if width == len(POSTS_OUT) and first[0] == "" and first[1]:
        return SHAPES["posts_out"]
    if any(text.lower() in PARTIES for text in first[1:4]):
        return SHAPES["undated" if width == len(UNDATED) else "transfers"]
    if width > 1 and first[1].lower() in ("offer", "inquiry"):
        return SHAPES["posts_id" if width == len(POSTS_WITH_ID) else "posts"]
    if width == len(USERS) and _is_day(first[1]):
        return SHAPES["users"]
    if width == len(TRANSFERS_OUT) and (not _is_day(first[0]) or options.columns):
        return SHAPES["transfers_out"]
    return _by_name(table)


def _by_name(table: Table) -> Shape:
    """A first row that fits nothing: the file's name says what it should have been, rows what is wrong."""
    name = table.name.lower()
    for key, words in (
        ("users", ("user", "member", "usuari", "aelod")),
        ("transfers", ("transfer", "movement", "trosglwydd")),
        ("posts", ("post", "offer", "inquir", "anunc", "ofert", "demand")),
    ):
        if any(word in name for word in words):
            return SHAPES[key]
    raise bad(
        table.name,
        _("this is none of TimeOverflow's tables: %(columns)s columns; members have 10, 9, 16 or 5, "
          "transfers 8, 7, 5 or 9, posts 8, 9, 5 or 10"),
        1, columns=len(table.rows[0].cells),
    )  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        return parse_day("", text, "dmy") is not None
    except WrongCell:
        return False


def _language(table: Table) -> str:
    heads = tuple(plain_name(text_of(cell)) for cell in table.rows[0].cells[:2])
    found = LANGUAGE_BY_DATE_AND_FROM.get(heads)  # type: ignore[arg-type]
    return f"({found})" if found else ""


Cells = Callable[[str], Cell]


def _each_row(
    gathered: Gathered, shape: Shape, table: Table, options: Options, read: Callable[[Row, Cells], None]
) -> None:
    """Read each row; a row of another width, or with a wrong cell, is written down as wrong."""
    places = {name: place for place, name in enumerate(shape.columns)}
    rows = table.rows[1:] if shape.header else table.rows
    if shape.header:
        places |= _said_places(table, options)
    gathered.rows_read[table.name] = gathered.rows_read.get(table.name, 0) + len(rows)
    wide = len(shape.columns) if not shape.header else 0
    for row in rows:
        if wide and len(row.cells) != wide:
            message = _("%(found)s columns, expected %(wanted)s: %(columns)s")
            columns = ", ".join(shape.columns)
            gathered.wrong.append(
                Problem(
                    Said(message, found=len(row.cells), wanted=wide, columns=columns), table.name, row.number
                )
            )
            continue

        def cell(name: str, row: Row = row) -> Cell:
            place = places.get(name, -1)
            return row.cells[place] if 0 <= place < len(row.cells) else None

        try:
            read(row, cell)
        except WrongCell as failure:
            gathered.refuse(table.name, row.number, failure)


def _said_places(table: Table, options: Options) -> dict[str, int]:
    heads = [plain_name(text_of(cell)) for cell in table.rows[0].cells]
    known = {name for shape in SHAPES.values() if shape.header for name in shape.columns}
    for name in options.columns:
        if name not in known:
            raise bad(
                table.name,
                _("there is no field “%(field)s”; there are %(fields)s"),
                field=name,
                fields=", ".join(sorted(known)),
            )
    return {
        name: heads.index(plain_name(head))
        for name, head in options.columns.items()
        if plain_name(head) in heads
    }


def _read_users(gathered: Gathered, shape: Shape, table: Table, options: Options) -> None:
    fakes = 0

    def read(row: Row, cell: Cells) -> None:
        nonlocal fakes
        member, fake = _member(shape, table, row, cell, options)
        fakes += fake
        gathered.members.append(member)
        if shape.columns == MEMBERS_OUT and text_of(cell("balance")):
            gathered.balances[member.number] = _balance(cell("balance"))

    _each_row(gathered, shape, table, options, read)
    if fakes:
        gathered.warn(
            _(
                "%(count)s members have an address at example.com, which TimeOverflow makes up; they "
                "come in without email"
            ),
            table.name,
            count=fakes,
        )


def _member(shape: Shape, table: Table, row: Row, cell: Cells, options: Options) -> tuple[MemberRow, bool]:
    names = (
        ("number", "joined", "born", "phone", "second_phone")
        if shape.header
        else ("uid", "entry_date", "dob", "phone", "alt")
    )
    number, joined, born, phone, second = names
    if not text_of(cell(number)):
        raise WrongCell(number, _("the member number is missing"))
    name = " ".join(part for part in (text_of(cell(one)) for one in ("name", "name 2", "name 3")) if part)
    if not name:
        raise WrongCell("name", _("the name is missing"))
    joined_on = parse_day(joined, cell(joined), options.dates)
    if joined_on is None and not shape.header:
        raise WrongCell(joined, _("the day of joining is missing, expected YYYY-MM-DD"))
    email = email_of("email", text_of(cell("email")))
    fake = email.endswith("@example.com")
    return MemberRow(
        file=table.name,
        row=row.number,
        number=short(number, text_of(cell(number)), 40),
        full_name=short("name", name, 160),
        email="" if fake else email,
        phone=short(phone, text_of(cell(phone)) or text_of(cell(second)), 40),
        address=text_of(cell("address")),
        born_on=parse_day(born, cell(born), options.dates),
        joined_on=joined_on,
    ), fake


def _balance(cell: Cell) -> int:
    """A balance as h:mm or, as its member list writes it, in seconds."""
    text = text_of(cell)
    unit = "hours" if ":" in text else "seconds"
    return parse_length("balance", cell, unit).minutes


def _read_posts(gathered: Gathered, shape: Shape, table: Table, options: Options) -> None:
    if shape.columns == POSTS_OUT:
        _read_grouped_posts(gathered, table)
        return
    _each_row(
        gathered,
        shape,
        table,
        options,
        lambda row, cell: gathered.offers.append(_post(shape, table, row, cell, options)),
    )


def _post(shape: Shape, table: Table, row: Row, cell: Cells, options: Options) -> OfferRow:
    title = text_of(cell("title"))
    if not title:
        raise WrongCell("title", _("the title is missing"))
    kind = plain_name(text_of(cell("type")))
    if kind not in NEEDS | OFFERS:
        raise WrongCell(
            "type", _("“%(text)s” is not known; expected Offer or Inquiry"), text=text_of(cell("type"))
        )
    return OfferRow(
        file=table.name,
        row=row.number,
        owner=text_of(cell("number" if shape.header else "user")),
        kind=AssetKind.NEED if kind in NEEDS else AssetKind.OFFER,
        title=title,
        details=text_of(cell("description")),
        category=text_of(cell("category")),
        made_at=parse_moment("created", cell("created"), options.dates),
        ends_on=parse_day("end", cell("end"), options.dates),
        id=text_of(cell("id")),
    )


def _read_grouped_posts(gathered: Gathered, table: Table) -> None:
    """The export groups posts: a line with the category alone, then its posts; offers and needs apart."""
    kind = _kind_of_posts(table)
    gathered.recognised.append(
        Said(
            _("%(file)s: read as %(kind)s"),
            file=table.name,
            kind=Said(_("needs") if kind == AssetKind.NEED else _("offers")),
        )
    )
    category, rows = "", 0
    for row in table.rows[1:]:
        cells = [text_of(cell) for cell in row.cells] + [""] * 5
        if not cells[0] and not cells[3]:
            category = cells[1]
            continue
        rows += 1
        made_at = parse_moment("created", cells[4])
        owner = name_and_number(cells[3])[1]
        gathered.offers.append(
            OfferRow(
                table.name, row.number, owner, kind, cells[1], category=category, made_at=made_at, id=cells[0]
            )
        )
    gathered.rows_read[table.name] = rows


def _kind_of_posts(table: Table) -> AssetKind:
    head = plain_name(text_of(table.rows[0].cells[1]))
    for words, kind in ((NEEDS, AssetKind.NEED), (OFFERS, AssetKind.OFFER)):
        if head in words or any(word in plain_name(table.name).split() for word in words):
            return kind
    raise bad(
        table.name,
        _(
            "neither the header “%(head)s” nor the file's name says whether these are offers or needs; "
            "call the file offers.csv or needs.csv"
        ),
        1,
        head=head,
    )


def _read_transfers(gathered: Gathered, shape: Shape, table: Table, options: Options) -> None:
    if not shape.header:
        gathered.columns |= {"payer": "src", "payee": "dst"}
        _read_import_transfers(gathered, shape, table, options)
        return
    gathered.columns |= {"payer": "from", "payee": "to"}
    bank = _bank(table, shape, options)
    if bank:
        gathered.recognised.append(
            Said(_("%(file)s: “%(bank)s” is the timebank's own account: the pot"), file=table.name, bank=bank)
        )

    def read(row: Row, cell: Cells) -> None:
        read_length = parse_length("quantity", _quantity(cell("quantity")), "hours")
        if moves_nothing(gathered, table.name, row.number, "quantity", read_length.minutes):
            return
        when = parse_moment("date", cell("date"), options.dates)
        if when is None:
            raise WrongCell("date", _("the day is missing"))
        sides = [
            _side_out(side, text_of(cell(side)), text_of(cell(f"{side} ID")), bank) for side in ("from", "to")
        ]
        post = text_of(cell("post ID")) or text_of(cell("post"))
        gathered.transfers.append(
            TransferRow(
                table.name, row.number, sides[0], sides[1], minutes=read_length.minutes, occurred_at=when,
                reason=text_of(cell("reason")) or text_of(cell("post")), post=post,
            )
        )  # fmt: skip

    _each_row(gathered, shape, table, options, read)


def _quantity(cell: Cell) -> Cell:
    return 0 if text_of(cell) in ("—", "&mdash;", "") else cell


def _bank(table: Table, shape: Shape, options: Options) -> str:
    """The one name without a number that is nobody who left: the bank. More than one cannot be told apart."""
    if shape.columns == TRANSFERS_ALL_OUT:
        return ""  # there the bank's id is 0
    places = {**{name: place for place, name in enumerate(shape.columns)}, **_said_places(table, options)}
    names: Counter[str] = Counter()
    for row in table.rows[1:]:
        for side in ("from", "to"):
            text = text_of(row.cells[places[side]]) if places[side] < len(row.cells) else ""
            if (
                text
                and not name_and_number(text)[1]
                and plain_name(text) not in GONE
                and text not in options.accounts
            ):
                names[text] += 1
    if len(names) <= 1:
        return next(iter(names), "")
    raise BadFile(
        [
            Problem(
                Said(
                    _("%(names)s have no member number; say of each whether it is the pot or closed, "
                      "such as --account “%(first)s=pot”"),
                    names=", ".join(f"“{name}”" for name in names), first=next(iter(names)),
                ),
                table.name, column="from",
            )
        ]
    )  # fmt: skip


def _side_out(column: str, text: str, id_text: str, bank: str) -> str:
    if plain_name(text) in GONE or plain_name(id_text) in GONE:
        return CLOSED
    if id_text:
        return POT if id_text == "0" else name_and_number(text)[1] or id_text
    if not text:
        raise WrongCell(column, _("the member is missing"))
    if bank and text == bank:
        return POT
    return name_and_number(text)[1] or text


def _read_import_transfers(gathered: Gathered, shape: Shape, table: Table, options: Options) -> None:
    lost = 0
    if shape.columns == UNDATED and options.day is None:
        raise bad(
            table.name, _("these transfers have no days; say which day they get, such as --day 2026-03-31")
        )

    def read(row: Row, cell: Cells) -> None:
        nonlocal lost
        sides = [
            _side_in(side, text_of(cell(side)), text_of(cell(f"{side}_type"))) for side in ("src", "dst")
        ]
        seconds = _seconds(text_of(cell("seconds")))
        if moves_nothing(gathered, table.name, row.number, "seconds", seconds):
            return
        if seconds < 60:
            raise WrongCell(
                "seconds", _("%(seconds)s is less than a minute; an hour is 3600"), seconds=seconds
            )
        minutes, rest = divmod(seconds, 60)
        lost += bool(rest)
        created = options.day if shape.columns == UNDATED else cell("created_at")
        when = parse_moment("created_at", created, options.dates)
        if when is None:
            raise WrongCell("created_at", _("the day is missing, expected YYYY-MM-DD HH:MM:SS"))
        gathered.transfers.append(
            TransferRow(
                table.name, row.number, sides[0], sides[1], minutes=minutes, occurred_at=when,
                reason=text_of(cell("reason")), post=text_of(cell("post_id")),
            )
        )  # fmt: skip

    _each_row(gathered, shape, table, options, read)
    if lost:
        gathered.warn(
            _("%(count)s transfers are no whole minutes; the odd seconds are dropped"), table.name, count=lost
        )
    _say_unlinked(gathered, table)


def _seconds(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise WrongCell("seconds", _("“%(text)s” is not a whole number of seconds"), text=text[:40]) from None


def _side_in(column: str, number: str, kind: str) -> str:
    if kind.lower() not in PARTIES:
        raise WrongCell(
            f"{column}_type", _("“%(text)s” is not known; expected Member or Organization"), text=kind
        )
    if kind.lower() == "organization":
        return POT
    if not number:
        raise WrongCell(column, _("the member number is missing"))
    return number


def _say_unlinked(gathered: Gathered, table: Table) -> None:
    """The import dialect's posts carry no id, so a transfer's post cannot be found: said, not guessed."""
    ids = {row.id for row in gathered.offers if row.id}
    lost = sum(bool(row.post) and row.post not in ids for row in gathered.transfers if row.file == table.name)
    if lost:
        gathered.warn(
            _("%(count)s transfers name a post that is in no file with post ids; their work is “not "
              "sorted yet”. Add a ninth column with the id to the posts, or bring TimeOverflow's "
              "complete export of posts"),
            table.name, count=lost,
        )  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import timeoverflow` beside --community and --write."""
    from .console import add_arguments as add

    parser.add_argument("files", nargs="+", metavar="FILE", help="its CSV files, or a folder with them")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=HEADER",
        help="a column of an export by its header, such as quantity=Uren",
    )
    add(parser)


def run(args: argparse.Namespace) -> Report:
    """Read the files and report; write only with --write. Raises BadFile, OSError."""
    from .console import run_with

    return run_with(args, gather)


__all__ = ["add_arguments", "gather", "recognise", "run"]
