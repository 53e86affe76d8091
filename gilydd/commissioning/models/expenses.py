"""What it cost somebody to sit on a panel, in whole pence."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity

from ..words_panel import ExpenseKind, ExpenseState
from .panel import Seat


class PanelExpense(models.Model):
    """Money somebody on a panel laid out, asked for, and had back or did not, with the reason."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="panel_expenses")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="expenses")
    kind = models.CharField(max_length=6, choices=ExpenseKind.choices)
    pence = models.PositiveIntegerField()
    spent_on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    lang = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=7, choices=ExpenseState.choices, default=ExpenseState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    reason_lang = models.CharField(max_length=5, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=120, help_text="The same key again is the same expense")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="commissioning_expense_key"),
            models.CheckConstraint(condition=models.Q(pence__gt=0), name="commissioning_expense_above_0"),
            models.CheckConstraint(
                condition=~models.Q(state=ExpenseState.PAID) | models.Q(paid_on__isnull=False),
                name="commissioning_expense_paid_on",
            ),
        ]

    def __str__(self) -> str:
        return f"expense {self.pk}"
