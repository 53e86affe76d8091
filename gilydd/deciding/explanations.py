"""What a decision says to a proposer, to a voter and to everybody: the figures behind the sentences.

The sentences themselves are in the templates. Votes and voters are totals of a published ballot, a
process that its own file shows in full, and nothing is known of a person behind a voter number: they
are figures of kind "process" (gilydd.algorithms.disclosure).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from babel.numbers import format_currency, format_decimal, get_currency_symbol
from django.utils.translation import gettext as _

from gilydd.algorithms import budgeting
from gilydd.algorithms.budgeting import Allocation
from gilydd.ui.filters import babel_locale

from . import results
from .models import Election


@dataclass(frozen=True)
class Purse:
    """Writes amounts of one election: whole units, `scale` of them to one unit of the currency."""

    currency: str
    scale: int

    def words(self, units: Fraction | int, up: bool = False) -> str:
        """An amount, rounded down (or up) to two decimals; a whole amount without decimals."""
        exactly = Fraction(units) * 100 / self.scale
        hundredths = math.ceil(exactly) if up else math.floor(exactly)
        decimals = "" if hundredths % 100 == 0 else ".00"
        return self._write(Decimal(hundredths) / 100, f"#,##0{decimals}")

    def exactly(self, units: Fraction | int) -> str:
        """An amount with nothing rounded away: a fraction where it does not end."""
        amount = Fraction(units) / self.scale
        if amount.denominator == 1:
            return self.words(units)
        return f"{amount.numerator}/{amount.denominator} {self.currency}".strip()

    def _write(self, amount: Decimal, pattern: str) -> str:
        locale = babel_locale()
        if not self.currency:
            return format_decimal(amount, format=pattern, locale=locale)
        letters = get_currency_symbol(self.currency, locale=locale) == self.currency
        gap = "\N{NO-BREAK SPACE}" if letters else ""
        return format_currency(
            amount, self.currency, format=f"¤{gap}{pattern}", locale=locale, currency_digits=False
        )


def purse_of(election: Election) -> Purse:
    """How this election writes its amounts."""
    return Purse(election.currency, election.scale)


@dataclass(frozen=True)
class Told:
    """One project with the figures of its fate, written as money; an empty text where none applies.

    `missing` is the cost less `left`, `left` what its supporters could still pay together when that was
    first less than the cost, and `after` the project that took them below it.
    """

    pk: int
    key: str
    name: str
    lang: str
    votes: int
    cost: str
    funded: bool
    reason: str
    phase: str
    step: int
    price: str
    left: str
    missing: str
    room: str
    after: str


Row = tuple[int, str, str, str, int, int, bool, dict[str, Any]]


def told_options(rows: Iterable[Row], purse: Purse) -> list[Told]:
    """Projects for a page: funded ones in the order of funding, then the others by votes."""
    found = list(rows)
    names = {key: name or nameless(key) for _pk, key, name, *_rest in found}
    told = [_told(row, names, purse) for row in found]
    return sorted(told, key=lambda one: (not one.funded, one.step, -one.votes))


def nameless(key: str) -> str:
    """What to call a project without a name in the file."""
    return _("Project %(key)s") % {"key": key}


def _told(row: Row, names: Mapping[str, str], purse: Purse) -> Told:
    pk, key, _name, lang, votes, cost, funded, stored = row
    why = results.retold_why(stored)

    def money(units: Fraction | int | None) -> str:
        return "" if units is None else purse.words(units)

    return Told(
        pk=pk,
        key=key,
        name=names[key],
        lang=lang,
        votes=votes,
        cost=purse.words(cost),
        funded=funded,
        reason=why.reason,
        phase=why.phase,
        step=why.step or 0,
        price=money(why.price),
        left=money(why.money_left),
        missing="" if why.money_left is None else lacking(cost - why.money_left, purse).words,
        room=money(why.room_left),
        after=names[why.after] if why.after else "",
    )


@dataclass(frozen=True)
class Amount:
    """Money for a project (or for none), in words and exactly."""

    words: str
    exactly: str
    project: Told | None = None


def amount(units: Fraction | int, purse: Purse, project: Told | None = None) -> Amount:
    """An amount as a page shows it."""
    return Amount(purse.words(units), purse.exactly(units), project)


def lacking(units: Fraction | int, purse: Purse) -> Amount:
    """What was missing, rounded up: it and what was there, rounded down, are the cost together."""
    return Amount(purse.words(units, up=True), purse.exactly(units))


@dataclass(frozen=True)
class ProjectStory:
    """Where the money of a project's supporters went.

    `given` less `spent_on` is `left`: what they still had for this project. For a project funded from
    shares `price` is what a supporter with enough paid, `in_full` how many did, and `emptied` how many
    gave all they had left. All None or empty under rules without shares.
    """

    given: Amount | None
    spent_on: list[Amount]
    left: Amount | None
    cost: Amount
    missing: Amount | None
    price: Amount | None
    in_full: int
    emptied: int


def project_story(
    allocation: Allocation, ballots: Any, told: Mapping[str, Told], key: str, purse: Purse
) -> ProjectStory:
    """The figures of one project's page. Linear in the ballots."""
    account = budgeting.explain_project(ballots, allocation, key)
    rounds = {one.project_id: one for one in allocation.trace.rounds}
    why = account.result.why
    cost = amount(account.result.cost, purse)
    if account.given is None:
        return ProjectStory(None, [], None, cost, None, None, 0, 0)
    spent = [amount(units, purse, told[other]) for other, units in account.spent_on]
    left = account.given - sum((units for _other, units in account.spent_on), Fraction(0))
    paid = rounds.get(key) if why.phase == budgeting.SHARES and why.price is not None else None
    missing = account.result.cost - left
    return ProjectStory(
        given=amount(account.given, purse),
        spent_on=spent,
        left=amount(left, purse),
        cost=cost,
        missing=lacking(missing, purse) if missing > 0 else None,
        price=amount(paid.price, purse) if paid else None,
        in_full=paid.in_full if paid else 0,
        emptied=paid.emptied if paid else 0,
    )


@dataclass(frozen=True)
class VoterStory:
    """Where one voter's share went.

    `paid` are funded projects with what this voter paid, `paid_together` their exact sum and `left` the
    rest of `share`. `free` are funded projects they chose and paid nothing for; `others` are the chosen
    ones that were not funded.
    """

    voter: str
    share: Amount | None
    paid: list[Amount]
    paid_together: Amount
    left: Amount | None
    free: list[Told]
    others: list[Told]


def voter_story(
    allocation: Allocation, ballots: Any, told: Mapping[str, Told], voter: str, purse: Purse
) -> VoterStory:
    """The figures of one voter's page. Raises BudgetingError for a voter who is not in the file."""
    account = budgeting.explain_voter(ballots, allocation, voter)
    paid = dict(account.payments)
    return VoterStory(
        voter=voter,
        share=None if account.share is None else amount(account.share, purse),
        paid=[amount(units, purse, told[key]) for key, units in paid.items()],
        paid_together=amount(sum(paid.values(), Fraction(0)), purse),
        left=None if account.left is None else amount(account.left, purse),
        free=[told[key] for key in account.funded if key not in paid],
        others=[told[key] for key, _why in account.not_funded],
    )
