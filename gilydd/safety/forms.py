"""Forms of the safety room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Membership, Person
from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form

from . import queries
from .deadlines import rules_of
from .models import Concern
from .words import ConcernOutcome

LANGUAGES = [("cy", "Cymraeg"), ("en", "English")]


class MemberNumberField(forms.CharField):
    """A member's number as it stands on paper; cleans to the Membership, or None when left empty."""

    default_error_messages = {"unknown": _("There is no active member with the number “%(number)s” here")}

    def __init__(self, community: Community, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.community = community

    def clean(self, value: Any) -> Membership | None:
        number = super().clean(value)
        if not number:
            return None
        found = queries.member_by_number(self.community, number)
        if found is None:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown", params={"number": number}
            )
        return found


class ConcernForm(Form):
    """What worries you?"""

    words = forms.CharField(
        label=_("What worries you?"),
        help_text=_("What did you see or hear, where and when? Your own words are best."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
    )
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, community: Community, *args: Any, for_others: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)
        if for_others:
            self.fields["told_by"] = MemberNumberField(
                community,
                label=_("Are you writing for a member? Their member number"),
                help_text=_("Leave this empty when it is you who is worried."),
                required=False,
            )


class NoteForm(Form):
    """What was done, or what was learnt?"""

    words = forms.CharField(
        label=_("What was done, or what did you learn?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
    )
    lang = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    to_share = forms.BooleanField(
        label=_("The people whom I let read notes may read this one"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)


class StepForm(Form):
    """What is to be done, and until when?"""

    words = forms.CharField(label=_("What is to be done?"), max_length=240)
    due_on = DayField(label=_("Until which day?"))
    lang = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)


class OutcomeForm(Form):
    """What came of it?"""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=ConcernOutcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What do you want to keep about it?"),
        help_text=_("Only safeguarding leads read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        required=False,
    )
    lang = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)


class RulesForm(Form):
    """How soon something is done here."""

    acknowledge_working_days = forms.IntegerField(
        label=_("Working days until a lead has read a concern"), min_value=1, max_value=5
    )
    decide_days = forms.IntegerField(
        label=_("Days until the leads have decided on it"), min_value=1, max_value=28
    )
    look_days = forms.IntegerField(
        label=_("Days until a moderator has decided on what was reported"), min_value=1, max_value=14
    )
    again_days = forms.IntegerField(
        label=_("Days in which a second look can be asked for"), min_value=7, max_value=366
    )
    welcome_cy = forms.CharField(
        label=_("What is welcome here, in Welsh"),
        help_text=_("It stands above the published reasons."),
        widget=forms.Textarea(attrs={"rows": 4, "lang": "cy"}),
        max_length=2000,
        required=False,
    )
    welcome_en = forms.CharField(
        label=_("What is welcome here, in English"),
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
        max_length=2000,
        required=False,
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        rules = rules_of(community)
        kwargs.setdefault("initial", {name: getattr(rules, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)


class ShareForm(Form):
    """Who may read the marked notes, and until when?"""

    person = forms.TypedChoiceField(
        label=_("Who may read the marked notes?"),
        help_text=_("People with a duty in the community. They never see the concern itself."),
        coerce=int,
        choices=[],
    )
    until = DayField(label=_("Until which day?"), required=False)

    def __init__(self, concern: Concern, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = queries.may_be_told(concern)
        rows = [(pk, f"{name} ({', '.join(roles)})") for pk, name, roles in told]
        self.fields["person"].choices = [("", "---------"), *rows]  # type: ignore[attr-defined]

    def clean_person(self) -> Person:
        return Person.objects.select_related("party").get(pk=self.cleaned_data["person"])


class BlockForm(Form):
    """I do not want to be brought together with them. A broker may say it for a member."""

    def __init__(self, community: Community, *args: Any, for_others: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_others:
            self.fields["whose"] = MemberNumberField(
                community,
                label=_("Are you saying this for a member? Their member number"),
                help_text=_("Leave this empty when it is for yourself."),
                required=False,
            )
