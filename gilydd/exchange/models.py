"""Accounts, transfers, holds; asks and promises."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party, Place, Term

from .words import AccountKind, AskState, Evidence, HoldOutcome, PromiseState


class Account(models.Model):
    """Whole minutes of one party in one community. Balance and held are moved by triggers alone.

    `loosened_minutes` widens the database's own floor where imported history or a reversal went
    below it; new spending is still held to `floor_minutes` by the ledger.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="accounts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts")
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    name = models.CharField(max_length=120, blank=True)
    balance_minutes = models.BigIntegerField(default=0, db_default=0)
    held_minutes = models.BigIntegerField(default=0, db_default=0)
    floor_minutes = models.BigIntegerField(null=True, blank=True)
    loosened_minutes = models.BigIntegerField(default=0, db_default=0)
    opened_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(floor_minutes__isnull=True)
                | models.Q(
                    balance_minutes__gte=models.F("floor_minutes")
                    + models.F("held_minutes")
                    - models.F("loosened_minutes")
                ),
                name="exchange_account_above_floor",
            ),
            models.CheckConstraint(condition=models.Q(held_minutes__gte=0), name="exchange_account_held"),
            models.UniqueConstraint(
                fields=["community", "party", "kind"],
                condition=models.Q(party__isnull=False),
                name="exchange_account_party_once",
            ),
            models.UniqueConstraint(
                fields=["community", "kind", "name"],
                condition=models.Q(party__isnull=True),
                name="exchange_account_named_once",
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def available_minutes(self) -> int | None:
        """What may still be spent; None where there is no floor."""
        if self.floor_minutes is None:
            return None
        return self.balance_minutes - self.held_minutes - self.floor_minutes


class Hold(models.Model):
    """Minutes of a payer set aside for a promise. Immutable; how it ended is a row of its own."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="holds")
    payer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    minutes = models.PositiveIntegerField()
    key = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="exchange_hold_minutes"),
            models.UniqueConstraint(fields=["community", "key"], name="exchange_hold_key_once"),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"


class Transfer(models.Model):
    """Minutes that went from payer to payee: one immutable row, zero-sum by its shape."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="transfers")
    payer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="paid")
    payee = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="received")
    minutes = models.PositiveIntegerField()
    work = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="transfers")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    key = models.CharField(max_length=120)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    settles = models.OneToOneField(
        Hold, on_delete=models.PROTECT, null=True, blank=True, related_name="settled_by"
    )
    source_key = models.CharField(max_length=80, blank=True)
    recorded_by_key = models.CharField(max_length=80)
    on_behalf_of_key = models.CharField(max_length=80, blank=True)
    evidence = models.CharField(max_length=8, choices=Evidence.choices)
    breaches_limit = models.BooleanField(default=False)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="exchange_transfer_minutes"),
            models.CheckConstraint(
                condition=~models.Q(payer=models.F("payee")), name="exchange_transfer_two_accounts"
            ),
            models.UniqueConstraint(fields=["community", "key"], name="exchange_transfer_key_once"),
        ]
        indexes = [
            models.Index(fields=["payer", "-occurred_at"], name="exchange_transfer_payer"),
            models.Index(fields=["payee", "-occurred_at"], name="exchange_transfer_payee"),
            models.Index(fields=["community", "occurred_at"], name="exchange_transfer_when"),
            models.Index(fields=["source_key"], name="exchange_transfer_source"),
        ]

    def __str__(self) -> str:
        return f"transfer {self.pk}"


class TransferNote(models.Model):
    """What somebody wrote beside a transfer: apart from it, because it can be erased."""

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, primary_key=True, related_name="note")
    text = models.TextField()
    lang = models.CharField(max_length=5, blank=True)

    def __str__(self) -> str:
        return self.text


class HoldEnd(models.Model):
    """How a hold ended; the primary key is the hold, so it ends once."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, primary_key=True, related_name="end")
    outcome = models.CharField(max_length=8, choices=HoldOutcome.choices)
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.hold_id} {self.outcome}"


class Ask(models.Model):
    """Somebody needs a hand. The words are the asker's own, in the language they wrote them in."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="asks")
    asker = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="asks")
    work = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="asks")
    title = models.CharField(max_length=120)
    details = models.TextField(blank=True)
    lang = models.CharField(max_length=5)
    minutes = models.PositiveIntegerField()
    wanted_on = models.DateField(null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="asks")
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.OPEN)
    asked_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "state", "-asked_at"], name="exchange_ask_board")]

    def __str__(self) -> str:
        return self.title


class Promise(models.Model):
    """Somebody will answer an ask; the asker's hours are held until it is kept or taken back."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="promises")
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="promises")
    helper = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="promises")
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="promise")
    state = models.CharField(max_length=10, choices=PromiseState.choices, default=PromiseState.MADE)
    promised_at = models.DateTimeField(default=timezone.now)
    transfer = models.OneToOneField(
        Transfer, on_delete=models.PROTECT, null=True, blank=True, related_name="promise"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ask"],
                condition=~models.Q(state=PromiseState.TAKEN_BACK),
                name="exchange_promise_one_live",
            )
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"
