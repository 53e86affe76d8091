"""Pages of the rules of a community: for everybody to read, for brokers to change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gilydd.history.queries import timeline
from gilydd.history.words import Audience
from gilydd.people.models import Community
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import hours, number

from .. import commands
from ..forms.rules import RulesForm, start
from ..policy import may
from ..rules import rules_of


@page("GET", who=PUBLIC)
def rules(request: Any, community: Community) -> HttpResponse:
    """Our rules, in plain words, with every value and what the pot is for."""
    agreed = rules_of(community)
    changes = timeline(agreed, audiences={Audience.COMMUNITY}).filter(verb="exchange.change_rules")
    shown = {
        "rules": agreed,
        "changes": [(row.recorded_at, _changed(row.facts)) for row in changes[:10]],
        "can_change": request.person is not None and may(request.person, "change_rules", community),
    }
    return render(request, "exchange/rules.html", shown)


def _changed(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What changed: (the rule, what it was, what it became); words of the policy are not repeated."""
    told = []
    for name, pair in facts.items():
        label = str(RulesForm.base_fields[name].label) if name in RulesForm.base_fields else name
        before, after = pair if isinstance(pair, list) else (None, None)
        told.append((label, _value(name, before), _value(name, after)))
    return told


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return pgettext("switch", "On") if value else pgettext("switch", "Off")
    if isinstance(value, int):
        return hours(value) if name.endswith("_minutes") else number(value)
    return ""


@page("GET", "POST", who=Role.BROKER)
def rules_change(request: Any, community: Community) -> HttpResponse:
    """Write down what the community agreed."""
    form = RulesForm(request.POST or None, initial=start(rules_of(community)))
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, commands.change_rules, by=request.person, community=community, **form.agreed()
        )
        if done:
            messages.success(request, _("The rules are written down. Everybody can read them."))
            return redirect("exchange:rules", community.slug)
    return render(request, "exchange/rules_change.html", {"form": form})
