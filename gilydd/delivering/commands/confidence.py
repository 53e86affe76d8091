"""Writes: advice in confidence. People book a slot of an adviser; nobody else learns who.

These commands keep no record of a booking in history: who did it and when would be who it was for. What is
recorded is that an activity gives advice in confidence, and that an adviser opened slots.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.safety.queries import may_meet

from ..advice import is_of, mark_of, own
from ..confidence_notices import look_again
from ..models import Activity, Advice, Attendance, Lead, Session, SignUp, Slot
from ..policy import policy
from ..words import (
    ADVICE_KEPT_DAYS,
    LIVE,
    SLOT_MINUTES,
    SLOT_MOVES,
    ActivityState,
    SlotState,
    Topic,
)
from ._shared import acts_for_other, capacities_of, locked, locked_activity, note, still_planned


@transaction.atomic
def keep_in_confidence(*, by: type_of_actor, activity: Activity, topics: Sequence[str]) -> Advice:
    """Make an activity give advice in confidence, about these topics; again, to change the topics.

    It cannot be one that people signed up to or stand on a sheet of: their names are known already.
    """
    activity = locked_activity(activity)
    policy.check(by, "keep_in_confidence", activity)
    if activity.state == ActivityState.ENDED:
        raise Refused(_("This activity has already ended."))
    if not topics or set(topics) - set(Topic.values):
        raise Refused(_("Choose at least one topic of the list."), field="topics")
    row = Advice.objects.filter(activity=activity).first()
    if row is None:
        signed = SignUp.objects.filter(session__activity=activity, state__in=LIVE).exists()
        if signed or Attendance.objects.filter(session__activity=activity).exists():
            raise Refused(
                _("People signed up to this activity openly. Plan a new one for advice in confidence.")
            )
        row = Advice(activity=activity, community=activity.community)
    row.topics = [topic for topic in Topic.values if topic in topics]
    row.save()
    note("keep_in_confidence", by, activity, [activity.turn], topics=len(row.topics))
    return row


@transaction.atomic
def open_slots(*, by: type_of_actor, session: Session, adviser: Person, minutes: int) -> list[Slot]:
    """Divide a session into slots of so many minutes for one adviser, who must lead the activity.

    Those that the adviser has at that time already stay; a rest shorter than a slot is left.
    """
    session = locked(session)
    policy.check(by, "open_slots", session)
    _gives_advice(session)
    still_planned(session)
    if minutes not in SLOT_MINUTES:
        raise Refused(_("Choose how long an appointment is."), field="minutes")
    if not Lead.objects.filter(activity=session.activity, person=adviser, ended_on__isnull=True).exists():
        raise Refused(_("An adviser leads the activity: say first that they lead it."), field="adviser")
    busy = Slot.objects.filter(adviser=adviser, starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
    taken = list(busy.exclude(state=SlotState.CLOSED).values_list("starts_at", "ends_at"))
    length = dt.timedelta(minutes=minutes)
    begins, fresh = session.starts_at, []
    while begins + length <= session.ends_at:
        ends = begins + length
        if begins > timezone.now() and not any(start < ends and begins < end for start, end in taken):
            fresh.append(Slot(community=session.community, session=session, starts_at=begins, ends_at=ends))
        begins = ends
    if not fresh:
        raise Refused(_("There is no time left in this session for another slot."))
    for slot in fresh:
        slot.adviser = adviser
    made = Slot.objects.bulk_create(fresh)
    note("open_slots", by, session, [session.activity], slots=len(made))
    return made


@transaction.atomic
def book_slot(*, by: type_of_actor, slot: Slot, topic: str, party: Party | None = None) -> Slot:
    """Book a free slot for oneself; its adviser books it for whom they like (None: for no member).

    Nobody has two appointments ahead with the same activity. Raises Refused.
    """
    slot = _locked(slot)
    adviser_books = party is None or acts_for_other(by, party)
    policy.check(by, "advise" if adviser_books else "book_slot", slot)
    if slot.state != SlotState.FREE or slot.session.state != "planned":
        raise Refused(_("This time is not free any more. Please choose another."))
    if slot.starts_at <= timezone.now():
        raise Refused(_("This time has passed. Please choose another."))
    if topic not in slot.session.activity.advice.topics:
        raise Refused(_("Choose what it is about."), field="topic")
    if party is not None:
        _may_come(slot, party)
    slot.state, slot.topic = SlotState.BOOKED, topic
    slot.mark = mark_of(slot.pk, party.key) if party else ""
    slot.save(update_fields=["state", "topic", "mark"])
    if not adviser_books:
        _tell_adviser(slot, "booked")
    return slot


@transaction.atomic
def give_up_slot(*, by: type_of_actor, slot: Slot) -> Slot:
    """Cancel an appointment, before it begins: its holder, or the adviser. The time is free again."""
    slot = _locked(slot)
    own_act = isinstance(by, Person) and is_of(slot, by.party.key)
    if not own_act:
        policy.check(by, "advise", slot)
    if slot.state != SlotState.BOOKED or slot.starts_at <= timezone.now():
        raise Refused(_("This appointment cannot be cancelled any more."))
    if own_act:
        _tell_adviser(slot, "given_up")
    _clear(slot, SlotState.FREE)
    return slot


@transaction.atomic
def close_slot(*, by: type_of_actor, slot: Slot) -> Slot:
    """The adviser takes a slot out. Whoever had booked it is told to look, in words that say nothing else."""
    slot = _locked(slot)
    policy.check(by, "advise", slot)
    if slot.state not in (SlotState.FREE, SlotState.BOOKED):
        raise Refused(_("This appointment is over."))
    _clear(slot, SlotState.CLOSED)
    return slot


@transaction.atomic
def end_slot(*, by: type_of_actor, slot: Slot, came: bool) -> Slot:
    """The adviser says whether the appointment took place."""
    slot = _locked(slot)
    policy.check(by, "advise", slot)
    state = SlotState.KEPT if came else SlotState.MISSED
    if slot.state == state:
        return slot
    if state not in SLOT_MOVES[SlotState(slot.state)] or slot.starts_at > timezone.now():
        raise Refused(_("This appointment has not taken place yet."))
    slot.state = state
    slot.save(update_fields=["state"])
    return slot


@transaction.atomic
def forget_slots(*, by: type_of_actor) -> int:
    """After a year nobody can find out any more whose an appointment was; returns how many were emptied."""
    policy.check(by, "forget_slots")
    before = timezone.now() - dt.timedelta(days=ADVICE_KEPT_DAYS)
    return Slot.objects.filter(ends_at__lt=before).exclude(mark="").update(mark="")


def _may_come(slot: Slot, party: Party) -> None:
    community = slot.community
    if not capacities_of(community, [party.pk]):
        raise Refused(_("Only an active member of the community can sign up here."), field="member")
    if party.pk == slot.adviser_id:
        raise Refused(_("You cannot book an appointment with yourself."))
    if not may_meet(community, party.pk, slot.adviser_id):
        raise Refused(_("This time is not free any more. Please choose another."))
    ahead = Slot.objects.filter(
        session__activity=slot.session.activity, state=SlotState.BOOKED, starts_at__gt=timezone.now()
    )
    if own(ahead.values_list("pk", "mark"), party.key):
        raise Refused(_("You have an appointment here already. Cancel it to choose another time."))


def _tell_adviser(slot: Slot, what: str) -> None:
    # The sign at the end tells two bookings of one slot apart, and says nothing about whose they are.
    later("gilydd.delivering.confidence_notices.slot_moved", slot.pk, what, secrets.token_hex(4))


def _clear(slot: Slot, state: SlotState) -> None:
    if state == SlotState.CLOSED:
        # Not left for later: a job keeps what it was called with, and here that would be a name.
        look_again(slot)
    slot.state, slot.topic, slot.mark = state, "", ""
    slot.save(update_fields=["state", "topic", "mark"])


def _gives_advice(session: Session) -> None:
    if not hasattr(session.activity, "advice"):
        raise Refused(_("This activity gives no advice in confidence."))


def _locked(slot: Slot) -> Slot:
    rows = Slot.objects.select_for_update(of=("self",))
    return rows.select_related("community", "session__activity__advice", "adviser__party").get(pk=slot.pk)
