"""Stories, what their tellers say they mean, what they agreed to, what was answered and what changed.

Own words and published words are different rows: `Story.words` is what the teller said and is read by the
teller and the listeners alone; what anybody else reads is an agreed `StoryVersion`.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gilydd.people.models import Area, Community, OfCommunity, Party, Person
from gilydd.people.words import Explained
from gilydd.services.models import Service, Turn

from ..words import (
    Audience,
    ChangeState,
    Felt,
    How,
    HowCommon,
    Licence,
    PromptKind,
    StoryState,
    Use,
    VersionState,
    Whose,
)


class Story(models.Model):
    """What happened to somebody with a service, as they tell it.

    `teller` is None where somebody who is no member told it, by phone or on paper; then whoever wrote it down
    (`collector`) tells them what happens. `key` is its public name, and says nothing of who told it.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="stories")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    teller = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="stories_told"
    )
    collector = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="stories_collected"
    )
    how = models.CharField(max_length=9, choices=How.choices, default=How.WRITTEN)
    whose = models.CharField(max_length=11, choices=Whose.choices, default=Whose.OWN)
    lang = models.CharField(max_length=35, help_text="The language it was told in, as a tag of BCP 47")
    title = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True, help_text="The teller's own words, never published as they are")
    how_common = models.CharField(max_length=9, choices=HowCommon.choices, blank=True)
    involved = models.JSONField(default=list, blank=True, help_text="Who had a part in it: words.Involved")
    month = models.DateField(null=True, blank=True, help_text="When it happened: the first of the month")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="stories")
    state = models.CharField(max_length=9, choices=StoryState.choices, default=StoryState.DRAFT)
    pseudonym_cy = models.CharField(max_length=60, blank=True)
    pseudonym_en = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="When a version was first agreed")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    was_shown = models.BooleanField(default=False, help_text="Others could read it once: leaves a tombstone")
    reason = models.TextField(blank=True, help_text="Why it is kept back, for the teller")
    reason_lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["community", "state", "-told_at"], name="stories_story_queue"),
            models.Index(fields=["teller", "-begun_at"], name="stories_story_mine"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "pseudonym_en"],
                condition=~Q(pseudonym_en=""),
                name="stories_pseudonym_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=StoryState.WITHDRAWN)
                | Q(withdrawn_at__isnull=False, words="", title="", teller__isnull=True),
                name="stories_withdrawn_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"story {self.key}"


class AboutService(models.Model):
    """A service that a story is about, and the turn that was under way when it was told."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="stories_about")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="about")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="stories_about")
    turn = models.ForeignKey(
        Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="stories_about"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "service"], name="stories_about_service_once")
        ]

    def __str__(self) -> str:
        return f"story {self.story_id} about service {self.service_id}"


class Prompt(models.Model):
    """A question about their own story for tellers: a scale of faces, or a point between three things."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_prompts")
    kind = models.CharField(max_length=7, choices=PromptKind.choices)
    question_cy = models.CharField(max_length=200)
    question_en = models.CharField(max_length=200)
    a_cy = models.CharField(max_length=80, blank=True)
    a_en = models.CharField(max_length=80, blank=True)
    b_cy = models.CharField(max_length=80, blank=True)
    b_en = models.CharField(max_length=80, blank=True)
    c_cy = models.CharField(max_length=80, blank=True)
    c_en = models.CharField(max_length=80, blank=True)
    picture = models.CharField(max_length=40, blank=True)
    place_in_list = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=PromptKind.TRIAD)
                | ~(Q(a_cy="") | Q(a_en="") | Q(b_cy="") | Q(b_en="") | Q(c_cy="") | Q(c_en="")),
                name="stories_triad_has_three_corners",
            )
        ]

    def __str__(self) -> str:
        return self.question_en


class Feeling(models.Model):
    """The face that a teller chose for one question: 1 very sad to 5 very happy."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_feelings")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="feelings")
    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="feelings")
    level = models.PositiveSmallIntegerField()

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "prompt"], name="stories_feeling_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="stories_feeling_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.level} for prompt {self.prompt_id}"


class TriadPoint(models.Model):
    """Where between three things a teller put their story: three whole numbers that make 100."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_triad_points")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="points")
    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="points")
    a = models.SmallIntegerField()
    b = models.SmallIntegerField()
    c = models.SmallIntegerField()

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "prompt"], name="stories_point_once"),
            models.CheckConstraint(
                condition=Q(a__gte=0, b__gte=0, c__gte=0, a=100 - F("b") - F("c")),
                name="stories_point_makes_100",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.a}-{self.b}-{self.c} for prompt {self.prompt_id}"


class Recording(models.Model):
    """A teller's voice, for the teller and the listeners. It is never published: a voice is a name."""

    story = models.OneToOneField(Story, on_delete=models.PROTECT, primary_key=True, related_name="recording")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_recordings")
    content = models.BinaryField()
    content_type = models.CharField(max_length=20)
    size_bytes = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    transcript = models.TextField(blank=True)
    transcribed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"recording of story {self.story_id}"


class UseConsent(models.Model):
    """One yes to one use: for whom, with the name or without, until when, and how it was explained.

    A changed mind ends the row and makes a new one, so that what held on any day can be shown.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_consents")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="consents")
    use = models.CharField(max_length=8, choices=Use.choices)
    audience = models.CharField(max_length=11, choices=Audience.choices)
    named = models.BooleanField(default=False)
    lang = models.CharField(max_length=5, help_text="The language in which it was explained")
    explained = models.CharField(max_length=8, choices=Explained.choices)
    until = models.DateField(null=True, blank=True, help_text="The last day; empty: until it is taken back")
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "use", "ended_at"], name="stories_consent_use")]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "use"], condition=Q(ended_at__isnull=True), name="stories_consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.use} of story {self.story_id}"


class StoryVersion(models.Model):
    """The story as others would read it. Nobody reads it before its teller said yes to these very words.

    `checked` is what the listener looked for (words.Check); `kept` why what the rules marked may stay.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_versions")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    words = models.TextField()
    lang = models.CharField(max_length=35)
    why = models.TextField(help_text="What was changed and why, for the teller")
    why_lang = models.CharField(max_length=5)
    checked = models.JSONField(default=list)
    marked = models.PositiveSmallIntegerField(default=0, help_text="Places that the rules still mark")
    kept = models.TextField(blank=True)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=VersionState.choices, default=VersionState.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)
    reply = models.TextField(blank=True, help_text="What the teller wants otherwise")
    reply_lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="stories_version_number_once"),
            models.UniqueConstraint(
                fields=["story"], condition=Q(state=VersionState.WAITING), name="stories_version_one_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of story {self.story_id}"


class StoryAnswer(models.Model):
    """What a service says to a teller. It goes when the story goes: it may repeat what was told."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_answers")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="answers")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="story_answers")
    words_cy = models.TextField(blank=True)
    words_en = models.TextField(blank=True)
    answered_by_key = models.CharField(max_length=80)
    answered_at = models.DateTimeField(default=timezone.now)
    no_change_cy = models.TextField(blank=True, help_text="Why nothing will change, where that is the answer")
    no_change_en = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words_cy="", words_en=""), name="stories_answer_has_words")
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Change(models.Model):
    """What a service does otherwise: what, by whom, by when, and whether it was done.

    It stays when a story is taken back: it is the service's word, in the service's words.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_changes")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="story_changes")
    turn = models.ForeignKey(
        Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="story_changes"
    )
    what_cy = models.CharField(max_length=240)
    what_en = models.CharField(max_length=240)
    by_whom_cy = models.CharField(max_length=160, help_text="A role or a team")
    by_whom_en = models.CharField(max_length=160)
    first_due_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=ChangeState.choices, default=ChangeState.PROMISED)
    done_on = models.DateField(null=True, blank=True)
    reason_cy = models.TextField(blank=True, help_text="Why later, or why not")
    reason_en = models.TextField(blank=True)
    named_at = models.DateTimeField(default=timezone.now)
    named_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ChangeState.DONE, done_on__isnull=False)
                | (~Q(state=ChangeState.DONE) & Q(done_on__isnull=True)),
                name="stories_change_done_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=ChangeState.NOT_DONE) | (~Q(reason_cy="") & ~Q(reason_en="")),
                name="stories_change_not_done_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.what_en

    def is_late(self) -> bool:
        """Whether its day has passed and it is neither done nor given up."""
        return self.state == ChangeState.PROMISED and self.due_on < timezone.localdate()


class ChangeFrom(models.Model):
    """A story that led to a change, and what its teller says once it is done."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_changes_from")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="stories")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="changes")
    felt = models.CharField(max_length=6, choices=Felt.choices, blank=True)
    felt_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "story"], name="stories_change_from_once")]

    def __str__(self) -> str:
        return f"change {self.change_id} from story {self.story_id}"


class DatasetShare(models.Model):
    """A dataset of stories that somebody outside may fetch again and again, at an address of their own.

    What it holds is decided at each fetch from the consents of that moment. Only a digest of the secret
    in the address is kept.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_shares")
    use = models.CharField(max_length=8, choices=Use.choices)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="story_shares"
    )
    recipient = models.CharField(max_length=160, help_text="Who receives it: a person and their organisation")
    email = models.EmailField(help_text="Where they are told that a story was taken back")
    lang = models.CharField(max_length=2, blank=True)
    purpose = models.TextField(help_text="What for, in the words of whoever asked")
    licence = models.CharField(max_length=14, choices=Licence.choices)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)
    until = models.DateField(help_text="The last day on which it can be fetched")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"dataset {self.pk}"


class Fetch(models.Model):
    """One time that a dataset was fetched: when, as what, and the digest of exactly what went out."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="story_fetches")
    share = models.ForeignKey(DatasetShare, on_delete=models.PROTECT, related_name="fetches")
    fetched_at = models.DateTimeField(default=timezone.now)
    form = models.CharField(max_length=4)
    digest = models.CharField(max_length=64)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"fetch {self.pk}"


class Received(models.Model):
    """A story that a recipient has since a fetch, and when they were told to delete it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="stories_received")
    share = models.ForeignKey(DatasetShare, on_delete=models.PROTECT, related_name="received")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="received")
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True, help_text="Told that it was taken back")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["share", "story"], name="stories_received_once")]

    def __str__(self) -> str:
        return f"story {self.story_id} in dataset {self.share_id}"
