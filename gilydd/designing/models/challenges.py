"""A challenge, who framed it, its phases and the steps that it took."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.deciding.models import Election, Vote
from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity
from gilydd.services.models import Turn
from gilydd.surveys.models import Survey

from ..words import AFTER_DECISION, ChallengeState, DecideBy
from .acts import Act


class Challenge(models.Model):
    """A question that a community wants answered together.

    `money_pence` is the budget that it is about, None where there is none; `money_from` is who holds it.
    Until it is framed its words may stand in one language alone. An election that was held elsewhere is in
    `election`, a vote that is held here in `vote`; `decide_by` says what kind of vote that is.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenges")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges")
    title_cy = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    question_cy = models.TextField(blank=True)
    question_en = models.TextField(blank=True)
    easy_cy = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    easy_en = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    raised_by = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges"
    )
    raised_as = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)
    money_pence = models.PositiveBigIntegerField(null=True, blank=True)
    money_from = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges_paid"
    )
    election = models.OneToOneField(
        Election, on_delete=models.PROTECT, null=True, blank=True, related_name="challenge"
    )
    vote = models.OneToOneField(
        Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="challenge"
    )
    decide_by = models.CharField(max_length=10, choices=DecideBy.choices, blank=True)
    state = models.CharField(max_length=11, choices=ChallengeState.choices, default=ChallengeState.RAISED)
    opened_on = models.DateField(default=timezone.localdate)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(election__isnull=True)
                | models.Q(state__in=sorted([*AFTER_DECISION, ChallengeState.STOPPED])),
                name="designing_challenge_tied_is_decided",
            ),
            models.CheckConstraint(
                condition=models.Q(election__isnull=True) | models.Q(vote__isnull=True),
                name="designing_challenge_decided_one_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(title_cy="", title_en="") & ~models.Q(question_cy="", question_en=""),
                name="designing_challenge_has_words",
            ),
        ]

    def __str__(self) -> str:
        return self.title_en or self.title_cy

    @property
    def in_both_languages(self) -> bool:
        """Whether everybody can read it: it is then ready for answers."""
        return bool(self.title_cy and self.title_en and self.question_cy and self.question_en)


class Framer(Act):
    """Somebody who put the challenge as a question, together with others."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenge_framers")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="framers")
    since = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["challenge", "party"], name="designing_framer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} framed challenge {self.challenge_id}"


class Phase(models.Model):
    """A stretch of days of a challenge: what it `opens` (words.Opens) can be done from its first to its last.

    Phases may lie side by side. A phase that opens nothing tells what happens then.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenge_phases")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="phases")
    number = models.PositiveSmallIntegerField()
    name_cy = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day")
    opens = models.JSONField(default=list)

    objects = OfCommunity.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="designing_phase_number_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="designing_phase_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name_en


class PhaseMove(models.Model):
    """That the days of a phase were moved, and why. Append-only, and everybody reads it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="phase_moves")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="moves")
    started_on = models.DateField()
    ended_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    why_cy = models.TextField()
    why_en = models.TextField()
    moved_at = models.DateTimeField(default=timezone.now)
    moved_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"move of phase {self.phase_id}"


class Step(models.Model):
    """That a challenge came to a state, on which day, and the words that were asked for. Append-only.

    The words: what was said when it was talked through, why it went back, why it was stopped.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenge_steps")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="steps")
    came_from = models.CharField(max_length=11, choices=ChallengeState.choices)
    state = models.CharField(max_length=11, choices=ChallengeState.choices)
    words_cy = models.TextField(blank=True)
    words_en = models.TextField(blank=True)
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"challenge {self.challenge_id}: {self.state}"


class BeforeAfter(models.Model):
    """Two surveys with the same questions, before and after: whether people feel it made a difference."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenge_surveys")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="surveys")
    before = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="before_in_challenges")
    after = models.ForeignKey(
        Survey, on_delete=models.PROTECT, null=True, blank=True, related_name="after_in_challenges"
    )
    linked_at = models.DateTimeField(default=timezone.now)
    linked_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["challenge", "before"], name="designing_before_once"),
            models.CheckConstraint(
                condition=models.Q(after__isnull=True) | ~models.Q(after=models.F("before")),
                name="designing_after_is_another_survey",
            ),
        ]

    def __str__(self) -> str:
        return f"surveys of challenge {self.challenge_id}"
