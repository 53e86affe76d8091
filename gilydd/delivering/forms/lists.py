"""The form of a place on a list, for oneself, for whom one supports, or for whom a broker names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Party
from gilydd.ui.forms import Form

from .. import queries
from ..models import RoleToFill
from ..queries import RoleRow
from ..words import Part

OF_A_ROLE = "role-"


class SignUpForm(Form):
    """What to do there; whoever signs somebody else up says whom.

    `roles`: those of the session. Where there are some, they are offered in place of the bare parts that
    they fill. `supported`: (party id, name) of whom the person may sign up.
    """

    part = forms.ChoiceField(
        label=_("How do you want to be there?"), widget=forms.RadioSelect, initial=Part.TAKING_PART
    )

    def __init__(
        self,
        *args: Any,
        for_other: bool = False,
        roles: Sequence[RoleRow] = (),
        supported: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {f"{OF_A_ROLE}{one.role.pk}": one.role for one in roles}
        filled = {one.part for one in roles}
        choices: list[tuple[str, Any]] = [(f"{OF_A_ROLE}{one.role.pk}", _offered(one)) for one in roles]
        choices += [(part.value, part.label) for part in Part if part not in filled]
        fields: dict[str, Any] = self.fields
        # A program or an older page may still name the bare part: the first role of it with a place is taken.
        self._bare = [(part.value, part.label) for part in Part if part in filled]
        fields["part"].choices = choices
        fields["part"].initial = choices[0][0] if roles else Part.TAKING_PART
        if for_other:
            fields["part"].label = gettext("How will they be there?")
            fields["member"] = forms.CharField(
                label=_("Who?"),
                help_text=_("The member number, or the name as we write it."),
                max_length=160,
                error_messages={"required": _("Write a member number or a name")},
            )
            self.order_fields(["member", "part"])
        elif supported:
            fields["part"].label = gettext("How will they be there?")
            fields["supported"] = forms.TypedChoiceField(
                label=_("Whom do you sign up?"), choices=supported, coerce=int, widget=forms.RadioSelect
            )
            self.order_fields(["supported", "part"])

    def full_clean(self) -> None:
        """A bare part that roles fill is taken as well, though it is not offered."""
        field: Any = self.fields["part"]
        offered = list(field.choices)
        field.choices = offered + self._bare
        super().full_clean()
        field.choices = offered

    def arguments(self) -> dict[str, Any]:
        """The part or the role, as sign_up takes them; call it on a valid form."""
        chosen = self.cleaned_data["part"]
        role: RoleToFill | None = self.roles.get(chosen)
        return {"role": role} if role else {"part": chosen}

    def find_party(self, community: Community) -> Party | None:
        """The member named; where there is none or several, the field says so and None is returned."""
        word = self.cleaned_data["member"]
        found = queries.members_called(community, [word])[word.strip().casefold()]
        if problem := not_one(word, found):
            self.add_error("member", problem)
            return None
        return Party.objects.get(pk=found[0])


def _offered(row: RoleRow) -> str:
    return gettext("%(role)s (full: there is a waiting list)") % {"role": row.name} if row.full else row.name


def not_one(word: str, found: Sequence[int]) -> str:
    """What is wrong where a name or number is not exactly one member; empty where it is."""
    if len(found) == 1:
        return ""
    words = {"name": word}
    if found:
        return gettext("Several members are called “%(name)s”. Write the member number.") % words
    return gettext("No member is called “%(name)s”, and none has this number.") % words
