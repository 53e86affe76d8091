"""What a proposal costs, line by line, and the two who stand behind the figures."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity

from ..words import CostKind, Side
from .acts import Act
from .proposals import Proposal


class CostLine(Act):
    """One cost: `quantity` times a unit that takes `low` to `high`, most likely `likely`.

    The amounts of one unit are whole pence, for staff time and time credits whole minutes. `rate_pence` is
    what an hour of staff time takes out of the budget, 0 where they are paid already. A change is a new line
    that `replaces` the old one; a line that is over stays with the day it ended.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="cost_lines")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="cost_lines")
    kind = models.CharField(max_length=7, choices=CostKind.choices)
    what = models.CharField(max_length=200)
    lang = models.CharField(max_length=5)
    quantity = models.PositiveIntegerField()
    low = models.PositiveBigIntegerField()
    likely = models.PositiveBigIntegerField()
    high = models.PositiveBigIntegerField()
    rate_pence = models.PositiveIntegerField(default=0)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=400)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="designing_cost_quantity"),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("likely")) & models.Q(likely__lte=models.F("high")),
                name="designing_cost_low_to_high",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=CostKind.STAFF) | models.Q(rate_pence=0),
                name="designing_cost_rate_of_staff",
            ),
        ]
        indexes = [models.Index(fields=["proposal", "ended_at"], name="designing_cost_list")]

    def __str__(self) -> str:
        return self.what


class SignOff(Act):
    """Somebody stands behind a costing, for their side. Append-only.

    `mark` is the fingerprint of the version and the lines that they signed (costing.mark_of): it counts while
    the proposal's present mark is the same, so that any change at all makes it void.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="cost_sign_offs")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="sign_offs")
    side = models.CharField(max_length=12, choices=Side.choices)
    mark = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "mark", "side"], name="designing_signed_once_a_side"),
            models.UniqueConstraint(fields=["proposal", "mark", "party"], name="designing_signed_by_two"),
        ]

    def __str__(self) -> str:
        return f"{self.side} signed proposal {self.proposal_id}"
