"""Forms of planning: an activity, a session, sessions that come again, roles, leads, a photo."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms import TermChoice
from gilydd.people.models import Community, Party, Person, Place
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import work_terms
from gilydd.services.models import Turn
from gilydd.ui.bilingual import field_of
from gilydd.ui.filters import babel_locale
from gilydd.ui.forms import DayField, Form, bilingual, month_numbers
from gilydd.ui.photos import PhotoField

from .. import queries
from ..models import Activity, RoleToFill, Session
from ..policy import runs_activities
from ..words import MOST_PLACES, ActivityKind, HowOften, RoleKind
from .lists import not_one

TIME_FORMATS = ["%H:%M", "%H.%M"]
A_DAY = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2}|[^\W\d]+)[\s./-]+(\d{4})")


class TurnChoice(forms.ModelChoiceField):
    """A choice among turns of services."""

    def label_from_instance(self, obj: Any) -> str:
        return queries.turn_called(obj)


class ActivityForm(Form):
    """What goes on, what kind of work it is, who runs it, and which service it is part of."""

    title_cy, title_en = bilingual(forms.CharField, _("Title"), max_length=120)
    kind = forms.ChoiceField(
        label=_("What kind of activity is it?"), choices=ActivityKind.choices, initial=ActivityKind.OTHER
    )
    about_cy, about_en = bilingual(
        forms.CharField, _("What people do there"), widget=forms.Textarea, required=False, max_length=2000
    )
    work = TermChoice(queryset=None, label=_("What kind of work is it?"), empty_label=_("Choose one"))
    place = TermChoice(queryset=None, label=_("Where?"), empty_label=_("No fixed place"), required=False)
    turn = TurnChoice(
        queryset=None,
        label=_("Which service does it deliver?"),
        empty_label=_("None: it stands alone"),
        required=False,
    )
    run_by = forms.TypedChoiceField(label=_("Who runs it?"), coerce=int, empty_value=None, required=False)
    takes_time_entry = forms.BooleanField(
        label=_("People who take part pay with hours: one hour in, one hour of event"), required=False
    )
    hidden = forms.BooleanField(
        label=_("Only for those who belong to whoever runs it: not on the list of what's on"), required=False
    )

    def __init__(
        self,
        community: Community,
        *args: Any,
        person: type_of_actor = None,
        activity: Activity | None = None,
        **kwargs: Any,
    ) -> None:
        if activity is not None:
            own = {name: getattr(activity, name) for name in _TEXTS}
            own |= {name: getattr(activity, f"{name}_id") for name in ("work", "place", "turn", "run_by")}
            kwargs["initial"] = own | {"hidden": not activity.listed}
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["work"].queryset = work_terms(community).filter(parent__isnull=False)
        fields["place"].queryset = Place.objects.of(community).order_by(field_of("name"))
        under_way = Turn.objects.of(community).filter(ended_on__isnull=True)
        fields["turn"].queryset = under_way.select_related("service").order_by("pk")
        runners = queries.runners(person, community)
        fields["run_by"].choices = [("", gettext("The timebank itself")), *runners]
        if isinstance(person, Person) and not runs_activities(person, community):
            # Who plans for a circle alone plans nothing for the timebank itself.
            fields["run_by"].choices, fields["run_by"].required = runners, True
        if not runners:
            del fields["run_by"], fields["hidden"]

    def arguments(self) -> dict[str, Any]:
        """What plan_activity and change_activity take; call it on a valid form."""
        given = {**self.cleaned_data}
        runner = given.pop("run_by", None)
        given["run_by"] = Party.objects.get(pk=runner) if runner else None
        given["listed"] = not given.pop("hidden", False)
        return given


_TEXTS = ("title_cy", "title_en", "about_cy", "about_en", "kind", "takes_time_entry")


class CopyForm(Form):
    """The title of a copy."""

    title_cy, title_en = bilingual(forms.CharField, _("Title"), max_length=120)


def _clock_field(label: Any, wrong: Any, **kwargs: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=TIME_FORMATS,
        widget=forms.TextInput,
        error_messages={"invalid": wrong},
        **kwargs,
    )


class SessionForm(Form):
    """A day, from when to when, how many places, where it is elsewhere, and what to know before."""

    day = DayField(label=_("On which day?"))
    starts = _clock_field(
        _("Start"),
        _("Write the start on the 24-hour clock, such as 14:30"),
        help_text=_("On the 24-hour clock, for example 14:30"),
    )
    ends_at = _clock_field(_("End"), _("Write the end on the 24-hour clock, such as 16:00"))
    places = forms.IntegerField(
        label=_("How many places are there?"),
        help_text=_("Leave it empty if there is no limit."),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        error_messages={
            "invalid": _("Write the places as a whole number, such as 12"),
            "min_value": _("There must be at least one place"),
        },
    )

    def arguments(self) -> dict[str, Any]:
        """What add_session takes; call it on a valid form."""
        given = self.cleaned_data
        return {
            "starts_at": moment(given["day"], given["starts"]),
            "ends_at": moment(given["day"], given["ends_at"]),
            "places": given["places"],
        }


class SessionChangeForm(SessionForm):
    """A session as it stands, to change: also where it is this time, and notes."""

    place = TermChoice(
        queryset=None, label=_("Where this time?"), empty_label=_("Where it always is"), required=False
    )
    transport_cy, transport_en = bilingual(
        forms.CharField, _("How to get there"), required=False, max_length=300
    )
    weather_cy, weather_en = bilingual(
        forms.CharField, _("If the weather is bad"), required=False, max_length=300
    )

    def __init__(self, session: Session, *args: Any, **kwargs: Any) -> None:
        start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        kwargs["initial"] = {
            "day": start.date(),
            "starts": f"{start:%H:%M}",
            "ends_at": f"{end:%H:%M}",
            "places": session.places,
            "place": session.place_id,
            **{name: getattr(session, name) for name in _NOTES},
        }
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = Place.objects.of(session.community).order_by(field_of("name"))

    def arguments(self) -> dict[str, Any]:
        """What change_session takes; call it on a valid form."""
        given = self.cleaned_data
        notes = {name: given[name] for name in _NOTES}
        return super().arguments() | {"place": given["place"]} | notes


_NOTES = ("transport_cy", "transport_en", "weather_cy", "weather_en")


class CancelForm(Form):
    """Why a session will not take place; whoever was to come reads it."""

    why_cy, why_en = bilingual(
        forms.CharField, _("Why, in a sentence (you may leave it empty)"), required=False, max_length=200
    )


class CopySessionForm(Form):
    """When the copy takes place."""

    day = DayField(label=_("On which day?"))
    starts = _clock_field(_("Start"), _("Write the start on the 24-hour clock, such as 14:30"))

    def starts_at(self) -> dt.datetime:
        """The moment; call it on a valid form."""
        return moment(self.cleaned_data["day"], self.cleaned_data["starts"])


class RepeatForm(SessionForm):
    """Sessions that come again: the first day, how often, and for how long."""

    field_order = (
        "day", "starts", "ends_at", "how_often", "weekdays", "last_on", "times", "left_out", "places",
    )  # fmt: skip
    how_often = forms.ChoiceField(
        label=_("How often?"), choices=HowOften.choices, widget=forms.RadioSelect, initial=HowOften.WEEKLY
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days of the week?"),
        help_text=_("Only if it is on several days of the week. Otherwise it is the weekday of the first."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    last_on = DayField(
        label=_("Until which day?"), help_text=_("Leave it empty if there is no last day."), required=False
    )
    times = forms.IntegerField(
        label=_("Or how many times?"),
        min_value=2,
        max_value=520,
        required=False,
        error_messages={"invalid": _("Write how many times as a whole number, such as 10")},
    )
    left_out = forms.CharField(
        label=_("Days to leave out"),
        help_text=_("One day a line, such as 25 12 2026."),
        widget=forms.Textarea,
        required=False,
        max_length=4000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["day"].label = gettext("On which day is the first one?")
        names = get_day_names("wide", locale=babel_locale())
        fields["weekdays"].choices = [(place, names[place]) for place in range(7)]

    def clean_left_out(self) -> list[dt.date]:
        """The days, one a line; a line that is no day is named."""
        days = []
        for number, line in enumerate(self.cleaned_data["left_out"].splitlines(), start=1):
            if not line.strip():
                continue
            if (day := _a_day(line)) is None:
                words = {"number": number, "text": line.strip()[:40]}
                raise forms.ValidationError(
                    gettext("Line %(number)s is no day: “%(text)s”. Write it such as 25 12 2026.") % words
                )
            days.append(day)
        return days

    def arguments(self) -> dict[str, Any]:
        """What plan_repeat takes; call it on a valid form."""
        given = self.cleaned_data
        wanted = ("how_often", "weekdays", "last_on", "times", "left_out")
        return super().arguments() | {name: given[name] for name in wanted}


class EndRepeatForm(Form):
    """The last day of sessions that come again."""

    last_on = DayField(label=_("What is the last day?"))


class LeaveOutForm(Form):
    """A day to leave out."""

    day = DayField(label=_("Which day?"))


class RoleForm(Form):
    """Something that people do, and how many of them are needed."""

    kind = forms.ChoiceField(
        label=_("What kind of role is it?"),
        choices=RoleKind.choices,
        widget=forms.RadioSelect,
        initial=RoleKind.HELPER,
    )
    name_cy, name_en = bilingual(
        forms.CharField,
        _("Name of the role"),
        help_text=_("For example: makes the tea. You may leave it empty."),
        required=False,
        max_length=80,
    )
    places = forms.IntegerField(
        label=_("How many of them on each session?"),
        help_text=_("Leave it empty if there is no limit."),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
    )
    work = TermChoice(
        queryset=None,
        label=_("Whose rules for checks count?"),
        empty_label=_("Those of the activity's kind of work"),
        required=False,
    )

    def __init__(
        self, community: Community, *args: Any, role: RoleToFill | None = None, **kwargs: Any
    ) -> None:
        if role is not None:
            kwargs["initial"] = {
                "name_cy": role.name_cy, "name_en": role.name_en, "places": role.places, "work": role.work_id,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["work"].queryset = work_terms(community).filter(parent__isnull=False)
        if role is not None:
            del fields["kind"]


class LeadForm(Form):
    """Whom to let run the activity."""

    member = forms.CharField(
        label=_("Who?"),
        help_text=_("The member number, or the name as we write it."),
        max_length=160,
        error_messages={"required": _("Write a member number or a name")},
    )

    def find_person(self, community: Community) -> Person | None:
        """The member named; where there is none or several, the field says so and None is returned."""
        word = self.cleaned_data["member"]
        found = queries.members_called(community, [word])[word.strip().casefold()]
        if problem := not_one(word, found):
            self.add_error("member", problem)
            return None
        person = Person.objects.filter(pk=found[0]).first()
        if person is None:
            self.add_error("member", gettext("Only a person can lead it."))
        return person


class PhotoForm(Form):
    """A photo, and what it shows in words."""

    photo = PhotoField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP. We make it smaller and take out where it was taken."),
        required=False,
    )
    alt_cy, alt_en = bilingual(
        forms.CharField,
        _("What the photo shows, for who cannot see it"),
        max_length=240,
    )


class FeedForm(Form):
    """The name of a secret address, so that it is known again."""

    name = forms.CharField(
        label=_("What is it for?"), help_text=_("For example: notice board, my phone"), max_length=80
    )


def moment(day: dt.date, clock: dt.time) -> dt.datetime:
    """A day and a time on the clock of the place, as a moment."""
    return timezone.make_aware(dt.datetime.combine(day, clock))


def _a_day(text: str) -> dt.date | None:
    found = A_DAY.fullmatch(text.strip())
    if found is None:
        return None
    word = found[2].casefold().rstrip(".")
    month = int(word) if word.isdecimal() else month_numbers().get(word, 0)
    try:
        return dt.date(int(found[3]), month, int(found[1]))
    except ValueError:
        return None
