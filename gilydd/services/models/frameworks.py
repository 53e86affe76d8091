"""Frameworks: what many services can be for, as versions that stand beside each other."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity

from ..words import FileState, Standing


class Framework(models.Model):
    """One version of a framework. Shared by every community, or a community's own.

    `code` is the same in every version; `number` counts the versions that a community sees, the newest
    highest. What a version says never changes: a mistake in it is put right by the next one.
    """

    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, null=True, blank=True, related_name="frameworks"
    )
    code = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField(default=1)
    name_cy = models.CharField(max_length=160, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    source_url = models.URLField(max_length=300, blank=True)
    standing_cy = models.CharField(max_length=10, choices=Standing.choices, blank=True)
    standing_en = models.CharField(max_length=10, choices=Standing.choices, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    put_away_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "code", "version"], name="services_framework_own_once"
            ),
            models.UniqueConstraint(
                fields=["code", "version"],
                condition=models.Q(community__isnull=True),
                name="services_framework_shared_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(name_cy="", name_en=""), name="services_framework_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class StatementGroup(models.Model):
    """A heading of a framework, such as Health."""

    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, null=True, blank=True, related_name="statement_groups"
    )
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="groups")
    code = models.CharField(max_length=60)
    name_cy = models.CharField(max_length=160, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    picture = models.CharField(max_length=40, blank=True)
    place_in_list = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="services_group_code_once"),
            models.CheckConstraint(
                condition=~models.Q(name_cy="", name_en=""), name="services_group_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_cy


class Statement(models.Model):
    """A sentence of a framework. Written once and never changed: services chose it as it stands."""

    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, null=True, blank=True, related_name="framework_statements"
    )
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="statements")
    group = models.ForeignKey(
        StatementGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="statements"
    )
    code = models.CharField(max_length=60)
    text_cy = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    easy_cy = models.TextField(blank=True)
    easy_en = models.TextField(blank=True)
    place_in_list = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="services_statement_code_once"),
            models.CheckConstraint(
                condition=~models.Q(text_cy="", text_en=""), name="services_statement_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.text_en or self.text_cy

    @property
    def open_id(self) -> str:
        """Its name in open data: the framework's code and version, and its own code."""
        return f"{self.framework.code}:{self.framework.version}:{self.code}"


class FrameworkFile(models.Model):
    """A framework that somebody brings in: tried first, then written whole or not at all; then emptied."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="framework_files")
    name = models.CharField(max_length=200)
    content = models.BinaryField(blank=True)
    told = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=FileState.choices, default=FileState.TRIED)
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    made_by_key = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.name
