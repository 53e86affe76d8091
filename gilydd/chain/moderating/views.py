"""Pages of the moderators' desk: report something, the desk, one case, one's own cases, the public log."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.peers.queries.circles import to_look_at_again
from gilydd.people.keys import address_of
from gilydd.people.models import Community, Membership
from gilydd.people.policy import is_broker, is_member, speaks_for
from gilydd.people.tries import Limit
from gilydd.people.words import Role
from gilydd.safety import commands, desk
from gilydd.safety.deadlines import rules_of
from gilydd.safety.models import Case
from gilydd.safety.policy import may, moderates, own_cases, visible_cases, visible_concerns
from gilydd.safety.words import (
    REASON_MEANINGS,
    VISITOR_REPORTS_A_DAY,
    WAITING,
    CaseState,
    ReportReason,
)
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language
from gilydd.ui.words import EASY_READ_COOKIE

from . import kinds
from .forms import AgainForm, DecideForm, PleaForm, ReportForm

AT_THE_DESK = (Role.BROKER, Role.FACILITATOR, Role.SAFEGUARDING_LEAD)
# A library's computer may send several reports a day; a machine sends hundreds.
FROM_ONE_PLACE = Limit("report", allowed=VISITOR_REPORTS_A_DAY, seconds=86_400)


@page("GET", "POST", who=PUBLIC)
def report(request: Any, community: Community, label: str, reported_thing: int) -> HttpResponse:
    """Ask the moderators to look at something that somebody wrote or did."""
    known = kinds.KINDS.get(label)
    if known is None:
        raise Http404
    if request.person is None and not known.public:
        return redirect_to_login(request.get_full_path())
    found = kinds.thing(request.person, community, label, reported_thing)
    if found is None:
        raise Http404
    easy = request.COOKIES.get(EASY_READ_COOKIE) == "1"
    form = ReportForm(request.POST or None, easy=easy)
    if request.method == "POST" and form.is_valid():
        if request.person is None and FROM_ONE_PLACE.wait_seconds(address_of(request)):
            form.add_error(None, _("Many reports came from here today. Please phone the community instead."))
        elif carried_out(form, commands.report_thing, **_told(request, community, found, form)):
            return _thanked(request, community)
    whose = found.whose
    shown = {
        "form": form,
        "thing": found,
        "quote": found.quote,
        "own": whose is not None and speaks_for(request.person, community, whose.pk),
        "writer": _member_of(request, community, found),
        "member": bool(request.person) and is_member(request.person, community),
    }
    return render(request, "chain/report.html", shown)


@page("GET", who=AT_THE_DESK)
def reports(request: Any, community: Community) -> HttpResponse:
    """The desk: what waits, what is due first on top."""
    done = "done" in request.GET
    person = request.person
    lines = [(line, kinds.called(line.thing_key)) for line in desk.waiting(person, community, done=done)]
    circles = to_look_at_again(person, community) if is_broker(person, community) and not done else []
    shown = {
        "lines": lines,
        "done": done,
        "states": dict(CaseState.choices),
        "reasons": dict(ReportReason.choices),
        "circles": circles,
        "moderates": moderates(person, community),
    }
    return render(request, "chain/reports.html", shown)


@page("GET", "POST", who=AT_THE_DESK)
def reported(request: Any, community: Community, case: int) -> HttpResponse:
    """One case: what it says, who reported it and why, and a decision."""
    row = _case(request, community, case)
    again = row.state == CaseState.AGAIN
    form = (AgainForm if again else DecideForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        command = commands.look_again if again else commands.decide_case
        if carried_out(form, command, by=request.person, case=row, **form.cleaned_data):
            messages.success(request, _("Decided. Those whom it concerns are told."))
            return redirect("chain:reports", community.slug)
    return _case_page(request, row, form)


@page("POST", who=AT_THE_DESK)
def reported_gone(request: Any, community: Community, case: int) -> HttpResponse:
    """What was reported is not there any more."""
    row = _case(request, community, case)
    if kinds.thing_of_key(community, row.thing_key) is not None:
        messages.warning(request, _("It is still there: decide on it."))
        return redirect("chain:reported", community.slug, row.pk)
    commands.close_gone(by=request.person, case=row)
    messages.success(request, _("Closed. Whoever reported it is told that it is gone."))
    return redirect("chain:reports", community.slug)


@page("GET")
def my_reports(request: Any, community: Community) -> HttpResponse:
    """What I reported, and what of mine was taken out of sight; with a second look to ask for."""
    lines = [(line, kinds.called(line.thing_key)) for line in desk.own(request.person, community)]
    shown = {
        "lines": lines,
        "states": dict(CaseState.choices),
        "reasons": dict(ReportReason.choices),
    }
    return render(request, "chain/my_reports.html", shown)


@page("GET", "POST")
def report_again(request: Any, community: Community, own_case: int) -> HttpResponse:
    """Ask that somebody else looks at it again."""
    row = get_object_or_404(own_cases(request.person, community).select_related("community"), pk=own_case)
    party = pleads_as(request, row)
    form = PleaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if carried_out(form, commands.ask_again, by=request.person, case=row, party=party, **given):
            messages.success(request, _("Somebody else will look at it. You are told what they decide."))
            return redirect("chain:my_reports", community.slug)
    shown = {"form": form, "case": row, "called": kinds.called(row.thing_key)}
    return render(request, "chain/report_again.html", shown)


@page("GET", who=PUBLIC)
def moderation(request: Any, community: Community) -> HttpResponse:
    """The published reasons, how it goes, and the log of what was decided: no names, no words, no days."""
    lines = [(line, kinds.called(line.thing_key)) for line in desk.log(community)]
    shown = {
        "reasons": [(ReportReason(code).label, meaning) for code, meaning in REASON_MEANINGS.items()],
        "labels": dict(ReportReason.choices),
        "states": dict(CaseState.choices),
        "rules": rules_of(community),
        "tally": desk.tally(community),
        "lines": lines,
    }
    return render(request, "chain/moderation.html", shown)


@page("GET", who=Role.SAFEGUARDING_LEAD)
def concern_source(request: Any, community: Community, concern: int) -> HttpResponse:
    """What a concern came from, for a lead who may read it: its words, and where it stands."""
    rows = visible_concerns(request.person, community).exclude(source_key="")
    row = get_object_or_404(rows, pk=concern)
    found = kinds.thing_of_key(community, row.source_key)
    shown = {"concern": row, "thing": found, "quote": found.quote if found else ("", "")}
    return render(request, "chain/concern_source.html", shown)


def _told(request: Any, community: Community, found: kinds.Thing, form: ReportForm) -> dict[str, Any]:
    text, lang = found.quote
    return {
        "by": request.person,
        "community": community,
        "thing_key": found.key,
        "whose": found.whose,
        "quote": text,
        "quote_lang": lang if lang in ("cy", "en") else "",
        "public": found.kind.public,
        "lang": language(),
        **form.cleaned_data,
    }


def _thanked(request: Any, community: Community) -> HttpResponse:
    messages.success(request, _("Thank you. The moderators will look at it."))
    if request.person is not None and is_member(request.person, community):
        return redirect("chain:my_reports", community.slug)
    return redirect("chain:moderation", community.slug)


def _member_of(request: Any, community: Community, found: kinds.Thing) -> int | None:
    """The membership of whoever wrote it, for the link to block them; none for visitors and public things."""
    whose = found.whose
    if whose is None or found.kind.public or request.person is None:
        return None
    rows = Membership.objects.of(community).filter(party=whose).exclude(party=request.person.pk)
    return rows.values_list("pk", flat=True).first()


def _case(request: Any, community: Community, pk: int) -> Case:
    rows = visible_cases(request.person, community).select_related("community", "whose")
    return get_object_or_404(rows, pk=pk)


def _case_page(request: Any, row: Case, form: DecideForm) -> HttpResponse:
    found = kinds.thing_of_key(row.community, row.thing_key)
    verb = "look_again" if row.state == CaseState.AGAIN else "decide_case"
    now = found.quote[0] if found else ""
    shown = {
        "case": row,
        "form": form,
        "called": kinds.called(row.thing_key),
        "thing": found,
        "changed": bool(found and row.quote and now != row.quote),
        "now": now,
        "reports": desk.reports_of(row),
        "reasons": dict(ReportReason.choices),
        "waits": row.state in WAITING,
        "decides": may(request.person, verb, row),
        "was_first": desk.was_first(request.person, row),
    }
    return render(request, "chain/reported.html", shown)


def pleads_as(request: Any, row: Case) -> Any:
    """The side on which the person stands: the writer's, where it is theirs, else their own."""
    if row.was_away and row.whose is not None and speaks_for(request.person, row.community, row.whose_id):
        return row.whose
    reported_by = row.reports.filter(reported_by__isnull=False).select_related("reported_by")
    for one in reported_by:
        if speaks_for(request.person, row.community, one.reported_by_id):
            return one.reported_by
    return request.person.party
