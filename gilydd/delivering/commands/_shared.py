"""What the commands of delivering share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Place
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import MembershipState
from gilydd.services.models import Turn

from ..models import Activity, Session, SignUp, Swap
from ..words import ActivityState, SessionState, SwapState


def capacities_of(community: Community, parties: Sequence[int]) -> dict[int, str]:
    """As what each party is a member now; parties that are no active member are left out."""
    rows = Membership.objects.of(community).filter(party__in=parties, state=MembershipState.ACTIVE)
    return dict(rows.values_list("party_id", "capacity"))


def locked(session: Session) -> Session:
    """The session as it is now, locked: its list and its sheet are written by one at a time."""
    return (
        Session.objects.select_for_update(of=("self",))
        .select_related("community", "activity__turn", "activity__work__parent", "activity__advice")
        .get(pk=session.pk)
    )


def locked_activity(activity: Activity) -> Activity:
    """The activity as it is now, locked."""
    rows = Activity.objects.select_for_update(of=("self",))
    return rows.select_related("community", "turn", "work", "place").get(pk=activity.pk)


def still_planned(session: Session) -> None:
    """Refuse what can only be done to a session that is planned."""
    if session.state != SessionState.PLANNED:
        raise Refused(
            _("This cannot be done now: the session is “%(state)s”.") % {"state": session.get_state_display()}
        )


def still_open(activity: Activity) -> None:
    """Refuse what can only be done to an activity that goes on."""
    if activity.state == ActivityState.ENDED:
        raise Refused(_("This activity has already ended."))


def of_this_community(place: Place | None, community: Community) -> None:
    """Refuse a place of another community."""
    if place and place.community_id != community.pk:
        raise Refused(_("This place is in another community."), field="place")


def room_for(places: int | None) -> None:
    """Refuse a number of places below one."""
    if places is not None and places < 1:
        raise Refused(_("Give at least one place, or leave it empty for no limit."), field="places")


def changed(session: Session, fields: Collection[str]) -> None:
    """Write a change that calendars must know of, with the next version."""
    session.version += 1
    session.changed_at = timezone.now()
    session.save(update_fields=[*fields, "version", "changed_at"])


def called_off(session: Session, why_cy: str = "", why_en: str = "") -> None:
    """Write that a locked session will not take place, end its swaps, and tell of it."""
    session.state = SessionState.CANCELLED
    session.why_cancelled_cy, session.why_cancelled_en = why_cy.strip(), why_en.strip()
    changed(session, ["state", "why_cancelled_cy", "why_cancelled_en"])
    swaps = Swap.objects.filter(sign_up__session=session, state=SwapState.OPEN)
    swaps.update(state=SwapState.WITHDRAWN, ended_at=timezone.now())
    later("gilydd.delivering.notices.session_cancelled", session.pk)


def refuse_in_confidence(session: Session) -> None:
    """Refuse what would put a name on the list of a session in confidence."""
    if hasattr(session.activity, "advice"):
        raise Refused(_("This is advice in confidence. Book a time instead: nobody but the adviser sees it."))


def acts_for_other(by: type_of_actor, party: Party) -> bool:
    """Whether the actor acts for somebody who is not them."""
    return getattr(by, "party_id", None) != party.pk


def note(
    verb: str,
    by: type_of_actor,
    thing: Any,
    mentions: Sequence[Activity | Turn | Party | None],
    *,
    of_somebody: bool = False,
    **facts: object,
) -> None:
    """Record one act on an activity, a session or what belongs to it, for everybody to read.

    What is `of_somebody` names a person, and an activity that is not listed is nobody's business but of
    those who run it: such a record is for them.
    """
    activity = thing if isinstance(thing, Activity) else thing.activity
    public = activity.listed and not of_somebody
    record(
        community=thing.community,
        actor=by,
        capacity=capacity_of(by, thing.community),
        verb=f"delivering.{verb}",
        subject=thing,
        mentions=[row for row in mentions if row],
        audience=Audience.PUBLIC if public else Audience.STAFF,
        facts=facts,
    )


def note_privately(verb: str, by: type_of_actor, row: SignUp, behalf: Party | None, **facts: object) -> None:
    """Record one act on somebody's place on a list, for those whom it concerns alone."""
    activity = row.session.activity
    record(
        community=row.community,
        actor=by,
        capacity=capacity_of(by, row.community),
        on_behalf_of=behalf,
        verb=f"delivering.{verb}",
        subject=row,
        mentions=[thing for thing in (row.session, activity.turn) if thing],
        audience=Audience.PRIVATE,
        facts={"part": row.part, "state": row.state} | facts,
    )
