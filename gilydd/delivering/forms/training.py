"""Forms of courses, certificates and the record of learning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms.acting import LanguageField
from gilydd.ui.forms import DayField, Form, HoursField, bilingual

from ..queries.training import Progress
from ..words import Shown

LONGEST_LEARNING_MINUTES = 2_000 * 60


class CourseForm(Form):
    """What completes a course, and what people learn in it."""

    sessions_needed = forms.IntegerField(
        label=_("How many sessions complete the course?"),
        min_value=1,
        max_value=500,
        error_messages={
            "invalid": _("Write a whole number of sessions, such as 6"),
            "min_value": _("At least one session completes a course"),
        },
    )
    learns_cy, learns_en = bilingual(
        forms.CharField,
        _("What can people do afterwards?"),
        widget=forms.Textarea,
        required=False,
        max_length=1000,
    )


class CertificatesForm(Form):
    """Who gets a certificate: those who completed the course and have none."""

    parties = forms.TypedMultipleChoiceField(
        label=_("Who gets a certificate?"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, far: Sequence[Progress], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = [row for row in far if row.completed_on and row.certificate_id is None]
        parties: Any = self.fields["parties"]
        parties.choices = [(row.party_id, row.name) for row in ready]
        parties.initial = [row.party_id for row in ready]


class WithdrawForm(Form):
    """Why a certificate is withdrawn."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("Those who run activities can read this, nobody else."),
        widget=forms.Textarea,
        max_length=1000,
    )


class ShownField(forms.ChoiceField):
    """To whom something is shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Who may see it?"),
            choices=Shown.choices,
            widget=forms.RadioSelect,
            initial=Shown.NOBODY,
            **kwargs,
        )


class ShowForm(Form):
    """To whom a certificate is shown, and whether its public check tells the name."""

    shown = ShownField()
    names_holder = forms.BooleanField(
        label=_("Whoever types the number of my certificate may see my name"), required=False
    )


class LearningForm(Form):
    """What somebody learned, in their own words."""

    title = forms.CharField(label=_("What did you learn?"), max_length=160)
    where = forms.CharField(
        label=_("Where, or from whom?"),
        help_text=_("At home, at work, from a neighbour: everything counts."),
        max_length=160,
        required=False,
    )
    learned_on = DayField(label=_("When?"))
    minutes = HoursField(
        label=_("How long did it take?"),
        help_text=_("Leave it empty if you do not know."),
        max_minutes=LONGEST_LEARNING_MINUTES,
        required=False,
    )
    words = forms.CharField(
        label=_("In your own words"), widget=forms.Textarea, required=False, max_length=2000
    )
    shown = ShownField()
    lang = LanguageField()


class LinkForm(Form):
    """A secret address for somebody outside."""

    name = forms.CharField(
        label=_("For whom is it?"), help_text=_("For example: the college. Only you see this."), max_length=80
    )
    expires_on = DayField(label=_("Until which day is it good?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        month = timezone.localdate() + dt.timedelta(days=30)
        super().__init__(*args, initial={"expires_on": month}, **kwargs)


class NumberForm(Form):
    """The number of a certificate to check."""

    number = forms.CharField(
        label=_("The number on the certificate"), help_text=_("For example 7K3M-Q9XD"), max_length=40
    )
