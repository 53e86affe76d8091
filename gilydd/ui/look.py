"""What the look book shows: one example of everything, in the words of the field."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.algorithms import disclosure
from gilydd.ui.forms import DayField, Form, HoursField, bilingual


class ExampleForm(Form):
    """A form with a field of every kind."""

    what = forms.CharField(label=_("What do you need?"), max_length=80, help_text=_("One line is enough."))
    email = forms.EmailField(
        label=_("Email address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    people = forms.IntegerField(label=_("How many people?"), min_value=1)
    story = forms.CharField(label=_("Tell us more"), max_length=500, widget=forms.Textarea)
    title_cy, title_en = bilingual(forms.CharField, _("Title"), max_length=80)
    length = HoursField(label=_("How long will it take?"), help_text=_("For example, 1 h 30 min"))
    day = DayField(label=_("Which day?"))
    kind = forms.ChoiceField(
        label=_("What kind of work is it?"),
        choices=[("care", _("Caring for people")), ("place", _("Looking after our place"))],
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=_("Which languages do you speak?"),
        choices=[("cy", _("Welsh")), ("en", _("English")), ("bsl", _("British Sign Language"))],
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.ChoiceField(
        label=_("Where?"), choices=[("", "---------"), ("garw", "Cwm Garw"), ("town", "Abertawe")]
    )
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    paper = forms.FileField(label=_("Add a file"), required=False)
    agree = forms.BooleanField(label=_("I have read the code of conduct"))
    token = forms.CharField(widget=forms.HiddenInput, required=False, initial="x")

    def clean(self) -> dict[str, Any]:
        """Refuse the whole form when it has other errors, so that the look book shows such an error too."""
        if self.errors:
            raise forms.ValidationError(_("Some answers are missing"))
        return super().clean() or {}


def quarters() -> list[dict[str, Any]]:
    """Return a turn in its third quarter."""
    return [
        {
            "key": "commission",
            "state": "done",
            "href": "#wheel",
            "summary": _("14 citizens and 6 staff wrote it"),
        },
        {"key": "design", "state": "done", "href": "#wheel", "summary": _("9 proposals, 3 of them chosen")},
        {
            "key": "deliver",
            "state": "now",
            "href": "#wheel",
            "summary": _("Sessions every Tuesday in the hall"),
        },
        {"key": "evaluate", "state": "next", "summary": _("Everybody who took part is asked")},
    ]


def examples(*, errors: bool) -> dict[str, Any]:
    """Return the context of the look book; `errors` sends the form in empty."""
    share = disclosure.share
    return {
        "form": ExampleForm(
            {"length": "soon", "day_0": "31", "day_1": "2", "day_2": "2026"} if errors else None
        ),
        "navigation": [
            {"text": _("Home"), "href": "#home", "current": True},
            {"text": _("Services"), "href": "#services", "current": False},
            {"text": _("Give and get help"), "href": "#help", "current": False},
            {"text": _("Decide"), "href": "#decide", "current": False},
            {"text": _("What changed"), "href": "#changed", "current": False},
        ],
        "footer_links": [{"text": _("Accessibility"), "href": "#accessibility"}],
        "community": "Cwm Garw",
        "quarters": quarters(),
        "today": datetime.date(2026, 11, 22),
        "staff_share": share(11_644, 22_392, "people"),
        "hidden": disclosure.count(3, "people"),
        "shares": [
            (_("Citizens"), share(180, 240, "people")),
            (_("Staff"), share(52, 100, "people")),
            (_("Carers"), share(3, 40, "people")),
        ],
        "members": [
            (_("Gave an hour"), disclosure.count(412, "people")),
            (_("Got an hour"), disclosure.count(388, "people")),
            (_("Chaired a meeting"), disclosure.count(4, "people")),
        ],
        "minutes": [(_("Caring"), 5400), (_("Learning"), 3210), (_("Environment"), 900)],
        "statement": [
            ["3 Tachwedd 2026", "Mair", "1 h 30 min", "4 h"],
            ["9 Tachwedd 2026", "Dai", "−2 h", "2 h"],
            [_("Balance"), "", "", "2 h"],
        ],
        "timeline": [
            {
                "when": "22.11.2026",
                "what": _("Two citizens opened the bids"),
                "who": "Mair, Tomos",
                "href": "#t",
                "quarter": "commission",
            },
            {
                "when": "20.11.2026",
                "what": _("The hall gave twelve hours"),
                "who": "Dai",
                "quarter": "deliver",
            },
            {"when": "18.11.2026", "what": _("A story led to a change"), "who": "Siân"},
        ],
        "steps": [
            {"text": _("Say what matters"), "state": "done", "href": "#s"},
            {"text": _("Choose together"), "state": "now"},
            {"text": _("See it through"), "state": "next"},
        ],
        "crumbs": [
            {"text": _("Home"), "href": "#home"},
            {"text": _("Services"), "href": "#services"},
            {"text": _("Look book")},
        ],
    }
