"""Operations of the list of a session."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from gilydd.people.models import Community
from gilydd.people.operations import (
    Here,
    Id,
    Listed,
    Pair,
    Which,
    acting_party,
    found,
    listed,
    operation,
    own_row,
    pair,
)
from gilydd.people.words import Scope

from .. import commands
from ..models import RoleToFill, SignUp, Swap
from ..policy import visible_sign_ups, visible_swaps
from ..words import LIVE, SwapState
from .shapes import (
    RUNS,
    NewSignUp,
    SignUpShown,
    router,
    sessions_here,
    sign_up_rows,
)


@operation(
    router,
    "GET",
    "/communities/{community}/sign-ups",
    says=_("My places on lists"),
    scope=Scope.READ,
    gives=Listed[SignUpShown],
)
def sign_ups(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Sessions that I am signed up to or wait for, newest first."""
    rows = SignUp.objects.of(community).filter(party=request.person.pk, state__in=LIVE).order_by("-pk")
    return listed(rows, which, lambda found_rows: sign_up_rows(community, found_rows))


@operation(
    router,
    "POST",
    "/communities/{community}/sessions/{session}/sign-ups",
    says=_("Sign up to a session"),
    scope=Scope.WRITE,
    gives=SignUpShown,
    status=201,
)
def sign_up(request: Any, community: Here, session: Id, given: NewSignUp) -> dict[str, Any]:
    """A place on the list, or on the waiting list where every place is taken. Twice is once."""
    row = found(sessions_here(request, community), pk=session)
    party = acting_party(request, community, given.member)
    roles = RoleToFill.objects.of(community).filter(activity=row.activity_id)
    role = own_row(roles, given.role, "role")
    made = commands.sign_up(by=request.person, session=row, party=party, part=given.part, role=role)
    return sign_up_rows(community, [made])[0]


@operation(
    router,
    "DELETE",
    "/communities/{community}/sign-ups/{sign_up}",
    says=_("Take a place on a list back"),
    scope=Scope.WRITE,
    gives=SignUpShown,
)
def withdraw_sign_up(request: Any, community: Here, sign_up: Id) -> dict[str, Any]:
    """The first of the waiting list moves up and is told."""
    row = found(visible_sign_ups(request.person, community), pk=sign_up)
    return sign_up_rows(community, [commands.withdraw_sign_up(by=request.person, sign_up=row)])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/sessions/{session}/sign-ups",
    says=_("The list of a session"),
    scope=Scope.BROKER_READ,
    who=RUNS,
    gives=Listed[SignUpShown],
)
def session_list(request: Any, community: Here, session: Id, which: Which) -> dict[str, Any]:
    """Who is signed up or waiting, in order."""
    row = found(sessions_here(request, community), pk=session)
    rows = visible_sign_ups(request.person, community).filter(session=row, state__in=LIVE)
    return listed(rows.order_by("state", "pk"), which, lambda found_rows: sign_up_rows(community, found_rows))


class SwapShown(BaseModel):
    """A turn that somebody asks the others to take; whose it is, is not said."""

    id: int
    session: int
    title: Pair
    starts_at: dt.datetime
    role: int | None
    state: SwapState


@operation(
    router,
    "GET",
    "/communities/{community}/swaps",
    says=_("Turns to take"),
    scope=Scope.READ,
    gives=Listed[SwapShown],
)
def swaps(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Open swaps that concern me: mine, and those of roles that I do."""
    rows = visible_swaps(request.person, community).filter(state=SwapState.OPEN).order_by("-pk")
    rows = rows.select_related("sign_up__session__activity")
    return listed(rows, which, lambda found_rows: map(_swap, found_rows))


@operation(
    router,
    "POST",
    "/communities/{community}/sign-ups/{sign_up}/swap",
    says=_("Ask for a swap"),
    scope=Scope.WRITE,
    gives=SwapShown,
    status=201,
)
def ask_swap(request: Any, community: Here, sign_up: Id) -> dict[str, Any]:
    """The others of the role are asked; until somebody says yes the turn stays where it is."""
    row = found(visible_sign_ups(request.person, community).select_related("session"), pk=sign_up)
    return _shown(request, community, commands.ask_swap(by=request.person, sign_up=row).pk)


@operation(
    router,
    "POST",
    "/communities/{community}/swaps/{swap}/accept",
    says=_("Take a turn"),
    scope=Scope.WRITE,
    gives=SignUpShown,
    status=201,
)
def accept_swap(request: Any, community: Here, swap: Id) -> dict[str, Any]:
    """The first who says yes has it."""
    row = found(visible_swaps(request.person, community).select_related("sign_up__session"), pk=swap)
    made = commands.accept_swap(by=request.person, swap=row, party=request.person.party)
    return sign_up_rows(community, [made])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/swaps/{swap}/withdraw",
    says=_("No longer ask for a swap"),
    scope=Scope.WRITE,
    gives=SwapShown,
)
def withdraw_swap(request: Any, community: Here, swap: Id) -> dict[str, Any]:
    """Whoever has the turn does it after all."""
    row = found(visible_swaps(request.person, community).select_related("sign_up__session"), pk=swap)
    return _shown(request, community, commands.withdraw_swap(by=request.person, swap=row).pk)


def _shown(request: Any, community: Community, pk: int) -> dict[str, Any]:
    rows = visible_swaps(request.person, community).select_related("sign_up__session__activity")
    return _swap(found(rows, pk=pk))


def _swap(row: Swap) -> dict[str, Any]:
    session = row.sign_up.session
    return {
        "id": row.pk,
        "session": session.pk,
        "title": pair(session.activity, "title"),
        "starts_at": session.starts_at,
        "role": row.sign_up.role_id,
        "state": row.state,
    }
