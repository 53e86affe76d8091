"""Pages of asks: the board, one ask, an offer taken up, promises, times to meet, hours confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.assets.models import Asset
from gilydd.assets.words import AssetKind, AssetState
from gilydd.history.queries import timeline
from gilydd.history.words import Audience
from gilydd.people.models import Community, Person
from gilydd.people.queries import names, parties_of, standing
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import page
from gilydd.ui.filters import language

from .. import commands, queries
from ..forms import AskForm, ConfirmForm, FindForm, PromiseForm, ReasonForm, TimeForm
from ..models import Ask, Promise
from ..policy import may, sides_of, visible_asks, visible_promises
from ..rules import rules_of
from ..words import AskState, PromiseState
from ._acting import acting_party, called, choices, looked_after
from .onward import onward


@page("GET")
def board(request: Any, community: Community) -> HttpResponse:
    """Who could do with you, and what you asked for."""
    rows = queries.board(request.person, community)
    shown = {
        "asks": rows,
        "gift_mode": rules_of(community).gift_mode,
        "looks_after": _serves_others(request.person, community),
    }
    return render(request, "exchange/board.html", shown)


@page("GET", "POST")
def ask_new(request: Any, community: Community) -> HttpResponse:
    """Ask for help, for oneself or for whom one may act."""
    party = acting_party(request, community, verb="ask_for")
    form = AskForm(community, request.POST or None, parties=choices(request, community, party))
    return _ask_form(request, community, form, party)


@page("GET", "POST")
def need_ask(request: Any, community: Community, need: int) -> HttpResponse:
    """Something that somebody could do with becomes an ask: the form is filled in already."""
    rows = Asset.objects.of(community).filter(kind=AssetKind.NEED, state=AssetState.LIVE)
    asset = get_object_or_404(rows.select_related("term", "party"), pk=need)
    party = acting_party(request, community, str(asset.party_id), verb="ask_for")
    start = {
        "title": asset.title or said(asset.term, "name"),
        "details": asset.details,
        "work": asset.term_id,
        "minutes": asset.minutes,
        "lang": asset.lang or language(),
    }
    form = AskForm(community, request.POST or None, initial=start)
    return _ask_form(request, community, form, party)


def _ask_form(request: Any, community: Community, form: AskForm, party: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        asker = acting_party(request, community, given.pop("party", None) or str(party.pk), verb="ask_for")
        ask = carried_out(
            form, commands.ask_for_help, by=request.person, community=community, asker=asker, **given
        )
        if ask:
            messages.success(request, _("Your ask is on the board."))
            return redirect("exchange:ask", community.slug, ask.pk)
    return render(request, "exchange/ask_new.html", {"form": form, "whose": called(request, party)})


@page("GET", "POST")
def offer_take(request: Any, community: Community, offer: int) -> HttpResponse:
    """Ask somebody about what they offer; only they, you and the brokers see it."""
    rows = queries.open_offers(request.person, community)
    asset = get_object_or_404(rows.select_related("term", "party", "place", "community"), pk=offer)
    party = acting_party(request, community, verb="ask_for")
    start = {
        "title": asset.title or said(asset.term, "name"),
        "minutes": asset.minutes or 60,
        "lang": language(),
    }
    form = AskForm(
        community,
        request.POST or None,
        to_one=True,
        parties=choices(request, community, party),
        initial=start,
    )
    other = names([asset.party_id])[asset.party_id]
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        asker = acting_party(request, community, given.pop("party", None) or str(party.pk), verb="ask_for")
        ask = carried_out(form, commands.take_offer, by=request.person, offer=asset, asker=asker, **given)
        if ask:
            messages.success(request, _("We asked %(name)s. You will hear.") % {"name": other})
            return redirect("exchange:ask", community.slug, ask.pk)
    shown = {"form": form, "offer": asset, "other": other, "whose": called(request, party)}
    return render(request, "exchange/offer_take.html", shown)


@page("GET")
def ask(request: Any, community: Community, ask: int) -> HttpResponse:
    """One ask: what it is, who promised, what you can do now."""
    person: Person = request.person
    row = _ask(person, community, ask)
    promise = row.promises.exclude(state=PromiseState.TAKEN_BACK).select_related("transfer").first()
    if promise:
        promise.ask, promise.community = row, community
    wanted = [row.asker_id, row.asked_of_id, promise.helper_id if promise else None]
    told = names(pk for pk in wanted if pk)
    records = list(timeline(row, audiences={*Audience}).select_related("reason"))
    declined = next((one for one in records if one.verb == "exchange.decline_ask"), None)
    own = parties_of(person, community)
    return render(
        request,
        "exchange/ask.html",
        {
            "ask": row,
            "promise": promise,
            "asker": told[row.asker_id],
            "asked": told.get(row.asked_of_id or 0, ""),
            "helper": told.get(promise.helper_id, "") if promise else "",
            "mine": row.asker_id in own,
            "can": _can(person, row, promise),
            "promise_form": PromiseForm(
                parties=_helpers(request, community, row), gift_mode=rules_of(community).gift_mode
            ),
            "kind_words": getattr(declined, "reason", None) if row.state == AskState.DECLINED else None,
            "records": [(one.verb.removeprefix("exchange."), one.recorded_at) for one in records],
            "typist": queries.typist(row.typed_by_key) if row.typed_by_key else "",
            "gift_mode": rules_of(community).gift_mode,
        },
    )


def _helpers(request: Any, community: Community, row: Ask) -> list[tuple[int, str]]:
    """For whom the person may promise: those they speak for, but never the asker."""
    own = queries.acting_as(request.person, community)
    return [(pk, name) for pk, name in own if pk != row.asker_id and row.asked_of_id in (None, pk)]


def _can(person: Person, row: Ask, promise: Promise | None) -> dict[str, bool]:
    """What the person may do with the ask now."""
    own = parties_of(person, row.community)
    is_open = row.state == AskState.OPEN
    asked = row.asked_of_id in own
    can = {
        "promise": is_open and bool(own - {row.asker_id}) and (asked or row.asked_of_id is None)
        and row.asker_id != person.pk and may(person, "make_promise", row),
        "promise_for": is_open and _serves_others(person, row.community),
        "decline": is_open and row.asked_of_id is not None and may(person, "decline_ask", row),
        "change": row.state in (AskState.OPEN, AskState.DECLINED) and may(person, "change_ask", row),
        "withdraw": row.state in (AskState.OPEN, AskState.DECLINED) and may(person, "withdraw_ask", row),
    }  # fmt: skip
    can["board"] = can["change"] and (row.state == AskState.DECLINED or row.asked_of_id is not None)
    can["helped"] = is_open and can["change"] and row.asked_of_id is None
    can["asked"] = is_open and asked
    if promise is None:
        return can | dict.fromkeys(("take_back", "confirm", "time", "agree", "approve", "trouble"), False)
    made = promise.state == PromiseState.MADE
    sides = {f"people.party:{party.key}" for party in (row.asker, promise.helper) if party.pk in own}
    return can | {
        "take_back": made and may(person, "take_back_promise", promise),
        "confirm": made and may(person, "confirm_hours", promise),
        "time": made and may(person, "agree_time", promise),
        "agree": made
        and promise.meets_at is not None
        and promise.meeting_agreed_at is None
        and promise.meeting_by_key not in sides
        and may(person, "agree_time", promise),
        "approve": promise.state == PromiseState.TO_APPROVE and may(person, "approve_hours", promise),
        "trouble": may(person, "raise_trouble", promise),
    }


def _serves_others(person: Person, community: Community) -> bool:
    """Brokers, and co-ordinators for the members of their area, promise for those who cannot themselves."""
    here = standing(person, community)
    return here.active and not here.roles.isdisjoint({Role.BROKER, Role.COORDINATOR})


@page("GET", "POST")
def ask_change(request: Any, community: Community, ask: int) -> HttpResponse:
    """Put an ask better while nobody has promised."""
    row = _ask(request.person, community, ask, "change_ask")
    start = {name: getattr(row, name) for name in ("title", "details", "minutes", "wanted_on", "lang")}
    form = AskForm(
        community,
        request.POST or None,
        to_one=row.asked_of_id is not None,
        initial=start | {"work": row.work_id},
    )
    if request.method == "POST" and form.is_valid():
        given = {"work": row.work, **form.cleaned_data}
        if carried_out(form, commands.change_ask, by=request.person, ask=row, **given):
            messages.success(request, _("Your ask is changed."))
            return redirect("exchange:ask", community.slug, row.pk)
    return render(request, "exchange/ask_change.html", {"form": form, "ask": row})


@page("POST")
def ask_withdraw(request: Any, community: Community, ask: int) -> HttpResponse:
    """The help is no longer needed."""
    commands.withdraw_ask(by=request.person, ask=_ask(request.person, community, ask))
    messages.success(request, _("You withdrew your ask."))
    return redirect("exchange:board", community.slug)


@page("GET", "POST")
def ask_decline(request: Any, community: Community, asked: int) -> HttpResponse:
    """Not this time: a kind word of why."""
    row = _ask(request.person, community, asked, "decline_ask")
    form = ReasonForm(_("A kind word of why"), request.POST or None)
    asker = names([row.asker_id])[row.asker_id]
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.decline_ask, by=request.person, ask=row, **form.cleaned_data)
        if done:
            messages.success(request, _("We told %(name)s in your words.") % {"name": asker})
            return redirect("exchange:board", community.slug)
    return render(request, "exchange/ask_decline.html", {"form": form, "ask": row, "asker": asker})


@page("POST")
def ask_board(request: Any, community: Community, ask: int) -> HttpResponse:
    """What one member could not do is asked of everybody."""
    row = _ask(request.person, community, ask, "change_ask")
    commands.put_on_board(by=request.person, ask=row)
    messages.success(request, _("Your ask is on the board."))
    return redirect("exchange:ask", community.slug, row.pk)


@page("POST")
def promise(request: Any, community: Community, ask: int) -> HttpResponse:
    """I will help."""
    row = _ask(request.person, community, ask)
    helpers = _helpers(request, community, row)
    form = PromiseForm(request.POST, parties=helpers)
    chosen = form.cleaned_data.get("party") if form.is_valid() else None
    # With one button and no choice shown, the helper is whoever may help: mostly the person.
    only = str(helpers[0][0]) if len(helpers) == 1 else None
    made = commands.make_promise(
        by=request.person,
        ask=row,
        helper=acting_party(request, community, chosen or only),
        freely="freely" in request.POST,
    )
    messages.success(request, _("Thank you. You promised to help."))
    return redirect("exchange:ask", community.slug, made.ask_id)


@page("GET", "POST", who=(Role.BROKER, Role.COORDINATOR))
def promise_for(request: Any, community: Community, ask: int) -> HttpResponse:
    """A broker, or a co-ordinator for their area, writes down who will help."""
    row = _ask(request.person, community, ask)
    if request.method == "POST":
        helper = acting_party(request, community, request.POST.get("helper"))
        commands.make_promise(by=request.person, ask=row, helper=helper)
        messages.success(request, _("The promise is written down."))
        return redirect("exchange:ask", community.slug, row.pk)
    form = FindForm(request.GET or None)
    found = []
    if form.is_bound and form.is_valid():
        found = queries.find_member(request.person, community, row.asker_id, form.cleaned_data["name"])
    shown = {"form": form, "ask": row, "found": found, "searched": form.is_bound and form.is_valid()}
    return render(request, "exchange/promise_for.html", shown)


@page("POST")
def take_back(request: Any, community: Community, promise: int) -> HttpResponse:
    """The promise cannot be kept."""
    row = _promise(request.person, community, promise)
    commands.take_back_promise(by=request.person, promise=row)
    messages.success(request, _("The promise was taken back. The ask is open again."))
    return redirect("exchange:board", community.slug)


@page("GET", "POST")
def time_propose(request: Any, community: Community, promise: int) -> HttpResponse:
    """When and where do you meet?"""
    row = _promise(request.person, community, promise)
    start: dict[str, Any] = {"day": row.ask.wanted_on}
    if row.meets_at:
        local = timezone.localtime(row.meets_at)
        start = {"day": local.date(), "time": f"{local:%H:%M}", "where": row.meets_where}
    form = TimeForm(request.POST or None, initial=start)
    between = not sides_of(row) & parties_of(request.person, community)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form,
            commands.propose_time,
            by=request.person,
            promise=row,
            at=form.moment(),
            where=form.cleaned_data["where"],
        )
        if done:
            messages.success(request, _("The time is written down, and we tell the other side."))
            return redirect("exchange:ask", community.slug, row.ask_id)
    return render(request, "exchange/time.html", {"form": form, "promise": row, "between": between})


@page("POST")
def time_agree(request: Any, community: Community, promise: int) -> HttpResponse:
    """Yes, this time suits."""
    row = commands.agree_time(by=request.person, promise=_promise(request.person, community, promise))
    messages.success(request, _("The time is agreed."))
    return redirect("exchange:ask", community.slug, row.ask_id)


@page("GET", "POST")
def confirm(request: Any, community: Community, promise: int) -> HttpResponse:
    """It happened: how long did it take?"""
    row = _promise(request.person, community, promise)
    form = ConfirmForm(
        community,
        request.POST or None,
        for_other=looked_after(request, community, row.ask.asker),
        initial={"minutes": row.ask.minutes},
    )
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.confirm_hours, by=request.person, promise=row, **form.cleaned_data)
        if done:
            messages.success(request, _("The hours are confirmed."))
            onto = redirect("exchange:ask", community.slug, row.ask_id)
            return onward(request, community, done, row.ask.asker_id, onto)
        if not form.errors:
            messages.success(request, _("Thank you. It was a long time, so a broker looks at it first."))
            return redirect("exchange:ask", community.slug, row.ask_id)
    helper = names([row.helper_id])[row.helper_id]
    return render(request, "exchange/confirm.html", {"form": form, "promise": row, "helper": helper})


@page("POST", who=Role.BROKER)
def promise_approve(request: Any, community: Community, promise: int) -> HttpResponse:
    """A broker gives their word for a long time."""
    row = _promise(request.person, community, promise)
    commands.approve_hours(by=request.person, thing=row)
    messages.success(request, _("The hours are in the books."))
    return redirect("exchange:ask", community.slug, row.ask_id)


@page("GET", "POST", who=Role.BROKER)
def promise_decline(request: Any, community: Community, promise: int) -> HttpResponse:
    """A broker does not give their word, and says why."""
    row = _promise(request.person, community, promise)
    form = ReasonForm(_("Why can these hours not be written like this?"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.decline_hours, by=request.person, thing=row, **form.cleaned_data)
        if done:
            messages.success(request, _("We told both in your words."))
            return redirect("exchange:ask", community.slug, row.ask_id)
    shown = {"form": form, "minutes": row.confirmed_minutes}
    return render(request, "exchange/hours_decline.html", shown)


def _ask(person: Person, community: Community, pk: int, verb: str = "see_ask") -> Ask:
    """The ask, where the person may read it and do the verb to it; 404 otherwise."""
    rows = visible_asks(person, community).select_related("community", "asker", "asked_of", "work", "place")
    row = get_object_or_404(rows.distinct(), pk=pk)
    if verb != "see_ask" and not may(person, verb, row):
        raise Http404(_("There is no such ask for you to change."))
    return row


def _promise(person: Person, community: Community, pk: int) -> Promise:
    rows = visible_promises(person, community)
    related = ("community", "ask__community", "ask__asker", "hold", "helper")
    return get_object_or_404(rows.select_related(*related), pk=pk)
