"""Who may raise a challenge, answer it, cost, decide and see it through. Reading is open to everybody.

Whoever takes part does so for themselves or for a party that they speak for; a broker or a facilitator enters
what comes on paper, by phone or in a talk, and the one it is of is told. Nobody enters their own counterpart.
"""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.history.commands import key_of
from gilydd.people.models import Community, OfCommunity, Person
from gilydd.people.policy import (
    Policy,
    System,
    anyone,
    holds,
    is_broker,
    is_member,
    speaks_for,
    type_of_actor,
)
from gilydd.people.queries import aside, parties_of, standing
from gilydd.people.words import PROFESSIONALS, Role
from gilydd.safety.queries import blocked_with
from gilydd.services.policy import runs_the_cycle

from .models import (
    Amendment,
    Author,
    Challenge,
    ClosingWord,
    Comment,
    Commitment,
    Judgement,
    Milestone,
    Offer,
    Proposal,
    Statement,
    Update,
    Variance,
)
from .words import AmendmentState, AuthorKind, AuthorState, OfferState, StatementState

WRITES = (AuthorKind.ORIGINATOR, AuthorKind.CO_AUTHOR)


def proposal_of(thing: Any) -> Proposal | None:
    """The proposal that a thing is, or is of."""
    if isinstance(thing, Proposal):
        return thing
    if isinstance(thing, Commitment):
        return thing.proposal
    commitment = getattr(thing, "commitment", None)
    if isinstance(commitment, Commitment):
        return commitment.proposal
    return getattr(thing, "proposal", None)


def commitment_of(thing: Any) -> Commitment | None:
    """The commitment that a thing is, or is of."""
    return thing if isinstance(thing, Commitment) else getattr(thing, "commitment", None)


def writes(person: type_of_actor, proposal: Proposal, *kinds: str) -> bool:
    """Whether the person, or a party they speak for, is an author of one of these kinds; one query."""
    if not isinstance(person, Person):
        return False
    rows = Author.objects.filter(proposal=proposal, state=AuthorState.IN, kind__in=kinds)
    return rows.filter(party__in=parties_of(person, proposal.community)).exists()


@rules.predicate
def writes_it(person: Person | None, thing: Any) -> bool:
    """Whose idea it was, or who wrote it with them."""
    proposal = proposal_of(thing)
    return proposal is not None and writes(person, proposal, *WRITES)


@rules.predicate
def originated_it(person: Person | None, thing: Any) -> bool:
    """Whose idea it was."""
    proposal = proposal_of(thing)
    return proposal is not None and writes(person, proposal, AuthorKind.ORIGINATOR)


@rules.predicate
def is_professional(person: Person | None, thing: Any) -> bool:
    """A member who takes part here as a professional or a commissioner."""
    community = thing if isinstance(thing, Community) else getattr(thing, "community", None)
    if person is None or community is None:
        return False
    here = standing(person, community)
    return here.active and here.capacity in PROFESSIONALS


@rules.predicate
def is_ones_own(person: Person | None, thing: Any) -> bool:
    """What is said is the person's, or of a party that they speak for."""
    return person is not None and speaks_for(person, thing.community, getattr(thing, "party_id", None))


@rules.predicate
def took_it_away(person: Person | None, thing: Any) -> bool:
    return person is not None and getattr(thing, "taken_by_key", "") == key_of(person)


@rules.predicate
def answers_for_it(person: Person | None, thing: Any) -> bool:
    """Speaks for who raised the challenge, or for who holds its money."""
    challenge = thing if isinstance(thing, Challenge) else getattr(thing, "challenge", None)
    return challenge is not None and any(
        speaks_for(person, challenge.community, pk)
        for pk in (challenge.raised_by_id, challenge.money_from_id)
        if pk
    )


@rules.predicate
def promised_it(person: Person | None, thing: Any) -> bool:
    """Speaks for who made the promise."""
    commitment = commitment_of(thing)
    return commitment is not None and speaks_for(person, commitment.community, commitment.party_id)


@rules.predicate
def owns_a_milestone(person: Person | None, thing: Any) -> bool:
    """One of the two owners of a milestone of the commitment (of this very one, where it is a milestone)."""
    commitment = commitment_of(thing)
    if commitment is None or not isinstance(person, Person):
        return False
    own = parties_of(person, commitment.community)
    rows = Milestone.objects.filter(commitment=commitment).filter(
        Q(citizen__in=own) | Q(professional__in=own)
    )
    if isinstance(thing, Milestone):
        rows = rows.filter(pk=thing.pk)
    return rows.exists()


@rules.predicate
def owns_as_professional(person: Person | None, thing: Any) -> bool:
    """The professional owner of this milestone."""
    return isinstance(thing, Milestone) and speaks_for(person, thing.community, thing.professional_id)


@rules.predicate
def took_the_offer(person: Person | None, thing: Any) -> bool:
    """Took an offer to take part in the commitment."""
    commitment = commitment_of(thing)
    if commitment is None or not isinstance(person, Person):
        return False
    rows = Offer.objects.filter(commitment=commitment, state=OfferState.ACCEPTED)
    return rows.filter(party__in=parties_of(person, commitment.community)).exists()


@rules.predicate
def made_the_statement(person: Person | None, thing: Any) -> bool:
    """The statement is the person's, or of a party that they speak for."""
    return (
        isinstance(thing, Statement)
        and thing.author_id is not None
        and speaks_for(person, thing.community, thing.author_id)
    )


enters_for_others = is_broker | runs_the_cycle
sees_it_through = is_member & (
    originated_it | owns_a_milestone | took_the_offer | promised_it | runs_the_cycle
)

policy = Policy("designing")
policy.allow("see_challenge", anyone)
policy.allow("raise_challenge", is_member)
policy.allow("raise_for_somebody", enters_for_others)
policy.allow("frame_challenge", runs_the_cycle)
policy.allow("run_challenge", runs_the_cycle)
# A member speaks for themselves and for whom they act for; see commands/_shared.acting.
policy.allow("take_part", is_member)
policy.allow("enter_for_somebody", enters_for_others)
policy.allow("propose", is_member)
policy.allow("propose_for_somebody", enters_for_others)
policy.allow("bring_in_proposals", runs_the_cycle)
policy.allow("shape_proposal", is_member & writes_it)
policy.allow("translate_proposal", is_member & (writes_it | is_broker | runs_the_cycle))
policy.allow("withdraw_proposal", is_member & originated_it)
policy.allow("cost_proposal", is_member & (writes_it | is_professional | runs_the_cycle))
policy.allow("take_away", enters_for_others & ~is_ones_own)
policy.allow("look_again", enters_for_others & ~is_ones_own & ~took_it_away)
policy.allow("see_pleas", enters_for_others)
policy.allow("tie_decision", runs_the_cycle)
policy.allow("put_to_vote", runs_the_cycle)
policy.allow("take_result", is_member)
policy.allow("commit", is_member & (runs_the_cycle | answers_for_it))
policy.allow("manage_commitment", is_member & (runs_the_cycle | promised_it))
policy.allow("speak_as_promiser", promised_it)
policy.allow("post_update", sees_it_through)
policy.allow("raise_variance", sees_it_through)
policy.allow("pay_hours", is_member & (runs_the_cycle | promised_it | owns_as_professional | is_broker))
policy.allow("judge", sees_it_through)
policy.allow("link_surveys", runs_the_cycle | holds(Role.EVALUATOR))
policy.allow("link_activity", runs_the_cycle | holds(Role.PROVIDER))
# Statements: nobody lets their own through; who said what leaves the house for those who evaluate.
policy.allow("read_statement", enters_for_others & ~made_the_statement)
policy.allow("read_statements", enters_for_others)
policy.allow("draw_opinions", runs_the_cycle)
policy.allow("bring_in_conversation", runs_the_cycle)
policy.allow("export_conversation", runs_the_cycle | holds(Role.EVALUATOR))
policy.allow("daily_work", rules.always_false)
may = policy.may


def visible_challenges(person: type_of_actor, community: Community) -> OfCommunity:
    """Every challenge of the community: they are public, but those that moderators took out of sight."""
    rows: OfCommunity = _in_sight(Challenge.objects.of(community), person, community, "designing.challenge")
    return rows


def visible_proposals(person: type_of_actor, community: Community) -> QuerySet[Proposal]:
    """Every proposal of the community that is in sight, with its challenge."""
    rows = Proposal.objects.of(community).select_related("community", "challenge__turn", "challenge__vote")
    shown: QuerySet[Proposal] = _in_sight(rows, person, community, "designing.proposal")
    return shown


def visible_comments(person: type_of_actor, community: Community) -> QuerySet[Comment]:
    """Comments in sight, without those of whom a block keeps apart from the person."""
    rows = Comment.objects.of(community).select_related("challenge", "proposal", "community")
    return _unblocked(_in_sight(rows, person, community, "designing.comment"), person, community)


def visible_updates(person: type_of_actor, community: Community) -> QuerySet[Update]:
    """Updates in sight, without those of whom a block keeps apart from the person."""
    rows = Update.objects.of(community).select_related("commitment__proposal", "milestone", "community")
    return _unblocked(_in_sight(rows, person, community, "designing.update"), person, community)


def visible_commitments(person: type_of_actor, community: Community) -> QuerySet[Commitment]:
    """Every commitment of the community: what was promised is public."""
    return Commitment.objects.of(community).select_related("community", "proposal__challenge__turn", "party")


def visible_offers(person: type_of_actor, community: Community) -> QuerySet[Offer]:
    """One's own offers, and all of them for those who enter answers or made the promise."""
    rows = Offer.objects.of(community).select_related(
        "community", "commitment__proposal__challenge", "commitment__party", "party"
    )
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    if enters_for_others(person, community):
        return rows
    own = parties_of(person, community)
    return rows.filter(Q(party__in=own) | Q(commitment__party__in=own))


def visible_variances(person: type_of_actor, community: Community) -> QuerySet[Variance]:
    """Every notice of change: it is public, as the promise is."""
    return Variance.objects.of(community).select_related(
        "community", "commitment__proposal__challenge", "milestone"
    )


def words_of_variances(person: type_of_actor, community: Community) -> QuerySet[Variance]:
    """Notices of change whose words are in sight; what changes stays public either way."""
    return _in_sight(visible_variances(person, community), person, community, "designing.variance")


def visible_amendments(person: type_of_actor, community: Community) -> QuerySet[Amendment]:
    """Suggested changes in sight, without those of whom a block keeps apart from the person."""
    rows = Amendment.objects.of(community).exclude(state=AmendmentState.WITHDRAWN)
    rows = rows.select_related("proposal__challenge", "community")
    return _unblocked(_in_sight(rows, person, community, "designing.amendment"), person, community)


def visible_last_words(person: type_of_actor, community: Community) -> QuerySet[ClosingWord]:
    """What those whose idea it was said at the end, where the words are in sight."""
    rows = ClosingWord.objects.of(community).exclude(words="").select_related("commitment", "community")
    return _in_sight(rows, person, community, "designing.closingword")


def visible_judgements(person: type_of_actor, community: Community) -> QuerySet[Judgement]:
    """Why somebody says that it worked or not, where the words are in sight."""
    rows = Judgement.objects.of(community).select_related("commitment", "community")
    return _in_sight(rows, person, community, "designing.judgement")


def visible_statements(person: type_of_actor, community: Community) -> QuerySet[Statement]:
    """Statements that are put to people, for everybody, none out of sight; all for SYSTEM."""
    rows = Statement.objects.of(community).select_related("community", "challenge")
    if isinstance(person, System):
        return rows.exclude(state=StatementState.TAKEN_BACK)
    return rows.filter(state=StatementState.SHOWN).exclude(pk__in=aside(community, "designing.statement"))


def _in_sight(rows: Any, person: type_of_actor, community: Community, label: str) -> Any:
    """The rows without what moderators took out of everybody's sight; Gilydd itself sees all of them."""
    return rows if isinstance(person, System) else rows.exclude(pk__in=aside(community, label))


def _unblocked(rows: Any, person: type_of_actor, community: Community) -> Any:
    if not isinstance(person, Person):
        return rows
    return rows.exclude(party__in=blocked_with(community, parties_of(person, community)))


def acts_for_other(by: type_of_actor, party_id: int | None) -> bool:
    """Whether the actor enters this for somebody else, or for nobody in particular."""
    return getattr(by, "party_id", None) != party_id
