"""Forms of designing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.delivering.models import Activity
from gilydd.ui.bilingual import field_of, said
from gilydd.ui.forms import Form

from .models import Challenge


class UndertakingForm(Form):
    """Which activity delivers a funded proposal?"""

    activity = forms.ModelChoiceField(
        label=_("Which activity delivers it?"), queryset=Activity.objects.none(), empty_label=_("Choose one")
    )

    def __init__(self, challenge: Challenge, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Activity.objects.of(challenge.community)
        if challenge.turn:
            rows = rows.filter(turn__service=challenge.turn.service)
        activity: Any = self.fields["activity"]
        activity.queryset = rows.order_by(field_of("title"), "pk")
        activity.label_from_instance = lambda row: said(row, "title")
