"""Writes: what partners pledge and give; the pooled fund."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor
from gilydd.ui.filters import pounds

from ..models import Contribution, Decision, Fund, FundEntry, Partner, Partnership, Pledge
from ..policy import policy
from ..words import MOST_OF, MOST_PENCE, UNIT_OF, DecisionState, EntryKind, Gift
from ._shared import capacity_in, fresh, locked, not_ahead, note, of_it, running, said, whole, written_by


@transaction.atomic
def pledge(
    *,
    by: type_of_actor,
    partner: Partner,
    gift: str,
    amount: int,
    what: str,
    lang: str,
    from_on: dt.date,
    until_on: dt.date,
) -> Pledge:
    """A partner says what it will give between two days. `amount`: pence, minutes or a number (UNIT_OF)."""
    partnership = fresh(partner.partnership)
    policy.check(by, "pledge", partner)
    running(partnership)
    of_it(partnership, partner)
    if until_on < from_on:
        raise Refused(_("It cannot end before it begins."), field="until_on")
    made = Pledge.objects.create(
        community=partnership.community, partnership=partnership, partner=partner, gift=_gift(gift),
        amount=whole(amount, MOST_OF[UNIT_OF[Gift(gift)]], "amount"),
        what=said(what, _("Say what it is."), "what", 240), lang=lang, from_on=from_on, until_on=until_on,
        pledged_by_key=written_by(by), capacity=capacity_in(by, partnership),
    )  # fmt: skip
    note("pledge", by, made, partnership, mentions=[partner], gift=gift, amount=amount)
    return made


@transaction.atomic
def withdraw_pledge(*, by: type_of_actor, pledge: Pledge, reason: str, lang: str) -> Pledge:
    """A partner takes a pledge back, with a reason. What it gave of it stays given."""
    rows = Pledge.objects.select_for_update(of=("self",))
    pledge = rows.select_related("partner__partnership__community", "partnership__community").get(
        pk=pledge.pk
    )
    policy.check(by, "withdraw_pledge", pledge)
    if pledge.withdrawn_at:
        return pledge
    pledge.reason = said(reason, _("Say why. Everybody can read it."), "reason", 400)
    pledge.reason_lang, pledge.withdrawn_at = lang, timezone.now()
    pledge.save(update_fields=["reason", "reason_lang", "withdrawn_at"])
    note("withdraw_pledge", by, pledge, pledge.partnership, mentions=[pledge.partner])
    return pledge


@transaction.atomic
def contribute(
    *,
    by: type_of_actor,
    partner: Partner,
    gift: str,
    amount: int,
    what: str,
    lang: str,
    given_on: dt.date,
    pledge: Pledge | None = None,
) -> Contribution:
    """Write down what a partner gave on a day, of a pledge or beside any."""
    partnership = fresh(partner.partnership)
    policy.check(by, "contribute", partner)
    of_it(partnership, partner)
    if pledge is not None and (pledge.partner_id != partner.pk or pledge.gift != gift):
        raise Refused(_("This pledge is of another partner, or of another kind."), field="pledge")
    made = Contribution.objects.create(
        community=partnership.community, partnership=partnership, partner=partner, pledge=pledge,
        gift=_gift(gift), amount=whole(amount, MOST_OF[UNIT_OF[Gift(gift)]], "amount"),
        what=said(what, _("Say what it is."), "what", 240), lang=lang,
        given_on=not_ahead(given_on, "given_on"), recorded_by_key=written_by(by),
        capacity=capacity_in(by, partnership),
    )  # fmt: skip
    note("contribute", by, made, partnership, mentions=[partner], gift=gift, amount=amount)
    return made


@transaction.atomic
def reverse_contribution(
    *, by: type_of_actor, contribution: Contribution, reason: str, lang: str
) -> Contribution:
    """Correct a mistake: a second row takes the first back, and both stay. Twice is once."""
    partnership = locked(contribution.partnership)
    policy.check(by, "reverse_contribution", contribution)
    if contribution.reverses_id:
        raise Refused(_("A correction is not taken back. Write down what is right."))
    known = Contribution.objects.filter(reverses=contribution).first()
    if known:
        return known
    made = Contribution.objects.create(
        community=partnership.community, partnership=partnership, partner=contribution.partner,
        pledge=contribution.pledge, gift=contribution.gift, amount=contribution.amount, lang=lang,
        what=said(reason, _("Say what was wrong."), "reason", 240), given_on=contribution.given_on,
        reverses=contribution, recorded_by_key=written_by(by), capacity=capacity_in(by, partnership),
    )  # fmt: skip
    note("reverse_contribution", by, made, partnership, mentions=[contribution, contribution.partner])
    return made


@transaction.atomic
def open_fund(*, by: type_of_actor, partnership: Partnership) -> Fund:
    """Open the pooled fund of a partnership, at nothing. Twice is once."""
    partnership = locked(partnership)
    policy.check(by, "open_fund", partnership)
    running(partnership)
    fund, is_new = Fund.objects.get_or_create(
        partnership=partnership, defaults={"community": partnership.community}
    )
    if is_new:
        note("open_fund", by, fund, partnership)
    return fund


@transaction.atomic
def pay_in(
    *,
    by: type_of_actor,
    fund: Fund,
    partner: Partner,
    pence: int,
    what: str,
    lang: str,
    occurred_on: dt.date,
    key: str,
) -> FundEntry:
    """Money of a partner comes into the fund. It counts as its contribution too. The same key is once."""
    fund = _locked(fund)
    policy.check(by, "pay_in", fund)
    if (known := _known(fund, key)) is not None:
        return known
    running(fund.partnership)
    of_it(fund.partnership, partner)
    what = said(what, _("Say what it is."), "what", 240)
    pence, day = whole(pence, MOST_PENCE, "pence"), not_ahead(occurred_on, "occurred_on")
    own = {"community": fund.community, "partner": partner, "what": what, "lang": lang}
    own |= {"recorded_by_key": written_by(by), "capacity": capacity_in(by, fund.partnership)}
    made = FundEntry.objects.create(
        fund=fund, kind=EntryKind.PAID_IN, pence=pence, key=key, occurred_on=day, **own
    )
    Contribution.objects.create(
        partnership=fund.partnership, gift=Gift.MONEY, amount=pence, given_on=day, **own
    )
    note("pay_in", by, made, fund.partnership, mentions=[partner], pence=pence)
    return made


@transaction.atomic
def spend(
    *,
    by: type_of_actor,
    fund: Fund,
    decision: Decision,
    pence: int,
    what: str,
    lang: str,
    occurred_on: dt.date,
    key: str,
) -> FundEntry:
    """Money leaves the fund, by a decision that was carried, within what it allowed and what is there.

    The fund is locked, so of two payments that want the last pounds one is refused. The same key is once.
    """
    fund = _locked(fund)
    policy.check(by, "spend", fund)
    if (known := _known(fund, key)) is not None:
        return known
    decision = Decision.objects.get(pk=decision.pk)
    if decision.partnership_id != fund.partnership_id or decision.state != DecisionState.CARRIED:
        raise Refused(_("Money is spent by a decision of the board that was carried."), field="decision")
    pence = whole(pence, MOST_PENCE, "pence")
    left = decision.allows_pence - _spent_by(decision)
    if pence > left:
        raise Refused(_("The decision allows %(left)s more.") % {"left": pounds(max(left, 0))}, field="pence")
    if pence > fund.balance_pence:
        raise Refused(
            _("There is %(balance)s in the fund.") % {"balance": pounds(fund.balance_pence)}, field="pence"
        )
    made = FundEntry.objects.create(
        community=fund.community, fund=fund, kind=EntryKind.SPENT, pence=-pence, decision=decision, key=key,
        what=said(what, _("Say what it is."), "what", 240), lang=lang,
        occurred_on=not_ahead(occurred_on, "occurred_on"), recorded_by_key=written_by(by),
        capacity=capacity_in(by, fund.partnership),
    )  # fmt: skip
    note("spend", by, made, fund.partnership, mentions=[decision], pence=pence)
    return made


@transaction.atomic
def reverse_entry(*, by: type_of_actor, entry: FundEntry, reason: str, lang: str) -> FundEntry:
    """Correct a mistake in the fund: a second entry takes the first back, and both stay. Twice is once."""
    fund = _locked(entry.fund)
    policy.check(by, "reverse_entry", fund)
    if entry.reverses_id:
        raise Refused(_("A correction is not taken back. Write down what is right."))
    known = FundEntry.objects.filter(reverses=entry).first()
    if known:
        return known
    if entry.pence > fund.balance_pence:
        raise Refused(_("This money was spent already. Take that back first."))
    made = FundEntry.objects.create(
        community=fund.community, fund=fund, kind=EntryKind.REVERSAL, pence=-entry.pence,
        partner=entry.partner, decision=entry.decision, reverses=entry, key=f"reversal:{uuid.uuid4().hex}",
        what=said(reason, _("Say what was wrong."), "reason", 240), lang=lang,
        occurred_on=timezone.localdate(), recorded_by_key=written_by(by),
        capacity=capacity_in(by, fund.partnership),
    )  # fmt: skip
    note("reverse_entry", by, made, fund.partnership, mentions=[entry], pence=made.pence)
    return made


def _spent_by(decision: Decision) -> int:
    """Pence spent by a decision so far, without what was taken back."""
    return -int(FundEntry.objects.filter(decision=decision).aggregate(sum=Sum("pence"))["sum"] or 0)


def _known(fund: Fund, key: str) -> FundEntry | None:
    if not 1 <= len(key) <= 120:
        raise Refused(_("Send the form again."))
    return FundEntry.objects.of(fund.community).filter(key=key).first()


def _gift(gift: str) -> str:
    if gift not in Gift.values:
        raise Refused(_("Choose what is given."), field="gift")
    return gift


def _locked(fund: Fund) -> Fund:
    rows = Fund.objects.select_for_update(of=("self",)).select_related("partnership__community", "community")
    return rows.get(pk=fund.pk)
