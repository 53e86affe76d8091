"""Forms of outcomes and frameworks: choose, word, say who judges, let go, bring in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import is_broker_or_coordinator
from gilydd.people.queries import acts_for, names, supported_by
from gilydd.people.words import SupportScope
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form, bilingual

from .models import Framework, Outcome
from .queries import Heading, member_named
from .words import (
    LONGEST_OWN_WORDS,
    LONGEST_STATEMENT,
    ROLES_OF_SIDE,
    EnteredFrom,
    JudgeSide,
    Standing,
)

LANGUAGES = [("cy", "Cymraeg"), ("en", "English")]
SOMEBODY, NEW = "somebody", "+"


def _area(rows: int) -> Any:
    return lambda attrs: forms.Textarea({**attrs, "rows": rows})


class ChooseForm(Form):
    """Statements to tick, a field for each heading; those chosen already are named and cannot be ticked."""

    def __init__(
        self, framework: Framework, headings: Sequence[Heading], chosen: Collection[str], *args: Any,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for place, heading in enumerate(headings):
            title = heading.group if heading.group is not None else framework
            free = [one for one in heading.statements if one.code not in chosen]
            taken = [said(one, "text") for one in heading.statements if one.code in chosen]
            about = said(heading.group, "about") if heading.group is not None else ""
            lines = [f"{about}."] if about and not about.endswith(".") else [about]
            if taken:
                lines.append(gettext("Chosen already: %(texts)s.") % {"texts": "; ".join(taken)})
            field: Any = forms.MultipleChoiceField(
                label=said(title, "name"),
                choices=[(str(one.pk), said(one, "text")) for one in free],
                widget=forms.CheckboxSelectMultiple,
                help_text=" ".join(line for line in lines if line),
                required=False,
            )
            field.may_wait = True  # one of all the headings is enough
            self.fields[f"heading_{place}"] = field

    @property
    def chosen(self) -> list[int]:
        """The ids of the ticked statements."""
        return [int(pk) for pks in self.cleaned_data.values() for pk in pks]


class OutcomeForm(Form):
    """An outcome of the service's own, in both languages."""

    wording_cy, wording_en = bilingual(
        forms.CharField, _("The outcome"), widget=_area(2), max_length=LONGEST_STATEMENT,
        help_text=_("One sentence that somebody could say of their own life."),
    )  # fmt: skip


class OwnWordsForm(Form):
    """What it means to me. Who types it for somebody else says for whom, and how it came to them."""

    text = forms.CharField(
        label=_("What does it mean to you?"), max_length=LONGEST_OWN_WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Say it as you would to a friend. Your name does not stand beside it."),
    )  # fmt: skip
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect,
        initial=language,
    )  # fmt: skip

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community
        fields: dict[str, forms.Field] = {}
        whose = self._whose()
        if whose:
            fields["whose"] = forms.ChoiceField(
                label=gettext("Whose words are they?"), choices=[(str(person.pk), gettext("My own")), *whose],
                widget=forms.RadioSelect, initial=str(person.pk),
            )  # fmt: skip
        enters = bool(is_broker_or_coordinator(person, community))
        if enters:
            fields["member"] = forms.CharField(
                label=gettext("Do you write this down for somebody else?"), required=False, max_length=160,
                help_text=gettext("Their whole name, or their member number. Leave it empty for yourself."),
            )  # fmt: skip
        if enters or whose:
            fields["entered_from"] = forms.ChoiceField(
                label=gettext("If so, how did it come to you?"), required=False, widget=forms.RadioSelect,
                choices=EnteredFrom.choices,
            )  # fmt: skip
        self.fields = {**self.fields, **fields}

    def _whose(self) -> list[tuple[str, str]]:
        own = [(str(row.party_id), name) for row, name in acts_for(self.community, self.person)]
        supported = supported_by(self.person, self.community, SupportScope.WRITING)
        called = names(supported) if supported else {}
        return [*own, *((str(pk), called[pk]) for pk in sorted(supported))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["party"] = self.person.party
        text = (data.pop("member", "") or "").strip()
        if data.get("whose"):
            data["party"] = Party.objects.get(pk=int(data["whose"]))
        data.pop("whose", None)
        if text:
            found = _one_member(self, self.community, text)
            data["party"] = found or data["party"]
        data["entered_from"] = data.get("entered_from", "") or ""
        return data


class JudgeForm(Form):
    """Who judges for one side: a role, or somebody by name; from which day on."""

    who = forms.ChoiceField(label=_("Who judges?"), widget=forms.RadioSelect)
    member = forms.CharField(
        label=_("If somebody by name: who?"), max_length=160, required=False,
        help_text=_("The whole name of a member, a group or an organisation, or a member number."),
    )  # fmt: skip
    since = DayField(label=_("From which day on?"), initial=timezone.localdate)

    def __init__(self, side: JudgeSide, outcome: Outcome, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side, self.community = side, outcome.community
        roles = [(str(role.value), role.label) for role in ROLES_OF_SIDE[side]]
        who: Any = self.fields["who"]
        who.choices = [*roles, (SOMEBODY, gettext("Somebody by name"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("who") == SOMEBODY:
            data["party"] = _one_member(self, self.community, data.get("member", ""))
            if data["party"] is None and "member" not in self.errors:
                self.add_error("member", gettext("Say who it is."))
        return data

    @property
    def told(self) -> dict[str, Any]:
        """The arguments of the command."""
        data = self.cleaned_data
        named = data["who"] == SOMEBODY
        return {
            "side": self.side, "since": data["since"], "party": data.get("party") if named else None,
            "role": "" if named else data["who"],
        }  # fmt: skip


class LetGoForm(Form):
    """Why the service lets an outcome go; everybody reads it."""

    reason_cy, reason_en = bilingual(
        forms.CharField, _("Why the service lets it go"), widget=_area(3), max_length=2_000,
        help_text=_("Everybody reads it. What was said and judged stays."),
    )  # fmt: skip


class FrameworkForm(Form):
    """A table with a framework, and what it is. Of a new version of one that is here, only what is new."""

    file = forms.FileField(label=_("The table, as CSV, XLSX or ODS"))
    code = forms.ChoiceField(label=_("Which framework is it?"), widget=forms.RadioSelect)
    new_code = forms.CharField(
        label=_("Code of a new framework"), max_length=60, required=False,
        help_text=_("Small letters, figures and hyphens, such as valley-charter. Open data know it by this."),
    )  # fmt: skip
    version = forms.CharField(
        label=_("Which version is it?"), max_length=20, help_text=_("Such as 2027 or 2.1.")
    )
    name_cy, name_en = bilingual(
        forms.CharField, _("What it is called"), max_length=160, required=False,
        help_text=_("Of a new version you can leave it empty: it is called as before."),
    )  # fmt: skip
    about_cy, about_en = bilingual(
        forms.CharField, _("What it is, in a sentence"), widget=_area(2), max_length=2_000, required=False
    )
    source_url = forms.URLField(label=_("Where was it published?"), required=False, assume_scheme="https")
    standing_cy = forms.ChoiceField(
        label=_("The words in Welsh"), choices=Standing.choices, widget=forms.RadioSelect,
        initial=Standing.TO_CHECK,
    )  # fmt: skip
    standing_en = forms.ChoiceField(
        label=_("The words in English"), choices=Standing.choices, widget=forms.RadioSelect,
        initial=Standing.TO_CHECK,
    )  # fmt: skip

    def __init__(self, known: Sequence[Framework], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code: Any = self.fields["code"]
        code.choices = [
            *(
                (row.code, gettext("A new version of “%(name)s”") % {"name": said(row, "name")})
                for row in known
            ),
            (NEW, gettext("A framework that is not here yet")),
        ]
        code.initial = NEW

    @property
    def told(self) -> dict[str, str]:
        """What the command is told of the framework."""
        data = self.cleaned_data
        names = ("version", "name_cy", "name_en", "about_cy", "about_en", "source_url", "standing_cy")
        told = {name: data[name] for name in (*names, "standing_en")}
        return told | {"code": data["new_code"].strip() if data["code"] == NEW else data["code"]}


def _one_member(form: Any, community: Community, text: str) -> Party | None:
    """The one member whom a text names; puts on the form what to write where nobody or several are meant."""
    if not text.strip():
        return None
    found = member_named(community, text)
    if len(found) == 1:
        return found[0]
    wrong = (
        gettext("“%(text)s” is no member here. Write the whole name, or the member number.")
        if not found
        else gettext("Several members are called “%(text)s”. Write the member number.")
    )
    form.add_error("member", wrong % {"text": text.strip()})
    return None
