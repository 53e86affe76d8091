"""Operations of deciding: votes, ballots, counts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.models import Community
from gilydd.people.operations import (
    Code,
    Disclosure,
    Given,
    Here,
    Id,
    IdempotencyKey,
    Lang,
    Line,
    Listed,
    Made,
    Moment,
    Pair,
    Said,
    Which,
    Words,
    act_key,
    acting_party,
    area_of,
    found,
    listed,
    operation,
    own_row,
    pair,
    party_of,
)
from gilydd.people.words import Role, Scope

from .. import box, commands, telling
from ..commands import NewBudget, NewChoice
from ..forms import members_of_area
from ..models import OpenedBallot, SplitKey, Vote
from ..policy import may, policy, visible_votes
from ..queries import voting as queries
from ..words import BallotEvidence, Completion, VoteKind, VoteRule, VoteState
from .routing import router

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
    secret: bool
    opened_at: dt.datetime
    closes_at: dt.datetime
    on_roll: bool
    voted: bool


class ChoiceShown(BaseModel):
    number: int
    text: str
    picture: str
    cost_pence: int | None


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
    box_public_key: str | None
    box_sha256: str
    result: ResultShown | None


class BallotShown(BaseModel):
    number: int
    name: str
    choices: list[str]
    evidence: BallotEvidence | None


class Receipt(BaseModel):
    """The code of a ballot in the box. It is in this answer alone, and does not say how somebody voted."""

    code: str


class PapersIn(BaseModel):
    papers: int
    missing: int


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
    cost_pence: Annotated[int, Field(ge=0, le=10**12, strict=True)] | None = None


class NewVote(Given):
    """Without `area` every active member can vote. A candidate is a choice with a `member` and no words.

    A budget has `budget_pence` and each of its choices `cost_pence`. With a `split_key` whose three holders
    are ready the vote is secret.
    """

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
    budget_pence: Annotated[int, Field(ge=1, le=10**12, strict=True)] | None = None
    completion: Completion = Completion.NONE
    split_key: Id | None = None


class NewBallot(Given):
    """`member`: whose vote came on `paper`, by `phone` or by `proxy`; without it, one's own.

    Whoever objects to what consent is asked for gives a `reason`.
    """

    choices: Numbers
    member: Id | None = None
    evidence: BallotEvidence = BallotEvidence.SCREEN
    reason: Words = ""
    lang: Lang = "en"


class SecretBallot(Given):
    """`member`: whose vote somebody says by `phone`, or for whom one votes by `proxy`."""

    choices: Numbers
    member: Id | None = None
    evidence: BallotEvidence = BallotEvidence.SCREEN


class PaperOf(Given):
    """Whose paper came in."""

    member: Id


class Papers(Given):
    """What papers say, in no order: the numbers marked on each; none for one without a mark."""

    papers: Annotated[list[Numbers], Field(min_length=1, max_length=500)]


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
                for name in (
                    "kind",
                    "rule",
                    "seats",
                    "quorum_percent",
                    "state",
                    "secret",
                    "opened_at",
                    "closes_at",
                )
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
        "choices": [
            {"number": one.number, "text": one.text, "picture": one.picture, "cost_pence": one.cost_pence}
            for one in labels
        ],
        "my_number": seat.row.number if seat else None,
        "my_choices": seat.ballot.choices if seat and seat.ballot else None,
        "roll_sha256": row.roll_sha256,
        "lot_sha256": row.lot_sha256,
        "box_public_key": row.split_key.public_key if row.split_key else None,
        "box_sha256": row.box_sha256,
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
    return visible_votes(request.person, community).select_related("community", "group", "split_key")


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
    told = given.model_dump(exclude={"area", "choices", "budget_pence", "completion", "split_key"})
    if given.budget_pence is not None:
        told["budget"] = NewBudget(given.budget_pence, given.completion)
    told["split_key"] = own_row(SplitKey.objects.of(community), given.split_key, "split_key")
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
        by=request.person, vote=row, party=party, choices=given.choices, evidence=given.evidence,
        reason=given.reason, lang=given.lang,
    )  # fmt: skip
    return whole(request, row)


@operation(
    router,
    "POST",
    "/communities/{community}/votes/{vote}/secret-ballot",
    says=_("Vote in secret"),
    scope=Scope.WRITE,
    gives=Receipt,
    status=201,
)
def cast_secret(request: Any, community: Here, vote: Id, given: SecretBallot) -> dict[str, Any]:
    """The ballot is sealed before it is kept, and cannot be changed. Keep the code: it is the receipt."""
    row = found(here(request, community), pk=vote)
    party = acting_party(request, community, given.member)
    code = commands.cast_secret(
        by=request.person, vote=row, party=party, choices=given.choices, evidence=given.evidence
    )
    return {"code": code}


@operation(
    router,
    "POST",
    "/communities/{community}/votes/{vote}/paper",
    says=_("Mark that a paper ballot came in"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=PapersIn,
)
def mark_paper(request: Any, community: Here, vote: Id, given: PaperOf) -> dict[str, Any]:
    """Of a secret vote: the voter is marked and told, and the paper stays shut."""
    row = found(here(request, community), pk=vote)
    commands.mark_paper(by=request.person, vote=row, party=party_of(community, given.member))
    return {"papers": 1, "missing": box.papers_missing(row)}


@operation(
    router,
    "POST",
    "/communities/{community}/votes/{vote}/papers",
    says=_("Type paper ballots, without names"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=PapersIn,
)
def enter_papers(
    request: Any, community: Here, vote: Id, given: Papers, key: IdempotencyKey
) -> dict[str, Any]:
    """Never more than came in. The same Idempotency-Key again is the same papers."""
    row = found(here(request, community), pk=vote)
    batch = commands.enter_papers(by=request.person, vote=row, papers=given.papers, key=act_key(request, key))
    return {"papers": batch.papers, "missing": box.papers_missing(row)}


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


def _opened(row: Vote) -> list[dict[str, Any]]:
    """What the ballots of a secret vote say, sorted."""
    texts = {one.number: one.text for one in queries.labels_of(queries.choices_of(row))}
    rows = sorted(OpenedBallot.objects.filter(vote=row).values_list("choices", flat=True))
    return [
        {"number": place, "name": "", "choices": [texts[one] for one in chosen], "evidence": None}
        for place, chosen in enumerate(rows, 1)
    ]


@operation(
    router,
    "GET",
    "/communities/{community}/votes/{vote}/ballots",
    says=_("The ballots of a vote that has closed"),
    scope=Scope.READ,
    gives=Listed[BallotShown],
)
def ballots(request: Any, community: Here, vote: Id, which: Which) -> dict[str, Any]:
    """For those who could vote: by voter number, with a name where it may stand there.

    Of a secret vote each has the number of its place in the sorted list, and no name.
    """
    row = found(here(request, community), pk=vote)
    policy.check(request.person, "see_ballots", row)
    if row.secret:
        return listed(_opened(row), which, lambda few: few)
    lines = queries.ballots(request.person, row)
    return listed(
        lines,
        which,
        lambda few: [
            {"number": one.number, "name": one.called, "choices": list(one.chosen), "evidence": one.evidence}
            for one in few
        ],
    )
