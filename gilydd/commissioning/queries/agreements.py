"""Reads: a contract, what became of its promises, quarter by quarter."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.delivering.queries import Given, given_in
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import said
from gilydd.ui.filters import pounds

from ..models import (
    AgreedMilestone,
    Agreement,
    LotAward,
    Milestone,
    SocialDelivery,
    SocialPromise,
    Undertaking,
    Variation,
)
from ..publishing import contract_id
from ..words_award import AwardState


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone with what was paid for it, and the derived one that activities are tied to."""

    milestone: AgreedMilestone
    paid_pence: int
    derived_pk: int | None
    activities: list[tuple[int, str]]
    late: bool


@dataclass(frozen=True)
class PromiseRow:
    """A promised measure beside what was delivered of it, and what each came to in pence."""

    promise: SocialPromise
    done: Decimal
    promised_pence: int | None
    done_pence: int | None
    deliveries: list[SocialDelivery]


@dataclass(frozen=True)
class QuarterRow:
    """One quarter of a contract's year. Figures about people are told once it is over."""

    number: int
    first: dt.date
    last: dt.date
    over: bool
    met: list[AgreedMilestone]
    due: list[AgreedMilestone]
    paid_pence: int
    given: Given | None
    delivered: list[SocialDelivery]


def paid_pence(agreement: Agreement) -> int:
    """What was paid under a contract, in pence, with what came back taken off."""
    return agreement.payments.aggregate(sum=Sum("pence"))["sum"] or 0


def paid_by_milestone(agreement: Agreement) -> dict[int, int]:
    """What was paid for each milestone, in pence."""
    rows = agreement.payments.order_by().values_list("milestone").annotate(sum=Sum("pence"))
    return dict(rows)


def milestones_of(agreement: Agreement) -> list[MilestoneRow]:
    """The milestones of a contract, with the activities that deliver each; four queries."""
    paid, today = paid_by_milestone(agreement), timezone.localdate()
    derived = _derived(agreement)
    links: dict[int, list[tuple[int, str]]] = defaultdict(list)
    live = Undertaking.objects.filter(milestone__in=derived.values(), ended_at__isnull=True)
    for link in live.select_related("activity").order_by("pk"):
        links[link.milestone_id].append((link.activity_id, said(link.activity, "title")))
    return [
        MilestoneRow(
            one, paid.get(one.pk, 0), derived.get(one.pk), links.get(derived.get(one.pk, 0), []),
            one.met_on is None and one.due_on < today,
        )
        for one in agreement.milestones.select_related("outcome")
    ]  # fmt: skip


def _derived(agreement: Agreement) -> dict[int, int]:
    """For each milestone of ours the id of the derived one, to which activities are tied."""
    process = agreement.procurement.process
    if process is None:
        return {}
    begin = f"contract:{contract_id(agreement, process.ocid)}:"
    rows = Milestone.objects.filter(process=process, external_id__startswith=begin)
    numbers = dict(agreement.milestones.values_list("number", "pk"))
    known = {key.removeprefix(begin): pk for pk, key in rows.values_list("pk", "external_id")}
    return {numbers[number]: known[str(number)] for number in numbers if str(number) in known}


def activities_of(agreement: Agreement) -> list[int]:
    """Ids of the activities that deliver a milestone of the contract."""
    rows = Undertaking.objects.filter(milestone__in=_derived(agreement).values(), ended_at__isnull=True)
    return sorted(set(rows.values_list("activity", flat=True)))


def promises_of(agreement: Agreement) -> list[PromiseRow]:
    """What was promised of each measure and what was delivered; two queries."""
    deliveries: dict[int, list[SocialDelivery]] = defaultdict(list)
    for one in SocialDelivery.objects.filter(promise__agreement=agreement).order_by("pk"):
        deliveries[one.promise_id].append(one)
    found = []
    for promise in agreement.promises.select_related("measure__set").order_by("pk"):
        done = sum((one.quantity for one in deliveries[promise.pk] if one.taken_back_at is None), Decimal(0))
        proxy = promise.measure.proxy_pence
        worth = None if proxy is None else (int(promise.quantity * proxy), int(done * proxy))
        found.append(
            PromiseRow(
                promise,
                done,
                worth[0] if worth else None,
                worth[1] if worth else None,
                deliveries[promise.pk],
            )
        )
    return found


def given_so_far(agreement: Agreement) -> Given:
    """Hours, people and sessions in all activities that deliver the contract, since it began."""
    until = min(timezone.localdate(), agreement.ends_on) + dt.timedelta(days=1)
    return given_in(activities_of(agreement), agreement.starts_on, until)


def quarters(agreement: Agreement) -> list[QuarterRow]:
    """The quarters of the calendar year that the contract has reached, the earliest first."""
    today = min(timezone.localdate(), agreement.ends_on)
    activities = activities_of(agreement)
    milestones = list(agreement.milestones.all())
    payments = list(agreement.payments.values_list("paid_on", "pence"))
    delivered = list(
        SocialDelivery.objects.filter(promise__agreement=agreement, taken_back_at=None)
        .select_related("promise__measure")
        .order_by("until_on", "pk")
    )
    rows, first = [], _quarter_begins(agreement.starts_on)
    while first <= today:
        after = _next_quarter(first)
        last = after - dt.timedelta(days=1)
        over = last < timezone.localdate()
        begin = max(first, agreement.starts_on)
        rows.append(
            QuarterRow(
                (first.month + 2) // 3, begin, min(last, agreement.ends_on), over,
                [one for one in milestones if one.met_on and first <= one.met_on < after],
                [one for one in milestones if first <= one.due_on < after],
                sum(pence for when, pence in payments if first <= when < after),
                given_in(activities, begin, after) if over else None,
                [one for one in delivered if first <= one.until_on < after],
            )
        )  # fmt: skip
        first = after
    return rows


def _quarter_begins(day: dt.date) -> dt.date:
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def _next_quarter(first: dt.date) -> dt.date:
    return (
        first.replace(year=first.year + 1, month=1)
        if first.month == 10
        else first.replace(month=first.month + 3)
    )


def variations_of(agreement: Agreement) -> list[Variation]:
    """The changes to a contract, in order."""
    return list(agreement.variations.select_related("citizen", "professional"))


def facts_award(turn: Turn) -> list[Fact]:
    """Awards and contracts of a turn that were made here, each with its page."""
    found = []
    slug = turn.community.slug
    rows = LotAward.objects.filter(procurement__turn=turn, bid__isnull=False).exclude(
        state=AwardState.WITHDRAWN
    )
    for row in rows.select_related("lot", "procurement").order_by("pk"):
        href = reverse("commissioning:award", args=[slug, row.procurement_id])
        found.append(
            Fact(_("Award: %(lot)s") % {"lot": said(row.lot, "title")}, str(row.get_state_display()), href)
        )
    for contract in Agreement.objects.filter(procurement__turn=turn).order_by("pk"):
        href = reverse("commissioning:agreement", args=[slug, contract.pk])
        label = _("Contract: %(title)s") % {"title": said(contract, "title")}
        found.append(Fact(label, pounds(contract.value_pence), href))
    return found
