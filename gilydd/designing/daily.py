"""The daily round of designing: results are taken, and people are reminded. Each step run twice is once."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from gilydd.deciding.words import VoteState
from gilydd.history.commands import later
from gilydd.people.policy import SYSTEM

from .commands import take_result
from .models import Challenge, Commitment, Phase, Variance
from .words import ChallengeState, CommitmentState, Opens, VarianceState

REMIND_AFTER = dt.timedelta(days=7)


def round() -> None:
    """Queue what is due."""
    ended = (VoteState.CLOSED, VoteState.STOPPED)
    voted = Challenge.objects.filter(state=ChallengeState.DELIBERATED, vote__state__in=ended)
    for pk in voted.order_by("pk").values_list("pk", flat=True):
        later("gilydd.designing.daily.result_of", pk)
    waiting = Variance.objects.filter(state=VarianceState.OPEN, raised_at__lte=timezone.now() - REMIND_AFTER)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        later("gilydd.designing.notices.remind_of_variance", pk)
    judged = Commitment.objects.filter(
        state=CommitmentState.OPEN, proposal__challenge__state=ChallengeState.CO_EVALUATED
    )
    for pk in judged.order_by("pk").values_list("pk", flat=True):
        later("gilydd.designing.notices.words_wanted", pk)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    over = {
        row.challenge_id
        for row in Phase.objects.filter(ends_on=yesterday)
        if Opens.STATEMENTS.value in row.opens
    }
    for pk in sorted(over):
        later("gilydd.designing.picturing.draw", pk)


def result_of(challenge_id: int) -> None:
    """Take the result of the vote on a challenge as Gilydd itself; taken meanwhile, it stays as it is."""
    challenge = Challenge.objects.select_related("vote").get(pk=challenge_id)
    vote = challenge.vote
    ended = vote is not None and vote.state in (VoteState.CLOSED, VoteState.STOPPED)
    if challenge.state == ChallengeState.DELIBERATED and ended:
        take_result(by=SYSTEM, challenge=challenge)
