"""Forms of supporters and of safe contact."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gilydd.ui.filters import language
from gilydd.ui.forms import DayField, Form

from ..models import Community, Membership
from ..queries import folded
from ..words import Explained, MembershipState, PartyKind, SupportScope
from .members import MemberField, OfCommunityForm

LANGUAGES = [("cy", "Cymraeg"), ("en", "English")]
FIRST_SUPPORT_DAYS = 182


class WholeNameField(forms.CharField):
    """A member by their whole name: whoever can write it knows them already. Cleans to the Membership."""

    default_error_messages = {
        "nobody": _("No member here has this whole name. Ask your broker."),
        "several": _("Several members have this name. Ask your broker to write it down."),
    }
    community: Community | None = None

    def clean(self, value: Any) -> Membership | None:
        """The one active member of this name."""
        words = super().clean(value)
        if words in self.empty_values or self.community is None:
            return None
        here = Membership.objects.of(self.community).filter(
            state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
        )
        named = here.values_list("pk", "party__person__identity__full_name")
        fits = [pk for pk, name in named if name and folded(name) == folded(words)]
        if len(fits) != 1:
            code = "several" if fits else "nobody"
            raise ValidationError(self.error_messages[code], code=code)
        return here.select_related("party__person").get(pk=fits[0])


class _About(OfCommunityForm):
    """What both forms of a support ask."""

    scopes = forms.MultipleChoiceField(
        label=_("What may they do?"), choices=SupportScope.choices, widget=forms.CheckboxSelectMultiple
    )
    until = DayField(label=_("Until which day?"), help_text=_("At most a year. You can end it on any day."))

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        begin = timezone.localdate() + dt.timedelta(days=FIRST_SUPPORT_DAYS)
        kwargs.setdefault("initial", {"until": begin})
        super().__init__(community, *args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, WholeNameField):
                field.community = community


class SupportForm(_About):
    """Who is to support me, in what, until when?"""

    supporter = WholeNameField(
        label=_("Who is to support you?"), help_text=_("Their first name and surname"), max_length=160
    )
    field_order = ("supporter", "scopes", "until")


class SupportForThemForm(_About):
    """Who supports a member, as they agreed on paper or at a visit."""

    supporter = MemberField(label=_("Who is to support them?"), help_text=_("Their number or name"))
    explained = forms.ChoiceField(
        label=_("How did they agree?"),
        choices=[
            (Explained.VISIT, Explained.VISIT.label),
            (Explained.PAPER, Explained.PAPER.label),
            ("", _("They will say yes on screen")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    field_order = ("supporter", "scopes", "until", "explained")


class SafeContactForm(Form):
    """What must not be done, and what is safe?"""

    only_by_broker = forms.BooleanField(
        label=_("Only a broker contacts me: no letters, no emails"), required=False
    )
    no_letters = forms.BooleanField(label=_("No letters to my home"), required=False)
    no_email = forms.BooleanField(label=_("No emails"), required=False)
    no_names = forms.BooleanField(
        label=_("Emails name nobody: they only say that a message waits"), required=False
    )
    not_found = forms.BooleanField(label=_("Other members must not find me"), required=False)
    no_first_messages = forms.BooleanField(label=_("Nobody may write to me first"), required=False)
    how = forms.CharField(
        label=_("How is it safe?"),
        help_text=_("For example: phone the mobile in the morning, and say that it is the library."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    lang = forms.ChoiceField(
        label=_("Which language did you write in?"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"lang": language(), **(kwargs.get("initial") or {})}
        if not kwargs["initial"]["lang"]:
            kwargs["initial"]["lang"] = language()
        super().__init__(*args, **kwargs)


class SafeContactForThemForm(SafeContactForm):
    """The same, written down for a member."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("only_by_broker", _("Only a broker contacts them: no letters, no emails")),
            ("no_letters", _("No letters to their home")),
            ("not_found", _("Other members must not find them")),
            ("no_first_messages", _("Nobody may write to them first")),
        ):
            self.fields[name].label = label
