"""Every act in a challenge leaves a voice event; what became of it is added once it is known.

These are inner writes: the command whose act it is has asked its policy and owns the transaction.
"""

from __future__ import annotations

from typing import Any

from gilydd.history.commands import key_of
from gilydd.people.models import Membership, Party

from .models.challenges import Challenge
from .models.voicing import VoiceEvent, VoiceOutcome
from .words import VoiceAct, VoiceEffect


def voice(
    *,
    challenge: Challenge,
    act: str,
    thing: Any,
    party: Party | int | None = None,
    capacity: str = "",
    text: str = "",
    of: Any = None,
) -> VoiceEvent:
    """Keep one act: whose it is (not who typed it), as what, to which thing, in how many words.

    `party` is None only where nobody in particular acted, as in a vote of members. An empty capacity is
    the party's in the community now. `of`: the proposal that the thing belongs to.
    """
    pk = party.pk if isinstance(party, Party) else party
    if not capacity and pk is not None:
        rows = Membership.objects.filter(community=challenge.community_id, party=pk)
        capacity = rows.values_list("capacity", flat=True).first() or ""
    return VoiceEvent.objects.create(
        community_id=challenge.community_id,
        challenge=challenge,
        party_id=pk,
        capacity=capacity,
        act=VoiceAct(act),
        thing_key=key_of(thing),
        about_key=key_of(of if of is not None else thing),
        words_number=len(text.split()),
        state=challenge.state,
    )


def effect(
    *,
    challenge: Challenge,
    act: str,
    thing: Any,
    effect: str,
    reasoned: bool,
    amount_pence: int | None = None,
) -> VoiceOutcome:
    """Keep what became of an act of this kind on the thing. Said again, the later one counts."""
    return VoiceOutcome.objects.create(
        community_id=challenge.community_id,
        challenge=challenge,
        act=VoiceAct(act),
        thing_key=key_of(thing),
        effect=VoiceEffect(effect),
        reasoned=reasoned,
        amount_pence=amount_pence,
    )
