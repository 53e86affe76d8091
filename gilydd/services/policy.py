"""Who may run a service's cycle and keep the directory. Reading is open to everybody: both are public."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.people.models import Community, Person
from gilydd.people.policy import Policy, System, anyone, holds, is_member, speaks_for, type_of_actor
from gilydd.people.queries import parties_of, standing
from gilydd.people.words import Role

from .models import Listing, ListingCheck, Mistake, Saved, Service
from .words import Status

runs_the_cycle = holds(Role.FACILITATOR, Role.COMMISSIONER)


@rules.predicate
def answers_for(person: Person | None, thing: Any) -> bool:
    """Whoever acts for the service's provider; where it has none, who runs the cycle or is a provider."""
    if person is None or not isinstance(thing, Service) or not standing(person, thing.community).active:
        return False
    if thing.provider_id is not None:
        return speaks_for(person, thing.community, thing.provider_id)
    return bool(runs_the_cycle(person, thing) or holds(Role.PROVIDER)(person, thing))


policy = Policy("services")
policy.allow("see_service", anyone)
policy.allow("add_service", runs_the_cycle)
policy.allow("start_turn", runs_the_cycle)
policy.allow("move_on", runs_the_cycle)
policy.allow("end_turn", runs_the_cycle)
policy.allow("choose_outcome", runs_the_cycle)
policy.allow("word_outcome", is_member)
policy.allow("answer_for", answers_for)
may = policy.may


def visible_services(person: type_of_actor, community: Community) -> QuerySet[Service]:
    """Every service of the community: they are public."""
    return Service.objects.of(community)


# The directory. Whoever keeps it, and whoever answers for one listing in it.
keeps_directory = holds(Role.BROKER, Role.FACILITATOR, Role.COMMISSIONER)


@rules.predicate
def owns_listing(person: Person | None, thing: Any) -> bool:
    """The person speaks for the owner of the listing, or for the organisation behind it, and is a member."""
    listing = thing.listing if isinstance(thing, ListingCheck | Mistake) else thing
    if person is None or not isinstance(listing, Listing) or not is_member(person, listing):
        return False
    own = parties_of(person, listing.community)
    return listing.owner_id in own or listing.provider.party_id in own


@rules.predicate
def is_own_saved(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Saved) and person is not None and thing.person_id == person.pk


policy.allow("add_listing", keeps_directory)
policy.allow("change_listing", keeps_directory | owns_listing)
policy.allow("confirm_listing", keeps_directory | owns_listing)
policy.allow("answer_check", keeps_directory | owns_listing)
policy.allow("ask_check", keeps_directory)
policy.allow("report_mistake", anyone)
policy.allow("settle_mistake", keeps_directory | owns_listing)
policy.allow("merge_listings", keeps_directory)
policy.allow("bring_in_list", keeps_directory)
policy.allow("set_widget_sites", keeps_directory)
policy.allow("save_thing", is_member)
policy.allow("forget_saved", is_own_saved)


def visible_listings(person: type_of_actor, community: Community) -> QuerySet[Listing]:
    """Every listing that stands for itself; one that was merged lives on in the one that was kept."""
    return Listing.objects.of(community).filter(merged_into__isnull=True)


def listed(community: Community) -> QuerySet[Listing]:
    """The listings that lists, searches and open data show: those that are there or will be again."""
    return visible_listings(None, community).filter(status__in=(Status.ACTIVE, Status.CLOSED_FOR_NOW))


def changeable_listings(person: type_of_actor, community: Community) -> QuerySet[Listing]:
    """The listings that the person may change: all for whoever keeps the directory, else one's own."""
    rows = visible_listings(person, community)
    if isinstance(person, System) or keeps_directory(person, community):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = parties_of(person, community)
    return rows.filter(Q(owner__in=own) | Q(provider__party__in=own))


def visible_mistakes(person: type_of_actor, community: Community) -> QuerySet[Mistake]:
    """What was told about the directory: all for whoever keeps it, else what is about one's own listings."""
    rows = Mistake.objects.of(community)
    if isinstance(person, System) or keeps_directory(person, community):
        return rows
    return rows.filter(listing__in=changeable_listings(person, community).values("pk"))


def visible_saved(person: type_of_actor, community: Community) -> QuerySet[Saved]:
    """One's own list, and nobody else's."""
    rows = Saved.objects.of(community)
    return rows.filter(person=person.pk) if isinstance(person, Person) else rows.none()
