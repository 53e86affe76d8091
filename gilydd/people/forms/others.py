"""Forms of checks, consent, news and words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gilydd.ui.bilingual import said
from gilydd.ui.forms import DayField, Form, bilingual

from ..models import Community
from ..queries import kinds_of_work, work_terms
from ..words import Explained, Purpose, VettingKind
from .members import AreaChoice, OfCommunityForm


class TermChoice(forms.ModelChoiceField):
    """A choice among words of the taxonomy."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj, "name")


class CheckForm(Form):
    """What did you see?"""

    kind = forms.ChoiceField(
        label=_("What did you see?"), choices=VettingKind.choices, widget=forms.RadioSelect
    )
    seen_on = DayField(label=_("On which day?"))
    renew_on = DayField(label=_("When must it be looked at again?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"seen_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class WorkRuleForm(Form):
    """Which kind of work asks for which check?"""

    work = TermChoice(queryset=None, label=_("Kind of work"), empty_label=_("Choose one"))
    needs = forms.ChoiceField(
        label=_("What must be seen first?"), choices=VettingKind.choices, widget=forms.RadioSelect
    )
    regulated = forms.BooleanField(label=_("It is regulated activity in law"), required=False)

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work"].queryset = work_terms(community)  # type: ignore[attr-defined]


class AgreeForm(Form):
    """What a member agrees to, on screen."""

    purposes = forms.MultipleChoiceField(
        label=_("I agree to"), choices=Purpose.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class AgreeForThemForm(AgreeForm):
    """What a member agreed to, entered for them."""

    explained = forms.ChoiceField(
        label=_("How did you explain it?"),
        choices=[row for row in Explained.choices if row[0] != Explained.SCREEN],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purposes"].label = _("They agree to")


class NewsForm(OfCommunityForm):
    """News in both languages."""

    subject_cy, subject_en = bilingual(forms.CharField, _("Subject"), max_length=160)
    text_cy, text_en = bilingual(forms.CharField, _("Text"), widget=forms.Textarea, max_length=5000)
    area = AreaChoice(
        queryset=None, label=_("Who is it for?"), empty_label=_("Everybody in the community"), required=False
    )


class WordForm(Form):
    """A word of our own."""

    parent = TermChoice(queryset=None, label=_("Below which kind of work?"), empty_label=_("Choose one"))
    name_cy, name_en = bilingual(forms.CharField, _("Word"), max_length=120)
    another = forms.BooleanField(label=_("It means something else. Add it."), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = kinds_of_work()  # type: ignore[attr-defined]


class EditWordForm(Form):
    """Correct a word of our own."""

    name_cy, name_en = bilingual(forms.CharField, _("Word"), max_length=120)
