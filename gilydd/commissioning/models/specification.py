"""What is to be bought, written together: versions, and what people suggested for them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.designing.words import EnteredFrom
from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity
from gilydd.services.models import Outcome

from ..words_panel import SuggestionState
from .tender import Procurement


class SpecificationVersion(models.Model):
    """The whole text of a specification at one step, with what changed and why. Append-only."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="specifications")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="specifications")
    number = models.PositiveSmallIntegerField()
    text_cy = models.TextField()
    text_en = models.TextField()
    changed_cy = models.CharField(max_length=300, blank=True)
    changed_en = models.CharField(max_length=300, blank=True)
    why_cy = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="specifications"
    )
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    written_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["procurement", "number"], name="commissioning_version_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class SpecificationOutcome(models.Model):
    """An outcome of the service that a version is for. Append-only, as its version is."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="specification_outcomes")
    version = models.ForeignKey(SpecificationVersion, on_delete=models.PROTECT, related_name="outcomes")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="specifications")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "outcome"], name="commissioning_version_outcome")
        ]

    def __str__(self) -> str:
        return f"outcome {self.outcome_id} of {self.version_id}"


class Suggestion(models.Model):
    """What somebody suggested for a specification, in their own words, and what became of it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="suggestions")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="suggestions")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="suggestions")
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    words = models.TextField()
    lang = models.CharField(max_length=5)
    typed_by_key = models.CharField(max_length=80, blank=True)
    entered_from = models.CharField(max_length=6, choices=EnteredFrom.choices, blank=True)
    state = models.CharField(max_length=9, choices=SuggestionState.choices, default=SuggestionState.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    version = models.ForeignKey(
        SpecificationVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="taken"
    )
    answer = models.TextField(blank=True)
    answer_lang = models.CharField(max_length=5, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=[SuggestionState.TAKEN, SuggestionState.PARTLY])
                | models.Q(version__isnull=False),
                name="commissioning_taken_into",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[SuggestionState.REFUSED, SuggestionState.PARTLY])
                | ~models.Q(answer=""),
                name="commissioning_refused_why",
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"
