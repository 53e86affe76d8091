"""The components: they render in both languages, escape every text, and refuse what they must not show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import jinja2
import pytest
from django import forms
from django.template import engines
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from gilydd.algorithms import disclosure
from gilydd.ui import look
from gilydd.ui.forms import Form

ATTACK = "\"><script>alert(1)</script>'"
SHARE = disclosure.share(11_644, 22_392, "people")


@pytest.fixture
def env() -> jinja2.Environment:
    return engines["jinja2"].env  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def ui(env: jinja2.Environment) -> Any:
    return env.globals["ui"]


@pytest.fixture(params=["cy", "en"], autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


class Attacked(Form):
    """Every kind of field, with the attack in label, hint, choices, initial value and error."""

    text = forms.CharField(label=ATTACK, help_text=ATTACK, initial=ATTACK, required=False)
    long = forms.CharField(label=ATTACK, widget=forms.Textarea, initial=ATTACK, max_length=99, required=False)
    plain = forms.CharField(label=ATTACK, widget=forms.Textarea, initial=ATTACK, required=False)
    choice = forms.ChoiceField(label=ATTACK, choices=[(ATTACK, ATTACK)], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(
        label=ATTACK, choices=[(ATTACK, ATTACK)], widget=forms.CheckboxSelectMultiple
    )
    select = forms.ChoiceField(label=ATTACK, choices=[(ATTACK, ATTACK)])
    tick = forms.BooleanField(label=ATTACK)
    secret = forms.CharField(label=ATTACK, widget=forms.PasswordInput)
    paper = forms.FileField(label=ATTACK)
    hidden = forms.CharField(widget=forms.HiddenInput, initial=ATTACK, required=False)

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError(ATTACK)


ATTACKED: dict[str, Callable[[Any], Markup]] = {
    "button": lambda ui: ui.button(text=ATTACK, name=ATTACK, value=ATTACK),
    "button link": lambda ui: ui.button(text=ATTACK, href=ATTACK),
    "table": lambda ui: ui.table(caption=ATTACK, head=[ATTACK], rows=[[ATTACK, ATTACK]]),
    "facts": lambda ui: ui.facts(rows=[(ATTACK, ATTACK, ATTACK, ATTACK)]),
    "card": lambda ui: ui.card(title=ATTACK, href=ATTACK, body=ATTACK, meta=ATTACK),
    "cards": lambda ui: ui.cards(items=[{"title": ATTACK, "body": ATTACK}]),
    "empty": lambda ui: ui.empty(title=ATTACK, text=ATTACK, href=ATTACK, action=ATTACK),
    "tag": lambda ui: ui.tag(text=ATTACK, colour=ATTACK),
    "notice": lambda ui: ui.notice(title=ATTACK, text=ATTACK),
    "warning": lambda ui: ui.warning(text=ATTACK),
    "details": lambda ui: ui.details(summary=ATTACK, html=Markup("<p>x</p>")),
    "inset": lambda ui: ui.inset(text=ATTACK),
    "pager": lambda ui: ui.pager(page=2, pages=3, previous=ATTACK, next=ATTACK, href=ATTACK + "{page}"),
    "wheel": lambda ui: ui.wheel(
        quarters=[
            {"key": key, "state": "now", "name": ATTACK, "href": ATTACK, "summary": ATTACK}
            for key in ("commission", "design", "deliver", "evaluate")
        ],
        title=ATTACK,
    ),
    "figure": lambda ui: ui.figure(disclosed=SHARE, label=ATTACK, href=ATTACK),
    "bars": lambda ui: ui.bars(title=ATTACK, rows=[(ATTACK, SHARE)], head=ATTACK),
    "intervals": lambda ui: ui.intervals(title=ATTACK, rows=[(ATTACK, SHARE)], head=ATTACK),
    "counts": lambda ui: ui.counts(title=ATTACK, rows=[(ATTACK, 3)], head=ATTACK),
    "tornado": lambda ui: ui.tornado(title=ATTACK, rows=[(ATTACK, 90, 130)], middle=110, head=ATTACK),
    "trend": lambda ui: ui.trend(
        title=ATTACK,
        values=[3, 2, 1],
        before=1,
        fitted=[3, 2, 1],
        expected=[(3, 2, 4)],
        first=ATTACK,
        last=ATTACK,
    ),
    "running": lambda ui: ui.running(title=ATTACK, rows=[(ATTACK, 60, 30, 30)], head=ATTACK),
    "running_drawing": lambda ui: ui.running_drawing(title=ATTACK, rows=[(ATTACK, 60, 30, 30)]),
    "timeline": lambda ui: ui.timeline(
        items=[{"when": ATTACK, "what": ATTACK, "who": ATTACK, "href": ATTACK}]
    ),
    "easy": lambda ui: ui.easy(picture="clock", text=ATTACK),
    "breadcrumbs": lambda ui: ui.breadcrumbs(items=[{"text": ATTACK, "href": ATTACK}, {"text": ATTACK}]),
    "steps": lambda ui: ui.steps(items=[{"text": ATTACK, "state": "now", "href": ATTACK}]),
    "hero": lambda ui: ui.hero(title=ATTACK, text=ATTACK, kicker=ATTACK),
    "words": lambda ui: ui.words(text=ATTACK, lang=ATTACK, who=ATTACK),
    "link": lambda ui: ui.link(text=ATTACK, href=ATTACK, lang=ATTACK),
    "inlang": lambda ui: ui.inlang(text=ATTACK, lang=ATTACK),
    "report": lambda ui: ui.report(slug="garw", kind="exchange.ask", number=1, what=ATTACK),
    "refused": lambda ui: ui.refused(reasons=[ATTACK]),
    "form unsent": lambda ui: ui.form(form=Attacked(), csrf=Markup("<i></i>"), action=ATTACK, submit=ATTACK),
    "form refused": lambda ui: ui.form(
        form=Attacked({"text": ATTACK, "choice": "no"}), csrf=Markup("<i></i>")
    ),
}


@pytest.mark.parametrize("name", ATTACKED)
def test_a_script_in_any_text_is_escaped(ui: Any, name: str) -> None:
    html = str(ATTACKED[name](ui))
    assert "<script" not in html
    # An attribute may hold the words, but its quotation mark must not end there.
    assert not re.search(r'="">', html)
    assert "&lt;script&gt;" in html
    # Every line that is drawn goes through points, not through the name of a method.
    assert all(re.fullmatch(r"[-\d., ]+", points) for points in re.findall(r'points="([^"]*)"', html))


def test_every_macro_of_the_room_is_attacked_or_has_no_text(ui: Any) -> None:
    module = ui._module
    macros = {name for name, value in vars(module).items() if type(value).__name__ == "Macro"}
    own = {name for name in macros if not name.startswith(("govuk", "_"))}
    tried = {name.split()[0] for name in ATTACKED}
    assert own - tried == {"field", "errors", "buttons", "quarter", "mark", "panel"}


def test_an_html_parameter_refuses_plain_text(ui: Any) -> None:
    for call in (
        lambda: ui.details(summary="More", html="<p>raw</p>"),
        lambda: ui.form(form=Form(), csrf="<input>"),
        lambda: ui.buttons(html="<b>"),
        lambda: ui.cards(items=["<b>"]),
    ):
        with pytest.raises(TypeError, match="takes Markup"):
            call()


def test_djangos_safe_strings_count_as_markup(ui: Any) -> None:
    assert "<p>fine</p>" in ui.details(summary="More", html=mark_safe("<p>fine</p>"))


def test_a_form_without_its_token_is_refused(ui: Any) -> None:
    with pytest.raises(TypeError, match="csrf"):
        ui.form(form=Form())


def test_a_misspelt_argument_or_macro_is_refused(env: jinja2.Environment) -> None:
    with pytest.raises(TypeError, match="txet"):
        env.from_string("{{ ui.button(txet='Save') }}").render()
    with pytest.raises(TypeError, match=r"ui\.button: text is undefined"):
        env.from_string("{{ ui.button(text=titel) }}").render()
    with pytest.raises(TypeError, match=r"ui\.table: rows\[0\]\[0\] is undefined"):
        env.from_string("{{ ui.table(caption='a', head=['b'], rows=[[row.nmae]]) }}").render(row={})
    with pytest.raises(jinja2.UndefinedError):
        env.from_string("{{ ui.buton(text='Save') }}").render()


def test_a_lazy_text_is_read_in_the_language_of_the_page(ui: Any, language: str) -> None:
    expected = {"cy": "Saesneg", "en": "English"}[language]  # from Django's own catalogue
    assert expected in ui.button(text=gettext_lazy("English"))
    assert expected in ui.card(title=[gettext_lazy("English")][0])


@pytest.mark.parametrize("raw", [52, 0.52, "52%", None, {"value": 52}])
def test_a_raw_number_about_people_is_refused(ui: Any, raw: Any) -> None:
    for call in (
        lambda: ui.figure(disclosed=raw),
        lambda: ui.bars(title="t", rows=[("a", raw)]),
        lambda: ui.intervals(title="t", rows=[("a", raw)]),
    ):
        with pytest.raises(TypeError, match="Disclosed"):
            call()


def test_a_figure_shows_its_number_interval_and_base(ui: Any) -> None:
    with translation.override("en"):
        words = re.sub(r"<[^>]+>|\s+", " ", ui.figure(disclosed=SHARE))
    assert " ".join(words.split()) == "52% between 51% and 53% (about 22,390 people)"


def test_a_hidden_figure_says_why_and_shows_no_number(ui: Any) -> None:
    html = ui.figure(disclosed=disclosure.count(3, "people"))
    assert "[c]" in html
    assert not re.search(r"\d", unescape(re.sub(r"<[^>]+>", "", html)))


def test_a_chart_of_mixed_units_is_refused(ui: Any) -> None:
    with pytest.raises(TypeError, match="one unit"):
        ui.bars(title="t", rows=[("a", SHARE), ("b", disclosure.count(40, "people"))])


def test_a_chart_holds_its_numbers_as_a_table_with_headers(ui: Any) -> None:
    html = ui.bars(title="Members", rows=[("Gave", disclosure.count(400, "people"))])
    assert re.findall(r'<rect class="chart__bar" x="0" y="2" width="(\d+)"', html) == ["800"]
    assert "<caption" in html
    assert 'scope="row"' in html
    assert ">400<" in html


def test_the_wheel_says_in_words_what_it_shows(ui: Any) -> None:
    with translation.override("en"):
        html = str(ui.wheel(quarters=look.quarters(), title="Time to Meet"))
    label = re.search(r'role="img" aria-labelledby="(\S+) (\S+)"', html)
    assert label
    assert f'<title id="{label[1]}">Time to Meet</title>' in html
    described = "Commission: Done; Design: Done; Deliver: Happening now; Evaluate: Still to come"
    assert f'<desc id="{label[2]}">{described}</desc>' in html
    assert html.count("<li ") == 4
    assert html.count('aria-current="step"') == 1


def test_each_state_of_the_wheel_has_its_own_symbol(ui: Any) -> None:
    html = str(ui.wheel(quarters=look.quarters()))
    symbols = re.findall(r'<g class="wheel__symbol"[^>]*>(.*?)</g>', html, flags=re.DOTALL)
    done, also_done, now, coming = (re.sub(r"\s+", "", symbol) for symbol in symbols)
    assert done == also_done
    assert len({done, now, coming}) == 3


@pytest.mark.parametrize(
    "quarters",
    [
        [],
        look.quarters()[:3],
        list(reversed(look.quarters())),
        [dict(quarter, state="soon") for quarter in look.quarters()],
    ],
)
def test_a_wheel_that_is_not_a_whole_turn_is_refused(ui: Any, quarters: list[dict[str, Any]]) -> None:
    with pytest.raises(TypeError, match="quarter"):
        ui.wheel(quarters=quarters)


def test_an_unknown_quarter_kind_picture_or_state_is_refused(ui: Any) -> None:
    for call in (
        lambda: ui.quarter(key="discuss"),
        lambda: ui.card(title="t", quarter="discuss"),
        lambda: ui.notice(title="t", kind="shout"),
        lambda: ui.button(text="t", kind="loud"),
        lambda: ui.easy(picture="unicorn", text="t"),
        lambda: ui.counts(title="t", rows=[("a", 1)], unit="people"),
    ):
        with pytest.raises(TypeError):
            call()


def test_each_line_of_the_error_summary_leads_to_a_field_that_exists(ui: Any) -> None:
    html = str(ui.form(form=look.ExampleForm({"day_0": "1", "day_2": "2027"}), csrf=Markup("<i></i>")))
    targets = re.findall(r'<a href="#([^"]+)"', html.split("</ul>")[0])
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(targets) >= 10
    assert set(targets) <= set(ids)
    assert len(ids) == len(set(ids))
    assert "id_day_1" in targets  # the month is the box that is missing


def test_what_was_typed_comes_back_in_a_refused_form(ui: Any) -> None:
    form = look.ExampleForm(
        {"what": "A lift", "length": "soon", "kind": "place", "languages": ["cy"], "place": "garw"}
    )
    html = str(ui.form(form=form, csrf=Markup("<i></i>")))
    assert 'value="A lift"' in html
    assert 'value="soon"' in html
    assert re.search(r'type="radio" value="place"\s+checked', html)
    assert re.search(r'type="checkbox" value="cy"\s+checked', html)
    assert re.search(r'value="garw"\s+selected', html)


def test_a_password_never_comes_back(ui: Any) -> None:
    assert "tops3cret" not in ui.form(
        form=look.ExampleForm({"password": "tops3cret"}), csrf=Markup("<i></i>")
    )


def test_the_same_words_give_the_same_page(ui: Any) -> None:
    assert ui.wheel(quarters=look.quarters()) == ui.wheel(quarters=look.quarters())
