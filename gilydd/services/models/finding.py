"""What the search keeps: the keys of words, lists that people saved, sites that show widgets."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Person

from ..words import Kind


class Saved(models.Model):
    """Something that a person found and keeps on their own list: a kind of words.Kind and its number."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="saved")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="saved")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    thing = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "person", "kind", "thing"], name="services_saved_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"


class WidgetSite(models.Model):
    """A website that may show this community's widgets inside its own pages (frame-ancestors)."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="widget_sites")
    origin = models.CharField(max_length=200, help_text="Such as https://www.example.org")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "origin"], name="services_widget_site_once")
        ]

    def __str__(self) -> str:
        return self.origin


class Entry(models.Model):
    """One thing that the search finds, with the keys of its words: see gilydd/algorithms/searching.py.

    Who may see the thing itself is asked of its own room at each search; nothing here decides it.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="search_entries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    thing = models.PositiveBigIntegerField()
    name_keys = models.TextField()
    about_keys = models.TextField(blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    indexed_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "kind", "thing"], name="services_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"


class EntryWord(models.Model):
    """A word as it stands in an entry, for the search that forgives a slip of the finger."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="words")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="search_words")
    word = models.CharField(max_length=40)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "word"], name="services_entry_word_once")]
        indexes = [models.Index(fields=["community", "word"], name="services_entry_word")]

    def __str__(self) -> str:
        return self.word


class SearchMark(models.Model):
    """How far the index has read the community's history."""

    community = models.OneToOneField(Community, on_delete=models.PROTECT, related_name="search_mark")
    record_id = models.PositiveBigIntegerField(default=0)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"{self.community_id} up to {self.record_id}"
