"""Pages of the attendance sheet, one or a whole week of them, and of where a member was."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.exchange.words import Evidence
from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import page
from gilydd.ui.filters import language
from gilydd.ui.papers import Binder, Sheet, paper_response, qr

from .. import commands, queries
from ..forms.sheet import SheetFileForm, SheetForm
from ..models import Session
from ..policy import run_sessions
from ..queries import door as weeks
from ._shared import pressed, session_to_run

PAPER_LINES = 12
LANGUAGES = {"cy": ["cy"], "en": ["en"], "both": ["cy", "en"]}


@page("GET", "POST")
def attendance(request: Any, community: Community, session: int) -> HttpResponse:
    """The sheet: who was there, for how long. One submit writes it and posts every hour.

    With ?week= it is one of a sitting: many numbers in one box, and then the next sheet of that week.
    """
    row = session_to_run(request, community, session)
    monday = _monday(request.GET.get("week", ""))
    form = _sheet_form(request, row, quick=monday is not None or "others" in request.POST)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.record_attendance, by=request.person, session=row, rows=form.rows())
        if done:
            messages.success(request, _("The sheet is written, and its hours are in the ledger."))
            return _onward(request, community, row, monday)
    return _sheet_page(request, row, form, monday)


@page("POST")
def attendance_file(request: Any, community: Community, session: int) -> HttpResponse:
    """A table is read into the sheet, to be looked at and then written."""
    row = session_to_run(request, community, session)
    monday = _monday(request.GET.get("week", ""))
    given = SheetFileForm(request.POST, request.FILES)
    start = {"others": given.cleaned_data["file"], "evidence": Evidence.PAPER} if given.is_valid() else {}
    form = SheetForm(row, queries.lines_to_fill(request.person, row), quick=True, initial=start)
    return _sheet_page(request, row, form, monday, file_form=given)


@page("POST")
def attendance_none(request: Any, community: Community, session: int) -> HttpResponse:
    """It took place, and there are no hours to write."""
    row = session_to_run(request, community, session)
    if pressed(request, commands.hold_session, by=request.person, session=row):
        messages.success(request, _("The sheet is done: there were no hours to write."))
    return _onward(request, community, row, _monday(request.GET.get("week", "")))


@page("GET")
def week(request: Any, community: Community) -> HttpResponse:
    """The sheets of a week, one after the other: where to begin, and how far one is."""
    monday = _monday(request.GET.get("on", "")) or weeks.first_week(request.person, community)
    rows = weeks.week(request.person, community, monday)
    todo = [row for row in rows if not row.written and row.begun]
    if not rows and not run_sessions(request.person, community).exists():
        raise Http404(_("You run no sessions here."))
    context = {
        "rows": rows,
        "todo": todo,
        "written": sum(row.written for row in rows),
        "monday": monday,
        "sunday": monday + dt.timedelta(days=6),
        "before": monday - dt.timedelta(days=7),
        "after": monday + dt.timedelta(days=7),
    }
    return render(request, "delivering/week.html", context)


@page("GET")
def sheet_paper(request: Any, community: Community, session: int) -> HttpResponse:
    """One sheet to print: names, boxes to tick, lines for others."""
    row = session_to_run(request, community, session)
    binder = Binder()
    for code in _languages(request):
        binder.add(_paper(request, row, code))
    return paper_response(f"{said(row.activity, 'title')} {row.starts_at:%Y-%m-%d}", binder.write())


@page("GET")
def week_paper(request: Any, community: Community) -> HttpResponse:
    """Every sheet of a week in one file to print."""
    monday = _monday(request.GET.get("on", "")) or weeks.monday_of(timezone.localdate())
    wanted = [row.pk for row in weeks.week(request.person, community, monday) if not row.written]
    if not wanted and not run_sessions(request.person, community).exists():
        raise Http404(_("You run no sessions here."))
    if not wanted:
        messages.warning(request, _("There is no sheet to print in this week."))
        return redirect("delivering:week", community.slug)
    rows = run_sessions(request.person, community).filter(pk__in=wanted).order_by("starts_at", "pk")
    binder = Binder(f"{_('sheets')} {monday}")
    for row in rows.select_related("community", "activity", "activity__place", "place"):
        for code in _languages(request):
            binder.add(_paper(request, row, code))
    return paper_response(f"{_('sheets')} {monday}", binder.write())


@page("GET")
def mine(request: Any, community: Community) -> HttpResponse:
    """Where I was."""
    return render(request, "delivering/mine.html", {"rows": queries.attended(request.person, community)})


def _sheet_form(request: Any, row: Session, *, quick: bool) -> SheetForm:
    posted = None
    if request.method == "POST":
        posted = {name.removeprefix("minutes_") for name in request.POST if name.startswith("minutes_")}
    lines = queries.lines_to_fill(request.person, row, posted)
    start = {"evidence": Evidence.PAPER} if quick else {}
    return SheetForm(row, lines, request.POST or None, quick=quick, initial=start)


def _sheet_page(
    request: Any,
    row: Session,
    form: SheetForm,
    monday: dt.date | None,
    file_form: SheetFileForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "file_form": file_form or SheetFileForm(),
        "session": row,
        "written": queries.sheet(request.person, row),
        "week": f"?week={monday}" if monday else "",
    }
    if monday:
        rows = weeks.week(request.person, row.community, monday)
        context |= {"done": sum(one.written for one in rows), "all": sum(one.begun for one in rows)}
    return render(request, "delivering/attendance.html", context)


def _onward(request: Any, community: Community, row: Session, monday: dt.date | None) -> HttpResponse:
    """Where a written sheet leads: to its session, or in a sitting to the next sheet of the week."""
    if monday is None:
        return redirect("delivering:session", community.slug, row.pk)
    following = weeks.next_sheet(request.person, community, monday, row)
    if following is None:
        return redirect(f"{reverse('delivering:week', args=[community.slug])}?on={monday}")
    address = reverse("delivering:attendance", args=[community.slug, following])
    return redirect(f"{address}?week={monday}")


def _paper(request: Any, row: Session, code: str) -> Sheet:
    lines = [line for line in queries.lines_to_fill(request.person, row) if not line.replaces]
    with_number = weeks.numbers_of(row.community, [line.party_id for line in lines])
    context = {
        "community": row.community,
        "session": row,
        "lines": [(line, with_number.get(line.party_id, "")) for line in lines],
        "empty": range(PAPER_LINES),
        "qr": qr(weeks.sheet_address(row), "QR"),
    }
    return Sheet("delivering/paper_attendance.html", context, code)


def _languages(request: Any) -> list[str]:
    return LANGUAGES.get(request.GET.get("in", ""), [language()])


def _monday(text: str) -> dt.date | None:
    """The Monday of the week that a day in an address names; None where it names none."""
    try:
        return weeks.monday_of(dt.date.fromisoformat(text)) if len(text) == 10 else None
    except (ValueError, OverflowError):
        return None
