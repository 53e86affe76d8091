"""Forms of conversations and introductions."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms.acting import EvidenceField, KeyField, LanguageField
from gilydd.ui.forms import Form

from ..words import LONGEST_MESSAGE


class WriteForm(Form):
    """What do you want to write?"""

    words = forms.CharField(
        label=_("Your message"), widget=forms.Textarea(attrs={"rows": 6}), max_length=LONGEST_MESSAGE
    )
    lang = LanguageField()
    evidence = EvidenceField()
    key = KeyField()

    def __init__(self, *args: Any, read_out: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4().hex, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if not read_out:
            del self.fields["evidence"]
        else:
            self.fields["words"].label = _("What do they want to answer?")


class ReportForm(Form):
    """What worries you about this conversation?"""

    words = forms.CharField(
        label=_("What worries you?"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000
    )
    lang = LanguageField()
    with_it = forms.BooleanField(
        label=_("The safeguarding leads may read what we wrote to each other"), required=False
    )


class WishForm(Form):
    """Why would you like to meet them?"""

    words = forms.CharField(
        label=_("Why would you like to meet them? You may leave this empty."),
        help_text=_("Your broker reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    lang = LanguageField()


class BringTogetherForm(Form):
    """A line for both."""

    words = forms.CharField(
        label=_("What do you want to say to both?"),
        help_text=_("They both get this line as you write it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
        required=False,
    )
    lang = LanguageField()


class KindNoForm(Form):
    """A kind word of why not."""

    answer = forms.CharField(
        label=_("A kind word of why"),
        help_text=_("The member who asked reads it. Say nothing of the other one."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    lang = LanguageField()
