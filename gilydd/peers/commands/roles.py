"""Writes: members choose who holds a role, in an open vote; the result is carried out; a role laid down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.deciding.commands import NewChoice, open_vote
from gilydd.deciding.models import Vote
from gilydd.deciding.queries import outcome
from gilydd.deciding.words import VoteKind, VoteRule, VoteState
from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import SYSTEM, speaks_for, type_of_actor
from gilydd.ui.filters import day, language

from ..belonging import deciders, roles_now
from ..models import Circle, CircleRoleHeld, RoleVote
from ..policy import policy
from ..words import LONGEST_TERM_DAYS, SHORTEST_VOTE_DAYS, CircleRole
from ._circling import end_roles, in_both, locked, note, speak


@transaction.atomic
def elect_hosts(
    *,
    by: type_of_actor,
    circle: Circle,
    role: str,
    candidates: Sequence[Party],
    until: dt.date,
    closes_at: dt.datetime,
    seats: int = 1,
    name_cy: str = "",
    name_en: str = "",
    key: str = "",
) -> RoleVote:
    """Let the members choose who holds a role until a day: an open vote, with a roll fixed now.

    Those with the most votes get the places; a lot whose mark is known from the start decides a tie. A host
    opens it, or any member once every host's term is over. Supporters neither stand nor vote.
    """
    circle = locked(circle)
    policy.check(by, "elect_hosts", circle)
    known = RoleVote.objects.of(circle.community).filter(vote__key=_key(circle, key)).first() if key else None
    if known:
        return known
    _check_term(until, closes_at)
    _check_role(circle, role, name_cy, name_en)
    members = set(deciders(circle))
    strangers = [party for party in candidates if party.pk not in members]
    if strangers or not candidates:
        raise Refused(_("Only members of this circle can stand. Choose at least one."), field="candidates")
    titles = in_both(lambda: _question(circle, role, name_cy, name_en))
    easy = in_both(lambda: _easily(circle, role, seats, until, name_cy, name_en))
    vote = open_vote(
        by=_voice(by, circle), community=circle.community, group=circle.party, title_cy=titles["cy"],
        title_en=titles["en"], easy_cy=easy["cy"], easy_en=easy["en"], kind=VoteKind.SEVERAL,
        rule=VoteRule.MOST, closes_at=closes_at, seats=seats, key=_key(circle, key),
        choices=[NewChoice(party=party) for party in candidates],
    )  # fmt: skip
    row = RoleVote.objects.create(
        community=circle.community, circle=circle, vote=vote, role=role, until=until,
        name_cy=name_cy.strip(), name_en=name_en.strip(),
    )  # fmt: skip
    note("elect_hosts", by, row, circle, mentions=[vote], role=role, seats=seats)
    return row


@transaction.atomic
def seat_hosts(*, by: type_of_actor, election: RoleVote) -> list[CircleRoleHeld]:
    """Carry out the result: whom the members chose holds the role from today, and those before no longer.

    Any member may do it once the vote is counted; Gilydd does it by itself each day. Twice is once. Where
    too few voted, nobody is seated and the members can choose again.
    """
    circle = locked(election.circle)
    election = RoleVote.objects.select_related("vote", "community").get(pk=election.pk)
    election.circle = circle
    policy.check(by, "seat_hosts", election)
    if election.seated_at or election.failed_at:
        return list(election.held.order_by("pk"))
    vote: Vote = election.vote
    if vote.state == VoteState.OPEN:
        raise Refused(_("The vote is still open. It closes on %(day)s.") % {"day": day(vote.closes_at)})
    result = outcome(vote)
    members = set(deciders(circle))
    winners = [one.party_id for one in result.chosen if one.party_id] if result.passed else []
    chosen = [pk for pk in winners if pk in members]
    now = timezone.now()
    if not result.decided or not chosen or election.until < timezone.localdate(now):
        election.failed_at = now
        election.save(update_fields=["failed_at"])
        note("seat_hosts", by, election, circle, role=election.role, seated=0)
        return []
    election.seated_at = now
    election.save(update_fields=["seated_at"])
    made = _seat(election, chosen)
    speak(circle)
    parties = [row.party for row in made]
    note("seat_hosts", by, election, circle, mentions=parties, role=election.role, seated=len(made))
    later("gilydd.peers.circle_notices.seated", election.pk)
    return made


@transaction.atomic
def lay_down_role(*, by: type_of_actor, held: CircleRoleHeld) -> CircleRoleHeld:
    """Somebody gives a role back before its term is over. The members are told, and can choose again."""
    circle = locked(held.circle)
    row = CircleRoleHeld.objects.select_related("community", "party").get(pk=held.pk)
    row.circle = circle
    policy.check(by, "lay_down_role", row)
    if row.until < timezone.localdate():
        return row
    end_roles([row])
    speak(circle)
    note("lay_down_role", by, row, circle, mentions=[row.party], role=row.role)
    later("gilydd.peers.circle_notices.laid_down", row.pk)
    return row


def _seat(election: RoleVote, chosen: Sequence[int]) -> list[CircleRoleHeld]:
    """Whoever held the role makes room; whoever was chosen again begins a new term."""
    circle = election.circle
    same: Any = {"role": election.role}
    if election.role == CircleRole.OTHER:
        same |= {"name_en": election.name_en, "name_cy": election.name_cy}
    end_roles(roles_now(circle.roles.filter(**same)))
    return [
        CircleRoleHeld.objects.create(
            community=election.community, circle=circle, party_id=pk, since=timezone.localdate(),
            until=election.until, chosen_by=election, name_cy=election.name_cy, name_en=election.name_en,
            role=election.role,
        )
        for pk in chosen
    ]  # fmt: skip


def _check_term(until: dt.date, closes_at: dt.datetime) -> None:
    now = timezone.now()
    if closes_at < now + dt.timedelta(days=SHORTEST_VOTE_DAYS) - dt.timedelta(hours=1):
        raise Refused(
            _("Leave at least %(days)s days to vote, so that letters can come and go.")
            % {"days": SHORTEST_VOTE_DAYS},
            field="closes_on",
        )
    last = timezone.localdate(closes_at) + dt.timedelta(days=LONGEST_TERM_DAYS)
    if not timezone.localdate(closes_at) < until <= last:
        raise Refused(_("A term begins after the vote and lasts three years at most."), field="until")


def _check_role(circle: Circle, role: str, name_cy: str, name_en: str) -> None:
    if role not in CircleRole.values:
        raise Refused(_("Choose a role."), field="role")
    if (role == CircleRole.OTHER) != bool(name_cy.strip() and name_en.strip()):
        raise Refused(_("Give another role its name in Welsh and in English."), field="name_cy")
    open_now = circle.role_votes.filter(seated_at=None, failed_at=None, role=role).exclude(
        vote__state=VoteState.STOPPED
    )
    if role == CircleRole.OTHER:
        open_now = open_now.filter(name_en=name_en.strip())
    if open_now.exists():
        raise Refused(_("The members are choosing for this role just now."), field="role")


def _voice(by: type_of_actor, circle: Circle) -> type_of_actor:
    """Who opens the vote: whoever speaks for the circle, else Gilydd for a member of one without a host."""
    if isinstance(by, Person) and not speaks_for(by, circle.community, circle.party_id):
        return SYSTEM
    return by


def _question(circle: Circle, role: str, name_cy: str, name_en: str) -> str:
    told = {"role": _role_name(role, name_cy, name_en), "circle": circle.called}
    return _("Whom do you choose in %(circle)s? The role: %(role)s") % told


def _easily(circle: Circle, role: str, seats: int, until: dt.date, name_cy: str, name_en: str) -> str:
    told = {"role": _role_name(role, name_cy, name_en), "seats": seats, "until": day(until)}
    lines = [
        _("We choose who does a job for us."),
        _("The job is: %(role)s.") % told,
        _("We need this many people: %(seats)s.") % told,
        _("They do it until %(until)s.") % told,
        _("You can vote for more than one."),
    ]
    return "\n".join(lines)


def _role_name(role: str, name_cy: str, name_en: str) -> str:
    if role == CircleRole.OTHER:
        return name_cy if language() == "cy" else name_en
    return str(CircleRole(role).label)


def _key(circle: Circle, key: str) -> str:
    return f"peers.elect:{circle.pk}:{key}" if key else ""
