"""Pages of the board: the register, elections, standing, seats."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Party
from gilydd.people.queries import names
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import MEMBER, PUBLIC, page

from .. import commands
from ..forms import meetings as forms
from ..forms.votes import OPEN
from ..models import AgendaItem, BoardElection, BoardTerm, Candidacy, SplitKey, Vote
from ..policy import may, visible_board_elections
from ..queries import mutual as queries
from ..words import BoardElectionState, VoteState
from ._shared import pressed

RUNS = (Role.FACILITATOR, Role.BROKER)


@page("GET", who=PUBLIC)
def board(request: Any, community: Community) -> HttpResponse:
    """Who sits on the board, since when and until when; and who did."""
    now, before = queries.register(request.person, community)
    context = {
        "now": now,
        "before": before,
        "moment": timezone.now(),
        "elections": queries.board_elections(request.person, community),
        "seats": queries.rules_of(community).board_seats,
        "keeps": may(request.person, "keep_register", community),
    }
    return render(request, "deciding/board.html", context)


@page("GET", "POST", who=RUNS)
def election_new(request: Any, community: Community) -> HttpResponse:
    """Call for candidates."""
    form = forms.BoardElectionForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        item = AgendaItem.objects.of(community).get(pk=int(data["item"])) if data["item"] else None
        given = {
            **{name: data[name] for name in ("title_cy", "title_en", "seats")},
            "nominate_until": form.when(),
            "item": item,
            "key": f"{key_of(request.person)}:{data['key'][:30]}",
        }
        row = carried_out(form, commands.call_board_election, by=request.person, community=community, **given)
        if row:
            messages.success(request, _("Every member is asked whom they propose."))
            return redirect("deciding:board_election", community.slug, row.pk)
    return render(request, "deciding/board_election_new.html", {"form": form})


@page("GET", who=MEMBER)
def election(request: Any, community: Community, board_election: int) -> HttpResponse:
    """One election of the board: the candidates and what they say, and what came of it."""
    row = _election(request, community, board_election)
    seated = list(row.terms.order_by("pk").values_list("party", "how"))
    called = names(party for party, _how in seated) if seated else {}
    nominating = row.state == BoardElectionState.NOMINATING and timezone.now() < row.nominate_until
    counted = (
        row.state == BoardElectionState.VOTING
        and row.vote is not None
        and row.vote.state in (VoteState.CLOSED, VoteState.STOPPED)
    )
    context = {
        "election": row,
        "counted": counted,
        "can_settle": counted and may(request.person, "call_board_election", community),
        "candidates": queries.candidates(request.person, row),
        "own": queries.own_candidacy(request.person, row),
        "nominating": nominating,
        "elected": [called[party] for party, _how in seated],
        "can_open": may(request.person, "call_board_election", community)
        and row.state == BoardElectionState.NOMINATING
        and not nominating,
        "rules": queries.rules_of(community),
    }
    return render(request, "deciding/board_election.html", context)


@page("GET", "POST", who=MEMBER)
def nominate(request: Any, community: Community, board_election: int) -> HttpResponse:
    """Propose somebody, oneself too."""
    row = _nominating(request, community, board_election)
    form = forms.NominateForm(community, request.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        party = get_object_or_404(Party, pk=form.cleaned_data["party"])
        made = carried_out(form, commands.nominate, by=request.person, election=row, party=party)
        if made and made.party_id == request.person.pk:
            return redirect("deciding:candidacy", community.slug, made.pk)
        if made:
            messages.success(request, _("They are asked. They stand only if they say yes."))
            return redirect("deciding:board_election", community.slug, row.pk)
    return render(request, "deciding/nominate.html", {"form": form, "election": row})


@page("GET", "POST", who=MEMBER)
def candidacy(request: Any, community: Community, candidacy: int) -> HttpResponse:
    """Stand for the board, with a statement."""
    row = _candidacy(request, community, candidacy)
    names_of = ("statement_cy", "statement_en", "easy_cy", "easy_en")
    shown = {name: getattr(row, name) for name in names_of}
    form = forms.StatementForm(request.POST or None, initial=shown)
    sent = request.method == "POST" and form.is_valid()
    if sent and carried_out(form, commands.stand, by=request.person, candidacy=row, **form.cleaned_data):
        messages.success(request, _("Thank you for standing. Members read what you wrote."))
        return redirect("deciding:board_election", community.slug, row.election_id)
    own = row.party_id == request.person.pk
    called = names([row.party_id])[row.party_id]
    context = {"form": form, "candidacy": row, "election": row.election, "own": own, "called": called}
    return render(request, "deciding/candidacy.html", context)


@page("POST", who=MEMBER)
def candidacy_down(request: Any, community: Community, candidacy: int) -> HttpResponse:
    """Say no, or withdraw."""
    row = _candidacy(request, community, candidacy)
    if pressed(request, commands.stand_down, by=request.person, candidacy=row):
        messages.success(request, _("It is noted. Thank you for saying so."))
    return redirect("deciding:board_election", community.slug, row.election_id)


@page("GET", "POST", who=RUNS)
def vote_open(request: Any, community: Community, closing: int) -> HttpResponse:
    """Let members vote on the candidates."""
    row = _election(request, community, closing)
    if row.state != BoardElectionState.NOMINATING or timezone.now() < row.nominate_until:
        raise Http404(_("Members can still propose candidates, or the vote is open already."))
    form = forms.OpenBoardVoteForm(row, request.POST or None, initial={"at": "20:00"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        key = data["split_key"]
        given = {
            "election": row,
            "closes_at": form.when(),
            "everybody": data.get("who", "all") == "all",
            "split_key": None if key == OPEN else SplitKey.objects.of(community).get(pk=int(key)),
        }
        if carried_out(form, commands.open_board_vote, by=request.person, **given):
            return redirect("deciding:board_election", community.slug, row.pk)
    context = {"form": form, "election": row, "candidates": queries.candidates(None, row)}
    return render(request, "deciding/board_vote_open.html", context)


@page("POST", who=RUNS)
def settle(request: Any, community: Community, board_election: int) -> HttpResponse:
    """Give the seats, once the vote is counted."""
    row = _election(request, community, board_election)
    if pressed(request, commands.settle_board_election, by=request.person, election=row):
        messages.success(request, _("The seats are given, and every member is told."))
    return redirect("deciding:board_election", community.slug, row.pk)


@page("GET", "POST", who=RUNS)
def term_new(request: Any, community: Community) -> HttpResponse:
    """Write down a member of the board from before this register."""
    form = forms.TermForm(community, request.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        party = get_object_or_404(Party, pk=data["party"])
        given = {"community": community, "party": party, "since": data["since"], "until": data["until"]}
        if carried_out(form, commands.add_to_board, by=request.person, **given):
            messages.success(request, _("They stand on the register."))
            return redirect("deciding:board", community.slug)
    return render(request, "deciding/term_new.html", {"form": form})


@page("GET", "POST", who=RUNS)
def term_end(request: Any, community: Community, board_term: int) -> HttpResponse:
    """Note that somebody's term has ended."""
    row = get_object_or_404(BoardTerm.objects.of(community).filter(ended_on__isnull=True), pk=board_term)
    form = forms.EndTermForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        pk = data["decided_by"]
        decided_by = Vote.objects.of(community).get(pk=int(pk)) if pk else None
        given = {"term": row, "why": data["why"], "decided_by": decided_by}
        if carried_out(form, commands.end_term, by=request.person, **given):
            messages.success(request, _("It is noted on the register."))
            return redirect("deciding:board", community.slug)
    called = names([row.party_id])[row.party_id]
    return render(request, "deciding/term_end.html", {"form": form, "called": called, "term": row})


def _election(request: Any, community: Community, pk: int) -> BoardElection:
    rows = visible_board_elections(request.person, community)
    return get_object_or_404(rows.select_related("community", "item__meeting", "vote"), pk=pk)


def _nominating(request: Any, community: Community, pk: int) -> BoardElection:
    row = _election(request, community, pk)
    if row.state != BoardElectionState.NOMINATING or timezone.now() >= row.nominate_until:
        raise Http404(_("The time to propose candidates is over."))
    return row


def _candidacy(request: Any, community: Community, pk: int) -> Candidacy:
    rows = Candidacy.objects.of(community).select_related("election__community", "party", "community")
    row = get_object_or_404(rows, pk=pk)
    if not may(request.person, "stand", row):
        raise Http404(_("There is no candidacy of yours here."))
    if row.election.state != BoardElectionState.NOMINATING:
        raise Http404(_("The candidates of this election stand already."))
    return row
