"""Operations of the conversations that a gap opens."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from pydantic import StringConstraints as Text

from gilydd.people.models import Community
from gilydd.people.operations import Given, Here, Id, Made, Pair, acting_party, found, operation
from gilydd.people.words import Scope
from gilydd.services.models import Outcome

from .. import commands
from ..models import Conversation, Ending
from ..policy import ENDERS, EVALUATORS, visible_conversations
from ..queries import conversations as queries
from ..words import LONGEST_SAYING, EndingKind, Side
from .routing import InWords, router, the_turn
from .turns import GapShown

Long = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=LONGEST_SAYING)]


class SayingShown(BaseModel):
    id: int
    who: str
    side: Side
    text: str
    lang: str


class EndingShown(BaseModel):
    """It stands once one of each side who spoke says that it is so; `sides` are those that do."""

    id: int
    kind: EndingKind
    text: Pair
    sides: list[Side]
    stands_on: dt.date | None


class ConversationShown(BaseModel):
    id: int
    turn: int
    outcome: int
    gap: GapShown
    opened_on: dt.date
    ended_on: dt.date | None
    sayings: list[SayingShown]
    ending: EndingShown | None


class Spoken(InWords):
    """`member` where somebody else's words are typed for them."""

    member: Id | None = None


class CameTo(Given):
    kind: EndingKind
    text_cy: Long
    text_en: Long


@operation(
    router,
    "GET",
    "/c/{community}/gap-conversations/{gap_conversation}",
    says=_("A conversation about a gap"),
    scope=Scope.READ,
    gives=ConversationShown,
)
def gap_conversation(request: Any, community: Here, gap_conversation: Id) -> Any:
    """Both sides' words, and what it came to."""
    return _shown(request, _conversation(request, community, gap_conversation))


@operation(
    router,
    "POST",
    "/c/{community}/turns/{turn}/outcomes/{outcome}/conversation",
    says=_("Open a conversation about a gap"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=Made,
)
def open_conversation(request: Any, community: Here, turn: Id, outcome: Id) -> Any:
    """On an outcome that the two sides clearly see differently."""
    row = the_turn(community, turn)
    about = found(Outcome.objects.of(community).filter(service=row.service_id), pk=outcome)
    return {"id": commands.open_conversation(by=request.person, turn=row, outcome=about).pk}


@operation(
    router,
    "POST",
    "/c/{community}/gap-conversations/{gap_conversation}/sayings",
    says=_("Say something about a gap"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def say(request: Any, community: Here, gap_conversation: Id, given: Spoken) -> Any:
    """For the side of one's capacity."""
    row = _conversation(request, community, gap_conversation)
    made = commands.say(
        by=request.person,
        conversation=row,
        text=given.text,
        lang=given.lang,
        party=acting_party(request, community, given.member),
    )
    return 201, {"id": made.pk}


@operation(
    router,
    "POST",
    "/c/{community}/gap-conversations/{gap_conversation}/ending",
    says=_("Write down what a conversation came to"),
    scope=Scope.WRITE,
    who=ENDERS,
    gives=Made,
    status=201,
)
def put_ending(request: Any, community: Here, gap_conversation: Id, given: CameTo) -> Any:
    """Agreed, or that the sides still differ; those who spoke are asked whether it is so."""
    row = _conversation(request, community, gap_conversation)
    return 201, {"id": commands.put_ending(by=request.person, conversation=row, **given.model_dump()).pk}


@operation(
    router,
    "POST",
    "/c/{community}/gap-endings/{gap_ending}/yes",
    says=_("Say that an ending is so"),
    scope=Scope.WRITE,
    gives=ConversationShown,
)
def assent(request: Any, community: Here, gap_ending: Id) -> Any:
    """As somebody who spoke. With one of each side it stands."""
    rows = Ending.objects.of(community).select_related("conversation__community")
    done = commands.assent(by=request.person, ending=found(rows, pk=gap_ending))
    return _shown(request, _conversation(request, community, done.conversation_id))


def _conversation(request: Any, community: Community, pk: int) -> Conversation:
    rows = visible_conversations(request.person, community).select_related("community", "turn__community")
    row: Conversation = found(rows, pk=pk)
    return row


def _shown(request: Any, row: Conversation) -> dict[str, Any]:
    gap, told = queries.gap_of(row), queries.ending_of(request.person, row)
    return {
        "id": row.pk,
        "turn": row.turn_id,
        "outcome": row.outcome_id,
        "gap": {"points": gap.points, "low": gap.low, "high": gap.high, "certain": gap.certain},
        "opened_on": row.opened_on,
        "ended_on": row.ended_on,
        "sayings": [
            {"id": one.pk, "who": one.who, "side": one.side, "text": one.text, "lang": one.lang}
            for one in queries.sayings(request.person, row)
        ],
        "ending": None
        if told is None
        else {
            "id": told.ending.pk,
            "kind": told.ending.kind,
            "text": {"cy": told.ending.text_cy, "en": told.ending.text_en},
            "sides": sorted(told.sides),
            "stands_on": told.ending.stands_on,
        },
    }
