"""The rows of split keys: made, handed out, given back. Rooms that seal something call this, never the
tables.

A room names holders (`named`), each of them takes a file and shows that it works (`file_for`, `shown`), the
room makes the key (`made`) and seals to `split_key.public_key`; when it is time a holder gives their part
(`given`), and the one who completes it gets the private key back, in memory. Who may do what is the room's
own policy.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_variables

from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.models import Community, Party
from gilydd.people.policy import type_of_actor

from . import keys
from .keys import SealError
from .models import KeyHolder, PassedShare, SplitKey
from .words import HOLDERS_NEEDED, HolderState

HAVE_FILE = (HolderState.TOOK, HolderState.READY)


@transaction.atomic
def named(
    *,
    by: type_of_actor,
    community: Community,
    holders: Sequence[tuple[Party, str]],
    purpose_cy: str,
    purpose_en: str,
    needed: int = HOLDERS_NEEDED,
) -> SplitKey:
    """Name who will keep the parts of a key: (party, kind) each, the kind free for the room."""
    split_key = SplitKey.objects.create(
        community=community, purpose_cy=purpose_cy, purpose_en=purpose_en, needed=needed,
        asked_by_key=key_of(by),
    )  # fmt: skip
    for place, (party, kind) in enumerate(holders, 1):
        KeyHolder.objects.create(
            community=community, split_key=split_key, party=party, place=place, kind=kind
        )
    return split_key


def locked(holder: KeyHolder) -> KeyHolder:
    """The holder as they are now; all that concerns one key comes one after the other."""
    SplitKey.objects.select_for_update().get(pk=holder.split_key_id)
    return KeyHolder.objects.select_related("split_key__community", "community", "party").get(pk=holder.pk)


@sensitive_variables()
def file_for(holder: KeyHolder) -> str:
    """Make the file of a holder; the caller gives it to them in the answer to this very request.

    Made again before the key is made, the earlier file is worth nothing any more.
    """
    if holder.split_key.public_key:
        raise Refused(_("The key is made. A new file would not fit it."))
    if holder.state == HolderState.DECLINED:
        raise Refused(_("You said that you will not keep a key."))
    pair = keys.new_pair()
    holder.public_key, holder.state = pair.public, HolderState.TOOK
    holder.save(update_fields=["public_key", "state"])
    return _file(holder, pair.private)


@sensitive_variables()
def _file(holder: KeyHolder, private: bytes) -> str:
    """The text of a file: what it is, in both languages, and the key."""
    told = []
    for language in ("cy", "en"):
        with override(language):
            purpose = getattr(holder.split_key, f"purpose_{language}")
            told += [
                _("Your key for: %(purpose)s") % {"purpose": purpose},
                _("Keep this file where nobody else gets at it. Print it, or save it on a stick."),
                _("Nobody can make it again. You are asked for it when the box is opened."),
                "",
            ]
    return "\n".join([*told, keys.file_line(private), ""])


@sensitive_variables()
def shown(holder: KeyHolder, text: str) -> None:
    """A holder shows that their file works: it is read and thrown away. Nothing of it is kept."""
    if holder.state not in HAVE_FILE:
        raise Refused(_("Take your file first."))
    _own_file(holder, text)
    holder.state = HolderState.READY
    holder.save(update_fields=["state"])


@sensitive_variables()
def _own_file(holder: KeyHolder, text: str) -> bytes:
    """The private key in the text, where it is this holder's. Raises Refused in words that help."""
    try:
        private = keys.private_in(text)
        if keys.pair_of(private).public == holder.public_key:
            return private
    except SealError as error:
        raise Refused(_no_key(str(error)), field="key_text") from None
    raise Refused(_("This key is not the one that you were given last."), field="key_text")


def _no_key(problem: str) -> str:
    if "too short" in problem:
        return _("A part of the key is missing. Copy the whole last line of the file.")
    if "wrong" in problem:
        return _("A letter of the key is wrong. Compare it with the last line of the file.")
    return _("There is no key in it. Choose the file that you saved, or copy its last line.")


def is_ready(split_key: SplitKey) -> bool:
    """Whether each holder has shown that their file works; one query."""
    states = list(split_key.holders.values_list("state", flat=True))
    return bool(states) and all(state == HolderState.READY for state in states)


@sensitive_variables()
def made(split_key: SplitKey) -> SplitKey:
    """Make the key, hand its parts out sealed, and forget the private one."""
    SplitKey.objects.select_for_update().get(pk=split_key.pk)
    split_key.refresh_from_db()
    holders = list(split_key.holders.order_by("place"))
    if split_key.public_key or not is_ready(split_key):
        raise Refused(_("The key can be made once, when every holder has shown that their file works."))
    pair = keys.new_pair()
    split_key.public_key = pair.public
    parts = keys.split_to(
        pair.private, {one.place: one.public_key for one in holders}, split_key.needed, context_of(split_key)
    )
    split_key.save(update_fields=["public_key"])
    for one in holders:
        one.share = parts[one.place]
        one.save(update_fields=["share"])
    return split_key


def context_of(split_key: SplitKey) -> str:
    """What is sealed for one key opens for no other."""
    return f"gilydd key {split_key.public_key}"


@sensitive_variables()
def given(holder: KeyHolder, text: str) -> bytes | None:
    """A holder gives their part: the private key once enough have, None while more are needed.

    The part goes, sealed, to each holder who has not given theirs; so the database never holds two open ones.
    """
    split_key = holder.split_key
    if holder.state == HolderState.GAVE:
        raise Refused(_("You have given your key already. It needs somebody else's now."))
    if not split_key.public_key or split_key.spent_at:
        raise Refused(_("There is nothing to open with this key."))
    private, context = _own_file(holder, text), context_of(split_key)
    own = keys.part_of(holder.share, private, context, holder.place)
    received = holder.received.select_related("giver").order_by("giver__place")
    parts = [own] + [
        keys.passed_part(one.sealed, private, context, one.giver.place, holder.place) for one in received
    ]
    holder.state, holder.gave_at = HolderState.GAVE, timezone.now()
    holder.save(update_fields=["state", "gave_at"])
    if len(parts) >= split_key.needed:
        return keys.whole(parts[: split_key.needed], split_key.public_key)
    others = list(split_key.holders.exclude(state=HolderState.GAVE))
    passed = keys.pass_on(own, {one.place: one.public_key for one in others}, context)
    PassedShare.objects.bulk_create(
        PassedShare(community=holder.community, giver=holder, receiver=one, sealed=passed[one.place])
        for one in others
    )
    return None


def spent(split_key: SplitKey) -> None:
    """The key has done its work: every part of it in the database is destroyed."""
    PassedShare.objects.filter(giver__split_key=split_key).delete()
    split_key.holders.update(share="")
    split_key.spent_at = timezone.now()
    split_key.save(update_fields=["spent_at"])
