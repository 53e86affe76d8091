"""Operations of general meetings."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field, HttpUrl

from gilydd.people.models import Community
from gilydd.people.operations import (
    Given,
    Here,
    Id,
    Lang,
    Line,
    Listed,
    Made,
    Moment,
    Pair,
    Said,
    Which,
    Words,
    found,
    listed,
    operation,
    own_row,
    pair,
    party_of,
)
from gilydd.people.words import Scope

from .. import commands
from ..commands.meetings import LONGEST_VOTE_MINUTES
from ..models import AgendaItem, Meeting, MeetingSeat, Proxy, Vote
from ..policy import policy, visible_items, visible_meetings
from ..queries import mutual as queries
from ..words import BallotEvidence, ItemKind, MeetingKind, MeetingState, PresentHow, VoteRule
from .routing import router
from .votes import RUNS

BY_RUNNERS = {"scope": Scope.BROKER_WRITE, "who": RUNS}


class ItemShown(BaseModel):
    id: int
    number: int
    kind: ItemKind
    title: Pair
    text: Pair
    rule: VoteRule
    vote: int | None
    minutes: Pair | None


class MeetingShown(BaseModel):
    id: int
    kind: MeetingKind
    title: Pair
    where: Pair
    starts_at: dt.datetime
    state: MeetingState


class WholeMeeting(MeetingShown):
    """`present` are in the room or on screen, `represented` by somebody who is; both count for the quorum."""

    about: Pair
    quorum: int
    present: int
    represented: int
    items: list[ItemShown]
    minutes_agreed_at: dt.datetime | None


class ProxyShown(BaseModel):
    id: int


class NewMeeting(Given):
    kind: MeetingKind
    title_cy: Line
    title_en: Line
    where_cy: Line
    where_en: Line
    starts_at: Moment
    about_cy: Words = ""
    about_en: Words = ""
    easy_cy: Words = ""
    easy_en: Words = ""
    screen_href: HttpUrl | None = None
    chair: Id | None = None


class NewPoint(Given):
    """A resolution has its text in both languages, and a rule: majority or two-thirds."""

    kind: ItemKind
    title_cy: Line
    title_en: Line
    text_cy: Words = ""
    text_en: Words = ""
    rule: VoteRule = VoteRule.MAJORITY


class Why(Given):
    reason: Words = ""
    lang: Lang


class Coming(Given):
    """`member`: whom one notes at the door; without it, oneself."""

    how: PresentHow
    member: Id | None = None


class Leaving(Given):
    member: Id | None = None


class NewProxy(Given):
    """`holder` votes for `member`, or for oneself without it."""

    holder: Id
    member: Id | None = None
    evidence: BallotEvidence = BallotEvidence.SCREEN


class Minutes(Given):
    minutes: Annotated[int, Field(ge=1, le=LONGEST_VOTE_MINUTES)] = 10


class AnotherDay(Given):
    starts_at: Moment
    where_cy: Words = ""
    where_en: Words = ""
    reason: Words = ""
    lang: Lang


class MinuteGiven(Given):
    text_cy: Said
    text_en: Said


class RulesGiven(Given):
    notice_days: int | None = None
    quorum_percent: int | None = None
    quorum_least: int | None = None
    again_notice_days: int | None = None
    again_without_quorum: bool | None = None
    proxies_each: int | None = None
    board_seats: int | None = None
    term_years: int | None = None
    board_age_least: int | None = None
    decided_by: Id | None = None


def _rows(rows: list[Meeting]) -> list[dict[str, Any]]:
    return [_row(row) for row in rows]


def _row(row: Meeting) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": pair(row, "title"),
        "where": pair(row, "where"),
        "starts_at": row.starts_at,
        "state": row.state,
    }


def _whole(row: Meeting) -> dict[str, Any]:
    row = Meeting.objects.select_related("community").get(pk=row.pk)
    quorum = queries.quorum_of(row)
    return {
        **_row(row),
        "about": pair(row, "about"),
        "quorum": row.quorum_needed,
        "present": quorum.present,
        "represented": quorum.represented,
        "items": [
            {
                "id": one.row.pk,
                "number": one.row.number,
                "kind": one.row.kind,
                "title": pair(one.row, "title"),
                "text": pair(one.row, "text"),
                "rule": one.row.rule,
                "vote": one.row.vote_id,
                "minutes": pair(one.minute, "text") if one.minute else None,
            }
            for one in queries.agenda(row)
        ],
        "minutes_agreed_at": row.minutes_agreed_at,
    }


def _meeting(request: Any, community: Community, pk: int) -> Meeting:
    rows = visible_meetings(request.person, community).select_related("community", "chair")
    return found(rows, pk=pk)


def _item(request: Any, community: Community, pk: int) -> AgendaItem:
    rows = visible_items(request.person, community).select_related("meeting__community", "community", "vote")
    return found(rows, pk=pk)


def _seat(request: Any, meeting: Meeting, member: int | None) -> MeetingSeat:
    """One's own seat, or that of a member; the commands ask the policy."""
    party = request.person.party if member is None else party_of(meeting.community, member)
    seat = found(MeetingSeat.objects.filter(meeting=meeting).select_related("party"), party=party)
    seat.meeting, seat.community = meeting, meeting.community
    return seat


@operation(
    router, "GET", "/communities/{community}/meetings", says=_("General meetings"), scope=Scope.READ,
    gives=Listed[MeetingShown],
)  # fmt: skip
def meetings(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """The latest first."""
    rows = visible_meetings(request.person, community).order_by("-starts_at", "-pk")
    return listed(rows, which, _rows)


@operation(
    router, "GET", "/communities/{community}/meetings/{meeting}", says=_("One general meeting"),
    scope=Scope.READ, gives=WholeMeeting,
)  # fmt: skip
def meeting(request: Any, community: Here, meeting: Id) -> dict[str, Any]:
    """Its agenda, who is there in numbers, and its minutes."""
    return _whole(_meeting(request, community, meeting))


@operation(
    router, "POST", "/communities/{community}/meetings", says=_("Prepare a general meeting"), gives=Made,
    status=201, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def plan_meeting(request: Any, community: Here, given: NewMeeting) -> dict[str, Any]:
    """Nobody is told until it is called."""
    told = given.model_dump(exclude={"chair", "screen_href"})
    told["screen_href"] = str(given.screen_href or "")
    if given.chair is not None:
        told["chair"] = party_of(community, given.chair, "chair")
    return {"id": commands.plan_meeting(by=request.person, community=community, **told).pk}


@operation(
    router, "POST", "/communities/{community}/meetings/{meeting}/items",
    says=_("Put a point on the agenda"), gives=Made, status=201, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def add_item(request: Any, community: Here, meeting: Id, given: NewPoint) -> dict[str, Any]:
    """Before the notice."""
    row = _meeting(request, community, meeting)
    item = commands.NewItem(**given.model_dump())
    return {"id": commands.add_item(by=request.person, meeting=row, item=item).pk}


@operation(
    router, "POST", "/communities/{community}/items/{item}/remove", says=_("Take a point off the agenda"),
    gives=WholeMeeting, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def remove_item(request: Any, community: Here, item: Id) -> dict[str, Any]:
    """Before the notice."""
    return _whole(commands.remove_item(by=request.person, item=_item(request, community, item)))


@operation(
    router, "POST", "/communities/{community}/meetings/{meeting}/call", says=_("Send the notice"),
    gives=WholeMeeting, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def call_meeting(request: Any, community: Here, meeting: Id) -> dict[str, Any]:
    """Agenda, roll and quorum are fixed, and every member is told."""
    return _whole(commands.call_meeting(by=request.person, meeting=_meeting(request, community, meeting)))


@operation(
    router, "POST", "/communities/{community}/meetings/{meeting}/cancel", says=_("Cancel a meeting"),
    gives=WholeMeeting, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def cancel_meeting(request: Any, community: Here, meeting: Id, given: Why) -> dict[str, Any]:
    """Whoever was told of it is told why."""
    row = _meeting(request, community, meeting)
    return _whole(commands.cancel_meeting(by=request.person, meeting=row, **given.model_dump()))


@operation(
    router, "POST", "/communities/{community}/meetings/{meeting}/presence", says=_("Be at a meeting"),
    scope=Scope.WRITE, gives=WholeMeeting,
)  # fmt: skip
def come(request: Any, community: Here, meeting: Id, given: Coming) -> dict[str, Any]:
    """In the room or on screen, from two hours before it begins."""
    row = _meeting(request, community, meeting)
    commands.come(by=request.person, seat=_seat(request, row, given.member), how=given.how)
    return _whole(row)


@operation(
    router, "POST", "/communities/{community}/meetings/{meeting}/leave", says=_("Leave a meeting"),
    scope=Scope.WRITE, gives=WholeMeeting,
)  # fmt: skip
def leave(request: Any, community: Here, meeting: Id, given: Leaving) -> dict[str, Any]:
    """Oneself, or a member who left."""
    row = _meeting(request, community, meeting)
    commands.leave(by=request.person, seat=_seat(request, row, given.member))
    return _whole(row)


@operation(
    router, "POST", "/communities/{community}/meetings/{meeting}/proxies",
    says=_("Let somebody vote for me in a meeting"), scope=Scope.WRITE, gives=ProxyShown, status=201,
)  # fmt: skip
def give_proxy(request: Any, community: Here, meeting: Id, given: NewProxy) -> dict[str, Any]:
    """Until the meeting begins. A new one takes the place of the old."""
    row = _meeting(request, community, meeting)
    holder = party_of(community, given.holder, "holder")
    seat = _seat(request, row, given.member)
    made = commands.give_proxy(by=request.person, seat=seat, holder=holder, evidence=given.evidence)
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/proxies/{proxy}/end", says=_("Take a proxy back"),
    scope=Scope.WRITE, gives=ProxyShown,
)  # fmt: skip
def end_proxy(request: Any, community: Here, proxy: Id) -> dict[str, Any]:
    """At any time."""
    rows = Proxy.objects.of(community).select_related("giver__meeting__community", "giver__community")
    row = found(rows, pk=proxy)
    return {"id": commands.end_proxy(by=request.person, proxy=row).pk}


@operation(
    router, "POST", "/communities/{community}/meetings/{meeting}/open", says=_("Begin a meeting"),
    scope=Scope.WRITE, gives=WholeMeeting,
)  # fmt: skip
def open_meeting(request: Any, community: Here, meeting: Id) -> dict[str, Any]:
    """Where enough members are there or represented. By whoever runs meetings, or its chair."""
    return _whole(commands.open_meeting(by=request.person, meeting=_meeting(request, community, meeting)))


@operation(
    router, "POST", "/communities/{community}/items/{item}/vote", says=_("Put a resolution to the vote"),
    scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def open_item(request: Any, community: Here, item: Id, given: Minutes) -> dict[str, Any]:
    """Among those who are there or represented, for some minutes."""
    row = _item(request, community, item)
    return {"id": commands.open_item(by=request.person, item=row, minutes=given.minutes).pk}


@operation(
    router, "POST", "/communities/{community}/meetings/{meeting}/adjourn",
    says=_("Put a meeting off to another day"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def adjourn_meeting(request: Any, community: Here, meeting: Id, given: AnotherDay) -> dict[str, Any]:
    """Because too few are there; gives the meeting on the other day."""
    row = _meeting(request, community, meeting)
    return {"id": commands.adjourn_meeting(by=request.person, meeting=row, **given.model_dump()).pk}


@operation(
    router, "POST", "/communities/{community}/items/{item}/minutes",
    says=_("Write the minutes of a point"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def write_minute(request: Any, community: Here, item: Id, given: MinuteGiven) -> dict[str, Any]:
    """The last text counts, until the minutes are agreed."""
    row = _item(request, community, item)
    return {"id": commands.write_minute(by=request.person, item=row, **given.model_dump()).pk}


@operation(
    router, "POST", "/communities/{community}/meetings/{meeting}/close", says=_("End a meeting"),
    scope=Scope.WRITE, gives=WholeMeeting,
)  # fmt: skip
def close_meeting(request: Any, community: Here, meeting: Id) -> dict[str, Any]:
    """Once its votes are counted."""
    return _whole(commands.close_meeting(by=request.person, meeting=_meeting(request, community, meeting)))


@operation(
    router, "POST", "/communities/{community}/meetings/{meeting}/minutes/agree",
    says=_("Note that minutes were agreed"), scope=Scope.WRITE, gives=WholeMeeting,
)  # fmt: skip
def agree_minutes(request: Any, community: Here, meeting: Id) -> dict[str, Any]:
    """From then on nobody changes them."""
    return _whole(commands.agree_minutes(by=request.person, meeting=_meeting(request, community, meeting)))


@operation(
    router, "POST", "/communities/{community}/meeting-rules", says=_("Write down numbers of the rule book"),
    gives=Made, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def change_rules(request: Any, community: Here, given: RulesGiven) -> dict[str, Any]:
    """Those that are given; `decided_by` is the vote that decided them."""
    policy.check(request.person, "change_rules", community)
    told = given.model_dump(exclude={"decided_by"}, exclude_none=True)
    vote = own_row(Vote.objects.of(community), given.decided_by, "decided_by")
    return {"id": commands.change_rules(by=request.person, community=community, decided_by=vote, **told).pk}
