"""Forms: what delivers a milestone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.delivering.models import Activity
from gilydd.services.models import Turn
from gilydd.ui.bilingual import field_of, said
from gilydd.ui.forms import Form


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
