"""Forms of whoever tells a story, or writes it down for somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Area, Community, Membership, Party, Person
from gilydd.people.words import Explained, MembershipState
from gilydd.services.models import Service
from gilydd.ui.bilingual import field_of, said
from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form, month_numbers

from ..models import Prompt, Story
from ..sounds import SoundField
from ..usual import LANGUAGES
from ..words import (
    AUDIENCES,
    FEELINGS,
    GRID_STEP,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Audience,
    How,
    HowCommon,
    Involved,
    Use,
    Whose,
)

TELLERS = (("own", _("Me")), ("member", _("A member")), ("other", _("Somebody who is no member")))


class BeginForm(Form):
    """How do you want to tell it? Whoever writes down for others also says for whom."""

    how = forms.ChoiceField(
        label=_("How do you want to tell it?"), widget=forms.RadioSelect, choices=How.choices
    )
    lang = forms.ChoiceField(
        label=_("In which language?"), choices=LANGUAGES, help_text=_("Any language is welcome.")
    )

    def __init__(self, community: Community, *args: Any, collects: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"lang": language(), "how": How.WRITTEN, "whose": "own"})
        super().__init__(*args, **kwargs)
        self.community = community
        if collects:
            self.fields["whose"] = forms.ChoiceField(
                label=_("Whose story is it?"), choices=TELLERS, widget=forms.RadioSelect
            )
            self.fields["number"] = forms.CharField(
                label=_("Their member number"), required=False, max_length=40, help_text=_("For a member.")
            )
            self.order_fields(["whose", "number", "how", "lang"])

    def clean(self) -> dict[str, Any]:
        """Find the member that the number names."""
        given = super().clean() or {}
        if given.get("whose") == "member":
            member = _member(self.community, given.get("number", ""))
            if member is None:
                self.add_error("number", now("There is no active member with this number here."))
            else:
                given["teller"] = member
        return given


class WriteForm(Form):
    """The story in one's own words, and what it is about. Nothing need be complete."""

    words = forms.CharField(
        label=_("What happened?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Your own words are best. Nobody reads a draft. Names can be taken out later."),
    )
    title = forms.CharField(label=_("What would you call it?"), required=False, max_length=LONGEST_TITLE)
    lang = forms.ChoiceField(label=_("Which language did you use?"), choices=LANGUAGES)

    def __init__(self, story: Story, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"words": story.words, "title": story.title, "lang": story.lang})
        super().__init__(*args, **kwargs)
        known = {code for code, _called in LANGUAGES}
        if story.lang not in known:
            self.fields["lang"].choices = [*LANGUAGES, (story.lang, story.lang)]  # type: ignore[attr-defined]
        self.fields["words"].widget.attrs["lang"] = story.lang


class MonthField(forms.CharField):
    """A month and its year, such as "March 2026" or "3 2026"; cleans to the first of the month, or None."""

    default_error_messages = {"invalid": _("Give a month and a year, such as March 2026")}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        name, _space, year = text.replace("/", " ").rpartition(" ")
        number = int(name) if name.isdecimal() else month_numbers().get(name.strip().casefold(), 0)
        if not (1 <= number <= 12 and year.isdecimal() and 1900 <= int(year) <= timezone.localdate().year):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return dt.date(int(year), number, 1)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.month} {value.year}" if isinstance(value, dt.date) else value


class AboutForm(Form):
    """Which service, whose story, when and where: as coarse as others may see it."""

    services = forms.MultipleChoiceField(
        label=_("Which service is it about?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    whose = forms.ChoiceField(
        label=_("Who did it happen to?"), choices=Whose.choices, widget=forms.RadioSelect
    )
    month = MonthField(
        label=_("When was it?"),
        required=False,
        max_length=30,
        help_text=_("The month and the year are enough."),
    )
    area = forms.ChoiceField(label=_("Where was it?"), required=False)
    how_common = forms.ChoiceField(
        label=_("How often does this happen?"),
        required=False,
        choices=HowCommon.choices,
        widget=forms.RadioSelect,
    )
    involved = forms.MultipleChoiceField(
        label=_("Who had a part in it?"),
        required=False,
        choices=Involved.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, story: Story, services: Sequence[Service], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {
                "services": [str(row.service_id) for row in story.about.all()],
                "whose": story.whose,
                "month": story.month,
                "area": str(story.area_id or ""),
                "how_common": story.how_common,
                "involved": story.involved,
            },
        )
        super().__init__(*args, **kwargs)
        self.rows = {str(one.pk): one for one in services}
        areas = Area.objects.of(story.community).order_by(field_of("name"))
        self.areas = {str(one.pk): one for one in areas}
        named = [(pk, said(one, "name")) for pk, one in self.rows.items()]
        self.fields["services"].choices = named  # type: ignore[attr-defined]
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", _("I would rather not say")), *((pk, said(one, "name")) for pk, one in self.areas.items())
        ]  # fmt: skip

    def given(self) -> dict[str, Any]:
        """What the form says, as the command takes it."""
        said_so = dict(self.cleaned_data)
        said_so["services"] = [self.rows[pk] for pk in said_so["services"]]
        said_so["area"] = self.areas.get(said_so["area"])
        return said_so


class PicturesForm(Form):
    """A face for each question; any may stay open."""

    def __init__(self, story: Story, prompts: Sequence[Prompt], *args: Any, **kwargs: Any) -> None:
        levels = {row.prompt_id: str(row.level) for row in story.feelings.all()}
        kwargs.setdefault("initial", {f"feeling_{one.pk}": levels.get(one.pk, "") for one in prompts})
        super().__init__(*args, **kwargs)
        self.prompts = list(prompts)
        for one in prompts:
            self.fields[f"feeling_{one.pk}"] = forms.ChoiceField(
                label=said(one, "question"),
                required=False,
                choices=[("", _("No answer")), *((str(level), name) for level, name in FEELINGS.items())],
                widget=forms.RadioSelect,
            )

    def asked(self) -> list[tuple[Prompt, Any]]:
        """Each question with its field, for the page."""
        return [(one, self[f"feeling_{one.pk}"]) for one in self.prompts]

    def given(self) -> dict[Prompt, int | None]:
        """The level chosen for each question, or None."""
        chosen = {one: self.cleaned_data.get(f"feeling_{one.pk}") for one in self.prompts}
        return {one: int(level) if level else None for one, level in chosen.items()}


def grid() -> list[list[tuple[int, int, int]]]:
    """The points of a triangle from its top row down; each adds up to 100.

    >>> [len(row) for row in grid()], grid()[0], grid()[-1][0]
    ([1, 2, 3, 4, 5], [(100, 0, 0)], (0, 100, 0))
    """
    steps = 100 // GRID_STEP
    return [
        [(100 - GRID_STEP * row, GRID_STEP * (row - place), GRID_STEP * place) for place in range(row + 1)]
        for row in range(steps + 1)
    ]


class MeaningForm(Form):
    """A point between three things for each question; any may stay open."""

    def __init__(self, story: Story, prompts: Sequence[Prompt], *args: Any, **kwargs: Any) -> None:
        points = {row.prompt_id: f"{row.a}-{row.b}-{row.c}" for row in story.points.all()}
        kwargs.setdefault("initial", {f"point_{one.pk}": points.get(one.pk, "") for one in prompts})
        super().__init__(*args, **kwargs)
        self.prompts = list(prompts)
        for one in prompts:
            own = points.get(one.pk, "")
            known = {f"{a}-{b}-{c}": self._name(one, a, b, c) for row in grid() for a, b, c in row}
            known["34-33-33"] = now("All three alike")
            if own and own not in known:
                known[own] = self._name(one, *(int(part) for part in own.split("-")))
            self.fields[f"point_{one.pk}"] = forms.ChoiceField(
                label=said(one, "question"),
                required=False,
                choices=[("", _("None of these fits")), *known.items()],
                widget=forms.RadioSelect,
            )

    def _name(self, prompt: Prompt, *parts: int) -> str:
        shares = [f"{said(prompt, corner)} {part}" for corner, part in zip("abc", parts, strict=True) if part]
        return ", ".join(shares)

    def asked(self) -> list[tuple[Prompt, Any, dict[str, str]]]:
        """Each question with its field and the name of each point, for the page."""
        return [
            (one, self[f"point_{one.pk}"], dict(self.fields[f"point_{one.pk}"].choices))  # type: ignore[attr-defined]
            for one in self.prompts
        ]

    def given(self) -> dict[Prompt, tuple[int, int, int] | None]:
        """The point chosen for each question, or None."""
        found: dict[Prompt, tuple[int, int, int] | None] = {}
        for one in self.prompts:
            chosen = self.cleaned_data.get(f"point_{one.pk}") or ""
            parts = [int(part) for part in chosen.split("-") if part]
            found[one] = (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
        return found


class RecordingForm(Form):
    """A recording from a telephone or a computer."""

    sound = SoundField(
        label=_("Your recording"),
        help_text=_("MP3, M4A, WAV, OGG, FLAC or WebM, up to 25 MB. On a telephone you can record it now."),
    )


class TranscriptForm(Form):
    """What is said in a recording, typed."""

    words = forms.CharField(
        label=_("What is said in the recording"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Type every word as it was said, in the language it was said in."),
    )


class UseForm(Form):
    """Who may read the story under one use, with a name or without, and until when."""

    audience = forms.ChoiceField(label=_("Who may read it?"), widget=forms.RadioSelect)
    named = forms.ChoiceField(
        label=_("With your name?"),
        widget=forms.RadioSelect,
        choices=[
            ("no", _("No. Show another name, made up for this story.")),
            ("yes", _("Yes, show my name.")),
        ],
    )
    until = DayField(
        label=_("Until when?"), required=False, help_text=_("Leave it empty: until you take it back.")
    )

    def __init__(self, story: Story, use: Use, *args: Any, typed: bool = False, **kwargs: Any) -> None:
        consent = story.consents.filter(use=use, ended_at__isnull=True).first()
        kwargs.setdefault(
            "initial",
            {
                "audience": consent.audience if consent else AUDIENCES[use][0],
                "named": "yes" if consent and consent.named else "no",
                "until": consent.until if consent else None,
            },
        )
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [(one.value, one.label) for one in AUDIENCES[use]]  # type: ignore[attr-defined]
        if story.teller_id is None or story.whose != Whose.OWN:
            del self.fields["named"]
        if typed:
            chosen = [one for one in Explained.choices if one[0] != Explained.SCREEN]
            self.fields["explained"] = forms.ChoiceField(
                label=_("How did you explain it to them?"), choices=chosen, widget=forms.RadioSelect
            )

    def given(self) -> dict[str, Any]:
        """What the form says, as the command takes it."""
        said_so = dict(self.cleaned_data)
        return said_so | {"named": said_so.get("named") == "yes", "lang": language()}


class VersionForm(Form):
    """Is it right like this?"""

    agreed = forms.ChoiceField(
        label=_("Is it right like this?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Yes. Others may read it for the uses I agreed to.")),
            ("no", _("No, I want it otherwise.")),
        ],
    )
    reply = forms.CharField(
        label=_("What should be otherwise?"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


def audience_label(audience: str) -> str:
    """What an audience is called."""
    return str(Audience(audience).label)


def _member(community: Community, number: str) -> Party | None:
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE, number=number.strip())
    found = rows.select_related("party").first() if number.strip() else None
    return found.party if found and Person.objects.filter(pk=found.party_id).exists() else None
