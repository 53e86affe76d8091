"""Pages of bids: write one, keep its draft as a file, seal it, its receipt, take it back, check it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from gilydd.history.words import Refused
from gilydd.people.models import Community, Party
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import page
from gilydd.ui.sheets import file_name
from gilydd.ui.uploads import in_memory

from ..bid_draft import from_text, to_text
from ..commands import bids
from ..forms.bids import BidForm, DraftForm
from ..in_time import in_time
from ..models import Bid, OpenedBid, Procurement
from ..policy import visible_bids
from ..queries import tender as queries
from ..words import ProcurementState
from ..words_bids import written
from ..words_tender import MOST_FILE_BYTES
from ._shared import crumbs_of, procurement_of

# A little above what all files may have: what comes above that is thrown away as it comes.
ROOM_BYTES = MOST_FILE_BYTES + 1


@page("GET", "POST")
@in_memory(ROOM_BYTES)
@sensitive_post_parameters()
@sensitive_variables()
def bid_new(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Write a bid. Nothing of it is kept until it is put in, and then it is sealed at once."""
    row = _open(request, community, procurement)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "load":
        return _loaded(request, row)
    posted = request.method == "POST"
    form = BidForm(row, request.person, request.POST if posted else None, request.FILES if posted else None)
    if act == "save":
        return _draft(row, form)
    if posted and form.is_valid():
        made = carried_out(form, lambda: _put_in(by=request.person, row=row, form=form))
        if made is not None:
            messages.success(request, _("Your bid is in, and it is sealed. This is your receipt."))
            return redirect("commissioning:receipt", community.slug, made.pk)
    return _page(request, row, form)


def _open(request: Any, community: Community, pk: int) -> Procurement:
    row = procurement_of(request, community, pk)
    if row.state == ProcurementState.DRAFT:
        raise Http404(_("Nobody can bid now: the tender is not open."))
    return row


@sensitive_variables()
def _put_in(*, by: Any, row: Procurement, form: BidForm) -> Bid:
    number = int(form.cleaned_data.get("lot") or 1)
    lot = get_object_or_404(
        row.lots.select_related("procurement__community", "procurement__split_key"), number=number
    )
    bidder = get_object_or_404(Party, pk=int(form.cleaned_data["bidder"]))
    made = bids.put_in_bid(by=by, lot=lot, bidder=bidder, content=form.content())
    return in_time(made)


@sensitive_variables()
def _loaded(request: Any, row: Procurement) -> HttpResponse:
    """The form, filled from the file that its writer kept."""
    draft = DraftForm(request.POST, request.FILES)
    form = BidForm(row, request.person)
    if draft.is_valid():
        try:
            form = BidForm(row, request.person, initial=from_text(draft.text()))
            messages.success(request, _("Your draft is in the form now. Choose your files again."))
        except Refused as refusal:
            draft.add_error("draft_file", str(refusal))
    return _page(request, row, form, draft)


@sensitive_variables()
def _draft(row: Procurement, form: BidForm) -> HttpResponse:
    """What is in the form, as a file for its writer. Nothing is kept here."""
    return _file(
        to_text(form.boxes(), said(row, "title")).encode(), f"{_('bid')} {said(row, 'title')}", "txt"
    )


def _page(request: Any, row: Procurement, form: BidForm, draft: DraftForm | None = None) -> HttpResponse:
    told = {
        "procurement": row,
        "form": form,
        "draft": draft or DraftForm(),
        "draft_failed": draft is not None and not draft.is_valid(),
        "state": queries.state_now(row),
        "bids": queries.my_bids(request.person, row),
        "crumbs": crumbs_of(row),
    }
    return render(request, "commissioning/bid_new.html", told)


@page("GET")
def bid_blank(request: Any, community: Community, procurement: int) -> HttpResponse:
    """The empty form as a file, to work on offline."""
    row = _open(request, community, procurement)
    return _draft(row, BidForm(row, request.person))


def _bid(request: Any, community: Community, pk: int) -> Bid:
    rows = visible_bids(request.person, community).select_related(
        "community", "procurement__community", "procurement__turn__service", "lot", "bidder"
    )
    return get_object_or_404(rows, pk=pk)


@page("GET")
def receipt(request: Any, community: Community, sealed_bid: int) -> HttpResponse:
    """The receipt of a bid: when it came by the database, its hashes, how to check them."""
    bid = _bid(request, community, sealed_bid)
    row = bid.procurement
    state = queries.state_now(row)
    told = {
        "bid": bid,
        "bidder": names([bid.bidder_id])[bid.bidder_id],
        "procurement": row,
        "state": state,
        "seconds": f"{timezone.localtime(bid.received_at):%H:%M:%S}",
        "can_change": state == ProcurementState.OPEN and bid.withdrawn_at is None,
        "line": getattr(bid, "opening_line", None),
        "opened": OpenedBid.objects.filter(bid=bid).exists(),
        "crumbs": crumbs_of(row),
    }
    return render(request, "commissioning/receipt.html", told)


@page("POST")
def withdraw(request: Any, community: Community, sealed_bid: int) -> HttpResponse:
    """Take a bid back."""
    bid = _bid(request, community, sealed_bid)
    try:
        bids.withdraw_bid(by=request.person, bid=bid)
        messages.success(request, _("Your bid is taken back. What was sealed is destroyed, unread."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("commissioning:receipt", community.slug, bid.pk)


@page("GET")
def sealed_file(request: Any, community: Community, sealed_bid: int) -> HttpResponse:
    """The sealed bytes as they lie here, so that the bidder can work out their hash."""
    bid = _bid(request, community, sealed_bid)
    if bid.sealed is None:
        raise Http404(_("What was sealed is destroyed, unread."))
    return _file(bytes(bid.sealed), f"{_('bid')} {bid.pk}", "sealed")


@page("GET")
def content_file(request: Any, community: Community, opened_bid: int) -> HttpResponse:
    """What a bid said when it was opened, byte by byte, for those who put it in."""
    bid = _bid(request, community, opened_bid)
    found = OpenedBid.objects.filter(bid=bid).first()
    if found is None:
        raise Http404(_("The bids are not open yet."))
    return _file(written(found.content), f"{_('bid')} {bid.pk}", "json")


def _file(data: bytes, name: str, ending: str) -> HttpResponse:
    kinds = {
        "txt": "text/plain; charset=utf-8",
        "json": "application/json",
        "sealed": "application/octet-stream",
    }
    response = HttpResponse(data, content_type=kinds[ending])
    called = file_name(name[:60], ending)
    response["Content-Disposition"] = content_disposition_header(True, called) or "attachment"
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
