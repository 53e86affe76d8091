"""What somebody looks for in what's on: a form whose answers stand in the address, so that it can be kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms import TermChoice
from gilydd.people.models import Area, Community, Place
from gilydd.people.words import Facility
from gilydd.ui.bilingual import field_of
from gilydd.ui.forms import Form

from ..queries import Wanted, month_of, week_of
from ..words import ActivityKind

FIRST_YEAR, LAST_YEAR = 2000, 2199
SPANS = ("soon", "week", "month")


class WhatsOnForm(Form):
    """Kind, place, area, what the place has, whether it costs hours, and whether there is room."""

    kind = forms.ChoiceField(label=_("What kind?"), required=False)
    place = TermChoice(queryset=None, label=_("Where?"), empty_label=_("Anywhere"), required=False)
    area = TermChoice(queryset=None, label=_("In which area?"), empty_label=_("Anywhere"), required=False)
    facility = forms.ChoiceField(label=_("What must the place have?"), required=False)
    pays = forms.ChoiceField(label=_("Does it cost hours?"), required=False)
    room = forms.BooleanField(label=_("Only where there is room"), required=False)

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", gettext("Everything")), *ActivityKind.choices]
        fields["facility"].choices = [("", gettext("Nothing in particular")), *Facility.choices]
        fields["pays"].choices = [
            ("", gettext("Either")),
            ("nothing", gettext("It costs nothing")),
            ("hours", gettext("An hour for each hour")),
        ]
        name = field_of("name")
        fields["place"].queryset = Place.objects.of(community).order_by(name)
        fields["area"].queryset = Area.objects.of(community).order_by(name)

    @property
    def is_used(self) -> bool:
        """Whether anything is looked for."""
        return self.is_bound and any(self.data.get(name) for name in self.fields)

    def wanted(self, since: dt.date | None = None, until: dt.date | None = None) -> Wanted:
        """What is looked for; an answer that does not exist is left out."""
        if not self.is_bound:
            return Wanted(since, until)
        self.full_clean()
        given = self.cleaned_data
        place, area = given.get("place"), given.get("area")
        return Wanted(
            since=since,
            until=until,
            kind=given.get("kind", ""),
            place=place.pk if place else None,
            area=area.pk if area else None,
            facility=given.get("facility", ""),
            pays=given.get("pays", ""),
            with_room=bool(given.get("room")),
        )


def span_of(given: Any) -> tuple[str, dt.date | None, dt.date | None]:
    """(which span, first day, last day) from `span` and `on` of an address; from today on where none fits."""
    span = given.get("span", "soon")
    if span not in SPANS or span == "soon":
        return "soon", None, None
    first, last = (week_of if span == "week" else month_of)(_day(given.get("on", "")))
    return span, first, last


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else timezone.localdate()
