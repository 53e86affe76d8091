"""The form of a community's rules: each with what it does and the default of the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.ui.filters import hours
from gilydd.ui.forms import Form, HoursField, bilingual

from ..models import Rules
from ..words import RULES_BETWEEN, STEPS_MINUTES

BELOW_ZERO = ("floor_minutes", "soft_low_minutes")


class RulesForm(Form):
    """What the community agreed. Limits below zero are asked for as hours below zero."""

    floor_minutes = HoursField(
        label=_("How far below zero may somebody go?"),
        help_text=_("So that the first ask never fails. Whoever has this limit today gets the new one."),
    )
    soft_low_minutes = HoursField(
        label=_("From how many hours below zero do we ask kindly?"),
        help_text=_("We ask what they could do for somebody. Nothing is blocked."),
    )
    soft_high_minutes = HoursField(
        label=_("From how many hours above zero do we ask kindly?"),
        help_text=_("We ask whether they would like something, or give to the pot. Nothing is blocked."),
    )
    step_minutes = forms.TypedChoiceField(
        label=_("In which steps are hours written down?"),
        help_text=_("Every length of time is a whole number of these steps."),
        coerce=int,
    )
    confirm_within_hours = forms.IntegerField(
        label=_("Within how many hours should help be confirmed?"),
        help_text=_("After that the one who was helped is reminded, once."),
    )
    approval_above_minutes = HoursField(
        label=_("Above how long does a broker look first?"),
        help_text=_("Longer times are written when a broker who is not part of it gives their word."),
    )
    flag_percent = forms.IntegerField(
        label=_("From how many per cent off the promise is a time shown to brokers?"),
        help_text=_("Nothing is stopped: a broker may ask what happened."),
    )
    new_member_days = forms.IntegerField(
        label=_("For how many days is somebody new?"),
        help_text=_("Brokers look at the first exchanges of new members."),
    )
    contact_days = forms.IntegerField(
        label=_("After how many quiet days does a broker get in touch?"),
        help_text=_("Members not heard of for so long are shown to brokers."),
    )
    dormant_months = forms.IntegerField(
        label=_("After how many quiet months is somebody resting?"),
        help_text=_("Resting members are left out of counts, and can come back any time."),
    )
    expiry_months = forms.IntegerField(
        label=_("After how many months do unused hours go to the pot?"),
        help_text=_("Leave it empty if hours never expire, as is usual."),
        required=False,
    )
    gift_mode = forms.BooleanField(
        label=_("Gift mode: all help is given freely. Hours are counted, and nobody owes anything"),
        required=False,
    )
    pot_gives_minutes = HoursField(
        label=_("How many hours may the pot give one person in a quarter?"),
        help_text=_("Leave it empty if nothing was agreed."),
        required=False,
    )
    pot_policy_cy, pot_policy_en = bilingual(
        forms.CharField,
        _("What the pot is for"),
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        help_text=_("Who may get hours from the pot, and who decides. Every member reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (lowest, highest) in RULES_BETWEEN.items():
            field: Any = self.fields[name]
            if isinstance(field, HoursField):
                field.min_minutes, field.max_minutes = _span(lowest, highest)
                field.step_minutes = 5
            elif name == "step_minutes":
                field.choices = [(step, hours(step)) for step in STEPS_MINUTES]
            else:
                field.min_value, field.max_value = lowest, highest
                field.validators = [MinValueValidator(lowest), MaxValueValidator(highest)]
            field.help_text = f"{field.help_text} {_default(name)}"

    def agreed(self) -> dict[str, Any]:
        """What change_rules takes; call it on a valid form."""
        given = dict(self.cleaned_data)
        for name in BELOW_ZERO:
            given[name] = -given[name]
        return given


def start(rules: Rules) -> dict[str, Any]:
    """What the form shows at first."""
    shown = {name: getattr(rules, name) for name in RulesForm.base_fields}
    return shown | {name: abs(shown[name]) for name in BELOW_ZERO}


def _span(lowest: int, highest: int) -> tuple[int, int]:
    return (0, -lowest) if highest <= 0 else (lowest, highest)


def _default(name: str) -> str:
    value = getattr(Rules(), name)
    if value is None or not isinstance(value, int):
        return ""
    shown = hours(abs(value)) if name.endswith("_minutes") else str(value)
    return gettext("The usual value: %(value)s.") % {"value": shown}
