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
    is_member,
    serves,
    speaks_for,
    type_of_actor,
)
from gilydd.people.queries import aside, parties_of, standing
from gilydd.people.words import Role
from gilydd.services.policy import runs_the_cycle

from .models import (
    AgendaItem,
    BoardElection,
    Candidacy,
    Election,
    KeyHolder,
    Meeting,
    MeetingSeat,
    Objection,
    OnRoll,
    Presence,
    Proxy,
    SplitKey,
    Vote,
    VoteChoice,
)
from .words import CandidacyState, MeetingState, VoteState

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
def chairs_it(person: Person | None, vote: Any) -> bool:
    """Whoever chairs the meeting that the vote is held in."""
    if not isinstance(vote, Vote) or person is None or not standing(person, vote.community).active:
        return False
    return AgendaItem.objects.filter(vote=vote, meeting__chair=person.pk).exists()


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
def is_proxy(person: Person | None, seat: Any) -> bool:
    """Somebody with the voter's proxy in the meeting that the vote is held in, while the voter is away."""
    if not isinstance(seat, OnRoll) or person is None or not standing(person, seat.community).active:
        return False
    return proxies_for(person, seat.vote).filter(giver__party=seat.party_id).exists()


def proxies_for(person: Person, vote: Vote) -> Any:
    """The proxies that a person who is there can use in a vote of a meeting: of members who are not there."""
    here = Presence.objects.filter(left_at__isnull=True)
    held = Proxy.objects.filter(
        holder__party=person.pk, ended_at__isnull=True, giver__meeting__items__vote=vote,
        giver__meeting__state=MeetingState.RUNNING,
    )  # fmt: skip
    return held.filter(
        ~Exists(here.filter(seat=OuterRef("giver"))), Exists(here.filter(seat=OuterRef("holder")))
    )


@rules.predicate
def is_holder(person: Person | None, holder: Any) -> bool:
    """The key is the person's own to keep, while they are an active member."""
    if not isinstance(holder, KeyHolder) or person is None or holder.party_id != person.pk:
        return False
    return not holder.kind and standing(person, holder.community).active


@rules.predicate
def sees_key(person: Person | None, split_key: Any) -> bool:
    return (
        isinstance(split_key, SplitKey)
        and person is not None
        and bool(
            runs_community_votes(person, split_key) or split_key.holders.filter(party=person.pk).exists()
        )
    )


@rules.predicate
def runs_meetings(person: Person | None, thing: Any) -> bool:
    """A facilitator or broker, or whoever chairs this meeting."""
    if bool(runs_community_votes(person, thing)):
        return True
    meeting = thing if isinstance(thing, Meeting) else getattr(thing, "meeting", None)
    if person is None or not isinstance(meeting, Meeting) or meeting.chair_id != person.pk:
        return False
    return standing(person, meeting.community).active


@rules.predicate
def sits_in_it(person: Person | None, seat: Any) -> bool:
    """The seat in the meeting is the person's own."""
    if not isinstance(seat, MeetingSeat) or person is None or seat.party_id != person.pk:
        return False
    return standing(person, seat.community).active


@rules.predicate
def serves_seat(person: Person | None, seat: Any) -> bool:
    """A broker, the voter's co-ordinator, a facilitator or the chair, for somebody else's seat."""
    if not isinstance(seat, MeetingSeat) or person is None or seat.party_id == person.pk:
        return False
    return serves(person, seat.community, seat.party_id) or bool(runs_meetings(person, seat.meeting))


@rules.predicate
def stands(person: Person | None, candidacy: Any) -> bool:
    """The candidacy is the person's own."""
    if not isinstance(candidacy, Candidacy) or person is None or candidacy.party_id != person.pk:
        return False
    return standing(person, candidacy.community).active


@rules.predicate
def serves_candidate(person: Person | None, candidacy: Any) -> bool:
    """A broker or co-ordinator who writes down what a candidate without a screen said."""
    if not isinstance(candidacy, Candidacy) or person is None or candidacy.party_id == person.pk:
        return False
    return serves(person, candidacy.community, candidacy.party_id)


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
policy.allow("vote_by_proxy", is_proxy)
policy.allow("enter_papers", enters_some | runs_it)
policy.allow("ask_keyholders", runs_community_votes)
policy.allow("see_key", sees_key)
policy.allow("hold_key", is_holder)
policy.allow("answer_objection", runs_it)
policy.allow("reword", runs_it)
policy.allow("enter_ballots", enters_some)
policy.allow("close_vote", runs_it | chairs_it)
policy.allow("stop_vote", runs_it)
# Whoever could vote sees the ballots and counts again; while it is open nobody sees how others voted.
policy.allow("see_ballots", has_ended & (is_on_roll | runs_it))
policy.allow("recount_vote", has_ended & (is_on_roll | runs_it))
# The exact figures: those who will see every ballot may see how many came in.
policy.allow("see_figures", is_on_roll | runs_it)
# General meetings are of the whole community: any member reads what is called, held and decided.
policy.allow("plan_meeting", runs_community_votes)
policy.allow("run_meeting", runs_meetings)
policy.allow("change_rules", runs_community_votes)
policy.allow("come", sits_in_it | serves_seat)
policy.allow("give_proxy", sits_in_it | serves_seat)
policy.allow("call_board_election", runs_community_votes)
policy.allow("nominate", is_member)
policy.allow("stand", stands | serves_candidate)
policy.allow("see_candidates", is_member)
policy.allow("keep_register", runs_community_votes)
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


def visible_keys(person: type_of_actor, community: Community) -> Any:
    """The split keys that the person may open: all for whoever runs votes, those they hold for a holder."""
    # A room that names kinds of holders (commissioning) shows its keys on pages of its own.
    rows = SplitKey.objects.of(community).exclude(holders__kind__gt="")
    if isinstance(person, System) or runs_community_votes(person, community):
        return rows
    return rows.filter(holders__party=person.pk) if person is not None else rows.none()


def visible_holders(person: type_of_actor, community: Community) -> Any:
    """The keys that the person was asked to keep, and those of others for whoever asks for them."""
    rows = KeyHolder.objects.of(community).filter(kind="")
    if isinstance(person, System) or runs_community_votes(person, community):
        return rows
    return rows.filter(party=person.pk) if person is not None else rows.none()


def visible_meetings(person: type_of_actor, community: Community) -> Any:
    """The meetings that the person may read: one that is being prepared only for whoever prepares it."""
    rows = Meeting.objects.of(community)
    if isinstance(person, System) or runs_community_votes(person, community):
        return rows
    return rows.exclude(state=MeetingState.PLANNED)


def visible_items(person: type_of_actor, community: Community) -> Any:
    """The points of those meetings."""
    return AgendaItem.objects.of(community).filter(meeting__in=visible_meetings(person, community))


def visible_board_elections(person: type_of_actor, community: Community) -> Any:
    """Elections of the board, for members; a visitor reads the register alone."""
    if isinstance(person, System) or (person is not None and standing(person, community).active):
        return BoardElection.objects.of(community)
    return BoardElection.objects.none()


def visible_candidacies(person: type_of_actor, community: Community) -> Any:
    """The statements of those who stand, for members; one that stands aside only for whoever wrote it."""
    rows = Candidacy.objects.of(community).filter(
        state=CandidacyState.ACCEPTED, election__in=visible_board_elections(person, community)
    )
    if isinstance(person, System) or person is None:
        return rows
    return rows.filter(~Q(pk__in=aside(community, "deciding.candidacy")) | Q(party=person.pk))


def visible_objections(person: type_of_actor, community: Community) -> Any:
    """Objections in consents that the person can answer or runs; words aside only for whoever wrote them."""
    rows = Objection.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not standing(person, community).active:
        return rows.none()
    mine = Q(Exists(OnRoll.objects.filter(vote=OuterRef("vote"), party=person.pk)))
    mine |= Q(vote__group__in=parties_of(person, community))
    if runs_community_votes(person, community):
        mine |= Q(vote__group__isnull=True)
    shown = ~Q(pk__in=aside(community, "deciding.objection")) | Q(ballot__on_roll__party=person.pk)
    return rows.filter(mine, shown)
