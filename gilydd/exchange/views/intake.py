"""Pages for bringing files in, and for taking the community's own data out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from gilydd.people.imports import BadFile
from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.sheets import KINDS, Table, sheet_response

from .. import commands, exports
from ..forms.intake import COLUMNS, ColumnsForm, IntakeForm, PeopleForm
from ..imports import intakes as worker
from ..imports.bringing import shown_figures
from ..imports.console import PHASES
from ..imports.gathering import said_again
from ..imports.mapped import guess_columns
from ..imports.tables import Table as FileTable
from ..imports.tables import read_table, text_of
from ..models import Intake
from ..policy import visible_intakes
from ..words import IntakeKind, IntakeState

PREVIEW_ROWS = 30
SHOWN_ROWS = 5
SHOWN_PROBLEMS = 50


@page("GET", who=Role.BROKER)
def intakes(request: Any, community: Community) -> HttpResponse:
    """What was brought in, and the way to bring more in or take it out."""
    rows = visible_intakes(request.person, community).order_by("-pk")[:20]
    return render(request, "exchange/intakes.html", {"intakes": rows, "kinds": dict(IntakeKind.choices)})


@page("GET", "POST", who=Role.BROKER)
def intake_new(request: Any, community: Community) -> HttpResponse:
    """Choose what comes in, and the files."""
    form = IntakeForm(community, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = carried_out(
            form,
            commands.open_intake,
            by=request.person,
            community=community,
            kind=told["kind"],
            files=told["tables"],
            area=told["area"],
        )
        if made:
            wanted = "intake_columns" if made.kind in COLUMNS else "intake"
            return redirect(f"exchange:{wanted}", community.slug, made.pk)
    return render(request, "exchange/intake_new.html", {"form": form})


@page("GET", who=Role.BROKER)
def intake(request: Any, community: Community, intake: int) -> HttpResponse:
    """How it stands: the dry run, the writing, or what came in."""
    row = _intake(request, community, intake)
    told = worker.progress_of(row) if row.state == IntakeState.WRITING else {}
    if request.GET.get("as") == "json":
        live = row.state in (IntakeState.WRITING, IntakeState.CHECKING)
        return JsonResponse({"done": told.get("done", 0), "total": told.get("total", 0), "live": live})
    report = row.report
    problems = {
        name: worker.told(report.get(name, [])[:SHOWN_PROBLEMS]) for name in ("wrong", "warnings", "left_out")
    }
    return render(
        request,
        "exchange/intake.html",
        {
            "intake": row,
            "kinds": dict(IntakeKind.choices),
            "phases": {key: gettext(text) for key, text in PHASES.items()},
            "progress": told,
            "stopping": worker.is_stopping(row),
            "stuck": row.state == IntakeState.WRITING and worker.is_stuck(row),
            "figures": shown_figures(report["figures"]) if "figures" in report else [],
            "recognised": [said_again(line) for line in report.get("recognised", [])],
            "problems": problems,
            "more": {name: len(report.get(name, [])) - SHOWN_PROBLEMS for name in problems},
            "questions": len({one["row"] for one in report.get("questions", [])}),
        },
    )


@page("GET", "POST", who=Role.BROKER)
def intake_columns(request: Any, community: Community, intake: int) -> HttpResponse:
    """Which column is what, with the first rows beside it."""
    row = _intake(request, community, intake)
    table = _first_table(row)
    heads, shown = _preview(row, table)
    unsorted = [
        text[1]["category"] for text, *_place in row.report.get("warnings", []) if "category" in text[1]
    ]
    form = ColumnsForm(
        row.kind, heads, table.sheets if table else (), community, unsorted, request.POST or None,
        initial=_initial(row, table),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping(row.mapping)
        if carried_out(form, commands.set_intake, by=request.person, intake=row, mapping=mapping):
            return redirect("exchange:intake", community.slug, row.pk)
    return render(
        request,
        "exchange/intake_columns.html",
        {"form": form, "intake": row, "heads": heads, "preview": shown, "kinds": dict(IntakeKind.choices)},
    )


@page("GET", "POST", who=Role.BROKER)
def intake_people(request: Any, community: Community, intake: int) -> HttpResponse:
    """Who is the same person? Nothing merges by itself."""
    row = _intake(request, community, intake)
    form = PeopleForm(row.report.get("questions", []), request.POST or None)
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping(row.mapping)
        done = carried_out(form, commands.set_intake, by=request.person, intake=row, mapping=mapping)
        if done:
            again = "intake_people" if done.report.get("questions") else "intake"
            return redirect(f"exchange:{again}", community.slug, row.pk)
    return render(
        request,
        "exchange/intake_people.html",
        {"form": form, "intake": row, "kinds": dict(IntakeKind.choices)},
    )


@page("POST", who=Role.BROKER)
def intake_write(request: Any, community: Community, intake: int) -> HttpResponse:
    """Let the worker write it."""
    row = _intake(request, community, intake)
    commands.start_intake(by=request.person, intake=row)
    return redirect("exchange:intake", community.slug, row.pk)


@page("POST", who=Role.BROKER)
def intake_stop(request: Any, community: Community, intake: int) -> HttpResponse:
    """Do not write it."""
    row = _intake(request, community, intake)
    commands.stop_intake(by=request.person, intake=row)
    messages.success(request, _("It stops. Nothing of it is written."))
    return redirect("exchange:intake", community.slug, row.pk)


@page("GET", who=Role.BROKER)
def intake_report(request: Any, community: Community, intake: int) -> HttpResponse:
    """Every row that is wrong or was left out, and every warning, as a file."""
    row = _intake(request, community, intake)
    rows = [
        (label, problem.file, problem.row, problem.column, str(problem.text))
        for name, label in (("wrong", _("Wrong")), ("left_out", _("Left out")), ("warnings", _("Warning")))
        for problem in worker.told(row.report.get(name, []))
    ]
    head = [_("What"), _("File"), _("Row"), _("Column"), _("Why")]
    return sheet_response(f"{community.slug}-{row.pk}", [Table(_("Report"), head, rows)], "csv")


@page("GET", who=Role.BROKER)
def take_out(request: Any, community: Community) -> HttpResponse:
    """The community's data as files."""
    return render(
        request, "exchange/intake_exports.html", {"file_kinds": list(KINDS), "tables": exports.TABLES}
    )


@page("GET", who=Role.BROKER)
def export(request: Any, community: Community, what: str, kind: str) -> HttpResponse:
    """One table of the community, or all of it as TimeOverflow imports it."""
    if what == "timeoverflow" and kind == "zip":
        data = exports.timeoverflow(by=request.person, community=community)
        response = HttpResponse(data, content_type="application/zip")
        name = f"{community.slug}-timeoverflow.zip"
        response["Content-Disposition"] = content_disposition_header(True, name) or ""
        return response
    if what not in exports.TABLES or kind not in KINDS:
        raise Http404(_("There is no such file."))
    table = exports.table(by=request.person, community=community, what=what)
    return sheet_response(f"{community.slug}-{what}", [table], kind)


def _intake(request: Any, community: Community, pk: int) -> Intake:
    return get_object_or_404(visible_intakes(request.person, community), pk=pk)


def _first_table(row: Intake) -> FileTable | None:
    """The first rows of a table with own columns; None where its files are gone or cannot be read."""
    if row.kind not in COLUMNS:
        return None
    files = worker.files_of(Intake.objects.get(pk=row.pk))
    for name, data in files.items():
        try:
            return read_table(name, data, sheet=row.mapping.get("sheet", ""), most=PREVIEW_ROWS)
        except BadFile:
            return None
    return None


def _header(row: Intake, table: FileTable) -> Any:
    said = {name: head for name, head in row.mapping.get("columns", {}).items() if head}
    return guess_columns(table, COLUMNS[IntakeKind(row.kind)], said)


def _preview(row: Intake, table: FileTable | None) -> tuple[list[str], list[list[str]]]:
    if table is None or not table.rows:
        return [], []
    header = _header(row, table).header
    heads = [text_of(cell) or "?" for cell in header.cells]
    body = [one for one in table.rows if one.number > header.number][:SHOWN_ROWS]
    shown = [
        [text_of(cell)[:60] for cell in one.cells] + [""] * (len(heads) - len(one.cells)) for one in body
    ]
    return heads, shown


def _initial(row: Intake, table: FileTable | None) -> dict[str, Any]:
    told = row.mapping
    initial = {
        "unit_minutes": 60,
        **{key: value for key, value in told.items() if key not in ("columns", "accounts")},
    }
    initial["accounts"] = "\n".join(f"{code} = {who}" for code, who in told.get("accounts", {}).items())
    if table is not None and table.rows:
        places = _header(row, table).names if not told.get("columns") else told["columns"]
        initial |= {f"column_{name}": head for name, head in places.items()}
    return initial
