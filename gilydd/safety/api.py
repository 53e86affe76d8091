"""Operations of safety: blocks, and raising a concern. What a concern says is read on its page alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel

from gilydd.people.models import Community
from gilydd.people.operations import (
    Given,
    Here,
    Id,
    Lang,
    Listed,
    MemberName,
    Said,
    Which,
    acting_party,
    found,
    listed,
    member_names,
    operation,
    party_of,
)
from gilydd.people.words import Scope

from . import commands
from .models import Block
from .policy import visible_blocks

router = Router(tags=["safety"])


class BlockShown(BaseModel):
    id: int
    member: MemberName
    blocked: MemberName
    made_at: dt.datetime


class NewBlock(Given):
    """`member`: who does not want to be brought together; oneself where it is left out."""

    blocked: Id
    member: Id | None = None


class NewConcern(Given):
    """`about`: a member's number, where it is about one."""

    words: Said
    lang: Lang
    about: Id | None = None


class Received(BaseModel):
    received_at: dt.datetime


@operation(
    router,
    "GET",
    "/communities/{community}/blocks",
    says=_("Whom I do not want to meet"),
    scope=Scope.READ,
    gives=Listed[BlockShown],
)
def blocks(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Nobody is told that they are on it."""
    rows = visible_blocks(request.person, community).order_by("-pk")
    return listed(rows, which, lambda page: _rows(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/blocks",
    says=_("I do not want to meet somebody"),
    scope=Scope.WRITE,
    gives=BlockShown,
    status=201,
)
def block(request: Any, community: Here, given: NewBlock) -> dict[str, Any]:
    """Twice is once; nobody is told."""
    made = commands.block(
        by=request.person,
        community=community,
        party=acting_party(request, community, given.member),
        blocked=party_of(community, given.blocked, "blocked"),
    )
    return _rows(community, [made])[0]


@operation(
    router,
    "DELETE",
    "/communities/{community}/blocks/{block}",
    says=_("I may meet them again"),
    scope=Scope.WRITE,
    gives=None,
    status=204,
)
def unblock(request: Any, community: Here, block: Id) -> None:
    """They may be brought together again."""
    rows = visible_blocks(request.person, community).select_related("community", "party", "blocked")
    commands.unblock(by=request.person, block=found(rows, pk=block))


@operation(
    router,
    "POST",
    "/communities/{community}/concerns",
    says=_("Say that I worry about somebody's safety"),
    scope=Scope.WRITE,
    gives=Received,
    status=201,
)
def raise_concern(request: Any, community: Here, given: NewConcern) -> dict[str, Any]:
    """Only the safeguarding leads read it."""
    made = commands.raise_concern(
        by=request.person,
        community=community,
        words=given.words,
        lang=given.lang,
        about=party_of(community, given.about, "about") if given.about else None,
    )
    return {"received_at": made.raised_at}


def _rows(community: Community, rows: list[Block]) -> list[dict[str, Any]]:
    called = member_names(community, [pk for row in rows for pk in (row.party_id, row.blocked_id)])
    return [
        {
            "id": row.pk,
            "member": called[row.party_id],
            "blocked": called[row.blocked_id],
            "made_at": row.made_at,
        }
        for row in rows
    ]
