"""Forms of the people room."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.ui.forms import DayField, Form

from .words import Capacity, Channel, Language


class EnrolForm(Form):
    """A new member, entered by a broker: only the name is needed."""

    full_name = forms.CharField(label=_("Full name"), max_length=160)
    known_as = forms.CharField(label=_("What do they like to be called?"), max_length=80, required=False)
    number = forms.CharField(label=_("Member number (on paper and cards)"), max_length=40, required=False)
    email = forms.EmailField(label=_("Email (if they have one)"), required=False)
    phone = forms.CharField(label=_("Phone (if they have one)"), max_length=40, required=False)
    address = forms.CharField(
        label=_("Address for letters"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    born_on = DayField(label=_("Date of birth (if they want to say)"), required=False)
    language = forms.ChoiceField(
        label=_("Which language for messages?"),
        help_text=_("Ask each person once. Where nobody asked yet, we send both."),
        choices=Language.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    channel = forms.ChoiceField(
        label=_("How do we reach them?"), choices=Channel.choices, widget=forms.RadioSelect
    )
    capacity = forms.ChoiceField(label=_("They take part as"), choices=Capacity.choices)
    easy_read = forms.BooleanField(label=_("They like Easy Read"), required=False)


class SpeakForm(Form):
    """How do you want us to speak with you?"""

    language = forms.ChoiceField(
        label=_("Which language for messages?"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    channel = forms.ChoiceField(
        label=_("How do we reach you?"), choices=Channel.choices, widget=forms.RadioSelect
    )
    easy_read = forms.BooleanField(label=_("I like Easy Read"), required=False)
    large_print = forms.BooleanField(label=_("I need large print"), required=False)
