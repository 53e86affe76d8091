"""Pages for taking a survey to people, and for what follows it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import page
from gilydd.ui.papers import paper_response, pdf, qr

from .. import commands, queries
from ..forms import ChangeForm, FinishForm, KioskForm, MoveForm, ReplyForm, SampleForm, SlipsForm
from ..forms.answering import wording
from ..models import Change, Invitation, Survey
from ..policy import ANSWERERS, MAKERS, TYPISTS, visible_kiosks
from ..words import Group
from ._shared import back, groups_of, survey_of


@page("GET", "POST", who=MAKERS)
def sample(request: Any, community: Community, survey: int) -> HttpResponse:
    """Draw by lot who is asked."""
    row = survey_of(request.person, community, survey)
    form = SampleForm(groups_of(row), request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, commands.draw_sample, by=request.person, survey=row, **form.cleaned_data)
        if made:
            messages.success(request, _("The lot is drawn. They are told when the survey opens."))
            return back(row)
    return render(request, "surveys/sample.html", {"form": form, "survey": row})


@page("GET", "POST", who=(*MAKERS, *TYPISTS))
def slips(request: Any, community: Community, survey: int) -> HttpResponse:
    """Print slips to hand out, each with its own code."""
    row = survey_of(request.person, community, survey)
    form = SlipsForm(groups_of(row), request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        made = carried_out(
            form,
            commands.make_slips,
            by=request.person,
            survey=row,
            group=wanted["group"],
            number=wanted["number"],
        )
        if made:
            return paper_response(said(row, "title"), _slips_pdf(row, made, wanted))
    return render(request, "surveys/slips.html", {"form": form, "survey": row})


def _slips_pdf(row: Survey, made: list[Invitation], wanted: dict[str, Any]) -> bytes:
    chosen = ["cy", "en"] if wanted["language"] == "both" else [wanted["language"]]
    easy = wanted["easy"]

    def sheets() -> list[dict[str, Any]]:
        """Made while a language is active: words and addresses follow it."""
        asked = [(wording(one, easy), one) for one in queries.asked_of(row, made[0].group).values()]
        here = translation.get_language() or "cy"
        drawn = []
        for one in made:
            where = reverse("surveys:by_code", args=[row.community.slug, one.code])
            address = f"{settings.SITE_ADDRESS}/{here}/{where.split('/', 2)[2]}"
            drawn.append({"code": one.code, "qr": qr(address, _("Answer on a screen")), "asked": asked})
        return drawn

    context = {"survey": row, "community": row.community, "sheets": sheets, "said": said}
    return pdf("surveys/paper_slips.html", context, chosen, large=wanted["large"], easy=easy)


@page("GET", "POST", who=(*MAKERS, *TYPISTS))
def kiosks(request: Any, community: Community, survey: int) -> HttpResponse:
    """Open a kiosk, and end those that stand."""
    row = survey_of(request.person, community, survey)
    form = KioskForm(groups_of(row), request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.open_kiosk, by=request.person, survey=row, **form.cleaned_data)
        if done:
            messages.success(
                request, _("The kiosk is open. Open its address on the screen there, signed out.")
            )
            return redirect("surveys:kiosks", community.slug, row.pk)
    standing = visible_kiosks(request.person, community).filter(survey=row, ended_on=None).order_by("pk")
    context = {"form": form, "survey": row, "kiosks": list(standing), "groups": dict(Group.choices)}
    return render(request, "surveys/kiosks.html", context)


@page("POST", who=(*MAKERS, *TYPISTS))
def kiosk_end(request: Any, community: Community, kiosk: int) -> HttpResponse:
    """End a kiosk."""
    rows = visible_kiosks(request.person, community).select_related("survey", "community")
    row = get_object_or_404(rows, pk=kiosk)
    commands.end_kiosk(by=request.person, kiosk=row)
    messages.success(request, _("The kiosk has ended."))
    return redirect("surveys:survey", community.slug, row.survey_id)


@page("POST", who=MAKERS)
def remind(request: Any, community: Community, survey: int) -> HttpResponse:
    """Remind those who were drawn and have not answered."""
    row = survey_of(request.person, community, survey)
    try:
        commands.remind(by=request.person, survey=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        # Not how many: that would be a live count of who has not answered.
        messages.success(request, _("Whoever was drawn and has not answered is reminded."))
    return back(row)


@page("GET", "POST", who=ANSWERERS)
def reply(request: Any, community: Community, survey: int) -> HttpResponse:
    """Answer the results in public."""
    row = survey_of(request.person, community, survey)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.reply_to_survey, by=request.person, survey=row, **form.cleaned_data)
        if done:
            messages.success(request, _("Your answer stands here, and whoever took part is told."))
            return back(row)
    return render(request, "surveys/reply.html", {"form": form, "survey": row})


@page("GET", "POST", who=ANSWERERS)
def change_new(request: Any, community: Community, survey: int) -> HttpResponse:
    """Promise a change."""
    row = survey_of(request.person, community, survey)
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.name_change, by=request.person, survey=row, **form.cleaned_data)
        if done:
            messages.success(request, _("The change is promised, and whoever took part is told."))
            return back(row)
    return render(request, "surveys/change.html", {"form": form, "survey": row, "act": "name"})


@page("GET", "POST", who=ANSWERERS)
def change_move(request: Any, community: Community, survey: int, survey_change: int) -> HttpResponse:
    """Give a change another day."""
    row, promised = _change(request, community, survey, survey_change)
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.move_change, by=request.person, change=promised, **form.cleaned_data
        )
        if done:
            messages.success(request, _("The new day stands here, with the first one and your reason."))
            return back(row)
    return render(
        request, "surveys/change.html", {"form": form, "survey": row, "change": promised, "act": "move"}
    )


@page("GET", "POST", who=ANSWERERS)
def change_finish(request: Any, community: Community, survey: int, survey_change: int) -> HttpResponse:
    """Say what became of a change."""
    row, promised = _change(request, community, survey, survey_change)
    form = FinishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"done": form.cleaned_data["done"] == "yes"}
        done = carried_out(form, commands.finish_change, by=request.person, change=promised, **told)
        if done:
            messages.success(request, _("It stands here, and whoever took part is told."))
            return back(row)
    return render(
        request, "surveys/change.html", {"form": form, "survey": row, "change": promised, "act": "finish"}
    )


def _change(request: Any, community: Community, survey: int, pk: int) -> tuple[Survey, Change]:
    row = survey_of(request.person, community, survey)
    return row, get_object_or_404(row.changes.select_related("survey", "community"), pk=pk)


__all__ = [
    "change_finish",
    "change_move",
    "change_new",
    "kiosk_end",
    "kiosks",
    "remind",
    "reply",
    "sample",
    "slips",
]
