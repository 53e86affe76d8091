"""Pages of hours in the books: a transfer with all that was said of it, thanks, feedback, trouble."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Person
from gilydd.people.queries import names, parties_of
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page

from .. import commands, queries
from ..forms import FeedbackForm, ReverseForm, SettleForm, ThanksForm, TroubleForm
from ..forms.acting import ActingForm
from ..models import Claim, Promise, Transfer, Trouble
from ..policy import may, sides_of, visible_claims, visible_promises, visible_transfers, visible_troubles
from ..rules import rules_of
from ..words import Feeling, Nature, TroubleKind, TroubleState
from ._acting import acting_party


@page("GET")
def transfer(request: Any, community: Community, transfer: int) -> HttpResponse:
    """One transfer: what it was, what was said of it, what it reverses or was reversed by."""
    person: Person = request.person
    row = _transfer(person, community, transfer)
    reversed_by = getattr(row, "reversed_by", None)
    reversible = not row.reverses_id and reversed_by is None and row.nature != Nature.TRADE
    told = names(pk for pk in (row.payer.party_id, row.payee.party_id) if pk)
    half = commands.other_half(row)
    is_side = bool(sides_of(row) & parties_of(person, community))
    spoken_of = row.reverses_id is None and row.nature in (Nature.WORK, Nature.FREELY, Nature.GIFT)
    return render(
        request,
        "exchange/transfer.html",
        {
            "transfer": row,
            "payer": told.get(row.payer.party_id or 0) or row.payer.get_kind_display(),
            "payee": told.get(row.payee.party_id or 0) or row.payee.get_kind_display(),
            "note": getattr(row, "note", None),
            "reversed_by": reversed_by,
            "half": half,
            "freely": half is not None,
            "ask": _ask_of(person, row),
            "typist": queries.typist(row.recorded_by_key) if row.on_behalf_of_key else "",
            "told": queries.told_about(row, person, with_feedback=may(person, "see_feedback", row)),
            "feelings": dict(Feeling.choices),
            "kinds": dict(TroubleKind.choices),
            "can": {
                "reverse": reversible and may(person, "reverse_transfer", row),
                "speak": is_side and spoken_of and row.payer.party_id and row.payee.party_id,
                "trouble": row.reverses_id is None and may(person, "raise_trouble", row),
            },
            "gift_mode": rules_of(community).gift_mode,
        },
    )


def _ask_of(person: Person, row: Transfer) -> Any:
    """The ask that the hours were for, where the reader may open it."""
    promise = getattr(row, "promise", None)
    claim = getattr(row, "claim", None)
    ask = promise.ask if promise else claim.ask if claim else None
    return ask if ask is not None and may(person, "see_ask", ask) else None


@page("GET", "POST", who=Role.BROKER)
def reverse(request: Any, community: Community, transfer: int) -> HttpResponse:
    """Take a mistake back and keep it."""
    row = _transfer(request.person, community, transfer)
    form = ReverseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.reverse_transfer, by=request.person, transfer=row, **form.cleaned_data
        )
        if done:
            messages.success(request, _("The transfer is reversed. Both stay on the statements."))
            return redirect("exchange:transfer", community.slug, done.pk)
    return render(request, "exchange/reverse.html", {"form": form, "transfer": row})


@page("GET", "POST")
def thanks(request: Any, community: Community, transfer: int) -> HttpResponse:
    """Say thank you, in your own words."""
    row = _transfer(request.person, community, transfer)
    form = ThanksForm(request.POST or None, parties=_writers(request, community, row))
    if request.method == "POST" and form.is_valid():
        done = _said(request, community, form, commands.say_thanks, transfer=row)
        if done:
            messages.success(request, _("Your thanks are on their way."))
            return redirect("exchange:transfer", community.slug, row.pk)
    return render(request, "exchange/thanks.html", {"form": form, "other": _other(request, community, row)})


@page("GET", "POST")
def feedback(request: Any, community: Community, transfer: int) -> HttpResponse:
    """Tell the brokers how it went."""
    row = _transfer(request.person, community, transfer)
    form = FeedbackForm(request.POST or None, parties=_writers(request, community, row))
    if request.method == "POST" and form.is_valid():
        done = _said(request, community, form, commands.leave_feedback, transfer=row)
        if done:
            messages.success(request, _("Thank you. Only brokers read it."))
            return redirect("exchange:transfer", community.slug, row.pk)
    return render(request, "exchange/feedback.html", {"form": form, "other": _other(request, community, row)})


@page("GET", "POST")
def transfer_trouble(request: Any, community: Community, transfer: int) -> HttpResponse:
    """Something is not right with hours in the books."""
    return _trouble_form(request, community, _transfer(request.person, community, transfer))


@page("GET", "POST")
def claim_trouble(request: Any, community: Community, claim: int) -> HttpResponse:
    """Something is not right with hours that wait."""
    rows = visible_claims(request.person, community).select_related("community")
    return _trouble_form(request, community, get_object_or_404(rows.distinct(), pk=claim))


@page("GET", "POST")
def promise_trouble(request: Any, community: Community, promise: int) -> HttpResponse:
    """Something is not right with a promise."""
    rows = visible_promises(request.person, community).select_related("community", "ask")
    return _trouble_form(request, community, get_object_or_404(rows.distinct(), pk=promise))


def _trouble_form(request: Any, community: Community, about: Promise | Claim | Transfer) -> HttpResponse:
    start = {"kind": request.GET.get("kind", "")}
    form = TroubleForm(request.POST or None, parties=_writers(request, community, about), initial=start)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        raised_by = _writer(request, community, about, given.pop("party", None))
        done = carried_out(
            form, commands.raise_trouble, by=request.person, about=about, raised_by=raised_by, **given
        )
        if done:
            messages.success(request, _("Thank you for saying so. A broker will be in touch."))
            return redirect("exchange:trouble", community.slug, done.pk)
    return render(request, "exchange/trouble_new.html", {"form": form})


@page("GET", who=Role.BROKER)
def troubles(request: Any, community: Community) -> HttpResponse:
    """Problems and disputes, those to settle first."""
    shown = {
        "open": queries.troubles(request.person, community),
        "settled": queries.troubles(request.person, community, state=TroubleState.SETTLED),
        "kinds": dict(TroubleKind.choices),
    }
    return render(request, "exchange/troubles.html", shown)


@page("GET")
def trouble(request: Any, community: Community, trouble: int) -> HttpResponse:
    """One problem or dispute: what was said, and how it was settled."""
    row = _trouble(request.person, community, trouble)
    sides = names(sides_of(row) | {row.raised_by_id})
    return render(
        request,
        "exchange/trouble.html",
        {
            "trouble": row,
            "raised_by": sides[row.raised_by_id],
            "sides": [name for pk, name in sides.items() if pk in sides_of(row)],
            "about": _about(row),
            "typist": queries.typist(row.typed_by_key) if row.typed_by_key else "",
            "can_settle": row.state == TroubleState.OPEN and may(request.person, "settle_trouble", row),
        },
    )


@page("GET", "POST", who=Role.BROKER)
def trouble_settle(request: Any, community: Community, trouble: int) -> HttpResponse:
    """How was it settled? The hours can be taken back."""
    row = _trouble(request.person, community, trouble)
    form = SettleForm(request.POST or None, in_books=_in_books(row))
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.settle_trouble, by=request.person, trouble=row, **form.cleaned_data)
        if done:
            messages.success(request, _("It is settled, and those it concerns are told."))
            return redirect("exchange:trouble", community.slug, row.pk)
    return render(request, "exchange/trouble_settle.html", {"form": form, "trouble": row})


def _in_books(row: Trouble) -> bool:
    """Whether there are hours that could be taken back and were not yet."""
    found = row.transfer or next(
        (one.transfer for one in (row.claim, row.promise) if one is not None and one.transfer), None
    )
    return found is not None and not hasattr(found, "reversed_by")


def _about(row: Trouble) -> tuple[str, int]:
    """The name of the page that the trouble is about, and its id."""
    if row.transfer_id:
        return "exchange:transfer", row.transfer_id
    if row.claim_id:
        return "exchange:claim", row.claim_id
    assert row.promise is not None
    return "exchange:ask", row.promise.ask_id


def _said(request: Any, community: Community, form: ActingForm, command: Any, *, transfer: Transfer) -> Any:
    given = dict(form.cleaned_data)
    writer = _writer(request, community, transfer, given.pop("party", None))
    return carried_out(form, command, by=request.person, transfer=transfer, writer=writer, **given)


def _writers(request: Any, community: Community, about: Any) -> list[tuple[int, str]]:
    """The sides that the person may write for; more than one is asked about, a looked-after side too."""
    sides = sides_of(about)
    own = sides & parties_of(request.person, community)
    wanted = own or {pk for pk in sides if queries.may_act_for(request.person, community, pk)}
    called = names(wanted)
    return [(pk, called[pk]) for pk in sorted(wanted, key=lambda pk: pk != request.person.pk)]


def _writer(request: Any, community: Community, about: Any, chosen: str | None) -> Any:
    """The side chosen in the form, else the only one; whoever is no side is refused by the command."""
    writers = _writers(request, community, about)
    allowed = {str(pk) for pk, _name in writers}
    only = str(writers[0][0]) if writers else None
    return acting_party(request, community, chosen if chosen in allowed else only)


def _other(request: Any, community: Community, row: Transfer) -> str:
    """The name of the other side, seen from the one that writes."""
    writers = _writers(request, community, row)
    others = sides_of(row) - {writers[0][0]} if len(writers) == 1 else set()
    called = names(others)
    return next(iter(called.values()), "")


def _transfer(person: Person, community: Community, pk: int) -> Transfer:
    related = ("community", "payer", "payee", "work", "reverses", "reversed_by", "note")
    rows = visible_transfers(person, community).select_related(*related, "promise__ask", "claim__ask")
    return get_object_or_404(rows, pk=pk)


def _trouble(person: Person, community: Community, pk: int) -> Trouble:
    related = (
        "community", "promise__ask", "promise__transfer", "claim__transfer", "transfer__payer",
        "transfer__payee", "raised_by",
    )  # fmt: skip
    return get_object_or_404(visible_troubles(person, community).select_related(*related), pk=pk)
