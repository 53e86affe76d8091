"""Pages of the exchange: the board of asks, one ask, statements, transfers, the community's books."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.history.queries import timeline
from gilydd.history.words import Audience
from gilydd.people.models import Community, Person
from gilydd.people.policy import visible_members
from gilydd.people.queries import names
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands, queries
from ..forms import AskForm, ConfirmForm, ReverseForm
from ..models import Ask, Promise
from ..policy import may, visible_asks, visible_transfers
from ..words import PromiseState


@page("GET")
def board(request: Any, community: Community) -> HttpResponse:
    """Who could do with you, and what you asked for."""
    rows = queries.board(request.person, community)
    return render(request, "exchange/board.html", {"asks": rows})


@page("GET", "POST")
def ask_new(request: Any, community: Community) -> HttpResponse:
    """Ask for help."""
    form = AskForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask = carried_out(
            form,
            commands.ask_for_help,
            by=request.person,
            community=community,
            asker=request.person.party,
            **form.cleaned_data,
        )
        if ask:
            messages.success(request, _("Your ask is on the board."))
            return redirect("exchange:ask", community.slug, ask.pk)
    return render(request, "exchange/ask_new.html", {"form": form})


@page("GET")
def ask(request: Any, community: Community, ask: int) -> HttpResponse:
    """One ask: what it is, who promised, what you can do now."""
    row = _ask(request.person, community, ask)
    promise = row.promises.exclude(state=PromiseState.TAKEN_BACK).select_related("hold", "transfer").first()
    person: Person = request.person
    called = names([row.asker_id, *([promise.helper_id] if promise else [])])
    can = {
        "promise": row.state == "open"
        and row.asker_id != person.party_id
        and may(person, "make_promise", row),
        "withdraw": row.state == "open" and may(person, "withdraw_ask", row),
        "take_back": bool(promise) and promise.state == "made" and may(person, "take_back_promise", promise),  # type: ignore[union-attr]
        "confirm": bool(promise) and promise.state == "made" and may(person, "confirm_hours", promise),  # type: ignore[union-attr]
    }
    told = timeline(row, audiences={*Audience}) if may(person, "see_ask", row) else []
    return render(
        request,
        "exchange/ask.html",
        {
            "ask": row,
            "promise": promise,
            "asker": called[row.asker_id],
            "helper": called.get(promise.helper_id) if promise else "",
            "can": can,
            "records": [(record.verb.removeprefix("exchange."), record.recorded_at) for record in told],
            "typed_for_them": bool(row.typed_by_key),
        },
    )


@page("POST")
def ask_withdraw(request: Any, community: Community, ask: int) -> HttpResponse:
    """The help is no longer needed."""
    commands.withdraw_ask(by=request.person, ask=_ask(request.person, community, ask))
    messages.success(request, _("You withdrew your ask."))
    return redirect("exchange:board", community.slug)


@page("POST")
def promise(request: Any, community: Community, ask: int) -> HttpResponse:
    """I will help."""
    row = _ask(request.person, community, ask)
    commands.make_promise(by=request.person, ask=row, helper=request.person.party)
    messages.success(request, _("Thank you. You promised to help."))
    return redirect("exchange:ask", community.slug, row.pk)


@page("POST")
def take_back(request: Any, community: Community, promise: int) -> HttpResponse:
    """The promise cannot be kept."""
    row = _promise(request.person, community, promise)
    commands.take_back_promise(by=request.person, promise=row)
    messages.success(request, _("The promise was taken back. The ask is open again."))
    return redirect("exchange:board", community.slug)


@page("GET", "POST")
def confirm(request: Any, community: Community, promise: int) -> HttpResponse:
    """It happened: how long did it take?"""
    row = _promise(request.person, community, promise)
    form = ConfirmForm(request.POST or None, initial={"minutes": row.hold.minutes})
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.confirm_hours, by=request.person, promise=row, **form.cleaned_data)
        if done:
            messages.success(request, _("The hours are confirmed."))
            return redirect("exchange:ask", community.slug, row.ask_id)
    helper = names([row.helper_id])[row.helper_id]
    return render(request, "exchange/confirm.html", {"form": form, "promise": row, "helper": helper})


@page("GET")
def statement(request: Any, community: Community) -> HttpResponse:
    """My hours."""
    account = queries.account_of(community, request.person.party_id)
    return _statement(request, queries.statement(account), "")


@page("GET", who=Role.BROKER)
def statement_of(request: Any, community: Community, member: int) -> HttpResponse:
    """A member's hours, for the broker."""
    row = get_object_or_404(visible_members(request.person, community), pk=member)
    account = queries.account_of(community, row.party_id)
    return _statement(request, queries.statement(account), names([row.party_id])[row.party_id])


@page("GET")
def transfer(request: Any, community: Community, transfer: int) -> HttpResponse:
    """One transfer, with what it reverses or was reversed by."""
    row = get_object_or_404(
        visible_transfers(request.person, community).select_related(
            "payer", "payee", "work", "reverses", "reversed_by", "note"
        ),
        pk=transfer,
    )
    reversible = not row.reverses_id and not hasattr(row, "reversed_by")
    called = names(pk for pk in (row.payer.party_id, row.payee.party_id) if pk)
    return render(
        request,
        "exchange/transfer.html",
        {
            "transfer": row,
            "payer": called.get(row.payer.party_id or 0) or row.payer.get_kind_display(),
            "payee": called.get(row.payee.party_id or 0) or row.payee.get_kind_display(),
            "note": getattr(row, "note", None),
            "reversed_by": getattr(row, "reversed_by", None),
            "can_reverse": reversible and may(request.person, "reverse_transfer", row),
        },
    )


@page("GET", "POST", who=Role.BROKER)
def reverse(request: Any, community: Community, transfer: int) -> HttpResponse:
    """Take a mistake back and keep it."""
    row = get_object_or_404(
        visible_transfers(request.person, community).select_related("payer", "payee"), pk=transfer
    )
    form = ReverseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.reverse_transfer, by=request.person, transfer=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("The transfer is reversed. Both stay on the statements."))
            return redirect("exchange:transfer", community.slug, done.pk)
    return render(request, "exchange/reverse.html", {"form": form, "transfer": row})


@page("GET")
def books(request: Any, community: Community) -> HttpResponse:
    """The community's books: they sum to zero, and anybody in the community may see it."""
    accounts, moved, total = queries.books(community)
    return render(
        request,
        "exchange/books.html",
        {
            "accounts": accounts,
            "moved": moved,
            "total": total,
            "by_work": queries.hours_by_work_ever(community),
        },
    )


def _statement(request: Any, told: queries.Statement, whose: str) -> HttpResponse:
    return render(request, "exchange/statement.html", {"statement": told, "whose": whose})


def _ask(person: Person, community: Community, pk: int) -> Ask:
    rows = visible_asks(person, community).select_related("community", "asker", "work", "place")
    return get_object_or_404(rows.distinct(), pk=pk)


def _promise(person: Person, community: Community, pk: int) -> Promise:
    rows = Promise.objects.of(community).filter(ask__in=visible_asks(person, community))
    return get_object_or_404(rows.select_related("ask__community", "ask__asker", "hold", "helper"), pk=pk)
