"""Services and their turns."""

from __future__ import annotations

from django.db import models

from gilydd.people.models import Community, OfCommunity, Party

from ..words import Decision, Quarter, ServiceState


class Service(models.Model):
    """What a community runs together. `provider` is the organisation or group that answers for it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="services")
    provider = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="services"
    )
    name_cy = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    summary_cy = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=ServiceState.choices, default=ServiceState.RUNNING)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.name_en


class Turn(models.Model):
    """One time round the cycle."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="turns")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="turns")
    number = models.PositiveSmallIntegerField()
    quarter = models.CharField(max_length=10, choices=Quarter.choices, default=Quarter.COMMISSION)
    next_cy = models.TextField(blank=True)
    next_en = models.TextField(blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=6, choices=Decision.choices, blank=True)
    decision_reason_cy = models.TextField(blank=True)
    decision_reason_en = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="services_turn_number_once"),
            models.UniqueConstraint(
                fields=["service"],
                condition=models.Q(ended_on__isnull=True),
                name="services_turn_one_under_way",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, decision="")
                | (models.Q(ended_on__isnull=False) & ~models.Q(decision="")),
                name="services_turn_ends_with_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"turn {self.number} of service {self.service_id}"
