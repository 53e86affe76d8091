"""Who may do what among peers: conversations and introductions; circles, where members decide, supporters
assist and brokers read what somebody asks them to.
"""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import F, Q, QuerySet

from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import (
    Policy,
    System,
    is_broker,
    is_member,
    serves,
    speaks_for,
    supports,
    supports_it,
    type_of_actor,
)
from gilydd.people.queries import aside, parties_of, standing, supported_by, without_email
from gilydd.people.words import Channel, MembershipState, SupportScope
from gilydd.safety.queries import blocked_with

from .belonging import has_host, here
from .models import (
    Circle,
    CircleMember,
    CirclePicture,
    Conversation,
    IntroductionRequest,
    Post,
    Proposal,
    RoleVote,
)
from .words import (
    BELONGING_LIVE,
    BelongingState,
    CircleKind,
    CircleState,
    JoiningRule,
    PostState,
    RequestState,
)


def sides_spoken_for(person: type_of_actor, conversation: Conversation) -> list[int]:
    """The sides of a conversation that the person speaks for, or writes for as a supporter."""
    return [
        pk
        for pk in (conversation.first_id, conversation.second_id)
        if speaks_for(person, conversation.community, pk)
        or supports(person, conversation.community, pk, SupportScope.WRITING)
    ]


def without_a_screen(parties: Any) -> Any:
    """Ids of people among the parties who are told on paper or by a broker, as a subquery."""
    rows = Person.objects.filter(party__in=parties)
    return rows.filter(~Q(channel=Channel.EMAIL) | Q(pk__in=without_email())).values("pk")


@rules.predicate
def is_side(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Conversation) and any(
        speaks_for(person, thing.community, pk) for pk in (thing.first_id, thing.second_id)
    )


@rules.predicate
def writes_for_side(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Conversation) and bool(sides_spoken_for(person, thing))


@rules.predicate
def speaks_for_member(person: Person | None, thing: Any) -> bool:
    """The membership or the request is of the person, or of a party that they act for."""
    return isinstance(thing, Membership | IntroductionRequest) and speaks_for(
        person, thing.community, thing.party_id
    )


@rules.predicate
def serves_member(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, Membership | IntroductionRequest) and serves(
        person, thing.community, thing.party_id
    )


@rules.predicate
def reads_out_for_it(person: Person | None, thing: Any) -> bool:
    """Whoever looks after a member who has no screen: they read out what came, and write down the answer."""
    return (
        isinstance(thing, Membership)
        and serves(person, thing.community, thing.party_id)
        and without_a_screen([thing.party_id]).exists()
    )


@rules.predicate
def is_other_of_request(person: Person | None, thing: Any) -> bool:
    return isinstance(thing, IntroductionRequest) and speaks_for(person, thing.community, thing.other_id)


def circle_of(thing: Any) -> Circle | None:
    """The circle that a thing is, or is of."""
    return thing if isinstance(thing, Circle) else getattr(thing, "circle", None)


def in_circle(test: str) -> Any:
    """A predicate: what the person is in the circle of the thing passes this test of `Here`."""

    @rules.predicate(f"in_circle:{test}")
    def passes(person: Person | None, thing: Any) -> bool:
        circle = circle_of(thing)
        return circle is not None and bool(getattr(here(person, circle), test))

    return passes


@rules.predicate
def is_running(person: Person | None, thing: Any) -> bool:
    circle = circle_of(thing)
    return circle is not None and circle.state == CircleState.RUNNING


@rules.predicate
def is_listed(person: Person | None, thing: Any) -> bool:
    circle = circle_of(thing)
    return circle is not None and circle.listed


@rules.predicate
def is_concerned(person: Person | None, thing: Any) -> bool:
    """In the circle, asked to join it, or invited."""
    circle = circle_of(thing)
    return circle is not None and here(person, circle).row is not None


@rules.predicate
def anybody_joins(person: Person | None, thing: Any) -> bool:
    circle = circle_of(thing)
    return circle is not None and circle.joining == JoiningRule.OPEN


@rules.predicate
def is_project(person: Person | None, thing: Any) -> bool:
    circle = circle_of(thing)
    return circle is not None and circle.kind == CircleKind.PROJECT


@rules.predicate
def lacks_host(person: Person | None, thing: Any) -> bool:
    """Every host's term is over: then any member can call the election."""
    circle = circle_of(thing)
    return circle is not None and not has_host(circle)


@rules.predicate
def is_ones_own(person: Person | None, thing: Any) -> bool:
    """The belonging, message, picture or proposal is the person's."""
    whose = thing.proposed_by_id if isinstance(thing, Proposal) else getattr(thing, "party_id", None)
    return person is not None and whose == person.pk


@rules.predicate
def serves_it(person: Person | None, thing: Any) -> bool:
    """A broker, or the co-ordinator of the area, of whom the thing is about."""
    return isinstance(thing, CircleMember | Post | CirclePicture) and serves(
        person, thing.community, thing.party_id
    )


@rules.predicate
def writes_for_it(person: Person | None, thing: Any) -> bool:
    """Supports the member in writing with others."""
    return isinstance(thing, CircleMember | Post | CirclePicture) and supports(
        person, thing.community, thing.party_id, SupportScope.WRITING
    )


belongs = in_circle("is_in")
decides = in_circle("is_member")
assists = in_circle("is_supporter")
hosts = in_circle("is_host")
keeps_hours = in_circle("is_treasurer")
welcomes = in_circle("welcomes")
acts_for_it = is_ones_own | serves_it | writes_for_it

in_own_right = speaks_for_member | supports_it(SupportScope.WRITING)

policy = Policy("peers")
policy.allow("look", is_member)
# Of the membership that writes.
policy.allow("write_as", is_member & (in_own_right | reads_out_for_it))
policy.allow("write_in_own_right", is_member & in_own_right)
policy.allow("see_conversation", is_member & writes_for_side)
# A supporter writes, but does not close: that is the member's own, or what they told their broker.
policy.allow("close_as", is_member & (speaks_for_member | reads_out_for_it))
policy.allow("report_conversation", is_member & is_side)
# Of the membership that wishes to be introduced.
policy.allow("ask_introduction", is_member & (speaks_for_member | serves_member))
policy.allow("withdraw_request", speaks_for_member | serves_member)
# Nobody who is one of the two decides on it; and whom it is about is not told while it waits.
policy.allow("answer_request", is_member & serves_member & ~speaks_for_member & ~is_other_of_request)
# Circles.
policy.allow("start_circle", is_member)
policy.allow("see_circle", is_member & (is_listed | is_concerned | is_broker))
policy.allow("read_circle", is_running & belongs)
policy.allow("change_circle", is_running & hosts)
# Of somebody's belonging (not yet written where they only wish to join).
policy.allow("join_circle", is_member & is_running & acts_for_it)
policy.allow("answer_joining", is_running & welcomes & ~is_ones_own)
policy.allow("invite_to_circle", is_running & (welcomes | (decides & anybody_joins)))
policy.allow("answer_invitation", is_member & is_running & acts_for_it)
policy.allow("leave_circle", acts_for_it)
policy.allow("ask_to_go", is_running & hosts & ~is_ones_own)
policy.allow("choose_notices", acts_for_it)
policy.allow("add_supporter", is_running & (hosts | is_broker))
# Of a message that is still to be written: by oneself, or typed for a member.
policy.allow("post", is_running & ((belongs & is_ones_own) | assists | serves_it | writes_for_it))
policy.allow("withdraw_post", is_running & acts_for_it)
policy.allow("take_post_away", is_running & hosts & ~is_ones_own)
policy.allow("ask_again", is_running & acts_for_it)
policy.allow("see_pleas", is_broker)
policy.allow("look_again", is_broker & ~is_ones_own)
policy.allow("add_picture", is_running & ((belongs & is_ones_own) | assists))
policy.allow("take_picture_away", is_running & (hosts | is_ones_own))
policy.allow("elect_hosts", is_running & (hosts | (decides & lacks_host)))
policy.allow("seat_hosts", is_running & decides)
policy.allow("lay_down_role", is_running & is_ones_own)
policy.allow("see_hours", is_running & belongs)
policy.allow("give_hours", is_running & decides)
policy.allow("pay_hours", is_running & keeps_hours)
policy.allow("ask_circle", is_running & (decides | serves_it))
policy.allow("propose", is_running & ((decides & is_ones_own) | assists))
policy.allow("withdraw_proposal", is_running & (is_ones_own | hosts))
policy.allow("put_to_vote", is_running & hosts)
policy.allow("carry_out", is_running & decides)
policy.allow("end_circle", is_running & hosts & ~is_project)
policy.allow("daily_work", rules.always_false)
may = policy.may


def visible_conversations(person: type_of_actor, community: Community) -> QuerySet[Conversation]:
    """One's own conversations, and those of members for whom one writes as a supporter; no broker's."""
    rows = Conversation.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = parties_of(person, community) | supported_by(person, community, SupportScope.WRITING)
    return rows.filter(Q(first__in=own) | Q(second__in=own))


def to_read_out(person: type_of_actor, community: Community) -> QuerySet[Conversation]:
    """Open conversations whose last words wait for a member without a screen whom the person looks after."""
    rows = Conversation.objects.of(community).filter(closed_at__isnull=True)
    if person is None or isinstance(person, System):
        return rows.none()
    stands = standing(person, community)
    if not stands.active:
        return rows.none()
    served = Membership.objects.of(community)
    if not is_broker(person, community):
        served = served.filter(area__in=stands.areas)
    offline = without_a_screen(served.values("party"))
    own = parties_of(person, community)
    waits = Q(last_by=F("first"), second__in=offline) | Q(last_by=F("second"), first__in=offline)
    return rows.filter(waits).exclude(Q(first__in=own) | Q(second__in=own))


def visible_requests(person: type_of_actor, community: Community) -> QuerySet[IntroductionRequest]:
    """Wishes to be introduced: one's own, and for brokers and co-ordinators those of whom they look after.

    Nobody finds a wish about themselves here, whatever they are in the community.
    """
    rows = IntroductionRequest.objects.of(community)
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = parties_of(person, community)
    stands = standing(person, community)
    served = Membership.objects.of(community).filter(area__in=stands.areas)
    looked_after = Q() if is_broker(person, community) else Q(party__in=served.values("party"))
    return rows.filter(Q(party__in=own) | (looked_after & ~Q(other__in=own)))


def requests_to_answer(person: type_of_actor, community: Community) -> QuerySet[IntroductionRequest]:
    """Those that wait for this broker or co-ordinator."""
    rows = visible_requests(person, community).filter(state=RequestState.WAITING)
    if not isinstance(person, Person):
        return rows
    return rows.exclude(party__in=parties_of(person, community))


def other_side(conversation: Conversation, party: Party) -> Party:
    return conversation.second if party.pk == conversation.first_id else conversation.first


def visible_circles(person: type_of_actor, community: Community) -> QuerySet[Circle]:
    """Circles the person may open: the listed ones, and those they are in, asked to join or are invited to.

    A broker sees that each exists, and what it is for; what is written there is not theirs to read.
    """
    rows = Circle.objects.of(community).select_related("community", "party")
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    if is_broker(person, community):
        return rows
    own = CircleMember.objects.of(community).filter(party=person.pk, state__in=BELONGING_LIVE)
    listed = Q(listed=True) & ~Q(pk__in=aside(community, "peers.circle"))
    return rows.filter(listed | Q(pk__in=own.values("circle")))


def own_circles(person: type_of_actor, community: Community) -> QuerySet[Circle]:
    """Running circles that the person is in, as a member or as a supporter."""
    rows = Circle.objects.of(community).filter(state=CircleState.RUNNING).select_related("community", "party")
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    inside = CircleMember.objects.of(community).filter(party=person.pk, state=BelongingState.IN)
    return rows.filter(pk__in=inside.values("circle"))


def visible_belongings(person: type_of_actor, community: Community) -> QuerySet[CircleMember]:
    """Who belongs to the person's circles; one's own requests and invitations; whom one looks after.

    Whoever has a block with the person is not among them, nor are those who paused.
    """
    rows = CircleMember.objects.of(community).select_related("circle", "party", "community")
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    own = own_circles(person, community).values("pk")
    seen = Q(party=person.pk) | Q(circle__in=own)
    active = Membership.objects.of(community).filter(state=MembershipState.ACTIVE).values("party")
    seen &= Q(party=person.pk) | Q(party__in=active)
    return rows.filter(seen).exclude(party__in=blocked_with(community, [person.pk]))


def visible_posts(person: type_of_actor, community: Community) -> QuerySet[Post]:
    """Messages of the circles that the person is in, without those of whom a block keeps apart.

    What moderators took out of sight is there for its writer alone.

    A broker, who is in none, sees those that they are asked to look at again.
    """
    rows = Post.objects.of(community).select_related("circle", "community", "party")
    if isinstance(person, System):
        return rows
    if person is None or not is_member(person, community):
        return rows.none()
    seen = Q(circle__in=own_circles(person, community).values("pk"))
    if is_broker(person, community):
        seen |= Q(state=PostState.AGAIN)
    seen &= Q(party=person.pk) | ~Q(pk__in=aside(community, "peers.post"))
    return rows.filter(seen).exclude(party__in=blocked_with(community, [person.pk]))


def visible_pictures(person: type_of_actor, community: Community) -> QuerySet[CirclePicture]:
    """Pictures that were not taken away or put out of sight, of the circles that the person may open."""
    rows = CirclePicture.objects.of(community).select_related("circle", "community", "party")
    rows = rows.filter(away_at__isnull=True, circle__state=CircleState.RUNNING)
    if not isinstance(person, System):
        rows = rows.exclude(pk__in=aside(community, "peers.circlepicture"))
    return rows.filter(circle__in=visible_circles(person, community).values("pk"))


def visible_proposals(person: type_of_actor, community: Community) -> QuerySet[Proposal]:
    """Proposals of the circles that the person is in."""
    rows = Proposal.objects.of(community).select_related("circle__party", "community", "vote", "area")
    if not isinstance(person, System):
        rows = rows.exclude(pk__in=aside(community, "peers.proposal"))
    return rows.filter(circle__in=own_circles(person, community).values("pk"))


def visible_role_votes(person: type_of_actor, community: Community) -> QuerySet[RoleVote]:
    """Elections of the circles that the person is in."""
    rows = RoleVote.objects.of(community).select_related("circle__party", "community", "vote")
    return rows.filter(circle__in=own_circles(person, community).values("pk"))
