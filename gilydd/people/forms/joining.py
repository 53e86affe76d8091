"""Forms of joining: the public one, the broker's, and one for each step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form

from ..words import Capacity, Channel, Language
from .members import AreaChoice, MaybeReasonForm, OfCommunityForm, ReasonForm


class JoinForm(OfCommunityForm):
    """I would like to join."""

    gives = forms.CharField(
        label=_("What would you like to give?"),
        help_text=_("Everybody has something. For example: a lift, a chat, baking, playing the piano."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    full_name = forms.CharField(
        label=_("Your name"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    known_as = forms.CharField(label=_("What do you like to be called?"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("One way to reach you is enough: email, phone or address."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    address = forms.CharField(label=_("Address"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    comes_in = forms.BooleanField(label=_("I will come in and ask for you"), required=False)
    area = AreaChoice(
        queryset=None, label=_("Where do you live?"), empty_label=_("Somewhere else"), required=False
    )
    language = forms.ChoiceField(
        label=_("Which language shall we use with you?"),
        choices=Language.choices[1:],
        widget=forms.RadioSelect,
    )
    easy_read = forms.BooleanField(label=_("I like Easy Read"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"language": language()})
        super().__init__(*args, **kwargs)


class JoinAsWellForm(OfCommunityForm):
    """A member of another community would like to join this one too: who they are is known."""

    gives = forms.CharField(
        label=_("What would you like to give?"),
        help_text=_("Everybody has something. For example: a lift, a chat, baking, playing the piano."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    area = AreaChoice(
        queryset=None, label=_("Where do you live?"), empty_label=_("Somewhere else"), required=False
    )


class JoinForThemForm(OfCommunityForm):
    """Somebody rang or came to the door: only the name is needed."""

    full_name = forms.CharField(label=_("Their name"), max_length=160)
    known_as = forms.CharField(label=_("What do they like to be called?"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("Email"), required=False)
    address = forms.CharField(
        label=_("Address for letters"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    area = AreaChoice(queryset=None, label=_("Area"), empty_label=_("None"), required=False)
    gives = forms.CharField(
        label=_("What would they like to give, in their own words?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )
    lang = forms.ChoiceField(
        label=_("Which language did they say it in?"),
        choices=[("cy", "Cymraeg"), ("en", "English")],
        widget=forms.RadioSelect,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Which language for messages?"),
        help_text=_("Ask each person once. Where nobody asked yet, we send both."),
        choices=Language.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    easy_read = forms.BooleanField(label=_("They like Easy Read"), required=False)


class KnownJoinerForm(OfCommunityForm):
    """What may be corrected of somebody whose details are kept elsewhere."""

    area = AreaChoice(queryset=None, label=_("Area"), empty_label=_("None"), required=False)
    gives = forms.CharField(
        label=_("What would they like to give, in their own words?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


class VisitForm(Form):
    """When and where do you meet them?"""

    visit_day = DayField(label=_("Which day?"))
    visit_time = forms.TimeField(
        label=_("What time?"),
        help_text=_("For example 14:30"),
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Write the time like 14:30")},
    )
    visit_where = forms.CharField(
        label=_("Where?"), help_text=_("For example: at home, or in the hall."), max_length=160
    )

    def taken(self) -> dict[str, Any]:
        """What the command takes."""
        said = self.cleaned_data
        when = dt.datetime.combine(said["visit_day"], said["visit_time"])
        return {"visit_at": timezone.make_aware(when), "visit_where": said["visit_where"]}


class DayDoneForm(Form):
    """On which day was it done?"""

    done_on = DayField(label=_("On which day?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"done_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class MetForm(DayDoneForm):
    """They were met."""

    def taken(self) -> dict[str, Any]:
        """What the command takes."""
        return {"met_on": self.cleaned_data["done_on"]}


class CodeForm(DayDoneForm):
    """They agreed the code of conduct."""

    def taken(self) -> dict[str, Any]:
        """What the command takes."""
        return {"agreed_on": self.cleaned_data["done_on"]}


class InductionForm(DayDoneForm):
    """The induction was done."""

    def taken(self) -> dict[str, Any]:
        """What the command takes."""
        return {"inducted_on": self.cleaned_data["done_on"]}


class ReferenceForm(Form):
    """Who knows them?"""

    name = forms.CharField(label=_("Who was asked?"), max_length=160)
    contact = forms.CharField(label=_("How to reach them"), max_length=160, required=False)
    how_known = forms.CharField(label=_("How do they know each other?"), max_length=200, required=False)


class AnswerForm(Form):
    """What did they say?"""

    recommends = forms.TypedChoiceField(
        label=_("Do they recommend them?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What did they say?"),
        help_text=_("Only brokers read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )


class WelcomeForm(Form):
    """The last thing before the welcome."""

    number = forms.CharField(label=_("Member number (on paper and cards)"), max_length=40, required=False)
    channel = forms.ChoiceField(
        label=_("How do we reach them?"), choices=Channel.choices, widget=forms.RadioSelect, required=False
    )
    capacity = forms.ChoiceField(
        label=_("They take part as"), choices=Capacity.choices, initial=Capacity.CITIZEN
    )


class JoiningRulesForm(Form):
    """What does the community ask for before a welcome?"""

    references_needed = forms.IntegerField(
        label=_("How many references that recommend them?"),
        min_value=0,
        max_value=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    induction_needed = forms.BooleanField(label=_("An induction is needed"), required=False)
    code_of_conduct_cy = forms.CharField(
        label=_("Code of conduct in Welsh"), widget=forms.Textarea(attrs={"lang": "cy"}), required=False
    )
    code_of_conduct_en = forms.CharField(
        label=_("Code of conduct in English"), widget=forms.Textarea(attrs={"lang": "en"}), required=False
    )
    easy_code_cy = forms.CharField(
        label=_("Easy Read in Welsh"),
        help_text=_("One short sentence a line"),
        widget=forms.Textarea(attrs={"lang": "cy"}),
        required=False,
    )
    easy_code_en = forms.CharField(
        label=_("Easy Read in English"),
        help_text=_("One short sentence a line"),
        widget=forms.Textarea(attrs={"lang": "en"}),
        required=False,
    )


class DeclineForm(ReasonForm):
    """Why can they not be welcomed?"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Only brokers read it. Tell them yourself, by phone or face to face."
        )


class ChangedMindForm(MaybeReasonForm):
    """They changed their mind."""


class NothingForm(Form):
    """A step that asks for nothing but to be sure."""
