"""Who may be drawn for a panel, by which quotas, and what each person's chance was."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.designing.words import EnteredFrom
from gilydd.people.models import Community, OfCommunity, Party

from ..words_panel import AgeBand, Experience, Feature, Gender, PoolState, Speaks
from .panel import Panel


class PanelQuota(models.Model):
    """From so many to so many of the citizens who are drawn have this value of a feature."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="panel_quotas")
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="quotas")
    feature = models.CharField(max_length=10, choices=Feature.choices)
    value = models.CharField(max_length=60)
    lowest = models.PositiveSmallIntegerField()
    highest = models.PositiveSmallIntegerField()

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["feature", "value"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "feature", "value"], name="commissioning_quota_once"),
            models.CheckConstraint(
                condition=models.Q(lowest__lte=models.F("highest")), name="commissioning_quota_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feature} {self.value}"


class PoolMember(models.Model):
    """Somebody who was invited to a draw, what they said, and what they told about themself for it alone.

    The features are filled where they are in, and emptied where they go out before the pool is closed.
    `number` stands for them in the published list; only they can see which it is. `chance_parts` of
    `chance_whole` is their exact chance.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="pool_members")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="pool")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="pools")
    state = models.CharField(max_length=7, choices=PoolState.choices, default=PoolState.INVITED)
    age = models.CharField(max_length=10, choices=AgeBand.choices, blank=True)
    area = models.CharField(max_length=60, blank=True, help_text="Short name of the area")
    gender = models.CharField(max_length=10, choices=Gender.choices, blank=True)
    language = models.CharField(max_length=10, choices=Speaks.choices, blank=True)
    experience = models.CharField(max_length=10, choices=Experience.choices, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="To the list without names")
    typed_by_key = models.CharField(max_length=80, blank=True)
    entered_from = models.CharField(max_length=6, choices=EnteredFrom.choices, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    chance_parts = models.BigIntegerField(null=True, blank=True)
    chance_whole = models.BigIntegerField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "party"], name="commissioning_pool_once"),
            models.UniqueConstraint(
                fields=["panel", "number"],
                condition=models.Q(number__isnull=False),
                name="commissioning_pool_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PoolState.IN) | models.Q(agreed_at__isnull=False),
                name="commissioning_pool_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"pool member {self.pk}"


class PanelMeeting(models.Model):
    """A meeting of a panel: when, how long, and what was decided, in both languages."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="panel_meetings")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    length_minutes = models.PositiveSmallIntegerField()
    decided_cy = models.TextField()
    decided_en = models.TextField()
    notes_cy = models.TextField(blank=True)
    notes_en = models.TextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_key = models.CharField(max_length=80)
    credited_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "starts_at"], name="commissioning_meeting_once"),
            models.CheckConstraint(
                condition=models.Q(length_minutes__gt=0), name="commissioning_meeting_length"
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class Present(models.Model):
    """Somebody of the panel was at a meeting; a citizen's hours lead to the transfer that paid them."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="panel_present")
    meeting = models.ForeignKey(PanelMeeting, on_delete=models.PROTECT, related_name="present")
    seat = models.ForeignKey("commissioning.Seat", on_delete=models.PROTECT, related_name="present")
    transfer = models.OneToOneField(
        "exchange.Transfer", on_delete=models.PROTECT, null=True, blank=True, related_name="panel_present"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="commissioning_present_once")]

    def __str__(self) -> str:
        return f"present {self.pk}"
