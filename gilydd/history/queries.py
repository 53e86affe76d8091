"""Timelines: what was done to a thing, for those who may read it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from .commands import key_of
from .models import Record
from .words import Audience


def timeline(subject: Any, *, audiences: set[str] | None = None) -> QuerySet[Record]:
    """Records about a thing or mentioning it, newest first, for the audiences given (default: public)."""
    key = key_of(subject)
    wanted = audiences or {Audience.PUBLIC}
    about = Q(subject_key=key) | Q(pk__in=Record.objects.filter(mentions__subject_key=key).values("pk"))
    return Record.objects.filter(about, audience__in=wanted).order_by("-id")
