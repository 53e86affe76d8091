"""Forms of surveys."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Membership
from gilydd.ui.bilingual import said
from gilydd.ui.environment import picture
from gilydd.ui.forms import DayField, Form, bilingual

from .models import AnswerOption, Question
from .words import AGREE_OR_NOT, BANK, Asked, Channel, FigureKind, Group

OWN_WORDS = "own"


def option_choices(question: Question, easy: bool) -> list[tuple[str, Any]]:
    """The answers to choose from; in Easy Read each with its picture before the words."""
    shown = []
    for option in question.options.all():
        text: Any = said(option, "text")
        if easy:
            text = format_html(
                '<img src="{}" alt="" width="64" height="64"> {}', picture(option.picture), text
            )
        shown.append((option.code, text))
    return shown


class AnswerForm(Form):
    """One question; its answers as radios. The key makes an answer sent twice one answer."""

    question = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    option = forms.ChoiceField(widget=forms.RadioSelect, label="")

    def __init__(self, question: Question, *args: Any, easy: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"question": question.pk, "key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.asked = question
        self.fields["option"].label = said(question, "text")
        self.fields["option"].error_messages["required"] = _("Choose one answer")
        self.fields["option"].choices = option_choices(question, easy)  # type: ignore[attr-defined]

    def chosen(self) -> AnswerOption:
        """The option that was chosen on a valid form."""
        return next(row for row in self.asked.options.all() if row.code == self.cleaned_data["option"])


class SlipForm(AnswerForm):
    """An answer that somebody else gave, on paper or by phone."""

    slip = forms.CharField(
        label=_("Number printed on the slip"),
        help_text=_("So that no slip is entered twice. Leave it empty if you know the member."),
        max_length=40,
        required=False,
    )
    group = forms.ChoiceField(
        label=_("Who filled in the slip?"),
        choices=[(Group.CITIZENS.value, _("A citizen")), (Group.STAFF.value, _("A member of staff"))],
        widget=forms.RadioSelect,
        required=False,
    )
    member = forms.CharField(
        label=_("Or the member's number"),
        help_text=_("The member then counts in the group in which they take part here."),
        max_length=40,
        required=False,
    )
    channel = forms.ChoiceField(
        label=_("How do you know of the answer?"),
        choices=[(Channel.PAPER.value, Channel.PAPER.label), (Channel.PHONE.value, Channel.PHONE.label)],
        widget=forms.RadioSelect,
    )
    given_on = DayField(label=_("Day on the slip"), required=False)

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community = community

    def clean(self) -> dict[str, Any]:
        """Turn the member's number into a party; one of slip and member must be there."""
        data: dict[str, Any] = super().clean() or {}
        number, slip = data.get("member", ""), data.get("slip", "")
        if bool(number) == bool(slip):
            self.add_error("slip", _("Give the number of the slip or of the member, one of them"))
        elif slip and not data.get("group"):
            self.add_error("group", _("Choose who filled in the slip: a citizen or a member of staff"))
        elif number:
            found = Membership.objects.of(self.community).filter(number=number).select_related("party")
            data["party"] = next((row.party for row in found), None)
            if data["party"] is None:
                self.add_error("member", _("No member here has this number"))
        return data


class SurveyForm(Form):
    """A new survey: one question, from the bank or in own words."""

    title_cy, title_en = bilingual(forms.CharField, _("Title"), max_length=160)
    purpose_cy, purpose_en = bilingual(
        forms.CharField, _("Purpose: what will change"), widget=forms.Textarea, max_length=1000
    )
    bank = forms.ChoiceField(label=_("Which question?"), widget=forms.RadioSelect)
    question_cy, question_en = bilingual(
        forms.CharField,
        _("Your own statement"),
        help_text=_("People say whether they agree. Only needed for your own words."),
        required=False,
        max_length=300,
    )
    groups = forms.MultipleChoiceField(
        label=_("Who is asked?"), choices=Group.choices, widget=forms.CheckboxSelectMultiple
    )
    citizens = forms.IntegerField(label=_("How many citizens could be asked?"), required=False, min_value=1)
    staff = forms.IntegerField(label=_("How many staff could be asked?"), required=False, min_value=1)
    figures = forms.ChoiceField(
        label=_("What are the answers about?"), choices=FigureKind.choices, widget=forms.RadioSelect
    )
    opens_on = DayField(label=_("First day for answers"))
    closes_on = DayField(label=_("Last day for answers"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"figures": FigureKind.PEOPLE, "groups": list(Group.values)})
        super().__init__(*args, **kwargs)
        self.fields["bank"].choices = [  # type: ignore[attr-defined]
            *((code, said(asked, "text")) for code, asked in BANK.items()),
            (OWN_WORDS, _("A statement in our own words")),
        ]

    def clean(self) -> dict[str, Any]:
        """Own words are needed in both languages."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("bank") == OWN_WORDS:
            for name in ("question_cy", "question_en"):
                if not data.get(name):
                    self.add_error(name, _("Write your statement in Welsh and in English"))
        return data

    def arguments(self) -> dict[str, Any]:
        """What make_survey takes, from a valid form."""
        data = dict(self.cleaned_data)
        own = Asked(data.pop("question_cy"), data.pop("question_en"), AGREE_OR_NOT)
        asked = BANK.get(data.pop("bank"), own)
        populations = {group: data.pop(group) for group in Group.values}
        groups = data.pop("groups")
        return {**data, "questions": [asked], "audiences": {group: populations[group] for group in groups}}


class CloseForm(Form):
    """How many people could have been asked, once more, before a survey closes for good."""

    citizens = forms.IntegerField(
        label=_("How many citizens could have been asked?"), required=False, min_value=1
    )
    staff = forms.IntegerField(label=_("How many staff could have been asked?"), required=False, min_value=1)

    def __init__(self, populations: dict[str, int | None], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=populations, **kwargs)
        for group in set(self.fields) - set(populations):
            del self.fields[group]


class CitationForm(Form):
    """A result that somebody else published."""

    question_cy, question_en = bilingual(
        forms.CharField, _("The question, word for word"), widget=forms.Textarea, max_length=600
    )
    group = forms.ChoiceField(label=_("Who answered?"), choices=Group.choices, widget=forms.RadioSelect)
    percent = forms.DecimalField(
        label=_("Percentage that answered favourably"),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
    )
    n = forms.IntegerField(label=_("How many people answered?"), min_value=1)
    count = forms.IntegerField(label=_("How many of them favourably?"), required=False, min_value=0)
    population = forms.IntegerField(label=_("How many could have been asked?"), required=False, min_value=1)
    source = forms.CharField(label=_("Source: who published it, where"), max_length=300)
    url = forms.URLField(label=_("Web address of the source"), required=False, assume_scheme="https")
    published_on = DayField(label=_("Day of publication"))
