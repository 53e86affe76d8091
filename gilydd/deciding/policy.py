"""Who may bring an election in, open a vote, vote in it, and read what came of it.

A published decision on a budget is public. A vote of the whole community is public too, unless people stand
in it; a vote of a group is seen by those on its roll, those who speak for the group, and brokers, who enter
what comes on paper or by phone.
"""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Exists, OuterRef, Q

from gilydd.people.models import Community, OfCommunity, Person
from gilydd.people.policy import (
    Policy,
    System,
    anyone,
    holds,
    is_broker,
    serves,
    speaks_for,
    type_of_actor,
)
from gilydd.people.queries import parties_of, standing
from gilydd.people.words import Role
from gilydd.services.policy import runs_the_cycle

from .models import Election, OnRoll, Vote, VoteChoice
from .words import VoteState

runs_community_votes = holds(Role.FACILITATOR, Role.BROKER)


@rules.predicate
def runs_it(person: Person | None, vote: Any) -> bool:
    """A facilitator or broker for a vote of the community; whoever speaks for the group for a group's."""
    if not isinstance(vote, Vote) or person is None:
        return False
    if vote.group_id is None:
        return bool(runs_community_votes(person, vote))
    return standing(person, vote.community).active and speaks_for(person, vote.community, vote.group_id)


@rules.predicate
def is_on_roll(person: Person | None, vote: Any) -> bool:
    """An active member who is on the roll of the vote."""
    if not isinstance(vote, Vote) or person is None or not standing(person, vote.community).active:
        return False
    return OnRoll.objects.filter(vote=vote, party=person.pk).exists()


@rules.predicate
def is_voter(person: Person | None, seat: Any) -> bool:
    """The place on the roll is the person's own: nobody votes for a party that they speak for."""
    if not isinstance(seat, OnRoll) or person is None or seat.party_id != person.pk:
        return False
    return standing(person, seat.community).active


@rules.predicate
def enters_for(person: Person | None, seat: Any) -> bool:
    """A broker, the co-ordinator of the voter's area, or who speaks for the group whose vote it is."""
    if not isinstance(seat, OnRoll) or person is None or seat.party_id == person.pk:
        return False
    if serves(person, seat.community, seat.party_id):
        return True
    return seat.vote.group_id is not None and bool(runs_it(person, seat.vote))


@rules.predicate
def enters_some(person: Person | None, vote: Any) -> bool:
    """Somebody who may enter the vote of at least some on the roll."""
    if not isinstance(vote, Vote) or person is None:
        return False
    here = standing(person, vote.community)
    if here.active and (Role.BROKER in here.roles or here.areas):
        return bool(sees_it(person, vote))
    return vote.group_id is not None and bool(runs_it(person, vote))


@rules.predicate
def sees_it(person: Person | None, vote: Any) -> bool:
    return isinstance(vote, Vote) and visible_votes(person, vote.community).filter(pk=vote.pk).exists()


@rules.predicate
def has_ended(_person: Person | None, vote: Any) -> bool:
    return isinstance(vote, Vote) and vote.state == VoteState.CLOSED


policy = Policy("deciding")
policy.allow("see_election", anyone)
policy.allow("bring_in_election", runs_the_cycle)
policy.allow("open_vote", runs_it)
policy.allow("see_vote", sees_it)
policy.allow("cast_ballot", is_voter)
policy.allow("enter_ballot", enters_for)
policy.allow("enter_ballots", enters_some)
policy.allow("close_vote", runs_it)
policy.allow("stop_vote", runs_it)
# Whoever could vote sees the ballots and counts again; while it is open nobody sees how others voted.
policy.allow("see_ballots", has_ended & (is_on_roll | runs_it))
policy.allow("recount_vote", has_ended & (is_on_roll | runs_it))
# The exact figures: those who will see every ballot may see how many came in.
policy.allow("see_figures", is_on_roll | runs_it)
may = policy.may


def visible_elections(person: type_of_actor, community: Community) -> OfCommunity:
    """Every election of the community, without the text of its file, which can be megabytes."""
    return Election.objects.of(community).defer("input_text")


def visible_votes(person: type_of_actor, community: Community) -> Any:
    """The votes the person may open; a visitor those of the whole community in which no people stand."""
    rows = Vote.objects.of(community)
    if isinstance(person, System) or (person is not None and is_broker(person, community)):
        return rows
    if person is None or not standing(person, community).active:
        people = VoteChoice.objects.filter(vote=OuterRef("pk"), party__isnull=False)
        return rows.filter(~Exists(people), group__isnull=True)
    own = OnRoll.objects.filter(vote=OuterRef("pk"), party=person.pk)
    groups = parties_of(person, community)
    return rows.filter(Q(group__isnull=True) | Q(group__in=groups) | Exists(own))
