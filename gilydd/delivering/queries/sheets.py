"""Reads of the attendance sheet, and of a member's own attendances."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from gilydd.people.models import Community, Membership, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names, not_begun
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import field_of

from ..models import Attendance, CheckIn, Session
from ..policy import visible_attendances, visible_sign_ups
from ..words import SignUpState

PARTY_KEY = re.compile(r"p([0-9]{1,18})")


@dataclass(frozen=True)
class SheetRow:
    """A line of a session's sheet. `settled` says that its hours went through the ledger and stand."""

    pk: int
    party_id: int
    name: str
    part: str
    minutes: int
    transfer_id: int | None
    counts: bool
    settled: bool


@dataclass(frozen=True)
class FillLine:
    """A line that the sheet asks about: a person on the list, or a line of the sheet to correct.

    `counts` says that the line to correct still counts; `minutes` is 0 where nothing was written yet; `seen`
    how they were noted at the door, if they were.
    """

    key: str
    party_id: int
    name: str
    part: str
    minutes: int
    counts: bool
    replaces: int | None
    seen: str = ""


@dataclass(frozen=True)
class AttendedRow:
    """One of a member's own attendances; `counts` is false once it was taken back or replaced."""

    session_id: int
    title: str
    starts_at: dt.datetime
    part: str
    minutes: int
    transfer_id: int | None
    counts: bool


def sheet(person: type_of_actor, session: Session) -> list[SheetRow]:
    """The lines of a session's sheet that nothing replaced, by name, in three queries."""
    rows = list(
        visible_attendances(person, session.community)
        .filter(session=session, replaced_by__isnull=True)
        .values_list("pk", "party", "part", "minutes", "transfer", "transfer__reversed_by")
    )
    called = names(row[1] for row in rows)
    lines = [
        SheetRow(
            pk,
            party,
            called[party],
            part,
            minutes,
            transfer,
            counts=minutes > 0 and reversal is None,
            settled=transfer is not None and reversal is None,
        )
        for pk, party, part, minutes, transfer, reversal in rows
    ]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.pk))


def lines_to_fill(
    person: type_of_actor, session: Session, posted: Iterable[str] | None = None
) -> list[FillLine]:
    """The lines that the sheet asks about, by name, in five queries.

    Asked about are people on the list or noted at the door without a line, and lines whose hours do not stand
    in the ledger.
    Where a page came back, `posted` names the keys of its lines, and these are given and no others: the
    list and the sheet may have changed meanwhile, and a line the page did not show was not unticked.
    """
    came_back = None if posted is None else set(posted)
    rows = list(
        visible_attendances(person, session.community)
        .filter(session=session)
        .values_list("pk", "party", "part", "minutes", "transfer", "transfer__reversed_by", "replaced_by")
    )
    wanted = Q(state=SignUpState.SIGNED) if came_back is None else Q(party__in=_parties_in(came_back))
    signed = dict(
        visible_sign_ups(person, session.community)
        .filter(wanted, session=session)
        .order_by("pk")
        .values_list("party", "part")
    )
    noted = _noted(session, came_back)
    signed |= {party: part for party, (part, _seen) in noted.items()}
    called = names({row[1] for row in rows} | set(signed))
    lines = []
    for pk, party, part, minutes, transfer, reversal, replaced in rows:
        stands = replaced is not None or (transfer is not None and reversal is None)
        if not stands if came_back is None else f"w{pk}" in came_back:
            counts = minutes > 0 and reversal is None
            lines.append(FillLine(f"w{pk}", party, called[party], part, minutes, counts, pk))
    written = {row[1] for row in rows} if came_back is None else set()
    for party, part in signed.items():
        if party not in written:
            seen = noted.get(party, ("", ""))[1]
            lines.append(FillLine(f"p{party}", party, called[party], part, 0, False, None, seen))
    return sorted(lines, key=lambda line: (line.name.casefold(), line.key))


def _noted(session: Session, came_back: set[str] | None) -> dict[int, tuple[str, str]]:
    """By party how each was noted at the door: (part, seen)."""
    rows = CheckIn.objects.filter(session=session)
    if came_back is None:
        rows = rows.filter(taken_back_at__isnull=True)
    else:
        rows = rows.filter(party__in=_parties_in(came_back))
    return {
        party: (part, seen) for party, part, seen in rows.order_by("pk").values_list("party", "part", "seen")
    }


def _parties_in(keys: Iterable[str]) -> list[int]:
    """The party ids in keys such as "p34"; at most 18 digits, which every database holds."""
    return [int(found[1]) for key in keys if (found := PARTY_KEY.fullmatch(key))]


def attended(person: Person, community: Community, *, limit: int = 200) -> list[AttendedRow]:
    """A member's own attendances, newest first, in one query."""
    rows = (
        Attendance.objects.of(community)
        .filter(party=person.party_id)
        .order_by("-session__starts_at", "-pk")
        .values_list(
            "session",
            field_of("session__activity__title"),
            "session__starts_at",
            "part",
            "minutes",
            "transfer",
            "replaced_by",
            "transfer__reversed_by",
        )[:limit]
    )
    return [
        AttendedRow(
            session, title, at, part, minutes, transfer, minutes > 0 and replaced is None and reversal is None
        )
        for session, title, at, part, minutes, transfer, replaced, reversal in rows
    ]


def members_called(community: Community, words: Iterable[str]) -> dict[str, list[int]]:
    """Party ids of active members by number, or by name as written; one query for all words.

    A number belongs to one member. A name may belong to several: all their ids are returned.
    """
    wanted = {word.strip().casefold() for word in words if word.strip()}
    found: dict[str, list[int]] = {word: [] for word in wanted}
    if not wanted:
        return found
    rows = (
        Membership.objects.of(community)
        .filter(state=MembershipState.ACTIVE)
        .exclude(party__in=not_begun(community))
        .values_list(
            "party",
            "number",
            "party__name",
            "party__name_cy",
            "party__person__identity__full_name",
            "party__person__identity__known_as",
        )
    )
    # Compared here and not in the database: SQLite folds the case of ASCII alone, so "siân" misses "SIÂN".
    for party, *said_as in rows:
        for word in {(part or "").strip().casefold() for part in said_as} & wanted:
            found[word].append(party)
    numbers = {number.casefold(): party for party, number, *_rest in rows if number}
    return {word: [numbers[word]] if word in numbers else parties for word, parties in found.items()}
