"""What forms of the exchange share: as whom one acts, the language of one's words, steps of minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community
from gilydd.ui.filters import language
from gilydd.ui.forms import Form, HoursField

from ..rules import rules_of
from ..words import Evidence

LANGUAGES = [("cy", "Cymraeg"), ("en", "English")]
KNOWN_BY = (Evidence.PHONE, Evidence.PAPER)


class LanguageField(forms.ChoiceField):
    """In which language somebody wrote; the page's own is chosen already."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Which language did you write in?"))
        kwargs.setdefault("initial", language)
        super().__init__(choices=LANGUAGES, widget=forms.RadioSelect, **kwargs)


class ActingForm(Form):
    """A form that asks as whom, where the person speaks for several or acts for somebody they look after.

    `parties` are (party id, name); with one, nothing is asked and the field is not there.
    """

    whom_label: Any = _("As whom?")

    def __init__(self, *args: Any, parties: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(parties) > 1:
            choices = [(str(pk), name or gettext("Myself")) for pk, name in parties]
            field = forms.ChoiceField(
                choices=choices, label=self.whom_label, widget=forms.RadioSelect, initial=choices[0][0]
            )
            self.fields = {"party": field, **self.fields}


class EvidenceField(forms.ChoiceField):
    """How whoever enters hours for a member knows of them."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(one.value, one.label) for one in KNOWN_BY]
        super().__init__(choices=choices, label=_("How do you know?"), widget=forms.RadioSelect, **kwargs)


class KeyField(forms.CharField):
    """The hidden key that makes two sendings of one form the same act."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, widget=forms.HiddenInput, **kwargs)


def in_steps(form: forms.Form, community: Community, name: str = "minutes") -> None:
    """Let the form's field take the community's own steps of minutes, and say so."""
    field = form.fields[name]
    if not isinstance(field, HoursField):
        raise TypeError(f"{name} is no length of time")
    step = rules_of(community).step_minutes
    field.step_minutes = field.min_minutes = step
    field.help_text = gettext("For example 1 h 30 min. Steps of %(step)s minutes.") % {"step": step}
