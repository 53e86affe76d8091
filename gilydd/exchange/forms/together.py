"""Forms of group exchanges, series, spending places, the pot, trade and leaving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Party, Person, Place
from gilydd.people.queries import names, work_terms
from gilydd.ui.bilingual import said
from gilydd.ui.filters import hours
from gilydd.ui.forms import DayField, Form, HoursField, bilingual, parse_minutes

from ..queries.naming import named
from ..rules import rules_of
from ..words import LONGEST_ASK_MINUTES, Evidence
from .acting import ActingForm, EvidenceField, KeyField, LanguageField, in_steps
from .asks import TermChoice

SAME, SHARE = "same", "share"
MOST_NAMES = 40
ON_A_LIST = (Evidence.LIST, Evidence.PAPER, Evidence.PHONE)
Line = tuple[Party, int | None]


def kinds_of_help(form: forms.Form, community: Community) -> None:
    """Let the form's field `work` offer what lies under the kinds of work."""
    field: Any = form.fields["work"]
    field.queryset = work_terms(community).filter(parent__isnull=False)


def one_member(person: Person, community: Community, text: str) -> Party:
    """The one active member whom a text names; says what to write where nobody or several are meant."""
    return _only(text, named(person, community, [text])[text])


def _only(text: str, found: list[Party]) -> Party:
    if not found:
        raise forms.ValidationError(
            gettext("“%(text)s” is no member here. Write the whole name, or the member number.")
            % {"text": text}
        )
    if len(found) > 1:
        raise forms.ValidationError(
            gettext("Several members are called “%(text)s”. Write the member number.") % {"text": text}
        )
    return found[0]


class ListEvidenceField(EvidenceField):
    """How whoever enters it for others knows: an attendance list, paper, or by phone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = [(one.value, one.label) for one in ON_A_LIST]


class PastDayField(DayField):
    """A day that is not still to come."""

    def clean(self, value: Any) -> dt.date:
        day: dt.date = super().clean(value)
        if day and day > timezone.localdate():
            raise forms.ValidationError(gettext("Hours are written down when they were given, not before."))
        return day


def moment(day: dt.date) -> dt.datetime:
    """Noon of a day, or its first moment where noon is still to come: the same form says the same again."""
    noon = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
    return noon if noon <= timezone.now() else timezone.make_aware(dt.datetime.combine(day, dt.time()))


class GroupForm(ActingForm):
    """What was it, who gave, who received? The rows come next, and can be changed there."""

    whom_label = _("Who organised it?")
    title = forms.CharField(
        label=_("What was it?"), help_text=_("One line, for example: cookery class."), max_length=120
    )
    lang = LanguageField()
    work = TermChoice(queryset=None, label=_("What kind of help was it?"), empty_label=_("Choose one"))
    day = PastDayField(label=_("On which day?"))
    givers = forms.CharField(
        label=_("Who gave their time?"),
        help_text=_("One name or number on each line. With a time of their own: Dai Morgan, 1:30"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    receivers = forms.CharField(
        label=_("Who received it?"),
        help_text=_("One on each line. Leave it empty if it was for the whole community."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        required=False,
    )
    minutes = HoursField(label=_("How long was it?"), max_minutes=LONGEST_ASK_MINUTES)
    way = forms.ChoiceField(
        label=_("How do the hours go?"),
        choices=[
            (SAME, _("Everybody the same: each pays or gets this time")),
            (SHARE, _("Share out: what was given is divided among those who received")),
        ],
        widget=forms.RadioSelect,
        initial=SAME,
    )
    evidence = ListEvidenceField()
    key = KeyField()

    def __init__(
        self, person: Person, community: Community, *args: Any, staff: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community
        in_steps(self, community)
        kinds_of_help(self, community)
        if not staff:
            del self.fields["evidence"]

    def clean_givers(self) -> list[Line]:
        return self._lines("givers")

    def clean_receivers(self) -> list[Line]:
        return self._lines("receivers")

    def _lines(self, field: str) -> list[Line]:
        """(member, their own minutes or None) for each line, in order; every fault names its line's words."""
        parts = [line.partition(",") for line in self.cleaned_data[field].splitlines() if line.strip(" ,")]
        if len(parts) > MOST_NAMES:
            raise forms.ValidationError(gettext("Write at most 40 lines here."))
        texts = [name.strip() for name, _comma, _time in parts]
        found = named(self.person, self.community, texts)
        lines, faults, seen = [], [], set()
        for text, (_name, _comma, time) in zip(texts, parts, strict=True):
            try:
                party = _only(text, found[text])
                if party.pk in seen:
                    raise forms.ValidationError(gettext("“%(text)s” stands there twice.") % {"text": text})
                seen.add(party.pk)
                lines.append((party, self._time(text, time)))
            except forms.ValidationError as fault:
                faults.append(fault)
        if faults:
            raise forms.ValidationError(faults)
        return lines

    def _time(self, text: str, time: str) -> int | None:
        if not time.strip():
            return None
        minutes, step = parse_minutes(time), rules_of(self.community).step_minutes
        if not minutes or minutes % step or minutes > LONGEST_ASK_MINUTES:
            raise forms.ValidationError(
                gettext("The time of “%(text)s” is not in steps of %(step)s minutes, such as 1:30.")
                % {"text": text, "step": step}
            )
        return minutes


class RowsForm(Form):
    """The rows of a group: each time can be changed, and an empty or zero time leaves its row out."""

    plan = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, community: Community, pairs: Sequence[tuple[int, int | None, int]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        called = names({pk for giver, receiver, _minutes in pairs for pk in (giver, receiver) if pk})
        step = rules_of(community).step_minutes
        self.row_names = [f"row_{place}" for place in range(len(pairs))]
        for name, (giver, receiver, minutes) in zip(self.row_names, pairs, strict=True):
            who = {"giver": called[giver], "receiver": called.get(receiver or 0, "")}
            between = (
                gettext("%(giver)s gave %(receiver)s")
                if receiver
                else gettext("%(giver)s gave the community")
            )
            self.fields[name] = HoursField(
                label=between % who,
                required=False,
                initial=minutes,
                min_minutes=0,
                step_minutes=step,
                max_minutes=LONGEST_ASK_MINUTES,
            )

    def minutes(self) -> list[int]:
        """The minutes of each row, 0 where it is left out; call it on a valid form."""
        return [self.cleaned_data[name] or 0 for name in self.row_names]


class SeriesForm(ActingForm):
    """Help that comes again and again."""

    whom_label = _("Who needs the help?")
    helper = forms.CharField(
        label=_("Who helps?"), help_text=_("Their whole name, or their member number."), max_length=160
    )
    title = forms.CharField(
        label=_("What is the help?"), help_text=_("One line, for example: a lift to choir."), max_length=120
    )
    lang = LanguageField()
    work = TermChoice(queryset=None, label=_("What kind of help is it?"), empty_label=_("Choose one"))
    minutes = HoursField(label=_("How long, each time?"), max_minutes=LONGEST_ASK_MINUTES)
    every_weeks = forms.IntegerField(
        label=_("Every how many weeks?"),
        help_text=_("1 is every week, 2 every other week."),
        min_value=1,
        max_value=26,
        initial=1,
    )
    first_on = DayField(label=_("On which day is the first?"))
    last_on = DayField(label=_("On which day is the last?"), required=False)
    at = forms.TimeField(
        label=_("At what time?"),
        help_text=_("For example 18:30"),
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Write a time of day, such as 18:30")},
    )
    where = forms.CharField(label=_("Where do you meet?"), required=False, max_length=160)

    def __init__(
        self, person: Person, community: Community, *args: Any, asker_named: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community
        in_steps(self, community)
        kinds_of_help(self, community)
        if asker_named:
            asker = forms.CharField(
                label=_("Who needs the help?"),
                help_text=_("Their whole name, or their member number."),
                max_length=160,
            )
            self.fields = {"asker": asker, **self.fields}

    def clean_helper(self) -> Party:
        return one_member(self.person, self.community, self.cleaned_data["helper"])

    def clean_asker(self) -> Party:
        return one_member(self.person, self.community, self.cleaned_data["asker"])


class SpendingPlaceForm(Form):
    """A place where members can spend hours."""

    name_cy, name_en = bilingual(forms.CharField, _("Name"), max_length=120)
    about_cy, about_en = bilingual(
        forms.CharField, _("What is it, and when?"), widget=forms.Textarea, required=False, max_length=2000
    )
    work = TermChoice(queryset=None, label=_("What kind of thing is it?"), empty_label=_("Choose one"))
    place = TermChoice(
        queryset=None, label=_("Where is it?"), empty_label=_("Somewhere else"), required=False
    )
    minutes = HoursField(label=_("How much time does one visit cost?"), max_minutes=LONGEST_ASK_MINUTES)
    places_a_day = forms.IntegerField(
        label=_("How many visits are there on a day?"),
        help_text=_("Leave it empty if there is no limit."),
        required=False,
        min_value=1,
        max_value=100_000,
    )

    def __init__(
        self, community: Community, *args: Any, parties: Sequence[tuple[int, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        in_steps(self, community)
        kinds_of_help(self, community)
        places: Any = self.fields["place"]
        places.queryset = Place.objects.of(community).order_by("name_en")
        if parties:
            field = forms.ChoiceField(
                label=_("Whose place is it?"), choices=[(str(pk), name) for pk, name in parties]
            )
            self.fields = {"party": field, **self.fields}


class SpendForm(ActingForm):
    """On which day do you come?"""

    whom_label = _("Who comes?")
    day = DayField(label=_("On which day?"))
    key = KeyField()


class VisitForm(Form):
    """Somebody came: enter it from the list."""

    who = forms.CharField(
        label=_("Who came?"), help_text=_("Their whole name, or their member number."), max_length=160
    )
    day = PastDayField(label=_("On which day?"))
    evidence = ListEvidenceField()
    key = KeyField()

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community

    def clean_who(self) -> Party:
        return one_member(self.person, self.community, self.cleaned_data["who"])


class PotForm(Form):
    """To whom does the pot give, how much, and why?"""

    who = forms.CharField(
        label=_("Who needs the hours?"),
        help_text=_("Their whole name, or their member number."),
        max_length=160,
    )
    minutes = HoursField(label=_("How many hours?"), max_minutes=200 * 60)
    reason = forms.CharField(
        label=_("Why?"), help_text=_("Only brokers read this."), widget=forms.Textarea, max_length=1000
    )
    lang = LanguageField()
    key = KeyField()

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community
        in_steps(self, community)

    def clean_who(self) -> Party:
        return one_member(self.person, self.community, self.cleaned_data["who"])


class CommunityChoice(forms.ModelChoiceField):
    """A choice among communities."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj, "name")


class LimitForm(Form):
    """How far may it go, either way?"""

    limit_minutes = HoursField(
        label=_("How many hours may be open, either way?"),
        help_text=_("Whole hours, for example 100 h. Neither community can owe the other more."),
        step_minutes=60,
        min_minutes=60,
        max_minutes=10_000 * 60,
    )


class AgreementForm(LimitForm):
    """With which community, and how far?"""

    partner = CommunityChoice(queryset=None, label=_("Which community?"), empty_label=_("Choose one"))
    field_order = ("partner", "limit_minutes")

    def __init__(self, partners: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["partner"]
        field.queryset = partners


class TradeForm(ActingForm):
    """Pay somebody of another community."""

    whom_label = _("Who pays?")
    number = forms.CharField(
        label=_("What is their member number?"), help_text=_("Ask them: it is on their card."), max_length=40
    )
    name = forms.CharField(label=_("What is their name?"), max_length=160)
    minutes = HoursField(label=_("How long did it take?"), max_minutes=LONGEST_ASK_MINUTES)
    work = TermChoice(queryset=None, label=_("What kind of help was it?"), empty_label=_("Choose one"))
    day = PastDayField(label=_("On which day?"))
    evidence = EvidenceField()
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, community: Community, *args: Any, for_other: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_steps(self, community)
        kinds_of_help(self, community)
        # Both communities must know the kind of work: only the shared ones.
        work: Any = self.fields["work"]
        work.queryset = work.queryset.filter(community__isnull=True)
        if not for_other:
            del self.fields["evidence"]


class LeaveForm(Form):
    """You would like to leave: what should become of your hours?"""

    words = forms.CharField(
        label=_("Is there something we should know?"),
        help_text=_("Only brokers read this."),
        widget=forms.Textarea,
        required=False,
        max_length=2000,
    )
    gift_to = forms.CharField(
        label=_("Who should have the hours that are left?"),
        help_text=_("The whole name or member number of a member. Leave it empty for the community's pot."),
        required=False,
        max_length=160,
    )
    lang = LanguageField()

    def __init__(self, person: Person, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.community = person, community

    def clean_gift_to(self) -> Party | None:
        text = self.cleaned_data["gift_to"]
        return one_member(self.person, self.community, text) if text else None


class CloseForm(LeaveForm):
    """Why do they leave, and who has the hours that are left?"""

    reason = forms.CharField(
        label=_("Why do they leave?"),
        help_text=_("Only brokers read this."),
        widget=forms.Textarea,
        max_length=1000,
    )
    field_order = ("reason", "gift_to", "lang")

    def __init__(self, person: Person, community: Community, *args: Any, left: bool, **kwargs: Any) -> None:
        super().__init__(person, community, *args, **kwargs)
        del self.fields["words"]
        if not left:
            del self.fields["gift_to"]


class EndForm(Form):
    """End the trade, with the rest said."""

    rest_minutes = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("Yes, end the trade"))

    def __init__(self, rest_minutes: int, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"rest_minutes": rest_minutes})
        super().__init__(*args, **kwargs)
        if rest_minutes:
            self.fields["sure"].label = gettext("Yes, end the trade and leave %(hours)s open") % {
                "hours": hours(abs(rest_minutes))
            }
