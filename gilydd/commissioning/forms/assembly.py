"""Forms: needs from what people told already, needs that say the same, which come first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.designing.forms.fields import WhoForm, area
from gilydd.people.models import Person
from gilydd.services.models import Turn
from gilydd.ui.forms import Form

from ..models import Need
from ..queries.needs import NeedRow, needs
from ..words import LONGEST_NEED
from ..words_panel import CHOICES

SHOWN = 90
PLACES = ("first", "second", "third", "fourth", "fifth")
LABELS = (
    _("What matters most"), _("Second"), _("Third"), _("Fourth"), _("Fifth"),
)  # fmt: skip


def shortened(text: str) -> str:
    """The beginning of a need, for a list of choices."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rsplit(" ", 1)[0] + "…"


def need_choices(rows: list[NeedRow]) -> list[tuple[str, str]]:
    return [(str(row.pk), shortened(row.text)) for row in rows]


class TakeUpForm(Form):
    """The words of a need that a source showed, in both languages."""

    text_cy = area(3, label=_("The need in Welsh"), max_length=LONGEST_NEED)
    text_en = area(3, label=_("The need in English"), max_length=LONGEST_NEED)


class JoinForm(Form):
    """Below which need shall it stand?"""

    into = forms.ChoiceField(label=_("Which need says the same?"), widget=forms.RadioSelect)

    def __init__(self, person: Person, need: Need, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.choices = need_choices([row for row in needs(person, need.turn) if row.pk != need.pk])


class ChooseForm(WhoForm):
    """Up to five needs, the most important first."""

    def __init__(self, person: Person, turn: Turn, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, turn.community, *args, **kwargs)
        self.fields.pop("own", None)
        choices = [("", gettext("Choose one")), *need_choices(needs(person, turn))]
        for name, label in zip(PLACES[:CHOICES], LABELS, strict=True):
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=name == "first")

    def chosen(self) -> list[Need]:
        """The needs that were chosen, in their order."""
        pks = [int(self.cleaned_data[name]) for name in PLACES if self.cleaned_data.get(name)]
        rows = Need.objects.in_bulk(pks)
        return [rows[pk] for pk in pks if pk in rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        given = [data[name] for name in PLACES if data.get(name)]
        if len(set(given)) < len(given):
            raise ValidationError(gettext("You chose one need twice. Choose each of them once."))
        return data
