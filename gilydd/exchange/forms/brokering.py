"""Forms of the broker's desk: a contact, an introduction, a report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Area
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day, language
from gilydd.ui.forms import Form

LANGUAGES = [("cy", "Cymraeg"), ("en", "English")]


def _written_in() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )


class ContactForm(Form):
    """What was said?"""

    words = forms.CharField(
        label=_("What was said?"),
        help_text=_("Only brokers read this. Worries about somebody's safety go to a safeguarding lead."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    lang = _written_in()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)


class FindForm(Form):
    """Whom should they meet?"""

    q = forms.CharField(
        label=_("Name or member number"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class IntroduceForm(Form):
    """Whom should they meet, and why?"""

    second = forms.ChoiceField(label=_("Whom should they meet?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What do you want to say to both?"),
        help_text=_("They both get this line as you write it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=600,
    )
    lang = _written_in()

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language(), "second": people[0][0] if len(people) == 1 else ""})
        super().__init__(*args, **kwargs)
        self.fields["second"].choices = people  # type: ignore[attr-defined]


class ReportForm(Form):
    """Which quarters, and where? Whole quarters alone, so that no two reports give one person away."""

    since = forms.ChoiceField(label=_("From the quarter that begins on"))
    until = forms.ChoiceField(label=_("Up to the quarter that ends on"))
    area = forms.ChoiceField(label=_("Where?"), required=False)

    def __init__(
        self, quarters: list[tuple[dt.date, dt.date]], areas: list[Area], whole: bool, *args: Any
    ) -> None:
        super().__init__(*args)
        begins = [(first.isoformat(), day(first)) for first, _last in quarters]
        ends = [(last.isoformat(), day(last)) for _first, last in quarters]
        every = [("", _("The whole community"))] if whole else []
        self.fields["since"].choices = begins  # type: ignore[attr-defined]
        self.fields["until"].choices = ends  # type: ignore[attr-defined]
        self.fields["area"].choices = [*every, *((str(row.pk), said(row, "name")) for row in areas)]  # type: ignore[attr-defined]
        if not areas:
            del self.fields["area"]

    def clean(self) -> dict[str, Any]:
        """The two ends as days; the last must not lie before the first."""
        told = super().clean() or {}
        ends = [dt.date.fromisoformat(told[name]) for name in ("since", "until") if told.get(name)]
        if len(ends) == 2 and ends[1] < ends[0]:
            self.add_error("until", _("Choose an end that is not before the beginning"))
        elif len(ends) == 2:
            told["since"], told["until"] = ends
        return told
