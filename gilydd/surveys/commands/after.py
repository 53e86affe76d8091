"""Writes: what follows a survey: an answer, a named change and what becomes of it; and results of others."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.history.commands import later
from gilydd.history.words import Audience as ReadBy
from gilydd.history.words import Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor

from ..models import Change, PublishedResult, Question, Reply, Survey
from ..policy import policy
from ..words import ChangeState, Group, SurveyState
from ._shared import fresh, in_state, note


@transaction.atomic
def reply_to_survey(
    *,
    by: type_of_actor,
    survey: Survey,
    words_cy: str,
    words_en: str,
    by_whom_cy: str,
    by_whom_en: str,
    no_change_cy: str = "",
    no_change_en: str = "",
) -> Reply:
    """Answer the results in public, signed; `no_change`: why nothing changes, where nothing does.

    Whoever took part is told. Raises Refused before the results are there, or for a missing language.
    """
    survey = fresh(survey)
    policy.check(by, "reply_to_survey", survey)
    in_state(survey, SurveyState.CLOSED)
    texts = _pair("words", words_cy, words_en) | _pair("by_whom", by_whom_cy, by_whom_en)
    texts |= _pair("no_change", no_change_cy, no_change_en, needed=False)
    made = Reply.objects.create(
        community=survey.community, survey=survey, answered_on=timezone.localdate(), **texts
    )
    note("reply_to_survey", by, survey, ReadBy.PUBLIC)
    later("gilydd.surveys.notices.replied", made.pk)
    return made


@transaction.atomic
def name_change(
    *,
    by: type_of_actor,
    survey: Survey,
    what_cy: str,
    what_en: str,
    by_whom_cy: str,
    by_whom_en: str,
    due_on: dt.date,
) -> Change:
    """Promise a change because of the results: what, by whom, by when. Whoever took part is told."""
    survey = fresh(survey)
    policy.check(by, "name_change", survey)
    in_state(survey, SurveyState.CLOSED)
    if due_on < timezone.localdate():
        raise Refused(_("The day has passed. Give one that is to come."), field="due_on")
    made = Change.objects.create(
        community=survey.community,
        survey=survey,
        first_due_on=due_on,
        due_on=due_on,
        **_pair("what", what_cy, what_en),
        **_pair("by_whom", by_whom_cy, by_whom_en),
    )
    note("name_change", by, survey, ReadBy.PUBLIC, due_on=due_on.isoformat())
    later("gilydd.surveys.notices.change_moved", made.pk, "promised")
    return made


@transaction.atomic
def move_change(
    *, by: type_of_actor, change: Change, due_on: dt.date, reason_cy: str, reason_en: str
) -> Change:
    """Give a change another day, with the reason. The first day stays to be seen."""
    change = _locked(change)
    policy.check(by, "move_change", change)
    _still_promised(change)
    if due_on < timezone.localdate() or due_on == change.due_on:
        raise Refused(_("Give another day, one that is to come."), field="due_on")
    for name, text in _pair("reason", reason_cy, reason_en).items():
        setattr(change, name, text)
    change.due_on = due_on
    change.save(update_fields=["due_on", "reason_cy", "reason_en"])
    note("move_change", by, change.survey, ReadBy.PUBLIC, due_on=due_on.isoformat())
    later("gilydd.surveys.notices.change_moved", change.pk, f"moved-{due_on}")
    return change


@transaction.atomic
def finish_change(
    *, by: type_of_actor, change: Change, done: bool, reason_cy: str = "", reason_en: str = ""
) -> Change:
    """Say that a change is done, or that it will not be, with the reason. Whoever took part is told."""
    change = _locked(change)
    policy.check(by, "finish_change", change)
    _still_promised(change)
    given = _pair("reason", reason_cy, reason_en, needed=not done)
    if given["reason_en"] or not done:
        change.reason_cy, change.reason_en = given["reason_cy"], given["reason_en"]
    change.state = ChangeState.DONE if done else ChangeState.NOT_DONE
    change.done_on = timezone.localdate() if done else None
    change.save(update_fields=["state", "done_on", "reason_cy", "reason_en"])
    note("finish_change", by, change.survey, ReadBy.PUBLIC, state=str(change.state))
    later("gilydd.surveys.notices.change_moved", change.pk, str(change.state))
    return change


@transaction.atomic
def cite_published_result(
    *,
    by: type_of_actor,
    community: Community,
    group: str,
    question_cy: str,
    question_en: str,
    source: str,
    published_on: dt.date,
    percent: Decimal,
    n: int,
    count: int | None = None,
    population: int | None = None,
    url: str = "",
    beside: Question | None = None,
) -> PublishedResult:
    """Cite what somebody else published, with its source and its counts.

    `percent`: as printed, of `n` people. `count`: how many answered favourably; left out, it is worked out
    from the percentage, and the page says so. `population`: how many could have been asked.
    Raises Refused without source or wording, for counts that contradict the percentage, and for so few
    people that the figure could not be shown had it been ours: a citation is no way round the gate.
    """
    policy.check(by, "cite_published_result", community)
    if not (source.strip() and question_cy.strip() and question_en.strip()):
        raise Refused(_("Give the source, and the question in Welsh and in English."), field="source")
    if group not in Group.values:
        raise Refused(_("Choose citizens or staff."), field="group")
    if beside and beside.community_id != community.pk:
        raise Refused(_("This question is in another community."), field="beside")
    if url and not url.startswith(("https://", "http://")):
        raise Refused(_("A web address starts with https://"), field="url")
    counted = _published_count(percent, n, count, population)
    row = PublishedResult.objects.create(
        community=community,
        beside=beside,
        group=group,
        question_cy=question_cy.strip(),
        question_en=question_en.strip(),
        source=source.strip(),
        url=url,
        published_on=published_on,
        percent=percent,
        n=n,
        count=counted,
        count_worked_out=count is None,
        population=population,
    )
    note("cite_published_result", by, row, ReadBy.PUBLIC)
    return row


def _published_count(percent: Decimal, n: int, count: int | None, population: int | None) -> int:
    if not 0 <= percent <= 100:
        raise Refused(_("The percentage lies between 0 and 100."), field="percent")
    if n < 1 or (population is not None and population < n):
        raise Refused(_("Not more people can have answered than could have been asked."), field="n")
    counted = int((percent * n / 100).quantize(Decimal(1))) if count is None else count
    # Half a point: sources print whole per cents.
    if not 0 <= counted <= n or abs(Decimal(counted) * 100 / n - percent) > Decimal("0.5") + Decimal(50) / n:
        raise Refused(_("The count does not give this percentage."), field="count")
    if disclosure.share(counted, n, "people", population).suppressed:
        raise Refused(_("These are too few people: somebody could be recognised."), field="n")
    return counted


def _pair(name: str, cy: str, en: str, *, needed: bool = True) -> dict[str, str]:
    """The two languages of a text; refused where one is missing, or both where it is needed."""
    cy, en = cy.strip(), en.strip()
    if bool(cy) != bool(en) or (needed and not cy):
        raise Refused(_("Write it in Welsh and in English."), field=f"{name}_{'en' if cy else 'cy'}")
    return {f"{name}_cy": cy, f"{name}_en": en}


def _locked(change: Change) -> Change:
    rows = Change.objects.select_for_update(of=("self",)).select_related("community", "survey__community")
    return rows.get(pk=change.pk)


def _still_promised(change: Change) -> None:
    if change.state != ChangeState.PROMISED:
        raise Refused(
            _("This cannot be changed any more: it is “%(state)s”.") % {"state": change.get_state_display()}
        )


__all__ = ["cite_published_result", "finish_change", "move_change", "name_change", "reply_to_survey"]
