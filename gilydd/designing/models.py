"""Challenges and the proposals that answer them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.deciding.models import Election
from gilydd.delivering.models import Activity
from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity
from gilydd.services.models import Turn

from .words import ChallengeState, ProposalState


class Challenge(models.Model):
    """A question that a community wants answered together."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenges")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges")
    title_cy = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    question_cy = models.TextField()
    question_en = models.TextField()
    raised_by = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges"
    )
    election = models.OneToOneField(
        Election, on_delete=models.PROTECT, null=True, blank=True, related_name="challenge"
    )
    state = models.CharField(max_length=10, choices=ChallengeState.choices, default=ChallengeState.RAISED)
    opened_on = models.DateField(default=timezone.localdate)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(election__isnull=True) | models.Q(state=ChallengeState.DECIDED),
                name="designing_challenge_tied_is_decided",
            )
        ]

    def __str__(self) -> str:
        return self.title_en


class Proposal(models.Model):
    """An answer and what it costs: whole units, `scale` of them to one unit of the currency.

    The title is the proposer's own, in the language they wrote it in. `option_key` is its id on the
    ballot, empty while it is on none.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proposals")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="proposals")
    originator = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    title = models.TextField()
    lang = models.CharField(max_length=12, blank=True)
    cost_units = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=10, blank=True)
    scale = models.PositiveIntegerField(default=1)
    option_key = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "option_key"],
                condition=~models.Q(option_key=""),
                name="designing_proposal_option_once",
            ),
            models.CheckConstraint(condition=models.Q(scale__gt=0), name="designing_proposal_scale"),
        ]

    def __str__(self) -> str:
        return self.title


class Undertaking(models.Model):
    """That an activity delivers a funded proposal: what was committed to, seen through."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proposals_undertaken")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="undertakings")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="proposals_undertaken")
    linked_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    linked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "activity"],
                condition=models.Q(ended_at__isnull=True),
                name="designing_undertaking_once",
            )
        ]

    def __str__(self) -> str:
        return f"undertaking {self.pk}"
