"""Activities, their sessions, the list of each session, and the attendance sheet."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.exchange.models import Transfer
from gilydd.exchange.words import Evidence
from gilydd.people.models import Community, OfCommunity, Party, Place, Term
from gilydd.people.words import Capacity
from gilydd.services.models import Turn

from .words import ActivityState, Part, SessionState, SignUpState


class Activity(models.Model):
    """A class, group or project. `turn` is the turn of a service that it delivers."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="activities")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="activities")
    title_cy = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    work = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="activities")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    takes_time_entry = models.BooleanField(default=False)
    state = models.CharField(max_length=5, choices=ActivityState.choices, default=ActivityState.OPEN)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "state"], name="delivering_activity_state")]

    def __str__(self) -> str:
        return self.title_en


class Session(models.Model):
    """One meeting of an activity. `places` is how many people there is room for; None is no limit."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="sessions")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=SessionState.choices, default=SessionState.PLANNED)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="delivering_session_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(places__isnull=True) | models.Q(places__gt=0),
                name="delivering_session_places",
            ),
        ]
        indexes = [models.Index(fields=["community", "starts_at"], name="delivering_session_when")]

    def __str__(self) -> str:
        return f"session {self.pk}"

    @property
    def length_minutes(self) -> int:
        """From start to end, in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


class SignUp(models.Model):
    """Somebody's place on the list of a session. Who waits is served in the order of the rows."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="sign_ups")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="sign_ups")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="sign_ups")
    part = models.CharField(max_length=12, choices=Part.choices)
    state = models.CharField(max_length=9, choices=SignUpState.choices)
    signed_up_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "party"],
                condition=~models.Q(state=SignUpState.WITHDRAWN),
                name="delivering_sign_up_one_live",
            )
        ]
        indexes = [models.Index(fields=["party", "state"], name="delivering_sign_up_party")]

    def __str__(self) -> str:
        return f"sign-up {self.pk}"


class Attendance(models.Model):
    """One line of a session's sheet: immutable. A corrected line names the one that it replaces.

    A line counts while nothing replaces it, its transfer is not reversed, and its minutes are not 0
    (a replacement with 0 minutes says that somebody was not there after all).
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="attendances")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="attendances")
    part = models.CharField(max_length=12, choices=Part.choices)
    minutes = models.PositiveIntegerField()
    capacity = models.CharField(max_length=14, choices=Capacity.choices)
    evidence = models.CharField(max_length=8, choices=Evidence.choices)
    transfer = models.OneToOneField(
        Transfer, on_delete=models.PROTECT, null=True, blank=True, related_name="attendance"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "party", "part"],
                condition=models.Q(replaces__isnull=True),
                name="delivering_attendance_once",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0) | models.Q(replaces__isnull=False),
                name="delivering_attendance_minutes",
            ),
            models.CheckConstraint(
                condition=~models.Q(part=Part.CONTRIBUTING, minutes__gt=0, transfer__isnull=True),
                name="delivering_attendance_contributor_earns",
            ),
        ]
        indexes = [models.Index(fields=["party", "session"], name="delivering_attendance_party")]

    def __str__(self) -> str:
        return f"attendance {self.pk}"
