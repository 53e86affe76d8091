"""Records, their erasable reasons, and the blocks of the seal."""

from __future__ import annotations

from django.db import models

from .words import Audience


class Record(models.Model):
    """One act. Keys are opaque ("people.party:<uuid>", "exchange.ask:12"), never foreign keys."""

    community_key = models.CharField(max_length=40, blank=True)
    actor_key = models.CharField(max_length=80)
    on_behalf_of_key = models.CharField(max_length=80, blank=True)
    capacity = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=80)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    facts = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_key", "id"], name="history_record_subject"),
            models.Index(fields=["community_key", "id"], name="history_record_community"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_key}"


class Mention(models.Model):
    """Another thing that a record touched, so that its timeline shows the record too."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="mentions")
    subject_key = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["subject_key", "record"], name="history_mention_subject")]
        constraints = [models.UniqueConstraint(fields=["record", "subject_key"], name="history_mention_once")]

    def __str__(self) -> str:
        return self.subject_key


class Reason(models.Model):
    """Free text that belongs to a record but lies outside the seal, so that it can be erased."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, related_name="reason")
    text = models.TextField()
    lang = models.CharField(max_length=5, blank=True)

    def __str__(self) -> str:
        return self.text


class Block(models.Model):
    """A link of a community's seal: the hash over its records and over the block before."""

    community_key = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community_key", "number"], name="history_block_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class SealedRecord(models.Model):
    """Which block holds a record, and where: a row of its own, so that sealing updates nothing."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, related_name="sealed")
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="records")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["block", "position"], name="history_sealed_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.block_id}:{self.position}"
