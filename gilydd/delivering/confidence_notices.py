"""What people are told of advice in confidence: nothing that somebody else who reads it could learn from.

A message lies in the database, and may be read over a shoulder or by a family that shares an address. So the
one who booked is told to look at their own page and nothing else; by letter or through a broker nothing is
told at all, because these pass through other hands. The adviser is told of a time, never of a name.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.people.models import Community, Party
from gilydd.people.notices import Rendered, notify
from gilydd.people.words import Channel
from gilydd.ui.filters import clock, day

from .advice import whisper_key, whose
from .models import Slot
from .policy import may
from .words import SlotState

REMIND_HOURS = 36


def slot_moved(slot_id: int, what: str, sign: str) -> None:
    """Tell the adviser that one of their times was booked or given up, without saying by whom."""
    slot = Slot.objects.select_related("community", "adviser__party__person").get(pk=slot_id)
    if not may(slot.adviser, "advise", slot):
        return

    def render() -> Rendered:
        words = {"day": day(slot.starts_at), "time": clock(slot.starts_at)}
        if what == "booked":
            return (
                _("An appointment was booked: %(day)s at %(time)s") % words,
                _("Look in your book of appointments to see who comes on %(day)s at %(time)s.") % words,
            )
        return (
            _("An appointment was cancelled: %(day)s at %(time)s") % words,
            _("Your time on %(day)s at %(time)s is free again.") % words,
        )

    notify(
        party=slot.adviser.party,
        community=slot.community,
        key=f"delivering.slot:{slot.pk}:{what}:{sign}",
        render=render,
        href=lambda: reverse("delivering:advice_book", args=[slot.community.slug]),
    )


def look_again(slot: Slot) -> None:
    """Tell whoever booked a slot that their own page has something new, before the adviser takes it out."""
    party = whose(slot.community, [(slot.pk, slot.mark)]).get(slot.pk)
    if party is not None:
        _whisper(slot.community, party, f"private:{uuid.uuid4()}")


def remind() -> None:
    """Queue the communities that have appointments within the next day and a half."""
    rows = _coming().order_by("community").values_list("community", flat=True).distinct()
    for pk in rows:
        later("gilydd.delivering.confidence_notices.remind_in", pk)


def remind_in(community_id: int) -> None:
    """Whisper to everybody who has an appointment soon; each of them once."""
    community = Community.objects.get(pk=community_id)
    slots = list(_coming().filter(community=community).values_list("pk", "mark"))
    marks = dict(slots)
    for slot, party in whose(community, slots).items():
        _whisper(community, party, whisper_key(marks[slot]))


def _coming() -> Any:
    now = timezone.now()
    rows = Slot.objects.filter(state=SlotState.BOOKED, starts_at__gt=now)
    return rows.filter(starts_at__lt=now + dt.timedelta(hours=REMIND_HOURS)).exclude(mark="")


def _whisper(community: Community, party_id: int, key: str) -> None:
    party = Party.objects.select_related("person").get(pk=party_id)
    person = getattr(party, "person", None)
    if person is None or person.channel != Channel.EMAIL:
        return

    def render() -> Rendered:
        return (
            _("Please look at your own page"),
            _("There is something in your own dates on Gilydd. Sign in to see it."),
        )

    notify(party=party, community=community, key=key, render=render)
