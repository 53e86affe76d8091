"""Operations of social capital, the register of releases and voice.

Raw figures have no operation: a named evaluator sees them on their page, after a reason, and a program never.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.operations import Day, Disclosure, Given, Here, Id, Made, found, operation, party_of
from gilydd.people.words import Scope
from gilydd.services.policy import visible_services
from gilydd.surveys.models import Question

from .. import commands
from ..models import RawReader
from ..policy import EVALUATORS, NAMERS
from ..queries import releases as queries
from ..queries import voices
from .routing import router

Year = Annotated[int, Field(ge=1990, le=2200)]


class QuarterFigure(BaseModel):
    quarter: str
    figure: Disclosure


class MeasuredShown(BaseModel):
    key: str
    title: str
    means: str
    says: str
    quarters: list[QuarterFigure]


class CapitalShown(BaseModel):
    """`sha256` is of the frozen figures of the last quarter, as canonical JSON."""

    released_on: dt.date
    ends_on: dt.date
    sha256: str
    measures: list[MeasuredShown]


class ReleasedShown(BaseModel):
    what: str
    released_on: dt.date
    period: str


class LookShown(BaseModel):
    on: dt.date
    who: str
    period: str
    reason: str


class RegisterShown(BaseModel):
    """`raw_looks`: who looked at figures before the gate, and why; the members can read it."""

    releases: list[ReleasedShown]
    raw_looks: list[LookShown]


class ToRelease(Given):
    """The last day of a quarter that is over."""

    ends_on: Day


class Asks(Given):
    question: Id


class Named(Given):
    member: Id


class LineShown(BaseModel):
    label: str
    figure: Disclosure | None
    text: str


class VoiceMeasure(BaseModel):
    key: str
    title: str
    says: str
    lines: list[LineShown]


class StepShown(BaseModel):
    challenge: int
    step: int | None
    name: str


class VoiceOverShown(BaseModel):
    """The measures over all challenges together, and the step of each, which are never averaged."""

    people: Disclosure
    measures: list[VoiceMeasure]
    steps: list[StepShown]


@operation(
    router,
    "GET",
    "/c/{community}/social-capital",
    says=_("How people are joined, by quarter"),
    scope=Scope.READ,
    gives=CapitalShown | None,
)
def social_capital(request: Any, community: Here) -> Any:
    """Frozen figures of the quarters that are over; null before the first release."""
    made = queries.capital(request.person, community)
    if made is None:
        return None
    return {
        "released_on": made.latest.released_at.date(),
        "ends_on": made.latest.ends_on,
        "sha256": made.latest.sha256,
        "measures": [
            {
                "key": one.key, "title": one.title, "means": one.means, "says": one.says,
                "quarters": [{"quarter": label, "figure": value} for label, value in one.rows],
            }
            for one in made.measured
        ],
    }  # fmt: skip


@operation(
    router,
    "POST",
    "/c/{community}/social-capital/releases",
    says=_("Release a quarter"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=Made,
)
def release_quarter(request: Any, community: Here, given: ToRelease) -> Any:
    """For good. The daily round does it by itself."""
    row = commands.release_quarter(by=request.person, community=community, ends_on=given.ends_on)
    return {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/social-capital/trust-questions",
    says=_("Choose a question about trust"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=Made,
)
def choose_trust_question(request: Any, community: Here, given: Asks) -> Any:
    """Of a survey that is closed."""
    rows = Question.objects.of(community).select_related("community", "survey")
    row = commands.choose_trust_question(by=request.person, question=found(rows, pk=given.question))
    return {"id": row.pk}


@operation(
    router,
    "GET",
    "/c/{community}/figure-releases",
    says=_("What was released, and when"),
    scope=Scope.READ,
    gives=RegisterShown,
)
def figure_releases(request: Any, community: Here) -> Any:
    """Every release of figures, and who looked at raw ones."""
    made = queries.register(request.person, community)
    return {
        "releases": [{"what": one.what, "released_on": one.on, "period": one.period} for one in made.rows],
        "raw_looks": [
            {"on": one.on, "who": one.who, "period": one.period, "reason": one.reason} for one in made.looks
        ],
    }


@operation(
    router,
    "POST",
    "/c/{community}/raw-readers",
    says=_("Name who may see raw figures"),
    scope=Scope.WRITE,
    who=NAMERS,
    gives=Made,
    status=201,
)
def name_raw_reader(request: Any, community: Here, given: Named) -> Any:
    """An evaluator, and never oneself."""
    party = party_of(community, given.member)
    return 201, {"id": commands.name_raw_reader(by=request.person, community=community, party=party).pk}


@operation(
    router,
    "POST",
    "/c/{community}/raw-readers/{raw_reader}/end",
    says=_("End that somebody may see raw figures"),
    scope=Scope.WRITE,
    who=NAMERS,
    gives=Made,
)
def end_raw_reader(request: Any, community: Here, raw_reader: Id) -> Any:
    """They look no more."""
    row = found(RawReader.objects.of(community).select_related("community"), pk=raw_reader)
    return {"id": commands.end_raw_reader(by=request.person, reader=row).pk}


@operation(
    router,
    "GET",
    "/c/{community}/services/{service}/voice",
    says=_("Who was heard over a service"),
    scope=Scope.READ,
    gives=VoiceOverShown,
)
def voice_of_service(request: Any, community: Here, service: Id) -> Any:
    """Over all its challenges, until the end of the last quarter."""
    row = found(visible_services(request.person, community).select_related("community"), pk=service)
    return _voice(voices.voice_of_service(request.person, row)[0])


@operation(
    router,
    "GET",
    "/c/{community}/years/{heard_year}/voice",
    says=_("Who was heard in a year"),
    scope=Scope.READ,
    gives=VoiceOverShown | None,
)
def voice_of_year(request: Any, community: Here, heard_year: Year) -> Any:
    """Of a year that is over; null for one that is not, or in which nothing was asked."""
    if heard_year not in voices.years_heard(request.person, community):
        return None
    return _voice(voices.voice_of_year(request.person, community, heard_year))


def _voice(made: Any) -> dict[str, Any]:
    return {
        "people": made.people,
        "measures": [
            {
                "key": one.key, "title": one.title, "says": one.says,
                "lines": [
                    {
                        "label": line.label, "figure": line.value if line.is_figure else None,
                        "text": "" if line.is_figure else line.value,
                    }
                    for line in one.lines
                ],
            }
            for one in made.measures
        ],
        "steps": [
            {"challenge": challenge.pk, "step": rung.number, "name": rung.name}
            for challenge, rung in made.steps
        ],
    }  # fmt: skip
