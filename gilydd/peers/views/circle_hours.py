"""Pages of a circle's hours, and of what its members ask of and offer to each other."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Party
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language

from .. import commands
from ..belonging import here
from ..forms.circles import CircleAskForm, GiveForm, PayForm
from ..policy import may, policy
from ..queries import circles as reads
from .circles import my_circle, to_circle


@page("GET")
def circle_hours(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """Every hour that the circle was given and paid out, for everybody in it."""
    row = my_circle(request, community, peers_circle)
    number = request.GET.get("page", "")
    told = reads.statement(row, int(number) if number.isdecimal() and len(number) < 7 else 1)
    shown = {
        "circle": row,
        "told": told,
        "gives": may(request.person, "give_hours", row),
        "pays": may(request.person, "pay_hours", row),
        "page_of": "?page={page}",
    }
    return render(request, "peers/circle_hours.html", shown)


@page("GET", "POST")
def hours_give(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """I give hours to the circle."""
    row = my_circle(request, community, peers_circle)
    policy.check(request.person, "give_hours", row)
    form = GiveForm(community, request.POST or None, initial={"key": uuid.uuid4().hex, "lang": language()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = carried_out(
            form, commands.give_hours, by=request.person, circle=row, giver=request.person.party,
            minutes=given["minutes"], words=given["words"], lang=given["lang"],
            key=f"{key_of(request.person)}:{given['key']}",
        )  # fmt: skip
        if done:
            messages.success(request, _("Thank you. The hours are the circle's now."))
            return to_circle(row, "peers:circle_hours")
    shown = {
        "form": form, "circle": row, "title": _("Give hours to the circle"), "submit": _("Give these hours"),
        "lead": _("Everybody in it reads who gave. A treasurer whom the members chose pays them out."),
        "easy_lines": [("clock", _("You give some of your hours.")), ("people", _("We use them together."))],
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


@page("GET", "POST")
def hours_pay(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """A treasurer pays hours out, and says what for."""
    row = my_circle(request, community, peers_circle)
    policy.check(request.person, "pay_hours", row)
    people = [one for one in reads.candidates(row) if one[0] != request.person.pk]
    form = PayForm(
        community, request.POST or None, people=people, initial={"key": uuid.uuid4().hex, "lang": language()}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = carried_out(
            form, commands.pay_hours, by=request.person, circle=row, minutes=given["minutes"],
            to=get_object_or_404(Party, pk=given["to"]), reason=given["reason"], lang=given["lang"],
            work=given["work"], key=f"{key_of(request.person)}:{given['key']}",
        )  # fmt: skip
        if not form.errors:
            told = _("Paid.") if done else _("Written down. A broker says yes first, because it is so long.")
            messages.success(request, told)
            return to_circle(row, "peers:circle_hours")
    shown = {
        "form": form, "circle": row, "title": _("Pay hours out"), "submit": _("Pay these hours"),
        "lead": _("You do this for all members. Nobody pays themselves."),
        "easy_lines": [("coin", _("You pay hours for all of us.")), ("eye", _("Everybody can read it."))],
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)


@page("GET")
def circle_asks(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """What members of the circle ask of each other, and what they offer."""
    row = my_circle(request, community, peers_circle)
    shown = {
        "circle": row,
        "at": here(request.person, row),
        "asks": reads.asks(request.person, row),
        "offers": reads.offers(request.person, row),
    }
    return render(request, "peers/circle_asks.html", shown)


@page("GET", "POST")
def circle_ask_new(request: Any, community: Community, peers_circle: int) -> HttpResponse:
    """I ask the others in the circle for a hand."""
    row = my_circle(request, community, peers_circle)
    form = CircleAskForm(community, request.POST or None, initial={"lang": language()})
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.ask_circle, by=request.person, circle=row, asker=request.person.party,
            **form.cleaned_data,
        )  # fmt: skip
        if done:
            messages.success(request, _("The others in the circle are asked. Nobody else sees it."))
            return to_circle(row, "peers:circle_asks")
    shown = {
        "form": form, "circle": row, "title": _("Ask the circle"), "submit": _("Ask"),
        "lead": _("Only members of the circle see this, and one of them can say yes."),
        "easy_lines": [
            ("question", _("What would help you?")),
            ("people", _("We ask the others in the circle.")),
        ],
    }  # fmt: skip
    return render(request, "peers/circle_step.html", shown)
