"""Forms of vouchers: making one, the door of a place, and a conflict that a broker looks at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community
from gilydd.ui.forms import DayField, Form, HoursField

from .acting import ActingForm, KeyField, in_steps

LONGEST_CODE = 400


class VoucherForm(ActingForm):
    """A voucher for one place: for whom, and until when."""

    whom_label = _("Who will use it?")
    expires_on = DayField(
        label=_("Until which day is it good?"), help_text=_("Leave it empty for 90 days."), required=False
    )
    key = KeyField()


class AnyPlaceForm(VoucherForm):
    """A voucher for any place: what a visit may cost at most."""

    minutes = HoursField(label=_("How long a visit may it pay for?"))

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_steps(self, community)
        self.order_fields([name for name in self.fields if name != "expires_on"])


class ShowingForm(Form):
    """A voucher is shown: its code, typed or read by the camera."""

    code = forms.CharField(
        label=_("The code on the voucher"),
        help_text=_("Four groups of four signs. Small letters and spaces do not matter."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    device = forms.CharField(
        label=_("What is this door or phone called?"),
        help_text=_("For example: main door. It helps to find out what happened later."),
        max_length=40,
        required=False,
    )
    key = KeyField()


class ConflictForm(Form):
    """What came of a conflict."""

    words = forms.CharField(
        label=_("What came of it?"),
        help_text=_("Only brokers and those who run the place read this."),
        widget=forms.Textarea,
        max_length=1000,
        required=False,
    )
