"""What forms of designing share: whose act it is, money, several people, Easy Read."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms.acting import KeyField, LanguageField
from gilydd.exchange.forms.together import one_member
from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import speaks_for
from gilydd.people.queries import acts_for
from gilydd.ui.filters import pounds
from gilydd.ui.forms import Form

from ..policy import may
from ..words import LONGEST_REASON, LONGEST_WORDS, EnteredFrom

MOST_NAMES = 40
POUNDS = re.compile(r"£? ?(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?", re.ASCII)


def area(rows: int = 4, **kwargs: Any) -> forms.CharField:
    """A box of several lines."""
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def easy_box(label: Any, lang: str = "") -> forms.CharField:
    """A box for Easy Read: one short sentence a line."""
    attrs = {"rows": 4, **({"lang": lang} if lang else {})}
    return forms.CharField(
        label=label,
        help_text=_("One sentence a line, at most 15 words. It is shown to who reads Easy Read."),
        widget=forms.Textarea(attrs=attrs),
        required=False,
        max_length=LONGEST_WORDS,
    )


class PoundsField(forms.CharField):
    """An amount of money, typed as people write it; cleans to whole pence (int)."""

    default_error_messages = {
        "invalid": _("Write an amount of money, such as £1,250 or 12.50"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show pence as pounds; what the person typed stays as typed."""
        return pounds(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def clean(self, value: Any) -> Any:
        """Return whole pence, or None for an empty field that may stay empty."""
        text = super().clean(value)
        if text in self.empty_values:
            return None
        found = POUNDS.fullmatch(text.strip())
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        whole, rest = found.groups()
        return int(Decimal(whole.replace(",", "")) * 100) + int((rest or "").ljust(2, "0"))


class MembersField(forms.CharField):
    """Several members, a name or number on each line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        kwargs.setdefault("help_text", _("Their whole name, or their member number: one on each line."))
        super().__init__(max_length=4_000, **kwargs)


def members(form: Any, name: str) -> list[Party]:
    """The members whom a MembersField names; raises ValidationError for a line that names nobody."""
    lines = [line.strip() for line in form.cleaned_data[name].splitlines() if line.strip()]
    if len(lines) > MOST_NAMES:
        raise ValidationError(gettext("Write at most %(most)s names.") % {"most": MOST_NAMES})
    return list(dict.fromkeys(one_member(form.person, form.community, line) for line in lines))


class WhoForm(Form):
    """A form that asks whose act it is, where the person speaks for several or enters it for somebody.

    Cleans to `party` (a Party) and `entered_from` ("" for one's own).
    """

    whose_label: Any = _("As whom?")

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community
        fields: dict[str, forms.Field] = {}
        own = [(str(row.party_id), name) for row, name in acts_for(community, person)]
        if own:
            fields["own"] = forms.ChoiceField(
                label=self.whose_label, choices=[(str(person.pk), gettext("Myself")), *own],
                widget=forms.RadioSelect, initial=str(person.pk),
            )  # fmt: skip
        if may(person, "enter_for_somebody", community):
            fields["member"] = forms.CharField(
                label=gettext("Do you write this down for somebody else?"), required=False, max_length=160,
                help_text=gettext("Their whole name, or their member number. Leave it empty for yourself."),
            )  # fmt: skip
            fields["entered_from"] = forms.ChoiceField(
                label=gettext("How did it come to you?"), required=False, widget=forms.RadioSelect,
                choices=EnteredFrom.choices,
            )  # fmt: skip
        self.fields = {**self.fields, **fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["party"] = self._party(data)
        own = speaks_for(self.person, self.community, data["party"].pk)
        data["entered_from"] = "" if own else data.get("entered_from", "")
        return data

    def _party(self, data: dict[str, Any]) -> Party:
        text = (data.get("member") or "").strip()
        if text:
            try:
                party = one_member(self.person, self.community, text)
            except ValidationError as error:
                self.add_error("member", error)
                return self.person.party
            if not data.get("entered_from") and not speaks_for(self.person, self.community, party.pk):
                self.add_error(
                    "entered_from", gettext("Say how it came to you: on paper, by phone or in person.")
                )
            return party
        if data.get("own"):
            return Party.objects.get(pk=int(data["own"]))
        return self.person.party

    def given(self, *left_out: str) -> dict[str, Any]:
        """The cleaned fields as arguments of a command."""
        without = {"own", "member", *left_out}
        return {name: value for name, value in self.cleaned_data.items() if name not in without}


class EnteredForm(Form):
    """A form on behalf of one known party: of whoever enters it, it asks how it came to them."""

    def __init__(self, person: Person, community: Community, party: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not speaks_for(person, community, party):
            self.fields["entered_from"] = forms.ChoiceField(
                label=gettext("How did it come to you?"), widget=forms.RadioSelect,
                choices=EnteredFrom.choices,
            )  # fmt: skip


class ReasonForm(Form):
    """A reason in one's own words."""

    reason = area(3, max_length=LONGEST_REASON)
    lang = LanguageField()

    def __init__(self, *args: Any, reason_label: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = reason_label, hint


class BothForm(Form):
    """A text that everybody reads, in both languages. `label` says what is asked."""

    words_cy = area(4, max_length=LONGEST_WORDS)
    words_en = area(4, max_length=LONGEST_WORDS)

    def __init__(self, *args: Any, label: Any, hint: Any = "", required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = {"words_cy": gettext("%(label)s in Welsh"), "words_en": gettext("%(label)s in English")}
        for name, text in pairs.items():
            field = self.fields[name]
            field.label, field.help_text, field.required = text % {"label": label}, hint, required
            field.widget.attrs["lang"] = name[-2:]


__all__ = [
    "BothForm",
    "EnteredForm",
    "KeyField",
    "LanguageField",
    "MembersField",
    "PoundsField",
    "ReasonForm",
    "WhoForm",
    "area",
    "easy_box",
    "members",
]
