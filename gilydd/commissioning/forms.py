"""Forms of commissioning."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.delivering.models import Activity
from gilydd.services.models import Turn
from gilydd.ui.bilingual import field_of, said
from gilydd.ui.filters import language
from gilydd.ui.forms import Form

from .words import LONGEST_NEED


class UndertakingForm(Form):
    """Which activity delivers a milestone?"""

    activity = forms.ModelChoiceField(
        label=_("Which activity delivers it?"), queryset=Activity.objects.none(), empty_label=_("Choose one")
    )

    def __init__(self, turn: Turn, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        activity: Any = self.fields["activity"]
        rows = Activity.objects.of(turn.community).filter(turn__service=turn.service)
        activity.queryset = rows.order_by(field_of("title"), "pk")
        activity.label_from_instance = lambda row: said(row, "title")


class NeedForm(Form):
    """What matters to you?"""

    text = forms.CharField(
        label=_("What matters to you?"),
        help_text=_("Say it in your own words. Everybody can read it, so do not write names or addresses."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_NEED,
    )
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"),
        choices=[("cy", "Cymraeg"), ("en", "English")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)

    def words(self) -> dict[str, str]:
        """The text in the place of its language."""
        text, lang = self.cleaned_data["text"], self.cleaned_data["lang"]
        return {
            "text_cy": text if lang == "cy" else "",
            "text_en": text if lang == "en" else "",
            "lang": lang,
        }
