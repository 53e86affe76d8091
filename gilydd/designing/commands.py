"""Writes: raise and frame a challenge, propose, tie the decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.deciding.models import Election, Option
from gilydd.delivering.models import Activity
from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Turn

from .models import Challenge, Proposal, Undertaking
from .policy import acts_for_other, policy
from .words import MOVES, ChallengeState, ProposalState


@dataclass(frozen=True)
class Answer:
    """A proposal before it is written; `cost_units` are whole, `scale` of them to one currency unit."""

    title: str
    lang: str
    cost_units: int
    currency: str = "GBP"
    scale: int = 1
    option_key: str = ""


@transaction.atomic
def raise_challenge(
    *,
    by: type_of_actor,
    community: Community,
    title_cy: str,
    title_en: str,
    question_cy: str,
    question_en: str,
    turn: Turn | None = None,
    raised_by: Party | None = None,
    opened_on: dt.date | None = None,
) -> Challenge:
    """Ask a community what to do. `raised_by` is whose challenge it is, a person or an organisation."""
    for_other = acts_for_other(by, raised_by.pk if raised_by else None)
    policy.check(by, "raise_for_somebody" if for_other else "raise_challenge", community)
    if turn and turn.community_id != community.pk:
        raise Refused(_("This turn is in another community."), field="turn")
    _refuse_stranger(community, raised_by, "raised_by")
    _both_languages(title_cy, title_en, "title_cy")
    _both_languages(question_cy, question_en, "question_cy")
    challenge = Challenge.objects.create(
        community=community,
        turn=turn,
        title_cy=title_cy.strip(),
        title_en=title_en.strip(),
        question_cy=question_cy.strip(),
        question_en=question_en.strip(),
        raised_by=raised_by,
        opened_on=opened_on or timezone.localdate(),
    )
    _record("raise_challenge", by, challenge, [raised_by], raised_by if for_other else None)
    return challenge


@transaction.atomic
def frame_challenge(
    *, by: type_of_actor, challenge: Challenge, question_cy: str, question_en: str
) -> Challenge:
    """Put the challenge as a question that can be answered, before the first proposal is made."""
    challenge = _fresh(challenge)
    policy.check(by, "frame_challenge", challenge)
    _both_languages(question_cy, question_en, "question_cy")
    _move(challenge, ChallengeState.FRAMED)
    challenge.question_cy, challenge.question_en = question_cy.strip(), question_en.strip()
    challenge.save(update_fields=["question_cy", "question_en"])
    _record("frame_challenge", by, challenge, [])
    return challenge


@transaction.atomic
def propose(
    *,
    by: type_of_actor,
    challenge: Challenge,
    title: str,
    lang: str,
    cost_units: int,
    currency: str = "GBP",
    scale: int = 1,
    option_key: str = "",
    originator: Party | None = None,
) -> Proposal:
    """Answer a challenge with a costed proposal, for oneself or (a broker) for somebody."""
    challenge = _fresh(challenge)
    for_other = acts_for_other(by, originator.pk if originator else None)
    policy.check(by, "propose_for_somebody" if for_other else "propose", challenge)
    _refuse_stranger(challenge.community, originator, "originator")
    answer = Answer(title, lang, cost_units, currency, scale, option_key)
    proposal = _written(challenge, [answer], originator)[0]
    _record(
        "propose",
        by,
        challenge,
        [proposal, originator],
        originator if for_other else None,
        cost_units=cost_units,
        currency=currency,
    )
    return proposal


@transaction.atomic
def bring_in_proposals(
    *, by: type_of_actor, challenge: Challenge, answers: Iterable[Answer]
) -> list[Proposal]:
    """Bring in all proposals of a ballot at once; who had the ideas is not known."""
    challenge = _fresh(challenge)
    policy.check(by, "bring_in_proposals", challenge)
    proposals = _written(challenge, list(answers), None)
    _record("bring_in_proposals", by, challenge, [], proposals=len(proposals))
    return proposals


@transaction.atomic
def tie_decision(*, by: type_of_actor, challenge: Challenge, election: Election) -> Challenge:
    """Link the decision of an election and mark each proposal on its ballot funded or not funded.

    A proposal that was not on the ballot stays proposed. One whose cost on the ballot was another than
    proposed is refused: the decision was then not about that proposal.
    """
    challenge = _fresh(challenge)
    policy.check(by, "tie_decision", challenge)
    if election.community_id != challenge.community_id:
        raise Refused(_("This election is in another community."), field="election")
    if challenge.turn_id and election.turn_id and challenge.turn_id != election.turn_id:
        raise Refused(_("This election belongs to another turn."), field="election")
    if Challenge.objects.filter(election=election).exclude(pk=challenge.pk).exists():
        raise Refused(_("This election already decided another challenge."), field="election")
    options = {option.key: option for option in election.options.all()}
    on_ballot = [one for one in challenge.proposals.exclude(option_key="") if one.option_key in options]
    if not on_ballot:
        raise Refused(_("No proposal of this challenge was on the ballot."), field="election")
    for proposal in on_ballot:
        option = options[proposal.option_key]
        _refuse_other_cost(proposal, option, election)
        proposal.state = ProposalState.FUNDED if option.funded else ProposalState.NOT_FUNDED
    Proposal.objects.bulk_update(on_ballot, ["state"])
    _move(challenge, ChallengeState.DECIDED, election)
    funded = sum(one.state == ProposalState.FUNDED for one in on_ballot)
    _record("tie_decision", by, challenge, [election], decided=len(on_ballot), funded=funded)
    return challenge


def _written(challenge: Challenge, answers: list[Answer], originator: Party | None) -> list[Proposal]:
    for answer in answers:
        if not answer.title.strip():
            raise Refused(_("Say what you propose."), field="title")
        if answer.cost_units < 0:
            raise Refused(_("A cost is zero or more."), field="cost_units")
    keys = [answer.option_key for answer in answers if answer.option_key]
    if len(set(keys)) != len(keys) or challenge.proposals.filter(option_key__in=keys).exists():
        raise Refused(_("Another proposal has this number on the ballot."), field="option_key")
    _move(challenge, ChallengeState.PROPOSALS)
    return Proposal.objects.bulk_create(
        Proposal(
            community=challenge.community,
            challenge=challenge,
            originator=originator,
            title=answer.title.strip(),
            lang=answer.lang,
            cost_units=answer.cost_units,
            currency=answer.currency,
            scale=answer.scale,
            option_key=answer.option_key,
        )
        for answer in answers
    )


def _refuse_other_cost(proposal: Proposal, option: Option, election: Election) -> None:
    same_money = proposal.currency == election.currency
    if not same_money or proposal.cost_units * election.scale != option.cost_units * proposal.scale:
        raise Refused(
            _("“%(title)s” has another cost on the ballot than was proposed.") % {"title": proposal.title},
            field="election",
        )


def _refuse_stranger(community: Community, party: Party | None, field: str) -> None:
    if party and not party.memberships.filter(community=community).exists():
        raise Refused(_("Only a member of the community can take part here."), field=field)


@transaction.atomic
def undertake(*, by: type_of_actor, proposal: Proposal, activity: Activity) -> Undertaking:
    """Say that an activity delivers a funded proposal. Said twice, it is one link.

    Raises Refused for a proposal that is not funded, and for an activity of another service.
    """
    row = Proposal.objects.select_related("community", "challenge__turn__service").get(pk=proposal.pk)
    policy.check(by, "link_activity", row)
    if row.state != ProposalState.FUNDED:
        raise Refused(_("This proposal is not funded: nothing was committed to yet."))
    theirs = Activity.objects.of(row.community).filter(pk=activity.pk)
    if row.challenge.turn:
        theirs = theirs.filter(turn__service=row.challenge.turn.service)
    if not theirs.exists():
        raise Refused(_("This activity delivers another service. Say first which service it is part of."))
    link, fresh = Undertaking.objects.get_or_create(
        proposal=row,
        activity=activity,
        ended_at=None,
        defaults={
            "community": row.community,
            "linked_by_key": key_of(by),
            "capacity": capacity_of(by, row.community),
        },
    )
    if fresh:
        _record("undertake", by, row.challenge, [activity])
    return link


@transaction.atomic
def end_undertaking(*, by: type_of_actor, undertaking: Undertaking) -> Undertaking:
    """The activity does not deliver this proposal (any more). That it was said before stays in history."""
    rows = Undertaking.objects.select_for_update(of=("self",))
    row = rows.select_related("community", "proposal__challenge__turn", "activity").get(pk=undertaking.pk)
    policy.check(by, "link_activity", row)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        _record("end_undertaking", by, row.proposal.challenge, [row.activity])
    return row


def _both_languages(cy: str, en: str, field: str) -> None:
    if not (cy.strip() and en.strip()):
        raise Refused(_("Write it in Welsh and in English."), field=field)


def _fresh(challenge: Challenge) -> Challenge:
    """The challenge as it is now, locked, so that two people cannot move it at once."""
    rows = Challenge.objects.select_for_update(of=("self",)).select_related("community", "turn")
    return rows.get(pk=challenge.pk)


def _move(challenge: Challenge, state: ChallengeState, election: Election | None = None) -> None:
    if state not in MOVES[ChallengeState(challenge.state)]:
        raise Refused(
            _("This cannot be done now: the challenge is at “%(state)s”.")
            % {"state": challenge.get_state_display()}
        )
    challenge.state, challenge.election = state, election
    challenge.save(update_fields=["state", "election"])


def _record(
    verb: str,
    by: type_of_actor,
    challenge: Challenge,
    others: Iterable[object | None],
    behalf: Party | None = None,
    **facts: object,
) -> None:
    record(
        community=challenge.community,
        actor=by,
        capacity=capacity_of(by, challenge.community),
        on_behalf_of=behalf,
        verb=f"designing.{verb}",
        subject=challenge,
        mentions=[thing for thing in (challenge.turn, *others) if thing is not None],
        audience=Audience.PUBLIC,
        facts=facts,
    )
