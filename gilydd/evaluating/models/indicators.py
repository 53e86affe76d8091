"""Indicators: what is counted, its readings, and what is claimed from them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity
from gilydd.services.models import Outcome, Service, Turn

from ..words import Better, Measured, Method, ReadingFileState


class Indicator(models.Model):
    """Something that is counted again and again, in the same way, out of something.

    `of` says what it is counted out of ("people of 65 and more who live here"). `is_intensive` marks the
    use of intensive services, which prevention should make rarer.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="indicators")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators"
    )
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators"
    )
    name_cy = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    about_cy = models.TextField(help_text="What is counted, and how")
    about_en = models.TextField(help_text="What is counted, and how")
    of_cy = models.CharField(max_length=160)
    of_en = models.CharField(max_length=160)
    source = models.CharField(max_length=300)
    source_url = models.URLField(blank=True)
    measured = models.CharField(max_length=9, choices=Measured.choices)
    better = models.CharField(max_length=6, choices=Better.choices)
    is_intensive = models.BooleanField(default=False)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.name_en


class Reading(models.Model):
    """One reading of an indicator: so many out of so many, in a period, here or in a place beside it.

    `place` is empty for here. A corrected reading is a new row; `is_latest` says which one counts.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="indicator_readings")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="readings")
    place = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    count = models.PositiveBigIntegerField()
    out_of = models.PositiveBigIntegerField()
    is_latest = models.BooleanField(default=True)
    recorded_by_key = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "place", "starts_on"],
                condition=models.Q(is_latest=True),
                name="evaluating_reading_latest_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="evaluating_reading_in_order"
            ),
            models.CheckConstraint(condition=models.Q(out_of__gt=0), name="evaluating_reading_of_some"),
        ]

    def __str__(self) -> str:
        return f"reading {self.pk}"


class ReadingFile(models.Model):
    """A file of readings: tried first, then written whole or not at all. `rows` is emptied afterwards."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="reading_files")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    state = models.CharField(max_length=7, choices=ReadingFileState.choices, default=ReadingFileState.TRIED)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """What is claimed of an indicator: what changed, when, how it was compared, and on which figures.

    `result` is made of disclosed figures alone, frozen when it is published: whoever has it can reckon it
    again.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="indicator_claims")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="claims")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    method = models.CharField(max_length=12, choices=Method.choices)
    changed_on = models.DateField()
    against = models.CharField(max_length=120, blank=True)
    what_cy = models.TextField(help_text="What changed on that day")
    what_en = models.TextField(help_text="What changed on that day")
    result = models.JSONField(default=dict)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    published_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(method=Method.AGAINST) ^ models.Q(against=""),
                name="evaluating_claim_against_a_place",
            )
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"
