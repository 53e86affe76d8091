"""Forms of general meetings and of the board."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gilydd.people.models import Community, Membership, Person
from gilydd.people.queries import agreed, names, standing, unfound
from gilydd.people.words import MembershipState, PartyKind, Purpose, Role
from gilydd.ui.bilingual import said
from gilydd.ui.forms import DayField, Form, bilingual

from ..models import AgendaItem, BoardElection, Meeting, MeetingSeat, Vote
from ..queries.keys import ready_keys
from ..queries.mutual import board_now
from ..words import (
    ENTERED,
    RESOLUTION_RULES,
    BallotEvidence,
    ItemKind,
    MeetingKind,
    MeetingState,
    PresentHow,
    VoteKind,
    VoteState,
    WhyEnded,
)
from .votes import FIRST_HOUR, LAST_HOUR, OPEN

QUARTERS = (0, 15, 30, 45)


def clock_choices() -> list[tuple[str, str]]:
    """Quarter hours of the day."""
    times = [f"{hour:02d}:{minute:02d}" for hour in range(FIRST_HOUR, LAST_HOUR + 1) for minute in QUARTERS]
    return [(one, one) for one in times]


def moment(day: dt.date, clock: str) -> dt.datetime:
    """A day and a "19:30" as a moment of here."""
    hour, minute = (int(part) for part in clock.split(":"))
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


class WhenForm(Form):
    """A day and a time."""

    on = DayField(label=_("The day"))
    at = forms.ChoiceField(label=_("The time"), choices=clock_choices(), initial="19:00")

    def when(self) -> dt.datetime:
        return moment(self.cleaned_data["on"], self.cleaned_data["at"])


class MeetingForm(WhenForm):
    """A general meeting that is being prepared."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    kind = forms.ChoiceField(
        label=_("What kind of meeting is it?"), choices=MeetingKind.choices, widget=forms.RadioSelect
    )
    title_cy, title_en = bilingual(forms.CharField, _("Title"), max_length=200)
    where_cy, where_en = bilingual(forms.CharField, _("Where"), max_length=200)
    screen_href = forms.URLField(
        label=_("Address to join on screen"), required=False, max_length=200, assume_scheme="https"
    )
    about_cy, about_en = bilingual(
        forms.CharField, _("What to know before"), widget=forms.Textarea, required=False, max_length=5_000
    )
    easy_cy, easy_en = bilingual(
        forms.CharField, _("Easy Read"), widget=forms.Textarea, required=False, max_length=2_000,
        help_text=_("Short sentences, one on each line."),
    )  # fmt: skip

    def __init__(self, community: Community, by: Person, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4().hex, "at": "19:00"})
        super().__init__(*args, **kwargs)
        self.fields["chair"] = forms.TypedChoiceField(
            label=gettext("Who chairs it?"),
            choices=[("", gettext("A facilitator")), *member_choices(community, by)],
            coerce=int,
            empty_value=None,
            required=False,
        )

    def arguments(self) -> dict[str, Any]:
        """What a valid form says to `plan_meeting`, but for key and chair."""
        data = self.cleaned_data
        pairs = (f"{name}_{code}" for name in ("title", "where", "about", "easy") for code in ("cy", "en"))
        return {
            **{name: data[name] for name in ("kind", "screen_href", *pairs)},
            "starts_at": self.when(),
        }


def member_choices(community: Community, by: Person, without: int | None = None) -> list[tuple[str, str]]:
    """(party id, name) of the active members whom somebody may find here, by name. At most five queries.

    A broker finds everybody; others those who agreed to be found, and the members of the board.
    """
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON)
    rows = rows.exclude(party=without)
    if Role.BROKER not in standing(by, community).roles:
        known = agreed(community, Purpose.DIRECTORY) | set(board_now(community)) | {by.pk}
        rows = rows.filter(party__in=known).exclude(party__in=unfound(community))
    called = names(rows.values_list("party", flat=True))
    return [(str(pk), name) for pk, name in sorted(called.items(), key=lambda one: one[1].casefold())]


class ItemForm(Form):
    """A point for the agenda."""

    kind = forms.ChoiceField(
        label=_("What does it ask of the meeting?"), choices=ItemKind.choices, widget=forms.RadioSelect
    )
    title_cy, title_en = bilingual(forms.CharField, _("Title"), max_length=200)
    text_cy, text_en = bilingual(
        forms.CharField, _("Text"), widget=forms.Textarea, required=False, max_length=5_000,
        help_text=_("For a resolution: the very words that are voted on."),
    )  # fmt: skip
    rule = forms.ChoiceField(
        label=_("For a resolution: how many votes are needed?"),
        choices=[(one.value, one.label) for one in RESOLUTION_RULES],
        widget=forms.RadioSelect,
        initial=RESOLUTION_RULES[0].value,
    )


class ReasonForm(Form):
    """Why a meeting is cancelled."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Everybody who was told of the meeting reads this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
    )


class AdjournForm(WhenForm):
    """Another day for the same meeting."""

    where_cy, where_en = bilingual(
        forms.CharField, _("Where, if somewhere else"), max_length=200, required=False
    )
    reason = forms.CharField(
        label=_("A word to the members"), required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class DoorSearchForm(Form):
    """Who came?"""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)


class ComeForm(Form):
    """How somebody is there."""

    how = forms.ChoiceField(label=_("Where are you?"), choices=PresentHow.choices, widget=forms.RadioSelect)


class ProxyForm(Form):
    """Who votes for a member who cannot be there."""

    def __init__(self, seat: MeetingSeat, by: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"] = forms.TypedChoiceField(
            label=gettext("Who votes for you?") if by.pk == seat.party_id else gettext("Who votes for them?"),
            choices=[("", gettext("Choose somebody")), *member_choices(seat.community, by, seat.party_id)],
            coerce=int,
        )
        if by.pk != seat.party_id:
            self.fields["evidence"] = forms.ChoiceField(
                label=gettext("How do you know?"),
                choices=[(one.value, one.label) for one in BallotEvidence if one in ENTERED],
                widget=forms.RadioSelect,
            )


class OpenItemForm(Form):
    """For how long the meeting votes."""

    minutes = forms.IntegerField(label=_("Minutes to vote"), min_value=1, max_value=120, initial=10)


class MinuteForm(Form):
    """What the minutes say of a point."""

    text_cy, text_en = bilingual(
        forms.CharField, _("What was said and decided"), widget=forms.Textarea, max_length=10_000
    )


class RulesForm(Form):
    """The numbers of the rule book."""

    notice_days = forms.IntegerField(label=_("Days' notice of a meeting"), min_value=1, max_value=60)
    quorum_percent = forms.IntegerField(
        label=_("Quorum: per cent of the members"), min_value=0, max_value=100
    )
    quorum_least = forms.IntegerField(label=_("Quorum: at least so many"), min_value=1, max_value=1_000)
    again_notice_days = forms.IntegerField(
        label=_("Days' notice of an adjourned meeting"), min_value=1, max_value=60
    )
    again_without_quorum = forms.BooleanField(
        label=_("At an adjourned meeting whoever comes is enough"), required=False
    )
    proxies_each = forms.IntegerField(
        label=_("For how many others can one member vote?"), min_value=0, max_value=10
    )
    board_seats = forms.IntegerField(label=_("Places on the board"), min_value=1, max_value=50)
    term_years = forms.IntegerField(label=_("Years of a term on the board"), min_value=1, max_value=10)
    board_age_least = forms.IntegerField(
        label=_("Age at which somebody can sit on the board"),
        help_text=_("The law asks for 16 or more."),
        min_value=16,
        max_value=30,
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        votes = carried_resolutions(community)
        self.fields["decided_by"] = forms.ChoiceField(
            label=gettext("Which resolution decided it?"),
            choices=[("", gettext("None: the numbers are written down for the first time")), *votes],
            required=False,
        )

    def decided_by(self, community: Community) -> Vote | None:
        pk = self.cleaned_data.pop("decided_by")
        return Vote.objects.of(community).get(pk=int(pk)) if pk else None


def carried_resolutions(community: Community) -> list[tuple[str, str]]:
    """(vote, title) of the resolutions that were carried, the latest first. One query."""
    rows = Vote.objects.of(community).filter(
        kind=VoteKind.RESOLUTION, state=VoteState.CLOSED, group__isnull=True, counts__result__passed=True
    )
    return [(str(row.pk), said(row, "title")) for row in rows.distinct().order_by("-pk")[:50]]


class BoardElectionForm(WhenForm):
    """A call for candidates."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    title_cy, title_en = bilingual(forms.CharField, _("Title"), max_length=200)
    seats = forms.IntegerField(label=_("Places to fill"), min_value=1, max_value=50, initial=1)

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4().hex, "at": "20:00", "seats": 1})
        super().__init__(*args, **kwargs)
        self.fields["on"].label = gettext("Until which day can members propose somebody?")
        self.fields["at"].label = gettext("Until what time?")
        items = AgendaItem.objects.of(community).filter(
            kind=ItemKind.ELECTION, election__isnull=True,
            meeting__state__in=(MeetingState.PLANNED, MeetingState.CALLED),
        )  # fmt: skip
        shown = [(str(row.pk), said(row, "title")) for row in items.order_by("pk")]
        self.fields["item"] = forms.ChoiceField(
            label=gettext("At which point of which meeting?"),
            choices=[("", gettext("At none: members vote by themselves")), *shown],
            required=False,
        )


class NominateForm(Form):
    """Whom a member proposes."""

    def __init__(self, community: Community, by: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"] = forms.TypedChoiceField(
            label=gettext("Whom do you propose?"),
            choices=[("", gettext("Choose somebody")), *member_choices(community, by)],
            coerce=int,
        )


class StatementForm(Form):
    """Why somebody stands: in one language or both, and in Easy Read."""

    statement_cy, statement_en = bilingual(
        forms.CharField, _("Why I stand"), widget=forms.Textarea, required=False, max_length=3_000
    )
    easy_cy, easy_en = bilingual(
        forms.CharField, _("The same in Easy Read"), widget=forms.Textarea, required=False, max_length=600,
        help_text=_("Short sentences, one on each line."),
    )  # fmt: skip


class OpenBoardVoteForm(WhenForm):
    """Until when members vote on the board, and whether in secret."""

    who = forms.ChoiceField(
        label=_("Who can vote?"),
        choices=[("all", _("Everybody on the roll")), ("there", _("Those who are at the meeting now"))],
        widget=forms.RadioSelect,
        initial="all",
    )

    def __init__(self, election: BoardElection, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = gettext("The last day to vote")
        self.fields["at"].label = gettext("Until what time?")
        meeting: Meeting | None = election.item.meeting if election.item else None
        if meeting is None or meeting.state != MeetingState.RUNNING:
            del self.fields["who"]
        keys = ready_keys(election.community)
        self.fields["split_key"] = forms.ChoiceField(
            label=gettext("Open or secret?"),
            choices=[
                *(
                    (str(pk), gettext("Secret, with the keys for: %(purpose)s") % {"purpose": told})
                    for pk, told in keys
                ),
                (OPEN, gettext("Open: who can vote sees the ballots afterwards")),
            ],
            widget=forms.RadioSelect,
        )


class TermForm(Form):
    """Somebody who was on the board before this register began."""

    since = DayField(label=_("On the board since"))
    until = DayField(label=_("The term ends on"))

    def __init__(self, community: Community, by: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"] = forms.TypedChoiceField(
            label=gettext("Who?"),
            choices=[("", gettext("Choose somebody")), *member_choices(community, by)],
            coerce=int,
        )
        self.order_fields(["party"])


class EndTermForm(Form):
    """Why a term ends before its time."""

    why = forms.ChoiceField(
        label=_("Why does the term end?"),
        choices=[(one.value, one.label) for one in WhyEnded if one != WhyEnded.TERM],
        widget=forms.RadioSelect,
    )

    def __init__(self, community: Community, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_by"] = forms.ChoiceField(
            label=gettext("For a removal: which resolution decided it?"),
            choices=[("", gettext("None")), *carried_resolutions(community)],
            required=False,
        )
