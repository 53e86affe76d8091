"""The shape of a published case: what is counted, and the plan that another community can begin from.

The same shape stands in the table, in the open data and in a file from another installation. Whatever does
not fit is refused with its place, so that a page never meets a case that it cannot show.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic import StringConstraints as Text

from gilydd.algorithms import disclosure
from gilydd.services.words import Decision, FallsTo, Quarter, StepKind

from .words import CASE_FORMAT, LONGEST_CASE_TEXT, LONGEST_CASE_TITLE, StepShown

LONG = 6_000
QUARTERS = tuple(Quarter.values)
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _disclosed(figure: dict[str, Any]) -> dict[str, Any]:
    return disclosure.frozen(figure).as_json()


Line = Annotated[str, Text(max_length=LONGEST_CASE_TITLE)]
Words = Annotated[str, Text(max_length=LONG)]
Slug = Annotated[str, Text(pattern=SLUG, max_length=40)]
Page = Annotated[str, Text(pattern=r"^(/[a-z0-9][^\s\\]*)?$", max_length=300)]
Figure = Annotated[dict[str, Any], AfterValidator(_disclosed)]
QuarterCode = Annotated[str, Text(pattern="^(" + "|".join(QUARTERS) + ")$")]
FallsToCode = Annotated[str, Text(pattern="^(" + "|".join(FallsTo.values) + ")$")]
KindCode = Annotated[str, Text(pattern="^(" + "|".join(StepKind.values) + ")$")]
Pence = Annotated[int, Field(ge=-(10**13), le=10**13)]


class Strict(BaseModel):
    """Nothing is lost on the way: a field that we do not know is refused."""

    model_config = ConfigDict(extra="forbid")


class Both(Strict):
    """A text in both languages; one may be empty."""

    cy: Words = ""
    en: Words = ""

    def __str__(self) -> str:
        return self.en or self.cy


class Counted(Strict):
    """One thing that was counted: a disclosed figure or words, and the page it was counted from."""

    quarter: QuarterCode | None = None
    label: Both
    figure: Figure | None = None
    words: Both | None = None
    note: Both = Both()
    page: Page = ""


class Money(Strict):
    """A sum in whole pence (minor units of the currency): contracts' value, paid, promised."""

    what: Literal["contracts", "paid", "promised"]
    pence: Pence
    currency: Annotated[str, Text(pattern="^[A-Z]{3}$")] = "GBP"
    page: Page = ""


class SideTold(Strict):
    side: Literal["citizens", "professionals"]
    base: Figure
    shares: Annotated[list[Counted], Field(max_length=10)]


class OutcomeTold(Strict):
    text: Both
    sides: Annotated[list[SideTold], Field(max_length=2)]
    page: Page = ""


class StepDone(Strict):
    """A step of the turn: when it was done and how that is known, or why it was left out."""

    code: Slug
    quarter: QuarterCode
    title: Both
    done_on: dt.date | None = None
    shown: Annotated[str, Text(pattern="^(" + "|".join(StepShown.values) + ")?$")] = ""
    left_out: Both | None = None
    page: Page = ""


class CaseTold(Strict):
    """What a case tells of its turn."""

    service: Both
    number: Annotated[int, Field(ge=1, le=1_000)]
    started_on: dt.date
    ended_on: dt.date
    decision: Annotated[str, Text(pattern="^(" + "|".join(Decision.values) + ")$")]
    reason: Both
    money: Annotated[list[Money], Field(max_length=30)]
    given_minutes: Annotated[list[Counted], Field(max_length=10)]
    people: Annotated[list[Counted], Field(max_length=20)]
    outcomes: Annotated[list[OutcomeTold], Field(max_length=60)]
    findings: Annotated[list[Counted], Field(max_length=60)]
    changes: Annotated[list[Counted], Field(max_length=200)]
    facts: Annotated[list[Counted], Field(max_length=200)]
    steps: Annotated[list[StepDone], Field(max_length=120)]


class PlanStep(Strict):
    """A step that the community changed, added or left out; its fields are those of services.GuideStep."""

    code: Slug
    kind: KindCode
    quarter: QuarterCode
    place: Annotated[int, Field(ge=0, le=30_000)]
    falls_to: FallsToCode
    picture: Annotated[str, Text(pattern=r"^[a-z-]*$", max_length=40)] = ""
    title_cy: Line
    title_en: Line
    what_cy: Words = ""
    what_en: Words = ""
    why_cy: Words = ""
    why_en: Words = ""
    known_cy: Words = ""
    known_en: Words = ""
    easy_cy: Words = ""
    easy_en: Words = ""
    template_title_cy: Line = ""
    template_title_en: Line = ""
    template_cy: Words = ""
    template_en: Words = ""
    example_cy: Words = ""
    example_en: Words = ""
    reason_cy: Words = ""
    reason_en: Words = ""


class PlanOutcome(Strict):
    """An outcome: the open id of its statement (framework, version, code) or nothing, and its words."""

    statement: Annotated[str, Text(max_length=150)] = ""
    text: Both


class PlanCriterion(Strict):
    name: Both
    asks: Both = Both()
    percent: Annotated[str, Text(max_length=20)] = ""


class PlanMilestone(Strict):
    """What should be reached, so many days after the turn began."""

    text: Both
    after_days: int | None = None


class PlanQuestion(Strict):
    text: Both
    easy: Both = Both()
    answers: Annotated[list[Both], Field(max_length=30)]


class Plan(Strict):
    """What another community can begin from. Nothing in it is about a person."""

    steps: Annotated[list[PlanStep], Field(max_length=120)]
    outcomes: Annotated[list[PlanOutcome], Field(max_length=60)]
    criteria: Annotated[list[PlanCriterion], Field(max_length=60)]
    milestones: Annotated[list[PlanMilestone], Field(max_length=200)]
    questions: Annotated[list[PlanQuestion], Field(max_length=200)]


class Title(Strict):
    cy: Annotated[str, Text(min_length=1, max_length=LONGEST_CASE_TITLE)]
    en: Annotated[str, Text(min_length=1, max_length=LONGEST_CASE_TITLE)]


class Whole(Strict):
    cy: Annotated[str, Text(min_length=1, max_length=LONGEST_CASE_TEXT)]
    en: Annotated[str, Text(min_length=1, max_length=LONGEST_CASE_TEXT)]


class CaseShape(Strict):
    """One case as open data. `site` is the installation it was published on, `id` its name for ever."""

    id: uuid.UUID
    site: Annotated[str, Text(pattern=r"^https?://[^\s\\]+$", max_length=200)]
    address: Annotated[str, Text(max_length=400)] = ""
    community: Both
    published_on: dt.date
    title: Title
    need: Whole
    changed: Whole
    wrong: Both
    told: CaseTold
    plan: Plan
    digest: Annotated[str, Text(pattern="^[0-9a-f]{64}$")]


class CasesFile(Strict):
    """Several cases in one file, with what may be done with them."""

    format: Literal["gilydd-cases-1"]
    licence: Annotated[str, Text(max_length=300)] = ""
    cases: Annotated[list[CaseShape], Field(max_length=200)]


assert CASE_FORMAT == "gilydd-cases-1"


def plain(shape: BaseModel) -> dict[str, Any]:
    """The shape as JSON-ready values."""
    return shape.model_dump(mode="json")


def digest_of(texts: Mapping[str, str], told: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    """SHA-256 of what a case says: what people agree to, and what shows that nothing was changed after.

    The addresses of pages are left out: they change when a community moves to another installation.
    """
    whole = {"texts": dict(texts), "told": _without_pages(told), "plan": plan}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _without_pages(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_pages(one) for name, one in value.items() if name != "page"}
    return [_without_pages(one) for one in value] if isinstance(value, list) else value
