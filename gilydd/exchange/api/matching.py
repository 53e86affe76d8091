"""Operations of matching rounds: look for circles, refuse a pairing, invite, answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.people.models import Area
from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Listed,
    MemberName,
    Minutes,
    TermShown,
    Which,
    act_key,
    found,
    listed,
    member_names,
    operation,
    own_row,
    term_shown,
)
from gilydd.people.words import Role, Scope

from ..commands import matching
from ..models import Circle, Invitation, MatchingRound, Pairing
from ..policy import visible_invitations, visible_rounds, visible_vetoes
from ..queries import matching as reads
from ..words import AnswerState, CircleState, Evidence, RoundScope, RoundState
from .shapes import router

STAFF = (Role.BROKER, Role.COORDINATOR)
Why = Annotated[str, Text(strip_whitespace=True, max_length=600)]
Lang = Annotated[str, Text(pattern="^(cy|en)?$")]


class NewRound(Given):
    """`area` where the round is of one area; `corridor_minutes` is how far a balance may move."""

    scope: RoundScope
    area: Id | None = None
    unit_minutes: Minutes
    give_minutes: Minutes
    receive_minutes: Minutes
    pair_minutes: Minutes
    corridor_minutes: Annotated[int, Field(ge=0, le=1_440, strict=True)] = 0


class RoundShown(BaseModel):
    """`proved`: within these limits nothing better exists."""

    id: int
    scope: RoundScope
    area: int | None
    unit_minutes: int
    give_minutes: int
    receive_minutes: int
    pair_minutes: int
    corridor_minutes: int
    state: RoundState
    proved: bool
    made_at: dt.datetime


class PairingShown(BaseModel):
    id: int
    giver: MemberName
    receiver: MemberName
    work: TermShown
    minutes: int
    ask: int | None
    refused: str


class CircleShown(BaseModel):
    id: int
    number: int
    closed: bool
    state: CircleState
    pairings: list[PairingShown]


class InvitedShown(BaseModel):
    """How many people were asked."""

    people: int


class AllInvitedShown(BaseModel):
    """How many people were asked, and how many circles fit no more."""

    people: int
    circles_left: int


class Rejection(Given):
    """`never`: a veto, in this work or in every one, always or until a day."""

    refusal: Literal["not_now", "never"]
    every_work: bool = False
    until: Day | None = None
    words: Why = ""
    lang: Lang = ""


class VetoShown(BaseModel):
    id: int
    first: MemberName
    second: MemberName
    work: TermShown | None
    until: dt.date | None
    words: str


class ShareShown(BaseModel):
    """`other` is a name only where the reader may know it."""

    work: str
    minutes: int
    other: str


class InvitationShown(BaseModel):
    id: int
    member: MemberName
    answer: AnswerState
    circle_state: CircleState
    gives: list[ShareShown]
    gets: list[ShareShown]


class Answer(Given):
    """`evidence`: how whoever answers for somebody else knows. The words of a no are for brokers."""

    yes: bool
    evidence: Evidence = Evidence.SCREEN
    words: Why = ""
    lang: Lang = ""


def _rounds(rows: list[MatchingRound]) -> list[dict[str, Any]]:
    names = (
        "scope", "unit_minutes", "give_minutes", "receive_minutes", "pair_minutes", "corridor_minutes",
        "state", "made_at",
    )  # fmt: skip
    return [
        {name: getattr(row, name) for name in names}
        | {
            "id": row.pk,
            "area": row.area_id,
            "proved": row.state == RoundState.READY and bool(row.result.get("proved")),
        }
        for row in rows
    ]


def _row(request: Any, community: Here, pk: int) -> MatchingRound:
    row: MatchingRound = found(visible_rounds(request.person, community).defer("document"), pk=pk)
    return row


@operation(
    router, "GET", "/communities/{community}/rounds",
    says=_("Matching rounds"), scope=Scope.BROKER_READ, who=STAFF, gives=Listed[RoundShown],
)  # fmt: skip
def rounds(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those that the person keeps, newest first."""
    rows = visible_rounds(request.person, community).defer("document").order_by("-pk")
    return listed(rows, which, _rounds)


@operation(
    router, "POST", "/communities/{community}/rounds",
    says=_("Look for circles"), scope=Scope.BROKER_WRITE, who=STAFF, gives=RoundShown, status=201,
)  # fmt: skip
def start_round(request: Any, community: Here, given: NewRound, key: IdempotencyKey) -> dict[str, Any]:
    """A job works it out; nobody is told anything. The same key again is the same round."""
    told = given.model_dump() | {"area": own_row(Area.objects.of(community), given.area, "area")}
    made = matching.start_round(by=request.person, community=community, key=act_key(request, key), **told)
    return _rounds([made])[0]


@operation(
    router, "GET", "/communities/{community}/rounds/{round}",
    says=_("One matching round"), scope=Scope.BROKER_READ, who=STAFF, gives=RoundShown,
)  # fmt: skip
def round(request: Any, community: Here, round: Id) -> dict[str, Any]:
    """How it stands."""
    return _rounds([_row(request, community, round)])[0]


@operation(
    router, "POST", "/communities/{community}/rounds/{round}/solve",
    says=_("Work a round out again"), scope=Scope.BROKER_WRITE, who=STAFF, gives=RoundShown,
)  # fmt: skip
def solve_again(request: Any, community: Here, round: Id) -> dict[str, Any]:
    """What was sent out stays; what was only suggested goes."""
    row = _row(request, community, round)
    return _rounds([matching.solve_again(by=request.person, round=row)])[0]


@operation(
    router, "POST", "/communities/{community}/rounds/{round}/stop",
    says=_("Stop working a round out"), scope=Scope.BROKER_WRITE, who=STAFF, gives=RoundShown,
)  # fmt: skip
def stop_round(request: Any, community: Here, round: Id) -> dict[str, Any]:
    """What was there before stays."""
    return _rounds([matching.stop_round(by=request.person, round=_row(request, community, round))])[0]


@operation(
    router, "POST", "/communities/{community}/rounds/{round}/close",
    says=_("Close a round"), scope=Scope.BROKER_WRITE, who=STAFF, gives=RoundShown,
)  # fmt: skip
def close_round(request: Any, community: Here, round: Id) -> dict[str, Any]:
    """Whoever has not answered is told that it is not needed."""
    return _rounds([matching.close_round(by=request.person, round=_row(request, community, round))])[0]


@operation(
    router, "POST", "/communities/{community}/rounds/{round}/invite",
    says=_("Invite every circle of a round"), scope=Scope.BROKER_WRITE, who=STAFF, gives=AllInvitedShown,
)  # fmt: skip
def invite_round(request: Any, community: Here, round: Id) -> dict[str, Any]:
    """Each person by their own channel."""
    told, left = matching.invite_round(by=request.person, round=_row(request, community, round))
    return {"people": told, "circles_left": left}


@operation(
    router, "GET", "/communities/{community}/rounds/{round}/circles",
    says=_("Circles of a round"), scope=Scope.BROKER_READ, who=STAFF, gives=Listed[CircleShown],
)  # fmt: skip
def circles(request: Any, community: Here, round: Id, which: Which) -> dict[str, Any]:
    """In order of their number, with who gives whom what."""
    rows = _row(request, community, round).circles.order_by("number")
    return listed(rows, which, lambda page: _circles(community, page))


def _circles(community: Here, rows: list[Circle]) -> list[dict[str, Any]]:
    pairings = list(Pairing.objects.filter(circle__in=rows).select_related("work").order_by("position", "pk"))
    names = member_names(community, [pk for one in pairings for pk in (one.giver_id, one.receiver_id)])
    shown: dict[int, list[dict[str, Any]]] = {row.pk: [] for row in rows}
    for one in pairings:
        shown[one.circle_id].append(
            {
                "id": one.pk,
                "giver": names[one.giver_id],
                "receiver": names[one.receiver_id],
                "work": term_shown(one.work),
                "minutes": one.minutes,
                "ask": one.ask_id,
                "refused": one.refused,
            }
        )
    return [
        {
            "id": row.pk,
            "number": row.number,
            "closed": row.closed,
            "state": row.state,
            "pairings": shown[row.pk],
        }
        for row in rows
    ]


@operation(
    router, "POST", "/communities/{community}/circles/{circle}/invite",
    says=_("Invite a circle"), scope=Scope.BROKER_WRITE, who=STAFF, gives=InvitedShown,
)  # fmt: skip
def invite_circle(request: Any, community: Here, circle: Id) -> dict[str, Any]:
    """Each person by their own channel; a second time tells nobody."""
    kept = visible_rounds(request.person, community)
    row = found(Circle.objects.of(community).filter(round__in=kept).select_related("round"), pk=circle)
    return {"people": matching.invite_circle(by=request.person, circle=row)}


@operation(
    router, "POST", "/communities/{community}/pairings/{pairing}/reject",
    says=_("Refuse a pairing"), scope=Scope.BROKER_WRITE, who=STAFF, gives=PairingShown,
)  # fmt: skip
def reject_pairing(request: Any, community: Here, pairing: Id, given: Rejection) -> dict[str, Any]:
    """Its circle opens, and the round is worked out anew."""
    rows = Pairing.objects.of(community).filter(circle__round__in=visible_rounds(request.person, community))
    row = found(rows.select_related("circle__round", "work"), pk=pairing)
    matching.reject_pairing(by=request.person, pairing=row, **given.model_dump())
    shown = _circles(community, [row.circle])[0]["pairings"]
    return next(one for one in shown if one["id"] == row.pk)


@operation(
    router, "GET", "/communities/{community}/vetoes",
    says=_("Who is never paired"), scope=Scope.BROKER_READ, who=Role.BROKER, gives=Listed[VetoShown],
)  # fmt: skip
def vetoes(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those that hold, newest first, with why."""
    rows = visible_vetoes(request.person, community).filter(ended_at__isnull=True).select_related("work")

    def shape(page: list[Any]) -> list[dict[str, Any]]:
        names = member_names(community, [pk for row in page for pk in (row.first_id, row.second_id)])
        return [
            {
                "id": row.pk, "first": names[row.first_id], "second": names[row.second_id],
                "work": term_shown(row.work) if row.work else None, "until": row.until, "words": row.words,
            }
            for row in page
        ]  # fmt: skip

    return listed(rows.order_by("-pk"), which, shape)


@operation(
    router, "POST", "/communities/{community}/vetoes/{veto}/end",
    says=_("Let two members be paired again"), scope=Scope.BROKER_WRITE, who=Role.BROKER, gives=None,
    status=204,
)  # fmt: skip
def end_veto(request: Any, community: Here, veto: Id) -> None:
    """From the next round on."""
    matching.end_veto(by=request.person, veto=found(visible_vetoes(request.person, community), pk=veto))


def _invitations(community: Here, rows: list[Invitation]) -> list[dict[str, Any]]:
    names = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "member": names[row.party_id],
            "answer": row.answer,
            "circle_state": row.circle.state,
            "gives": [asdict(one) for one in told.gives],
            "gets": [asdict(one) for one in told.gets],
        }
        for row, told in zip(rows, reads.all_asked(community, rows), strict=True)
    ]


def _invited(request: Any, community: Here) -> Any:
    rows = visible_invitations(request.person, community).distinct()
    return rows.select_related("community", "party", "circle__community", "circle__round")


@operation(
    router, "GET", "/communities/{community}/invitations",
    says=_("Invitations into circles"), scope=Scope.READ, gives=Listed[InvitationShown],
)  # fmt: skip
def invitations(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Mine, and of those I look after, newest first."""
    rows = _invited(request, community).order_by("-pk")
    return listed(rows, which, lambda page: _invitations(community, page))


@operation(
    router, "POST", "/communities/{community}/invitations/{invitation}/answer",
    says=_("Answer an invitation into a circle"), scope=Scope.WRITE, gives=InvitationShown,
)  # fmt: skip
def answer_circle(request: Any, community: Here, invitation: Id, given: Answer) -> dict[str, Any]:
    """The last yes promises all of it; a no opens the circle."""
    row = found(_invited(request, community), pk=invitation)
    done = matching.answer_circle(by=request.person, invitation=row, **given.model_dump())
    return _invitations(community, [done])[0]
