"""The router of the operations of evaluating, and the shapes that they share."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router
from pydantic import StringConstraints as Text

from gilydd.commissioning.words import LONGEST_NEED
from gilydd.people.models import Community
from gilydd.people.operations import Given, Id, Lang, found
from gilydd.services.models import Turn

from ..commands import LONGEST_REASON_CHARACTERS
from ..policy import visible_turns
from ..words import LONGEST_SAYING

router = Router(tags=["evaluating"])
Finding = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=LONGEST_NEED)]
Saying = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=LONGEST_SAYING)]
Reason = Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_REASON_CHARACTERS)]


class Texts(Given):
    """A text in both languages."""

    text_cy: Finding
    text_en: Finding


class InWords(Given):
    """Somebody's own words."""

    text: Saying
    lang: Lang


def the_turn(community: Community, pk: Id) -> Turn:
    row: Turn = found(visible_turns(None, community).select_related("community", "service"), pk=pk)
    return row


def finding_shown(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "turn": row.turn_id, "text": {"cy": row.text_cy, "en": row.text_en},
        "state": row.state, "published_on": row.published_on,
    }  # fmt: skip
