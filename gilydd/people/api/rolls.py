"""Operations of rolls: an organisation's files, and what members by roll choose."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.history.words import Refused

from .. import commands, queries
from .. import roll_reports as reports
from ..models import Community, Person, Roll, RollUpload
from ..operations import (
    Day,
    Disclosure,
    Given,
    Here,
    Id,
    Line,
    Listed,
    Made,
    MemberName,
    Pair,
    Said,
    Which,
    acting_party,
    found,
    listed,
    member_names,
    operation,
    pair,
    party_of,
)
from ..policy import may, visible_rolls
from ..words import LONGEST_REFERENCE, Explained, Role, RollChoice, Scope, UploadState
from .routing import router

FileName = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
# 20 MB of a file as base64.
Content = Annotated[str, Text(min_length=4, max_length=28_000_000)]
Answer = Annotated[str, Text(pattern=r"^(new|party:\d{1,18}|row:.{1,40})$")]
Reference = Annotated[str, Text(min_length=1, max_length=LONGEST_REFERENCE)]


class RollShown(BaseModel):
    id: int
    organisation: MemberName
    people: Pair
    why: Pair
    contact: str
    as_of: dt.date | None
    ended_on: dt.date | None


class RollWhole(RollShown):
    on_roll: Disclosure
    take_part: Disclosure
    no_contact: Disclosure


class NewRoll(Given):
    """`organisation` is the member number of an organisation in the addresses."""

    organisation: Id
    people_cy: Line
    people_en: Line
    why_cy: Said
    why_en: Said
    contact: Line


class NewUpload(Given):
    """The whole roll of a day as a CSV, XLSX or ODS file, in base64."""

    as_of: Day
    file_name: FileName
    content: Content


class OpenQuestion(BaseModel):
    """A row that somebody must decide on. `others`: whom it may be; `new` is an answer too."""

    reference: str
    kind: str
    others: list[str]


class UploadShown(BaseModel):
    id: int
    as_of: dt.date
    state: UploadState
    counts: dict[str, int]
    many_leave: bool
    questions: list[OpenQuestion]
    waits_for_broker: int
    wrong: list[str]


class Decided(Given):
    answers: Annotated[dict[Reference, Answer], Field(max_length=500)] = {}
    many_leave: bool = False


class Choice(Given):
    """What somebody whom a roll made a member chooses; `member` where it is written down for them."""

    member: Id | None = None
    explained: Explained = Explained.SCREEN


class ToldOfContact(Given):
    """What somebody on the roll told the organisation, and how."""

    reference: Reference
    wants_letters: bool
    explained: Explained


class Chosen(BaseModel):
    choice: RollChoice


class Marked(BaseModel):
    letters: int


def _rows(request: Any, community: Community) -> Any:
    return visible_rolls(request.person, community).select_related("community", "organisation")


def _told(rows: list[Roll], community: Community) -> list[dict[str, Any]]:
    called = member_names(community, (row.organisation_id for row in rows))
    return [
        {
            "id": row.pk,
            "organisation": called[row.organisation_id],
            "people": pair(row, "people"),
            "why": pair(row, "why"),
            "contact": row.contact,
            "as_of": row.as_of,
            "ended_on": row.ended_on,
        }
        for row in rows
    ]


@operation(
    router,
    "GET",
    "/c/{community}/rolls",
    says=_("Rolls of organisations"),
    scope=Scope.READ,
    gives=Listed[RollShown],
)
def rolls(request: Any, community: Here, which: Which) -> Any:
    """The rolls that the person keeps; all of them for a broker."""
    return listed(_rows(request, community).order_by("pk"), which, lambda rows: _told(rows, community))


@operation(
    router,
    "GET",
    "/c/{community}/rolls/{roll}",
    says=_("One roll with its figures"),
    scope=Scope.READ,
    gives=RollWhole,
)
def roll(request: Any, community: Here, roll: Id) -> Any:
    """One roll: how many are on it today, disclosed."""
    row = found(_rows(request, community), pk=roll)
    figures = queries.figures_of(row)
    own = {"on_roll": figures.on_roll, "take_part": figures.take_part, "no_contact": figures.no_contact}
    return _told([row], community)[0] | own


@operation(
    router,
    "POST",
    "/c/{community}/rolls",
    says=_("Set up a roll"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
    status=201,
)
def keep_roll(request: Any, community: Here, given: NewRoll) -> Any:
    """An organisation's people become members by its roll."""
    told = given.model_dump()
    party = party_of(community, told.pop("organisation"), "organisation")
    return 201, {
        "id": commands.keep_roll(by=request.person, community=community, organisation=party, **told).pk
    }


@operation(
    router,
    "POST",
    "/c/{community}/rolls/{roll}/end",
    says=_("End a roll"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=Made,
)
def end_roll(request: Any, community: Here, roll: Id) -> Any:
    """The organisation's people are members through it no longer."""
    return {"id": commands.end_roll(by=request.person, roll=found(_rows(request, community), pk=roll)).pk}


@operation(
    router,
    "POST",
    "/c/{community}/rolls/{roll}/uploads",
    says=_("Bring a roll’s file in"),
    scope=Scope.WRITE,
    gives=UploadShown,
    status=201,
)
def open_roll_upload(request: Any, community: Here, roll: Id, given: NewUpload) -> Any:
    """The file is read, and nothing of it counts yet."""
    row = _kept(request, community, roll)
    try:
        data = base64.b64decode(given.content, validate=True)
    except (binascii.Error, ValueError) as failure:
        raise Refused(gettext("This is not base64."), field="content") from failure
    made = commands.open_roll_upload(
        by=request.person, roll=row, as_of=given.as_of, file_name=given.file_name, data=data
    )
    return 201, _upload_told(made)


@operation(
    router,
    "GET",
    "/c/{community}/roll-uploads/{upload}",
    says=_("A roll’s file and what it would change"),
    scope=Scope.READ,
    gives=UploadShown,
)
def roll_upload(request: Any, community: Here, upload: Id) -> Any:
    """What the file would change, and what must be decided first."""
    return _upload_told(_upload(request, community, upload))


@operation(
    router,
    "POST",
    "/c/{community}/roll-uploads/{upload}/decide",
    says=_("Decide about doubtful rows"),
    scope=Scope.WRITE,
    gives=UploadShown,
)
def decide_roll_upload(request: Any, community: Here, upload: Id, given: Decided) -> Any:
    """Say of doubtful rows who they are; a broker says of those that may be members already."""
    rows = RollUpload.objects.of(community).select_related("roll__community", "roll__organisation")
    row = found(rows.filter(roll__in=_rows(request, community)), pk=upload)
    return _upload_told(
        commands.decide_roll_upload(
            by=request.person, upload=row, decided=given.answers, many_leave=given.many_leave
        )
    )


@operation(
    router,
    "POST",
    "/c/{community}/roll-uploads/{upload}/write",
    says=_("Write a roll’s file"),
    scope=Scope.WRITE,
    gives=UploadShown,
)
def write_roll_upload(request: Any, community: Here, upload: Id) -> Any:
    """All of it, or nothing."""
    row = _upload(request, community, upload)
    return _upload_told(commands.write_roll_upload(by=request.person, upload=row))


@operation(
    router,
    "POST",
    "/c/{community}/roll-uploads/{upload}/drop",
    says=_("Leave a roll’s file aside"),
    scope=Scope.WRITE,
    gives=UploadShown,
)
def drop_roll_upload(request: Any, community: Here, upload: Id) -> Any:
    """What it said of people is forgotten."""
    return _upload_told(
        commands.drop_roll_upload(by=request.person, upload=_upload(request, community, upload))
    )


@operation(
    router,
    "POST",
    "/c/{community}/rolls/{roll}/letters/sent",
    says=_("Letters to people on a roll are sent"),
    scope=Scope.WRITE,
    gives=Marked,
)
def mark_roll_letters(request: Any, community: Here, roll: Id) -> Any:
    """Every letter that waits was printed and goes out."""
    row = _kept(request, community, roll)
    done = commands.mark_roll_letters(by=request.person, roll=row, messages=queries.letters_of_roll(row))
    return {"letters": done}


@operation(
    router,
    "POST",
    "/c/{community}/roll/begin",
    says=_("A member by roll takes part"),
    scope=Scope.WRITE,
    gives=Chosen,
)
def begin_taking_part(request: Any, community: Here, given: Choice) -> Any:
    """From now on with hours, and with what they agree to."""
    return {"choice": commands.begin_taking_part(**_whose(request, community, given)).choice}


@operation(
    router,
    "POST",
    "/c/{community}/roll/decline-contact",
    says=_("A member by roll is not written to"),
    scope=Scope.WRITE,
    gives=Chosen,
)
def decline_contact(request: Any, community: Here, given: Choice) -> Any:
    """Their vote stays as it is."""
    return {"choice": commands.decline_contact(**_whose(request, community, given)).choice}


@operation(
    router,
    "POST",
    "/c/{community}/roll/accept-contact",
    says=_("A member by roll may be written to again"),
    scope=Scope.WRITE,
    gives=Chosen,
)
def accept_contact(request: Any, community: Here, given: Choice) -> Any:
    """They changed their mind."""
    return {"choice": commands.accept_contact(**_whose(request, community, given)).choice}


@operation(
    router,
    "POST",
    "/c/{community}/rolls/{roll}/contact",
    says=_("Somebody on a roll said whether to write to them"),
    scope=Scope.WRITE,
    gives=Made,
)
def tell_of_contact(request: Any, community: Here, roll: Id, given: ToldOfContact) -> Any:
    """The answer is the same whoever it is about."""
    row = _kept(request, community, roll)
    commands.tell_of_contact(by=request.person, roll=row, **given.model_dump())
    return {"id": row.pk}


def _whose(request: Any, community: Community, given: Choice) -> dict[str, Any]:
    party = acting_party(request, community, given.member)
    person = Person.objects.filter(pk=party.pk).first()
    if person is None:
        raise Refused(gettext("This is no person."), field="member")
    return {"by": request.person, "community": community, "person": person, "explained": given.explained}


def _kept(request: Any, community: Community, pk: int) -> Roll:
    rows = _rows(request, community)
    row: Roll = found(rows, pk=pk)
    if not may(request.person, "bring_roll", row):
        raise Http404
    return row


def _upload(request: Any, community: Community, pk: int) -> RollUpload:
    rows = RollUpload.objects.of(community).select_related("roll__community", "roll__organisation")
    row: RollUpload = found(rows.filter(roll__in=_rows(request, community)), pk=pk)
    if not may(request.person, "bring_roll", row.roll):
        raise Http404
    return row


def _upload_told(row: RollUpload) -> dict[str, Any]:
    """A file as its organisation sees it: who is a member already is not told."""
    asked = row.report.get("questions", [])
    counts = dict(row.report.get("counts", {}))
    counts["joining"] = counts.get("joining", 0) + counts.pop("taking", 0)
    return {
        "id": row.pk,
        "as_of": row.as_of,
        "state": row.state,
        "counts": counts,
        "many_leave": bool(row.report.get("many") and not row.many_leave),
        "questions": [
            {"reference": one["reference"], "kind": one["kind"], "others": one["others"]}
            for one in asked
            if one["own"]
        ],
        "waits_for_broker": sum(not one["own"] for one in asked),
        "wrong": [str(one) for one in reports.problems(row)["wrong"]],
    }
