"""Pages of matching rounds: look for circles, refuse a pairing, invite; and the invitation's own page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.people.models import Community
from gilydd.people.policy import is_broker
from gilydd.people.queries import names, parties_of
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language

from .. import commands
from ..forms.matching import AnswerForm, RejectForm, RoundForm
from ..models import Circle, Invitation, MatchingRound, Pairing
from ..policy import may, visible_invitations, visible_rounds, visible_vetoes
from ..queries import matching as reads
from ..words import ROUND_STEPS, AnswerState, CircleState, Refusal, RoundScope, RoundState
from ._acting import client_key, fresh_key

SERVING = (Role.BROKER, Role.COORDINATOR)
NEWEST = 30


@page("GET", who=SERVING)
def rounds(request: Any, community: Community) -> HttpResponse:
    """The rounds so far, and the way to begin one."""
    shown = {
        "rounds": reads.rounds(request.person, community)[:NEWEST],
        "scopes": dict(RoundScope.choices),
        "broker": bool(is_broker(request.person, community)),
    }
    return render(request, "exchange/rounds.html", shown)


@page("GET", "POST", who=SERVING)
def round_new(request: Any, community: Community) -> HttpResponse:
    """Choose who and how much, and let the worker look for circles."""
    form = RoundForm(request.person, community, request.POST or None, initial={"key": fresh_key()})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        key = client_key(request, given.pop("key"))
        made = carried_out(
            form, commands.start_round, by=request.person, community=community, key=key, **given
        )
        if made:
            return redirect("exchange:round", community.slug, made.pk)
    return render(request, "exchange/round_new.html", {"form": form, "areas": "area" in form.fields})


@page("GET", who=SERVING)
def round(request: Any, community: Community, round: int) -> HttpResponse:
    """How far it is; then the circles, with why they fit and what they do to balances."""
    row = _round(request, community, round)
    live = row.state == RoundState.SOLVING
    if request.GET.get("as") == "json":
        return JsonResponse({"done": row.done, "total": ROUND_STEPS, "live": live})
    number = request.GET.get("page", "1")
    shown = {
        "round": row,
        "live": live,
        "steps": ROUND_STEPS,
        "seen": reads.round_page(row, int(number) if number.isdecimal() and len(number) < 6 else 1),
        "open": row.state != RoundState.CLOSED,
    }
    return render(request, "exchange/round.html", shown)


@page("POST", who=SERVING)
def round_again(request: Any, community: Community, round: int) -> HttpResponse:
    """Work it out anew."""
    row = _round(request, community, round)
    commands.solve_again(by=request.person, round=row)
    return redirect("exchange:round", community.slug, row.pk)


@page("POST", who=SERVING)
def round_stop(request: Any, community: Community, round: int) -> HttpResponse:
    """Do not work it out any further."""
    row = _round(request, community, round)
    commands.stop_round(by=request.person, round=row)
    messages.success(request, _("It was stopped."))
    return redirect("exchange:round", community.slug, row.pk)


@page("POST", who=SERVING)
def round_close(request: Any, community: Community, round: int) -> HttpResponse:
    """The round is over."""
    row = _round(request, community, round)
    commands.close_round(by=request.person, round=row)
    messages.success(request, _("The round is closed."))
    return redirect("exchange:round", community.slug, row.pk)


@page("POST", who=SERVING)
def round_invite(request: Any, community: Community, round: int) -> HttpResponse:
    """Invite every circle that is suggested."""
    row = _round(request, community, round)
    told, left = commands.invite_round(by=request.person, round=row)
    _told(request, told)
    if left:
        said = ngettext(
            "%(num)s circle fits no more. Work the round out again.",
            "%(num)s circles fit no more. Work the round out again.",
            left,
        )
        messages.warning(request, said % {"num": left})
    return redirect("exchange:round", community.slug, row.pk)


@page("POST", who=SERVING)
def circle_invite(request: Any, community: Community, circle: int) -> HttpResponse:
    """Invite one circle."""
    rows = Circle.objects.of(community).filter(round__in=visible_rounds(request.person, community))
    row = get_object_or_404(rows.select_related("round"), pk=circle)
    _told(request, commands.invite_circle(by=request.person, circle=row))
    return redirect("exchange:round", community.slug, row.round_id)


def _told(request: Any, told: int) -> None:
    if told:
        said = ngettext("%(num)s person is asked.", "%(num)s people are asked.", told)
        messages.success(request, said % {"num": told})
    else:
        messages.info(request, _("They were asked before."))


@page("GET", "POST", who=SERVING)
def pairing_reject(request: Any, community: Community, pairing: int) -> HttpResponse:
    """Not this pairing: for how long, in which work, and why."""
    row = _pairing(request, community, pairing)
    called = names([row.giver_id, row.receiver_id])
    form = RejectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.reject_pairing, by=request.person, pairing=row, **form.told())
        if done:
            messages.success(request, _("They are not paired. Other circles are being looked for."))
            return redirect("exchange:round", community.slug, row.circle.round_id)
    shown = {
        "form": form,
        "pairing": row,
        "giver": called[row.giver_id],
        "receiver": called[row.receiver_id],
    }
    return render(request, "exchange/pairing_reject.html", shown)


@page("POST", who=SERVING)
def pairing_not_now(request: Any, community: Community, pairing: int) -> HttpResponse:
    """Not this pairing in this round."""
    row = _pairing(request, community, pairing)
    commands.reject_pairing(by=request.person, pairing=row, refusal=Refusal.NOT_NOW)
    messages.success(request, _("They are not paired. Other circles are being looked for."))
    return redirect("exchange:round", community.slug, row.circle.round_id)


@page("GET", who=Role.BROKER)
def vetoes(request: Any, community: Community) -> HttpResponse:
    """Whom rounds do not pair, and why."""
    return render(request, "exchange/vetoes.html", {"vetoes": reads.vetoes(request.person, community)})


@page("POST", who=Role.BROKER)
def veto_end(request: Any, community: Community, veto: int) -> HttpResponse:
    """They may be paired again."""
    row = get_object_or_404(visible_vetoes(request.person, community), pk=veto)
    commands.end_veto(by=request.person, veto=row)
    messages.success(request, _("They may be paired again."))
    return redirect("exchange:vetoes", community.slug)


@page("GET", "POST")
def invitation(request: Any, community: Community, invitation: int) -> HttpResponse:
    """What I would give and get in a circle, who else is in it, and my answer."""
    row = _invitation(request, community, invitation)
    own = row.party_id in parties_of(request.person, community)
    called = "" if row.party_id == request.person.pk else names([row.party_id])[row.party_id]
    form = AnswerForm("" if own else called, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        done = carried_out(
            form, commands.answer_circle, by=request.person, invitation=row, yes=told["answer"] == "yes",
            words=told["words"], lang=language(), **({} if own else {"evidence": told["evidence"]}),
        )  # fmt: skip
        if done:
            messages.success(request, _thanks(done))
            return redirect("exchange:invitation", community.slug, row.pk)
    asked = reads.asked(row)
    shown = {
        "invitation": row,
        "asked": asked,
        "others": reads.others_words(asked),
        "called": called,
        "own": own,
        "form": form,
        "open": row.circle.state == CircleState.INVITED and row.answer == AnswerState.WAITING,
        "keeps": may(request.person, "keep_round", row),
    }
    return render(request, "exchange/invitation.html", shown)


def _thanks(row: Invitation) -> str:
    if row.answer == AnswerState.NO:
        return _("Thank you for saying so. The circle opens again.")
    if row.circle.state == CircleState.AGREED:
        return _("Thank you. Everybody said yes: it is promised.")
    if row.circle.state == CircleState.OPENED:
        return _("Thank you. Something has changed meanwhile, and your broker looks for another circle.")
    return _("Thank you. It begins when everybody has said yes.")


def _round(request: Any, community: Community, pk: int) -> MatchingRound:
    return get_object_or_404(visible_rounds(request.person, community).defer("document"), pk=pk)


def _pairing(request: Any, community: Community, pk: int) -> Pairing:
    rows = Pairing.objects.of(community).filter(circle__round__in=visible_rounds(request.person, community))
    return get_object_or_404(rows.select_related("circle__round__community", "work"), pk=pk)


def _invitation(request: Any, community: Community, pk: int) -> Invitation:
    rows = visible_invitations(request.person, community).select_related(
        "community", "party", "circle__community", "circle__round"
    )
    row = get_object_or_404(rows.distinct(), pk=pk)
    if not may(request.person, "answer_circle", row):
        raise Http404(_("There is nothing of this number."))
    return row
