"""Pages: the library of cases, one case, telling it, agreeing, publishing, taking back, beginning from it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.imports import said_again
from gilydd.people.models import Community, Party
from gilydd.people.words import Role
from gilydd.services.models import Turn
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from .. import case_files, commands
from ..forms.cases import AgreeForm, BeginForm, CaseFileForm, CaseForm, WithdrawForm, WrittenDownForm
from ..models import Case
from ..policy import library, may, visible_case_files, visible_cases, visible_turns
from ..queries import cases as queries
from ..words import CaseSide, CaseState, ReadingFileState

PREPARES = (Role.EVALUATOR, Role.RESEARCHER, Role.FACILITATOR, Role.COMMISSIONER)
RUNS = (Role.FACILITATOR, Role.COMMISSIONER)


@page("GET", who=PUBLIC)
def cases(request: Any, community: Community) -> HttpResponse:
    """What others tried, what it cost, who took part and what it changed; found by need."""
    text = request.GET.get("need", "")[:200]
    told = {
        "cards": queries.cases(text),
        "text": text,
        "waiting": _waiting(request, community),
        "brings": may(request.person, "bring_in_cases", community),
    }
    return render(request, "evaluating/cases.html", told)


@page("GET", who=PUBLIC)
def cases_data(request: Any, community: Community) -> HttpResponse:
    """The library as open data: every published case of this installation."""
    return _opened(case_files.opened(list(library().select_related("community").order_by("pk"))))


@page("GET", who=PUBLIC)
def case(request: Any, community: Community, told_case: int) -> HttpResponse:
    """One case: what it was for, what it cost, who took part, what changed, what went wrong."""
    row = _case(request, community, told_case)
    told = {
        "case": row,
        "told": queries.shown(row) if row.state != CaseState.WITHDRAWN else None,
        "community_name": queries.from_of(row),
        "agreed": queries.agreed(row) if row.turn_id else [],
        "states": CaseState,
        "may_agree": row.state == CaseState.DRAFT and bool(queries.waits_for(request.person, row)),
        "writes_down": row.state == CaseState.DRAFT and bool(queries.writes_down_for(request.person, row)),
        "begin_in": queries.begin_in(request.person) if row.state == CaseState.PUBLISHED else [],
        "prepares": row.turn_id is not None and may(request.person, "prepare_case", row),
        "withdraws": row.state != CaseState.WITHDRAWN and may(request.person, "withdraw_case", row),
    }
    return render(request, "evaluating/case.html", told)


@page("GET", who=PUBLIC)
def case_data(request: Any, community: Community, told_case: int) -> HttpResponse:
    """A published case as open data; brought in elsewhere it stands in the library there."""
    row = _case(request, community, told_case)
    return _opened(case_files.opened([row] if row.state == CaseState.PUBLISHED else []))


@page("GET", "POST", who=PREPARES)
def case_tell(request: Any, community: Community, turn: int) -> HttpResponse:
    """Tell a finished turn as a case, or tell it anew."""
    rows = visible_turns(request.person, community).select_related("service", "community")
    row: Turn = get_object_or_404(rows, pk=turn)
    before = Case.objects.filter(turn=row, state=CaseState.DRAFT).first()
    form = CaseForm(request.POST or None, case=before)
    if request.method == "POST" and form.is_valid():
        made = carried_out(form, commands.prepare_case, by=request.person, turn=row, **form.cleaned_data)
        if made:
            messages.success(request, _("Kept. Now the provider and a citizen are asked to agree."))
            return redirect("evaluating:case", community.slug, made.pk)
    return render(request, "evaluating/case_tell.html", {"form": form, "turn": row, "service": row.service})


@page("GET", "POST")
def case_agree(request: Any, community: Community, draft_case: int) -> HttpResponse:
    """Read it, and agree; or take one's word back."""
    row = _case(request, community, draft_case)
    sides = queries.waits_for(request.person, row)
    if request.method == "POST" and request.POST.get("answer") == "back":
        commands.take_agreement_back(by=request.person, case=row)
        messages.success(request, _("Your word is taken back."))
        return redirect("evaluating:case", community.slug, row.pk)
    if not sides or row.state != CaseState.DRAFT:
        raise Http404
    form = AgreeForm(sides, row.digest, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"case": row, **form.cleaned_data}
        if carried_out(form, commands.agree_to_case, by=request.person, **told):
            messages.success(request, _("Thank you. You agreed to it as it stands."))
            return redirect("evaluating:case", community.slug, row.pk)
    return render(request, "evaluating/case_agree.html", {"form": form, "case": row})


@page("GET", "POST", who=Role.BROKER)
def case_write_down(request: Any, community: Community, draft_case: int) -> HttpResponse:
    """A broker read the case to a citizen of the panel or board, and writes down that they agreed."""
    row = _case(request, community, draft_case)
    people = queries.writes_down_for(request.person, row)
    if not people or row.state != CaseState.DRAFT:
        raise Http404
    form = WrittenDownForm(people, row.digest, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"party": Party.objects.get(pk=form.cleaned_data["party"])}
        given = {"case": row, "side": CaseSide.CITIZEN, **told}
        if carried_out(form, commands.agree_to_case, by=request.person, **given):
            messages.success(request, _("Written down. Thank you."))
            return redirect("evaluating:case", community.slug, row.pk)
    return render(request, "evaluating/case_write_down.html", {"form": form, "case": row})


@page("POST", who=PREPARES)
def case_publish(request: Any, community: Community, draft_case: int) -> HttpResponse:
    """One button: publish what both sides agreed to."""
    row = _case(request, community, draft_case)
    commands.publish_case(by=request.person, case=row)
    messages.success(request, _("It stands in the library, for every community."))
    return redirect("evaluating:case", community.slug, row.pk)


@page("GET", "POST")
def case_withdraw(request: Any, community: Community, told_case: int) -> HttpResponse:
    """Take a case back, and say why."""
    row = _case(request, community, told_case)
    if not may(request.person, "withdraw_case", row):
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"case": row, **form.cleaned_data}
        if carried_out(form, commands.withdraw_case, by=request.person, **told):
            messages.success(request, _("The case is taken back. Its words and figures are gone."))
            return redirect("evaluating:cases", community.slug)
    return render(request, "evaluating/case_withdraw.html", {"form": form, "case": row})


@page("GET", "POST", who=RUNS)
def case_begin(request: Any, community: Community) -> HttpResponse:
    """Begin a turn from a published case, of this community or another: `?case=` names it by its key."""
    chosen = _key(request.GET.get("case", ""))
    row = library().select_related("community").filter(key=chosen).first() if chosen else None
    if row is None:
        return redirect("evaluating:cases", community.slug)
    form = BeginForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"service": form.cleaned_data["service"], "case_key": row.key}
        if made := carried_out(form, commands.start_from_case, by=request.person, **told):
            messages.success(request, _("The turn has begun. Its guide has what you took from the case."))
            return redirect("chain:guide", community.slug, made.pk)
    told = {"form": form, "case": row, "from_name": queries.from_of(row), "plan": queries.plan_rows(row.plan)}
    return render(request, "evaluating/case_begin.html", told)


@page("GET", "POST", who=PREPARES)
def case_files_new(request: Any, community: Community) -> HttpResponse:
    """Bring cases in from another installation: the file is tried first."""
    form = CaseFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        told = {"community": community, "name": file.name, "data": file.read()}
        if made := carried_out(form, commands.try_cases, by=request.person, **told):
            return redirect("evaluating:case_file", community.slug, made.pk)
    return render(request, "evaluating/case_files.html", {"form": form})


@page("GET", "POST", who=PREPARES)
def case_file(request: Any, community: Community, case_file: int) -> HttpResponse:
    """What a file would bring in, or what is wrong in it; then write it or not."""
    row = get_object_or_404(visible_case_files(request.person, community), pk=case_file)
    if request.method == "POST":
        if request.POST.get("answer") == "write":
            commands.write_cases(by=request.person, case_file=row)
            messages.success(request, _("They stand in the library."))
        else:
            commands.stop_cases(by=request.person, case_file=row)
            messages.success(request, _("Nothing of it was brought in."))
        return redirect("evaluating:cases", community.slug)
    told = {
        "file": row,
        "states": ReadingFileState,
        "wrong": [(place or _("The file"), said_again(text)) for place, text in row.problems],
        "listed": [(queries.words(one["title"])[0], queries.words(one["community"])[0]) for one in row.cases],
    }
    return render(request, "evaluating/case_file.html", told)


def _waiting(request: Any, community: Community) -> list[Case]:
    rows = visible_cases(request.person, community).filter(state=CaseState.DRAFT)
    return list(rows.select_related("turn__service").order_by("pk")[:50])


def _case(request: Any, community: Community, pk: int) -> Case:
    rows = visible_cases(request.person, community)
    return get_object_or_404(
        rows.select_related("community", "turn__community", "turn__service__community"), pk=pk
    )


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _opened(data: Any) -> HttpResponse:
    """Open data: readable from every website, no key, no cookie."""
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response
