"""Most Significant Change: rounds, domains, panels that feed one another, and each choice with its reason."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.services.models import Service

from ..msc_words import ChosenBy, RoundState


class SignificantRound(models.Model):
    """Which change mattered most? Panels choose from below upwards, and say why each time.

    `name` and `question` are in the words of whoever runs it.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="significant_rounds")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="significant_rounds"
    )
    name = models.CharField(max_length=160)
    question = models.TextField()
    lang = models.CharField(max_length=5)
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.SETTING_UP)
    lead = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="significant_rounds")
    made_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"round {self.pk}"


class RoundDomain(models.Model):
    """A kind of change that is looked at by itself, such as confidence, or getting about."""

    round = models.ForeignKey(SignificantRound, on_delete=models.PROTECT, related_name="domains")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="round_domains")
    name_cy = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    place_in_list = models.PositiveSmallIntegerField(default=0)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_cy="", name_en=""), name="stories_domain_has_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_cy


class RoundPanel(models.Model):
    """A panel of a round. `level` 1 reads the stories; what it chooses goes on to the panel it `feeds`."""

    round = models.ForeignKey(SignificantRound, on_delete=models.PROTECT, related_name="panels")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="round_panels")
    level = models.PositiveSmallIntegerField()
    feeds = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="fed_by")
    name = models.CharField(max_length=120)
    lang = models.CharField(max_length=5)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(level__gte=1), name="stories_panel_level_from_one"),
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(feeds__isnull=True), name="stories_panel_one_at_the_top"
            ),
        ]

    def __str__(self) -> str:
        return f"panel {self.pk}"


class PanelSeat(models.Model):
    """Somebody who sits on a panel."""

    panel = models.ForeignKey(RoundPanel, on_delete=models.PROTECT, related_name="seats")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="panel_seats")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="panel_seats")
    seated_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "party"],
                condition=models.Q(left_at__isnull=True),
                name="stories_seat_once",
            )
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class RoundEntry(models.Model):
    """A story before a panel of level 1, in one domain. Of a withdrawn one only that it was there stays."""

    panel = models.ForeignKey(RoundPanel, on_delete=models.PROTECT, related_name="entries")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="round_entries")
    domain = models.ForeignKey(RoundDomain, on_delete=models.PROTECT, related_name="entries")
    story = models.ForeignKey(
        "stories.Story", on_delete=models.PROTECT, null=True, blank=True, related_name="round_entries"
    )
    number = models.PositiveIntegerField(help_text="What the story is called in the round")
    added_at = models.DateTimeField(default=timezone.now)
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "story"],
                condition=models.Q(story__isnull=False),
                name="stories_entry_once",
            )
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class RoundChoice(models.Model):
    """What a panel chose in a domain, and why. The reason is kept at each level, and goes with the story."""

    panel = models.ForeignKey(RoundPanel, on_delete=models.PROTECT, related_name="choices")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="round_choices")
    domain = models.ForeignKey(RoundDomain, on_delete=models.PROTECT, related_name="choices")
    entry = models.ForeignKey(RoundEntry, on_delete=models.PROTECT, related_name="choices")
    reason = models.TextField(blank=True)
    others = models.TextField(blank=True, help_text="What was said for the other stories")
    lang = models.CharField(max_length=5)
    chosen_by = models.CharField(max_length=7, choices=ChosenBy.choices)
    written_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "domain"],
                condition=models.Q(gone_at__isnull=True),
                name="stories_choice_once",
            ),
            models.CheckConstraint(
                condition=(models.Q(gone_at__isnull=True) & ~models.Q(reason=""))
                | models.Q(gone_at__isnull=False, reason="", others=""),
                name="stories_choice_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"choice {self.pk}"
