"""Forms of secret votes: check before it goes into the box, papers without names, keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Membership, Person
from gilydd.ui.forms import Form, bilingual

from ..commands._holding import RUNS_VOTES
from ..commands.secret import MOST_PAPERS
from ..queries.voting import Label
from ..words import HOLDERS, VoteKind
from .meetings import member_choices

LONGEST_FILE = 20_000


class SureForm(Form):
    """The last look before a ballot goes into the box: what was chosen, and the code, both hidden."""

    choices = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)
    code = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_choices(self) -> list[int]:
        given = self.cleaned_data["choices"]
        if not re.fullmatch(r"(\d{1,4}(,\d{1,4})*)?", given):
            raise forms.ValidationError(gettext("Go back and choose again."))
        return [int(one) for one in given.split(",") if one]


class PapersForm(Form):
    """Papers, one on each line: the numbers that are marked on it."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    papers = forms.CharField(
        label=_("The papers, one on each line"),
        help_text=_(
            "Type the numbers of what is marked, such as 2 or 1, 3. Type 0 for a paper without a mark."
        ),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        max_length=20_000,
    )

    def __init__(self, kind: str, labels: Sequence[Label], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.numbers = kind, {one.number for one in labels}

    def clean_papers(self) -> list[list[int]]:
        """The choices of each paper; an empty list for one without a mark."""
        lines = [line for line in self.cleaned_data["papers"].splitlines() if line.strip()]
        if len(lines) > MOST_PAPERS:
            raise forms.ValidationError(
                gettext("Type at most %(most)s papers at a time.") % {"most": MOST_PAPERS}
            )
        return [self._paper(place, line) for place, line in enumerate(lines, 1)]

    def _paper(self, place: int, line: str) -> list[int]:
        where = {"line": place, "text": line.strip()[:40]}
        if not re.fullmatch(r"\s*\d{1,3}([\s,;]+\d{1,3})*\s*", line, re.ASCII):
            raise forms.ValidationError(gettext("Line %(line)s is “%(text)s”. Type numbers only.") % where)
        chosen = [int(one) for one in re.findall(r"\d+", line)]
        if chosen == [0]:
            return []
        if not self.numbers.issuperset(chosen) or len(set(chosen)) < len(chosen):
            raise forms.ValidationError(
                gettext("Line %(line)s is “%(text)s”. Type the numbers of the choices, each once.") % where
            )
        if len(chosen) > 1 and self.kind in (VoteKind.RESOLUTION, VoteKind.ONE):
            raise forms.ValidationError(
                gettext("Line %(line)s is “%(text)s”. Only one can be marked; for a spoilt paper type 0.")
                % where
            )
        return chosen


class ShutForm(Form):
    """Why the box is shut although papers are missing."""

    reason = forms.CharField(
        label=_("Why are papers missing?"),
        help_text=_("Everybody who can vote reads this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
    )


class HoldersForm(Form):
    """Three people to keep the keys, and what for."""

    purpose_cy, purpose_en = bilingual(forms.CharField, _("What the keys are for"), max_length=200)

    def __init__(self, community: Community, by: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = holder_choices(community, by)
        for place in range(1, HOLDERS + 1):
            self.fields[f"holder_{place}"] = forms.TypedChoiceField(
                label=gettext("Key holder %(place)s") % {"place": place},
                choices=[("", gettext("Choose somebody")), *people],
                coerce=int,
                empty_value=None,
                error_messages={"required": gettext("Choose three different people.")},
            )

    def holders(self) -> list[int]:
        """The party ids that were chosen."""
        return [self.cleaned_data[f"holder_{place}"] for place in range(1, HOLDERS + 1)]


def holder_choices(community: Community, by: Person) -> list[tuple[str, str]]:
    """(party id, name) of members who may be asked: not those who run votes, and only who may be found."""
    running = Membership.objects.of(community).filter(roles__role__in=RUNS_VOTES, roles__until__isnull=True)
    out = {str(pk) for pk in running.values_list("party_id", flat=True)} | {str(by.pk)}
    return [one for one in member_choices(community, by) if one[0] not in out]


class ReplaceForm(Form):
    """Somebody else in the place of a key holder."""

    def __init__(self, community: Community, by: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"] = forms.TypedChoiceField(
            label=gettext("Who keeps this key instead?"),
            choices=[("", gettext("Choose somebody")), *holder_choices(community, by)],
            coerce=int,
        )


class ChangeForm(ReplaceForm):
    """Somebody else in the place of a holder of a key that is in use, and why."""

    reason = forms.CharField(
        label=_("Why does somebody else keep this key?"),
        help_text=_("Everybody who keeps a key, and everybody who can vote, reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
    )


class KeyForm(Form):
    """A key: the file, or its last line typed."""

    key_file = forms.FileField(label=_("The file that you saved"), required=False)
    key_text = forms.CharField(
        label=_("Or the last line of the file, typed"),
        help_text=_("It begins with GILYDD-KEY-1."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        max_length=2_000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Adds `text`: what the file or the box holds."""
        data = super().clean() or {}
        given = data.get("key_file")
        if given is not None and given.size > LONGEST_FILE:
            self.add_error("key_file", gettext("This file is too large to be a key."))
        elif given is not None:
            data["text"] = given.read().decode("utf-8", errors="replace")
        elif data.get("key_text"):
            data["text"] = data["key_text"]
        elif not self.errors:
            self.add_error("key_text", gettext("Choose your file, or type its last line."))
        return data
