"""Forms of advice in confidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Party
from gilydd.ui.forms import Form

from .. import queries
from ..words import SLOT_MINUTES, Topic
from .lists import not_one


class ConfidenceForm(Form):
    """What the advice is about."""

    topics = forms.MultipleChoiceField(
        label=_("What is the advice about?"), choices=Topic.choices, widget=forms.CheckboxSelectMultiple
    )


class SlotsForm(Form):
    """Dividing a session into appointments."""

    minutes = forms.TypedChoiceField(
        label=_("How long is an appointment?"), coerce=int, widget=forms.RadioSelect, initial=30
    )

    def __init__(self, advisers: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        minutes: Any = self.fields["minutes"]
        minutes.choices = [(one, _("%(num)s minutes") % {"num": one}) for one in SLOT_MINUTES]
        if len(advisers) > 1:
            self.fields["adviser"] = forms.TypedChoiceField(
                label=_("Who gives the advice?"), coerce=int, choices=advisers, widget=forms.RadioSelect
            )


class BookForm(Form):
    """What an appointment is about; the adviser also says for whom."""

    topic = forms.ChoiceField(label=_("What is it about?"), widget=forms.RadioSelect)

    def __init__(self, topics: Sequence[str], *args: Any, for_other: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic: Any = self.fields["topic"]
        topic.choices = [(one.value, one.label) for one in Topic if one.value in topics]
        if for_other:
            self.fields["member"] = forms.CharField(
                label=_("For which member?"),
                help_text=_(
                    "The member number, or the name as we write it. Leave it empty for somebody else."
                ),
                max_length=160,
                required=False,
            )

    def find_party(self, community: Community) -> Party | None:
        """The member named, None where nobody is; where the name fits none or several, the field says so."""
        word = (self.cleaned_data.get("member") or "").strip()
        if not word:
            return None
        found = queries.members_called(community, [word])[word.casefold()]
        if problem := not_one(word, found):
            self.add_error("member", problem)
            return None
        return Party.objects.get(pk=found[0])
