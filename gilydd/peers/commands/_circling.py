"""What the commands of circles share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gilydd.exchange import commands as exchange
from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people import commands as people
from gilydd.people.models import ActsFor, Membership, Party, Person
from gilydd.people.policy import SYSTEM, serves, supports, type_of_actor
from gilydd.people.queries import acting_now, capacity_of
from gilydd.people.words import MembershipState, PartyKind, SupportedAct, SupportScope

from ..belonging import roles_now
from ..models import Circle, CircleMember, CircleRoleHeld
from ..words import (
    BELONGING_MOVES,
    SPEAKING_ROLES,
    Belonging,
    BelongingState,
    CircleRole,
    CircleState,
)


def locked(circle: Circle) -> Circle:
    """The circle as it is now, locked: its members, roles and proposals are written by one at a time."""
    rows = Circle.objects.select_for_update(of=("self",))
    return rows.select_related("community", "party", "area").get(pk=circle.pk)


def locked_belonging(row: CircleMember) -> tuple[Circle, CircleMember]:
    """The circle, locked, and somebody's belonging to it as it is now."""
    circle = locked(row.circle)
    row = CircleMember.objects.select_related("community", "party", "invited_by").get(pk=row.pk)
    row.circle = circle
    return circle, row


def still_running(circle: Circle) -> None:
    """Refuse what comes after the end."""
    if circle.state != CircleState.RUNNING:
        raise Refused(_("This circle has ended."))


def note(verb: str, by: type_of_actor, subject: Any, circle: Circle, **more: Any) -> None:
    """Record one act in a circle, for those it concerns. `more`: behalf, mentions, reason, reason_lang,
    audience; the rest are its facts."""
    record(
        community=circle.community,
        actor=by,
        capacity=capacity_of(by, circle.community),
        on_behalf_of=more.pop("behalf", None),
        verb=f"peers.{verb}",
        subject=subject,
        mentions=[circle, *more.pop("mentions", ())],
        audience=more.pop("audience", Audience.PRIVATE),
        reason=more.pop("reason", ""),
        reason_lang=more.pop("reason_lang", ""),
        facts=more,
    )


def behalf(by: type_of_actor, party: Party) -> Party | None:
    """The party for whom somebody else acts; None where they act for themselves."""
    return None if getattr(by, "party_id", None) == party.pk else party


def typed_by(by: type_of_actor, party: Party) -> str:
    """The key of whoever types it for somebody else; empty where they do it themselves."""
    return key_of(by) if isinstance(by, Person) and by.pk != party.pk else ""


def reasoned(reason: str, sentence: str, field: str = "reason") -> str:
    """The reason, trimmed; refused with the sentence where there is none."""
    if not reason.strip():
        raise Refused(sentence, field=field)
    return reason.strip()


def active_person(circle: Circle, party: Party, field: str = "member") -> Membership:
    """The membership of a person who takes part in the community; refuses anybody else."""
    rows = Membership.objects.of(circle.community).filter(party=party, state=MembershipState.ACTIVE)
    row = rows.filter(party__kind=PartyKind.PERSON).first()
    if row is None:
        raise Refused(_("Only an active member of the community can take part in this."), field=field)
    return row


def tell_of_typing(by: type_of_actor, party: Party, circle: Circle, thing: Any, function: str) -> None:
    """Tell a member what was typed for them: through their supporter's record, or by a message of ours."""
    if not isinstance(by, Person) or by.pk == party.pk:
        return
    community = circle.community
    if not serves(by, community, party.pk) and supports(by, community, party.pk, SupportScope.WRITING):
        people.note_support(
            by=by, community=community, member=party, scope=SupportScope.WRITING, what=SupportedAct.WROTE,
            thing=thing, page="peers:circle", ids=[circle.pk],
        )  # fmt: skip
    else:
        later(function, thing.pk)


def move(row: CircleMember, state: BelongingState) -> None:
    """Move somebody's belonging to another state, where its present one allows that."""
    if state not in BELONGING_MOVES[BelongingState(row.state)]:
        raise Refused(
            _("This cannot be done now: the state is “%(state)s”.") % {"state": row.get_state_display()}
        )
    row.state = state
    row.save(update_fields=["state", "joined_on", "ended_on", "hears", "part"])


def come_in(row: CircleMember) -> None:
    """From today somebody is in the circle; a member belongs to its party as well."""
    row.joined_on = timezone.localdate()
    move(row, BelongingState.IN)
    if row.part == Belonging.MEMBER:
        people.enter_group(by=SYSTEM, community=row.community, group=row.circle.party, parties=[row.party])


def go_out(row: CircleMember, state: BelongingState) -> None:
    """Somebody is in the circle no longer: their roles end with it."""
    row.ended_on = timezone.localdate()
    move(row, state)
    people.leave_group(by=SYSTEM, community=row.community, group=row.circle.party, parties=[row.party])
    if end_roles(roles_now(row.circle.roles.filter(party=row.party))):
        speak(row.circle)


def end_roles(rows: Iterable[CircleRoleHeld]) -> int:
    """These roles end: yesterday was their last day."""
    ended = 0
    for row in rows:
        row.until = timezone.localdate() - dt.timedelta(days=1)
        row.since = min(row.since, row.until)
        row.save(update_fields=["since", "until"])
        ended += 1
    return ended


def speak(circle: Circle) -> None:
    """Who speaks for the circle and who pays out its hours follow from the roles that are held today."""
    community, party = circle.community, circle.party
    until: dict[int, dt.date] = {}
    paying: dict[int, dt.date] = {}
    for row in roles_now(circle.roles.filter(role__in=SPEAKING_ROLES)):
        until[row.party_id] = max(row.until, until.get(row.party_id, row.until))
        if row.role == CircleRole.TREASURER:
            paying[row.party_id] = max(row.until, paying.get(row.party_id, row.until))
    persons = Person.objects.select_related("party").in_bulk(until)
    for acting in acting_now(ActsFor.objects.of(community)).filter(party=party):
        if until.get(acting.person_id) == acting.until:
            del until[acting.person_id]
        else:
            people.end_acting(by=SYSTEM, acting=acting)
    for pk, last in until.items():
        people.let_act_for(by=SYSTEM, community=community, person=persons[pk], party=party, until=last)
    keepers = Person.objects.in_bulk(paying)
    exchange.keep_treasurers(
        by=SYSTEM, community=community, party=party, people={keepers[pk]: paying[pk] for pk in paying}
    )


def in_both(words: Callable[[], str]) -> dict[str, str]:
    """What `words` gives with Welsh and with English active: {"cy": …, "en": …}."""
    told = {}
    for language in ("cy", "en"):
        with translation.override(language):
            told[language] = str(words())
    return told
