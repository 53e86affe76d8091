"""Pages: the votes of a community, one vote, and voting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from gilydd.people.models import Community
from gilydd.people.queries import names, standing
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import MEMBER, PUBLIC, page
from gilydd.ui.filters import language
from gilydd.ui.forms import Form

from .. import commands, rounds, telling
from ..forms import BallotForm, ConsentForm, RankedForm
from ..models import Vote
from ..policy import may
from ..queries import keys as key_queries
from ..queries import voting as queries
from ..queries.consent import consent_of
from ..words import VoteKind, VoteState
from ._shared import is_easy, one_vote
from .secret import last_look


@page("GET", who=PUBLIC)
def votes(request: Any, community: Community) -> HttpResponse:
    """Votes that are open, and what was decided."""
    rows = queries.votes(request.person, community)
    context = {
        "waiting": [row for row in rows if row.waits],
        "open": [row for row in rows if row.open and not row.waits],
        "ended": [row for row in rows if not row.open],
        "can_open": may(request.person, "open_vote", Vote(community=community)),
        "keys": key_queries.waiting_keys(request.person, community) if request.person else [],
        "is_member": request.person is not None and standing(request.person, community).active,
    }
    return render(request, "deciding/votes.html", context)


@page("GET", who=PUBLIC)
def vote(request: Any, community: Community, vote: int) -> HttpResponse:
    """One vote: voting while it is open, then what was decided and why."""
    return show(request, one_vote(request, community, vote))


@page("POST", who=MEMBER)
@sensitive_post_parameters()
def cast(request: Any, community: Community, vote: int) -> HttpResponse:
    """Vote, or change one's mind; in a secret vote, look once more before it goes into the box."""
    row = one_vote(request, community, vote)
    form = ballot_form(request, row, request.POST)
    if form.is_valid() and row.secret:
        seat = queries.own_seat(request.person, row)
        if seat is not None and not seat.voted:
            return last_look(request, row, form.cleaned_data["choices"])
        return redirect("deciding:vote", community.slug, row.pk)
    if form.is_valid():
        given = {"vote": row, "party": request.person.party, "choices": form.cleaned_data["choices"]}
        if row.kind == VoteKind.CONSENT:
            given |= {"reason": form.cleaned_data["reason"], "lang": language()}
        if carried_out(form, commands.cast_ballot, by=request.person, **given):
            messages.success(request, _("Thank you. Your vote is in."))
            return redirect("deciding:vote", community.slug, row.pk)
    return show(request, row, form)


def show(request: Any, row: Vote, form: Form | None = None) -> HttpResponse:
    """The page of a vote as it stands."""
    running = row.state == VoteState.OPEN and row.closes_at > timezone.now()
    context: dict[str, Any] = {
        "vote": row,
        "running": running,
        "form": form,
        "rules": telling.how_decided(row),
        "easy_rule": telling.easy_rule(row),
        "easy_lines": [line for line in said(row, "easy").splitlines() if line.strip()],
        "group": names([row.group_id])[row.group_id] if row.group_id else "",
        "can": {
            verb: may(request.person, verb, row)
            for verb in (
                "close_vote",
                "stop_vote",
                "enter_ballots",
                "see_ballots",
                "see_figures",
                "recount_vote",
                "reword",
            )
        },
        "consent": None,
        "stopped": queries.why_stopped(row) if row.state == VoteState.STOPPED else None,
    }
    labels = queries.labels_of(queries.choices_of(row))
    exact = context["can"]["see_figures"]
    if row.kind == VoteKind.CONSENT and exact:
        context["consent"] = consent_of(request.person, row)
    if row.secret and (exact or context["can"]["enter_ballots"]):
        context["box"] = key_queries.box_state(request.person, row)
    more = _open(request, row, labels, form, exact) if running else _ended(row, labels, exact)
    return render(request, "deciding/vote.html", {**context, "labels": labels, **more})


def _open(
    request: Any, row: Vote, labels: list[queries.Label], form: Form | None, exact: bool
) -> dict[str, Any]:
    seat = queries.own_seat(request.person, row) if exact else None
    texts = {one.number: one.text for one in labels}
    chosen = [texts[one] for one in seat.ballot.choices] if seat and seat.ballot else []
    named = bool(seat) and queries.is_named(row, request.person.pk)
    return {
        "seat": seat,
        "chosen": chosen or [_("None of these")],
        "form": form or (ballot_form(request, row, None, labels, seat) if seat else None),
        "proxies": queries.proxies_in(request.person, row) if exact else [],
        "seen": telling.who_will_see(row, seat.row.number, named) if seat else [],
        "easy_seen": telling.easy_seen(row, seat.row.number, named) if seat else [],
        "voted": queries.turnout(row),
    }


def _ended(row: Vote, labels: list[queries.Label], exact: bool) -> dict[str, Any]:
    run = queries.first_count(row)
    if run is None:
        return {"run": None}
    shown: dict[str, Any] = {
        "run": run,
        "money": queries.budget_of(row) if row.kind == VoteKind.BUDGET else None,
        "rounds": rounds.rounds_told(run.result, labels) if exact else [],
        "outcome": telling.outcome_words(row, run.result, labels),
        "easy_lines_told": telling.easy_outcome(row, run.result, labels)
        + (telling.easy_figures(row, run.result, labels) if exact else []),
    }
    if exact:
        bars, told = telling.exact_bars(run.result, labels), telling.told(row, run.result, labels)
        return shown | {"told": told, "bars": bars, "recounts": queries.recounts(row)}
    rows, could_vote = telling.disclosed_bars(row, run.result, labels)
    return shown | {"bars": rows, "could_vote": could_vote}


def ballot_form(
    request: Any,
    row: Vote,
    data: Any,
    labels: list[queries.Label] | None = None,
    seat: queries.Seat | None = None,
    question: str = "",
) -> Any:
    """The form that fits the kind of vote."""
    labels = queries.labels_of(queries.choices_of(row)) if labels is None else labels
    chosen = seat.ballot.choices if seat and seat.ballot else None
    easy = is_easy(request)
    if row.kind == VoteKind.RANKED:
        return RankedForm(labels, data, easy=easy, chosen=chosen)
    make = ConsentForm if row.kind == VoteKind.CONSENT else BallotForm
    return make(row.kind, labels, question or _("How do you vote?"), data, easy=easy, chosen=chosen)
