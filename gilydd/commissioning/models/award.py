"""Awards: the decision of the panel for each lot, and what is said against it before it stands."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party

from ..words_award import AwardState
from .bids import OpenedBid
from .tender import Lot, Procurement


class LotAward(models.Model):
    """What the panel decided for one lot; `bid` is empty where nobody gets it.

    The two sides of the panel are counted apart. It waits until `standstill_ends`; then it is confirmed, or
    withdrawn where an objection was right, and decided anew in another row.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="lot_awards")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="awards")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="awards")
    bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, null=True, blank=True, related_name="awards")
    reason_cy = models.TextField()
    reason_en = models.TextField()
    citizens_for = models.PositiveSmallIntegerField()
    citizens_against = models.PositiveSmallIntegerField()
    professionals_for = models.PositiveSmallIntegerField()
    professionals_against = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=AwardState.choices, default=AwardState.DECIDED)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by_key = models.CharField(max_length=80)
    standstill_ends = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    why_withdrawn_cy = models.TextField(blank=True)
    why_withdrawn_en = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot"],
                condition=~models.Q(state=AwardState.WITHDRAWN),
                name="commissioning_award_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=AwardState.CONFIRMED) | models.Q(confirmed_at__isnull=False),
                name="commissioning_award_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"award {self.pk}"


class AwardObjection(models.Model):
    """What a bidder says against an award during the standstill, and what was answered."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="award_objections")
    award = models.ForeignKey(LotAward, on_delete=models.PROTECT, related_name="objections")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="award_objections")
    text = models.TextField()
    lang = models.CharField(max_length=5)
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by_key = models.CharField(max_length=80)
    upheld = models.BooleanField(null=True, blank=True)
    answer_cy = models.TextField(blank=True)
    answer_en = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, upheld__isnull=True)
                | models.Q(answered_at__isnull=False, upheld__isnull=False),
                name="commissioning_objection_answer",
            )
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"
