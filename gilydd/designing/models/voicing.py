"""Who was heard: one row for each act in a challenge, and what became of it. Append-only."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity

from ..words import VoiceAct, VoiceEffect
from .challenges import Challenge


class VoiceEvent(models.Model):
    """One act: who, as what, which, to what, how long, at which point of the challenge. Append-only.

    Of words only their number is kept. A vote of many is one event without a party: who voted, and when,
    is known to the roll alone. `about_key` is the proposal that the thing belongs to, or the thing itself.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="voices")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="voices")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="voices")
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    act = models.CharField(max_length=12, choices=VoiceAct.choices)
    thing_key = models.CharField(max_length=80)
    about_key = models.CharField(max_length=80)
    words_number = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, help_text="Where the challenge was")
    happened_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["challenge", "act"], name="designing_voice_acts")]

    def __str__(self) -> str:
        return f"{self.act} {self.thing_key}"


class VoiceOutcome(models.Model):
    """What became of an act, once it is known. Append-only: a later row counts instead of an earlier one."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="voice_outcomes")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="voice_outcomes")
    act = models.CharField(max_length=12, choices=VoiceAct.choices)
    thing_key = models.CharField(max_length=80)
    effect = models.CharField(max_length=10, choices=VoiceEffect.choices)
    reasoned = models.BooleanField(default=False, help_text="Whether the answer said why")
    amount_pence = models.PositiveBigIntegerField(null=True, blank=True)
    known_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["challenge", "act"], name="designing_voice_effects")]

    def __str__(self) -> str:
        return f"{self.effect} {self.thing_key}"
