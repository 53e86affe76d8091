"""Pages: reports of a service, a year and a programme, on the screen and as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gilydd.partnerships.models import Partnership
from gilydd.partnerships.policy import visible_partnerships
from gilydd.partnerships.words import Kind
from gilydd.people.models import Community
from gilydd.services.models import Turn
from gilydd.services.policy import visible_services
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf
from gilydd.ui.sheets import KINDS, file_name, sheet_response

from . import files, years
from .service import of_turn
from .written import Written

PAPERS: Final = {"pdf": {}, "large": {"large": True}, "easy": {"easy": True}}
SAVED_AS: Final = {
    "pdf": gettext_lazy("To print (PDF)"),
    "large": gettext_lazy("To print in large letters (PDF)"),
    "easy": gettext_lazy("To print in Easy Read (PDF)"),
    "xlsx": gettext_lazy("The numbers, as a spreadsheet (XLSX)"),
    "ods": gettext_lazy("The numbers, as a spreadsheet (ODS)"),
    "csv": gettext_lazy("The numbers (CSV)"),
    "bundle": gettext_lazy("Open data with its dictionary (ZIP)"),
}


def turn_of(request: Any, community: Community, pk: int, number: int | None = None) -> Turn:
    """The turn of a service with a number, or the newest; 404 where there is none."""
    row = get_object_or_404(visible_services(request.person, community), pk=pk)
    turns = row.turns.select_related("service__community", "community").order_by("-number")
    found = turns.filter(number=number).first() if number is not None else turns.first()
    if found is None:
        raise Http404(_("There is no such turn."))
    return found


def _number(request: Any) -> int | None:
    asked = request.GET.get("turn", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else None


def programme_of(request: Any, community: Community, pk: int) -> Partnership:
    """A programme that this community owns."""
    rows = visible_partnerships(request.person, community).filter(kind=Kind.PROGRAMME)
    return get_object_or_404(rows.select_related("community"), pk=pk)


def days_or_missing(year: int) -> Any:
    """The days of a year's report; 404 where no quarter of it is over."""
    found = years.days_of(year) if 1 <= year <= 9999 else None
    if found is None:
        raise Http404(_("There is no report of this year yet."))
    return found


@page("GET", who=PUBLIC)
def service_report(request: Any, community: Community, service: int) -> HttpResponse:
    """A turn of a service, written from the records."""
    turn = turn_of(request, community, service, _number(request))
    others = [
        (str(number), f"{request.path}?turn={number}")
        for number in turn.service.turns.order_by("number").values_list("number", flat=True)
        if number != turn.number
    ]
    return _page(
        request, of_turn(turn), "chain:service_report_file", [turn.service_id], others, f"?turn={turn.number}"
    )


@page("GET", who=PUBLIC)
def service_report_file(request: Any, community: Community, service: int, report_kind: str) -> HttpResponse:
    """The same as a file."""
    turn = turn_of(request, community, service, _number(request))
    return _file(request, community, lambda: of_turn(turn), report_kind)


@page("GET", who=PUBLIC)
def year_report(request: Any, community: Community, told_year: int) -> HttpResponse:
    """A year of the community's services."""
    made = years.of_year(community, *days_or_missing(told_year))
    others = _others(years.years_of([community]), told_year, "chain:year_report", [community.slug])
    return _page(request, made, "chain:year_report_file", [told_year], others)


@page("GET", who=PUBLIC)
def year_report_file(request: Any, community: Community, told_year: int, report_kind: str) -> HttpResponse:
    """The same as a file."""
    days = days_or_missing(told_year)
    return _file(request, community, lambda: years.of_year(community, *days), report_kind)


@page("GET", who=PUBLIC)
def programme_report(request: Any, community: Community, programme: int, told_year: int) -> HttpResponse:
    """The communities of a programme beside each other."""
    row = programme_of(request, community, programme)
    made = years.of_programme(row, *days_or_missing(told_year))
    found = years.years_of([community])
    others = _others(found, told_year, "chain:programme_report", [community.slug, programme])
    return _page(request, made, "chain:programme_report_file", [programme, told_year], others)


@page("GET", who=PUBLIC)
def programme_report_file(
    request: Any, community: Community, programme: int, told_year: int, report_kind: str
) -> HttpResponse:
    """The same as a file."""
    row, days = programme_of(request, community, programme), days_or_missing(told_year)
    return _file(request, community, lambda: years.of_programme(row, *days), report_kind)


def _others(found: list[int], year: int, name: str, args: list[Any]) -> list[tuple[str, str]]:
    return [(str(one), reverse(name, args=[*args, one])) for one in found if one != year]


def _page(
    request: Any, made: Written, files_at: str, args: list[Any], others: list[tuple[str, str]], asks: str = ""
) -> HttpResponse:
    slug = request.community.slug
    saved = [
        (str(words), reverse(files_at, args=[slug, *args, kind]) + asks) for kind, words in SAVED_AS.items()
    ]
    return render(request, "chain/written.html", {"made": made, "saved": saved, "others": others})


def _file(request: Any, community: Community, make: Callable[[], Written], kind: str) -> HttpResponse:
    """The report as a PDF, as sheets or as the bundle; 404 for another kind."""
    made_in: dict[str, Written] = {}

    def written() -> Written:
        """The report in the language that is active, made once in each."""
        return made_in.get(language()) or made_in.setdefault(language(), make())

    if kind in PAPERS:
        told = {"written": written, "community": community}
        made = pdf("chain/paper_written.html", told, _languages(), **PAPERS[kind])
        return paper_response(written().title, made)
    if kind in KINDS:
        return sheet_response(written().title, files.tables(written()), kind)
    if kind != "bundle":
        raise Http404(_("There is no report of this kind."))
    response = HttpResponse(
        files.bundle(written, request.build_absolute_uri("/").rstrip("/")), content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="{file_name(written().title, "zip")}"'
    return response


def _languages() -> list[str]:
    """Both languages, the reader's first."""
    return sorted(files.LANGUAGES, key=lambda one: one != language())
