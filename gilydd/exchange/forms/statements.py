"""Which account's statement, and of which days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gilydd.ui.forms import DayField, Form

from ..queries.statements import Span, span_of

SPANS = [
    ("all", _("Everything so far")),
    ("quarter", _("This quarter")),
    ("last_quarter", _("Last quarter")),
    ("year", _("This year")),
    ("own", _("Days that I choose")),
]


class SpanForm(Form):
    """What to show. `accounts` are (party id, name); one alone is not asked for."""

    account = forms.TypedChoiceField(label=_("Whose hours?"), coerce=int, required=False)
    period = forms.ChoiceField(label=_("Which days?"), choices=SPANS, required=False)
    since = DayField(label=_("From which day?"), required=False)
    until = DayField(label=_("To which day?"), required=False)

    def __init__(self, accounts: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]
        if len(accounts) < 2:
            del self.fields["account"]

    def clean(self) -> dict[str, Any]:
        """Days that were written count, whatever was chosen above them."""
        told: dict[str, Any] = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", _now("The last day must not be before the first day"))
        return told

    def span(self) -> Span:
        """The days that were chosen; everything where nothing was, or nothing that can be read."""
        if not self.is_valid():
            return Span()
        since: dt.date | None = self.cleaned_data.get("since")
        until: dt.date | None = self.cleaned_data.get("until")
        key = "own" if since or until else self.cleaned_data.get("period") or "all"
        return span_of(key, since=since, until=until)
