"""Operations of the panel: pool, draw, seats, meetings, costs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.algorithms.panels import Quota
from gilydd.people.models import Membership
from gilydd.people.operations import (
    Code,
    Day,
    Disclosure,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Made,
    Minutes,
    Moment,
    Pair,
    act_key,
    acting_party,
    found,
    operation,
    pair,
    party_of,
)
from gilydd.people.words import Scope

from ..commands import meetings
from ..commands import panel as commands
from ..models import Panel
from ..policy import visible_expenses, visible_meetings
from ..queries import panel as queries
from ..words_panel import ENTERS, LARGEST_SEED, RUNS, ExpenseKind, SeedFrom
from .routing import HowEntered, Short, Whole, Whose, router, the_panel, the_seat, the_turn

Few = Annotated[int, Field(ge=0, le=100, strict=True)]


class PanelShown(BaseModel):
    """`pool`: people in the draw. `pool_sha256` is empty until the list closes, `seed` until it is drawn."""

    id: int
    seats: int
    asks: Pair
    state: str
    pool: Disclosure
    pool_sha256: str
    seed: int | None
    seed_source: Pair
    filled: int
    asked: int
    reserves: int


class NewPanel(Given):
    seats: Few
    asks_cy: Whole
    asks_en: Whole
    closes_on: Day


class QuotaGiven(Given):
    """From `lowest` to `highest` of the people drawn have this value of the feature."""

    feature: Code
    value: Code
    lowest: Few
    highest: Few


class QuotasGiven(Given):
    quotas: Annotated[list[QuotaGiven], Field(max_length=100)]


class Invited(Given):
    """Members by their numbers; left out: every active citizen."""

    members: Annotated[list[Id], Field(max_length=5_000)] | None = None


class Number(BaseModel):
    number: int


class Yes(Whose):
    """What somebody tells for the draw. `agreed`: to the list without names."""

    age: Code
    area: Code
    gender: Code
    language: Code
    experience: Code
    agreed: bool


class Close(Given):
    seed_from: SeedFrom
    seed_source_cy: Short = ""
    seed_source_en: Short = ""
    seed_on: Day | None = None


class Seed(Given):
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED, strict=True)] | None = None


class Named(Given):
    member: Id


class Answer(HowEntered):
    yes: bool


class Trained(Given):
    on: Day


class NewMeeting(Given):
    """`present` are seats by their numbers."""

    starts_at: Moment
    length_minutes: Minutes
    present: Annotated[list[Id], Field(min_length=1, max_length=200)]
    decided_cy: Whole
    decided_en: Whole
    notes_cy: Whole = ""
    notes_en: Whole = ""


class MeetingShown(BaseModel):
    id: int
    starts_at: dt.datetime
    length_minutes: int
    decided: Pair
    notes: Pair
    citizens: int
    professionals: int
    credited: bool


class NewExpense(HowEntered):
    kind: ExpenseKind
    pence: Annotated[int, Field(ge=1, le=100_000, strict=True)]
    spent_on: Day
    words: Short = ""
    lang: Lang = "en"


class ExpenseAnswered(Given):
    pay: bool
    paid_on: Day | None = None
    reason: Short = ""
    lang: Lang = "en"


@operation(
    router,
    "GET",
    "/c/{community}/turns/{turn}/panel",
    says=_("The panel of a turn"),
    scope=Scope.READ,
    gives=PanelShown | None,
)
def panel(request: Any, community: Here, turn: Id) -> Any:
    """How far it is, without names; null where there is none."""
    row = queries.panel_of(the_turn(request, community, turn))
    if row is None:
        return None
    told = queries.page_of(request.person, row)
    return {
        "id": row.pk, "seats": row.seats, "asks": pair(row, "asks"), "state": row.state, "pool": told.pool,
        "pool_sha256": row.pool_digest, "seed": row.seed, "seed_source": pair(row, "seed_source"),
        "filled": told.filled, "asked": told.asked, "reserves": told.reserves,
    }  # fmt: skip


@operation(
    router,
    "POST",
    "/c/{community}/turns/{turn}/panel",
    says=_("Begin a panel"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def open_panel(request: Any, community: Here, turn: Id, given: NewPanel) -> Any:
    """Say how many citizens are drawn, and what they do."""
    row = commands.open_panel(
        by=request.person, turn=the_turn(request, community, turn), **given.model_dump()
    )
    return 201, {"id": row.pk}


@operation(
    router,
    "PUT",
    "/c/{community}/panels/{panel}/quotas",
    says=_("Set the quotas of a panel"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
)
def set_quotas(request: Any, community: Here, panel: Id, given: QuotasGiven) -> Any:
    """They take the place of the former ones, until the list is closed."""
    quotas = [Quota(**one.model_dump()) for one in given.quotas]
    row = commands.set_quotas(by=request.person, panel=the_panel(request, community, panel), quotas=quotas)
    return {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/panels/{panel}/invite",
    says=_("Invite members to be in the draw"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Number,
)
def invite_to_pool(request: Any, community: Here, panel: Id, given: Invited) -> Any:
    """Gives how many were newly invited."""
    rows = None
    if given.members is not None:
        rows = Membership.objects.of(community).filter(pk__in=given.members)
    row = the_panel(request, community, panel)
    return {"number": commands.invite_to_pool(by=request.person, panel=row, memberships=rows)}


@operation(
    router,
    "PUT",
    "/c/{community}/panels/{panel}/pool",
    says=_("Say yes to a draw"),
    scope=Scope.WRITE,
    gives=Made,
)
def join_pool(request: Any, community: Here, panel: Id, given: Yes) -> Any:
    """Until the list is closed."""
    told = given.model_dump(exclude={"member", "entered_from"})
    row = commands.join_pool(
        by=request.person,
        panel=the_panel(request, community, panel),
        party=acting_party(request, community, given.member),
        entered_from=given.entered_from or "",
        **told,
    )
    return {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/panels/{panel}/pool/leave",
    says=_("Say no to a draw"),
    scope=Scope.WRITE,
    gives=Made,
)
def leave_pool(request: Any, community: Here, panel: Id, given: Whose) -> Any:
    """What was told for it is deleted."""
    row = commands.leave_pool(
        by=request.person,
        panel=the_panel(request, community, panel),
        party=acting_party(request, community, given.member),
        entered_from=given.entered_from or "",
    )
    return {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/panels/{panel}/close",
    says=_("Close the list of a draw"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
)
def close_pool(request: Any, community: Here, panel: Id, given: Close) -> Any:
    """The list without names, its digest, the quotas and everybody's chance are published."""
    row: Panel = the_panel(request, community, panel)
    return {"id": commands.close_pool(by=request.person, panel=row, **given.model_dump()).pk}


@operation(
    router,
    "POST",
    "/c/{community}/panels/{panel}/draw",
    says=_("Draw a panel"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
)
def draw_panel(request: Any, community: Here, panel: Id, given: Seed) -> Any:
    """Once, with the number of the public draw; without a number where Gilydd picks it."""
    row = the_panel(request, community, panel)
    return {"id": commands.draw_panel(by=request.person, panel=row, seed=given.seed).pk}


@operation(
    router,
    "POST",
    "/c/{community}/panels/{panel}/end",
    says=_("End a panel"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
)
def end_panel(request: Any, community: Here, panel: Id) -> Any:
    """Its record stays."""
    return {"id": commands.end_panel(by=request.person, panel=the_panel(request, community, panel)).pk}


@operation(
    router,
    "POST",
    "/c/{community}/panels/{panel}/professionals",
    says=_("Name a professional for a panel"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def name_professional(request: Any, community: Here, panel: Id, given: Named) -> Any:
    """They are asked, and can say no."""
    row = commands.name_professional(
        by=request.person, panel=the_panel(request, community, panel), party=party_of(community, given.member)
    )
    return 201, {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/seats/{panel_seat}/answer",
    says=_("Take a seat on a panel, or say no"),
    scope=Scope.WRITE,
    gives=Made,
)
def answer_seat(request: Any, community: Here, panel_seat: Id, given: Answer) -> Any:
    """For a citizen's no the next in reserve is asked."""
    row = the_seat(request, community, panel_seat)
    how = given.entered_from or ""
    return {"id": commands.answer_seat(by=request.person, seat=row, yes=given.yes, entered_from=how).pk}


@operation(
    router,
    "POST",
    "/c/{community}/seats/{panel_seat}/leave",
    says=_("Leave a panel"),
    scope=Scope.WRITE,
    gives=Made,
)
def leave_seat(request: Any, community: Here, panel_seat: Id, given: HowEntered) -> Any:
    """Without a reason."""
    row = the_seat(request, community, panel_seat)
    return {"id": commands.leave_seat(by=request.person, seat=row, entered_from=given.entered_from or "").pk}


@operation(
    router,
    "POST",
    "/c/{community}/seats/{panel_seat}/training",
    says=_("Note the training of somebody on a panel"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
)
def note_training(request: Any, community: Here, panel_seat: Id, given: Trained) -> Any:
    """The day on which they had it."""
    row = the_seat(request, community, panel_seat)
    return {"id": commands.note_training(by=request.person, seat=row, on=given.on).pk}


@operation(
    router,
    "POST",
    "/c/{community}/panels/{panel}/meetings",
    says=_("Write a meeting of a panel down"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def record_meeting(request: Any, community: Here, panel: Id, given: NewMeeting) -> Any:
    """Who was there, how long, and what was decided."""
    row = the_panel(request, community, panel)
    told = given.model_dump(exclude={"present"})
    seats = list(row.seated.filter(pk__in=given.present))
    made = meetings.record_meeting(by=request.person, panel=row, present=seats, **told)
    return 201, {"id": made.pk}


@operation(
    router,
    "GET",
    "/c/{community}/panel-meetings/{panel_meeting}",
    says=_("A meeting of a panel"),
    scope=Scope.READ,
    gives=MeetingShown,
)
def meeting(request: Any, community: Here, panel_meeting: Id) -> Any:
    """What was decided, without names."""
    row = found(visible_meetings(request.person, community), pk=panel_meeting)
    told = queries.meeting_page(request.person, row)
    return {
        "id": row.pk, "starts_at": row.starts_at, "length_minutes": row.length_minutes,
        "decided": pair(row, "decided"), "notes": pair(row, "notes"), "citizens": told.citizens,
        "professionals": told.professionals, "credited": row.credited_at is not None,
    }  # fmt: skip


@operation(
    router,
    "POST",
    "/c/{community}/panel-meetings/{panel_meeting}/credit",
    says=_("Credit the citizens of a meeting with its hours"),
    scope=Scope.WRITE,
    who=ENTERS,
    gives=Number,
)
def credit_meeting(request: Any, community: Here, panel_meeting: Id) -> Any:
    """Once, from the community's pot. Gives to how many accounts hours went."""
    row = found(visible_meetings(request.person, community), pk=panel_meeting)
    return {"number": meetings.credit_meeting(by=request.person, meeting=row)}


@operation(
    router,
    "POST",
    "/c/{community}/seats/{panel_seat}/expenses",
    says=_("Ask for the costs of sitting on a panel"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def ask_expense(request: Any, community: Here, panel_seat: Id, given: NewExpense, key: IdempotencyKey) -> Any:
    """In whole pence."""
    told = given.model_dump()
    told["entered_from"] = told["entered_from"] or ""
    row = the_seat(request, community, panel_seat)
    made = meetings.ask_expense(by=request.person, seat=row, key=act_key(request, key), **told)
    return 201, {"id": made.pk}


@operation(
    router,
    "POST",
    "/c/{community}/panel-expenses/{expense}/answer",
    says=_("Answer an expense"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
)
def answer_expense(request: Any, community: Here, expense: Id, given: ExpenseAnswered) -> Any:
    """It was paid on a day, or it is not paid for a reason."""
    row = found(visible_expenses(request.person, community), pk=expense)
    return {"id": meetings.answer_expense(by=request.person, expense=row, **given.model_dump()).pk}
