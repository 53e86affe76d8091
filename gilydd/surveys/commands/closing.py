"""Writes: close a survey for good and release its results."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Audience as ReadBy
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor

from ..models import Answer, Answered, Sheet, Survey
from ..policy import policy
from ..words import Keeping, SurveyState
from ._shared import check_audiences, fresh, move, note
from ._waiting import count_waiting

BATCH_ROWS = 500


@transaction.atomic
def close_survey(
    *, by: type_of_actor, survey: Survey, populations: Mapping[str, int | None] | None = None
) -> Survey:
    """Close a survey for good and release its results.

    Slips that were typed once and should have been twice count as they are. Marks are emptied, unless a
    survey is to follow; kiosks end.
    `populations`: how many people of a group could have been asked, where that is known only now.
    Raises Refused when more people of a group answered than could have been asked.
    """
    survey = fresh(survey)
    policy.check(by, "close_survey", survey)
    move(survey, SurveyState.CLOSED)
    for group, population in (populations or {}).items():
        check_audiences({group: population})
        survey.audiences.filter(group=group).update(population=population)
    count_waiting(survey)
    _check_populations(survey)
    survey.closed_on = timezone.localdate()
    survey.save(update_fields=["state", "closed_on"])
    if survey.keeping != Keeping.FOLLOWED:
        survey.sheets.update(mark="")
    survey.kiosks.filter(ended_on__isnull=True).update(ended_on=timezone.localdate())
    _write_anew(survey)
    note("close_survey", by, survey, ReadBy.PUBLIC)
    return survey


def _check_populations(survey: Survey) -> None:
    for audience in survey.audiences.exclude(population__isnull=True):
        for question in survey.questions.all():
            answers = question.answers.filter(group=audience.group).count()
            if answers > (audience.population or 0):
                raise Refused(
                    _("More people answered than you say could have been asked. Correct the number."),
                    field=audience.group,
                )


def _write_anew(survey: Survey) -> None:
    """Write sheets, answers and who answered again in the order of their random keys (see models.Answer)."""
    answers = list(Answer.objects.filter(question__survey=survey).order_by("pk"))
    sheets = list(Sheet.objects.filter(survey=survey).order_by("pk"))
    answered = list(Answered.objects.filter(question__survey=survey).order_by("pk"))
    Answer.objects.filter(question__survey=survey).delete()
    Sheet.objects.filter(survey=survey).delete()
    Answered.objects.filter(question__survey=survey).delete()
    Sheet.objects.bulk_create(sheets, batch_size=BATCH_ROWS)
    Answer.objects.bulk_create(answers, batch_size=BATCH_ROWS)
    Answered.objects.bulk_create(answered, batch_size=BATCH_ROWS)


__all__ = ["close_survey"]
