"""The router of the operations of designing, and the shapes that they share."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.people.models import Community
from gilydd.people.operations import Given, Id, Lang, Pair, found
from gilydd.people.words import Role

from ..models import Challenge, Commitment, Proposal
from ..policy import visible_challenges, visible_commitments, visible_proposals
from ..words import LONGEST_COMMENT, LONGEST_REASON, LONGEST_WORDS, EnteredFrom

router = Router(tags=["designing"])
RUNS = (Role.FACILITATOR, Role.COMMISSIONER)
ENTERS = (Role.FACILITATOR, Role.COMMISSIONER, Role.BROKER)
Title = Annotated[str, Text(strip_whitespace=True, max_length=200)]
Long = Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_WORDS)]
Comment = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=LONGEST_COMMENT)]
Reason = Annotated[str, Text(strip_whitespace=True, max_length=LONGEST_REASON)]
Pence = Annotated[int, Field(ge=0, le=10**12)]
From = EnteredFrom | None


class Whose(Given):
    """`member`: whose act it is; oneself where it is left out. Then `entered_from` says how it came."""

    member: Id | None = None
    entered_from: From = None


class Why(Given):
    """A reason in both languages."""

    why_cy: Reason
    why_en: Reason


class Reasoned(Given):
    """A reason in one's own words."""

    reason: Reason
    lang: Lang


class ChallengeShown(BaseModel):
    id: int
    title: Pair
    question: Pair
    state: str
    money_pence: int | None
    vote: int | None


class ProposalShown(BaseModel):
    """`cost_units`: whole, `scale` of them to one unit of the currency."""

    id: int
    challenge: int
    title: str
    lang: str
    state: str
    version: int
    cost_units: int
    currency: str
    scale: int


class CommitmentShown(BaseModel):
    id: int
    proposal: int
    what: Pair
    money_pence: int
    state: str


def the_challenge(request: Any, community: Community, pk: int) -> Challenge:
    row: Challenge = found(visible_challenges(request.person, community).select_related("community"), pk=pk)
    return row


def the_proposal(request: Any, community: Community, pk: int) -> Proposal:
    row: Proposal = found(visible_proposals(request.person, community), pk=pk)
    return row


def the_commitment(request: Any, community: Community, pk: int) -> Commitment:
    row: Commitment = found(visible_commitments(request.person, community), pk=pk)
    return row


def challenge_shown(row: Challenge) -> dict[str, Any]:
    return {
        "id": row.pk, "title": {"cy": row.title_cy, "en": row.title_en},
        "question": {"cy": row.question_cy, "en": row.question_en}, "state": row.state,
        "money_pence": row.money_pence, "vote": row.vote_id,
    }  # fmt: skip


def proposal_shown(row: Proposal) -> dict[str, Any]:
    return {
        "id": row.pk, "challenge": row.challenge_id, "title": row.title, "lang": row.lang, "state": row.state,
        "version": row.version, "cost_units": row.cost_units, "currency": row.currency, "scale": row.scale,
    }  # fmt: skip


def commitment_shown(row: Commitment) -> dict[str, Any]:
    return {
        "id": row.pk, "proposal": row.proposal_id, "what": {"cy": row.what_cy, "en": row.what_en},
        "money_pence": row.money_pence, "state": row.state,
    }  # fmt: skip
