"""Writes: rolls that organisations keep, their files from month to month, and what their people choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused

from ..imports import BadFile
from ..models import (
    Community,
    Membership,
    Message,
    Party,
    Person,
    Roll,
    RollMember,
    RollUpload,
    Tenure,
)
from ..policy import SYSTEM, policy, type_of_actor
from ..queries.rolls import letters_of_roll, standing_on
from ..roll_files import read_roll
from ..tables import read_table
from ..words import (
    UPLOAD_KEPT_DAYS,
    UPLOAD_LIVE,
    Explained,
    MembershipState,
    PartyKind,
    RollChoice,
    UploadState,
)
from ._rolling import carry_out, judge, kept_problems, ready_state
from ._shared import typed_by, write_down


@transaction.atomic
def keep_roll(
    *,
    by: type_of_actor,
    community: Community,
    organisation: Party,
    people_cy: str,
    people_en: str,
    why_cy: str,
    why_en: str,
    contact: str,
) -> Roll:
    """From now on everybody on this organisation's roll is a member here, with a vote and nothing shared.

    `people`: what they are called, such as tenants. `why`: the reason that the letter gives. `contact`: whom
    they can ring or write to about it.
    """
    policy.check(by, "set_up_roll", community)
    member = Membership.objects.of(community).filter(party=organisation, state=MembershipState.ACTIVE)
    if organisation.kind == PartyKind.PERSON or not member.exists():
        raise Refused(_("Choose an organisation that is a member here."), field="organisation")
    words = {"people_cy": people_cy, "people_en": people_en, "why_cy": why_cy, "why_en": why_en}
    for field, text in words.items():
        if not text.strip():
            raise Refused(_("Write it in Welsh and in English."), field=field)
    if not contact.strip():
        raise Refused(_("Write whom they can ring or write to."), field="contact")
    if Roll.objects.of(community).filter(organisation=organisation, ended_on__isnull=True).exists():
        raise Refused(_("This organisation keeps a roll here already."), field="organisation")
    tidy = {field: text.strip() for field, text in words.items()}
    roll = Roll.objects.create(
        community=community, organisation=organisation, contact=contact.strip(), **tidy
    )
    write_down("keep_roll", by, community, roll, audience=Audience.PUBLIC, mentions=[organisation])
    return roll


@transaction.atomic
def end_roll(*, by: type_of_actor, roll: Roll) -> Roll:
    """The organisation's people are members through it no longer: every place ends today.

    Whoever takes part stays a member by their own choice.
    """
    roll = _locked_roll(roll)
    policy.check(by, "set_up_roll", roll.community)
    if roll.ended_on is not None:
        return roll
    today = timezone.localdate()
    Tenure.objects.filter(roll=roll, until__isnull=True, since__gt=today).delete()
    standing_on(Tenure.objects.filter(roll=roll)).update(until=today)
    _drop_live(roll)
    roll.ended_on = today
    roll.save(update_fields=["ended_on"])
    write_down("end_roll", by, roll.community, roll, audience=Audience.PUBLIC, mentions=[roll.organisation])
    later("gilydd.people.commands._rolling.end_what_is_over", roll.community_id)
    return roll


@transaction.atomic
def open_roll_upload(
    *, by: type_of_actor, roll: Roll, as_of: dt.date, file_name: str, data: bytes
) -> RollUpload:
    """Take a roll's file in and read it: who joins, leaves, moves, and what a person must decide.

    Nothing of it counts yet. A newer file takes the place of one that waits. Raises Refused where the file
    cannot be read as a table at all; what is wrong in its rows is kept in the report.
    """
    roll = _locked_roll(roll)
    policy.check(by, "bring_roll", roll)
    if roll.ended_on is not None:
        raise Refused(_("This roll has ended."))
    if as_of > timezone.localdate():
        raise Refused(_("This day has not come yet."), field="as_of")
    if roll.as_of is not None and as_of < roll.as_of:
        raise Refused(_("A later roll than this is written already."), field="as_of")
    try:
        file = read_roll(read_table(file_name, data))
    except BadFile as failure:
        raise Refused(str(failure), field="file") from failure
    _drop_live(roll)
    upload = RollUpload(
        community=roll.community,
        roll=roll,
        as_of=as_of,
        file_name=file_name[:160],
        sha256=sha256(data).hexdigest(),
        rows=[line.kept() for line in file.lines],
        made_by_key=key_of(by),
        report={"wrong": kept_problems(file.wrong), "warnings": kept_problems(file.warnings)},
    )
    _judged(upload)
    write_down("open_roll_upload", by, roll.community, roll, people=len(file.lines), wrong=len(file.wrong))
    return upload


@transaction.atomic
def decide_roll_upload(
    *, by: type_of_actor, upload: RollUpload, decided: Mapping[str, str], many_leave: bool = False
) -> RollUpload:
    """Say of each doubtful row who it is, and whether it is right that so many leave; then read it again.

    `decided`: for a reference "new", "party:<id>" or "row:<reference>", one of those that were asked about.
    The organisation decides about its own people; about members that it need not know of, a broker does.
    """
    upload = _live(None, upload)
    asked = {one["reference"]: one for one in upload.report.get("questions", ())}
    if many_leave or not decided or any(asked.get(one, {}).get("own", True) for one in decided):
        policy.check(by, "bring_roll", upload.roll)
    if any(not asked.get(one, {}).get("own", True) for one in decided):
        policy.check(by, "decide_doubts", upload.roll)
    for reference, answer in decided.items():
        if reference not in asked or answer not in {*asked[reference]["others"], "new"}:
            raise Refused(_("Choose one of the answers."), field=f"who_{reference}")
    upload.decided = {**upload.decided, **decided}
    upload.many_leave = upload.many_leave or many_leave
    _judged(upload)
    write_down("decide_roll_upload", by, upload.community, upload.roll, decided=len(decided))
    return upload


@transaction.atomic
def write_roll_upload(*, by: type_of_actor, upload: RollUpload) -> RollUpload:
    """Write the whole file, or nothing: people join, move, are called otherwise, and leave.

    What stands is compared once more first: where somebody must decide anew, nothing is written.
    """
    upload = _live(by, upload)
    _judged(upload)
    if upload.state == UploadState.WRONG:
        raise Refused(_("Some rows cannot be read. Put them right in the file and bring it in again."))
    if upload.state == UploadState.ASKING:
        raise Refused(_("First say of each doubtful row who it is."))
    counts: dict[str, Any] = carry_out(by, upload)
    upload.rows, upload.decided = [], {}
    upload.report = {"counts": counts}
    upload.state, upload.written_at = UploadState.WRITTEN, timezone.now()
    upload.save()
    Roll.objects.filter(pk=upload.roll_id).update(as_of=upload.as_of)
    write_down("write_roll_upload", by, upload.community, upload.roll, **counts)
    later("gilydd.people.roll_notices.tell_joined", upload.roll_id)
    later("gilydd.people.commands._rolling.end_what_is_over", upload.community_id)
    return upload


@transaction.atomic
def drop_roll_upload(*, by: type_of_actor, upload: RollUpload) -> RollUpload:
    """Leave a file aside; what it said of people is forgotten."""
    upload = _live(by, upload)
    _forget(upload, UploadState.DROPPED)
    write_down("drop_roll_upload", by, upload.community, upload.roll)
    return upload


@transaction.atomic
def empty_old_uploads(*, by: type_of_actor = SYSTEM) -> int:
    """Forget what files say of people that nobody wrote within a week."""
    before = timezone.now() - dt.timedelta(days=UPLOAD_KEPT_DAYS)
    rows = list(RollUpload.objects.select_for_update().filter(state__in=UPLOAD_LIVE, made_at__lt=before))
    for upload in rows:
        _forget(upload, UploadState.DROPPED)
    return len(rows)


@transaction.atomic
def begin_taking_part(
    *, by: type_of_actor, community: Community, person: Person, explained: str = Explained.SCREEN
) -> RollMember:
    """Somebody whom a roll made a member chooses to take part: with hours, and with what they agree to.

    They say so themselves on screen, or whoever serves them writes down what they said.
    """
    row = _chooser(community, person)
    policy.check(by, "begin_by_roll", _membership(community, person))
    _check_explained(by, person, explained)
    if row.choice != RollChoice.TAKES_PART:
        _choose(row, RollChoice.TAKES_PART, by, explained)
        write_down(
            "begin_taking_part", by, community, person, audience=Audience.PRIVATE,
            behalf=person if row.typed_by_key else None, explained=explained,
        )  # fmt: skip
        later("gilydd.people.roll_notices.begun", row.pk)
    return row


@transaction.atomic
def decline_contact(
    *, by: type_of_actor, community: Community, person: Person, explained: str = Explained.SCREEN
) -> RollMember:
    """Somebody whom a roll made a member does not want to be written to. Their vote stays as it is."""
    row = _chooser(community, person)
    _check_contact(by, row, explained)
    if row.choice == RollChoice.TAKES_PART:
        raise Refused(
            _("You take part, so we must be able to reach you. Say on your page how you like to be reached.")
        )
    _choose(row, RollChoice.NO_CONTACT, by, explained)
    write_down("decline_contact", by, community, person, audience=Audience.PRIVATE, explained=explained)
    return row


@transaction.atomic
def accept_contact(
    *, by: type_of_actor, community: Community, person: Person, explained: str = Explained.SCREEN
) -> RollMember:
    """They may be written to again after all."""
    row = _chooser(community, person)
    _check_contact(by, row, explained)
    if row.choice == RollChoice.NO_CONTACT:
        _choose(row, RollChoice.NONE, by, explained)
        write_down("accept_contact", by, community, person, audience=Audience.PRIVATE, explained=explained)
    return row


@transaction.atomic
def tell_of_contact(
    *, by: type_of_actor, roll: Roll, reference: str, wants_letters: bool, explained: str
) -> Tenure:
    """Somebody told the organisation whether they want to be written to.

    Of whoever is a member by the roll alone it holds at once. Whoever takes part, or was a member before, is
    told and says it themselves; the organisation gets the same answer either way, because who takes part is
    nothing to tell a landlord.
    """
    policy.check(by, "bring_roll", roll)
    if explained not in Explained.values or explained == Explained.SCREEN:
        raise Refused(_("Say how they told you: at a visit, by phone or on paper."), field="explained")
    places = standing_on(Tenure.objects.filter(roll=roll, reference=reference.strip()))
    place = places.select_related("community", "party__person").first()
    if place is None:
        raise Refused(_("Nobody has this reference on the roll today."), field="reference")
    row = (
        RollMember.objects.select_for_update().filter(community=roll.community, person=place.party_id).first()
    )
    if row is not None and row.choice != RollChoice.TAKES_PART:
        _choose(row, RollChoice.NONE if wants_letters else RollChoice.NO_CONTACT, by, explained)
    else:
        later("gilydd.people.roll_notices.contact_told", place.pk)
    write_down("tell_of_contact", by, roll.community, place, audience=Audience.PRIVATE, explained=explained)
    return place


@transaction.atomic
def mark_roll_letters(*, by: type_of_actor, roll: Roll, messages: Iterable[Message]) -> int:
    """These letters to people on the roll were printed and go out; how many were still waiting."""
    policy.check(by, "bring_roll", roll)
    rows = letters_of_roll(roll).filter(pk__in=[row.pk for row in messages])
    marked = Message.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        sent_at=timezone.now()
    )
    if marked:
        write_down("mark_roll_letters", by, roll.community, roll, messages=marked)
    return marked


def _judged(upload: RollUpload) -> None:
    """Compare the kept rows with what stands, and keep the report and the state."""
    upload.report = {
        "wrong": upload.report.get("wrong", []),
        "warnings": upload.report.get("warnings", []),
        **judge(upload),
    }
    upload.state = ready_state(upload)
    upload.save()


def _live(by: type_of_actor, upload: RollUpload) -> RollUpload:
    """The file as it is now, locked behind its roll, where it still waits; `by` None asks no policy yet."""
    _locked_roll(upload.roll)
    upload = (
        RollUpload.objects.select_for_update(of=("self",))
        .select_related("community", "roll__community", "roll__organisation")
        .get(pk=upload.pk)
    )
    if by is not None:
        policy.check(by, "bring_roll", upload.roll)
    if upload.state not in UPLOAD_LIVE:
        raise Refused(_("This file does not wait any more. Bring it in anew."))
    return upload


def _drop_live(roll: Roll) -> None:
    for upload in RollUpload.objects.filter(roll=roll, state__in=UPLOAD_LIVE):
        _forget(upload, UploadState.DROPPED)


def _forget(upload: RollUpload, state: UploadState) -> None:
    upload.rows, upload.decided = [], {}
    upload.report = {"counts": upload.report.get("counts", {})}
    upload.state = state
    upload.save()


def _locked_roll(roll: Roll) -> Roll:
    rows = Roll.objects.select_for_update(of=("self",)).select_related("community", "organisation")
    return rows.get(pk=roll.pk)


def _membership(community: Community, person: Person) -> Membership:
    rows = Membership.objects.of(community).select_related("community")
    row = rows.filter(party=person.pk).exclude(state=MembershipState.CLOSED).first()
    if row is None:
        raise Refused(_("This person is not a member here."))
    return row


def _chooser(community: Community, person: Person) -> RollMember:
    row = RollMember.objects.select_for_update().filter(community=community, person=person).first()
    if row is None:
        raise Refused(_("No roll made this person a member: they joined by their own choice."))
    return row


def _check_contact(by: type_of_actor, row: RollMember, explained: str) -> None:
    """Themselves, or whoever serves them; a landlord tells of it by `tell_of_contact`."""
    policy.check(by, "choose_contact", row)
    _check_explained(by, row.person, explained)


def _check_explained(by: type_of_actor, person: Person, explained: str) -> None:
    typed = typed_by(by, person)
    if explained not in Explained.values or (typed and explained == Explained.SCREEN):
        raise Refused(_("Say how they told you: at a visit, by phone or on paper."), field="explained")


def _choose(row: RollMember, choice: RollChoice, by: type_of_actor, explained: str) -> None:
    row.choice, row.explained = choice, explained
    row.chosen_at, row.typed_by_key = timezone.now(), typed_by(by, row.person)
    row.save()
