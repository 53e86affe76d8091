"""Vote, change one's mind, and enter what somebody wrote on paper or said by phone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.algorithms import voting
from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor

from ..counting import wording_now
from ..models import Ballot, Objection, Vote
from ..words import BallotEvidence, VoteKind
from ._balloting import checked_choices, may_enter, seat_to_vote
from ._shared import locked, note

LONGEST_REASON = 4_000


@transaction.atomic
def cast_ballot(
    *,
    by: type_of_actor,
    vote: Vote,
    party: Party,
    choices: Sequence[int],
    evidence: str = BallotEvidence.SCREEN,
    reason: str = "",
    lang: str = "",
) -> Ballot:
    """Vote, or change one's mind: the last ballot before the close counts. `choices` are their numbers.

    In a ranking they stand in the order of preference. No choice at all means none of these. Whoever enters
    it for somebody else says whether it came on paper or by phone, or that they are their proxy in the
    meeting, and the voter is told. What somebody chose themself on screen is theirs to change. Whoever
    objects to what consent is asked for says why (`reason`, in `lang`). The same choice again is the same
    ballot.
    """
    vote = locked(vote)
    if vote.secret:
        raise Refused(_("This is a secret vote. Its ballots go into the box, and are not kept here."))
    seat, for_other = seat_to_vote(by, vote, party, evidence)
    chosen = checked_choices(vote, choices)
    reason, version = reason.strip(), wording_now(vote)
    _check_reason(vote, chosen, reason)
    last = seat.ballots.order_by("-pk").first()
    if last is not None and _same(last, chosen, version, reason):
        return last
    if for_other:
        may_enter(by, vote, party, evidence)
        if last is not None and last.evidence == BallotEvidence.SCREEN:
            raise Refused(_("This person has voted on screen. They can change it there until the close."))
    ballot = Ballot.objects.create(
        community=vote.community,
        vote=vote,
        on_roll=seat,
        choices=chosen,
        evidence=evidence if for_other else BallotEvidence.SCREEN,
        recorded_by_key=key_of(by) if for_other else "",
        version=version,
    )
    if reason:
        Objection.objects.create(community=vote.community, vote=vote, ballot=ballot, text=reason, lang=lang)
        if chosen == [voting.OBJECTS]:
            later("gilydd.deciding.notices.objected", ballot.pk)
    note(
        "cast_ballot", by, seat, audience=Audience.PRIVATE, behalf=party if for_other else None,
        mentions=[party], evidence=str(ballot.evidence),
    )  # fmt: skip
    if for_other:
        later("gilydd.deciding.notices.entered", ballot.pk)
    return ballot


def _check_reason(vote: Vote, chosen: list[int], reason: str) -> None:
    if vote.kind != VoteKind.CONSENT:
        if reason:
            raise Refused(_("A reason is given only where consent is asked for."), field="reason")
        return
    if chosen == [voting.OBJECTS] and not reason:
        raise Refused(_("Say why you object, so that it can be taken up."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(
            _("Make it shorter: at most %(most)s letters.") % {"most": LONGEST_REASON}, field="reason"
        )


def _same(last: Ballot, chosen: list[int], version: int | None, reason: str) -> bool:
    if (last.choices, last.version) != (chosen, version):
        return False
    said = Objection.objects.filter(ballot=last).values_list("text", flat=True).first() or ""
    return said == reason
