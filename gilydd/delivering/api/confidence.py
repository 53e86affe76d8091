"""Operations: advice in confidence. A key opens no more than its person: an adviser's, their own book."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.models import Person
from gilydd.people.operations import (
    Disclosure,
    Given,
    Here,
    Id,
    Listed,
    Which,
    found,
    listed,
    operation,
    party_of,
)
from gilydd.people.words import Role, Scope

from .. import commands
from ..models import Slot
from ..policy import visible_activities
from ..queries import confidence as reads
from ..queries.confidence import BookRow
from ..words import SLOT_MINUTES, SlotState, Topic
from .shapes import router, sessions_here

READS_FIGURES = (Role.BROKER, Role.FACILITATOR, Role.COMMISSIONER, Role.EVALUATOR)


class FreeSlotShown(BaseModel):
    id: int
    activity: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    adviser: str
    place: str
    topics: list[str]


class AppointmentShown(BaseModel):
    """`name`: in one's own list the adviser's; in an adviser's book who comes, empty for no member."""

    id: int
    session: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: SlotState
    topic: str
    name: str


class NewAppointment(Given):
    """`member`: only the adviser books for others."""

    topic: Topic
    member: Id | None = None


class NewSlots(Given):
    """`adviser`: who leads the activity; oneself where it is left out."""

    minutes: Annotated[int, Field(ge=min(SLOT_MINUTES), le=max(SLOT_MINUTES), strict=True)]
    adviser: Id | None = None


class Opened(BaseModel):
    """How many slots were opened."""

    slots: int


class Came(Given):
    came: bool


class Topics(Given):
    topics: Annotated[list[Topic], Field(min_length=1)]


class MonthShown(BaseModel):
    """A month that is over; `topics` and the total are disclosed figures and nothing else."""

    month: dt.date
    topics: dict[str, Disclosure]
    total: Disclosure


@operation(
    router,
    "GET",
    "/communities/{community}/advice/slots",
    says=_("Free times for advice in confidence"),
    scope=Scope.READ,
    gives=list[FreeSlotShown],
)
def slots(request: Any, community: Here) -> list[dict[str, Any]]:
    """Times that can be booked, with the adviser's name."""
    return [
        {
            "id": slot.pk,
            "activity": row.activity_id,
            "starts_at": slot.starts_at,
            "ends_at": slot.ends_at,
            "adviser": slot.adviser,
            "place": slot.place,
            "topics": row.topics,
        }
        for row in reads.given(request.person, community)
        for slot in row.slots
    ]


@operation(
    router,
    "POST",
    "/communities/{community}/advice/slots/{slot}/booking",
    says=_("Book a time"),
    scope=Scope.WRITE,
    gives=AppointmentShown,
    status=201,
)
def book_slot(request: Any, community: Here, slot: Id, given: NewAppointment) -> dict[str, Any]:
    """Nobody but the adviser will know."""
    row = _slot(request, community, slot)
    party = party_of(community, given.member) if given.member else request.person.party
    commands.book_slot(by=request.person, slot=row, topic=given.topic, party=party)
    return _one(request, community, row)


@operation(
    router,
    "GET",
    "/communities/{community}/advice/appointments",
    says=_("My appointments"),
    scope=Scope.READ,
    gives=Listed[AppointmentShown],
)
def appointments(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Mine, those to come first; nobody else's key reads them."""
    return listed(reads.appointments(request.person, community), which, lambda rows: map(_shown, rows))


@operation(
    router,
    "DELETE",
    "/communities/{community}/advice/slots/{slot}/booking",
    says=_("Cancel an appointment"),
    scope=Scope.WRITE,
    gives=Opened,
)
def give_up_slot(request: Any, community: Here, slot: Id) -> dict[str, Any]:
    """Its holder, or the adviser. The time is free again."""
    commands.give_up_slot(by=request.person, slot=_kept(request, community, slot))
    return {"slots": 1}


@operation(
    router,
    "GET",
    "/communities/{community}/advice/book",
    says=_("My book as an adviser"),
    scope=Scope.READ,
    gives=Listed[AppointmentShown],
)
def book(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Who comes when, for the adviser alone."""
    return listed(reads.book(request.person, community), which, lambda rows: map(_shown, rows))


@operation(
    router,
    "POST",
    "/communities/{community}/sessions/{session}/slots",
    says=_("Divide a session into appointments"),
    scope=Scope.WRITE,
    gives=Opened,
    status=201,
)
def open_slots(request: Any, community: Here, session: Id, given: NewSlots) -> dict[str, Any]:
    """For one adviser, who leads the activity."""
    row = found(sessions_here(request, community), pk=session)
    adviser = request.person
    if given.adviser:
        adviser = found(Person.objects, party=party_of(community, given.adviser, "adviser"))
    made = commands.open_slots(by=request.person, session=row, adviser=adviser, minutes=given.minutes)
    return {"slots": len(made)}


@operation(
    router,
    "POST",
    "/communities/{community}/advice/slots/{slot}/end",
    says=_("An appointment took place, or nobody came"),
    scope=Scope.WRITE,
    gives=Opened,
)
def end_slot(request: Any, community: Here, slot: Id, given: Came) -> dict[str, Any]:
    """The adviser says so."""
    commands.end_slot(by=request.person, slot=_kept(request, community, slot), came=given.came)
    return {"slots": 1}


@operation(
    router,
    "DELETE",
    "/communities/{community}/advice/slots/{slot}",
    says=_("Take a time out"),
    scope=Scope.WRITE,
    gives=Opened,
)
def close_slot(request: Any, community: Here, slot: Id) -> dict[str, Any]:
    """The adviser's own; whoever had booked it is told to look at their page."""
    commands.close_slot(by=request.person, slot=_kept(request, community, slot))
    return {"slots": 1}


@operation(
    router,
    "PUT",
    "/communities/{community}/activities/{activity}/confidence",
    says=_("Keep an activity in confidence"),
    scope=Scope.WRITE,
    gives=Topics,
)
def keep_in_confidence(request: Any, community: Here, activity: Id, given: Topics) -> dict[str, Any]:
    """People book a time with whoever leads it, and nobody else sees who comes."""
    row = found(visible_activities(request.person, community).select_related("community"), pk=activity)
    made = commands.keep_in_confidence(by=request.person, activity=row, topics=list(given.topics))
    return {"topics": made.topics}


@operation(
    router,
    "GET",
    "/communities/{community}/advice/figures",
    says=_("Appointments by month and topic"),
    scope=Scope.READ,
    who=READS_FIGURES,
    gives=list[MonthShown],
)
def advice_figures(request: Any, community: Here) -> list[dict[str, Any]]:
    """For months that are over; small numbers are hidden and the others rounded."""
    return [
        {"month": month, "topics": dict(table.cells), "total": table.total}
        for month, table in reads.figures(community)
    ]


def _slot(request: Any, community: Here, pk: int) -> Slot:
    rows = Slot.objects.of(community).filter(reads.may_open(request.person, community))
    row: Slot = found(rows.select_related("community", "session__activity__advice"), pk=pk)
    return row


def _kept(request: Any, community: Here, pk: int) -> Slot:
    rows = Slot.objects.of(community).filter(reads.kept_by(request.person, community))
    row: Slot = found(rows.select_related("community", "session"), pk=pk)
    return row


def _one(request: Any, community: Here, slot: Slot) -> dict[str, Any]:
    own = slot.adviser_id == request.person.pk
    rows = reads.book(request.person, community) if own else reads.appointments(request.person, community)
    return _shown(next(row for row in rows if row.pk == slot.pk))


def _shown(row: BookRow) -> dict[str, Any]:
    return {
        "id": row.pk,
        "session": row.session_id,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "state": row.state,
        "topic": row.topic,
        "name": row.name,
    }
