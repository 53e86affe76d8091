"""A person's own pages: where they belong, their details, how we speak with them, messages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PERSON, page

from .. import commands, queries
from ..forms.members import DetailsForm, SpeakForm
from ..models import Identity
from ..policy import visible_messages

DETAILS = ("full_name", "known_as", "email", "phone", "address", "postcode", "born_on")
SPEAKING = ("language", "channel", "easy_read", "large_print")


@page("GET", "POST", who=PERSON)
def me(request: Any) -> HttpResponse:
    """The communities and accounts of the person, and how we speak with them."""
    person = request.person
    form = SpeakForm(request.POST or None, initial={name: getattr(person, name) for name in SPEAKING})
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.change_how_we_speak, by=person, person=person, **form.cleaned_data)
        if done:
            messages.success(request, _("We will speak with you like that from now on."))
            return redirect("people:me")
    told = {"form": form, "belongings": queries.belongings(person), "called": person.called}
    return render(request, "people/me.html", told)


@page("GET", "POST", who=PERSON)
def my_details(request: Any) -> HttpResponse:
    """The person's own name, email, phone and address."""
    identity = Identity.objects.filter(person=request.person).first()
    if identity is None:
        raise Refused(_("The details of this member were erased. They cannot be written again."))
    form = DetailsForm(request.POST or None, initial={name: getattr(identity, name) for name in DETAILS})
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.change_details, by=request.person, person=request.person, **form.cleaned_data
        )
        if done:
            messages.success(request, _("Your details are changed."))
            return redirect("people:me")
    return render(request, "people/my_details.html", {"form": form})


@page("GET", who=PERSON)
def inbox(request: Any) -> HttpResponse:
    """What you were told."""
    rows = list(visible_messages(request.person).order_by("-made_at")[:100])
    new = sum(row.read_at is None for row in rows)
    return render(request, "people/inbox.html", {"messages_to_me": rows, "new": new})


@page("POST", who=PERSON)
def inbox_read(request: Any) -> HttpResponse:
    """Everything was read."""
    commands.mark_all_read(by=request.person)
    messages.success(request, _("All messages are marked as read."))
    return redirect("people:inbox")


@page("GET", who=PERSON)
def message(request: Any, message: int) -> HttpResponse:
    """One message. Opening it changes nothing: reading is said by a button."""
    row = get_object_or_404(visible_messages(request.person).select_related("community"), pk=message)
    is_news = row.key.startswith("people.mailing:") and row.community is not None
    return render(request, "people/message.html", {"told": row, "is_news": is_news})


@page("POST", who=PERSON)
def message_read(request: Any, message: int) -> HttpResponse:
    """The message was read."""
    row = get_object_or_404(visible_messages(request.person), pk=message)
    commands.mark_read(by=request.person, message=row)
    return redirect("people:inbox")
