"""Forms about members: the roll, details, how we speak, duties, areas, acting for others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gilydd.ui.bilingual import said
from gilydd.ui.forms import DayField, Form, bilingual

from ..models import Area, Community, Membership, Party
from ..queries import found
from ..words import Capacity, Channel, Language, MembershipState, PartyKind, Role


class AreaChoice(forms.ModelChoiceField):
    """A choice among the areas of a community."""

    def label_from_instance(self, obj: Any) -> str:
        return said(obj, "name")


class MemberField(forms.CharField):
    """A member, typed as a number or a name; cleans to their Membership. Set `community` before use."""

    default_error_messages = {
        "nobody": _("No member has this number or name. Look at the roll."),
        "several": _("Several members fit: %(members)s. Write the number."),
    }
    community: Community | None = None

    def clean(self, value: Any) -> Any:
        """Return the one member meant; None for an empty field that may stay empty."""
        words = super().clean(value)
        if words in self.empty_values or self.community is None:
            return None
        rows = found(self.community, words)
        if len(rows) == 1:
            return Membership.objects.select_related("party__person", "community").get(pk=rows[0][0])
        if not rows:
            raise ValidationError(self.error_messages["nobody"], code="nobody")
        told = ", ".join(f"{number} {name}".strip() for _pk, name, number in rows[:5])
        raise ValidationError(self.error_messages["several"], code="several", params={"members": told})


class OfCommunityForm(Form):
    """A form whose choices are those of one community."""

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community = community
        for field in self.fields.values():
            if isinstance(field, AreaChoice):
                field.queryset = Area.objects.of(community).order_by("name_en", "pk")
            if isinstance(field, MemberField):
                field.community = community


class RollForm(Form):
    """Find members: everything may stay empty."""

    q = forms.CharField(label=_("Name or number"), max_length=80, required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *MembershipState.choices], required=False
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All")), *Role.choices], required=False)

    def __init__(self, areas: list[Area], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(area.pk), said(area, "name")) for area in areas]
        self.fields["area"].choices = [("", str(_("All"))), *named]  # type: ignore[attr-defined]


class EnrolForm(OfCommunityForm):
    """A new member, entered by a broker: only the name is needed."""

    full_name = forms.CharField(label=_("Full name"), max_length=160)
    known_as = forms.CharField(label=_("What do they like to be called?"), max_length=80, required=False)
    number = forms.CharField(label=_("Member number (on paper and cards)"), max_length=40, required=False)
    email = forms.EmailField(label=_("Email (if they have one)"), required=False)
    phone = forms.CharField(label=_("Phone (if they have one)"), max_length=40, required=False)
    address = forms.CharField(
        label=_("Address for letters"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    born_on = DayField(label=_("Date of birth (if they want to say)"), required=False)
    language = forms.ChoiceField(
        label=_("Which language for messages?"),
        help_text=_("Ask each person once. Where nobody asked yet, we send both."),
        choices=Language.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    channel = forms.ChoiceField(
        label=_("How do we reach them?"), choices=Channel.choices, widget=forms.RadioSelect
    )
    capacity = forms.ChoiceField(label=_("They take part as"), choices=Capacity.choices)
    area = AreaChoice(queryset=None, label=_("Area"), empty_label=_("None"), required=False)
    easy_read = forms.BooleanField(label=_("They like Easy Read"), required=False)


class OrganisationForm(OfCommunityForm):
    """A household, a group or an organisation."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[row for row in PartyKind.choices if row[0] != PartyKind.PERSON],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name"), max_length=160)
    name_cy = forms.CharField(
        label=_("Name in Welsh (if it is another)"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"lang": "cy"}),
    )
    identifier = forms.CharField(
        label=_("Registered number (if it has one)"),
        help_text=_("For example GB-CHC-1234567"),
        max_length=80,
        required=False,
    )
    number = forms.CharField(label=_("Member number (on paper and cards)"), max_length=40, required=False)
    area = AreaChoice(queryset=None, label=_("Area"), empty_label=_("None"), required=False)


class SpeakForm(Form):
    """How do you want us to speak with you?"""

    language = forms.ChoiceField(
        label=_("Which language for messages?"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    channel = forms.ChoiceField(
        label=_("How do we reach you?"), choices=Channel.choices, widget=forms.RadioSelect
    )
    easy_read = forms.BooleanField(label=_("I like Easy Read"), required=False)
    large_print = forms.BooleanField(label=_("I need large print"), required=False)


class DetailsForm(Form):
    """Name, and how to reach somebody."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    known_as = forms.CharField(label=_("Likes to be called"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("It is also the way to sign in."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )
    address = forms.CharField(
        label=_("Address for letters"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    born_on = DayField(label=_("Date of birth"), required=False)


class AreaOfMemberForm(OfCommunityForm):
    """In which area does the member live?"""

    area = AreaChoice(queryset=None, label=_("Area"), empty_label=_("None"), required=False)


class AreaForm(Form):
    """An area and its middle."""

    name_cy, name_en = bilingual(forms.CharField, _("Name"), max_length=120)
    latitude = forms.DecimalField(
        label=_("Latitude of its middle"),
        help_text=_("For example 51.61. With it, nearness can be reckoned."),
        min_value=-90,
        max_value=90,
        decimal_places=5,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    longitude = forms.DecimalField(
        label=_("Longitude of its middle"),
        help_text=_("For example -3.58"),
        min_value=-180,
        max_value=180,
        decimal_places=5,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class CoordinatorForm(OfCommunityForm):
    """Who looks after this area?"""

    member = MemberField(label=_("Member"), help_text=_("Their number or name"))


class RoleForm(OfCommunityForm):
    """A duty for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    area = AreaChoice(
        queryset=None,
        label=_("Area"),
        help_text=_("For an area co-ordinator only"),
        empty_label=_("None"),
        required=False,
    )


class ActingForm(OfCommunityForm):
    """Who may act for a household, group or organisation, or for which of them somebody may."""

    member = MemberField(label=_("Member"), help_text=_("Their number or name"))
    until = DayField(label=_("Last day"), required=False)

    def __init__(self, community: Community, party: Party, *args: Any, **kwargs: Any) -> None:
        super().__init__(community, *args, **kwargs)
        self.party = party
        if party.kind == PartyKind.PERSON:
            self.fields["member"].label = _("Household, group or organisation")

    def clean_member(self) -> Membership:
        """A person on the one side, a household, group or organisation on the other."""
        member: Membership = self.cleaned_data["member"]
        if (member.party.kind == PartyKind.PERSON) == (self.party.kind == PartyKind.PERSON):
            raise ValidationError(_("Choose a person and a household, group or organisation."))
        return member


class ReasonForm(Form):
    """Why? Kept with the record, for brokers."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Only brokers read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class MaybeReasonForm(Form):
    """Why, if there is something to say."""

    reason = forms.CharField(
        label=_("Anything to note?"),
        help_text=_("Only brokers read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
