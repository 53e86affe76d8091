"""Reads: the released results of surveys, question by question.

Every figure of a group and question comes from one table that passed the disclosure gate. A second table
of the same people, such as the favourable answers beside all answers, could be subtracted from the first;
so where the answers one by one would hide a cell, they are put together by what they count as, and only
that is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor

from django.db.models import Count

from gilydd.algorithms import disclosure, intervals
from gilydd.algorithms.disclosure import Disclosed, DisclosedTable, Kind
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.ui.bilingual import said

from ..models import Answer, AnswerOption, Audience, PublishedResult, Question, Survey
from ..policy import visible_published
from ..words import CountsAs, FigureKind, Group, SurveyState


@dataclass(frozen=True)
class GroupResult:
    """What one group answered to one question.

    `favourable` is the share of all who answered ("don't know" among them), with its 95% interval.
    `counts` and `shares` are the cells of one table: the answers one by one, or, where `together`, put
    together by what they count as, so that nobody can be recognised. `base`: how many answered.
    `population`: how many could have been asked, None where not known. `response`: of 100 of those, how many
    answered this question; worked out from the two figures as they are shown.
    """

    group: str
    favourable: Disclosed
    counts: list[tuple[str, Disclosed]]
    shares: list[tuple[str, Disclosed]]
    base: Disclosed
    together: bool
    population: Disclosed | None
    response: int | None = None


@dataclass(frozen=True)
class Gap:
    """The share of one group minus that of another, in whole points out of 100, from disclosed figures.

    `low` to `high` holds Newcombe's 95% interval of the true counts, whatever they are.
    """

    points: int
    low: int
    high: int

    @property
    def certain(self) -> bool:
        """Whether the interval leaves no doubt which of the two is larger."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class PublishedRow:
    """A result that somebody else published, with an interval of our own from its counts."""

    result: PublishedResult
    favourable: Disclosed


@dataclass(frozen=True)
class QuestionResult:
    """One question: the groups side by side, staff minus citizens, and what others published."""

    question: Question
    groups: list[GroupResult]
    gap: Gap | None
    published: list[PublishedRow]


def results(survey: Survey) -> list[QuestionResult]:
    """The released results, question by question; nothing at all before the survey is closed."""
    return results_of([survey])[survey.pk]


def results_of(surveys: Sequence[Survey]) -> dict[int, list[QuestionResult]]:
    """The released results of several surveys by id; empty for one that is not closed.

    Five queries whatever their number.
    """
    closed = {survey.pk: survey for survey in surveys if survey.state == SurveyState.CLOSED}
    found: dict[int, list[QuestionResult]] = {survey.pk: [] for survey in surveys}
    audiences: dict[int, dict[str, int | None]] = {pk: {} for pk in closed}
    asked = Audience.objects.filter(survey__in=closed).order_by("group")
    for pk, group, population in asked.values_list("survey", "group", "population"):
        audiences[pk][group] = population
    counted: dict[tuple[int, str], dict[int, int]] = {}
    tallies = Answer.objects.filter(question__survey__in=closed).values_list("question", "group", "option")
    for question_id, group, option_id, n in tallies.annotate(n=Count("pk")).order_by():
        counted.setdefault((question_id, group), {})[option_id] = n
    questions = Question.objects.filter(survey__in=closed, background=False).prefetch_related(
        "options", "published_results"
    )
    for question in questions.order_by("survey", "place_in_list"):
        kind = kind_of(closed[question.survey_id])
        groups = {
            group: population
            for group, population in audiences[question.survey_id].items()
            if question.asked_of in ("", group)
        }
        tallied = {group: counted.get((question.pk, group), {}) for group in groups}
        found[question.survey_id].append(_question_result(question, groups, tallied, kind))
    return found


def _question_result(
    question: Question,
    audiences: Mapping[str, int | None],
    tallied: Mapping[str, Mapping[int, int]],
    kind: Kind,
) -> QuestionResult:
    options = list(question.options.all())
    groups, spreads = [], {}
    for group, population in audiences.items():
        result, spreads[group] = group_result(group, options, tallied[group], kind, population)
        groups.append(result)
    gap = None
    if {Group.STAFF, Group.CITIZENS} <= set(spreads):
        gap = gap_between(spreads[Group.STAFF], spreads[Group.CITIZENS])
    published = [PublishedRow(row, _published_share(row)) for row in question.published_results.all()]
    return QuestionResult(question, groups, gap, published)


@dataclass(frozen=True)
class Spread:
    """A disclosed share with every pair (count, base) that it can stand for; None where it is hidden."""

    share: Disclosed
    pairs: list[tuple[int, int]] | None
    population: int | None


def spread_of(table: DisclosedTable, shares: DisclosedTable, cell: str, population: int | None) -> Spread:
    """What the shown share of one cell can stand for, from what is shown alone.

    `table` and `shares`: the figures of the same people. `population`: how many could have been asked.
    """
    share, total, counted = shares.cells[cell], table.total, table.cells[cell]
    if share.value is None or total is None or not total.value or not counted.value:
        return Spread(share, None, population)
    rule = disclosure.POLICY[share.kind]
    low, high = rule.span(int(total.value))
    if total.low is not None and total.high is not None:
        low, high = int(total.low), int(total.high)
    most = None if population is None else rule.rounded(population) + rule.slack
    pairs = [
        (c, n)
        for c in rule.span(int(counted.value))
        for n in range(low, high + 1)
        if c <= n and (most is None or n <= most)
    ]
    return Spread(share, pairs or None, most)


def gap_between(one: Spread, other: Spread) -> Gap | None:
    """The first share minus the other one; None where either is hidden.

    The interval is the envelope of Newcombe's intervals (algorithms.intervals.difference) over every pair of
    counts that rounds to the same, as the interval of a share is, so it tells nothing that the two shares
    do not. O(pairs of one × pairs of other), at most some thousand.
    """
    if one.pairs is None or other.pairs is None:
        return None
    assert one.share.value is not None and other.share.value is not None
    found = [
        intervals.difference(c, n, d, m, one.population, other.population)
        for (c, n), (d, m) in product(one.pairs, other.pairs)
    ]
    points = round((Fraction(one.share.value) - Fraction(other.share.value)) * 100)
    low, high = min(row.low for row in found), max(row.high for row in found)
    return Gap(points, floor(low * 100), ceil(high * 100))


def group_result(
    group: str, options: Sequence[AnswerOption], cells: Mapping[int, int], kind: Kind, population: int | None
) -> tuple[GroupResult, Spread]:
    """One group's figures through the gate, and what its favourable share can stand for.

    `cells`: answers by option id. Which table is shown is decided once for all figures: see the module.
    """
    by_option = {option.code: cells.get(option.pk, 0) for option in options}
    by_sense: dict[str, int] = {}
    for option in options:
        by_sense[option.counts_as] = by_sense.get(option.counts_as, 0) + by_option[option.code]
    coarse = disclosure.table(by_sense, kind)
    fine = disclosure.table(by_option, kind)
    hides = any(cell.suppressed for table in (coarse, fine) for cell in table.cells.values())
    together = hides and len(by_sense) < len(by_option)
    shown, of_sense = coarse if together else fine, disclosure.shares(by_sense, kind, population)
    of_shown = of_sense if together else disclosure.shares(by_option, kind, population)
    called = {option.code: said(option, "text") for option in options}
    labels = {str(sense): str(CountsAs(sense).label) for sense in by_sense} if together else called
    spread = spread_of(coarse, of_sense, CountsAs.FAVOURABLE, population)
    total = shown.total
    assert total is not None
    could = None if population is None else disclosure.count(population, kind)
    result = GroupResult(
        group=group,
        favourable=spread.share,
        counts=[(labels[name], cell) for name, cell in shown.cells.items()],
        shares=[(labels[name], cell) for name, cell in of_shown.cells.items()],
        base=total,
        together=together,
        population=could,
        response=_out_of_100(total, could),
    )
    return result, spread


def _out_of_100(answered: Disclosed, could: Disclosed | None) -> int | None:
    """The response rate, from disclosed figures alone."""
    if could is None or not could.value or answered.value is None:
        return None
    return min(100, round(Fraction(answered.value) * 100 / Fraction(could.value)))


def published_list(person: type_of_actor, community: Community) -> list[PublishedRow]:
    """Every published result, newest first. One query."""
    rows = visible_published(person, community).order_by("-published_on", "-pk")
    return [PublishedRow(row, _published_share(row)) for row in rows]


def published_row(result: PublishedResult) -> PublishedRow:
    """One published result with its interval."""
    return PublishedRow(result, _published_share(result))


def _published_share(row: PublishedResult) -> Disclosed:
    return disclosure.share(row.count, row.n, "people", row.population)


def kind_of(survey: Survey) -> Kind:
    """Under which row of the disclosure policy the figures of a survey fall."""
    return "health" if survey.figures == FigureKind.HEALTH else "people"
