"""Writes: publish a tender, make changes known, answer questions to everybody, cancel."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.deciding import keyring
from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor

from .. import clock, publishing
from ..models import Amendment, Clarification, Procurement
from ..policy import policy
from ..words import CriterionKind, ProcurementState, Route
from ..words_tender import LONGEST_OPEN_DAYS, LONGEST_QUESTION, LONGEST_REASON, LONGEST_WORDS
from ._holding import check_holders
from ._procurement import BEFORE_OPENING, both, locked, move, note, rules_of, still_draft
from ._weights import check_weights

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def publish_tender(
    *, by: type_of_actor, procurement: Procurement, closes_at: dt.datetime, questions_until: dt.date
) -> Procurement:
    """Open a tender for bids. From now on its lots, criteria and weights cannot be changed.

    On the full route the key is made, so its three holders must have shown that their files work.
    `closes_at`: aware; bids count that arrive before it by the clock of the database.
    """
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    still_draft(row)
    now = clock.now()
    _check_times(row, now, closes_at, questions_until)
    _check_whole(row)
    if row.route == Route.FULL:
        if row.split_key is None:
            raise Refused(_("Name the three who keep the keys first."))
        check_holders(row)
        row.split_key = keyring.made(row.split_key)
    move(row, ProcurementState.OPEN)
    row.opened_for_bids_at, row.closes_at, row.questions_until = now, closes_at, questions_until
    row.save()
    publishing.published(row, "tender")
    note("publish_tender", by, row, route=row.route, closes_at=closes_at.isoformat())
    later("gilydd.commissioning.tender_notices.published", row.pk)
    return row


def _check_times(row: Procurement, now: dt.datetime, closes_at: dt.datetime, until: dt.date) -> None:
    if timezone.is_naive(closes_at):
        raise TypeError("closes_at must be an aware datetime")
    rules = rules_of(row.community)
    days = rules.open_days if row.route == Route.FULL else rules.light_open_days
    if closes_at < now + days * ONE_DAY:
        told = {"days": days}
        raise Refused(
            _("By the rules of this community bids can come for %(days)s days at least.") % told,
            field="closes_on",
        )
    if closes_at > now + LONGEST_OPEN_DAYS * ONE_DAY:
        raise Refused(_("Choose a day within one year."), field="closes_on")
    if not timezone.localdate(now) <= until < timezone.localdate(closes_at):
        raise Refused(_("The last day for questions lies before the day when bids close."), field="until")


def _check_whole(row: Procurement) -> None:
    """Refuse a tender on which nobody could bid fairly."""
    criteria = list(row.criteria.order_by("place"))
    if not criteria:
        raise Refused(_("Say first by what bids are judged."))
    check_weights(row, criteria)
    judged = [one for one in criteria if one.kind != CriterionKind.PRICE]
    if not any(one.outcome_id for one in judged):
        raise Refused(_("At least one criterion must say which outcome of the service it stands for."))
    if sum(row.lots.values_list("value_pence", flat=True)) != row.value_pence:
        raise Refused(_("The lots together must be worth what the whole is worth."))


@transaction.atomic
def amend_tender(*, by: type_of_actor, procurement: Procurement, text_cy: str, text_en: str) -> Amendment:
    """Make a change known while bids can come; all who asked or bid are told."""
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    _still_open(row, clock.now())
    return _amended(by, row, text_cy, text_en, None)


@transaction.atomic
def extend_deadline(
    *, by: type_of_actor, procurement: Procurement, closes_at: dt.datetime, why_cy: str, why_en: str
) -> Amendment:
    """Give more time for bids, with a reason; never less, and never once the time is over."""
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    now = clock.now()
    _still_open(row, now)
    assert row.closes_at is not None
    if closes_at <= row.closes_at:
        raise Refused(_("The time can only be made longer."), field="closes_on")
    if closes_at > now + LONGEST_OPEN_DAYS * ONE_DAY:
        raise Refused(_("Choose a day within one year."), field="closes_on")
    made = _amended(by, row, why_cy, why_en, closes_at)
    row.closes_at = closes_at
    row.save(update_fields=["closes_at"])
    publishing.published(row, "tenderAmendment")
    return made


def _still_open(row: Procurement, now: dt.datetime) -> None:
    if row.state != ProcurementState.OPEN or row.closes_at is None or now >= row.closes_at:
        raise Refused(_("The time for bids is over, so nothing can be changed any more."))


def _amended(
    by: type_of_actor, row: Procurement, text_cy: str, text_en: str, closes_at: dt.datetime | None
) -> Amendment:
    text_cy, text_en = both(text_cy, text_en, "words", LONGEST_REASON)
    made = Amendment.objects.create(
        community=row.community, procurement=row, number=row.amendments.count() + 1, text_cy=text_cy,
        text_en=text_en, closed_at=row.closes_at if closes_at else None, closes_at=closes_at,
        made_at=clock.now(), made_by_key=key_of(by),
    )  # fmt: skip
    if closes_at is None:
        publishing.published(row, "tenderAmendment")
    told = {"closes_at": closes_at.isoformat()} if closes_at else {}
    note("extend_deadline" if closes_at else "amend_tender", by, row, made, **told)
    later("gilydd.commissioning.tender_notices.amended", made.pk)
    return made


@transaction.atomic
def ask_clarification(*, by: type_of_actor, procurement: Procurement, text: str, lang: str) -> Clarification:
    """Ask a question about an open tender, until the stated day. The answer goes to everybody, no name."""
    row = locked(procurement)
    policy.check(by, "ask_question", row)
    now = clock.now()
    _still_open(row, now)
    if row.questions_until is None or timezone.localdate(now) > row.questions_until:
        raise Refused(_("The time for questions is over."))
    text = text.strip()
    if not text:
        raise Refused(_("Write your question."), field="text")
    if len(text) > LONGEST_QUESTION:
        raise Refused(_("Use %(most)s characters at most.") % {"most": LONGEST_QUESTION}, field="text")
    party: Party = by.party  # type: ignore[union-attr]
    same = Clarification.objects.filter(procurement=row, asked_by=party, text=text).first()
    if same is not None:
        return same
    made = Clarification.objects.create(
        community=row.community, procurement=row, asked_by=party, text=text, lang=lang, asked_at=now
    )
    note("ask_clarification", by, row, made, audience=Audience.PRIVATE)
    later("gilydd.commissioning.tender_notices.asked", made.pk)
    return made


@transaction.atomic
def answer_clarification(
    *, by: type_of_actor, clarification: Clarification, answer_cy: str, answer_en: str
) -> Clarification:
    """Answer a question to everybody, in both languages, while bids can come. An answer is given once."""
    row = locked(clarification.procurement)
    policy.check(by, "run_procurement", row)
    _still_open(row, clock.now())
    made = Clarification.objects.get(pk=clarification.pk)
    if made.answered_at is not None:
        raise Refused(_("It is answered already. Make a change known if the answer was not right."))
    made.answer_cy, made.answer_en = both(answer_cy, answer_en, "words", LONGEST_WORDS)
    made.answered_at, made.answered_by_key = clock.now(), key_of(by)
    made.save(update_fields=["answer_cy", "answer_en", "answered_at", "answered_by_key"])
    note("answer_clarification", by, row, made)
    later("gilydd.commissioning.tender_notices.answered", made.pk)
    return made


@transaction.atomic
def cancel_procurement(
    *, by: type_of_actor, procurement: Procurement, why_cy: str, why_en: str
) -> Procurement:
    """End a procurement without a contract, with a reason. Bids that are sealed are destroyed unread."""
    row = locked(procurement)
    policy.check(by, "run_procurement", row)
    before = ProcurementState(row.state)
    move(row, ProcurementState.CANCELLED)
    row.why_cancelled_cy, row.why_cancelled_en = both(why_cy, why_en, "words", LONGEST_REASON)
    row.cancelled_at = clock.now()
    row.save()
    destroyed = 0
    if before in BEFORE_OPENING:
        destroyed = row.bids.filter(sealed__isnull=False).update(sealed=None)
        if row.split_key is not None and row.split_key.spent_at is None:
            keyring.spent(row.split_key)
    if before != ProcurementState.DRAFT:
        publishing.published(row, "tenderCancellation")
    note("cancel_procurement", by, row, destroyed=destroyed)
    later("gilydd.commissioning.tender_notices.cancelled", row.pk)
    return row
