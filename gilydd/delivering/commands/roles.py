"""Writes: the roles to fill of an activity, and the members who lead it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Person, Term
from gilydd.people.policy import type_of_actor
from gilydd.people.words import Scheme

from ..models import Activity, Lead, RoleToFill, Session, SignUp
from ..policy import policy
from ..words import LIVE, RoleKind, SessionState, SignUpState
from ._filling import fill
from ._shared import capacities_of, locked, locked_activity, note, room_for, still_open

MOST_ROLES = 20


@transaction.atomic
def add_role(
    *,
    by: type_of_actor,
    activity: Activity,
    kind: str,
    name_cy: str = "",
    name_en: str = "",
    places: int | None = None,
    work: Term | None = None,
    session: Session | None = None,
) -> RoleToFill:
    """Add something that people do in an activity, or in one `session` of it alone.

    `kind`: words.RoleKind; the names may be left out. `places`: how many of them; None is no limit. `work`:
    whose rules for checks count, where they are not those of the activity.
    """
    activity = locked_activity(activity)
    policy.check(by, "change_roles", activity)
    still_open(activity)
    _check(activity, name_cy, name_en, places, work)
    if kind not in RoleKind.values:
        raise Refused(_("Choose what kind of role it is."), field="kind")
    if session is not None and session.activity_id != activity.pk:
        raise Refused(_("This session is of another activity."), field="session")
    if activity.roles_to_fill.filter(ended_at__isnull=True).count() >= MOST_ROLES:
        raise Refused(_("An activity has 20 roles at most."))
    role = RoleToFill.objects.create(
        community=activity.community,
        activity=activity,
        session=session,
        kind=kind,
        name_cy=name_cy.strip(),
        name_en=name_en.strip(),
        places=places,
        work=work,
    )
    note("add_role", by, role, [activity], kind=kind, places=places)
    return role


@transaction.atomic
def change_role(
    *,
    by: type_of_actor,
    role: RoleToFill,
    name_cy: str = "",
    name_en: str = "",
    places: int | None = None,
    work: Term | None = None,
) -> RoleToFill:
    """Change a role's names, places or checks. More places go to those who wait, at once.

    Nobody loses a place: there cannot be fewer than people on the fullest list ahead.
    """
    role = _locked(role)
    policy.check(by, "change_roles", role)
    _check(role.activity, name_cy, name_en, places, work)
    sessions = [locked(one) for one in _ahead(role).order_by("pk")]
    if places is not None and any(_signed(one, role) > places for one in sessions):
        raise Refused(_("More people are on a list already. Take somebody off first."), field="places")
    role.name_cy, role.name_en, role.places, role.work = name_cy.strip(), name_en.strip(), places, work
    role.save(update_fields=["name_cy", "name_en", "places", "work"])
    note("change_role", by, role, [role.activity], places=places)
    for session in sessions:
        fill(session)
    return role


@transaction.atomic
def end_role(*, by: type_of_actor, role: RoleToFill) -> RoleToFill:
    """The role is not needed any more. It ends when nobody ahead is on a list or waits for it."""
    role = _locked(role)
    policy.check(by, "change_roles", role)
    if role.ended_at is None:
        live = SignUp.objects.filter(role=role, session__in=_ahead(role), state__in=LIVE)
        if live.exists():
            raise Refused(_("Somebody is on a list for this role. Take them off first."))
        role.ended_at = timezone.now()
        role.save(update_fields=["ended_at"])
        note("end_role", by, role, [role.activity])
    return role


@transaction.atomic
def appoint_lead(*, by: type_of_actor, activity: Activity, person: Person) -> Lead:
    """Let a member run an activity: plan its sessions, see its list, write its sheet. Twice is once."""
    activity = locked_activity(activity)
    policy.check(by, "appoint_lead", activity)
    still_open(activity)
    if not capacities_of(activity.community, [person.pk]):
        raise Refused(_("Only an active member of the community can lead it."), field="member")
    known = activity.leads.filter(person=person, ended_on__isnull=True).first()
    if known:
        return known
    lead = Lead.objects.create(
        community=activity.community, activity=activity, person=person, since=timezone.localdate()
    )
    note("appoint_lead", by, activity, [person.party], of_somebody=True)
    later("gilydd.delivering.notices.lead_appointed", lead.pk)
    return lead


@transaction.atomic
def end_lead(*, by: type_of_actor, lead: Lead) -> Lead:
    """A member no longer leads the activity; they may say so themselves."""
    rows = Lead.objects.select_for_update(of=("self",))
    lead = rows.select_related("activity__community", "person__party").get(pk=lead.pk)
    own = isinstance(by, Person) and lead.person_id == by.pk
    if not own:
        policy.check(by, "end_lead", lead)
    if lead.ended_on is None:
        lead.ended_on = timezone.localdate()
        lead.save(update_fields=["ended_on"])
        note("end_lead", by, lead.activity, [lead.person.party], of_somebody=True)
    return lead


def _ahead(role: RoleToFill) -> QuerySet[Session]:
    rows = Session.objects.filter(activity=role.activity_id, state=SessionState.PLANNED)
    rows = rows.filter(ends_at__gt=timezone.now())
    return rows.filter(pk=role.session_id) if role.session_id else rows


def _signed(session: Session, role: RoleToFill) -> int:
    return session.sign_ups.filter(role=role, state=SignUpState.SIGNED).count()


def _check(activity: Activity, name_cy: str, name_en: str, places: int | None, work: Term | None) -> None:
    if bool(name_cy.strip()) != bool(name_en.strip()):
        field = "name_en" if name_cy.strip() else "name_cy"
        raise Refused(_("Give the name in Welsh and in English, or in neither."), field=field)
    room_for(places)
    if work and (work.scheme != Scheme.WORK or work.community_id not in (None, activity.community_id)):
        raise Refused(_("Choose a kind of work that this community uses."), field="work")


def _locked(role: RoleToFill) -> RoleToFill:
    rows = RoleToFill.objects.select_for_update(of=("self",))
    return rows.select_related("activity__community", "community").get(pk=role.pk)
