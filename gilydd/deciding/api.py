"""Operations of deciding: votes, ballots, counts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel, Field

from gilydd.people.models import Community
from gilydd.people.operations import (
    Code,
    Disclosure,
    Given,
    Here,
    Id,
    Lang,
    Line,
    Listed,
    Made,
    Moment,
    Pair,
    Said,
    Which,
    Words,
    acting_party,
    area_of,
    found,
    listed,
    operation,
    pair,
    party_of,
)
from gilydd.people.words import Role, Scope

from . import commands, telling
from .commands import NewChoice
from .forms import members_of_area
from .models import Vote
from .policy import may, policy, visible_votes
from .queries import voting as queries
from .words import BallotEvidence, VoteKind, VoteRule, VoteState

router = Router(tags=["deciding"])
RUNS = (Role.FACILITATOR, Role.BROKER)
Numbers = Annotated[list[Annotated[int, Field(ge=1, le=1_000)]], Field(max_length=100)]


class VoteShown(BaseModel):
    id: int
    title: Pair
    kind: VoteKind
    rule: VoteRule
    seats: int
    quorum_percent: int
    state: VoteState
    opened_at: dt.datetime
    closes_at: dt.datetime
    on_roll: bool
    voted: bool


class ChoiceShown(BaseModel):
    number: int
    text: str
    picture: str


class VotesFor(BaseModel):
    """`choice` is null for those who did not vote, or who chose none of these: see `text`."""

    choice: int | None
    text: str
    votes: Disclosure


class ResultShown(BaseModel):
    outcome: str
    decided: bool
    passed: bool
    chosen: list[int]
    votes: list[VotesFor]
    input_sha256: str
    result_sha256: str
    lot_seed: str
    code_version: str


class WholeVote(VoteShown):
    about: Pair
    choices: list[ChoiceShown]
    my_number: int | None
    my_choices: list[int] | None
    roll_sha256: str
    lot_sha256: str
    result: ResultShown | None


class BallotShown(BaseModel):
    number: int
    name: str
    choices: list[str]
    evidence: BallotEvidence


class CountShown(BaseModel):
    id: int
    same: bool
    result_sha256: str


class ChoiceGiven(Given):
    text_cy: Annotated[str, Field(max_length=200)] = ""
    text_en: Annotated[str, Field(max_length=200)] = ""
    easy_cy: Annotated[str, Field(max_length=200)] = ""
    easy_en: Annotated[str, Field(max_length=200)] = ""
    picture: Code = ""
    member: Id | None = None


class NewVote(Given):
    """Without `area` every active member can vote. A candidate is a choice with a `member` and no words."""

    title_cy: Line
    title_en: Line
    about_cy: Words = ""
    about_en: Words = ""
    easy_cy: Words = ""
    easy_en: Words = ""
    kind: VoteKind
    rule: VoteRule
    choices: Annotated[list[ChoiceGiven], Field(max_length=100)] = []
    seats: Annotated[int, Field(ge=1, le=100)] = 1
    quorum_percent: Annotated[int, Field(ge=0, le=100)] = 0
    closes_at: Moment
    area: Code | None = None


class NewBallot(Given):
    """`member`: whose vote came on `paper` or by `phone`; without it, one's own."""

    choices: Numbers
    member: Id | None = None
    evidence: BallotEvidence = BallotEvidence.SCREEN


class WhyStopped(Given):
    reason: Said
    lang: Lang


def vote_rows(request: Any, rows: list[Vote]) -> list[dict[str, Any]]:
    """Votes as the API shows them; two queries."""
    keys = [row.pk for row in rows]
    own = dict(queries.own_seats(request.person, keys))
    return [
        {
            "id": row.pk,
            "title": pair(row, "title"),
            "on_roll": row.pk in own,
            "voted": own.get(row.pk, False),
            **{
                name: getattr(row, name)
                for name in ("kind", "rule", "seats", "quorum_percent", "state", "opened_at", "closes_at")
            },
        }
        for row in rows
    ]


def whole(request: Any, row: Vote) -> dict[str, Any]:
    """One vote with its choices, one's own ballot, and what came of it."""
    labels = queries.labels_of(queries.choices_of(row))
    seat = queries.own_seat(request.person, row)
    return {
        **vote_rows(request, [row])[0],
        "about": pair(row, "about"),
        "choices": [{"number": one.number, "text": one.text, "picture": one.picture} for one in labels],
        "my_number": seat.row.number if seat else None,
        "my_choices": seat.ballot.choices if seat and seat.ballot else None,
        "roll_sha256": row.roll_sha256,
        "lot_sha256": row.lot_sha256,
        "result": _result(request, row, labels),
    }


def _result(request: Any, row: Vote, labels: list[queries.Label]) -> dict[str, Any] | None:
    run = queries.first_count(row)
    if run is None:
        return None
    if may(request.person, "see_figures", row):
        bars: list[Any] = telling.exact_bars(run.result, labels)
    else:
        bars = telling.disclosed_bars(row, run.result, labels)[0]
    return {
        "outcome": telling.outcome_words(row, run.result, labels),
        "decided": run.result["quorate"],
        "passed": run.result["passed"],
        "chosen": run.result["chosen"],
        "votes": [
            {
                "choice": None if isinstance(one, str) else one.number,
                "text": one if isinstance(one, str) else one.text,
                "votes": figure,
            }
            for one, figure in bars
        ],
        "input_sha256": run.input_sha256,
        "result_sha256": run.result_sha256,
        "lot_seed": row.lot_seed,
        "code_version": run.code_version,
    }


def here(request: Any, community: Community) -> Any:
    """The votes that the key's person may see."""
    return visible_votes(request.person, community).select_related("community", "group")


@operation(
    router,
    "GET",
    "/communities/{community}/votes",
    says=_("Votes"),
    scope=Scope.READ,
    gives=Listed[VoteShown],
)
def votes(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Those I may see, the last to close first."""
    rows = here(request, community).order_by("-closes_at", "-pk")
    return listed(rows, which, lambda found_rows: vote_rows(request, found_rows))


@operation(
    router,
    "GET",
    "/communities/{community}/votes/{vote}",
    says=_("One vote"),
    scope=Scope.READ,
    gives=WholeVote,
)
def vote(request: Any, community: Here, vote: Id) -> dict[str, Any]:
    """Its choices, my ballot, and what was decided. Exact numbers are for those who could vote."""
    return whole(request, found(here(request, community), pk=vote))


@operation(
    router,
    "POST",
    "/communities/{community}/votes",
    says=_("Open a vote"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=Made,
    status=201,
)
def open_vote(request: Any, community: Here, given: NewVote) -> dict[str, Any]:
    """Of the whole community, or of one area. Everybody who can vote is told. It cannot be changed later."""
    told = given.model_dump(exclude={"area", "choices"})
    area = area_of(community, given.area)
    choices = [
        NewChoice(
            **one.model_dump(exclude={"member"}),
            party=None if one.member is None else party_of(community, one.member, "choices"),
        )
        for one in given.choices
    ]
    roll = None if area is None else members_of_area(community, area.pk)
    made = commands.open_vote(by=request.person, community=community, choices=choices, roll=roll, **told)
    return {"id": made.pk}


@operation(
    router,
    "POST",
    "/communities/{community}/votes/{vote}/ballot",
    says=_("Vote, or change a vote"),
    scope=Scope.WRITE,
    gives=WholeVote,
)
def cast_ballot(request: Any, community: Here, vote: Id, given: NewBallot) -> dict[str, Any]:
    """The last ballot before the close counts; no choice at all means none of these."""
    row = found(here(request, community), pk=vote)
    party = acting_party(request, community, given.member)
    commands.cast_ballot(
        by=request.person, vote=row, party=party, choices=given.choices, evidence=given.evidence
    )
    return whole(request, row)


@operation(
    router,
    "POST",
    "/communities/{community}/votes/{vote}/close",
    says=_("Count a vote whose time is over"),
    scope=Scope.WRITE,
    gives=WholeVote,
)
def close_vote(request: Any, community: Here, vote: Id) -> dict[str, Any]:
    """Gilydd does so by itself within minutes; before the close only where everybody has voted."""
    row = found(here(request, community), pk=vote)
    return whole(request, commands.close_vote(by=request.person, vote=row))


@operation(
    router,
    "POST",
    "/communities/{community}/votes/{vote}/stop",
    says=_("Stop a vote"),
    scope=Scope.WRITE,
    gives=WholeVote,
)
def stop_vote(request: Any, community: Here, vote: Id, given: WhyStopped) -> dict[str, Any]:
    """Nothing is counted, and everybody who can vote is told why."""
    row = found(here(request, community), pk=vote)
    stopped = commands.stop_vote(by=request.person, vote=row, reason=given.reason, lang=given.lang)
    return whole(request, stopped)


@operation(
    router,
    "POST",
    "/communities/{community}/votes/{vote}/recount",
    says=_("Count the ballots again"),
    scope=Scope.WRITE,
    gives=CountShown,
)
def recount_vote(request: Any, community: Here, vote: Id) -> dict[str, Any]:
    """The run is kept; `same` says whether it gives the result that stands."""
    row = found(here(request, community), pk=vote)
    run, first = commands.recount_vote(by=request.person, vote=row), queries.first_count(row)
    same = first is not None and first.result_sha256 == run.result_sha256
    return {"id": run.pk, "same": same, "result_sha256": run.result_sha256}


@operation(
    router,
    "GET",
    "/communities/{community}/votes/{vote}/ballots",
    says=_("The ballots of a vote that has closed"),
    scope=Scope.READ,
    gives=Listed[BallotShown],
)
def ballots(request: Any, community: Here, vote: Id, which: Which) -> dict[str, Any]:
    """For those who could vote: by voter number, with a name where it may stand there."""
    row = found(here(request, community), pk=vote)
    policy.check(request.person, "see_ballots", row)
    lines = queries.ballots(request.person, row)
    return listed(
        lines,
        which,
        lambda few: [
            {"number": one.number, "name": one.called, "choices": list(one.chosen), "evidence": one.evidence}
            for one in few
        ],
    )
