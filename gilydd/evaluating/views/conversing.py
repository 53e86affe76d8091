"""Pages: what a survey says and the draft written from it, a finding's other words, conversations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.services.models import Outcome
from gilydd.surveys.queries import changes_of, results
from gilydd.surveys.words import Group, SurveyState
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from .. import commands
from ..forms.conversing import ChangeFindingForm, EndingForm, SayForm
from ..models import Conversation, Ending, Evidence
from ..policy import ENDERS, EVALUATORS, may, visible_conversations, visible_evidence, visible_findings
from ..policy import visible_turns as turns
from ..queries import conversations as queries
from ..words import Side


@page("GET", who=PUBLIC)
def evidence(request: Any, community: Community, evidence: int) -> HttpResponse:
    """What a survey says of a turn: staff beside citizens, and the same people before and after."""
    row = _evidence(request.person, community, evidence)
    closed = row.survey is not None and row.survey.state == SurveyState.CLOSED
    told = {
        "evidence": row,
        "closed": closed,
        "questions": results(row.survey) if row.survey else [],
        "changes": changes_of(row.survey) if row.survey else [],
        "groups": dict(Group.choices),
        "can_draft": closed and may(request.person, "find", row.turn),
    }
    return render(request, "evaluating/evidence.html", told)


@page("POST", who=EVALUATORS)
def finding_draft(request: Any, community: Community, evidence: int) -> HttpResponse:
    """Write a draft from the figures, by one press."""
    row = _evidence(request.person, community, evidence)
    try:
        made = commands.draft_finding(by=request.person, evidence=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluating:evidence", community.slug, row.pk)
    messages.success(request, _("This is what the figures say. Say what follows, then open it for comment."))
    return redirect("evaluating:finding_change", community.slug, made.pk)


@page("GET", "POST", who=EVALUATORS)
def finding_change(request: Any, community: Community, finding: int) -> HttpResponse:
    """Put a finding into other words."""
    rows = visible_findings(request.person, community).select_related("community", "turn__service")
    row = get_object_or_404(rows, pk=finding)
    form = ChangeFindingForm(request.person, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"finding": row, **form.cleaned_data}
        if carried_out(form, commands.change_finding, by=request.person, **told):
            messages.success(request, _("It reads otherwise now. The old words stay below."))
            return redirect("evaluating:finding", community.slug, row.pk)
    return render(request, "evaluating/finding_change.html", {"form": form, "finding": row})


@page("POST", who=EVALUATORS)
def conversation_open(request: Any, community: Community, turn: int, outcome: int) -> HttpResponse:
    """Open the conversation on an outcome that the sides see differently."""
    row = get_object_or_404(turns(None, community).select_related("community", "service"), pk=turn)
    about = get_object_or_404(Outcome.objects.of(community).filter(service=row.service_id), pk=outcome)
    try:
        made = commands.open_conversation(by=request.person, turn=row, outcome=about)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluating:turn", community.slug, row.pk)
    return redirect("evaluating:conversation", community.slug, made.pk)


@page("GET", who=PUBLIC)
def conversation(request: Any, community: Community, gap_conversation: int) -> HttpResponse:
    """Both sides' words on one outcome, and what was agreed, or that they still differ."""
    return _conversation_page(request, _conversation(request, community, gap_conversation), SayForm())


@page("POST")
def conversation_say(request: Any, community: Community, gap_conversation: int) -> HttpResponse:
    """Say something in it."""
    row = _conversation(request, community, gap_conversation)
    form = SayForm(request.POST)
    if form.is_valid():
        told = {"conversation": row, **form.cleaned_data}
        if carried_out(form, commands.say, by=request.person, **told):
            messages.success(request, _("Thank you. Your words stand beside those of the other side."))
            return redirect("evaluating:conversation", community.slug, row.pk)
    return _conversation_page(request, row, form)


@page("GET", "POST", who=ENDERS)
def ending_new(request: Any, community: Community, gap_conversation: int) -> HttpResponse:
    """Write down what it came to; both sides are asked whether it is so."""
    row = _conversation(request, community, gap_conversation)
    form = EndingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"conversation": row, **form.cleaned_data}
        if carried_out(form, commands.put_ending, by=request.person, **told):
            messages.success(request, _("It is written down. Those who spoke are asked whether it is so."))
            return redirect("evaluating:conversation", community.slug, row.pk)
    said = queries.sayings(request.person, row)
    return render(request, "evaluating/ending_new.html", {"form": form, "conversation": row, "sayings": said})


@page("POST")
def ending_assent(request: Any, community: Community, gap_ending: int) -> HttpResponse:
    """Say that it is so."""
    rows = Ending.objects.of(community).select_related("conversation__community")
    row = get_object_or_404(rows, pk=gap_ending)
    try:
        done = commands.assent(by=request.person, ending=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        stands = done.stands_on is not None
        messages.success(
            request, _("It stands: both sides say so.") if stands else _("Thank you. You say that it is so.")
        )
    return redirect("evaluating:conversation", community.slug, row.conversation_id)


def _conversation_page(request: Any, row: Conversation, form: SayForm) -> HttpResponse:
    person = request.person
    sayings = queries.sayings(person, row)
    ended = row.ended_on is not None
    told = {
        "conversation": row,
        "gap": queries.gap_of(row),
        "sayings": sayings,
        "spoke": {one.side for one in sayings},
        "ending": queries.ending_of(person, row),
        "sides": dict(Side.choices),
        "form": form,
        "can": {
            "read": may(person, "say", row),
            "say": not ended and may(person, "say", row),
            "end": not ended and may(person, "put_ending", row),
        },
    }
    return render(request, "evaluating/conversation.html", told)


def _conversation(request: Any, community: Community, pk: int) -> Conversation:
    rows = visible_conversations(request.person, community)
    return get_object_or_404(rows.select_related("community", "turn__service", "outcome"), pk=pk)


def _evidence(person: Any, community: Community, pk: int) -> Evidence:
    rows = visible_evidence(person, community).filter(survey__isnull=False)
    rows = rows.select_related("community", "turn__service", "turn__community", "survey")
    return get_object_or_404(rows, pk=pk)
