"""Forms of deciding."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Area, Community, Membership, Party
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import said
from gilydd.ui.environment import picture
from gilydd.ui.forms import DayField, Form, bilingual

from .commands import NewChoice
from .queries.voting import Label
from .words import PICTURES, BallotEvidence, VoteKind, VoteRule

NONE = "0"
FEWEST, MOST = 2, 12
FIRST_HOUR, LAST_HOUR = 7, 23
EVERYBODY = "all"


class VoterForm(Form):
    """Which ballot?"""

    voter = forms.CharField(
        label=_("Voter number"),
        help_text=_("The number of the ballot in the published file."),
        max_length=80,
    )


def shown_choices(labels: Sequence[Label], easy: bool) -> list[tuple[str, Any]]:
    """The choices of a ballot; in Easy Read each with its picture and its easy words."""
    shown = []
    for one in labels:
        text: Any = (one.easy or one.text) if easy else one.text
        if easy and one.picture:
            text = format_html('<img src="{}" alt="" width="96" height="96"> {}', picture(one.picture), text)
        shown.append((str(one.number), text))
    return shown


class BallotForm(Form):
    """The choices of a vote: one of them, or as many as one likes; or none of these, said in words."""

    choices = forms.ChoiceField(widget=forms.RadioSelect, label="")

    def __init__(
        self,
        kind: str,
        labels: Sequence[Label],
        question: str,
        *args: Any,
        easy: bool = False,
        chosen: Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None:
        if chosen is not None:
            numbers = [str(one) for one in chosen] or [NONE]
            kwargs.setdefault("initial", {"choices": numbers if kind == VoteKind.SEVERAL else numbers[0]})
        super().__init__(*args, **kwargs)
        shown = shown_choices(labels, easy)
        if kind != VoteKind.RESOLUTION:
            shown.append((NONE, _g("None of these")))
        several = kind == VoteKind.SEVERAL
        make = forms.MultipleChoiceField if several else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if several else forms.RadioSelect
        self.fields["choices"] = make(
            label=question,
            choices=shown,
            widget=widget,
            help_text=_g("Choose as many as you like.") if several else "",
            error_messages={
                "required": _g("Choose, or say “none of these”.") if several else _g("Choose one.")
            },
        )
        self.order_fields(["choices"])

    def clean_choices(self) -> list[int]:
        """The numbers chosen; an empty list for none of these."""
        given = self.cleaned_data["choices"]
        chosen = [given] if isinstance(given, str) else list(given)
        if NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError(_g("Choose some, or “none of these”, but not both."))
        return [int(one) for one in chosen if one != NONE]


class EntryForm(BallotForm):
    """A vote that came on paper or by phone."""

    evidence = forms.ChoiceField(
        label=_("How did the vote come in?"),
        choices=[(one.value, one.label) for one in (BallotEvidence.PAPER, BallotEvidence.PHONE)],
        widget=forms.RadioSelect,
    )


class SearchForm(Form):
    """Whose vote?"""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)


class StopForm(Form):
    """Why the vote stops."""

    reason = forms.CharField(
        label=_("Why does the vote stop?"),
        help_text=_("Everybody who can vote reads this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


class KindForm(Form):
    """What kind of vote, before its question is asked."""

    kind = forms.ChoiceField(
        label=_("What kind of vote is it?"), choices=VoteKind.choices, widget=forms.RadioSelect
    )
    number = forms.TypedChoiceField(
        label=_("How many choices are there?"),
        help_text=_("A vote for or against has its own three, so leave this as it is."),
        choices=[(one, str(one)) for one in range(FEWEST, MOST + 1)],
        coerce=int,
        initial=3,
    )


class OpenVoteForm(Form):
    """The question, the choices, the rule, who can vote, and until when."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    title_cy, title_en = bilingual(forms.CharField, _("The question"), max_length=200)
    about_cy, about_en = bilingual(
        forms.CharField,
        _("What to know before voting"),
        widget=forms.Textarea,
        required=False,
        max_length=10_000,
    )
    easy_cy, easy_en = bilingual(
        forms.CharField,
        _("Easy Read"),
        widget=forms.Textarea,
        required=False,
        max_length=2_000,
        help_text=_("Short sentences, one on each line."),
    )
    rule = forms.ChoiceField(label=_("How many votes are needed?"), widget=forms.RadioSelect)
    seats = forms.IntegerField(label=_("Places to fill"), min_value=1, max_value=MOST, initial=1)
    quorum_percent = forms.IntegerField(
        label=_("How many must vote, per cent"),
        help_text=_("Of everybody who can vote. 0 means that it counts however many vote."),
        min_value=0,
        max_value=100,
        initial=0,
    )
    roll = forms.ChoiceField(label=_("Who can vote?"), widget=forms.RadioSelect)
    closes_on = DayField(label=_("The last day to vote"))
    closes_at = forms.TypedChoiceField(
        label=_("Until what time?"),
        choices=[(hour, f"{hour:02d}:00") for hour in range(FIRST_HOUR, LAST_HOUR + 1)],
        coerce=int,
        initial=20,
    )

    def __init__(
        self,
        community: Community,
        kind: str,
        number: int,
        *args: Any,
        group: Party | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4().hex})
        super().__init__(*args, **kwargs)
        self.community, self.kind, self.group = community, kind, group
        self.number = 0 if kind == VoteKind.RESOLUTION else number
        rules = [one for one in VoteRule if (kind, one) != (VoteKind.RESOLUTION, VoteRule.MOST)]
        self.fields["rule"].choices = [(one.value, one.label) for one in rules]  # type: ignore[attr-defined]
        self.initial["rule"] = rules[0].value
        if kind != VoteKind.SEVERAL:
            del self.fields["seats"]
        if group is not None:
            del self.fields["roll"]
        else:
            self._offer_rolls()
        for place in range(1, self.number + 1):
            self._add_choice(place)

    def _offer_rolls(self) -> None:
        areas = Area.objects.of(self.community).order_by("pk")
        self.fields["roll"].choices = [  # type: ignore[attr-defined]
            (EVERYBODY, _g("Every member of the community")),
            *((str(area.pk), _g("The members of %(area)s") % {"area": said(area, "name")}) for area in areas),
        ]
        self.initial["roll"] = EVERYBODY

    def _add_choice(self, place: int) -> None:
        for name, label, required in (("text", _("Words"), True), ("easy", _("In Easy Read"), False)):
            pair = bilingual(forms.CharField, label, max_length=200, required=required)
            for code, field in zip(("cy", "en"), pair, strict=True):
                self.fields[f"{name}_{code}_{place}"] = field
                if required:
                    field.error_messages["required"] = _g("Write choice %(place)s in both languages.") % {
                        "place": place
                    }
        self.fields[f"picture_{place}"] = forms.ChoiceField(
            label=_("Picture"), choices=[("", _g("None")), *PICTURES.items()], required=False
        )

    def groups(self) -> list[list[BoundField]]:
        """The fields of each choice, to stand together on the page."""
        return [
            [self[f"{name}_{place}"] for name in ("text_cy", "text_en", "easy_cy", "easy_en", "picture")]
            for place in range(1, self.number + 1)
        ]

    def arguments(self) -> dict[str, Any]:
        """What a valid form says to `open_vote`."""
        data = self.cleaned_data
        pairs = (f"{name}_{code}" for name in ("title", "about", "easy") for code in ("cy", "en"))
        closes = dt.datetime.combine(data["closes_on"], dt.time(data["closes_at"]))
        roll = data.get("roll", EVERYBODY)
        return {
            **{name: data[name] for name in ("key", "rule", "quorum_percent", *pairs)},
            "kind": self.kind,
            "group": self.group,
            "seats": data.get("seats", 1),
            "closes_at": timezone.make_aware(closes),
            "choices": [self._choice(place) for place in range(1, self.number + 1)],
            "roll": None if roll == EVERYBODY else members_of_area(self.community, int(roll)),
        }

    def _choice(self, place: int) -> NewChoice:
        names = ("text_cy", "text_en", "easy_cy", "easy_en", "picture")
        return NewChoice(**{name: self.cleaned_data[f"{name}_{place}"] for name in names})


def members_of_area(community: Community, area: int) -> list[Party]:
    """The active members who live in an area."""
    rows = Membership.objects.of(community).filter(area=area, state=MembershipState.ACTIVE)
    return [row.party for row in rows.select_related("party").order_by("pk")]
