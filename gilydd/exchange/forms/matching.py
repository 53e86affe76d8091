"""Forms of matching rounds: who and how much, why a pairing does not fit, an answer to a circle."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Area, Community, Person
from gilydd.people.policy import is_broker
from gilydd.people.queries import standing
from gilydd.ui.bilingual import said
from gilydd.ui.filters import hours, language
from gilydd.ui.forms import DayField, Form, HoursField

from ..rules import round_units
from ..words import Refusal, RoundScope
from .acting import EvidenceField, KeyField, LanguageField


class RoundForm(Form):
    """Who takes part, and within which limits?"""

    scope = forms.ChoiceField(
        label=_("Who takes part?"),
        help_text=_("Everyone: asks that are open, and what people said they could do with."),
        choices=RoundScope.choices,
        widget=forms.RadioSelect,
    )
    area = forms.ModelChoiceField(
        label=_("Which area?"), queryset=Area.objects.none(), required=False, empty_label=_("No area chosen")
    )
    give_minutes = HoursField(label=_("How much may somebody give at most?"))
    receive_minutes = HoursField(label=_("How much may somebody get at most?"))
    pair_minutes = HoursField(label=_("How much may one give the same person at most?"))
    corridor_minutes = HoursField(
        label=_("By how much may a balance change?"),
        help_text=_("With 0 everybody gives as much as they get. More lets chains in beside circles."),
        min_minutes=0,
    )
    unit_minutes = forms.TypedChoiceField(
        label=_("In which steps?"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Larger steps cut less up."),
    )
    key = KeyField()

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        units = round_units(community)
        first = {
            "scope": RoundScope.EVERYONE, "give_minutes": 120, "receive_minutes": 120, "pair_minutes": 120,
            "corridor_minutes": 0, "unit_minutes": 30 if 30 in units else units[0],
        }  # fmt: skip
        super().__init__(*args, initial=first | kwargs.pop("initial", {}), **kwargs)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.of(community).order_by("code")
        area.label_from_instance = lambda row: said(row, "name")
        self.fields["unit_minutes"].choices = [(unit, hours(unit)) for unit in units]  # type: ignore[attr-defined]
        if not is_broker(person, community):
            # A co-ordinator looks for circles in their own area alone.
            area.queryset = area.queryset.filter(pk__in=standing(person, community).areas)
            self.fields["scope"].choices = [(RoundScope.AREA.value, RoundScope.AREA.label)]  # type: ignore[attr-defined]
            self.initial["scope"] = RoundScope.AREA
            self.initial["area"] = area.queryset.first()
        elif not area.queryset.exists():
            del self.fields["area"]
            choices = [one for one in RoundScope.choices if one[0] != RoundScope.AREA]
            self.fields["scope"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An area where the round is of one area; none for everyone."""
        given: dict[str, Any] = super().clean() or {}
        given.setdefault("area", None)
        if given.get("scope") == RoundScope.AREA and given["area"] is None:
            self.add_error("area", _now("Choose an area"))
        if given.get("scope") == RoundScope.EVERYONE:
            given["area"] = None
        return given


class RejectForm(Form):
    """Why not this pairing?"""

    refusal = forms.ChoiceField(
        label=_("When not?"),
        choices=[
            (Refusal.NOT_NOW.value, _("Not now: not in this round")),
            (Refusal.NEVER.value, _("Never again, in this kind of work")),
            ("never_any", _("Never again, whatever the work")),
        ],
        widget=forms.RadioSelect,
        initial=Refusal.NEVER.value,
    )
    until = DayField(label=_("Until when?"), help_text=_("Leave it empty for always."), required=False)
    words = forms.CharField(
        label=_("Why not?"),
        help_text=_("Only brokers read this. The two are not told."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=600,
    )
    lang = LanguageField(required=False)

    def told(self) -> dict[str, Any]:
        """What the command takes."""
        given = dict(self.cleaned_data)
        every = given["refusal"] == "never_any"
        refusal = Refusal.NEVER.value if every else given.pop("refusal")
        given.pop("refusal", None)
        return given | {"refusal": refusal, "every_work": every, "lang": given["lang"] or language()}


class AnswerForm(Form):
    """Yes or no to a circle; whoever says it for somebody else says how they know."""

    answer = forms.ChoiceField(
        label=_("Do you want to be in this circle?"),
        choices=[("yes", _("Yes, I want to")), ("no", _("No, not this time"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("If not: why not?"),
        help_text=_("You need not say. Only your broker reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=600,
    )
    evidence = EvidenceField()

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if name:
            answer: Any = self.fields["answer"]
            answer.label = _now("What did %(name)s say?") % {"name": name}
            answer.choices = [("yes", _now("Yes")), ("no", _now("No"))]
            self.fields["words"].help_text = _now("Only brokers read this.")
        else:
            del self.fields["evidence"]
