"""Forms of statements: making one, reading one before it is put to people, answers from paper, a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Membership, Party
from gilydd.people.queries import found
from gilydd.people.words import MembershipState, PartyKind
from gilydd.ui.environment import picture_names
from gilydd.ui.filters import language
from gilydd.ui.forms import Form

from ..models import Statement
from ..queries.opinions import Told
from ..words import LONGEST_STATEMENT, EnteredFrom, Stance

LANGUAGES = [("cy", _("Welsh")), ("en", _("English"))]
MOST_BYTES = 20 * 1024 * 1024
OPEN = [("", _("No answer"))]


class StatementForm(Form):
    """One thought in one sentence."""

    text = forms.CharField(
        label=_("Your statement"),
        help_text=_(
            "One thought, so that people can agree or disagree. For example: There is nowhere to sit."
        ),
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lang = forms.ChoiceField(
        label=_("In which language did you write it?"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language()})
        super().__init__(*args, **kwargs)


class ReadForm(Form):
    """Shall it be put to people?"""

    shown = forms.ChoiceField(
        label=_("Shall it be put to people?"),
        choices=[("yes", _("Yes, put it to everybody")), ("no", _("No, and I say why"))],
        widget=forms.RadioSelect,
    )
    translation = forms.CharField(
        label=_("The same in the other language"), max_length=300, required=False,
        help_text=_("As plain as it is. The words of whoever wrote it stay beside it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    easy_cy = forms.CharField(
        label=_("Easy Read in Welsh"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"lang": "cy"}),
    )  # fmt: skip
    easy_en = forms.CharField(
        label=_("Easy Read in English"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )  # fmt: skip
    picture = forms.ChoiceField(label=_("A picture beside it"), required=False)
    reason = forms.CharField(
        label=_("If not, why?"),
        help_text=_("Everybody reads it, and so does whoever wrote it."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lang = forms.ChoiceField(
        label=_("In which language is the reason?"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, row: Statement, *args: Any, **kwargs: Any) -> None:
        start = {name: getattr(row, name) for name in ("translation", "easy_cy", "easy_en", "picture")}
        super().__init__(*args, initial={"lang": language(), **start}, **kwargs)
        picture: Any = self.fields["picture"]
        picture.choices = [("", gettext("None")), *((name, name) for name in sorted(picture_names()))]


class PaperForm(Form):
    """Somebody's sheet: who it is of, and what they ticked."""

    member = forms.CharField(
        label=_("Whose sheet is it?"), help_text=_("Their number or name"), max_length=160
    )
    entered_from = forms.ChoiceField(
        label=_("How did it come to you?"), choices=EnteredFrom.choices, widget=forms.RadioSelect
    )

    def __init__(self, community: Community, shown: Sequence[Told], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community = community
        for one in shown:
            self.fields[f"statement_{one.number}"] = forms.ChoiceField(
                label=f"{one.number}. {one.words}",
                choices=[*OPEN, *((str(value), label) for value, label in Stance.choices)],
                required=False,
            )

    def clean_member(self) -> Party:
        """The one active member of this number or name."""
        rows = found(self.community, self.cleaned_data["member"])
        here = Membership.objects.of(self.community).filter(
            pk__in=[row[0] for row in rows], state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
        )
        members = list(here.select_related("party")[:2])
        if not members:
            raise forms.ValidationError(gettext("Nobody here has this number or name."))
        if len(members) > 1:
            raise forms.ValidationError(gettext("Several people have this name. Write the member number."))
        return members[0].party

    def answers(self) -> dict[int, int]:
        """{number of the statement: stance} of what was ticked."""
        told = self.cleaned_data
        return {
            int(name.removeprefix("statement_")): int(value)
            for name, value in told.items()
            if name.startswith("statement_") and value != ""
        }


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files as {name: bytes}."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        one_by_one = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in one_by_one]
        if sum(one.size for one in files if one) > MOST_BYTES:
            raise forms.ValidationError(gettext("Together the files are too large."))
        return {one.name: one.read() for one in files if one}


class ConversationForm(Form):
    """A Polis export."""

    # The form's metaclass takes the field away again: BaseForm.files stays what was sent.
    files = FilesField(  # type: ignore[assignment]
        label=_("The files of the export"),
        help_text=_("Choose all three: comments.csv, votes.csv and participants-votes.csv"),
    )
    lang = forms.ChoiceField(
        label=_("In which language are the statements?"), choices=LANGUAGES, widget=forms.RadioSelect
    )
