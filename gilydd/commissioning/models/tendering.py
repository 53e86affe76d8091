"""Round a tender: what citizens propose, questions and answers, changes, social benefit, the opening."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.services.models import Outcome

from ..words_tender import Attempt
from .bids import Bid
from .tender import Procurement, TenderCriterion


class CriterionIdea(models.Model):
    """By what bids should be judged, in somebody's own words. `taken_as` is the criterion that came of it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="criterion_ideas")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="ideas")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="criterion_ideas")
    text = models.TextField()
    lang = models.CharField(max_length=5)
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="criterion_ideas"
    )
    taken_as = models.ForeignKey(
        TenderCriterion, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas"
    )
    proposed_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"idea {self.pk}"


class Clarification(models.Model):
    """A question about a tender, and its answer to everybody. Who asked stands on no page of the tender."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="clarifications")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="clarifications")
    asked_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="clarifications")
    text = models.TextField()
    lang = models.CharField(max_length=5)
    asked_at = models.DateTimeField(default=timezone.now)
    answer_cy = models.TextField(blank=True)
    answer_en = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True)
                | (~models.Q(answer_cy="") & ~models.Q(answer_en="")),
                name="commissioning_answer_in_both",
            )
        ]

    def __str__(self) -> str:
        return f"clarification {self.pk}"


class Amendment(models.Model):
    """A change that was made known while a tender was open. Append-only.

    `closed_at` is when bids were to close before, `closes_at` since then; both are empty where the time
    stayed as it was.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="tender_amendments")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    text_cy = models.TextField()
    text_en = models.TextField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["procurement", "number"], name="commissioning_amendment_once"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closes_at__isnull=True)
                | models.Q(closes_at__gt=models.F("closed_at")),
                name="commissioning_only_extended",
            ),
        ]

    def __str__(self) -> str:
        return f"amendment {self.number}"


class BenefitStatement(models.Model):
    """How a body benefits society, in the three parts of SI 2015/1500, and who checked it.

    A body counts as benefiting society where it is inclusive and involves people and promotes well-being:
    all three. A new statement takes the place of the one before it, which keeps its row.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="benefit_statements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="benefit_statements")
    inclusive = models.TextField()
    involves = models.TextField()
    wellbeing = models.TextField()
    lang = models.CharField(max_length=5)
    answered_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)
    inclusive_met = models.BooleanField(null=True)
    involves_met = models.BooleanField(null=True)
    wellbeing_met = models.BooleanField(null=True)
    check_words = models.TextField(blank=True)
    check_lang = models.CharField(max_length=5, blank=True)
    checked_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_at__isnull=True)
                | models.Q(
                    checked_by__isnull=False,
                    inclusive_met__isnull=False,
                    involves_met__isnull=False,
                    wellbeing_met__isnull=False,
                ),
                name="commissioning_benefit_checked",
            )
        ]

    def __str__(self) -> str:
        return f"benefit statement {self.pk}"

    @property
    def is_met(self) -> bool:
        """Whether it was checked and all three parts hold."""
        return bool(self.inclusive_met and self.involves_met and self.wellbeing_met)


class BidAttempt(models.Model):
    """Something that was tried outside its time: a late bid, an early key. Append-only; no word of a bid."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="bid_attempts")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="attempts")
    what = models.CharField(max_length=8, choices=Attempt.choices)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tried_by_key = models.CharField(max_length=80)
    tried_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Opening(models.Model):
    """The opening of all bids of a procurement: who opened them, when, and the hash of all. Append-only.

    On the full route two holders of a key, on the light route whoever runs it (`second` is then empty).
    """

    procurement = models.OneToOneField(
        Procurement, on_delete=models.PROTECT, primary_key=True, related_name="opening"
    )
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="bid_openings")
    first = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_kind = models.CharField(max_length=20, blank=True)
    first_at = models.DateTimeField()
    second = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_kind = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    bids = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"opening of procurement {self.procurement_id}"


class OpeningLine(models.Model):
    """What the opening found of one bid: which hashes held, whether it could be read. Append-only."""

    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, primary_key=True, related_name="opening_line")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="opening_lines")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="lines")
    sealed_holds = models.BooleanField()
    content_holds = models.BooleanField()
    read = models.BooleanField()

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"opening of bid {self.bid_id}"
