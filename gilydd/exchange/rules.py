"""What a community agreed for its exchange; the defaults of the field where it agreed nothing."""

from __future__ import annotations

from gilydd.people.models import Community

from .models import Rules
from .words import ROUND_UNITS_MINUTES


def rules_of(community: Community) -> Rules:
    """The community's rules, read once and kept on the community row. One query the first time."""
    kept: Rules | None = community.__dict__.get("_rules")
    if kept is None:
        kept = Rules.objects.filter(community=community).first() or Rules(community=community)
        community.__dict__["_rules"] = kept
    return kept


def forget_rules(community: Community) -> None:
    """After a change of the rules in this very process."""
    community.__dict__.pop("_rules", None)


def round_units(community: Community) -> list[int]:
    """The units in which a matching round can reckon: those that the community's own steps go into."""
    step = rules_of(community).step_minutes
    return [unit for unit in ROUND_UNITS_MINUTES if unit % step == 0]
