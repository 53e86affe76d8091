"""The split key of a secret vote (or of sealed bids), the box with its ballots, and what comes out of it.

What lies in the database, and what it says of anybody: docs/adr/0015-secret-ballots.md.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party

from ..words import BallotEvidence, ChangeState, HolderState
from .votes import OnRoll, Vote

LARGEST_RANDOM = 2**62


def random_id() -> int:
    """A row number that says nothing of when the row was written.

    It is given to an automatic key, which on SQLite is the place of the row itself: rows then lie in the
    order of these numbers and not in the order of their coming.
    """
    return secrets.randbelow(LARGEST_RANDOM) + 1


class SplitKey(models.Model):
    """A key that no one person has: any `needed` of its holders open what was sealed to `public_key`.

    The private key is in memory while it is made, while it is dealt anew and while the box is opened, and
    nowhere else. `purpose` says to the holders what it is for. A key that is a practice of another has the
    same holders with the same files, and a box with nothing but a word in it.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="split_keys")
    purpose_cy = models.CharField(max_length=200)
    purpose_en = models.CharField(max_length=200)
    needed = models.PositiveSmallIntegerField(default=2)
    public_key = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by_key = models.CharField(max_length=80)
    spent_at = models.DateTimeField(null=True, blank=True)
    practice_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="practices"
    )
    practice_box = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(needed__gt=1), name="deciding_key_is_split"),
            models.CheckConstraint(
                condition=models.Q(practice_of__isnull=True, practice_box="")
                | (models.Q(practice_of__isnull=False) & ~models.Q(practice_box="")),
                name="deciding_practice_has_a_box",
            ),
        ]

    def __str__(self) -> str:
        return f"split key {self.pk}"


class KeyHolder(models.Model):
    """Somebody who keeps one part of a key.

    `public_key` belongs to the file that they keep; `share` is their part, sealed to it. `place` is the x of
    their part (algorithms/sharing.py). `kind` is free for rooms that want holders of different kinds.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="key_holders")
    split_key = models.ForeignKey(SplitKey, on_delete=models.PROTECT, related_name="holders")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="keys_held")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, choices=HolderState.choices, default=HolderState.ASKED)
    public_key = models.CharField(max_length=64, blank=True)
    share = models.TextField(blank=True)
    gave_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["split_key", "party"],
                condition=~models.Q(state=HolderState.LEFT),
                name="deciding_holder_once",
            ),
            models.UniqueConstraint(
                fields=["split_key", "place"],
                condition=~models.Q(state=HolderState.LEFT),
                name="deciding_holder_place_once",
            ),
        ]

    def __str__(self) -> str:
        return f"holder {self.place} of key {self.split_key_id}"


class KeyChange(models.Model):
    """Somebody else keeps a key that is in use: who, instead of whom, why, and how far it is.

    The key stays the same; its parts are dealt anew, to all holders, when two of those who stay have brought
    their files. Until then everything is as before, and `joins` holds nothing.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="key_changes")
    split_key = models.ForeignKey(SplitKey, on_delete=models.PROTECT, related_name="changes")
    leaves = models.ForeignKey(KeyHolder, on_delete=models.PROTECT, related_name="left_in")
    joins = models.OneToOneField(KeyHolder, on_delete=models.PROTECT, related_name="joined_in")
    reason = models.TextField()
    reason_lang = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=ChangeState.choices, default=ChangeState.OPEN)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by_key = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["split_key"], condition=models.Q(state=ChangeState.OPEN),
                name="deciding_key_change_one_open",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="deciding_key_change_reason"),
            models.CheckConstraint(
                condition=models.Q(state=ChangeState.OPEN, ended_at__isnull=True)
                | (~models.Q(state=ChangeState.OPEN) & models.Q(ended_at__isnull=False)),
                name="deciding_key_change_ends_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"change {self.pk} of key {self.split_key_id}"


class PassedShare(models.Model):
    """A part that its holder gave, sealed to another holder: no two parts ever lie open in the database.

    With a `change` it was given so that the parts are dealt anew, and lies in an envelope of this server.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="passed_shares")
    giver = models.ForeignKey(KeyHolder, on_delete=models.CASCADE, related_name="passed")
    receiver = models.ForeignKey(KeyHolder, on_delete=models.CASCADE, related_name="received")
    sealed = models.TextField()
    change = models.ForeignKey(
        KeyChange, on_delete=models.CASCADE, null=True, blank=True, related_name="passed"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["giver", "receiver"], name="deciding_passed_share_once")
        ]

    def __str__(self) -> str:
        return f"share of {self.giver_id} for {self.receiver_id}"


class RollMark(models.Model):
    """That somebody has voted in a secret vote; never how, and not when. Append-only, once for each voter."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="roll_marks")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="marks")
    on_roll = models.OneToOneField(OnRoll, on_delete=models.PROTECT, related_name="mark")
    evidence = models.CharField(max_length=6, choices=BallotEvidence.choices)
    recorded_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(evidence=BallotEvidence.SCREEN, recorded_by_key="")
                | (~models.Q(evidence=BallotEvidence.SCREEN) & ~models.Q(recorded_by_key="")),
                name="deciding_mark_recorder_named",
            )
        ]

    def __str__(self) -> str:
        return f"mark of voter {self.on_roll_id}"


class PaperBatch(models.Model):
    """So many papers of a secret vote were typed, by whom. Append-only. What they say lies in the box."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="paper_batches")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="paper_batches")
    papers = models.PositiveIntegerField()
    key = models.CharField(max_length=80, blank=True)
    recorded_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "key"], condition=~models.Q(key=""), name="deciding_paper_batch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.papers} papers of vote {self.vote_id}"


class Envelope(models.Model):
    """A sealed ballot inside a second seal, while the vote is open.

    The row beside it in time is the voter's mark. So the ballot itself does not lie here: the outer seal is
    of this server's own secret, which is in no database, and is taken off when the box is shut and shuffled.
    """

    id = models.BigAutoField(primary_key=True, default=random_id)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="envelopes")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="envelopes")
    sealed = models.TextField()

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"envelope of vote {self.vote_id}"


class SealedBallot(models.Model):
    """A ballot sealed to the split key, from the close until two holders open the box."""

    id = models.BigAutoField(primary_key=True, default=random_id)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="sealed_ballots")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="sealed_ballots")
    sealed = models.TextField()

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"sealed ballot of vote {self.vote_id}"


class OpenedBallot(models.Model):
    """What a ballot of a secret vote says. Append-only. Nothing here or elsewhere says whose it is."""

    id = models.BigAutoField(primary_key=True, default=random_id)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="opened_ballots")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="opened_ballots")
    choices = models.JSONField()

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"opened ballot of vote {self.vote_id}"


class Receipt(models.Model):
    """The code of a ballot that was counted, apart from what the ballot says. Append-only."""

    id = models.BigAutoField(primary_key=True, default=random_id)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="receipts")
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="receipts")
    code = models.CharField(max_length=20)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"receipt of vote {self.vote_id}"
