"""The rows of split keys: made, handed out, given back. Rooms that seal something call this, never the
tables.

A room names holders (`named`), each of them takes a file and shows that it works (`file_for`, `shown`), the
room makes the key (`made`) and seals to `split_key.public_key`; when it is time a holder gives their part
(`given`), and the one who completes it gets the private key back, in memory. Who may do what is the room's
own policy.

Holders can practise opening as often as they like (`practised`, then `given_in_practice`): the same files
open a box with nothing but a word in it. While a key is in use a holder who lost their file, or leaves, is
replaced in the open (`change_asked`): whoever comes instead takes and shows a file like the others, two of
those who stay bring theirs (`given_for_change`), and the parts are dealt anew to all.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

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
from .envelopes import enveloped, taken_out
from .keys import SealError
from .models import KeyChange, KeyHolder, PassedShare, SplitKey
from .words import HOLDERS_NEEDED, ChangeState, HolderState

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
    kinds_differ: bool = False,
) -> SplitKey:
    """Name who will keep the parts of a key: (party, kind) each, the kind free for the room.

    With `kinds_differ` no two are of the same kind, so that any two who open the box differ in kind.
    """
    kinds = [kind for _party, kind in holders]
    if kinds_differ and ("" in kinds or len(set(kinds)) < len(kinds)):
        raise Refused(_("Each key is kept by somebody of another kind."), field="holders")
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
    if holder.split_key.public_key and not joining(holder):
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
    if not split_key.public_key or split_key.spent_at or not holder.share:
        raise Refused(_("There is nothing to open with this key."))
    private, context = _own_file(holder, text), context_of(split_key)
    own = keys.part_of(holder.share, private, context, holder.place)
    for change in split_key.changes.filter(state=ChangeState.OPEN):
        change_stopped(change)
    received = holder.received.select_related("giver").order_by("giver__place")
    parts = [own] + [
        keys.passed_part(one.sealed, private, context, one.giver.place, holder.place) for one in received
    ]
    holder.state, holder.gave_at = HolderState.GAVE, timezone.now()
    holder.save(update_fields=["state", "gave_at"])
    if len(parts) >= split_key.needed:
        return keys.whole(parts[: split_key.needed], split_key.public_key)
    others = list(keepers(split_key).exclude(state=HolderState.GAVE))
    passed = keys.pass_on(own, {one.place: one.public_key for one in others}, context)
    PassedShare.objects.bulk_create(
        PassedShare(community=holder.community, giver=holder, receiver=one, sealed=passed[one.place])
        for one in others
    )
    return None


def spent(split_key: SplitKey) -> None:
    """The key has done its work: every part of it, and of its practices, in the database is destroyed."""
    for change in split_key.changes.filter(state=ChangeState.OPEN):
        change_stopped(change)
    for practice in split_key.practices.filter(spent_at__isnull=True):
        spent(practice)
    PassedShare.objects.filter(giver__split_key=split_key).delete()
    split_key.holders.update(share="")
    split_key.spent_at = timezone.now()
    split_key.save(update_fields=["spent_at"])


def keepers(split_key: SplitKey) -> Any:
    """Those who keep a part now: not who has left, nor who is asked to come instead of somebody."""
    rows = KeyHolder.objects.filter(split_key=split_key).exclude(state=HolderState.LEFT)
    return rows.exclude(joined_in__state=ChangeState.OPEN).order_by("place")


def joining(holder: KeyHolder) -> KeyChange | None:
    """The change by which somebody is to come instead of another, while it is under way."""
    return KeyChange.objects.filter(joins=holder, state=ChangeState.OPEN).first()


# Practice: a box with nothing but a word in it.


@transaction.atomic
@sensitive_variables()
def practised(*, by: type_of_actor, split_key: SplitKey) -> SplitKey:
    """Make a box to practise on: sealed, split, given and opened by the code and the files of the real one.

    Those who keep a part then are its holders. A practice that was begun before is put away.
    """
    SplitKey.objects.select_for_update().get(pk=split_key.pk)
    if split_key.practice_of_id or split_key.spent_at:
        raise Refused(_("These keys have done their work."))
    holders = list(keepers(split_key))
    if not holders or any(one.state != HolderState.READY for one in holders):
        raise Refused(_("You can practise once every holder has shown that their file works."))
    for before in split_key.practices.filter(spent_at__isnull=True):
        spent(before)
    pair = keys.new_pair()
    practice = SplitKey.objects.create(
        community=split_key.community, purpose_cy=split_key.purpose_cy, purpose_en=split_key.purpose_en,
        needed=split_key.needed, public_key=pair.public, asked_by_key=key_of(by), practice_of=split_key,
        practice_box=keys.seal(secrets.token_hex(8).encode(), pair.public, "gilydd practice"),
    )  # fmt: skip
    files = {place: one.public_key for place, one in enumerate(holders, 1)}
    parts = keys.split_to(pair.private, files, split_key.needed, context_of(practice))
    KeyHolder.objects.bulk_create(
        KeyHolder(
            community=one.community, split_key=practice, party=one.party, place=place, kind=one.kind,
            state=HolderState.READY, public_key=one.public_key, share=parts[place],
        )
        for place, one in enumerate(holders, 1)
    )  # fmt: skip
    return practice


@sensitive_variables()
def given_in_practice(holder: KeyHolder, text: str) -> bool:
    """A holder brings their file to a practice: True where the practice box is open now."""
    private = given(holder, text)
    if private is None:
        return False
    keys.unseal(holder.split_key.practice_box, private, "gilydd practice")
    spent(holder.split_key)
    return True


# Somebody else keeps a key that is in use.


@transaction.atomic
def change_asked(
    *, by: type_of_actor, holder: KeyHolder, party: Party, reason: str, reason_lang: str
) -> KeyChange:
    """Ask somebody to keep the part of a holder who lost their file or leaves; nothing has changed yet.

    They are of the same kind as the holder. Once somebody has given their part to open the box, it is too
    late.
    """
    split_key = SplitKey.objects.select_for_update().get(pk=holder.split_key_id)
    holder = KeyHolder.objects.get(pk=holder.pk)
    if not split_key.public_key or split_key.spent_at or not holder.share or split_key.practice_of_id:
        raise Refused(_("Nobody keeps a part of a key that is in use here."))
    if not reason.strip():
        raise Refused(_("Say why somebody else keeps this key."), field="reason")
    staying = list(keepers(split_key).exclude(pk=holder.pk))
    if any(one.state == HolderState.GAVE for one in [holder, *staying]):
        raise Refused(_("The box is being opened. It is too late to change who keeps its keys."))
    if len(staying) < split_key.needed:
        raise Refused(_("Too few would be left to deal the parts anew."))
    if split_key.changes.filter(state=ChangeState.OPEN).exists():
        raise Refused(_("Somebody is being replaced already. One after the other."))
    if any(one.party_id == party.pk for one in [holder, *staying]):
        raise Refused(_("They keep a part of this key already."), field="party")
    places = KeyHolder.objects.filter(split_key=split_key).values_list("place", flat=True)
    joins = KeyHolder.objects.create(
        community=holder.community, split_key=split_key, party=party, place=max(places) + 1, kind=holder.kind
    )
    return KeyChange.objects.create(
        community=holder.community, split_key=split_key, leaves=holder, joins=joins, reason=reason.strip(),
        reason_lang=reason_lang, asked_by_key=key_of(by),
    )  # fmt: skip


@transaction.atomic
@sensitive_variables()
def given_for_change(change: KeyChange, holder: KeyHolder, text: str) -> bool:
    """One who stays brings their file: True where the parts are dealt anew now.

    The first one's part is sealed to the others who stay, inside an envelope of this server; so at no time do
    two parts, or the private key, lie open in the database. With the last one needed the private key is put
    together in memory, split by a fresh polynomial and forgotten: the parts of before fit no new one.
    """
    SplitKey.objects.select_for_update().get(pk=change.split_key_id)
    change = KeyChange.objects.select_related("split_key", "joins", "leaves").get(pk=change.pk)
    holder = KeyHolder.objects.select_related("split_key").get(pk=holder.pk)
    split_key, staying = change.split_key, list(keepers(change.split_key).exclude(pk=change.leaves_id))
    _may_give_for(change, holder, staying)
    private, context = _own_file(holder, text), _context_of_change(change)
    own = keys.part_of(holder.share, private, context_of(split_key), holder.place)
    parts = [own] + [
        keys.passed_part(taken_out(one.sealed, context), private, context, one.giver.place, holder.place)
        for one in change.passed.filter(receiver=holder).select_related("giver")
    ]
    if len(parts) < split_key.needed:
        gave = set(change.passed.values_list("giver", flat=True))
        others = [one for one in staying if one.pk != holder.pk and one.pk not in gave]
        passed = keys.pass_on(own, {one.place: one.public_key for one in others}, context)
        PassedShare.objects.bulk_create(
            PassedShare(
                community=change.community, giver=holder, receiver=one, change=change,
                sealed=enveloped(passed[one.place], context),
            )
            for one in others
        )  # fmt: skip
        return False
    _dealt_anew(change, staying, keys.whole(parts[: split_key.needed], split_key.public_key))
    return True


def _may_give_for(change: KeyChange, holder: KeyHolder, staying: Sequence[KeyHolder]) -> None:
    if change.state != ChangeState.OPEN or holder.pk not in {one.pk for one in staying}:
        raise Refused(_("Your key is not needed for this."))
    if change.joins.state != HolderState.READY:
        raise Refused(_("Whoever comes instead takes their file first, and shows that it works."))
    if change.passed.filter(giver=holder).exists():
        raise Refused(_("You have given your key already. It needs somebody else's now."))


@sensitive_variables()
def _dealt_anew(change: KeyChange, staying: Sequence[KeyHolder], private: bytes) -> None:
    """Split the private key afresh among those who stay and the one who comes."""
    split_key, leaves, joins = change.split_key, change.leaves, change.joins
    place, leaves.state, leaves.share = leaves.place, HolderState.LEFT, ""
    leaves.save(update_fields=["state", "share"])
    joins.place = place
    joins.save(update_fields=["place"])
    files = {one.place: one.public_key for one in [*staying, joins]}
    parts = keys.split_to(private, files, split_key.needed, context_of(split_key))
    for one in [*staying, joins]:
        one.share = parts[one.place]
        one.save(update_fields=["share"])
    for practice in split_key.practices.filter(spent_at__isnull=True):
        spent(practice)
    _ended(change, ChangeState.DONE)


def change_stopped(change: KeyChange) -> None:
    """Everything stays as it was: what was given for the change is destroyed."""
    change.joins.state = HolderState.LEFT
    change.joins.save(update_fields=["state"])
    _ended(change, ChangeState.STOPPED)


def _ended(change: KeyChange, state: ChangeState) -> None:
    change.passed.all().delete()
    change.state, change.ended_at = state, timezone.now()
    change.save(update_fields=["state", "ended_at"])


def _context_of_change(change: KeyChange) -> str:
    """What is given for one change opens for no other, and for no opening of the box."""
    return f"{context_of(change.split_key)} change {change.pk}"
