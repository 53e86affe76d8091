"""Forms of the panel: opening it, quotas, saying yes to the draw, the draw, seats, meetings, expenses."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.algorithms.panels import Quota
from gilydd.designing.forms.fields import KeyField, LanguageField, PoundsField, WhoForm
from gilydd.exchange.forms.together import one_member
from gilydd.people.models import Community, Person
from gilydd.ui.bilingual import said
from gilydd.ui.forms import DayField, Form, HoursField, bilingual

from ..models import Panel, PoolMember, Seat
from ..queries.panel import areas_of, seat_choices, value_label
from ..words_panel import (
    CHOICES_OF,
    LEAST_SEATS,
    LONGEST_LINE,
    LONGEST_MEETING_MINUTES,
    LONGEST_TEXT,
    MOST_SEATS,
    NO_AREA,
    AgeBand,
    ExpenseKind,
    Experience,
    Feature,
    Gender,
    SeedFrom,
    Speaks,
)

RANGE = re.compile(r"(\d{1,2})(?: ?[-–] ?(\d{1,2}))?", re.ASCII)
NOT_DIGITS = re.compile(r"[^0-9]+")
MOST_DIGITS = 18


class OpenForm(Form):
    """How many citizens, what they do, until when they can say yes."""

    seats = forms.IntegerField(
        label=_("How many citizens shall be drawn?"), min_value=LEAST_SEATS, max_value=MOST_SEATS,
        help_text=_("Twelve is usual. Professionals are named beside them."),
    )  # fmt: skip
    asks_cy, asks_en = bilingual(
        forms.CharField, _("What somebody on the panel does"), widget=forms.Textarea, max_length=2_000,
        help_text=_("How many meetings, how long, where; that hours are credited and costs are paid."),
    )  # fmt: skip
    closes_on = DayField(label=_("Until which day can people say yes?"))


class QuotaForm(Form):
    """For each answer that people can give: how many of the people drawn, as 3 or 2-4."""

    def __init__(self, panel: Panel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel, self.boxes = panel, {}
        before = {
            (row.feature, row.value): "-".join(str(n) for n in sorted({row.lowest, row.highest}))
            for row in panel.quotas.all()
        }
        areas = areas_of(panel.community)
        for feature in Feature:
            values = [*areas, NO_AREA] if feature == Feature.AREA else list(CHOICES_OF[feature].values)
            for value in values:
                name = f"{feature.value}_{value}"
                self.boxes[name] = (feature.value, value)
                label = gettext("%(feature)s: %(value)s") % {
                    "feature": feature.label, "value": value_label(feature.value, value, areas),
                }  # fmt: skip
                self.fields[name] = forms.CharField(
                    label=label, required=False, max_length=9, initial=before.get((feature.value, value), "")
                )

    def quotas(self) -> list[Quota]:
        """The quotas that were written; an empty box sets none."""
        return [row for name in self.boxes if (row := self._quota(name))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.boxes:
            if data.get(name, "").strip() and RANGE.fullmatch(data[name].strip()) is None:
                self.add_error(name, gettext("Write a number such as 3, or two such as 2-4."))
        return data

    def _quota(self, name: str) -> Quota | None:
        found = RANGE.fullmatch(self.cleaned_data.get(name, "").strip())
        if found is None:
            return None
        lowest = int(found[1])
        return Quota(*self.boxes[name], lowest, int(found[2]) if found[2] else lowest)


class JoinPoolForm(WhoForm):
    """Yes, I may be drawn: what is used for the draw, and the consent to the list without names."""

    age = forms.ChoiceField(label=_("How old are you?"), choices=AgeBand.choices, widget=forms.RadioSelect)
    area = forms.ChoiceField(label=_("Where do you live?"), widget=forms.RadioSelect)
    gender = forms.ChoiceField(
        label=_("How do you describe yourself?"), choices=Gender.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("In which language do you like to speak at meetings?"), choices=Speaks.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    experience = forms.ChoiceField(
        label=_("Have you lived through what this service is for?"),
        help_text=_("You, or somebody close to you. Nobody asks what it was."),
        choices=Experience.choices, widget=forms.RadioSelect,
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=_("I agree that these answers stand in a public list, without my name"),
        help_text=_(
            "The list lets everybody check the draw. In a small place somebody could still guess who "
            "is meant."
        ),
    )

    def __init__(
        self, person: Person, panel: Panel, mine: PoolMember | None, *args: Any, **kwargs: Any
    ) -> None:
        if mine is not None and mine.age:
            before = {feature.value: getattr(mine, feature.value) for feature in Feature}
            kwargs.setdefault("initial", before)
        super().__init__(person, panel.community, *args, **kwargs)
        # People are drawn, no household and no group that somebody acts for.
        self.fields.pop("own", None)
        areas = areas_of(panel.community)
        field: Any = self.fields["area"]
        field.choices = [
            *((code, said(row, "name")) for code, row in areas.items()), (NO_AREA, gettext("Somewhere else"))
        ]  # fmt: skip


class ClosePoolForm(Form):
    """Where the number of the draw comes from."""

    seed_from = forms.ChoiceField(
        label=_("Where does the number of the draw come from?"), choices=SeedFrom.choices,
        help_text=_("A public draw that is still to come is best: nobody here can choose its number."),
        widget=forms.RadioSelect,
    )  # fmt: skip
    seed_source_cy, seed_source_en = bilingual(
        forms.CharField, _("Which public draw, and how its numbers are put together"), required=False,
        max_length=LONGEST_LINE,
        help_text=_("For example: the main numbers of a lottery on a Saturday, smallest first, in a row."),
    )  # fmt: skip
    seed_on = DayField(label=_("On which day is it drawn?"), required=False)


class DrawForm(Form):
    """The number of the public draw."""

    seed = forms.CharField(
        label=_("The number of the public draw"), max_length=60,
        help_text=_("Type the numbers in the order that was announced. Only the digits count."),
    )  # fmt: skip

    def clean_seed(self) -> int:
        digits = NOT_DIGITS.sub("", self.cleaned_data["seed"])
        if not 1 <= len(digits) <= MOST_DIGITS:
            raise ValidationError(gettext("Type the number of the public draw: digits alone, at most 18."))
        return int(digits)


class ProfessionalForm(Form):
    """Which professional sits on the panel?"""

    member = forms.CharField(
        label=_("Which professional?"),
        help_text=_("Their whole name, or their member number."),
        max_length=160,
    )

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community

    def clean_member(self) -> Any:
        return one_member(self.person, self.community, self.cleaned_data["member"])


class SeatForm(Form):
    """Will you come?"""

    yes = forms.ChoiceField(
        label=_("Will you sit on the panel?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes, I will")), ("no", _("No, ask somebody else"))],
    )  # fmt: skip


class TrainingForm(Form):
    on = DayField(label=_("On which day did they have the training?"))


class MeetingForm(Form):
    """A meeting that took place."""

    day = DayField(label=_("On which day was the meeting?"))
    at = forms.TimeField(
        label=_("When did it begin?"), help_text=_("For example 10:00"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    length = HoursField(
        label=_("How long was it?"), max_minutes=LONGEST_MEETING_MINUTES,
        help_text=_("Each citizen who was there is credited with this time."),
    )  # fmt: skip
    present = forms.MultipleChoiceField(label=_("Who was there?"), widget=forms.CheckboxSelectMultiple)
    decided_cy, decided_en = bilingual(
        forms.CharField, _("What was decided?"), widget=forms.Textarea, max_length=LONGEST_TEXT
    )
    notes_cy, notes_en = bilingual(
        forms.CharField, _("The minutes"), widget=forms.Textarea, max_length=LONGEST_TEXT, required=False,
        help_text=_("Everybody can read them. Do not name citizens in them."),
    )  # fmt: skip

    def __init__(self, panel: Panel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel = panel
        present: Any = self.fields["present"]
        present.choices = seat_choices(panel)

    def given(self) -> dict[str, Any]:
        """The arguments of the command."""
        data = dict(self.cleaned_data)
        began = dt.datetime.combine(data.pop("day"), data.pop("at"))
        seats = Seat.objects.filter(panel=self.panel, pk__in=[int(pk) for pk in data.pop("present")])
        return {
            "starts_at": timezone.make_aware(began), "length_minutes": data.pop("length"),
            "present": list(seats), **data,
        }  # fmt: skip


class ExpenseForm(Form):
    """What it cost to come."""

    kind = forms.ChoiceField(
        label=_("What was it for?"), choices=ExpenseKind.choices, widget=forms.RadioSelect
    )
    pence = PoundsField(label=_("How much was it?"))
    spent_on = DayField(label=_("When did you pay it?"))
    words = forms.CharField(label=_("Anything to add?"), max_length=LONGEST_LINE, required=False)
    lang = LanguageField()
    key = KeyField()


class ExpenseAnswerForm(Form):
    """Was it paid?"""

    pay = forms.ChoiceField(
        label=_("Was it paid?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes, it was paid")), ("no", _("No, and I say why"))],
    )  # fmt: skip
    paid_on = DayField(label=_("On which day?"), required=False)
    reason = forms.CharField(label=_("If not, why?"), max_length=LONGEST_LINE, required=False)
    lang = LanguageField()
