"""Pages of challenges for everybody: the list, one challenge, its path, raising one, what waits for me."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.deciding.policy import may as asks_keyholders
from gilydd.deciding.words import VoteState
from gilydd.people.models import Community
from gilydd.surveys.words import Group
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page

from .. import commands, queries
from ..forms.challenges import RaiseForm, RaiseInBothForm
from ..forms.proposals import SayForm
from ..forms.seeing import UndertakingForm
from ..guards import lacking
from ..models import Challenge, Comment, Proposal, Undertaking
from ..policy import may, visible_comments
from ..queries.opinions import block
from ..words import AFTER_DECISION, BACK, ENDED, SEEN_THROUGH, ChallengeState, CommentKind, ProposalState
from ._shared import (
    LINKS,
    challenge_of,
    client_key,
    crumb,
    in_ones_language,
    own_parties,
    proposal_of,
    step,
    to_challenge,
    to_proposal,
)

# A secret vote whose box is shut is not counted yet.
COUNTED = (VoteState.CLOSED, VoteState.STOPPED)


@page("GET", who=PUBLIC)
def challenges(request: Any, community: Community) -> HttpResponse:
    """What we want to work out together."""
    person = request.person
    shown = {
        "rows": queries.challenges(person, community),
        "can_raise": may(person, "raise_challenge", community),
        "waits": len(queries.waiting(person, community)) if person else 0,
    }
    return render(request, "designing/challenges.html", shown)


@page("GET", who=PUBLIC)
def challenge(request: Any, community: Community, challenge: int) -> HttpResponse:
    """One challenge: the question, what is open now, the proposals, what was decided, and what came of it."""
    row = challenge_of(request, community, challenge)
    person, own = request.person, own_parties(request, community)
    proposals = queries.proposals(person, row, community)
    funded = sum(one.state == ProposalState.FUNDED for one in proposals)
    phases = queries.phases_of(row)
    now = queries.now_open(row, phases)
    named = [row.raised_by_id, row.money_from_id, *row.framers.values_list("party", flat=True)]
    called = queries.shown_names(person, community, named)
    comments = visible_comments(person, community).filter(challenge=row, proposal=None)
    can = _can(person, row)
    shown: dict[str, Any] = {
        "challenge": row,
        "proposals": proposals,
        "worked_out": any(one.worked_out for one in proposals),
        "funded": funded,
        "raised_by": called.get(row.raised_by_id or 0, ""),
        "framers": list(dict.fromkeys(called[pk] for pk in named[2:] if pk in called)),
        "money_from": called.get(row.money_from_id or 0, ""),
        "path": queries.path_of(row),
        "phases": phases,
        "now": now,
        "comments": queries.said_of(person, community, comments, own),
        "commitments": queries.commitments(row.proposals.all()) if funded else [],
        "progress": queries.progress_of(person, row, community) if row.state in SEEN_THROUGH else [],
        "groups": {one.value: str(one.label) for one in Group},
        "surveys": queries.surveys_of(row) if row.state in SEEN_THROUGH else [],
        "decided": row.state in AFTER_DECISION,
        "ended": row.state in ENDED,
        "can": can,
        "statements_block": block(person, row, now.opens),
    }
    if can["run"]:
        shown |= _for_whoever_runs_it(row)
        shown["keys"] = asks_keyholders(person, "ask_keyholders", community)
    return render(request, "designing/challenge.html", shown)


def _can(person: Any, row: Challenge) -> dict[str, bool]:
    """What the reader may do here, the days of the phases left aside."""
    names = {
        "run": "run_challenge",
        "take_part": "take_part",
        "commit": "commit",
        "link": "link_activity",
        "away": "take_away",
        "surveys": "link_surveys",
    }
    found = {name: may(person, verb, row) for name, verb in names.items() if name != "away"}
    found["away"] = may(person, "see_pleas", row)
    return found


def _for_whoever_runs_it(row: Challenge) -> dict[str, Any]:
    target = commands.next_state(row)
    return {
        "target": target,
        "missing": lacking(row, target) if target else [],
        "frames": row.state in (ChallengeState.RAISED, ChallengeState.FRAMED),
        "goes_back": row.state in BACK and row.vote_id is None,
        "votes": row.state == ChallengeState.DELIBERATED and row.vote_id is None,
        "result": bool(row.vote and row.state == ChallengeState.DELIBERATED and row.vote.state in COUNTED),
    }


@page("GET", who=PUBLIC)
def challenge_path(request: Any, community: Community, challenge: int) -> HttpResponse:
    """How a challenge went: each step with its day and its words, the phases, and what was moved and why."""
    row = challenge_of(request, community, challenge)
    shown = {
        "challenge": row,
        "path": queries.path_of(row),
        "phases": queries.phases_of(row),
        "back": queries.went_back(row),
        "runs": may(request.person, "run_challenge", row) and row.state not in AFTER_DECISION | ENDED,
    }
    return render(request, "designing/path.html", shown)


@page("GET", "POST")
def challenge_new(request: Any, community: Community) -> HttpResponse:
    """Raise a challenge: a member in their own words, a facilitator for others in both languages."""
    person = request.person
    make = RaiseInBothForm if may(person, "raise_for_somebody", community) else RaiseForm
    form: Any = make(person, community, request.POST or None, initial=in_ones_language())

    def act() -> Challenge:
        return commands.raise_challenge(
            by=person, community=community, raised_by=form.cleaned_data["party"], **form.asked()
        )

    if request.method == "POST" and form.is_valid():
        made = carried_out(form, act)
        if made:
            messages.success(
                request, _("Your question is there. Next it is framed together, so that it can be answered.")
            )
            return to_challenge(made)
    return render(request, "designing/challenge_new.html", {"form": form})


@page("GET", "POST")
def challenge_say(request: Any, community: Community, challenge: int) -> HttpResponse:
    """Say what you think of a challenge."""
    row = challenge_of(request, community, challenge)
    form = SayForm(
        request.person, community, request.POST or None, of_proposal=False, initial=in_ones_language()
    )
    return step(
        request,
        form,
        lambda: _said(request, form, row, None),
        title=_("What do you think?"),
        submit=_("Say it"),
        crumbs=[crumb(row)],
        done=_("It stands there now. Thank you."),
        to=lambda made: to_challenge(row),
        easy_lines=[("speech", _("Write what you think.")), ("eye", _("Everybody can read it."))],
        lead=_("Everybody can read it. Members see your name; visitors read “A member”."),
    )


@page("GET", "POST")
def proposal_say(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Say what you think of a proposal, for or against it."""
    row = proposal_of(request, community, proposal)
    start = in_ones_language() | {"kind": request.GET.get("kind") or CommentKind.COMMENT}
    form = SayForm(request.person, community, request.POST or None, of_proposal=True, initial=start)
    return step(
        request,
        form,
        lambda: _said(request, form, row.challenge, row),
        title=_("What do you think of “%(proposal)s”?") % {"proposal": row.called},
        submit=_("Say it"),
        crumbs=[crumb(row.challenge)],
        done=_("It stands there now. Thank you."),
        to=lambda made: to_proposal(row),
        easy_lines=[
            ("speech", _("Write what you think.")),
            ("scales", _("You can be for it or against it.")),
            ("eye", _("Everybody can read it.")),
        ],
        lead=_("A reason helps more than a yes or no: why is it good, or what could go wrong?"),
    )


def _said(request: Any, form: Any, row: Challenge, proposal: Proposal | None) -> Comment:
    given = form.given("key")
    return commands.comment(
        by=request.person,
        challenge=row,
        proposal=proposal,
        key=client_key(request, form.cleaned_data["key"]),
        **given,
    )


@page("GET")
def mine(request: Any, community: Community) -> HttpResponse:
    """What waits for my word in challenges, and the proposals that I wrote or look after."""
    shown = {
        "waiting": queries.waiting(request.person, community),
        "in_hand": queries.in_hand(request.person, community),
    }
    return render(request, "designing/mine.html", shown)


@page("GET", "POST", who=LINKS)
def proposal_activity(request: Any, community: Community, proposal: int) -> HttpResponse:
    """Say which activity delivers a funded proposal."""
    rows = Proposal.objects.of(community).filter(state=ProposalState.FUNDED)
    row = get_object_or_404(rows.select_related("community", "challenge__turn__service"), pk=proposal)
    form = UndertakingForm(row.challenge, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"proposal": row, "activity": form.cleaned_data["activity"]}
        if carried_out(form, commands.undertake, by=request.person, **told):
            messages.success(request, _("Its hours now count for this proposal."))
            return redirect("designing:challenge", community.slug, row.challenge_id)
    return render(request, "designing/proposal_activity.html", {"form": form, "proposal": row})


@page("POST", who=LINKS)
def undertaking_end(request: Any, community: Community, commitment: int) -> HttpResponse:
    """The activity does not deliver this proposal."""
    rows = Undertaking.objects.of(community).select_related("community", "proposal")
    row = get_object_or_404(rows, pk=commitment)
    commands.end_undertaking(by=request.person, undertaking=row)
    messages.success(request, _("Its hours do not count for this proposal any more."))
    return redirect("designing:challenge", community.slug, row.proposal.challenge_id)
