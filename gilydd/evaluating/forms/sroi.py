"""Forms: impact maps, their sheet, a line, its evidence, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Outcome, Service, Turn
from gilydd.surveys.policy import visible_published, visible_surveys
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form, bilingual

from ..impact_cells import WrongCells, written
from ..impact_reckoning import cells_of
from ..impact_words import (
    CELL_NAMES,
    COLUMNS,
    LONGEST_COMMENT,
    NUMBERS,
    PEOPLE_COUNTED,
    RANGES,
    Counts,
    EvidenceKind,
    LineKind,
    Shape,
)
from ..models import Claim, ImpactMap, MapLine, Proxy
from .indicators import OutcomeChoice, ServiceChoice, TurnChoice
from .turns import LANGUAGES

NEW_ROWS = 3
MOST_ROWS_POSTED = 400
MOST_CELL = 240
OF_AN_INPUT = ("name", "quantity", "proxy")


class PercentField(forms.DecimalField):
    """A rate typed in per cent, cleaned to a part of one."""

    def clean(self, value: Any) -> Any:
        percent = super().clean(value.rstrip("% ") if isinstance(value, str) else value)
        return None if percent is None else percent / 100


class MapForm(Form):
    """What is the map about?"""

    title_cy, title_en = bilingual(forms.CharField, _("What is the map called?"), max_length=160)
    about_cy, about_en = bilingual(
        forms.CharField, _("Whose point of view, which years, what is in it?"), widget=forms.Textarea,
        max_length=4000,
    )  # fmt: skip
    missing_cy, missing_en = bilingual(
        forms.CharField, _("What changed and has no value on the map, and why?"), widget=forms.Textarea,
        max_length=4000, required=False,
    )  # fmt: skip
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    discount = PercentField(
        label=_("Discount rate a year, in per cent"),
        help_text=_("3.5 is the rate of the Green Book of HM Treasury"),
        min_value=0, max_value=99, max_digits=6, decimal_places=4, initial="3.5",
    )  # fmt: skip
    shape = forms.ChoiceField(
        label=_("How are the ranges drawn?"), choices=Shape.choices, widget=forms.RadioSelect,
        initial=Shape.TRIANGULAR,
    )  # fmt: skip


class NewMapForm(MapForm):
    """A new map: of which service, and of which turn?"""

    service = ServiceChoice(queryset=Service.objects.none(), label=_("Which service is it for?"))
    turn = TurnChoice(
        queryset=Turn.objects.none(), label=_("Of which turn does it speak?"), required=False,
        empty_label=_("None of them"),
    )  # fmt: skip
    field_order = ["service", "turn"]

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        turns = Turn.objects.of(community).select_related("service")
        self.fields["service"].queryset = Service.objects.of(community).order_by("pk")  # type: ignore[attr-defined]
        self.fields["turn"].queryset = turns.order_by("pk")  # type: ignore[attr-defined]


class Box:
    """One box of the sheet: its name in the form, its label, what stands in it, and what is wrong with it."""

    def __init__(self, row: SheetRow, column: str) -> None:
        self.column, self.name = column, f"{row.prefix}-{column}"
        self.id = f"id_{self.name}"
        self.value = row.cells.get(column, "")
        self.label = _now("%(what)s, %(row)s") % {"what": CELL_NAMES[column], "row": row.called}
        self.errors = row.errors.get(column, [])


class SheetRow:
    """One row of the sheet. `number` is None for a row that is still empty or new."""

    def __init__(
        self, place: int, number: int | None, cells: Mapping[str, str], called: str, kind: str
    ) -> None:
        self.place, self.number, self.cells, self.called = place, number, dict(cells), called
        self.prefix = f"r{place}"
        self.kind = kind
        self.removed = False
        self.errors: dict[str, list[str]] = {}

    @property
    def boxes(self) -> list[Box]:
        own: tuple[str, ...] = COLUMNS
        if self.number:
            own = OF_AN_INPUT if self.kind == LineKind.INPUT else COLUMNS[1:]
        return [Box(self, column) for column in own]


class SheetForm:
    """The sheet of a map: a row for each line and some empty ones, as posted or as it stands.

    No JavaScript: what is empty is passed over, a tick takes a line out, and every box has its own label.
    """

    def __init__(self, impact_map: ImpactMap, lines: Sequence[MapLine], posted: Any = None) -> None:
        self.version = impact_map.version
        self.errors_found: list[tuple[str, str]] = []
        self.rows = self._posted(lines, posted) if posted is not None else self._standing(lines)

    def _standing(self, lines: Sequence[MapLine]) -> list[SheetRow]:
        rows = [
            SheetRow(place, line.number, _shown(line), said(line, "name"), line.kind)
            for place, line in enumerate(lines)
        ]
        return rows + [_empty(len(rows) + place) for place in range(NEW_ROWS)]

    def _posted(self, lines: Sequence[MapLine], posted: Any) -> list[SheetRow]:
        version = posted.get("version", "")
        self.version = int(version) if version.isdecimal() else 0
        by_number = {line.number: line for line in lines}
        rows = []
        for place in range(MOST_ROWS_POSTED):
            if f"r{place}-name" not in posted:
                break
            number = posted.get(f"r{place}-number", "")
            line = by_number.get(int(number)) if number.isdecimal() else None
            cells = {name: posted.get(f"r{place}-{name}", "")[:MOST_CELL].strip() for name in COLUMNS}
            called = said(line, "name") if line else _now("new line %(num)s") % {"num": place + 1}
            own = int(number) if number.isdecimal() else None
            row = SheetRow(place, own, cells, called, line.kind if line else cells["kind"])
            row.removed = bool(posted.get(f"r{place}-remove"))
            rows.append(row)
        return rows

    def given(self) -> list[dict[str, Any]]:
        """The rows that say anything, for the command."""
        self._said = [
            row for row in self.rows
            if row.number or any(cell for name, cell in row.cells.items() if name != "kind")
        ]  # fmt: skip
        return [
            {**row.cells, "kind": row.kind, "number": row.number, "remove": row.removed} for row in self._said
        ]

    def wrong(self, found: WrongCells) -> None:
        """Put what is wrong beside its boxes."""
        for place, column, said_so in found.problems:
            row = self._said[place]
            row.errors.setdefault(column if column in COLUMNS else "name", []).append(str(said_so))
            text = f"{row.called}, {CELL_NAMES.get(column, column)}: {said_so}"
            shown = column if column in COLUMNS and not (row.number and column == "kind") else "name"
            self.errors_found.append((f"id_{row.prefix}-{shown}", text))


def _shown(line: MapLine) -> dict[str, str]:
    cells = cells_of(line)
    if line.kind == LineKind.INPUT:
        sign = "-" if line.proxy_pence < 0 else ""
        pence = f"{sign}{abs(line.proxy_pence) // 100}.{abs(line.proxy_pence) % 100:02d}"
        cells |= {"quantity": written(line.quantity), "proxy": pence, "years": ""}
    return cells


def _empty(place: int) -> SheetRow:
    called = _now("new line %(num)s") % {"num": place + 1}
    return SheetRow(place, None, {"kind": LineKind.OUTCOME}, called, LineKind.OUTCOME)


class LineForm(Form):
    """What stands behind a line?"""

    name_cy, name_en = bilingual(
        forms.CharField, _("What is the line called?"), max_length=200, required=False
    )
    who_cy, who_en = bilingual(forms.CharField, _("For whom did it change?"), max_length=160, required=False)
    counts = forms.ChoiceField(
        label=_("What does the quantity count?"),
        help_text=_("People are rounded to the nearest five, and small numbers of people are not shown."),
        choices=Counts.choices, widget=forms.RadioSelect,
    )  # fmt: skip
    outcome = OutcomeChoice(
        queryset=Outcome.objects.none(), label=_("Of which outcome of the service does it speak?"),
        required=False, empty_label=_("None of them yet"),
    )  # fmt: skip

    def __init__(self, line: MapLine, *args: Any, **kwargs: Any) -> None:
        told = {
            name: getattr(line, name)
            for name in ("name_cy", "name_en", "who_cy", "who_en", "counts", "outcome")
        }
        cells = cells_of(line)
        kwargs["initial"] = {**told, **{end: cells.get(end, "") for end in RANGES}}
        super().__init__(*args, **kwargs)
        rows = Outcome.objects.filter(
            service=line.impact_map.service_id, beside=None, ended_on=None, taken_back_at=None
        )
        self.fields["outcome"].queryset = rows.order_by("pk")  # type: ignore[attr-defined]
        if line.kind == LineKind.INPUT:
            del self.fields["outcome"]
            kept = [pair for pair in Counts.choices if pair[0] not in PEOPLE_COUNTED]
            self.fields["counts"].choices = kept  # type: ignore[attr-defined]
            return
        for name in NUMBERS:
            for end, label in (("low", _("%(what)s: at least")), ("high", _("%(what)s: at most"))):
                self.fields[f"{name}_{end}"] = forms.CharField(
                    label=str(label) % {"what": CELL_NAMES[name]}, required=False, max_length=40
                )

    def told(self) -> dict[str, Any]:
        """What the command takes, from a valid form."""
        found = dict(self.cleaned_data)
        ranges = {end: found.pop(end) for end in RANGES if end in found}
        return {**found, "ranges": ranges or None}


class EvidenceForm(Form):
    """What speaks for a line?"""

    source = forms.ChoiceField(
        label=_("Something in Gilydd"), required=False, widget=forms.Select,
    )  # fmt: skip
    written = forms.CharField(
        label=_("Or a written source"),
        help_text=_("Who says it, where, and when"),
        required=False,
        max_length=400,
    )
    written_url = forms.URLField(label=_("Its address on the web"), required=False, assume_scheme="https")

    def __init__(self, person: type_of_actor, line: MapLine, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = sources(person, line)
        choices = [("", _now("None of them")), *((key, label) for key, (label, _told) in self.rows.items())]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """What the command takes, from a valid form."""
        if picked := self.cleaned_data["source"]:
            return self.rows[picked][1]
        kept = {name: self.cleaned_data[name] for name in ("written", "written_url")}
        return {"kind": EvidenceKind.WRITTEN, **kept}


def sources(person: type_of_actor, line: MapLine) -> dict[str, tuple[str, dict[str, Any]]]:
    """What in Gilydd can speak for a line, by a key: what to call it, and what the command takes."""
    community, service = line.community, line.impact_map.service
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for turn in Turn.objects.filter(service=service).order_by("-number"):
        for kind, label in ((EvidenceKind.HOURS, _now("Hours given in turn %(num)s")),
                            (EvidenceKind.STORIES, _now("Stories told in turn %(num)s"))):  # fmt: skip
            found[f"{kind}:{turn.pk}"] = (label % {"num": turn.number}, {"kind": kind, "turn": turn})
    for survey in visible_surveys(person, community).order_by("-opens_on"):
        found[f"survey:{survey.pk}"] = (
            said(survey, "title"),
            {"kind": EvidenceKind.SURVEY, "survey": survey},
        )
    claims = Claim.objects.of(community).filter(published_on__isnull=False).select_related("indicator")
    for claim in claims.order_by("pk"):
        label = f"{said(claim.indicator, 'name')}: {said(claim, 'what')}"
        found[f"claim:{claim.pk}"] = (label[:120], {"kind": EvidenceKind.CLAIM, "claim": claim})
    for row in visible_published(person, community).order_by("pk"):
        label = f"{said(row, 'question')} ({row.source})"
        found[f"published:{row.pk}"] = (label[:120], {"kind": EvidenceKind.PUBLISHED, "published": row})
    return found


class ProxyChoice(forms.ModelChoiceField):
    """A choice among proxies: what it is, what it is worth, in the prices of which year."""

    def label_from_instance(self, obj: Any) -> str:
        pounds = f"£{obj.pence // 100:,}.{obj.pence % 100:02d}"
        return (
            f"{said(obj, 'name')}: {pounds} {said(obj, 'unit')} ({obj.year}, {said(obj.proxy_set, 'name')})"
        )


class ProxyForm(Form):
    """From which set does the value of one come?"""

    proxy = ProxyChoice(queryset=Proxy.objects.none(), label=_("Take the value of one from a set"))

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Proxy.objects.of(community).select_related("proxy_set").order_by("-proxy_set__number", "pk")
        self.fields["proxy"].queryset = rows  # type: ignore[attr-defined]


class OpenForm(Form):
    """Until when may people comment?"""

    comment_until = DayField(label=_("People can comment until"), help_text=_("A week from now, or later"))


class ContinueForm(Form):
    """Which years is the next map about?"""

    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))


class EditorForm(Form):
    """Who is asked to work on the map?"""

    member = forms.CharField(
        label=_("Who is asked to work on it?"), help_text=_("Their whole name, or their member number"),
        max_length=120,
    )  # fmt: skip


class MapFileForm(Form):
    """A map as a file."""

    file = forms.FileField(
        label=_("The map as a file"),
        help_text=_(
            "CSV, XLSX or ODS, with the columns that the tool gilydd sroi reads: kind, name, quantity, "
            "proxy, deadweight, displacement, attribution, dropoff, years."
        ),
    )  # fmt: skip
    counts = forms.ChoiceField(
        label=_("What do the quantities count?"),
        help_text=_("People are rounded to the nearest five, and small numbers of people are not shown."),
        choices=Counts.choices, widget=forms.RadioSelect, initial=Counts.PEOPLE,
    )  # fmt: skip
    lang = forms.ChoiceField(
        label=_("In which language are the names?"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language(), "counts": Counts.PEOPLE})
        super().__init__(*args, **kwargs)


class ProxyFileForm(Form):
    """A set of proxies as a file."""

    file = forms.FileField(
        label=_("The set as a file"),
        help_text=_(
            "CSV, XLSX or ODS, with the columns code, name_cy, name_en, pounds, unit_cy, unit_en, year, "
            "source."
        ),
    )  # fmt: skip
    code = forms.SlugField(label=_("Short name of the set, the same in each version"), max_length=60)
    version = forms.CharField(label=_("Version"), max_length=40)
    name_cy, name_en = bilingual(forms.CharField, _("What is the set called?"), max_length=160)
    source = forms.CharField(label=_("Who made it, and when?"), max_length=400)
    source_url = forms.URLField(label=_("Its address on the web"), required=False, assume_scheme="https")
    licence = forms.CharField(
        label=_("Under which licence may it be used here?"),
        help_text=_("A set that may not be shown to others does not belong here: every proxy is public."),
        max_length=200,
    )  # fmt: skip


class LineCommentForm(Form):
    """What do you say to this line?"""

    text = forms.CharField(
        label=_("What do you say to this line?"), widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_COMMENT,
    )  # fmt: skip
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)
