"""Pages for brokers and co-ordinators: a grid into which paper slips are typed."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from gilydd.history.commands import key_of
from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import page
from gilydd.ui.filters import language

from .. import commands
from ..forms.slips import HEADS, SlipsForm
from ..queries import slips as reading

MORE_ROWS = 10


@page("GET", "POST", who=(Role.BROKER, Role.COORDINATOR))
def slips(request: Any, community: Community) -> HttpResponse:
    """Type paper slips: look at what was understood, then write all of them with one button."""
    form = SlipsForm(request.person, community, **_typed(request))
    checked = ""
    if request.method == "POST" and form.is_bound and form.is_valid():
        checked = _digest(form)
        if request.POST.get("act") == "write" and request.POST.get("checked") == checked:
            sheet = str(form.cleaned_data["sheet"])
            made = carried_out(
                form,
                commands.enter_slips,
                by=request.person,
                community=community,
                sheet=sheet,
                slips=form.slips,
                evidence=form.cleaned_data["evidence"],
                keep_over_limit=form.cleaned_data.get("keep_over_limit", False),
                note_lang=language(),
            )
            if made:
                said = ngettext("%(num)s slip is in the books.", "%(num)s slips are in the books.", len(made))
                messages.success(request, said % {"num": len(made)})
                return redirect(f"{reverse('exchange:slips', args=[community.slug])}?after={sheet}")
    return render(
        request,
        "exchange/slips.html",
        {
            "form": form,
            "heads": HEADS,
            "checked": checked if not form.errors else "",
            "after": _after(request, community),
        },
    )


def _typed(request: Any) -> dict[str, Any]:
    """What the form starts from: what was sent, more empty rows below it, or a member from a QR code."""
    if request.method != "POST":
        return {"initial": {"gave_1": request.GET.get("member", "")[:80]}}
    if request.POST.get("act") != "more":
        return {"data": request.POST}
    sent = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    return {"initial": sent, "more_rows": MORE_ROWS}


def _digest(form: SlipsForm) -> str:
    """What was understood, as one sign: writing needs the same that was shown."""
    keep = form.cleaned_data.get("keep_over_limit", False)
    said = [str(form.cleaned_data["evidence"]), str(keep)]
    said += [
        f"{one.row}|{one.giver}|{one.receiver}|{one.minutes}|{one.work.pk}|{one.day}" for one in form.slips
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _after(request: Any, community: Community) -> list[tuple[Any, str, str]]:
    """What this person's last sheet brought into the books: (transfer, who gave, who received)."""
    try:
        sheet = str(uuid.UUID(request.GET.get("after", "")))
    except ValueError:
        return []
    key = key_of(request.person)
    rows = [row for row in reading.written(community, sheet) if row.recorded_by_key == key]
    called = names(pk for row in rows for pk in (row.payer.party_id, row.payee.party_id) if pk)
    return [
        (
            row,
            called.get(row.payee.party_id or 0) or row.payee.get_kind_display(),
            called.get(row.payer.party_id or 0) or row.payer.get_kind_display(),
        )
        for row in rows
    ]
