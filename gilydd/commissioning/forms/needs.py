"""Forms: what matters, for a turn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.ui.filters import language
from gilydd.ui.forms import Form

from ..words import LONGEST_NEED


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
