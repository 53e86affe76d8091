"""Bids: sealed from their arrival until two of three open them together, and what they then say."""

from __future__ import annotations

import uuid

from django.db import models

from gilydd.people.models import Community, OfCommunity, Party

from .tender import Lot, Procurement


class Bid(models.Model):
    """A bid for a lot, as it lies here until the opening: sealed bytes that no one person can read.

    `received_at` is the clock of the database. A bidder may take a bid back, or put another in its place,
    until bids close; the row stays with `withdrawn_at`, and only the latest one is opened.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="bids")
    procurement = models.ForeignKey(Procurement, on_delete=models.PROTECT, related_name="bids")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="bids")
    bidder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="bids")
    sealed = models.BinaryField(null=True, help_text="Empty where it was destroyed unread")
    sealed_sha256 = models.CharField(max_length=64)
    # Of the opened content, which holds 32 random bytes of its own: nothing can be guessed from it before.
    content_sha256 = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    put_in_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="commissioning_bid_key"),
            models.UniqueConstraint(
                fields=["lot", "bidder"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="commissioning_bid_once",
            ),
        ]

    def __str__(self) -> str:
        return f"bid {self.pk}"


class OpenedBid(models.Model):
    """What a bid says, written at the opening. Append-only.

    `content` is the bid form (words.BID_FORM) as JSON; `price_pence` the price for the whole lot.
    """

    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, primary_key=True, related_name="opened")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="opened_bids")
    content = models.JSONField()
    price_pence = models.BigIntegerField()
    opened_at = models.DateTimeField()

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(price_pence__gte=0), name="commissioning_price_from_0")
        ]

    def __str__(self) -> str:
        return f"opened bid {self.bid_id}"
