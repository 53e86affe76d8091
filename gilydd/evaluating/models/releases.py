"""Figures that were released for good, and who looked at them before they were rounded."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.surveys.models import Question

from ..words import ReleaseKind


class Release(models.Model):
    """Figures of one period that is over, made of disclosed figures alone and frozen. Append-only.

    What is written into the books later does not change them: two versions of one figure could be
    subtracted. `sha256` is of the figures as canonical JSON.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="figure_releases")
    kind = models.CharField(max_length=14, choices=ReleaseKind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    figures = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "kind", "ends_on"], name="evaluating_release_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="evaluating_release_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.ends_on}"


class TrustQuestion(models.Model):
    """A question of a survey that asks about trust: its results stand on the page of social capital."""

    question = models.OneToOneField(
        Question, on_delete=models.PROTECT, primary_key=True, related_name="asks_about_trust"
    )
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="trust_questions")
    chosen_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"question {self.question_id} asks about trust"


class RawReader(models.Model):
    """An evaluator who was named to see figures before they are rounded, until `ended_on`."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="raw_readers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="raw_reading")
    named_by_key = models.CharField(max_length=80)
    named_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "party"],
                condition=models.Q(ended_on__isnull=True),
                name="evaluating_raw_reader_once",
            )
        ]

    def __str__(self) -> str:
        return f"raw reader {self.pk}"


class RawLook(models.Model):
    """That somebody looked at raw figures, at which, and why. Append-only, and shown to the members."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="raw_looks")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="raw_looks")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="raw_looks")
    reason = models.TextField()
    lang = models.CharField(max_length=5)
    looked_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"raw look {self.pk}"
