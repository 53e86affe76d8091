"""Forms of partnerships. What a form cleans to are the arguments of its command."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms.acting import KeyField, LanguageField
from gilydd.exchange.forms.together import one_member
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.queries import names
from gilydd.people.words import Capacity, MembershipState, PartyKind
from gilydd.services.models import Service
from gilydd.surveys.forms.answering import option_choices, wording
from gilydd.surveys.models import Question
from gilydd.ui.bilingual import said
from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form, bilingual, parse_minutes

from .models import Assessment, Decision, Framework, Ground, Partner, Partnership, Pledge, Seat
from .policy import spanned
from .words import UNIT_OF, DecisionState, Gift, Kind, Part, PartnerKind, Stance

POUNDS = re.compile(r"£?\s*(?P<pounds>\d{1,3}(?:[ ,]\d{3})+|\d{1,10})(?:[.](?P<pence>\d{2}))?", re.ASCII)
MOST_FILE_BYTES = 200_000


def pence_of(text: str) -> int | None:
    """Read an amount of money as whole pence; None where it is none.

    >>> pence_of("£1,250.50"), pence_of("12"), pence_of("12.5")
    (125050, 1200, None)
    """
    found = POUNDS.fullmatch(text.strip())
    if found is None:
        return None
    return int(re.sub(r"\D", "", found["pounds"])) * 100 + int(found["pence"] or 0)


class MoneyField(forms.CharField):
    """Pounds and pence as people write them; cleans to whole pence."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example £1,250 or 84.50"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in self.empty_values:
            return 0
        pence = pence_of(text)
        if pence is None:
            raise forms.ValidationError(gettext("Write an amount of money, such as £1,250 or 84.50"))
        return pence


class NamedChoice(forms.ModelChoiceField):
    """A choice among rows, by the name in the reader's language or by given names."""

    def __init__(self, *, field: str = "name", **kwargs: Any) -> None:
        kwargs.setdefault("queryset", None)
        kwargs.setdefault("empty_label", _("Choose one"))
        super().__init__(**kwargs)
        self.shown_field, self.called = field, dict[int, str]()

    def label_from_instance(self, obj: Any) -> str:
        return self.called.get(obj.pk) or str(said(obj, self.shown_field))


def partner_choice(field: Any, rows: Iterable[Partner]) -> None:
    """Let a field offer these partners, by what they are called."""
    found = list(rows)
    called = names(row.party_id for row in found)
    field.called = {row.pk: called[row.party_id] for row in found}
    wanted = Partner.objects.filter(pk__in=field.called)
    field.queryset = wanted.select_related("partnership__community", "party").order_by("pk")
    if len(found) == 1:
        field.initial = found[0].pk


def member_named(person: Person, partnership: Partnership, text: str) -> Party:
    """The one member whom a text names, in the communities that the partnership reaches."""
    failure: forms.ValidationError | None = None
    for community in spanned(partnership):
        try:
            return one_member(person, community, text)
        except forms.ValidationError as failed:
            failure = failure or failed
    assert failure is not None
    raise failure


class AboutForm(Form):
    """What a partnership is."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect,
        help_text=_("A programme can reach other communities, and owns what they share."),
    )  # fmt: skip
    name_cy, name_en = bilingual(forms.CharField, _("Name"), max_length=160)
    purpose_cy, purpose_en = bilingual(
        forms.CharField, _("What it is for"), max_length=4_000, widget=forms.Textarea
    )
    easy_cy, easy_en = bilingual(
        forms.CharField, _("The same in short sentences"), max_length=1_000, widget=forms.Textarea,
        required=False, help_text=_("One sentence a line, at most 15 words."),
    )  # fmt: skip
    rules = NamedChoice(
        label=_("By which rules is its board made up?"), required=False, empty_label=_("No rules")
    )

    def __init__(self, community: Community, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["rules"]
        rows = Framework.objects.of(community).filter(rules__isnull=False).distinct()
        choice.queryset = rows.order_by("code", "-version")
        choice.called = {row.pk: f"{said(row, 'name')} ({row.version})" for row in rows}
        if known:
            del self.fields["kind"]


class FrameworkForm(Form):
    """Rules that come with Gilydd, or a file of one's own."""

    shipped = forms.ChoiceField(label=_("Rules that come with Gilydd"), required=False)
    file = forms.FileField(
        label=_("Or a file of your own"), required=False, help_text=_("JSON, in our format for frameworks.")
    )

    def __init__(self, files: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["shipped"]
        choice.choices = [("", gettext("Choose one")), *files]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("shipped")) == bool(told.get("file")) and not self.errors:
            raise forms.ValidationError(gettext("Choose one from the list, or add one file."))
        return told


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Why?"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    lang = LanguageField()

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["reason"].label = label


class PartnerForm(Form):
    """Who becomes a partner: an organisation or a group, or a person by name."""

    party = forms.ChoiceField(label=_("Organisation or group"), required=False)
    member = forms.CharField(
        label=_("Or a person who speaks for themselves"), required=False, max_length=160,
        help_text=_("Their whole name, or their member number."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What kind of partner?"), choices=PartnerKind.choices)

    def __init__(self, person: Person, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.partnership = person, partnership
        choice: Any = self.fields["party"]
        choice.choices = [("", gettext("Choose one")), *bodies(partnership)]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        chosen, text = told.get("party"), told.pop("member", "")
        if bool(chosen) == bool(text) and not self.errors:
            raise forms.ValidationError(gettext("Choose an organisation or a group, or name a person."))
        if text:
            told["party"] = member_named(self.person, self.partnership, text)
        elif chosen:
            told["party"] = Party.objects.get(pk=chosen)
        return told


def bodies(partnership: Partnership) -> list[tuple[str, str]]:
    """(party id, name) of the organisations and groups in the communities that it reaches, by name."""
    rows = Membership.objects.filter(
        community__in=spanned(partnership), state=MembershipState.ACTIVE,
        party__kind__in=(PartyKind.ORGANISATION, PartyKind.GROUP),
    )  # fmt: skip
    called = names(rows.values_list("party", flat=True))
    return sorted(((str(pk), name) for pk, name in called.items()), key=lambda one: one[1])


class SeatForm(Form):
    """Somebody sits on the board."""

    member = forms.CharField(
        label=_("Who?"), max_length=160, help_text=_("Their whole name, or their member number.")
    )
    capacity = forms.ChoiceField(label=_("As what?"), choices=Capacity.choices, widget=forms.RadioSelect)
    seat = NamedChoice(label=_("Which seat?"), required=False)
    partner = NamedChoice(label=_("For which partner?"), required=False, empty_label=_("For themselves"))
    part = forms.ChoiceField(
        label=_("What do they do on the board?"), choices=Part.choices, widget=forms.RadioSelect,
        initial=Part.MEMBER,
    )  # fmt: skip

    def __init__(self, person: Person, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.partnership = person, partnership
        seat: Any = self.fields["seat"]
        seat.queryset = Seat.objects.filter(framework=partnership.rules_id)
        if not partnership.rules_id:
            del self.fields["seat"]
        partner_choice(self.fields["partner"], partnership.partners.filter(until__isnull=True))
        self.fields["partner"].initial = None

    def clean_member(self) -> Party:
        return member_named(self.person, self.partnership, self.cleaned_data["member"])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        return told | ({"party": told.pop("member")} if "member" in told else {})


class ServiceForm(Form):
    """A service that the partnership is for."""

    service = NamedChoice(label=_("Which service?"))
    yes = forms.TypedChoiceField(
        label=_("Is the partnership for it?"), coerce=lambda text: text == "yes",
        choices=[("yes", _("Yes")), ("no", _("Not any more"))], widget=forms.RadioSelect, initial="yes",
    )  # fmt: skip

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["service"]
        choice.queryset = Service.objects.of(community).order_by("pk")


class InviteForm(Form):
    """Which community is invited to a programme."""

    address = forms.SlugField(
        label=_("Short name of the community"),
        help_text=_("As it stands in the address of its pages, after /c/."),
    )
    words = forms.CharField(
        label=_("Why you ask them"), max_length=2_000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    lang = LanguageField()

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        slug = told.pop("address", None)
        if slug:
            community = Community.objects.filter(slug=slug).first()
            if community is None:
                self.add_error("address", gettext("There is no community at this address."))
            told["community"] = community
        return told


class AgreementForm(Form):
    """An agreement, or its next version."""

    title_cy, title_en = bilingual(forms.CharField, _("Title"), max_length=160)
    text_cy, text_en = bilingual(
        forms.CharField, _("What you agree"), max_length=40_000, widget=forms.Textarea
    )
    from_on = DayField(label=_("From which day does it hold?"))
    until_on = DayField(label=_("Until which day?"), required=False)
    review_on = DayField(label=_("When do you look at it again?"))


class RequestForm(Form):
    """One partner asks another to co-operate."""

    asker = NamedChoice(label=_("Who asks?"))
    asked = NamedChoice(label=_("Whom do you ask?"))
    title = forms.CharField(label=_("What do you ask for, in a few words?"), max_length=160)
    words = forms.CharField(
        label=_("What exactly, and why?"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Everybody can read this. Name nobody, and describe nobody's own life."),
    )  # fmt: skip
    lang = LanguageField()
    ground = NamedChoice(label=_("On what ground?"))
    answer_by = DayField(label=_("By when do you need the answer?"))

    def __init__(self, own: Sequence[Partner], partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"answer_by": timezone.localdate() + dt.timedelta(days=28)})
        super().__init__(*args, **kwargs)
        partner_choice(self.fields["asker"], own)
        everybody = partnership.partners.filter(until__isnull=True)
        partner_choice(self.fields["asked"], everybody)
        ground: Any = self.fields["ground"]
        ground.queryset = Ground.objects.of(partnership.community).select_related("framework")
        ground.queryset = ground.queryset.order_by("framework__code", "-framework__version", "place_in_list")


class AnswerForm(Form):
    """Yes, or no with reasons."""

    yes = forms.TypedChoiceField(
        label=_("Can you do what is asked?"), coerce=lambda text: text == "yes",
        choices=[("yes", _("Yes, we do it")), ("no", _("No, and these are our reasons"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Your answer"), max_length=4_000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A refusal needs its reasons in writing. Everybody can read this."),
    )  # fmt: skip
    lang = LanguageField()


class AmountForm(Form):
    """What is given, and how much of it: pounds, hours or a number, as its kind has it."""

    partner = NamedChoice(label=_("Which partner?"))
    gift = forms.ChoiceField(label=_("What is given?"), choices=Gift.choices, widget=forms.RadioSelect)
    amount = forms.CharField(
        label=_("How much?"), max_length=20,
        help_text=_(
            "Money, goods and rooms in pounds (£1,250), time in hours (12 h), information as a number."
        ),
    )  # fmt: skip
    what = forms.CharField(label=_("What is it, in a few words?"), max_length=240)
    lang = LanguageField()

    def __init__(self, partners: Sequence[Partner], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner_choice(self.fields["partner"], partners)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if "gift" not in told or "amount" not in told:
            return told
        unit, text = UNIT_OF[Gift(told["gift"])], told["amount"]
        read = {"pence": pence_of, "minutes": parse_minutes}.get(unit, _count_of)(text)
        if not read:
            says = {
                "pence": gettext("Write an amount of money, such as £1,250 or 84.50"),
                "minutes": gettext("Write a length of time, such as 12 h or 1 h 30 min"),
                "count": gettext("Write a whole number"),
            }
            self.add_error("amount", says[unit])
        told["amount"] = read
        return told


def _count_of(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text.strip()) else None


class PledgeForm(AmountForm):
    """What a partner will give."""

    from_on = DayField(label=_("From which day?"))
    until_on = DayField(label=_("Until which day?"))


class ContributionForm(AmountForm):
    """What a partner gave."""

    given_on = DayField(label=_("On which day?"), initial=timezone.localdate)
    pledge = NamedChoice(label=_("Is it part of a pledge?"), required=False, empty_label=_("Of no pledge"))

    def __init__(self, partners: Sequence[Partner], *args: Any, **kwargs: Any) -> None:
        super().__init__(partners, *args, **kwargs)
        choice: Any = self.fields["pledge"]
        choice.queryset = Pledge.objects.filter(partner__in=partners, withdrawn_at__isnull=True).order_by(
            "pk"
        )
        choice.called = {
            row.pk: f"{row.get_gift_display()}: {row.what}" for row in choice.queryset.order_by("pk")
        }


class PayInForm(Form):
    """Money into the fund."""

    partner = NamedChoice(label=_("From which partner?"))
    pence = MoneyField(label=_("How much?"))
    what = forms.CharField(label=_("What is it, in a few words?"), max_length=240)
    lang = LanguageField()
    occurred_on = DayField(label=_("On which day?"), initial=timezone.localdate)
    key = KeyField(initial=lambda: uuid.uuid4().hex)

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partner_choice(self.fields["partner"], partnership.partners.filter(until__isnull=True))


class SpendForm(Form):
    """Money out of the fund, by a decision."""

    decision = NamedChoice(label=_("By which decision?"))
    pence = MoneyField(label=_("How much?"))
    what = forms.CharField(label=_("What is it for?"), max_length=240)
    lang = LanguageField()
    occurred_on = DayField(label=_("On which day?"), initial=timezone.localdate)
    key = KeyField(initial=lambda: uuid.uuid4().hex)

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["decision"]
        choice.queryset = Decision.objects.filter(
            partnership=partnership, state=DecisionState.CARRIED, allows_pence__gt=0
        ).order_by("-decided_on", "-pk")
        choice.called = {row.pk: row.title for row in choice.queryset}


class DecisionForm(Form):
    """What is proposed to the board."""

    title = forms.CharField(label=_("What is to be decided, in a few words?"), max_length=160)
    words = forms.CharField(
        label=_("What exactly, and why?"), max_length=4_000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    lang = LanguageField()
    allows_pence = MoneyField(
        label=_("How much of the fund may be spent by it?"), required=False,
        help_text=_("Leave it empty where it is not about money."),
    )  # fmt: skip


class StandForm(Form):
    """Where a member of the board stands."""

    stance = forms.ChoiceField(
        label=_("Where do you stand?"), choices=Stance.choices, widget=forms.RadioSelect,
        help_text=_("The board decides openly: its members and the communities read who stood where."),
    )  # fmt: skip


class ActionForm(Form):
    """What is to be done."""

    what = forms.CharField(label=_("What is to be done?"), max_length=240)
    lang = LanguageField()
    member = forms.CharField(
        label=_("Who does it?"), max_length=160, help_text=_("Their whole name, or their member number.")
    )
    partner = NamedChoice(label=_("For which partner?"), required=False, empty_label=_("For themselves"))
    decision = NamedChoice(label=_("Which decision does it carry out?"), required=False)
    due_on = DayField(label=_("By when?"))

    def __init__(self, person: Person, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.partnership = person, partnership
        partner_choice(self.fields["partner"], partnership.partners.filter(until__isnull=True))
        self.fields["partner"].initial = None
        choice: Any = self.fields["decision"]
        choice.queryset = partnership.decisions.filter(state=DecisionState.CARRIED).order_by("-pk")
        choice.called = {row.pk: row.title for row in choice.queryset}

    def clean_member(self) -> Party:
        return member_named(self.person, self.partnership, self.cleaned_data["member"])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        return told | ({"carrier": told.pop("member")} if "member" in told else {})


class OutcomeForm(Form):
    """What came of an action."""

    done = forms.TypedChoiceField(
        label=_("Is it done?"), coerce=lambda text: text == "yes",
        choices=[("yes", _("Yes, it is done")), ("no", _("No, it is dropped"))], widget=forms.RadioSelect,
    )  # fmt: skip
    outcome = forms.CharField(
        label=_("What came of it, or why is it dropped?"), max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    lang = LanguageField()


class AssessmentForm(Form):
    """The self-assessment of a year."""

    year = forms.IntegerField(label=_("Which year?"), initial=lambda: timezone.localdate().year)
    framework = NamedChoice(label=_("Which statements?"))
    closes_on = DayField(
        label=_("Until when can people answer?"),
        initial=lambda: timezone.localdate() + dt.timedelta(days=28),
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["framework"]
        rows = Framework.objects.of(community).filter(statements__isnull=False).distinct()
        choice.queryset = rows.order_by("code", "-version")
        choice.called = {row.pk: f"{said(row, 'name')} ({row.version})" for row in rows}


class PartnerAnswersForm(Form):
    """The statements, for a partner as a body to answer openly."""

    partner = NamedChoice(label=_("Which partner answers?"))

    def __init__(
        self, assessment: Assessment, own: Sequence[Partner], *args: Any, easy: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        partner_choice(self.fields["partner"], own)
        self.asked: list[Question] = list(
            Question.objects.filter(survey=assessment.survey).prefetch_related("options")
        )
        for row in self.asked:
            self.fields[f"answer_{row.pk}"] = forms.ChoiceField(
                label=wording(row, easy), choices=option_choices(row, easy), widget=forms.RadioSelect
            )
            self.fields[f"why_{row.pk}"] = forms.CharField(
                label=_("What shows it?"), max_length=400, required=False
            )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        return {
            "partner": told.get("partner"),
            "answers": {row.pk: told.get(f"answer_{row.pk}", "") for row in self.asked},
            "why": {row.pk: told.get(f"why_{row.pk}", "") for row in self.asked},
            "lang": language(),
        }
