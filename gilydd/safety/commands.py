"""Writes: block and unblock; raise a concern, write and share notes, close and open it again.

No record, job or message made here carries a word of a concern or the name of whom it is about.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import speaks_for, type_of_actor
from gilydd.people.queries import capacity_of, standing

from .models import Block, Concern, ConcernNote, ConcernShare
from .policy import is_subject, policy
from .words import ConcernState


@transaction.atomic
def block(*, by: type_of_actor, community: Community, party: Party, blocked: Party) -> Block:
    """The party does not want to be brought together with another. Doing it twice is once; nobody is told."""
    policy.check(by, "block", _membership(community, party))
    if party.pk == blocked.pk:
        raise Refused(_("Choose somebody else than yourself."))
    _membership(community, blocked)
    row, fresh = Block.objects.get_or_create(
        community=community, party=party, blocked=blocked, ended_at__isnull=True
    )
    if fresh:
        _record("block", by, row)
    return row


@transaction.atomic
def unblock(*, by: type_of_actor, block: Block) -> Block:
    """They may be brought together again."""
    block = Block.objects.select_for_update().select_related("community").get(pk=block.pk)
    policy.check(by, "unblock", block)
    if block.ended_at is None:
        block.ended_at = timezone.now()
        block.save(update_fields=["ended_at"])
        _record("unblock", by, block)
    return block


@transaction.atomic
def raise_concern(
    *,
    by: type_of_actor,
    community: Community,
    words: str,
    lang: str,
    about: Party | None = None,
    raised_by: Party | None = None,
) -> Concern:
    """Somebody is worried about somebody's safety. Only the leads read it.

    `raised_by` is whoever told it, where a broker types it for them; else whoever is signed in.
    """
    policy.check(by, "raise_concern", community)
    if not words.strip():
        raise Refused(_("Write what worries you."), field="words")
    own = by.party if isinstance(by, Person) else None
    for_other = raised_by is not None and not speaks_for(by, community, raised_by.pk)
    if raised_by is not None and for_other:
        policy.check(by, "raise_for_somebody", _membership(community, raised_by))
    if about is not None:
        _membership(community, about)
    concern = Concern.objects.create(
        community=community,
        about=about,
        raised_by=raised_by or own,
        words=words.strip(),
        lang=lang,
        typed_by_key=key_of(by) if for_other and isinstance(by, Person) else "",
    )
    _record("raise_concern", by, concern)
    later("gilydd.safety.notices.concern_raised", concern.pk)
    return concern


@transaction.atomic
def write_note(
    *, by: type_of_actor, concern: Concern, words: str, lang: str, to_share: bool = False
) -> ConcernNote:
    """A lead writes down what was done or learnt. A note marked to be shared is shown to named people."""
    concern = _fresh(concern)
    policy.check(by, "write_note", concern)
    if not words.strip():
        raise Refused(_("Write what was done or learnt."), field="words")
    note = ConcernNote.objects.create(
        community=concern.community,
        concern=concern,
        words=words.strip(),
        lang=lang,
        to_share=to_share,
        written_by_key=key_of(by) if isinstance(by, Person) else "system",
    )
    _record("write_note", by, concern, to_share=to_share)
    return note


@transaction.atomic
def mark_note(*, by: type_of_actor, note: ConcernNote, to_share: bool) -> ConcernNote:
    """Let the people with whom the concern is shared read this note, or keep it for leads again."""
    concern = _fresh(note.concern)
    policy.check(by, "write_note", concern)
    note.to_share = to_share
    note.save(update_fields=["to_share"])
    _record("mark_note", by, concern, to_share=to_share)
    return note


@transaction.atomic
def share_concern(
    *, by: type_of_actor, concern: Concern, person: Person, until: dt.date | None = None
) -> ConcernShare:
    """Let a named member read the marked notes, until a day (included) or until the lead ends it."""
    concern = _fresh(concern)
    policy.check(by, "share_concern", concern)
    if not standing(person, concern.community).active:
        raise Refused(_("Only an active member of the community can be let read notes."), field="person")
    if is_subject(person, concern):
        raise Refused(_("The concern is about this person, or about somebody they act for."), field="person")
    if until is not None and until < timezone.localdate():
        raise Refused(_("Choose today or a later day."), field="until")
    share, _fresh_row = ConcernShare.objects.update_or_create(
        concern=concern,
        person=person,
        defaults={"community": concern.community, "since": timezone.now(), "until": until},
    )
    _record("share_concern", by, concern)
    later("gilydd.safety.notices.notes_shared", share.pk)
    return share


@transaction.atomic
def end_share(*, by: type_of_actor, share: ConcernShare) -> ConcernShare:
    """The named person can no longer read the notes."""
    concern = _fresh(share.concern)
    policy.check(by, "share_concern", concern)
    share.until = timezone.localdate() - dt.timedelta(days=1)
    share.save(update_fields=["until"])
    _record("end_share", by, concern)
    return share


@transaction.atomic
def close_concern(*, by: type_of_actor, concern: Concern) -> Concern:
    """Nothing more is to be done. Shared notes are hidden from everybody but leads; the words stay."""
    return _set(by, concern, ConcernState.CLOSED, "close_concern")


@transaction.atomic
def reopen_concern(*, by: type_of_actor, concern: Concern) -> Concern:
    """There is more to do after all."""
    return _set(by, concern, ConcernState.OPEN, "reopen_concern")


def _set(by: type_of_actor, concern: Concern, state: ConcernState, verb: str) -> Concern:
    concern = _fresh(concern)
    policy.check(by, "close_concern", concern)
    if concern.state != state:
        concern.state = state
        concern.save(update_fields=["state"])
        _record(verb, by, concern)
        later("gilydd.safety.notices.state_changed", concern.pk)
    return concern


def _fresh(concern: Concern) -> Concern:
    """The concern as it is now, locked."""
    rows = Concern.objects.select_for_update(of=("self",)).select_related("community")
    return rows.get(pk=concern.pk)


def _membership(community: Community, party: Party) -> Membership:
    member = Membership.objects.of(community).filter(party=party).select_related("community").first()
    if member is None:
        raise Refused(_("This is not a member of the community."))
    return member


def _record(verb: str, by: type_of_actor, subject: Block | Concern, **facts: object) -> None:
    """Private, and without mentions: a person's own timeline must not show that they are a subject here."""
    record(
        community=subject.community,
        actor=by,
        capacity=capacity_of(by, subject.community),
        verb=f"safety.{verb}",
        subject=subject,
        audience=Audience.PRIVATE,
        facts=facts,
    )
