"""Votes, their choices, rolls, ballots and counts; what a budget, a ranking and a consent have besides."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party

from ..words import BUDGET_RULES, MEASURES, BallotEvidence, Completion, VoteKind, VoteRule, VoteState
from .elections import Election


class Vote(models.Model):
    """A question put to everybody on a roll, with the rule that decides it, both fixed when it opens.

    `group` is the circle or organisation whose vote it is; none means the community's. `roll_sha256` is
    the mark of the roll (voting.roll_text). A tie for the last place is decided by a lot: its secret number
    `lot_seed` is drawn at the opening, its mark `lot_sha256` is shown from then on, the number after the
    close.

    A vote with a `split_key` is secret: its ballots lie sealed in a box (models/sealed.py), and `box_sha256`
    is the mark of the sealed ballots from the close on.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="votes")
    group = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    kind = models.CharField(max_length=12, choices=VoteKind.choices)
    rule = models.CharField(max_length=20, choices=VoteRule.choices)
    seats = models.PositiveSmallIntegerField(default=1)
    quorum_percent = models.PositiveSmallIntegerField(default=0)
    title_cy = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    easy_cy = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    easy_en = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    state = models.CharField(max_length=8, choices=VoteState.choices, default=VoteState.OPEN)
    key = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by_key = models.CharField(max_length=80)
    closes_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    roll_size = models.PositiveIntegerField()
    roll_sha256 = models.CharField(max_length=64)
    lot_seed = models.CharField(max_length=64)
    lot_sha256 = models.CharField(max_length=64)
    split_key = models.OneToOneField(
        "deciding.SplitKey", on_delete=models.PROTECT, null=True, blank=True, related_name="vote"
    )
    box_sha256 = models.CharField(max_length=64, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "key"], condition=~models.Q(key=""), name="deciding_vote_key_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=(VoteKind.SEVERAL, VoteKind.RANKED), seats__gt=0)
                | models.Q(seats=1),
                name="deciding_vote_seats_fit_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=(VoteKind.ONE, VoteKind.SEVERAL), rule__in=[str(one) for one in MEASURES]
                )
                | models.Q(kind=VoteKind.RESOLUTION, rule__in=[str(one) for one in MEASURES[1:]])
                | models.Q(kind=VoteKind.RANKED, rule=VoteRule.TRANSFER)
                | models.Q(kind=VoteKind.CONSENT, rule=VoteRule.NO_OBJECTION)
                | models.Q(kind=VoteKind.BUDGET, rule__in=[str(one) for one in BUDGET_RULES]),
                name="deciding_vote_rule_fits_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=VoteKind.CONSENT) | models.Q(split_key__isnull=True),
                name="deciding_vote_consent_is_open",
            ),
            models.CheckConstraint(
                condition=models.Q(quorum_percent__lte=100), name="deciding_vote_quorum_percent"
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opened_at")), name="deciding_vote_closes_later"
            ),
            models.CheckConstraint(condition=models.Q(roll_size__gt=0), name="deciding_vote_has_a_roll"),
            models.CheckConstraint(
                condition=models.Q(state=VoteState.OPEN, ended_at__isnull=True)
                | (~models.Q(state=VoteState.OPEN) & models.Q(ended_at__isnull=False)),
                name="deciding_vote_ended_at_fits_state",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "closes_at"], name="deciding_vote_due"),
            models.Index(fields=["community", "-closes_at"], name="deciding_vote_list"),
        ]

    def __str__(self) -> str:
        return self.title_en

    @property
    def secret(self) -> bool:
        """Whether nobody is to learn how anybody voted."""
        return self.split_key_id is not None


class VoteChoice(models.Model):
    """One answer that can be given. Append-only. Ballots name it by its number, from 1.

    `cost_pence` is what a project of a budget asks for. Of a candidate only the party is kept: the name lies
    in the identity, which erasure deletes.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="vote_choices")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="choices")
    number = models.PositiveSmallIntegerField()
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="vote_choices"
    )
    text_cy = models.CharField(max_length=200, blank=True)
    text_en = models.CharField(max_length=200, blank=True)
    easy_cy = models.CharField(max_length=200, blank=True)
    easy_en = models.CharField(max_length=200, blank=True)
    picture = models.CharField(max_length=40, blank=True)
    cost_pence = models.PositiveBigIntegerField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="deciding_choice_number_once"),
            models.UniqueConstraint(
                fields=["vote", "party"],
                condition=models.Q(party__isnull=False),
                name="deciding_choice_candidate_once",
            ),
            models.CheckConstraint(
                condition=models.Q(party__isnull=False) | ~models.Q(text_cy="", text_en=""),
                name="deciding_choice_has_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text_en or f"choice {self.number} of vote {self.vote_id}"


class OnRoll(models.Model):
    """Somebody who can vote, under a number drawn by lot. Append-only: the roll stands as the vote opened."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="rolls")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="roll")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="on_rolls")
    number = models.PositiveIntegerField()

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "party"], name="deciding_on_roll_once"),
            models.UniqueConstraint(fields=["vote", "number"], name="deciding_on_roll_number_once"),
        ]

    def __str__(self) -> str:
        return f"voter {self.number} of vote {self.vote_id}"


class Ballot(models.Model):
    """What somebody chose. Append-only: whoever changes their mind adds a row, and their last one counts.

    `choices` are numbers of choices, rising, but for a ranking in the order of preference; none of them is an
    answer too. `recorded_by_key` is whoever entered it, for paper, phone and proxy alone. `version` is the
    wording of a consent that was answered; none stands for the first.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="ballots")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    on_roll = models.ForeignKey(OnRoll, on_delete=models.PROTECT, related_name="ballots")
    choices = models.JSONField()
    evidence = models.CharField(max_length=6, choices=BallotEvidence.choices)
    recorded_by_key = models.CharField(max_length=80, blank=True)
    cast_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(evidence=BallotEvidence.SCREEN, recorded_by_key="")
                | (~models.Q(evidence=BallotEvidence.SCREEN) & ~models.Q(recorded_by_key="")),
                name="deciding_ballot_recorder_named",
            )
        ]
        indexes = [models.Index(fields=["on_roll", "-id"], name="deciding_ballot_last")]

    def __str__(self) -> str:
        return f"ballot {self.pk}"


class VoteCount(models.Model):
    """One count of a vote: terms, code and ballots, and the whole result. Append-only.

    The first one, made at the close, is the result; each later one is somebody counting again.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="vote_counts")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="counts")
    kind = models.CharField(max_length=12, choices=VoteKind.choices)
    rule = models.CharField(max_length=20, choices=VoteRule.choices)
    code_version = models.CharField(max_length=40)
    input_sha256 = models.CharField(max_length=64)
    result = models.JSONField()
    result_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "made_by_key", "code_version"], name="deciding_count_once_each"
            )
        ]

    def __str__(self) -> str:
        return f"count {self.pk} of vote {self.vote_id}"


class BudgetTerms(models.Model):
    """The money of a vote on a budget, and what becomes of money that equal shares leave over.

    `lot` is the order of the choices drawn when the vote opened: between projects with as many votes and the
    same cost the first in it goes first. `election` is made at the close: the published file and its count.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="budget_terms")
    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="budget")
    budget_pence = models.PositiveBigIntegerField()
    completion = models.CharField(max_length=20, choices=Completion.choices)
    lot = models.JSONField()
    election = models.OneToOneField(
        Election, on_delete=models.PROTECT, null=True, blank=True, related_name="held_here"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(budget_pence__gt=0), name="deciding_budget_has_money")
        ]

    def __str__(self) -> str:
        return f"budget of vote {self.vote_id}"


class Wording(models.Model):
    """One wording of what consent is asked for. Append-only. Each later one says what changed, and why."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="wordings")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    text_cy = models.TextField()
    text_en = models.TextField()
    why_cy = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="deciding_wording_once"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(why_cy="", why_en=""),
                name="deciding_wording_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"wording {self.number} of vote {self.vote_id}"


class Objection(models.Model):
    """Why somebody objects, or stands aside, in their own words, beside the ballot that says so."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="objections")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="objections")
    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="objection")
    text = models.TextField()
    lang = models.CharField(max_length=2, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"objection {self.pk}"


class ObjectionAnswer(models.Model):
    """What the facilitator wrote down about an objection: how it was taken up, or why it was not."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="objection_answers")
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="answers")
    wording = models.ForeignKey(
        Wording, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    text = models.TextField()
    lang = models.CharField(max_length=2, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"answer {self.pk} to objection {self.objection_id}"
