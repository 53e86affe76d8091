"""Forms of hours without an ask, of gifts, and of what people say about hours."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community
from gilydd.people.queries import work_terms
from gilydd.ui.forms import DayField, Form, HoursField

from ..rules import rules_of
from ..words import LONGEST_ASK_MINUTES, Feeling, TroubleKind
from .acting import ActingForm, EvidenceField, KeyField, LanguageField, in_steps
from .asks import TermChoice

RECEIVED, GAVE = "received", "gave"


class FindForm(Form):
    """Whom do you look for?"""

    name = forms.CharField(
        label=_("With whom?"),
        help_text=_("Write a name. Whoever did not agree to be found needs their whole name."),
        max_length=80,
    )


class HoursForm(ActingForm):
    """Who helped whom, for how long, with what. `other` is the other one's name; "" for the community."""

    whom_label = _("Whose hours are these?")
    way = forms.ChoiceField(label=_("Who helped?"), widget=forms.RadioSelect)
    minutes = HoursField(label=_("How long did it take?"), max_minutes=LONGEST_ASK_MINUTES)
    work = TermChoice(queryset=None, label=_("What kind of help was it?"), empty_label=_("Choose one"))
    day = DayField(label=_("On which day?"))
    words = forms.CharField(label=_("What was it?"), required=False, max_length=240)
    lang = LanguageField()
    freely = forms.BooleanField(
        label=_("It was given freely: it is counted, and no hours change hands"), required=False
    )
    evidence = EvidenceField()
    key = KeyField()

    def __init__(
        self,
        community: Community,
        *args: Any,
        own: str = "",
        other: str = "",
        for_other: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        in_steps(self, community)
        self.fields["work"].queryset = work_terms(community).filter(parent__isnull=False)  # type: ignore[attr-defined]
        if other:
            self.fields["way"].choices = self._ways(own, other)  # type: ignore[attr-defined]
        else:
            del self.fields["way"]
        if rules_of(community).gift_mode or not other:
            del self.fields["freely"]
        if not for_other:
            del self.fields["evidence"]

    def _ways(self, own: str, other: str) -> list[tuple[str, str]]:
        names = {"own": own, "other": other}
        if own:
            return [
                (RECEIVED, gettext("%(other)s helped %(own)s") % names),
                (GAVE, gettext("%(own)s helped %(other)s") % names),
            ]
        return [
            (RECEIVED, gettext("%(other)s helped me") % names),
            (GAVE, gettext("I helped %(other)s") % names),
        ]

    def clean_day(self) -> dt.date:
        """A day that is not still to come."""
        day: dt.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("Hours are written down when they were given, not before."))
        return day

    def moment(self) -> dt.datetime:
        """The moment to write down: now for today, else noon of the day; call it on a valid form."""
        day: dt.date = self.cleaned_data["day"]
        if day == timezone.localdate():
            # The start of the day, so that the same form sent twice says the same.
            return timezone.make_aware(dt.datetime.combine(day, dt.time(0, 0)))
        return timezone.make_aware(dt.datetime.combine(day, dt.time(12, 0)))


class GiftForm(ActingForm):
    """How many hours, and a few words with them."""

    whom_label = _("From whom?")
    minutes = HoursField(label=_("How many hours?"), max_minutes=100 * 60)
    words = forms.CharField(
        label=_("A few words with it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=500,
    )
    lang = LanguageField()
    evidence = EvidenceField()
    key = KeyField()

    def __init__(self, community: Community, *args: Any, for_other: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_steps(self, community)
        if not for_other:
            del self.fields["evidence"]


class ThanksForm(ActingForm):
    """Thank you."""

    words = forms.CharField(label=_("Your thanks"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
    lang = LanguageField()


class FeedbackForm(ActingForm):
    """How did it go? Only brokers read this."""

    feeling = forms.ChoiceField(label=_("How did it go?"), choices=Feeling.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should a broker know?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=1000,
    )
    lang = LanguageField()


class TroubleForm(ActingForm):
    """What is not right?"""

    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=TroubleKind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What happened?"),
        help_text=_("Only you and the brokers read this."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
    )
    lang = LanguageField()


class SettleForm(Form):
    """How was it settled?"""

    outcome = forms.CharField(
        label=_("How was it settled?"),
        help_text=_("Whoever raised it reads this; of a dispute about hours both sides do."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    outcome_lang = LanguageField()
    reverse = forms.BooleanField(label=_("Take the hours back"), required=False)

    def __init__(self, *args: Any, in_books: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not in_books:
            del self.fields["reverse"]
