"""Vote in secret, by screen, phone or proxy; mark paper that came in, and type papers without names."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from gilydd.algorithms import voting
from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import type_of_actor

from .. import box
from ..models import OnRoll, PaperBatch, RollMark, Vote, VoteChoice
from ..policy import policy
from ..words import BallotEvidence, VoteKind, VoteState
from ._balloting import checked_choices, may_enter, seat_to_vote
from ._shared import locked, note

MOST_PAPERS = 500
# `sensitive_variables` stands next to its function: it hides the frame right below itself and no other.


@transaction.atomic
@sensitive_variables("choices", "chosen", "code")
def cast_secret(
    *,
    by: type_of_actor,
    vote: Vote,
    party: Party,
    choices: Sequence[int],
    code: str = "",
    evidence: str = BallotEvidence.SCREEN,
) -> str:
    """Put a sealed ballot into the box and mark the roll; gives the receipt, which is kept nowhere.

    A ballot in the box is nobody's any more, so it cannot be changed: once is once. `code` is a receipt that
    the voter was shown before (`box.new_code`); without one a new one is drawn. Whoever enters it for
    somebody else has heard it (by phone) or is their proxy, and is named on the roll. Paper is marked and
    typed apart: `mark_paper`, `enter_papers`.
    """
    vote = _secret(vote)
    seat, for_other = seat_to_vote(by, vote, party, evidence)
    if for_other:
        may_enter(by, vote, party, evidence)
        if evidence == BallotEvidence.PAPER:
            raise Refused(_("Paper is marked first, and typed later without names."), field="evidence")
    chosen = checked_choices(vote, choices)
    receipt = _receipt(code)
    _mark(by, vote, seat, evidence if for_other else BallotEvidence.SCREEN)
    box.put_in(vote, chosen, receipt, VoteChoice.objects.filter(vote=vote).count())
    return box.code_text(receipt)


def _secret(vote: Vote) -> Vote:
    vote = locked(vote)
    if not vote.secret:
        raise Refused(_("This is an open vote, not a secret one."))
    return vote


@sensitive_variables()
def _receipt(code: str) -> bytes:
    try:
        data = box.code_bytes(code or box.new_code())
    except ValueError:
        data = box.NO_CODE
    if data == box.NO_CODE:
        raise Refused(_("The code of a ballot has 16 letters and digits. Go back and start again."))
    return data


def _mark(by: type_of_actor, vote: Vote, seat: OnRoll, evidence: str) -> RollMark:
    """Mark on the roll that somebody voted: once, whatever way it came."""
    if RollMark.objects.filter(on_roll=seat).exists():
        raise Refused(_("A vote of this voter is in the box already. It cannot be changed or taken out."))
    other = evidence != BallotEvidence.SCREEN
    mark = RollMark.objects.create(
        community=vote.community, vote=vote, on_roll=seat, evidence=evidence,
        recorded_by_key=key_of(by) if other else "",
    )  # fmt: skip
    note(
        "vote_in_secret", by, seat, audience=Audience.PRIVATE, behalf=seat.party if other else None,
        mentions=[seat.party], evidence=str(evidence),
    )  # fmt: skip
    if other:
        later("gilydd.deciding.notices.marked", mark.pk)
    return mark


@transaction.atomic
def mark_paper(*, by: type_of_actor, vote: Vote, party: Party) -> RollMark:
    """Mark that somebody's paper ballot came in, unopened. What it says is typed later, without a name."""
    vote = _secret(vote)
    seat, for_other = seat_to_vote(by, vote, party, BallotEvidence.PAPER)
    if isinstance(by, Person) and not for_other:
        raise Refused(_("Somebody else marks your paper, or you vote on screen."))
    if for_other:
        may_enter(by, vote, party, BallotEvidence.PAPER)
    return _mark(by, vote, seat, BallotEvidence.PAPER)


@transaction.atomic
@sensitive_variables("papers", "checked")
def enter_papers(
    *, by: type_of_actor, vote: Vote, papers: Sequence[Sequence[int]], key: str = ""
) -> PaperBatch:
    """Type papers: what each says, in no order and with no name. Never more than came in.

    They are mixed first, then opened: so whoever types them does not know whose they are. An empty one is a
    paper that says nothing, or nothing that can be read. The same key again is the same papers.
    """
    vote = _secret(vote)
    policy.check(by, "enter_papers", vote)
    before = PaperBatch.objects.filter(vote=vote, key=key).first() if key else None
    if before is not None:
        return before
    if vote.state != VoteState.OPEN:
        raise Refused(_("The box of this vote is shut."))
    if not 1 <= len(papers) <= MOST_PAPERS:
        raise Refused(_("Type from 1 to %(most)s papers at a time.") % {"most": MOST_PAPERS}, field="papers")
    missing = box.papers_missing(vote)
    if len(papers) > missing:
        raise Refused(
            _("%(missing)s papers came in that are not typed yet. You typed %(typed)s.")
            % {"missing": missing, "typed": len(papers)},
            field="papers",
        )
    if isinstance(by, Person) and VoteChoice.objects.filter(vote=vote, party=by.pk).exists():
        raise Refused(_("You stand in this vote yourself. Let somebody else type the papers."))
    # In a vote for or against a paper that says neither abstains; elsewhere it is an empty ballot.
    blank = [voting.ABSTAIN] if vote.kind == VoteKind.RESOLUTION else []
    checked = [checked_choices(vote, paper or blank) for paper in papers]
    longest = VoteChoice.objects.filter(vote=vote).count()
    for chosen in checked:
        box.put_in(vote, chosen, box.NO_CODE, longest)
    batch = PaperBatch.objects.create(
        community=vote.community, vote=vote, papers=len(papers), key=key, recorded_by_key=key_of(by)
    )
    note("enter_papers", by, batch, audience=Audience.STAFF, mentions=[vote], papers=len(papers))
    return batch
