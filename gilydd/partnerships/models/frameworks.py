"""Frameworks: rules that came as data, with their seats, rules, grounds and statements."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity

from ..words import PartnerKind, RuleKind


class Framework(models.Model):
    """Rules that came as data, in a version: who must sit, on what ground one may ask, what is assessed.

    `checked` is false while somebody has to compare it with its source. A version never changes.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="membership_frameworks")
    code = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    name_cy = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    source = models.TextField()
    checked = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    adopted_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "code", "version"], name="partnerships_framework_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Seat(models.Model):
    """A kind of seat that a framework knows, such as a carer's."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partnership_seats")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="seats")
    code = models.SlugField(max_length=40)
    place_in_list = models.PositiveSmallIntegerField()
    name_cy = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["place_in_list"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="partnerships_seat_code")]

    def __str__(self) -> str:
        return self.name_en


class Rule(models.Model):
    """One rule of membership, and what it says where it is not kept."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partnership_rules")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="rules")
    place_in_list = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=RuleKind.choices)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="rules")
    at_least = models.PositiveSmallIntegerField(default=1)
    of_each = models.CharField(max_length=10, choices=PartnerKind.choices, blank=True)
    missing_cy = models.CharField(max_length=240)
    missing_en = models.CharField(max_length=240)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["place_in_list"]
        constraints = [
            models.CheckConstraint(condition=models.Q(at_least__gte=1), name="partnerships_rule_number"),
            models.CheckConstraint(
                condition=(models.Q(kind=RuleKind.EACH) & ~models.Q(of_each=""))
                | (~models.Q(kind=RuleKind.EACH) & models.Q(of_each="")),
                name="partnerships_rule_of_each",
            ),
        ]

    def __str__(self) -> str:
        return self.missing_en


class Ground(models.Model):
    """A legal ground on which a partner may be asked to co-operate."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partnership_grounds")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="grounds")
    code = models.SlugField(max_length=40)
    place_in_list = models.PositiveSmallIntegerField()
    name_cy = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    says_cy = models.TextField()
    says_en = models.TextField()

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["place_in_list"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="partnerships_ground_code")]

    def __str__(self) -> str:
        return self.name_en


class Statement(models.Model):
    """A sentence of a self-assessment, to which partners, staff and citizens answer alike."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partnership_statements")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="statements")
    place_in_list = models.PositiveSmallIntegerField()
    text_cy = models.CharField(max_length=240)
    text_en = models.CharField(max_length=240)
    easy_cy = models.CharField(max_length=200)
    easy_en = models.CharField(max_length=200)
    picture = models.CharField(max_length=40)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["place_in_list"]

    def __str__(self) -> str:
        return self.text_en
