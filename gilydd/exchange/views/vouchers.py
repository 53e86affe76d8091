"""Pages of vouchers: a member's own, the door of a place, conflicts, and a place's account of a month."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf, qr
from gilydd.ui.sheets import KINDS, sheet_response

from .. import commands, sheets, vouchers
from ..forms.vouchers import AnyPlaceForm, ConflictForm, ShowingForm, VoucherForm
from ..models import SpendingPlace, Voucher
from ..policy import may, visible_scans, visible_vouchers
from ..queries import vouchers as reads
from ..words import VoucherState
from ._acting import acting_party, choices, client_key, fresh_key

MOST_SHOWINGS = 500


@page("GET")
def own_vouchers(request: Any, community: Community) -> HttpResponse:
    """My vouchers, those that can be used first."""
    party = acting_party(request, community)
    rows = visible_vouchers(request.person, community).filter(party=party)
    shown = {
        "vouchers": reads.vouchers(rows),
        "whom": "" if party.pk == request.person.pk else names([party.pk])[party.pk],
    }
    return render(request, "exchange/vouchers.html", shown)


@page("GET", "POST")
def voucher_new(request: Any, community: Community, at: int) -> HttpResponse:
    """A voucher for one place: its hours are held until it is used."""
    row = get_object_or_404(_places(community), pk=at, open=True)
    return _made(request, community, row)


@page("GET", "POST")
def voucher_any(request: Any, community: Community) -> HttpResponse:
    """A voucher for any place."""
    return _made(request, community, None)


@page("GET")
def voucher(request: Any, community: Community, voucher: int) -> HttpResponse:
    """One voucher: the code to show or to type, and giving it back."""
    row = _voucher(request, community, voucher)
    shown = {
        "row": reads.one_voucher(row, names([row.party_id])[row.party_id]),
        "qr": qr(reads.address_of(row), vouchers.code_of(row)) if row.state == VoucherState.ISSUED else "",
        "own": row.party_id == request.person.pk,
        "can_give_back": row.state == VoucherState.ISSUED and may(request.person, "give_back_voucher", row),
    }
    return render(request, "exchange/voucher.html", shown)


@page("GET")
def voucher_paper(request: Any, community: Community, voucher: int) -> HttpResponse:
    """A voucher to print, in the holder's language."""
    row = _voucher(request, community, voucher)
    if row.state != VoucherState.ISSUED:
        raise Http404(_("This voucher is not good any more."))
    person = getattr(row.party, "person", None)
    context = {
        "community": community,
        "at": row.at,
        "who": names([row.party_id])[row.party_id],
        "code": vouchers.code_of(row),
        "minutes": row.minutes,
        "expires_on": row.expires_on,
        "qr": qr(reads.address_of(row), vouchers.code_of(row)),
    }
    languages = [person.language] if person and person.language else ["cy", "en"]
    made = pdf(
        "exchange/paper_voucher.html",
        context,
        languages,
        large=bool(person and person.large_print),
        easy=bool(person and person.easy_read),
    )
    return paper_response(_("voucher"), made)


@page("POST")
def voucher_back(request: Any, community: Community, voucher: int) -> HttpResponse:
    """Give a voucher back."""
    row = _voucher(request, community, voucher)
    try:
        commands.give_back_voucher(by=request.person, voucher=row)
        messages.success(request, _("The hours are free again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    own = row.party_id == request.person.pk
    home = reverse("exchange:vouchers", args=[community.slug])
    return redirect(home if own else f"{home}?as={row.party_id}")


@page("GET", "POST")
def door(request: Any, community: Community, at: int) -> HttpResponse:
    """The door of a place: a code is typed or read, and the hours are the place's."""
    row = _run(request, community, at)
    start = {
        "key": fresh_key(),
        "code": request.GET.get("code", "")[:40],
        "device": request.GET.get("device", "")[:40],
    }
    form = ShowingForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        showing = commands.Showing(given["key"], given["code"], timezone.now(), given["device"])
        made = carried_out(form, commands.take_showing, by=request.person, at=row, showing=showing)
        if made:
            query = f"?shown={made.pk}" + (f"&device={made.device}" if made.device else "")
            return redirect(reverse("exchange:door", args=[community.slug, row.pk]) + query)
    rows = visible_scans(request.person, community).filter(at=row)
    found = reads.scans(rows, limit=30)
    shown = request.GET.get("shown", "")
    context = {
        "form": form,
        "at": row,
        "scans": found,
        "last": next((one for one in found if shown == str(one.pk)), None),
        "device_key": base64.b64encode(vouchers.device_key(community)).decode(),
    }
    return render(request, "exchange/door.html", context)


@page("POST")
def door_sync(request: Any, community: Community, at: int) -> HttpResponse:
    """What a device noted without a connection, in its order; each showing is written on its own, once."""
    row = _run(request, community, at)
    try:
        showings = _showings(request.body)
    except ValueError as wrong:
        return JsonResponse({"problem": str(wrong)}, status=400)
    pks = [commands.take_showing(by=request.person, at=row, showing=one).pk for one in showings]
    told = {
        one.pk: one
        for one in reads.scans(visible_scans(request.person, community).filter(pk__in=pks), limit=len(pks))
    }
    answers = [
        {
            "key": showing.key,
            "paid": told[pk].paid,
            "outcome": told[pk].outcome,
            "text": told[pk].outcome_name,
            "before": told[pk].before,
        }
        for showing, pk in zip(showings, pks, strict=True)
    ]
    return JsonResponse({"showings": answers})


@page("GET", who=Role.BROKER)
def conflicts(request: Any, community: Community) -> HttpResponse:
    """Vouchers that let somebody in and that nobody paid."""
    rows = reads.conflicts(visible_scans(request.person, community))
    shown = {
        "open": reads.scans(rows.filter(seen_at__isnull=True)),
        "seen": reads.scans(rows.filter(seen_at__isnull=False), limit=30),
    }
    return render(request, "exchange/conflicts.html", shown)


@page("GET", "POST", who=Role.BROKER)
def conflict(request: Any, community: Community, scan: int) -> HttpResponse:
    """One conflict: what happened, and what came of it."""
    rows = reads.conflicts(visible_scans(request.person, community)).select_related("community", "at")
    row = get_object_or_404(rows, pk=scan)
    form = ConflictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.look_at_conflict, by=request.person, scan=row, words=form.cleaned_data["words"],
            lang=language(),
        )  # fmt: skip
        if done:
            messages.success(request, _("It is off the list."))
            return redirect("exchange:conflicts", community.slug)
    (told,) = reads.scans(rows.filter(pk=row.pk))
    return render(request, "exchange/conflict.html", {"form": form, "scan": told})


@page("GET")
def place_account(request: Any, community: Community, at: int) -> HttpResponse:
    """What a place took in a month, exactly, for those who run it and for brokers."""
    row = _accountable(request, community, at)
    months = reads.months_of(row)
    month = _month(request, months)
    return render(
        request,
        "exchange/place_account.html",
        {
            "at": row,
            "account": reads.month_account(row, month),
            "months": months,
            "month": month,
        },
    )


@page("GET")
def place_account_file(request: Any, community: Community, at: int, kind: str) -> HttpResponse:
    """The same as a file: CSV, XLSX, ODS, or a PDF in both languages."""
    row = _accountable(request, community, at)
    month = _month(request, reads.months_of(row))
    name = f"{said(row, 'name')} {month:%Y-%m}"
    if kind == "pdf":
        context = {
            "community": community,
            "tell": lambda: reads.month_account(row, month),
            "called": lambda: names([row.party_id])[row.party_id],
            "today": timezone.localdate(),
        }
        return paper_response(name, pdf("exchange/paper_place_account.html", context, ["cy", "en"]))
    if kind not in KINDS:
        raise Http404(_("There is no such kind of file here."))
    return sheet_response(name, sheets.place_account(reads.month_account(row, month)), kind)


def _made(request: Any, community: Community, at: SpendingPlace | None) -> HttpResponse:
    party = acting_party(request, community)
    more: dict[str, Any] = {
        "parties": choices(request, community, party),
        "initial": {"key": fresh_key()},
    }
    form = (
        VoucherForm(request.POST or None, **more)
        if at
        else AnyPlaceForm(community, request.POST or None, **more)
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        who = acting_party(request, community, given.pop("party", None) or str(party.pk))
        given |= {"party": who, "at": at, "key": client_key(request, given["key"])}
        done = carried_out(form, commands.issue_voucher, by=request.person, community=community, **given)
        if done:
            messages.success(request, _("Your voucher is ready. Its hours are kept for it."))
            return redirect("exchange:voucher", community.slug, done.pk)
    whom = "" if party.pk == request.person.pk else names([party.pk])[party.pk]
    return render(request, "exchange/voucher_new.html", {"form": form, "at": at, "whom": whom})


def _showings(body: bytes) -> list[commands.Showing]:
    """The showings in a device's JSON; raises ValueError with what is wrong and where."""
    try:
        listed = json.loads(body)["showings"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise ValueError(_('Expected JSON: {"showings": [{"key", "code", "shown_at", "device"}]}')) from wrong
    if not isinstance(listed, list) or len(listed) > MOST_SHOWINGS:
        raise ValueError(_("Send a list of at most %(most)s showings.") % {"most": MOST_SHOWINGS})
    found = []
    for place, one in enumerate(listed, 1):
        said_at = _moment(one.get("shown_at")) if isinstance(one, dict) else None
        if said_at is None or not all(isinstance(one.get(name), str) for name in ("key", "code")):
            raise ValueError(
                _("Showing %(place)s lacks a key, a code or a moment with its zone.") % {"place": place}
            )
        if not 0 < len(one["key"]) <= 60 or len(one["code"]) > 400:
            raise ValueError(_("Showing %(place)s has a key or a code that is too long.") % {"place": place})
        found.append(commands.Showing(one["key"], one["code"], said_at, str(one.get("device", ""))[:40]))
    return found


def _moment(text: object) -> dt.datetime | None:
    try:
        found = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) and 2000 < found.year < 2200 else None


def _month(request: Any, months: list[dt.date]) -> dt.date:
    """The month that the address asks for, if the place has it; else the newest."""
    asked = request.GET.get("month", "")
    return next((month for month in months if f"{month:%Y-%m}" == asked), months[0])


def _places(community: Community) -> Any:
    return SpendingPlace.objects.of(community).select_related("community", "work", "place", "party")


def _run(request: Any, community: Community, at: int) -> SpendingPlace:
    """A place whose visits the person may enter; 404 for anybody else's."""
    row: SpendingPlace = get_object_or_404(_places(community), pk=at)
    if not may(request.person, "enter_visit", row):
        raise Http404(_("This place is run by others."))
    return row


def _accountable(request: Any, community: Community, at: int) -> SpendingPlace:
    row: SpendingPlace = get_object_or_404(_places(community), pk=at)
    if not may(request.person, "see_place_account", row):
        raise Http404(_("This place is run by others."))
    return row


def _voucher(request: Any, community: Community, pk: int) -> Voucher:
    rows = visible_vouchers(request.person, community).select_related("community", "at", "party__person")
    row: Voucher = get_object_or_404(rows, pk=pk)
    return row
