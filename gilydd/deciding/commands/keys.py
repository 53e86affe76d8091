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
from ..models import KeyChange, KeyHolder, SplitKey, Vote, VoteChoice
from ..policy import policy
from ..words import HOLDERS, ChangeState, HolderState, VoteState
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
    if (change := keyring.joining(holder)) is not None:
        keyring.change_stopped(change)
        note("decline_key", by, holder, audience=Audience.COMMUNITY, mentions=[holder.split_key])
        return KeyHolder.objects.select_related("split_key", "community").get(pk=holder.pk)
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
    if holder.kind:
        raise Refused(_("This key belongs to no vote."))
    if holder.split_key.public_key:
        raise Refused(_("The vote is open. Say why somebody else keeps this key."), field="reason")
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
    if (change := keyring.joining(holder)) is not None:
        later("gilydd.deciding.notices.keys_wanted_for_change", change.pk)
    return holder


@transaction.atomic
@sensitive_variables()
def give_key(*, by: type_of_actor, holder: KeyHolder, text: str) -> bool:
    """Give one's key; True where it was the one that was missing.

    Once the vote has closed the box is open then, the ballots are counted, and every part of the key here is
    destroyed. While it is open the key helps to deal the parts anew, where somebody comes instead of another.
    In a practice it opens a box with nothing but a word in it.
    """
    policy.check(by, "hold_key", holder)
    if holder.split_key.practice_of_id:
        return _tried(by, keyring.locked(holder), text)
    vote = locked_vote(holder.split_key.vote)
    holder = keyring.locked(holder)
    policy.check(by, "hold_key", holder)
    change = KeyChange.objects.filter(split_key=holder.split_key, state=ChangeState.OPEN).first()
    if vote.state == VoteState.OPEN and change is not None:
        dealt = keyring.given_for_change(change, holder, text)
        mentions = [holder.split_key, vote, change.joins.party]
        note("give_key_for_change", by, holder, audience=Audience.COMMUNITY, mentions=mentions, dealt=dealt)
        return dealt
    if vote.state != VoteState.SEALED:
        raise Refused(_("The box is opened when the time to vote is over, and not before."))
    private = keyring.given(holder, text)
    note("give_key", by, holder, audience=Audience.COMMUNITY, mentions=[holder.split_key, vote])
    if private is None:
        return False
    count_opened(vote, private, by)
    return True


@sensitive_variables()
def _tried(by: type_of_actor, holder: KeyHolder, text: str) -> bool:
    opened = keyring.given_in_practice(holder, text)
    mentions = [holder.split_key.practice_of]
    note("try_key", by, holder, audience=Audience.COMMUNITY, mentions=mentions, opened=opened)
    return opened


@transaction.atomic
def practise_keys(*, by: type_of_actor, split_key: SplitKey) -> SplitKey:
    """Make a box to practise on, which any two of the holders open with their own files."""
    policy.check(by, "ask_keyholders", split_key.community)
    practice = keyring.practised(by=by, split_key=split_key)
    note("practise_keys", by, practice, audience=Audience.COMMUNITY, mentions=[split_key])
    later("gilydd.deciding.notices.practice_asked", practice.pk)
    return practice


@transaction.atomic
def ask_new_holder(
    *, by: type_of_actor, holder: KeyHolder, party: Party, reason: str, reason_lang: str
) -> KeyChange:
    """Ask somebody to keep a key that is in use, instead of a holder who lost their file or leaves.

    Everybody concerned reads why. Nothing changes before they have taken and shown a file and two of the
    others have given theirs; then the parts are dealt anew, and the file of who left is worth nothing.
    """
    holder = keyring.locked(holder)
    policy.check(by, "ask_keyholders", holder.community)
    vote = Vote.objects.filter(split_key=holder.split_key_id, state=VoteState.OPEN).first()
    if vote is None:
        raise Refused(_("A key is given to somebody else while its vote is open, not after."))
    may_still_hold(holder.community, party, by)
    if VoteChoice.objects.filter(vote=vote, party=party).exists():
        raise Refused(_("Somebody who stands in this vote keeps one of the keys."), field="party")
    change = keyring.change_asked(by=by, holder=holder, party=party, reason=reason, reason_lang=reason_lang)
    note(
        "ask_new_holder", by, change, audience=Audience.COMMUNITY, reason=change.reason,
        reason_lang=reason_lang, mentions=[party, holder.party, holder.split_key, vote],
    )  # fmt: skip
    later("gilydd.deciding.notices.key_change_asked", change.pk)
    return change


@transaction.atomic
def stop_key_change(*, by: type_of_actor, split_key: SplitKey) -> SplitKey:
    """Leave the keys with those who have them: what was given for the change is destroyed."""
    policy.check(by, "ask_keyholders", split_key.community)
    SplitKey.objects.select_for_update().get(pk=split_key.pk)
    change = KeyChange.objects.filter(split_key=split_key, state=ChangeState.OPEN).first()
    if change is None:
        raise Refused(_("Nobody is being replaced."))
    keyring.change_stopped(change)
    note("stop_key_change", by, change, audience=Audience.COMMUNITY, mentions=[split_key])
    return split_key
