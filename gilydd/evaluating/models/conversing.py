"""What a judgement rests on, how a finding was worded before, and the conversation that a gap opens."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.delivering.models import Activity
from gilydd.people.models import Community, OfCommunity, Party
from gilydd.services.models import Outcome, Turn
from gilydd.stories.models import Story

from ..words import EndingKind, Side
from .indicators import Claim
from .turns import Evidence, Finding, FindingComment, Judgement


class Ground(models.Model):
    """What a judgement rests on: a survey or published result, a story, a claim, or the hours of an activity.

    A judgement that is changed is a new row with grounds of its own.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="grounds")
    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="grounds")
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="grounds"
    )
    story = models.ForeignKey(Story, on_delete=models.PROTECT, null=True, blank=True, related_name="grounds")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="grounds")
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="grounds"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    evidence__isnull=False, story__isnull=True, claim__isnull=True, activity__isnull=True
                )
                | models.Q(
                    evidence__isnull=True, story__isnull=False, claim__isnull=True, activity__isnull=True
                )
                | models.Q(
                    evidence__isnull=True, story__isnull=True, claim__isnull=False, activity__isnull=True
                )
                | models.Q(
                    evidence__isnull=True, story__isnull=True, claim__isnull=True, activity__isnull=False
                ),
                name="evaluating_ground_is_one",
            )
        ]

    def __str__(self) -> str:
        return f"ground {self.pk}"


class FindingWording(models.Model):
    """How a finding was worded until it was changed, and which comment changed it. Append-only.

    `because` is empty where those who evaluate changed it of their own accord.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="finding_wordings")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="former")
    text_cy = models.TextField()
    text_en = models.TextField()
    because = models.ForeignKey(
        FindingComment, on_delete=models.PROTECT, null=True, blank=True, related_name="changed"
    )
    changed_by_key = models.CharField(max_length=80)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"wording {self.pk} of finding {self.finding_id}"


class Conversation(models.Model):
    """A thread on one outcome of one turn, opened because the two sides see it differently.

    `points`, `low` and `high` are the gap as it was shown when it opened (citizens minus professionals).
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="gap_conversations")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="gap_conversations")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="gap_conversations")
    points = models.SmallIntegerField()
    low = models.SmallIntegerField()
    high = models.SmallIntegerField()
    opened_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["turn", "outcome"], name="evaluating_conversation_once"),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("points"), high__gte=models.F("points")),
                name="evaluating_conversation_gap",
            ),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Saying(models.Model):
    """What somebody says in a conversation, for the side of their capacity, in their own words."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="gap_sayings")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="sayings")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="gap_sayings")
    side = models.CharField(max_length=13, choices=Side.choices)
    text = models.TextField()
    lang = models.CharField(max_length=5)
    typed_by_key = models.CharField(max_length=80, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.text


class Ending(models.Model):
    """What a conversation came to, as somebody put it: agreed, or that the sides still differ.

    It stands (`stands_on`) once one of each side who spoke says that it is so. A later one takes the place
    of one that does not stand yet.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="gap_endings")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="endings")
    kind = models.CharField(max_length=6, choices=EndingKind.choices)
    text_cy = models.TextField()
    text_en = models.TextField()
    put_by_key = models.CharField(max_length=80)
    put_at = models.DateTimeField(default=timezone.now)
    stands_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=models.Q(stands_on__isnull=False),
                name="evaluating_ending_stands_once",
            )
        ]

    def __str__(self) -> str:
        return f"ending {self.pk}"


class Assent(models.Model):
    """That somebody who spoke says of an ending: it is so. Append-only."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="gap_assents")
    ending = models.ForeignKey(Ending, on_delete=models.PROTECT, related_name="assents")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="gap_assents")
    side = models.CharField(max_length=13, choices=Side.choices)
    given_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ending", "party"], name="evaluating_assent_once")]

    def __str__(self) -> str:
        return f"assent {self.pk}"
