"""Who may run a service's cycle and keep the directory. Reading is open to everybody: both are public."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Person
from gilydd.people.policy import (
    Policy,
    System,
    anyone,
    holds,
    is_member,
    serves_it,
    speaks_for,
    speaks_for_it,
    supports_it,
    type_of_actor,
)
from gilydd.people.queries import aside, parties_of, standing
from gilydd.people.words import Role, SupportScope

from .models import (
    Framework,
    FrameworkFile,
    Listing,
    ListingCheck,
    Mistake,
    Outcome,
    Saved,
    Service,
    StepTick,
)
from .words import OutcomeSource, Status

runs_the_cycle = holds(Role.FACILITATOR, Role.COMMISSIONER)


@rules.predicate
def answers_for(person: Person | None, thing: Any) -> bool:
    """Whoever acts for the service's provider; where it has none, who runs the cycle or is a provider."""
    if person is None or not isinstance(thing, Service) or not standing(person, thing.community).active:
        return False
    if thing.provider_id is not None:
        return speaks_for(person, thing.community, thing.provider_id)
    return bool(runs_the_cycle(person, thing) or holds(Role.PROVIDER)(person, thing))


@rules.predicate
def typed_it(person: Person | None, thing: Any) -> bool:
    """Whoever typed somebody's own words for them."""
    return person is not None and isinstance(thing, Outcome) and thing.typed_by_key == key_of(person)


policy = Policy("services")
policy.allow("see_service", anyone)
policy.allow("add_service", runs_the_cycle)
policy.allow("start_turn", runs_the_cycle)
policy.allow("move_on", runs_the_cycle)
policy.allow("end_turn", runs_the_cycle)
policy.allow("choose_outcome", runs_the_cycle)
policy.allow("word_outcome", is_member)
# Of the membership of whom it is typed for.
writes_for_them = serves_it | supports_it(SupportScope.WRITING)
policy.allow("word_for_somebody", is_member & writes_for_them)
policy.allow("take_back_words", is_member & (speaks_for_it | supports_it(SupportScope.WRITING) | typed_it))
policy.allow("name_judge", runs_the_cycle)
policy.allow("let_go_outcome", runs_the_cycle)
policy.allow("move_outcome", runs_the_cycle)
policy.allow("bring_in_framework", runs_the_cycle)
# What comes with Gilydd comes by a migration, the console or the demo: as the system.
policy.allow("ship_frameworks", rules.always_false)
policy.allow("answer_for", answers_for)
policy.allow("adapt_guide", runs_the_cycle)
policy.allow("tick_step", runs_the_cycle | holds(Role.PROVIDER, Role.EVALUATOR, Role.RESEARCHER, Role.BROKER))
may = policy.may


def visible_services(person: type_of_actor, community: Community) -> QuerySet[Service]:
    """Every service of the community: they are public."""
    return Service.objects.of(community)


def visible_ticks(person: type_of_actor, community: Community) -> QuerySet[StepTick]:
    """What people ticked off in the guide, with their notes: public, but for what is out of sight."""
    rows = StepTick.objects.of(community).filter(taken_back_at__isnull=True)
    if isinstance(person, System):
        return rows
    return rows.exclude(pk__in=aside(community, "services.steptick"))


def visible_frameworks(community: Community) -> QuerySet[Framework]:
    """The frameworks that all share, and the community's own: anybody may read them."""
    return Framework.objects.filter(Q(community__isnull=True) | Q(community=community))


def visible_framework_files(person: type_of_actor, community: Community) -> QuerySet[FrameworkFile]:
    """Files of frameworks: for those who run the cycle."""
    rows = FrameworkFile.objects.of(community)
    seen = isinstance(person, System) or runs_the_cycle(person, community)
    return rows if seen else rows.none()


def visible_outcomes(person: type_of_actor, community: Community) -> QuerySet[Outcome]:
    """Every chosen outcome, those let go too: they are public."""
    return Outcome.objects.of(community).exclude(source=OutcomeSource.OWN_WORDS)


def visible_own_words(person: type_of_actor, community: Community) -> QuerySet[Outcome]:
    """What people said in their own words: public, but for what was taken back or is out of sight."""
    rows = Outcome.objects.of(community).filter(source=OutcomeSource.OWN_WORDS, taken_back_at__isnull=True)
    if isinstance(person, System):
        return rows
    return rows.exclude(pk__in=aside(community, "services.outcome"))


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
