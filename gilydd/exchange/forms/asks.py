"""Forms of the exchange."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community
from gilydd.people.queries import work_terms
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form, HoursField

from ..words import LONGEST_ASK_MINUTES


class TermChoice(forms.ModelChoiceField):
    """A choice among rows that carry name_cy and name_en."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj, "name")


class AskForm(Form):
    """What do you need a hand with?"""

    title = forms.CharField(
        label=_("What would help you?"),
        help_text=_("One line, for example: a lift to the surgery."),
        max_length=120,
    )
    details = forms.CharField(
        label=_("Anything else to know?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=2000,
    )
    work = TermChoice(queryset=None, label=_("What kind of help is it?"), empty_label=_("Choose one"))
    minutes = HoursField(
        label=_("About how long?"),
        help_text=_("For example 1 h 30 min. Steps of 15 minutes."),
        max_minutes=LONGEST_ASK_MINUTES,
    )
    wanted_on = DayField(label=_("On which day? (if you know)"), required=False)
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"),
        choices=[("cy", "Cymraeg"), ("en", "English")],
        widget=forms.RadioSelect,
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)
        self.fields["work"].queryset = work_terms(community).filter(parent__isnull=False)  # type: ignore[attr-defined]


class ConfirmForm(Form):
    """How long did it take?"""

    minutes = HoursField(
        label=_("How long did it take?"),
        help_text=_("For example 1 h 30 min. Steps of 15 minutes."),
        max_minutes=LONGEST_ASK_MINUTES,
    )


class ReverseForm(Form):
    """Why is this transfer taken back?"""

    reason = forms.CharField(
        label=_("Why is it a mistake?"),
        help_text=_("Both members can read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
