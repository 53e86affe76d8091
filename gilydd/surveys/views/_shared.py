"""What the pages of surveys share."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from gilydd.people.models import Community, Person

from ..models import Survey
from ..policy import visible_surveys


def survey_of(person: Person | None, community: Community, pk: int) -> Survey:
    """The survey that the person may see, or 404."""
    row: Survey = get_object_or_404(visible_surveys(person, community).select_related("community"), pk=pk)
    return row


def back(row: Survey) -> HttpResponse:
    """To the page of the survey."""
    return redirect("surveys:survey", row.community.slug, row.pk)


def groups_of(row: Survey) -> list[str]:
    """The groups that a survey asks."""
    return list(row.audiences.order_by("group").values_list("group", flat=True))


def number(request: Any, name: str) -> int:
    """A number that was sent, 0 where it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
