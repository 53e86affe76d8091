"""Pages of rolls: the organisation's, with its files, and the member's own “why am I a member?”."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.history.words import Refused
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import MEMBER, page
from gilydd.ui.papers import paper_response
from gilydd.ui.sheets import sheet_response

from .. import commands, queries
from .. import roll_letters as letters
from .. import roll_reports as reports
from ..forms.rolls import DecideForm, RollForm, SaidForm, UploadForm, WhyForm
from ..models import Community, Roll, RollUpload
from ..policy import may, serves, visible_members, visible_rolls
from ..words import UPLOAD_LIVE, Role, RollChoice, UploadState
from .members import SERVING

# A roll comes in each month; then a page says that the next one is due.
LATE_DAYS = 35
CHOICES = {
    "begin": commands.begin_taking_part,
    "no": commands.decline_contact,
    "yes": commands.accept_contact,
}


@page("GET", who=MEMBER)
def rolls(request: Any, community: Community) -> HttpResponse:
    """The rolls that the reader keeps; all of them for a broker, who sets them up."""
    rows = visible_rolls(request.person, community).select_related("organisation").order_by("ended_on", "pk")
    called = queries.names(row.organisation_id for row in rows)
    told = {"rows": [(row, called[row.organisation_id]) for row in rows]}
    return render(request, "people/rolls.html", told)


@page("GET", "POST", who=Role.BROKER)
def roll_new(request: Any, community: Community) -> HttpResponse:
    """An organisation's people become members by its roll."""
    form = RollForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = carried_out(
            form, commands.keep_roll, by=request.person, community=community, **form.arguments()
        )
        if row:
            messages.success(request, _("It is set up. The organisation can bring its roll in."))
            return redirect("people_here:kept_roll", community.slug, row.pk)
    return render(request, "people/roll_new.html", {"form": form})


@page("GET", who=MEMBER)
def kept_roll(request: Any, community: Community, kept_roll: int) -> HttpResponse:
    """One roll: how many are on it, the file that waits, what was written, letters to print."""
    row = _roll(request, community, kept_roll)
    keeps = may(request.person, "bring_roll", row)
    uploads = list(row.uploads.defer("rows").order_by("-pk")[:24])
    told = {
        "roll": row,
        "called": _called(row),
        "keeps": keeps,
        "late": bool(row.as_of and (timezone.localdate() - row.as_of).days > LATE_DAYS),
        "figures": queries.figures_of(row),
        "waiting": next((one for one in uploads if one.state in UPLOAD_LIVE), None),
        "doubts": _doubts(uploads) if may(request.person, "decide_doubts", row) else 0,
        "written": [one for one in uploads if one.state == UploadState.WRITTEN],
        "letters": queries.letters_of_roll(row).count() if keeps else 0,
    }
    return render(request, "people/kept_roll.html", told)


@page("GET", "POST", who=Role.BROKER)
def roll_end(request: Any, community: Community, kept_roll: int) -> HttpResponse:
    """The organisation's people are members through it no longer."""
    row = _roll(request, community, kept_roll)
    if request.method == "POST":
        commands.end_roll(by=request.person, roll=row)
        messages.success(request, _("The roll has ended. Whoever takes part stays a member."))
        return redirect("people_here:kept_roll", community.slug, row.pk)
    return render(request, "people/roll_end.html", {"roll": row, "called": _called(row)})


@page("GET", "POST", who=MEMBER)
def roll_upload(request: Any, community: Community, kept_roll: int) -> HttpResponse:
    """Bring this month's roll in: it is read first, and written when you say so."""
    row = _kept(request, community, kept_roll)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        made = carried_out(
            form, commands.open_roll_upload, by=request.person, roll=row, as_of=form.cleaned_data["as_of"],
            file_name=file.name, data=file.read(),
        )  # fmt: skip
        if made:
            return redirect("people_here:upload", community.slug, made.pk)
    told = {"form": form, "roll": row, "called": _called(row), "columns": reports.columns()}
    return render(request, "people/roll_upload.html", told)


@page("GET", "POST", who=MEMBER)
def upload(request: Any, community: Community, upload: int) -> HttpResponse:
    """What a file would change, who must be decided on, and the button that writes it."""
    row = _upload(request, community, upload)
    questions = reports.questions(row, own=True)
    many = bool(row.report.get("many") and not row.many_leave)
    form = DecideForm(questions, many, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.decide_roll_upload, by=request.person, upload=row, decided=form.decided(),
            many_leave=bool(form.cleaned_data.get("many_leave")),
        )  # fmt: skip
        if done:
            return redirect("people_here:upload", community.slug, row.pk)
    told = {
        "upload": row,
        "called": _called(row.roll),
        "form": form,
        "counts": reports.counts(row),
        "lists": reports.lists(row),
        "problems": reports.problems(row),
        "questions": questions,
        "many": many,
        "doubts": len(row.report.get("questions", [])) - len(questions),
    }
    return render(request, "people/upload.html", told)


@page("GET", "POST", who=Role.BROKER)
def roll_doubts(request: Any, community: Community, upload: int) -> HttpResponse:
    """Rows that may be members already: a broker says, because an organisation need not know who is one."""
    rows = RollUpload.objects.of(community).select_related("roll__community", "roll__organisation")
    row = get_object_or_404(rows, pk=upload)
    questions = reports.questions(row, own=False)
    form = DecideForm(questions, False, request.POST or None)
    if request.method == "POST" and form.is_valid() and form.decided():
        done = carried_out(
            form, commands.decide_roll_upload, by=request.person, upload=row, decided=form.decided()
        )
        if done:
            messages.success(request, _("It is written down. The organisation goes on with its file."))
            return redirect("people_here:roll_doubts", community.slug, row.pk)
    told = {"form": form, "upload": row, "called": _called(row.roll), "questions": questions}
    return render(request, "people/roll_doubts.html", told)


@page("GET", who=MEMBER)
def upload_report(request: Any, community: Community, upload: int) -> HttpResponse:
    """The whole report of a file as a table to save."""
    row = _upload(request, community, upload)
    return sheet_response(f"{community.slug}-{row.as_of}", [reports.table(row)], "xlsx")


@page("POST", who=MEMBER)
def upload_write(request: Any, community: Community, upload: int) -> HttpResponse:
    """Write the whole file."""
    row = _upload(request, community, upload)
    try:
        commands.write_roll_upload(by=request.person, upload=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people_here:upload", community.slug, row.pk)
    messages.success(request, _("The roll is written. Whoever is new is told."))
    return redirect("people_here:kept_roll", community.slug, row.roll_id)


@page("POST", who=MEMBER)
def upload_drop(request: Any, community: Community, upload: int) -> HttpResponse:
    """Leave a file aside."""
    row = _upload(request, community, upload)
    commands.drop_roll_upload(by=request.person, upload=row)
    messages.success(request, _("The file is left aside. Nothing of it is kept."))
    return redirect("people_here:kept_roll", community.slug, row.roll_id)


@page("GET", "POST", who=MEMBER)
def roll_said(request: Any, community: Community, kept_roll: int) -> HttpResponse:
    """Somebody on the roll told the organisation whether they want to be written to."""
    row = _kept(request, community, kept_roll)
    form = SaidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        done = carried_out(
            form, commands.tell_of_contact, by=request.person, roll=row, reference=told["reference"],
            wants_letters=told["wants"] == "yes", explained=told["explained"],
        )  # fmt: skip
        if done:
            messages.success(request, _("It is written down. Their vote stays as it is."))
            return redirect("people_here:kept_roll", community.slug, row.pk)
    return render(request, "people/roll_said.html", {"form": form, "roll": row, "called": _called(row)})


@page("GET", "POST", who=MEMBER)
def roll_letters(request: Any, community: Community, kept_roll: int) -> HttpResponse:
    """Letters to people on the roll: in large print and both languages, as a file or for a mailing house."""
    row = _kept(request, community, kept_roll)
    if request.method == "POST":
        rows = queries.letters_of_roll(row).filter(pk__lte=letters.last_printed(request.POST))
        done = commands.mark_roll_letters(by=request.person, roll=row, messages=rows)
        said = ngettext("%(num)s letter is marked as sent.", "%(num)s letters are marked as sent.", done)
        messages.success(request, said % {"num": done})
        return redirect("people_here:roll_letters", community.slug, row.pk)
    told = {"roll": row, "called": _called(row), **letters.waiting(row)}
    return render(request, "people/roll_letters.html", told)


@page("GET", who=MEMBER)
def roll_letters_file(request: Any, community: Community, kept_roll: int) -> HttpResponse:
    """The next letters as one PDF to print."""
    row = _kept(request, community, kept_roll)
    return paper_response(f"{community.slug}-{_('letters')}", letters.printed(row))


@page("GET", who=MEMBER)
def roll_letters_table(request: Any, community: Community, kept_roll: int) -> HttpResponse:
    """All letters as a table for a mailing house: name, home, and the text in each language."""
    row = _kept(request, community, kept_roll)
    return sheet_response(f"{community.slug}-{_('letters')}", [letters.table(row)], "xlsx")


@page("GET", "POST", who=MEMBER)
def why(request: Any, community: Community) -> HttpResponse:
    """Why am I a member? What is shared of me, and what I may choose."""
    if request.method == "POST":
        wants = request.POST.get("wants", "")
        if wants not in CHOICES:
            raise Refused(_("Choose what you want."))
        CHOICES[wants](by=request.person, community=community, person=request.person)
        said = {
            "begin": _("Welcome! You take part now."),
            "no": _("We do not write to you any more. Your vote stays as it is."),
            "yes": _("We write to you again."),
        }
        messages.success(request, said[wants])
        return redirect("people_here:why", community.slug)
    told = {"why": queries.by_roll(community, request.person), "choices": RollChoice}
    return render(request, "people/why.html", told)


@page("GET", "POST", who=SERVING)
def why_of(request: Any, community: Community, member: int) -> HttpResponse:
    """Why somebody is a member, and what they said, written down for them."""
    rows = visible_members(request.person, community).select_related("community", "party__person")
    row = get_object_or_404(rows, pk=member)
    person = getattr(row.party, "person", None)
    if person is None or not serves(request.person, community, row.party_id):
        raise Http404
    why = queries.by_roll(community, person)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if carried_out(
            form, CHOICES[told["wants"]], by=request.person, community=community, person=person,
            explained=told["explained"],
        ):  # fmt: skip
            messages.success(request, _("It is written down."))
            return redirect("people_here:member", community.slug, row.pk)
    called = queries.names([row.party_id])[row.party_id]
    return render(request, "people/why_of.html", {"form": form, "member": row, "called": called, "why": why})


def _roll(request: Any, community: Community, pk: int) -> Roll:
    rows = visible_rolls(request.person, community).select_related("community", "organisation")
    return get_object_or_404(rows, pk=pk)


def _kept(request: Any, community: Community, pk: int) -> Roll:
    """A roll that the reader brings in; a broker does not read what a landlord knows of its tenants."""
    row = _roll(request, community, pk)
    if not may(request.person, "bring_roll", row):
        raise Http404
    return row


def _upload(request: Any, community: Community, pk: int) -> RollUpload:
    rows = RollUpload.objects.of(community).select_related("roll__community", "roll__organisation")
    row = get_object_or_404(rows, pk=pk)
    if not may(request.person, "bring_roll", row.roll):
        raise Http404
    return row


def _doubts(uploads: list[RollUpload]) -> int:
    """How many rows of the file that waits a broker must look at."""
    live = next((one for one in uploads if one.state in UPLOAD_LIVE), None)
    return sum(not one["own"] for one in live.report.get("questions", [])) if live else 0


def _called(roll: Roll) -> str:
    return queries.names([roll.organisation_id])[roll.organisation_id]
