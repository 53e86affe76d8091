"""Forms of the specification and of declared interests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.designing.forms.fields import LanguageField, WhoForm, area
from gilydd.people.models import Person
from gilydd.services.models import Outcome
from gilydd.ui.bilingual import said
from gilydd.ui.forms import Form, bilingual

from ..commands.specification import Taken
from ..models import Procurement, SpecificationVersion, Suggestion
from ..policy import visible_suggestions
from ..words_panel import LONGEST_LINE, LONGEST_SUGGESTION, LONGEST_TEXT, SuggestionState
from .assembly import shortened


class VersionForm(Form):
    """The whole text, what changed and why, what it is for and what it takes in."""

    text_cy, text_en = bilingual(
        forms.CharField, _("The specification"), widget=forms.Textarea, max_length=LONGEST_TEXT,
        help_text=_("What the service shall do for people. One thought a paragraph."),
    )  # fmt: skip
    outcomes = forms.ModelMultipleChoiceField(
        label=_("Which outcomes is it for?"), queryset=Outcome.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    takes = forms.ModelMultipleChoiceField(
        label=_("Which suggestions are in this version?"), queryset=Suggestion.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever suggested it is told. Your own suggestion is for somebody else to take in."),
    )  # fmt: skip
    changed_cy, changed_en = bilingual(
        forms.CharField, _("What changed?"), max_length=LONGEST_LINE, required=False
    )
    why_cy, why_en = bilingual(
        forms.CharField, _("Why?"), widget=forms.Textarea, max_length=2_000, required=False
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, person: Person, procurement: Procurement, last: SpecificationVersion | None, *args: Any,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        initial = {"after": last.number if last else 0}
        if last is not None:
            initial |= {"text_cy": last.text_cy, "text_en": last.text_en}  # type: ignore[dict-item]
            initial["outcomes"] = list(last.outcomes.values_list("outcome", flat=True))  # type: ignore[assignment]
        super().__init__(*args, initial=initial, **kwargs)
        if last is None:
            for name in ("changed_cy", "changed_en", "why_cy", "why_en"):
                del self.fields[name]
        fields: Any = self.fields
        fields["outcomes"].queryset = Outcome.objects.filter(service=procurement.turn.service_id).order_by(
            "pk"
        )
        fields["outcomes"].label_from_instance = lambda row: said(row, "wording")
        open_ones = visible_suggestions(person, procurement.community).filter(
            procurement=procurement, state=SuggestionState.OPEN
        )
        fields["takes"].queryset = open_ones.exclude(party=person.pk).order_by("pk")
        fields["takes"].label_from_instance = lambda row: shortened(row.words)
        for name in ("outcomes", "takes"):
            if not fields[name].queryset.exists():
                del self.fields[name]

    def given(self) -> dict[str, Any]:
        """The arguments of the command."""
        data = dict(self.cleaned_data)
        return {**data, "takes": [Taken(row) for row in data.get("takes", ())]}


class SuggestForm(WhoForm):
    """What should be different?"""

    words = area(
        5, label=_("What should be different?"), max_length=LONGEST_SUGGESTION,
        help_text=_("Say it in your own words. Everybody can read it, so do not write names or addresses."),
    )  # fmt: skip
    lang = LanguageField()


class AnswerForm(Form):
    """Why it is not taken."""

    answer = area(
        4, label=_("Why is it not taken?"), max_length=LONGEST_SUGGESTION,
        help_text=_("Whoever suggested it reads this, and so does everybody."),
    )  # fmt: skip
    lang = LanguageField()


class InterestForm(WhoForm):
    """Have you an interest in this?"""

    has_interest = forms.ChoiceField(
        label=_("Could you, your family or your work gain from who is chosen?"), widget=forms.RadioSelect,
        choices=[("no", _("No")), ("yes", _("Yes, or perhaps"))],
        help_text=_("For example: you work for somebody who will bid, or a relative does."),
    )  # fmt: skip
    text = area(
        3, label=_("If yes: what is it?"), max_length=LONGEST_SUGGESTION, required=False,
        help_text=_("A few words are enough. The panel and those who run this read it, and nobody else."),
    )  # fmt: skip
    lang = LanguageField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("own", None)
