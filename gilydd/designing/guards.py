"""What is still missing before a challenge can take a step, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from gilydd.people.models import Membership
from gilydd.people.queries import names
from gilydd.people.words import MembershipState

from .costing import costings
from .models import (
    Amendment,
    Author,
    BeforeAfter,
    Challenge,
    ClosingWord,
    Commitment,
    Merging,
    Milestone,
    Offer,
    Proposal,
)
from .sides import side_of
from .words import (
    LIVE_PROPOSALS,
    MILESTONES_OVER,
    AmendmentState,
    AuthorKind,
    AuthorState,
    ChallengeState,
    CommitmentState,
    LastWord,
    MergingState,
    OfferState,
    ProposalState,
    Side,
    VarianceState,
)


def lacking(challenge: Challenge, target: ChallengeState) -> list[str]:
    """Sentences on what stands between a challenge and a state; none where it can move there."""
    guard = _GUARDS.get(target)
    return guard(challenge) if guard else []


def _framing(challenge: Challenge) -> list[str]:
    return [_("Put it as a question first, together with citizens.")]


def _proposing(challenge: Challenge) -> list[str]:
    return [_("The first proposal takes it there. Ask people for their ideas.")]


def _deciding(challenge: Challenge) -> list[str]:
    return [_("The members decide: open the vote, and take its result.")]


def _to_cost(challenge: Challenge) -> list[str]:
    if not challenge.in_both_languages:
        return [_("The question stands in one language alone. Put it into the other one.")]
    if not challenge.proposals.filter(state=ProposalState.PROPOSED).exists():
        return [_("There is no proposal yet.")]
    return []


def _to_talk_through(challenge: Challenge) -> list[str]:
    rows = list(challenge.proposals.filter(state__in=LIVE_PROPOSALS))
    told = []
    if not any(one.fully_signed for one in costings(rows).values()):
        told.append(_("No proposal has its costs signed by a citizen and by a professional yet."))
    if Amendment.objects.filter(proposal__in=rows, state=AmendmentState.OPEN).exists():
        told.append(_("A suggested change waits for its answer."))
    if Merging.objects.filter(proposal__in=rows, state=MergingState.OPEN).exists():
        told.append(_("A wish to put two proposals together waits for its answer."))
    return told


def _to_commit(challenge: Challenge) -> list[str]:
    funded = list(challenge.proposals.filter(state=ProposalState.FUNDED).order_by("pk"))
    if not funded:
        return [_("No proposal was funded, so there is nothing to promise.")]
    promised = {row.proposal_id: row for row in Commitment.objects.filter(proposal__in=funded)}
    told = []
    for proposal in funded:
        words = {"proposal": proposal.called}
        commitment = promised.get(proposal.pk)
        if commitment is None:
            told.append(_("Nobody has promised “%(proposal)s” yet.") % words)
        elif not commitment.milestones.exists():
            told.append(_("“%(proposal)s” has no milestone yet.") % words)
    told += _without_offer(list(promised.values()))
    return told


def _without_offer(commitments: list[Commitment]) -> list[str]:
    """A sentence for each commitment in which somebody whose idea it was got no offer; three queries.

    Whoever paused or left the community cannot be offered a part, and stands in nobody's way.
    """
    here = Membership.objects.filter(
        community__in={row.community_id for row in commitments}, state=MembershipState.ACTIVE
    )
    whose = Author.objects.filter(
        proposal__in=[row.proposal_id for row in commitments],
        kind=AuthorKind.ORIGINATOR,
        state=AuthorState.IN,
        party__in=here.values("party"),
    )
    wanted: dict[int, set[int]] = {}
    for proposal, party in whose.values_list("proposal", "party"):
        wanted.setdefault(proposal, set()).add(party)
    offered: dict[int, set[int]] = {}
    rows = Offer.objects.filter(commitment__in=commitments).exclude(state=OfferState.ENDED)
    for commitment, party in rows.values_list("commitment", "party"):
        offered.setdefault(commitment, set()).add(party)
    titles = {one.pk: one.called for one in Proposal.objects.filter(pk__in=wanted)}
    return [
        _("Not everybody whose idea “%(proposal)s” was has an offer to take part.")
        % {"proposal": titles[row.proposal_id]}
        for row in commitments
        if wanted.get(row.proposal_id, set()) - offered.get(row.pk, set())
    ]


def _to_deliver(challenge: Challenge) -> list[str]:
    told = _to_commit(challenge)
    waiting = Offer.objects.filter(commitment__proposal__challenge=challenge, state=OfferState.OFFERED)
    if waiting.exists():
        told.append(_("An offer to take part waits for its answer."))
    return told


def _to_judge(challenge: Challenge) -> list[str]:
    rows = Commitment.objects.filter(proposal__challenge=challenge)
    open_ones = list(rows.filter(state=CommitmentState.OPEN).select_related("proposal").order_by("pk"))
    if not rows.exists():
        return [_("Nothing was promised yet.")]
    told = []
    if Milestone.objects.filter(commitment__in=open_ones).exclude(state__in=MILESTONES_OVER).exists():
        told.append(_("A milestone is still to be done, or to be left out."))
    for row in open_ones:
        sides = _sides_that_judged(row)
        words = {"proposal": row.proposal.called}
        if Side.CITIZEN not in sides:
            told.append(_("No citizen has said yet whether “%(proposal)s” worked.") % words)
        if Side.PROFESSIONAL not in sides:
            told.append(_("No professional has said yet whether “%(proposal)s” worked.") % words)
    if BeforeAfter.objects.filter(challenge=challenge, after__isnull=True).exists():
        told.append(_("The survey before has no survey after it yet."))
    return told


def _sides_that_judged(commitment: Commitment) -> set[Side | None]:
    return {side_of(one) for one in commitment.judgements.values_list("capacity", flat=True)}


def _to_close(challenge: Challenge) -> list[str]:
    rows = Commitment.objects.filter(proposal__challenge=challenge, state=CommitmentState.OPEN)
    return [
        _("What was promised for “%(proposal)s” is not closed yet.") % {"proposal": row.proposal.called}
        for row in rows.select_related("proposal").order_by("pk")
    ]


_GUARDS: dict[ChallengeState, Callable[[Challenge], list[str]]] = {
    ChallengeState.FRAMED: _framing,
    ChallengeState.PROPOSALS: _proposing,
    ChallengeState.COSTED: _to_cost,
    ChallengeState.DELIBERATED: _to_talk_through,
    ChallengeState.DECIDED: _deciding,
    ChallengeState.COMMITTED: _to_commit,
    ChallengeState.DELIVERING: _to_deliver,
    ChallengeState.CO_EVALUATED: _to_judge,
    ChallengeState.CLOSED: _to_close,
}


def lacking_to_close(commitment: Commitment) -> list[str]:
    """Sentences on what stands between a commitment and its close; five queries."""
    told = []
    challenge = commitment.proposal.challenge
    if challenge.state != ChallengeState.CO_EVALUATED:
        told.append(_("Both sides judge first whether it worked."))
    if commitment.milestones.exclude(state__in=MILESTONES_OVER).exists():
        told.append(_("A milestone is still to be done, or to be left out."))
    if commitment.variances.filter(state=VarianceState.OPEN).exists():
        told.append(_("A change waits for the answer of somebody whose idea it was."))
    last = last_words(commitment)
    waits = [pk for pk in _whose_idea(commitment) if pk not in last]
    not_yet = [pk for pk, one in last.items() if one.word == LastWord.NOT_YET]
    if waits:
        called = ", ".join(names(waits).values())
        told.append(_("The last word is still awaited of: %(who)s.") % {"who": called})
    if not_yet:
        called = ", ".join(names(not_yet).values())
        told.append(_("They say that it is not done yet: %(who)s.") % {"who": called})
    return told


def last_words(commitment: Commitment) -> dict[int, ClosingWord]:
    """The last word of each whose idea it was, by party id; one query."""
    return {row.party_id: row for row in commitment.closing_words.order_by("pk")}


def _whose_idea(commitment: Commitment) -> list[int]:
    rows = Author.objects.filter(
        proposal=commitment.proposal_id, kind=AuthorKind.ORIGINATOR, state=AuthorState.IN
    )
    return list(rows.order_by("pk").values_list("party", flat=True))
