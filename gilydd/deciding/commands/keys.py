"""Ask people to keep the keys of a secret vote, give them their files, and take the keys to open the box."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from gilydd.history.commands import later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party
from gilydd.people.policy import type_of_actor

from .. import keyring
from ..models import KeyHolder, SplitKey
from ..policy import policy
from ..words import HOLDERS, HolderState, VoteState
from ._ending import count_opened
from ._holding import may_still_hold
from ._shared import locked as locked_vote
from ._shared import note


@transaction.atomic
def ask_keyholders(
    *, by: type_of_actor, community: Community, parties: Sequence[Party], purpose_cy: str, purpose_en: str
) -> SplitKey:
    """Ask three members to keep the keys of a secret vote; any two of them open it together.

    None of them runs votes or looks after the computer. `purpose` says to them what the keys are for.
    """
    policy.check(by, "ask_keyholders", community)
    if not (purpose_cy.strip() and purpose_en.strip()):
        raise Refused(_("Say what the keys are for, in Welsh and in English."), field="purpose_cy")
    if len(parties) != HOLDERS or len({party.pk for party in parties}) != HOLDERS:
        raise Refused(_("Choose three different people."), field="holders")
    for party in parties:
        may_still_hold(community, party, by)
    split_key = keyring.named(
        by=by, community=community, holders=[(party, "") for party in parties],
        purpose_cy=purpose_cy.strip(), purpose_en=purpose_en.strip(),
    )  # fmt: skip
    note("ask_keyholders", by, split_key, audience=Audience.COMMUNITY, mentions=list(parties))
    later("gilydd.deciding.notices.keys_asked", split_key.pk)
    return split_key


@transaction.atomic
def decline_key(*, by: type_of_actor, holder: KeyHolder) -> KeyHolder:
    """Say no to keeping a key; somebody else is asked."""
    holder = keyring.locked(holder)
    policy.check(by, "hold_key", holder)
    if holder.split_key.public_key:
        raise Refused(_("The vote is open, and your key belongs to it. Give it to nobody, and keep it."))
    holder.state, holder.public_key = HolderState.DECLINED, ""
    holder.save(update_fields=["state", "public_key"])
    note("decline_key", by, holder, audience=Audience.COMMUNITY, mentions=[holder.split_key])
    return holder


@transaction.atomic
def replace_holder(*, by: type_of_actor, holder: KeyHolder, party: Party) -> KeyHolder:
    """Ask somebody else in the place of one who said no or cannot keep the key, before the key is made."""
    holder = keyring.locked(holder)
    policy.check(by, "ask_keyholders", holder.community)
    if holder.split_key.public_key:
        raise Refused(_("The vote is open. Its keys stay with those who have them."))
    if holder.split_key.holders.filter(party=party).exists():
        raise Refused(_("Choose three different people."), field="holders")
    may_still_hold(holder.community, party, by)
    holder.party, holder.state, holder.public_key = party, HolderState.ASKED, ""
    holder.save(update_fields=["party", "state", "public_key"])
    note("replace_holder", by, holder, audience=Audience.COMMUNITY, mentions=[party, holder.split_key])
    later("gilydd.deciding.notices.keys_asked", holder.split_key_id)
    return holder


@transaction.atomic
@sensitive_variables()
def take_key(*, by: type_of_actor, holder: KeyHolder) -> str:
    """Say yes, and get the file: its text is in this answer alone. Taken again, it is a new file."""
    holder = keyring.locked(holder)
    policy.check(by, "hold_key", holder)
    text = keyring.file_for(holder)
    note("take_key", by, holder, audience=Audience.COMMUNITY, mentions=[holder.split_key])
    return text


@transaction.atomic
@sensitive_variables()
def show_key(*, by: type_of_actor, holder: KeyHolder, text: str) -> KeyHolder:
    """Show that one's file works. It is read, compared and thrown away."""
    holder = keyring.locked(holder)
    policy.check(by, "hold_key", holder)
    keyring.shown(holder, text)
    note("show_key", by, holder, audience=Audience.COMMUNITY, mentions=[holder.split_key])
    return holder


@transaction.atomic
@sensitive_variables()
def give_key(*, by: type_of_actor, holder: KeyHolder, text: str) -> bool:
    """Give one's key once the vote has closed; True where it was the one that was missing.

    Then the box is open, the ballots are counted, and every part of the key here is destroyed.
    """
    vote = locked_vote(holder.split_key.vote)
    holder = keyring.locked(holder)
    policy.check(by, "hold_key", holder)
    if vote.state != VoteState.SEALED:
        raise Refused(_("The box is opened when the time to vote is over, and not before."))
    private = keyring.given(holder, text)
    note("give_key", by, holder, audience=Audience.COMMUNITY, mentions=[holder.split_key, vote])
    if private is None:
        return False
    count_opened(vote, private, by)
    return True
