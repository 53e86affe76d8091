"""Forms of rolls: setting one up, a file of it, the doubtful rows, and what somebody on it says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from gilydd.ui.forms import DayField, Form, bilingual

from ..models import Community, Membership
from ..queries import names
from ..tables import MOST_BYTES
from ..words import LONGEST_REFERENCE, Explained, MembershipState, PartyKind

MOST_QUESTIONS = 50
TOLD = [row for row in Explained.choices if row[0] != Explained.SCREEN]


class RollForm(Form):
    """Which organisation's people are members?"""

    organisation = forms.ChoiceField(label=_("Which organisation?"))
    people_cy, people_en = bilingual(
        forms.CharField, _("What its people are called"), max_length=80, help_text=_("Such as: tenants")
    )
    why_cy, why_en = bilingual(
        forms.CharField,
        _("Why they are members"),
        widget=forms.Textarea,
        max_length=1_000,
        help_text=_("It stands in their letter. Short sentences, please."),
    )
    contact = forms.CharField(
        label=_("Whom can they ring or write to?"), max_length=160, help_text=_("A name and a phone number")
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Membership.objects.of(community).filter(
            party__kind=PartyKind.ORGANISATION, state=MembershipState.ACTIVE
        )
        self.parties = {str(row.party_id): row.party for row in rows.select_related("party")}
        called = names(row.pk for row in self.parties.values())
        choices = sorted(((key, called[int(key)]) for key in self.parties), key=lambda one: one[1].casefold())
        self.fields["organisation"].choices = [("", gettext("Choose one")), *choices]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """What the command takes."""
        told = dict(self.cleaned_data)
        return told | {"organisation": self.parties[told["organisation"]]}


class UploadForm(Form):
    """This month's roll."""

    file = forms.FileField(label=_("The roll as a file"), help_text=_("CSV, XLSX or ODS, with a header"))
    as_of = DayField(label=_("On which day was it made?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"as_of": timezone.localdate()}, **kwargs)

    def clean_file(self) -> Any:
        """No larger than a table can be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            limit = MOST_BYTES // 1024 // 1024
            raise forms.ValidationError(gettext("The file is larger than %(limit)s MB.") % {"limit": limit})
        return file


class DecideForm(Form):
    """Who is it? One question for each doubtful row; what is not answered stays open."""

    def __init__(self, questions: list[dict[str, Any]], many: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in questions[:MOST_QUESTIONS]:
            question = forms.ChoiceField(
                label=one["label"],
                help_text=one["hint"],
                choices=one["choices"],
                widget=forms.RadioSelect,
                required=False,
            )
            question.may_wait = True  # type: ignore[attr-defined]
            self.fields[f"who_{one['reference']}"] = question
        if many:
            self.fields["many_leave"] = forms.BooleanField(
                label=_("It is right that so many leave: the file is whole"), required=False
            )

    def decided(self) -> dict[str, str]:
        """The answers that were given, by reference."""
        told = self.cleaned_data
        return {
            name.removeprefix("who_"): answer
            for name, answer in told.items()
            if name.startswith("who_") and answer
        }


class SaidForm(Form):
    """What somebody on the roll told the organisation."""

    reference = forms.CharField(label=_("Their reference on the roll"), max_length=LONGEST_REFERENCE)
    wants = forms.ChoiceField(
        label=_("What did they say?"),
        choices=[
            ("no", pgettext_lazy("somebody on a roll", "Do not write to me")),
            ("yes", pgettext_lazy("somebody on a roll", "You may write to me again")),
        ],
        widget=forms.RadioSelect,
    )
    explained = forms.ChoiceField(label=_("How did they say it?"), choices=TOLD, widget=forms.RadioSelect)


class WhyForm(Form):
    """What a member by roll chooses, as a broker writes it down."""

    wants = forms.ChoiceField(
        label=_("What did they say?"),
        choices=[
            ("begin", pgettext_lazy("somebody on a roll", "I want to take part")),
            ("no", pgettext_lazy("somebody on a roll", "Do not write to me")),
            ("yes", pgettext_lazy("somebody on a roll", "You may write to me again")),
        ],
        widget=forms.RadioSelect,
    )
    explained = forms.ChoiceField(label=_("How did they say it?"), choices=TOLD, widget=forms.RadioSelect)
