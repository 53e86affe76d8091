"""Slips that were typed once and wait for the second typing, at the close."""

from __future__ import annotations

from django.utils import timezone

from ..models import Survey, TypedSlip
from ..words import Channel
from ._giving import Respondent, Way, post


def count_waiting(survey: Survey) -> int:
    """Let slips that were typed once count as they were typed; how many they were. (At the close.)"""
    rows = list(TypedSlip.objects.filter(survey=survey).select_related("party").order_by("pk"))
    for row in rows:
        who = Respondent(row.party, "" if row.party_id else row.slip, row.group, False)
        way = Way(Channel.PAPER, row.given_on or timezone.localdate(), row.typed_by_key)
        row.delete()
        post(survey, who, way, {int(pk): code for pk, code in row.answers.items()})
    return len(rows)
