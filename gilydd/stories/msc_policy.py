"""Who may do what in Most Significant Change: the lead sets a round up, each panel chooses for itself."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.people.models import Community, Person
from gilydd.people.policy import System, holds, is_member, type_of_actor
from gilydd.people.words import Role

from .models import PanelSeat, RoundChoice, RoundDomain, RoundEntry, RoundPanel, SignificantRound, Story
from .msc_words import RoundState
from .policy import policy, shown_to
from .words import Use


def round_of(thing: Any) -> SignificantRound | None:
    """The round that a thing is, or is of."""
    if isinstance(thing, SignificantRound):
        return thing
    if isinstance(thing, RoundEntry | RoundChoice | PanelSeat):
        return thing.panel.round
    found = getattr(thing, "round", None)
    return found if isinstance(found, SignificantRound) else None


@rules.predicate
def leads_round(person: Person | None, thing: Any) -> bool:
    row = round_of(thing)
    return row is not None and person is not None and row.lead_id == person.pk


@rules.predicate
def sits_on_it(person: Person | None, thing: Any) -> bool:
    """Sits on the panel."""
    panel = thing if isinstance(thing, RoundPanel) else getattr(thing, "panel", None)
    if not isinstance(panel, RoundPanel) or person is None:
        return False
    return panel.seats.filter(party=person.pk, left_at__isnull=True).exists()


@rules.predicate
def began(person: Person | None, thing: Any) -> bool:
    row = round_of(thing)
    return row is not None and row.state != RoundState.SETTING_UP


policy.allow("start_round", holds(Role.FACILITATOR, Role.EVALUATOR, Role.RESEARCHER))
policy.allow("lead_round", is_member & leads_round)
policy.allow("see_round", is_member & (began | leads_round))
policy.allow("choose", is_member & sits_on_it)
may = policy.may


def visible_rounds(person: type_of_actor, community: Community) -> QuerySet[SignificantRound]:
    """Rounds that began, for members; one's own from the start."""
    rows = SignificantRound.objects.of(community).select_related("community", "service", "lead")
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    return rows.filter(~Q(state=RoundState.SETTING_UP) | Q(lead=person.pk))


def visible_panels(person: type_of_actor, community: Community) -> QuerySet[RoundPanel]:
    """Panels of the rounds that the person may open."""
    rows = RoundPanel.objects.of(community).select_related("round__community", "round__service", "feeds")
    return rows.filter(round__in=visible_rounds(person, community).values("pk"))


def visible_domains(person: type_of_actor, community: Community) -> QuerySet[RoundDomain]:
    """Domains of the rounds that the person may open."""
    rows = RoundDomain.objects.of(community).select_related("round__community")
    return rows.filter(round__in=visible_rounds(person, community).values("pk"))


def stories_for(person: type_of_actor, community: Community) -> QuerySet[Story]:
    """Stories that may stand before a panel, as far as this very person may read them now: a yes to learning,
    or to the public page, that reaches them."""
    learning = shown_to(person, community, Use.LEARNING).values("pk")
    public = shown_to(person, community, Use.PUBLIC).values("pk")
    return Story.objects.of(community).filter(Q(pk__in=learning) | Q(pk__in=public))


def visible_entries(person: type_of_actor, community: Community) -> QuerySet[RoundEntry]:
    """Stories before panels that the person may read now, each by its own teller's yes."""
    rows = RoundEntry.objects.of(community).select_related("panel__round__community", "domain", "story")
    rows = rows.filter(panel__in=visible_panels(person, community).values("pk"), gone_at__isnull=True)
    return rows.filter(story__in=stories_for(person, community).values("pk"))
