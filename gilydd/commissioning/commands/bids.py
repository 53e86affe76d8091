"""Writes: put a sealed bid in, take it back; say how a body benefits society, and check it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from gilydd.deciding.models import KeyHolder
from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of, parties_of
from gilydd.people.words import MembershipState, PartyKind

from .. import clock, sealing
from ..models import BenefitStatement, Bid, BidAttempt, Lot, Procurement
from ..policy import may, policy
from ..queries.benefits import benefits_society
from ..words import ProcurementState, Reserved
from ..words_tender import LONGEST_WORDS, Attempt
from ._bidding import check_content
from ._procurement import attempted, locked, note


@transaction.atomic
@sensitive_variables()
def put_in_bid(*, by: type_of_actor, lot: Lot, bidder: Party, content: dict[str, Any]) -> Bid | BidAttempt:
    """Seal a bid and put it in; one that is there already is taken back and destroyed unread.

    `content`: the form of words_bids, without its nonce. The time is the database's. A bid that comes too
    late is not kept: that it was tried is, and the BidAttempt is returned (`in_time` turns it into words).
    """
    procurement = lot.procurement
    membership = _member(procurement.community, bidder)
    policy.check(by, "bid", membership)
    check_content(procurement, content)
    lot.procurement = procurement
    bid = Bid(
        key=uuid.uuid4(), community=procurement.community, procurement=procurement, lot=lot, bidder=bidder,
        put_in_by_key=key_of(by),
    )  # fmt: skip
    if procurement.state == ProcurementState.DRAFT:
        raise Refused(_("Nobody can bid now: the tender is not open."))
    # Sealed before the lock, for which others wait.
    data = sealing.sealed(bid, content)
    moment = clock.now()
    row = locked(procurement)
    if row.closes_at is not None and (moment >= row.closes_at or row.state == ProcurementState.SEALED):
        return attempted(Attempt.LATE_BID, by, row, max(moment, row.closes_at), bidder)
    if row.state != ProcurementState.OPEN:
        raise Refused(_("Nobody can bid now: the tender is not open."))
    _may_bid(by, row, bidder)
    before = Bid.objects.filter(lot=lot, bidder=bidder, withdrawn_at__isnull=True)
    replaced = before.update(withdrawn_at=moment, sealed=None)
    bid.sealed, bid.sealed_sha256, bid.content_sha256 = data.data, data.sealed_sha256, data.content_sha256
    bid.received_at = moment
    bid.save()
    note(
        "put_in_bid", by, row, bid, audience=Audience.PRIVATE, mentions=[bidder],
        sealed_sha256=bid.sealed_sha256, replaced=replaced,
    )  # fmt: skip
    later("gilydd.commissioning.tender_notices.bid_is_in", bid.pk)
    return bid


def _member(community: Community, party: Party) -> Membership:
    row = Membership.objects.of(community).filter(party=party, state=MembershipState.ACTIVE)
    found = row.select_related("community", "party").first()
    if found is None or party.kind == PartyKind.HOUSEHOLD:
        raise Refused(_("An organisation, a group or a person of this community can bid."), field="bidder")
    return found


def _may_bid(by: type_of_actor, row: Procurement, bidder: Party) -> None:
    """Refuse a bidder for whom this is not kept, and whoever runs the tender or keeps a key of it."""
    if isinstance(by, Person) and may(by, "run_procurement", row):
        raise Refused(_("You run this tender, so you cannot bid in it."))
    if row.reserved_for == Reserved.CITIZENS and bidder.kind != PartyKind.GROUP:
        raise Refused(_("This is kept for citizens' own groups."), field="bidder")
    if row.reserved_for == Reserved.SOCIAL and not benefits_society(row.community, bidder.pk):
        raise Refused(
            _("This is kept for bodies that benefit society. Say first how you do, and have it checked."),
            field="bidder",
        )
    if row.split_key is None:
        return
    for holder in KeyHolder.objects.filter(split_key=row.split_key).select_related("party__person"):
        person = getattr(holder.party, "person", None)
        if person is not None and bidder.pk in parties_of(person, row.community):
            raise Refused(
                _("Somebody who acts for you keeps a key of this tender, so you cannot bid in it."),
                field="bidder",
            )


@transaction.atomic
def withdraw_bid(*, by: type_of_actor, bid: Bid) -> Bid:
    """Take a bid back until bids close: what was sealed is destroyed unread, its hash stays."""
    row = locked(bid.procurement)
    made = Bid.objects.select_related("community", "bidder").get(pk=bid.pk)
    policy.check(by, "see_bid", made)
    moment = clock.now()
    if row.state != ProcurementState.OPEN or row.closes_at is None or moment >= row.closes_at:
        raise Refused(_("The time for bids is over. What is in stays in."))
    if made.withdrawn_at is None:
        made.withdrawn_at, made.sealed = moment, None
        made.save(update_fields=["withdrawn_at", "sealed"])
        note("withdraw_bid", by, row, made, audience=Audience.PRIVATE, mentions=[made.bidder])
    return made


@transaction.atomic
def state_benefit(
    *, by: type_of_actor, party: Party, community: Community, inclusive: str, involves: str, wellbeing: str,
    lang: str,
) -> BenefitStatement:  # fmt: skip
    """Say for a body how it is inclusive, involves people and promotes well-being; checked afterwards."""
    policy.check(by, "state_benefit", _member(community, party))
    words = {"inclusive": inclusive.strip(), "involves": involves.strip(), "wellbeing": wellbeing.strip()}
    for name, text in words.items():
        if not text:
            raise Refused(_("Each of the three parts needs words."), field=name)
        if len(text) > LONGEST_WORDS:
            raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_WORDS}, field=name)
    who: Party = by.party  # type: ignore[union-attr]
    made = BenefitStatement.objects.create(
        community=community, party=party, lang=lang, answered_by=who, answered_at=clock.now(), **words
    )
    _note_benefit("state_benefit", by, made)
    return made


@transaction.atomic
def check_benefit(
    *, by: type_of_actor, benefit: BenefitStatement, inclusive_met: bool, involves_met: bool,
    wellbeing_met: bool, words: str, lang: str,
) -> BenefitStatement:  # fmt: skip
    """Check the three parts of a statement, with words. Nobody checks a body that they act for."""
    made = BenefitStatement.objects.select_for_update(of=("self",)).select_related("community").get(
        pk=benefit.pk
    )  # fmt: skip
    policy.check(by, "check_benefit", made)
    if isinstance(by, Person) and made.party_id in parties_of(by, made.community):
        raise Refused(_("You act for this body, so somebody else has to check it."))
    if made.checked_at is not None:
        raise Refused(_("It is checked already. The body can write a new statement."))
    if not words.strip():
        raise Refused(_("Say in a sentence what you looked at."), field="words")
    made.inclusive_met, made.involves_met, made.wellbeing_met = inclusive_met, involves_met, wellbeing_met
    made.check_words, made.check_lang = words.strip()[:LONGEST_WORDS], lang
    made.checked_by = by.party if isinstance(by, Person) else made.answered_by
    made.checked_at = clock.now()
    made.save()
    _note_benefit("check_benefit", by, made, met=made.is_met)
    later("gilydd.commissioning.tender_notices.benefit_checked", made.pk)
    return made


def _note_benefit(verb: str, by: type_of_actor, made: BenefitStatement, **facts: Any) -> None:
    record(
        community=made.community, actor=by, capacity=capacity_of(by, made.community),
        verb=f"commissioning.{verb}", subject=made, mentions=[made.party], audience=Audience.PUBLIC,
        facts=facts,
    )  # fmt: skip
