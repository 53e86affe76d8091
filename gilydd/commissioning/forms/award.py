"""Forms of scoring, award, contract, social value and the end of a turn."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.designing.forms.fields import PoundsField
from gilydd.people.imports import BadFile
from gilydd.people.queries import names
from gilydd.services.words import Decision
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form, bilingual

from ..commands.agreements import NewMilestone
from ..commands.award import Agreed
from ..measures import NewMeasure, read_measures
from ..models import AgreedMilestone, Agreement, LotAward, Measure, Seat
from ..words_award import LONGEST_REASON, SCORES, CountsAs, PaperWay

MOST_FILE_BYTES = 2 * 1024 * 1024
LINES = 6


def words_box(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=LONGEST_REASON, **more
    )


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Which language did you write in?"), choices=[("cy", "Cymraeg"), ("en", "English")],
        widget=forms.RadioSelect,
    )  # fmt: skip


class SeatForm(Form):
    """A form that somebody fills in for their own seat, or types for a seat that answered on paper."""

    def __init__(self, own: Seat | None, others: list[Seat], *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"lang": language(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.own, self.others = own, {str(seat.pk): seat for seat in others}
        if own is None:
            called = names(seat.party_id for seat in others)
            self.fields["seat"] = forms.ChoiceField(
                label=_("Whose answer do you type?"),
                choices=[(pk, called.get(seat.party_id, "")) for pk, seat in self.others.items()],
            )
            self.fields["entered_from"] = forms.ChoiceField(
                label=_("How did it come to you?"), choices=PaperWay.choices, widget=forms.RadioSelect
            )

    def for_seat(self) -> dict[str, Any]:
        """The seat, and how it came where somebody else types."""
        if self.own:
            return {"seat": self.own, "entered_from": ""}
        return {
            "seat": self.others[self.cleaned_data["seat"]],
            "entered_from": self.cleaned_data["entered_from"],
        }


class ScoreForm(SeatForm):
    """One question: a bid, a criterion, a score with its reason."""

    score = forms.TypedChoiceField(label=_("Your score"), coerce=int, widget=forms.RadioSelect)
    reason = words_box(
        _("Why?"), help_text=_("The bidder and everybody can read it once the award is decided.")
    )
    lang = language_field()

    def __init__(self, most: int, own: Seat | None, others: list[Seat], *args: Any, **kwargs: Any) -> None:
        super().__init__(own, others, *args, **kwargs)
        self.fields["score"].choices = score_choices(most)  # type: ignore[attr-defined]


def score_choices(most: int) -> list[tuple[int, str]]:
    """Each score with what it means; plain numbers where the scale is another one than 0 to 5."""
    if most != max(SCORES):
        return [(number, str(number)) for number in range(most + 1)]
    return [(number, f"{number}: {SCORES[number]}") for number in range(most + 1)]


class CorrectForm(ScoreForm):
    """A slip is put right."""

    why_changed = words_box(_("Why do you change it?"), rows=2)


class BeginForm(Form):
    """Close the scoring."""

    absent_cy, absent_en = bilingual(
        forms.CharField, _("Who has not scored everything, and why?"), widget=forms.Textarea, required=False,
        help_text=_("Without names. Leave it empty where everybody has."),
    )  # fmt: skip


class AgreeForm(Form):
    """The score that the panel agreed, and why."""

    score = forms.TypedChoiceField(
        label=_("The score that the panel agreed"), coerce=int, widget=forms.RadioSelect
    )
    reason_cy, reason_en = bilingual(
        forms.CharField,
        _("Why? The bidder gets these words."),
        widget=forms.Textarea,
        max_length=LONGEST_REASON,
    )

    def __init__(self, most: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].choices = score_choices(most)  # type: ignore[attr-defined]


class DecideForm(Form):
    """What the panel decided for a lot."""

    to = forms.ChoiceField(label=_("Who gets it?"), widget=forms.RadioSelect)
    citizens_for = forms.IntegerField(label=_("Citizens for it"), min_value=0, max_value=500)
    citizens_against = forms.IntegerField(
        label=_("Citizens against it"), min_value=0, max_value=500, initial=0
    )
    professionals_for = forms.IntegerField(label=_("Professionals for it"), min_value=0, max_value=500)
    professionals_against = forms.IntegerField(
        label=_("Professionals against it"), min_value=0, max_value=500, initial=0
    )
    reason_cy, reason_en = bilingual(
        forms.CharField, _("Why? Every bidder and everybody reads it."), widget=forms.Textarea,
        max_length=LONGEST_REASON,
    )  # fmt: skip

    def __init__(self, first: Any, called: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        choices: list[tuple[str, Any]] = [("nobody", _("Nobody"))]
        if first is not None:
            choices.insert(0, (str(first.pk), _("%(name)s, which comes first") % {"name": called}))
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "bid": None if data["to"] == "nobody" else self.first,
            "reason_cy": data["reason_cy"], "reason_en": data["reason_en"],
            "agreed": Agreed(**{name: data[name] for name in Agreed.__dataclass_fields__}),
        }  # fmt: skip


class ObjectForm(Form):
    """What is wrong with the award?"""

    party = forms.ChoiceField(label=_("For which bidder do you speak?"))
    text = words_box(_("What is wrong with the award?"), rows=6)
    lang = language_field()

    def __init__(self, parties: dict[int, str], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(str(pk), called) for pk, called in parties.items()]  # type: ignore[attr-defined]


class AnswerForm(Form):
    """An objection is answered."""

    upheld = forms.TypedChoiceField(
        label=_("Is the objection right?"), coerce=lambda text: text == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("Yes: the award is then withdrawn")), ("no", _("No: the award stands"))],
    )  # fmt: skip
    answer_cy, answer_en = bilingual(
        forms.CharField, _("The answer"), widget=forms.Textarea, max_length=LONGEST_REASON
    )


class WithdrawForm(Form):
    """Why the award is withdrawn."""

    why_cy, why_en = bilingual(
        forms.CharField, _("Why is the award withdrawn?"), widget=forms.Textarea, max_length=LONGEST_REASON
    )


class SignForm(Form):
    """The contract: its days and its milestones."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def __init__(self, award: LotAward, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = list(award.procurement.turn.service.outcomes.filter(beside=None).order_by("pk"))
        self.outcomes = {str(row.pk): row for row in outcomes}
        choices = [("", _("No outcome")), *((str(row.pk), said(row, "wording")) for row in outcomes)]
        for number in range(1, LINES + 1):
            words = {"number": number}
            must = number == 1
            for lang, label in (
                ("cy", _("Milestone %(number)s in Welsh")),
                ("en", _("Milestone %(number)s in English")),
            ):
                self.fields[f"title_{lang}_{number}"] = forms.CharField(
                    label=str(label) % words, max_length=200, required=must,
                    widget=forms.TextInput(attrs={"lang": lang}),
                )  # fmt: skip
            self.fields[f"due_on_{number}"] = DayField(
                label=str(_("Milestone %(number)s: by which day?")) % words, required=must
            )
            self.fields[f"value_{number}"] = PoundsField(
                label=str(_("Milestone %(number)s: how much is paid for it?")) % words, required=must
            )
            self.fields[f"outcome_{number}"] = forms.ChoiceField(
                label=str(_("Milestone %(number)s: for which outcome?")) % words,
                choices=choices,
                required=False,
            )

    def milestones(self) -> list[NewMilestone]:
        data = self.cleaned_data
        return [
            NewMilestone(
                data[f"title_cy_{n}"], data[f"title_en_{n}"], data[f"due_on_{n}"], data[f"value_{n}"] or 0,
                self.outcomes.get(data[f"outcome_{n}"]),
            )
            for n in range(1, LINES + 1)
            if data[f"title_cy_{n}"] or data[f"title_en_{n}"]
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(2, LINES + 1):
            if (data.get(f"title_cy_{n}") or data.get(f"title_en_{n}")) and not data.get(f"due_on_{n}"):
                self.add_error(f"due_on_{n}", gettext("Write the day."))
        return data


class MetForm(Form):
    """A milestone is reached."""

    met_on = DayField(label=_("On which day was it reached?"))
    evidence = words_box(_("What shows it?"))
    lang = language_field()


class PayForm(Form):
    """Money is paid for a milestone."""

    milestone = forms.ModelChoiceField(
        label=_("For which milestone?"), queryset=AgreedMilestone.objects.none(), empty_label=_("Choose one")
    )
    pence = PoundsField(label=_("How much?"))
    back = forms.BooleanField(label=_("It came back from the supplier"), required=False)
    paid_on = DayField(label=_("On which day?"))
    reason_cy, reason_en = bilingual(
        forms.CharField, _("Why did it come back?"), required=False, max_length=LONGEST_REASON
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4().hex})
        super().__init__(*args, **kwargs)
        field: Any = self.fields["milestone"]
        field.queryset = agreement.milestones.all()
        field.label_from_instance = lambda row: said(row, "title")

    def told(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        if data.pop("back"):
            data["pence"] = -data["pence"]
        return data


class VariationForm(Form):
    """Another sum, another last day."""

    value_pence = PoundsField(label=_("What is the contract worth then, in all?"))
    ends_on = DayField(label=_("The last day then"))
    reason_cy, reason_en = bilingual(
        forms.CharField, _("Why does it change?"), widget=forms.Textarea, max_length=LONGEST_REASON
    )


class SettleForm(SeatForm):
    """Yes or no to a change of the contract."""

    agrees = forms.TypedChoiceField(
        label=_("Do you agree?"), coerce=lambda text: text == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No"))],
    )  # fmt: skip
    why = words_box(_("If not: why?"), required=False)
    lang = language_field()


class MeasuresForm(Form):
    """A set of measures from a file."""

    name = forms.CharField(label=_("What is the set called?"), max_length=120)
    version = forms.CharField(label=_("Which version is it?"), max_length=40)
    file = forms.FileField(
        label=_("The file: CSV, XLSX or ODS"),
        help_text=_("The first row names the columns: code, theme, measure, unit, proxy_pence, source, year. "
                    "measure_cy and counts_as (quantity, fte or hire) may follow."),
    )  # fmt: skip
    rows: list[NewMeasure] = []
    sha256 = ""

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > MOST_FILE_BYTES:
            raise ValidationError(gettext("The file is larger than 2 MB."))
        try:
            self.rows, self.sha256 = read_measures(given.name, given.read())
        except BadFile as trouble:
            raise ValidationError([str(problem) for problem in trouble.problems]) from trouble
        return given


class PromiseForm(Form):
    """How much of which measure?"""

    measure = forms.ModelChoiceField(
        label=_("Which measure?"), queryset=Measure.objects.none(), empty_label=_("Choose one")
    )
    quantity = forms.DecimalField(
        label=_("How much?"), min_value=Decimal("0.0001"), max_digits=12, decimal_places=4
    )
    promised_as = forms.CharField(label=_("How the bid put it"), max_length=400, required=False)
    lang = language_field()

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"lang": language(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["measure"]
        rows = Measure.objects.of(agreement.community).exclude(promises__agreement=agreement)
        field.queryset = rows.select_related("set").order_by("set", "pk")
        field.label_from_instance = lambda row: (
            f"{row.set.name} {row.set.version} · {row.code}: {said(row, 'name')} ({row.unit})"
        )


class DeliveryForm(Form):
    """What was delivered, with its evidence."""

    reference = forms.CharField(
        label=_("What is it called?"), max_length=80,
        help_text=_("A few signs that name this very thing, such as JOB-3. No names of people."),
    )  # fmt: skip
    from_on = DayField(label=_("From which day?"))
    until_on = DayField(label=_("Until which day?"))
    quantity = forms.DecimalField(label=_("How much?"), max_digits=12, decimal_places=4)
    full_time_share = forms.DecimalField(
        label=_("Share of full time"), max_digits=5, decimal_places=4,
        help_text=_("1 for full time, 0.5 for half. The days count by themselves."),
    )  # fmt: skip
    because_of_contract = forms.BooleanField(
        label=_("It would not have happened without this contract"), required=False
    )
    local = forms.BooleanField(label=_("It happens here, for people of this place"), required=False)
    evidence = words_box(_("What shows it?"))
    lang = language_field()

    def __init__(self, counts_as: str, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)
        del self.fields["full_time_share" if counts_as == CountsAs.QUANTITY else "quantity"]


class BackForm(Form):
    """Why it does not count."""

    why = words_box(_("Why does it not count after all?"), rows=2)


class ChoiceForm(SeatForm):
    """Renew, change or stop?"""

    choice = forms.ChoiceField(
        label=_("What should become of it?"), choices=Decision.choices, widget=forms.RadioSelect
    )
    reason = words_box(_("Why?"))
    lang = language_field()


class EndTurnForm(Form):
    """The panel's reason, for everybody to read."""

    reason_cy, reason_en = bilingual(
        forms.CharField, _("Why? Everybody reads it."), widget=forms.Textarea, max_length=LONGEST_REASON
    )
