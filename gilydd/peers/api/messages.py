"""Operations: conversations between members, and wishes to be introduced."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from gilydd.exchange.words import Evidence
from gilydd.people.models import Community
from gilydd.people.operations import (
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Listed,
    MemberName,
    Said,
    Which,
    Words,
    act_key,
    acting_party,
    found,
    listed,
    member_names,
    operation,
    party_of,
)
from gilydd.people.words import Scope

from .. import commands
from ..models import Conversation, IntroductionRequest, Written
from ..policy import may, sides_spoken_for, to_read_out, visible_conversations, visible_requests
from ..queries.messages import in_sight, last_words
from ..words import RequestState
from .routing import STAFF, router


class ConversationShown(BaseModel):
    id: int
    members: list[MemberName]
    last_by: MemberName
    last_at: dt.datetime
    closed: bool


class WrittenShown(BaseModel):
    id: int
    member: MemberName
    words: str
    lang: str
    written_at: dt.datetime


class NewConversation(Given):
    """`member`: who writes; oneself where it is left out."""

    to: Id
    words: Said
    lang: Lang
    member: Id | None = None


class NewWords(Given):
    words: Said
    lang: Lang
    member: Id | None = None


class NewAnswer(Given):
    """What a member without a screen wants to answer; `evidence`: told by phone, or on paper."""

    words: Said
    lang: Lang
    evidence: Evidence


class NewReport(Given):
    """`with_it`: the leads may read what was written."""

    words: Said
    lang: Lang
    with_it: bool = False


class WishShown(BaseModel):
    id: int
    member: MemberName
    other: MemberName
    state: RequestState
    asked_at: dt.datetime


class NewWish(Given):
    """`member`: who would like to meet `other`; oneself where it is left out."""

    other: Id
    member: Id | None = None
    words: Words = ""
    lang: str = ""


class BringTogether(Given):
    words: Words = ""
    lang: str = ""


class KindNo(Given):
    answer: Said
    lang: Lang


@operation(
    router,
    "GET",
    "/communities/{community}/conversations",
    says=_("My conversations"),
    scope=Scope.READ,
    gives=Listed[ConversationShown],
)
def conversations(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """The latest first; never a word of them."""
    rows = visible_conversations(request.person, community).order_by("-last_at", "-pk")
    return listed(rows, which, lambda page: _conversations(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/conversations",
    says=_("Write to a member for the first time"),
    scope=Scope.WRITE,
    gives=ConversationShown,
    status=201,
)
def write_first(request: Any, community: Here, given: NewConversation, key: IdempotencyKey) -> dict[str, Any]:
    """They see no address. The same key again is the same message."""
    made = commands.write_first(
        by=request.person,
        community=community,
        party=acting_party(request, community, given.member),
        to=party_of(community, given.to, "to"),
        words=given.words,
        lang=given.lang,
        key=act_key(request, key),
    )
    return _conversations(community, [made])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/conversations/{conversation}",
    says=_("One conversation"),
    scope=Scope.READ,
    gives=list[WrittenShown],
)
def conversation(request: Any, community: Here, conversation: Id) -> list[dict[str, Any]]:
    """What was written, in order."""
    row = _conversation(request, community, conversation)
    return _written(community, list(in_sight(request.person, row)))


@operation(
    router,
    "POST",
    "/communities/{community}/conversations/{conversation}/messages",
    says=_("Write in a conversation"),
    scope=Scope.WRITE,
    gives=WrittenShown,
    status=201,
)
def write_back(
    request: Any, community: Here, conversation: Id, given: NewWords, key: IdempotencyKey
) -> dict[str, Any]:
    """The same key again is the same message."""
    row = _conversation(request, community, conversation)
    if given.member is None:
        side = sides_spoken_for(request.person, row)[0]
        party = row.first if side == row.first_id else row.second
    else:
        party = party_of(community, given.member)
    made = commands.write_back(
        by=request.person, conversation=row, party=party, words=given.words, lang=given.lang,
        key=act_key(request, key),
    )  # fmt: skip
    return _written(community, [made])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/conversations/{conversation}/close",
    says=_("Close a conversation"),
    scope=Scope.WRITE,
    gives=ConversationShown,
)
def close_conversation(request: Any, community: Here, conversation: Id) -> dict[str, Any]:
    """Only whoever closed it can begin again."""
    row = _conversation(request, community, conversation)
    side = sides_spoken_for(request.person, row)[0]
    party = row.first if side == row.first_id else row.second
    return _conversations(
        community, [commands.close_conversation(by=request.person, conversation=row, party=party)]
    )[0]


@operation(
    router,
    "POST",
    "/communities/{community}/conversations/{conversation}/report",
    says=_("Tell the safeguarding leads of a conversation"),
    scope=Scope.WRITE,
    gives=None,
    status=204,
)
def report_conversation(request: Any, community: Here, conversation: Id, given: NewReport) -> None:
    """Nobody else reads it; the other side is not told."""
    row = _conversation(request, community, conversation)
    if not may(request.person, "report_conversation", row):
        raise Http404
    commands.report_conversation(by=request.person, conversation=row, **given.model_dump())


@operation(
    router,
    "GET",
    "/communities/{community}/read-out",
    says=_("What waits to be read out"),
    scope=Scope.BROKER_READ,
    who=STAFF,
    gives=Listed[ConversationShown],
)
def waiting(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """For members without a screen, the longest wait first."""
    rows = to_read_out(request.person, community).order_by("last_at", "pk")
    return listed(rows, which, lambda page: _conversations(community, page))


@operation(
    router,
    "GET",
    "/communities/{community}/read-out/{waiting}",
    says=_("What waits for one member"),
    scope=Scope.BROKER_READ,
    who=STAFF,
    gives=list[WrittenShown],
)
def waiting_one(request: Any, community: Here, waiting: Id) -> list[dict[str, Any]]:
    """The words since their last answer."""
    return _written(community, last_words(found(to_read_out(request.person, community), pk=waiting)))


@operation(
    router,
    "POST",
    "/communities/{community}/read-out/{waiting}/answer",
    says=_("Type the answer of a member without a screen"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=WrittenShown,
    status=201,
)
def answer_for(
    request: Any, community: Here, waiting: Id, given: NewAnswer, key: IdempotencyKey
) -> dict[str, Any]:
    """The conversation shows who typed it."""
    rows = to_read_out(request.person, community).select_related("first", "second", "community")
    row = found(rows, pk=waiting)
    party = row.second if row.last_by_id == row.first_id else row.first
    made = commands.write_back(
        by=request.person, conversation=row, party=party, key=act_key(request, key), **given.model_dump()
    )
    return _written(community, [made])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/introduction-requests",
    says=_("Wishes to be introduced"),
    scope=Scope.READ,
    gives=Listed[WishShown],
)
def wishes(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Mine; for those who look after members, theirs too. Newest first."""
    rows = visible_requests(request.person, community).order_by("-pk")
    return listed(rows, which, lambda page: _wishes(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/introduction-requests",
    says=_("Ask a broker for an introduction"),
    scope=Scope.WRITE,
    gives=WishShown,
    status=201,
)
def ask_introduction(request: Any, community: Here, given: NewWish) -> dict[str, Any]:
    """The other one is not told while it waits."""
    made = commands.ask_introduction(
        by=request.person,
        community=community,
        party=acting_party(request, community, given.member),
        other=party_of(community, given.other, "other"),
        words=given.words,
        lang=given.lang,
    )
    return _wishes(community, [made])[0]


@operation(
    router,
    "DELETE",
    "/communities/{community}/introduction-requests/{wish}",
    says=_("Take a wish to be introduced back"),
    scope=Scope.WRITE,
    gives=WishShown,
)
def withdraw_request(request: Any, community: Here, wish: Id) -> dict[str, Any]:
    """While it waits."""
    row = commands.withdraw_request(by=request.person, request=_wish(request, community, wish))
    return _wishes(community, [row])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/introduction-requests/{wish}/introduce",
    says=_("Bring the two together"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=WishShown,
)
def make_introduction(request: Any, community: Here, wish: Id, given: BringTogether) -> dict[str, Any]:
    """Both are told, with contact details only as agreed."""
    row = _wish(request, community, wish)
    done = commands.make_introduction(by=request.person, request=row, **given.model_dump())
    return _wishes(community, [done])[0]


@operation(
    router,
    "POST",
    "/communities/{community}/introduction-requests/{wish}/decline",
    says=_("Say kindly that an introduction does not fit"),
    scope=Scope.BROKER_WRITE,
    who=STAFF,
    gives=WishShown,
)
def decline_request(request: Any, community: Here, wish: Id, given: KindNo) -> dict[str, Any]:
    """Only the one who asked is told."""
    row = _wish(request, community, wish)
    done = commands.decline_request(by=request.person, request=row, **given.model_dump())
    return _wishes(community, [done])[0]


def _conversation(request: Any, community: Community, pk: int) -> Conversation:
    rows = visible_conversations(request.person, community).select_related("first", "second", "community")
    row: Conversation = found(rows, pk=pk)
    return row


def _wish(request: Any, community: Community, pk: int) -> IntroductionRequest:
    rows = visible_requests(request.person, community).select_related("community", "party", "other")
    row: IntroductionRequest = found(rows, pk=pk)
    return row


def _conversations(community: Community, rows: list[Conversation]) -> list[dict[str, Any]]:
    called = member_names(community, [pk for row in rows for pk in (row.first_id, row.second_id)])
    return [
        {
            "id": row.pk,
            "members": [called[row.first_id], called[row.second_id]],
            "last_by": called[row.last_by_id],
            "last_at": row.last_at,
            "closed": row.closed_at is not None,
        }
        for row in rows
    ]


def _written(community: Community, rows: list[Written]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "member": called[row.party_id],
            "words": row.words,
            "lang": row.lang,
            "written_at": row.written_at,
        }
        for row in rows
    ]


def _wishes(community: Community, rows: list[IntroductionRequest]) -> list[dict[str, Any]]:
    called = member_names(community, [pk for row in rows for pk in (row.party_id, row.other_id)])
    return [
        {
            "id": row.pk,
            "member": called[row.party_id],
            "other": called[row.other_id],
            "state": row.state,
            "asked_at": row.asked_at,
        }
        for row in rows
    ]
