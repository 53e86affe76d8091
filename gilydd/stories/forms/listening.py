"""Forms of listeners, of who answers for a service, and of who shares datasets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.services.models import Service
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form, bilingual

from ..commands.sharing import SHARED_USES
from ..models import Change, Story
from ..usual import LANGUAGES
from ..words import LONGEST_TITLE, LONGEST_WORDS, Check, Licence, PromptKind, Use


class ProposeForm(Form):
    """The story as others would read it, and what was looked for."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    words = forms.CharField(
        label=_("The story as others would read it"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Change as little as you can. Keep the teller's own way of saying it."),
    )
    lang = forms.ChoiceField(label=_("Language of these words"), choices=LANGUAGES)
    why = forms.CharField(
        label=_("What did you change, and why?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The teller reads this beside your version."),
    )
    checked = forms.MultipleChoiceField(
        label=_("I looked for each of these"), choices=Check.choices, widget=forms.CheckboxSelectMultiple
    )
    kept = forms.CharField(
        label=_("Why may the words that are still marked stay?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only needed where the rules still mark something."),
    )

    def __init__(self, story: Story, start: tuple[str, str, str], *args: Any, **kwargs: Any) -> None:
        title, words, lang = start
        kwargs.setdefault("initial", {"title": title, "words": words, "lang": lang})
        super().__init__(*args, **kwargs)
        if lang not in dict(LANGUAGES):
            self.fields["lang"].choices = [*LANGUAGES, (lang, lang)]  # type: ignore[attr-defined]
        self.fields["words"].widget.attrs["lang"] = lang


class ReasonForm(Form):
    """Why, in one's own words."""

    reason = forms.CharField(label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint


class WorryForm(Form):
    """What worries the listener, for the safeguarding leads."""

    words = forms.CharField(
        label=_("What worries you?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The leads can open the story themselves. Write what they should look at first."),
    )


class AnswerForm(Form):
    """What the service says, and what will change or why nothing does."""

    words_cy, words_en = bilingual(
        forms.CharField, _("Your answer"), required=False, max_length=5000,
        widget=lambda attrs=None: forms.Textarea(attrs={**(attrs or {}), "rows": 5}),
    )  # fmt: skip
    no_change_cy, no_change_en = bilingual(
        forms.CharField, _("If nothing will change: why not"), required=False, max_length=2000,
        widget=lambda attrs=None: forms.Textarea(attrs={**(attrs or {}), "rows": 2}),
    )  # fmt: skip
    change = forms.ChoiceField(label=_("A change that you named already"), required=False)

    def __init__(self, changes: Sequence[Change], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(one.pk): one for one in changes}
        named = [(pk, said(one, "what")) for pk, one in self.rows.items()]
        self.fields["change"].choices = [("", _("None of these")), *named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["change"]


class ChangeForm(Form):
    """What will change, who does it and by when."""

    what_cy, what_en = bilingual(forms.CharField, _("What will change"), max_length=240)
    by_whom_cy, by_whom_en = bilingual(
        forms.CharField,
        _("Who does it"),
        max_length=160,
        help_text=_("A role or a team, not a person's name."),
    )
    due_on = DayField(label=_("By when"))
    stories = forms.MultipleChoiceField(
        label=_("Which stories led to it?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, stories: Sequence[tuple[Story, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(story.pk): story for story, _title in stories}
        self.fields["stories"].choices = [(str(story.pk), title) for story, title in stories]  # type: ignore[attr-defined]
        if not self.rows:
            del self.fields["stories"]

    def given(self) -> dict[str, Any]:
        """What the form says, as the command takes it."""
        said_so = dict(self.cleaned_data)
        return said_so | {"stories": [self.rows[pk] for pk in said_so.get("stories", ())]}


class StepForm(Form):
    """What became of a change: done, later, or not done."""

    step = forms.ChoiceField(
        label=_("What became of it?"),
        widget=forms.RadioSelect,
        choices=[
            ("done", _("It is done")),
            ("later", _("It comes later")),
            ("not_done", _("It will not be done")),
        ],
    )
    due_on = DayField(label=_("The new day"), required=False, help_text=_("Where it comes later."))
    reason_cy, reason_en = bilingual(
        forms.CharField, _("What tellers should know, or why"), required=False, max_length=2000,
        widget=lambda attrs=None: forms.Textarea(attrs={**(attrs or {}), "rows": 3}),
    )  # fmt: skip


class ShareForm(Form):
    """Who receives a dataset, what for and until when."""

    use = forms.ChoiceField(
        label=_("Which stories?"),
        widget=forms.RadioSelect,
        choices=[
            (Use.RESEARCH.value, _("Those whose tellers said yes to named researchers outside")),
            (Use.PUBLIC.value, _("Those that everybody may read")),
        ],
    )
    service = forms.ChoiceField(label=_("About which service?"), required=False)
    recipient = forms.CharField(
        label=_("Who receives it?"), max_length=160, help_text=_("A person and their organisation.")
    )
    email = forms.EmailField(
        label=_("Their email address"), help_text=_("They are told there when a story is taken back.")
    )
    purpose = forms.CharField(
        label=_("What do they need it for?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    licence = forms.ChoiceField(label=_("On what terms?"), choices=Licence.choices, widget=forms.RadioSelect)
    until = DayField(label=_("Until when may they fetch it?"))

    def __init__(self, services: Sequence[Service], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"use": SHARED_USES[0], "licence": Licence.AGREEMENT})
        super().__init__(*args, **kwargs)
        self.rows = {str(one.pk): one for one in services}
        named = [(pk, said(one, "name")) for pk, one in self.rows.items()]
        self.fields["service"].choices = [("", _("All of them")), *named]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What the form says, as the command takes it."""
        said_so = dict(self.cleaned_data)
        return said_so | {"service": self.rows.get(said_so["service"]), "lang": language()}


class PromptForm(Form):
    """One more question for tellers."""

    kind = forms.ChoiceField(
        label=_("What kind of question?"), choices=PromptKind.choices, widget=forms.RadioSelect
    )
    question_cy, question_en = bilingual(forms.CharField, _("The question"), max_length=200)
    a_cy, a_en = bilingual(forms.CharField, _("First thing"), max_length=80, required=False)
    b_cy, b_en = bilingual(forms.CharField, _("Second thing"), max_length=80, required=False)
    c_cy, c_en = bilingual(forms.CharField, _("Third thing"), max_length=80, required=False)

    def given(self) -> dict[str, Any]:
        """What the form says, as the command takes it."""
        said_so = dict(self.cleaned_data)
        corners = {name: said_so.pop(name) for name in ("a_cy", "a_en", "b_cy", "b_en", "c_cy", "c_en")}
        return said_so | {"corners": corners}
