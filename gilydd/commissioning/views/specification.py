"""Pages of a specification: its newest version, writing, suggesting, comparing, who was heard, interests."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.designing.forms.fields import EnteredForm
from gilydd.designing.views._shared import in_ones_language, step
from gilydd.people.models import Community
from gilydd.people.policy import speaks_for
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import MEMBER, PUBLIC, page

from ..commands import conflicts as declaring
from ..commands import specification as commands
from ..forms.specification import AnswerForm, InterestForm, SuggestForm, VersionForm
from ..models import Procurement, Seat, Suggestion
from ..policy import may, visible_procurements, visible_suggestions
from ..queries import conflicts
from ..queries import specification as queries
from ..words import SeatState
from ..words_panel import BLOCKS
from ._shared import must


@page("GET", who=PUBLIC)
def specification(request: Any, community: Community, procurement: int) -> HttpResponse:
    """What is to be bought, in its newest version, and what people suggested."""
    row = procurement_at(request, community, procurement)
    spec = queries.page_of(request.person, row)
    told = {
        "procurement": row,
        "turn": row.turn,
        "spec": spec,
        "writes": spec.draft and may(request.person, "write_specification", row),
        "suggests": spec.draft and may(request.person, "suggest", row),
        "answers": spec.draft and may(request.person, "answer_suggestion", row),
    }
    return render(request, "commissioning/specification.html", told)


@page("GET", "POST", who=MEMBER)
def version_new(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Write the next version."""
    row = procurement_at(request, community, procurement)
    must(request, "write_specification", row)
    last = row.specifications.order_by("-number").first()
    form = VersionForm(request.person, row, last, request.POST or None)
    return step(
        request, form, lambda: commands.write_version(by=request.person, procurement=row, **form.given()),
        title=_("Write the next version") if last else _("Write the first version"),
        submit=_("Keep this version"),
        crumbs=[crumb(row)], done=_("The version is kept. Whoever suggested something in it is told."),
        to=lambda _made: _to(row),
        lead=_("Every version stays and can be compared. Write each one in Welsh and in English."),
    )  # fmt: skip


@page("GET", who=PUBLIC)
def compare(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Two versions beside each other."""
    row = procurement_at(request, community, procurement)
    versions = {one.number: one for one in row.specifications.order_by("number")}
    if not versions:
        raise Http404(_("There is no version yet."))
    last = max(versions)
    after = versions.get(_number(request, "after", last), versions[last])
    before = versions.get(_number(request, "before", max(1, after.number - 1)), versions[min(versions)])
    told = {
        "procurement": row,
        "turn": row.turn,
        "versions": list(versions.values()),
        "comparison": queries.compared(before, after),
    }
    return render(request, "commissioning/compare.html", told)


def _number(request: Any, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


@page("GET", who=PUBLIC)
def specification_voice(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Who was heard in a specification, and what became of it."""
    row = procurement_at(request, community, procurement)
    told = {"procurement": row, "turn": row.turn, "measures": queries.voice_of(row)}
    return render(request, "commissioning/specification_voice.html", told)


@page("GET", "POST", who=MEMBER)
def suggest(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Suggest something for the specification."""
    row = procurement_at(request, community, procurement)
    form = SuggestForm(request.person, community, request.POST or None, initial=in_ones_language())
    return step(
        request, form, lambda: commands.suggest(by=request.person, procurement=row, **form.given()),
        title=_("Suggest something"), submit=_("Send my suggestion"), crumbs=[crumb(row)],
        done=_("Thank you. You are told what becomes of it."), to=lambda _made: _to(row),
        lead=_("Every suggestion is answered: it goes into the text, or you are told why not."),
        easy_lines=[
            ("idea", _("What should be different?")), ("writing", _("Write it in your own words.")),
            ("letter", _("We tell you what comes of it.")),
        ],
    )  # fmt: skip


@page("GET", "POST", who=MEMBER)
def suggestion(request: Any, community: Community, suggestion: int) -> HttpResponse:
    """Say that a suggestion is not taken, and why. To take it in, write a version with it."""
    row = suggestion_at(request, community, suggestion)
    must(request, "answer_suggestion", row.procurement)
    form = AnswerForm(request.POST or None, initial=in_ones_language())
    return step(
        request, form,
        lambda: commands.refuse_suggestion(by=request.person, suggestion=row, **form.cleaned_data),
        title=_("Answer a suggestion"), submit=_("It is not taken, for this reason"),
        crumbs=[crumb(row.procurement)], done=_("The answer is kept, and they are told."),
        to=lambda _made: _to(row.procurement), quote=(row.words, row.lang),
        lead=_("To take it into the text, write the next version and tick it there."),
    )  # fmt: skip


@page("GET", "POST", who=MEMBER)
def suggestion_back(request: Any, community: Community, suggestion: int) -> HttpResponse:
    """Take back what one suggested."""
    row = suggestion_at(request, community, suggestion)
    if not speaks_for(request.person, community, row.party_id):
        must(request, "enter_for_panel", row)
    form = EnteredForm(request.person, community, row.party_id, request.POST or None)
    return step(
        request, form,
        lambda: commands.withdraw_suggestion(by=request.person, suggestion=row, **form.cleaned_data),
        title=_("Take the suggestion back"), submit=_("Take it back"), crumbs=[crumb(row.procurement)],
        done=_("It is taken back."), to=lambda _made: _to(row.procurement), quote=(row.words, row.lang),
        easy_lines=[("cross", _("You can take it back."))],
    )  # fmt: skip


@page("GET", "POST", who=MEMBER)
def interest(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Have you an interest in this?"""
    row = procurement_at(request, community, procurement)
    form = InterestForm(request.person, community, request.POST or None, initial=in_ones_language())
    if request.method == "POST" and form.is_valid():
        data = form.given()
        data["has_interest"] = data["has_interest"] == "yes"
        if carried_out(form, declaring.declare_interest, by=request.person, procurement=row, **data):
            return redirect("commissioning:interest", community.slug, row.pk)
    told = {
        "form": form,
        "procurement": row,
        "turn": row.turn,
        "mine": conflicts.latest(row).get(request.person.pk),
        "blocks": BLOCKS,
        "sees": may(request.person, "see_interests", row),
    }
    return render(request, "commissioning/interest.html", told)


@page("GET", who=MEMBER)
def interests(request: Any, community: Community, procurement: int) -> HttpResponse:
    """Who on the panel declared what; for the panel and those who run it."""
    row = procurement_at(request, community, procurement)
    must(request, "see_interests", row)
    latest = conflicts.latest(row)
    seats = Seat.objects.filter(panel__turn=row.turn_id, state=SeatState.SEATED).values_list(
        "party", flat=True
    )
    called = names({*seats, *latest})
    rows = [(called.get(pk, ""), latest.get(pk)) for pk in sorted({*seats, *latest})]
    told = {"procurement": row, "turn": row.turn, "rows": rows, "blocks": BLOCKS}
    return render(request, "commissioning/interests.html", told)


def procurement_at(request: Any, community: Community, pk: int) -> Procurement:
    """A procurement of this community, or a missing page."""
    return get_object_or_404(visible_procurements(request.person, community), pk=pk)


def suggestion_at(request: Any, community: Community, pk: int) -> Suggestion:
    """A suggestion in sight, or a missing page."""
    return get_object_or_404(visible_suggestions(request.person, community), pk=pk)


def crumb(procurement: Procurement) -> dict[str, str]:
    """The way back to the page of a specification."""
    href = reverse("commissioning:specification", args=[procurement.community.slug, procurement.pk])
    return {"text": said(procurement, "title"), "href": href}


def _to(procurement: Procurement) -> HttpResponse:
    return redirect("commissioning:specification", procurement.community.slug, procurement.pk)
