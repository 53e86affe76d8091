"""Forms that say what to do: the base class, hours, days, pairs of languages, safe redirects."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from babel.dates import get_month_names
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.ui import filters

STEP_MINUTES: Final = 15
DAY_MINUTES: Final = 24 * 60

HOUR_WORDS = r"(?:h|hr|hrs|hour|hours|awr|oriau)"
MINUTE_WORDS = r"(?:m|min|mins|minute|minutes|mun|munud|munudau)"
# Each pattern is tried on the whole text, lower case, spaces made single; a group is a number of its unit.
HOURS_PATTERNS: Final = (
    re.compile(r"(?P<hours>\d{1,4}):(?P<minutes>[0-5]\d)", re.ASCII),
    re.compile(rf"(?P<hours>\d{{1,4}}(?:[.,]\d{{1,4}})?) ?{HOUR_WORDS}?", re.ASCII),
    re.compile(rf"(?P<minutes>\d{{1,6}}) ?{MINUTE_WORDS}", re.ASCII),
    re.compile(
        rf"(?P<hours>\d{{1,4}}) ?{HOUR_WORDS}(?: (?:and|a|ac))? ?(?P<minutes>\d{{1,2}})(?: ?{MINUTE_WORDS})?",
        re.ASCII,
    ),
)


def parse_minutes(text: str) -> int | None:
    """Read a length of time as whole minutes.

    Reads "1 h 30", "1:30", "1.5", "1,5 awr", "90 min" and "1 awr 30 mun"; a bare number is hours.
    Returns None when the text is no length of time or no whole number of minutes.

    >>> parse_minutes("1,5 awr"), parse_minutes("90 min"), parse_minutes("1:30"), parse_minutes("soon")
    (90, 90, 90, None)
    """
    tidy = " ".join(text.casefold().split())
    for pattern in HOURS_PATTERNS:
        found = pattern.fullmatch(tidy)
        if found is None:
            continue
        named = found.groupdict()
        ones, _point, decimals = (named.get("hours") or "0").replace(",", ".").partition(".")
        sixtieths, rest = divmod(int(decimals or 0) * 60, 10 ** len(decimals))
        if rest:
            return None
        return int(ones) * 60 + sixtieths + int(named.get("minutes") or 0)
    return None


class Form(forms.Form):
    """Base of every form: a field left empty says which field, and what to do about it.

    A field with an own `error_messages={"required": …}` keeps it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        default = forms.Field.default_error_messages["required"]
        for name, field in self.fields.items():
            if field.error_messages.get("required") is default:
                field.error_messages["required"] = required_message(field, str(field.label or name))


def required_message(field: forms.Field, label: str) -> str:
    """Return what to say when a field that must be answered was left empty."""
    if isinstance(field, forms.BooleanField):
        return gettext("Tick “%(label)s” to go on") % {"label": label}
    if isinstance(field.widget, forms.FileInput):
        return gettext("Choose a file for “%(label)s”") % {"label": label}
    if isinstance(field.widget, forms.widgets.ChoiceWidget):
        return gettext("Choose an answer for “%(label)s”") % {"label": label}
    return gettext("Write an answer for “%(label)s”") % {"label": label}


class HoursField(forms.CharField):
    """A length of time, typed as people write it; cleans to whole minutes (int) in steps of a quarter hour.

    Parameters: min_minutes and max_minutes, the shortest and longest time allowed; step_minutes.
    """

    default_error_messages = {
        "invalid": _("Write a length of time, such as 1 h 30 min, 1:30 or 90 min"),
        "step": _("Use steps of %(step)s minutes, such as %(lower)s or %(upper)s"),
        "short": _("The time must be at least %(limit)s"),
        "long": _("The time can be at most %(limit)s"),
    }

    def __init__(
        self,
        *,
        min_minutes: int = STEP_MINUTES,
        max_minutes: int = DAY_MINUTES,
        step_minutes: int = STEP_MINUTES,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)
        self.min_minutes, self.max_minutes, self.step_minutes = min_minutes, max_minutes, step_minutes

    def prepare_value(self, value: Any) -> Any:
        """Show minutes as hours and minutes; what the person typed stays as typed."""
        is_minutes = isinstance(value, int) and not isinstance(value, bool)
        return filters.hours(value).replace("\N{NO-BREAK SPACE}", " ") if is_minutes else value

    def clean(self, value: Any) -> Any:
        """Return whole minutes, or None for an empty field that may stay empty."""
        text = super().clean(value)
        if text in self.empty_values:
            return None
        minutes = parse_minutes(text)
        if minutes is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        self._check(minutes)
        return minutes

    def _check(self, minutes: int) -> None:
        if minutes < self.min_minutes:
            self._refuse("short", limit=filters.hours(self.min_minutes))
        if minutes > self.max_minutes:
            self._refuse("long", limit=filters.hours(self.max_minutes))
        lower = minutes - minutes % self.step_minutes
        if lower != minutes:
            upper = filters.hours(lower + self.step_minutes)
            self._refuse("step", step=self.step_minutes, lower=filters.hours(lower), upper=upper)

    def _refuse(self, code: str, **params: Any) -> None:
        raise ValidationError(self.error_messages[code], code=code, params=params)


class DayWidget(forms.MultiWidget):
    """Three text boxes: day, month, year."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()], attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Return the three parts of a date."""
        return (
            [value.day, value.month, value.year] if isinstance(value, datetime.date) else [None, None, None]
        )


@functools.cache
def month_numbers() -> dict[str, int]:
    """Return the number of each month's name, full and short, in Welsh and English."""
    return {
        name.casefold().rstrip("."): number
        for locale in ("cy", "en_GB")
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context=context, locale=locale).items()
    }


class DayField(forms.MultiValueField):
    """A date in three boxes; the month may be a number or its name. Cleans to `datetime.date`."""

    widget = DayWidget
    default_error_messages = {
        "day": _("The date needs a day, such as 27"),
        "month": _("The date needs a month, such as 3 or March"),
        "year": _("The date needs a year with four digits, such as 2027"),
        "invalid": _("There is no such date: check the day and the month"),
    }

    def __init__(self, **kwargs: Any) -> None:
        boxes = (
            forms.CharField(required=False),
            forms.CharField(required=False),
            forms.CharField(required=False),
        )
        kwargs.setdefault("help_text", _("For example, 27 3 2027"))
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> datetime.date | None:
        """Return the date of the three boxes, or None when all are empty."""
        if not any(data_list):
            return None
        day, month, year = (part.strip().casefold() for part in data_list)
        numbers = {
            "day": int(day) if re.fullmatch(r"[0-9]{1,2}", day) else 0,
            "month": int(month)
            if re.fullmatch(r"[0-9]{1,2}", month)
            else month_numbers().get(month.rstrip("."), 0),
            "year": int(year) if re.fullmatch(r"[0-9]{4}", year) else 0,
        }
        missing = [
            ValidationError(self.error_messages[key], code=key) for key, value in numbers.items() if not value
        ]
        if missing:
            raise ValidationError(missing)
        try:
            return datetime.date(numbers["year"], numbers["month"], numbers["day"])
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def _label_in(label: Any, template: Any) -> str:
    return str(template) % {"label": label}


def bilingual(
    make: Callable[..., forms.Field],
    label: Any,
    *,
    widget: Callable[..., forms.Widget] | None = None,
    **kwargs: Any,
) -> tuple[forms.Field, forms.Field]:
    """Make the Welsh and the English field of one text.

    `title_cy, title_en = bilingual(CharField, _("Title"))`

    Parameters: the field's class, its label, the widget's class, and anything else for both fields.
    Each box carries its `lang`, so that spelling checkers and screen readers know it.
    """
    in_language = lazy(_label_in, str)
    shown: Callable[..., forms.Widget] = (
        getattr(make, "widget", forms.TextInput) if widget is None else widget
    )
    pair = []
    for code, template in (("cy", _("%(label)s in Welsh")), ("en", _("%(label)s in English"))):
        attributes = {"lang": code, "spellcheck": "true"}
        pair.append(make(label=in_language(label, template), widget=shown(attrs=attributes), **kwargs))
    return pair[0], pair[1]


def local_next(request: HttpRequest, fallback: str = "") -> str:
    """Return the `next` address of the request if it lies on this site, else `fallback`, else the home page.

    Only a path from the root is taken: no host, no scheme, no backslash, no control character.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return fallback or f"/{filters.language()}/"
