"""The form of a place: what it is called, where it is, how one gets in, what it has."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gilydd.ui.bilingual import field_of
from gilydd.ui.forms import Form, bilingual

from ..models import Area, Community, Place
from ..words import Facility
from .members import AreaChoice

SAYS = (("", _("Not known")), ("yes", _("Yes")), ("no", _("No")))
PREFIX = "has_"


class PlaceForm(Form):
    """A place, with yes, no or not known for each thing that it may have."""

    name_cy, name_en = bilingual(forms.CharField, _("Name"), max_length=120)
    address = forms.CharField(label=_("Address"), widget=forms.Textarea, required=False, max_length=400)
    area = AreaChoice(queryset=None, label=_("Area"), empty_label=_("None"), required=False)
    access_cy, access_en = bilingual(
        forms.CharField,
        _("How to get in"),
        widget=forms.Textarea,
        required=False,
        max_length=2000,
    )

    def __init__(self, community: Community, *args: Any, place: Place | None = None, **kwargs: Any) -> None:
        if place is not None:
            words = ("name_cy", "name_en", "address", "access_cy", "access_en")
            kwargs["initial"] = {name: getattr(place, name) for name in words} | {"area": place.area_id}
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["area"].queryset = Area.objects.of(community).order_by(field_of("name"))
        known = place.facilities if place else {}
        for one in Facility:
            said = {True: "yes", False: "no", None: ""}[known.get(one.value)]
            fields[f"{PREFIX}{one.value}"] = forms.ChoiceField(
                label=one.label, choices=SAYS, initial=said, required=False, widget=forms.RadioSelect
            )

    def arguments(self) -> dict[str, Any]:
        """What add_place and change_place take; call it on a valid form."""
        given = {**self.cleaned_data}
        told = {one.value: given.pop(f"{PREFIX}{one.value}") for one in Facility}
        return given | {"facilities": {code: said == "yes" for code, said in told.items() if said}}
