"""Who may do what in the exchange."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import (
    Policy,
    System,
    is_broker,
    is_broker_or_coordinator,
    is_member,
    serves,
    speaks_for,
    type_of_actor,
)
from gilydd.people.queries import parties_of, standing

from .models import Account, Ask, Promise, Transfer
from .words import AccountKind, AskState


@rules.predicate
def is_asker(person: Person | None, thing: Any) -> bool:
    ask = thing.ask if isinstance(thing, Promise) else thing
    return isinstance(ask, Ask) and speaks_for(person, ask.community, ask.asker_id)


@rules.predicate
def is_helper(person: Person | None, promise: Any) -> bool:
    return isinstance(promise, Promise) and speaks_for(person, promise.community, promise.helper_id)


@rules.predicate
def owns_account(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Account) and speaks_for(person, thing.community, thing.party_id)


@rules.predicate
def is_open(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Ask) and thing.state == AskState.OPEN


@rules.predicate
def took_part(person: Person | None, thing: Any) -> bool:
    if person is None or not isinstance(thing, Ask):
        return False
    return thing.promises.filter(helper_id__in=parties_of(person, thing.community)).exists()


@rules.predicate
def is_party_to(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Transfer) and any(
        speaks_for(person, thing.community, party_id)
        for party_id in (thing.payer.party_id, thing.payee.party_id)
    )


@rules.predicate
def serves_it(person: Person | None, thing: Any) -> bool:
    """A broker, or the co-ordinator of the area of the member whom the thing is about."""
    if isinstance(thing, Promise):
        thing = thing.ask
    if isinstance(thing, Ask):
        return serves(person, thing.community, thing.asker_id)
    if isinstance(thing, Account):
        return serves(person, thing.community, thing.party_id)
    if isinstance(thing, Transfer):
        sides = (thing.payer.party_id, thing.payee.party_id)
        return any(serves(person, thing.community, party_id) for party_id in sides)
    return False


policy = Policy("exchange")
policy.allow("ask_for_help", is_member)
policy.allow("ask_for_somebody", is_broker_or_coordinator)
policy.allow("see_ask", serves_it | (is_member & (is_open | is_asker | took_part)))
policy.allow("withdraw_ask", is_asker | serves_it)
policy.allow("make_promise", is_member)
policy.allow("promise_for_somebody", is_broker_or_coordinator)
policy.allow("take_back_promise", is_helper | is_asker | serves_it)
# The helper never confirms their own hours; a broker who is the helper may not either.
policy.allow("confirm_hours", (is_asker | serves_it) & ~is_helper)
policy.allow("see_account", owns_account | serves_it)
policy.allow("see_transfer", is_party_to | serves_it)
policy.allow("reverse_transfer", is_broker & ~is_party_to)
policy.allow("set_floor", is_broker)
policy.allow("bring_in", is_broker)
may = policy.may


def visible_asks(person: type_of_actor, community: Community) -> QuerySet[Ask]:
    """The asks the person may read: open ones, their own, those they promised; all for a broker."""
    rows = Ask.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = parties_of(person, community)
    mine = Q(asker__in=own) | Q(pk__in=Promise.objects.filter(helper__in=own).values("ask"))
    return rows.filter(Q(state=AskState.OPEN) | mine | in_areas(person, community, "asker"))


def visible_accounts(person: type_of_actor, community: Community) -> QuerySet[Account]:
    """The accounts the person may read: their own, or all for a broker."""
    rows = Account.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None:
        return rows.none()
    mine = Q(party__in=parties_of(person, community)) | in_areas(person, community, "party")
    return rows.filter(mine, kind=AccountKind.MEMBER)


def visible_transfers(person: type_of_actor, community: Community) -> QuerySet[Transfer]:
    """The transfers the person may read: those of their own account, or all for a broker."""
    rows = Transfer.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None:
        return rows.none()
    own = parties_of(person, community)
    mine = Q(payer__party__in=own) | Q(payee__party__in=own)
    areas = in_areas(person, community, "payer__party") | in_areas(person, community, "payee__party")
    return rows.filter(mine | areas)


def in_areas(person: Person, community: Community, path: str) -> Q:
    """Rows whose party (at `path`) is a member of an area that the person co-ordinates."""
    areas = standing(person, community).areas
    if not areas:
        return Q(pk__in=[])
    members = Membership.objects.of(community).filter(area__in=areas).values("party")
    return Q(**{f"{path}__in": members})


def acts_for_other(by: type_of_actor, party: Party) -> bool:
    """Whether the actor enters this for somebody else (who typed it is then kept and shown)."""
    return getattr(by, "party_id", None) != party.pk
