"""Evidence for a turn, findings and what people say of them, judgements of both sides."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.commissioning.models import Need
from gilydd.people.models import Community, OfCommunity, Party
from gilydd.services.models import Outcome, Turn
from gilydd.surveys.models import PublishedResult, Survey

from ..words import FindingState, Side, Verdict


class Evidence(models.Model):
    """A survey or a published result that says something about a turn: one of the two."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="evidence")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="evidence")
    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    published = models.ForeignKey(
        PublishedResult, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(survey__isnull=True, published__isnull=False)
                | models.Q(survey__isnull=False, published__isnull=True),
                name="evaluating_evidence_one_source",
            ),
            models.UniqueConstraint(fields=["turn", "survey"], name="evaluating_evidence_survey_once"),
            models.UniqueConstraint(fields=["turn", "published"], name="evaluating_evidence_published_once"),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class Finding(models.Model):
    """What was found, in both languages, and the evidence it rests on."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="findings")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="findings")
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="findings"
    )
    text_cy = models.TextField()
    text_en = models.TextField()
    made_by_key = models.CharField(max_length=80)
    state = models.CharField(max_length=9, choices=FindingState.choices, default=FindingState.DRAFT)
    published_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text_cy="") & ~models.Q(text_en=""),
                name="evaluating_finding_both_languages",
            ),
            models.CheckConstraint(
                condition=models.Q(state=FindingState.PUBLISHED, published_on__isnull=False)
                | (~models.Q(state=FindingState.PUBLISHED) & models.Q(published_on__isnull=True)),
                name="evaluating_finding_published_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.pk}"


class FindingComment(models.Model):
    """What somebody says of a finding, in their own words and language."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="finding_comments")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="comments")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="finding_comments")
    side = models.CharField(max_length=13, choices=Side.choices)
    text = models.TextField()
    lang = models.CharField(max_length=5)
    said_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.text


class Judgement(models.Model):
    """One person's word on an outcome. A changed mind is a new row; `is_latest` says which one counts."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="judgements")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="judgements")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="judgements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="judgements")
    side = models.CharField(max_length=13, choices=Side.choices)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    judged_at = models.DateTimeField(default=timezone.now)
    is_latest = models.BooleanField(default=True)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "outcome", "party"],
                condition=models.Q(is_latest=True),
                name="evaluating_judgement_latest_once",
            )
        ]
        indexes = [models.Index(fields=["turn", "is_latest"], name="evaluating_judgement_counting")]

    def __str__(self) -> str:
        return f"judgement {self.pk}"


class JudgingClosed(models.Model):
    """That the judging of a turn is over, so that its figures may be shown. The row is there or not."""

    turn = models.OneToOneField(
        Turn, on_delete=models.PROTECT, primary_key=True, related_name="judging_closed"
    )
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="judging_closed")
    closed_on = models.DateField()

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"judging of turn {self.turn_id} closed"


class HandedDown(models.Model):
    """A finding that became a need of the next turn; the primary key is the finding, so it happens once."""

    finding = models.OneToOneField(
        Finding, on_delete=models.PROTECT, primary_key=True, related_name="handed_down"
    )
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="handed_down")
    need = models.OneToOneField(Need, on_delete=models.PROTECT, related_name="handed_down")

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"finding {self.finding_id} handed down"
