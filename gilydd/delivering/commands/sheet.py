"""The attendance sheet of a session, whose hours reach the ledger in one act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.exchange import ledger
from gilydd.exchange.models import Account, Transfer
from gilydd.exchange.words import Evidence, OverLimit
from gilydd.history.commands import key_of
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.ui.filters import hours

from ..models import Attendance, Lead, Session
from ..policy import policy
from ..words import (
    LONGEST_ATTENDANCE_MINUTES,
    STEP_MINUTES,
    AlreadyWritten,
    HoursShort,
    Part,
    SessionState,
)
from ._shared import (
    acts_for_other,
    capacities_of,
    locked,
    note,
    still_planned,
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
def hold_session(*, by: type_of_actor, session: Session) -> Session:
    """A session took place and there are no hours to write: its sheet is done, and empty."""
    session = locked(session)
    policy.check(by, "record_attendance", session)
    if session.state == SessionState.HELD:
        return session
    still_planned(session)
    if session.starts_at > timezone.now():
        raise Refused(_("This session has not started yet."))
    if session.check_ins.filter(taken_back_at__isnull=True).exists():
        raise Refused(_("People were noted at the door. Write the sheet, or take these notes back."))
    Session.objects.filter(pk=session.pk).update(state=SessionState.HELD)
    session.state = SessionState.HELD
    note("hold_session", by, session, [session.activity, session.activity.turn])
    return session


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
    session = locked(session)
    policy.check(by, "record_attendance", session)
    _sheet_can_be_written(session, rows)
    _advisers_alone(session, rows)
    capacities = capacities_of(session.community, [row.party.pk for row in rows])
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
    note("record_attendance", by, session, [session.activity, session.activity.turn])
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
            on_behalf_of=row.party if acts_for_other(by, row.party) else None,
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


def _advisers_alone(session: Session, rows: Sequence[AttendanceRow]) -> None:
    """On the sheet of advice in confidence stand its advisers' own hours, and nobody who came for advice."""
    if not hasattr(session.activity, "advice"):
        return
    leads = Lead.objects.filter(activity=session.activity).values_list("person", flat=True)
    if any(row.part != Part.CONTRIBUTING for row in rows) or {row.party.pk for row in rows} - set(leads):
        raise Refused(_("This is advice in confidence: only the hours of its advisers are written down."))


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
