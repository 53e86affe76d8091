"""A challenge brought along its path by the acts of the cast, as the tests of each step need it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.deciding import commands as deciding
from gilydd.deciding.models import Vote
from gilydd.designing import commands
from gilydd.designing.commands import Cost, NewMilestone
from gilydd.designing.costing import costing_of
from gilydd.designing.models import Challenge, Commitment, CostLine, Proposal
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

TALKED = {"words_cy": "Buom yn siarad.", "words_en": "We talked."}
HALL = {"kind": "cash", "what": "Hall", "lang": "en", "source": "Price list"}


def framed(cast: Cast, **more: Any) -> Challenge:
    """Ffion asks, and frames it with Siân."""
    challenge = commands.raise_challenge(
        by=cast.ffion, community=cast.community, title_cy="Sŵn", title_en="Noise",
        question_cy="Beth allwn ni ei wneud?", question_en="What can we do?",
    )  # fmt: skip
    return commands.frame_challenge(
        by=cast.ffion, challenge=challenge, question_cy="Sut gallwn ni gysgu?",
        question_en="How can we all sleep?", framers=[cast.party("Siân")], **more,
    )  # fmt: skip


def idea(cast: Cast, challenge: Challenge, who: str = "Dai", title: str = "A music night") -> Proposal:
    """Somebody's own idea, in English."""
    person = cast.fresh(who)
    made = commands.propose(
        by=person, challenge=challenge, title=title, lang="en", about=f"{title}, every Friday.",
        originator=person.party, scale=100, key=f"{who} {title}",
    )  # fmt: skip
    return fresh(made)


def fresh(row: Any) -> Any:
    """The row as it is now."""
    return type(row).objects.get(pk=row.pk)


def in_welsh(cast: Cast, proposal: Proposal) -> Proposal:
    """Tomos puts it into Welsh."""
    commands.translate_proposal(
        by=cast.tomos, proposal=proposal, title=f"Cymraeg: {proposal.title}", about="Bob nos Wener."
    )
    return fresh(proposal)


def cost(likely: int = 2_500, quantity: int = 12, **more: Any) -> Cost:
    """A hall for so many evenings; a fifth less or more at the ends."""
    told = {"low": likely * 4 // 5, "high": likely * 6 // 5, "year": timezone.localdate().year}
    return Cost(**HALL | told | {"likely": likely, "quantity": quantity} | more)


def costed(cast: Cast, proposal: Proposal, **more: Any) -> CostLine:
    """Rhodri, who knows the figures, works it out."""
    return commands.add_cost(by=cast.rhodri, proposal=proposal, party=cast.party("Rhodri"), cost=cost(**more))


def sign(cast: Cast, proposal: Proposal, *names: str) -> None:
    """Each of them signs what stands there now."""
    for name in names or ("Dai", "Rhodri"):
        person = cast.fresh(name)
        mark = costing_of(fresh(proposal)).mark
        commands.sign_costing(by=person, proposal=proposal, party=person.party, mark=mark)


def talked_through(cast: Cast, challenge: Challenge) -> Challenge:
    """From proposals to the vote, with all that is asked for in between."""
    commands.move_on(by=cast.ffion, challenge=challenge)
    return commands.move_on(by=cast.ffion, challenge=challenge, **TALKED)


def put_to_vote(cast: Cast, challenge: Challenge, decide_by: str = "resolution", **more: Any) -> Challenge:
    """Everybody can vote for eight days."""
    closes = timezone.now() + dt.timedelta(days=8)
    return commands.put_to_vote(
        by=cast.ffion, challenge=challenge, decide_by=decide_by, closes_at=closes, **more
    )


def voted(cast: Cast, challenge: Challenge, choices: list[int], *names: str) -> None:
    """Some of the cast vote alike, and the time of the vote runs out."""
    vote = challenge.vote
    for name in names or ("Dai", "Siân", "Rhodri"):
        person = cast.fresh(name)
        deciding.cast_ballot(by=person, vote=vote, party=person.party, choices=choices)
    run_out(vote)


def run_out(vote: Any) -> None:
    """Let the time of a vote be over, and count it."""
    now = timezone.now()
    Vote.objects.filter(pk=vote.pk).update(opened_at=now - dt.timedelta(days=8), closes_at=now)
    deciding.close_vote(by=SYSTEM, vote=vote)


def decided(cast: Cast, who: str = "Dai") -> Proposal:
    """One idea of Dai, costed, signed by him and Rhodri, voted for."""
    challenge = framed(cast)
    proposal = in_welsh(cast, idea(cast, challenge, who))
    costed(cast, proposal)
    sign(cast, proposal, who, "Rhodri")
    challenge = put_to_vote(cast, talked_through(cast, fresh(challenge)))
    voted(cast, challenge, [1])
    commands.take_result(by=cast.fresh("Siân"), challenge=challenge)
    return fresh(proposal)


def promised(cast: Cast, proposal: Proposal, milestones: int = 2, minutes: int = 600) -> Commitment:
    """Rhodri promises it; Siân and he look after each milestone; everybody whose idea it was has an offer."""
    day = timezone.localdate()
    steps = [
        NewMilestone(
            f"Cam {n}", f"Step {n}", day + dt.timedelta(days=30 * n), cast.party("Siân"), cast.party("Rhodri")
        )
        for n in range(1, milestones + 1)
    ]  # fmt: skip
    kept = commands.commit(
        by=cast.ffion, proposal=proposal, party=cast.party("Rhodri"), what_cy="Fe'i gwnawn.",
        what_en="We will do it.", due_on=day + dt.timedelta(days=200), milestones=steps, minutes=minutes,
    )  # fmt: skip
    for author in proposal.authors.filter(kind="originator"):
        commands.make_offer(
            by=cast.rhodri, commitment=kept, party=author.party, role_cy="Dewis y gerddoriaeth",
            role_en="Choose the music", minutes=minutes,
        )  # fmt: skip
    return kept


def delivering(cast: Cast, proposal: Proposal, **more: Any) -> Commitment:
    """Promised, with every offer taken."""
    kept = promised(cast, proposal, **more)
    for offer in kept.offers.all():
        commands.answer_offer(by=cast.fresh("Dai"), offer=offer, yes=True)
    commands.move_on(by=cast.ffion, challenge=proposal.challenge)
    commands.move_on(by=cast.ffion, challenge=proposal.challenge)
    return fresh(kept)


def done_and_judged(cast: Cast, kept: Commitment) -> Commitment:
    """Every milestone done, and both sides say whether it worked."""
    for step in kept.milestones.all():
        commands.post_update(
            by=cast.rhodri, commitment=kept, party=cast.party("Rhodri"), words="Done.", lang="en",
            milestone=step, state="done", key=f"done {step.pk}",
        )  # fmt: skip
    for name in ("Dai", "Rhodri"):
        person = cast.fresh(name)
        commands.judge(
            by=person, commitment=kept, party=person.party, verdict="worked", words="It is quiet.", lang="en"
        )
    commands.move_on(by=cast.ffion, challenge=kept.proposal.challenge)
    return fresh(kept)
