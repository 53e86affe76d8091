"""Forms of votes: what is asked, and how somebody votes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Area, Community, Membership, Party
from gilydd.people.queries import on_roll, rolls_of
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import said
from gilydd.ui.environment import picture
from gilydd.ui.filters import pounds
from gilydd.ui.forms import DayField, Form, bilingual

from ..commands import NewBudget, NewChoice
from ..models import SplitKey
from ..queries.keys import ready_keys
from ..queries.voting import Label
from ..words import (
    CONSENTS,
    PICTURES,
    RULES_OF,
    SEATED,
    BallotEvidence,
    Completion,
    VoteKind,
    VoteRule,
)

NONE = "0"
OPEN = "open"
FEWEST, MOST = 2, 12
FIRST_HOUR, LAST_HOUR = 7, 23
EVERYBODY = "all"
OF_ORGANISATION = "organisation-"


class MoneyField(forms.DecimalField):
    """Pounds and pence, typed as people write them (1,250 or £1250.50); cleans to whole pence."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        kwargs.setdefault("help_text", _("In pounds, such as 1250 or 1250.50"))
        kwargs.setdefault("error_messages", {"invalid": _("Write an amount in pounds, such as 1250.50")})
        super().__init__(min_value=Decimal("0.01"), max_digits=12, decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).replace("£", "").replace(",", "") if value else value)

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(amount * 100)


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
        if one.cost_pence is not None:
            text = gettext("%(project)s: %(cost)s") % {"project": text, "cost": pounds(one.cost_pence)}
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
            several = kind in (VoteKind.SEVERAL, VoteKind.BUDGET)
            kwargs.setdefault("initial", {"choices": numbers if several else numbers[0]})
        super().__init__(*args, **kwargs)
        shown = shown_choices(labels, easy)
        if kind not in (VoteKind.RESOLUTION, VoteKind.CONSENT):
            shown.append((NONE, gettext("None of these")))
        several = kind in (VoteKind.SEVERAL, VoteKind.BUDGET)
        make = forms.MultipleChoiceField if several else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if several else forms.RadioSelect
        self.fields["choices"] = make(
            label=question,
            choices=shown,
            widget=widget,
            help_text=gettext("Choose as many as you like.") if several else "",
            error_messages={
                "required": gettext("Choose, or say “none of these”.") if several else gettext("Choose one.")
            },
        )
        self.order_fields(["choices"])

    def clean_choices(self) -> list[int]:
        """The numbers chosen; an empty list for none of these."""
        given = self.cleaned_data["choices"]
        chosen = [given] if isinstance(given, str) else list(given)
        if NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError(gettext("Choose some, or “none of these”, but not both."))
        return [int(one) for one in chosen if one != NONE]


class ConsentForm(BallotForm):
    """Consent, stand aside or object; whoever objects says why."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_(
            "If you object, say why. Everybody who can vote reads it, with your name if it stands there."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4_000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("choices") == [len(CONSENTS)] and not (data.get("reason") or "").strip():
            self.add_error("reason", gettext("Say why you object, so that it can be taken up."))
        return data


class RankedForm(Form):
    """A place for each choice: 1 for the one that is wanted most. Those without a place are not wanted."""

    def __init__(
        self,
        labels: Sequence[Label],
        *args: Any,
        easy: bool = False,
        chosen: Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None:
        if chosen is not None:
            places = {f"place_{number}": str(at) for at, number in enumerate(chosen, 1)}
            kwargs.setdefault("initial", places)
        super().__init__(*args, **kwargs)
        self.numbers = [one.number for one in labels]
        options = [("", gettext("No place")), *((str(at), str(at)) for at in range(1, len(labels) + 1))]
        for one in labels:
            self.fields[f"place_{one.number}"] = forms.ChoiceField(
                label=(one.easy or one.text) if easy else one.text, choices=options, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Adds `choices`: the numbers in the order of preference."""
        data = super().clean() or {}
        places: dict[int, int] = {}
        for number in self.numbers:
            at = data.get(f"place_{number}")
            if not at:
                continue
            if int(at) in places:
                self.add_error(
                    f"place_{number}",
                    gettext("Place %(place)s is given twice. Give each place once.") % {"place": at},
                )
            places[int(at)] = number
        if places and sorted(places) != list(range(1, len(places) + 1)) and not self.errors:
            missing = next(at for at in range(1, len(self.numbers) + 1) if at not in places)
            first = f"place_{self.numbers[0]}"
            self.add_error(
                first,
                gettext("Nobody has place %(place)s. Begin with 1 and leave none out.") % {"place": missing},
            )
        data["choices"] = [places[at] for at in sorted(places)]
        return data


def evidence_field(ways: Sequence[BallotEvidence]) -> forms.ChoiceField:
    """How a vote came that somebody else enters."""
    return forms.ChoiceField(
        label=gettext("How did the vote come in?"),
        choices=[(one.value, one.label) for one in ways],
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
        help_text=_("For or against, and consent, have their own three, so leave this as it is."),
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
    budget = MoneyField(label=_("How much money is there?"))
    rule = forms.ChoiceField(label=_("What decides?"), widget=forms.RadioSelect)
    completion = forms.ChoiceField(
        label=_("With equal shares, what becomes of money that is left?"),
        help_text=_("For real money raise the shares: then little is left over."),
        choices=[(one.value, one.label) for one in Completion],
        initial=Completion.ADD1.value,
        widget=forms.RadioSelect,
    )
    seats = forms.IntegerField(label=_("Places to fill"), min_value=1, max_value=MOST, initial=1)
    quorum_percent = forms.IntegerField(
        label=_("How many must vote, per cent"),
        help_text=_("Of everybody who can vote. 0 means that it counts however many vote."),
        min_value=0,
        max_value=100,
        initial=0,
    )
    roll = forms.ChoiceField(label=_("Who can vote?"), widget=forms.RadioSelect)
    split_key = forms.ChoiceField(
        label=_("Open or secret?"),
        help_text=_("For a secret vote three members keep its keys. Ask them first."),
        widget=forms.RadioSelect,
        initial=OPEN,
    )
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
        self.number = 0 if kind in (VoteKind.RESOLUTION, VoteKind.CONSENT) else number
        rules = RULES_OF[VoteKind(kind)]
        self.fields["rule"].choices = [(one.value, one.label) for one in rules]  # type: ignore[attr-defined]
        self.initial["rule"] = rules[0].value
        if kind not in SEATED:
            del self.fields["seats"]
        if kind != VoteKind.BUDGET:
            del self.fields["budget"], self.fields["completion"]
        self._say_what_is_needed()
        self._offer_keys()
        if group is not None:
            del self.fields["roll"]
        else:
            self._offer_rolls()
        for place in range(1, self.number + 1):
            self._add_choice(place)

    def _say_what_is_needed(self) -> None:
        """What consent is asked for stands in the text, so there it is not to be left out."""
        if self.kind == VoteKind.CONSENT:
            for name in ("about_cy", "about_en"):
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = gettext(
                    "Write what consent is asked for, in Welsh and in English."
                )

    def _offer_keys(self) -> None:
        keys = [] if self.kind == VoteKind.CONSENT else ready_keys(self.community)
        if not keys:
            del self.fields["split_key"]
            return
        self.fields["split_key"].choices = [  # type: ignore[attr-defined]
            (OPEN, gettext("Open: who can vote sees the ballots afterwards")),
            *(
                (str(pk), gettext("Secret, with the keys for: %(purpose)s") % {"purpose": said_})
                for pk, said_ in keys
            ),
        ]

    def _offer_rolls(self) -> None:
        areas = Area.objects.of(self.community).order_by("pk")
        self.fields["roll"].choices = [  # type: ignore[attr-defined]
            (EVERYBODY, gettext("Every member of the community")),
            *(
                (str(area.pk), gettext("The members of %(area)s") % {"area": said(area, "name")})
                for area in areas
            ),
            *(
                (
                    f"{OF_ORGANISATION}{pk}",
                    gettext("Everybody on the roll of %(organisation)s") % {"organisation": name},
                )
                for pk, name in rolls_of(self.community)
            ),
        ]
        self.initial["roll"] = EVERYBODY

    def _add_choice(self, place: int) -> None:
        for name, label, required in (("text", _("Words"), True), ("easy", _("In Easy Read"), False)):
            pair = bilingual(forms.CharField, label, max_length=200, required=required)
            for code, field in zip(("cy", "en"), pair, strict=True):
                self.fields[f"{name}_{code}_{place}"] = field
                if required:
                    field.error_messages["required"] = gettext(
                        "Write choice %(place)s in both languages."
                    ) % {"place": place}
        if self.kind == VoteKind.BUDGET:
            self.fields[f"cost_{place}"] = MoneyField(label=gettext("What it costs"))
        self.fields[f"picture_{place}"] = forms.ChoiceField(
            label=_("Picture"), choices=[("", gettext("None")), *PICTURES.items()], required=False
        )

    def groups(self) -> list[list[BoundField]]:
        """The fields of each choice, to stand together on the page."""
        return [
            [
                self[f"{name}_{place}"]
                for name in ("text_cy", "text_en", "cost", "easy_cy", "easy_en", "picture")
                if f"{name}_{place}" in self.fields
            ]
            for place in range(1, self.number + 1)
        ]

    def arguments(self) -> dict[str, Any]:
        """What a valid form says to `open_vote`."""
        data = self.cleaned_data
        pairs = (f"{name}_{code}" for name in ("title", "about", "easy") for code in ("cy", "en"))
        closes = dt.datetime.combine(data["closes_on"], dt.time(data["closes_at"]))
        key = data.get("split_key", OPEN)
        return {
            **{name: data[name] for name in ("key", "rule", "quorum_percent", *pairs)},
            "kind": self.kind,
            "group": self.group,
            "seats": data.get("seats", 1),
            "closes_at": timezone.make_aware(closes),
            "choices": [self._choice(place) for place in range(1, self.number + 1)],
            "roll": self._roll(data.get("roll", EVERYBODY)),
            "budget": NewBudget(data["budget"], self._completion(data)) if "budget" in data else None,
            "split_key": None if key == OPEN else SplitKey.objects.of(self.community).get(pk=int(key)),
        }

    def _completion(self, data: dict[str, Any]) -> str:
        return data["completion"] if data["rule"] == VoteRule.EQUAL_SHARES else Completion.NONE

    def _roll(self, chosen: str) -> list[Party] | None:
        if chosen == EVERYBODY:
            return None
        if chosen.startswith(OF_ORGANISATION):
            wanted = on_roll(self.community, int(chosen.removeprefix(OF_ORGANISATION)))
            return list(Party.objects.filter(pk__in=wanted))
        return members_of_area(self.community, int(chosen))

    def _choice(self, place: int) -> NewChoice:
        names = ("text_cy", "text_en", "easy_cy", "easy_en", "picture")
        cost = self.cleaned_data.get(f"cost_{place}")
        return NewChoice(**{name: self.cleaned_data[f"{name}_{place}"] for name in names}, cost_pence=cost)


def members_of_area(community: Community, area: int) -> list[Party]:
    """The active members who live in an area."""
    rows = Membership.objects.of(community).filter(area=area, state=MembershipState.ACTIVE)
    return [row.party for row in rows.select_related("party").order_by("pk")]
