"""Forms of peer research."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms.acting import KeyField, LanguageField, in_steps
from gilydd.people.models import Community
from gilydd.people.queries import kinds_of_work
from gilydd.ui.bilingual import said
from gilydd.ui.forms import DayField, Form, HoursField, bilingual

from ..research_words import LONGEST_MEMO, LONGEST_TEXT, Consented

ANY_LANGUAGE = [("cy", "Cymraeg"), ("en", "English"), ("", _("Another language"))]
FINDINGS_LETTERS = 4 * LONGEST_MEMO


class TrainingMixin(forms.Form):
    """Which training a coder had."""

    training = forms.CharField(
        label=_("Which training did they have, and who gave it?"),
        help_text=_("For example: Listening and coding, two days, Garw Timecentre"),
        max_length=160,
    )
    trained_on = DayField(label=_("When was the last day of the training?"))


class StudyForm(TrainingMixin, Form):
    """Begin a study."""

    name = forms.CharField(label=_("What is the study called?"), max_length=160)
    question = forms.CharField(
        label=_("What do you want to find out?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    lang = LanguageField()
    codebook = forms.ChoiceField(
        label=_("Which codebook do you use?"),
        help_text=_("Its themes can grow while you read."),
        widget=forms.RadioSelect,
    )
    field_order = ("name", "question", "lang", "codebook", "training", "trained_on")

    def __init__(self, *args: Any, codebooks: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["codebook"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*codebooks, ("new", _("A new one, with the study's name"))]
        field.initial = codebooks[0][0] if codebooks else "new"
        self.fields["training"].label = _("Which training did you have, and who gave it?")


class CoderForm(TrainingMixin, Form):
    """Let somebody code."""

    member = forms.ChoiceField(label=_("Who?"), widget=forms.RadioSelect)
    field_order = ("member", "training", "trained_on")

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(pk), name) for pk, name in people]


class AddStoriesForm(Form):
    """Which stories?"""

    stories = forms.MultipleChoiceField(
        label=_("Which stories come into the study?"),
        help_text=_("Their tellers said yes to research. Their names are not here."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, stories: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stories"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(stories)


class TranscriptForm(Form):
    """What was said in a talk or a group."""

    text = forms.CharField(
        label=_("What was said"),
        help_text=_("Leave out names, and what only one person here could have said."),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=LONGEST_TEXT,
        strip=False,
    )
    lang = forms.ChoiceField(
        label=_("In which language?"), choices=ANY_LANGUAGE, widget=forms.RadioSelect, required=False
    )
    service = forms.ChoiceField(label=_("Which service is it about?"), required=False)
    consent_sheet = forms.CharField(
        label=_("Number on the consent sheet"),
        help_text=_("Those who spoke keep the same number. With it they can take their words back."),
        max_length=50,
    )
    consented_how = forms.ChoiceField(
        label=_("How was it explained to them?"), choices=Consented.choices, widget=forms.RadioSelect
    )
    consented_on = DayField(label=_("When did they say yes?"))
    consent_until = DayField(label=_("Until when may it be used?"), required=False)

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("No service, or several")), *services]


class MarkForm(Form):
    """Mark what was said: sentences are ticked in the text itself."""

    sentences = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    theme = forms.ChoiceField(label=_("Which theme?"), widget=forms.Select)
    words = forms.CharField(
        label=_("Only these words"),
        help_text=_("Copy them from a sentence that you ticked. Empty: the whole sentences."),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, themes: Sequence[tuple[str, str]], sentences: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme, chosen = self.fields["theme"], self.fields["sentences"]
        assert isinstance(theme, forms.ChoiceField)
        assert isinstance(chosen, forms.MultipleChoiceField)
        theme.choices = [("", _("Choose a theme")), *themes]
        chosen.choices = [(str(place), str(place)) for place in range(sentences)]


class MemoForm(Form):
    """A note."""

    words = forms.CharField(
        label=_("Your note"), widget=forms.Textarea(attrs={"rows": 5}), max_length=LONGEST_MEMO
    )
    theme = forms.ChoiceField(label=_("Is it about a theme?"), required=False)
    lang = LanguageField()
    shared = forms.BooleanField(label=_("The others who code may read it, once you compare"), required=False)

    def __init__(self, *args: Any, themes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if themes:
            field = self.fields["theme"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("No single theme")), *themes]
        else:
            del self.fields["theme"]


class FindingsForm(Form):
    """What did you find?"""

    findings = forms.CharField(
        label=_("What did you find?"),
        help_text=_("In your own words. Everybody can read this, so do not repeat what anybody said."),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=FINDINGS_LETTERS,
    )
    lang = LanguageField()


class ResearchHoursForm(Form):
    """Hours given to a study."""

    minutes = HoursField(label=_("How long?"))
    occurred_on = DayField(label=_("On which day?"))
    work = forms.ChoiceField(label=_("What kind of work was it?"))
    key = KeyField()

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        first = {"key": uuid.uuid4().hex, "occurred_on": timezone.localdate(), "work": "democracy"}
        kwargs["initial"] = {**first, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        field = self.fields["work"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.code, said(kind, "name")) for kind in kinds_of_work()]
        in_steps(self, community)


class CodebookForm(Form):
    """A codebook."""

    name_cy, name_en = bilingual(forms.CharField, _("Name"), max_length=120, required=False)
    about_cy, about_en = bilingual(
        forms.CharField, _("What it is for"), widget=forms.Textarea, max_length=2000, required=False
    )


class ThemeForm(Form):
    """A theme."""

    name_cy, name_en = bilingual(forms.CharField, _("Name of the theme"), max_length=120, required=False)
    meaning_cy, meaning_en = bilingual(
        forms.CharField,
        _("When you use it, and when not"),
        widget=forms.Textarea,
        max_length=2000,
        required=False,
    )
    parent = forms.ChoiceField(label=_("Which theme is it part of?"), required=False)

    def __init__(self, *args: Any, themes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None: it stands at the top")), *themes]


class SheetForm(Form):
    """A codebook from a CSV file."""

    file = forms.FileField(
        label=_("A CSV file"),
        help_text=_("Take a codebook as a file first: it shows the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    write = forms.ChoiceField(
        label=_("What do you want to do?"),
        choices=[("", _("Look at it first, write nothing")), ("yes", _("Bring the themes in"))],
        widget=forms.RadioSelect,
        required=False,
    )


class ProjectForm(TrainingMixin, Form):
    """A project of another program."""

    file = forms.FileField(
        label=_("A project file (.qdpx)"),
        help_text=_("From NVivo, ATLAS.ti, MAXQDA, QualCoder, Taguette or Gilydd. At most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".qdpx"}),
    )
    lang = LanguageField()
    consented_how = forms.ChoiceField(
        label=_("How was it explained to those whose words these are?"),
        choices=Consented.choices,
        widget=forms.RadioSelect,
    )
    consented_on = DayField(label=_("When did they say yes?"))
    consent_until = DayField(label=_("Until when may it be used?"), required=False)
    consent_sheet = forms.CharField(label=_("Number on the consent sheets"), max_length=40)
    write = forms.ChoiceField(
        label=_("What do you want to do?"),
        choices=[("", _("Look at it first, write nothing")), ("yes", _("Bring it in as a study"))],
        widget=forms.RadioSelect,
        required=False,
    )
    field_order = (
        "file", "lang", "consented_how", "consented_on", "consent_until", "consent_sheet", "training",
        "trained_on", "write",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["training"].label = _("Which training did you have, and who gave it?")


class PassagesForm(Form):
    """Which passages?"""

    theme = forms.ChoiceField(label=_("Theme"), required=False)
    service = forms.ChoiceField(label=_("Service"), required=False)

    def __init__(
        self,
        *args: Any,
        themes: Sequence[tuple[str, str]],
        services: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        theme, service = self.fields["theme"], self.fields["service"]
        assert isinstance(theme, forms.ChoiceField)
        assert isinstance(service, forms.ChoiceField)
        theme.choices = [("", _("All themes")), *themes]
        service.choices = [("", _("All services")), *services]


class NothingForm(Form):
    """A page with a question and one button."""
