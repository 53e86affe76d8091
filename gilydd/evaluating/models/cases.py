"""Finished turns as cases: what is told of them, who agreed to it, and turns that began from one."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.services.models import Turn

from ..words import CaseSide, CaseState, ReadingFileState


class Case(models.Model):
    """A finished turn, told for other communities. Published, it is read by everybody, whatever community.

    `told` is what was counted (shapes.CaseTold), every figure disclosed and with the page it was counted
    from; `plan` what another community can begin from (shapes.Plan): no names, no words of citizens, no
    figures. Both are frozen with `digest` when the case is prepared; those who agree, agree to that digest.
    A case that came from another installation has no turn here, and says where it is from in `site`.
    A case that is taken back keeps its row, its days and the reason, and nothing else.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="told_cases")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="told_cases")
    state = models.CharField(max_length=9, choices=CaseState.choices, default=CaseState.DRAFT)
    title_cy = models.CharField(max_length=160, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    need_cy = models.TextField(blank=True, help_text="What it was for: the need")
    need_en = models.TextField(blank=True, help_text="What it was for: the need")
    changed_cy = models.TextField(blank=True, help_text="What it changed")
    changed_en = models.TextField(blank=True, help_text="What it changed")
    wrong_cy = models.TextField(blank=True, help_text="What went wrong, in the words of those who ran it")
    wrong_en = models.TextField(blank=True, help_text="What went wrong, in the words of those who ran it")
    told = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    found_by = models.JSONField(default=dict, help_text="Keys of the search, by where they stand")
    site = models.URLField(max_length=200, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    published_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why_cy = models.TextField(blank=True)
    withdrawn_why_en = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["turn"],
                condition=~models.Q(state=CaseState.WITHDRAWN),
                name="evaluating_case_of_turn_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CaseState.PUBLISHED) | models.Q(published_on__isnull=False),
                name="evaluating_case_published_on",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CaseState.WITHDRAWN)
                | models.Q(withdrawn_on__isnull=False, digest="", title_cy="", title_en=""),
                name="evaluating_case_taken_back",
            ),
        ]
        indexes = [models.Index(fields=["state", "published_on"], name="evaluating_case_library")]

    def __str__(self) -> str:
        return self.title_en or f"case {self.pk}"


class CaseConsent(models.Model):
    """That somebody agreed to a case as it stood: for the provider, or as a citizen of the panel or board."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="case_consents")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="case_consents")
    side = models.CharField(max_length=8, choices=CaseSide.choices)
    digest = models.CharField(max_length=64)
    given_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "party", "side"],
                condition=models.Q(taken_back_at__isnull=True),
                name="evaluating_case_agreed_once",
            )
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class TurnStart(models.Model):
    """That a turn began from a published case, perhaps of another community: what it took from there.

    The case is named by its key and not by a row: it may stand in another community, and be taken back.
    """

    turn = models.OneToOneField(Turn, on_delete=models.PROTECT, primary_key=True, related_name="began_from")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="turn_starts")
    case_key = models.UUIDField()
    title_cy = models.CharField(max_length=160, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    plan = models.JSONField(default=dict)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"turn {self.turn_id} from a case"


class CaseFile(models.Model):
    """Cases that somebody brings in from another installation: tried first, then whole or not at all."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="case_files")
    name = models.CharField(max_length=200)
    cases = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    state = models.CharField(max_length=7, choices=ReadingFileState.choices, default=ReadingFileState.TRIED)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.name
