"""Writes: start and change a circle; come in, invite, leave; who supports it; how one hears of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.exchange import ledger
from gilydd.history.commands import later
from gilydd.history.words import Audience, NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Area, Community, Membership, Party, Person, Term
from gilydd.people.policy import SYSTEM, System, serves, type_of_actor
from gilydd.people.queries.safe import not_written_to
from gilydd.people.words import Capacity, Channel, PartyKind
from gilydd.safety.queries import may_meet

from ..belonging import deciders
from ..models import Circle, CircleMember, CircleRoleHeld
from ..policy import policy
from ..words import (
    BELONGING_LIVE,
    FIRST_TERM_DAYS,
    MOST_INVITED_A_DAY,
    Belonging,
    BelongingState,
    CircleKind,
    CircleRole,
    Hears,
    JoiningRule,
)
from ._circling import (
    active_person,
    behalf,
    come_in,
    go_out,
    locked,
    locked_belonging,
    move,
    note,
    reasoned,
    speak,
    still_running,
    typed_by,
)

UNLISTED = ("A circle", "Cylch")
WHO_MAY_JOIN = ("joining", "for_whom_cy", "for_whom_en", "area")


@transaction.atomic
def start_circle(
    *,
    by: type_of_actor,
    community: Community,
    founder: Party,
    name: str,
    purpose: str,
    lang: str,
    kind: str = CircleKind.CIRCLE,
    name_cy: str = "",
    easy: str = "",
    meets: str = "",
    topic: Term | None = None,
    for_whom_cy: str = "",
    for_whom_en: str = "",
    area: Area | None = None,
    joining: str = JoiningRule.ASK,
    listed: bool = True,
    with_others: Sequence[Party] = (),
) -> Circle:
    """Start a circle or a project. Whoever starts it is host and treasurer for half a year at most.

    `with_others` are invited to start it together. Its hours begin at nothing and never go below.
    """
    policy.check(by, "start_circle", community)
    _acts_as(by, community, founder)
    _check_words(name, purpose)
    _check_place(community, area, topic)
    party = _party_of(community, name, name_cy, listed=listed)
    circle = Circle.objects.create(
        community=community, party=party, kind=kind, name=name.strip(), name_cy=name_cy.strip(),
        purpose=purpose.strip(), easy=easy.strip(), meets=meets.strip(), lang=lang, topic=topic, area=area,
        for_whom_cy=for_whom_cy.strip(), for_whom_en=for_whom_en.strip(), joining=joining, listed=listed,
        typed_by_key=typed_by(by, founder),
    )  # fmt: skip
    active_person(circle, founder, "founder")
    ledger.set_floor(ledger.account_of(community, party), 0)
    row = _new_row(circle, founder, BelongingState.INVITED)
    come_in(row)
    today = timezone.localdate()
    for role in (CircleRole.HOST, CircleRole.TREASURER):
        CircleRoleHeld.objects.create(
            community=community, circle=circle, party=founder, role=role, since=today,
            until=today + dt.timedelta(days=FIRST_TERM_DAYS),
        )  # fmt: skip
    speak(circle)
    audience = Audience.COMMUNITY if listed else Audience.PRIVATE
    note("start_circle", by, circle, circle, audience=audience, behalf=behalf(by, founder), kind=kind)
    for other in with_others:
        _invite(by, circle, founder, other)
    return circle


@transaction.atomic
def change_circle(
    *,
    by: type_of_actor,
    circle: Circle,
    name: str,
    purpose: str,
    lang: str,
    name_cy: str = "",
    easy: str = "",
    meets: str = "",
    topic: Term | None = None,
    for_whom_cy: str = "",
    for_whom_en: str = "",
    area: Area | None = None,
    joining: str = JoiningRule.ASK,
    listed: bool = True,
) -> Circle:
    """Say anew what the circle is. In a project run by its members they alone decide who may join."""
    circle = locked(circle)
    policy.check(by, "change_circle", circle)
    _check_words(name, purpose)
    _check_place(circle.community, area, topic)
    wanted: dict[str, Any] = {
        "name": name.strip(), "name_cy": name_cy.strip(), "purpose": purpose.strip(), "easy": easy.strip(),
        "meets": meets.strip(), "lang": lang, "topic": topic, "area": area, "joining": joining,
        "for_whom_cy": for_whom_cy.strip(), "for_whom_en": for_whom_en.strip(), "listed": listed,
    }  # fmt: skip
    changed = [field for field, value in wanted.items() if getattr(circle, field) != value]
    if circle.kind == CircleKind.PROJECT and set(changed) & set(WHO_MAY_JOIN):
        raise Refused(_("The members decide together who may join. Propose it to them."), field="joining")
    for field in changed:
        setattr(circle, field, wanted[field])
    circle.save(update_fields=changed)
    if set(changed) & {"name", "name_cy", "listed"}:
        _bear_name(circle)
    if changed:
        note("change_circle", by, circle, circle, changed=sorted(changed))
    return circle


@transaction.atomic
def join_circle(
    *, by: type_of_actor, circle: Circle, party: Party, words: str = "", lang: str = ""
) -> CircleMember:
    """Come in where it is open or where one is invited; else ask, and the hosts answer. Twice is once.

    Where the circle is for one area, those of other areas ask. So does whoever was asked to go before.
    """
    circle = locked(circle)
    policy.check(by, "see_circle", circle)
    known = circle.members.filter(party=party, state__in=BELONGING_LIVE).select_related("community").first()
    draft = known or CircleMember(circle=circle, community=circle.community, party=party)
    draft.circle = circle
    policy.check(by, "join_circle", draft)
    still_running(circle)
    member = active_person(circle, party)
    if known and known.state in (BelongingState.IN, BelongingState.ASKED):
        return known
    if known:
        come_in(known)
        note("join_circle", by, known, circle, behalf=behalf(by, party), mentions=[party], invited=True)
        later("gilydd.peers.circle_notices.came_in", known.pk)
        return known
    if circle.joining == JoiningRule.CLOSED:
        raise Refused(_("This circle is closed: its hosts invite people. You can write to them."))
    row = _new_row(circle, party, BelongingState.ASKED)
    row.words, row.lang, row.typed_by_key = words.strip(), lang, typed_by(by, party)
    row.save(update_fields=["words", "lang", "typed_by_key"])
    comes_in = circle.joining == JoiningRule.OPEN and _fits(circle, member) and not _was_asked_to_go(row)
    if comes_in:
        come_in(row)
    later(f"gilydd.peers.circle_notices.{'came_in' if comes_in else 'wants_in'}", row.pk)
    note("join_circle", by, row, circle, behalf=behalf(by, party), mentions=[party], came_in=comes_in)
    return row


@transaction.atomic
def answer_joining(
    *, by: type_of_actor, row: CircleMember, yes: bool, reason: str = "", lang: str = ""
) -> CircleMember:
    """A host, or whoever welcomes new people, says yes, or no with a kind word that only the asker reads."""
    circle, row = locked_belonging(row)
    policy.check(by, "answer_joining", row)
    if row.state == BelongingState.IN and yes:
        return row
    if row.state != BelongingState.ASKED:
        raise Refused(_("This was answered already."))
    if not yes:
        reason = reasoned(reason, _("Say in a few kind words why it does not fit now."))
        move(row, BelongingState.DECLINED)
    else:
        active_person(circle, row.party)
        come_in(row)
    note(
        "answer_joining", by, row, circle, mentions=[row.party], yes=yes,
        reason="" if yes else reason, reason_lang=lang,
    )  # fmt: skip
    later(f"gilydd.peers.circle_notices.{'came_in' if yes else 'not_now'}", row.pk)
    return row


@transaction.atomic
def invite_to_circle(*, by: type_of_actor, circle: Circle, party: Party) -> CircleMember:
    """Invite a member. They are told, and say yes or no. Whoever asked to join comes in by it."""
    circle = locked(circle)
    policy.check(by, "invite_to_circle", circle)
    inviter = by.party if isinstance(by, Person) else circle.party
    return _invite(by, circle, inviter, party)


@transaction.atomic
def answer_invitation(*, by: type_of_actor, row: CircleMember, yes: bool) -> CircleMember:
    """The invited member says yes or no. No reason is asked for, and none is given."""
    circle, row = locked_belonging(row)
    policy.check(by, "answer_invitation", row)
    if row.state != BelongingState.INVITED:
        raise Refused(_("This was answered already."))
    if yes:
        active_person(circle, row.party)
        come_in(row)
        later("gilydd.peers.circle_notices.came_in", row.pk)
    else:
        row.ended_on = timezone.localdate()
        move(row, BelongingState.DECLINED)
    note("answer_invitation", by, row, circle, behalf=behalf(by, row.party), mentions=[row.party], yes=yes)
    return row


@transaction.atomic
def leave_circle(*, by: type_of_actor, row: CircleMember) -> CircleMember:
    """Leave, or take a request back. What one wrote stays; roles end. Nobody is asked why."""
    circle, row = locked_belonging(row)
    policy.check(by, "leave_circle", row)
    if row.state in (BelongingState.LEFT, BelongingState.DECLINED):
        return row
    if set(deciders(circle)) == {row.party_id}:
        raise Refused(_("You are the last member. End the circle instead, so that its hours are not lost."))
    if row.state == BelongingState.IN:
        go_out(row, BelongingState.LEFT)
    else:
        row.ended_on = timezone.localdate()
        left = BelongingState.LEFT if row.state == BelongingState.ASKED else BelongingState.DECLINED
        move(row, left)
    note("leave_circle", by, row, circle, behalf=behalf(by, row.party), mentions=[row.party])
    return row


@transaction.atomic
def ask_to_go(*, by: type_of_actor, row: CircleMember, reason: str, lang: str) -> CircleMember:
    """A host asks somebody to leave, and says why. They are told, and that a broker can help.

    Whom the members chose for a role stays until the members choose again.
    """
    circle, row = locked_belonging(row)
    policy.check(by, "ask_to_go", row)
    reason = reasoned(reason, _("Say why. They read it."))
    if circle.roles.filter(party=row.party_id, until__gte=timezone.localdate()).exists():
        raise Refused(_("The members chose this person for a role. Let the members choose again."))
    go_out(row, BelongingState.OUT)
    note("ask_to_go", by, row, circle, mentions=[row.party], reason=reason, reason_lang=lang)
    later("gilydd.peers.circle_notices.asked_to_go", row.pk)
    return row


@transaction.atomic
def add_supporter(*, by: type_of_actor, circle: Circle, party: Party) -> CircleMember:
    """Somebody assists the circle: reads and types, never votes, holds a role or pays. They are told."""
    circle = locked(circle)
    policy.check(by, "add_supporter", circle)
    active_person(circle, party)
    known = circle.members.filter(party=party, state__in=BELONGING_LIVE).select_related("community").first()
    if known and known.state == BelongingState.IN:
        if known.part == Belonging.SUPPORTER:
            return known
        raise Refused(_("They are a member already. Who decides in a circle does not support it."), "member")
    row = known or _new_row(circle, party, BelongingState.INVITED)
    row.circle, row.part = circle, Belonging.SUPPORTER
    if row.state == BelongingState.ASKED:
        row.state = BelongingState.INVITED
    come_in(row)
    note("add_supporter", by, row, circle, mentions=[party])
    later("gilydd.peers.circle_notices.supporter_added", row.pk)
    return row


@transaction.atomic
def choose_notices(*, by: type_of_actor, row: CircleMember, hears: str) -> CircleMember:
    """Choose how often one hears of what is written in the circle: each time, once a day, or not at all."""
    circle, row = locked_belonging(row)
    policy.check(by, "choose_notices", row)
    if hears not in Hears.values:
        raise Refused(_("Choose how often."), field="hears")
    if row.hears != hears:
        row.hears = hears
        row.save(update_fields=["hears"])
        note("choose_notices", by, row, circle, behalf=behalf(by, row.party), hears=hears)
    return row


def _invite(by: type_of_actor, circle: Circle, inviter: Party, party: Party) -> CircleMember:
    known = circle.members.filter(party=party, state__in=BELONGING_LIVE).select_related("community").first()
    if known:
        known.circle = circle
        if known.state == BelongingState.ASKED and policy.may(by, "answer_joining", known):
            come_in(known)
            note("answer_joining", by, known, circle, mentions=[party], yes=True)
            later("gilydd.peers.circle_notices.came_in", known.pk)
        return known
    active_person(circle, party)
    _may_be_invited(circle, inviter, party)
    row = _new_row(circle, party, BelongingState.INVITED, inviter)
    note("invite_to_circle", by, row, circle, mentions=[party])
    later("gilydd.peers.circle_notices.invited", row.pk)
    return row


def _may_be_invited(circle: Circle, inviter: Party, party: Party) -> None:
    """Blocks and safe contact count before anything is sent; the words give no reason away."""
    community = circle.community
    reached = Membership.objects.of(community).filter(party=party)
    reached = reached.exclude(party__in=not_written_to(community))
    said_no = circle.members.filter(party=party, state=BelongingState.DECLINED, invited_by__isnull=False)
    if not may_meet(community, inviter, party) or not reached.exists() or said_no.exists():
        raise Refused(_("Please talk with a broker about this one first. They can help to find a way."))
    today = timezone.now() - dt.timedelta(days=1)
    if circle.members.filter(invited_by=inviter, asked_at__gte=today).count() >= MOST_INVITED_A_DAY:
        raise Refused(
            _("You invited %(most)s people today. Go on tomorrow.") % {"most": MOST_INVITED_A_DAY},
            field="member",
        )


def _new_row(circle: Circle, party: Party, state: str, inviter: Party | None = None) -> CircleMember:
    """A belonging; whoever has no email hears once a day, so that letters hold more than one message."""
    channel = Person.objects.filter(pk=party.pk).values_list("channel", flat=True).first()
    hears = Hears.EACH if channel == Channel.EMAIL else Hears.DAILY
    return CircleMember.objects.create(
        community=circle.community, circle=circle, party=party, state=state, hears=hears, invited_by=inviter
    )


def _fits(circle: Circle, member: Membership) -> bool:
    return circle.area_id is None or circle.area_id == member.area_id


def _was_asked_to_go(row: CircleMember) -> bool:
    return CircleMember.objects.filter(
        circle=row.circle_id, party=row.party_id, state=BelongingState.OUT
    ).exists()


def _acts_as(by: type_of_actor, community: Community, party: Party) -> None:
    own = isinstance(by, System) or (isinstance(by, Person) and by.pk == party.pk)
    if not own and not serves(by, community, party.pk):
        raise NotAllowed(_("You may not do this here."))


def _check_words(name: str, purpose: str) -> None:
    if not name.strip():
        raise Refused(_("Give the circle a name."), field="name")
    if not purpose.strip():
        raise Refused(_("Say in your own words what it is for."), field="purpose")


def _check_place(community: Community, area: Area | None, topic: Term | None) -> None:
    if area is not None and area.community_id != community.pk:
        raise Refused(_("This area is in another community."), field="area")
    if topic is not None and topic.community_id not in (None, community.pk):
        raise Refused(_("This word belongs to another community."), field="topic")


def _party_of(community: Community, name: str, name_cy: str, *, listed: bool) -> Party:
    shown = (name.strip(), name_cy.strip()) if listed else UNLISTED
    membership = people.add_organisation(
        by=SYSTEM, community=community, name=shown[0], name_cy=shown[1], kind=PartyKind.GROUP,
        capacity=Capacity.CITIZEN,
    )  # fmt: skip
    return membership.party


def _bear_name(circle: Circle) -> None:
    """The party bears the circle's name while members of the community may find it."""
    name, name_cy = (circle.name, circle.name_cy) if circle.listed else UNLISTED
    people.rename_group(by=SYSTEM, community=circle.community, group=circle.party, name=name, name_cy=name_cy)
