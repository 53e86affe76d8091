"""What matters, for one turn of a service."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity
from gilydd.people.words import Capacity
from gilydd.services.models import Turn


class Need(models.Model):
    """What matters, for one turn of a service.

    `lang` says in which language somebody wrote their own words; it is empty where both languages were
    written for everybody. `source_key` is the opaque key of what the need came from; `rank` 1 is first.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="needs")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="needs")
    text_cy = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    recorded_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    # Says the same as another need: it stands below it, in its own words.
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text_cy="", text_en=""), name="commissioning_need_has_words"
            ),
            models.CheckConstraint(
                condition=models.Q(rank__isnull=True) | models.Q(rank__gte=1), name="commissioning_need_rank"
            ),
            models.CheckConstraint(
                condition=~models.Q(joined_to=models.F("id")), name="commissioning_need_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"need {self.pk}"


class NeedChoice(models.Model):
    """A need that somebody on the panel chose as important: place 1 before all others."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="need_choices")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="choices")
    seat = models.ForeignKey("commissioning.Seat", on_delete=models.PROTECT, related_name="need_choices")
    place = models.PositiveSmallIntegerField()
    chosen_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "need"], name="commissioning_choice_once"),
            models.UniqueConstraint(fields=["seat", "place"], name="commissioning_choice_place"),
        ]

    def __str__(self) -> str:
        return f"choice {self.pk}"
