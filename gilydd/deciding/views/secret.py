"""Pages of a secret vote: the last look, into the box, papers, shutting the box, receipts."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import MEMBER, PUBLIC, page
from gilydd.ui.filters import language

from .. import box, commands
from ..forms.sealed import PapersForm, ShutForm, SureForm
from ..models import Vote
from ..policy import may
from ..queries import keys as key_queries
from ..queries import voting as queries
from ..words import VoteState
from ._shared import is_easy, one_vote, pressed


def last_look(request: Any, row: Vote, chosen: list[int]) -> HttpResponse:
    """Show what was chosen and the code, before the ballot goes into the box. Nothing is kept yet."""
    labels = {one.number: one for one in queries.labels_of(queries.choices_of(row))}
    form = SureForm(initial={"choices": ",".join(map(str, chosen)), "code": box.new_code()})
    context = {
        "vote": row,
        "form": form,
        "code": form.initial["code"],
        "chosen": [labels[one] for one in chosen],
        "is_easy": is_easy(request),
    }
    return render(request, "deciding/sure.html", context)


@page("POST", who=MEMBER)
@sensitive_post_parameters("choices", "code")
def put(request: Any, community: Community, sealed: int) -> HttpResponse:
    """Put the ballot into the box; the answer shows the code once more and is the only place where it is."""
    row = _secret(request, community, sealed)
    form = SureForm(request.POST)
    if form.is_valid():
        given = {"choices": form.cleaned_data["choices"], "code": form.cleaned_data["code"]}
        told = {"vote": row, "party": request.person.party, **given}
        code = carried_out(form, commands.cast_secret, by=request.person, **told)
        if code:
            return render(request, "deciding/in_the_box.html", {"vote": row, "code": code})
    for error in form.non_field_errors() or [_("Go back and choose again.")]:
        messages.error(request, str(error))
    return redirect("deciding:vote", community.slug, row.pk)


@page("POST", who=MEMBER)
def mark(request: Any, community: Community, sealed: int, marked: int) -> HttpResponse:
    """Mark that somebody's paper came in."""
    row = _secret(request, community, sealed)
    seat = queries.seat_of(row, number=marked)
    if seat is None or not may(request.person, "enter_ballot", seat.row):
        raise Http404(_("There is nobody of this number whose vote you may enter."))
    called = names([seat.row.party_id])[seat.row.party_id]
    if pressed(request, commands.mark_paper, by=request.person, vote=row, party=seat.row.party):
        messages.success(request, _("The paper of %(name)s is marked. They are told.") % {"name": called})
    return redirect("deciding:vote_enter", community.slug, row.pk)


@page("GET", "POST", who=MEMBER)
@sensitive_post_parameters("papers")
def papers(request: Any, community: Community, sealed: int) -> HttpResponse:
    """Type papers, mixed and without names."""
    row = _secret(request, community, sealed)
    if not may(request.person, "enter_papers", row) or row.state != VoteState.OPEN:
        raise Http404(_("There are no papers that you may type."))
    labels = queries.labels_of(queries.choices_of(row))
    form = PapersForm(row.kind, labels, request.POST or None, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        given = {"vote": row, **form.cleaned_data}
        batch = carried_out(form, commands.enter_papers, by=request.person, **given)
        if batch:
            messages.success(request, _("Papers in the box: %(papers)s.") % {"papers": batch.papers})
            return redirect("deciding:vote_papers", community.slug, row.pk)
    state = key_queries.box_state(request.person, row)
    context = {"vote": row, "form": form, "labels": labels, "box": state}
    return render(request, "deciding/papers.html", context)


@page("GET", "POST", who=MEMBER)
def shut(request: Any, community: Community, sealed: int) -> HttpResponse:
    """Shut the box although papers are missing, with the reason."""
    row = _secret(request, community, sealed)
    if not may(request.person, "close_vote", row) or row.state != VoteState.OPEN:
        raise Http404(_("There is no vote here that you may close."))
    form = ShutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"vote": row, "reason": form.cleaned_data["reason"], "lang": language()}
        if carried_out(form, commands.close_vote, by=request.person, **given):
            messages.success(request, _("The box is shut. Two key holders open it."))
            return redirect("deciding:vote", community.slug, row.pk)
    missing = box.papers_missing(row)
    return render(request, "deciding/shut.html", {"vote": row, "form": form, "missing": missing})


@page("GET", "POST", who=PUBLIC)
@sensitive_post_parameters("code")
def receipts(request: Any, community: Community, counted: int) -> HttpResponse:
    """The codes of the ballots that were counted, for whoever sees the vote."""
    row = one_vote(request, community, counted)
    if not row.secret or row.state != VoteState.CLOSED:
        raise Http404(_("There are no codes here."))
    codes, found = key_queries.receipts_of(row), None
    if request.method == "POST":
        try:
            found = box.code_text(box.code_bytes(request.POST.get("code", ""))) in codes
        except ValueError:
            messages.error(request, _("A code has 16 letters and digits, such as AB2C-D3EF-4GHI-JK5L."))
    context = {"vote": row, "codes": codes, "found": found}
    return render(request, "deciding/receipts.html", context)


def _secret(request: Any, community: Community, pk: int) -> Vote:
    row = one_vote(request, community, pk)
    if not row.secret:
        raise Http404(_("This is an open vote, not a secret one."))
    return row
