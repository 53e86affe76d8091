"""The proof that each stored count of a vote follows from its ballots."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count

from gilydd.algorithms import voting
from gilydd.history.commands import key_of
from gilydd.history.models import Record

from .. import box
from ..counting import code_version, counted, roll_sha256_of
from ..models import Ballot, Vote, VoteCount
from ..results import sha256_of_result
from ..words import VoteKind, VoteState


def broken_votes() -> Iterator[str]:
    """Prove every vote; yields a sentence for each thing that does not hold. One vote in memory at a time."""
    for key in Vote.objects.order_by("pk").values_list("pk", flat=True):
        yield from recount(Vote(pk=key))


def recount(vote: Vote) -> list[str]:
    """Look at the marks of a vote and count it again; sentences on what does not hold. Empty is the proof."""
    vote = Vote.objects.select_related("community", "split_key").get(pk=vote.pk)
    wrong = _broken_marks(vote)
    if vote.kind == VoteKind.BUDGET and vote.state == VoteState.CLOSED:
        wrong += _broken_budget(vote)
    runs = list(vote.counts.order_by("pk"))
    if vote.state == VoteState.CLOSED and not runs:
        wrong.append("it was closed and no count is stored")
    if vote.state != VoteState.CLOSED and runs:
        wrong.append("a count is stored of a vote that was not closed")
    for run in runs:
        wrong += _counted_otherwise(vote, run)
    return [f"vote {vote.pk}: {problem}" for problem in wrong]


def _broken_marks(vote: Vote) -> list[str]:
    """What the roll, the lot, the times and history contradict."""
    wrong = []
    size = vote.roll.aggregate(size=Count("pk"))["size"]
    if (size, roll_sha256_of(vote)) != (vote.roll_size, vote.roll_sha256):
        wrong.append("the roll is not the one it was opened with (its SHA-256 or size differs)")
    if voting.mark(vote.lot_seed) != vote.lot_sha256:
        wrong.append("the secret number of the lot is not the one whose SHA-256 was shown")
    opened = Record.objects.filter(verb="deciding.open_vote", subject_key=key_of(vote)).first()
    marks = {"roll_sha256": vote.roll_sha256, "lot_sha256": vote.lot_sha256, "rule": vote.rule}
    if opened is None or any(opened.facts.get(name) != mark for name, mark in marks.items()):
        wrong.append("history recorded another roll, lot or rule at its opening")
    if vote.secret:
        return wrong + _broken_box(vote)
    ballots = Ballot.objects.filter(vote=vote)
    if ballots.exclude(on_roll__vote=vote).exists():
        wrong.append("a ballot belongs to the roll of another vote")
    if ballots.filter(cast_at__gt=vote.ended_at or vote.closes_at).exists():
        wrong.append("a ballot is younger than the close")
    return wrong


def _broken_budget(vote: Vote) -> list[str]:
    """What the election that was published contradicts."""
    first = vote.counts.order_by("pk").first()
    if first is None or not first.result["quorate"]:
        return []
    if vote.budget.election is None:
        return ["its result was not published"]
    if vote.budget.election.input_sha256 != first.input_sha256:
        return ["the published file is not the one that was counted"]
    return []


def _broken_box(vote: Vote) -> list[str]:
    """What the box of a secret vote contradicts. It tells nothing of a single ballot."""
    wrong = []
    if Ballot.objects.filter(vote=vote).exists():
        wrong.append("it is secret, and a ballot is kept beside a voter")
    marks, papers = box.given_so_far(vote), box.papers_missing(vote)
    lies = {
        VoteState.OPEN: vote.envelopes.count(),
        VoteState.SEALED: vote.sealed_ballots.count(),
        VoteState.CLOSED: vote.opened_ballots.count(),
    }.get(VoteState(vote.state))
    if lies is not None and lies != marks - papers:
        wrong.append(f"{lies} ballots are in the box, and {marks - papers} were put into it")
    if (
        vote.state == VoteState.SEALED
        and box.mark_of(list(vote.sealed_ballots.values_list("sealed", flat=True))) != vote.box_sha256
    ):
        wrong.append("the box is not the one that was shut (its SHA-256 differs)")
    if vote.state in (VoteState.CLOSED, VoteState.STOPPED) and vote.envelopes.exists():
        wrong.append("envelopes are left of a vote that has ended")
    if vote.receipts.count() > marks:
        wrong.append("there are more receipts than voters")
    return wrong


def _counted_otherwise(vote: Vote, run: VoteCount) -> list[str]:
    wrong = []
    if sha256_of_result(run.result) != run.result_sha256:
        wrong.append(f"count {run.pk} was changed after it was made (its SHA-256 differs)")
    if (run.kind, run.rule) != (vote.kind, vote.rule):
        wrong.append(f"count {run.pk} was made under another rule")
    try:
        again, input_sha256 = counted(vote)
    except ValueError as error:
        return [*wrong, f"its ballots cannot be counted: {error}"]
    if input_sha256 != run.input_sha256:
        wrong.append(f"count {run.pk} was made from other ballots (their SHA-256 differs)")
    if again != run.result:
        versions = f"with {run.code_version}, now {code_version()}"
        wrong.append(f"counting again gives another result (count {run.pk} {versions})")
    return wrong
