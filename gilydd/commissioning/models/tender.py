"""What is bought together: a procurement, its lots, the criteria, and who has an interest in it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from gilydd.deciding.models import SplitKey
from gilydd.people.models import Community, OfCommunity, Party
from gilydd.services.models import Outcome, Turn

from ..words import CriterionKind, ProcurementState, Reserved, Route
from ..words_tender import LIGHT_OPEN_DAYS, TieRule
from .open_data import ContractingProcess
from .panel import Panel


class TenderRules(models.Model):
    """What a community asks of every tender. Percent of the weights; money in whole pence."""

    community = models.OneToOneField(
        Community, on_delete=models.PROTECT, primary_key=True, related_name="tender_rules"
    )
    coproduction_least_percent = models.PositiveSmallIntegerField(default=10)
    social_value_least_percent = models.PositiveSmallIntegerField(default=10)
    full_route_from_pence = models.BigIntegerField(default=3_000_000)
    standstill_days = models.PositiveSmallIntegerField(default=8)
    open_days = models.PositiveSmallIntegerField(default=28, help_text="Least days that bids can come")
    light_open_days = models.PositiveSmallIntegerField(
        default=LIGHT_OPEN_DAYS, help_text="The same on the light route"
    )

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"tender rules of {self.community_id}"


class Procurement(models.Model):
    """One thing that the community buys for a turn, from the first draft to the contract.

    Its public story is `process`: each step publishes a release there, and the pages of open data tell it.
    `value_pence` is the estimate for all lots. `score_most` is the highest score an assessor can give.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="procurements")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="procurements")
    panel = models.ForeignKey(
        Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="procurements"
    )
    process = models.OneToOneField(
        ContractingProcess, on_delete=models.PROTECT, null=True, blank=True, related_name="procurement"
    )
    split_key = models.OneToOneField(
        SplitKey, on_delete=models.PROTECT, null=True, blank=True, related_name="procurement"
    )
    buyer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="procurements")
    title_cy = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    easy_cy = models.TextField(blank=True)
    easy_en = models.TextField(blank=True)
    route = models.CharField(max_length=5, choices=Route.choices)
    reserved_for = models.CharField(max_length=8, choices=Reserved.choices, blank=True)
    value_pence = models.BigIntegerField()
    score_most = models.PositiveSmallIntegerField(default=5)
    tie_rule = models.CharField(max_length=12, choices=TieRule.choices, default=TieRule.COPRODUCTION)
    state = models.CharField(max_length=10, choices=ProcurementState.choices, default=ProcurementState.DRAFT)
    opened_for_bids_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    questions_until = models.DateField(null=True, blank=True)
    bids_opened_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    why_cancelled_cy = models.TextField(blank=True)
    why_cancelled_en = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="commissioning_procurement_key"),
            models.CheckConstraint(condition=models.Q(value_pence__gt=0), name="commissioning_value_above_0"),
            models.CheckConstraint(
                condition=models.Q(state__in=[ProcurementState.DRAFT, ProcurementState.CANCELLED])
                | models.Q(closes_at__isnull=False),
                name="commissioning_bids_close",
            ),
        ]

    def __str__(self) -> str:
        return self.title_en


class Lot(models.Model):
    """A part of a procurement that is bid for and awarded on its own. Every procurement has one at least."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="procurement_lots")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="lots")
    number = models.PositiveSmallIntegerField()
    title_cy = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    value_pence = models.BigIntegerField()

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["procurement", "number"], name="commissioning_lot_number_once"),
            models.CheckConstraint(condition=models.Q(value_pence__gt=0), name="commissioning_lot_above_0"),
        ]

    def __str__(self) -> str:
        return f"lot {self.number}"


class TenderCriterion(models.Model):
    """By what bids are judged, in both languages. The weights of a procurement total 100.

    `outcome` is the outcome of the service that it stands for, `own_words` whether citizens wrote it.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="tender_criteria")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="criteria")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=CriterionKind.choices)
    name_cy = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    asks_cy = models.TextField(blank=True, help_text="What a bid should say")
    asks_en = models.TextField(blank=True, help_text="What a bid should say")
    weight_percent = models.PositiveSmallIntegerField()
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="tender_criteria"
    )
    proposed_by = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="tender_criteria"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["procurement", "place"], name="commissioning_criterion_place"),
            models.CheckConstraint(
                condition=models.Q(weight_percent__gte=1, weight_percent__lte=100),
                name="commissioning_weight_1_to_100",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en


class Declaration(models.Model):
    """What somebody said of their own interest in a procurement. Append-only: the latest counts."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="declarations")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="declarations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="declarations")
    has_interest = models.BooleanField()
    text = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    declared_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"declaration {self.pk}"
