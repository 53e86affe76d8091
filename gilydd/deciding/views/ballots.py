"""Pages: enter somebody's vote from paper or phone; the ballots once a vote has closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from gilydd.algorithms import voting
from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import MEMBER, page
from gilydd.ui.papers import paper_response, pdf
from gilydd.ui.sheets import Table, sheet_response

from .. import commands
from ..counting import document_of
from ..forms import EntryForm, SearchForm
from ..models import Vote
from ..policy import may
from ..queries import voting as queries
from ..words import BallotEvidence, VoteState
from ._shared import is_easy, one_vote

PAPERS = ("plain", "large", "easy")


@page("GET", who=MEMBER)
def enter(request: Any, community: Community, vote: int) -> HttpResponse:
    """Whose vote came on paper or by phone?"""
    row = _still_running(request, community, vote)
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["name"] if form.is_valid() else ""
    found, everybody = queries.voters(request.person, row, words)
    context = {"vote": row, "form": form, "found": found, "everybody": everybody, "words": words}
    return render(request, "deciding/enter.html", context)


@page("GET", "POST", who=MEMBER)
def enter_one(request: Any, community: Community, vote: int, number: int) -> HttpResponse:
    """Enter the vote of one voter."""
    row = _still_running(request, community, vote)
    seat = queries.seat_of(row, number=number)
    if seat is None or not may(request.person, "enter_ballot", seat.row):
        raise Http404(_("There is nobody of this number whose vote you may enter."))
    called = names([seat.row.party_id])[seat.row.party_id]
    labels = queries.labels_of(queries.choices_of(row))
    question = _("How does %(name)s vote?") % {"name": called}
    chosen = seat.ballot.choices if seat.ballot else None
    form = EntryForm(row.kind, labels, question, request.POST or None, easy=is_easy(request), chosen=chosen)
    if request.method == "POST" and form.is_valid():
        given = {"vote": row, "party": seat.row.party, **form.cleaned_data}
        if carried_out(form, commands.cast_ballot, by=request.person, **given):
            messages.success(request, _("The vote of %(name)s is in. They are told.") % {"name": called})
            return redirect("deciding:vote_enter", community.slug, row.pk)
    context = {"vote": row, "form": form, "called": called, "seat": seat}
    return render(request, "deciding/enter_one.html", context)


@page("GET", who=MEMBER)
def paper(request: Any, community: Community, vote: int) -> HttpResponse:
    """A ballot paper to print, in both languages: plain, in large print, or in Easy Read."""
    row, kind = one_vote(request, community, vote), request.GET.get("kind", "plain")
    if not (may(request.person, "see_figures", row) or may(request.person, "enter_ballots", row)):
        raise Http404(_("There is no ballot paper here for you."))
    if kind not in PAPERS:
        raise Http404(_("There is no such kind of file here."))
    choices = queries.choices_of(row)
    # The words are read while each language is set, not before.
    context = {"community": community, "vote": row, "labels": lambda: queries.labels_of(choices)}
    made = pdf(
        "deciding/paper_ballot.html", context, ("cy", "en"), large=kind == "large", easy=kind == "easy"
    )
    return paper_response(f"{_('ballot paper')} {row.pk} {kind}", made)


@page("GET", who=MEMBER)
def ballots(request: Any, community: Community, ended: int) -> HttpResponse:
    """Every ballot that counted, for those who could vote."""
    row = _counted(request, community, ended)
    lines = queries.ballots(request.person, row)
    return render(request, "deciding/ballots.html", {"vote": row, "ballot_lines": lines})


@page("GET", who=MEMBER)
def ballots_table(request: Any, community: Community, ended: int) -> HttpResponse:
    """The ballots as a table for a spreadsheet."""
    row = _counted(request, community, ended)
    ways = dict(BallotEvidence.choices)
    none = _("None of these")
    lines: list[list[Any]] = [
        [one.number, one.called, "; ".join(one.chosen) or none, str(ways[one.evidence])]
        for one in queries.ballots(request.person, row)
    ]
    head = [_("Voter number"), _("Name"), _("Voted"), _("How it came in")]
    title = said(row, "title")
    return sheet_response(_("ballots") + f" {row.pk}", [Table(title, head, lines)], "csv")


@page("GET", who=MEMBER)
def ballots_file(request: Any, community: Community, ended: int) -> HttpResponse:
    """The very text that was counted: its SHA-256 is the one beside the result. No name is in it."""
    row = _counted(request, community, ended)
    response = HttpResponse(voting.written(document_of(row)), content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, f"vote-{row.pk}.json") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _still_running(request: Any, community: Community, pk: int) -> Vote:
    row = one_vote(request, community, pk)
    if not may(request.person, "enter_ballots", row):
        raise Http404(_("There is nobody whose vote you may enter."))
    if row.state != VoteState.OPEN or row.closes_at <= timezone.now():
        raise Http404(_("This vote has closed."))
    return row


def _counted(request: Any, community: Community, pk: int) -> Vote:
    row = one_vote(request, community, pk)
    if not may(request.person, "see_ballots", row):
        raise Http404(_("These ballots are seen by those who could vote, once the vote has closed."))
    return row
