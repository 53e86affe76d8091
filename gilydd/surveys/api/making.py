"""Operations of those who make surveys, take them to people, and answer the results."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    Line,
    Listed,
    Made,
    Pair,
    Said,
    Which,
    Words,
    found,
    listed,
    operation,
    own_row,
    pair,
)
from gilydd.people.words import Scope

from .. import commands, queries
from ..models import Change, Question, Survey
from ..policy import ANSWERERS, MAKERS, TYPISTS, visible_kiosks
from ..words import (
    OPTIONS_MOST,
    QUESTIONS_MOST,
    SLIPS_MOST,
    Asked,
    CountsAs,
    FigureKind,
    Group,
    Keeping,
    OptionText,
)
from .reading import ChangeShown, ReplyShown, change_shown, reply_shown
from .routing import (
    QuestionShown,
    SurveyWithQuestions,
    question_here,
    question_shown,
    router,
    survey_here,
    whole,
)

OUT = (*MAKERS, *TYPISTS)


class GivenPair(Given):
    """A text in both languages; both are needed."""

    cy: Said
    en: Said


class GivenOption(Given):
    code: Annotated[str, Field(pattern=r"^[-_a-z0-9]{1,30}$")]
    text: GivenPair
    picture: str = "question"
    counts_as: CountsAs
    points: Annotated[int, Field(ge=-100, le=100)] | None = None
    known: Annotated[int, Field(ge=1, le=100_000_000)] | None = None


class GivenQuestion(Given):
    """`background`: it asks about the person; then each answer needs `known`."""

    text: GivenPair
    options: Annotated[list[GivenOption], Field(min_length=2, max_length=OPTIONS_MOST)]
    asked_of: Group | None = None
    background: bool = False


class NewSurvey(Given):
    """`audiences`: for each group that is asked how many could have been asked, null where not known."""

    title: GivenPair
    purpose: GivenPair
    opens_on: Day
    closes_on: Day
    questions: Annotated[list[GivenQuestion], Field(min_length=1, max_length=QUESTIONS_MOST)]
    audiences: dict[Group, Annotated[int, Field(ge=1, le=100_000_000)] | None]
    figures: FigureKind = FigureKind.PEOPLE
    keeping: Keeping = Keeping.APART
    double_entry: bool = False


class NewSet(Given):
    """`items`: only where the owner of a scale supplies them, or people set goals; `weights` of the goals."""

    code: Line
    items: Annotated[list[GivenPair], Field(max_length=QUESTIONS_MOST)] = []
    weights: Annotated[list[int], Field(max_length=QUESTIONS_MOST)] = []


class Place(Given):
    place: Annotated[int, Field(ge=1, le=QUESTIONS_MOST)]


class Removed(BaseModel):
    """How many questions were taken out: a set goes as a whole."""

    questions: int


class Closing(Given):
    """How many could have been asked, where that is known only now."""

    populations: dict[Group, Annotated[int, Field(ge=1, le=100_000_000)] | None] = {}


class Days(Given):
    opens_on: Day
    closes_on: Day


class NewSample(Given):
    group: Group
    size: Annotated[int, Field(ge=1, le=1_000_000)]
    seed: Annotated[str, Field(max_length=80)] = ""
    by_area: bool = False


class SampleShown(BaseModel):
    """With the seed, and the list of members that has this hash, anybody can draw again."""

    size: int
    frame_size: int
    frame_hash: str
    seed: str


class NewSlips(Given):
    group: Group
    number: Annotated[int, Field(ge=1, le=SLIPS_MOST)]


class Slips(BaseModel):
    """Codes to print; each answers once."""

    codes: list[str]


class NewKiosk(Given):
    group: Group
    name: Line


class KioskShown(BaseModel):
    id: int
    code: str
    name: str


class Ended(BaseModel):
    id: int


class Reminded(BaseModel):
    """Said without a number: how many have not answered is a live count."""

    reminded: bool


class NewCitation(Given):
    """`percent` as printed, of `n` people; `beside`: a question of ours that asks the same."""

    group: Group
    question: GivenPair
    source: Line
    url: Annotated[str, Field(max_length=300)] = ""
    published_on: Day
    percent: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
    n: Annotated[int, Field(ge=1, le=100_000_000)]
    count: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    population: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    beside: Id | None = None


class PublishedShown(BaseModel):
    """What others published, as they did."""

    id: int
    question: Pair
    group: Group
    percent: float
    n: int
    source: str


class GivenReply(Given):
    """`no_change`: why nothing changes, where nothing does."""

    words: GivenPair
    by_whom: GivenPair
    no_change: GivenPair | None = None


class GivenChange(Given):
    what: GivenPair
    by_whom: GivenPair
    due_on: Day


class GivenMove(Given):
    due_on: Day
    reason: GivenPair


class GivenEnd(Given):
    """`reason` is needed where it is not done."""

    done: bool
    reason_cy: Words = ""
    reason_en: Words = ""


@operation(
    router, "POST", "/communities/{community}/surveys", says=_("Make a survey"),
    scope=Scope.WRITE, who=MAKERS, gives=SurveyWithQuestions, status=201,
)  # fmt: skip
def make_survey(request: Any, community: Here, given: NewSurvey) -> dict[str, Any]:
    """As a draft, in both languages."""
    made = commands.make_survey(
        by=request.person,
        community=community,
        title_cy=given.title.cy,
        title_en=given.title.en,
        purpose_cy=given.purpose.cy,
        purpose_en=given.purpose.en,
        opens_on=given.opens_on,
        closes_on=given.closes_on,
        questions=[_asked(one) for one in given.questions],
        audiences={str(group): number for group, number in given.audiences.items()},
        figures=given.figures,
        keeping=given.keeping,
        double_entry=given.double_entry,
    )
    return whole(made)


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/questions",
    says=_("Add a question to a draft"),
    scope=Scope.WRITE, who=MAKERS, gives=QuestionShown, status=201,
)  # fmt: skip
def add_question(request: Any, community: Here, survey: Id, given: GivenQuestion) -> dict[str, Any]:
    """At its end."""
    row = survey_here(request, community, survey)
    return question_shown(commands.add_question(by=request.person, survey=row, asked=_asked(given)))


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/sets",
    says=_("Add a set of questions to a draft"),
    scope=Scope.WRITE, who=MAKERS, gives=SurveyWithQuestions, status=201,
)  # fmt: skip
def add_set(request: Any, community: Here, survey: Id, given: NewSet) -> dict[str, Any]:
    """A scale keeps its words; licensed items come from whoever may use them."""
    row = survey_here(request, community, survey)
    items = [(one.cy, one.en) for one in given.items]
    commands.add_set(by=request.person, survey=row, code=given.code, items=items, weights=given.weights)
    return whole(row)


@operation(
    router, "PUT", "/communities/{community}/survey-questions/{survey_question}",
    says=_("Change a question of a draft"), scope=Scope.WRITE, who=MAKERS, gives=QuestionShown,
)  # fmt: skip
def change_question(
    request: Any, community: Here, survey_question: Id, given: GivenQuestion
) -> dict[str, Any]:
    """At its place; it gets a new id."""
    row = question_here(request, community, survey_question)
    return question_shown(commands.change_question(by=request.person, question=row, asked=_asked(given)))


@operation(
    router, "POST", "/communities/{community}/survey-questions/{survey_question}/place",
    says=_("Move a question of a draft"), scope=Scope.WRITE, who=MAKERS, gives=QuestionShown,
)  # fmt: skip
def move_question(request: Any, community: Here, survey_question: Id, given: Place) -> dict[str, Any]:
    """The others move along."""
    row = question_here(request, community, survey_question)
    return question_shown(commands.move_question(by=request.person, question=row, place=given.place))


@operation(
    router, "DELETE", "/communities/{community}/survey-questions/{survey_question}",
    says=_("Take a question out of a draft"), scope=Scope.WRITE, who=MAKERS, gives=Removed,
)  # fmt: skip
def remove_question(request: Any, community: Here, survey_question: Id) -> dict[str, Any]:
    """Of a scale, the whole scale."""
    row = question_here(request, community, survey_question)
    return {"questions": commands.remove_question(by=request.person, question=row)}


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/open", says=_("Open a survey"),
    scope=Scope.WRITE, who=MAKERS, gives=SurveyWithQuestions,
)  # fmt: skip
def open_survey(request: Any, community: Here, survey: Id) -> dict[str, Any]:
    """From then on its words do not change."""
    row = survey_here(request, community, survey)
    return whole(commands.open_survey(by=request.person, survey=row))


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/close", says=_("Close a survey for good"),
    scope=Scope.WRITE, who=MAKERS, gives=SurveyWithQuestions,
)  # fmt: skip
def close_survey(request: Any, community: Here, survey: Id, given: Closing) -> dict[str, Any]:
    """Its results are then shown to everybody."""
    row = survey_here(request, community, survey)
    populations = {str(group): number for group, number in given.populations.items()}
    return whole(commands.close_survey(by=request.person, survey=row, populations=populations))


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/follow-up",
    says=_("Plan the survey that follows"),
    scope=Scope.WRITE, who=MAKERS, gives=SurveyWithQuestions, status=201,
)  # fmt: skip
def plan_follow_up(request: Any, community: Here, survey: Id, given: Days) -> dict[str, Any]:
    """The same questions again; one person's answers are joined without their name."""
    row = survey_here(request, community, survey)
    made = commands.plan_follow_up(
        by=request.person, survey=row, opens_on=given.opens_on, closes_on=given.closes_on
    )
    return whole(made)


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/sample", says=_("Draw by lot who is asked"),
    scope=Scope.WRITE, who=MAKERS, gives=SampleShown, status=201,
)  # fmt: skip
def draw_sample(request: Any, community: Here, survey: Id, given: NewSample) -> dict[str, Any]:
    """Once, before it opens."""
    row = survey_here(request, community, survey)
    made = commands.draw_sample(by=request.person, survey=row, **given.model_dump())
    return {name: getattr(made, name) for name in ("size", "frame_size", "frame_hash", "seed")}


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/slips", says=_("Make codes for slips"),
    scope=Scope.WRITE, who=OUT, gives=Slips, status=201,
)  # fmt: skip
def make_slips(request: Any, community: Here, survey: Id, given: NewSlips) -> dict[str, Any]:
    """Each answers once: on paper, by phone or on a screen."""
    row = survey_here(request, community, survey)
    made = commands.make_slips(by=request.person, survey=row, group=given.group, number=given.number)
    return {"codes": [one.code for one in made]}


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/kiosks", says=_("Open a screen at a place"),
    scope=Scope.WRITE, who=OUT, gives=KioskShown, status=201,
)  # fmt: skip
def open_kiosk(request: Any, community: Here, survey: Id, given: NewKiosk) -> dict[str, Any]:
    """Whoever comes by answers there, until it is ended."""
    row = survey_here(request, community, survey)
    made = commands.open_kiosk(by=request.person, survey=row, group=given.group, name=given.name)
    return {"id": made.pk, "code": made.code, "name": made.name}


@operation(
    router, "POST", "/communities/{community}/kiosks/{kiosk}/end", says=_("End a screen at a place"),
    scope=Scope.WRITE, who=OUT, gives=Ended,
)  # fmt: skip
def end_kiosk(request: Any, community: Here, kiosk: Id) -> dict[str, Any]:
    """It takes no answer any more."""
    row = found(visible_kiosks(request.person, community).select_related("survey", "community"), pk=kiosk)
    return {"id": commands.end_kiosk(by=request.person, kiosk=row).pk}


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/reminders", says=_("Remind whoever was drawn"),
    scope=Scope.WRITE, who=MAKERS, gives=Reminded,
)  # fmt: skip
def remind(request: Any, community: Here, survey: Id) -> dict[str, Any]:
    """Those who have not answered, at most twice."""
    commands.remind(by=request.person, survey=survey_here(request, community, survey))
    return {"reminded": True}


@operation(
    router, "GET", "/communities/{community}/published-results", says=_("Results that others published"),
    scope=Scope.READ, gives=Listed[PublishedShown],
)  # fmt: skip
def published_results(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """With their source and counts."""
    rows = [row.result for row in queries.published_list(request.person, community)]
    return listed(rows, which, lambda some: map(_published, some))


@operation(
    router, "POST", "/communities/{community}/published-results", says=_("Cite a published result"),
    scope=Scope.WRITE, who=MAKERS, gives=Made, status=201,
)  # fmt: skip
def cite_published_result(request: Any, community: Here, given: NewCitation) -> dict[str, Any]:
    """A percentage alone says little: with its source, words and counts."""
    told = given.model_dump(exclude={"question", "beside"})
    beside = own_row(Question.objects.of(community), given.beside, "beside")
    made = commands.cite_published_result(
        by=request.person,
        community=community,
        question_cy=given.question.cy,
        question_en=given.question.en,
        beside=beside,
        **told,
    )
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/replies",
    says=_("Answer the results of a survey"),
    scope=Scope.WRITE, who=ANSWERERS, gives=ReplyShown, status=201,
)  # fmt: skip
def reply_to_survey(request: Any, community: Here, survey: Id, given: GivenReply) -> dict[str, Any]:
    """In public; whoever took part is told."""
    row = survey_here(request, community, survey)
    told = _two(given, "words", "by_whom", "no_change")
    return reply_shown(commands.reply_to_survey(by=request.person, survey=row, **told))


@operation(
    router, "POST", "/communities/{community}/surveys/{survey}/changes", says=_("Promise a change"),
    scope=Scope.WRITE, who=ANSWERERS, gives=ChangeShown, status=201,
)  # fmt: skip
def name_change(request: Any, community: Here, survey: Id, given: GivenChange) -> dict[str, Any]:
    """What, by whom, by when; whoever took part is told."""
    row = survey_here(request, community, survey)
    told = _two(given, "what", "by_whom")
    return change_shown(commands.name_change(by=request.person, survey=row, due_on=given.due_on, **told))


@operation(
    router, "POST", "/communities/{community}/survey-changes/{survey_change}/day",
    says=_("Move the day of a change"),
    scope=Scope.WRITE, who=ANSWERERS, gives=ChangeShown,
)  # fmt: skip
def move_change(request: Any, community: Here, survey_change: Id, given: GivenMove) -> dict[str, Any]:
    """With the reason; the first day stays to be seen."""
    row = _change(community, survey_change)
    told = _two(given, "reason")
    return change_shown(commands.move_change(by=request.person, change=row, due_on=given.due_on, **told))


@operation(
    router, "POST", "/communities/{community}/survey-changes/{survey_change}/end",
    says=_("Say what became of a change"),
    scope=Scope.WRITE, who=ANSWERERS, gives=ChangeShown,
)  # fmt: skip
def finish_change(request: Any, community: Here, survey_change: Id, given: GivenEnd) -> dict[str, Any]:
    """Done, or not done and why; whoever took part is told."""
    row = _change(community, survey_change)
    return change_shown(commands.finish_change(by=request.person, change=row, **given.model_dump()))


def _asked(given: GivenQuestion) -> Asked:
    options = tuple(
        OptionText(one.code, one.text.cy, one.text.en, one.picture, one.counts_as, one.points, one.known)
        for one in given.options
    )
    return Asked(
        given.text.cy, given.text.en, options, asked_of=given.asked_of or "", background=given.background
    )


def _two(given: Any, *names: str) -> dict[str, str]:
    """The pairs of a body as the commands take them."""
    told: dict[str, str] = {}
    for name in names:
        texts = getattr(given, name)
        told |= {f"{name}_cy": texts.cy if texts else "", f"{name}_en": texts.en if texts else ""}
    return told


def _change(community: Any, pk: int) -> Change:
    rows = Change.objects.of(community).filter(survey__in=Survey.objects.of(community))
    row: Change = found(rows.select_related("survey__community", "community"), pk=pk)
    return row


def _published(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "question": pair(row, "question"),
        "group": row.group,
        "percent": float(row.percent),
        "n": row.n,
        "source": row.source,
    }
