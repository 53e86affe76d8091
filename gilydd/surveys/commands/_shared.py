"""What the commands of surveys share."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from gilydd.history.commands import record
from gilydd.history.words import Audience as ReadBy
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from ..models import Change, PublishedResult, Reply, Survey
from ..words import MOVES, Group, SurveyState


def check_audiences(audiences: Mapping[str, int | None]) -> None:
    """Refuse no group, an unknown one, and a population of nobody."""
    if not audiences or not set(audiences) <= set(Group.values):
        raise Refused(_("Choose who is asked: citizens, staff or both."), field="groups")
    for group, population in audiences.items():
        if population is not None and population < 1:
            raise Refused(
                _("At least one person can be asked; leave it empty if you do not know."), field=group
            )


def fresh(survey: Survey) -> Survey:
    """The survey, locked and read anew with its community."""
    return Survey.objects.select_for_update(of=("self",)).select_related("community").get(pk=survey.pk)


def move(survey: Survey, state: SurveyState) -> None:
    """Move a survey on, or refuse; not saved."""
    if state not in MOVES[SurveyState(survey.state)]:
        raise Refused(
            _("This cannot be done now: the survey is “%(state)s”.") % {"state": survey.get_state_display()}
        )
    survey.state = state


def in_state(survey: Survey, *states: SurveyState) -> None:
    """Refuse where the survey is in none of the states."""
    if survey.state not in states:
        raise Refused(
            _("This cannot be done now: the survey is “%(state)s”.") % {"state": survey.get_state_display()}
        )


def note(
    verb: str,
    by: type_of_actor,
    thing: Survey | PublishedResult | Reply | Change,
    read_by: ReadBy,
    **facts: object,
) -> None:
    """Write down an act of this room."""
    record(
        community=thing.community,
        actor=by,
        capacity=capacity_of(by, thing.community),
        verb=f"surveys.{verb}",
        subject=thing,
        audience=read_by,
        facts=facts,
    )
