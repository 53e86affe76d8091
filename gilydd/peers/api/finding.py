"""Operations: who might be good company for me, and why."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel

from gilydd.people.operations import Here, MemberName, operation
from gilydd.people.words import Scope

from ..queries import finding
from ..words import Look
from .routing import router


class FoundShown(BaseModel):
    """`why`: sentences in the language asked for. `writes`: I may write to them first."""

    member: MemberName
    area: str
    why: list[str]
    writes: bool


@operation(
    router,
    "GET",
    "/communities/{community}/peers",
    says=_("People like me, whom I could help, who could help me, who care about the same"),
    scope=Scope.READ,
    gives=list[FoundShown],
)
def peers(request: Any, community: Here, who: Annotated[Look, Query()] = Look.LIKE) -> list[dict[str, Any]]:
    """At most twelve, best first. Only those who chose to be found; points are never told."""
    return [
        {
            "member": {"member": one.member, "name": one.called},
            "area": one.area,
            "why": [why.text for why in one.why],
            "writes": one.writes,
        }
        for one in finding.look(request.person, community, who)
    ]
