"""Operations of the board: its register and its elections."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from gilydd.people.models import Community
from gilydd.people.operations import (
    Day,
    Given,
    Here,
    Id,
    Line,
    Listed,
    Made,
    Moment,
    Pair,
    Which,
    Words,
    acting_party,
    found,
    listed,
    operation,
    own_row,
    pair,
    party_of,
)
from gilydd.people.words import Scope

from .. import commands
from ..models import AgendaItem, BoardElection, BoardTerm, Candidacy, SplitKey, Vote
from ..policy import policy, visible_board_elections
from ..queries import mutual as queries
from ..words import BoardElectionState, CandidacyState, WhyEnded
from .meetings import BY_RUNNERS
from .routing import router


class TermShown(BaseModel):
    id: int
    name: str
    since: dt.date
    until: dt.date
    ended_on: dt.date | None


class CandidateShown(BaseModel):
    id: int
    name: str
    state: CandidacyState
    statement: str
    lang: str


class BoardElectionShown(BaseModel):
    id: int
    title: Pair
    seats: int
    term_years: int
    nominate_until: dt.datetime
    state: BoardElectionState
    vote: int | None


class WholeBoardElection(BoardElectionShown):
    candidates: list[CandidateShown]


class NewBoardElection(Given):
    title_cy: Line
    title_en: Line
    seats: Annotated[int, Field(ge=1, le=50)]
    nominate_until: Moment
    item: Id | None = None


class Proposed(Given):
    """Without `member`, oneself."""

    member: Id | None = None


class Statement(Given):
    statement_cy: Words = ""
    statement_en: Words = ""
    easy_cy: Words = ""
    easy_en: Words = ""


class BoardVote(Given):
    """`everybody`: all on the roll; otherwise those at the meeting now. A `split_key` makes it secret."""

    closes_at: Moment
    everybody: bool = True
    split_key: Id | None = None


class NewTerm(Given):
    member: Id
    since: Day
    until: Day


class TermOver(Given):
    why: WhyEnded
    decided_by: Id | None = None


def _rows(rows: list[BoardElection]) -> list[dict[str, Any]]:
    return [_row(row) for row in rows]


def _row(row: BoardElection) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": pair(row, "title"),
        "seats": row.seats,
        "term_years": row.term_years,
        "nominate_until": row.nominate_until,
        "state": row.state,
        "vote": row.vote_id,
    }


def _whole(request: Any, row: BoardElection) -> dict[str, Any]:
    row = BoardElection.objects.select_related("community").get(pk=row.pk)
    return {
        **_row(row),
        "candidates": [
            {
                "id": one.pk, "name": one.called, "state": one.state, "statement": one.statement,
                "lang": one.statement_lang,
            }
            for one in queries.candidates(request.person, row)
        ],
    }  # fmt: skip


def _election(request: Any, community: Community, pk: int) -> BoardElection:
    rows = visible_board_elections(request.person, community)
    return found(rows.select_related("community", "item__meeting", "vote"), pk=pk)


def _candidacy(request: Any, community: Community, pk: int) -> Candidacy:
    rows = Candidacy.objects.of(community).select_related("election__community", "party", "community")
    row = found(rows, pk=pk)
    policy.check(request.person, "stand", row)
    return row


@operation(
    router, "GET", "/communities/{community}/board", says=_("The board"), scope=Scope.READ,
    gives=Listed[TermShown],
)  # fmt: skip
def board(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Its register: who sits on it now, then who did before."""
    now, before = queries.register(request.person, community)
    return listed(
        [*now, *before],
        which,
        lambda few: [
            {
                "id": one.pk, "name": one.called, "since": one.since, "until": one.until,
                "ended_on": one.ended_on,
            }
            for one in few
        ],
    )  # fmt: skip


@operation(
    router, "GET", "/communities/{community}/board-elections", says=_("Elections of the board"),
    scope=Scope.READ, gives=Listed[BoardElectionShown],
)  # fmt: skip
def board_elections(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """The latest first."""
    return listed(visible_board_elections(request.person, community).order_by("-pk"), which, _rows)


@operation(
    router, "GET", "/communities/{community}/board-elections/{board_election}",
    says=_("One election of the board"), scope=Scope.READ, gives=WholeBoardElection,
)  # fmt: skip
def board_election(request: Any, community: Here, board_election: Id) -> dict[str, Any]:
    """Its candidates and what they say."""
    return _whole(request, _election(request, community, board_election))


@operation(
    router, "POST", "/communities/{community}/board-elections", says=_("Call an election of the board"),
    gives=Made, status=201, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def call_board_election(request: Any, community: Here, given: NewBoardElection) -> dict[str, Any]:
    """Every member is told and can propose somebody."""
    told = given.model_dump(exclude={"item"})
    item = own_row(AgendaItem.objects.of(community), given.item, "item")
    made = commands.call_board_election(by=request.person, community=community, item=item, **told)
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/board-elections/{board_election}/candidates",
    says=_("Propose somebody for the board"), scope=Scope.WRITE, gives=Made, status=201,
)  # fmt: skip
def nominate(request: Any, community: Here, board_election: Id, given: Proposed) -> dict[str, Any]:
    """They are asked, and stand only if they say yes."""
    row = _election(request, community, board_election)
    party = acting_party(request, community, given.member)
    return {"id": commands.nominate(by=request.person, election=row, party=party).pk}


@operation(
    router, "POST", "/communities/{community}/candidates/{candidacy}/stand",
    says=_("Stand for the board"), scope=Scope.WRITE, gives=WholeBoardElection,
)  # fmt: skip
def stand(request: Any, community: Here, candidacy: Id, given: Statement) -> dict[str, Any]:
    """With a statement in one language or both."""
    row = _candidacy(request, community, candidacy)
    made = commands.stand(by=request.person, candidacy=row, **given.model_dump())
    return _whole(request, made.election)


@operation(
    router, "POST", "/communities/{community}/candidates/{candidacy}/down",
    says=_("Say no to standing, or withdraw"), scope=Scope.WRITE, gives=WholeBoardElection,
)  # fmt: skip
def stand_down(request: Any, community: Here, candidacy: Id) -> dict[str, Any]:
    """Before the vote opens."""
    row = _candidacy(request, community, candidacy)
    return _whole(request, commands.stand_down(by=request.person, candidacy=row).election)


@operation(
    router, "POST", "/communities/{community}/board-elections/{board_election}/vote",
    says=_("Open the vote on the board"), gives=WholeBoardElection, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def open_board_vote(request: Any, community: Here, board_election: Id, given: BoardVote) -> dict[str, Any]:
    """Where no more stand than there are places, they are seated at once."""
    row = _election(request, community, board_election)
    split_key = own_row(SplitKey.objects.of(community), given.split_key, "split_key")
    told = {"closes_at": given.closes_at, "everybody": given.everybody, "split_key": split_key}
    return _whole(request, commands.open_board_vote(by=request.person, election=row, **told))


@operation(
    router, "POST", "/communities/{community}/board-elections/{board_election}/settle",
    says=_("Give the seats"), gives=WholeBoardElection, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def settle_board_election(request: Any, community: Here, board_election: Id) -> dict[str, Any]:
    """Once the vote is counted. Gilydd does so by itself within minutes."""
    row = _election(request, community, board_election)
    return _whole(request, commands.settle_board_election(by=request.person, election=row))


@operation(
    router, "POST", "/communities/{community}/board", says=_("Write down a member of the board"),
    gives=Made, status=201, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def add_to_board(request: Any, community: Here, given: NewTerm) -> dict[str, Any]:
    """Who sat on it before the register began."""
    party = party_of(community, given.member)
    told = {"since": given.since, "until": given.until}
    made = commands.add_to_board(by=request.person, community=community, party=party, **told)
    return {"id": made.pk}


@operation(
    router, "POST", "/communities/{community}/board/{board_term}/end", says=_("End a term on the board"),
    gives=Made, **BY_RUNNERS,  # type: ignore[arg-type]
)  # fmt: skip
def end_term(request: Any, community: Here, board_term: Id, given: TermOver) -> dict[str, Any]:
    """A removal names the resolution that decided it."""
    row = found(BoardTerm.objects.of(community), pk=board_term)
    vote = own_row(Vote.objects.of(community), given.decided_by, "decided_by")
    made = commands.end_term(by=request.person, term=row, why=given.why, decided_by=vote)
    return {"id": made.pk}
