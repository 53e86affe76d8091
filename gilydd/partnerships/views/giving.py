"""Pages: what partners pledged and gave; the pooled fund."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.ui.doors import PERSON, PUBLIC, page

from .. import commands, queries
from ..forms import ContributionForm, PayInForm, PledgeForm, ReasonForm, SpendForm
from ..models import Fund, Partnership
from ..policy import may, visible_contributions, visible_entries, visible_pledges
from ._shared import givers, mine, one, runs, shown_with, step


@page("GET", who=PUBLIC)
def contributions(request: Any, community: Community, partnership: int) -> HttpResponse:
    """What each partner pledged and gave, in pictures and in numbers."""
    row = one(request, community, partnership)
    shown = shown_with(
        request, row,
        kinds=queries.gifts(request.person, row),
        pledges=queries.pledge_lines(request.person, row),
        given=queries.contribution_lines(request.person, row),
    )  # fmt: skip
    return render(request, "partnerships/contributions.html", shown)


@page("GET", "POST", who=PERSON)
def pledge_new(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Say what a partner will give."""
    row = one(request, community, partnership)
    return step(
        request, row, PledgeForm(givers(request, row), request.POST or None), commands.pledge,
        title=_("Say what you will give"), submit=_("Promise it"), to=("contributions", row.pk),
        lead=_("Everybody can read it, and later what came of it."),
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def contribution_new(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Write down what a partner gave."""
    row = one(request, community, partnership)
    return step(
        request, row, ContributionForm(givers(request, row), request.POST or None), commands.contribute,
        title=_("Write down what was given"), submit=_("Write it down"), to=("contributions", row.pk),
        lead=_("Money for the pooled fund is written down at the fund, and counts here too."),
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def pledge_withdraw(request: Any, community: Community, pledge: int) -> HttpResponse:
    """Take a pledge back."""
    rows = visible_pledges(request.person, community).filter(withdrawn_at__isnull=True)
    row = mine(request, rows, "withdraw_pledge", pledge)
    return step(
        request, row, ReasonForm(request.POST or None), commands.withdraw_pledge,
        title=_("Take a pledge back"), submit=_("Take it back"), to=("contributions", row.partnership_id),
        pledge=row, warning=True,
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def contribution_reverse(request: Any, community: Community, contribution: int) -> HttpResponse:
    """Correct a gift that was written down wrongly."""
    rows = visible_contributions(request.person, community).filter(reverses__isnull=True)
    row = mine(request, rows, "reverse_contribution", contribution)
    return step(
        request, row, ReasonForm(request.POST or None, label=_("What was wrong?")),
        commands.reverse_contribution, title=_("Correct a mistake"), submit=_("Take it back"),
        to=("contributions", row.partnership_id), contribution=row, warning=True,
        lead=_("Both rows stay. Then write down what is right."),
    )  # fmt: skip


@page("GET", who=PUBLIC)
def fund(request: Any, community: Community, partnership: int) -> HttpResponse:
    """The book of the pooled fund: every pound that came and went."""
    row = one(request, community, partnership)
    kept = Fund.objects.filter(partnership=row).select_related("partnership__community").first()
    shown = shown_with(
        request, row,
        fund=kept,
        lines=queries.fund_lines(request.person, kept) if kept else [],
        keeps=kept is not None and may(request.person, "spend", kept),
        opens=kept is None and may(request.person, "open_fund", row),
    )  # fmt: skip
    return render(request, "partnerships/fund.html", shown)


@page("POST", who=PERSON)
def fund_open(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Open the fund."""
    row = runs(request, community, partnership, "open_fund")
    commands.open_fund(by=request.person, partnership=row)
    messages.success(request, _("The fund is open. Give somebody on the board the keeping of it."))
    return redirect("partnerships:fund", community.slug, row.pk)


def _kept(request: Any, row: Partnership, verb: str) -> Fund:
    kept = get_object_or_404(Fund.objects.select_related("partnership__community"), partnership=row)
    if not may(request.person, verb, kept):
        raise Http404
    return kept


@page("GET", "POST", who=PERSON)
def fund_in(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Money comes in."""
    row = one(request, community, partnership)
    return step(
        request, row, PayInForm(row, request.POST or None), commands.pay_in, title=_("Money into the fund"),
        submit=_("Write it down"), to=("fund", row.pk), fund=_kept(request, row, "pay_in"),
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def fund_out(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Money goes out, by a decision."""
    row = one(request, community, partnership)
    return step(
        request, row, SpendForm(row, request.POST or None), commands.spend, title=_("Money out of the fund"),
        submit=_("Write it down"), to=("fund", row.pk), fund=_kept(request, row, "spend"),
        lead=_("Money is spent by a decision of the board, and never more than it allowed."),
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def entry_reverse(request: Any, community: Community, fund_entry: int) -> HttpResponse:
    """Correct an entry of the fund."""
    rows = visible_entries(request.person, community).filter(reverses__isnull=True)
    row = mine(request, rows, "reverse_entry", fund_entry)
    return step(
        request, row, ReasonForm(request.POST or None, label=_("What was wrong?")), commands.reverse_entry,
        title=_("Correct a mistake"), submit=_("Take it back"), to=("fund", row.fund.partnership_id),
        entry=row, warning=True, lead=_("Both rows stay. Then write down what is right."),
    )  # fmt: skip
