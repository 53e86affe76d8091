"""Forms of my care."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms.acting import LanguageField
from gilydd.ui.forms import DayField, Form

from ..care_words import LONGEST_POINT, LONGEST_WORDS, Feeling, ShareScope, Side, Weight


class RecordForm(Form):
    """What is it about, and what matters to me?"""

    title = forms.CharField(
        label=_("What is it about?"),
        help_text=_("A few words that you will know again. For example: my knee"),
        max_length=160,
    )
    matters = forms.CharField(
        label=_("What matters to me"),
        help_text=_("What do you want to be able to do? What worries you? You can write it later."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_WORDS,
        required=False,
    )
    lang = LanguageField()


class OptionForm(Form):
    """What could be done?"""

    name = forms.CharField(
        label=_("What could be done?"),
        help_text=_("One thing. To wait and see is one too."),
        max_length=200,
    )
    lang = LanguageField()


class PointForm(Form):
    """One sentence for or against."""

    side = forms.ChoiceField(
        label=_("Is it good or not so good?"), choices=Side.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Say it in one short sentence"), max_length=LONGEST_POINT, help_text=_("One idea.")
    )
    source = forms.CharField(
        label=_("How is this known?"),
        help_text=_("For example: a leaflet, the nurse, somebody who had it done"),
        max_length=200,
        required=False,
    )
    weight = forms.TypedChoiceField(
        label=_("How much does it matter to you?"), choices=Weight.choices, coerce=int,
        widget=forms.RadioSelect, initial=Weight.NOT_SAID,
    )  # fmt: skip
    lang = LanguageField()

    def __init__(self, *args: Any, mine: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mine:
            del self.fields["weight"]


class ViewForm(Form):
    """What do I think?"""

    words = forms.CharField(
        label=_("What do you think?"), widget=forms.Textarea(attrs={"rows": 5}), max_length=LONGEST_WORDS
    )
    option = forms.ChoiceField(label=_("Which choice do you lean to?"), required=False)
    said_by = forms.CharField(
        label=_("Did somebody else say this to you? Write who."),
        help_text=_("For example: Dr Rees. Leave it empty for what you think yourself."),
        max_length=120,
        required=False,
    )
    lang = LanguageField()

    def __init__(
        self, *args: Any, options: Sequence[tuple[str, str]], mine: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["option"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None, or not yet")), *options]
        if not options:
            del self.fields["option"]
        if not mine:
            del self.fields["said_by"]


class DecideForm(Form):
    """What did we decide?"""

    words = forms.CharField(
        label=_("What did you decide?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_WORDS,
    )
    option = forms.ChoiceField(label=_("Which choice is it?"), required=False)
    with_whom = forms.CharField(label=_("Whom did you decide it with?"), max_length=200, required=False)
    decided_on = DayField(label=_("On which day?"))
    look_again_on = DayField(label=_("When do you look at it again?"), required=False)
    lang = LanguageField()

    def __init__(self, *args: Any, options: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs["initial"] = {"decided_on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        field = self.fields["option"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None of those written down")), *options]
        if not options:
            del self.fields["option"]


class LookAgainForm(Form):
    """How did it go?"""

    feeling = forms.TypedChoiceField(
        label=_("How did it go?"), choices=Feeling.choices, coerce=int, empty_value=None,
        widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    went = forms.CharField(
        label=_("In your words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_WORDS,
        required=False,
    )
    next_on = DayField(label=_("When do you look again?"), required=False)


class CareShareForm(Form):
    """With whom, what may they do, until when?"""

    member = forms.ChoiceField(
        label=_("With whom?"), help_text=_("They are told that you share something, and no more.")
    )
    scope = forms.ChoiceField(
        label=_("What may they do?"), choices=ShareScope.choices, widget=forms.RadioSelect,
        initial=ShareScope.READ,
    )  # fmt: skip
    until = DayField(
        label=_("Until which day?"), help_text=_("A year from today at most. You can end it earlier.")
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose somebody")), *people]
