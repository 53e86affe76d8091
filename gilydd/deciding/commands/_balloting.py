"""What open and secret ballots have in common: who may vote, what may be chosen, who may enter it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from gilydd.history.words import Refused
from gilydd.people.models import Party, Person, Support
from gilydd.people.policy import type_of_actor
from gilydd.people.queries.supporting import supporting_now

from ..models import OnRoll, Vote, VoteChoice
from ..policy import policy
from ..words import ENTERED, BallotEvidence, VoteKind
from ._shared import still_open


def seat_to_vote(by: type_of_actor, vote: Vote, party: Party, evidence: str) -> tuple[OnRoll, bool]:
    """The voter's place on the roll, and whether somebody votes for them; raises where they may not now."""
    seat = OnRoll.objects.filter(vote=vote, party=party).select_related("party").first()
    if seat is None:
        raise Refused(_("Only those on the roll of this vote can vote in it."))
    seat.vote, seat.community = vote, vote.community
    for_other = isinstance(by, Person) and by.pk != party.pk
    verb = "vote_by_proxy" if evidence == BallotEvidence.PROXY else "enter_ballot"
    policy.check(by, verb if for_other else "cast_ballot", seat)
    still_open(vote)
    if timezone.now() >= vote.closes_at:
        raise Refused(_("This vote has closed."))
    return seat, for_other


@sensitive_variables()
def checked_choices(vote: Vote, choices: Sequence[int]) -> list[int]:
    """The numbers chosen, rising but for a ranking; raises Refused where the ballot does not fit the vote."""
    chosen = list(choices) if vote.kind == VoteKind.RANKED else sorted(choices)
    there = set(VoteChoice.objects.filter(vote=vote).values_list("number", flat=True))
    if not there.issuperset(chosen) or len(set(chosen)) < len(chosen):
        raise Refused(_("Choose from the choices of this vote, each once."), field="choices")
    if vote.kind == VoteKind.RESOLUTION and len(chosen) != 1:
        raise Refused(_("Choose for, against or abstain."), field="choices")
    if vote.kind == VoteKind.CONSENT and len(chosen) != 1:
        raise Refused(_("Choose one: consent, stand aside or object."), field="choices")
    if vote.kind == VoteKind.ONE and len(chosen) > 1:
        raise Refused(_("Choose one, or none of these."), field="choices")
    return chosen


def may_enter(by: type_of_actor, vote: Vote, party: Party, evidence: str) -> None:
    """Refuse to enter a vote for somebody else where a voter's own word could be lost or bent."""
    assert isinstance(by, Person)
    if evidence == BallotEvidence.PROXY:
        return
    if evidence not in ENTERED:
        raise Refused(_("Say how you know: by phone or on paper."), field="evidence")
    if supporting_now(Support.objects.of(vote.community)).filter(supporter=by, member=party.pk).exists():
        raise Refused(
            _("You support this person, so you may read the vote to them but not enter it. A broker can.")
        )
    if VoteChoice.objects.filter(vote=vote, party=by.pk).exists():
        raise Refused(_("You stand in this vote yourself. Let somebody else enter the votes."))
