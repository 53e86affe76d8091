"""Writes: a member asks to leave; a broker settles what is open and closes the account."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Audience, Refused
from gilydd.people.commands import close_membership
from gilydd.people.models import Community, Membership, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.words import MembershipState
from gilydd.ui.filters import language

from .. import ledger
from ..models import Account, Ask, Expiring, Leaving, SpendingPlace, Transfer
from ..policy import policy
from ..queries import closing as reads
from ..words import AccountKind, AskState, ClaimState, Nature, PromiseState
from ._shared import fresh, move
from ._together import active_member, for_the_community, note
from .asking import take_back_promise, withdraw_ask
from .paying import withdraw_claim
from .recurring import end_series
from .spending import cancel_visit, open_spending_place
from .vouchers import give_back_voucher


@transaction.atomic
def ask_to_leave(
    *,
    by: type_of_actor,
    membership: Membership,
    words: str = "",
    lang: str = "",
    gift_to: Party | None = None,
) -> Leaving:
    """A member wants to leave. Their brokers are told; nothing is closed yet. Asking twice changes the wish.

    `gift_to`: who should have the hours that are left; nobody named: the community's pot.
    """
    policy.check(by, "ask_to_leave", membership)
    community, party = membership.community, membership.party
    if membership.state == MembershipState.CLOSED:
        raise Refused(_("This account is closed already."))
    if gift_to is not None:
        _may_inherit(community, party, gift_to)
    row, _new = Leaving.objects.update_or_create(
        community=community,
        party=party,
        ended_at=None,
        defaults={"words": words.strip(), "lang": lang, "gift_to": gift_to},
    )
    note("ask_to_leave", by, membership, audience=Audience.STAFF, community=community, mentions=[party])
    later("gilydd.exchange.telling.wants_to_leave", row.pk)
    return row


@transaction.atomic
def stay_after_all(*, by: type_of_actor, membership: Membership) -> None:
    """The member changed their mind."""
    policy.check(by, "ask_to_leave", membership)
    row = reads.leaving_of(membership.community, membership.party_id)
    if row is None:
        raise Refused(_("You have not asked to leave."))
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    note(
        "stay_after_all", by, membership, audience=Audience.STAFF, community=membership.community,
        mentions=[membership.party],
    )  # fmt: skip


@transaction.atomic
def close_account(
    *,
    by: type_of_actor,
    membership: Membership,
    reason: str,
    lang: str = "",
    gift_to: Party | None = None,
) -> Membership:
    """Settle everything that is open with a member, bring the account to zero, and close the membership.

    Hours that wait for a broker's word must be decided first. Promises and asks are taken back, series
    end, hours that nobody confirmed yet are withdrawn, coming visits are given back. What is left goes
    to `gift_to` or the pot; what was owed is written off. All or nothing, in one transaction.
    """
    membership = _locked(membership)
    policy.check(by, "close_account", membership)
    community, party = membership.community, membership.party
    if membership.state == MembershipState.CLOSED:
        raise Refused(_("This account is closed already."))
    if not reason.strip():
        raise Refused(_("Say why they leave. Only brokers read it."), field="reason")
    if gift_to is not None:
        _may_inherit(community, party, gift_to)
    _lock_all(community, party, gift_to)
    _nothing_to_decide(community, party)
    _take_back(by, community, party)
    _withdraw(by, community, party)
    moved = _to_zero(by, membership, gift_to)
    Leaving.objects.of(community).filter(party=party, ended_at__isnull=True).update(ended_at=timezone.now())
    note(
        "close_account", by, membership, audience=Audience.STAFF, community=community,
        mentions=[party, *([moved] if moved else [])], minutes=moved.minutes if moved else 0,
        written_off=bool(moved and moved.payer.kind == AccountKind.WRITE_OFF),
        gift=bool(moved and gift_to), reason=reason.strip(), reason_lang=lang,
    )  # fmt: skip
    if moved and gift_to:
        later("gilydd.exchange.telling.hours_left_to", moved.pk)
    return close_membership(by=by, membership=membership, reason=reason)


def _lock_all(community: Community, party: Party, gift_to: Party | None) -> None:
    """Everything that closing will touch, locked in the order in which every other command locks it.

    Without this, closing would hold an account while another command holds an ask and waits for it.
    """
    promises = reads.live_promises(community, party.pk)
    visits = reads.coming_visits(community, party.pk)
    asks = Q(asker=party) | Q(asked_of=party) | Q(pk__in=promises.values("ask"))
    wanted: list[QuerySet[Any]] = [
        reads.live_series(community, party.pk),
        SpendingPlace.objects.filter(Q(pk__in=visits.values("at")) | Q(party=party)),
        reads.live_vouchers(community, party.pk),
        Ask.objects.of(community).filter(asks).exclude(state__in=(AskState.CONFIRMED, AskState.WITHDRAWN)),
        reads.open_claims(community, party.pk),
    ]
    for rows in wanted:
        list(rows.order_by("pk").select_for_update(of=("self",)))
    parties = {party.pk, *promises.values_list("ask__asker", flat=True)}
    parties |= set(visits.values_list("at__party", flat=True)) | ({gift_to.pk} if gift_to else set())
    ledger.accounts_of(community, Party.objects.filter(pk__in=parties))
    shared = [ledger.pot_of(community).pk, ledger.write_offs_of(community).pk]
    accounts = Account.objects.of(community).filter(Q(party__in=parties) | Q(pk__in=shared))
    list(accounts.order_by("pk").select_for_update(no_key=True))


def _nothing_to_decide(community: Community, party: Party) -> None:
    waits = reads.live_promises(community, party.pk).filter(state=PromiseState.TO_APPROVE).exists()
    waits = waits or reads.open_claims(community, party.pk).filter(state=ClaimState.TO_APPROVE).exists()
    if waits:
        raise Refused(_("Some hours wait for a broker's word. Decide on them first, then close the account."))


def _take_back(by: type_of_actor, community: Community, party: Party) -> None:
    for series in reads.live_series(community, party.pk):
        end_series(by=by, series=series)
    for promise in reads.live_promises(community, party.pk).select_related("ask"):
        take_back_promise(by=by, promise=promise)
    for visit in reads.coming_visits(community, party.pk).select_related("at", "transfer", "party"):
        cancel_visit(by=by, visit=visit)
    for voucher in reads.live_vouchers(community, party.pk):
        give_back_voucher(by=by, voucher=voucher)


def _withdraw(by: type_of_actor, community: Community, party: Party) -> None:
    for ask in reads.open_asks(community, party.pk):
        withdraw_ask(by=by, ask=ask)
    for ask in reads.open_asks_of(community, party.pk):
        # The asker may put it on the board; they are told as for any other no.
        row = fresh(ask)
        move(row, AskState.DECLINED)
        note(
            "decline_ask", by, row, mentions=[row.asker], reason_lang=language(),
            reason=_("I am not a member any more. You can put it on the board for everybody."),
        )  # fmt: skip
        later("gilydd.exchange.notices.ask_declined", row.pk)
    for claim in reads.open_claims(community, party.pk):
        withdraw_claim(by=by, claim=claim)
    for place in reads.open_places(community, party.pk):
        open_spending_place(by=by, at=place, open=False)
    Expiring.objects.of(community).filter(account__party=party, ended_at__isnull=True).update(
        ended_at=timezone.now()
    )


def _to_zero(by: type_of_actor, membership: Membership, gift_to: Party | None) -> Transfer | None:
    """The transfer that brings the account to zero, or None where it is there already."""
    community, party = membership.community, membership.party
    account = Account.objects.get(pk=ledger.account_of(community, party).pk)
    if account.held_minutes:
        raise Refused(_("Some hours are still held for a promise. Take it back first."))
    if not account.balance_minutes:
        return None
    if account.balance_minutes > 0:
        payer, payee = account, ledger.account_of(community, gift_to) if gift_to else ledger.pot_of(community)
    else:
        payer, payee = ledger.write_offs_of(community), account
    before = Transfer.objects.of(community).filter(key__startswith=f"{_key(membership)}:").count()
    return ledger.post(
        ledger.Entry(
            payer=payer,
            payee=payee,
            minutes=abs(account.balance_minutes),
            work=for_the_community(),
            occurred_at=timezone.now(),
            key=f"{_key(membership)}:{before + 1}",
            recorded_by=by,
            on_behalf_of=party,
            nature=Nature.CLOSING,
        )
    )


def _key(membership: Membership) -> str:
    return f"exchange.closing:{membership.pk}"


def _may_inherit(community: Community, party: Party, gift_to: Party) -> None:
    active_member(community, gift_to, "gift_to")
    if gift_to.pk == party.pk:
        raise Refused(_("Choose somebody else for the hours that are left."), field="gift_to")


def _locked(membership: Membership) -> Membership:
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("community", "party")
        .get(pk=membership.pk)
    )
