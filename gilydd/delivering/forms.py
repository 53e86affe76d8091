"""Forms of delivering: an activity, a session, a place on the list, the attendance sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.forms import TermChoice
from gilydd.exchange.words import Evidence
from gilydd.people.models import Community, Party, Place
from gilydd.people.queries import work_terms
from gilydd.services.models import Turn
from gilydd.ui.bilingual import field_of
from gilydd.ui.forms import DayField, Form, HoursField, bilingual

from . import queries
from .commands import AttendanceRow
from .models import Session
from .queries import FillLine
from .words import LONGEST_ATTENDANCE_MINUTES, MOST_PLACES, STEP_MINUTES, Part

EMPTY_LINES = 5
TIME_FORMATS = ["%H:%M", "%H.%M"]


class TurnChoice(forms.ModelChoiceField):
    """A choice among turns of services."""

    def label_from_instance(self, obj: Any) -> str:
        return queries.turn_called(obj)


class ActivityForm(Form):
    """What goes on, what kind of work it is, and which service it is part of."""

    title_cy, title_en = bilingual(forms.CharField, _("Title"), max_length=120)
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
    takes_time_entry = forms.BooleanField(
        label=_("People who take part pay with hours: one hour in, one hour of event"), required=False
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["work"].queryset = work_terms(community).filter(parent__isnull=False)
        fields["place"].queryset = Place.objects.of(community).order_by(field_of("name"))
        under_way = Turn.objects.of(community).filter(ended_on__isnull=True)
        fields["turn"].queryset = under_way.select_related("service").order_by("pk")


class SessionForm(Form):
    """A day, from when to when, and how many places."""

    day = DayField(label=_("On which day?"))
    starts = forms.TimeField(
        label=_("Start"),
        help_text=_("On the 24-hour clock, for example 14:30"),
        input_formats=TIME_FORMATS,
        widget=forms.TextInput,
        error_messages={"invalid": _("Write the start on the 24-hour clock, such as 14:30")},
    )
    ends_at = forms.TimeField(
        label=_("End"),
        input_formats=TIME_FORMATS,
        widget=forms.TextInput,
        error_messages={"invalid": _("Write the end on the 24-hour clock, such as 16:00")},
    )
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
            "starts_at": _moment(given["day"], given["starts"]),
            "ends_at": _moment(given["day"], given["ends_at"]),
            "places": given["places"],
        }


class SignUpForm(Form):
    """To contribute or to take part; whoever signs somebody else up says whom."""

    part = forms.ChoiceField(
        label=_("How do you want to be there?"),
        choices=Part.choices,
        widget=forms.RadioSelect,
        initial=Part.TAKING_PART,
    )

    def __init__(self, *args: Any, for_other: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_other:
            self.fields["part"].label = gettext("How will they be there?")
            self.fields["member"] = forms.CharField(
                label=_("Who?"),
                help_text=_("The member number, or the name as we write it."),
                max_length=160,
                error_messages={"required": _("Write a member number or a name")},
            )
            self.order_fields(["member", "part"])

    def find_party(self, community: Community) -> Party | None:
        """The member named; where there is none or several, the field says so and None is returned."""
        word = self.cleaned_data["member"]
        found = queries.members_called(community, [word])[word.strip().casefold()]
        if problem := _not_one(word, found):
            self.add_error("member", problem)
            return None
        return Party.objects.get(pk=found[0])


class LineHoursField(HoursField):
    """The time of one line. It may stay empty where nobody is ticked: the sheet judges that."""

    def clean(self, value: Any) -> Any:
        return None if value in self.empty_values else super().clean(value)


class SheetForm(Form):
    """The attendance sheet: a line for each person on the list, lines to correct, and empty lines.

    Parameters: the session, and the lines that `queries.lines_to_fill` gives. Each line `key` has the
    fields there_<key> (or member_<key> on an empty line), minutes_<key> and part_<key>.
    """

    evidence = forms.ChoiceField(
        label=_("How do you know who was there?"),
        choices=[(kind.value, kind.label) for kind in (Evidence.LIST, Evidence.PAPER, Evidence.PHONE)],
        widget=forms.RadioSelect,
        initial=Evidence.LIST,
    )

    def __init__(self, session: Session, lines: Sequence[FillLine], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session, self.lines = session, lines
        self._who: dict[str, str] = {}
        self.empty_keys = [f"n{number}" for number in range(1, EMPTY_LINES + 1)]
        for line in lines:
            self.fields[f"there_{line.key}"] = forms.BooleanField(
                label=line.name, required=False, initial=line.counts
            )
            self._add(line.key, line.name, line.minutes or session.length_minutes)
            if not line.replaces:
                self._add_part(line.key, line.part)
        for number, key in enumerate(self.empty_keys, start=1):
            label = gettext("Name or member number")
            self.fields[f"member_{key}"] = forms.CharField(label=label, required=False, max_length=160)
            self._add(key, gettext("Added line %(number)s") % {"number": number}, session.length_minutes)
            self._add_part(key, Part.TAKING_PART)
        self.order_fields([*(name for name in self.fields if name != "evidence"), "evidence"])

    def groups(self) -> list[dict[str, Any]]:
        """The lines on the sheet with their bound fields, for the page."""
        return [
            {
                "line": line,
                "there": self[f"there_{line.key}"],
                "minutes": self[f"minutes_{line.key}"],
                "part": None if line.replaces else self[f"part_{line.key}"],
            }
            for line in self.lines
        ]

    def empty_groups(self) -> list[dict[str, Any]]:
        """The lines for people who were not on the list."""
        return [
            {"member": self[f"member_{key}"], "minutes": self[f"minutes_{key}"], "part": self[f"part_{key}"]}
            for key in self.empty_keys
        ]

    def clean(self) -> dict[str, Any]:
        """Find the members named on the empty lines, and say which ticked line has no time."""
        given = super().clean() or {}
        words = {key: (given.get(f"member_{key}") or "").strip() for key in self.empty_keys}
        found = queries.members_called(self.session.community, words.values())
        self.added: dict[str, int] = {}
        for key, word in words.items():
            if not word:
                continue
            parties = found[word.casefold()]
            if problem := _not_one(word, parties):
                self.add_error(f"member_{key}", problem)
            else:
                self.added[key] = parties[0]
        ticked = [line.key for line in self.lines if given.get(f"there_{line.key}")]
        for key in [*ticked, *self.added]:
            if f"minutes_{key}" in given and given[f"minutes_{key}"] is None:
                self.add_error(f"minutes_{key}", gettext("Write how long: %(who)s") % {"who": self._who[key]})
        return given

    def rows(self) -> list[AttendanceRow]:
        """What record_attendance takes; call it on a valid form."""
        wanted: list[tuple[str, int, FillLine | None]]
        wanted = [(line.key, line.party_id, line) for line in self.lines]
        wanted += [(key, party, None) for key, party in self.added.items()]
        parties = Party.objects.in_bulk([party for _key, party, _line in wanted])
        rows = []
        for key, party, line in wanted:
            minutes = self._minutes(key, line)
            if minutes is None:
                continue
            rows.append(
                AttendanceRow(
                    party=parties[party],
                    part=line.part if line and line.replaces else self.cleaned_data[f"part_{key}"],
                    minutes=minutes,
                    evidence=self.cleaned_data["evidence"],
                    replaces=line.replaces if line else None,
                )
            )
        return rows

    def _minutes(self, key: str, line: FillLine | None) -> int | None:
        """The minutes to write for a line; None where nothing is to be written."""
        minutes = self.cleaned_data[f"minutes_{key}"]
        if line is None:
            return minutes
        if not self.cleaned_data[f"there_{key}"]:
            return 0 if line.counts else None
        return None if line.counts and minutes == line.minutes else minutes

    def _add(self, key: str, who: str, minutes: int) -> None:
        self._who[key] = who
        # A sheet has many lines: each error says whose line it is. A % would be read as a placeholder.
        said = {code: f"{who.replace('%', '')}: {text}" for code, text in _HOURS_ERRORS.items()}
        self.fields[f"minutes_{key}"] = LineHoursField(
            label=gettext("How long?"),
            initial=minutes - minutes % STEP_MINUTES or STEP_MINUTES,
            max_minutes=LONGEST_ATTENDANCE_MINUTES,
            error_messages=said,
        )

    def _add_part(self, key: str, part: str) -> None:
        self.fields[f"part_{key}"] = forms.ChoiceField(
            label=gettext("Part"), choices=Part.choices, initial=part
        )


_HOURS_ERRORS = HoursField.default_error_messages


def _not_one(word: str, found: Sequence[int]) -> str:
    """What is wrong where a name or number is not exactly one member; empty where it is."""
    if len(found) == 1:
        return ""
    words = {"name": word}
    if found:
        return gettext("Several members are called “%(name)s”. Write the member number.") % words
    return gettext("No member is called “%(name)s”, and none has this number.") % words


def _moment(day: dt.date, clock: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, clock))
