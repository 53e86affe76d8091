"""Operations of one turn: what both sides say, findings, comments, judgements."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.operations import (
    Disclosure,
    Given,
    Here,
    Id,
    Lang,
    Made,
    Pair,
    acting_party,
    found,
    operation,
    own_row,
)
from gilydd.people.words import Scope
from gilydd.services.models import Outcome
from gilydd.surveys.policy import visible_published, visible_surveys

from .. import commands, queries
from ..models import Evidence, Finding
from ..policy import EVALUATORS, visible_comments, visible_evidence, visible_findings
from ..queries.conversations import conversations_of
from ..queries.grounds import the_thing
from ..words import MOST_GROUNDS, FindingState, Side, Verdict
from .routing import InWords, Reason, Texts, finding_shown, router, the_turn

GroundCode = Annotated[str, Text(pattern=r"^(evidence|story|claim|activity):[1-9][0-9]{0,17}$")]


class FindingShown(BaseModel):
    id: int
    turn: int
    text: Pair
    state: FindingState
    published_on: dt.date | None


class VerdictShown(BaseModel):
    verdict: str
    count: Disclosure
    share: Disclosure


class GroundShown(BaseModel):
    code: str
    label: str


class SideShown(BaseModel):
    """`reasons` without names, in the order of the alphabet; none where the figures are hidden."""

    side: Side
    judged: Disclosure
    verdicts: list[VerdictShown]
    reasons: list[str]
    grounds: list[GroundShown]


class GapShown(BaseModel):
    """Citizens minus professionals, in points out of 100, with its interval."""

    points: int
    low: int
    high: int
    certain: bool


class OutcomeShown(BaseModel):
    """Never an average: each side by itself, and the gap. `sides` is empty while judging goes on."""

    outcome: int
    wording: str
    lang: str
    sides: list[SideShown]
    gap: GapShown | None
    conversation: int | None


class BothSides(BaseModel):
    turn: int
    judging_closed: bool
    outcomes: list[OutcomeShown]
    findings: list[FindingShown]


class Source(Given):
    """A survey or a published result: one of the two."""

    survey: Id | None = None
    published: Id | None = None


class NewFinding(Texts):
    evidence: Id | None = None


class OtherWords(Texts):
    """`because`: the comment that changed it; null where those who evaluate saw it themselves."""

    because: Id | None = None


class Judging(Given):
    """`grounds`: what it rests on, as codes of the turn's things, such as story:3."""

    verdict: Verdict
    reason: Reason = ""
    lang: Lang = "cy"
    member: Id | None = None
    grounds: Annotated[list[GroundCode], Field(max_length=MOST_GROUNDS)] = []


class ClosedShown(BaseModel):
    turn: int
    closed_on: dt.date


@operation(
    router,
    "GET",
    "/c/{community}/turns/{turn}/both-sides",
    says=_("What both sides say of a turn"),
    scope=Scope.READ,
    gives=BothSides,
)
def both_sides(request: Any, community: Here, turn: Id) -> Any:
    """Citizens beside professionals for each outcome, with the gap, and what was found."""
    row = the_turn(community, turn)
    talks = conversations_of(row)
    return {
        "turn": row.pk,
        "judging_closed": queries.judging_is_closed(row),
        "outcomes": [
            {
                "outcome": one.outcome.pk, "wording": one.wording, "lang": one.lang,
                "sides": [_side(side) for side in one.sides], "gap": _gap(one.gap),
                "conversation": talks[one.outcome.pk].pk if one.outcome.pk in talks else None,
            }
            for one in queries.outcomes_judged(row, request.person)
        ],
        "findings": [finding_shown(one) for one in queries.findings_of(row, request.person)],
    }  # fmt: skip


@operation(
    router,
    "POST",
    "/c/{community}/turns/{turn}/evidence",
    says=_("Link evidence to a turn"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=Made,
    status=201,
)
def link_evidence(request: Any, community: Here, turn: Id, given: Source) -> Any:
    """A survey or a published result that speaks for or against it."""
    person = request.person
    row = commands.link_evidence(
        by=person,
        turn=the_turn(community, turn),
        survey=own_row(visible_surveys(person, community), given.survey, "survey"),
        published=own_row(visible_published(person, community), given.published, "published"),
    )
    return 201, {"id": row.pk}


@operation(
    router,
    "POST",
    "/c/{community}/turns/{turn}/findings",
    says=_("Write a finding"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=FindingShown,
    status=201,
)
def find(request: Any, community: Here, turn: Id, given: NewFinding) -> Any:
    """As a draft, in both languages."""
    row = the_turn(community, turn)
    evidence = own_row(Evidence.objects.filter(turn=row), given.evidence, "evidence")
    made = commands.find(
        by=request.person, turn=row, text_cy=given.text_cy, text_en=given.text_en, evidence=evidence
    )
    return 201, finding_shown(made)


@operation(
    router,
    "POST",
    "/c/{community}/evidence/{evidence}/draft",
    says=_("Write a draft finding from a survey’s figures"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=FindingShown,
    status=201,
)
def draft_finding(request: Any, community: Here, evidence: Id) -> Any:
    """Staff beside citizens and before and after, from what may be shown alone."""
    rows = visible_evidence(request.person, community).select_related("turn__community", "survey")
    return 201, finding_shown(commands.draft_finding(by=request.person, evidence=found(rows, pk=evidence)))


@operation(
    router,
    "POST",
    "/c/{community}/findings/{finding}/words",
    says=_("Put a finding into other words"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=FindingShown,
)
def change_finding(request: Any, community: Here, finding: Id, given: OtherWords) -> Any:
    """The old words stay, with the comment that changed them."""
    row = _finding(request, community, finding)
    comments = visible_comments(request.person, community).filter(finding=row)
    because = own_row(comments, given.because, "because")
    done = commands.change_finding(
        by=request.person, finding=row, text_cy=given.text_cy, text_en=given.text_en, because=because
    )
    return finding_shown(done)


@operation(
    router,
    "POST",
    "/c/{community}/findings/{finding}/open",
    says=_("Open a finding for comment"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=FindingShown,
)
def open_finding(request: Any, community: Here, finding: Id) -> Any:
    """Those who answered are told."""
    row = _finding(request, community, finding)
    return finding_shown(commands.open_finding(by=request.person, finding=row))


@operation(
    router,
    "POST",
    "/c/{community}/findings/{finding}/publish",
    says=_("Publish a finding"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=FindingShown,
)
def publish_finding(request: Any, community: Here, finding: Id) -> Any:
    """Its words stay as they are."""
    row = _finding(request, community, finding)
    return finding_shown(commands.publish_finding(by=request.person, finding=row))


@operation(
    router,
    "POST",
    "/c/{community}/findings/{finding}/hand-down",
    says=_("Make a finding a need of the next turn"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=Made,
)
def hand_down_need(request: Any, community: Here, finding: Id) -> Any:
    """The next turn must be under way."""
    row = _finding(request, community, finding)
    return {"id": commands.hand_down_need(by=request.person, finding=row).pk}


@operation(
    router,
    "POST",
    "/c/{community}/findings/{finding}/comments",
    says=_("Say something to a finding"),
    scope=Scope.WRITE,
    gives=Made,
    status=201,
)
def comment_on_finding(request: Any, community: Here, finding: Id, given: InWords) -> Any:
    """In one's own words and language."""
    row = _finding(request, community, finding)
    made = commands.comment_on_finding(by=request.person, finding=row, text=given.text, lang=given.lang)
    return 201, {"id": made.pk}


@operation(
    router,
    "POST",
    "/c/{community}/turns/{turn}/outcomes/{outcome}/judgement",
    says=_("Judge an outcome"),
    scope=Scope.WRITE,
    gives=Made,
)
def judge_outcome(request: Any, community: Here, turn: Id, outcome: Id, given: Judging) -> Any:
    """For the side of one's capacity; the last word counts."""
    row = the_turn(community, turn)
    things = [the_thing(request.person, row, code) for code in given.grounds]
    if None in things:
        raise Refused(gettext("There is nothing with this number here."), field="grounds")
    made = commands.judge_outcome(
        by=request.person,
        turn=row,
        outcome=found(Outcome.objects.of(community).filter(service=row.service_id), pk=outcome),
        verdict=given.verdict,
        reason=given.reason,
        lang=given.lang,
        party=acting_party(request, community, given.member),
        grounds=things,
    )
    return {"id": made.outcome_id}


@operation(
    router,
    "POST",
    "/c/{community}/turns/{turn}/close-judging",
    says=_("Close the judging of a turn"),
    scope=Scope.WRITE,
    who=EVALUATORS,
    gives=ClosedShown,
)
def close_judging(request: Any, community: Here, turn: Id) -> Any:
    """Both sides are shown then, and a clear gap opens a conversation."""
    row = commands.close_judging(by=request.person, turn=the_turn(community, turn))
    return {"turn": row.pk, "closed_on": row.closed_on}


def _finding(request: Any, community: Community, pk: int) -> Finding:
    rows = visible_findings(request.person, community).select_related("community", "turn__community")
    row: Finding = found(rows, pk=pk)
    return row


def _side(side: queries.SideJudged) -> dict[str, Any]:
    counts = dict(side.counts)
    return {
        "side": side.side,
        "judged": side.base,
        "verdicts": [
            {"verdict": label, "count": counts[label], "share": share} for label, share in side.shares
        ],
        "reasons": [text for text, _lang, _number in side.reasons],
        "grounds": [{"code": one.code, "label": one.label} for one in side.grounds],
    }


def _gap(gap: Any) -> dict[str, Any] | None:
    if gap is None:
        return None
    return {"points": gap.points, "low": gap.low, "high": gap.high, "certain": gap.certain}
