"""What the commands of asks, hours and rules share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.commands import note_support
from gilydd.people.models import Community, Party, Term
from gilydd.people.policy import System, serves, type_of_actor
from gilydd.people.queries import cleared_for, names
from gilydd.people.words import SupportedAct, SupportScope
from gilydd.safety.queries import may_meet
from gilydd.ui.bilingual import said

from .. import ledger
from ..models import Account, Ask, Transfer
from ..policy import acts_for_other, keeps_hours_of, policy
from ..rules import rules_of
from ..words import MOVES, AskState, Nature
from ._together import active_member, note

# The key of the hours that go straight back is the key of the help, with this behind it.
FREELY = ":freely"


def acts_as(
    by: type_of_actor, community: Community, party: Party, *, field: str = "", verb: str = "act_for"
) -> bool:
    """Check that the actor may act for this active member; says whether it is for somebody else.

    `verb`: "ask_for" where a supporter may do it too.
    """
    membership = active_member(community, party, field)
    policy.check(by, verb, membership)
    return acts_for_other(by, party)


def tell_supported(by: type_of_actor, ask: Ask, what: SupportedAct) -> None:
    """Where a supporter did something with an ask of a member, keep it and tell the member."""
    note_support(
        by=by, community=ask.community, member=ask.asker, scope=SupportScope.ASKS, what=what, thing=ask,
        page="exchange:ask", ids=[ask.pk],
    )  # fmt: skip


def pays_for(by: type_of_actor, community: Community, party: Party) -> None:
    """Refuse where a group's hours are its treasurer's to pay out, or a broker's for them."""
    if not keeps_hours_of(by, community, party.pk) and not serves(by, community, party.pk):
        raise Refused(_("The treasurer of this group pays out its hours. Please ask them."))


def fresh(ask: Ask) -> Ask:
    """The ask as it is now, locked, so that two people cannot move it at once."""
    return (
        Ask.objects.select_for_update(of=("self",))
        .select_related("community", "asker", "work")
        .get(pk=ask.pk)
    )


def move(ask: Ask, state: AskState) -> None:
    """Move an ask to another state, where its present one allows that."""
    if state not in MOVES[AskState(ask.state)]:
        raise Refused(
            _("This cannot be done now: the ask is “%(state)s”.") % {"state": ask.get_state_display()}
        )
    ask.state = state
    ask.save(update_fields=["state"])


def record_ask(verb: str, by: type_of_actor, ask: Ask, behalf: Party | None, **more: Any) -> None:
    """Record one act on an ask, for those it concerns."""
    note(verb, by, ask, behalf=behalf, mentions=[ask.asker], **more)


def may_help(by: type_of_actor, community: Community, *, helper: Party, asker: Party, work: Term) -> None:
    """Refuse where a block or a missing check stands between the two.

    Members read the same words in both cases, so that nobody learns of a block. Whoever looks after
    the helper is told of a missing check: they can do something about it.
    """
    if not cleared_for(community, [helper.pk], work):
        if isinstance(by, System) or serves(by, community, helper.pk):
            told = {"name": names([helper.pk])[helper.pk], "work": said(work, "name")}
            raise Refused(
                _("“%(work)s” needs a check that is not written down for %(name)s yet.") % told, "helper"
            )
        raise Refused(_talk_first())
    meet(community, helper, asker)


def meet(community: Community, one: Party, other: Party) -> None:
    """Refuse, in words that give no reason away, where two members are not to be brought together."""
    if not may_meet(community, one.pk, other.pk):
        raise Refused(_talk_first())


def _talk_first() -> str:
    return _("Please talk with a broker about this one first. They can help to find a way.")


def crossed(account: Account, change_minutes: int) -> str:
    """Whether the last change took the balance past a soft limit: "high", "low" or nothing."""
    rules = rules_of(account.community)
    after, before = account.balance_minutes, account.balance_minutes - change_minutes
    if before < rules.soft_high_minutes <= after:
        return "high"
    if before > rules.soft_low_minutes >= after:
        return "low"
    return ""


def tell_crossings(transfer: Transfer) -> None:
    """Where hours took somebody's balance past a soft limit, ask them kindly, once for each crossing."""
    if rules_of(transfer.community).gift_mode:
        return
    changes = {transfer.payer_id: -transfer.minutes, transfer.payee_id: transfer.minutes}
    rows = Account.objects.filter(pk__in=changes, party__isnull=False).select_related("community")
    for account in rows:
        if crossed(account, changes[account.pk]):
            later("gilydd.exchange.notices.balance_far", account.pk, transfer.pk)


def other_half(transfer: Transfer) -> Transfer | None:
    """The other of the two transfers of help that was given freely; None for every other transfer."""
    if transfer.nature == Nature.FREELY and transfer.key.endswith(FREELY):
        key = transfer.key.removesuffix(FREELY)
    elif transfer.nature == Nature.WORK:
        key = transfer.key + FREELY
    else:
        return None
    return Transfer.objects.filter(community=transfer.community_id, key=key).first()


def both_ways(entry: ledger.Entry) -> list[ledger.Entry]:
    """The two transfers of help given freely: the work is counted, and the hours go straight back."""
    back = replace(
        entry,
        payer=entry.payee,
        payee=entry.payer,
        key=entry.key + FREELY,
        nature=Nature.FREELY,
        note="",
        note_lang="",
    )
    return [entry, back]
