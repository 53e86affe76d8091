"""What was promised and how it is seen through: milestones, offers, updates, changes, last words."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.delivering.models import Activity
from gilydd.exchange.models import Transfer
from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity

from ..words import (
    CommentState,
    CommitmentState,
    LastWord,
    MilestoneState,
    OfferState,
    VarianceKind,
    VarianceState,
    Verdict,
)
from .acts import Act
from .proposals import Proposal


class Undertaking(models.Model):
    """That an activity delivers a funded proposal: what was committed to, seen through."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proposals_undertaken")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="undertakings")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="proposals_undertaken")
    linked_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    linked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "activity"],
                condition=models.Q(ended_at__isnull=True),
                name="designing_undertaking_once",
            )
        ]

    def __str__(self) -> str:
        return f"undertaking {self.pk}"


class Commitment(Act):
    """Who promises what of a funded proposal, for how much and by when; `party` is who promises.

    `did_*` is what came of it, "we did together", written when it is closed.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="commitments")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="commitment")
    what_cy = models.TextField()
    what_en = models.TextField()
    money_pence = models.PositiveBigIntegerField()
    minutes = models.PositiveIntegerField(default=0, help_text="Time credits set aside for it")
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=CommitmentState.choices, default=CommitmentState.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    did_cy = models.TextField(blank=True)
    did_en = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=CommitmentState.CLOSED)
                | (models.Q(ended_at__isnull=False) & ~models.Q(did_cy="") & ~models.Q(did_en="")),
                name="designing_commitment_closed_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"commitment {self.pk}"


class Milestone(models.Model):
    """A step of a commitment with its two owners, one citizen and one professional."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenge_milestones")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    what_cy = models.CharField(max_length=200)
    what_en = models.CharField(max_length=200)
    due_on = models.DateField()
    citizen = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="milestones_as_citizen")
    professional = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="milestones_as_professional"
    )
    state = models.CharField(max_length=9, choices=MilestoneState.choices, default=MilestoneState.TO_DO)
    done_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="designing_milestone_number_once"),
            models.CheckConstraint(
                condition=~models.Q(citizen=models.F("professional")), name="designing_milestone_two_owners"
            ),
            models.CheckConstraint(
                condition=models.Q(state=MilestoneState.DONE, done_on__isnull=False)
                | (~models.Q(state=MilestoneState.DONE) & models.Q(done_on__isnull=True)),
                name="designing_milestone_done_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.what_en


class Offer(models.Model):
    """What somebody whose idea it was is offered: a role, what supports them in it, time credits.

    They say yes, or no with a reason, or nothing by `answer_by`: that is then written down.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenge_offers")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="offers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="challenge_offers")
    role_cy = models.CharField(max_length=200)
    role_en = models.CharField(max_length=200)
    support_cy = models.CharField(max_length=400, blank=True)
    support_en = models.CharField(max_length=400, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    answer_by = models.DateField()
    state = models.CharField(max_length=8, choices=OfferState.choices, default=OfferState.OFFERED)
    offered_at = models.DateTimeField(default=timezone.now)
    offered_by_key = models.CharField(max_length=80)
    answer = models.CharField(max_length=400, blank=True)
    lang = models.CharField(max_length=5, blank=True)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "party"],
                condition=models.Q(state__in=("offered", "accepted")),
                name="designing_offer_one_live",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=OfferState.DECLINED) | ~models.Q(answer=""),
                name="designing_offer_declined_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["party", "state"], name="designing_offer_party")]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class Update(Act):
    """What somebody of either side says happened. `before` and `after` are the states of the milestone."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenge_updates")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="updates")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="updates"
    )
    words = models.TextField()
    lang = models.CharField(max_length=5)
    before = models.CharField(max_length=9, choices=MilestoneState.choices, blank=True)
    after = models.CharField(max_length=9, choices=MilestoneState.choices, blank=True)
    key = models.CharField(max_length=160)
    written_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=CommentState.choices, default=CommentState.SHOWN)
    reason = models.CharField(max_length=400, blank=True)
    reason_lang = models.CharField(max_length=5, blank=True)
    taken_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="designing_update_once"),
            models.CheckConstraint(
                condition=~models.Q(state="away") | ~models.Q(reason=""),
                name="designing_update_away_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["commitment", "written_at"], name="designing_update_in_order")]

    def __str__(self) -> str:
        return f"update {self.pk}"


class Variance(Act):
    """Notice that something will be other than promised. It holds once somebody whose idea it was answered.

    `money_pence` is the new sum for a change of cost; `due_on` the new day of the milestone for one of time.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="variances")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="variances")
    kind = models.CharField(max_length=5, choices=VarianceKind.choices)
    words = models.TextField()
    lang = models.CharField(max_length=5)
    money_pence = models.PositiveBigIntegerField(null=True, blank=True)
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="variances"
    )
    due_on = models.DateField(null=True, blank=True)
    was_pence = models.PositiveBigIntegerField(null=True, blank=True)
    was_due_on = models.DateField(null=True, blank=True)
    key = models.CharField(max_length=160)
    raised_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=VarianceState.choices, default=VarianceState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="designing_variance_once"),
            models.CheckConstraint(
                condition=~models.Q(kind=VarianceKind.COST) | models.Q(money_pence__isnull=False),
                name="designing_variance_of_cost_has_a_sum",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=VarianceKind.TIME)
                | models.Q(milestone__isnull=False, due_on__isnull=False),
                name="designing_variance_of_time_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"variance {self.pk}"


class VarianceReply(Act):
    """What somebody whose idea it was says to a change. Append-only; the first one settles it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="variance_replies")
    variance = models.ForeignKey(Variance, on_delete=models.PROTECT, related_name="replies")
    agrees = models.BooleanField()
    words = models.CharField(max_length=400)
    lang = models.CharField(max_length=5)
    replied_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variance", "party"], name="designing_variance_reply_once")
        ]

    def __str__(self) -> str:
        return f"reply to variance {self.variance_id}"


class PaidHours(models.Model):
    """Hours that somebody whose idea it was gave to it, paid by the community's pot. Append-only."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenge_hours")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="paid")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="paid")
    minutes = models.PositiveIntegerField()
    given_on = models.DateField()
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="challenge_hours")
    paid_at = models.DateTimeField(default=timezone.now)
    paid_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="designing_paid_minutes")
        ]

    def __str__(self) -> str:
        return f"{self.minutes} minutes for offer {self.offer_id}"


class ClosingWord(Act):
    """What somebody whose idea it was says before a commitment is closed. Append-only; the last one counts.

    That they could not be reached is written down by somebody else, with how and when they were asked.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="closing_words")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="closing_words")
    word = models.CharField(max_length=7, choices=LastWord.choices)
    words = models.CharField(max_length=400, blank=True)
    lang = models.CharField(max_length=5, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(word=LastWord.YES) | ~models.Q(words=""),
                name="designing_closing_word_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} on commitment {self.commitment_id}"


class Judgement(Act):
    """Whether it worked, in one person's words. Both sides stand beside each other; the last one counts."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenge_judgements")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(max_length=7, choices=Verdict.choices)
    words = models.TextField()
    lang = models.CharField(max_length=5)
    said_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"{self.verdict}: commitment {self.commitment_id}"
