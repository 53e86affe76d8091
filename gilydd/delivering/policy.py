"""Who may plan, sign up and write the sheet. What's on is open to everybody; who comes is not."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from gilydd.people.models import Community, Person
from gilydd.people.policy import Policy, System, anyone, holds, is_broker, is_member, type_of_actor
from gilydd.people.words import Role

from .models import Activity, Attendance, Session, SignUp

runs_activities = holds(Role.BROKER, Role.FACILITATOR)


@rules.predicate
def is_own(person: Person | None, thing: Any) -> bool:
    """The sign-up or the line of the sheet is about the person."""
    return person is not None and isinstance(thing, SignUp | Attendance) and thing.party_id == person.party_id


policy = Policy("delivering")
policy.allow("see_activity", anyone)
policy.allow("plan_activity", runs_activities)
policy.allow("end_activity", runs_activities)
policy.allow("add_session", runs_activities)
policy.allow("cancel_session", runs_activities)
policy.allow("sign_up", is_member)
policy.allow("sign_up_somebody", is_broker)
policy.allow("withdraw_sign_up", is_own | is_broker)
policy.allow("see_list", runs_activities)
policy.allow("record_attendance", runs_activities)
may = policy.may


def visible_activities(person: type_of_actor, community: Community) -> QuerySet[Activity]:
    """Every activity of the community: what's on is public."""
    return Activity.objects.of(community)


def visible_sessions(person: type_of_actor, community: Community) -> QuerySet[Session]:
    """Every session of the community: what's on is public."""
    return Session.objects.of(community)


def visible_sign_ups(person: type_of_actor, community: Community) -> QuerySet[SignUp]:
    """The sign-ups the person may see: their own, or all for those who run activities."""
    return _own_or_all(SignUp.objects.of(community), person, community)


def visible_attendances(person: type_of_actor, community: Community) -> QuerySet[Attendance]:
    """The lines of sheets the person may see: their own, or all for those who run activities."""
    return _own_or_all(Attendance.objects.of(community), person, community)


def _own_or_all(rows: Any, person: type_of_actor, community: Community) -> Any:
    if isinstance(person, System) or runs_activities(person, community):
        return rows
    return rows.filter(party=person.party_id) if person else rows.none()
