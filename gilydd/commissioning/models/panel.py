"""The panel of a turn: citizens drawn by lot and professionals named, and what they declare."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.delivering.words import Side
from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity
from gilydd.services.models import Turn

from ..words import PanelState, SeatState
from ..words_panel import SeedFrom


class Panel(models.Model):
    """Who commissions a turn together. One turn has one panel.

    `seats` is how many citizens are drawn; professionals are named beside them. `pool_digest` (SHA-256) is
    published before `seed` is known, so that nobody could choose either to fit the other.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="panels")
    turn = models.OneToOneField(Turn, on_delete=models.PROTECT, related_name="panel")
    seats = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=PanelState.choices, default=PanelState.INVITING)
    pool_digest = models.CharField(max_length=64, blank=True)
    seed = models.BigIntegerField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    asks_cy = models.TextField(blank=True, help_text="What somebody on it does, how often and how long")
    asks_en = models.TextField(blank=True)
    pool_closes_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    seed_from = models.CharField(max_length=6, choices=SeedFrom.choices, blank=True)
    seed_source_cy = models.CharField(max_length=300, blank=True)
    seed_source_en = models.CharField(max_length=300, blank=True)
    seed_on = models.DateField(null=True, blank=True, help_text="The day on which anybody can know it")
    pool_file = models.TextField(blank=True, help_text="As published: numbers and features, no names")
    quotas_file = models.TextField(blank=True)
    lottery = models.JSONField(default=dict, blank=True, help_text="Panels by type with their probabilities")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"panel of turn {self.turn_id}"


class Seat(models.Model):
    """Somebody on the panel: as what, since when, and until when.

    `side` says whose side they sit on: citizens are drawn, professionals named. A seat that was left keeps
    its row; whoever follows has a row of their own.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="commissioning_seats")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seated")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="commissioning_seats")
    side = models.CharField(max_length=13, choices=Side.choices)
    capacity = models.CharField(max_length=14, choices=Capacity.choices)
    state = models.CharField(max_length=8, choices=SeatState.choices, default=SeatState.ASKED)
    since = models.DateTimeField(default=timezone.now)
    trained_on = models.DateField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0, help_text="Of a reserve: when they are called")
    after = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    left_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "party"],
                condition=models.Q(left_at__isnull=True),
                name="commissioning_seat_once",
            )
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"
