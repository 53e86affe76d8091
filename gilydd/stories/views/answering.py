"""Pages of whoever answers for a service: stories that wait, the answer, named changes and their steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.services.models import Service
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands
from ..forms.listening import AnswerForm, ChangeForm, StepForm
from ..models import Change, Story
from ..policy import answering_for, services_answered, shown_to, visible_changes
from ..queries import answered
from ..queries.shown import latest_versions, one_shown
from ..words import FEELINGS, ChangeState


@page("GET")
def to_answer(request: Any, community: Community) -> HttpResponse:
    """Stories that wait for my answer, and the changes that my services named."""
    waiting = answered.to_answer(request.person, community)
    titles = {pk: one.title for pk, one in latest_versions(story.pk for story, _s, _d in waiting).items()}
    shown = {
        "waiting": [(story, service, days, titles.get(story.pk, "")) for story, service, days in waiting],
        "changes": answered.my_changes(request.person, community),
        "services": services_answered(request.person, community),
    }
    return render(request, "stories/to_answer.html", shown)


@page("GET", "POST")
def answer(request: Any, community: Community, story: int, service: int) -> HttpResponse:
    """Answer a story for one service; tie it to a change that was named already."""
    row = get_object_or_404(shown_to(request.person, community).select_related("community"), pk=story)
    ours = next((one for one in answering_for(request.person, row) if one.pk == service), None)
    if ours is None:
        raise Http404
    open_changes = Change.objects.filter(service=ours, state=ChangeState.PROMISED).exclude(stories__story=row)
    form = AnswerForm(list(open_changes.order_by("due_on")), request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered(request, form, row, ours):
        messages.success(request, _("Thank you. The teller is told."))
        return redirect("stories:to_answer", community.slug)
    shown = {
        "form": form, "service": ours, "story": one_shown(request.person, community, row), "faces": FEELINGS,
    }  # fmt: skip
    return render(request, "stories/answer.html", shown)


@page("GET", "POST")
def change_new(request: Any, community: Community, service: int) -> HttpResponse:
    """Name what will change, who does it and by when."""
    row = next((one for one in services_answered(request.person, community) if one.pk == service), None)
    if row is None:
        raise Http404
    stories = shown_to(request.person, community).filter(about__service=row)
    kept = list(stories.order_by("-agreed_at")[:100])
    titles = latest_versions(one.pk for one in kept)
    named = [(one, titles[one.pk].title) for one in kept if one.pk in titles]
    form = ChangeForm(named, request.POST or None, initial={"stories": request.GET.getlist("story")})
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, commands.name_change, by=request.person, service=row, **form.given())
    ):
        messages.success(request, _("The change is public now, and the tellers are told."))
        return redirect("stories:service", community.slug, row.pk)
    return render(request, "stories/change_new.html", {"form": form, "service": row})


@page("GET", "POST")
def change(request: Any, community: Community, named_change: int) -> HttpResponse:
    """Say that a change is done, comes later or will not be done."""
    ours = visible_changes(request.person, community).filter(
        service__in=services_answered(request.person, community)
    )
    row = get_object_or_404(ours.select_related("community", "service"), pk=named_change)
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _stepped(request, form, row):
        messages.success(request, _("Kept. It is public, and the tellers are told."))
        return redirect("stories:service", community.slug, row.service_id)
    shown = {
        "form": form, "change": row, "late": row.is_late(), "felt": answered.felt_of(row),
        "open": row.state == ChangeState.PROMISED,
    }  # fmt: skip
    return render(request, "stories/change.html", shown)


def _answered(request: Any, form: AnswerForm, story: Story, service: Service) -> bool:
    """Write the answer and tie the change in one: a refused tie leaves no answer behind."""
    given = dict(form.cleaned_data)
    tied = form.rows.get(given.pop("change", ""))
    try:
        with transaction.atomic():
            commands.answer_story(by=request.person, story=story, service=service, **given)
            if tied is not None:
                commands.tie_change(by=request.person, change=tied, story=story)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _stepped(request: Any, form: StepForm, row: Change) -> bool:
    given = form.cleaned_data
    reasons = {"reason_cy": given["reason_cy"], "reason_en": given["reason_en"]}
    if given["step"] == "later":
        if given["due_on"] is None:
            form.add_error("due_on", _("Give the new day."))
            return False
        return bool(
            carried_out(
                form, commands.move_change, by=request.person, change=row, due_on=given["due_on"], **reasons
            )
        )
    done = given["step"] == "done"
    return bool(
        carried_out(form, commands.finish_change, by=request.person, change=row, done=done, **reasons)
    )
