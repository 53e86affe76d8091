"""Guided turns: what a community changes in the guide, and the steps that somebody ticked."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity
from gilydd.people.words import Capacity

from ..words import FallsTo, Quarter, StepKind
from .cycle import Turn


class GuideStep(models.Model):
    """A step as a community has it: a shipped one in its own words, one left out, or one of its own.

    With `turn` it holds for that turn alone, else for every turn. A step said anew is a new row; the row
    before keeps the day on which it ended. `code` is that of the shipped step, where it stands for one.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="guide_steps")
    turn = models.ForeignKey(
        Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="guide_steps"
    )
    code = models.SlugField(max_length=40)
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    quarter = models.CharField(max_length=10, choices=Quarter.choices)
    place = models.PositiveSmallIntegerField()
    falls_to = models.CharField(max_length=9, choices=FallsTo.choices)
    picture = models.CharField(max_length=40, blank=True)
    title_cy = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    what_cy = models.TextField(blank=True)
    what_en = models.TextField(blank=True)
    why_cy = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    known_cy = models.TextField(blank=True, help_text="How you know that it is done")
    known_en = models.TextField(blank=True, help_text="How you know that it is done")
    easy_cy = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    easy_en = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    template_title_cy = models.CharField(max_length=160, blank=True)
    template_title_en = models.CharField(max_length=160, blank=True)
    template_cy = models.TextField(blank=True)
    template_en = models.TextField(blank=True)
    example_cy = models.TextField(blank=True)
    example_en = models.TextField(blank=True)
    reason_cy = models.TextField(blank=True, help_text="Why it is left out")
    reason_en = models.TextField(blank=True, help_text="Why it is left out")
    case_key = models.UUIDField(null=True, blank=True, help_text="The published case it was taken from")
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "code"],
                condition=models.Q(ended_at__isnull=True, turn__isnull=True),
                name="services_step_of_all_once",
            ),
            models.UniqueConstraint(
                fields=["turn", "code"],
                condition=models.Q(ended_at__isnull=True),
                name="services_step_of_turn_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=StepKind.LEFT_OUT)
                | ~(models.Q(reason_cy="") | models.Q(reason_en="")),
                name="services_step_out_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title_en


class StepTick(models.Model):
    """That somebody says a step of a turn is done: on which day, and in a note how."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="step_ticks")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="step_ticks")
    code = models.SlugField(max_length=40)
    done_on = models.DateField()
    note = models.TextField()
    lang = models.CharField(max_length=5)
    ticked_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    ticked_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "code"],
                condition=models.Q(taken_back_at__isnull=True),
                name="services_step_ticked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} of turn {self.turn_id}"
