"""Writes: put signed proposals to the vote, take its result, tie an election that was held elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.deciding.commands import NewChoice, open_budget_vote, open_vote
from gilydd.deciding.models import Election, Option, SplitKey, Vote
from gilydd.deciding.queries import outcome
from gilydd.deciding.words import Completion, Rule, VoteKind, VoteRule, VoteState
from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day, pounds

from ..costing import ready_for_vote
from ..models import Author, Challenge, Proposal
from ..phases import require_open
from ..policy import policy
from ..voicing import effect, voice
from ..words import (
    CURRENCY,
    PENCE,
    AuthorKind,
    ChallengeState,
    DecideBy,
    Opens,
    ProposalState,
    VoiceAct,
    VoiceEffect,
)
from ._shared import in_both, locked, move, note

SHORTEST_VOTE_DAYS = 7
LONGEST_CHOICE = 200
# How a choice among several proposals is put, and the rule where none is said.
KINDS = {
    DecideBy.ONE: (VoteKind.ONE, VoteRule.MOST),
    DecideBy.SEVERAL: (VoteKind.SEVERAL, VoteRule.MOST),
    DecideBy.RANKED: (VoteKind.RANKED, VoteRule.TRANSFER),
}


@transaction.atomic
def put_to_vote(
    *,
    by: type_of_actor,
    challenge: Challenge,
    decide_by: str,
    closes_at: dt.datetime,
    rule: str = "",
    completion: str = Completion.NONE,
    seats: int = 1,
    quorum_percent: int = 0,
    roll: Sequence[Party] | None = None,
    split_key: SplitKey | None = None,
) -> Challenge:
    """Open the vote on every proposal whose costs are fully signed, and which stands in both languages.

    `decide_by`: words.DecideBy. A budget is shared out by `rule` (deciding.words.Rule) and `completion`,
    fixed from here on; for the others `rule` is a deciding.words.VoteRule. `roll`: who can vote, None for
    every member. `split_key` makes it secret. Proposals that are not signed stay out of the vote.
    """
    challenge = locked(challenge)
    policy.check(by, "put_to_vote", challenge)
    if challenge.state != ChallengeState.DELIBERATED:
        raise Refused(_("The proposals are costed and talked through before the vote."))
    if challenge.vote_id:
        raise Refused(_("There is a vote on it already."))
    require_open(challenge, Opens.VOTE)
    if closes_at < timezone.now() + dt.timedelta(days=SHORTEST_VOTE_DAYS) - dt.timedelta(hours=1):
        raise Refused(
            _("Leave at least %(days)s days to vote, so that letters can come and go.")
            % {"days": SHORTEST_VOTE_DAYS},
            field="closes_on",
        )
    proposals = ready_for_vote(challenge)
    _fits(challenge, decide_by, proposals)
    vote = _opened(
        by, challenge, proposals, decide_by, rule,
        closes_at=closes_at, completion=completion, seats=seats, quorum_percent=quorum_percent, roll=roll,
        split_key=split_key,
    )  # fmt: skip
    for number, proposal in enumerate(proposals, 1):
        proposal.option_key, proposal.state = str(number), ProposalState.ON_BALLOT
    Proposal.objects.bulk_update(proposals, ["option_key", "state"])
    challenge.vote, challenge.decide_by = vote, decide_by
    challenge.save(update_fields=["vote", "decide_by"])
    note(
        "put_to_vote", by, challenge, mentions=[vote], decide_by=decide_by, proposals=len(proposals),
        rule=str(rule),
    )  # fmt: skip
    later("gilydd.designing.notices.in_the_vote", challenge.pk)
    return challenge


def _fits(challenge: Challenge, decide_by: str, proposals: Sequence[Proposal]) -> None:
    if decide_by not in DecideBy.values:
        raise Refused(_("Choose how it is decided."), field="decide_by")
    if not proposals:
        raise Refused(_("No proposal has its costs signed by a citizen and by a professional yet."))
    for one in proposals:
        if not one.in_both_languages:
            raise Refused(
                _("“%(proposal)s” stands in one language alone. Put it into the other one before the vote.")
                % {"proposal": one.called}
            )
    if decide_by == DecideBy.BUDGET and not challenge.money_pence:
        raise Refused(_("There is no budget to share out. Say how much money there is."), field="decide_by")
    if decide_by == DecideBy.RESOLUTION and len(proposals) != 1:
        raise Refused(_("For or against is asked of one proposal alone."), field="decide_by")
    if decide_by in (DecideBy.ONE, DecideBy.RANKED) and len(proposals) < 2:
        raise Refused(_("With one proposal, ask for or against."), field="decide_by")


def _opened(
    by: type_of_actor,
    challenge: Challenge,
    proposals: Sequence[Proposal],
    decide_by: str,
    rule: str,
    *,
    closes_at: dt.datetime,
    completion: str,
    seats: int,
    quorum_percent: int,
    roll: Sequence[Party] | None,
    split_key: SplitKey | None,
) -> Vote:
    about = in_both(lambda: _about(challenge, proposals, decide_by))
    easy = in_both(lambda: _easily(challenge, decide_by))
    asked: dict[str, Any] = {
        "by": by, "community": challenge.community, "title_cy": challenge.title_cy,
        "title_en": challenge.title_en, "about_cy": about["cy"], "about_en": about["en"],
        "easy_cy": easy["cy"], "easy_en": easy["en"], "closes_at": closes_at, "roll": roll,
        "quorum_percent": quorum_percent,
    }  # fmt: skip
    if split_key is not None:
        asked["split_key"] = split_key
    if decide_by == DecideBy.BUDGET and challenge.money_pence is not None:
        if rule not in Rule.values:
            raise Refused(_("Choose by which rule the budget is shared out."), field="rule")
        choices = [_choice(one, cost_pence=one.cost_units) for one in proposals]
        return open_budget_vote(
            choices=choices, budget_pence=challenge.money_pence, rule=rule, completion=completion, **asked
        )
    if decide_by == DecideBy.RESOLUTION:
        return open_vote(kind=VoteKind.RESOLUTION, rule=rule or VoteRule.MAJORITY, **asked)
    kind, usual = KINDS[DecideBy(decide_by)]
    return open_vote(
        kind=kind, rule=rule or usual, seats=seats,
        choices=[_choice(one) for one in proposals], **asked,
    )  # fmt: skip


def _choice(proposal: Proposal, cost_pence: int | None = None) -> NewChoice:
    """A proposal as it stands on the ballot, with its cost: once."""
    # A ballot that shares out a budget says the cost beside each choice by itself.
    texts = in_both(lambda: _short(proposal) if cost_pence is None else proposal.called[:LONGEST_CHOICE])
    firsts = {
        code: getattr(proposal, f"easy_{code}").strip().partition("\n")[0][:LONGEST_CHOICE]
        for code in ("cy", "en")
    }
    easy = firsts if all(firsts.values()) else dict.fromkeys(firsts, "")
    return NewChoice(
        text_cy=texts["cy"],
        text_en=texts["en"],
        easy_cy=easy["cy"],
        easy_en=easy["en"],
        cost_pence=cost_pence,
    )


def _short(proposal: Proposal) -> str:
    """Title and cost as they fit on a ballot: a long title is cut, never the cost."""
    cost = f" ({pounds(proposal.cost_units)})"
    room = LONGEST_CHOICE - len(cost)
    title = proposal.called
    return (title if len(title) <= room else f"{title[: room - 1]}…") + cost


def _about(challenge: Challenge, proposals: Sequence[Proposal], decide_by: str) -> str:
    lines = [said(challenge, "question")]
    if decide_by == DecideBy.BUDGET and challenge.money_pence:
        lines.append(_("There is %(money)s to share out.") % {"money": pounds(challenge.money_pence)})
    for one in proposals:
        lines.append(f"{one.called} ({pounds(one.cost_units)}): {said(one, 'about')}")
    return "\n".join(lines)


def _easily(challenge: Challenge, decide_by: str) -> str:
    lines = said(challenge, "easy").splitlines()
    if decide_by == DecideBy.BUDGET:
        lines += [_("There is money for some ideas."), _("Tick every idea that you like.")]
    elif decide_by == DecideBy.ONE:
        lines += [_("There are some ideas."), _("Choose the one that you like best.")]
    elif decide_by == DecideBy.RANKED:
        lines += [_("There are some ideas."), _("Put them in order. Your favourite comes first.")]
    elif decide_by == DecideBy.SEVERAL:
        lines += [_("There are some ideas."), _("Tick every idea that you like.")]
    else:
        lines += [_("There is one idea."), _("Say yes or no to it.")]
    return "\n".join(lines)


@transaction.atomic
def take_result(*, by: type_of_actor, challenge: Challenge) -> Challenge:
    """Write down what the vote decided of each proposal. Any member may; Gilydd does it too. Twice is once.

    After a vote that was stopped, or in which too few voted, the proposals stand as before, and another vote
    can be opened.
    """
    challenge = locked(challenge)
    policy.check(by, "take_result", challenge)
    if challenge.state != ChallengeState.DELIBERATED or challenge.vote is None:
        if challenge.state == ChallengeState.DECIDED:
            return challenge
        raise Refused(_("There is no vote on it now."))
    vote = challenge.vote
    if vote.state == VoteState.OPEN:
        raise Refused(_("The vote is still open. It closes on %(day)s.") % {"day": day(vote.closes_at)})
    if vote.state not in (VoteState.CLOSED, VoteState.STOPPED):
        raise Refused(_("The vote is not counted yet: its box is opened with two of the three keys."))
    rows = list(challenge.proposals.filter(state=ProposalState.ON_BALLOT).order_by("pk"))
    result = outcome(vote) if vote.state == VoteState.CLOSED else None
    if result is None or not result.decided:
        return _undecided(by, challenge, vote, rows)
    if challenge.decide_by == DecideBy.RESOLUTION:
        won = {one.option_key for one in rows} if result.passed else set()
    else:
        won = {str(one.number) for one in result.chosen}
    for one in rows:
        one.state = ProposalState.FUNDED if one.option_key in won else ProposalState.NOT_FUNDED
    Proposal.objects.bulk_update(rows, ["state"])
    _decided(challenge, rows, vote)
    move(challenge, ChallengeState.DECIDED, by)
    note(
        "take_result", by, challenge, mentions=[vote], decided=len(rows),
        funded=sum(one.state == ProposalState.FUNDED for one in rows),
    )  # fmt: skip
    later("gilydd.designing.notices.moved_on", challenge.pk, str(ChallengeState.DECIDED))
    return challenge


def _undecided(by: type_of_actor, challenge: Challenge, vote: Vote, rows: list[Proposal]) -> Challenge:
    """Let the proposals stand as they did before a vote that decided nothing; the vote stays in history."""
    for one in rows:
        one.state, one.option_key = ProposalState.PROPOSED, ""
    Proposal.objects.bulk_update(rows, ["state", "option_key"])
    challenge.vote, challenge.decide_by = None, ""
    challenge.save(update_fields=["vote", "decide_by"])
    note("leave_undecided", by, challenge, mentions=[vote])
    return challenge


@transaction.atomic
def tie_decision(*, by: type_of_actor, challenge: Challenge, election: Election) -> Challenge:
    """Link the decision of an election and mark each proposal on its ballot funded or not funded.

    A proposal that was not on the ballot stays proposed. One whose cost on the ballot was another than
    proposed is refused: the decision was then not about that proposal.
    """
    challenge = locked(challenge)
    policy.check(by, "tie_decision", challenge)
    if election.community_id != challenge.community_id:
        raise Refused(_("This election is in another community."), field="election")
    if challenge.turn_id and election.turn_id and challenge.turn_id != election.turn_id:
        raise Refused(_("This election belongs to another turn."), field="election")
    if Challenge.objects.filter(election=election).exclude(pk=challenge.pk).exists():
        raise Refused(_("This election already decided another challenge."), field="election")
    if challenge.vote_id:
        raise Refused(_("There is a vote on it already."), field="election")
    options = {option.key: option for option in election.options.all()}
    on_ballot = [one for one in challenge.proposals.exclude(option_key="") if one.option_key in options]
    if not on_ballot:
        raise Refused(_("No proposal of this challenge was on the ballot."), field="election")
    for proposal in on_ballot:
        option = options[proposal.option_key]
        _refuse_other_cost(proposal, option, election)
        proposal.state = ProposalState.FUNDED if option.funded else ProposalState.NOT_FUNDED
    Proposal.objects.bulk_update(on_ballot, ["state"])
    challenge.election = election
    _decided(challenge, on_ballot, election)
    move(challenge, ChallengeState.DECIDED, by, fields=["election"])
    funded = sum(one.state == ProposalState.FUNDED for one in on_ballot)
    note("tie_decision", by, challenge, mentions=[election], decided=len(on_ballot), funded=funded)
    return challenge


def _decided(challenge: Challenge, rows: Sequence[Proposal], by_what: Vote | Election) -> None:
    """Keep that people decided, and what became of each proposal whose originators are known."""
    voice(challenge=challenge, act=VoiceAct.DECIDED, thing=by_what, capacity="citizen")
    known = set(
        Author.objects.filter(proposal__in=rows, kind=AuthorKind.ORIGINATOR).values_list(
            "proposal", flat=True
        )
    )
    for one in rows:
        if one.pk in known:
            funded = one.state == ProposalState.FUNDED
            effect(
                challenge=challenge, act=VoiceAct.PROPOSED, thing=one, reasoned=True,
                effect=VoiceEffect.FUNDED if funded else VoiceEffect.NOT_FUNDED,
                amount_pence=_pence(one) if funded else None,
            )  # fmt: skip


def _pence(proposal: Proposal) -> int | None:
    """The cost in pence; None where it is in another currency."""
    if proposal.currency != CURRENCY:
        return None
    return proposal.cost_units * PENCE // proposal.scale


def _refuse_other_cost(proposal: Proposal, option: Option, election: Election) -> None:
    same_money = proposal.currency == election.currency
    if not same_money or proposal.cost_units * election.scale != option.cost_units * proposal.scale:
        raise Refused(
            _("“%(title)s” has another cost on the ballot than was proposed.") % {"title": proposal.title},
            field="election",
        )
