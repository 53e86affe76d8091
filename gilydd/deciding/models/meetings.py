"""General meetings: agenda, who was there, proxies, minutes; the board, its elections and its register."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party

from ..words import (
    BallotEvidence,
    BoardElectionState,
    CandidacyState,
    HowSeated,
    ItemKind,
    MeetingKind,
    MeetingState,
    PresentHow,
    VoteRule,
    WhyEnded,
)
from .votes import Vote


class MutualRules(models.Model):
    """How a community runs its meetings and its board: numbers from its own rule book.

    A meeting takes the numbers that hold on the day of its notice; later ones do not change it.
    """

    community = models.OneToOneField(Community, on_delete=models.PROTECT, related_name="mutual_rules")
    notice_days = models.PositiveSmallIntegerField(default=14)
    quorum_percent = models.PositiveSmallIntegerField(default=10)
    quorum_least = models.PositiveSmallIntegerField(default=3)
    again_notice_days = models.PositiveSmallIntegerField(default=7)
    again_without_quorum = models.BooleanField(default=True)
    proxies_each = models.PositiveSmallIntegerField(default=2)
    board_seats = models.PositiveSmallIntegerField(default=9)
    term_years = models.PositiveSmallIntegerField(default=3)
    board_age_least = models.PositiveSmallIntegerField(default=16)
    decided_by = models.ForeignKey(
        Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="rules_decided"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quorum_percent__lte=100), name="deciding_rules_quorum_percent"
            ),
            models.CheckConstraint(condition=models.Q(term_years__gt=0), name="deciding_rules_term_years"),
        ]

    def __str__(self) -> str:
        return f"rules of {self.community_id}"


class Meeting(models.Model):
    """A general meeting. Its agenda, roll and numbers are fixed when the notice goes out.

    `continues` is the meeting that was adjourned for want of a quorum and goes on in this one.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=8, choices=MeetingKind.choices)
    title_cy = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    easy_cy = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    easy_en = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    where_cy = models.CharField(max_length=200)
    where_en = models.CharField(max_length=200)
    screen_href = models.URLField(blank=True)
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    notice_days = models.PositiveSmallIntegerField(default=0)
    quorum_needed = models.PositiveIntegerField(default=0)
    proxies_each = models.PositiveSmallIntegerField(default=0)
    roll_size = models.PositiveIntegerField(default=0)
    chair = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings_chaired"
    )
    continues = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued"
    )
    key = models.CharField(max_length=80, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    minutes_agreed_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "key"], condition=~models.Q(key=""), name="deciding_meeting_key_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=(MeetingState.PLANNED, MeetingState.CANCELLED))
                | models.Q(called_at__isnull=False),
                name="deciding_meeting_called_first",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=(MeetingState.RUNNING, MeetingState.HELD))
                | models.Q(opened_at__isnull=False),
                name="deciding_meeting_opened_first",
            ),
        ]
        indexes = [models.Index(fields=["community", "-starts_at"], name="deciding_meeting_list")]

    def __str__(self) -> str:
        return self.title_en


class AgendaItem(models.Model):
    """One point of the agenda. A resolution and an election get their vote when the meeting comes to them."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="agenda_items")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    title_cy = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    text_cy = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    rule = models.CharField(max_length=20, choices=VoteRule.choices, default=VoteRule.MAJORITY)
    vote = models.OneToOneField(
        Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_item"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="deciding_item_number_once"),
            models.CheckConstraint(
                condition=~models.Q(kind=ItemKind.RESOLUTION) | ~models.Q(text_cy="", text_en=""),
                name="deciding_resolution_has_its_text",
            ),
        ]

    def __str__(self) -> str:
        return self.title_en


class MeetingSeat(models.Model):
    """A member on the roll of a meeting: everybody who was one on the day of the notice. Append-only."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="meeting_seats")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seats")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="meeting_seats")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "party"], name="deciding_meeting_seat_once")
        ]

    def __str__(self) -> str:
        return f"seat {self.pk} of meeting {self.meeting_id}"


class Presence(models.Model):
    """That a member was there, from a moment to a moment: in the room or on screen."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="presences")
    seat = models.ForeignKey(MeetingSeat, on_delete=models.PROTECT, related_name="presences")
    how = models.CharField(max_length=6, choices=PresentHow.choices)
    came_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    recorded_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=models.Q(left_at__isnull=True), name="deciding_present_once"
            )
        ]

    def __str__(self) -> str:
        return f"presence of seat {self.seat_id}"


class Proxy(models.Model):
    """That one member lets another vote for them in one meeting. It rests while the giver is there."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proxies")
    giver = models.ForeignKey(MeetingSeat, on_delete=models.PROTECT, related_name="proxies_given")
    holder = models.ForeignKey(MeetingSeat, on_delete=models.PROTECT, related_name="proxies_held")
    evidence = models.CharField(max_length=6, choices=BallotEvidence.choices)
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["giver"], condition=models.Q(ended_at__isnull=True), name="deciding_proxy_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("holder")), name="deciding_proxy_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"proxy of seat {self.giver_id}"


class Minute(models.Model):
    """What the minutes say of one point, in both languages. Append-only: a correction is another row."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="minutes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="minutes")
    text_cy = models.TextField()
    text_en = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"minute of item {self.item_id}"


class BoardElection(models.Model):
    """An election of members of the board, from the call for candidates to its result.

    `item` is the point of the meeting at which it is held or declared, where there is one.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="board_elections")
    item = models.OneToOneField(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="election"
    )
    title_cy = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    seats = models.PositiveSmallIntegerField()
    term_years = models.PositiveSmallIntegerField()
    nominate_until = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=BoardElectionState.choices, default=BoardElectionState.NOMINATING
    )
    vote = models.OneToOneField(
        Vote, on_delete=models.PROTECT, null=True, blank=True, related_name="board_election"
    )
    called_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(seats__gt=0), name="deciding_board_election_seats"),
            models.UniqueConstraint(
                fields=["community", "key"],
                condition=~models.Q(key=""),
                name="deciding_board_election_key_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title_en


class Candidacy(models.Model):
    """Somebody proposed for the board. Only their own yes makes them a candidate; the statement is theirs.

    The words are emptied when the person is erased: they are not append-only.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="candidacies")
    election = models.ForeignKey(BoardElection, on_delete=models.PROTECT, related_name="candidacies")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="candidacies")
    nominated_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=CandidacyState.choices, default=CandidacyState.NOMINATED)
    statement_cy = models.TextField(blank=True)
    statement_en = models.TextField(blank=True)
    easy_cy = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    easy_en = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "party"], name="deciding_candidacy_once")]

    def __str__(self) -> str:
        return f"candidacy {self.pk}"


class BoardTerm(models.Model):
    """One term of one member of the board: a line of the register."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="board_terms")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="board_terms")
    election = models.ForeignKey(
        BoardElection, on_delete=models.PROTECT, null=True, blank=True, related_name="terms"
    )
    how = models.CharField(max_length=9, choices=HowSeated.choices)
    since = models.DateField()
    until = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=9, choices=WhyEnded.choices, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="deciding_term_has_length"
            ),
            models.UniqueConstraint(
                fields=["community", "party"],
                condition=models.Q(ended_on__isnull=True),
                name="deciding_board_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, why_ended="")
                | (models.Q(ended_on__isnull=False) & ~models.Q(why_ended="")),
                name="deciding_term_says_why_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"term {self.pk}"
