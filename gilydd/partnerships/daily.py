"""The daily round of partnerships: reminders and escalation. Each step run twice tells nobody twice."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from gilydd.history.commands import later

from .models import Action, Agreement, CooperationRequest, Partnership
from .queries import missing_of
from .words import ESCALATE_DAYS, REMIND_DAYS, REVIEW_DAYS, ActionState, RequestState, State


def round() -> None:
    """Queue what is due: each request, agreement, action and board is a job of its own."""
    today = timezone.localdate()
    waiting = CooperationRequest.objects.filter(state=RequestState.WAITING)
    soon = waiting.filter(reminded_at__isnull=True, answer_by__lte=today + dt.timedelta(days=REMIND_DAYS))
    over = waiting.filter(escalated_at__isnull=True, answer_by__lte=today - dt.timedelta(days=ESCALATE_DAYS))
    for pk in soon.order_by("pk").values_list("pk", flat=True):
        later("gilydd.partnerships.notices.remind_request", pk)
    for pk in over.order_by("pk").values_list("pk", flat=True):
        later("gilydd.partnerships.notices.escalate_request", pk)
    for pk in _to_review(today):
        later("gilydd.partnerships.notices.review_agreement", pk)
    due = Action.objects.filter(state=ActionState.OPEN, due_on__lte=today)
    for pk in due.order_by("pk").values_list("pk", flat=True):
        later("gilydd.partnerships.notices.remind_action", pk)
    if today.day == 1:
        not_whole()


def not_whole() -> None:
    """Queue, once a month, those boards on which somebody is missing."""
    rows = list(Partnership.objects.filter(state=State.RUNNING, rules__isnull=False))
    for pk, sentences in missing_of(rows).items():
        if sentences:
            later("gilydd.partnerships.notices.board_not_whole", pk)


def _to_review(today: dt.date) -> list[int]:
    """Agreements whose newest version is to be looked at soon, and of which nobody was told yet."""
    soon = today + dt.timedelta(days=REVIEW_DAYS)
    rows = Agreement.objects.filter(reminded_on__isnull=True, partnership__state=State.RUNNING)
    found = []
    for row in rows.filter(versions__review_on__lte=soon).distinct().order_by("pk"):
        newest = row.versions.order_by("-number").first()
        if newest is not None and newest.review_on <= soon:
            found.append(row.pk)
    return found
