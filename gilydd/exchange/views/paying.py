"""Pages of hours: writing them down without an ask, confirming them, giving some away."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.assets.models import Asset
from gilydd.history.queries import timeline
from gilydd.history.words import Audience
from gilydd.people.models import Community, Party, Person
from gilydd.people.queries import names
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language

from .. import commands, queries
from ..forms import FindForm, GiftForm, HoursForm, ReasonForm
from ..forms.paying import GAVE, RECEIVED
from ..models import Ask, Claim
from ..policy import may, visible_asks, visible_claims
from ..queries.next_asks import own_next
from ..rules import rules_of
from ..words import AskState, ClaimState, Evidence
from ._acting import (
    acting_party,
    called,
    choices,
    client_key,
    fresh_key,
    looked_after,
    member_party,
)
from .onward import onward


@page("GET")
def hours(request: Any, community: Community) -> HttpResponse:
    """Write hours down, or give some: with whom? And what waits for somebody's word."""
    party = acting_party(request, community)
    form = FindForm(request.GET if "name" in request.GET else None)
    searched = form.is_bound and form.is_valid()
    found = (
        queries.find_member(request.person, community, party.pk, form.cleaned_data["name"])
        if searched
        else queries.known_to(request.person, community, party.pk)
    )
    return render(
        request,
        "exchange/hours.html",
        {
            "form": form,
            "searched": searched,
            "found": found,
            "whose": called(request, party),
            "party": party,
            "acting": queries.acting_as(request.person, community),
            "to_confirm": queries.claims_to_confirm(request.person, community),
            "waiting": queries.claims_waiting(request.person, community),
            "gift_mode": rules_of(community).gift_mode,
        },
    )


@page("GET", who=(Role.BROKER, Role.COORDINATOR))
def for_member(request: Any, community: Community) -> HttpResponse:
    """A broker, or a co-ordinator for their area, finds the member for whom to ask or write hours down."""
    form = FindForm(request.GET or None)
    searched = form.is_bound and form.is_valid()
    found = []
    if searched:
        rows = queries.find_member(request.person, community, request.person.pk, form.cleaned_data["name"])
        found = [
            (party, name) for party, name in rows if queries.may_act_for(request.person, community, party.pk)
        ]
    shown = {"form": form, "searched": searched, "found": found}
    return render(request, "exchange/for_member.html", shown)


@page("GET", "POST")
def hours_with(request: Any, community: Community, party: uuid.UUID) -> HttpResponse:
    """Who helped whom, for how long, with what?"""
    other = member_party(community, party)
    return _hours(request, community, other)


@page("GET", "POST")
def hours_community(request: Any, community: Community) -> HttpResponse:
    """Hours given to the community itself: a broker gives their word, and the pot pays."""
    return _hours(request, community, None)


def _hours(request: Any, community: Community, other: Party | None) -> HttpResponse:
    own = acting_party(request, community)
    ask, offer = _about(request, community)
    for_other = looked_after(request, community, own)
    start = _start(ask, offer, other)
    other_name = names([other.pk])[other.pk] if other else ""
    form = HoursForm(
        community,
        request.POST or None,
        own=called(request, own),
        other=other_name,
        for_other=for_other,
        parties=choices(request, community, own),
        initial=start,
    )
    if request.method == "POST" and form.is_valid():
        own = acting_party(request, community, form.cleaned_data.get("party") or str(own.pk))
        claim = _recorded(request, community, form, own, other, ask, offer)
        if claim:
            return _after(request, community, claim, own, other_name)
    shown = {
        "form": form, "other": other_name, "whose": called(request, own), "ask": ask, "offer": offer,
        "gift_mode": rules_of(community).gift_mode,
    }  # fmt: skip
    return render(request, "exchange/hours_with.html", shown)


def _recorded(
    request: Any,
    community: Community,
    form: HoursForm,
    own: Party,
    other: Party | None,
    ask: Ask | None,
    offer: Asset | None,
) -> Claim | None:
    given = form.cleaned_data
    giver, receiver = (other, own) if other and given["way"] == RECEIVED else (own, other)
    return carried_out(
        form,
        commands.record_hours,
        by=request.person,
        community=community,
        giver=giver,
        receiver=receiver,
        minutes=given["minutes"],
        work=given["work"],
        occurred_at=form.moment(),
        words=given["words"],
        lang=given["lang"],
        ask=ask,
        offer=offer,
        freely=given.get("freely", False),
        evidence=given.get("evidence") or Evidence.SCREEN,
        key=client_key(request, given["key"]),
    )


def _after(request: Any, community: Community, claim: Claim, own: Party, other: str) -> HttpResponse:
    if claim.state == ClaimState.WRITTEN and claim.transfer:
        messages.success(request, _("The hours are in the books."))
        onto = redirect("exchange:transfer", community.slug, claim.transfer.pk)
        return onward(request, community, claim.transfer, own.pk, onto)
    if claim.state == ClaimState.TO_APPROVE:
        messages.success(request, _("Thank you. A broker looks at these hours first."))
    else:
        messages.success(request, _("Thank you. We ask %(name)s to say yes.") % {"name": other})
    return redirect("exchange:claim", community.slug, claim.pk)


def _about(request: Any, community: Community) -> tuple[Ask | None, Asset | None]:
    """The ask or the offer that the hours are for, where the address names one."""
    ask = offer = None
    wanted_ask, wanted_offer = request.GET.get("ask", ""), request.GET.get("offer", "")
    if wanted_ask.isdecimal() and len(wanted_ask) < 18:
        rows = visible_asks(request.person, community).filter(state=AskState.OPEN)
        ask = rows.select_related("work").filter(pk=int(wanted_ask)).first()
    if wanted_offer.isdecimal() and len(wanted_offer) < 18:
        rows = queries.open_offers(request.person, community).select_related("term")
        offer = rows.filter(pk=int(wanted_offer)).first()
    return ask, offer


def _start(ask: Ask | None, offer: Asset | None, other: Party | None) -> dict[str, Any]:
    """What the form shows at first."""
    start: dict[str, Any] = {"day": timezone.localdate(), "key": fresh_key(), "lang": language()}
    if ask:
        theirs = other is not None and ask.asker_id == other.pk
        start |= {
            "minutes": ask.minutes,
            "work": ask.work_id,
            "words": ask.title,
            "way": GAVE if theirs else RECEIVED,
        }
    if offer:
        theirs = other is not None and offer.party_id == other.pk
        start |= {
            "minutes": offer.minutes,
            "work": offer.term_id,
            "words": offer.title,
            "way": RECEIVED if theirs else GAVE,
        }
    return start


@page("GET", "POST")
def give(request: Any, community: Community, party: uuid.UUID) -> HttpResponse:
    """A gift of hours to somebody."""
    return _gift(request, community, member_party(community, party))


@page("GET", "POST")
def give_pot(request: Any, community: Community) -> HttpResponse:
    """A gift of hours to the community's pot."""
    return _gift(request, community, None)


def _gift(request: Any, community: Community, receiver: Party | None) -> HttpResponse:
    own = acting_party(request, community)
    form = GiftForm(
        community,
        request.POST or None,
        for_other=looked_after(request, community, own),
        parties=choices(request, community, own),
        initial={"key": fresh_key(), "lang": language()},
    )
    other = names([receiver.pk])[receiver.pk] if receiver else ""
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        own = acting_party(request, community, given.pop("party", None) or str(own.pk))
        given["key"] = client_key(request, given["key"])
        transfer = carried_out(
            form,
            commands.give_hours,
            by=request.person,
            community=community,
            giver=own,
            receiver=receiver,
            **given,
        )
        if transfer:
            told = _("%(name)s has your gift. Thank you.") % {"name": other} if other else ""
            messages.success(request, told or _("The pot has your gift. Thank you."))
            onto = redirect("exchange:transfer", community.slug, transfer.pk)
            return onward(request, community, transfer, own.pk, onto)
    rules = rules_of(community)
    shown = {"form": form, "other": other, "whose": called(request, own), "rules": rules}
    return render(request, "exchange/gift.html", shown)


@page("GET")
def balance(request: Any, community: Community) -> HttpResponse:
    """A kind question where somebody gives or receives a lot; nothing is ever blocked."""
    person: Person = request.person
    which, minutes = queries.far(community, person.pk)
    offers = queries.open_offers(person, community).exclude(party=person.pk).select_related("term")
    asks = [row for row in queries.board(person, community, limit=12) if row.state == "open" and not row.mine]
    shown = {
        "which": which,
        "minutes": minutes,
        "offers": list(offers.order_by("-refreshed_at")[:5]) if which != "low" else [],
        "asks": asks[:5] if which == "low" else [],
        "next": own_next(person, community),
        "gift_mode": rules_of(community).gift_mode,
    }
    return render(request, "exchange/balance.html", shown)


@page("GET")
def claim(request: Any, community: Community, claim: int) -> HttpResponse:
    """Hours that are not in the books yet: what they are, and what one can do."""
    row = _claim(request.person, community, claim)
    person: Person = request.person
    open_now = row.state in (ClaimState.WAITING, ClaimState.TO_APPROVE, ClaimState.REFUSED)
    told = names(pk for pk in (row.giver_id, row.receiver_id) if pk)
    verbs = ("exchange.refuse_claim", "exchange.decline_hours")
    said_no = timeline(row, audiences={*Audience}).filter(verb__in=verbs).select_related("reason").first()
    can = {
        "confirm": row.state in (ClaimState.WAITING, ClaimState.REFUSED)
        and may(person, "confirm_claim", row),
        "refuse": row.state == ClaimState.WAITING and may(person, "confirm_claim", row),
        "withdraw": open_now and may(person, "withdraw_claim", row),
        "approve": row.state == ClaimState.TO_APPROVE and may(person, "approve_hours", row),
        "trouble": row.state != ClaimState.WITHDRAWN and may(person, "raise_trouble", row),
    }
    return render(
        request,
        "exchange/claim.html",
        {
            "claim": row,
            "giver": told[row.giver_id],
            "receiver": told.get(row.receiver_id or 0, ""),
            "typist": queries.typist(row.made_by_key),
            "can": can,
            "why": getattr(said_no, "reason", None) if row.state == ClaimState.REFUSED else None,
        },
    )


@page("POST")
def claim_confirm(request: Any, community: Community, claim: int) -> HttpResponse:
    """Yes, these hours were given."""
    row = commands.confirm_claim(by=request.person, claim=_claim(request.person, community, claim))
    if row.state == ClaimState.TO_APPROVE:
        messages.success(request, _("Thank you. It was a long time, so a broker looks at it first."))
        return redirect("exchange:claim", community.slug, row.pk)
    messages.success(request, _("The hours are in the books."))
    assert row.transfer is not None
    onto = redirect("exchange:transfer", community.slug, row.transfer.pk)
    return onward(request, community, row.transfer, row.receiver_id or 0, onto)


@page("GET", "POST")
def claim_refuse(request: Any, community: Community, claim: int) -> HttpResponse:
    """These hours are not right: a word of why."""
    row = _claim(request.person, community, claim)
    form = ReasonForm(_("What is not right about these hours?"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = carried_out(
            form,
            commands.refuse_claim,
            by=request.person,
            claim=row,
            words=given["reason"],
            lang=given["lang"],
        )
        if done:
            messages.success(request, _("We told the other side in your words."))
            return redirect("exchange:claim", community.slug, row.pk)
    giver = names([row.giver_id])[row.giver_id]
    return render(request, "exchange/claim_refuse.html", {"form": form, "claim": row, "giver": giver})


@page("POST")
def claim_withdraw(request: Any, community: Community, claim: int) -> HttpResponse:
    """Take back hours that are not in the books yet."""
    commands.withdraw_claim(by=request.person, claim=_claim(request.person, community, claim))
    messages.success(request, _("These hours are taken back."))
    return redirect("exchange:hours", community.slug)


@page("POST", who=Role.BROKER)
def claim_approve(request: Any, community: Community, claim: int) -> HttpResponse:
    """A broker gives their word for a long time."""
    row = commands.approve_hours(by=request.person, thing=_claim(request.person, community, claim))
    messages.success(request, _("The hours are in the books."))
    return redirect("exchange:transfer", community.slug, row.pk)


@page("GET", "POST", who=Role.BROKER)
def claim_decline(request: Any, community: Community, claim: int) -> HttpResponse:
    """A broker does not give their word, and says why."""
    row = _claim(request.person, community, claim)
    form = ReasonForm(_("Why can these hours not be written like this?"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.decline_hours, by=request.person, thing=row, **form.cleaned_data)
        if done:
            messages.success(request, _("We told both in your words."))
            return redirect("exchange:claim", community.slug, row.pk)
    return render(request, "exchange/hours_decline.html", {"form": form, "minutes": row.minutes})


def _claim(person: Person, community: Community, pk: int) -> Claim:
    rows = visible_claims(person, community).distinct()
    related = ("community", "giver", "receiver", "work", "ask", "offer", "transfer", "group")
    return get_object_or_404(rows.select_related(*related), pk=pk)
