"""What a party can give, needs, cares about and has lived through; when, how far, in which languages."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party, Place, Term

from .words import AssetKind, AssetState, LoanState, PartOfDay, Shown, Tongue


class Asset(models.Model):
    """One thing of a party, under a term of the shared taxonomy, in the owner's own words if they like."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="assets")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="assets")
    kind = models.CharField(max_length=10, choices=AssetKind.choices)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="assets")
    title = models.CharField(max_length=120, blank=True)
    details = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="assets")
    shown = models.CharField(max_length=8, choices=Shown.choices)
    state = models.CharField(max_length=8, choices=AssetState.choices, default=AssetState.LIVE)
    made_at = models.DateTimeField(default=timezone.now)
    refreshed_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["community", "kind", "state", "term"], name="assets_asset_find"),
            models.Index(fields=["party", "community"], name="assets_asset_party"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Profile(models.Model):
    """How a party shows itself in a community, and how far it can go."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="profiles")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="profiles")
    about = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    travel_metres = models.PositiveIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "party"], name="assets_profile_once")]

    def __str__(self) -> str:
        return f"profile of {self.party_id}"


class Free(models.Model):
    """A time of the week when a party is usually free. `weekday` 0 is Monday."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="free_times")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="free_times")
    weekday = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=9, choices=PartOfDay.choices)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "party", "weekday", "part"], name="assets_free_once"
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="assets_free_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.part}"


class Speaks(models.Model):
    """A language that a party speaks; `learning` where they would like to practise it."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="spoken")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="speaks")
    language = models.CharField(max_length=3, choices=Tongue.choices)
    learning = models.BooleanField(default=False)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "party", "language"], name="assets_speaks_once")
        ]

    def __str__(self) -> str:
        return self.language


class Loan(models.Model):
    """A thing lent for some days. Lending costs no hours; bringing it back is what counts."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="loans")
    thing = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="loans")
    borrower = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="loans")
    wanted_from = models.DateField()
    wanted_until = models.DateField()
    state = models.CharField(max_length=8, choices=LoanState.choices, default=LoanState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    returned_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thing"], condition=models.Q(state=LoanState.LENT), name="assets_loan_one_out"
            ),
            models.CheckConstraint(
                condition=models.Q(wanted_until__gte=models.F("wanted_from")), name="assets_loan_days"
            ),
        ]

    def __str__(self) -> str:
        return f"loan {self.pk}"
