"""My care, decided together: records that belong to one person, and that nobody else knows of.

No row of these tables is named in history, search, counts or the archive of a community.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party

from ..care_words import Feeling, ShareScope, Side, Weight


class CareRecord(models.Model):
    """One matter of a person's care or treatment, in their own words. `key` stands in its addresses."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=160)
    matters = models.TextField(blank=True, help_text="What matters to me")
    lang = models.CharField(max_length=5)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return "a record"


class CareOption(models.Model):
    """One thing that could be done. To do nothing is one too."""

    record = models.ForeignKey(CareRecord, on_delete=models.CASCADE, related_name="options")
    name = models.CharField(max_length=200)
    lang = models.CharField(max_length=5)
    added_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return "an option"


class CarePoint(models.Model):
    """One short sentence for or against an option; `weight` is the owner's alone."""

    option = models.ForeignKey(CareOption, on_delete=models.CASCADE, related_name="points")
    side = models.CharField(max_length=7, choices=Side.choices)
    words = models.CharField(max_length=300)
    lang = models.CharField(max_length=5)
    weight = models.PositiveSmallIntegerField(choices=Weight.choices, default=Weight.NOT_SAID)
    source = models.CharField(max_length=200, blank=True, help_text="How this is known")
    added_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return "a point"


class CareView(models.Model):
    """What one side thinks. `said_by` names a professional whose words the owner wrote down."""

    record = models.ForeignKey(CareRecord, on_delete=models.CASCADE, related_name="views")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    said_by = models.CharField(max_length=120, blank=True)
    option = models.ForeignKey(
        CareOption, on_delete=models.SET_NULL, null=True, blank=True, related_name="views"
    )
    words = models.TextField()
    lang = models.CharField(max_length=5)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "party", "said_by"], name="stories_care_view_once")
        ]

    def __str__(self) -> str:
        return "a view"


class CareDecision(models.Model):
    """What we decided, and when we look again. Earlier decisions stay below it."""

    record = models.ForeignKey(CareRecord, on_delete=models.CASCADE, related_name="decisions")
    option = models.ForeignKey(
        CareOption, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    words = models.TextField()
    lang = models.CharField(max_length=5)
    with_whom = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField()
    look_again_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    looked_on = models.DateField(null=True, blank=True)
    feeling = models.PositiveSmallIntegerField(choices=Feeling.choices, null=True, blank=True)
    went = models.TextField(blank=True, help_text="How it went")

    def __str__(self) -> str:
        return "a decision"


class CareShare(models.Model):
    """A person here whom the owner lets read a record, or write in it too, until a day. It ends at once."""

    record = models.ForeignKey(CareRecord, on_delete=models.CASCADE, related_name="shares")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=5, choices=ShareScope.choices, default=ShareScope.READ)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "party"],
                condition=models.Q(ended_at__isnull=True),
                name="stories_care_share_once",
            )
        ]

    def __str__(self) -> str:
        return "a share"


class CareLook(models.Model):
    """Somebody with whom a record is shared opened it or wrote in it on a day; the owner reads that."""

    record = models.ForeignKey(CareRecord, on_delete=models.CASCADE, related_name="looks")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    wrote = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "party", "day"], name="stories_care_look_once")
        ]

    def __str__(self) -> str:
        return "a look"
