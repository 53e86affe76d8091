"""Results come after the end, through the gate, and say how far they can be trusted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilydd.algorithms import disclosure
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.policy import SYSTEM
from gilydd.surveys import commands, queries
from gilydd.surveys.models import AnswerOption
from gilydd.surveys.words import BANK, CountsAs, Group

Z = 1.959963984540054  # the 97.5% point of the normal distribution, from a printed table of quantiles


def solved_wilson(k: int, n: int, population: int | None = None) -> tuple[float, float]:
    """Wilson's bounds found by halving, from (p' - p)^2 = z^2 p (1 - p) / m; not from the closed formula."""
    share = k / n
    m = n if population is None or population == n else n * (population - 1) / (population - n)
    if population == n:
        return share, share

    def outside(p: float) -> bool:
        return (share - p) ** 2 > Z * Z * p * (1 - p) / m

    bounds = []
    for far in (0.0, 1.0):
        near, away = share, far
        for _step in range(80):
            middle = (near + away) / 2
            near, away = (near, middle) if outside(middle) else (middle, away)
        bounds.append(near)
    return bounds[0], bounds[1]


def newcombe(k: int, n: int, j: int, m: int) -> tuple[float, float]:
    (l1, u1), (l2, u2) = solved_wilson(k, n), solved_wilson(j, m)
    p, q = k / n, j / m
    return p - q - sqrt((p - l1) ** 2 + (u2 - q) ** 2), p - q + sqrt((u1 - p) ** 2 + (q - l2) ** 2)


def closed(survey):
    commands.close_survey(by=SYSTEM, survey=survey)
    survey.refresh_from_db()
    return queries.results(survey)


def by_group(result):
    return {one.group: one for one in result.groups}


@pytest.mark.django_db
def test_nobody_gets_a_figure_before_the_survey_is_closed(garw, ask, fill):
    survey = ask(garw)
    fill(survey, "citizens", yes=40, no=20)
    assert queries.results(survey) == []
    row = queries.survey_list(SYSTEM, garw.community)[0]
    assert {name: getattr(row, name) for name in ("title", "state", "to_answer")} == {
        "title": "The surgery",
        "state": "open",
        "to_answer": False,
    }


@pytest.mark.django_db
def test_the_interval_is_wilsons_over_every_count_that_rounds_to_the_same(garw, ask, fill):
    survey = ask(garw)
    fill(survey, "staff", yes=31, partly=9, no=22, dont_know=12)
    staff = by_group(closed(survey)[0])["staff"].favourable
    # 31 is shown as 30, 74 as 75; they can be 28 to 32 of 73 to 77.
    found = [solved_wilson(k, n) for k, n in product(range(28, 33), range(73, 78))]
    assert staff.value == Fraction(40, 100)
    assert staff.low == Fraction(floor(min(low for low, _ in found) * 100), 100)
    assert staff.high == Fraction(ceil(max(high for _, high in found) * 100), 100)
    true_low, true_high = solved_wilson(31, 74)
    assert staff.low <= true_low
    assert true_high <= staff.high


@pytest.mark.django_db
def test_a_known_population_makes_the_interval_narrower(garw, ask, fill):
    known = ask(garw, audiences={Group.STAFF: 90})
    unknown = ask(garw, audiences={Group.STAFF: None})
    for survey in (known, unknown):
        fill(survey, "staff", yes=41, no=29)
    narrow, wide = (by_group(closed(row)[0])["staff"].favourable for row in (known, unknown))
    found = [solved_wilson(k, n, 92) for k, n in product(range(38, 43), range(68, 73))]
    assert narrow.low == Fraction(floor(min(low for low, _ in found) * 100), 100)
    assert narrow.high == Fraction(ceil(max(high for _, high in found) * 100), 100)
    assert narrow.high - narrow.low < wide.high - wide.low


@pytest.mark.django_db
def test_dont_know_stays_in_the_denominator(garw, ask, fill):
    survey = ask(garw)
    fill(survey, "citizens", yes=30, no=10, dont_know=20)
    citizens = by_group(closed(survey)[0])["citizens"]
    assert (citizens.favourable.value, citizens.base.value) == (Fraction(1, 2), 60)
    assert [str(cell) for _label, cell in citizens.counts] == ["30", "0", "10", "20"]


@pytest.mark.django_db
def test_staff_and_citizens_with_the_same_answers_get_the_same_figures(garw, ask, fill):
    survey = ask(garw)
    for group in Group.values:
        fill(survey, group, yes=33, partly=8, no=12, dont_know=9)
    result = closed(survey)[0]
    staff, citizens = by_group(result)["staff"], by_group(result)["citizens"]
    assert (staff.favourable, staff.counts, staff.base) == (
        citizens.favourable,
        citizens.counts,
        citizens.base,
    )
    assert (result.gap.points, result.gap.low, result.gap.certain) == (0, -result.gap.high, False)


@pytest.mark.django_db
def test_the_gap_is_staff_minus_citizens_and_holds_newcombes_interval(garw, ask, fill):
    survey = ask(garw)
    fill(survey, "staff", yes=56, no=14)
    fill(survey, "citizens", yes=38, no=42)
    gap = closed(survey)[0].gap
    low, high = newcombe(56, 70, 38, 80)
    assert abs(gap.points - 32) <= 4
    assert gap.low <= low * 100
    assert high * 100 <= gap.high
    assert gap.certain


@pytest.mark.django_db
def test_there_is_no_gap_where_one_side_is_hidden(garw, ask, fill):
    survey = ask(garw)
    fill(survey, "staff", yes=56, no=14)
    fill(survey, "citizens", yes=3, no=1)
    result = closed(survey)[0]
    assert result.gap is None
    assert not by_group(result)["staff"].favourable.suppressed
    hidden = by_group(result)["citizens"]
    assert {figure.marker for figure in (hidden.favourable, hidden.base)} == {"c"}


@pytest.mark.django_db
def test_every_way_that_four_people_can_answer_gives_the_same_figures(garw, ask, fill):
    shown = set()
    for yes in range(5):
        survey = ask(garw, audiences={Group.CITIZENS: None})
        fill(survey, "citizens", yes=yes, no=4 - yes)
        one = closed(survey)[0].groups[0]
        shown.add(repr((one.favourable, one.counts, one.shares, one.base, one.together)))
    assert len(shown) == 1
    assert "value=None" in shown.pop()


def options_of(asked) -> list[AnswerOption]:
    return [
        AnswerOption(
            pk=number, code=row.code, counts_as=row.counts_as, text_cy=row.text_cy, text_en=row.text_en
        )
        for number, row in enumerate(asked.options, 1)
    ]


EXPERIENCE = options_of(BANK["experience"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=6, max_size=6))
def test_the_figures_shown_are_those_of_one_table_and_solve_nothing(numbers):
    cells = dict(enumerate(numbers, 1))
    one, _spread = queries.group_result("staff", EXPERIENCE, cells, "people", None)
    senses: dict[str, int] = {}
    for option in EXPERIENCE:
        senses[option.counts_as] = senses.get(option.counts_as, 0) + cells[option.pk]
    detail = disclosure.table({row.code: cells[row.pk] for row in EXPERIENCE}, "people")
    coarse = disclosure.table(senses, "people")
    hides = any(cell.suppressed for table in (detail, coarse) for cell in table.cells.values())
    published = coarse if hides else detail
    assert one.together == hides
    assert [cell for _label, cell in one.counts] == list(published.cells.values())
    assert one.base == published.total
    assert one.favourable == disclosure.shares(senses, "people").cells[CountsAs.FAVOURABLE]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(8, 60), min_size=4, max_size=4))
def test_the_gap_holds_the_interval_of_the_true_counts(numbers):
    a, b, c, d = numbers
    spreads = []
    for yes, no in ((a, b), (c, d)):
        cells = {"favourable": yes, "unfavourable": no}
        tables = disclosure.table(cells, "people"), disclosure.shares(cells, "people")
        spreads.append(queries.spread_of(*tables, "favourable", None))
    gap = queries.gap_between(*spreads)
    low, high = newcombe(a, a + b, c, c + d)
    assert gap.low <= low * 100 + 1e-9
    assert high * 100 - 1e-9 <= gap.high


@pytest.mark.django_db
def test_answers_about_health_are_hidden_up_to_nine_people(garw, ask, fill):
    opinion, health = ask(garw), ask(garw, figures="health")
    for survey in (opinion, health):
        fill(survey, "citizens", yes=30, no=9)
    assert not by_group(closed(opinion)[0])["citizens"].favourable.suppressed
    assert by_group(closed(health)[0])["citizens"].favourable.suppressed


@pytest.mark.django_db
def test_closing_is_refused_when_more_people_answered_than_could_have_been_asked(garw, ask, fill):
    survey = ask(garw, audiences={Group.STAFF: None})
    fill(survey, "staff", yes=12)
    with pytest.raises(Refused) as refused:
        commands.close_survey(by=garw.priya, survey=survey, populations={"staff": 11})
    assert refused.value.field == "staff"
    survey.refresh_from_db()
    assert survey.state == "open"
    commands.close_survey(by=garw.priya, survey=survey, populations={"staff": 12})


def letter(cast, by=SYSTEM, **changed):
    return commands.cite_published_result(
        by=by,
        community=cast.community,
        **{
            "group": "staff",
            "question_cy": BANK["friend_or_relative"].text_cy,
            "question_en": BANK["friend_or_relative"].text_en,
            "source": "NHS Wales staff survey",
            "published_on": dt.date(2013, 9, 1),
            "percent": Decimal(52),
            "n": 22_392,
            "population": 82_933,
            **changed,
        },
    )


@pytest.mark.django_db
def test_the_52_percent_of_the_letter_stands_with_source_counts_and_interval(garw):
    row = letter(garw)
    assert (row.count, row.count_worked_out, row.n, row.population) == (11_644, True, 22_392, 82_933)
    share = queries.published_row(row).favourable
    low, high = solved_wilson(11_644, 22_392, 82_933)
    assert (share.value, share.low, share.high) == (
        Fraction(52, 100),
        Fraction(floor(low * 100), 100),
        Fraction(ceil(high * 100), 100),
    )


@pytest.mark.django_db
def test_a_citation_needs_a_source_counts_that_agree_and_enough_people(garw):
    for field, changed in {
        "source": {"source": " "},
        "count": {"count": 9_000},
        "percent": {"percent": Decimal(101)},
        "n": {"population": 20_000},
        "group": {"group": "everybody"},
        "url": {"url": "javascript:alert(1)"},
    }.items():
        with pytest.raises(Refused) as refused:
            letter(garw, **changed)
        assert refused.value.field == field
    # A citation is no way round the gate: three of our four nurses.
    with pytest.raises(Refused, match="too few people"):
        letter(garw, percent=Decimal(75), n=4, count=3, population=None)


@pytest.mark.django_db
def test_a_published_result_stands_beside_our_own_question(garw, taf, ask, fill):
    survey = ask(garw)
    fill(survey, "staff", yes=30, no=30)
    letter(garw, beside=survey.questions.get())
    (row,) = closed(survey)[0].published
    assert str(row.favourable) == "52%"
    with pytest.raises(Refused, match="another community"):
        letter(taf, beside=survey.questions.get())
    with pytest.raises(NotAllowed):
        letter(garw, by=garw.dai)


@pytest.mark.django_db
def test_results_of_three_surveys_take_as_many_queries_as_of_one(garw, ask, fill, django_assert_num_queries):
    made = []
    for _number in range(3):
        survey = ask(garw)
        fill(survey, "staff", yes=9, no=8)
        commands.close_survey(by=SYSTEM, survey=survey)
        survey.refresh_from_db()
        made.append(survey)
    for some in (made[:1], made):
        with django_assert_num_queries(5):
            queries.results_of(some)


def test_the_bank_speaks_both_languages_and_every_answer_has_a_picture():
    from gilydd.ui.environment import picture_names

    for asked in BANK.values():
        assert asked.text_cy
        assert asked.text_en
        assert asked.text_cy != asked.text_en
        assert {row.picture for row in asked.options} <= picture_names()
        assert CountsAs.FAVOURABLE in {row.counts_as for row in asked.options}
        assert len({row.code for row in asked.options}) == len(asked.options)
