"""GOV.UK's own examples, drawn by the Jinja macros that Gilydd uses, give GOV.UK's own HTML.

The fixtures are those of govuk-frontend 6.6.0; the macros (govuk-frontend-jinja 4.1.0) are made for an
earlier 6.x, so some differ. Each known difference is listed with its reason; the list fails when it is out
of date in either direction.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2
import pytest

FIXTURES = Path(__file__).parent / "fixtures"
COMPONENTS = sorted(path.stem for path in FIXTURES.glob("*.json"))

KNOWN_DIFFERENCES: dict[str, set[str]] = {
    # 6.6 puts the words of a start link in a span; Gilydd draws no start button.
    "button": {
        "start link with html",
    },
    # 6.6 knows countType; Gilydd counts characters, which is what no type means.
    "character-count": {
        "with count type 'characters'",
        "with count type 'characters' and error message",
        "with count type 'characters' and threshold",
        "with count type 'characters' and value",
        "with count type 'length'",
        "with count type 'words'",
        "with count type 'words' and error message",
        "with count type 'words' and threshold",
        "with count type 'words' and value",
        "with maxwords",
    },
    # 6.6 makes the three parts from values and short names; Gilydd passes every part whole.
    "date-input": {
        "custom inputmode",
        "custom pattern",
        "day and month",
        "items with classes",
        "items without classes",
        "month and year",
        "suffixed id",
        "with error message and described by",
        "with error message and hint",
        "with error message and hint (using items)",
        "with error on day input",
        "with error on day input (using items)",
        "with error on month input",
        "with error on month input (using items)",
        "with error on single field",
        "with error on single field by omission",
        "with error on single field using classes",
        "with error on single item",
        "with error on single item by omission",
        "with error on year input",
        "with error on year input (using items)",
        "with errors only",
        "with errors only (using classes)",
        "with errors only (using items)",
        "with field value",
        "with field value and item value",
        "with field value and items",
        "with field value overriding values",
        "with field value, item value and values",
        "with id on items",
        "with item value",
        "with nested name",
        "with translations",
        "with values",
        "with values and name prefix",
        "with values, name prefix and custom names",
    },
}


class Normal(HTMLParser):
    """Reads HTML as a list of tags with sorted attributes and of texts with single spaces."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tidy = sorted((name, " ".join((value or "").split())) for name, value in attrs)
        self.parts.append((tag, tidy))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and self.parts and isinstance(self.parts[-1], list):
            self.parts[-1][0] += f" {words}"
        elif words:
            self.parts.append([words])


def normal(html: str) -> list[Any]:
    parser = Normal()
    parser.feed(html)
    parser.close()
    return parser.parts


@pytest.fixture(scope="module")
def govuk() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
        undefined=jinja2.ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def differing(govuk: jinja2.Environment, component: str) -> set[str]:
    macro = "govuk" + "".join(word.capitalize() for word in component.split("-"))
    path = f"govuk_frontend_jinja/components/{component}/macro.html"
    template = govuk.from_string(f'{{% from "{path}" import {macro} %}}{{{{ {macro}(params) }}}}')
    found = set()
    for example in json.loads((FIXTURES / f"{component}.json").read_text(encoding="utf-8")):
        if normal(template.render(params=example["options"])) != normal(example["html"]):
            found.add(example["name"])
    return found


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_component_draws_govuks_examples_but_for_the_known_differences(
    govuk: jinja2.Environment, component: str
) -> None:
    assert differing(govuk, component) == KNOWN_DIFFERENCES.get(component, set())


def test_every_component_that_our_macros_use_is_compared() -> None:
    import gilydd.ui

    source = (Path(gilydd.ui.__file__).parent / "templates" / "ui" / "macros.html").read_text(
        encoding="utf-8"
    )
    used = {
        line.split("/components/")[1].split("/")[0] for line in source.splitlines() if "/components/" in line
    }
    assert used <= set(COMPONENTS)


def test_a_comparison_notices_one_changed_attribute() -> None:
    assert normal('<a href="/x" class="b  a">Hi\n there</a>') == normal(
        '<a class="b a" href="/x">Hi there</a>'
    )
    assert normal('<a href="/x">Hi</a>') != normal('<a href="/y">Hi</a>')
