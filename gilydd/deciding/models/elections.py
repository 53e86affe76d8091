"""Elections, their options and the runs that decided them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity
from gilydd.services.models import Turn

from ..words import Completion, ElectionState, Rule


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
