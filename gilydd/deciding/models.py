"""Elections, their options and the runs that decided them; votes, their rolls, ballots and counts."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.services.models import Turn

from .words import BallotEvidence, Completion, ElectionState, Rule, VoteKind, VoteRule, VoteState


class Election(models.Model):
    """A participatory budget with its ballots, as the file says it.

    Money is whole units; `scale` of them are one unit of the currency (1 where the file has whole
    amounts, 100 where it has two decimals). `input_text` is the file itself, byte for byte as UTF-8.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="elections")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="elections")
    title_cy = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    rule = models.CharField(max_length=20, choices=Rule.choices)
    completion = models.CharField(max_length=20, choices=Completion.choices)
    currency = models.CharField(max_length=10, blank=True)
    scale = models.PositiveIntegerField(default=1)
    budget_units = models.PositiveBigIntegerField()
    voters = models.PositiveIntegerField()
    source = models.TextField(blank=True)
    file_name = models.CharField(max_length=200)
    lang = models.CharField(max_length=12, blank=True)
    input_sha256 = models.CharField(max_length=64)
    input_text = models.TextField()
    state = models.CharField(max_length=10, choices=ElectionState.choices)
    brought_in_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "input_sha256", "rule", "completion"], name="deciding_election_once"
            ),
            models.CheckConstraint(
                condition=models.Q(rule=Rule.EQUAL_SHARES) | models.Q(completion=Completion.NONE),
                name="deciding_election_completion_fits_rule",
            ),
            models.CheckConstraint(condition=models.Q(scale__gt=0), name="deciding_election_scale"),
        ]

    def __str__(self) -> str:
        return self.title_en


class DecisionRun(models.Model):
    """One count of an election: rule, code and input, and the whole result. Append-only.

    `result` is written by `results.told`: amounts are exact fractions "numerator/denominator" in units.
    `share` is what each voter could spend, in the same form; empty where the rule gives no shares.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="decision_runs")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="runs")
    rule = models.CharField(max_length=20, choices=Rule.choices)
    completion = models.CharField(max_length=20, choices=Completion.choices)
    code_version = models.CharField(max_length=40)
    input_sha256 = models.CharField(max_length=64)
    funded = models.JSONField()
    result = models.JSONField()
    result_sha256 = models.CharField(max_length=64)
    share = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"run {self.pk} of election {self.election_id}"


class Option(models.Model):
    """A project on the ballot and what became of it. Append-only. `key` is its id in the file.

    `votes` is how many ballots support it; `name` is in the language of the file.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="options")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="options")
    key = models.CharField(max_length=80)
    name = models.TextField(blank=True)
    lang = models.CharField(max_length=12, blank=True)
    cost_units = models.PositiveBigIntegerField()
    votes = models.PositiveIntegerField()
    funded = models.BooleanField()
    why = models.JSONField()

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "key"], name="deciding_option_key_once")]

    def __str__(self) -> str:
        return self.name or self.key


class Vote(models.Model):
    """A question put to everybody on a roll, with the rule that decides it, both fixed when it opens.

    `group` is the circle or organisation whose vote it is; none means the community's. `roll_sha256` is
    the mark of the roll (voting.roll_text). A tie for the last place is decided by a lot: its secret number
    `lot_seed` is drawn at the opening, its mark `lot_sha256` is shown from then on, the number after the
    close.
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

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "key"], condition=~models.Q(key=""), name="deciding_vote_key_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=VoteKind.SEVERAL, seats__gt=0) | models.Q(seats=1),
                name="deciding_vote_seats_fit_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=VoteKind.RESOLUTION, rule=VoteRule.MOST),
                name="deciding_vote_rule_fits_kind",
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


class VoteChoice(models.Model):
    """One answer that can be given. Append-only. Ballots name it by its number, from 1.

    Of a candidate only the party is kept: the name lies in the identity, which erasure deletes.
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

    `choices` are numbers of choices, rising; none of them is an answer too. `recorded_by_key` is whoever
    entered it, for paper and phone alone.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="ballots")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    on_roll = models.ForeignKey(OnRoll, on_delete=models.PROTECT, related_name="ballots")
    choices = models.JSONField()
    evidence = models.CharField(max_length=6, choices=BallotEvidence.choices)
    recorded_by_key = models.CharField(max_length=80, blank=True)
    cast_at = models.DateTimeField(default=timezone.now)

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
