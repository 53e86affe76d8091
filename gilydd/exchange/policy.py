"""Who may do what in the exchange."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import Policy, System, is_broker, is_member, type_of_actor

from .models import Account, Ask, Promise, Transfer
from .words import AccountKind, AskState


@rules.predicate
def is_asker(person: Person | None, thing: Any) -> bool:
    ask = thing.ask if isinstance(thing, Promise) else thing
    return person is not None and isinstance(ask, Ask) and ask.asker_id == person.party_id


@rules.predicate
def is_helper(person: Person | None, promise: Any) -> bool:
    return person is not None and isinstance(promise, Promise) and promise.helper_id == person.party_id


@rules.predicate
def owns_account(person: Person | None, thing: Any) -> bool:
    return person is not None and isinstance(thing, Account) and thing.party_id == person.party_id


@rules.predicate
def is_open(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Ask) and thing.state == AskState.OPEN


@rules.predicate
def took_part(person: Person | None, thing: Any) -> bool:
    if person is None or not isinstance(thing, Ask):
        return False
    return thing.promises.filter(helper_id=person.party_id).exists()


@rules.predicate
def is_party_to(person: Person | None, thing: Any) -> bool:
    return (
        person is not None
        and isinstance(thing, Transfer)
        and person.party_id in (thing.payer.party_id, thing.payee.party_id)
    )


policy = Policy("exchange")
policy.allow("ask_for_help", is_member)
policy.allow("ask_for_somebody", is_broker)
policy.allow("see_ask", is_broker | (is_member & (is_open | is_asker | took_part)))
policy.allow("withdraw_ask", is_asker | is_broker)
policy.allow("make_promise", is_member)
policy.allow("promise_for_somebody", is_broker)
policy.allow("take_back_promise", is_helper | is_asker | is_broker)
# The helper never confirms their own hours; a broker who is the helper may not either.
policy.allow("confirm_hours", (is_asker | is_broker) & ~is_helper)
policy.allow("see_account", owns_account | is_broker)
policy.allow("see_transfer", is_party_to | is_broker)
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
    mine = Q(asker=person.party_id) | Q(pk__in=Promise.objects.filter(helper=person.party_id).values("ask"))
    return rows.filter(Q(state=AskState.OPEN) | mine)


def visible_accounts(person: type_of_actor, community: Community) -> QuerySet[Account]:
    """The accounts the person may read: their own, or all for a broker."""
    rows = Account.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    return rows.filter(party=person.party_id, kind=AccountKind.MEMBER) if person else rows.none()


def visible_transfers(person: type_of_actor, community: Community) -> QuerySet[Transfer]:
    """The transfers the person may read: those of their own account, or all for a broker."""
    rows = Transfer.objects.of(community)
    if isinstance(person, System) or is_broker(person, community):
        return rows
    if person is None:
        return rows.none()
    return rows.filter(Q(payer__party=person.party_id) | Q(payee__party=person.party_id))


def acts_for_other(by: type_of_actor, party: Party) -> bool:
    """Whether the actor enters this for somebody else (who typed it is then kept and shown)."""
    return getattr(by, "party_id", None) != party.pk
