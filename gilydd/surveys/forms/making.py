"""Forms of those who make surveys: the survey, its questions, sets of the bank, closing, citing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.ui.bilingual import said
from gilydd.ui.environment import picture_names
from gilydd.ui.forms import DayField, Form, bilingual

from ..bank import ANSWER_SETS, SETS
from ..models import Question
from ..words import AGREE_OR_NOT, BANK, Asked, CountsAs, FigureKind, Group, Keeping, OptionText

OWN_WORDS = "own"
OWN_ANSWERS = 6


class SurveyForm(Form):
    """A new survey with its first question or set, from the bank or in own words; more can follow."""

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
    keeping = forms.ChoiceField(
        label=_("How are the answers kept?"),
        help_text=_(
            "Scores and weights need one person's answers together; before and after needs the third."
        ),
        choices=Keeping.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    double_entry = forms.BooleanField(
        label=_("Paper slips are typed twice, by two people"),
        help_text=_("It finds slips of the hand, and takes twice the time."),
        required=False,
    )
    opens_on = DayField(label=_("First day for answers"))
    closes_on = DayField(label=_("Last day for answers"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        first = {"figures": FigureKind.PEOPLE, "groups": list(Group.values), "keeping": Keeping.APART}
        kwargs.setdefault("initial", first)
        super().__init__(*args, **kwargs)
        self.fields["bank"].choices = [  # type: ignore[attr-defined]
            *((code, said(asked, "text")) for code, asked in BANK.items()),
            *((one.code, one.name) for one in SETS.values() if one.questions),
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
        chosen = data.pop("bank")
        asked = SETS[chosen].questions if chosen in SETS else (BANK.get(chosen, own),)
        data["keeping"] = data["keeping"] or Keeping.APART
        populations = {group: data.pop(group) for group in Group.values}
        groups = data.pop("groups")
        return {**data, "questions": asked, "audiences": {group: populations[group] for group in groups}}


class QuestionForm(Form):
    """One question in both languages side by side, with its answers from a list or in own words."""

    text_cy, text_en = bilingual(forms.CharField, _("Question"), widget=forms.Textarea, max_length=600)
    easy_cy, easy_en = bilingual(
        forms.CharField, _("The same in Easy Read, if shorter"), required=False, max_length=200
    )
    picture = forms.ChoiceField(label=_("Picture in Easy Read"), required=False)
    asked_of = forms.ChoiceField(
        label=_("Who is asked?"),
        choices=[("", _("Everybody, in the same words")), *Group.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    answers = forms.ChoiceField(label=_("Which answers?"), widget=forms.RadioSelect)
    background = forms.BooleanField(
        label=_("It asks about the person, to weight by"),
        help_text=_(
            "Such as their age. Then write your own answers, with how many people of each there are."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pictures = [(name, name) for name in sorted(picture_names())]
        self.fields["picture"].choices = [("", _("None")), *pictures]  # type: ignore[attr-defined]
        self.fields["answers"].choices = [  # type: ignore[attr-defined]
            *((code, name) for code, (name, _options) in ANSWER_SETS.items()),
            (OWN_WORDS, _("Own answers: write them below")),
        ]
        for row in range(1, OWN_ANSWERS + 1):
            words = {"row": row}
            text: dict[str, Any] = {"max_length": 120, "required": False}
            self.fields[f"cy{row}"] = forms.CharField(
                label=_("Answer %(row)s in Welsh") % words, widget=forms.TextInput({"lang": "cy"}), **text
            )
            self.fields[f"en{row}"] = forms.CharField(
                label=_("Answer %(row)s in English") % words, widget=forms.TextInput({"lang": "en"}), **text
            )
            self.fields[f"sense{row}"] = forms.ChoiceField(
                label=_("Answer %(row)s counts as") % words, choices=CountsAs.choices, required=False
            )
            self.fields[f"picture{row}"] = forms.ChoiceField(
                label=_("Picture of answer %(row)s") % words, choices=pictures, required=False
            )
            self.fields[f"known{row}"] = forms.IntegerField(
                label=_("How many people is answer %(row)s true of?") % words, min_value=1, required=False
            )

    def own_rows(self) -> list[list[Any]]:
        """The fields of the own answers, bound, a row for each."""
        names = ("cy", "en", "sense", "picture", "known")
        return [[self[f"{name}{row}"] for name in names] for row in range(1, OWN_ANSWERS + 1)]

    def clean(self) -> dict[str, Any]:
        """Own answers are needed where none of a list are chosen."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("answers") == OWN_WORDS and len(_own_options(data)) < 2:
            self.add_error("answers", _("Write at least two answers, each in Welsh and in English"))
        return data

    def asked(self) -> Asked:
        """The question of a valid form."""
        data = self.cleaned_data
        own = data["answers"] == OWN_WORDS
        names = ("text_cy", "text_en", "easy_cy", "easy_en", "picture", "asked_of", "background")
        return Asked(
            options=tuple(_own_options(data)) if own else ANSWER_SETS[data["answers"]][1],
            **{name: data[name] for name in names},
        )


def _own_options(data: dict[str, Any]) -> list[OptionText]:
    """The own answers that are written, with codes from their places."""
    made = []
    for row in range(1, OWN_ANSWERS + 1):
        cy, en = data.get(f"cy{row}", ""), data.get(f"en{row}", "")
        if cy or en:
            sense = data.get(f"sense{row}") or CountsAs.NEUTRAL
            shown = data.get(f"picture{row}") or "question"
            made.append(OptionText(f"a{row}", cy, en, shown, sense, known=data.get(f"known{row}")))
    return made


def as_first(question: Question) -> dict[str, Any]:
    """What stands in the form of a question that is to be changed: all of its answers as own ones."""
    names = ("text_cy", "text_en", "easy_cy", "easy_en", "picture", "asked_of", "background")
    first: dict[str, Any] = {name: getattr(question, name) for name in names}
    options = list(question.options.all())
    kept = next(
        (
            code
            for code, (_name, known) in ANSWER_SETS.items()
            if [one.code for one in known] == [one.code for one in options]
        ),
        OWN_WORDS,
    )
    first["answers"] = kept
    if kept == OWN_WORDS:
        for row, option in enumerate(options[:OWN_ANSWERS], 1):
            first |= {
                f"cy{row}": option.text_cy,
                f"en{row}": option.text_en,
                f"sense{row}": option.counts_as,
                f"picture{row}": option.picture,
                f"known{row}": option.known,
            }
    return first


class SetForm(Form):
    """Questions that belong together; with the items where their owner supplies them."""

    code = forms.ChoiceField(label=_("Which questions?"), widget=forms.RadioSelect)
    items_cy, items_en = bilingual(
        forms.CharField,
        _("Items or goals, one in each line"),
        help_text=_("Only where it says that you type them. The same order in both languages."),
        widget=forms.Textarea,
        required=False,
        max_length=4_000,
    )
    weights = forms.CharField(
        label=_("How much each goal matters, from 1 to 5"),
        help_text=_("One number for each goal, with a comma between. Left empty, all weigh the same."),
        required=False,
        max_length=60,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(one.code, one.name) for one in SETS.values()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """As many lines in both languages; weights are numbers."""
        data: dict[str, Any] = super().clean() or {}
        cy, en = (_lines(data.get(f"items_{code}", "")) for code in ("cy", "en"))
        if len(cy) != len(en):
            self.add_error("items_cy", _("Write as many lines in Welsh as in English"))
        weights = [part.strip() for part in data.get("weights", "").split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() for part in weights):
            self.add_error("weights", _("Write numbers with a comma between, such as 3, 1, 2"))
        else:
            data["weights"] = [int(part) for part in weights]
        data["items"] = list(zip(cy, en, strict=False))
        return data

    def arguments(self) -> dict[str, Any]:
        """What add_set takes, from a valid form."""
        return {name: self.cleaned_data[name] for name in ("code", "items", "weights")}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class FollowForm(Form):
    """When the survey that follows is open."""

    opens_on = DayField(label=_("First day for answers"))
    closes_on = DayField(label=_("Last day for answers"))


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
