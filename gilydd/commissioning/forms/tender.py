"""Forms of tenders: rules, what is bought, lots, criteria, questions, times, keys, social benefit."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.designing.forms.fields import LanguageField, PoundsField, area, easy_box
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.queries import acts_for, names
from gilydd.people.words import MembershipState, PartyKind
from gilydd.services.models import Outcome
from gilydd.ui.bilingual import said
from gilydd.ui.forms import DayField, Form, bilingual

from ..models import Procurement, TenderCriterion
from ..queries.conflicts import free_of
from ..words import CriterionKind, Reserved, Route
from ..words_tender import (
    LONGEST_QUESTION,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WORDS,
    HolderKind,
    TieRule,
)

CLOSING_HOUR = 12
LINE = re.compile(r"\s*(?P<cy>[^|]+?)\s*\|\s*(?P<en>[^|]+?)\s*\|\s*(?P<value>[^|]+?)\s*")


def _whole(label: Any, most: int, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, **kwargs)


class RulesForm(Form):
    """What the community asks of every tender."""

    coproduction_least_percent = _whole(_("Least weight of co-production, per cent"), 60)
    social_value_least_percent = _whole(_("Least weight of social value, per cent"), 60)
    full_route_from_pence = PoundsField(
        label=_("From which value on is the full route taken?"),
        help_text=_("Below it a short form is enough, and nobody has to keep keys."),
    )  # fmt: skip
    open_days = _whole(_("Least days that bids can come, full route"), 366)
    light_open_days = _whole(_("Least days that bids can come, light route"), 366)
    standstill_days = _whole(
        _("Days between the decision and the contract"), 366,
        help_text=_("In this time those who did not win can say that something was not right."),
    )  # fmt: skip


class ProcurementForm(Form):
    """What is bought, for how much, by which route."""

    title_cy, title_en = bilingual(forms.CharField, _("What is bought?"), max_length=LONGEST_TITLE)
    about_cy, about_en = bilingual(
        forms.CharField, _("What it is about"), widget=forms.Textarea, max_length=LONGEST_WORDS,
        required=False,
    )  # fmt: skip
    easy_cy = easy_box(_("In short sentences, in Welsh"), "cy")
    easy_en = easy_box(_("In short sentences, in English"), "en")
    value_pence = PoundsField(label=_("What is it worth, all together?"))
    route = forms.ChoiceField(
        label=_("By which route?"), required=False, widget=forms.RadioSelect,
        choices=[("", _("The one that fits its value")), *Route.choices],
    )  # fmt: skip
    reserved_for = forms.ChoiceField(
        label=_("Is it kept for somebody?"), required=False, widget=forms.RadioSelect,
        choices=[("", _("Everybody can bid")), *Reserved.choices],
    )  # fmt: skip
    tie_rule = forms.ChoiceField(
        label=_("If two bids have the same points, what decides?"), choices=TieRule.choices,
        widget=forms.RadioSelect, initial=TieRule.COPRODUCTION,
        help_text=_("Everybody reads this before they bid."),
    )  # fmt: skip
    score_most = forms.IntegerField(
        label=_("The highest score that an assessor can give"), min_value=2, max_value=10, initial=5
    )

    def __init__(self, community: Community, *args: Any, buyers: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if buyers:
            rows = Membership.objects.of(community).filter(
                state=MembershipState.ACTIVE, party__kind=PartyKind.ORGANISATION
            )
            called = names(rows.values_list("party_id", flat=True))
            fields = dict(self.fields)
            fields["buyer"] = forms.TypedChoiceField(
                label=gettext("Which organisation buys it?"), coerce=int, empty_value=None,
                choices=[("", gettext("Choose one")), *sorted(
                    ((str(pk), name) for pk, name in called.items()), key=lambda one: one[1].casefold()
                )],
                error_messages={"required": gettext("Choose the organisation that pays.")},
            )  # fmt: skip
            self.fields = fields


class LotsForm(Form):
    """The lots, one on each line: Welsh | English | value."""

    lots = area(
        6, label=_("The lots, one on each line"), max_length=8_000,
        help_text=_("Write: the name in Welsh | the name in English | what it is worth. Such as: Gogledd | "
                    "North | £20,000"),
    )  # fmt: skip

    def clean_lots(self) -> list[tuple[str, str, int]]:
        money = PoundsField()
        found = []
        for number, line in enumerate(self.cleaned_data["lots"].splitlines(), 1):
            if not line.strip():
                continue
            match = LINE.fullmatch(line)
            if match is None:
                raise ValidationError(
                    gettext("Line %(line)s needs three parts with | between them.") % {"line": number}
                )
            try:
                found.append((match["cy"], match["en"], money.clean(match["value"])))
            except ValidationError:
                raise ValidationError(
                    gettext("Line %(line)s: “%(text)s” is no amount of money.")
                    % {"line": number, "text": match["value"]}
                ) from None
        return found


def outcome_choices(procurement: Procurement) -> list[tuple[str, str]]:
    """The outcomes of the service of a procurement."""
    rows = Outcome.objects.filter(service=procurement.turn.service_id).order_by("pk")
    return [("", gettext("None of them")), *((str(row.pk), said(row, "wording")) for row in rows)]


class IdeaForm(Form):
    """By what should bids be judged? In one's own words."""

    text = area(4, label=_("By what should bids be judged?"), max_length=LONGEST_WORDS)
    outcome = forms.ChoiceField(label=_("Which outcome does it stand for?"), required=False)
    lang = LanguageField()

    def __init__(self, procurement: Procurement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outcome"]
        field.choices = outcome_choices(procurement)


class CriterionForm(Form):
    """One criterion, in both languages."""

    kind = forms.ChoiceField(
        label=_("What kind of criterion is it?"), choices=CriterionKind.choices, widget=forms.RadioSelect
    )
    name_cy, name_en = bilingual(forms.CharField, _("Its name"), max_length=LONGEST_TITLE)
    asks_cy, asks_en = bilingual(
        forms.CharField, _("What should a bid say?"), widget=forms.Textarea, required=False,
        max_length=LONGEST_WORDS, help_text=_("A price needs no words here: the formula says it."),
    )  # fmt: skip
    weight_percent = forms.IntegerField(label=_("Its weight, of 100"), min_value=1, max_value=100)
    outcome = forms.ChoiceField(label=_("Which outcome does it stand for?"), required=False)

    def __init__(self, procurement: Procurement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outcome"]
        field.choices = outcome_choices(procurement)


class WeightsForm(Form):
    """The weights of all criteria, which total 100."""

    def __init__(self, criteria: list[TenderCriterion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in criteria:
            self.fields[f"weight_{one.pk}"] = forms.IntegerField(
                label=said(one, "name"), min_value=1, max_value=100, initial=one.weight_percent
            )

    def weights(self) -> dict[int, int]:
        return {int(name.removeprefix("weight_")): value for name, value in self.cleaned_data.items()}


class PublishForm(Form):
    """Until when bids and questions can come."""

    closes_on = DayField(label=_("The day when bids close"), help_text=_("They close at 12 noon."))
    until = DayField(label=_("The last day for questions"))

    def closes_at(self) -> dt.datetime:
        return noon(self.cleaned_data["closes_on"])


def noon(day: dt.date) -> dt.datetime:
    """Noon of a day, by the clocks here."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(CLOSING_HOUR)))


class WordsForm(Form):
    """Words for everybody, in both languages."""

    words_cy, words_en = bilingual(
        forms.CharField, _("What do you want to say?"), widget=forms.Textarea, max_length=LONGEST_WORDS
    )


class ExtendForm(Form):
    """More time for bids, and why."""

    closes_on = DayField(label=_("The new day when bids close"), help_text=_("They close at 12 noon."))
    words_cy, words_en = bilingual(
        forms.CharField, _("Why is there more time?"), widget=forms.Textarea, max_length=LONGEST_REASON
    )


class QuestionForm(Form):
    """A question about a tender."""

    text = area(4, label=_("What do you want to know?"), max_length=LONGEST_QUESTION)
    lang = LanguageField()


class TenderHoldersForm(Form):
    """One of each kind, of those who have declared that they have no interest."""

    def __init__(self, procurement: Procurement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = free_people(procurement)
        for kind in HolderKind:
            self.fields[f"holder_{kind.value}"] = forms.TypedChoiceField(
                label=str(kind.label), coerce=int, empty_value=None,
                choices=[("", gettext("Choose somebody")), *people],
                error_messages={"required": gettext("Choose three different people, one of each kind.")},
            )  # fmt: skip

    def holders(self) -> dict[str, Party]:
        chosen = {kind.value: self.cleaned_data[f"holder_{kind.value}"] for kind in HolderKind}
        rows = Party.objects.select_related("person").in_bulk(list(chosen.values()))
        return {kind: rows[pk] for kind, pk in chosen.items()}


class TenderReplaceForm(Form):
    """Somebody else of the same kind."""

    def __init__(self, procurement: Procurement, *args: Any, in_use: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_use:
            self.fields["reason"] = area(
                3, label=gettext("Why does somebody else keep this key?"), max_length=LONGEST_REASON,
                help_text=gettext("Such as: the file was lost."),
            )  # fmt: skip
            self.fields["lang"] = LanguageField()
        self.fields["party"] = forms.TypedChoiceField(
            label=gettext("Who keeps this key instead?"), coerce=int,
            choices=[("", gettext("Choose somebody")), *free_people(procurement)],
        )  # fmt: skip


def free_people(procurement: Procurement) -> list[tuple[str, str]]:
    """(party id, name) of those who have declared that they have no interest in it."""
    called = names(free_of(procurement))
    return sorted(((str(pk), name) for pk, name in called.items()), key=lambda one: one[1].casefold())


def bidder_choices(person: Person, community: Community) -> list[tuple[str, str]]:
    """(party id, name) of whom somebody can bid for: bodies that they act for first, then themselves."""
    rows = acts_for(community, person)
    bodies = [(str(row.party_id), name) for row, name in rows if row.party.kind != PartyKind.HOUSEHOLD]
    return [*bodies, (str(person.pk), gettext("Myself"))]


class BenefitForm(Form):
    """The three parts of the social benefit check, in a body's own words."""

    inclusive = area(
        4, label=_("How is it inclusive?"), max_length=LONGEST_WORDS,
        help_text=_("Who can take part, and what you do so that nobody is left out."),
    )  # fmt: skip
    involves = area(
        4, label=_("How does it involve people?"), max_length=LONGEST_WORDS,
        help_text=_("What people who use it decide, design and run."),
    )  # fmt: skip
    wellbeing = area(
        4, label=_("How does it promote well-being?"), max_length=LONGEST_WORDS,
        help_text=_("What is better in people's lives, and how you know."),
    )  # fmt: skip
    lang = LanguageField()

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose = forms.ChoiceField(
            label=gettext("For which body do you answer?"), choices=bidder_choices(person, community),
            widget=forms.RadioSelect,
        )  # fmt: skip
        self.fields = {"party": whose, **self.fields}


class BenefitCheckForm(Form):
    """Whether each of the three parts holds, and what was looked at."""

    inclusive_met = forms.BooleanField(label=_("It is inclusive"), required=False)
    involves_met = forms.BooleanField(label=_("It involves people"), required=False)
    wellbeing_met = forms.BooleanField(label=_("It promotes well-being"), required=False)
    words = area(3, label=_("What did you look at, and what did you find?"), max_length=LONGEST_WORDS)
    lang = LanguageField()
