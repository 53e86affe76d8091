"""Operations of the attendance sheet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from gilydd.people.operations import (
    Here,
    Id,
    Listed,
    Which,
    found,
    listed,
    operation,
    party_of,
)
from gilydd.people.words import Scope

from .. import commands
from ..models import Attendance
from ..policy import visible_attendances
from .shapes import (
    RUNS,
    AttendanceShown,
    NewSheet,
    attendance_rows,
    router,
    sessions_here,
)


@operation(
    router,
    "GET",
    "/communities/{community}/sessions/{session}/attendance",
    says=_("The sheet of a session"),
    scope=Scope.BROKER_READ,
    who=RUNS,
    gives=Listed[AttendanceShown],
)
def sheet(request: Any, community: Here, session: Id, which: Which) -> dict[str, Any]:
    """Who was there, for how long."""
    row = found(sessions_here(request, community), pk=session)
    rows = visible_attendances(request.person, community).filter(session=row).order_by("pk")
    rows = rows.select_related("replaced_by")
    return listed(rows, which, lambda found_rows: attendance_rows(community, found_rows))


@operation(
    router,
    "POST",
    "/communities/{community}/sessions/{session}/attendance",
    says=_("Write the sheet of a session"),
    scope=Scope.BROKER_WRITE,
    who=RUNS,
    gives=list[AttendanceShown],
    status=201,
)
def record_attendance(request: Any, community: Here, session: Id, given: NewSheet) -> list[dict[str, Any]]:
    """All lines and their hours, or none. The same sheet again writes nothing."""
    row = found(sessions_here(request, community), pk=session)
    lines = [
        commands.AttendanceRow(
            party=party_of(community, line.member, f"rows.{place}.member"),
            part=line.part,
            minutes=line.minutes,
            evidence=line.evidence,
            replaces=line.replaces,
        )
        for place, line in enumerate(given.rows)
    ]
    made = commands.record_attendance(by=request.person, session=row, rows=lines)
    return attendance_rows(community, made)


@operation(
    router,
    "GET",
    "/communities/{community}/attendance",
    says=_("Where I was"),
    scope=Scope.READ,
    gives=Listed[AttendanceShown],
)
def attendance(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Lines of sheets that are about me, newest first."""
    rows = Attendance.objects.of(community).filter(party=request.person.pk).order_by("-pk")
    rows = rows.select_related("replaced_by")
    return listed(rows, which, lambda found_rows: attendance_rows(community, found_rows))
