"""Accounts, transfers, holds; asks and promises."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from gilydd.assets.models import Asset
from gilydd.people.models import Area, Community, OfCommunity, Party, Place, Term

from .words import (
    AccountKind,
    AgreementState,
    AnswerState,
    AskState,
    CircleState,
    ClaimState,
    Evidence,
    Feeling,
    HoldOutcome,
    IntakeState,
    Nature,
    PaperKind,
    PaperState,
    PromiseState,
    Refusal,
    RoundScope,
    RoundState,
    ScanOutcome,
    SeriesState,
    TroubleKind,
    TroubleState,
    VoucherState,
)


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
    nature = models.CharField(
        max_length=8, choices=Nature.choices, default=Nature.WORK, db_default=Nature.WORK
    )

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
    offer = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="asks")
    asked_of = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="asks_to_them"
    )
    series = models.ForeignKey("Series", on_delete=models.PROTECT, null=True, blank=True, related_name="asks")
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.OPEN)
    asked_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "state", "-asked_at"], name="exchange_ask_board")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "wanted_on"],
                condition=models.Q(series__isnull=False),
                name="exchange_ask_series_day_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Promise(models.Model):
    """Somebody will answer an ask; the asker's hours are held until it is kept or taken back."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="promises")
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="promises")
    helper = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="promises")
    # No hold where the help is given freely: nothing will be owed.
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, null=True, blank=True, related_name="promise")
    state = models.CharField(max_length=10, choices=PromiseState.choices, default=PromiseState.MADE)
    promised_at = models.DateTimeField(default=timezone.now)
    transfer = models.OneToOneField(
        Transfer, on_delete=models.PROTECT, null=True, blank=True, related_name="promise"
    )
    freely = models.BooleanField(default=False)
    meets_at = models.DateTimeField(null=True, blank=True)
    meets_where = models.CharField(max_length=160, blank=True)
    meeting_by_key = models.CharField(max_length=80, blank=True)
    meeting_agreed_at = models.DateTimeField(null=True, blank=True)
    confirmed_minutes = models.PositiveIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_evidence = models.CharField(max_length=10, choices=Evidence.choices, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ask"],
                condition=~models.Q(state=PromiseState.TAKEN_BACK),
                name="exchange_promise_one_live",
            ),
            models.CheckConstraint(
                condition=models.Q(freely=True) | models.Q(hold__isnull=False),
                name="exchange_promise_held_or_free",
            ),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"


class Rules(models.Model):
    """What a community agreed for itself. Where it agreed nothing, the defaults of the field hold."""

    community = models.OneToOneField(
        Community, on_delete=models.PROTECT, primary_key=True, related_name="rules"
    )
    floor_minutes = models.IntegerField(default=-600)
    soft_low_minutes = models.IntegerField(default=-600)
    soft_high_minutes = models.IntegerField(default=2_400)
    step_minutes = models.PositiveSmallIntegerField(default=15)
    confirm_within_hours = models.PositiveSmallIntegerField(default=72)
    approval_above_minutes = models.PositiveIntegerField(default=240)
    flag_percent = models.PositiveSmallIntegerField(default=25)
    new_member_days = models.PositiveSmallIntegerField(default=30)
    contact_days = models.PositiveSmallIntegerField(default=90)
    dormant_months = models.PositiveSmallIntegerField(default=24)
    expiry_months = models.PositiveSmallIntegerField(null=True, blank=True)
    gift_mode = models.BooleanField(default=False)
    pot_gives_minutes = models.PositiveIntegerField(null=True, blank=True)
    pot_policy_cy = models.TextField(blank=True)
    pot_policy_en = models.TextField(blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"rules of {self.community_id}"


class Series(models.Model):
    """Help that comes again: every so many weeks an ask with its promise is made, a week ahead."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="series")
    asker = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="series_asked")
    helper = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="series_helped")
    work = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="series")
    title = models.CharField(max_length=120)
    lang = models.CharField(max_length=5)
    minutes = models.PositiveIntegerField()
    every_weeks = models.PositiveSmallIntegerField()
    at = models.TimeField(null=True, blank=True)
    where = models.CharField(max_length=160, blank=True)
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    next_on = models.DateField()
    state = models.CharField(max_length=8, choices=SeriesState.choices, default=SeriesState.PROPOSED)
    made_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(every_weeks__gt=0), name="exchange_series_weeks"),
            models.CheckConstraint(
                condition=~models.Q(asker=models.F("helper")), name="exchange_series_two_people"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class GroupExchange(models.Model):
    """One occasion with several givers or receivers; each row is a claim of its own, and balances."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="group_exchanges")
    organiser = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="group_exchanges")
    work = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="group_exchanges")
    title = models.CharField(max_length=120)
    lang = models.CharField(max_length=5)
    occurred_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.title


class Claim(models.Model):
    """Hours that one side says were given, or that need a broker's word, before they are written."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="claims")
    giver = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="claims_given")
    receiver = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="claims_received"
    )
    work = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="claims")
    minutes = models.PositiveIntegerField()
    occurred_at = models.DateTimeField()
    words = models.CharField(max_length=240, blank=True)
    lang = models.CharField(max_length=5, blank=True)
    freely = models.BooleanField(default=False)
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    offer = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    group = models.ForeignKey(
        GroupExchange, on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.WAITING)
    key = models.CharField(max_length=120)
    made_by_key = models.CharField(max_length=80)
    evidence = models.CharField(max_length=8, choices=Evidence.choices, default=Evidence.SCREEN)
    made_at = models.DateTimeField(default=timezone.now)
    transfer = models.OneToOneField(
        Transfer, on_delete=models.PROTECT, null=True, blank=True, related_name="claim"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="exchange_claim_key_once"),
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="exchange_claim_minutes"),
            models.CheckConstraint(
                condition=models.Q(receiver__isnull=True) | ~models.Q(giver=models.F("receiver")),
                name="exchange_claim_two_people",
            ),
        ]
        indexes = [models.Index(fields=["community", "state"], name="exchange_claim_desk")]

    def __str__(self) -> str:
        return f"claim {self.pk}"


class Thanks(models.Model):
    """A thank-you for hours that were given, shown to the one who is thanked."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="thanks")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="thanks")
    writer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="thanks_said")
    words = models.TextField()
    lang = models.CharField(max_length=5)
    said_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "writer"], name="exchange_thanks_once")]

    def __str__(self) -> str:
        return f"thanks {self.pk}"


class Feedback(models.Model):
    """How it went, for brokers only: never an average beside somebody's name."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="feedback")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="feedback")
    writer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="feedback_given")
    feeling = models.CharField(max_length=5, choices=Feeling.choices)
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "writer"], name="exchange_feedback_once")]

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class Trouble(models.Model):
    """A problem or a dispute about a promise, a claim or hours in the books. A broker settles it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="troubles")
    kind = models.CharField(max_length=7, choices=TroubleKind.choices)
    raised_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="troubles")
    promise = models.ForeignKey(
        Promise, on_delete=models.PROTECT, null=True, blank=True, related_name="troubles"
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="troubles")
    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, null=True, blank=True, related_name="troubles"
    )
    words = models.TextField()
    lang = models.CharField(max_length=5)
    state = models.CharField(max_length=7, choices=TroubleState.choices, default=TroubleState.OPEN)
    raised_at = models.DateTimeField(default=timezone.now)
    outcome = models.TextField(blank=True)
    outcome_lang = models.CharField(max_length=5, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(promise__isnull=False)
                | models.Q(claim__isnull=False)
                | models.Q(transfer__isnull=False),
                name="exchange_trouble_about_something",
            )
        ]
        indexes = [models.Index(fields=["community", "state"], name="exchange_trouble_desk")]

    def __str__(self) -> str:
        return f"trouble {self.pk}"


class SpendingPlace(models.Model):
    """Where hours can be spent: a class, a pool, a concert. Its organisation earns what is spent there."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="spending_places")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="spending_places")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="spending_places"
    )
    work = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="spending_places")
    name_cy = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(help_text="What one visit costs")
    places_a_day = models.PositiveIntegerField(null=True, blank=True)
    open = models.BooleanField(default=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="exchange_spending_minutes")
        ]

    def __str__(self) -> str:
        return self.name_en


class Visit(models.Model):
    """Hours spent at a place on a day."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="visits")
    at = models.ForeignKey(SpendingPlace, on_delete=models.PROTECT, related_name="visits")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="visits")
    day = models.DateField()
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="visit")

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["at", "day"], name="exchange_visit_day")]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class Agreement(models.Model):
    """That two communities trade hours, up to a limit either way. Each community holds its own row.

    The partner is named by its opaque key: no foreign key crosses communities.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="agreements")
    pair_key = models.UUIDField(default=uuid.uuid4, help_text="The same in both rows of one agreement")
    partner_key = models.UUIDField()
    partner_name_cy = models.CharField(max_length=120)
    partner_name_en = models.CharField(max_length=120)
    limit_minutes = models.PositiveIntegerField()
    wanted_limit_minutes = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=AgreementState.choices)
    made_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    rest_minutes = models.BigIntegerField(null=True, blank=True, help_text="What was open at the end")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "partner_key"],
                condition=~models.Q(state=AgreementState.ENDED),
                name="exchange_agreement_one_live",
            ),
            models.CheckConstraint(condition=models.Q(limit_minutes__gt=0), name="exchange_agreement_limit"),
            models.UniqueConstraint(fields=["community", "pair_key"], name="exchange_agreement_pair_once"),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class Trade(models.Model):
    """This community's half of hours that went to or came from another: the other half has the same key."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="trades")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="trades")
    key = models.UUIDField()
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="trades")
    other_name = models.CharField(max_length=160)
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="trade")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "key"], name="exchange_trade_once")]

    def __str__(self) -> str:
        return f"trade {self.key}"


class PartnerTry(models.Model):
    """Somebody typed the number and name of a member of a partner community. Wrong ones are counted."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partner_tries")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="partner_tries")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="tries")
    tried_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["party", "tried_at"], name="exchange_try_party")]

    def __str__(self) -> str:
        return f"try {self.pk}"


class Leaving(models.Model):
    """A member wants to leave, and says to whom their hours should go (nobody named: the pot)."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="leavings")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="leavings")
    gift_to = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="leavings_to_them"
    )
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "party"],
                condition=models.Q(ended_at__isnull=True),
                name="exchange_leaving_once",
            )
        ]

    def __str__(self) -> str:
        return f"leaving {self.pk}"


class Expiring(models.Model):
    """Hours that will go to the pot on a day, told at least 30 days before; then what really went.

    `ended_at` without a transfer: the hours were spent meanwhile, or the community changed its rule.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="expirings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="expirings")
    minutes = models.PositiveIntegerField()
    told_on = models.DateField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    transfer = models.OneToOneField(
        Transfer, on_delete=models.PROTECT, null=True, blank=True, related_name="expiring"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended_at__isnull=True), name="exchange_expiring_once"
            ),
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="exchange_expiring_minutes"),
        ]
        indexes = [models.Index(fields=["community", "due_on"], name="exchange_expiring_due")]

    def __str__(self) -> str:
        return f"expiring {self.pk}"


class Introduction(models.Model):
    """A broker brought two members together, perhaps about an ask."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="introductions")
    first = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="introduced_first")
    second = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="introduced_second")
    ask = models.ForeignKey(
        Ask, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions"
    )
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"introduction {self.pk}"


class Contact(models.Model):
    """A broker was in touch with a member, and what was said; brokers only."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="contacts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contacts")
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["party", "-made_at"], name="exchange_contact_party")]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class Intake(models.Model):
    """A file that a broker is bringing in on the web: read first, then written by the worker."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="intakes")
    kind = models.CharField(max_length=20)
    files = models.JSONField(default=dict, help_text="Name to base64 of the bytes, emptied once written")
    mapping = models.JSONField(default=dict)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="intakes")
    state = models.CharField(max_length=8, choices=IntakeState.choices, default=IntakeState.CHECKING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"intake {self.pk}"


class Paper(models.Model):
    """Letters or cards that a broker has made to print: one file, kept 30 days for whoever made it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=7, choices=PaperKind.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    state = models.CharField(max_length=7, choices=PaperState.choices, default=PaperState.WAITING)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    two_sided = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    messages = models.JSONField(default=list, help_text="Ids of the messages that are printed in it")
    content = models.BinaryField(null=True, blank=True)
    problem = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "made_by_key"], name="exchange_paper_mine")]

    def __str__(self) -> str:
        return f"paper {self.pk}"


class MatchingRound(models.Model):
    """One search for circles: whom it takes in, its limits, and what the worker found.

    `run` counts how often it was worked out. `document` is the round as `algorithms.matching` reads it and
    `result` its record without the round; in both a party is its opaque key. Limits are for each person.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="matching_rounds")
    key = models.CharField(max_length=120)
    scope = models.CharField(max_length=8, choices=RoundScope.choices)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="matching_rounds"
    )
    unit_minutes = models.PositiveSmallIntegerField()
    give_minutes = models.PositiveIntegerField()
    receive_minutes = models.PositiveIntegerField()
    pair_minutes = models.PositiveIntegerField()
    corridor_minutes = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=7, choices=RoundState.choices, default=RoundState.SOLVING)
    run = models.PositiveIntegerField(default=1)
    done = models.PositiveSmallIntegerField(default=0)
    document = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)
    solved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="exchange_round_key_once"),
            models.CheckConstraint(condition=models.Q(unit_minutes__gt=0), name="exchange_round_unit"),
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"


class Circle(models.Model):
    """People who help each other in turn; `closed` unless it is a chain, in which balances move."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="circles")
    round = models.ForeignKey(MatchingRound, on_delete=models.PROTECT, related_name="circles")
    number = models.PositiveIntegerField()
    closed = models.BooleanField(default=True)
    state = models.CharField(max_length=9, choices=CircleState.choices, default=CircleState.SUGGESTED)
    # Set where everybody said yes, and it could not be promised all the same.
    spoilt = models.BooleanField(default=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="exchange_circle_once")]
        indexes = [models.Index(fields=["community", "state"], name="exchange_circle_state")]

    def __str__(self) -> str:
        return f"circle {self.pk}"


class Pairing(models.Model):
    """In a circle one gives another some minutes of a work, for an ask or a need. Reasons are data."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="pairings")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="pairings")
    position = models.PositiveIntegerField()
    giver = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="pairings_given")
    receiver = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="pairings_received")
    work = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="pairings")
    minutes = models.PositiveIntegerField()
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, null=True, blank=True, related_name="pairings")
    need = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="pairings")
    reasons = models.JSONField(default=dict)
    refused = models.CharField(max_length=8, choices=Refusal.choices, blank=True)
    promise = models.OneToOneField(
        Promise, on_delete=models.PROTECT, null=True, blank=True, related_name="pairing"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="exchange_pairing_minutes"),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")), name="exchange_pairing_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"pairing {self.pk}"


class Invitation(models.Model):
    """A party is asked into a circle and answers once for all it would give and get. The words of a no are
    for whoever keeps the round."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="invitations")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="invitations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="invitations")
    answer = models.CharField(max_length=7, choices=AnswerState.choices, default=AnswerState.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)
    evidence = models.CharField(max_length=8, choices=Evidence.choices, blank=True)
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "party"], name="exchange_invitation_once")]
        indexes = [models.Index(fields=["party", "answer"], name="exchange_invitation_mine")]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Veto(models.Model):
    """Two members are not to be paired in any round: in one kind of work or in any, for ever or until a day.

    Why is for brokers alone.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="vetoes")
    first = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="vetoes_first")
    second = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="vetoes_second")
    work = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="vetoes")
    until = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="exchange_veto_two_people"
            )
        ]

    def __str__(self) -> str:
        return f"veto {self.pk}"


class Voucher(models.Model):
    """Hours of a member that are held for one visit, until a place takes them, once.

    `at` is the one place it is for; None: any place of the community that costs no more than it holds.
    `number` is the part of its code that names it (see vouchers.py). Used up to `expires_on`; a showing that
    was made in time may arrive some days later, so the hours come back a little after that day.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="vouchers")
    at = models.ForeignKey(
        SpendingPlace, on_delete=models.PROTECT, null=True, blank=True, related_name="vouchers"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="vouchers")
    number = models.CharField(max_length=6)
    minutes = models.PositiveIntegerField()
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="voucher")
    state = models.CharField(max_length=7, choices=VoucherState.choices, default=VoucherState.ISSUED)
    expires_on = models.DateField()
    issued_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    visit = models.OneToOneField(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="voucher"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="exchange_voucher_number_once"),
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="exchange_voucher_minutes"),
            models.CheckConstraint(
                condition=models.Q(state=VoucherState.USED, visit__isnull=False)
                | (~models.Q(state=VoucherState.USED) & models.Q(visit__isnull=True)),
                name="exchange_voucher_used_is_a_visit",
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_on"], name="exchange_voucher_due")]

    def __str__(self) -> str:
        return f"voucher {self.pk}"


class Scan(models.Model):
    """One showing of a voucher at a place, as its device noted it, and what became of it here. Immutable
    but for who looked at a conflict.

    `key` is the device's own: the same showing sent twice is one. The first to *arrive* is paid: clocks of
    devices differ, and a rule that nobody can prove would be worse than a plain one.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="scans")
    at = models.ForeignKey(SpendingPlace, on_delete=models.PROTECT, related_name="scans")
    voucher = models.ForeignKey(
        Voucher, on_delete=models.PROTECT, null=True, blank=True, related_name="scans"
    )
    key = models.CharField(max_length=80)
    code = models.CharField(max_length=24)
    device = models.CharField(max_length=40, blank=True)
    shown_at = models.DateTimeField()
    arrived_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=7, choices=ScanOutcome.choices)
    recorded_by_key = models.CharField(max_length=80)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When a broker looked at the conflict")
    words = models.TextField(blank=True, help_text="What a broker wrote about it")
    lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["at", "key"], name="exchange_scan_key_once"),
            models.UniqueConstraint(
                fields=["voucher"],
                condition=models.Q(outcome=ScanOutcome.PAID),
                name="exchange_scan_paid_once",
            ),
        ]
        indexes = [models.Index(fields=["community", "outcome"], name="exchange_scan_conflicts")]

    def __str__(self) -> str:
        return f"scan {self.pk}"


class Treasurer(models.Model):
    """Who looks after a group's hours. Where a group has one, nobody else who acts for it pays them out."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="treasurers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="treasurers")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="treasurer_of")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "party", "person"],
                condition=models.Q(until__isnull=True),
                name="exchange_treasurer_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.party_id}"
