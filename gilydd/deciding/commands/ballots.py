"""Vote, change one's mind, and enter what somebody wrote on paper or said by phone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party, Person, Support
from gilydd.people.policy import type_of_actor
from gilydd.people.queries.supporting import supporting_now

from ..models import Ballot, OnRoll, Vote, VoteChoice
from ..policy import policy
from ..words import ENTERED, BallotEvidence, VoteKind
from ._shared import locked, note, still_open


@transaction.atomic
def cast_ballot(
    *,
    by: type_of_actor,
    vote: Vote,
    party: Party,
    choices: Sequence[int],
    evidence: str = BallotEvidence.SCREEN,
) -> Ballot:
    """Vote, or change one's mind: the last ballot before the close counts. `choices` are their numbers.

    No choice at all means none of these. Whoever enters it for somebody else says whether it came on paper
    or by phone, and the voter is told. What somebody chose themself on screen is theirs to change.
    The same choice again is the same ballot.
    """
    vote = locked(vote)
    seat = OnRoll.objects.filter(vote=vote, party=party).select_related("party").first()
    if seat is None:
        raise Refused(_("Only those on the roll of this vote can vote in it."))
    seat.vote, seat.community = vote, vote.community
    for_other = isinstance(by, Person) and by.pk != party.pk
    policy.check(by, "enter_ballot" if for_other else "cast_ballot", seat)
    still_open(vote)
    if timezone.now() >= vote.closes_at:
        raise Refused(_("This vote has closed."))
    chosen = _checked(vote, choices)
    last = seat.ballots.order_by("-pk").first()
    if last is not None and last.choices == chosen:
        return last
    if for_other:
        _may_enter(by, vote, party, last, evidence)
    ballot = Ballot.objects.create(
        community=vote.community,
        vote=vote,
        on_roll=seat,
        choices=chosen,
        evidence=evidence if for_other else BallotEvidence.SCREEN,
        recorded_by_key=key_of(by) if for_other else "",
    )
    note(
        "cast_ballot", by, seat, audience=Audience.PRIVATE, behalf=party if for_other else None,
        mentions=[party], evidence=str(ballot.evidence),
    )  # fmt: skip
    if for_other:
        later("gilydd.deciding.notices.entered", ballot.pk)
    return ballot


def _checked(vote: Vote, choices: Sequence[int]) -> list[int]:
    """The numbers chosen, rising; raises Refused where the ballot does not fit the vote."""
    chosen = sorted(choices)
    there = set(VoteChoice.objects.filter(vote=vote).values_list("number", flat=True))
    if not there.issuperset(chosen) or len(set(chosen)) < len(chosen):
        raise Refused(_("Choose from the choices of this vote, each once."), field="choices")
    if vote.kind == VoteKind.RESOLUTION and len(chosen) != 1:
        raise Refused(_("Choose for, against or abstain."), field="choices")
    if vote.kind == VoteKind.ONE and len(chosen) > 1:
        raise Refused(_("Choose one, or none of these."), field="choices")
    return chosen


def _may_enter(by: type_of_actor, vote: Vote, party: Party, last: Ballot | None, evidence: str) -> None:
    """Refuse to enter a vote for somebody else where a voter's own word could be lost or bent."""
    assert isinstance(by, Person)
    if evidence not in ENTERED:
        raise Refused(_("Say how you know: by phone or on paper."), field="evidence")
    if supporting_now(Support.objects.of(vote.community)).filter(supporter=by, member=party.pk).exists():
        raise Refused(
            _("You support this person, so you may read the vote to them but not enter it. A broker can.")
        )
    if VoteChoice.objects.filter(vote=vote, party=by.pk).exists():
        raise Refused(_("You stand in this vote yourself. Let somebody else enter the votes."))
    if last is not None and last.evidence == BallotEvidence.SCREEN:
        raise Refused(_("This person has voted on screen. They can change it there until the close."))
