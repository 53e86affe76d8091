"""People write times and dates as they speak; a form says what is missing and what to do."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django import forms
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gilydd.ui import filters
from gilydd.ui.forms import DayField, Form, HoursField, bilingual, local_next, parse_minutes

QUARTER_HOURS = st.integers(min_value=1, max_value=96).map(lambda steps: steps * 15)
LANGUAGES = st.sampled_from(["cy", "en"])


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1 h 30", 90),
        ("1h30m", 90),
        ("1 hour and 30 minutes", 90),
        ("1:30", 90),
        ("1.5", 90),
        ("1,5 awr", 90),
        ("0.25", 15),
        ("90 min", 90),
        ("90 munud", 90),
        ("1 awr 30 mun", 90),
        ("2 awr a 15 munud", 135),
        ("  2 Oriau ", 120),
        ("1\N{NO-BREAK SPACE}h", 60),
    ],
)
def test_a_length_of_time_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert HoursField().clean(typed) == minutes


@pytest.mark.parametrize("typed", ["soon", "1:75", "-1", "1.2.3", "h", "1e3", "0.01", "½", "1 h 30 h", "٣"])
def test_what_is_no_length_of_time_is_refused_with_an_example(typed: str) -> None:
    with translation.override("en"), pytest.raises(forms.ValidationError, match="1 h 30 min"):
        HoursField().clean(typed)


@given(minutes=QUARTER_HOURS, language=LANGUAGES)
def test_what_the_page_shows_can_be_typed_back(minutes: int, language: str) -> None:
    with translation.override(language):
        field = HoursField()
        assert field.clean(filters.hours(minutes)) == minutes
        assert field.clean(field.prepare_value(minutes)) == minutes


@given(hours=st.integers(0, 23), minutes=st.integers(0, 59))
def test_every_way_to_write_a_time_means_the_same(hours: int, minutes: int) -> None:
    written = [
        f"{hours}:{minutes:02d}",
        f"{hours} h {minutes} min",
        f"{hours} awr {minutes} mun",
        f"{hours}h{minutes}",
    ]
    assert {parse_minutes(text) for text in written} == {hours * 60 + minutes}


@given(text=st.text(max_size=30))
def test_no_text_breaks_the_reader_of_times(text: str) -> None:
    minutes = parse_minutes(text)
    assert minutes is None or minutes >= 0


def test_a_time_off_the_quarter_hour_is_told_its_two_neighbours() -> None:
    with translation.override("en"), pytest.raises(forms.ValidationError) as refusal:
        HoursField().clean("1:20")
    assert refusal.value.messages == [
        "Use steps of 15 minutes, such as 1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}15\N{NO-BREAK SPACE}min or "
        "1\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30\N{NO-BREAK SPACE}min"
    ]


@pytest.mark.parametrize("typed", ["0", "24:15", "9999"])
def test_a_time_outside_the_limits_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        HoursField().clean(typed)


def test_an_optional_time_left_empty_is_none() -> None:
    assert HoursField(required=False).clean("  ") is None


@given(day=st.dates(min_value=datetime.date(1000, 1, 1)))
def test_a_date_is_read_from_its_three_boxes(day: datetime.date) -> None:
    assert DayField().clean([str(day.day), str(day.month), f"{day.year:04d}"]) == day


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "Mawrth", "MAWRTH"])
def test_a_month_may_be_a_number_or_a_name_in_either_language(month: str) -> None:
    assert DayField().clean(["1", month, "2027"]) == datetime.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("boxes", "codes"),
    [
        (["31", "2", "2027"], {"invalid"}),
        (["", "2", "2027"], {"day"}),
        (["1", "Mehefinx", "2027"], {"month"}),
        (["1", "2", "27"], {"year"}),
        (["x", "y", "z"], {"day", "month", "year"}),
        (["", "", ""], {"required"}),
    ],
)
def test_a_wrong_date_says_which_box_is_wrong(boxes: list[str], codes: set[str]) -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        DayField().clean(boxes)
    assert {error.code for error in refusal.value.error_list} == codes


class Asked(Form):
    what = forms.CharField(label="What do you need?")
    kind = forms.ChoiceField(label="Which kind?", choices=[("a", "A")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="I agree")
    paper = forms.FileField(label="Your paper")
    own = forms.CharField(label="Name", error_messages={"required": "Say who you are"})


def test_each_empty_field_says_something_of_its_own() -> None:
    with translation.override("en"):
        errors = Asked({}).errors
    assert {name: messages[0] for name, messages in errors.items()} == {
        "what": "Write an answer for “What do you need?”",
        "kind": "Choose an answer for “Which kind?”",
        "agree": "Tick “I agree” to go on",
        "paper": "Choose a file for “Your paper”",
        "own": "Say who you are",
    }


def test_a_pair_of_languages_is_two_fields_with_their_lang() -> None:
    with translation.override("en"):
        cy, en = bilingual(forms.CharField, "Title", max_length=80)
        assert (str(cy.label), str(en.label)) == ("Title in Welsh", "Title in English")
    assert (cy.widget.attrs["lang"], en.widget.attrs["lang"]) == ("cy", "en")
    assert (cy.max_length, en.required) == (80, True)


ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "http:elsewhere.example",
    "javascript:alert(1)",
    "\t//elsewhere.example",
    "/\t/elsewhere.example",
    "/\n/elsewhere.example",
    " https://elsewhere.example",
    "elsewhere.example",
    "",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_redirect_never_leaves_the_site(method: str, wanted: str) -> None:
    request: Any = getattr(RequestFactory(), method)("/", {"next": wanted})
    with translation.override("cy"):
        assert local_next(request) == "/cy/"
        assert local_next(request, fallback="/cy/c/garw/") == "/cy/c/garw/"


def test_a_redirect_on_this_site_is_kept() -> None:
    assert local_next(RequestFactory().get("/", {"next": "/en/c/garw/?page=2"})) == "/en/c/garw/?page=2"
