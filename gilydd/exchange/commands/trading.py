"""Writes: trade of hours with another community, through a clearing account in each.

Hours that a member of X pays to a member of Y are two transfers: in X from the member to the clearing
account of Y, in Y from the clearing account of X to the member. The two clearing accounts mirror each
other; their floors are the agreed limit, so neither community can go further out than both agreed.
Everything is locked in the order of the communities, so that two opposite trades never wait in a ring.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Audience, NotAllowed, Refused
from gilydd.people.models import Community, Identity, Membership, Party, Term
from gilydd.people.policy import System, serves, speaks_for, type_of_actor
from gilydd.people.queries import folded
from gilydd.people.words import MembershipState, PartyKind

from .. import ledger
from ..models import Account, Agreement, PartnerTry, Trade, Transfer
from ..policy import policy
from ..words import AccountKind, AgreementState, Evidence, Nature
from ._shared import pays_for
from ._together import active_member, behalf, note, whole_steps

WRONG_TRIES_A_DAY = 3
LARGEST_LIMIT_MINUTES = 10_000 * 60
LIVE = (AgreementState.PROPOSED, AgreementState.ASKED, AgreementState.AGREED)


@dataclass(frozen=True)
class Pair:
    """The two rows of one agreement: ours, and the partner's."""

    ours: Agreement
    theirs: Agreement

    def in_order(self) -> tuple[Agreement, Agreement]:
        """By community id: the order in which everything of a trade is locked and written."""
        if self.ours.community_id < self.theirs.community_id:
            return self.ours, self.theirs
        return self.theirs, self.ours


class NobodyThere(Refused):
    """The number and the name that were typed belong to no member of the partner."""


Given = ParamSpec("Given")


def _counted(command: Callable[Given, Trade]) -> Callable[Given, Trade]:
    """Count the tries to name a member of a partner, in transactions before and after the command's own.

    A try is written first and under lock, so that tries from several windows are counted one after the
    other; it is taken away again unless the name was wrong. A refused command would roll its own count back.
    """

    @wraps(command)
    def counted(*args: Given.args, **given: Given.kwargs) -> Trade:
        attempt = _begin_try(**given)  # type: ignore[arg-type]
        try:
            done = command(*args, **given)
        except NobodyThere:
            raise
        except Exception:
            attempt.delete()
            raise
        attempt.delete()
        return done

    return counted


@transaction.atomic
def _begin_try(
    *, by: type_of_actor, agreement: Agreement, payer: Party, evidence: str = Evidence.SCREEN, **_rest: object
) -> PartnerTry:
    _may_trade(by, agreement, payer, evidence)
    Party.objects.select_for_update(no_key=True).get(pk=payer.pk)
    since = timezone.now() - dt.timedelta(days=1)
    if PartnerTry.objects.filter(party=payer, tried_at__gt=since).count() >= WRONG_TRIES_A_DAY:
        raise Refused(
            _("The number and name were wrong three times. Try again tomorrow, or ask your broker.")
        )
    return PartnerTry.objects.create(community=agreement.community, party=payer, agreement=agreement)


@transaction.atomic
def propose_agreement(
    *, by: type_of_actor, community: Community, partner: Community, limit_minutes: int
) -> Agreement:
    """Propose to another community to trade hours, up to a limit either way. They answer."""
    policy.check(by, "make_agreement", community)
    _check_limit(limit_minutes)
    if partner.pk == community.pk:
        raise Refused(_("Choose another community."), field="partner")
    both = Community.objects.filter(pk__in=[community.pk, partner.pk]).order_by("pk")
    list(both.select_for_update(no_key=True))
    if Agreement.objects.of(community).filter(partner_key=partner.key, state__in=LIVE).exists():
        raise Refused(_("There is already an agreement, or a proposal, with this community."), "partner")
    joined = uuid.uuid4()
    ours = _row(joined, community, partner, limit_minutes, AgreementState.PROPOSED)
    theirs = _row(joined, partner, community, limit_minutes, AgreementState.ASKED)
    _both("propose_agreement", by, Pair(ours, theirs), limit_minutes=limit_minutes)
    later("gilydd.exchange.telling.agreement_moved", theirs.pk, "proposed")
    return ours


@transaction.atomic
def answer_agreement(*, by: type_of_actor, agreement: Agreement, yes: bool) -> Agreement:
    """The community that was asked says yes, and trade is open; or no, and nothing comes of it."""
    pair = _pair(agreement)
    policy.check(by, "make_agreement", pair.ours)
    if pair.ours.state != AgreementState.ASKED:
        raise Refused(_("This is not waiting for an answer of this community."))
    now = timezone.now()
    for row in pair.in_order():
        row.state = AgreementState.AGREED if yes else AgreementState.ENDED
        row.agreed_at, row.ended_at = (now, None) if yes else (None, now)
        row.save(update_fields=["state", "agreed_at", "ended_at"])
    if yes:
        _open_clearing(pair)
    _both("agree_to_trade" if yes else "decline_trade", by, pair)
    later("gilydd.exchange.telling.agreement_moved", pair.theirs.pk, "agreed" if yes else "declined")
    return pair.ours


@transaction.atomic
def want_limit(*, by: type_of_actor, agreement: Agreement, limit_minutes: int) -> Agreement:
    """Say which limit this community would like. When both want the same one, it holds from then on."""
    pair = _pair(agreement)
    policy.check(by, "make_agreement", pair.ours)
    _check_limit(limit_minutes)
    if pair.ours.state != AgreementState.AGREED:
        raise Refused(_("There is no trade with this community just now."))
    pair.ours.wanted_limit_minutes = None if limit_minutes == pair.ours.limit_minutes else limit_minutes
    if pair.ours.wanted_limit_minutes and pair.theirs.wanted_limit_minutes == limit_minutes:
        for row in pair.in_order():
            row.limit_minutes, row.wanted_limit_minutes = limit_minutes, None
        _open_clearing(pair)
    for row in pair.in_order():
        row.save(update_fields=["limit_minutes", "wanted_limit_minutes"])
    _both("want_limit", by, pair, limit_minutes=limit_minutes)
    later("gilydd.exchange.telling.agreement_moved", pair.theirs.pk, f"limit-{limit_minutes}")
    return pair.ours


@transaction.atomic
def end_agreement(*, by: type_of_actor, agreement: Agreement, rest_minutes: int = 0) -> Agreement:
    """End trade with a community, or take a proposal back. Either side may.

    `rest_minutes`: this community's clearing balance as both see it now; it must be said, so that nobody
    ends with an open rest unawares. It stays in the books of both, and a later agreement goes on from it.
    """
    pair = _pair(agreement)
    policy.check(by, "make_agreement", pair.ours)
    if pair.ours.state == AgreementState.ENDED:
        raise Refused(_("This agreement has ended."))
    rest = _clearing(pair.ours).balance_minutes if pair.ours.state == AgreementState.AGREED else 0
    if rest != rest_minutes:
        raise Refused(_("The rest changed meanwhile. Look at the page again."), field="rest_minutes")
    for row, open_minutes in ((pair.ours, rest), (pair.theirs, -rest)):
        row.state, row.ended_at, row.rest_minutes = AgreementState.ENDED, timezone.now(), open_minutes
        row.wanted_limit_minutes = None
        row.save(update_fields=["state", "ended_at", "rest_minutes", "wanted_limit_minutes"])
    _both("end_agreement", by, pair, rest_minutes=rest)
    later("gilydd.exchange.telling.agreement_moved", pair.theirs.pk, "ended")
    return pair.ours


@_counted
@transaction.atomic
def trade(
    *,
    by: type_of_actor,
    agreement: Agreement,
    payer: Party,
    number: str,
    name: str,
    minutes: int,
    work: Term,
    key: uuid.UUID,
    occurred_at: dt.datetime | None = None,
    evidence: str = Evidence.SCREEN,
) -> Trade:
    """Pay a member of a partner community. The payer types their member number and their name.

    Both must match one active member there; nothing of the list of members is shown. After three wrong
    tries in a day nobody can try any more for this payer (`_counted` keeps them, apart from this
    transaction). The same key again is the one trade.
    """
    _may_trade(by, agreement, payer, evidence)
    known = Trade.objects.of(agreement.community).filter(key=key).select_related("transfer").first()
    if known:
        return known
    payee = _found(agreement, payer, number, name)
    if payee is None:
        raise NobodyThere(
            _("No member there has this number and this name. Check both: you have three tries a day."),
            field="number",
        )
    return _trade(by, agreement, payer, payee, minutes, work, key, occurred_at or timezone.now(), evidence)


@transaction.atomic
def reverse_trade(*, by: type_of_actor, trade: Trade, reason: str, lang: str = "") -> Trade:
    """Take a trade back as a whole: both halves are reversed, in both communities, or neither."""
    policy.check(by, "reverse_trade", trade)
    if not reason.strip():
        raise Refused(_("Say why the transfer is reversed."), field="reason")
    pair = _pair(trade.agreement)
    halves = {row.community_id: row for row in Trade.objects.filter(key=trade.key).select_related("transfer")}
    _not_their_own(by, list(halves.values()))
    for row in pair.in_order():
        half = halves[row.community_id]
        opposite = ledger.reverse(
            half.transfer,
            key=f"exchange.transfer:{half.transfer_id}:reversal",
            recorded_by=by,
            note=reason.strip() if row.community_id == trade.community_id else "",
        )
        mine = row.community_id == trade.community_id
        note(
            "reverse_trade", by, half.transfer, audience=Audience.STAFF, mentions=[opposite, half.party],
            minutes=half.transfer.minutes, reason=reason.strip() if mine else "", reason_lang=lang,
        )  # fmt: skip
        later("gilydd.exchange.telling.trade_reversed", half.pk)
    return trade


def _trade(
    by: type_of_actor,
    agreement: Agreement,
    payer: Party,
    payee: Membership,
    minutes: int,
    work: Term,
    key: uuid.UUID,
    occurred_at: dt.datetime,
    evidence: str,
) -> Trade:
    pair = _pair(agreement)
    if pair.ours.state != AgreementState.AGREED:
        raise Refused(_("There is no trade with this community just now."))
    whole_steps(pair.ours.community, minutes)
    active_member(pair.ours.community, payer, "payer")
    active_member(pair.theirs.community, payee.party, "number")
    if work.community_id is not None:
        raise Refused(_("Choose a kind of work that every community knows."), field="work")
    known = Trade.objects.of(pair.ours.community).filter(key=key).first()
    if known:
        return known
    halves = {
        pair.ours.pk: (ledger.account_of(pair.ours.community, payer), _clearing(pair.ours)),
        pair.theirs.pk: (_clearing(pair.theirs), ledger.account_of(pair.theirs.community, payee.party)),
    }
    posted: dict[int, Transfer] = {}
    for row in pair.in_order():
        source, target = halves[row.pk]
        posted[row.pk] = _post(row, source, target, by, minutes, work, key, occurred_at, evidence, payer)
    mine = _half(pair.ours, key, payer, payee.party, posted[pair.ours.pk])
    theirs = _half(pair.theirs, key, payee.party, payer, posted[pair.theirs.pk])
    note(
        "trade",
        by,
        mine.transfer,
        mentions=[payer, mine.agreement],
        behalf=behalf(by, payer),
        minutes=minutes,
    )
    note("trade", None, theirs.transfer, mentions=[payee.party, theirs.agreement], minutes=minutes)
    later("gilydd.exchange.telling.trade_arrived", theirs.pk)
    return mine


def _post(
    row: Agreement,
    source: Account,
    target: Account,
    by: type_of_actor,
    minutes: int,
    work: Term,
    key: uuid.UUID,
    occurred_at: dt.datetime,
    evidence: str,
    payer: Party,
) -> Transfer:
    try:
        return ledger.post(
            ledger.Entry(
                payer=source, payee=target, minutes=minutes, work=work, occurred_at=occurred_at,
                key=f"exchange.trade:{key}", recorded_by=by, evidence=evidence,
                on_behalf_of=behalf(by, payer) if source.kind == AccountKind.MEMBER else None,
                nature=Nature.TRADE,
            )
        )  # fmt: skip
    except Refused as refusal:
        if source.kind == AccountKind.CLEARING:
            raise Refused(
                _("This would go beyond the limit that the two communities agreed. Talk with your broker."),
                field="minutes",
            ) from refusal
        raise


def _may_trade(by: type_of_actor, agreement: Agreement, payer: Party, evidence: str) -> None:
    policy.check(by, "trade", agreement)
    if isinstance(by, System) or speaks_for(by, agreement.community, payer.pk):
        pays_for(by, agreement.community, payer)
        return
    if not serves(by, agreement.community, payer.pk):
        raise NotAllowed(_("You may not do this here."))
    if evidence == Evidence.SCREEN:
        raise Refused(_("Say how you know of it: from a paper slip or by phone."), field="evidence")


def _not_their_own(by: type_of_actor, halves: list[Trade]) -> None:
    if any(speaks_for(by, half.community, half.party_id) for half in halves):
        raise NotAllowed(_("You may not do this here."))


def _found(agreement: Agreement, payer: Party, number: str, name: str) -> Membership | None:
    """The partner's active member with this number and this name."""
    row = (
        Membership.objects.filter(
            community__key=agreement.partner_key, number=number.strip(), state=MembershipState.ACTIVE
        )
        .exclude(number="")
        .select_related("party", "community")
        .first()
    )
    return row if row and row.party_id != payer.pk and folded(name) in _names_of(row.party) else None


def _names_of(party: Party) -> set[str]:
    if party.kind != PartyKind.PERSON:
        said = [party.name, party.name_cy]
    else:
        identity = Identity.objects.filter(person__party=party).first()
        said = [identity.full_name, identity.known_as] if identity else []
    return {folded(one) for one in said if folded(one)}


def _clearing(row: Agreement) -> Account:
    """The clearing account of an agreement's partner, in the agreement's own community."""
    return ledger.clearing_of(row.community, row.partner_key, row.limit_minutes)


def _open_clearing(pair: Pair) -> None:
    """Open both clearing accounts, or move their floors to the limit, in the order of the communities."""
    for row in pair.in_order():
        _clearing(row)


def _half(row: Agreement, key: uuid.UUID, party: Party, other: Party, transfer: Transfer) -> Trade:
    """One half. Of the other side only the first letter is kept: names lie where they can be erased."""
    return Trade.objects.create(
        community=row.community,
        agreement=row,
        key=key,
        party=party,
        other_name=_initial(other),
        transfer=transfer,
    )


def _initial(party: Party) -> str:
    if party.kind != PartyKind.PERSON:
        return party.name
    identity = Identity.objects.filter(person__party=party).first()
    return f"{identity.called.strip()[:1].upper()}." if identity and identity.called.strip() else ""


def _pair(agreement: Agreement) -> Pair:
    """Both rows of the agreement, locked in the order of the communities."""
    rows = list(
        Agreement.objects.select_for_update(of=("self",))
        .select_related("community")
        .filter(pair_key=agreement.pair_key)
        .order_by("community_id")
    )
    ours = [row for row in rows if row.pk == agreement.pk]
    theirs = [row for row in rows if row.pk != agreement.pk]
    return Pair(ours[0], theirs[0])


def _row(
    pair_key: uuid.UUID, community: Community, partner: Community, limit_minutes: int, state: str
) -> Agreement:
    return Agreement.objects.create(
        community=community, pair_key=pair_key, partner_key=partner.key, partner_name_cy=partner.name_cy,
        partner_name_en=partner.name_en, limit_minutes=limit_minutes, state=state,
    )  # fmt: skip


def _both(verb: str, by: type_of_actor, pair: Pair, **facts: object) -> None:
    """The act stands in the history of both communities; the other one keeps no name of who did it."""
    note(verb, by, pair.ours, audience=Audience.COMMUNITY, **facts)
    other = by if isinstance(by, System) else None
    note(verb, other, pair.theirs, audience=Audience.COMMUNITY, by_partner=True, **facts)


def _check_limit(limit_minutes: int) -> None:
    if not 60 <= limit_minutes <= LARGEST_LIMIT_MINUTES or limit_minutes % 60:
        raise Refused(_("Agree on whole hours, from 1 to 10,000."), field="limit_minutes")
