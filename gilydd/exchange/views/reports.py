"""The report that funders ask for: on the page, as sheets and as paper."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Area, Community
from gilydd.people.policy import is_broker
from gilydd.people.queries import standing
from gilydd.people.words import Role
from gilydd.ui.doors import page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf
from gilydd.ui.sheets import KINDS, sheet_response

from .. import reports
from ..forms.brokering import ReportForm
from ..queries.reports import Span, first_day

READERS = (Role.BROKER, Role.COORDINATOR, Role.EVALUATOR, Role.COMMISSIONER)
WHOLE = frozenset({Role.BROKER, Role.EVALUATOR, Role.COMMISSIONER})


@page("GET", who=READERS)
def report(request: Any, community: Community) -> HttpResponse:
    """Members, hours and giving back in some quarters."""
    form, made = _wanted(request, community)
    told: dict[str, Any] = {
        "form": form,
        "report": made,
        "choices": _choices(community),
        "kinds": [*KINDS, "pdf"],
    }
    if made is not None:
        told["query"] = urlencode(
            {"since": made.span.since, "until": made.span.until, "area": form.cleaned_data.get("area", "")}
        )
    return render(request, "exchange/report.html", told)


@page("GET", who=READERS)
def report_file(request: Any, community: Community, kind: str) -> HttpResponse:
    """The same as a file: CSV, XLSX, ODS or PDF."""
    if kind not in (*KINDS, "pdf"):
        raise Http404(_("There is no report of this kind."))
    _form, made = _wanted(request, community)
    if made is None:
        raise Http404(_("There is no report of these days."))
    title = reports.title_of(made)
    if kind == "pdf":
        told = {"report": made, "community": community, "title": title}
        return paper_response(title, pdf("exchange/report_paper.html", told, [language()]))
    return sheet_response(title, reports.tables(made), kind)


def _wanted(request: Any, community: Community) -> tuple[ReportForm, reports.Report | None]:
    """The form as it was sent (the last four quarters at first) and its report, where there can be one."""
    quarters = reports.quarters(first_day(community), timezone.localdate())
    here = standing(request.person, community)
    whole = not here.roles.isdisjoint(WHOLE)
    areas = _areas(request, community)
    told = request.GET.dict()
    if quarters and "since" not in told:
        told |= {"since": quarters[:4][-1][0].isoformat(), "until": quarters[0][1].isoformat()}
    if not whole and not told.get("area"):
        told["area"] = str(areas[0].pk) if areas else ""
    form = ReportForm(quarters, areas, whole, told)
    if not quarters or not form.is_valid():
        return form, None
    area = next((row for row in areas if str(row.pk) == form.cleaned_data.get("area")), None)
    if area is None and not whole:
        return form, None
    span = Span(form.cleaned_data["since"], form.cleaned_data["until"])
    return form, reports.report(community, span, area)


def _areas(request: Any, community: Community) -> list[Area]:
    """The areas whose own report the person may read: those whose members they look after.

    Others see areas in the report of the whole alone, where they are one table among others: a report of
    one area beside that of the whole could be taken from each other.
    """
    rows = Area.objects.of(community).order_by("name_en")
    if is_broker(request.person, community):
        return list(rows)
    return list(rows.filter(pk__in=standing(request.person, community).areas))


def _choices(community: Community) -> list[tuple[str, str]]:
    """Periods to choose with one click: (words, query)."""
    quarters = reports.quarters(first_day(community), timezone.localdate())
    if not quarters:
        return []
    last = quarters[0][1]
    found = [(_("The last quarter"), quarters[0][0], last)]
    for words, month in ((_("The last calendar year"), 12), (_("The last financial year"), 3)):
        year = last.year if last.month >= month else last.year - 1
        until = dt.date(year, month, 31)
        since = dt.date(year - 1, month, 1) + dt.timedelta(days=31)
        if quarters[-1][0] <= until <= last:
            found.append((words, max(since, quarters[-1][0]), until))
    return [(words, urlencode({"since": since, "until": until})) for words, since, until in found]
