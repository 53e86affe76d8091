"""Writes: hours from paper slips, a whole sheet at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import is_broker, serves, speaks_for, type_of_actor
from gilydd.people.queries import names
from gilydd.ui.filters import hours

from .. import ledger
from ..models import Account, Transfer
from ..policy import policy
from ..queries.slips import Slip, over_limit, over_limit_words, parties
from ..rules import rules_of
from ..words import Evidence, Nature
from ._shared import tell_crossings
from ._together import active_member, note, whole_steps
from .paying import both_ways

ON_PAPER = (Evidence.PAPER, Evidence.PHONE, Evidence.LIST)


class RowRefused(Refused):
    """A rule refused one row of the sheet; nothing of the sheet was written. `row` counts from 1."""

    def __init__(self, message: object, row: int, column: str) -> None:
        super().__init__(message, field=f"{column}_{row}")
        self.row = row


@transaction.atomic
def enter_slips(
    *,
    by: type_of_actor,
    community: Community,
    sheet: str,
    slips: Sequence[Slip],
    evidence: str,
    keep_over_limit: bool = False,
    note_lang: str = "",
) -> list[Transfer]:
    """Write a sheet of slips into the books: every row or none. The same sheet again is the same hours.

    Whoever received pays, whoever gave is paid; who typed it, for whom and on what evidence is kept.
    `keep_over_limit` (brokers only) writes down what happened even where it takes an account below its
    limit, marked as such. Raises RowRefused with the row and column; KeyReused where the sheet was written
    before with other contents.
    """
    policy.check(by, "enter_slips", community)
    if not slips:
        raise Refused(_("There is nothing on this sheet yet: write a slip on the first row."))
    if evidence not in ON_PAPER:
        raise Refused(_("Say how you know of these hours."), field="evidence")
    if keep_over_limit and isinstance(by, Person) and not is_broker(by, community):
        raise Refused(_("Only a broker can keep hours that go below a limit."), field="keep_over_limit")
    people = parties(slips)
    for slip in slips:
        _judge(by, community, slip, people)
    accounts = _locked(community, people, slips)
    again = set(
        Transfer.objects.of(community)
        .filter(key__in=[_key(sheet, slip) for slip in slips])
        .values_list("key", flat=True)
    )
    fresh = [slip for slip in slips if _key(sheet, slip) not in again]
    if not keep_over_limit:
        _within_limits(community, fresh)
    made = _post(by, community, sheet, slips, accounts, people, evidence, keep_over_limit, note_lang)
    for slip, transfer in zip(slips, made, strict=True):
        if transfer.key not in again:
            _record(by, transfer, slip, people, evidence)
    return made


def _judge(by: type_of_actor, community: Community, slip: Slip, people: dict[int, Party]) -> None:
    """The rules that each row must meet, whatever the others say."""
    giver = people.get(slip.giver or 0)
    receiver = people.get(slip.receiver or 0)
    try:
        whole_steps(community, slip.minutes)
        for party, column in ((giver, "gave"), (receiver, "got")):
            if party:
                active_member(community, party, column)
    except Refused as refusal:
        column = "hours" if refusal.field == "minutes" else refusal.field
        raise RowRefused(refusal.message, slip.row, column) from refusal
    if giver and speaks_for(by, community, giver.pk):
        raise RowRefused(_("These hours would come to you: somebody else must enter them."), slip.row, "gave")
    if slip.day > timezone.localdate():
        raise RowRefused(_("This day has not come yet"), slip.row, "day")
    if not isinstance(by, Person):
        return
    if not serves(by, community, receiver.pk if receiver else None):
        raise RowRefused(
            _("You enter slips for members of your area: these hours come from somebody else."),
            slip.row,
            "got",
        )
    own = receiver is not None and speaks_for(by, community, receiver.pk)
    if slip.minutes > rules_of(community).approval_above_minutes and (own or not is_broker(by, community)):
        limit = hours(rules_of(community).approval_above_minutes)
        raise RowRefused(
            _("More than %(limit)s needs the word of a broker who is not part of it") % {"limit": limit},
            slip.row,
            "hours",
        )


def _locked(community: Community, people: dict[int, Party], slips: Sequence[Slip]) -> dict[int, Account]:
    """The accounts of the sheet, locked in id order, so that its limits are judged on what they hold now."""
    accounts = ledger.accounts_of(community, people.values())
    if any(slip.giver is None or slip.receiver is None for slip in slips):
        accounts[0] = ledger.pot_of(community)
    pks = sorted(account.pk for account in accounts.values())
    list(Account.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))
    return accounts


def _within_limits(community: Community, slips: Sequence[Slip]) -> None:
    for row, (party, short) in over_limit(community, slips).items():
        raise RowRefused(over_limit_words(names([party])[party], short), row, "hours")


def _post(
    by: type_of_actor,
    community: Community,
    sheet: str,
    slips: Sequence[Slip],
    accounts: dict[int, Account],
    people: dict[int, Party],
    evidence: str,
    keep_over_limit: bool,
    note_lang: str,
) -> list[Transfer]:
    """Post the whole sheet as one set; gives the transfer of each slip."""
    gift_mode = rules_of(community).gift_mode
    entries = []
    for slip in slips:
        for_whom = people.get(slip.receiver or 0) or people.get(slip.giver or 0)
        entry = ledger.Entry(
            payer=accounts[slip.receiver or 0],
            payee=accounts[slip.giver or 0],
            minutes=slip.minutes,
            work=slip.work,
            occurred_at=slip.occurred_at,
            key=_key(sheet, slip),
            recorded_by=by,
            evidence=evidence,
            on_behalf_of=None if for_whom and speaks_for(by, community, for_whom.pk) else for_whom,
            note=slip.note,
            note_lang=note_lang if slip.note else "",
            may_breach=keep_over_limit,
            nature=Nature.WORK if slip.giver else Nature.GIFT,
        )
        entries += both_ways(entry) if gift_mode and slip.giver and slip.receiver else [entry]
    posted = {transfer.key: transfer for transfer in ledger.post_many(entries)}
    return [posted[_key(sheet, slip)] for slip in slips]


def _record(
    by: type_of_actor, transfer: Transfer, slip: Slip, people: dict[int, Party], evidence: str
) -> None:
    sides = [people[pk] for pk in (slip.giver, slip.receiver) if pk]
    note(
        "enter_slip",
        by,
        transfer,
        behalf=people.get(slip.receiver or 0),
        mentions=sides,
        minutes=slip.minutes,
        work=slip.work.code,
        evidence=evidence,
        below_limit=transfer.breaches_limit,
    )
    later("gilydd.exchange.slip_notices.slip_written", transfer.pk)
    tell_crossings(transfer)


def _key(sheet: str, slip: Slip) -> str:
    return f"slips:{sheet}:{slip.row}"
