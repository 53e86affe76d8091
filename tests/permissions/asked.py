"""What the tables name of surveys: drafts, open ones with codes and screens, closed ones with what followed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Survey
from gilydd.surveys.words import BANK, Group, Keeping
from tests.cast import Cast


def furnish_surveys(cast: Cast, survey_id: int) -> dict[str, Any]:
    """`survey` is the open one that the world has already."""
    survey = Survey.objects.get(pk=survey_id)
    (slip,) = surveys.make_slips(by=SYSTEM, survey=survey, group=Group.CITIZENS, number=1)
    kiosk = surveys.open_kiosk(by=SYSTEM, survey=survey, group=Group.CITIZENS, name="Library")
    question = survey.questions.get()
    closed = _made(cast, Keeping.APART)
    surveys.close_survey(by=SYSTEM, survey=closed)
    followed = _made(cast, Keeping.FOLLOWED)
    done = _made(cast, Keeping.FOLLOWED)
    surveys.close_survey(by=SYSTEM, survey=done)
    shared = {"by_whom_cy": "Ni", "by_whom_en": "We"}
    due = timezone.localdate() + dt.timedelta(days=30)
    change, of_open = (
        surveys.name_change(by=SYSTEM, survey=closed, what_cy="Newid", what_en="Change", due_on=due, **shared)
        for _change in range(2)
    )
    # On the pages the change stands below the survey of the address.
    type(of_open).objects.filter(pk=of_open.pk).update(survey=survey)
    draft = _made(cast, Keeping.TOGETHER, opened=False)
    asked = surveys.add_question(by=SYSTEM, survey=draft, asked=BANK["friend_or_relative"])
    drawn = _made(cast, Keeping.APART, opened=False)
    surveys.draw_sample(by=SYSTEM, survey=drawn, group=Group.CITIZENS, size=2, seed="seed")
    surveys.open_survey(by=SYSTEM, survey=drawn)
    drawn.invitations.update(told_on=timezone.localdate() - dt.timedelta(days=9))
    return {
        "survey_code": slip.code, "kiosk_code": kiosk.code, "kiosk": kiosk.pk, "survey_question": question.pk,
        "closed_survey": closed.pk, "followed_survey": followed.pk, "done_survey": done.pk,
        "survey_change": of_open.pk, "promised_change": change.pk, "draft_survey": draft.pk,
        "draft_question": asked.pk, "file_kind": "csv", "drawn_survey": drawn.pk,
    }  # fmt: skip


def _made(cast: Cast, keeping: str, *, opened: bool = True) -> Survey:
    today = timezone.localdate()
    made = surveys.make_survey(
        by=SYSTEM,
        community=cast.community,
        title_cy="Arolwg",
        title_en="Survey",
        purpose_cy="Pam",
        purpose_en="Why",
        opens_on=today,
        closes_on=today + dt.timedelta(days=9),
        questions=[BANK["experience"]],
        audiences={Group.CITIZENS: None, Group.STAFF: None},
        keeping=keeping,
    )
    return surveys.open_survey(by=SYSTEM, survey=made) if opened else made
