"""Writes: raise a concern; a lead takes it on, plans steps, writes and shares notes, says what came of it.

No record, job or message made here carries a word of a concern or the name of whom it is about.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import speaks_for, type_of_actor
from gilydd.people.queries import standing

from ..deadlines import rules_of, working_days_on
from ..models import Concern, ConcernNote, ConcernShare, ConcernStep
from ..policy import is_subject, policy
from ..words import ConcernOutcome, ConcernState
from ._shared import key_of_writer, locked, member_of, note, written


@transaction.atomic
def raise_concern(
    *,
    by: type_of_actor,
    community: Community,
    words: str,
    lang: str,
    about: Party | None = None,
    raised_by: Party | None = None,
    source: object = "",
) -> Concern:
    """Somebody is worried about somebody's safety. Only the leads read it.

    `raised_by` is whoever told it, where a broker types it for them; else whoever is signed in. `source` is
    the row (or its key) that it came from, such as a story: the leads are led back to it.
    """
    policy.check(by, "raise_concern", community)
    words = written(words, _("Write what worries you."))
    own = by.party if isinstance(by, Person) else None
    for_other = raised_by is not None and not speaks_for(by, community, raised_by.pk)
    if raised_by is not None and for_other:
        policy.check(by, "raise_for_somebody", member_of(community, raised_by))
    if about is not None:
        member_of(community, about)
    now, rules = timezone.now(), rules_of(community)
    concern = Concern.objects.create(
        community=community,
        about=about,
        raised_by=raised_by or own,
        words=words,
        lang=lang,
        raised_at=now,
        typed_by_key=key_of(by) if for_other and isinstance(by, Person) else "",
        source_key=_key_of_source(source),
        acknowledge_by=working_days_on(now, rules.acknowledge_working_days),
        decide_by=now + dt.timedelta(days=rules.decide_days),
    )
    note("raise_concern", by, concern)
    later("gilydd.safety.notices.concern_raised", concern.pk)
    return concern


@transaction.atomic
def take_on(*, by: type_of_actor, concern: Concern) -> Concern:
    """A lead has read it and sees to it; another lead may take it over. Whoever raised it is told once."""
    concern = locked(concern)
    policy.check(by, "take_on", concern)
    _still_open(concern)
    first = concern.acknowledged_at is None
    concern.lead = by if isinstance(by, Person) else None
    concern.acknowledged_at = concern.acknowledged_at or timezone.now()
    concern.save(update_fields=["lead", "acknowledged_at"])
    note("take_on", by, concern)
    if first:
        later("gilydd.safety.notices.concern_read", concern.pk)
    return concern


@transaction.atomic
def plan_step(*, by: type_of_actor, concern: Concern, words: str, lang: str, due_on: dt.date) -> ConcernStep:
    """A lead writes down what is to be done, and until when."""
    concern = locked(concern)
    policy.check(by, "write_note", concern)
    _still_open(concern)
    words = written(words, _("Write what is to be done."), longest=240)
    if due_on < timezone.localdate():
        raise Refused(_("Choose today or a later day."), field="due_on")
    step = ConcernStep.objects.create(
        concern=concern,
        community=concern.community,
        words=words,
        lang=lang,
        due_on=due_on,
        written_by_key=key_of_writer(by),
    )
    note("plan_step", by, concern)
    return step


@transaction.atomic
def finish_step(*, by: type_of_actor, step: ConcernStep) -> ConcernStep:
    """It was done. Twice is once."""
    concern = locked(step.concern)
    policy.check(by, "write_note", concern)
    step = ConcernStep.objects.select_related("concern", "community").get(pk=step.pk)
    if step.done_at is None:
        step.done_at = timezone.now()
        step.save(update_fields=["done_at"])
        note("finish_step", by, concern)
    return step


@transaction.atomic
def write_note(
    *, by: type_of_actor, concern: Concern, words: str, lang: str, to_share: bool = False
) -> ConcernNote:
    """A lead writes down what was done or learnt. A note marked to be shared is shown to named people."""
    concern = locked(concern)
    policy.check(by, "write_note", concern)
    row = ConcernNote.objects.create(
        community=concern.community,
        concern=concern,
        words=written(words, _("Write what was done or learnt.")),
        lang=lang,
        to_share=to_share,
        written_by_key=key_of_writer(by),
    )
    note("write_note", by, concern, to_share=to_share)
    return row


@transaction.atomic
def mark_note(*, by: type_of_actor, note: ConcernNote, to_share: bool) -> ConcernNote:
    """Let the people with whom the concern is shared read this note, or keep it for leads again."""
    concern = locked(note.concern)
    policy.check(by, "write_note", concern)
    note.to_share = to_share
    note.save(update_fields=["to_share"])
    _note("mark_note", by, concern, to_share=to_share)
    return note


@transaction.atomic
def share_concern(
    *, by: type_of_actor, concern: Concern, person: Person, until: dt.date | None = None
) -> ConcernShare:
    """Let a named member read the marked notes, until a day (included) or until the lead ends it."""
    concern = locked(concern)
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
    note("share_concern", by, concern)
    later("gilydd.safety.notices.notes_shared", share.pk)
    return share


@transaction.atomic
def end_share(*, by: type_of_actor, share: ConcernShare) -> ConcernShare:
    """The named person can no longer read the notes."""
    concern = locked(share.concern)
    policy.check(by, "share_concern", concern)
    share.until = timezone.localdate() - dt.timedelta(days=1)
    share.save(update_fields=["until"])
    note("end_share", by, concern)
    return share


@transaction.atomic
def close_concern(
    *, by: type_of_actor, concern: Concern, outcome: str, words: str = "", lang: str = ""
) -> Concern:
    """Say what came of it, and close it. Shared notes are hidden from everybody but leads; the words stay."""
    concern = locked(concern)
    policy.check(by, "close_concern", concern)
    if concern.state == ConcernState.CLOSED:
        return concern
    if outcome not in ConcernOutcome.values:
        raise Refused(_("Say what came of it."), field="outcome")
    now = timezone.now()
    concern.state, concern.outcome, concern.decided_at = ConcernState.CLOSED, outcome, now
    concern.outcome_words, concern.outcome_lang = words.strip(), lang if words.strip() else ""
    concern.lead = concern.lead or (by if isinstance(by, Person) else None)
    concern.acknowledged_at = concern.acknowledged_at or now
    concern.save()
    note("close_concern", by, concern)
    later("gilydd.safety.notices.state_changed", concern.pk)
    return concern


@transaction.atomic
def reopen_concern(*, by: type_of_actor, concern: Concern) -> Concern:
    """There is more to do after all. It is to be decided anew; what was written stays."""
    concern = locked(concern)
    policy.check(by, "close_concern", concern)
    if concern.state == ConcernState.OPEN:
        return concern
    concern.state, concern.decided_at, concern.late_decision_told_at = ConcernState.OPEN, None, None
    concern.decide_by = timezone.now() + dt.timedelta(days=rules_of(concern.community).decide_days)
    concern.save(update_fields=["state", "decided_at", "late_decision_told_at", "decide_by"])
    note("reopen_concern", by, concern)
    later("gilydd.safety.notices.state_changed", concern.pk)
    return concern


@transaction.atomic
def escalate_late(*, by: type_of_actor) -> int:
    """Concerns that nobody read, or that were not decided, in time: the other leads are told, each once.

    Returns how many. Run by the worker every hour.
    """
    policy.check(by, "daily_work")
    now = timezone.now()
    rows = Concern.objects.select_for_update(of=("self",)).select_related("community")
    waiting = rows.filter(state=ConcernState.OPEN)
    unread = waiting.filter(acknowledged_at__isnull=True, acknowledge_by__lt=now, late_told_at__isnull=True)
    undecided = waiting.filter(decide_by__lt=now, late_decision_told_at__isnull=True)
    told = 0
    for found, mark, what in (
        (unread, "late_told_at", "unread"),
        (undecided, "late_decision_told_at", "undecided"),
    ):
        for concern in found:
            setattr(concern, mark, now)
            concern.save(update_fields=[mark])
            note("escalate", by, concern, late=what)
            later("gilydd.safety.notices.concern_late", concern.pk, what)
            told += 1
    return told


_note = note


def _still_open(concern: Concern) -> None:
    if concern.state != ConcernState.OPEN:
        raise Refused(_("This concern is closed. Open it again first."))


def _key_of_source(source: object) -> str:
    """A row is named by its table and number, as the desk names it; a key is taken as it is."""
    if not source or isinstance(source, str):
        return str(source)
    return f"{source._meta.label_lower}:{source.pk}"  # type: ignore[attr-defined]
