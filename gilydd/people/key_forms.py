"""Forms of keys for programs and addresses of calendars."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gilydd.ui.bilingual import said
from gilydd.ui.forms import Form

from .keys import STAFF_SCOPES, may_have_staff_scopes
from .models import Community, Person
from .words import MembershipState, Scope

LASTS = (("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")))


class KeyForm(Form):
    """A key for a program: what it is for, what it may do, how long it holds."""

    name = forms.CharField(
        label=_("What is the key for?"),
        help_text=_("A name that you will know again, such as “website of the choir”."),
        max_length=80,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may the program do?"),
        help_text=_("Choose as little as it needs. It can never do more than you."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the program may do.")},
    )
    community = forms.ChoiceField(label=_("For which community?"), widget=forms.RadioSelect, required=False)
    days = forms.ChoiceField(
        label=_("How long does the key hold?"), choices=LASTS, widget=forms.RadioSelect, initial="90"
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = may_have_staff_scopes(person, None)
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope.value, scope.label) for scope in Scope if staff or scope not in STAFF_SCOPES
        ]
        rows = Community.objects.filter(
            memberships__party=person.pk, memberships__state=MembershipState.ACTIVE
        ).order_by("slug")
        self.communities = {row.slug: row for row in rows}
        choices = [("", _("All of mine"))] + [
            (slug, said(row, "name")) for slug, row in self.communities.items()
        ]
        self.fields["community"].choices = choices  # type: ignore[attr-defined]
        if len(self.communities) < 2:
            del self.fields["community"]

    def arguments(self) -> dict[str, Any]:
        """What the command takes."""
        told = self.cleaned_data
        return {
            "name": told["name"],
            "scopes": told["scopes"],
            "expires_on": timezone.localdate() + dt.timedelta(days=int(told["days"])),
            "community": self.communities.get(told.get("community", "")),
        }


class FeedForm(Form):
    """A name for the address of a calendar."""

    name = forms.CharField(
        label=_("Where will you use it?"),
        help_text=_(
            "For example “my phone”. Make one address for each, so that you can take one back alone."
        ),
        max_length=80,
    )
