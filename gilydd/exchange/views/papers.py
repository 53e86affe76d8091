"""Pages for what is printed: letters, cards, blank slips."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.people.models import Area, Community
from gilydd.people.policy import visible_members
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf

from .. import commands, letters
from ..forms.slips import LettersForm
from ..models import Paper
from ..policy import visible_papers
from ..queries.statements import span_of
from ..words import PaperKind, PaperState

BLANK = {
    "slips": "exchange/paper_slips.html",
    "sheet": "exchange/paper_sheet.html",
    "easy": "exchange/paper_slips.html",
}
BLANK_LANGUAGES = {"both": ["cy", "en"], "cy": ["cy"], "en": ["en"]}


@page("GET", "POST", who=Role.BROKER)
def letters_page(request: Any, community: Community) -> HttpResponse:
    """Letters and cards for everybody on paper: ask for them, and those that were made."""
    form = LettersForm(community, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        span = span_of(told["period"])
        paper = carried_out(
            form,
            commands.make_paper,
            by=request.person,
            community=community,
            kind=told["kind"],
            since=span.since,
            until=span.until,
            area=told["area"],
            two_sided=told["two_sided"],
        )
        if paper:
            return redirect("exchange:paper", community.slug, paper.pk)
    return render(
        request,
        "exchange/letters.html",
        {
            "form": form,
            "people": len(letters.on_paper(community)),
            "areas": Area.objects.of(community).exists(),
            "papers": visible_papers(request.person, community).order_by("-pk")[:20],
        },
    )


@page("GET", who=Role.BROKER)
def paper(request: Any, community: Community, paper: int) -> HttpResponse:
    """How far it is, and what to do with it."""
    row = _paper(request, community, paper)
    if request.GET.get("as") == "json":
        live = row.state in (PaperState.WAITING, PaperState.MAKING)
        return JsonResponse({"done": row.done, "total": row.total, "live": live})
    return render(request, "exchange/paper.html", {"paper": row, "letters": row.kind == PaperKind.LETTERS})


@page("GET", who=Role.BROKER)
def paper_file(request: Any, community: Community, paper: int) -> HttpResponse:
    """The file, for whoever had it made and while it is kept."""
    row = _paper(request, community, paper)
    content = Paper.objects.values_list("content", flat=True).get(pk=row.pk)
    if row.state != PaperState.READY or content is None:
        raise Http404(_("This file is not here (any more)."))
    return paper_response(f"{row.kind} {row.until or row.made_at.date()}", bytes(content))


@page("POST", who=Role.BROKER)
def paper_stop(request: Any, community: Community, paper: int) -> HttpResponse:
    """Do not make it any further."""
    commands.stop_paper(by=request.person, paper=_paper(request, community, paper))
    messages.success(request, _("It was stopped."))
    return redirect("exchange:letters", community.slug)


@page("POST", who=Role.BROKER)
def paper_sent(request: Any, community: Community, paper: int) -> HttpResponse:
    """The letters were printed and posted."""
    row = _paper(request, community, paper)
    marked = commands.mark_paper_sent(by=request.person, paper=row)
    said = ngettext(
        "Thank you. %(num)s message counts as sent now.",
        "Thank you. %(num)s messages count as sent now.",
        marked,
    )
    messages.success(request, said % {"num": marked})
    return redirect("exchange:paper", community.slug, row.pk)


@page("GET")
def slips_blank(request: Any, community: Community) -> HttpResponse:
    """Blank slips or a sheet to print, in both languages or one, also in Easy Read."""
    kind = request.GET.get("kind", "slips")
    wanted = request.GET.get("in", "both")
    if kind not in BLANK or wanted not in BLANK_LANGUAGES:
        raise Http404(_("There is no such kind of file here."))
    context = {"community": community, "rows": range(11), "slips": range(2 if kind == "easy" else 3)}
    return paper_response(
        f"{_('blank slips')} {kind}", pdf(BLANK[kind], context, BLANK_LANGUAGES[wanted], easy=kind == "easy")
    )


@page("GET")
def card(request: Any, community: Community, member: int) -> HttpResponse:
    """A member card of the size of a bank card, one's own or (for brokers) anybody's."""
    row = get_object_or_404(
        visible_members(request.person, community).select_related("community", "party__person__identity"),
        pk=member,
    )
    person = getattr(row.party, "person", None)
    context = {"community": community, "card": letters.card_of(row)}
    made = pdf("exchange/paper_card.html", context, [(person and person.language) or language()])
    return paper_response(f"{_('member card')} {row.number}", made)


def _paper(request: Any, community: Community, pk: int) -> Paper:
    row: Paper = get_object_or_404(visible_papers(request.person, community), pk=pk)
    return row
