"""Scores: what each assessor gave, when scoring closed, and what the panel agreed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.delivering.words import Side
from gilydd.people.models import Community, OfCommunity
from gilydd.people.words import Capacity

from ..words_award import PaperWay
from .bids import OpenedBid
from .panel import Seat
from .tender import Procurement, TenderCriterion


class Score(models.Model):
    """What one assessor gave one bid for one criterion, in their own words. Append-only.

    A slip is put right by a new row that names the one it `replaces` and says in `why_changed` why; both
    stay. `typed_by_key` is set where somebody else typed what came on paper (`entered_from`).
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="bid_scores")
    bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(TenderCriterion, on_delete=models.PROTECT, related_name="scores")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="scores")
    side = models.CharField(max_length=13, choices=Side.choices)
    capacity = models.CharField(max_length=14, choices=Capacity.choices)
    score = models.PositiveSmallIntegerField()
    reason = models.TextField()
    lang = models.CharField(max_length=5)
    scored_at = models.DateTimeField(default=timezone.now)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    why_changed = models.TextField(blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)
    entered_from = models.CharField(max_length=6, choices=PaperWay.choices, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bid", "criterion", "seat"],
                condition=models.Q(replaces__isnull=True),
                name="commissioning_score_once",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="commissioning_score_reason"),
        ]

    def __str__(self) -> str:
        return f"score {self.pk}"


class Moderation(models.Model):
    """That scoring closed and the panel began to agree its scores. Append-only: it cannot be undone.

    Who on the panel had not scored everything by then is said in `absent`, in both languages.
    """

    procurement = models.OneToOneField(
        Procurement, on_delete=models.PROTECT, primary_key=True, related_name="moderation"
    )
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="moderations")
    began_at = models.DateTimeField(default=timezone.now)
    chaired_by_key = models.CharField(max_length=80)
    absent_cy = models.TextField(blank=True)
    absent_en = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"moderation of procurement {self.procurement_id}"


class ModeratedScore(models.Model):
    """What the panel agreed for one bid and criterion, with its reason. Append-only, once."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="moderated_scores")
    bid = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="moderated")
    criterion = models.ForeignKey(TenderCriterion, on_delete=models.PROTECT, related_name="moderated")
    score = models.PositiveSmallIntegerField()
    reason_cy = models.TextField()
    reason_en = models.TextField()
    agreed_at = models.DateTimeField(default=timezone.now)
    chaired_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "criterion"], name="commissioning_moderated_once"),
            models.CheckConstraint(
                condition=~models.Q(reason_cy="") & ~models.Q(reason_en=""),
                name="commissioning_moderated_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"moderated score {self.pk}"
