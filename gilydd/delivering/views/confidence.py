"""Pages of advice in confidence: what there is, one's own appointments, the adviser's book, the counts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Person
from gilydd.people.queries import names, standing
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from .. import commands
from ..forms.confidence import BookForm, ConfidenceForm, SlotsForm
from ..models import Activity, Lead, Slot
from ..policy import visible_sessions
from ..queries import confidence as reads
from ..words import SlotState, Topic
from ._shared import activity_to_manage, pressed, session_to_run

SEE_FIGURES = (Role.BROKER, Role.FACILITATOR, Role.COMMISSIONER, Role.EVALUATOR)


@page("GET", who=PUBLIC)
def advice(request: Any, community: Community) -> HttpResponse:
    """Advice that is given here in confidence, with its free times."""
    person = request.person
    return render(
        request,
        "delivering/advice.html",
        {
            "rows": reads.given(person, community),
            "advises": reads.advises(person, community),
            "counts": person and not standing(person, community).roles.isdisjoint(SEE_FIGURES),
        },
    )


@page("GET", "POST")
def advice_book_slot(request: Any, community: Community, slot: int) -> HttpResponse:
    """Book a time. Nobody but the adviser will know."""
    row = _slot(request, community, slot)
    if row.state != SlotState.FREE:
        raise Http404(_("This time is not free any more. Please choose another."))
    adviser = row.adviser_id == request.person.pk
    form = BookForm(row.session.activity.advice.topics, request.POST or None, for_other=adviser)
    if request.method == "POST" and form.is_valid():
        party = form.find_party(community) if adviser else request.person.party
        if not form.errors:
            told = {"slot": row, "topic": form.cleaned_data["topic"], "party": party}
            done = carried_out(form, commands.book_slot, by=request.person, **told)
            if done:
                messages.success(request, _("The time is booked."))
                return redirect(f"delivering:{'advice_book' if adviser else 'appointments'}", community.slug)
    context = {
        "form": form,
        "slot": row,
        "adviser": "" if adviser else names([row.adviser_id])[row.adviser_id],
    }
    return render(request, "delivering/advice_book_slot.html", context)


@page("GET")
def appointments(request: Any, community: Community) -> HttpResponse:
    """My appointments, which nobody else sees."""
    rows = reads.appointments(request.person, community)
    return render(request, "delivering/appointments.html", {"rows": rows})


@page("POST")
def appointment_cancel(request: Any, community: Community, slot: int) -> HttpResponse:
    """Cancel an appointment."""
    row = _kept_slot(request, community, slot)
    adviser = row.adviser_id == request.person.pk
    if pressed(request, commands.give_up_slot, by=request.person, slot=row):
        messages.success(request, _("The appointment is cancelled."))
    return redirect(f"delivering:{'advice_book' if adviser else 'appointments'}", community.slug)


@page("GET")
def advice_book(request: Any, community: Community) -> HttpResponse:
    """The adviser's own book: who comes when."""
    person: Person = request.person
    sessions = visible_sessions(person, community).filter(
        activity__advice__isnull=False,
        activity__leads__person=person.pk,
        activity__leads__ended_on__isnull=True,
        state="planned",
    )
    rows = reads.book(person, community)
    context = {
        "rows": rows,
        "undecided": [row for row in rows if row.over and row.state == SlotState.BOOKED],
        "coming": [row for row in rows if not row.over],
        "over": [row for row in rows if row.over and row.state != SlotState.BOOKED],
        "sessions": sessions.select_related("activity").order_by("starts_at", "pk").distinct()[:40],
        "advises": reads.advises(person, community),
    }
    return render(request, "delivering/advice_book.html", context)


@page("GET", "POST")
def slots_new(request: Any, community: Community, advice_session: int) -> HttpResponse:
    """Divide a session into appointments."""
    row = session_to_run(request, community, advice_session)
    if not hasattr(row.activity, "advice"):
        raise Http404(_("This activity gives no advice in confidence."))
    advisers = _advisers(row.activity)
    form = SlotsForm(advisers, request.POST or None)
    if request.method == "POST" and advisers and form.is_valid():
        given = form.cleaned_data
        adviser = Person.objects.get(pk=given.get("adviser") or advisers[0][0])
        told = {"session": row, "adviser": adviser, "minutes": given["minutes"]}
        done = carried_out(form, commands.open_slots, by=request.person, **told)
        if done:
            messages.success(request, _("The times can be booked now."))
            home = "advice_book" if adviser.pk == request.person.pk else "advice"
            return redirect(f"delivering:{home}", community.slug)
    context = {"form": form, "session": row, "advisers": advisers}
    return render(request, "delivering/slots_new.html", context)


@page("POST")
def slot_end(request: Any, community: Community, slot: int) -> HttpResponse:
    """The appointment took place, or nobody came."""
    row = _kept_slot(request, community, slot)
    came = request.POST.get("came") == "yes"
    if pressed(request, commands.end_slot, by=request.person, slot=row, came=came):
        messages.success(request, _("It is written in your book."))
    return redirect("delivering:advice_book", community.slug)


@page("POST")
def slot_close(request: Any, community: Community, slot: int) -> HttpResponse:
    """The adviser takes a time out."""
    row = _kept_slot(request, community, slot)
    if pressed(request, commands.close_slot, by=request.person, slot=row):
        messages.success(request, _("This time cannot be booked any more."))
    return redirect("delivering:advice_book", community.slug)


@page("GET", "POST")
def confidence(request: Any, community: Community, activity: int) -> HttpResponse:
    """Make an activity give advice in confidence, or change its topics."""
    row = activity_to_manage(request, community, activity)
    topics = row.advice.topics if hasattr(row, "advice") else []
    form = ConfidenceForm(request.POST or None, initial={"topics": topics})
    if request.method == "POST" and form.is_valid():
        told = {"activity": row, "topics": form.cleaned_data["topics"]}
        done = carried_out(form, commands.keep_in_confidence, by=request.person, **told)
        if done:
            messages.success(request, _("This activity gives advice in confidence."))
            return redirect("delivering:activity", community.slug, row.pk)
    return render(
        request, "delivering/confidence.html", {"form": form, "activity": row, "kept": bool(topics)}
    )


@page("GET", who=SEE_FIGURES)
def advice_figures(request: Any, community: Community) -> HttpResponse:
    """How many appointments took place, by month and topic: disclosed figures and nothing else."""
    context = {
        "months": reads.figures(community),
        "topics": [(one.value, one.label) for one in Topic],
    }
    return render(request, "delivering/advice_figures.html", context)


def _slot(request: Any, community: Community, pk: int) -> Slot:
    """A slot that is free, the person's own, or of which they are the adviser; 404 for everybody else."""
    rows = Slot.objects.of(community).filter(reads.may_open(request.person, community))
    rows = rows.select_related(
        "community", "session__activity__advice", "session__place", "session__activity__place"
    )
    row: Slot = get_object_or_404(rows, pk=pk)
    return row


def _kept_slot(request: Any, community: Community, pk: int) -> Slot:
    """An appointment of the person's own, or a slot of which they are the adviser."""
    rows = Slot.objects.of(community).filter(reads.kept_by(request.person, community))
    row: Slot = get_object_or_404(rows.select_related("community", "session"), pk=pk)
    return row


def _advisers(activity: Activity) -> list[tuple[int, str]]:
    rows = Lead.objects.filter(activity=activity, ended_on__isnull=True).order_by("pk")
    people = list(rows.values_list("person", flat=True))
    called = names(people)
    return [(pk, called[pk]) for pk in people]
