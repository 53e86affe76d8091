"""Pages of help that comes again and again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community, Person
from gilydd.people.policy import is_broker_or_coordinator
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language

from .. import commands
from ..forms.together import SeriesForm
from ..models import Series
from ..policy import may, visible_series
from ..queries import grouping as reads
from ..words import SeriesState
from ._acting import acting_party, choices


@page("GET")
def series(request: Any, community: Community) -> HttpResponse:
    """What comes again and again, for me."""
    rows = reads.series(request.person, community)
    states = dict(SeriesState.choices)
    staff = bool(is_broker_or_coordinator(request.person, community))
    return render(request, "exchange/series.html", {"rows": rows, "states": states, "staff": staff})


@page("GET", "POST")
def series_new(request: Any, community: Community) -> HttpResponse:
    """Propose help that comes again; a broker enters it for both."""
    staff = "for" in request.GET and bool(is_broker_or_coordinator(request.person, community))
    party = acting_party(request, community)
    form = SeriesForm(
        request.person,
        community,
        request.POST or None,
        asker_named=staff,
        parties=() if staff else choices(request, community, party),
        initial={"lang": language(), "first_on": timezone.localdate() + dt.timedelta(days=7)},
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        chosen = given.pop("party", None) or str(party.pk)
        asker = given.pop("asker", None) or acting_party(request, community, chosen)
        made = carried_out(
            form, commands.propose_series, by=request.person, community=community, asker=asker, **given
        )
        if made:
            waits = made.state == SeriesState.PROPOSED
            messages.success(request, _("We ask the helper to say yes.") if waits else _("It is planned."))
            return redirect("exchange:series_one", community.slug, made.pk)
    return render(request, "exchange/series_new.html", {"form": form, "staff": staff})


@page("GET")
def series_one(request: Any, community: Community, series: int) -> HttpResponse:
    """One of them: when it is next, what was made, and what can be done."""
    row = _series(request, community, series)
    person: Person = request.person
    changes = may(person, "change_series", row)
    called = names([row.asker_id, row.helper_id])
    can = {
        "answer": row.state == SeriesState.PROPOSED and may(person, "answer_series", row),
        "pause": changes and row.state == SeriesState.RUNNING,
        "resume": changes and row.state == SeriesState.PAUSED,
        "skip": changes and row.state in (SeriesState.RUNNING, SeriesState.PAUSED),
        "end": changes and row.state != SeriesState.ENDED,
    }
    shown = {
        "series": row,
        "asker": called[row.asker_id],
        "helper": called[row.helper_id],
        "can": can,
        "occurrences": reads.occurrences(row),
        "happened": reads.happened(row),
    }
    return render(request, "exchange/series_one.html", shown)


@page("POST")
def series_answer(request: Any, community: Community, series: int) -> HttpResponse:
    """The helper says yes or no."""
    row = _series(request, community, series)
    yes = request.POST.get("answer") == "yes"
    commands.answer_series(by=request.person, series=row, yes=yes)
    messages.success(request, _("Thank you. It is planned.") if yes else _("You said no."))
    return redirect("exchange:series_one", community.slug, row.pk)


@page("POST")
def series_change(request: Any, community: Community, series: int) -> HttpResponse:
    """Pause, go on, leave one out, end."""
    row = _series(request, community, series)
    what = request.POST.get("what", "")
    if what == "pause":
        commands.pause_series(by=request.person, series=row)
        told = _("It is paused.")
    elif what == "resume":
        commands.resume_series(by=request.person, series=row)
        told = _("It goes on.")
    elif what == "skip":
        commands.skip_one(by=request.person, series=row, day=_day(request.POST.get("day", "")))
        told = _("This one is left out.")
    elif what == "end":
        commands.end_series(by=request.person, series=row)
        told = _("It has ended.")
    else:
        raise Refused(_("Choose what to do."))
    messages.success(request, told)
    return redirect("exchange:series_one", community.slug, row.pk)


def _series(request: Any, community: Community, pk: int) -> Series:
    rows = visible_series(request.person, community).select_related("community", "work")
    return get_object_or_404(rows, pk=pk)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused(_("Choose what to do.")) from None
