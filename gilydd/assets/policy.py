"""Who may see what somebody can give, needs or lived through, and who may change it."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.people.models import Community, Consent, Membership, Person
from gilydd.people.policy import (
    Policy,
    System,
    is_broker,
    is_member,
    serves,
    speaks_for,
    supports_it,
    type_of_actor,
)
from gilydd.people.queries import aside, not_begun, parties_of, standing, supported_by, unfound
from gilydd.people.words import MembershipState, Purpose, SupportScope

from .models import Asset, Loan
from .words import AssetState, Shown


def found_parties(community: Community) -> Any:
    """Party ids that members may find here: active, not withdrawn from being found, and safe to be found.

    Whom a roll made a member is found once they take part.
    A subquery. A safe contact that says so comes before everything.
    """
    said_no = Consent.objects.of(community).filter(purpose=Purpose.DIRECTORY, withdrawn_at__isnull=False)
    said_yes = Consent.objects.of(community).filter(purpose=Purpose.DIRECTORY, withdrawn_at__isnull=True)
    return (
        Membership.objects.of(community)
        .filter(state=MembershipState.ACTIVE)
        .exclude(party__in=said_no.exclude(person__in=said_yes.values("person")).values("person"))
        .exclude(party__in=unfound(community))
        .exclude(party__in=not_begun(community))
        .values("party")
    )


def found_assets(community: Community) -> QuerySet[Asset]:
    """What every member may find: live, shown to members, in sight, of parties that may be found."""
    rows = Asset.objects.of(community).filter(
        state=AssetState.LIVE, shown=Shown.MEMBERS, party__in=found_parties(community)
    )
    return rows.exclude(pk__in=aside(community, "assets.asset"))


@rules.predicate
def speaks_for_it(person: Person | None, thing: Any) -> bool:
    """The membership, asset or profile is of the person, or of a party that they act for."""
    return isinstance(thing, Membership | Asset) and speaks_for(person, thing.community, thing.party_id)


@rules.predicate
def serves_it(person: Person | None, thing: Any) -> bool:
    """A broker, or the co-ordinator of the area, of the party; never of what it keeps to itself."""
    if isinstance(thing, Asset):
        if thing.shown == Shown.PRIVATE:
            return False
        if thing.shown == Shown.BROKERS:
            return is_broker(person, thing)
    return isinstance(thing, Membership | Asset) and serves(person, thing.community, thing.party_id)


@rules.predicate
def is_kept(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Asset) and thing.state != AssetState.ENDED


@rules.predicate
def is_found(person: Person | None, thing: Any) -> bool:
    """Live, shown to members, in sight, and of somebody whom members may find."""
    return isinstance(thing, Asset) and found_assets(thing.community).filter(pk=thing.pk).exists()


@rules.predicate
def is_findable(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Membership) and found_parties(thing.community).filter(pk=thing.pk).exists()


@rules.predicate
def owns_thing(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Loan) and speaks_for(person, thing.community, thing.thing.party_id)


@rules.predicate
def borrows(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Loan) and speaks_for(person, thing.community, thing.borrower_id)


@rules.predicate
def serves_owner(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Loan) and serves(person, thing.community, thing.thing.party_id)


@rules.predicate
def serves_borrower(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Loan) and serves(person, thing.community, thing.borrower_id)


policy = Policy("assets")
# Of a membership: who may write on the page of that party.
helps_with_asks = supports_it(SupportScope.ASKS)
policy.allow("see_profile", is_member & (speaks_for_it | serves_it | is_findable | helps_with_asks))
policy.allow("add_asset", is_member & (speaks_for_it | serves_it))
# A supporter adds offers, needs and things for a member, where every member sees them; nothing else.
policy.allow("add_for_supported", is_member & helps_with_asks)
policy.allow("describe", is_member & (speaks_for_it | serves_it))
policy.allow("forget_private", is_member & (speaks_for_it | serves_it))
policy.allow("borrow", is_member & (speaks_for_it | serves_it))
# Of an asset.
policy.allow("see_asset", is_member & is_kept & (speaks_for_it | serves_it | is_found))
policy.allow("change_asset", is_member & is_kept & (speaks_for_it | serves_it))
# Of a loan.
policy.allow("see_loan", is_member & (owns_thing | borrows | serves_owner | serves_borrower))
policy.allow("lend", is_member & (owns_thing | serves_owner))
policy.allow("return_thing", is_member & (owns_thing | serves_owner))
may = policy.may


def served_parties(person: Person, community: Community) -> Q:
    """Parties that the person looks after, as a condition on `party`; a broker's is everybody."""
    if is_broker(person, community):
        return Q(party__isnull=False)
    areas = standing(person, community).areas
    return Q(party__in=Membership.objects.of(community).filter(area__in=areas).values("party"))


def changeable_assets(person: type_of_actor, community: Community) -> QuerySet[Asset]:
    """Assets the person may change: those of parties they speak for, and what they may see of the served."""
    rows = Asset.objects.of(community).exclude(state=AssetState.ENDED)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = Q(party__in=parties_of(person, community))
    levels = [Shown.MEMBERS, Shown.BROKERS] if is_broker(person, community) else [Shown.MEMBERS]
    return rows.filter(own | (served_parties(person, community) & Q(shown__in=levels)))


def visible_assets(person: type_of_actor, community: Community) -> QuerySet[Asset]:
    """Assets the person may see: what they may change, and what every member may find."""
    rows = changeable_assets(person, community)
    if person is None or isinstance(person, System) or not is_member(person, community):
        return rows
    return rows | found_assets(community)


def visible_profiles(person: type_of_actor, community: Community) -> QuerySet[Membership]:
    """Memberships whose page the person may open."""
    rows = Membership.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = Q(party__in=parties_of(person, community))
    own |= Q(party__in=supported_by(person, community, SupportScope.ASKS))
    return rows.filter(own | served_parties(person, community) | Q(party__in=found_parties(community)))


def changeable_profiles(person: type_of_actor, community: Community) -> QuerySet[Membership]:
    """Memberships on whose page the person may write."""
    rows = Membership.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    return rows.filter(
        Q(party__in=parties_of(person, community)) | served_parties(person, community)
    ).exclude(state=MembershipState.CLOSED)


def supported_profiles(person: type_of_actor, community: Community) -> QuerySet[Membership]:
    """Memberships for which the person adds offers and needs as a supporter."""
    rows = Membership.objects.of(community)
    if not isinstance(person, Person):
        return rows.none()
    return rows.filter(
        party__in=supported_by(person, community, SupportScope.ASKS), state=MembershipState.ACTIVE
    )


def visible_loans(person: type_of_actor, community: Community) -> QuerySet[Loan]:
    """Loans of one's own things, what one borrowed, and those of the parties one looks after."""
    rows = Loan.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = parties_of(person, community)
    mine = Q(thing__party__in=own) | Q(borrower__in=own)
    if is_broker(person, community):
        return rows
    areas = standing(person, community).areas
    here = Membership.objects.of(community).filter(area__in=areas).values("party")
    return rows.filter(mine | Q(thing__party__in=here) | Q(borrower__in=here))
