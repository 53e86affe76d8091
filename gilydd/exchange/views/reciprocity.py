"""Pages of reciprocity: what comes back in a community, and who could be asked next."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.people.doors import open_doors
from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.ui.doors import page
from gilydd.ui.filters import day, language
from gilydd.ui.papers import paper_response, pdf
from gilydd.ui.sheets import KINDS, sheet_response

from .. import reciprocity as told_of
from ..queries.next_asks import next_asks, open_circles
from ..rules import rules_of

FILES = (*KINDS, "pdf")


@page("GET")
def reciprocity(request: Any, community: Community) -> HttpResponse:
    """How much of what members give comes back, month by month, and what one more circle a week would do."""
    months, window = _chosen(request)
    shown = told_of.picture(community, months=months, window=window)
    told: dict[str, Any] = {
        "picture": shown,
        "drawn": told_of.drawing(shown) if shown else None,
        "covers": told_of.window_title(window),
        "terms": told_of.terms(),
        "choices": _choices(months, window),
        "query": urlencode({"months": months, "window": window}),
        "kinds": FILES,
        "asks_href": open_doors(request.person, community, [ASKS]).get(ASKS, ""),
        "gift_mode": rules_of(community).gift_mode,
    }
    return render(request, "exchange/reciprocity.html", told)


@page("GET")
def reciprocity_file(request: Any, community: Community, kind: str) -> HttpResponse:
    """The same as a file: CSV, XLSX, ODS or PDF."""
    if kind not in FILES:
        raise Http404(_("There is no such kind of file here."))
    months, window = _chosen(request)
    shown = told_of.picture(community, months=months, window=window)
    if shown is None:
        raise Http404(_("There are no hours between members in a month that is over."))
    title = _("Reciprocity %(place)s up to %(until)s") % {"place": shown.place, "until": day(shown.until)}
    if kind == "pdf":
        told = {"picture": shown, "drawn": told_of.drawing(shown), "title": title, "community": community,
                "covers": told_of.window_title(window), "terms": told_of.terms()}  # fmt: skip
        return paper_response(title, pdf("exchange/paper_reciprocity.html", told, [language()]))
    return sheet_response(title, told_of.tables(shown), kind)


@page("GET", who=(Role.BROKER, Role.COORDINATOR))
def reciprocity_asks(request: Any, community: Community) -> HttpResponse:
    """Who could be asked what would do them good, who for a hand, and which circles one hour would close."""
    told = {
        "next": next_asks(request.person, community),
        "circles": open_circles(request.person, community),
    }
    return render(request, "exchange/reciprocity_asks.html", told)


ASKS = "exchange:reciprocity_asks"


def _chosen(request: Any) -> tuple[int, int]:
    """How many months, and how many each point covers; the first of each unless another one is asked for."""
    chosen = []
    for name, allowed in (("months", told_of.MONTHS), ("window", told_of.WINDOWS)):
        wanted = request.GET.get(name, "")
        chosen.append(next((number for number in allowed if str(number) == wanted), allowed[0]))
    return chosen[0], chosen[1]


def _choices(months: int, window: int) -> list[tuple[str, str, bool]]:
    """What else can be looked at: (words, query, whether it is what is shown)."""
    every = [
        (ngettext("%(num)s month", "%(num)s months", number) % {"num": number}, number, window)
        for number in told_of.MONTHS
    ]
    every += [
        (ngettext("Each point covers %(num)s month", "Each point covers %(num)s months", number)
         % {"num": number}, months, number)
        for number in told_of.WINDOWS
    ]  # fmt: skip
    return [
        (words, urlencode({"months": these, "window": each}), (these, each) == (months, window))
        for words, these, each in every
    ]
