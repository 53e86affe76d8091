"""Blocks between people, safeguarding concerns for named leads, and what people report to the desk."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party, Person

from .words import (
    ACKNOWLEDGE_WORKING_DAYS,
    AGAIN_DAYS,
    DECIDE_DAYS,
    LOOK_DAYS,
    CaseState,
    ConcernOutcome,
    ConcernState,
    ReportReason,
)


class Block(models.Model):
    """Somebody does not want to be brought together with somebody. The other one is not told."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="blocks")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="blocks")
    blocked = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="blocked_by")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "party", "blocked"],
                condition=models.Q(ended_at__isnull=True),
                name="safety_block_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(party=models.F("blocked")), name="safety_block_another"
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"


class Concern(models.Model):
    """A worry about somebody's safety (2014 Act s.126, s.128, s.130). Only named leads read it.

    `lead` took it on. `source_key` is the thing it came from, such as a story; opaque here. The two days
    until which something must be done are set when it is raised, by the rules of the community.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="concerns")
    about = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns")
    raised_by = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_raised"
    )
    words = models.TextField()
    lang = models.CharField(max_length=5)
    state = models.CharField(max_length=6, choices=ConcernState.choices, default=ConcernState.OPEN)
    raised_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    acknowledge_by = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    lead = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_taken"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=ConcernOutcome.choices, blank=True)
    outcome_words = models.TextField(blank=True)
    outcome_lang = models.CharField(max_length=5, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)
    late_decision_told_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "state", "-raised_at"], name="safety_concern_state")]

    def __str__(self) -> str:
        return f"concern {self.pk}"


class ConcernNote(models.Model):
    """What a lead wrote down. Notes `to_share` are shown to those with whom the concern was shared."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="notes")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="concern_notes")
    words = models.TextField()
    lang = models.CharField(max_length=5)
    to_share = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=timezone.now)
    written_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"note {self.pk}"


class ConcernStep(models.Model):
    """What a lead is going to do about a concern, by when, and when it was done."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="concern_steps")
    words = models.CharField(max_length=240)
    lang = models.CharField(max_length=5)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"step {self.pk}"


class ConcernShare(models.Model):
    """A person whom a lead lets read the shared notes of a concern, until a day or for good."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="shares")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="concern_shares")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="concerns_shared")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["concern", "person"], name="safety_share_once")]

    def __str__(self) -> str:
        return f"share {self.pk}"


class SafetyRules(models.Model):
    """How soon something is done in this community, and what it says itself about what is welcome."""

    community = models.OneToOneField(Community, on_delete=models.PROTECT, related_name="safety_rules")
    acknowledge_working_days = models.PositiveSmallIntegerField(default=ACKNOWLEDGE_WORKING_DAYS)
    decide_days = models.PositiveSmallIntegerField(default=DECIDE_DAYS)
    look_days = models.PositiveSmallIntegerField(default=LOOK_DAYS)
    again_days = models.PositiveSmallIntegerField(default=AGAIN_DAYS)
    welcome_cy = models.TextField(blank=True)
    welcome_en = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledge_working_days__range=(1, 5))
                & models.Q(decide_days__range=(1, 28))
                & models.Q(look_days__range=(1, 14))
                & models.Q(again_days__range=(7, 366)),
                name="safety_rules_days",
            )
        ]

    def __str__(self) -> str:
        return f"safety rules {self.pk}"


class Case(models.Model):
    """One thing that somebody reported, from the first report to the last word about it.

    `thing_key` is opaque here: the page that finds the thing is composed above. `whose` wrote it. `quote` is
    what it said when it was reported; it is forgotten some weeks after the case is settled.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="cases")
    thing_key = models.CharField(max_length=80)
    whose = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    quote = models.TextField(blank=True)
    quote_lang = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    reason = models.CharField(max_length=8, choices=ReportReason.choices, blank=True)
    explanation = models.CharField(max_length=400, blank=True)
    explanation_lang = models.CharField(max_length=5, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_key = models.CharField(max_length=80, blank=True)
    was_away = models.BooleanField(default=False, help_text="What the first moderator decided")
    pleaded_by = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="cases_pleaded"
    )
    plea = models.CharField(max_length=400, blank=True)
    plea_lang = models.CharField(max_length=5, blank=True)
    pleaded_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=400, blank=True)
    answer_lang = models.CharField(max_length=5, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "thing_key"],
                condition=models.Q(state__in=("open", "again")),
                name="safety_case_one_waiting",
            ),
            # Nobody looks again at what they decided themselves.
            models.CheckConstraint(
                condition=models.Q(settled_by_key="") | ~models.Q(settled_by_key=models.F("decided_by_key")),
                name="safety_case_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "due_at"], name="safety_case_waiting"),
            models.Index(fields=["community", "-decided_at"], name="safety_case_log"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class Report(models.Model):
    """Somebody says that something should be looked at. Who it was is for the moderators alone.

    `reported_by` is empty where a visitor did it, who has no name here.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="reports")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    reported_by = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    reason = models.CharField(max_length=8, choices=ReportReason.choices)
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    reported_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "reported_by"], name="safety_report_once"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
