"""Forms: draw by lot, print slips, open a kiosk; and what follows a survey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.people.words import Language
from gilydd.ui.forms import DayField, Form, bilingual

from ..words import SLIPS_MOST, Group


class _OfGroup(Form):
    """A form about one of the groups that a survey asks."""

    group = forms.ChoiceField(label=_("Who is asked?"), widget=forms.RadioSelect)

    def __init__(self, groups: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(one, Group(one).label) for one in groups]  # type: ignore[attr-defined]
        if len(groups) == 1:
            self.fields["group"].initial = groups[0]


class SampleForm(_OfGroup):
    """How many of a group are drawn by lot."""

    size = forms.IntegerField(label=_("How many are drawn?"), min_value=1)
    by_area = forms.BooleanField(label=_("Each area gets its share"), required=False)
    seed = forms.CharField(
        label=_("Seed of the lot"),
        help_text=_("Any text that nobody could choose to their liking, such as tomorrow's lottery numbers. "
                    "Left empty, we make one."),
        max_length=80,
        required=False,
    )  # fmt: skip


class SlipsForm(_OfGroup):
    """Slips to print and hand out."""

    number = forms.IntegerField(label=_("How many slips?"), min_value=1, max_value=SLIPS_MOST, initial=20)
    language = forms.ChoiceField(
        label=_("In which language?"),
        choices=[("both", _("Both, one after the other")), *(row for row in Language.choices if row[0])],
        widget=forms.RadioSelect,
        initial="both",
    )
    large = forms.BooleanField(label=_("In large print"), required=False)
    easy = forms.BooleanField(label=_("In Easy Read, with pictures"), required=False)


class KioskForm(_OfGroup):
    """A screen at a place."""

    name = forms.CharField(
        label=_("Where does it stand?"), help_text=_("Such as: library, by the door"), max_length=120
    )


class ReplyForm(Form):
    """The answer to the results."""

    words_cy, words_en = bilingual(forms.CharField, _("Your answer"), widget=forms.Textarea, max_length=4_000)
    by_whom_cy, by_whom_en = bilingual(forms.CharField, _("Signed: who answers"), max_length=160)
    no_change_cy, no_change_en = bilingual(
        forms.CharField,
        _("If nothing changes: why"),
        widget=forms.Textarea,
        required=False,
        max_length=2_000,
    )


class ChangeForm(Form):
    """A change that is promised."""

    what_cy, what_en = bilingual(
        forms.CharField, _("What will change"), widget=forms.Textarea, max_length=2_000
    )
    by_whom_cy, by_whom_en = bilingual(forms.CharField, _("Who sees to it"), max_length=160)
    due_on = DayField(label=_("By when?"))


class MoveForm(Form):
    """Another day for a change."""

    due_on = DayField(label=_("By when now?"))
    reason_cy, reason_en = bilingual(
        forms.CharField, _("Why it comes later"), widget=forms.Textarea, max_length=2_000
    )


class FinishForm(Form):
    """What became of a change."""

    done = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[("yes", _("It is done")), ("no", _("It will not be done"))],
        widget=forms.RadioSelect,
    )
    reason_cy, reason_en = bilingual(
        forms.CharField,
        _("What was done, or why not"),
        widget=forms.Textarea,
        required=False,
        max_length=2_000,
    )
