"""What stands in the files of the exchange: the tables of a statement and of the whole bank."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Party
from gilydd.people.queries import names
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day
from gilydd.ui.sheets import Cell, Table, hours_of

from .models import Account
from .queries import statements
from .queries.bank import Bank, Overview
from .queries.statements import Line, Seal, Span, Told
from .queries.vouchers import MonthAccount
from .rules import rules_of


def statement(community: Community, party: Party, told: Told, kind: str) -> list[Table]:
    """A statement as tables: its lines, oldest first, and (but in CSV) what they add up to."""
    head = [
        _("Day"), _("Written down on"), _("With"), _("Kind of work"), _("What it was"), _("Hours"),
        _("Balance"), _("Typed by"), _("How we know"), _("Note"), _("Reference"),
    ]  # fmt: skip
    lines = Table(_("Statement of hours"), head, [_line(line) for line in reversed(told.lines)])
    if kind == "csv":
        return [lines]
    name = names([party.pk])[party.pk]
    rows: list[list[Cell]] = [
        [_("Whose hours"), name],
        [_("Member number"), statements.number_of(community, party.pk)],
        [_("Community"), said(community, "name")],
        [_("From"), told.span.since],
        [_("To"), told.span.until],
        [_("At the beginning"), hours_of(told.opening_minutes)],
        [_("Came in"), hours_of(told.came_in_minutes)],
        [_("Went out"), hours_of(told.went_out_minutes)],
        [_("At the end"), hours_of(told.closing_minutes)],
        [_("Help given"), hours_of(told.given_minutes)],
        [_("Help received"), hours_of(told.received_minutes)],
        *_sealed(statements.seal_of(community)),
    ]
    return [lines, Table(_("Together"), [_("What"), _("Hours")], rows)]


def printed_statement(
    community: Community, party: Party, account: Account | None, span: Span
) -> dict[str, Any]:
    """What the printed statement needs; its rows are read in each language in which it is printed."""
    return {
        "community": community,
        "gift_mode": rules_of(community).gift_mode,
        "party": party,
        "number": statements.number_of(community, party.pk),
        "tell": lambda: statements.told(account, span, size=None),
        "run": lambda: statements.running(account, span),
        "called": lambda: names([party.pk])[party.pk],
        "seal": statements.seal_of(community),
        "today": timezone.localdate(),
    }


def bank(community: Community, overview: Overview, whole: Bank | None) -> list[Table]:
    """The whole bank as tables: disclosed totals for everybody, account by account where `whole` is given."""
    if whole is None:
        return _disclosed(community, overview)
    hours = hours_of
    accounts: list[list[Cell]] = [
        [
            one.number,
            one.name,
            one.kind,
            hours(one.came_in_minutes),
            hours(one.went_out_minutes),
            hours(one.balance_minutes),
            hours(one.held_minutes),
        ]
        for one in whole.accounts
    ]
    kinds: list[list[Cell]] = [
        [
            one.kind,
            one.accounts,
            hours(one.above_minutes),
            hours(one.below_minutes),
            hours(one.sum_minutes),
        ]
        for one in whole.kinds
    ]
    kinds.append([_("All together"), len(whole.accounts), None, None, hours(whole.total_minutes)])
    pot: list[list[Cell]] = [
        [one.name, hours(one.came_in_minutes), hours(one.went_out_minutes)] for one in whole.pot
    ]
    pot.append([_("In the pot"), hours(whole.pot_minutes), None])
    account_head = [
        _("Number"), _("Name"), _("Kind"), _("Came in"), _("Went out"), _("Balance"), _("Held"),
    ]  # fmt: skip
    return [
        Table(_("Accounts"), account_head, accounts),
        Table(
            _("By kind of account"),
            [_("Kind"), _("Accounts"), _("Above zero"), _("Below zero"), _("Sum")],
            kinds,
        ),
        Table(_("The pot"), [_("What it was"), _("Came in"), _("Went out")], pot),
        _partners(whole.clearing),
        Table(_("Seal"), [_("What"), _("Value")], _sealed(statements.seal_of(community))),
    ]


def place_account(account: MonthAccount) -> list[Table]:
    """The account of a place for a month as tables; in CSV they stand one below the other."""
    name = said(account.at, "name")
    hours = hours_of
    went: list[list[Cell]] = [[what, hours(-minutes)] for what, minutes in account.went]
    sums: list[list[Cell]] = [
        [_("Place"), name],
        [_("From"), account.first],
        [_("To"), account.last],
        [_("Visits"), account.visits],
        [_("Hours that came in"), hours(account.minutes)],
        [_("Visits given back"), account.given_back],
        [_("Vouchers that were not paid"), account.conflicts],
        [_("The organisation's account at the beginning"), hours(account.opening_minutes)],
        [_("From visits here"), hours(account.from_here_minutes)],
        [_("From elsewhere"), hours(account.from_others_minutes)],
        *went,
        [_("At the end"), hours(account.closing_minutes)],
    ]
    ways: list[list[Cell]] = [[way, visits, hours(minutes)] for way, visits, minutes in account.ways]
    days: list[list[Cell]] = [[on, visits, hours(minutes)] for on, visits, minutes in account.days]
    return [
        Table(_("Account of the month"), [_("What"), _("Value")], sums),
        Table(_("How the visits came"), [_("How"), _("Visits"), _("Hours")], ways),
        Table(_("Day by day"), [_("Day"), _("Visits"), _("Hours")], days),
    ]


def _disclosed(community: Community, overview: Overview) -> list[Table]:
    totals: list[list[Cell]] = [
        [_("As it stood on"), overview.day],
        [_("Accounts that moved"), overview.members],
        [_("Above zero, together"), overview.above],
        [_("Below zero, together"), overview.below],
        [_("Hours of help so far"), overview.moved],
        [_("In the pot"), hours_of(overview.pot_minutes)],
        [_("All balances together"), hours_of(overview.total_minutes)],
        *_sealed(statements.seal_of(community)),
    ]
    pot: list[list[Cell]] = [list(flow) for flow in overview.pot]
    work: list[list[Cell]] = [list(pair) for pair in overview.by_work]
    return [
        Table(_("The whole bank"), [_("What"), _("Value")], totals),
        Table(_("Hours by kind of work"), [_("Kind of work"), _("Hours")], work),
        Table(_("The pot"), [_("What it was"), _("Came in"), _("Went out")], pot),
        _partners(overview.clearing),
    ]


def _partners(clearing: list[tuple[str, int, int | None]]) -> Table:
    rows: list[list[Cell]] = [
        [name, hours_of(balance), None if limit is None else hours_of(limit)]
        for name, balance, limit in clearing
    ]
    return Table(_("Other communities"), [_("Community"), _("Balance"), _("Limit either way")], rows)


def _line(line: Line) -> list[Cell]:
    what = [line.nature_name]
    if line.reverses_id:
        what.append(_("reversal"))
    if line.reversed_by_id:
        what.append(_("reversed"))
    if line.disputed:
        what.append(_("a broker is looking into it"))
    return [
        timezone.localtime(line.occurred_at).date(),
        timezone.localtime(line.recorded_at).date(),
        line.other,
        line.work,
        " · ".join(what),
        hours_of(line.minutes),
        hours_of(line.balance_minutes),
        line.typed_by,
        line.evidence_name,
        line.note,
        line.transfer_id,
    ]


def _sealed(seal: Seal | None) -> list[list[Cell]]:
    if seal is None:
        return []
    return [
        [
            _("Head of the seal"),
            _("block %(number)s of %(day)s") % {"number": seal.number, "day": day(seal.day)},
        ],
        [_("Its hash"), seal.hash],
    ]


__all__ = ["bank", "place_account", "printed_statement", "statement"]
