"""What the pages of partnerships share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.words import Capacity
from gilydd.ui.acting import carried_out

from ..models import Partner, Partnership
from ..policy import may, own_partners, partnership_of, visible_partnerships
from ..words import State

CAPACITIES = {str(one): one.label for one in Capacity}


def one(request: Any, community: Community, pk: int) -> Partnership:
    """A partnership of the community, or 404."""
    found: Partnership = get_object_or_404(visible_partnerships(request.person, community), pk=pk)
    return found


def mine(request: Any, rows: Any, verb: str, pk: int) -> Any:
    """A row to which the person may do this, or 404: what is not theirs to do looks like nothing."""
    row = get_object_or_404(rows, pk=pk)
    if not may(request.person, verb, row):
        raise Http404
    return row


def runs(request: Any, community: Community, pk: int, verb: str) -> Partnership:
    """A partnership to which the person may do this, or 404."""
    found: Partnership = mine(request, visible_partnerships(request.person, community), verb, pk)
    return found


def givers(request: Any, partnership: Partnership) -> list[Partner]:
    """The partners for which somebody may write down gifts: all for who runs it, else their own; or 404."""
    if may(request.person, "add_partner", partnership):
        found = list(partnership.partners.filter(until__isnull=True).select_related("party"))
    else:
        found = own_partners(request.person, partnership)
        if not found:
            raise Http404
    for row in found:
        row.partnership = partnership
    return found


def own_or_404(request: Any, partnership: Partnership) -> list[Partner]:
    """The partners for which the person speaks; 404 where there is none."""
    found = own_partners(request.person, partnership)
    if not found:
        raise Http404
    return found


def step(
    request: Any,
    thing: Any,
    form: Any,
    command: Callable[..., Any],
    *,
    title: str,
    submit: str,
    to: tuple[str, int],
    done: str = "",
    lead: str = "",
    easy_lines: Iterable[tuple[str, str]] = (),
    warning: bool = False,
    **arguments: Any,
) -> HttpResponse:
    """One form that leads to one command, and back to the page it was about."""
    partnership = partnership_of(thing)
    assert partnership is not None
    slug = partnership.community.slug
    valid = request.method == "POST" and form.is_valid()
    if valid and carried_out(form, command, by=request.person, **arguments, **form.cleaned_data):
        messages.success(request, done or _("It is written down."))
        return redirect(f"partnerships:{to[0]}", slug, to[1])
    shown = {
        "form": form, "partnership": partnership, "title": title, "submit": submit, "lead": lead,
        "easy_lines": list(easy_lines), "warning": warning,
    }  # fmt: skip
    return render(request, "partnerships/step.html", shown)


def shown_with(request: Any, partnership: Partnership, **more: Any) -> dict[str, Any]:
    """What every page of one partnership knows."""
    return {
        "partnership": partnership,
        "ended": partnership.state == State.ENDED,
        "runs": may(request.person, "change_partnership", partnership),
        "own": own_partners(request.person, partnership),
        "capacities": CAPACITIES,
        **more,
    }
