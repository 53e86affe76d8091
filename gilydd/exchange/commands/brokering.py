"""Writes: a broker was in touch, introduces two members, asks one to help another."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Membership
from gilydd.people.policy import type_of_actor
from gilydd.people.words import MembershipState

from .. import introducing
from ..models import Ask, Contact, Introduction
from ..policy import policy
from ..words import AskState
from ._shared import may_help, meet
from ._together import note


@transaction.atomic
def record_contact(*, by: type_of_actor, membership: Membership, words: str, lang: str = "") -> Contact:
    """A broker was in touch with a member: what was said. The member is heard from then."""
    policy.check(by, "record_contact", membership)
    if not words.strip():
        raise Refused(_("Write a line about what was said."), field="words")
    contact = Contact.objects.create(
        community=membership.community,
        party=membership.party,
        words=words.strip(),
        lang=lang,
        made_by_key=key_of(by),
    )
    note("record_contact", by, contact, audience=Audience.STAFF, mentions=[membership.party])
    return contact


@transaction.atomic
def introduce(
    *,
    by: type_of_actor,
    first: Membership,
    second: Membership,
    ask: Ask | None = None,
    words: str = "",
    lang: str = "",
) -> Introduction:
    """Bring two members together. Each is told of the other, with contact details only as agreed."""
    # Whoever looks after one of the two may introduce them.
    policy.check(by, "introduce", second if policy.may(by, "introduce", second) else first)
    if first.party_id == second.party_id:
        raise Refused(_("Choose somebody else: these are the same."), field="second")
    if first.community_id != second.community_id or (ask and ask.community_id != first.community_id):
        raise Refused(_("Both must be members of this community."), field="second")
    for one in (first, second):
        if one.state != MembershipState.ACTIVE:
            raise Refused(_("Both must be active members."), field="second")
    meet(first.community, first.party, second.party)
    made = Introduction.objects.create(
        community=first.community,
        first=first.party,
        second=second.party,
        ask=ask,
        words=words.strip(),
        lang=lang,
        made_by_key=key_of(by),
    )
    note("introduce", by, made, audience=Audience.STAFF, mentions=[first.party, second.party])
    later("gilydd.exchange.introducing.introduced", made.pk)
    return made


@transaction.atomic
def ask_to_help(*, by: type_of_actor, ask: Ask, helper: Membership) -> int:
    """Ask a member whether they could answer an open ask; returns how many people were told.

    Asking again tells nobody again. The same blocks and checks hold as for a promise.
    """
    policy.check(by, "pair", ask)
    if ask.state != AskState.OPEN:
        raise Refused(_("This ask is not waiting for anybody any more."))
    if ask.asked_of_id is not None and ask.asked_of_id != helper.party_id:
        raise Refused(_("This was asked of one member. Put it on the board first."))
    if helper.community_id != ask.community_id or helper.state != MembershipState.ACTIVE:
        raise Refused(_("Only an active member of the community can be asked."), field="helper")
    if helper.party_id == ask.asker_id:
        raise Refused(_("This is the member who asks."), field="helper")
    may_help(by, ask.community, helper=helper.party, asker=ask.asker, work=ask.work)
    told = introducing.invited(ask, helper.party, by)
    if told:
        note("ask_to_help", by, ask, mentions=[ask.asker, helper.party])
    return told
