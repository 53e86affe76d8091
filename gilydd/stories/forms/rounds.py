"""Forms of Most Significant Change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms.acting import LanguageField
from gilydd.ui.forms import Form, bilingual

from ..msc_words import LONGEST_REASON, ChosenBy


class RoundForm(Form):
    """Begin a round."""

    name = forms.CharField(label=_("What is the round called?"), max_length=160)
    question = forms.CharField(
        label=_("Which question do the panels answer?"),
        help_text=_("For example: which story tells of the most significant change since last winter?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    lang = LanguageField()
    service = forms.ChoiceField(label=_("Which service is it about?"), required=False)
    top = forms.CharField(
        label=_("Which panel chooses last?"),
        help_text=_("For example: the board. Panels below it come next."),
        max_length=120,
    )

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("No service, or several")), *services]


class DomainForm(Form):
    """A kind of change."""

    name_cy, name_en = bilingual(forms.CharField, _("Kind of change"), max_length=120, required=False)


class PanelForm(Form):
    """A panel below another."""

    name = forms.CharField(label=_("What is the panel called?"), max_length=120)
    lang = LanguageField()
    feeds = forms.ChoiceField(label=_("To which panel do its choices go on?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, panels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["feeds"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(panels)
        field.initial = panels[0][0] if panels else ""


class SeatForm(Form):
    """Who sits on it?"""

    member = forms.ChoiceField(label=_("Who?"))

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose somebody")), *((str(pk), name) for pk, name in people)]


class EntriesForm(Form):
    """Which stories stand before which panel?"""

    panel = forms.ChoiceField(label=_("Which panel reads them?"), widget=forms.RadioSelect)
    domain = forms.ChoiceField(label=_("Which kind of change do they tell of?"), widget=forms.RadioSelect)
    stories = forms.MultipleChoiceField(
        label=_("Which stories?"),
        help_text=_("Their tellers said yes to learning, or to the public page."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        panels: Sequence[tuple[str, str]],
        domains: Sequence[tuple[str, str]],
        stories: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("panel", panels), ("domain", domains), ("stories", stories)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)
            if len(choices) == 1 and name != "stories":
                field.initial = choices[0][0]


class ChoiceForm(Form):
    """Which one, and why?"""

    entry = forms.ChoiceField(
        label=_("Which story tells of the most significant change?"), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why this one?"),
        help_text=_("Everybody who can read the story reads your reason with it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_REASON,
    )
    others = forms.CharField(
        label=_("What was said for the other stories?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_REASON,
        required=False,
    )
    chosen_by = forms.ChoiceField(
        label=_("How did you come to it?"), choices=ChosenBy.choices, widget=forms.RadioSelect
    )
    lang = LanguageField()

    def __init__(self, *args: Any, entries: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entry"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(entries)
