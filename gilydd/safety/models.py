"""Blocks between people, and safeguarding concerns for named leads."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party, Person

from .words import ConcernState


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
    """A worry about somebody's safety (2014 Act s.126, s.128, s.130). Only named leads read it."""

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

    objects = OfCommunity.as_manager()

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
