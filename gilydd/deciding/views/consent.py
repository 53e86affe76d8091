"""Pages of consent: answer an objection, put a new wording."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import MEMBER, page
from gilydd.ui.filters import language

from .. import commands
from ..forms.consent import AnswerForm, RewordForm
from ..models import Objection, Vote
from ..policy import may
from ..queries.consent import consent_of
from ..words import VoteKind, VoteState
from ._shared import one_vote


@page("GET", "POST", who=MEMBER)
def answer(request: Any, community: Community, consent: int, objection: int) -> HttpResponse:
    """Write down what came of an objection."""
    row = _asked(request, community, consent)
    shown = next((one for one in consent_of(request.person, row).said if one.pk == objection), None)
    if shown is None or not shown.stands:
        raise Http404(_("There is no objection here that stands."))
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {
            "objection": get_object_or_404(Objection, pk=objection, vote=row),
            "text": form.cleaned_data["text"],
            "lang": language(),
        }
        if carried_out(form, commands.answer_objection, by=request.person, **given):
            messages.success(request, _("It is written down, and whoever objects is told."))
            return redirect("deciding:vote", community.slug, row.pk)
    return render(request, "deciding/objection.html", {"vote": row, "form": form, "one": shown})


@page("GET", "POST", who=MEMBER)
def reword(request: Any, community: Community, consent: int) -> HttpResponse:
    """Put a new wording to everybody."""
    row = _asked(request, community, consent)
    shown = consent_of(request.person, row)
    initial = {"text_cy": shown.now.text_cy, "text_en": shown.now.text_en}
    form = RewordForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        texts = {name: data[name] for name in ("text_cy", "text_en", "why_cy", "why_en")}
        given = {"vote": row, "closes_at": form.closes_at(row.closes_at), **texts}
        if carried_out(form, commands.reword, by=request.person, **given):
            messages.success(request, _("Everybody who can vote is told of the new wording."))
            return redirect("deciding:vote", community.slug, row.pk)
    return render(request, "deciding/reword.html", {"vote": row, "form": form, "consent": shown})


def _asked(request: Any, community: Community, pk: int) -> Vote:
    row = one_vote(request, community, pk)
    running = row.state == VoteState.OPEN and row.closes_at > timezone.now()
    if row.kind != VoteKind.CONSENT or not running or not may(request.person, "reword", row):
        raise Http404(_("There is no consent here that you look after."))
    return row
