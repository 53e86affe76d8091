"""Operations: who came, noted at the door, and a session without hours to write."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from gilydd.history.words import NotAllowed
from gilydd.people.models import Community
from gilydd.people.operations import (
    Given,
    Here,
    Id,
    Listed,
    MemberName,
    Which,
    found,
    listed,
    member_names,
    operation,
    party_of,
)
from gilydd.people.words import Scope

from .. import commands
from ..models import CheckIn
from ..policy import may
from ..words import Part, Seen
from .shapes import SessionShown, router, session_rows, sessions_here


class CheckInShown(BaseModel):
    id: int
    session: int
    member: MemberName
    part: Part
    seen: Seen
    came_at: dt.datetime


class NewCheckIn(Given):
    """`part`: as they signed up where it is left out."""

    member: Id
    part: Part | Literal[""] = ""
    seen: Seen = Seen.NUMBER


@operation(
    router,
    "GET",
    "/communities/{community}/sessions/{session}/check-ins",
    says=_("Who came"),
    scope=Scope.READ,
    gives=Listed[CheckInShown],
)
def check_ins(request: Any, community: Here, session: Id, which: Which) -> dict[str, Any]:
    """Noted at the door, the newest first; for those who run the session."""
    row = found(sessions_here(request, community), pk=session)
    if not may(request.person, "check_in", row):
        raise NotAllowed
    rows = CheckIn.objects.filter(session=row, taken_back_at__isnull=True).order_by("-came_at", "-pk")
    return listed(rows, which, lambda page: _rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/sessions/{session}/check-ins",
    says=_("Note that somebody came"),
    scope=Scope.WRITE,
    gives=CheckInShown,
    status=201,
)
def check_in(request: Any, community: Here, session: Id, given: NewCheckIn) -> dict[str, Any]:
    """Twice is once. Hours come with the sheet."""
    row = found(sessions_here(request, community), pk=session)
    party = party_of(community, given.member)
    made = commands.check_in(by=request.person, session=row, party=party, part=given.part, seen=given.seen)
    return _rows(community, [made])[0]


@operation(
    router,
    "DELETE",
    "/communities/{community}/check-ins/{check_in}",
    says=_("Take a note at the door back"),
    scope=Scope.WRITE,
    gives=CheckInShown,
)
def take_back_check_in(request: Any, community: Here, check_in: Id) -> dict[str, Any]:
    """It was somebody else, or they went home."""
    rows = CheckIn.objects.of(community).filter(session__in=sessions_here(request, community).values("pk"))
    row = found(rows.select_related("session", "community"), pk=check_in)
    return _rows(community, [commands.take_back_check_in(by=request.person, check_in=row)])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/sessions/{session}/held",
    says=_("A session took place without hours to write"),
    scope=Scope.WRITE,
    gives=SessionShown,
)
def hold_session(request: Any, community: Here, session: Id) -> dict[str, Any]:
    """Its sheet is done, and empty."""
    row = found(sessions_here(request, community), pk=session)
    commands.hold_session(by=request.person, session=row)
    return session_rows([found(sessions_here(request, community), pk=session)])[0]


def _rows(community: Community, rows: list[CheckIn]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "session": row.session_id,
            "member": called[row.party_id],
            "part": row.part,
            "seen": row.seen,
            "came_at": row.came_at,
        }
        for row in rows
    ]
