"""Outcomes of services, people's own words beside them, and who judges them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity

from ..words import EnteredFrom, JudgeRole, JudgeSide, OutcomeSource
from .cycle import Service
from .frameworks import Statement


class Outcome(models.Model):
    """What a service is for, as a sentence that somebody could say of their own life.

    Of a framework's statement the wording is kept as it was when it was chosen. In somebody's own words it
    stands `beside` a chosen one: `party` said it, as `capacity`, on `since`. One that is moved over to a
    newer version ends, and the new row `replaces` it. `open_id` is its name in open data.
    """

    open_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="outcomes")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="outcomes")
    source = models.CharField(max_length=10, choices=OutcomeSource.choices)
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    beside = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="own_words"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    wording_cy = models.TextField(blank=True)
    wording_en = models.TextField(blank=True)
    since = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_reason_cy = models.TextField(blank=True)
    ended_reason_en = models.TextField(blank=True)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes_in_own_words"
    )
    capacity = models.CharField(max_length=12, choices=Capacity.choices, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)
    entered_from = models.CharField(max_length=9, choices=EnteredFrom.choices, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(wording_cy="", wording_en="") | Q(taken_back_at__isnull=False),
                name="services_outcome_has_words",
            ),
            models.CheckConstraint(
                condition=Q(source=OutcomeSource.FRAMEWORK, statement__isnull=False)
                | (~Q(source=OutcomeSource.FRAMEWORK) & Q(statement__isnull=True)),
                name="services_outcome_its_source",
            ),
            models.UniqueConstraint(
                fields=["service", "statement"],
                condition=Q(ended_on__isnull=True),
                name="services_outcome_chosen_once",
            ),
        ]

    def __str__(self) -> str:
        return self.wording_en or self.wording_cy


class OutcomeJudge(models.Model):
    """Who answers for judging an outcome on one side: a party, or a role. A change is a new row."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="outcome_judges")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="judges")
    side = models.CharField(max_length=13, choices=JudgeSide.choices)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes_to_judge"
    )
    role = models.CharField(max_length=14, choices=JudgeRole.choices, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    named_at = models.DateTimeField(default=timezone.now)
    named_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "side"], condition=Q(until__isnull=True), name="services_judge_one_a_side"
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=False, role="") | (Q(party__isnull=True) & ~Q(role="")),
                name="services_judge_party_or_role",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="services_judge_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} of outcome {self.outcome_id}"
