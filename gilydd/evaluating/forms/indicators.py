"""Forms: indicators, readings, claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community
from gilydd.services.models import Outcome, Service, Turn
from gilydd.ui.bilingual import said
from gilydd.ui.forms import DayField, Form, bilingual

from ..models import Indicator
from ..queries.indicators import places_beside
from ..words import Better, Measured, Method


class ServiceChoice(forms.ModelChoiceField):
    """A choice among services, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj, "name")


class OutcomeChoice(forms.ModelChoiceField):
    """A choice among outcomes, by their words."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj, "wording")


class TurnChoice(forms.ModelChoiceField):
    """A choice among turns, by service and number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{said(obj.service, 'name')} · {obj.number}"


class IndicatorForm(Form):
    """What is counted?"""

    name_cy, name_en = bilingual(forms.CharField, _("What is it called?"), max_length=160)
    about_cy, about_en = bilingual(
        forms.CharField, _("What is counted, and how?"), widget=forms.Textarea, max_length=2000
    )
    of_cy, of_en = bilingual(
        forms.CharField,
        _("Out of what is it counted?"),
        help_text=_("For example: people of 65 and more who live here"),
        max_length=160,
    )
    measured = forms.ChoiceField(
        label=_("What are the figures about?"),
        help_text=_("Small numbers of people are hidden, unless they are public already."),
        choices=Measured.choices,
        widget=forms.RadioSelect,
    )
    better = forms.ChoiceField(
        label=_("What would be good?"), choices=Better.choices, widget=forms.RadioSelect
    )
    is_intensive = forms.BooleanField(
        label=_("It is the use of an intensive service, such as a hospital bed"), required=False
    )
    source = forms.CharField(label=_("Where do the figures come from?"), max_length=300)
    source_url = forms.URLField(label=_("Its address on the web"), required=False, assume_scheme="https")
    service = ServiceChoice(
        queryset=Service.objects.none(), label=_("Which service is it for?"), required=False,
        empty_label=_("None of them"),
    )  # fmt: skip
    outcome = OutcomeChoice(
        queryset=Outcome.objects.none(), label=_("Which outcome does it speak of?"), required=False,
        empty_label=_("None of them"),
    )  # fmt: skip

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services, outcomes = Service.objects.of(community), Outcome.objects.of(community)
        self.fields["service"].queryset = services.order_by("pk")  # type: ignore[attr-defined]
        self.fields["outcome"].queryset = outcomes.filter(beside=None).order_by("pk")  # type: ignore[attr-defined]


class ReadingForm(Form):
    """One reading."""

    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    count = forms.IntegerField(label=_("How many were counted?"), min_value=0, max_value=10**12)
    out_of = forms.IntegerField(label=_("Out of how many?"), min_value=1, max_value=10**12)
    place = forms.CharField(
        label=_("Where?"),
        help_text=_("Leave it empty for here. Name the place where it is another, to compare with."),
        required=False,
        max_length=120,
    )


class ReadingFileForm(Form):
    """A file of readings."""

    file = forms.FileField(
        label=_("The readings as a file"),
        help_text=_("CSV, XLSX or ODS. Its first row names the columns: from, to, count, of, place."),
    )


class ClaimForm(Form):
    """What changed, and how is it compared?"""

    what_cy, what_en = bilingual(forms.CharField, _("What changed?"), widget=forms.Textarea, max_length=1000)
    changed_on = DayField(label=_("On which day did it change?"))
    method = forms.ChoiceField(
        label=_("How is it compared?"), choices=Method.choices, widget=forms.RadioSelect
    )
    against = forms.ChoiceField(label=_("Against which place?"), required=False)
    turn = TurnChoice(
        queryset=Turn.objects.none(), label=_("Of which turn does it speak?"), required=False,
        empty_label=_("None of them"),
    )  # fmt: skip

    def __init__(self, indicator: Indicator, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beside = [(place, place) for place in places_beside(indicator)]
        self.fields["against"].choices = [("", _("None of them")), *beside]  # type: ignore[attr-defined]
        turns = Turn.objects.filter(community=indicator.community_id).select_related("service")
        self.fields["turn"].queryset = turns.order_by("pk")  # type: ignore[attr-defined]
