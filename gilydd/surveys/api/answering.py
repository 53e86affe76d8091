"""Operations: answer a survey, type in a slip, answer with a code or at a kiosk, cut the tie."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from gilydd.people.operations import Day, Given, Here, Id, Line, found, operation, party_of
from gilydd.people.words import Scope

from .. import commands
from ..marks import tidy
from ..models import Invitation, Kiosk
from ..policy import TYPISTS
from ..words import Channel, Group
from .routing import Answers, router, survey_here


class Sheet(Given):
    """`answers`: the code of an answer for each question's id; a question left out is not answered."""

    answers: Answers


class KioskSheet(Sheet):
    """`key`: your own random key of this sheet; the same key again counts once."""

    key: uuid.UUID


class TypedSheet(Sheet):
    """Either `slip` (its number or code) or `member`. `looked_again`: the paper was looked at once more."""

    slip: Line | None = None
    member: Id | None = None
    group: Group | None = None
    channel: Channel
    given_on: Day | None = None
    looked_again: bool = False


class Answered(BaseModel):
    """How many answers were taken."""

    answers: int


class TypedShown(BaseModel):
    """counted, waiting (for the second typing), or differs, with the questions in which they do."""

    state: str
    differing: list[int]


class Cut(BaseModel):
    """How many sheets it was."""

    sheets: int


@operation(
    router,
    "POST",
    "/communities/{community}/surveys/{survey}/answers",
    says=_("Answer a survey"),
    scope=Scope.WRITE,
    gives=Answered,
    status=201,
)
def answer_survey(request: Any, community: Here, survey: Id, given: Sheet) -> dict[str, Any]:
    """For oneself, once; what was answered before stays."""
    row = survey_here(request, community, survey)
    return {"answers": commands.answer_sheet(by=request.person, survey=row, answers=given.answers)}


@operation(
    router,
    "POST",
    "/communities/{community}/surveys/{survey}/slips/typed",
    says=_("Type in a slip"),
    scope=Scope.BROKER_WRITE,
    who=TYPISTS,
    gives=TypedShown,
    status=201,
)
def type_slip(request: Any, community: Here, survey: Id, given: TypedSheet) -> dict[str, Any]:
    """Paper, or what somebody said by phone; paper may have to be typed twice, by two people."""
    row = survey_here(request, community, survey)
    typed = commands.type_slip(
        by=request.person,
        survey=row,
        answers=given.answers,
        slip=given.slip or "",
        party=party_of(community, given.member) if given.member else None,
        group=given.group or "",
        channel=given.channel,
        given_on=given.given_on,
        looked_again=given.looked_again,
    )
    return {"state": typed.state, "differing": typed.differing}


@operation(
    router,
    "POST",
    "/communities/{community}/survey-codes/{survey_code}/answers",
    says=_("Answer with a code"),
    scope=Scope.WRITE,
    gives=Answered,
    status=201,
)
def answer_with_code(request: Any, community: Here, survey_code: str, given: Sheet) -> dict[str, Any]:
    """With the code of a slip or a letter, once; it counts as the code's, not as the key's person's."""
    rows = Invitation.objects.of(community).select_related("party")
    row = found(rows, code=tidy(survey_code))
    return {"answers": commands.answer_with_code(by=request.person, invitation=row, answers=given.answers)}


@operation(
    router,
    "POST",
    "/communities/{community}/survey-kiosks/{kiosk_code}/answers",
    says=_("Answer at a screen in a place"),
    scope=Scope.WRITE,
    gives=Answered,
    status=201,
)
def answer_at_kiosk(request: Any, community: Here, kiosk_code: str, given: KioskSheet) -> dict[str, Any]:
    """For whoever stands there; the key's person is not recorded."""
    row = found(Kiosk.objects.of(community), code=tidy(kiosk_code))
    told = commands.answer_at_kiosk(by=request.person, kiosk=row, answers=given.answers, key=given.key)
    return {"answers": told}


@operation(
    router,
    "DELETE",
    "/communities/{community}/surveys/{survey}/tie",
    says=_("Cut the tie to my answers"),
    scope=Scope.WRITE,
    gives=Cut,
)
def cut_tie(request: Any, community: Here, survey: Id) -> dict[str, Any]:
    """The answers stay in the figures; nobody can tell any more whose they are."""
    row = survey_here(request, community, survey)
    return {"sheets": commands.cut_tie(by=request.person, survey=row)}
