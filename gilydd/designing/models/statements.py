"""Short statements that people agree or disagree with, what they said, and the pictures drawn of it."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity

from ..words import EnteredFrom, Stance, StatementState
from .challenges import Challenge

CODE_BYTES = 8


def new_code() -> str:
    """A random name under which somebody's answers are kept and exported: it tells nothing of them."""
    return secrets.token_hex(CODE_BYTES)


class Statement(models.Model):
    """One short statement in its author's own words, with a translation that a person made.

    `number` is its place in the conversation, from 1; `source_id` is its number in the file it came from.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="statements")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=1_000)
    lang = models.CharField(max_length=12, blank=True)
    translation = models.CharField(max_length=1_000, blank=True, help_text="In the other language")
    easy_cy = models.CharField(max_length=200, blank=True)
    easy_en = models.CharField(max_length=200, blank=True)
    picture = models.CharField(max_length=40, blank=True)
    author = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="statements"
    )
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)
    entered_from = models.CharField(max_length=6, choices=EnteredFrom.choices, blank=True)
    state = models.CharField(max_length=10, choices=StatementState.choices, default=StatementState.WAITING)
    reason = models.CharField(max_length=400, blank=True, help_text="Why it is not put to people; published")
    reason_lang = models.CharField(max_length=5, blank=True)
    read_by_key = models.CharField(max_length=80, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    source_id = models.CharField(max_length=20, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="designing_statement_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state=StatementState.REFUSED) | ~models.Q(reason=""),
                name="designing_statement_refused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"statement {self.number}"


class Respondent(models.Model):
    """Somebody who answers statements, under a random code. From a file there is a code and no party."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="respondents")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="respondents")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="respondents"
    )
    code = models.CharField(max_length=32, default=new_code)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    group = models.CharField(max_length=40, blank=True, help_text="The group in the file it came from")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "party"],
                condition=models.Q(party__isnull=False),
                name="designing_respondent_once",
            ),
            models.UniqueConstraint(fields=["challenge", "code"], name="designing_respondent_code_once"),
        ]

    def __str__(self) -> str:
        return f"respondent {self.pk}"


class StatementAnswer(models.Model):
    """What somebody says to a statement. One row each: a later answer takes the place of the earlier one."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="statement_answers")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="answers")
    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="answers")
    stance = models.SmallIntegerField(choices=Stance.choices)
    typed_by_key = models.CharField(max_length=80, blank=True)
    entered_from = models.CharField(max_length=6, choices=EnteredFrom.choices, blank=True)
    answered_on = models.DateField(default=timezone.localdate)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "respondent"], name="designing_answer_once"),
            models.CheckConstraint(
                condition=models.Q(stance__in=Stance.values), name="designing_answer_stance"
            ),
            models.CheckConstraint(
                condition=models.Q(entered_from="", typed_by_key="")
                | (~models.Q(entered_from="") & ~models.Q(typed_by_key="")),
                name="designing_answer_recorder_named",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class OpinionPicture(models.Model):
    """The counts of a conversation at a step, from which pages are made. Append-only.

    `found`: null, or of groups that a program found: how many, silhouette, stability (a picture, no fact).
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="opinion_pictures")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="opinion_pictures")
    people = models.PositiveIntegerField()
    grouped_by = models.CharField(max_length=8)
    counts = models.JSONField(help_text="{statement number: {group: [agree, pass, disagree]}}")
    groups = models.JSONField(help_text="{group: people who answered}")
    found = models.JSONField(null=True, blank=True)
    repeats_removed = models.PositiveIntegerField(default=0)
    code_version = models.CharField(max_length=40)
    drawn_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["challenge", "-id"], name="designing_picture_last")]

    def __str__(self) -> str:
        return f"picture {self.pk} of {self.challenge_id}"
