"""The grid of paper slips: a row for each, read as a whole."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Area, Community, Person
from gilydd.people.policy import is_broker
from gilydd.ui.bilingual import said
from gilydd.ui.forms import Form

from ..queries import slips as reading
from ..queries.slips import COLUMNS, Read, Slip
from ..rules import rules_of
from ..words import Evidence

FIRST_ROWS = 10
MOST_ROWS = 200
WIDEST = {"gave": 80, "got": 80, "hours": 20, "work": 120, "day": 30, "note": 240}
HEADS = {
    "gave": _("Who gave"),
    "got": _("Who received"),
    "hours": _("How long"),
    "work": _("Kind of work"),
    "day": _("Day"),
    "note": _("Note"),
}
EVIDENCE = [(kind.value, kind.label) for kind in (Evidence.PAPER, Evidence.PHONE, Evidence.LIST)]


class SlipsForm(Form):
    """A sheet of slips. After `is_valid`, `slips` holds what was understood and `reads` what to show."""

    sheet = forms.UUIDField(widget=forms.HiddenInput)
    evidence = forms.ChoiceField(label=_("How do you know?"), choices=EVIDENCE, widget=forms.RadioSelect)
    different = forms.BooleanField(
        label=_("I looked: these are different slips, not the same twice"), required=False
    )
    keep_over_limit = forms.BooleanField(
        label=_("Keep hours below a limit, as they stand on paper"), required=False
    )

    def __init__(
        self, person: Person, community: Community, *args: Any, more_rows: int = 0, **kwargs: Any
    ) -> None:
        first = {"sheet": uuid.uuid4(), "evidence": Evidence.PAPER, **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=first, **kwargs)
        self.person, self.community = person, community
        self.more_rows = more_rows
        self.people = reading.directory(person, community)
        self.works = reading.kinds(community)
        self.reads: list[Read] = []
        self.slips: list[Slip] = []
        self.short: dict[int, tuple[int, int]] = {}
        self.twice: dict[int, int | None] = {}
        self.broker = is_broker(person, community)
        if not self.broker:
            del self.fields["keep_over_limit"]
        self.row_numbers = range(1, self._count() + 1)
        for row in self.row_numbers:
            for name in COLUMNS:
                self.fields[f"{name}_{row}"] = forms.CharField(
                    label=_now("%(what)s, row %(row)s") % {"what": HEADS[name], "row": row},
                    required=False,
                    max_length=WIDEST[name],
                )

    def _count(self) -> int:
        """As many rows as were sent, ten at least, and those that were asked for."""
        sent = [
            int(end)
            for name in (self.data if self.is_bound else self.initial)
            for begin, _line, end in [str(name).partition("_")]
            if begin in COLUMNS and end.isdecimal() and len(end) < 4
        ]
        return min(MOST_ROWS, max([FIRST_ROWS, *sent]) + self.more_rows)

    def lines(self) -> list[tuple[int, list[BoundField], Read | None]]:
        """The rows of the grid: number, cells, and what was understood."""
        reads = {read.row: read for read in self.reads}
        return [
            (row, [self[f"{name}_{row}"] for name in COLUMNS], reads.get(row)) for row in self.row_numbers
        ]

    def clean(self) -> dict[str, Any]:
        """Read all rows together; each problem is put at its cell."""
        told: dict[str, Any] = super().clean() or {}
        typed = [
            (row, {name: str(told.get(f"{name}_{row}") or "") for name in COLUMNS})
            for row in self.row_numbers
        ]
        self.reads = reading.understood(
            typed, self.people, self.works, step_minutes=rules_of(self.community).step_minutes
        )
        for read in self.reads:
            for name, message in read.errors.items():
                self._tell(read.row, name, message)
        self.slips = [read.slip for read in self.reads if read.slip]
        if not self.reads:
            self._tell(1, "gave", _now("Write at least one slip"))
        elif not self.errors and told.get("sheet"):
            self._against(told)
        return told

    def _against(self, told: dict[str, Any]) -> None:
        """What speaks against slips that were understood: limits, and slips that are written already."""
        self.short = reading.over_limit(self.community, self.slips)
        if not told.get("keep_over_limit"):
            for row, (party, minutes) in self.short.items():
                self._tell(row, "hours", reading.over_limit_words(self.people.name(party), minutes))
        self.twice = reading.already_there(self.community, self.slips, str(told["sheet"]))
        if self.twice and not told.get("different"):
            for row in self.twice:
                self._tell(row, "gave", _now("This slip looks as if it was written already"))

    def _tell(self, row: int, name: str, message: str) -> None:
        self.add_error(f"{name}_{row}", _now("Row %(row)s: %(problem)s") % {"row": row, "problem": message})


class LettersForm(Form):
    """Which letters or cards to make."""

    kind = forms.ChoiceField(
        label=_("What do you want to print?"),
        choices=[
            ("letters", _("Letters with statements, for everybody on paper")),
            ("cards", _("Member cards, ten on a sheet")),
        ],
        widget=forms.RadioSelect,
        initial="letters",
    )
    period = forms.ChoiceField(
        label=_("For which quarter?"),
        choices=[("last_quarter", _("Last quarter")), ("quarter", _("This quarter so far"))],
        widget=forms.RadioSelect,
        initial="last_quarter",
    )
    area = forms.ModelChoiceField(
        label=_("For which area?"), queryset=Area.objects.none(), required=False, empty_label=_("All areas")
    )
    two_sided = forms.BooleanField(label=_("We print on both sides of the paper"), required=False)

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.queryset = Area.objects.of(community).order_by("code")
        area.label_from_instance = lambda row: said(row, "name")


__all__ = ["HEADS", "LettersForm", "SlipsForm"]
