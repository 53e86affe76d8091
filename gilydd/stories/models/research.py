"""Peer research: codebooks, studies, the texts in them, who marked what, notes, and hours."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from gilydd.exchange.models import Claim
from gilydd.people.models import Community, OfCommunity, Party
from gilydd.services.models import Service

from ..research_words import Consented, ExportKind, Gone, MemoKind, StudyState


class Codebook(models.Model):
    """A tree of themes that several studies can share."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="codebooks")
    name_cy = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_cy="", name_en=""), name="stories_codebook_has_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_cy


class Theme(models.Model):
    """A theme of a codebook. `look` says its colour and pattern; `meaning` when to use it and when not."""

    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="themes")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="themes")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="themes")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    name_cy = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    meaning_cy = models.TextField(blank=True)
    meaning_en = models.TextField(blank=True)
    look = models.PositiveSmallIntegerField()
    place_in_list = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["codebook", "guid"], name="stories_theme_once"),
            models.CheckConstraint(
                condition=~models.Q(name_cy="", name_en=""), name="stories_theme_has_a_name"
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="stories_theme_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_cy


class Study(models.Model):
    """Peer researchers read texts and mark what is said in them. `lead` began it.

    `name`, `question` and `findings` are in the researchers' own words.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="studies")
    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="studies")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=160)
    question = models.TextField()
    lang = models.CharField(max_length=5)
    lead = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="studies_led")
    state = models.CharField(max_length=9, choices=StudyState.choices, default=StudyState.CODING)
    made_at = models.DateTimeField(default=timezone.now)
    compared_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    findings = models.TextField(blank=True)
    findings_lang = models.CharField(max_length=5, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"study {self.pk}"


class StudyCoder(models.Model):
    """Somebody who codes in a study, with the training that they had for it.

    `party` is None for a coder whom a project file of another program names; then `called` says who.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="coders")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="study_coders")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="coding")
    called = models.CharField(max_length=120, blank=True)
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    training = models.CharField(max_length=160, blank=True, help_text="Which training, and who gave it")
    trained_on = models.DateField(null=True, blank=True)
    by_name = models.BooleanField(default=False, help_text="Named with the findings, by their own word")
    joined_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study", "party"], condition=models.Q(party__isnull=False), name="stories_coder_once"
            ),
            models.CheckConstraint(
                condition=models.Q(party__isnull=True, trained_on__isnull=True)
                | (models.Q(party__isnull=False, trained_on__isnull=False) & ~models.Q(training="")),
                name="stories_coder_is_trained",
            ),
        ]

    def __str__(self) -> str:
        return f"coder {self.pk}"


class StudySource(models.Model):
    """One text of a study: a story with research consent, or a transcript with its own.

    `text` is the study's own copy in Unicode NFC with lines ended by a single line feed; every highlight
    counts in code points of this text. When it is gone the words are gone too, and only the number stays.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="sources")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="study_sources")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(help_text="What the text is called in the study")
    story = models.ForeignKey(
        "stories.Story", on_delete=models.PROTECT, null=True, blank=True, related_name="study_sources"
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="study_sources"
    )
    version = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Which version of the story")
    text = models.TextField(blank=True)
    lang = models.CharField(max_length=35)
    consented_how = models.CharField(max_length=9, choices=Consented.choices, blank=True)
    consented_on = models.DateField(null=True, blank=True)
    consent_until = models.DateField(null=True, blank=True)
    consent_sheet = models.CharField(max_length=60, blank=True, help_text="The number on the consent sheet")
    added_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    gone_why = models.CharField(max_length=9, choices=Gone.choices, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="stories_source_number_once"),
            models.UniqueConstraint(
                fields=["study", "story"],
                condition=models.Q(story__isnull=False),
                name="stories_source_story_once",
            ),
            models.CheckConstraint(
                condition=models.Q(gone_at__isnull=True) | models.Q(text="", consent_sheet=""),
                name="stories_source_gone_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"text {self.number} of study {self.study_id}"


class Reading(models.Model):
    """A coder has read a text to its end: what they did not mark there, they did not see in it."""

    source = models.ForeignKey(StudySource, on_delete=models.PROTECT, related_name="readings")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="readings")
    coder = models.ForeignKey(StudyCoder, on_delete=models.PROTECT, related_name="readings")
    finished_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "coder"], name="stories_reading_once")]

    def __str__(self) -> str:
        return f"reading {self.pk}"


class Highlight(models.Model):
    """A coder's mark: this theme, from code point `start` up to, not with, `end`.

    `blind` was made while nobody saw another's marks. `look_again`: the text changed under it.
    """

    source = models.ForeignKey(StudySource, on_delete=models.PROTECT, related_name="highlights")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="highlights")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="highlights")
    coder = models.ForeignKey(StudyCoder, on_delete=models.PROTECT, related_name="highlights")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    blind = models.BooleanField(default=True)
    look_again = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")), name="stories_highlight_holds_something"
            ),
            models.UniqueConstraint(
                fields=["source", "theme", "coder", "start", "end"],
                condition=models.Q(removed_at__isnull=True),
                name="stories_highlight_once",
            ),
        ]

    def __str__(self) -> str:
        return f"highlight {self.pk}"


class Memo(models.Model):
    """What a researcher wrote down: on a text, a theme or a highlight, or in their journal.

    Nobody else reads it unless it is `shared`, and while a study is being coded nobody does.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="memos")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="memos")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=7, choices=MemoKind.choices, default=MemoKind.MEMO)
    coder = models.ForeignKey(StudyCoder, on_delete=models.PROTECT, related_name="memos")
    source = models.ForeignKey(
        StudySource, on_delete=models.PROTECT, null=True, blank=True, related_name="memos"
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="memos")
    highlight = models.ForeignKey(
        Highlight, on_delete=models.PROTECT, null=True, blank=True, related_name="memos"
    )
    words = models.TextField()
    lang = models.CharField(max_length=5)
    shared = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"memo {self.pk}"


class ResearchHours(models.Model):
    """Hours that a peer researcher gave to a study, entered in the exchange like all other hours."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="hours")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="research_hours")
    coder = models.ForeignKey(StudyCoder, on_delete=models.PROTECT, related_name="hours")
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="research_hours")

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"hours {self.pk}"


class StudyExport(models.Model):
    """A file of a study that somebody took away: they are told when a text in it is withdrawn."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="exports")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="study_exports")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="study_exports")
    kind = models.CharField(max_length=8, choices=ExportKind.choices)
    sources = models.JSONField(default=list, help_text="Numbers of the texts in it")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"export {self.pk}"
