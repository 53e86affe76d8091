"""Pages: social capital, the register of what was released, raw figures, and who was heard."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.services.policy import visible_services
from gilydd.surveys.words import Group
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.sheets import KINDS, Cell, Table, sheet_response

from .. import commands, network_quarter
from ..forms.conversing import RawLookForm, RawReaderForm, TrustForm
from ..models import RawReader, Release
from ..policy import EVALUATORS, NAMERS, may, visible_releases
from ..queries import releases as queries
from ..queries import voices


@page("GET", who=PUBLIC)
def social_capital(request: Any, community: Community) -> HttpResponse:
    """How people here are joined, quarter by quarter, at the level of groups."""
    person = request.person
    capital = queries.capital(person, community)
    told = {
        "capital": capital,
        "last": queries.called(capital.latest) if capital else "",
        "trust": queries.trust(community),
        "groups": dict(Group.choices),
        "can_choose": may(person, "choose_trust_question", community),
        "can_look": may(person, "look_raw", community),
    }
    return render(request, "evaluating/social_capital.html", told)


@page("GET", who=PUBLIC)
def social_capital_sheet(request: Any, community: Community, kind: str) -> HttpResponse:
    """The figures of all quarters as a table to take away."""
    if kind not in KINDS:
        raise Http404(_("There is no such kind of file here."))
    made = queries.capital(request.person, community)
    if made is None:
        raise Http404(_("Nothing was released yet."))
    head = [_("Figure"), _("Quarter"), _("Number")]
    rows: list[list[Cell]] = [[one.title, label, value] for one in made.measured for label, value in one.rows]
    name = _("How people here are joined")
    return sheet_response(name, [Table(name, head, rows)], kind)


@page("GET", "POST", who=EVALUATORS)
def trust_new(request: Any, community: Community) -> HttpResponse:
    """Choose a question that asks about trust."""
    form = TrustForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if carried_out(form, commands.choose_trust_question, by=request.person, **told):
            messages.success(request, _("Its results stand here now."))
            return redirect("evaluating:social_capital", community.slug)
    return render(request, "evaluating/trust_new.html", {"form": form})


@page("GET", who=PUBLIC)
def releases(request: Any, community: Community) -> HttpResponse:
    """What was released, when, and from which period; for members also who looked at raw figures and why."""
    person = request.person
    told = {
        "register": queries.register(person, community),
        "readers": queries.raw_readers(community) if may(person, "see_raw_looks", community) else [],
        "can": {
            "see_looks": may(person, "see_raw_looks", community),
            "name": may(person, "name_raw_reader", community),
        },
    }
    return render(request, "evaluating/releases.html", told)


@page("GET", "POST", who=NAMERS)
def raw_reader_new(request: Any, community: Community) -> HttpResponse:
    """Name an evaluator who may see raw figures."""
    form = RawReaderForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"community": community, "party": form.cleaned_data["reader"]}
        if carried_out(form, commands.name_raw_reader, by=request.person, **told):
            messages.success(request, _("Every look will be written down, with its reason."))
            return redirect("evaluating:releases", community.slug)
    return render(request, "evaluating/raw_reader_new.html", {"form": form})


@page("POST", who=NAMERS)
def raw_reader_end(request: Any, community: Community, raw_reader: int) -> HttpResponse:
    """Let a named evaluator look no more."""
    row = get_object_or_404(RawReader.objects.of(community).select_related("community"), pk=raw_reader)
    commands.end_raw_reader(by=request.person, reader=row)
    messages.success(request, _("They cannot look at raw figures any more."))
    return redirect("evaluating:releases", community.slug)


@page("GET", "POST", who=EVALUATORS)
def raw(request: Any, community: Community, figure_release: int) -> HttpResponse:
    """The figures behind a release before the gate: for a named evaluator, after a reason that is kept."""
    rows = visible_releases(request.person, community).select_related("community")
    row = get_object_or_404(rows, pk=figure_release)
    form = RawLookForm(request.POST or None)
    told: dict[str, Any] = {"release": row, "form": form, "called": queries.called(row), "rows": None}
    told["may_look"] = may(request.person, "look_raw", row)
    if request.method == "POST" and told["may_look"] and form.is_valid():
        given = {"release": row, **form.cleaned_data}
        if carried_out(form, commands.look_raw, by=request.person, **given):
            told["rows"] = _raw_rows(row)
    return render(request, "evaluating/raw.html", told)


def _raw_rows(row: Release) -> list[tuple[str, str]]:
    found = network_quarter.quarter(row.community, row.ends_on)
    return [(queries.raw_words(key), value) for key, value in network_quarter.raw(found)]


@page("POST", who=EVALUATORS)
def release_now(request: Any, community: Community) -> HttpResponse:
    """Release the last quarter that is over, where the daily round has not done it yet."""
    try:
        commands.release_quarter(by=request.person, community=community, ends_on=queries.last_over())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("evaluating:social_capital", community.slug)


@page("GET", who=PUBLIC)
def voice_all(request: Any, community: Community) -> HttpResponse:
    """Who was heard: by service and by year."""
    person = request.person
    told = {
        "services": voices.services_heard(person, community),
        "years": voices.years_heard(person, community),
    }
    return render(request, "evaluating/voice_all.html", told)


@page("GET", who=PUBLIC)
def voice_service(request: Any, community: Community, service: int) -> HttpResponse:
    """Who was heard over all challenges of a service."""
    rows = visible_services(request.person, community).select_related("community")
    row = get_object_or_404(rows, pk=service)
    made, until = voices.voice_of_service(request.person, row)
    told = {"service": row, "voice": made, "until": until, "year": None}
    return render(request, "evaluating/voice.html", told)


@page("GET", who=PUBLIC)
def voice_year(request: Any, community: Community, heard_year: int) -> HttpResponse:
    """Who was heard here in a year that is over."""
    if heard_year not in voices.years_heard(request.person, community):
        raise Http404(_("This year is not over yet, or nothing was asked in it."))
    made = voices.voice_of_year(request.person, community, heard_year)
    told = {"service": None, "voice": made, "until": None, "year": heard_year}
    return render(request, "evaluating/voice.html", told)
