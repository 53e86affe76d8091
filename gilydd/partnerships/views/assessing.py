"""Pages: the yearly self-assessment with its pictures beside each other, and the annual report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.words import PartyKind
from gilydd.surveys.words import Group, SurveyState
from gilydd.ui import papers
from gilydd.ui.doors import PERSON, PUBLIC, page
from gilydd.ui.words import EASY_READ_COOKIE

from .. import commands, queries
from ..forms import AssessmentForm, PartnerAnswersForm
from ..models import Partner, Partnership
from ..policy import own_partners, visible_assessments
from ._shared import CAPACITIES, mine, one, runs, shown_with, step

GROUPS = {str(group): group.label for group in Group}


@page("GET", "POST", who=PERSON)
def assessment_new(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Begin the self-assessment of a year."""
    row = runs(request, community, partnership, "begin_assessment")
    return step(
        request, row, AssessmentForm(community, request.POST or None), commands.begin_assessment,
        title=_("Begin a self-assessment"), submit=_("Begin"), to=("partnership", row.pk), partnership=row,
        done=_("It is open. Partners, staff and citizens can answer."),
        lead=_("Partners answer openly. Staff and citizens answer in a survey, where nobody sees who."),
    )  # fmt: skip


@page("GET", who=PUBLIC)
def assessment(request: Any, community: Community, assessment: int) -> HttpResponse:
    """The pictures of partners, staff and citizens beside each other."""
    row = get_object_or_404(visible_assessments(request.person, community), pk=assessment)
    shown = shown_with(request, row.partnership, pictures=queries.pictures(request.person, row))
    shown |= {
        "assessment": row, "groups": GROUPS, "answers": bool(_bodies(request, row.partnership)),
        "is_open": row.survey.state == SurveyState.OPEN,
    }  # fmt: skip
    return render(request, "partnerships/assessment.html", shown)


def _bodies(request: Any, partnership: Partnership) -> list[Partner]:
    own = own_partners(request.person, partnership)
    return [row for row in own if row.party.kind != PartyKind.PERSON]


@page("GET", "POST", who=PERSON)
def partner_answer(request: Any, community: Community, assessment: int) -> HttpResponse:
    """A partner as a body answers the statements."""
    row = get_object_or_404(visible_assessments(request.person, community), pk=assessment)
    own = _bodies(request, row.partnership)
    if not own:
        raise Http404
    start = {
        f"{name}_{question}": value
        for question, answer in queries.answers_given(row, own[0]).items()
        for name, value in (("answer", answer.option.code), ("why", answer.why))
    }
    easy = request.COOKIES.get(EASY_READ_COOKIE) == "1"
    form = PartnerAnswersForm(row, own, request.POST or None, easy=easy, initial=start)
    return step(
        request, row, form, commands.answer_as_partner, title=_("Answer as a partner"), submit=_("Keep this"),
        to=("assessment", row.pk), assessment=row,
        lead=_("Everybody reads what you answer once it is closed, with your name. Say what shows it."),
    )  # fmt: skip


@page("POST", who=PERSON)
def assessment_close(request: Any, community: Community, assessment: int) -> HttpResponse:
    """Close it for good."""
    row = mine(request, visible_assessments(request.person, community), "close_assessment", assessment)
    commands.close_assessment(by=request.person, assessment=row)
    messages.success(request, _("It is closed. Everybody can read it now."))
    return redirect("partnerships:assessment", community.slug, row.pk)


def _year(row: Partnership, year: int) -> int:
    """A year in which there was a partnership, or 404."""
    last = row.ended_on.year if row.ended_on else timezone.localdate().year
    if not row.begun_on.year <= year <= last:
        raise Http404
    return year


@page("GET", who=PUBLIC)
def report(request: Any, community: Community, partnership: int, year: int) -> HttpResponse:
    """The annual report, written from the records."""
    row = one(request, community, partnership)
    last = row.ended_on.year if row.ended_on else timezone.localdate().year
    shown = shown_with(
        request, row, report=queries.report(request.person, row, _year(row, year)), groups=GROUPS,
        years=list(range(row.begun_on.year, last + 1)),
    )  # fmt: skip
    return render(request, "partnerships/report.html", shown)


@page("GET", who=PUBLIC)
def report_file(request: Any, community: Community, partnership: int, year: int) -> HttpResponse:
    """The annual report as a PDF in both languages. It is the same for everybody: it names no person."""
    row = one(request, community, partnership)
    _year(row, year)
    context = {
        "community": community, "partnership": row, "groups": GROUPS, "year": year,
        "capacities": CAPACITIES,
        "report": lambda: queries.report(None, row, year), "today": timezone.localdate(),
    }  # fmt: skip
    made = papers.pdf("partnerships/paper_report.html", context, ["cy", "en"])
    return papers.paper_response(f"{row.name_en} {year}", made)
