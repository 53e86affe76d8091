"""Forms of the moderators' desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.safety.words import (
    LONGEST_EXPLANATION,
    LONGEST_REPORT,
    REASON_MEANINGS,
    ReportReason,
    Verdict,
)
from gilydd.ui.filters import language
from gilydd.ui.forms import Form

LANGUAGES = [("cy", "Cymraeg"), ("en", "English")]


class LanguageField(forms.ChoiceField):
    """Which language somebody wrote in."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
        )


def _reasons(field: Any) -> None:
    """Each published reason with what it means below it."""
    field.choice_hints = dict(REASON_MEANINGS)


class ReportForm(Form):
    """What is wrong with it? In Easy Read the reasons stand without what they mean in full."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=ReportReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Do you want to say more?"),
        help_text=_("Only the moderators read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_REPORT,
        required=False,
    )

    def __init__(self, *args: Any, easy: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not easy:
            _reasons(self.fields["reason"])


class DecideForm(Form):
    """A moderator decides. Only taking out of sight needs one of the published reasons."""

    verdict = forms.ChoiceField(
        label=_("What do you decide?"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=_("If it goes out of sight: for which of the published reasons?"),
        choices=ReportReason.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    explanation = forms.CharField(
        label=_("Say why, to both sides"),
        help_text=_("Whoever wrote it reads this, and whoever reported it. Name neither."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_EXPLANATION,
    )
    lang = LanguageField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)
        _reasons(self.fields["reason"])


class AgainForm(DecideForm):
    """Somebody else looks again; their decision stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"] = self.fields.pop("explanation")
        self.order_fields(["verdict", "reason", "answer", "lang"])


class PleaForm(Form):
    """Why should somebody else look again?"""

    plea = forms.CharField(
        label=_("Why should somebody else look at it again?"),
        help_text=_("Whoever looks again reads it. It is not the one who decided before."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_EXPLANATION,
    )
    lang = LanguageField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)
