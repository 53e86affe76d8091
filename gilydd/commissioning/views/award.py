"""Pages of the award: the decision, letters, objections, the confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.queries import names, parties_of
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import clock, day
from gilydd.ui.papers import paper_response, pdf

from ..commands import award as commands
from ..forms.award import AnswerForm, DecideForm, ObjectForm, WithdrawForm
from ..models import AwardObjection, Lot, LotAward, OpenedBid
from ..policy import may, visible_award_objections
from ..queries import award as queries
from ..queries.scoring import lot_scores
from ..words import ProcurementState
from ..words_award import DECIDED_STATES
from ._award import COMMISSIONS, award_of, crumb, must, procurement_of, step


@page("GET", who=PUBLIC)
def award(request: Any, community: Community, scored: int) -> HttpResponse:
    """What was decided for each lot, why, by how many of each side, and what was said against it."""
    row = procurement_of(request, community, scored)
    person = request.person
    public = row.state in DECIDED_STATES or may(person, "decide_award", row)
    deciding = row.state in (ProcurementState.MODERATED, ProcurementState.STANDSTILL)
    shown = queries.awards(person, row) if public else []
    own = parties_of(person, community) if person else frozenset()
    letters = {
        one.award.pk: list(
            OpenedBid.objects.filter(bid__lot=one.award.lot_id, bid__bidder__in=own).values_list(
                "pk", flat=True
            )
        )
        for one in shown
    }
    told = {
        "procurement": row,
        "awards": shown,
        "letters": letters,
        "objects": {one.award.pk: may(person, "object_to_award", one.award) for one in shown},
        "decides": deciding and may(person, "decide_award", row),
        "undecided": queries.undecided(row) if deciding and may(person, "decide_award", row) else [],
        "may_sign": may(person, "sign_agreement", row),
        "agreements": {one.award_id: one for one in row.agreements.all()},
    }
    return render(request, "commissioning/award.html", told)


@page("GET", "POST", who=COMMISSIONS)
def award_decide(request: Any, community: Community, undecided_lot: int) -> HttpResponse:
    """Write down what the panel decided for a lot."""
    rows = Lot.objects.of(community).select_related("procurement__community", "procurement__turn__service")
    one = get_object_or_404(rows, pk=undecided_lot)
    row = one.procurement
    must(request, "decide_award", row)
    if row.state not in (ProcurementState.MODERATED, ProcurementState.STANDSTILL):
        raise Http404
    placed = lot_scores(row, one).placed
    first, called = (placed[0].bid, placed[0].called) if placed else (None, "")
    form = DecideForm(first, called, request.POST or None)
    return step(
        request,
        form,
        lambda: commands.decide_award(by=request.person, lot=one, **form.told()),
        title=_("What the panel decided: %(lot)s") % {"lot": said(one, "title")},
        submit=_("This is decided"),
        crumbs=[crumb(row)],
        done=_("It is decided. Every bidder gets a letter, and can object."),
        to=lambda made: redirect("commissioning:award", community.slug, row.pk),
        lead=_("The award goes to the bid that comes first by the agreed scores, or to nobody."),
    )


def _own_bidders(request: Any, row: LotAward) -> dict[int, str]:
    own = parties_of(request.person, row.community)
    parties = OpenedBid.objects.filter(bid__lot=row.lot_id, bid__bidder__in=own).values_list(
        "bid__bidder", flat=True
    )
    return names(parties)


@page("GET", "POST")
def award_object(request: Any, community: Community, lot_award: int) -> HttpResponse:
    """Object to an award, for who bid."""
    row = award_of(request, community, lot_award)
    must(request, "object_to_award", row)
    bidders = _own_bidders(request, row)
    form = ObjectForm(bidders, request.POST or None)

    def act() -> AwardObjection:
        data = form.cleaned_data
        bid = OpenedBid.objects.select_related("bid__bidder").filter(
            bid__lot=row.lot_id, bid__bidder=int(data["party"])
        )
        return commands.object_to_award(
            by=request.person, award=row, party=bid[0].bid.bidder, text=data["text"], lang=data["lang"]
        )

    until = {"day": day(row.standstill_ends), "clock": clock(row.standstill_ends)}
    return step(
        request,
        form,
        act,
        title=_("Object to this award"),
        submit=_("Send the objection"),
        crumbs=[crumb(row.procurement)],
        done=_("Your objection is here. It is answered before anything is signed."),
        to=lambda made: redirect("commissioning:award", community.slug, row.procurement_id),
        lead=_("You can object until %(day)s at %(clock)s. The panel reads what you write, and answers it.")
        % until,
        easy_lines=[("speech", _("Is something wrong? Say what.")), ("letter", _("You get an answer."))],
    )


@page("GET", "POST", who=COMMISSIONS)
def objection_answer(request: Any, community: Community, award_objection: int) -> HttpResponse:
    """Answer an objection."""
    rows = visible_award_objections(request.person, community).select_related("award__procurement__community")
    row = get_object_or_404(rows, pk=award_objection)
    must(request, "answer_objection", row.award)
    form = AnswerForm(request.POST or None)
    return step(
        request,
        form,
        lambda: commands.answer_objection(by=request.person, objection=row, **form.cleaned_data),
        title=_("Answer an objection"),
        submit=_("Send the answer"),
        crumbs=[crumb(row.award.procurement)],
        done=_("The answer is sent."),
        to=lambda made: redirect("commissioning:award", community.slug, row.award.procurement_id),
        quotes=[(row.text, row.lang, names([row.party_id]).get(row.party_id, ""))],
    )


@page("GET", "POST", who=COMMISSIONS)
def award_withdraw(request: Any, community: Community, lot_award: int) -> HttpResponse:
    """Withdraw an award after an objection that was right."""
    row = award_of(request, community, lot_award)
    must(request, "decide_award", row.procurement)
    form = WithdrawForm(request.POST or None)
    return step(
        request,
        form,
        lambda: commands.withdraw_award(by=request.person, award=row, **form.cleaned_data),
        title=_("Withdraw this award"),
        submit=_("Withdraw it"),
        warning=True,
        crumbs=[crumb(row.procurement)],
        done=_("The award is withdrawn. Decide the lot anew."),
        to=lambda made: redirect("commissioning:award", community.slug, row.procurement_id),
    )


@page("POST", who=COMMISSIONS)
def award_confirm(request: Any, community: Community, lot_award: int) -> HttpResponse:
    """Confirm an award once the standstill is over."""
    row = award_of(request, community, lot_award)
    try:
        commands.confirm_award(by=request.person, award=row)
        messages.success(request, _("The award is confirmed. The contract can be signed."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("commissioning:award", community.slug, row.procurement_id)


def _letter(request: Any, community: Community, award: int, bid: int) -> tuple[LotAward, OpenedBid, Any]:
    """The letter, for the bidder whose it is and for those who commission."""
    row = award_of(request, community, award)
    opened = get_object_or_404(
        OpenedBid.objects.of(community).select_related("bid"), pk=bid, bid__lot=row.lot_id
    )
    theirs = request.person is not None and opened.bid.bidder_id in parties_of(request.person, community)
    if row.procurement.state not in DECIDED_STATES or not (
        theirs or may(request.person, "decide_award", row.procurement)
    ):
        raise Http404
    made = queries.letter(row, opened)
    if made is None:
        raise Http404
    return row, opened, made


@page("GET")
def award_letter(request: Any, community: Community, lot_award: int, letter_bid: int) -> HttpResponse:
    """The letter to a bidder, on the screen."""
    row, opened, made = _letter(request, community, lot_award, letter_bid)
    told = {
        "award": row,
        "bid": opened,
        "letter": made,
        "procurement": row.procurement,
        "objects": may(request.person, "object_to_award", row),
    }
    return render(request, "commissioning/award_letter.html", told)


@page("GET")
def award_letter_pdf(request: Any, community: Community, lot_award: int, letter_bid: int) -> HttpResponse:
    """The letter to a bidder as a file, in both languages."""
    row, _opened, made = _letter(request, community, lot_award, letter_bid)
    told = {"award": row, "letter": made, "procurement": row.procurement, "community": community}
    file = pdf("commissioning/award_letter_paper.html", told, ("cy", "en"))
    return paper_response(pgettext("name of a file", "award letter"), file)
