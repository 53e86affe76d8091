"""Operations of the specification and of declared interests."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.operations import (
    Disclosure,
    Given,
    Here,
    Id,
    Lang,
    Made,
    Pair,
    acting_party,
    operation,
    own_row,
    pair,
)
from gilydd.people.words import Scope
from gilydd.services.models import Outcome

from ..commands import conflicts as declaring
from ..commands import specification as commands
from ..policy import visible_suggestions
from ..queries import specification as queries
from .routing import HowEntered, Own, Short, Whole, Whose, router, the_procurement, the_suggestion

Several = Annotated[list[Id], Field(max_length=200)]


class VersionShown(BaseModel):
    """`capacity`: as what whoever wrote it acted."""

    number: int
    text: Pair
    changed: Pair
    why: Pair
    capacity: str
    written_at: dt.datetime
    outcomes: list[int]


class SuggestionShown(BaseModel):
    """`version`: the number of the version that it is in."""

    id: int
    words: str
    lang: str
    capacity: str
    state: str
    version: int | None
    answer: str
    answer_lang: str


class SpecificationShown(BaseModel):
    versions: list[VersionShown]
    suggestions: list[SuggestionShown]


class TakenGiven(Given):
    """A suggestion that is in the version; `partly` with what was left out and why."""

    suggestion: Id
    partly: bool = False
    answer: Own = ""
    lang: Lang = "en"


class NewVersion(Given):
    """`after`: the number of the version that whoever writes had before them, 0 for the first."""

    text_cy: Whole
    text_en: Whole
    changed_cy: Short = ""
    changed_en: Short = ""
    why_cy: Own = ""
    why_en: Own = ""
    outcomes: Several = []
    takes: Annotated[list[TakenGiven], Field(max_length=200)] = []
    after: Annotated[int, Field(ge=0, le=10_000, strict=True)]


class Suggested(Whose):
    words: Own
    lang: Lang


class Refusal(Given):
    answer: Own
    lang: Lang


class InterestGiven(Whose):
    """Whether somebody could gain from who is chosen, and how. Read by the panel alone."""

    has_interest: bool
    text: Own = ""
    lang: Lang = "en"


class LineShown(BaseModel):
    label: str
    figure: Disclosure | None
    text: str


class MeasureShown(BaseModel):
    key: str
    title: str
    says: str
    how: str
    lines: list[LineShown]


@operation(
    router,
    "GET",
    "/c/{community}/procurements/{procurement}/specification",
    says=_("A specification in its versions"),
    scope=Scope.READ,
    gives=SpecificationShown,
)
def specification(request: Any, community: Here, procurement: Id) -> Any:
    """Every version, the newest first, and what people suggested."""
    row = the_procurement(request, community, procurement)
    versions = row.specifications.order_by("-number").prefetch_related("outcomes")
    return {
        "versions": [
            {
                "number": one.number, "text": pair(one, "text"), "changed": pair(one, "changed"),
                "why": pair(one, "why"), "capacity": one.capacity, "written_at": one.written_at,
                "outcomes": [link.outcome_id for link in one.outcomes.all()],
            }
            for one in versions
        ],
        "suggestions": [
            {
                "id": one.pk, "words": one.words, "lang": one.lang, "capacity": one.capacity,
                "state": one.state, "version": one.version, "answer": one.answer,
                "answer_lang": one.answer_lang,
            }
            for one in queries.suggestion_rows(request.person, row)
        ],
    }  # fmt: skip


@operation(
    router,
    "GET",
    "/c/{community}/procurements/{procurement}/voice",
    says=_("Who was heard in a specification"),
    scope=Scope.READ,
    gives=list[MeasureShown],
)
def specification_voice(request: Any, community: Here, procurement: Id) -> Any:
    """Measures of the equality of voice, in words and disclosed figures."""
    measures = queries.voice_of(the_procurement(request, community, procurement))
    return [
        {
            "key": one.key, "title": one.title, "says": one.says, "how": one.how,
            "lines": [
                {
                    "label": line.label, "figure": line.value if line.is_figure else None,
                    "text": "" if line.is_figure else line.value,
                }
                for line in one.lines
            ],
        }
        for one in measures
    ]  # fmt: skip


@operation(
    router,
    "POST",
    "/c/{community}/procurements/{procurement}/specification",
    says=_("Write a version of a specification"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def write_version(request: Any, community: Here, procurement: Id, given: NewVersion) -> Any:
    """For the panel and those who run it, until the tender is published."""
    row = the_procurement(request, community, procurement)
    seen = visible_suggestions(request.person, community).filter(procurement=row)
    outcomes = Outcome.objects.of(community)
    told = given.model_dump(exclude={"outcomes", "takes"})
    made = commands.write_version(
        by=request.person,
        procurement=row,
        outcomes=[own_row(outcomes, pk, "outcomes") for pk in given.outcomes],
        takes=[
            commands.Taken(own_row(seen, one.suggestion, "takes"), one.partly, one.answer, one.lang)
            for one in given.takes
        ],
        **told,
    )
    return 201, {"id": made.pk}


@operation(
    router,
    "POST",
    "/c/{community}/procurements/{procurement}/suggestions",
    says=_("Suggest something for a specification"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def suggest(request: Any, community: Here, procurement: Id, given: Suggested) -> Any:
    """Every suggestion is answered."""
    made = commands.suggest(
        by=request.person,
        procurement=the_procurement(request, community, procurement),
        party=acting_party(request, community, given.member),
        words=given.words,
        lang=given.lang,
        entered_from=given.entered_from or "",
    )
    return 201, {"id": made.pk}


@operation(
    router,
    "POST",
    "/c/{community}/suggestions/{suggestion}/refuse",
    says=_("Say why a suggestion is not taken"),
    scope=Scope.WRITE,
    gives=Made,
)
def refuse_suggestion(request: Any, community: Here, suggestion: Id, given: Refusal) -> Any:
    """For the panel and those who run it; nobody answers their own."""
    row = the_suggestion(request, community, suggestion)
    return {"id": commands.refuse_suggestion(by=request.person, suggestion=row, **given.model_dump()).pk}


@operation(
    router,
    "POST",
    "/c/{community}/suggestions/{suggestion}/withdraw",
    says=_("Take a suggestion back"),
    scope=Scope.WRITE,
    gives=Made,
)
def withdraw_suggestion(request: Any, community: Here, suggestion: Id, given: HowEntered) -> Any:
    """One's own, while it is not answered."""
    row = the_suggestion(request, community, suggestion)
    how = given.entered_from or ""
    return {"id": commands.withdraw_suggestion(by=request.person, suggestion=row, entered_from=how).pk}


@operation(
    router,
    "POST",
    "/c/{community}/procurements/{procurement}/interest",
    says=_("Declare an interest, or none"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def declare_interest(request: Any, community: Here, procurement: Id, given: InterestGiven) -> Any:
    """The latest word counts."""
    made = declaring.declare_interest(
        by=request.person,
        procurement=the_procurement(request, community, procurement),
        party=acting_party(request, community, given.member),
        has_interest=given.has_interest,
        text=given.text,
        lang=given.lang,
        entered_from=given.entered_from or "",
    )
    return 201, {"id": made.pk}
