"""Forms for bringing files in: which files, which column is what, who is the same person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gilydd.people.models import Area, Community
from gilydd.people.queries import work_terms
from gilydd.ui.bilingual import said
from gilydd.ui.forms import Form

from ..imports.likeness import WHY
from ..imports.mapped import MEMBER_COLUMNS, TRANSFER_COLUMNS
from ..imports.tables import MOST_BYTES
from ..words import IntakeKind
from .asks import TermChoice

MOST_QUESTIONS = 50
MOST_CATEGORIES = 30
LABELS = {
    "number": gettext_lazy("Member number"),
    "full_name": gettext_lazy("Whole name"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Surname"),
    "known_as": gettext_lazy("Known as"),
    "email": gettext_lazy("Email"),
    "phone": gettext_lazy("Phone"),
    "second_phone": gettext_lazy("Other phone"),
    "address": gettext_lazy("Address"),
    "address_2": gettext_lazy("Second line of the address"),
    "postcode": gettext_lazy("Postcode"),
    "born_on": gettext_lazy("Day of birth"),
    "joined_on": gettext_lazy("Day of joining"),
    "language": gettext_lazy("Language for messages"),
    "area": gettext_lazy("Area"),
    "balance": gettext_lazy("Balance of hours"),
    "payer": gettext_lazy("Who was helped (their hours go out)"),
    "payee": gettext_lazy("Who helped (the hours come to them)"),
    "hours": gettext_lazy("How long, in hours"),
    "minutes": gettext_lazy("How long, in minutes"),
    "seconds": gettext_lazy("How long, in seconds"),
    "day": gettext_lazy("Day"),
    "work": gettext_lazy("Kind of work"),
    "note": gettext_lazy("Note"),
    "id": gettext_lazy("Number of the row in the other system"),
}
COLUMNS = {IntakeKind.MEMBERS: MEMBER_COLUMNS, IntakeKind.TRANSFERS: TRANSFER_COLUMNS}


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True
    needs_multipart_form = True


class FilesField(forms.FileField):
    """Several files as {name: bytes}, each read no further than the limit."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        one_by_one = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in one_by_one]
        if sum(one.size for one in files if one) > MOST_BYTES:
            limit = MOST_BYTES // 1024 // 1024
            raise forms.ValidationError(
                _("Together the files are larger than %(limit)s MB.") % {"limit": limit}
            )
        return {one.name: one.read() for one in files if one}


class OpenChoice(forms.ChoiceField):
    """A question that may stay open for now; it is no less asked, so nothing calls it optional."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else ""


class IntakeForm(Form):
    """What comes in?"""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you bring in?"), choices=IntakeKind.choices, widget=forms.RadioSelect
    )
    tables = FilesField(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy(
            "CSV, XLSX or ODS. For TimeOverflow: members, transfers and posts, all at once. At most 20 MB."
        ),
        widget=FilesInput(attrs={"accept": ".csv,.xlsx,.ods,.txt"}),
    )
    area = TermChoice(
        queryset=None,
        label=gettext_lazy("Area of new members whose row names none"),
        required=False,
        empty_label=gettext_lazy("No area"),
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.of(community).order_by("code")  # type: ignore[attr-defined]


class ColumnsForm(Form):
    """Which column is what, and how days and lengths of time are to be read."""

    def __init__(
        self,
        kind: str,
        heads: Sequence[str],
        sheets: Sequence[str],
        community: Community,
        unsorted: Sequence[str],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        none = [("", _("In no column"))]
        for name in COLUMNS.get(IntakeKind(kind), {}):
            self.fields[f"column_{name}"] = OpenChoice(
                label=LABELS[name], choices=none + [(head, head) for head in heads]
            )
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Which sheet of the file?"), choices=[(name, name) for name in sheets]
            )
        self._add_reading()
        self._add_accounts()
        self._add_categories(community, unsorted)

    def _add_reading(self) -> None:
        self.fields["dates"] = OpenChoice(
            label=_("What does 3/4/2027 mean in the file?"),
            choices=[
                ("", _("There are no such dates, or I do not know")),
                ("dmy", _("3 April: the day comes first")),
                ("mdy", _("4 March: the month comes first")),
            ],
            widget=forms.RadioSelect,
        )
        self.fields["prefix"] = forms.CharField(
            label=_("Put before the member numbers of the file"),
            help_text=_("Only where they clash with numbers that are used here, for example TO-"),
            max_length=10,
            required=False,
        )
        if self.kind == IntakeKind.KOMUNITIN:
            self.fields["unit_minutes"] = forms.IntegerField(
                label=_("How many minutes is one unit of the currency worth?"), min_value=1, max_value=6000
            )
        if self.kind == IntakeKind.MEMBERS:
            self.fields["opening_balances"] = forms.BooleanField(
                label=_("Begin each member with the balance in the file, from or to the community pot"),
                required=False,
            )
        self.fields["leave_out_wrong"] = forms.BooleanField(
            label=_("Leave wrong rows out and bring in the others"), required=False
        )

    def _add_accounts(self) -> None:
        if self.kind == IntakeKind.MEMBERS:
            return
        self.fields["accounts"] = forms.CharField(
            label=_("Names or codes of the file that mean something special"),
            help_text=_(
                "One on each line: NAME = a member number here, or pot, or closed (somebody who left)"
            ),
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        )

    def _add_categories(self, community: Community, unsorted: Sequence[str]) -> None:
        self.unsorted = list(unsorted)[:MOST_CATEGORIES]
        terms = [(row.code, said(row, "name")) for row in work_terms(community).filter(parent__isnull=False)]
        for place, category in enumerate(self.unsorted):
            self.fields[f"category_{place}"] = OpenChoice(
                label=_("Kind of work of “%(category)s”") % {"category": category},
                choices=[("", _("Not sorted yet")), *terms],
            )

    def clean_accounts(self) -> dict[str, str]:
        pairs = {}
        for line in self.cleaned_data["accounts"].splitlines():
            if not line.strip():
                continue
            code, equals, who = line.rpartition("=")
            if not equals or not code.strip() or not who.strip():
                raise forms.ValidationError(
                    _("“%(line)s” needs an equals sign, such as: Time Bank = pot") % {"line": line.strip()}
                )
            pairs[code.strip()] = who.strip()
        return pairs

    def mapping(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """What was said, as the intake keeps it."""
        told = self.cleaned_data
        kept: dict[str, Any] = {
            name: told[name]
            for name in (
                "sheet",
                "dates",
                "prefix",
                "unit_minutes",
                "opening_balances",
                "leave_out_wrong",
                "accounts",
            )
            if name in self.fields
        }
        if self.kind in COLUMNS:
            names = COLUMNS[IntakeKind(self.kind)]
            # A file of another shape (another sheet) has its columns guessed anew.
            same_sheet = kept.get("sheet", "") == (before.get("sheet") or kept.get("sheet", ""))
            kept["columns"] = {name: told[f"column_{name}"] for name in names} if same_sheet else {}
        chosen = {
            category: told[f"category_{place}"]
            for place, category in enumerate(self.unsorted)
            if told.get(f"category_{place}")
        }
        kept["categories"] = {**before.get("categories", {}), **chosen}
        return kept


class PeopleForm(Form):
    """For each row that may be somebody who is here: the same person, or another?"""

    def __init__(self, questions: Sequence[Mapping[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: dict[int, list[Mapping[str, Any]]] = {}
        for one in questions:
            self.rows.setdefault(one["row"], []).append(one)
        for row, ones in list(self.rows.items())[:MOST_QUESTIONS]:
            name = ones[0]["name"]
            choices = [(one["other"], self._same(one)) for one in ones]
            self.fields[f"row_{row}"] = OpenChoice(
                label=_("Row %(row)s: %(name)s") % {"row": row, "name": name},
                choices=[*choices, ("another", _("Another person"))],
                widget=forms.RadioSelect,
            )
        self.fields["all_others"] = forms.BooleanField(
            label=_("Everybody whom I leave open is another person"), required=False
        )

    @staticmethod
    def _same(one: Mapping[str, Any]) -> str:
        why = ", ".join(_(WHY[key]) for key in one["why"])
        if str(one["other"]).startswith("row:"):
            text = _("The same person as %(name)s in row %(row)s: %(why)s")
            return text % {"name": one["other_name"], "row": one["other"][4:], "why": why}
        text = _("The same person as %(name)s, member %(number)s: %(why)s")
        return text % {"name": one["other_name"], "number": one["other"], "why": why}

    def mapping(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The answers, as the intake keeps them, beside those given before."""
        same = dict(before.get("same", {}))
        another: Any = before.get("another", [])
        if another != "all":
            another = set(another)
            for row in self.rows:
                answer = self.cleaned_data.get(f"row_{row}")
                if answer == "another":
                    another.add(row)
            another = sorted(another)
        for row in self.rows:
            answer = self.cleaned_data.get(f"row_{row}")
            if answer and answer != "another":
                same[str(row)] = answer
        return {"same": same, "another": "all" if self.cleaned_data["all_others"] else another}
