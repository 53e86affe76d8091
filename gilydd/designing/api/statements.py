"""Operations of statements, opinions and voice."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.operations import (
    Code,
    Disclosure,
    Given,
    Here,
    Id,
    Lang,
    Listed,
    Made,
    Which,
    acting_party,
    found,
    listed,
    operation,
)
from gilydd.people.queries import aside
from gilydd.people.words import Role, Scope

from .. import conversations
from ..commands import statements as commands
from ..models import Challenge, Statement
from ..policy import may, visible_challenges
from ..queries import opinions as queries
from ..queries import voice as voices
from ..words import LONGEST_STATEMENT, EnteredFrom, Stance, StatementState
from .routing import router

READERS = (Role.BROKER, Role.FACILITATOR, Role.COMMISSIONER)
RUNS = (Role.FACILITATOR, Role.COMMISSIONER)
Sentence = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=LONGEST_STATEMENT)]
Other = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=1_000)]
Plain = Annotated[str, Text(strip_whitespace=True, max_length=200)]
Reason = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=400)]
Answers = Annotated[
    dict[Annotated[int, Field(ge=1, le=100_000)], Stance], Field(min_length=1, max_length=1_000)
]
File = Annotated[str, Text(max_length=28_000_000)]


class StatementShown(BaseModel):
    """`first` are the author's own words where `words` is a translation."""

    id: int
    number: int
    words: str
    lang: str
    first: str
    state: StatementState


class NewStatement(Given):
    """`member` where somebody else's statement is entered, and then how it came: `entered_from`."""

    text: Sentence
    lang: Lang
    member: Id | None = None
    entered_from: EnteredFrom | None = None


class Read(Given):
    translation: Other
    easy_cy: Plain = ""
    easy_en: Plain = ""
    picture: Code = ""


class NotRead(Given):
    reason: Reason
    lang: Lang


class AnswersGiven(Given):
    """For each number of a statement 1 (agree), 0 (pass) or -1 (disagree)."""

    answers: Answers
    member: Id | None = None
    entered_from: EnteredFrom | None = None


class GroupSaid(BaseModel):
    name: str
    agree: Disclosure
    passed: Disclosure
    disagree: Disclosure


class OpinionShown(BaseModel):
    """`sort`: alike, divides, unsure, or hidden where figures would show what few people said."""

    statement: int
    words: str
    lang: str
    sort: str
    everybody: GroupSaid
    groups: list[GroupSaid]


class PictureShown(BaseModel):
    drawn_at: dt.datetime
    people: Disclosure
    grouped_by: str
    stability: str
    opinions: list[OpinionShown]


class FigureLine(BaseModel):
    label: str
    figure: Disclosure | None
    text: str


class MeasureShown(BaseModel):
    key: str
    title: str
    says: str
    how: str
    lines: list[FigureLine]


class VoiceShown(BaseModel):
    people: Disclosure
    step: int | None
    step_name: str
    measures: list[MeasureShown]


class Conversation(Given):
    """The three files of a Polis export, in base64."""

    comments: File
    votes: File
    participants: File
    lang: Lang


class BroughtIn(BaseModel):
    statements: int
    people: int
    repeats_removed: int


@operation(
    router,
    "GET",
    "/c/{community}/challenges/{challenge}/statements",
    says=_("Statements of a challenge"),
    scope=Scope.READ,
    gives=Listed[StatementShown],
)
def statements(request: Any, community: Here, challenge: Id, which: Which) -> Any:
    """Those that are put to people; for those who read them first also those that wait."""
    row = _challenge(request, community, challenge)
    states = [StatementState.SHOWN]
    if may(request.person, "read_statements", row):
        states.append(StatementState.WAITING)
    rows = Statement.objects.filter(challenge=row, state__in=states).order_by("number")
    rows = rows.exclude(pk__in=aside(community, "designing.statement"))
    return listed(rows, which, lambda found: [_told(one) for one in found])


@operation(
    router,
    "POST",
    "/c/{community}/challenges/{challenge}/statements",
    says=_("Make a statement"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def make_statement(request: Any, community: Here, challenge: Id, given: NewStatement) -> Any:
    """Put a statement forward. Somebody else reads it first."""
    row = commands.make_statement(
        by=request.person,
        challenge=_challenge(request, community, challenge),
        party=acting_party(request, community, given.member),
        text=given.text,
        lang=given.lang,
        entered_from=given.entered_from or "",
    )
    return 201, {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/statements/{statement}/show",
    says=_("Put a statement to people"),
    scope=Scope.WRITE,
    who=READERS,
    gives=StatementShown,
)
def show_statement(request: Any, community: Here, statement: Id, given: Read) -> Any:
    """With a translation that a person made; nobody shows their own."""
    row = _statement(community, statement)
    return _told(commands.show_statement(by=request.person, statement=row, **given.model_dump()))


@operation(
    router,
    "POST",
    "/c/{community}/statements/{statement}/refuse",
    says=_("Do not put a statement to people"),
    scope=Scope.WRITE,
    who=READERS,
    gives=StatementShown,
)
def refuse_statement(request: Any, community: Here, statement: Id, given: NotRead) -> Any:
    """With a reason that everybody reads."""
    row = _statement(community, statement)
    return _told(commands.refuse_statement(by=request.person, statement=row, **given.model_dump()))


@operation(
    router,
    "POST",
    "/c/{community}/statements/{statement}/take-back",
    says=_("Take a statement back"),
    scope=Scope.WRITE,
    gives=StatementShown,
)
def take_statement_back(request: Any, community: Here, statement: Id) -> Any:
    """One's own, before it is put to people."""
    rows = Statement.objects.of(community).select_related("challenge", "community", "author")
    row = found(rows.filter(author=request.person.pk), pk=statement)
    return _told(commands.take_statement_back(by=request.person, statement=row))


@operation(
    router,
    "POST",
    "/c/{community}/challenges/{challenge}/answers",
    says=_("Answer statements"),
    scope=Scope.WRITE,
    gives=Made,
)
def answer_statements(request: Any, community: Here, challenge: Id, given: AnswersGiven) -> Any:
    """An answer given again takes the place of the former one."""
    row = commands.answer_statements(
        by=request.person,
        challenge=_challenge(request, community, challenge),
        party=acting_party(request, community, given.member),
        answers={number: int(stance) for number, stance in given.answers.items()},
        entered_from=given.entered_from or "",
    )
    return {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/challenges/{challenge}/opinions",
    says=_("Draw what people said anew"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=Made,
)
def draw_opinions(request: Any, community: Here, challenge: Id) -> Any:
    """At the end; while statements are open only ten more people make a new picture."""
    row = _challenge(request, community, challenge)
    commands.draw_opinions(by=request.person, challenge=row)
    return {"id": row.pk}


@operation(
    router,
    "GET",
    "/c/{community}/challenges/{challenge}/opinions",
    says=_("What people said"),
    scope=Scope.READ,
    gives=PictureShown | None,
)
def opinions(request: Any, community: Here, challenge: Id) -> Any:
    """The last picture that was drawn, in disclosed figures; null where there is none yet."""
    made = queries.picture(_challenge(request, community, challenge))
    if made is None:
        return None
    return {
        "drawn_at": made.drawn_at,
        "people": made.people,
        "grouped_by": made.grouped_by,
        "stability": made.stability,
        "opinions": [_opinion(one) for one in made.opinions],
    }


@operation(
    router,
    "GET",
    "/c/{community}/challenges/{challenge}/voice",
    says=_("Who was heard in a challenge"),
    scope=Scope.READ,
    gives=VoiceShown,
)
def voice(request: Any, community: Here, challenge: Id) -> Any:
    """Seven measures of the equality of voice, in words and disclosed figures."""
    told = voices.voice_of(_challenge(request, community, challenge))
    return {
        "people": told.people,
        "step": told.rung.number,
        "step_name": told.rung.name,
        "measures": [_measure(one) for one in told.measures],
    }


@operation(
    router,
    "POST",
    "/c/{community}/challenges/{challenge}/conversation",
    says=_("Bring a Polis conversation in"),
    scope=Scope.WRITE,
    who=RUNS,
    gives=BroughtIn,
    status=201,
)
def bring_in_conversation(request: Any, community: Here, challenge: Id, given: Conversation) -> Any:
    """All of it, or nothing."""
    row = _challenge(request, community, challenge)
    contents = (given.comments, given.votes, given.participants)
    try:
        files = {
            name: base64.b64decode(content, validate=True)
            for name, content in zip(conversations.FILES, contents, strict=True)
        }
    except (binascii.Error, ValueError) as failure:
        raise Refused(gettext("This is not base64."), field="votes") from failure
    done = conversations.bring_in_conversation(by=request.person, challenge=row, files=files, lang=given.lang)
    return 201, {
        "statements": len(done.statements),
        "people": len(done.people),
        "repeats_removed": done.repeats_removed,
    }


def _challenge(request: Any, community: Community, pk: int) -> Challenge:
    rows = visible_challenges(request.person, community).select_related("community")
    row: Challenge = found(rows, pk=pk)
    return row


def _statement(community: Community, pk: int) -> Statement:
    rows = Statement.objects.of(community).select_related("challenge", "community")
    row: Statement = found(rows.exclude(state=StatementState.TAKEN_BACK), pk=pk)
    return row


def _told(row: Statement) -> dict[str, Any]:
    told = queries.told(row)
    return {
        "id": row.pk,
        "number": row.number,
        "words": told.words,
        "lang": told.lang,
        "first": told.first,
        "state": row.state,
    }


def _opinion(one: Any) -> dict[str, Any]:
    return {
        "statement": one.statement.number,
        "words": one.statement.words,
        "lang": one.statement.lang,
        "sort": one.sort,
        "everybody": _group(one.everybody),
        "groups": [_group(group) for group in one.groups],
    }


def _group(group: Any) -> dict[str, Any]:
    return {"name": group.name, "agree": group.agree, "passed": group.passed, "disagree": group.disagree}


def _measure(one: Any) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "says": one.says,
        "how": one.how,
        "lines": [
            {
                "label": line.label,
                "figure": line.value if line.is_figure else None,
                "text": "" if line.is_figure else line.value,
            }
            for line in one.lines
        ],
    }
