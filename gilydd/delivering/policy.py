"""Who may plan, sign up and write the sheet. What's on is open to everybody; who comes is not.

Three circles. Whoever *manages* an activity: brokers and facilitators, and who acts for the circle or
organisation that runs it. Whoever *runs* it: these, and the members who lead it. Whoever *sees* it:
everybody, or, where it is not listed, these, who belongs to what runs it, and who is on one of its lists.
"""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from gilydd.people.models import Community, GroupMember, Membership, Party, Person
from gilydd.people.policy import (
    Policy,
    System,
    anyone,
    holds,
    is_broker,
    is_member,
    speaks_for,
    supports,
    type_of_actor,
)
from gilydd.people.queries import aside, belonging_now, parties_of, standing, supported_by
from gilydd.people.words import MembershipState, PartyKind, Role, SupportScope

from .models import (
    Activity,
    Attendance,
    Certificate,
    CheckIn,
    GroupFeed,
    Lead,
    Learning,
    LearningLink,
    Session,
    SignUp,
    Slot,
    Swap,
)
from .words import SignUpState

# A household lives together; a circle or an organisation runs things.
RUNNERS = (PartyKind.GROUP, PartyKind.ORGANISATION)
runs_activities = holds(Role.BROKER, Role.FACILITATOR)


def activity_of(thing: Any) -> Activity | None:
    """The activity that something of delivering belongs to; None for a community."""
    if isinstance(thing, Activity) or thing is None:
        return thing
    if isinstance(thing, Swap):
        thing = thing.sign_up
    if isinstance(thing, SignUp | Attendance | CheckIn | Slot):
        thing = thing.session
    if isinstance(thing, Certificate):
        thing = thing.course
    return getattr(thing, "activity", None)


@rules.predicate
def is_own(person: Person | None, thing: Any) -> bool:
    """The sign-up or the line of the sheet is about the person."""
    return person is not None and isinstance(thing, SignUp | Attendance) and thing.party_id == person.party_id


@rules.predicate
def is_supported_one(person: Person | None, thing: Any) -> bool:
    """The sign-up is of a member whom the person supports in this."""
    return isinstance(thing, SignUp) and supports(
        person, thing.community, thing.party_id, SupportScope.SESSIONS
    )


@rules.predicate
def speaks_for_runner(person: Person | None, thing: Any) -> bool:
    """The person acts for the circle or organisation that runs the activity, and is a member here."""
    activity = activity_of(thing)
    if activity is None or activity.run_by_id is None or not standing(person, activity.community).active:
        return False
    return speaks_for(person, activity.community, activity.run_by_id)


@rules.predicate
def leads_it(person: Person | None, thing: Any) -> bool:
    """The person leads the activity, and is a member here."""
    activity = activity_of(thing)
    if person is None or activity is None or not standing(person, activity.community).active:
        return False
    return Lead.objects.filter(activity=activity.pk, person=person.pk, ended_on__isnull=True).exists()


@rules.predicate
def is_adviser(person: Person | None, thing: Any) -> bool:
    """The slot is the person's own as adviser; no role of the community opens it to anybody else."""
    return person is not None and isinstance(thing, Slot) and thing.adviser_id == person.pk


@rules.predicate
def learned_it(person: Person | None, thing: Any) -> bool:
    """The certificate, the entry or the address is of what the person learned."""
    if person is None or not isinstance(thing, Certificate | Learning | LearningLink):
        return False
    owner = thing.person_id if isinstance(thing, LearningLink) else thing.party_id
    return owner == person.pk


@rules.predicate
def acts_for_group(person: Person | None, thing: Any) -> bool:
    """The secret address is of a group that the person acts for."""
    return isinstance(thing, GroupFeed) and speaks_for(person, thing.community, thing.party_id)


@rules.predicate
def sees_it(person: Person | None, thing: Any) -> bool:
    """The activity is listed, or it is one of those that the person may find all the same."""
    activity = activity_of(thing)
    if activity is None or activity.listed:
        return True
    return visible_activities(person, activity.community).filter(pk=activity.pk).exists()


manages_it = runs_activities | speaks_for_runner
runs_it = manages_it | leads_it

policy = Policy("delivering")
policy.allow("see_activity", sees_it)
policy.allow("see_photo", sees_it)
policy.allow("plan_activity", manages_it)
policy.allow("change_activity", manages_it)
policy.allow("copy_activity", manages_it)
policy.allow("end_activity", manages_it)
policy.allow("set_photo", manages_it)
policy.allow("appoint_lead", manages_it)
policy.allow("end_lead", manages_it)
policy.allow("change_roles", manages_it)
policy.allow("add_session", runs_it)
policy.allow("change_session", runs_it)
policy.allow("cancel_session", runs_it)
policy.allow("repeat_session", runs_it)
policy.allow("make_sessions", rules.always_false)
policy.allow("sign_up", is_member & sees_it)
policy.allow("sign_up_somebody", is_member & (is_broker | is_supported_one))
policy.allow("withdraw_sign_up", is_own | is_broker | is_supported_one)
policy.allow("ask_swap", is_member & (is_own | is_broker | is_supported_one))
policy.allow("accept_swap", is_member)
policy.allow("see_list", runs_it)
policy.allow("record_attendance", runs_it)
policy.allow("check_in", runs_it)
policy.allow("keep_in_confidence", manages_it)
policy.allow("open_slots", runs_it)
policy.allow("book_slot", is_member & sees_it)
policy.allow("advise", is_member & is_adviser)
policy.allow("forget_slots", rules.always_false)
policy.allow("see_advice_figures", is_member)
policy.allow("keep_course", manages_it)
policy.allow("issue_certificates", runs_it)
policy.allow("withdraw_certificate", manages_it)
policy.allow("write_learning", is_member)
policy.allow("show_learning", is_member & learned_it)
policy.allow("make_group_feed", is_member & acts_for_group)
policy.allow("end_group_feed", acts_for_group | is_broker)
may = policy.may


def visible_activities(person: type_of_actor, community: Community) -> QuerySet[Activity]:
    """The activities that the person may find: those listed are public."""
    rows = Activity.objects.of(community)
    if isinstance(person, System) or runs_activities(person, community):
        return rows
    return rows.filter(_found_by(person, community))


def visible_sessions(person: type_of_actor, community: Community) -> QuerySet[Session]:
    """The sessions of the activities that the person may find."""
    rows = Session.objects.of(community)
    if isinstance(person, System) or runs_activities(person, community):
        return rows
    listed = Q(activity__listed=True) & ~Q(activity__in=aside(community, "delivering.activity"))
    if person is None:
        return rows.filter(listed)
    return rows.filter(listed | Q(activity__in=visible_activities(person, community).values("pk")))


def run_activities(person: type_of_actor, community: Community) -> QuerySet[Activity]:
    """The activities that the person runs: plans their sessions, sees their lists, writes their sheets."""
    rows = Activity.objects.of(community)
    if isinstance(person, System) or runs_activities(person, community):
        return rows
    if person is None or not standing(person, community).active:
        return rows.none()
    return rows.filter(_run_by(person, community))


def managed_activities(person: type_of_actor, community: Community) -> QuerySet[Activity]:
    """The activities that the person manages: changes, photographs, ends, says who leads."""
    rows = Activity.objects.of(community)
    if isinstance(person, System) or runs_activities(person, community):
        return rows
    if person is None or not standing(person, community).active:
        return rows.none()
    return rows.filter(run_by__in=parties_of(person, community))


def run_sessions(person: type_of_actor, community: Community) -> QuerySet[Session]:
    """The sessions of the activities that the person runs."""
    rows = Session.objects.of(community)
    if isinstance(person, System) or runs_activities(person, community):
        return rows
    return rows.filter(activity__in=run_activities(person, community).values("pk"))


def visible_sign_ups(person: type_of_actor, community: Community) -> QuerySet[SignUp]:
    """The sign-ups the person may see: their own and of whom they support, or all of what they run."""
    return _own_or_run(SignUp.objects.of(community), person, community)


def visible_attendances(person: type_of_actor, community: Community) -> QuerySet[Attendance]:
    """The lines of sheets the person may see: their own, or all of what they run."""
    return _own_or_run(Attendance.objects.of(community), person, community)


def visible_swaps(person: type_of_actor, community: Community) -> QuerySet[Swap]:
    """The swaps of one's own places, of what one runs, and of roles that one does: see `queries.rota`."""
    rows = Swap.objects.of(community)
    if isinstance(person, System) or runs_activities(person, community):
        return rows
    if person is None:
        return rows.none()
    own = parties_of(person, community)
    done = SignUp.objects.of(community).filter(party__in=own).exclude(state=SignUpState.WITHDRAWN)
    return rows.filter(
        Q(sign_up__in=visible_sign_ups(person, community).values("pk"))
        | Q(sign_up__session__activity__in=done.values("session__activity"))
    )


def may_plan_for(person: type_of_actor, community: Community) -> QuerySet[Party]:
    """Circles and organisations of the community that the person may let run an activity."""
    here = Membership.objects.of(community).filter(state=MembershipState.ACTIVE)
    rows = Party.objects.filter(kind__in=RUNNERS, pk__in=here.values("party"))
    if isinstance(person, System) or runs_activities(person, community):
        return rows
    if person is None or not standing(person, community).active:
        return rows.none()
    others = parties_of(person, community) - {person.pk}
    return rows.filter(pk__in=others) if others else rows.none()


def _found_by(person: Person | None, community: Community) -> Q:
    listed = Q(listed=True) & ~Q(pk__in=aside(community, "delivering.activity"))
    if person is None:
        return listed
    own = parties_of(person, community) | supported_by(person, community, SupportScope.SESSIONS)
    on_a_list = SignUp.objects.of(community).filter(party__in=own).exclude(state=SignUpState.WITHDRAWN)
    groups = belonging_now(GroupMember.objects.of(community)).filter(party__in=parties_of(person, community))
    belongs = Q(run_by__in=groups.values("group"))
    found = listed | Q(pk__in=on_a_list.values("session__activity"))
    return found | _run_by(person, community) | belongs if standing(person, community).active else found


def _run_by(person: Person, community: Community) -> Q:
    leads = Lead.objects.of(community).filter(person=person.pk, ended_on__isnull=True)
    return Q(run_by__in=parties_of(person, community)) | Q(pk__in=leads.values("activity"))


def _own_or_run(rows: Any, person: type_of_actor, community: Community) -> Any:
    if isinstance(person, System) or runs_activities(person, community):
        return rows
    if person is None:
        return rows.none()
    own = {person.party_id}
    if rows.model is SignUp:
        own |= supported_by(person, community, SupportScope.SESSIONS)
    run = run_activities(person, community)
    return rows.filter(Q(party__in=own) | Q(session__activity__in=run.values("pk")))


__all__ = ["anyone", "may", "policy"]
