"""Reads: scores of measures, what changed since the first time, and weights. Released results only.

Scores are worked out from sheets in which the answers of one person lie together, and leave as one table of
bands for each group, with everybody in it who answered the survey: "no score" is a cell of its own. What
changed is one table too: better, the same, worse, only the first time, only this time. The same people stand
in the tables of the single questions: each table is protected by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure, weighting
from gilydd.algorithms.disclosure import Disclosed
from gilydd.algorithms.intervals import Interval
from gilydd.algorithms.measures import ANXIOUS_BANDS, MEASURES, Measure, band_of, score
from gilydd.ui.bilingual import said

from ..bank import SETS, QuestionSet
from ..measure_words import BANDS, NO_SCORE
from ..models import Answer, Audience, Question, Sheet, Survey
from ..words import CountsAs, Group, Keeping, SurveyState
from .results import QuestionResult, kind_of

# A measure, and the item where each of its answers stands for itself (else 0).
Scale = tuple[str, int]


@dataclass(frozen=True)
class ScoreOf:
    """The scores of one group: people in each band, with "no score", all of them, and the mean score."""

    group: str
    bands: list[tuple[str, Disclosed]]
    base: Disclosed
    mean: Disclosed


@dataclass(frozen=True)
class ScaleResult:
    """One scale: its name, what one end of it says, and each group."""

    scale: Scale
    name: str
    source: str
    lowest: Fraction
    highest: Fraction
    better_up: bool
    groups: list[ScoreOf]

    def means(self, called: Mapping[str, str]) -> list[tuple[str, Disclosed]]:
        """The mean of each group, by what the group is called."""
        return [(str(called[one.group]), one.mean) for one in self.groups]


@dataclass(frozen=True)
class ChangeOf:
    """What changed in one group: people by how they moved, all of them, and the mean of the differences."""

    group: str
    moves: list[tuple[str, Disclosed]]
    base: Disclosed
    mean: Disclosed


@dataclass(frozen=True)
class ScaleChange:
    """What changed on one scale between the first survey of a series and this one."""

    name: str
    better_up: bool
    groups: list[ChangeOf]


@dataclass(frozen=True)
class MiddleScore:
    """The middle score on one scale: {group: the figure}."""

    scale: Scale
    name: str
    lowest: Fraction
    highest: Fraction
    better_up: bool
    groups: dict[str, Disclosed]


@dataclass(frozen=True)
class Weighed:
    """Weighted shares beside the unweighted ones, by (question, group); `why_not`: a sentence where none."""

    shares: dict[tuple[int, str], Disclosed]
    columns: list[str]
    why_not: str = ""


def scores_of(survey: Survey) -> list[ScaleResult]:
    """The scales of a closed survey with their figures; empty for one without or not closed."""
    if survey.state != SurveyState.CLOSED or survey.keeping == Keeping.APART:
        return []
    scales, found = _scores([survey])
    sides = _sides(survey)
    here = found[survey.pk]
    return [
        ScaleResult(
            scale,
            name,
            str(_set_of(scale[0]).source),
            MEASURES[scale[0]].lowest,
            MEASURES[scale[0]].highest,
            MEASURES[scale[0]].better_up(scale[1]),
            [
                _score_of(
                    survey, scale, side, [row for row in here.values() if row.group == side], population
                )
                for side, population in sides.items()
                if side in sides_asked
            ],
        )
        for scale, (name, sides_asked) in scales.items()
    ]


def changes_of(survey: Survey) -> list[ScaleChange]:
    """What changed since the first survey of the series, by scale; empty where none came before it."""
    if survey.state != SurveyState.CLOSED or survey.follows_id is None:
        return []
    first = Survey.objects.filter(series=survey.series).order_by("opens_on", "pk")[0]
    scales, found = _scores([first, survey])
    sides = _sides(survey)
    return [
        ScaleChange(
            name,
            MEASURES[scale[0]].better_up(scale[1]),
            [
                _change_of(survey, scale, side, found[first.pk].values(), found[survey.pk].values())
                for side in sides
                if side in sides_asked
            ],
        )
        for scale, (name, sides_asked) in scales.items()
    ]


def middles_of(survey: Survey) -> list[MiddleScore]:
    """The middle score of each group on each scale whose scores are whole; empty while it is not closed.

    A middle score can be shown of fewer people than a mean or a share, so also of a small group.
    """
    if survey.state != SurveyState.CLOSED or survey.keeping == Keeping.APART:
        return []
    scales, found = _scores([survey])
    told = []
    for scale, (name, sides_asked) in scales.items():
        measure, kind = MEASURES[scale[0]], kind_of(survey)
        groups: dict[str, Disclosed] = {}
        for side in _sides(survey):
            rows = [row.scores[scale] for row in found[survey.pk].values() if row.group == side]
            values = [value for value in rows if value is not None]
            if side in sides_asked and all(value.denominator == 1 for value in values):
                groups[side] = disclosure.middle([int(value) for value in values], kind)
        if groups:
            better_up = measure.better_up(scale[1])
            told.append(MiddleScore(scale, name, measure.lowest, measure.highest, better_up, groups))
    return told


def weighed(survey: Survey, results: Iterable[QuestionResult]) -> Weighed | None:
    """The favourable shares weighted to what is known of the population; None where nothing asks for it.

    Weights come from the questions about the person. Where fewer than the smallest shown number of people
    gave one of their answers, there are none, and the reason is told.
    """
    columns = list(survey.questions.filter(background=True).prefetch_related("options"))
    if survey.state != SurveyState.CLOSED or not columns:
        return None
    names = [said(row, "text") for row in columns]
    rows = Answer.objects.filter(question__survey=survey, sheet__isnull=False)
    told: dict[UUID, dict[int, tuple[str, str]]] = defaultdict(dict)
    group: dict[UUID, str] = {}
    for sheet, side, question, code, sense in rows.values_list(
        "sheet", "group", "question", "option__code", "option__counts_as"
    ):
        told[sheet][question] = (code, sense)
        group[sheet] = side
    shares: dict[tuple[int, str], Disclosed] = {}
    population = _sides(survey)
    for result in results:
        for one in result.groups:
            sheets = [
                answers
                for sheet, answers in told.items()
                if group[sheet] == one.group
                and result.question.pk in answers
                and all(column.pk in answers for column in columns)
            ]
            found = _weighed_share(survey, columns, sheets, result.question.pk, population[one.group])
            if found is None:
                return Weighed({}, names, _("Too few people gave one of these answers to weight by them."))
            shares[(result.question.pk, one.group)] = disclosure.weighted(one.favourable, found)
    return Weighed(shares, names)


def scale_name(scale: Scale, question: Question | None = None) -> str:
    """What a scale is called: its set, or the question where each answer stands for itself."""
    return said(question, "text") if question is not None else str(_set_of(scale[0]).name)


def scale_of(measure: str, item: int) -> Scale:
    """The scale that an item belongs to."""
    each = MEASURES[measure].each or measure == "confidence"
    return (measure, item if each else 0)


@dataclass(frozen=True)
class _Scored:
    """One sheet: its group, its mark, and its score on each scale (None: no score)."""

    group: str
    mark: str
    scores: Mapping[Scale, Fraction | None]


def _scores(
    surveys: list[Survey],
) -> tuple[dict[Scale, tuple[str, set[str]]], dict[int, dict[UUID, _Scored]]]:
    """The scales of the last survey with their names and groups, and for each survey its sheets scored."""
    questions = Question.objects.filter(survey__in=surveys).exclude(measure="").order_by("place_in_list")
    scales: dict[Scale, tuple[str, set[str]]] = {}
    items: dict[Scale, int] = defaultdict(int)
    weights: dict[Scale, dict[int, int]] = defaultdict(dict)
    for row in questions.filter(survey=surveys[-1]):
        scale = scale_of(row.measure, row.item or 1)
        sides = {row.asked_of} if row.asked_of else set(Group.values)
        scales.setdefault(scale, (scale_name(scale, row if scale[1] else None), sides))
        items[scale] += 1
        weights[scale][row.item or 1] = row.weight
    points: dict[UUID, dict[Scale, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    given = Answer.objects.filter(question__in=questions, sheet__isnull=False, option__points__isnull=False)
    for sheet, measure, item, number in given.exclude(option__counts_as=CountsAs.DONT_KNOW).values_list(
        "sheet", "question__measure", "question__item", "option__points"
    ):
        points[sheet][scale_of(measure, item or 1)][item or 1] = int(number or 0)
    found: dict[int, dict[UUID, _Scored]] = {survey.pk: {} for survey in surveys}
    sheets = Sheet.objects.filter(survey__in=surveys).values_list("pk", "survey", "group", "mark")
    for sheet, survey, group, mark in sheets:
        scored = {
            scale: _score(scale, points[sheet][scale], weights[scale], items[scale]) for scale in scales
        }
        found[survey][sheet] = _Scored(group, mark, scored)
    return scales, found


def _score(
    scale: Scale, points: Mapping[int, int], weights: Mapping[int, int], items: int
) -> Fraction | None:
    measure = MEASURES[scale[0]]
    if scale[1]:  # one answer, standing for itself
        return Fraction(points[scale[1]]) if scale[1] in points else None
    return score(measure, points, weights, items)


def _score_of(
    survey: Survey, scale: Scale, group: str, sheets: list[_Scored], population: int | None
) -> ScoreOf:
    measure, kind = MEASURES[scale[0]], kind_of(survey)
    cells = dict.fromkeys([*_band_codes(measure, scale[1]), NO_SCORE], 0)
    values = []
    for row in sheets:
        value = row.scores[scale]
        if value is not None:
            values.append(value)
        cells[NO_SCORE if value is None else band_of(measure, value, scale[1])] += 1
    table = disclosure.table(cells, kind)
    assert table.total is not None
    return ScoreOf(
        group,
        [(str(BANDS[(scale[0], code)] if code != NO_SCORE else BANDS[("", NO_SCORE)]), cell)
         for code, cell in table.cells.items()],
        table.total,
        disclosure.mean(values, kind, population, base=False),
    )  # fmt: skip


def _change_of(
    survey: Survey, scale: Scale, group: str, first: Iterable[_Scored], later: Iterable[_Scored]
) -> ChangeOf:
    better_up = MEASURES[scale[0]].better_up(scale[1])
    before = {row.mark: row.scores[scale] for row in first if row.group == group and row.mark}
    # Who cut the tie, or answered on a slip, has no mark that meets: each counts as there once.
    loose = sum(row.scores[scale] is not None for row in first if row.group == group and not row.mark)
    cells = {"better": 0, "same": 0, "worse": 0, "first": loose, "later": 0}
    differences = []
    for row in later:
        value = row.scores[scale]
        if row.group != group or value is None:
            continue
        earlier = before.pop(row.mark, None) if row.mark else None
        if earlier is None:
            cells["later"] += 1
            continue
        differences.append(value - earlier)
        rose = (value > earlier) == better_up
        cells["same" if value == earlier else "better" if rose else "worse"] += 1
    cells["first"] += sum(value is not None for value in before.values())
    table = disclosure.table(cells, kind_of(survey))
    assert table.total is not None
    return ChangeOf(
        group,
        [(str(BANDS[("change", code)]), cell) for code, cell in table.cells.items()],
        table.total,
        disclosure.mean(differences, kind_of(survey), base=False),
    )


def _weighed_share(
    survey: Survey,
    columns: list[Question],
    sheets: list[dict[int, tuple[str, str]]],
    question: int,
    population: int | None,
) -> Interval | None:
    rows = [[answers[column.pk][0] for column in columns] for answers in sheets]
    margins = [
        {option.code: option.known for option in column.options.all() if option.known} for column in columns
    ]
    least = disclosure.POLICY[kind_of(survey)].smallest_shown
    for place, margin in enumerate(margins):
        if any(sum(row[place] == code for row in rows) < least for code in margin):
            return None
    weights = weighting.rake(rows, margins)
    yes = [answers[question][1] == CountsAs.FAVOURABLE for answers in sheets]
    most = population if population is not None and population >= len(yes) else None
    return weighting.weighted_share(yes, weights, most)


def _sides(survey: Survey) -> dict[str, int | None]:
    rows = Audience.objects.filter(survey=survey).order_by("group")
    return dict(rows.values_list("group", "population"))


def _set_of(measure: str) -> QuestionSet:
    return next(one for one in SETS.values() if one.measure == measure)


def _band_codes(measure: Measure, item: int) -> list[str]:
    bands = ANXIOUS_BANDS if measure.code == "ons4" and item == 4 else measure.bands
    return [code for code, _top in bands]


__all__ = [
    "ChangeOf",
    "MiddleScore",
    "Scale",
    "ScaleChange",
    "ScaleResult",
    "ScoreOf",
    "Weighed",
    "changes_of",
    "middles_of",
    "scale_name",
    "scale_of",
    "scores_of",
    "weighed",
]
