"""Forms of the exchange."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community
from gilydd.people.queries import work_terms
from gilydd.ui.bilingual import said
from gilydd.ui.forms import DayField, Form, HoursField

from ..words import LONGEST_ASK_MINUTES
from .acting import ActingForm, EvidenceField, LanguageField, in_steps


class TermChoice(forms.ModelChoiceField):
    """A choice among rows that carry name_cy and name_en."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj, "name")


class AskForm(ActingForm):
    """What do you need a hand with?"""

    whom_label = _("For whom do you ask?")
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
    minutes = HoursField(label=_("About how long?"), max_minutes=LONGEST_ASK_MINUTES)
    wanted_on = DayField(label=_("On which day? (if you know)"), required=False)
    lang = LanguageField()

    def __init__(self, community: Community, *args: Any, to_one: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_steps(self, community)
        if to_one:
            # The offer says what kind of help it is.
            del self.fields["work"]
        else:
            self.fields["work"].queryset = work_terms(community).filter(parent__isnull=False)  # type: ignore[attr-defined]


class ConfirmForm(Form):
    """How long did it take?"""

    minutes = HoursField(label=_("How long did it take?"), max_minutes=LONGEST_ASK_MINUTES)
    evidence = EvidenceField()

    def __init__(self, community: Community, *args: Any, for_other: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_steps(self, community)
        if not for_other:
            del self.fields["evidence"]


class PromiseForm(ActingForm):
    """I will help; perhaps for my household or group, perhaps freely."""

    whom_label = _("Who will help?")
    freely = forms.BooleanField(
        label=_("I give this time freely: no hours need to come back"), required=False
    )

    def __init__(self, *args: Any, gift_mode: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gift_mode:
            del self.fields["freely"]


class TimeForm(Form):
    """When and where to meet."""

    day = DayField(label=_("On which day?"))
    time = forms.TimeField(
        label=_("At what time?"),
        help_text=_("On the 24-hour clock, for example 14:30"),
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TextInput,
        error_messages={"invalid": _("Write the time on the 24-hour clock, such as 14:30")},
    )
    where = forms.CharField(label=_("Where do you meet?"), required=False, max_length=160)

    def moment(self) -> dt.datetime:
        """The moment chosen, in the local zone; call it on a valid form."""
        given = self.cleaned_data
        return timezone.make_aware(dt.datetime.combine(given["day"], given["time"]))


class ReasonForm(Form):
    """A few words of why, that the other side reads."""

    reason = forms.CharField(label="", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    lang = LanguageField()

    def __init__(self, label: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = gettext("Write a few words of why")


class ReverseForm(Form):
    """Why is this transfer taken back?"""

    reason = forms.CharField(
        label=_("Why is it a mistake?"),
        help_text=_("Both members can read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
