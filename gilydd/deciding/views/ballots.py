"""Pages: enter somebody's vote from paper or phone; the ballots once a vote has closed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from gilydd.algorithms import voting
from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import MEMBER, page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf
from gilydd.ui.sheets import Table, sheet_response

from .. import commands
from ..budget_file import budget_text, file_name_of
from ..counting import document_of
from ..forms import SearchForm, evidence_field
from ..models import OpenedBallot, Vote
from ..policy import may
from ..queries import voting as queries
from ..words import ENTERED, BallotEvidence, VoteKind, VoteState
from ._shared import one_vote
from .votes import ballot_form

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
@sensitive_post_parameters()
def enter_one(request: Any, community: Community, vote: int, number: int) -> HttpResponse:
    """Enter the vote of one voter."""
    row = _still_running(request, community, vote)
    seat = queries.seat_of(row, number=number)
    if seat is None or not may(request.person, "enter_ballot", seat.row):
        raise Http404(_("There is nobody of this number whose vote you may enter."))
    called = names([seat.row.party_id])[seat.row.party_id]
    question = _("How does %(name)s vote?") % {"name": called}
    form = _entry_form(request, row, seat, question)
    if (
        request.method == "POST"
        and form.is_valid()
        and _entered(request, row, seat, form, form.cleaned_data["evidence"])
    ):
        messages.success(request, _("The vote of %(name)s is in. They are told.") % {"name": called})
        return redirect("deciding:vote_enter", community.slug, row.pk)
    context = {"vote": row, "form": form, "called": called, "seat": seat}
    return render(request, "deciding/enter_one.html", context)


@page("GET", "POST", who=MEMBER)
@sensitive_post_parameters()
def proxy(request: Any, community: Community, meeting_vote: int, proxied: int) -> HttpResponse:
    """Vote for somebody who gave one their proxy in the meeting."""
    row = one_vote(request, community, meeting_vote)
    seat = queries.seat_of(row, number=proxied)
    if seat is None or not may(request.person, "vote_by_proxy", seat.row) or not _runs_now(row):
        raise Http404(_("There is nobody of this number for whom you vote."))
    called = names([seat.row.party_id])[seat.row.party_id]
    question = _("How does %(name)s vote?") % {"name": called}
    form = ballot_form(request, row, request.POST or None, None, seat, question)
    if (
        request.method == "POST"
        and form.is_valid()
        and _entered(request, row, seat, form, BallotEvidence.PROXY)
    ):
        messages.success(request, _("The vote of %(name)s is in. They are told.") % {"name": called})
        return redirect("deciding:vote", community.slug, row.pk)
    context = {"vote": row, "form": form, "called": called, "seat": seat, "by_proxy": True}
    return render(request, "deciding/enter_one.html", context)


def _entry_form(request: Any, row: Vote, seat: queries.Seat, question: str) -> Any:
    """The ballot and how it came in; of a secret vote only what was said by phone is typed with a name."""
    form = ballot_form(request, row, request.POST or None, None, seat, question)
    ways = [one for one in ENTERED if not row.secret or one != BallotEvidence.PAPER]
    form.fields["evidence"] = evidence_field(ways)
    return form


def _entered(request: Any, row: Vote, seat: queries.Seat, form: Any, evidence: str) -> bool:
    data = form.cleaned_data
    given = {"vote": row, "party": seat.row.party, "choices": data["choices"], "evidence": evidence}
    if row.secret:
        return bool(carried_out(form, commands.cast_secret, by=request.person, **given))
    if data.get("reason"):
        given |= {"reason": data["reason"], "lang": language()}
    return bool(carried_out(form, commands.cast_ballot, by=request.person, **given))


def _runs_now(row: Vote) -> bool:
    return row.state == VoteState.OPEN and row.closes_at > timezone.now()


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
    """Every ballot that counted, for those who could vote; of a secret vote without a number or a name."""
    row = _counted(request, community, ended)
    if row.secret:
        return render(request, "deciding/opened.html", {"vote": row, "opened": _opened(row)})
    lines = queries.ballots(request.person, row)
    return render(request, "deciding/ballots.html", {"vote": row, "ballot_lines": lines})


@page("GET", who=MEMBER)
def ballots_table(request: Any, community: Community, ended: int) -> HttpResponse:
    """The ballots as a table for a spreadsheet."""
    row = _counted(request, community, ended)
    ways = dict(BallotEvidence.choices)
    none = _("None of these")
    if row.secret:
        rows: list[list[Any]] = [["; ".join(one) or none, number] for one, number in _opened(row)]
        table = Table(said(row, "title"), [_("Voted"), _("Ballots")], rows)
        return sheet_response(_("ballots") + f" {row.pk}", [table], "csv")
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
    if row.kind == VoteKind.BUDGET:
        response = HttpResponse(budget_text(row), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, file_name_of(row)) or "attachment"
        response["X-Content-Type-Options"] = "nosniff"
        return response
    response = HttpResponse(voting.written(document_of(row)), content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, f"vote-{row.pk}.json") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _opened(row: Vote) -> list[tuple[tuple[str, ...], int]]:
    """What the ballots of a secret vote say, and how many say the same; the commonest first."""
    texts = {one.number: one.text for one in queries.labels_of(queries.choices_of(row))}
    found = Counter(
        tuple(texts[one] for one in chosen)
        for chosen in OpenedBallot.objects.filter(vote=row).values_list("choices", flat=True)
    )
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def _still_running(request: Any, community: Community, pk: int) -> Vote:
    row = one_vote(request, community, pk)
    if not may(request.person, "enter_ballots", row):
        raise Http404(_("There is nobody whose vote you may enter."))
    if not _runs_now(row):
        raise Http404(_("This vote has closed."))
    return row


def _counted(request: Any, community: Community, pk: int) -> Vote:
    row = one_vote(request, community, pk)
    if not may(request.person, "see_ballots", row):
        raise Http404(_("These ballots are seen by those who could vote, once the vote has closed."))
    return row
