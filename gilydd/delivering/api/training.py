"""Operations: courses, certificates, and one's own record of learning."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field
from pydantic import StringConstraints as Text

from gilydd.people.models import Community
from gilydd.people.operations import (
    Day,
    Disclosure,
    Given,
    Here,
    Id,
    Lang,
    Listed,
    MemberName,
    Said,
    Which,
    Words,
    found,
    listed,
    member_names,
    operation,
    party_of,
)
from gilydd.people.words import Scope

from .. import commands
from ..models import Activity, Certificate, Course, Learning, LearningLink
from ..policy import run_activities, visible_activities
from ..queries import training as reads
from ..words import Shown
from .shapes import router

Short = Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=160)]
Where = Annotated[str, Text(strip_whitespace=True, max_length=160)]
LongMinutes = Annotated[int, Field(ge=1, le=120_000, strict=True)]


class CourseShown(BaseModel):
    activity: int
    title: str
    learns: str
    sessions_needed: int
    next_at: dt.datetime | None


class NewCourse(Given):
    sessions_needed: Annotated[int, Field(ge=1, le=500, strict=True)]
    learns_cy: Words = ""
    learns_en: Words = ""


class CourseKept(BaseModel):
    activity: int
    sessions_needed: int


class CertificateShown(BaseModel):
    id: int
    activity: int
    member: MemberName
    number: str
    completed_on: dt.date
    minutes: int
    withdrawn: bool


class NewCertificates(Given):
    members: Annotated[list[Id], Field(min_length=1, max_length=500)]


class Withdrawn(Given):
    reason: Said
    lang: Lang


class CertificateSeen(Given):
    shown: Shown
    names_holder: bool = False


class LearningShown(BaseModel):
    id: int
    title: str
    words: str
    lang: str
    where: str
    learned_on: dt.date
    minutes: int | None
    shown: Shown


class NewLearning(Given):
    title: Short
    words: Words = ""
    where: Where = ""
    learned_on: Day
    lang: Lang
    minutes: LongMinutes | None = None
    shown: Shown = Shown.NOBODY


class LinkShown(BaseModel):
    """`secret` is told once, when the address is made."""

    id: int
    name: str
    expires_on: dt.date
    secret: str | None = None


class NewLink(Given):
    name: Annotated[str, Text(strip_whitespace=True, min_length=1, max_length=80)]
    expires_on: Day


class TrainedShown(BaseModel):
    """People who completed training, up to the end of the last quarter."""

    until: dt.date
    people: Disclosure


@operation(
    router,
    "GET",
    "/communities/{community}/courses",
    says=_("Courses"),
    scope=Scope.READ,
    gives=Listed[CourseShown],
)
def courses(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Courses that go on, those with the next session first."""
    rows = reads.courses(request.person, community)
    return listed(
        rows,
        which,
        lambda page: (
            {
                "activity": row.activity_id, "title": row.title, "learns": row.learns,
                "sessions_needed": row.sessions_needed, "next_at": row.next_at,
            }
            for row in page
        ),
    )  # fmt: skip


@operation(
    router,
    "PUT",
    "/communities/{community}/activities/{activity}/course",
    says=_("Make an activity a course"),
    scope=Scope.WRITE,
    gives=CourseKept,
)
def keep_course(request: Any, community: Here, activity: Id, given: NewCourse) -> dict[str, Any]:
    """Completed by whoever stands on the sheets of so many sessions."""
    row = found(visible_activities(request.person, community).select_related("community"), pk=activity)
    made = commands.keep_course(by=request.person, activity=row, **given.model_dump())
    return {"activity": row.pk, "sessions_needed": made.sessions_needed}


@operation(
    router,
    "POST",
    "/communities/{community}/activities/{activity}/certificates",
    says=_("Give certificates"),
    scope=Scope.WRITE,
    gives=list[CertificateShown],
    status=201,
)
def issue_certificates(
    request: Any, community: Here, activity: Id, given: NewCertificates
) -> list[dict[str, Any]]:
    """To members who completed the course, all or none; who has one keeps that one."""
    row: Activity = found(run_activities(request.person, community), pk=activity)
    course = found(Course.objects.of(community), activity=row)
    parties = [party_of(community, pk, f"members.{place}") for place, pk in enumerate(given.members)]
    made = commands.issue_certificates(by=request.person, course=course, parties=parties)
    return _certificates(community, made)


@operation(
    router,
    "GET",
    "/communities/{community}/certificates",
    says=_("My certificates"),
    scope=Scope.READ,
    gives=Listed[CertificateShown],
)
def certificates(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Mine, the newest first."""
    rows = Certificate.objects.of(community).filter(party=request.person.pk).order_by("-pk")
    return listed(rows, which, lambda page: _certificates(community, page))


@operation(
    router,
    "POST",
    "/communities/{community}/certificates/{certificate}/withdraw",
    says=_("Withdraw a certificate"),
    scope=Scope.WRITE,
    gives=CertificateShown,
)
def withdraw_certificate(request: Any, community: Here, certificate: Id, given: Withdrawn) -> dict[str, Any]:
    """Its number then says that it does not hold; for who manages the course."""
    run = run_activities(request.person, community).values("pk")
    row = found(Certificate.objects.of(community).filter(course__activity__in=run), pk=certificate)
    done = commands.withdraw_certificate(by=request.person, certificate=row, **given.model_dump())
    return _certificates(community, [done])[0]


@operation(
    router,
    "PUT",
    "/communities/{community}/certificates/{certificate}/shown",
    says=_("Say who may see a certificate"),
    scope=Scope.WRITE,
    gives=CertificateShown,
)
def show_certificate(
    request: Any, community: Here, certificate: Id, given: CertificateSeen
) -> dict[str, Any]:
    """The holder's own choice, and whether its public check tells their name."""
    row = found(Certificate.objects.of(community).filter(party=request.person.pk), pk=certificate)
    done = commands.show_certificate(by=request.person, certificate=row, **given.model_dump())
    return _certificates(community, [done])[0]


@operation(
    router,
    "GET",
    "/communities/{community}/learning",
    says=_("What I learned"),
    scope=Scope.READ,
    gives=Listed[LearningShown],
)
def learning(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """What I wrote in my own record, the newest first."""
    rows = Learning.objects.of(community).filter(party=request.person.pk).order_by("-learned_on", "-pk")
    return listed(rows, which, lambda page: map(_learning, page))


@operation(
    router,
    "POST",
    "/communities/{community}/learning",
    says=_("Write what I learned"),
    scope=Scope.WRITE,
    gives=LearningShown,
    status=201,
)
def write_learning(request: Any, community: Here, given: NewLearning) -> dict[str, Any]:
    """Into my own record; nobody sees it unless I show it."""
    return _learning(commands.write_learning(by=request.person, community=community, **given.model_dump()))


@operation(
    router,
    "DELETE",
    "/communities/{community}/learning/{entry}",
    says=_("Delete what I wrote"),
    scope=Scope.WRITE,
    gives=LearningShown,
)
def forget_learning(request: Any, community: Here, entry: Id) -> dict[str, Any]:
    """For good. Gives what was deleted."""
    rows = Learning.objects.of(community).filter(party=request.person.pk).select_related("community")
    row = found(rows, pk=entry)
    told = _learning(row)
    commands.forget_learning(by=request.person, entry=row)
    return told


@operation(
    router,
    "POST",
    "/communities/{community}/learning-addresses",
    says=_("Make an address to show what I learned"),
    scope=Scope.WRITE,
    gives=LinkShown,
    status=201,
)
def make_learning_link(request: Any, community: Here, given: NewLink) -> dict[str, Any]:
    """The secret is told this once."""
    row, secret = commands.make_learning_link(by=request.person, community=community, **given.model_dump())
    return {"id": row.pk, "name": row.name, "expires_on": row.expires_on, "secret": secret}


@operation(
    router,
    "DELETE",
    "/communities/{community}/learning-addresses/{link}",
    says=_("End an address"),
    scope=Scope.WRITE,
    gives=LinkShown,
)
def end_learning_link(request: Any, community: Here, link: Id) -> dict[str, Any]:
    """Whoever has it finds nothing any more."""
    rows = LearningLink.objects.of(community).filter(person=request.person.pk).select_related("community")
    row = commands.end_learning_link(by=request.person, link=found(rows, pk=link))
    return {"id": row.pk, "name": row.name, "expires_on": row.expires_on}


@operation(
    router,
    "GET",
    "/communities/{community}/trained",
    says=_("How many people were trained"),
    scope=Scope.READ,
    gives=TrainedShown,
)
def trained(request: Any, community: Here) -> dict[str, Any]:
    """A disclosed figure."""
    told = reads.trained(community)
    return {"until": told.until, "people": told.people}


def _certificates(community: Community, rows: list[Certificate]) -> list[dict[str, Any]]:
    called = member_names(community, [row.party_id for row in rows])
    return [
        {
            "id": row.pk,
            "activity": row.course_id,
            "member": called[row.party_id],
            "number": row.number,
            "completed_on": row.completed_on,
            "minutes": row.minutes,
            "withdrawn": row.withdrawn_at is not None,
        }
        for row in rows
    ]


def _learning(row: Learning) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "words": row.words,
        "lang": row.lang,
        "where": row.where,
        "learned_on": row.learned_on,
        "minutes": row.minutes,
        "shown": row.shown,
    }
