"""What partners give and decide: pledges, contributions, decisions, actions, the fund, assessments."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.surveys.models import AnswerOption, Question, Survey

from ..words import ActionState, DecisionState, EntryKind, Gift, Stance
from .frameworks import Framework
from .together import BoardMember, CooperationRequest, Partner, Partnership


class Pledge(models.Model):
    """What a partner says it will give in a stretch of days. `amount`: pence, minutes or a number."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="pledges")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="pledges")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="pledges")
    gift = models.CharField(max_length=11, choices=Gift.choices)
    amount = models.PositiveBigIntegerField()
    what = models.CharField(max_length=240)
    lang = models.CharField(max_length=5)
    from_on = models.DateField()
    until_on = models.DateField()
    pledged_at = models.DateTimeField(default=timezone.now)
    pledged_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=20, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    reason_lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="partnerships_pledge_amount"),
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="partnerships_pledge_days"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(reason=""),
                name="partnerships_pledge_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Contribution(models.Model):
    """What a partner gave on a day. Append-only: a mistake is taken back by a row that names it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partner_contributions")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="contributions")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="contributions")
    pledge = models.ForeignKey(
        Pledge, on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    gift = models.CharField(max_length=11, choices=Gift.choices)
    amount = models.PositiveBigIntegerField()
    what = models.CharField(max_length=240)
    lang = models.CharField(max_length=5)
    given_on = models.DateField()
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=20, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="partnerships_gift_amount")
        ]
        indexes = [models.Index(fields=["partnership", "given_on"], name="partnerships_gift_day")]

    def __str__(self) -> str:
        return self.what


class Decision(models.Model):
    """What was proposed to the board, by whom and as what, and what became of it.

    `allows_pence`: how much may be spent from the fund by it, nothing where it is about something else.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partner_decisions")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="decisions")
    title = models.CharField(max_length=160)
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5)
    allows_pence = models.PositiveBigIntegerField(default=0)
    proposed_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="board_proposals")
    proposed_capacity = models.CharField(max_length=20)
    proposed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=DecisionState.choices, default=DecisionState.PROPOSED)
    decided_on = models.DateField(null=True, blank=True)
    on_board = models.PositiveSmallIntegerField(default=0, help_text="How many sat on the board that day")

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.title


class Stand(models.Model):
    """How one member of the board stood on a decision, as what; it can change until that is settled."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="board_stands")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="stands")
    member = models.ForeignKey(BoardMember, on_delete=models.PROTECT, related_name="stands")
    stance = models.CharField(max_length=7, choices=Stance.choices)
    capacity = models.CharField(max_length=20)
    stood_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "member"], name="partnerships_stand_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.stance}"


class Action(models.Model):
    """What is to be done: who proposed it, which partner and who carries it, by when, and what came of it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partner_actions")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="actions")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    request = models.ForeignKey(
        CooperationRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    what = models.CharField(max_length=240)
    lang = models.CharField(max_length=5)
    due_on = models.DateField()
    proposed_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="actions_proposed")
    proposed_capacity = models.CharField(max_length=20)
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    carrier = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="actions_carried")
    carried_capacity = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=7, choices=ActionState.choices, default=ActionState.OPEN)
    outcome = models.CharField(max_length=400, blank=True)
    outcome_lang = models.CharField(max_length=5, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    ended_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ActionState.OPEN) | ~models.Q(outcome=""),
                name="partnerships_action_outcome",
            )
        ]

    def __str__(self) -> str:
        return self.what


class Fund(models.Model):
    """The pooled fund of a partnership. A trigger alone moves its balance, never below nothing."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="pooled_funds")
    partnership = models.OneToOneField(Partnership, on_delete=models.PROTECT, related_name="fund")
    balance_pence = models.BigIntegerField(default=0)
    opened_on = models.DateField(default=timezone.localdate)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(balance_pence__gte=0), name="partnerships_fund_not_below"
            )
        ]

    def __str__(self) -> str:
        return f"fund of {self.partnership_id}"


class FundEntry(models.Model):
    """Money in (above zero) or out (below zero). Append-only: a mistake is corrected by its reversal."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="fund_entries")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=4, choices=EntryKind.choices)
    pence = models.BigIntegerField()
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="fund_entries"
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="fund_entries"
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    what = models.CharField(max_length=240)
    lang = models.CharField(max_length=5)
    key = models.CharField(max_length=120, help_text="Two sendings of one form are one entry")
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=20, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="partnerships_entry_key_once"),
            models.CheckConstraint(
                condition=models.Q(
                    kind=EntryKind.PAID_IN, pence__gt=0, partner__isnull=False, reverses__isnull=True
                )
                | models.Q(kind=EntryKind.SPENT, pence__lt=0, decision__isnull=False, reverses__isnull=True)
                | (models.Q(kind=EntryKind.REVERSAL, reverses__isnull=False) & ~models.Q(pence=0)),
                name="partnerships_entry_shape",
            ),
        ]
        indexes = [models.Index(fields=["fund", "occurred_on"], name="partnerships_entry_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pence}"


class Assessment(models.Model):
    """The self-assessment of a year: a survey for staff and citizens, and each partner's own open answers."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="self_assessments")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="assessments")
    year = models.PositiveSmallIntegerField()
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="assessments")
    survey = models.OneToOneField(Survey, on_delete=models.PROTECT, related_name="self_assessment")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "year"], name="partnerships_assessed_once")
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.year}"


class PartnerAnswer(models.Model):
    """What a partner as a body says to one statement, for everybody to read, with why."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partner_answers")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="answers")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="partner_answers")
    option = models.ForeignKey(AnswerOption, on_delete=models.PROTECT, related_name="partner_answers")
    why = models.CharField(max_length=400, blank=True)
    lang = models.CharField(max_length=5, blank=True)
    answered_at = models.DateTimeField(default=timezone.now)
    answered_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=20, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "partner", "question"], name="partnerships_answer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} to {self.question_id}"
