"""Pages of scoring: one question at a time for who scores, and everything side by side when it is done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page

from ..commands import scoring as commands
from ..forms.award import AgreeForm, BeginForm, CorrectForm, ScoreForm
from ..models import Moderation, OpenedBid, Procurement, Score, TenderCriterion
from ..policy import may, own_seat, reads_bids
from ..queries import scoring as queries
from ..queries.conflicts import is_free
from ..words import CriterionKind, ProcurementState
from ..words_award import PRICE_FORMULA, SCORE_FORMULA, SCORE_PICTURES, SCORES, TIE_RULE
from ._award import COMMISSIONS, crumb, must, procurement_of, seat_or_typist, step


@page("GET", who=PUBLIC)
def scores(request: Any, community: Community, scored: int) -> HttpResponse:
    """The scores of a procurement, both sides beside the agreed one; before scoring closes how far it is."""
    row = procurement_of(request, community, scored)
    readable = queries.may_read_scores(request.person, row)
    seat = own_seat(request.person, row)
    told = {
        "procurement": row,
        "readable": readable,
        "lots": [queries.lot_scores(row, lot) for lot in row.lots.all()] if readable else [],
        "rules": (PRICE_FORMULA, SCORE_FORMULA, TIE_RULE),
        "moderation": Moderation.objects.filter(procurement=row).first(),
        "scoring": row.state == ProcurementState.SCORING,
        "scores_here": seat is not None and is_free(row, seat.party_id),
        "types": seat is None and may(request.person, "type_for_panel", row),
        "moderates": may(request.person, "moderate", row),
        "missing": len(queries.unscored(row)) if row.state == ProcurementState.SCORING else 0,
        "open_tasks": _to_agree(row) if readable and row.state == ProcurementState.SCORING else [],
    }
    return render(request, "commissioning/scores.html", told)


def _to_agree(row: Procurement) -> list[tuple[OpenedBid, str, TenderCriterion]]:
    """What the panel has still to agree: (bid, bidder, criterion)."""
    bids = queries.bids_of(row)
    called = names(bid.bid.bidder_id for bid in bids)
    agreed = set(
        OpenedBid.objects.filter(pk__in=[bid.pk for bid in bids]).values_list("pk", "moderated__criterion")
    )
    return [
        (bid, called.get(bid.bid.bidder_id, ""), one)
        for bid in bids
        for one in queries.scored_criteria(row)
        if (bid.pk, one.pk) not in agreed
    ]


@page("GET", who=PUBLIC)
def scores_json(request: Any, community: Community, shown_scores: int, lot_number: int) -> HttpResponse:
    """The scores of a lot for `gilydd score`, to add them up again."""
    row = procurement_of(request, community, shown_scores)
    if not queries.may_read_scores(request.person, row):
        raise Http404
    lot = get_object_or_404(row.lots, number=lot_number)
    answer = JsonResponse(queries.sheet_of(row, lot), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="scores-{row.pk}-{lot.number}.json"'
    return answer


@page("GET")
def score_next(request: Any, community: Community, scored: int) -> HttpResponse:
    """What there is to score, and the next question."""
    row = procurement_of(request, community, scored)
    own, _others = seat_or_typist(request, row)
    if row.state != ProcurementState.SCORING:
        raise Http404
    if own:
        found = queries.tasks(row, own)
    else:
        bids = queries.bids_of(row)
        called = names(bid.bid.bidder_id for bid in bids)
        found = [
            queries.Task(bid, called.get(bid.bid.bidder_id, ""), one, None)
            for bid in bids
            for one in queries.scored_criteria(row)
        ]
    told = {
        "procurement": row,
        "own": own,
        "tasks": found,
        "next": next((one for one in found if one.score is None), None) if own else None,
        "done": sum(one.score is not None for one in found),
        "closed": Moderation.objects.filter(procurement=row).exists(),
    }
    return render(request, "commissioning/score_next.html", told)


def _question(row: Procurement, bid: int, criterion: int) -> tuple[OpenedBid, TenderCriterion, str]:
    found = get_object_or_404(
        OpenedBid.objects.select_related("bid__bidder", "bid__lot"), pk=bid, bid__procurement=row
    )
    one = get_object_or_404(
        row.criteria.exclude(kind=CriterionKind.PRICE).select_related("outcome"), pk=criterion
    )
    return found, one, names([found.bid.bidder_id]).get(found.bid.bidder_id, "")


def answer_to(bid: OpenedBid, criterion: TenderCriterion) -> tuple[str, str]:
    """What a bid says to a criterion, with its language."""
    for one in bid.content.get("answers", []):
        if one.get("criterion") == criterion.pk:
            return str(one.get("text", "")), str(one.get("lang", ""))
    return "", ""


@page("GET", "POST")
def score(request: Any, community: Community, scored: int, opened_bid: int, judged_by: int) -> HttpResponse:
    """One question: what is this answer worth, and why?"""
    row = procurement_of(request, community, scored)
    own, others = seat_or_typist(request, row)
    if row.state != ProcurementState.SCORING or (own and not reads_bids(request.person, row)):
        raise Http404
    opened, one, called = _question(row, opened_bid, judged_by)
    form = ScoreForm(row.score_most, own, others, request.POST or None)

    def act() -> Score:
        data = form.cleaned_data
        return commands.score_bid(
            by=request.person,
            bid=opened,
            criterion=one,
            score=data["score"],
            reason=data["reason"],
            lang=data["lang"],
            **form.for_seat(),
        )

    # Who types for others types what they wrote; the bid itself is for the panel.
    text, lang = answer_to(opened, one) if own else ("", "")
    return step(
        request,
        form,
        act,
        title=said(one, "name"),
        submit=_("Keep this score"),
        done=_("The score is kept."),
        to=lambda made: redirect("commissioning:score_next", community.slug, row.pk),
        crumbs=[crumb(row)],
        lead=said(one, "asks"),
        quotes=[(text, lang, called)] if text else [],
        facts=[
            (_("Who bids"), called),
            (_("Counts for"), _("%(percent)s of 100 points") % {"percent": one.weight_percent}),
        ]
        + ([(_("For the outcome"), said(one.outcome, "wording"))] if one.outcome else []),
        easy_lines=[
            ("document", _("Read what they write.")),
            *_scale(row.score_most),
            ("speech", _("Then say why.")),
        ],
    )


def _scale(most: int) -> list[tuple[str, str]]:
    """The scores with their pictures, for Easy Read."""
    if most != max(SCORES):
        return [("scales", _("Give 0 to %(most)s. More is better.") % {"most": most})]
    return [(SCORE_PICTURES[number], f"{number}: {text}") for number, text in SCORES.items()]


@page("GET", "POST")
def score_change(request: Any, community: Community, bid_score: int) -> HttpResponse:
    """Put a slip right: both stay to be read."""
    wrong = get_object_or_404(
        Score.objects.of(community).select_related("bid__bid__procurement", "criterion", "seat"), pk=bid_score
    )
    row = procurement_of(request, community, wrong.bid.bid.procurement_id)
    own, _others = seat_or_typist(request, row)
    if (
        own is None
        or own.pk != wrong.seat_id
        or not reads_bids(request.person, row)
        or wrong.bid.bid.procurement.state != ProcurementState.SCORING
    ):
        raise Http404
    start = {"score": wrong.score, "reason": wrong.reason, "lang": wrong.lang}
    form = CorrectForm(row.score_most, own, [], request.POST or None, initial=start)

    def act() -> Score:
        return commands.correct_score(by=request.person, wrong=wrong, **form.cleaned_data)

    return step(
        request,
        form,
        act,
        title=_("Put a score right"),
        submit=_("Keep it like this"),
        crumbs=[crumb(row)],
        done=_("It is put right. The first one stays beside it."),
        to=lambda made: redirect("commissioning:score_next", community.slug, row.pk),
        quotes=[(*answer_to(wrong.bid, wrong.criterion), said(wrong.criterion, "name"))],
    )


@page("GET", "POST", who=COMMISSIONS)
def scores_close(request: Any, community: Community, scored: int) -> HttpResponse:
    """Close the scoring: then no score changes any more."""
    row = procurement_of(request, community, scored)
    must(request, "moderate", row)
    form = BeginForm(request.POST if request.method == "POST" else None)
    return step(
        request,
        form,
        lambda: commands.begin_moderation(by=request.person, procurement=row, **form.cleaned_data),
        title=_("Close the scoring"),
        submit=_("Close it: no score can change"),
        warning=True,
        crumbs=[crumb(row)],
        done=_("Scoring is closed. Now the panel agrees its scores."),
        to=lambda made: redirect("commissioning:scores", community.slug, row.pk),
        lead=_("From now on everybody on the panel reads what all gave, and nobody can change their own."),
    )


@page("GET", "POST", who=COMMISSIONS)
def score_agree(
    request: Any, community: Community, scored: int, opened_bid: int, judged_by: int
) -> HttpResponse:
    """Write down the score that the panel agreed, with all that was given before one's eyes."""
    row = procurement_of(request, community, scored)
    if row.state != ProcurementState.SCORING:
        raise Http404
    opened, one, called = _question(row, opened_bid, judged_by)
    readable = queries.may_read_scores(request.person, row)
    form = AgreeForm(row.score_most, request.POST or None)
    given = [
        item
        for item in queries.standing_scores(row)
        if readable and (item.bid_id, item.criterion_id) == (opened.pk, one.pk)
    ]
    quotes = [
        (
            item.reason,
            item.lang,
            _("%(side)s gave %(score)s") % {"side": item.get_side_display(), "score": item.score},
        )
        for item in given
    ]
    return step(
        request,
        form,
        lambda: commands.moderate_score(by=request.person, bid=opened, criterion=one, **form.cleaned_data),
        title=_("%(criterion)s: %(bidder)s") % {"criterion": said(one, "name"), "bidder": called},
        submit=_("The panel agreed this"),
        crumbs=[crumb(row)],
        done=_("The agreed score is kept."),
        to=lambda made: redirect("commissioning:scores", community.slug, row.pk),
        lead=_("Talk it through first. The agreed score counts; what each gave stays beside it."),
        quotes=quotes,
    )
