"""Forms of a challenge: raise it, frame it, ask people, its phases and steps, its vote."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.deciding.words import Completion, Rule
from gilydd.exchange.forms.together import one_member
from gilydd.people.models import Community, Party, Person
from gilydd.people.queries import members_of, names
from gilydd.people.words import MembershipState, PartyKind
from gilydd.surveys.models import Survey
from gilydd.surveys.words import SurveyState
from gilydd.ui.bilingual import field_of, said
from gilydd.ui.forms import DayField, Form, bilingual

from ..models import Challenge
from ..words import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS, TEMPLATES, DecideBy
from .fields import LanguageField, MembersField, PoundsField, WhoForm, area, easy_box, members

NOBODY = ""
OPEN = "open"
DAY_ENDS = dt.time(20)


class RaiseForm(WhoForm):
    """What should work better here? In one's own words and language."""

    whose_label: Any = _("Whose question is it?")
    title = forms.CharField(
        label=_("What is it about?"), max_length=LONGEST_TITLE,
        help_text=_("A few words, for example: Noise in the evenings on our estate."),
    )  # fmt: skip
    question = area(
        5, label=_("What do you want to ask everybody?"), max_length=LONGEST_WORDS,
        help_text=_("Say what it is like now, and what you would like to find out together."),
    )  # fmt: skip
    easy = easy_box(_("The same in short sentences"))
    lang = LanguageField()

    def asked(self) -> dict[str, Any]:
        """The words as arguments of raise_challenge."""
        data, lang = self.cleaned_data, self.cleaned_data["lang"]
        return {f"{name}_{lang}": data[name] for name in ("title", "question", "easy")}


class RaiseInBothForm(WhoForm):
    """The same for whoever raises it for somebody: everybody reads it at once, in both languages."""

    whose_label: Any = _("Whose question is it?")
    title_cy, title_en = bilingual(forms.CharField, _("What is it about?"), max_length=LONGEST_TITLE)
    question_cy, question_en = bilingual(
        forms.CharField, _("What do you want to ask everybody?"), widget=forms.Textarea,
        max_length=LONGEST_WORDS,
    )  # fmt: skip
    easy_cy = easy_box(_("In short sentences, in Welsh"), "cy")
    easy_en = easy_box(_("In short sentences, in English"), "en")

    def asked(self) -> dict[str, Any]:
        """The words as arguments of raise_challenge."""
        names_ = ("title_cy", "title_en", "question_cy", "question_en", "easy_cy", "easy_en")
        return {name: self.cleaned_data[name] for name in names_}


class FrameForm(Form):
    """The question as it can be answered, who framed it, and how much money there is."""

    title_cy, title_en = bilingual(forms.CharField, _("What is it about?"), max_length=LONGEST_TITLE)
    question_cy, question_en = bilingual(
        forms.CharField, _("The question"), widget=forms.Textarea, max_length=LONGEST_WORDS,
        help_text=_("One that can be answered with proposals: how, where, what could we do?"),
    )  # fmt: skip
    easy_cy = easy_box(_("In short sentences, in Welsh"), "cy")
    easy_en = easy_box(_("In short sentences, in English"), "en")
    framers = MembersField(
        label=_("Who sat together for this?"), required=False,
        help_text=_(
            "Whole names or member numbers, one on each line; you are counted already. A citizen and a "
            "professional at least."
        ),
    )  # fmt: skip
    money_pence = PoundsField(
        label=_("How much money is there?"), required=False,
        help_text=_("Leave it empty where there is no budget to share out."),
    )  # fmt: skip
    money_from = forms.CharField(
        label=_("Who holds the money?"), required=False, max_length=160,
        help_text=_("The name of the organisation as it stands among the members, or its number."),
    )  # fmt: skip

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community

    def clean_framers(self) -> list[Party]:
        return members(self, "framers")

    def clean_money_from(self) -> Party | None:
        text = self.cleaned_data["money_from"].strip()
        return one_member(self.person, self.community, text) if text else None


class AskPeopleForm(Form):
    """Whom do you ask? Everybody in a group, or some by name."""

    group = forms.ChoiceField(label=_("Everybody in a group or circle"), required=False)
    people = MembersField(label=_("And these people"), required=False)

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community
        groups = Party.objects.filter(
            memberships__community=community, memberships__state=MembershipState.ACTIVE,
            kind__in=(PartyKind.GROUP, PartyKind.ORGANISATION), group_members__isnull=False,
        ).distinct()  # fmt: skip
        called = names(groups.values_list("pk", flat=True))
        choice: Any = self.fields["group"]
        choice.choices = [
            (NOBODY, gettext("No group")),
            *sorted(((str(pk), name) for pk, name in called.items()), key=lambda pair: pair[1]),
        ]

    def clean_people(self) -> list[Party]:
        return members(self, "people")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        found = list(data.get("people") or [])
        if data.get("group"):
            inside = members_of(self.community, int(data["group"]))
            found += list(Party.objects.filter(pk__in=list(inside)))
        data["parties"] = list(dict.fromkeys(found))
        if not data["parties"] and not self.errors:
            raise ValidationError(gettext("Choose a group, or write a name."))
        return data


class TemplateForm(Form):
    """By which path, and from which day?"""

    template = forms.ChoiceField(
        label=_("How do you want to go about it?"), widget=forms.RadioSelect, initial="whole",
    )  # fmt: skip
    starts_on = DayField(label=_("The first day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["template"]
        choice.choices = [(key, f"{one.name}. {one.about}") for key, one in TEMPLATES.items()]

    def clean_starts_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["starts_on"]
        if day < timezone.localdate():
            raise ValidationError(gettext("Choose a day that is still to come."))
        return day


class MovePhaseForm(Form):
    """New days for a phase, and why."""

    starts_on = DayField(label=_("The first day"))
    ends_on = DayField(label=_("The last day"))
    why_cy, why_en = bilingual(
        forms.CharField, _("Why do the days move?"), widget=forms.Textarea, max_length=LONGEST_REASON,
        help_text=_("Everybody reads this."),
    )  # fmt: skip


class VoteForm(Form):
    """How and by when it is decided. The rule cannot be changed once the vote is open."""

    decide_by = forms.ChoiceField(
        label=_("How do people decide?"), choices=DecideBy.choices, widget=forms.RadioSelect
    )
    rule = forms.ChoiceField(
        label=_("If a budget is shared out: by which rule?"), choices=Rule.choices, required=False,
        initial=Rule.EQUAL_SHARES, widget=forms.RadioSelect,
        help_text=_("Both results are published, whichever rule you choose now."),
    )  # fmt: skip
    completion = forms.ChoiceField(
        label=_("With equal shares: what happens with money that is left?"), choices=Completion.choices,
        required=False, initial=Completion.ADD1, widget=forms.RadioSelect,
    )  # fmt: skip
    seats = forms.IntegerField(
        label=_("If several are chosen: how many?"), min_value=1, max_value=40, initial=1, required=False
    )
    quorum_percent = forms.IntegerField(
        label=_("How many per cent must vote for it to count?"), min_value=0, max_value=100, initial=0,
        required=False,
    )  # fmt: skip
    roll = forms.ChoiceField(label=_("Who can vote?"), required=False)
    split_key = forms.ChoiceField(label=_("Open or secret?"), widget=forms.RadioSelect)
    closes_on = DayField(label=_("The last day to vote"), help_text=_("At least seven days from now."))

    def __init__(
        self, rolls: list[tuple[int, str]], keys: list[tuple[int, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer(keys)
        choice: Any = self.fields["roll"]
        choice.choices = [
            (NOBODY, gettext("Every member of the community")),
            *(
                (str(pk), gettext("Everybody on the roll of %(organisation)s") % {"organisation": name})
                for pk, name in rolls
            ),
        ]
        if not rolls:
            del self.fields["roll"]

    def _offer(self, keys: list[tuple[int, str]]) -> None:
        """Keys that three members have shown; without any the vote can only be open, and nothing is asked."""
        if not keys:
            del self.fields["split_key"]
            return
        choice: Any = self.fields["split_key"]
        secret = gettext("Secret, with the keys for: %(purpose)s")
        choice.choices = [
            *((str(pk), secret % {"purpose": purpose}) for pk, purpose in keys),
            (OPEN, gettext("Open: who can vote sees the ballots afterwards")),
        ]

    def asked(self) -> dict[str, Any]:
        """The arguments of put_to_vote, but the roll and the keys."""
        data = self.cleaned_data
        budget = data["decide_by"] == DecideBy.BUDGET
        shares = data["rule"] == Rule.EQUAL_SHARES
        closes = timezone.make_aware(dt.datetime.combine(data["closes_on"], DAY_ENDS))
        return {
            "decide_by": data["decide_by"],
            "closes_at": closes,
            "rule": data["rule"] if budget else "",
            "completion": (data["completion"] or Completion.ADD1) if budget and shares else Completion.NONE,
            "seats": data["seats"] or 1,
            "quorum_percent": data["quorum_percent"] or 0,
        }


class SurveysForm(Form):
    """Which survey asked people before, and which one after?"""

    before = forms.ModelChoiceField(
        label=_("The survey before"), queryset=Survey.objects.none(), empty_label=_("Choose one")
    )
    after = forms.ModelChoiceField(
        label=_("The survey after"), queryset=Survey.objects.none(), required=False,
        empty_label=_("Not yet"), help_text=_("With the same questions. You can add it later."),
    )  # fmt: skip

    def __init__(self, challenge: Challenge, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Survey.objects.of(challenge.community).exclude(state=SurveyState.DRAFT)
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.queryset = rows.order_by(field_of("title"), "pk")
            field.label_from_instance = lambda row: said(row, "title")
