"""Pages of group exchanges: who gave, who received, the rows, and each receiver's word."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.models import Community, Party, Term
from gilydd.people.queries import names
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language

from .. import commands
from ..forms.together import SAME, GroupForm, RowsForm, moment
from ..models import GroupExchange
from ..policy import may, visible_groups
from ..queries import grouping as reads
from ..rows import Row, same_for_everybody, share_out, shared_evenly
from ..words import Evidence
from ._acting import acting_party, choices, client_key, fresh_key

SALT = "exchange.group"
PLAN_SECONDS = 24 * 3600


@page("GET")
def groups(request: Any, community: Community) -> HttpResponse:
    """Group exchanges that I set up or took part in."""
    return render(request, "exchange/groups.html", {"groups": reads.groups(request.person, community)})


@page("GET", "POST")
def group_new(request: Any, community: Community) -> HttpResponse:
    """Who gave, who received; then the rows; then it is written down."""
    if "plan" in request.POST:
        return _rows(request, community)
    party = acting_party(request, community)
    form = GroupForm(
        request.person,
        community,
        request.POST or None,
        staff=may(request.person, "write_group", _draft(community, party)),
        parties=choices(request, community, party),
        initial={"key": fresh_key(), "lang": language(), "day": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        rows = carried_out(form, _planned, community=community, given=form.cleaned_data)
        if rows:
            return _show_rows(request, community, _plan(request, form, party, rows))
    return render(request, "exchange/group_new.html", {"form": form})


@page("GET")
def group(request: Any, community: Community, group: int) -> HttpResponse:
    """One occasion, with its rows and how far each is."""
    row = _group(request, community, group)
    lines = reads.lines(request.person, row)
    shown = {
        "group": row,
        "lines": lines,
        "organiser": names([row.organiser_id])[row.organiser_id],
        "mine": [line for line in lines if line.mine],
    }
    return render(request, "exchange/group.html", shown)


@page("POST")
def group_confirm(request: Any, community: Community, group: int) -> HttpResponse:
    """Yes to every row that waits for me."""
    row = _group(request, community, group)
    done = commands.confirm_group(by=request.person, group=row)
    messages.success(
        request,
        ngettext("You confirmed %(num)s row.", "You confirmed %(num)s rows.", done) % {"num": done},
    )
    return redirect("exchange:group", community.slug, row.pk)


def _group(request: Any, community: Community, pk: int) -> GroupExchange:
    rows = visible_groups(request.person, community).select_related("community", "work")
    return get_object_or_404(rows, pk=pk)


def _draft(community: Community, organiser: Party) -> GroupExchange:
    return GroupExchange(community=community, organiser=organiser)


def _planned(*, community: Community, given: dict[str, Any]) -> list[Row]:
    """The rows that the lists and the chosen way make."""
    givers, receivers, each = given["givers"], given["receivers"], given["minutes"]
    own = {party.pk: minutes for party, minutes in [*givers, *receivers] if minutes}
    if given["way"] == SAME or not receivers:
        rows = same_for_everybody([one for one, _time in givers], [one for one, _time in receivers], each)
        many = [row.receiver if len(receivers) > 1 else row.giver for row in rows]
        return [
            Row(row.giver, row.receiver, own.get(party.pk, each) if party else each)
            for row, party in zip(rows, many, strict=True)
        ]
    gave = {party: minutes or each for party, minutes in givers}
    got = {party: minutes for party, minutes in receivers if minutes}
    if got and len(got) < len(receivers):
        raise Refused(_("Write a time for everybody who received, or for nobody."), field="receivers")
    if got:
        return share_out(community, gave, got)
    return shared_evenly(community, gave, [party for party, _time in receivers])


def _plan(request: Any, form: GroupForm, party: Party, rows: list[Row]) -> str:
    """What the second step needs, signed for this person: the lists are not asked for again."""
    given = form.cleaned_data
    return signing.dumps(
        {
            "by": key_of(request.person),
            "organiser": int(given.get("party") or party.pk),
            "title": given["title"],
            "lang": given["lang"],
            "work": given["work"].pk,
            "day": given["day"].isoformat(),
            "evidence": given.get("evidence") or Evidence.SCREEN,
            "key": given["key"],
            "rows": [[row.giver.pk, row.receiver.pk if row.receiver else None, row.minutes] for row in rows],
        },
        salt=SALT,
        compress=True,
    )


def _show_rows(request: Any, community: Community, signed: str) -> HttpResponse:
    plan = signing.loads(signed, salt=SALT)
    form = RowsForm(community, plan["rows"], initial={"plan": signed})
    return render(request, "exchange/group_rows.html", {"form": form, "plan": plan})


def _rows(request: Any, community: Community) -> HttpResponse:
    """The second step: the rows as they are wanted."""
    try:
        plan = signing.loads(request.POST["plan"], salt=SALT, max_age=PLAN_SECONDS)
    except signing.BadSignature:
        raise Refused(_("This form is too old. Please begin again.")) from None
    if plan["by"] != key_of(request.person):
        raise Refused(_("This form is too old. Please begin again."))
    form = RowsForm(community, plan["rows"], request.POST)
    if form.is_valid():
        made = carried_out(
            form, _organised, request=request, community=community, plan=plan, minutes=form.minutes()
        )
        if made:
            messages.success(request, _("It is written down. Those who received say yes to their row."))
            return redirect("exchange:group", community.slug, made.pk)
    return render(request, "exchange/group_rows.html", {"form": form, "plan": plan})


def _organised(
    *, request: Any, community: Community, plan: dict[str, Any], minutes: list[int]
) -> GroupExchange:
    wanted = {pk for giver, receiver, _minutes in plan["rows"] for pk in (giver, receiver) if pk}
    parties = Party.objects.in_bulk({*wanted, plan["organiser"]})
    rows = [
        Row(parties[giver], parties[receiver] if receiver else None, wished)
        for (giver, receiver, _proposed), wished in zip(plan["rows"], minutes, strict=True)
        if wished
    ]
    return commands.organise_group(
        by=request.person,
        community=community,
        organiser=parties[plan["organiser"]],
        title=plan["title"],
        work=get_object_or_404(Term, pk=plan["work"]),
        occurred_at=moment(dt.date.fromisoformat(plan["day"])),
        lang=plan["lang"],
        rows=rows,
        evidence=plan["evidence"],
        key=client_key(request, plan["key"]),
    )
