"""Writes: sets of measures, what a contract promises of them, and what was delivered, counted once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.ui.filters import day

from ..measures import NewMeasure, first_year_ends
from ..models import Agreement, Measure, MeasureSet, SocialDelivery, SocialPromise
from ..policy import policy
from ..words_award import YEAR_DAYS, AgreementState, CountsAs
from ._award_shared import known_language, locked_agreement, reasoned
from ._shared import recorded

FINEST = Decimal("0.0001")
MOST = Decimal("99999999")


@transaction.atomic
def bring_in_measures(
    *,
    by: type_of_actor,
    community: Community,
    name: str,
    version: str,
    sha256: str,
    rows: Sequence[NewMeasure],
) -> MeasureSet:
    """Keep one version of a set of measures. A changed one needs a new version."""
    policy.check(by, "bring_in_measures", community)
    name, version = name.strip(), version.strip()
    if not (name and version and rows):
        raise Refused(_("A set needs its name, its version and at least one measure."), field="name")
    known = MeasureSet.objects.of(community).filter(name=name, version=version).first()
    if known:
        if known.sha256 == sha256:
            return known
        raise Refused(
            _("This version is here already with other content. Give the changed set a version of its own."),
            field="version",
        )
    made: MeasureSet = MeasureSet.objects.create(
        community=community, name=name, version=version, sha256=sha256,
        brought_in_by_key=key_of(by) if by else "",
    )  # fmt: skip
    Measure.objects.bulk_create(Measure(community=community, set=made, **vars(one)) for one in rows)
    record(
        community=community, actor=by, capacity=capacity_of(by, community), subject=made,
        verb="commissioning.bring_in_measures", audience=Audience.PUBLIC, facts={"measures": len(rows)},
    )  # fmt: skip
    return made


@transaction.atomic
def promise_measure(
    *,
    by: type_of_actor,
    agreement: Agreement,
    measure: Measure,
    quantity: Decimal,
    promised_as: str = "",
    lang: str = "",
) -> SocialPromise:
    """Say how much of a measure the contract promises; `promised_as` is how the bid put it."""
    agreement = locked_agreement(agreement)
    policy.check(by, "promise_measure", agreement)
    if agreement.state != AgreementState.ACTIVE:
        raise Refused(_("This contract has ended."))
    if measure.community_id != agreement.community_id:
        raise Refused(_("This measure belongs to another community."), field="measure")
    if not 0 < quantity <= MOST:
        raise Refused(_("Write how much, above zero."), field="quantity")
    if agreement.promises.filter(measure=measure).exists():
        raise Refused(_("This contract promises this measure already."), field="measure")
    row = SocialPromise.objects.create(
        community=agreement.community, agreement=agreement, measure=measure,
        quantity=quantity.quantize(FINEST), promised_as=promised_as.strip(), lang=lang,
    )  # fmt: skip
    recorded("promise_measure", by, row, agreement.procurement.turn)
    return row


@transaction.atomic
def record_delivery(
    *,
    by: type_of_actor,
    promise: SocialPromise,
    reference: str,
    from_on: dt.date,
    until_on: dt.date,
    evidence: str,
    lang: str,
    because_of_contract: bool,
    local: bool,
    quantity: Decimal | None = None,
    full_time_share: Decimal | None = None,
) -> SocialDelivery:
    """Record something delivered, with its evidence, once.

    `reference` is what the thing is called (a job, an invoice, an event) and counts under one measure of one
    contract. A job counts as its share of full time × its days ÷ 365, rounded down; a disadvantaged hire in
    the first year alone. It must be there because of this contract, and local. Raises Refused otherwise.
    """
    known = SocialPromise.objects.select_related("agreement", "measure").get(pk=promise.pk)
    agreement = locked_agreement(known.agreement)
    policy.check(by, "record_delivery", agreement)
    name = " ".join(reference.split()).casefold()
    if not name or len(name) > 80:
        raise Refused(
            _("Name the very thing in a few signs, such as JOB-3 or an invoice."), field="reference"
        )
    _counts_once(agreement, known, name)
    if not because_of_contract:
        raise Refused(
            _("It counts only where it would not have happened without this contract."),
            field="because_of_contract",
        )
    if not local:
        raise Refused(_("It counts only where it happens here, for people of this place."), field="local")
    _within_days(agreement, from_on, until_on)
    row = SocialDelivery.objects.create(
        community=agreement.community, promise=known, reference=name, from_on=from_on, until_on=until_on,
        quantity=_counted(known.measure.counts_as, from_on, until_on, quantity, full_time_share),
        full_time_share=None if known.measure.counts_as == CountsAs.QUANTITY else full_time_share,
        evidence=reasoned(evidence, "evidence"), lang=known_language(lang),
        recorded_by_key=key_of(by) if by else "",
    )  # fmt: skip
    recorded("record_delivery", by, row, agreement.procurement.turn)
    return row


def _counts_once(agreement: Agreement, promise: SocialPromise, reference: str) -> None:
    rows = SocialDelivery.objects.of(agreement.community).filter(reference=reference, taken_back_at=None)
    other = rows.select_related("promise__measure", "promise__agreement").first()
    if other is None:
        return
    words = {"code": other.promise.measure.code, "day": day(other.recorded_at)}
    if other.promise.agreement_id != agreement.pk:
        raise Refused(
            _("“%(reference)s” counts under another contract already. It counts once.")
            % {"reference": reference},
            field="reference",
        )
    raise Refused(
        _("This was counted under %(code)s on %(day)s already. It counts under one measure.") % words,
        field="reference",
    )


def _within_days(agreement: Agreement, from_on: dt.date, until_on: dt.date) -> None:
    if until_on < from_on:
        raise Refused(_("It ends before it begins."), field="until_on")
    if from_on < agreement.starts_on or until_on > agreement.ends_on:
        raise Refused(_("Only what happens while the contract runs counts for it."), field="from_on")
    if until_on > timezone.localdate():
        raise Refused(_("Only what has happened counts: take a day until today."), field="until_on")


def _counted(
    counts_as: str, from_on: dt.date, until_on: dt.date, quantity: Decimal | None, share: Decimal | None
) -> Decimal:
    """The quantity that counts, in the unit of the measure."""
    if counts_as == CountsAs.QUANTITY:
        if quantity is None or not 0 < quantity <= MOST:
            raise Refused(_("Write how much, above zero."), field="quantity")
        return quantity.quantize(FINEST, ROUND_DOWN)
    if share is None or not 0 < share <= 1:
        raise Refused(_("Write the share of full time, above 0 and at most 1."), field="full_time_share")
    if counts_as == CountsAs.HIRE:
        last = first_year_ends(from_on)
        if until_on > last:
            raise Refused(
                _("A disadvantaged hire counts in the first year only: until %(day)s.") % {"day": day(last)},
                field="until_on",
            )
    days = (until_on - from_on).days + 1
    counted = min(share * days / YEAR_DAYS, share * _years(days)).quantize(FINEST, ROUND_DOWN)
    if not counted:
        raise Refused(_("This is too little to count."), field="full_time_share")
    return counted


def _years(days: int) -> int:
    """So many years at most: a leap year is one year, and no more."""
    return -(-days // 366)


@transaction.atomic
def take_delivery_back(*, by: type_of_actor, delivery: SocialDelivery, why: str) -> SocialDelivery:
    """Say that something recorded does not count after all, and why. It stays to be read."""
    known = SocialDelivery.objects.select_related("promise__agreement").get(pk=delivery.pk)
    agreement = locked_agreement(known.promise.agreement)
    policy.check(by, "take_delivery_back", agreement)
    row = SocialDelivery.objects.select_for_update().get(pk=delivery.pk)
    if row.taken_back_at is None:
        row.why_taken_back, row.taken_back_at = reasoned(why, "why"), timezone.now()
        row.save(update_fields=["why_taken_back", "taken_back_at"])
        recorded("take_delivery_back", by, row, agreement.procurement.turn)
    return row
