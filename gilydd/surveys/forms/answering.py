"""Forms that take answers: one question a page, a whole sheet, a slip that is typed in, a code."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Membership
from gilydd.ui.bilingual import said
from gilydd.ui.environment import picture
from gilydd.ui.forms import DayField, Form

from ..models import AnswerOption, Question
from ..words import TYPED, Channel, Group


def wording(question: Question, easy: bool) -> str:
    """How a question is asked: shorter in Easy Read, where somebody wrote it so."""
    return (said(question, "easy") if easy else "") or said(question, "text")


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
        self.fields["option"].label = wording(question, easy)
        self.fields["option"].error_messages["required"] = _("Choose one answer")
        self.fields["option"].choices = option_choices(question, easy)  # type: ignore[attr-defined]

    def chosen(self) -> AnswerOption:
        """The option that was chosen on a valid form."""
        return next(row for row in self.asked.options.all() if row.code == self.cleaned_data["option"])


class OpenChoice(forms.ChoiceField):
    """Radios that may be left open, without the word “optional” at each: the page says it once for all."""

    widget = forms.RadioSelect

    def clean(self, value: Any) -> Any:
        """What was chosen, or "" where it was left open."""
        return "" if value in self.empty_values else super().clean(value)


class SheetForm(Form):
    """All questions of a group on one page; a question may be left out."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, questions: Iterable[Question], *args: Any, easy: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            self.fields[f"q{question.pk}"] = OpenChoice(
                label=wording(question, easy), choices=option_choices(question, easy)
            )

    def answers(self) -> dict[int, str]:
        """{question id: code} of a valid form, without those left out."""
        given = {question.pk: self.cleaned_data[f"q{question.pk}"] for question in self.questions}
        return {pk: code for pk, code in given.items() if code}

    def asked(self) -> list[Any]:
        """The fields of the questions, bound, in their order."""
        return [self[f"q{question.pk}"] for question in self.questions]


class TypedForm(SheetForm):
    """A slip that somebody types in, or what a member says by phone."""

    slip = forms.CharField(
        label=_("Number or code printed on the slip"),
        help_text=_("So that no slip counts twice. Leave it empty if you know the member."),
        max_length=40,
        required=False,
    )
    group = forms.ChoiceField(
        label=_("Who filled in the slip?"),
        help_text=_("A printed code knows it. Leave it empty then."),
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
        label=_("How do you know of the answers?"),
        choices=[(one.value, one.label) for one in TYPED],
        widget=forms.RadioSelect,
        initial=Channel.PAPER.value,
    )
    given_on = DayField(label=_("Day on the slip"), required=False)
    looked_again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, community: Community, questions: Iterable[Question], *args: Any, **kwargs: Any
    ) -> None:
        questions = list(questions)
        super().__init__(questions, *args, **kwargs)
        self.community = community
        for question in questions:
            if question.asked_of:
                side = Group(question.asked_of).label
                self.fields[f"q{question.pk}"].help_text = _("Only for: %(group)s") % {"group": side}

    def clean(self) -> dict[str, Any]:
        """Turn the member's number into a party; one of slip and member must be there."""
        data: dict[str, Any] = super().clean() or {}
        number, slip = data.get("member", ""), data.get("slip", "")
        if bool(number) == bool(slip):
            self.add_error("slip", _("Give the number of the slip or of the member, one of them"))
        elif number:
            found = Membership.objects.of(self.community).filter(number=number).select_related("party")
            data["party"] = next((row.party for row in found), None)
            if data["party"] is None:
                self.add_error("member", _("No member here has this number"))
        return data

    def arguments(self) -> dict[str, Any]:
        """What type_slip takes, from a valid form."""
        data = self.cleaned_data
        names = ("slip", "group", "channel", "given_on", "looked_again")
        return {"answers": self.answers(), "party": data.get("party"), **{name: data[name] for name in names}}


class CodeForm(Form):
    """The code of a slip or a letter."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Ten letters and numbers, such as K7QM3-XPA4T. It stands on your slip or letter."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
