"""Komunitin's transfers (and its accounts, for their balances) as it exports them.

    transfers  id, created, updated, state, amount, description, hash, authorization, payer.id, payer.code,
               payee.id, payee.code, user.id
    accounts   id, created, updated, code, status, balance, creditLimit, maximumBalance, key, user.id
Amounts are written in units of the currency ("1.50"); an export made by hand from its API may hold them
in the smallest unit instead: then `scale` says by how many places. `unit_minutes` is what one unit of the
currency is worth; 60 for a currency of hours. Only committed transfers moved anything.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext_noop as _

from gilydd.people.imports import Problem, Report

from .gathering import Gathered, Options, Said, TransferRow, WrongCell
from .mapped import Columns, gather_members, guess_columns, moves_nothing
from .tables import Row, Table, bad, read_table, text_of
from .values import parse_moment, plain_name

NEEDED = ("id", "created", "state", "amount", "payer.code", "payee.code")
TRANSFERS = ("id", "created", "updated", "state", "amount", "description", "payer.code", "payee.code")
ACCOUNTS = ("code", "balance", "creditLimit")
COMMITTED = "committed"
LARGEST = 1_000_000


def gather(files: Mapping[str, bytes], options: Options) -> Gathered:
    """Transfers out of the files, and members where a table of members is among them. Raises BadFile."""
    gathered = Gathered("Komunitin", spellings=spellings, numbers_are_kept=True)
    gathered.columns = {"payer": "payer.code", "payee": "payee.code"}
    for name, data in files.items():
        table = read_table(name, data, sheet=options.sheet)
        heads = {text_of(cell) for cell in table.rows[0].cells} if table.rows else set()
        if set(NEEDED) <= heads:
            _read_transfers(gathered, table, options)
        elif set(ACCOUNTS) <= heads:
            _read_accounts(gathered, table, options)
        elif "payer.code" in heads or "state" in heads:
            missing = ", ".join(sorted(set(NEEDED) - heads))
            raise bad(name, _("these columns are missing: %(columns)s"), 1, columns=missing)
        else:
            gather_members(gathered, table, options)
    return gathered


def spellings(code: str) -> tuple[str, ...]:
    """The ways a member number may stand for an account code here.

    >>> spellings("HOUR0012")
    ('HOUR0012', '0012', '12')
    """
    digits = re.fullmatch(r"[A-Z]{4}(\d+)", code)
    return (code, digits[1], digits[1].lstrip("0") or "0") if digits else (code,)


def _columns(table: Table, names: tuple[str, ...]) -> Columns:
    return guess_columns(table, {plain_name(name).replace(" ", "_"): (name,) for name in names}, {})


def _read_transfers(gathered: Gathered, table: Table, options: Options) -> None:
    columns = _columns(table, TRANSFERS)
    gathered.recognised.append(Said(_("%(file)s: transfers of Komunitin"), file=table.name))
    rows = table.rows[1:]
    gathered.rows_read[table.name] = len(rows)
    rounded = 0
    for row in rows:
        try:
            rounded += _read_transfer(gathered, table, columns, row, options)
        except WrongCell as failure:
            gathered.refuse(table.name, row.number, failure)
    if rounded:
        gathered.warn(
            _("%(count)s lengths are no whole minutes; they are rounded to the minute"),
            table.name,
            count=rounded,
        )
    _say_foreign(gathered, table, options)


def _read_transfer(gathered: Gathered, table: Table, columns: Columns, row: Row, options: Options) -> bool:
    state = columns.text(row, "state")
    if state != COMMITTED:
        text = _("its state is “%(state)s”: only committed transfers moved hours")
        gathered.left_out.append(Problem(Said(text, state=state), table.name, row.number, "state"))
        return False
    minutes, rounded = minutes_of(columns.text(row, "amount"), options)
    if moves_nothing(gathered, table.name, row.number, "amount", minutes):
        return False
    when = parse_moment("created", columns.cell(row, "created"), options.dates)
    if when is None:
        raise WrongCell("created", _("the day is missing"))
    sides = [columns.text(row, side) for side in ("payer_code", "payee_code")]
    for column, code in zip(("payer.code", "payee.code"), sides, strict=True):
        if not code:
            raise WrongCell(column, _("the member is missing"))
    if not columns.text(row, "id"):
        raise WrongCell("id", _("the transfer's id is missing"))
    gathered.transfers.append(
        TransferRow(
            table.name, row.number, sides[0], sides[1], minutes=minutes, occurred_at=when,
            reason=columns.text(row, "description"), id=columns.text(row, "id"),
        )
    )  # fmt: skip
    return rounded


def minutes_of(text: str, options: Options) -> tuple[int, bool]:
    """An amount of the currency as whole minutes, and whether it had to be rounded. Raises WrongCell."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise WrongCell(
            "amount", _("“%(text)s” is not an amount, expected such as 1.50"), text=text[:40]
        ) from None
    if not amount.is_finite() or abs(amount) > LARGEST * 10**options.scale:
        raise WrongCell("amount", _("“%(text)s” is not an amount, expected such as 1.50"), text=text[:40])
    exact = amount.scaleb(-options.scale) * options.unit_minutes
    whole = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return whole, whole != exact


def _read_accounts(gathered: Gathered, table: Table, options: Options) -> None:
    """Accounts bring nothing in: their balances are what the transfers must come to."""
    columns = guess_columns(table, {"code": ("code",), "balance": ("balance",)}, {})
    text = _("%(file)s: accounts of Komunitin; their balances are compared with the transfers")
    gathered.recognised.append(Said(text, file=table.name))
    for row in table.rows[1:]:
        try:
            gathered.balances[columns.text(row, "code")] = minutes_of(columns.text(row, "balance"), options)[
                0
            ]
        except WrongCell as failure:
            gathered.warnings.append(Problem(failure.said, table.name, row.number, "balance"))


def _say_foreign(gathered: Gathered, table: Table, options: Options) -> None:
    """Accounts of another community's currency: say what can be done about them before they are refused."""
    codes = [
        code for row in gathered.transfers for code in (row.payer, row.payee) if code not in options.accounts
    ]
    currencies = {code[:4] for code in codes if re.fullmatch(r"[A-Z]{4}\d+", code)}
    if len(currencies) > 1:
        gathered.warn(
            _("accounts of more than one currency: %(names)s; say of each account of another community "
              "where its hours go, such as --account CODE=pot"),
            table.name, names=", ".join(sorted(currencies)),
        )  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import komunitin` beside --community and --write."""
    from .console import add_arguments as add

    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="its transfers, its accounts, a table of members"
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        dest="column",
        metavar="FIELD=COLUMN",
        help="a column of the table of members",
    )
    parser.add_argument(
        "--scale",
        type=int,
        default=0,
        help="decimal places that amounts were moved by, for amounts in the smallest unit",
    )
    parser.add_argument(
        "--unit-minutes", type=int, default=60, help="what one unit of the currency is worth; 60 for hours"
    )
    add(parser)


def run(args: argparse.Namespace) -> Report:
    """Bring Komunitin's transfers in."""
    from .console import run_with

    return run_with(args, gather)
