"""Pages of the social benefit check: what bodies say, and who checked it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Party
from gilydd.ui.doors import PUBLIC, page

from ..commands import bids
from ..forms.tender import BenefitCheckForm, BenefitForm
from ..policy import may, visible_benefits
from ..queries import tender as queries
from ._shared import RUNS, tender_step

PARTS = ("inclusive", "involves", "wellbeing")
SHOWN = 100


@page("GET", who=PUBLIC)
def benefits(request: Any, community: Community) -> HttpResponse:
    """Which bodies benefit society, in their own words, and who checked it."""
    rows = list(visible_benefits(request.person, community).order_by("-answered_at", "-pk")[:SHOWN])
    wanted = [pk for row in rows for pk in (row.party_id, row.answered_by_id, row.checked_by_id)]
    told = {
        "rows": rows,
        "called": queries.shown_names(request.person, community, wanted),
        "can_check": may(request.person, "check_benefit", community),
        "member": may(request.person, "ask_question", community),
    }
    return render(request, "commissioning/benefits.html", told)


@page("GET", "POST")
def benefit_new(request: Any, community: Community) -> HttpResponse:
    """Say for a body how it benefits society."""
    form = BenefitForm(request.person, community, request.POST or None)

    def act() -> Any:
        data = dict(form.cleaned_data)
        party = get_object_or_404(Party, pk=int(data.pop("party")))
        return bids.state_benefit(by=request.person, party=party, community=community, **data)

    return tender_step(
        request,
        form,
        act,
        title=_("How does your body benefit society?"),
        submit=_("Send it to be checked"),
        crumbs=[],
        done=_("It is there, and will be checked. You get a message."),
        to=lambda made: redirect("commissioning:benefits", community.slug),
        lead=_(
            "By law (SI 2015/1500) a body counts as benefiting society where it is inclusive, and involves "
            "people, and promotes well-being: all three. Everybody can read what you write."
        ),
        easy_lines=[
            ("people", _("Who can join in?")),
            ("speech", _("What do people decide?")),
            ("happy", _("How are people better off?")),
        ],
    )


@page("GET", "POST", who=RUNS)
def benefit_check(request: Any, community: Community, benefit: int) -> HttpResponse:
    """Check the three parts."""
    row = get_object_or_404(visible_benefits(request.person, community), pk=benefit)
    form = BenefitCheckForm(request.POST or None)
    return tender_step(
        request,
        form,
        lambda: bids.check_benefit(by=request.person, benefit=row, **form.cleaned_data),
        title=_("Check the three parts"),
        submit=_("Save the check"),
        crumbs=[],
        done=_("The check is saved, and they are told."),
        to=lambda made: redirect("commissioning:benefits", community.slug),
        quote=("\n".join(getattr(row, part) for part in PARTS), row.lang),
        lead=_("Tick each part that holds. Your words and your name stand beside it."),
    )
