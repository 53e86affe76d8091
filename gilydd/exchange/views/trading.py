"""Pages of trade with other communities."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.queries import parties_of
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import page

from .. import commands
from ..forms import ReverseForm
from ..forms.together import AgreementForm, EndForm, LimitForm, TradeForm, moment
from ..models import Agreement, Trade
from ..policy import may
from ..queries import trading as reads
from ..words import AgreementState
from ._acting import acting_party, choices, looked_after


@page("GET")
def partners(request: Any, community: Community) -> HttpResponse:
    """The communities that we trade hours with."""
    broker = may(request.person, "make_agreement", community)
    rows = reads.partners(community, ended=broker)
    states = dict(AgreementState.choices)
    return render(request, "exchange/partners.html", {"partners": rows, "broker": broker, "states": states})


@page("GET", "POST", who=Role.BROKER)
def partner_new(request: Any, community: Community) -> HttpResponse:
    """Propose to another community to trade."""
    form = AgreementForm(Community.objects.exclude(pk=community.pk).order_by("slug"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.propose_agreement, by=request.person, community=community, **form.cleaned_data
        )
        if made:
            messages.success(request, _("The other community is asked. Its brokers answer."))
            return redirect("exchange:partner", community.slug, made.pk)
    return render(request, "exchange/partner_new.html", {"form": form})


@page("GET")
def partner(request: Any, community: Community, agreement: int) -> HttpResponse:
    """How we stand with one community; both sides see the same."""
    row = _agreement(community, agreement)
    broker = may(request.person, "make_agreement", row)
    halves = Trade.objects.of(community).filter(agreement__partner_key=row.partner_key)
    if not broker:
        halves = halves.filter(party__in=parties_of(request.person, community))
    shown = {
        "agreement": row,
        "name": said(row, "partner_name"),
        "settlement": reads.settlement(row),
        "trades": reads.trades(halves),
        "broker": broker,
        "agreed": row.state == AgreementState.AGREED,
        "asked": row.state == AgreementState.ASKED,
        "live": row.state != AgreementState.ENDED,
        "limit_form": LimitForm(initial={"limit_minutes": row.limit_minutes}),
    }
    return render(request, "exchange/partner.html", shown)


@page("POST", who=Role.BROKER)
def partner_answer(request: Any, community: Community, agreement: int) -> HttpResponse:
    """Yes or no to a proposal."""
    row = _agreement(community, agreement)
    yes = request.POST.get("answer") == "yes"
    commands.answer_agreement(by=request.person, agreement=row, yes=yes)
    messages.success(request, _("Members can now trade hours.") if yes else _("You said no."))
    return redirect("exchange:partner", community.slug, row.pk)


@page("GET", "POST", who=Role.BROKER)
def partner_limit(request: Any, community: Community, agreement: int) -> HttpResponse:
    """Say which limit we would like."""
    row = _agreement(community, agreement)
    form = LimitForm(request.POST or None, initial={"limit_minutes": row.limit_minutes})
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.want_limit, by=request.person, agreement=row, **form.cleaned_data)
        if done:
            same = done.wanted_limit_minutes is None
            messages.success(
                request, _("This limit holds.") if same else _("The limit holds when they want it too.")
            )
            return redirect("exchange:partner", community.slug, row.pk)
    shown = {"form": form, "agreement": row, "settlement": reads.settlement(row)}
    return render(request, "exchange/partner_limit.html", shown)


@page("GET", "POST", who=Role.BROKER)
def partner_end(request: Any, community: Community, agreement: int) -> HttpResponse:
    """End the trade, with the rest said."""
    row = _agreement(community, agreement)
    agreed = row.state == AgreementState.AGREED
    rest = reads.settlement(row).balance_minutes if agreed else 0
    form = EndForm(rest, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form,
            commands.end_agreement,
            by=request.person,
            agreement=row,
            rest_minutes=form.cleaned_data["rest_minutes"],
        )
        if done:
            messages.success(request, _("The trade has ended."))
            return redirect("exchange:partners", community.slug)
    return render(request, "exchange/partner_end.html", {"form": form, "agreement": row, "rest": rest})


@page("GET", "POST")
def trade_new(request: Any, community: Community, agreement: int) -> HttpResponse:
    """Pay somebody of another community who helped."""
    row = _agreement(community, agreement)
    party = acting_party(request, community)
    form = TradeForm(
        community,
        request.POST or None,
        for_other=looked_after(request, community, party),
        parties=choices(request, community, party),
        initial={"key": str(uuid.uuid4()), "day": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        payer = acting_party(request, community, given.pop("party", None) or str(party.pk))
        given["occurred_at"] = moment(given.pop("day"))
        done = carried_out(form, commands.trade, by=request.person, agreement=row, payer=payer, **given)
        if done:
            messages.success(request, _("The hours are in the books of both communities."))
            return redirect("exchange:transfer", community.slug, done.transfer_id)
    return render(request, "exchange/trade_new.html", {"form": form, "agreement": row})


@page("GET", "POST", who=Role.BROKER)
def trade_reverse(request: Any, community: Community, trade: int) -> HttpResponse:
    """Take a whole trade back, on both sides."""
    rows = Trade.objects.of(community).select_related("community", "agreement__community", "transfer")
    row = get_object_or_404(rows, pk=trade)
    form = ReverseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.reverse_trade, by=request.person, trade=row, **form.cleaned_data)
        if done:
            messages.success(request, _("The trade is taken back in both communities."))
            return redirect("exchange:partner", community.slug, row.agreement_id)
    return render(request, "exchange/trade_reverse.html", {"form": form, "trade": row})


def _agreement(community: Community, pk: int) -> Agreement:
    return get_object_or_404(Agreement.objects.of(community).select_related("community"), pk=pk)
