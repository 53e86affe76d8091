"""Forms of deciding."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.ui.forms import Form


class VoterForm(Form):
    """Which ballot?"""

    voter = forms.CharField(
        label=_("Voter number"),
        help_text=_("The number of the ballot in the published file."),
        max_length=80,
    )
