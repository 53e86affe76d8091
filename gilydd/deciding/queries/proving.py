"""The proof that each stored count of a vote follows from its ballots."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count

from gilydd.algorithms import voting
from gilydd.history.commands import key_of
from gilydd.history.models import Record

from ..counting import code_version, counted, roll_sha256_of
from ..models import Ballot, Vote, VoteCount
from ..results import sha256_of_result
from ..words import VoteState


def broken_votes() -> Iterator[str]:
    """Prove every vote; yields a sentence for each thing that does not hold. One vote in memory at a time."""
    for key in Vote.objects.order_by("pk").values_list("pk", flat=True):
        yield from recount(Vote(pk=key))


def recount(vote: Vote) -> list[str]:
    """Look at the marks of a vote and count it again; sentences on what does not hold. Empty is the proof."""
    vote = Vote.objects.select_related("community").get(pk=vote.pk)
    wrong = _broken_marks(vote)
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
    ballots = Ballot.objects.filter(vote=vote)
    if ballots.exclude(on_roll__vote=vote).exists():
        wrong.append("a ballot belongs to the roll of another vote")
    if ballots.filter(cast_at__gt=vote.ended_at or vote.closes_at).exists():
        wrong.append("a ballot is younger than the close")
    return wrong


def _counted_otherwise(vote: Vote, run: VoteCount) -> list[str]:
    wrong = []
    if sha256_of_result(run.result) != run.result_sha256:
        wrong.append(f"count {run.pk} was changed after it was made (its SHA-256 differs)")
    if (run.kind, run.rule) != (vote.kind, vote.rule):
        wrong.append(f"count {run.pk} was made under another rule")
    try:
        again, input_sha256 = counted(vote)
    except voting.VotingError as error:
        return [*wrong, f"its ballots cannot be counted: {error}"]
    if input_sha256 != run.input_sha256:
        wrong.append(f"count {run.pk} was made from other ballots (their SHA-256 differs)")
    if again.as_json() != run.result:
        versions = f"with {run.code_version}, now {code_version()}"
        wrong.append(f"counting again gives another result (count {run.pk} {versions})")
    return wrong
