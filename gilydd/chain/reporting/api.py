"""Operations of the reports: of a service's turn, of a year, of a programme's communities."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import BaseModel

from gilydd.people.operations import Here, Id, operation
from gilydd.people.words import Scope

from . import service as services
from . import views, years

router = Router(tags=["services"])


class First(BaseModel):
    """What is missing or uncertain, and where it can be seen or put right (or empty)."""

    text: str
    href: str


class Told(BaseModel):
    """One line: a figure about people as an object with its marker, anything else in words."""

    what: str
    value: dict[str, Any] | str
    note: str
    href: str


class Part(BaseModel):
    key: str
    title: str
    note: str
    figures: list[Told]


class ReportShown(BaseModel):
    """A report: its days (both counted), what is missing or uncertain, and its parts."""

    title: str
    about: str
    since: str
    until: str
    first: list[First]
    sections: list[Part]


@operation(
    router,
    "GET",
    "/communities/{community}/services/{service}/report",
    says=_("The report of a turn of a service"),
    scope=Scope.READ,
    gives=ReportShown,
)
def service_report(request: Any, community: Here, service: Id, turn: int | None = None) -> dict[str, Any]:
    """The newest turn, or the one with this number; written from the records at each reading."""
    return services.of_turn(views.turn_of(request, community, service, turn)).as_json()


@operation(
    router,
    "GET",
    "/communities/{community}/years/{told_year}/report",
    says=_("The report of a year"),
    scope=Scope.READ,
    gives=ReportShown,
)
def year_report(request: Any, community: Here, told_year: int) -> dict[str, Any]:
    """The services of a year, its whole quarters alone."""
    return years.of_year(community, *views.days_or_missing(told_year)).as_json()


@operation(
    router,
    "GET",
    "/communities/{community}/programmes/{programme}/years/{told_year}/report",
    says=_("The report of a programme"),
    scope=Scope.READ,
    gives=ReportShown,
)
def programme_report(request: Any, community: Here, programme: Id, told_year: int) -> dict[str, Any]:
    """Its communities beside each other, in the order of the alphabet."""
    row = views.programme_of(request, community, programme)
    return years.of_programme(row, *views.days_or_missing(told_year)).as_json()
