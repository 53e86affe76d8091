"""Activities, their sessions, the list of each session, and the attendance sheet."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from gilydd.exchange.models import Transfer
from gilydd.exchange.words import Evidence
from gilydd.people.models import Community, OfCommunity, Party, Person, Place, Term
from gilydd.people.words import Capacity
from gilydd.services.models import Turn

from .words import (
    ActivityKind,
    ActivityState,
    Part,
    RoleKind,
    Seen,
    SessionState,
    Shown,
    SignUpState,
    SlotState,
    SwapState,
    Topic,
)


class Activity(models.Model):
    """A class, group or project. `turn` is the turn of a service that it delivers.

    `run_by` is the circle or organisation that runs it, where one does: whoever acts for it may plan it.
    One that is not `listed` is seen by those alone who run it, belong to what runs it, or are on a list.
    """

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
    kind = models.CharField(max_length=11, choices=ActivityKind.choices, default=ActivityKind.OTHER)
    run_by = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="activities_run"
    )
    listed = models.BooleanField(default=True)
    state = models.CharField(max_length=5, choices=ActivityState.choices, default=ActivityState.OPEN)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "state"], name="delivering_activity_state")]

    def __str__(self) -> str:
        return self.title_en


class Lead(models.Model):
    """A member who runs an activity: plans its sessions, sees its list, writes its sheet, nothing else."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="leads")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="leads")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leads")
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"],
                condition=models.Q(ended_on__isnull=True),
                name="delivering_lead_once",
            )
        ]

    def __str__(self) -> str:
        return f"lead {self.pk}"


class ActivityPhoto(models.Model):
    """The photo of an activity, drawn anew without what the camera wrote, and what it shows in words."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="activity_photos")
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="photo")
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt_cy = models.CharField(max_length=240)
    alt_en = models.CharField(max_length=240)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(alt_cy="") & ~models.Q(alt_en=""), name="delivering_photo_said_in_words"
            )
        ]

    def __str__(self) -> str:
        return f"photo of {self.activity_id}"


class Repeat(models.Model):
    """Sessions that come again, by a rule of RFC 5545 counted on the clock of the place.

    `exceptions` are the days left out before their session was made (ISO dates). Sessions exist up to and
    with the day `made_until`; those that were moved or cancelled keep the moment the rule gave them.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="repeats")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="repeats")
    rrule = models.CharField(max_length=200)
    starts_at = models.DateTimeField(help_text="The first of them")
    length_minutes = models.PositiveIntegerField()
    places = models.PositiveIntegerField(null=True, blank=True)
    exceptions = models.JSONField(default=list, blank=True)
    made_until = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(length_minutes__gt=0), name="delivering_repeat_has_a_length"
            ),
            models.CheckConstraint(
                condition=models.Q(places__isnull=True) | models.Q(places__gt=0),
                name="delivering_repeat_places",
            ),
        ]
        indexes = [models.Index(fields=["ended_at", "made_until"], name="delivering_repeat_due")]

    def __str__(self) -> str:
        return f"repeat {self.pk}"


class Session(models.Model):
    """One meeting of an activity. `places` is how many people there is room for; None is no limit.

    `place` is set where this one is not at the activity's. One of a repeat keeps in `came_from` the moment
    that the rule gave it (RECURRENCE-ID). `version` grows with each change that people must know of.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="sessions")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="sessions")
    repeat = models.ForeignKey(
        Repeat, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    came_from = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveIntegerField(null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions")
    weather_cy = models.CharField(max_length=300, blank=True)
    weather_en = models.CharField(max_length=300, blank=True)
    transport_cy = models.CharField(max_length=300, blank=True)
    transport_en = models.CharField(max_length=300, blank=True)
    why_cancelled_cy = models.CharField(max_length=200, blank=True)
    why_cancelled_en = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=SessionState.choices, default=SessionState.PLANNED)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["repeat", "came_from"],
                condition=models.Q(repeat__isnull=False),
                name="delivering_session_once_of_a_repeat",
            ),
            models.CheckConstraint(
                condition=models.Q(repeat__isnull=True, came_from__isnull=True)
                | models.Q(repeat__isnull=False, came_from__isnull=False),
                name="delivering_session_came_from_a_repeat",
            ),
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


class RoleToFill(models.Model):
    """Something that people do in an activity, with how many of them there is room for; None is no limit.

    `session` is set where it is for one session only. The own name may be left out: it is its kind's then.
    `work` names the rules for checks, where they are not those of the activity's kind of work.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="roles_to_fill")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="roles_to_fill")
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="roles_to_fill"
    )
    kind = models.CharField(max_length=11, choices=RoleKind.choices)
    name_cy = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    work = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="roles_to_fill"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(places__isnull=True) | models.Q(places__gt=0),
                name="delivering_role_places",
            )
        ]

    def __str__(self) -> str:
        return f"role {self.pk}"


class SignUp(models.Model):
    """Somebody's place on the list of a session. Who waits is served in the order of the rows."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="sign_ups")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="sign_ups")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="sign_ups")
    part = models.CharField(max_length=12, choices=Part.choices)
    role = models.ForeignKey(
        RoleToFill, on_delete=models.PROTECT, null=True, blank=True, related_name="sign_ups"
    )
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


class Swap(models.Model):
    """Somebody who cannot do their turn asks the others of the role: the first who accepts has it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="swaps")
    sign_up = models.ForeignKey(SignUp, on_delete=models.PROTECT, related_name="swaps")
    state = models.CharField(max_length=9, choices=SwapState.choices, default=SwapState.OPEN)
    taken_by = models.OneToOneField(
        SignUp, on_delete=models.PROTECT, null=True, blank=True, related_name="came_by_swap"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sign_up"], condition=models.Q(state=SwapState.OPEN), name="delivering_swap_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(state=SwapState.TAKEN, taken_by__isnull=False)
                | (~models.Q(state=SwapState.TAKEN) & models.Q(taken_by__isnull=True)),
                name="delivering_swap_taken_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"swap {self.pk}"


class GroupFeed(models.Model):
    """A secret address of a group's calendar: shown once, kept as a digest, revoked by who acts for it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="group_feeds")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="group_feeds")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.name


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


class CheckIn(models.Model):
    """Somebody was seen at the door of a session. No hours yet: the sheet brings them, all at once."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="check_ins")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="check_ins")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="check_ins")
    part = models.CharField(max_length=12, choices=Part.choices)
    seen = models.CharField(max_length=6, choices=Seen.choices)
    came_at = models.DateTimeField(default=timezone.now)
    recorded_by_key = models.CharField(max_length=80)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "party"],
                condition=models.Q(taken_back_at__isnull=True),
                name="delivering_check_in_once",
            )
        ]

    def __str__(self) -> str:
        return f"check-in {self.pk}"


class Advice(models.Model):
    """An activity that gives advice in confidence. Who comes is seen by the adviser alone.

    Nobody signs up to it and nobody stands on its sheet but the advisers: people book a slot.
    """

    activity = models.OneToOneField(
        Activity, on_delete=models.PROTECT, primary_key=True, related_name="advice"
    )
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="advice")
    topics = models.JSONField(default=list, help_text="Codes of words.Topic")

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"advice {self.pk}"


class Slot(models.Model):
    """One appointment of an adviser. Whom it is for stands nowhere in the database.

    `mark` is a keyed digest of the slot and the person (see advice.mark_of): only a Gilydd that holds the
    secret key can tell whose it is, and it tells that person and the adviser alone. It is empty where the
    adviser booked it for somebody who is no member, and once a year has passed.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="slots")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="slots")
    adviser = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=6, choices=SlotState.choices, default=SlotState.FREE)
    topic = models.CharField(max_length=8, choices=Topic.choices, blank=True)
    mark = models.CharField(max_length=64, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adviser", "starts_at"],
                condition=~models.Q(state=SlotState.CLOSED),
                name="delivering_slot_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="delivering_slot_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=(SlotState.FREE, SlotState.CLOSED))
                | models.Q(mark="", topic=""),
                name="delivering_slot_free_is_nobodys",
            ),
        ]
        indexes = [models.Index(fields=["community", "starts_at"], name="delivering_slot_when")]

    def __str__(self) -> str:
        return f"slot {self.pk}"


class Course(models.Model):
    """An activity that people learn from. Completed is who was at so many of its sessions."""

    activity = models.OneToOneField(
        Activity, on_delete=models.PROTECT, primary_key=True, related_name="course"
    )
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="courses")
    sessions_needed = models.PositiveSmallIntegerField()
    learns_cy = models.TextField(blank=True, help_text="What one can do afterwards")
    learns_en = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sessions_needed__gt=0), name="delivering_course_needs_sessions"
            )
        ]

    def __str__(self) -> str:
        return f"course {self.pk}"


class Certificate(models.Model):
    """That somebody completed a course. It is theirs: they say to whom it is shown, and with their name."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="certificates")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="certificates")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=20)
    completed_on = models.DateField()
    minutes = models.PositiveIntegerField(help_text="At its sessions, by the sheets")
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by_key = models.CharField(max_length=80)
    shown = models.CharField(max_length=7, choices=Shown.choices, default=Shown.NOBODY)
    names_holder = models.BooleanField(default=False, help_text="Whether the public check tells the name")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "party"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="delivering_certificate_once",
            ),
            models.UniqueConstraint(
                fields=["community", "number"], name="delivering_certificate_number_once"
            ),
        ]
        indexes = [models.Index(fields=["party"], name="delivering_certificate_party")]

    def __str__(self) -> str:
        return self.number


class Learning(models.Model):
    """What somebody says that they learned, wherever it was, in their own words. Theirs alone to write."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="learning")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="learning")
    title = models.CharField(max_length=160)
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5)
    where = models.CharField(max_length=160, blank=True)
    learned_on = models.DateField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    shown = models.CharField(max_length=7, choices=Shown.choices, default=Shown.NOBODY)
    written_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["party", "-learned_on"], name="delivering_learning_party")]

    def __str__(self) -> str:
        return self.title


class LearningLink(models.Model):
    """A secret address under which a person shows what they learned. Only its digest is kept."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="learning_links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="learning_links")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.name
