"""Forms of evaluating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from gilydd.commissioning.words import LONGEST_NEED
from gilydd.ui.bilingual import said
from gilydd.ui.environment import picture
from gilydd.ui.filters import language
from gilydd.ui.forms import Form, bilingual

from ..commands import LONGEST_REASON_CHARACTERS
from ..models import Evidence
from ..queries.grounds import GroundTold
from ..words import VERDICT_PICTURES, Verdict

LANGUAGES = [("cy", "Cymraeg"), ("en", "English")]


def verdict_choices(easy: bool) -> list[tuple[str, Any]]:
    """The verdicts; in Easy Read each with its picture before the word."""
    if not easy:
        return list(Verdict.choices)
    return [
        (
            code,
            format_html(
                '<img src="{}" alt="" width="64" height="64"> {}', picture(VERDICT_PICTURES[code]), label
            ),
        )
        for code, label in Verdict.choices
    ]


class JudgeForm(Form):
    """Is it achieved?"""

    verdict = forms.ChoiceField(
        label=_("Is this achieved?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose achieved, partly or not yet")},
    )
    reason = forms.CharField(
        label=_("Why do you say so?"),
        help_text=_("It may be shown to everybody, without your name."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=LONGEST_REASON_CHARACTERS,
    )
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    grounds = forms.MultipleChoiceField(
        label=_("What made you say so?"),
        help_text=_("You can leave it out. It is shown beside what your side says, without your name."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, easy: bool = False, things: Sequence[GroundTold] = (), **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"lang": language(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = verdict_choices(easy)  # type: ignore[attr-defined]
        self.fields["grounds"].choices = [(one.code, one.label) for one in things]  # type: ignore[attr-defined]
        if not things:
            del self.fields["grounds"]


class EvidenceForm(Form):
    """Which survey or published result?"""

    source = forms.ChoiceField(label=_("What speaks for or against it?"), widget=forms.RadioSelect)

    def __init__(self, sources: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources  # type: ignore[attr-defined]

    def picked(self) -> tuple[str, int]:
        """("survey" or "published", id) from a valid form."""
        kind, _colon, number = self.cleaned_data["source"].partition(":")
        return kind, int(number)


class EvidenceChoice(forms.ModelChoiceField):
    """A choice among the evidence of one turn."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj.survey, "title") if obj.survey else f"{said(obj.published, 'question')}"


class FindingForm(Form):
    """What was found, in both languages."""

    text_cy, text_en = bilingual(
        forms.CharField, _("What was found, and what follows"), widget=forms.Textarea, max_length=LONGEST_NEED
    )
    evidence = EvidenceChoice(
        queryset=Evidence.objects.none(),
        label=_("Which evidence does it rest on?"),
        required=False,
        empty_label=_("None of them"),
    )

    def __init__(self, turn_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Evidence.objects.filter(turn=turn_id).select_related("survey", "published").order_by("pk")
        self.fields["evidence"].queryset = rows  # type: ignore[attr-defined]


class CommentForm(Form):
    """What do you say to it?"""

    text = forms.CharField(
        label=_("What do you say to it?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)
