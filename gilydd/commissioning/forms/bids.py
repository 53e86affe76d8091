"""The form of a bid: made from the criteria of its tender, filled from a file, never kept here."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from gilydd.designing.forms.fields import LanguageField, PoundsField, area
from gilydd.people.models import Person
from gilydd.ui.bilingual import said
from gilydd.ui.forms import Form

from ..models import Procurement, TenderCriterion
from ..words import CriterionKind, Route
from ..words_bids import BID_FORM
from ..words_tender import (
    BUDGET_LINES,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_FILE_BYTES,
    MOST_FILES,
    PROMISES,
    FileKind,
)
from .tender import bidder_choices, outcome_choices

LONGEST_DRAFT_BYTES = 1_000_000
MOST_NUMBER = 1_000_000


class BidForm(Form):
    """Everything that a bid says; on the light route its short form.

    `content()` is what is sealed (words_bids). `boxes()` is what a draft file holds.
    """

    def __init__(self, procurement: Procurement, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.procurement = procurement
        self.full = procurement.route == Route.FULL
        self.sections: list[tuple[Any, str, Any, list[str]]] = []
        self._who(person)
        self._answers()
        self._promises()
        self._together()
        self._budget()
        self._files()

    def _section(self, title: Any, picture: str, easy: Any, fields: Mapping[str, forms.Field]) -> None:
        for name, field in fields.items():
            self.fields[name] = field
        self.sections.append((title, picture, easy, list(fields)))

    def _who(self, person: Person) -> None:
        lots = [(str(lot.number), said(lot, "title")) for lot in self.procurement.lots.all()]
        fields: dict[str, forms.Field] = {
            "bidder": forms.ChoiceField(
                label=gettext("Who bids?"), choices=bidder_choices(person, self.procurement.community),
                widget=forms.RadioSelect,
                help_text=gettext("Once all bids are opened everybody can read who bid."),
            ),
        }  # fmt: skip
        if len(lots) > 1:
            fields["lot"] = forms.ChoiceField(
                label=gettext("For which lot?"), choices=lots, widget=forms.RadioSelect
            )
        fields["lang"] = LanguageField()
        self._section(gettext("Who bids"), "people", gettext("Say who you are."), fields)

    def _answers(self) -> None:
        rows = TenderCriterion.objects.filter(procurement=self.procurement)
        rows = rows.exclude(kind=CriterionKind.PRICE).order_by("place")
        fields = {
            f"answer_{row.pk}": area(
                6, label=gettext("%(name)s (%(weight)s of 100)")
                % {"name": said(row, "name"), "weight": row.weight_percent},
                help_text=said(row, "asks"), max_length=LONGEST_WORDS,
            )
            for row in rows
        }  # fmt: skip
        self._section(
            gettext("Your answers to the criteria"), "speech", gettext("Answer each question."), fields
        )
        if self.full:
            more = {
                "evidence": area(
                    4, label=gettext("What shows that this is needed?"), max_length=LONGEST_WORDS
                ),
                "who_coproduced": area(
                    4, label=gettext("Who worked this out with you?"), max_length=LONGEST_WORDS
                ),
            }  # fmt: skip
            self._section(
                gettext("The need"),
                "heart",
                gettext("Say why it is needed."),
                more,
            )

    def _promises(self) -> None:
        outcomes = outcome_choices(self.procurement)
        fields: dict[str, forms.Field] = {}
        for number in range(1, PROMISES[self.procurement.route] + 1):
            told, first = {"number": number}, number == 1
            fields[f"promise_{number}_measure"] = forms.CharField(
                label=gettext("Promise %(number)s: what will be done?") % told, max_length=LONGEST_TITLE,
                required=first,
            )  # fmt: skip
            fields[f"promise_{number}_quantity"] = forms.DecimalField(
                label=gettext("Promise %(number)s: how many?") % told, required=first, min_value=0,
                max_value=10**9, decimal_places=2,
            )  # fmt: skip
            fields[f"promise_{number}_unit"] = forms.CharField(
                label=gettext("Promise %(number)s: counted in what?") % told, max_length=60, required=first,
                help_text=gettext("Such as sessions, people or hours."),
            )  # fmt: skip
            fields[f"promise_{number}_when"] = forms.CharField(
                label=gettext("Promise %(number)s: by when?") % told, max_length=120, required=first
            )
            fields[f"promise_{number}_outcome"] = forms.ChoiceField(
                label=gettext("Promise %(number)s: which outcome does it serve?") % told, choices=outcomes,
                required=False,
            )  # fmt: skip
        self._section(
            gettext("What you promise"), "handshake", gettext("Say what you will do, and how much."), fields
        )

    def _together(self) -> None:
        fields: dict[str, forms.Field] = {
            "roles": area(
                4, label=gettext("Which roles do citizens have?"), max_length=LONGEST_WORDS,
                help_text=gettext("Name them: who decides, designs, runs or checks what."),
            ),
            "hours": forms.IntegerField(
                label=gettext("How many hours will citizens give in all?"), min_value=0,
                max_value=MOST_NUMBER, required=self.full,
            ),
            "people": forms.IntegerField(
                label=gettext("How many citizens will take part?"), min_value=0, max_value=MOST_NUMBER,
                required=self.full,
            ),
            "sessions": forms.IntegerField(
                label=gettext("In how many meetings or sessions?"), min_value=0, max_value=MOST_NUMBER,
                required=self.full,
            ),
        }  # fmt: skip
        if self.full:
            fields["how_evidenced"] = area(
                4, label=gettext("How will you show what came of it?"), max_length=LONGEST_WORDS
            )
        self._section(
            gettext("How you work with citizens"),
            "puzzle",
            gettext("Say what people will do together."),
            fields,
        )

    def _budget(self) -> None:
        fields: dict[str, forms.Field] = {}
        for number in range(1, BUDGET_LINES[self.procurement.route] + 1):
            told = {"number": number}
            fields[f"budget_{number}_name"] = forms.CharField(
                label=gettext("Line %(number)s: what is it for?") % told, max_length=LONGEST_TITLE,
                required=number == 1,
            )  # fmt: skip
            fields[f"budget_{number}_pence"] = PoundsField(
                label=gettext("Line %(number)s: what does it cost?") % told, required=number == 1
            )
            fields[f"budget_{number}_time"] = forms.BooleanField(
                label=gettext("Line %(number)s is what people get for their time") % told, required=False
            )
        self._section(
            gettext("What it costs"),
            "money",
            gettext("Say what it costs. Pay people for their time."),
            fields,
        )

    def _files(self) -> None:
        kinds = ",".join(f".{kind.name.lower()}" for kind in FileKind)
        fields: dict[str, forms.Field] = {
            f"file_{number}": forms.FileField(
                label=gettext("File %(number)s") % {"number": number}, required=False,
                widget=forms.FileInput(attrs={"accept": kinds}),
            )
            for number in range(1, MOST_FILES + 1)
        }  # fmt: skip
        self._section(
            gettext("Files, if you want"),
            "document",
            gettext("You can add files. You do not have to."),
            fields,
        )

    def groups(self) -> list[dict[str, Any]]:
        """The sections with their bound fields, for the page."""
        return [
            {"title": title, "picture": picture, "easy": easy, "fields": [self[name] for name in names]}
            for title, picture, easy, names in self.sections
        ]

    @sensitive_variables()
    def boxes(self) -> list[tuple[str, str, str]]:
        """(name, label, what stands in it) of every box that a draft file keeps: all but files."""
        found = []
        for name, field in self.fields.items():
            if name.startswith("file_") or name in ("bidder", "lot"):
                continue
            value = self.data.get(self.add_prefix(name), "") if self.is_bound else self.initial.get(name, "")
            found.append((name, str(field.label), str(value)))
        return found

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._check_rows(data)
        given = [(f"file_{number}", data.get(f"file_{number}")) for number in range(1, MOST_FILES + 1)]
        total = 0
        for name, file in given:
            if file is None:
                continue
            total += file.size
            if file.name.rpartition(".")[2].upper() not in FileKind.__members__:
                self.add_error(name, gettext("Choose a PDF, a document, a table, a picture or a text file."))
        if total > MOST_FILE_BYTES:
            self.add_error("file_1", gettext("The files are too large. All together can have 10 megabytes."))
        if self.errors and any(file is not None for _name, file in given):
            self.add_error(
                "file_1", gettext("Choose your files again: a page cannot give files back, only words.")
            )
        return data

    def _check_rows(self, data: dict[str, Any]) -> None:
        """A row that was begun is filled in whole."""
        for number in range(2, PROMISES[self.procurement.route] + 1):
            parts = {
                part: data.get(f"promise_{number}_{part}") for part in ("measure", "quantity", "unit", "when")
            }
            begun = any(value not in ("", None) for value in parts.values())
            for part, value in parts.items():
                if begun and value in ("", None) and f"promise_{number}_{part}" not in self.errors:
                    self.add_error(
                        f"promise_{number}_{part}", gettext("Fill in this row, or leave it empty.")
                    )
        for number in range(2, BUDGET_LINES[self.procurement.route] + 1):
            name, pence = data.get(f"budget_{number}_name"), data.get(f"budget_{number}_pence")
            if bool(name) != (pence is not None) and f"budget_{number}_pence" not in self.errors:
                self.add_error(
                    f"budget_{number}_name" if not name else f"budget_{number}_pence",
                    gettext("Fill in this row, or leave it empty."),
                )

    @sensitive_variables()
    def content(self) -> dict[str, Any]:
        """What is sealed, by the form of words_bids, without its nonce."""
        data, lang = self.cleaned_data, self.cleaned_data["lang"]
        budget = self._budget_lines(data)
        return {
            "form": BID_FORM,
            "answers": [
                {"criterion": int(name.removeprefix("answer_")), "text": text, "lang": lang}
                for name, text in data.items()
                if name.startswith("answer_")
            ],
            "promises": self._promise_rows(data),
            "coproduction": {
                "roles": data["roles"],
                "hours_minutes": (data.get("hours") or 0) * 60,
                "people": data.get("people") or 0,
                "sessions": data.get("sessions") or 0,
            },
            "evidence": data.get("evidence", ""),
            "who_coproduced": data.get("who_coproduced", ""),
            "how_evidenced": data.get("how_evidenced", ""),
            "budget": budget,
            "price_pence": sum(line["pence"] for line in budget),
            "lang": lang,
            "files": self._file_rows(data),
        }

    def _promise_rows(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        rows = []
        for number in range(1, PROMISES[self.procurement.route] + 1):
            if data.get(f"promise_{number}_measure"):
                outcome = data.get(f"promise_{number}_outcome")
                rows.append(
                    {
                        "measure": data[f"promise_{number}_measure"],
                        "unit": data[f"promise_{number}_unit"],
                        "quantity": f"{data[f'promise_{number}_quantity'].normalize():f}",
                        "when": data[f"promise_{number}_when"],
                        "outcome": int(outcome) if outcome else None,
                    }
                )
        return rows

    def _budget_lines(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            {
                "name": data[f"budget_{number}_name"],
                "pence": data[f"budget_{number}_pence"],
                "for_peoples_time": bool(data.get(f"budget_{number}_time")),
            }
            for number in range(1, BUDGET_LINES[self.procurement.route] + 1)
            if data.get(f"budget_{number}_name")
        ]

    @sensitive_variables()
    def _file_rows(self, data: dict[str, Any]) -> list[dict[str, str]]:
        files = [data.get(f"file_{number}") for number in range(1, MOST_FILES + 1)]
        return [
            {
                "name": file.name[:120],
                "kind": FileKind[file.name.rpartition(".")[2].upper()].label,
                "base64": base64.b64encode(file.read()).decode(),
            }
            for file in files
            if file is not None
        ]


class DraftForm(Form):
    """The file of a draft, to go on with."""

    draft_file = forms.FileField(label=_("The file of your bid that you saved"))

    @sensitive_variables()
    def text(self) -> str:
        file = self.cleaned_data["draft_file"]
        return (
            str(file.read().decode("utf-8-sig", errors="replace")) if file.size <= LONGEST_DRAFT_BYTES else ""
        )
