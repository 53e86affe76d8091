"""Writes: plan, add a session, sign up, withdraw, cancel, and the attendance sheet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.exchange import ledger
from gilydd.exchange.models import Account, Transfer
from gilydd.exchange.words import Evidence, OverLimit
from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Place, Term
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of, names
from gilydd.people.words import MembershipState, Scheme
from gilydd.services.models import Turn
from gilydd.ui.filters import hours

from .models import Activity, Attendance, Session, SignUp
from .policy import policy
from .words import (
    LIVE,
    LONGEST_ATTENDANCE_MINUTES,
    LONGEST_SESSION_HOURS,
    STEP_MINUTES,
    ActivityState,
    AlreadyWritten,
    HoursShort,
    Part,
    SessionState,
    SignUpState,
)


@dataclass(frozen=True)
class AttendanceRow:
    """One line to write on a sheet.

    `replaces` is the id of the line that this one corrects; 0 minutes then say "was not there".
    """

    party: Party
    part: str
    minutes: int
    evidence: str = Evidence.LIST
    replaces: int | None = None


@transaction.atomic
def plan_activity(
    *,
    by: type_of_actor,
    community: Community,
    title_cy: str,
    title_en: str,
    work: Term,
    about_cy: str = "",
    about_en: str = "",
    place: Place | None = None,
    turn: Turn | None = None,
    takes_time_entry: bool = False,
) -> Activity:
    """Plan a class, group or project; `turn` is the turn of a service that it delivers."""
    policy.check(by, "plan_activity", community)
    if not (title_cy.strip() and title_en.strip()):
        raise Refused(_("Give the title in Welsh and in English."), field="title_cy")
    if place and place.community_id != community.pk:
        raise Refused(_("This place is in another community."), field="place")
    if turn and turn.community_id != community.pk:
        raise Refused(_("This service belongs to another community."), field="turn")
    if work.scheme != Scheme.WORK or work.community_id not in (None, community.pk):
        raise Refused(_("Choose a kind of work that this community uses."), field="work")
    activity = Activity.objects.create(
        community=community,
        turn=turn,
        title_cy=title_cy.strip(),
        title_en=title_en.strip(),
        about_cy=about_cy.strip(),
        about_en=about_en.strip(),
        work=work,
        place=place,
        takes_time_entry=takes_time_entry,
    )
    _record("plan_activity", by, activity, [turn], work=work.code, takes_time_entry=takes_time_entry)
    return activity


@transaction.atomic
def end_activity(*, by: type_of_actor, activity: Activity) -> Activity:
    """End an activity; its planned sessions are held or cancelled first."""
    activity = _locked_activity(activity)
    policy.check(by, "end_activity", activity)
    if activity.state == ActivityState.ENDED:
        raise Refused(_("This activity has already ended."))
    if activity.sessions.filter(state=SessionState.PLANNED).exists():
        raise Refused(_("A session is still planned. Write its sheet or cancel it first."))
    activity.state = ActivityState.ENDED
    activity.save(update_fields=["state"])
    _record("end_activity", by, activity, [activity.turn])
    return activity


@transaction.atomic
def add_session(
    *,
    by: type_of_actor,
    activity: Activity,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    places: int | None = None,
) -> Session:
    """Add a session. `places` counts everybody on the list, whatever their part; None is no limit."""
    activity = _locked_activity(activity)
    policy.check(by, "add_session", activity)
    if activity.state == ActivityState.ENDED:
        raise Refused(_("This activity has already ended."))
    if ends_at <= starts_at:
        raise Refused(_("The end must come after the start."), field="ends_at")
    if ends_at - starts_at > dt.timedelta(hours=LONGEST_SESSION_HOURS):
        raise Refused(_("A session can last 24 hours at most. Add one for each day."), field="ends_at")
    if places is not None and places < 1:
        raise Refused(_("Give at least one place, or leave it empty for no limit."), field="places")
    session = Session.objects.create(
        community=activity.community, activity=activity, starts_at=starts_at, ends_at=ends_at, places=places
    )
    _record("add_session", by, session, [activity, activity.turn], places=places)
    return session


@transaction.atomic
def cancel_session(*, by: type_of_actor, session: Session) -> Session:
    """Cancel a planned session and tell everybody on its lists."""
    session = _locked(session)
    policy.check(by, "cancel_session", session)
    _still_planned(session)
    session.state = SessionState.CANCELLED
    session.save(update_fields=["state"])
    _record("cancel_session", by, session, [session.activity, session.activity.turn])
    later("gilydd.delivering.notices.session_cancelled", session.pk)
    return session


@transaction.atomic
def sign_up(*, by: type_of_actor, session: Session, party: Party, part: str = Part.TAKING_PART) -> SignUp:
    """Put somebody on the list, or on the waiting list where every place is taken.

    Signing up twice for the same part is one sign-up (a double click).
    """
    session = _locked(session)
    for_other = _for_other(by, party)
    policy.check(by, "sign_up_somebody" if for_other else "sign_up", session)
    if part not in Part.values:
        raise Refused(_("Choose whether to contribute or to take part."), field="part")
    if not _capacities(session.community, [party.pk]):
        raise Refused(_("Only an active member of the community can sign up here."), field="member")
    known = session.sign_ups.filter(party=party, state__in=LIVE).first()
    if known:
        if known.part != part:
            raise Refused(_("Already on the list, for the other part. Withdraw first."), field="part")
        return known
    _still_planned(session)
    if session.ends_at <= timezone.now():
        raise Refused(_("This session is over."))
    row = SignUp.objects.create(
        community=session.community,
        session=session,
        party=party,
        part=part,
        state=SignUpState.SIGNED if _has_room(session) else SignUpState.WAITING,
        typed_by_key=key_of(by) if for_other and hasattr(by, "_meta") else "",
    )
    _record_private("sign_up", by, row, party if for_other else None)
    return row


@transaction.atomic
def withdraw_sign_up(*, by: type_of_actor, sign_up: SignUp) -> SignUp:
    """Take somebody off the list; the first of the waiting list moves up and is told."""
    session = _locked(sign_up.session)
    sign_up = SignUp.objects.select_related("session__activity__turn", "party", "community").get(
        pk=sign_up.pk
    )
    policy.check(by, "withdraw_sign_up", sign_up)
    if sign_up.state == SignUpState.WITHDRAWN:
        return sign_up
    _still_planned(session)
    sign_up.state = SignUpState.WITHDRAWN
    sign_up.save(update_fields=["state"])
    _record_private("withdraw_sign_up", by, sign_up, sign_up.party if _for_other(by, sign_up.party) else None)
    _move_up(session)
    return sign_up


@transaction.atomic
def record_attendance(
    *, by: type_of_actor, session: Session, rows: Sequence[AttendanceRow]
) -> list[Attendance]:
    """Write the sheet of a session and post its hours, all or nothing; returns its lines in order.

    Contributors are paid by the community's pot. People taking part pay into it where the activity takes
    time entry: an hour in for an hour of event. The same sheet again writes nothing. Raises HoursShort
    (who cannot pay, and how much is missing), AlreadyWritten, Refused. O(rows), with a constant number
    of statements per thousand.
    """
    session = _locked(session)
    policy.check(by, "record_attendance", session)
    _sheet_can_be_written(session, rows)
    capacities = _capacities(session.community, [row.party.pk for row in rows])
    for line, row in enumerate(rows, start=1):
        _check_row(row, line, capacities)
    _nobody_twice(rows)
    known = _written_before(session, rows)
    fresh = [row for row, before in zip(rows, known, strict=True) if before is None]
    if not fresh:
        return [line for line in known if line]
    _not_ones_own(by, fresh)
    made = iter(_write(by, session, fresh, capacities))
    Session.objects.filter(pk=session.pk).update(state=SessionState.HELD)
    # No numbers and no mentions of people: this record is public.
    _record("record_attendance", by, session, [session.activity, session.activity.turn])
    return [line or next(made) for line in known]


def _write(
    by: type_of_actor, session: Session, rows: Sequence[AttendanceRow], capacities: dict[int, str]
) -> list[Attendance]:
    entries = _entries(by, session, rows)
    keys = [_key(session, row) for row in rows]
    posted = {transfer.key: transfer for transfer in _post(list(entries))}
    now = timezone.now()
    return Attendance.objects.bulk_create(
        [
            Attendance(
                community=session.community,
                session=session,
                party=row.party,
                part=row.part,
                minutes=row.minutes,
                capacity=capacities[row.party.pk],
                evidence=row.evidence,
                transfer=posted.get(key),
                replaces_id=row.replaces,
                recorded_at=now,
                recorded_by_key=key_of(by),
            )
            for key, row in zip(keys, rows, strict=True)
        ],
        batch_size=1_000,
    )


def _entries(by: type_of_actor, session: Session, rows: Sequence[AttendanceRow]) -> Iterable[ledger.Entry]:
    """The transfers of a sheet: contributors earn from the pot, time entry goes into it."""
    pot = ledger.pot_of(session.community)
    accounts = ledger.accounts_of(session.community, [row.party for row in rows])
    for row in rows:
        earns = row.part == Part.CONTRIBUTING
        if not row.minutes or not (earns or session.activity.takes_time_entry):
            continue
        own = accounts[row.party.pk]
        yield ledger.Entry(
            payer=pot if earns else own,
            payee=own if earns else pot,
            minutes=row.minutes,
            work=session.activity.work,
            occurred_at=session.starts_at,
            key=_key(session, row),
            recorded_by=by,
            evidence=row.evidence,
            source=session,
            on_behalf_of=row.party if _for_other(by, row.party) else None,
        )


def _post(entries: Sequence[ledger.Entry]) -> list[Transfer]:
    """post_many, with a refusal that names everybody whose hours are short."""
    try:
        with transaction.atomic():
            return ledger.post_many(entries)
    except OverLimit as refusal:
        raise _hours_short(entries) from refusal


def _hours_short(entries: Sequence[ledger.Entry]) -> HoursShort:
    net: dict[int, int] = defaultdict(int)
    for entry in entries:
        net[entry.payer.pk] -= entry.minutes
        net[entry.payee.pk] += entry.minutes
    short: dict[int, int] = {}
    for account in Account.objects.filter(pk__in=net, party__isnull=False).order_by("pk"):
        free = account.available_minutes
        missing = -(free + net[account.pk]) if free is not None and net[account.pk] < 0 else 0
        if missing > 0:
            short[account.party_id] = missing  # type: ignore[index]
    called = names(short)
    who = ", ".join(f"{called[party]} ({hours(minutes)})" for party, minutes in short.items())
    return HoursShort(
        _("Nothing was written. Hours are missing for the time entry of: %(who)s.") % {"who": who}, short
    )


def _key(session: Session, row: AttendanceRow) -> str:
    key = f"{key_of(session)}:party:{row.party.pk}:{row.part}"
    return f"{key}:after:{row.replaces}" if row.replaces else key


def _sheet_can_be_written(session: Session, rows: Sequence[AttendanceRow]) -> None:
    if not rows:
        raise Refused(_("Write down at least one person."))
    if session.state == SessionState.CANCELLED:
        raise Refused(_("This session was cancelled."))
    if session.starts_at > timezone.now():
        raise Refused(_("This session has not started yet."))


def _check_row(row: AttendanceRow, line: int, capacities: dict[int, str]) -> None:
    where = {"line": line}
    if row.part not in Part.values:
        raise Refused(_("Line %(line)s of the sheet: choose contributing or taking part.") % where)
    if row.evidence not in Evidence.values:
        raise Refused(_("Line %(line)s of the sheet: say how you know of it.") % where)
    shortest = 0 if row.replaces else STEP_MINUTES
    if not shortest <= row.minutes <= LONGEST_ATTENDANCE_MINUTES or row.minutes % STEP_MINUTES:
        raise Refused(
            _("Line %(line)s of the sheet: enter a time in steps of 15 minutes, up to 24 hours.") % where
        )
    if row.party.pk not in capacities:
        raise Refused(
            _("Line %(line)s of the sheet: only an active member of this community can be written down.")
            % where
        )


def _nobody_twice(rows: Sequence[AttendanceRow]) -> None:
    seen: set[tuple[int, str]] = set()
    for row in rows:
        if (row.party.pk, row.part) in seen:
            name = names([row.party.pk])[row.party.pk]
            raise Refused(_("%(name)s stands on the sheet twice for the same part.") % {"name": name})
        seen.add((row.party.pk, row.part))


def _not_ones_own(by: type_of_actor, rows: Sequence[AttendanceRow]) -> None:
    """The pot has no floor, so nobody may write hours out of it to themselves."""
    own = getattr(by, "party_id", None)
    if any(row.party.pk == own and row.part == Part.CONTRIBUTING and row.minutes for row in rows):
        raise Refused(_("Somebody else must write down the hours that you gave yourself."))


def _written_before(session: Session, rows: Sequence[AttendanceRow]) -> list[Attendance | None]:
    """For each row the line that already says the same, or None where it is to be written."""
    lines = list(session.attendances.select_related("transfer__reversed_by"))
    by_id = {line.pk: line for line in lines}
    first = {(line.party_id, line.part): line for line in lines if line.replaces_id is None}
    after = {line.replaces_id: line for line in lines if line.replaces_id}
    found = []
    for row in rows:
        if row.replaces:
            _replaceable(row, by_id.get(row.replaces), row.replaces in after)
        known = after.get(row.replaces) if row.replaces else first.get((row.party.pk, row.part))
        if known and known.minutes != row.minutes:
            raise AlreadyWritten(
                _("%(name)s is already on the sheet with %(hours)s. Correct that line instead.")
                % {"name": names([row.party.pk])[row.party.pk], "hours": hours(known.minutes)}
            )
        found.append(known)
    return found


def _replaceable(row: AttendanceRow, old: Attendance | None, is_replaced: bool) -> None:
    if old is None or (old.party_id, old.part) != (row.party.pk, row.part):
        raise Refused(_("The line to correct is not on the sheet of this session."))
    if not is_replaced and old.transfer and not hasattr(old.transfer, "reversed_by"):
        raise AlreadyWritten(
            _("The hours of %(name)s went through the ledger. Reverse that transfer first.")
            % {"name": names([old.party_id])[old.party_id]}
        )


def _capacities(community: Community, parties: Sequence[int]) -> dict[int, str]:
    """As what each party is a member now; parties that are no active member are left out."""
    rows = Membership.objects.of(community).filter(party__in=parties, state=MembershipState.ACTIVE)
    return dict(rows.values_list("party_id", "capacity"))


def _has_room(session: Session) -> bool:
    if session.places is None:
        return True
    return session.sign_ups.filter(state=SignUpState.SIGNED).count() < session.places


def _move_up(session: Session) -> None:
    """Fill free places from the waiting list, first come first served. The session is locked."""
    waiting = session.sign_ups.filter(state=SignUpState.WAITING).order_by("pk")
    while _has_room(session) and (row := waiting.first()):
        row.state = SignUpState.SIGNED
        row.save(update_fields=["state"])
        later("gilydd.delivering.notices.moved_up", row.pk)


def _locked(session: Session) -> Session:
    """The session as it is now, locked: its list and its sheet are written by one at a time."""
    return (
        Session.objects.select_for_update(of=("self",))
        .select_related("community", "activity__turn", "activity__work")
        .get(pk=session.pk)
    )


def _locked_activity(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",)).select_related("community", "turn")
    return rows.get(pk=activity.pk)


def _still_planned(session: Session) -> None:
    if session.state != SessionState.PLANNED:
        raise Refused(
            _("This cannot be done now: the session is “%(state)s”.") % {"state": session.get_state_display()}
        )


def _for_other(by: type_of_actor, party: Party) -> bool:
    return getattr(by, "party_id", None) != party.pk


def _record(
    verb: str,
    by: type_of_actor,
    thing: Activity | Session,
    mentions: Sequence[Activity | Turn | None],
    **facts: object,
) -> None:
    record(
        community=thing.community,
        actor=by,
        capacity=capacity_of(by, thing.community),
        verb=f"delivering.{verb}",
        subject=thing,
        mentions=[row for row in mentions if row],
        audience=Audience.PUBLIC,
        facts=facts,
    )


def _record_private(verb: str, by: type_of_actor, row: SignUp, behalf: Party | None) -> None:
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
        facts={"part": row.part, "state": row.state},
    )
