"""Contracts: what was agreed after an award, what was paid, what changed, and how the turn should end."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from gilydd.delivering.words import Side
from gilydd.people.models import Community, OfCommunity, Party
from gilydd.services.models import Outcome, Turn
from gilydd.services.words import Decision

from ..words_award import AgreementState, PaperWay, VariationState
from .award import LotAward
from .panel import Seat
from .tender import Procurement


class Agreement(models.Model):
    """The contract of one award. What it is worth and when it ends changes by an agreed variation alone.

    `promised_…` is the co-production plan of the bid: the hours, people and sessions that it promised.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="contract_agreements")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="agreements")
    award = models.OneToOneField(LotAward, on_delete=models.PROTECT, related_name="agreement")
    supplier = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contract_agreements")
    title_cy = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    value_pence = models.BigIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    signed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=6, choices=AgreementState.choices, default=AgreementState.ACTIVE)
    ended_on = models.DateField(null=True, blank=True)
    promised_minutes = models.PositiveIntegerField(default=0)
    promised_people = models.PositiveIntegerField(default=0)
    promised_sessions = models.PositiveIntegerField(default=0)
    made_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="commissioning_agreement_key"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="commissioning_agreement_days"
            ),
            models.CheckConstraint(
                condition=models.Q(value_pence__gte=0), name="commissioning_agreement_value"
            ),
        ]

    def __str__(self) -> str:
        return self.title_en


class AgreedMilestone(models.Model):
    """What is to be done by when under a contract, for which outcome, and what is paid for it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="agreed_milestones")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    title_cy = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="agreed_milestones"
    )
    due_on = models.DateField()
    value_pence = models.BigIntegerField()
    met_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    evidence_lang = models.CharField(max_length=5, blank=True)
    met_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="commissioning_agreed_number"),
            models.CheckConstraint(condition=models.Q(value_pence__gte=0), name="commissioning_agreed_value"),
        ]

    def __str__(self) -> str:
        return f"milestone {self.number}"


class AgreedPayment(models.Model):
    """Money paid for a milestone, in pence. Append-only; what was paid by mistake comes back below zero."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="agreed_payments")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="payments")
    milestone = models.ForeignKey(AgreedMilestone, on_delete=models.PROTECT, related_name="payments")
    pence = models.BigIntegerField()
    paid_on = models.DateField()
    reason_cy = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_key = models.CharField(max_length=80)
    key = models.CharField(max_length=120)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "key"], name="commissioning_payment_once"),
            models.CheckConstraint(condition=~models.Q(pence=0), name="commissioning_payment_not_0"),
        ]

    def __str__(self) -> str:
        return f"payment {self.pk}"


class Variation(models.Model):
    """A change to a contract: the new sum or the new last day, and why.

    It holds once a citizen and a professional of the panel have agreed to it; either can refuse it.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="contract_variations")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="variations")
    number = models.PositiveSmallIntegerField()
    was_pence = models.BigIntegerField()
    value_pence = models.BigIntegerField()
    was_ends_on = models.DateField()
    ends_on = models.DateField()
    reason_cy = models.TextField()
    reason_en = models.TextField()
    state = models.CharField(max_length=8, choices=VariationState.choices, default=VariationState.PROPOSED)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by_key = models.CharField(max_length=80)
    citizen = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="variations_as_citizen"
    )
    professional = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="variations_as_professional"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    why_refused = models.TextField(blank=True)
    why_refused_lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="commissioning_variation_number"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(state=VariationState.PROPOSED),
                name="commissioning_variation_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=VariationState.AGREED)
                | models.Q(citizen__isnull=False, professional__isnull=False),
                name="commissioning_variation_both",
            ),
        ]

    def __str__(self) -> str:
        return f"variation {self.number}"


class TurnChoice(models.Model):
    """What one seat of the panel wants to become of the service, and why. Append-only: the latest counts."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="turn_choices")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="choices")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="choices")
    side = models.CharField(max_length=13, choices=Side.choices)
    choice = models.CharField(max_length=6, choices=Decision.choices)
    reason = models.TextField()
    lang = models.CharField(max_length=5)
    chosen_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)
    entered_from = models.CharField(max_length=6, choices=PaperWay.choices, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"choice {self.pk}"
