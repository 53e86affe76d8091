"""What a roll's file does: what it would change, changing it, and the days on which places begin and end."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms.reconciling import Leaving, Reconciled, Staying, mark, reconcile
from gilydd.history.commands import later, record_many
from gilydd.history.words import Audience

from ..cells import plain_name
from ..imports import Problem, kept, said_again
from ..models import (
    ActsFor,
    Community,
    Identity,
    Login,
    Membership,
    Party,
    Person,
    Roll,
    RollMember,
    RollUpload,
    Tenure,
)
from ..policy import SYSTEM, type_of_actor
from ..queries import capacity_of
from ..queries.rolls import known_beside, places_of_roll, standing_on
from ..roll_files import RollLine, lines_of
from ..words import (
    FEW_LEAVING,
    MOST_LEAVING,
    Capacity,
    MembershipState,
    PartyKind,
    RollChoice,
    UploadState,
)
from .life import close_membership, reopen_membership

BATCH = 500
SALT_BYTES = 16
MOST_SHOWN = 200
TOLD_WITHIN_DAYS = 40


def kept_problems(problems: Sequence[Problem]) -> list[list[Any]]:
    """Problems as JSON that can be said again in another language."""
    return [[kept(one.text), one.file, one.row, one.column] for one in problems]


def problems_of(rows: Sequence[Sequence[Any]]) -> list[Problem]:
    """Kept problems in the language of the page."""
    return [Problem(said_again(text), file, row, column) for text, file, row, column in rows]


def judge(upload: RollUpload) -> dict[str, Any]:
    """What the file would change, as a report: counts, references, questions. Nothing where rows are wrong.

    Rows that cannot be read would look like people who left, so nothing is compared before all can be.
    """
    if upload.report.get("wrong"):
        return {}
    told = _reconciled(upload)
    places = places_of_roll(upload.roll, upload.as_of)
    gone = [one for one in told.leaving if not one.stands_elsewhere]
    once_here = set(Tenure.objects.filter(roll=upload.roll).values_list("party", flat=True))
    return {
        "counts": _counts(upload, told),
        "joining": list(told.joining)[:MOST_SHOWN],
        "taking": [list(pair) for pair in told.taking][:MOST_SHOWN],
        "moved": [one.reference for one in told.staying if one.moved][:MOST_SHOWN],
        "renamed": [one.reference for one in told.staying if one.renamed][:MOST_SHOWN],
        "leaving": [[one.reference, one.who, one.until.isoformat()] for one in told.leaving][:MOST_SHOWN],
        "questions": [
            {
                "reference": one.reference,
                "kind": one.kind,
                "others": [key for key, _why in one.others],
                "why": [why for _key, why in one.others],
                "own": all(_is_own(key, once_here) for key, _why in one.others),
            }
            for one in told.questions
        ],
        "many": len(gone) > max(FEW_LEAVING, MOST_LEAVING * len(places)),
    }


def _is_own(key: str, once_here: set[int]) -> bool:
    """Whether somebody is known to the organisation: a row of its file, or once on its roll.

    Who else is a member here is nothing to tell a landlord: a broker decides about those.
    """
    return key.startswith("row:") or int(key.removeprefix("party:")) in once_here


def ready_state(upload: RollUpload) -> UploadState:
    """How far a judged file is."""
    if upload.report.get("wrong"):
        return UploadState.WRONG
    asks = upload.report.get("questions") or (upload.report.get("many") and not upload.many_leave)
    return UploadState.ASKING if asks else UploadState.READY


def carry_out(by: type_of_actor, upload: RollUpload) -> dict[str, int]:
    """Write a file that leaves nothing to decide; how many joined, moved, left and so on.

    A constant number of statements per 500 rows, and some for each who moves or is called otherwise.
    """
    told = _reconciled(upload)
    lines = {line.reference: line for line in lines_of(upload.rows)}
    _end_places(upload, told.leaving)
    people = {one.reference: one.who for one in told.staying}
    _stay(upload, told.staying, lines)
    made = _make_people([lines[one] for one in told.joining])
    people |= {line.reference: party for line, party in made}
    people |= _taken(told, people)
    RollMember.objects.bulk_create(
        [RollMember(community=upload.community, person_id=party) for _line, party in made], batch_size=BATCH
    )
    fresh = [*told.joining, *(reference for reference, _key in told.taking)]
    _begin_places(upload.roll, [(lines[one], people[one]) for one in fresh])
    open_what_begins(by, upload.community)
    return _counts(upload, told)


def _reconciled(upload: RollUpload) -> Reconciled:
    rows = [line.plain() for line in lines_of(upload.rows)]
    places = places_of_roll(upload.roll, upload.as_of)
    known = known_beside(upload.roll, upload.as_of)
    try:
        return reconcile(upload.as_of, rows, places, known, upload.decided)
    except ValueError:
        # Somebody whom an answer named is not there any more: everything is asked anew.
        upload.decided = {}
        return reconcile(upload.as_of, rows, places, known)


def _counts(upload: RollUpload, told: Reconciled) -> dict[str, int]:
    return {
        "rows": len(upload.rows),
        "joining": len(told.joining),
        "taking": len(told.taking),
        "staying": len(told.staying),
        "moved": sum(one.moved for one in told.staying),
        "renamed": sum(one.renamed for one in told.staying),
        "leaving": sum(not one.stands_elsewhere for one in told.leaving),
        "ended": len(told.ended),
    }


def _taken(told: Reconciled, people: Mapping[str, int]) -> dict[str, int]:
    """Whose each row is that was decided to be somebody known; a row may name a row that names another."""
    answers = dict(told.taking)
    found: dict[str, int] = {}
    for reference in answers:
        key, steps = answers[reference], 0
        while key.startswith("row:") and key[4:] in answers and steps <= len(answers):
            key, steps = answers[key[4:]], steps + 1
        found[reference] = int(key[6:]) if key.startswith("party:") else people[key[4:]]
    return found


def _end_places(upload: RollUpload, leaving: Sequence[Leaving]) -> None:
    ends = {one.reference: one.until for one in leaving}
    rows = list(_standing_places(upload).filter(reference__in=ends))
    for row in rows:
        row.until = ends[row.reference]
    Tenure.objects.bulk_update(rows, ["until"], batch_size=BATCH)


def _standing_places(upload: RollUpload) -> Any:
    """Places that the file was compared with; ended rows of a reference used before stay as they are."""
    rows = Tenure.objects.filter(roll=upload.roll)
    return rows.filter(Q(until__isnull=True) | Q(until__gte=upload.as_of))


def _stay(upload: RollUpload, staying: Sequence[Staying], lines: Mapping[str, RollLine]) -> None:
    """New days, marks, names and homes of those who stay. Who takes part keeps their own details."""
    changed = {one.reference: one for one in staying if one.moved or one.renamed or one.redated}
    rows = list(_standing_places(upload).filter(reference__in=changed))
    by_roll = RollMember.objects.of(upload.community).exclude(choice=RollChoice.TAKES_PART)
    told_by_roll = set(
        by_roll.filter(person__in=[row.party_id for row in rows]).values_list("person", flat=True)
    )
    identities = Identity.objects.in_bulk(told_by_roll)
    for row in rows:
        line, one = lines[row.reference], changed[row.reference]
        row.since, row.until = _day(line.since) or row.since, _day(line.until)
        _mark(row, line)
        identity = identities.get(row.party_id)
        if identity is not None:
            _retell(identity, line, one)
    Tenure.objects.bulk_update(rows, ["since", "until", "name_mark", "home_mark"], batch_size=BATCH)
    Identity.objects.bulk_update(
        identities.values(), ["full_name", "known_as", "address", "postcode"], batch_size=BATCH
    )


def _retell(identity: Identity, line: RollLine, one: Staying) -> None:
    if one.renamed:
        identity.full_name, identity.known_as = line.full_name, ""
    if one.moved:
        identity.address, identity.postcode = line.address, line.postcode


def _mark(row: Tenure, line: RollLine) -> None:
    row.name_mark = mark(row.salt, plain_name(line.full_name))
    if line.home or not row.home_mark:
        row.home_mark = mark(row.salt, line.home)


def _begin_places(roll: Roll, pairs: Sequence[tuple[RollLine, int]]) -> None:
    rows = []
    for line, party in pairs:
        row = Tenure(
            community=roll.community, roll=roll, party_id=party, reference=line.reference,
            since=dt.date.fromisoformat(line.since), until=_day(line.until),
            salt=secrets.token_hex(SALT_BYTES),
        )  # fmt: skip
        _mark(row, line)
        rows.append(row)
    Tenure.objects.bulk_create(rows, batch_size=BATCH)


def _make_people(lines: Sequence[RollLine]) -> list[tuple[RollLine, int]]:
    """Persons and identities of those who are new; a way to sign in where their email is nobody else's."""
    parties = Party.objects.bulk_create([Party(kind=PartyKind.PERSON) for _line in lines], batch_size=BATCH)
    pairs = list(zip(lines, (party.pk for party in parties), strict=True))
    Person.objects.bulk_create([_person(line, party) for line, party in pairs], batch_size=BATCH)
    Identity.objects.bulk_create([_identity(line, party) for line, party in pairs], batch_size=BATCH)
    used: set[str] = set()
    emails = [line.email for line in lines if line.email]
    for start in range(0, len(emails), BATCH):
        some = Login.objects.filter(email__in=emails[start : start + BATCH])
        used |= set(some.values_list("email", flat=True))
    nobody_knows = make_password(None)
    Login.objects.bulk_create(
        [
            Login(email=line.email, person_id=party, password=nobody_knows)
            for line, party in pairs
            if line.email and line.email not in used
        ],
        batch_size=BATCH,
    )
    return pairs


def _person(line: RollLine, party: int) -> Person:
    return Person(
        party_id=party, language=line.language, channel=line.channel, easy_read=line.easy_read,
        large_print=line.large_print,
    )  # fmt: skip


def _identity(line: RollLine, party: int) -> Identity:
    return Identity(
        person_id=party, full_name=line.full_name, email=line.email, phone=line.phone, address=line.address,
        postcode=line.postcode, born_on=_day(line.born_on),
    )  # fmt: skip


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def open_what_begins(by: type_of_actor, community: Community) -> int:
    """Everybody whose place has begun becomes a member, or a member again; how many did."""
    begun = standing_on(Tenure.objects.of(community)).order_by("since", "pk")
    first: dict[int, dt.date] = {}
    for party, since in begun.values_list("party", "since"):
        first.setdefault(party, since)
    there = dict(Membership.objects.of(community).filter(party__in=first).values_list("party", "state"))
    fresh = [party for party in first if party not in there]
    Membership.objects.bulk_create(
        [
            Membership(community=community, party_id=pk, capacity=Capacity.CITIZEN, joined_on=first[pk])
            for pk in fresh
        ],
        batch_size=BATCH,
    )
    record_many(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        verb="people.join_by_roll",
        subjects=[(party, {"kind": party.kind}) for party in Party.objects.filter(pk__in=fresh)],
        audience=Audience.STAFF,
    )
    return len(fresh) + _reopen(
        community, [pk for pk, state in there.items() if state == MembershipState.CLOSED]
    )


def _reopen(community: Community, parties: Sequence[int]) -> int:
    """Whoever left and is on a roll is a member again, by the roll alone; who was erased stays so."""
    rows = Membership.objects.of(community).filter(party__in=parties, party__person__identity__isnull=False)
    count = 0
    for row in rows:
        reopen_membership(by=SYSTEM, membership=row)
        chose, _fresh = RollMember.objects.get_or_create(community=community, person_id=row.party_id)
        if chose.choice == RollChoice.TAKES_PART:
            chose.choice, chose.chosen_at = RollChoice.NONE, None
            chose.save(update_fields=["choice", "chosen_at"])
        count += 1
    return count


def end_what_is_over(community_id: int) -> int:
    """Everybody whose last place has ended and who did not choose to take part leaves; how many left.

    Whoever takes part, holds a duty or acts for somebody stays a member by their own choice, and is told.
    """
    community = Community.objects.get(pk=community_id)
    standing = standing_on(Tenure.objects.of(community)).values("party")
    over = Tenure.objects.of(community).filter(until__lt=timezone.localdate()).exclude(party__in=standing)
    open_here = Membership.objects.of(community).exclude(state=MembershipState.CLOSED)
    leaving = open_here.filter(party__in=over.values("party")).order_by("pk")
    lately = timezone.localdate() - dt.timedelta(days=TOLD_WITHIN_DAYS)
    left = 0
    for row in leaving:
        last = over.filter(party=row.party_id).order_by("-until").values_list("until", flat=True)[0]
        if _stays_by_choice(community, row):
            if last >= lately:
                later("gilydd.people.roll_notices.off_the_roll", row.pk)
            continue
        close_membership(by=SYSTEM, membership=row, reason=_("The place on the roll ended."), left_on=last)
        left += 1
    return left


def _stays_by_choice(community: Community, row: Membership) -> bool:
    chose = RollMember.objects.of(community).filter(person=row.party_id).first()
    if chose is None or chose.choice == RollChoice.TAKES_PART:
        return True
    acts = ActsFor.objects.of(community).filter(person=row.party_id, until__isnull=True)
    return row.roles.filter(until__isnull=True).exists() or acts.exists()
