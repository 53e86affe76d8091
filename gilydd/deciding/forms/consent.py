"""Forms of consent: an answer to an objection, a new wording."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gilydd.ui.forms import DayField, Form, bilingual


class AnswerForm(Form):
    """What came of an objection."""

    text = forms.CharField(
        label=_("What came of talking about it?"),
        help_text=_("How it can be taken up, or why it cannot. Everybody who can vote reads it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4_000,
    )


class RewordForm(Form):
    """A new wording, and why."""

    text_cy, text_en = bilingual(
        forms.CharField, _("The new wording"), widget=forms.Textarea, max_length=10_000
    )
    why_cy, why_en = bilingual(
        forms.CharField, _("What changed, and why"), widget=forms.Textarea, max_length=2_000
    )
    closes_on = DayField(label=_("A later last day to answer"), required=False)

    def closes_at(self, now: dt.datetime) -> dt.datetime | None:
        """The new close: the same time on the day that was chosen, or None."""
        day = self.cleaned_data.get("closes_on")
        if day is None:
            return None
        return timezone.make_aware(dt.datetime.combine(day, timezone.localtime(now).time()))
