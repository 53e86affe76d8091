"""Writes: who came, noted at the door. Their hours come with the sheet, all at once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of, names

from ..models import Attendance, CheckIn, Session, SignUp
from ..policy import policy
from ..words import LIVE, Part, Seen, SessionState
from ._shared import acts_for_other, capacities_of, locked, refuse_in_confidence

# The door may be kept from the evening before: whoever sets up signs in too.
OPENS_HOURS_BEFORE = 12


@transaction.atomic
def check_in(
    *,
    by: type_of_actor,
    session: Session,
    party: Party,
    part: str = "",
    seen: str = Seen.NUMBER,
) -> CheckIn:
    """Note that somebody came. Twice is once. Without `part`: as they signed up, else taking part.

    Raises Refused for a session that is not today's or was cancelled, and for whoever is no active member.
    """
    session = locked(session)
    policy.check(by, "check_in", session)
    refuse_in_confidence(session)
    _door_is_open(session)
    if seen not in Seen.values or part not in ("", *Part.values):
        raise Refused(_("Choose contributing or taking part."), field="part")
    if not capacities_of(session.community, [party.pk]):
        raise Refused(_("Only an active member of the community can be checked in."), field="member")
    known = session.check_ins.filter(party=party, taken_back_at__isnull=True).first()
    if known:
        return known
    if Attendance.objects.filter(session=session, party=party, replaced_by__isnull=True).exists():
        called = names([party.pk])[party.pk]
        raise Refused(_("%(name)s stands on the sheet already.") % {"name": called}, field="member")
    signed = SignUp.objects.filter(session=session, party=party, state__in=LIVE).first()
    row = CheckIn.objects.create(
        community=session.community,
        session=session,
        party=party,
        part=part or (signed.part if signed else Part.TAKING_PART),
        seen=seen,
        recorded_by_key=key_of(by),
    )
    _record("check_in", by, row)
    return row


@transaction.atomic
def take_back_check_in(*, by: type_of_actor, check_in: CheckIn) -> CheckIn:
    """It was somebody else, or they went home: the note is taken back, as long as no sheet has it."""
    session = locked(check_in.session)
    policy.check(by, "check_in", session)
    row = CheckIn.objects.select_related("community", "party", "session").get(pk=check_in.pk)
    if row.taken_back_at is None:
        row.taken_back_at = timezone.now()
        row.save(update_fields=["taken_back_at"])
        _record("take_back_check_in", by, row)
    return row


def _door_is_open(session: Session) -> None:
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This session was cancelled."))
    if session.starts_at - dt.timedelta(hours=OPENS_HOURS_BEFORE) > timezone.now():
        raise Refused(_("The door opens on the day. This session has not come yet."))


def _record(verb: str, by: type_of_actor, row: CheckIn) -> None:
    record(
        community=row.community,
        actor=by,
        capacity=capacity_of(by, row.community),
        on_behalf_of=row.party if acts_for_other(by, row.party) else None,
        verb=f"delivering.{verb}",
        subject=row,
        mentions=[row.session],
        audience=Audience.PRIVATE,
        facts={"part": row.part, "seen": row.seen},
    )
