"""Bring a timebank in from TimeOverflow: members and transfers, dry run first, all or nothing.

The files are TimeOverflow's import dialect (no header; FACTS §2):
users.csv      uid, entry_date, name, name, name, gender, dob, phone, alt, email
transfers.csv  src, src_type, dst, dst_type, seconds, created_at, reason, post_id
posts.csv      user, type, title, description, category, created, start, end
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from gilydd.history.commands import record
from gilydd.history.words import Audience
from gilydd.people.commands import enrol
from gilydd.people.imports import BadFile, Problem, Report
from gilydd.people.models import Community, Login, Membership, Party, Term
from gilydd.people.policy import SYSTEM, type_of_actor

from .. import ledger
from ..models import Account, Transfer
from ..policy import policy
from ..words import STEP_MINUTES, Evidence

USERS, TRANSFERS = "users.csv", "transfers.csv"
USER_COLUMNS = ("uid", "entry_date", "name", "name 2", "name 3", "gender", "dob", "phone", "alt", "email")
TRANSFER_COLUMNS = ("src", "src_type", "dst", "dst_type", "seconds", "created_at", "reason", "post_id")
NOT_SORTED = "unknown-work"
POT = "pot"


@dataclass(frozen=True)
class Member:
    """A row of users.csv."""

    uid: str
    joined_on: dt.date
    name: str
    born_on: dt.date | None
    phone: str
    email: str


@dataclass(frozen=True)
class Movement:
    """A row of transfers.csv; `src` and `dst` are member numbers or POT."""

    row: int
    src: str
    dst: str
    minutes: int
    seconds_lost: int
    occurred_at: dt.datetime
    reason: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import timeoverflow` beside --community and --write."""
    parser.add_argument("folder", help=f"a folder with {USERS} and {TRANSFERS}")


def run(args: argparse.Namespace) -> Report:
    """Read the folder and report; write only with --write. Raises BadFile, OSError."""
    community = Community.objects.filter(slug=args.community).first()
    if community is None:
        raise ValueError(f"there is no community {args.community!r}")
    return bring_in_timeoverflow(by=SYSTEM, community=community, folder=Path(args.folder), write=args.write)


def bring_in_timeoverflow(
    *, by: type_of_actor, community: Community, folder: Path, write: bool = False
) -> Report:
    """Check both files whole; where nothing is wrong, report, and write if asked.

    Rows brought in before (same member number, same movement) are left as they are, so that a run
    after a lost connection, or with a newer export, adds only what is new. Raises BadFile.
    """
    policy.check(by, "bring_in", community)
    members, wrong = _read(folder / USERS, USER_COLUMNS, _member)
    movements, more = _read(folder / TRANSFERS, TRANSFER_COLUMNS, _movement)
    wrong += more + list(_contradictions(members, movements, community))
    if wrong:
        raise BadFile(wrong)
    if not write:
        return _report(community, members, movements, written=False)
    with transaction.atomic():
        report = _report(community, members, movements, written=True)
        _write_members(by, community, members)
        _write_movements(community, movements)
        record(
            community=community,
            actor=by,
            verb="exchange.bring_in_timeoverflow",
            subject=community,
            audience=Audience.COMMUNITY,
            facts={"members": len(members), "transfers": len(movements)},
        )
    return report


def _read(
    path: Path, columns: tuple[str, ...], make: Callable[[int, dict[str, str]], Any]
) -> tuple[list[Any], list[Problem]]:
    rows: list[Any] = []
    wrong: list[Problem] = []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as failure:
        hint = f"byte {failure.start + 1} is not UTF-8; save the file as “CSV UTF-8”"
        return [], [Problem(hint, path.name)]
    for number, cells in _lines(text):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            said = f"{len(cells)} columns, expected {len(columns)}: {','.join(columns)}"
            wrong.append(Problem(said, path.name, number))
            continue
        try:
            rows.append(make(number, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}))
        except _WrongCellError as failure:
            wrong.append(Problem(str(failure), path.name, number, failure.column))
    if not rows and not wrong:
        wrong.append(Problem(f"no rows; expected columns {','.join(columns)}, without a header", path.name))
    return rows, wrong


def _lines(text: str) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True))
    for cells in reader:
        yield reader.line_num, cells


class _WrongCellError(ValueError):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def _member(row: int, cells: dict[str, str]) -> Member:
    name = " ".join(part for part in (cells["name"], cells["name 2"], cells["name 3"]) if part)
    if not cells["uid"]:
        raise _WrongCellError("uid", "the member number is missing")
    if not name:
        raise _WrongCellError("name", "the name is missing")
    email = cells["email"].lower()
    if email and email.count("@") != 1:
        raise _WrongCellError(
            "email", f"{email!r} is not an email address; leave it empty where there is none"
        )
    joined = _day("entry_date", cells["entry_date"])
    if joined is None:
        raise _WrongCellError("entry_date", "the day of joining is missing, expected YYYY-MM-DD")
    return Member(
        cells["uid"], joined, name, _day("dob", cells["dob"]), cells["phone"] or cells["alt"], email
    )


def _movement(row: int, cells: dict[str, str]) -> Movement:
    sides = []
    for side in ("src", "dst"):
        kind = cells[f"{side}_type"].lower()
        if kind not in ("member", "organization"):
            raise _WrongCellError(f"{side}_type", f"{kind!r} is not known; expected Member or Organization")
        if kind == "member" and not cells[side]:
            raise _WrongCellError(side, "the member number is missing")
        sides.append(cells[side] if kind == "member" else POT)
    if sides[0] == sides[1]:
        raise _WrongCellError("dst", "payer and payee are the same")
    try:
        seconds = int(cells["seconds"])
    except ValueError:
        raise _WrongCellError("seconds", f"{cells['seconds']!r} is not a whole number of seconds") from None
    if seconds < 60:
        raise _WrongCellError("seconds", f"{seconds} is less than a minute; an hour is 3600")
    minutes, lost = divmod(seconds, 60)
    return Movement(row, sides[0], sides[1], minutes, lost, _moment(cells["created_at"]), cells["reason"])


def _day(column: str, text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        raise _WrongCellError(column, f"{text!r} is not a day, expected YYYY-MM-DD") from None


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError:
        raise _WrongCellError("created_at", f"{text!r} is not a time, expected YYYY-MM-DD HH:MM:SS") from None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _contradictions(
    members: list[Member], movements: list[Movement], community: Community
) -> Iterable[Problem]:
    seen: set[str] = set()
    mails: set[str] = set()
    for member in members:
        if member.uid in seen:
            yield Problem(f"member number {member.uid} stands twice", USERS, column="uid")
        if member.email and member.email in mails:
            yield Problem(
                f"{member.email} stands twice; two members cannot sign in as one", USERS, column="email"
            )
        seen.add(member.uid)
        mails.add(member.email)
    known = set(Membership.objects.of(community).exclude(number="").values_list("number", flat=True))
    new_mails = {member.email for member in members if member.email and member.uid not in known}
    for mail in Login.objects.filter(email__in=new_mails).values_list("email", flat=True):
        yield Problem(f"{mail} already signs in to Gilydd; empty it here", USERS, column="email")
    for movement in movements:
        for column, uid in (("src", movement.src), ("dst", movement.dst)):
            if uid != POT and uid not in seen and uid not in known:
                yield Problem(f"member {uid} is not in {USERS}", TRANSFERS, movement.row, column)


def _key(movement: Movement, count: int) -> str:
    """The same movement read again has the same key; equal rows of one file are told apart by count."""
    stamp = int(movement.occurred_at.timestamp())
    return f"timeoverflow:{movement.src}:{movement.dst}:{movement.minutes}:{stamp}:{count}"[:120]


def _keyed(movements: list[Movement]) -> list[tuple[str, Movement]]:
    counts: dict[str, int] = {}
    keyed = []
    for movement in movements:
        bare = _key(movement, 0)
        counts[bare] = counts.get(bare, 0) + 1
        keyed.append((_key(movement, counts[bare]), movement))
    return keyed


def _report(
    community: Community, members: list[Member], movements: list[Movement], *, written: bool
) -> Report:
    known = set(Membership.objects.of(community).exclude(number="").values_list("number", flat=True))
    new = sum(member.uid not in known for member in members)
    keys = [key for key, _movement in _keyed(movements)]
    before = set(
        Transfer.objects.of(community).filter(key__startswith="timeoverflow:").values_list("key", flat=True)
    )
    fresh = [movement for key, movement in _keyed(movements) if key not in before]
    minutes = sum(movement.minutes for movement in fresh)
    offline = sum(not member.email for member in members if member.uid not in known)
    lost = sum(bool(movement.seconds_lost) for movement in movements)
    uneven = sum(bool(movement.minutes % STEP_MINUTES) for movement in movements)
    warnings = []
    if lost:
        warnings.append(
            Problem(f"{lost} transfers are no whole minutes; the odd seconds are dropped", TRANSFERS)
        )
    if uneven:
        warnings.append(
            Problem(f"{uneven} transfers are no quarter hours; they are kept to the minute", TRANSFERS)
        )
    lines = [
        f"{new} new members ({offline} without email), {len(members) - new} already here",
        f"{len(fresh)} new transfers, {len(keys) - len(fresh)} already here, "
        f"{minutes // 60} h {minutes % 60} min",
        "all hours come in as “work without a name”: TimeOverflow's transfers keep no kind of work",
    ]
    return Report(f"TimeOverflow into {community.slug}", lines, warnings, written)


def _write_members(by: type_of_actor, community: Community, members: list[Member]) -> None:
    known = set(Membership.objects.of(community).exclude(number="").values_list("number", flat=True))
    for member in members:
        if member.uid in known:
            continue
        enrol(
            by=by,
            community=community,
            full_name=member.name,
            email=member.email,
            phone=member.phone,
            born_on=member.born_on,
            number=member.uid,
            joined_on=member.joined_on,
        )


def _write_movements(community: Community, movements: list[Movement]) -> None:
    parties = dict(Membership.objects.of(community).exclude(number="").values_list("number", "party"))
    accounts = ledger.accounts_of(community, Party.objects.filter(pk__in=parties.values()))
    pot = ledger.pot_of(community)
    work = Term.objects.get(code=NOT_SORTED, community=None)

    def account(uid: str) -> Account:
        return pot if uid == POT else accounts[parties[uid]]

    ledger.post_many(
        [
            ledger.Entry(
                payer=account(movement.src),
                payee=account(movement.dst),
                minutes=movement.minutes,
                work=work,
                occurred_at=movement.occurred_at,
                key=key,
                recorded_by=SYSTEM,
                evidence=Evidence.IMPORT,
                note=movement.reason,
                may_breach=True,
            )
            for key, movement in _keyed(movements)
        ]
    )
