"""The router of the operations of partnerships, and the shapes that several of them take."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404
from ninja import Router
from pydantic import Field
from pydantic import StringConstraints as Text

from gilydd.people.models import Community
from gilydd.people.operations import Given, Lang, found
from gilydd.people.words import Role

from ..models import Partner, Partnership
from ..policy import may, visible_partners, visible_partnerships

router = Router(tags=["partnerships"])
RUNNERS = (Role.COMMISSIONER, Role.FACILITATOR)

Title = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
What = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=240)]
Reason = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=400)]
Pence = Annotated[int, Field(ge=1, le=100_000_000_000, strict=True)]


class Why(Given):
    """A reason that everybody reads, in its language."""

    reason: Reason
    lang: Lang


def one(request: Any, community: Community, partnership: int) -> Partnership:
    """A partnership of the community, or 404."""
    row: Partnership = found(visible_partnerships(request.person, community), pk=partnership)
    return row


def allowed(request: Any, rows: Any, verb: str, pk: int) -> Any:
    """A row to which the person may do this, or 404, as on its page."""
    row = found(rows, pk=pk)
    if not may(request.person, verb, row):
        raise Http404
    return row


def partner_in(
    request: Any, partnership: Partnership, pk: int | None, field: str = "partner"
) -> Partner | None:
    """A partner of the partnership that a body names; raises Refused with the field."""
    from gilydd.people.operations import own_row

    rows = visible_partners(request.person, partnership.community).filter(partnership=partnership)
    row: Partner | None = own_row(rows, pk, field)
    return row


def partner_by(request: Any, community: Community, pk: int, verb: str) -> Partner:
    """A partner for which the person may do this, or 404."""
    rows = visible_partners(request.person, community).filter(until__isnull=True)
    row: Partner = allowed(request, rows, verb, pk)
    return row
