"""Operations of the moderators' desk: report something, ask for a second look, decide, and the public log."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Router
from pydantic import BaseModel, Field, StringConstraints

from gilydd.history.words import Refused
from gilydd.people.operations import Given, Here, Id, Lang, Listed, Which, found, listed, operation
from gilydd.people.words import Role, Scope
from gilydd.safety import commands, desk
from gilydd.safety.models import Case
from gilydd.safety.policy import own_cases, visible_cases
from gilydd.safety.words import LONGEST_EXPLANATION, LONGEST_REPORT, ReportReason, Verdict

from . import kinds
from .views import AT_THE_DESK, pleads_as

router = Router(tags=["moderation"])
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_EXPLANATION)]


class NewReport(Given):
    """`kind` and `thing` name it, such as "exchange.ask" and its number."""

    kind: Annotated[str, StringConstraints(max_length=60)]
    thing: Id
    reason: ReportReason
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_REPORT)] = ""
    lang: Lang = "en"


class Received(BaseModel):
    """That it came; what becomes of it is listed with the reports."""

    received_at: dt.datetime


class OwnShown(BaseModel):
    """What I reported, or of mine was taken out of sight; `plead_until` where a second look is open."""

    id: int
    kind: str
    mine: bool
    state: str
    reason: str
    explanation: str
    answer: str
    opened_at: dt.datetime
    plead_until: dt.datetime | None


class CaseShown(BaseModel):
    """A case on the desk: what it said, and why it was reported; never by whom."""

    id: int
    kind: str
    thing: int
    state: str
    reasons: list[str]
    quote: str
    quote_lang: str
    opened_at: dt.datetime
    due_at: dt.datetime


class Plea(Given):
    plea: Why
    lang: Lang


class Decision(Given):
    """`reason` is needed where it goes out of sight."""

    verdict: Verdict
    reason: ReportReason | None = None
    explanation: Why
    lang: Lang


class SecondLook(Given):
    """`reason` is needed where it goes out of sight and stayed before."""

    verdict: Verdict
    reason: ReportReason | None = None
    answer: Why
    lang: Lang


class LogLine(BaseModel):
    """One decision: no name, no word, no day."""

    month: str = Field(description="Year and month, such as 2026-11")
    kind: str
    state: str
    reason: str


@operation(
    router,
    "POST",
    "/communities/{community}/moderation/reports",
    says=gettext_lazy("Report something to the moderators"),
    scope=Scope.WRITE,
    gives=Received,
    status=201,
)
def report_thing(request: Any, community: Here, given: NewReport) -> dict[str, Any]:
    """Whoever wrote it is not told who reported it. Twice is once."""
    thing = kinds.thing(request.person, community, given.kind, given.thing)
    if thing is None:
        raise Refused(_("There is nothing with this number here."), field="thing")
    text, lang = thing.quote
    made = commands.report_thing(
        by=request.person,
        community=community,
        thing_key=thing.key,
        whose=thing.whose,
        reason=given.reason,
        words=given.words,
        lang=given.lang,
        quote=text,
        quote_lang=lang if lang in ("cy", "en") else "",
    )
    return {"received_at": made.reported_at}


@operation(
    router,
    "GET",
    "/communities/{community}/moderation/reports",
    says=gettext_lazy("What I reported, and what of mine was taken out of sight"),
    scope=Scope.READ,
    gives=Listed[OwnShown],
)
def my_reports(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """Newest first."""
    return listed(desk.own(request.person, community), which, lambda page: [_own(line) for line in page])


@operation(
    router,
    "POST",
    "/communities/{community}/moderation/reports/{own_case}/plea",
    says=gettext_lazy("Ask for a second look"),
    scope=Scope.WRITE,
    gives=OwnShown,
)
def ask_again(request: Any, community: Here, own_case: Id, given: Plea) -> dict[str, Any]:
    """Somebody who did not decide before looks at it; once."""
    row = found(own_cases(request.person, community).select_related("community", "whose"), pk=own_case)
    party = pleads_as(request, row)
    commands.ask_again(by=request.person, case=row, party=party, plea=given.plea, lang=given.lang)
    return next(_own(line) for line in desk.own(request.person, community) if line.pk == row.pk)


@operation(
    router,
    "GET",
    "/communities/{community}/moderation/cases",
    says=gettext_lazy("What waits on the moderators' desk"),
    scope=Scope.BROKER_READ,
    who=AT_THE_DESK,
    gives=Listed[CaseShown],
)
def cases(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """What is due first on top; never what the reader wrote."""
    rows = visible_cases(request.person, community).filter(state__in=("open", "again"))
    rows = rows.prefetch_related("reports").order_by("due_at", "pk")
    return listed(rows, which, lambda page: [_case(row) for row in page])


@operation(
    router,
    "POST",
    "/communities/{community}/moderation/cases/{case}/decision",
    says=gettext_lazy("Decide on what was reported"),
    scope=Scope.BROKER_WRITE,
    who=AT_THE_DESK,
    gives=CaseShown,
)
def decide_case(request: Any, community: Here, case: Id, given: Decision) -> dict[str, Any]:
    """It stays, or it goes out of sight for a published reason."""
    row = found(_cases(request, community), pk=case)
    told = given.model_dump() | {"reason": given.reason or ""}
    return _case(commands.decide_case(by=request.person, case=row, **told))


@operation(
    router,
    "POST",
    "/communities/{community}/moderation/cases/{case}/second-look",
    says=gettext_lazy("Look again at a decision"),
    scope=Scope.BROKER_WRITE,
    who=AT_THE_DESK,
    gives=CaseShown,
)
def look_again(request: Any, community: Here, case: Id, given: SecondLook) -> dict[str, Any]:
    """By somebody else than the first moderator; it stands."""
    row = found(_cases(request, community), pk=case)
    told = given.model_dump() | {"reason": given.reason or ""}
    return _case(commands.look_again(by=request.person, case=row, **told))


@operation(
    router,
    "POST",
    "/communities/{community}/moderation/cases/{case}/gone",
    says=gettext_lazy("Close a case whose thing is not there any more"),
    scope=Scope.BROKER_WRITE,
    who=AT_THE_DESK,
    gives=CaseShown,
)
def close_gone(request: Any, community: Here, case: Id) -> dict[str, Any]:
    """Refused while it is still there."""
    row = found(_cases(request, community), pk=case)
    if kinds.thing_of_key(community, row.thing_key) is not None:
        raise Refused(_("It is still there: decide on it."))
    return _case(commands.close_gone(by=request.person, case=row))


@operation(
    router,
    "GET",
    "/communities/{community}/moderation/log",
    says=gettext_lazy("What moderators decided"),
    scope=Scope.READ,
    gives=Listed[LogLine],
)
def moderation_log(request: Any, community: Here, which: Which) -> dict[str, Any]:
    """The public log: the newest month first."""
    return listed(desk.log(community), which, lambda page: [_logged(line) for line in page])


class SafetyDays(Given):
    acknowledge_working_days: Annotated[int, Field(ge=1, le=5)]
    decide_days: Annotated[int, Field(ge=1, le=28)]
    look_days: Annotated[int, Field(ge=1, le=14)]
    again_days: Annotated[int, Field(ge=7, le=366)]
    welcome_cy: str = ""
    welcome_en: str = ""


@operation(
    router,
    "PUT",
    "/communities/{community}/moderation/rules",
    says=gettext_lazy("Say how soon something is done, and what is welcome"),
    scope=Scope.BROKER_WRITE,
    who=Role.BROKER,
    gives=None,
    status=204,
)
def change_safety_rules(request: Any, community: Here, given: SafetyDays) -> None:
    """It counts for what comes in from now on."""
    commands.change_safety_rules(by=request.person, community=community, **given.model_dump())


def _cases(request: Any, community: Any) -> Any:
    return visible_cases(request.person, community).select_related("community", "whose")


def _own(line: desk.Own) -> dict[str, Any]:
    told = {name: getattr(line, name) for name in ("state", "reason", "explanation", "answer", "opened_at")}
    kind = line.thing_key.partition(":")[0]
    return told | {"id": line.pk, "kind": kind, "mine": line.wrote, "plead_until": line.plead_until}


def _case(row: Case) -> dict[str, Any]:
    kind, _colon, number = row.thing_key.partition(":")
    told = {name: getattr(row, name) for name in ("state", "quote", "quote_lang", "opened_at", "due_at")}
    reasons = sorted({one.reason for one in row.reports.all()})
    return told | {"id": row.pk, "kind": kind, "thing": int(number), "reasons": reasons}


def _logged(line: desk.Logged) -> dict[str, Any]:
    kind = line.thing_key.partition(":")[0]
    return {"month": f"{line.month:%Y-%m}", "kind": kind, "state": line.state, "reason": line.reason}
