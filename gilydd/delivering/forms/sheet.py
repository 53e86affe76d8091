"""The form of the attendance sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.exchange.words import Evidence
from gilydd.people.imports import BadFile
from gilydd.people.models import Community, Party
from gilydd.ui.forms import Form, HoursField

from .. import queries
from ..commands import AttendanceRow
from ..models import Session
from ..queries import FillLine
from ..queries.door import number_on
from ..typed import Typed, lines_of_file, read_lines
from ..words import LONGEST_ATTENDANCE_MINUTES, STEP_MINUTES, Part, Seen
from .lists import not_one

EMPTY_LINES = 5
LONGEST_TYPED = 20_000


class LineHoursField(HoursField):
    """The time of one line. It may stay empty where nobody is ticked: the sheet judges that."""

    def clean(self, value: Any) -> Any:
        return None if value in self.empty_values else super().clean(value)


class SheetForm(Form):
    """The attendance sheet: a line for each person on the list, lines to correct, and others who came.

    Parameters: the session, and the lines that `queries.lines_to_fill` gives. Each line `key` has the
    fields there_<key> (or member_<key> on an empty line), minutes_<key> and part_<key>. `quick`: instead of
    empty lines one box into which somebody types many numbers (see typed.py), for a whole week of sheets.
    """

    evidence = forms.ChoiceField(
        label=_("How do you know who was there?"),
        choices=[
            (Evidence.LIST.value, Evidence.LIST.label),
            (Evidence.PAPER.value, _("A list on paper")),
            (Evidence.PHONE.value, Evidence.PHONE.label),
        ],
        widget=forms.RadioSelect,
        initial=Evidence.LIST,
    )

    def __init__(
        self, session: Session, lines: Sequence[FillLine], *args: Any, quick: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.session, self.lines, self.quick = session, lines, quick
        self._who: dict[str, str] = {}
        self.empty_keys = [] if quick else [f"n{number}" for number in range(1, EMPTY_LINES + 1)]
        self.typed: list[tuple[int, Typed]] = []
        if quick:
            self._add_others()
        for line in lines:
            self.fields[f"there_{line.key}"] = forms.BooleanField(
                label=line.name, required=False, initial=line.counts or bool(line.seen)
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
            if problem := not_one(word, parties):
                self.add_error(f"member_{key}", problem)
            else:
                self.added[key] = parties[0]
        if self.quick:
            self._read_others(given.get("others") or "")
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
        typed = [party for party, _one in self.typed]
        parties = Party.objects.in_bulk([party for _key, party, _line in wanted] + typed)
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
                    # A card that was read at the door is better evidence than a paper that was typed.
                    evidence=Evidence.CARD
                    if line and line.seen == Seen.CARD
                    else self.cleaned_data["evidence"],
                    replaces=line.replaces if line else None,
                )
            )
        return rows + [self._typed_row(parties[party], one) for party, one in self.typed]

    def _typed_row(self, party: Party, one: Typed) -> AttendanceRow:
        return AttendanceRow(
            party=party,
            part=Part.CONTRIBUTING if one.helped else Part.TAKING_PART,
            minutes=self._whole_session() if one.minutes is None else one.minutes,
            evidence=self.cleaned_data["evidence"],
        )

    def _whole_session(self) -> int:
        minutes = self.session.length_minutes
        return min(LONGEST_ATTENDANCE_MINUTES, minutes - minutes % STEP_MINUTES) or STEP_MINUTES

    def _add_others(self) -> None:
        self.fields["others"] = forms.CharField(
            label=gettext("Others who were there"),
            help_text=gettext(
                "Numbers or names, one below the other or with spaces between numbers. Put a * behind who "
                "helped, and a time where it was not the whole session: 117* 1:30"
            ),
            required=False,
            validators=[MaxLengthValidator(LONGEST_TYPED)],
            widget=forms.Textarea(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
        )

    def _read_others(self, text: str) -> None:
        """Find everybody in the box; each line that cannot be read says why."""
        people, wrong = read_lines(text)
        for problem in wrong:
            self.add_error("others", problem.message)
        found = queries.members_called(self.session.community, [one.who for one in people])
        for one in people:
            parties = found[one.who.strip().casefold()]
            if problem_said := not_one(one.who, parties):
                told = {"line": one.line, "problem": problem_said}
                self.add_error("others", gettext("Line %(line)s: %(problem)s") % told)
            else:
                self.typed.append((parties[0], one))

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


class SheetFileForm(Form):
    """A table of who was there, read into the sheet and written only when somebody has looked at it."""

    file = forms.FileField(
        label=_("A table of who was there"),
        help_text=_("CSV, XLSX or ODS with the columns number or name, time, and part."),
    )

    def clean_file(self) -> str:
        """The table as lines for the sheet's box."""
        given = self.cleaned_data["file"]
        try:
            lines = lines_of_file(given.name, given.read())
        except BadFile as refusal:
            raise forms.ValidationError([str(problem) for problem in refusal.problems]) from refusal
        if not lines:
            raise forms.ValidationError(gettext("There is nobody in this table."))
        return lines


class DoorForm(Form):
    """Somebody comes in: a card is read, or a number is typed."""

    member = forms.CharField(
        label=_("Member number, or name"),
        help_text=_("Type it, or read the card with the camera."),
        max_length=400,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )
    part = forms.ChoiceField(
        label=_("How are they here?"),
        choices=[("", _("As they signed up")), *Part.choices],
        widget=forms.RadioSelect,
        required=False,
    )

    def find_party(self, community: Community) -> Party | None:
        """The member on the card or typed; where it fits none or several, the field says so."""
        word = number_on(self.cleaned_data["member"])
        found = queries.members_called(community, [word])[word.strip().casefold()] if word else []
        if problem := not_one(word, found):
            self.add_error("member", problem)
            return None
        return Party.objects.get(pk=found[0])
