"""Social value: sets of measures that are brought in, what a contract promised, and what was delivered."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity

from ..words_award import CountsAs
from .agreement import Agreement


class MeasureSet(models.Model):
    """One version of a set of measures, as it was brought in. Gilydd ships none: proxies are licensed."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="measure_sets")
    name = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    brought_in_at = models.DateTimeField(default=timezone.now)
    brought_in_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name", "version"], name="commissioning_set_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Measure(models.Model):
    """One measure of a set: its unit, and what one unit is worth (proxy, in pence) by which source."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="measures")
    set = models.ForeignKey(MeasureSet, on_delete=models.PROTECT, related_name="measures")
    code = models.CharField(max_length=40)
    theme = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=400, blank=True)
    name_en = models.CharField(max_length=400, blank=True)
    unit = models.CharField(max_length=80)
    proxy_pence = models.BigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=400, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    counts_as = models.CharField(max_length=8, choices=CountsAs.choices, default=CountsAs.QUANTITY)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["set", "code"], name="commissioning_measure_once"),
            models.CheckConstraint(
                condition=~models.Q(name_cy="", name_en=""), name="commissioning_measure_named"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SocialPromise(models.Model):
    """How much of a measure a contract promises; the words are those of the bid."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="social_promises")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="promises")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="promises")
    quantity = models.DecimalField(max_digits=12, decimal_places=4)
    promised_as = models.CharField(max_length=400, blank=True)
    lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "measure"], name="commissioning_promise_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="commissioning_promise_above_0"),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"


class SocialDelivery(models.Model):
    """Something delivered, with its evidence. Append-only, but for being taken back with a reason.

    `reference` names the very thing (a job, an invoice, an event) and stands once in a community: what
    counts under one measure of one contract counts nowhere else. No name of a person belongs there.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="social_deliveries")
    promise = models.ForeignKey(SocialPromise, on_delete=models.PROTECT, related_name="deliveries")
    reference = models.CharField(max_length=80)
    quantity = models.DecimalField(max_digits=12, decimal_places=4)
    full_time_share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    evidence = models.TextField()
    lang = models.CharField(max_length=5)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_key = models.CharField(max_length=80)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    why_taken_back = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "reference"],
                condition=models.Q(taken_back_at__isnull=True),
                name="commissioning_delivery_once",
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="commissioning_delivery_above_0"),
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="commissioning_delivery_days"
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
