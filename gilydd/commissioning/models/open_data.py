"""Contracting processes, their releases as given, and what is derived from them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.delivering.models import Activity
from gilydd.people.models import Community, OfCommunity
from gilydd.people.words import Capacity
from gilydd.services.models import Turn

from ..words import KEY_LENGTH, Stage


class ContractingProcess(models.Model):
    """One purchase. The same ocid may be used by several buyers, so the buyer belongs to the key.

    Title, language and stage are derived from the releases.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="contracting_processes")
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="contracting_processes")
    ocid = models.CharField(max_length=KEY_LENGTH)
    buyer = models.CharField(max_length=KEY_LENGTH, blank=True)
    title = models.TextField(blank=True)
    title_cy = models.TextField(blank=True)
    lang = models.CharField(max_length=20, blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PLANNING)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "ocid", "buyer"], name="commissioning_process_once")
        ]

    def __str__(self) -> str:
        return f"process {self.pk}"


class OfProcess(models.Model):
    """Belongs to a contracting process, and so to its community."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    process = models.ForeignKey(ContractingProcess, on_delete=models.PROTECT, related_name="%(class)ss")

    objects = OfCommunity.as_manager()

    class Meta:
        abstract = True


class Release(OfProcess):
    """One publication, append-only. `raw` is its JSON text as given, `sha256` the hash of its UTF-8 bytes."""

    release_id = models.CharField(max_length=KEY_LENGTH)
    date = models.DateTimeField()
    tag = models.CharField(max_length=KEY_LENGTH, help_text="Codes of OCDS releaseTag, with a space between")
    raw = models.TextField()
    sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "release_id"], name="commissioning_release_once")
        ]

    def __str__(self) -> str:
        return self.release_id


class Derived(OfProcess):
    """A row made from the releases; `place` is its place in the compiled release, from 0.

    `value_pence` is whole minor units (pence, cents) of `currency` (ISO 4217). A day is kept as it was
    written: the end of a contract on 30 June at 23:59 UTC is 1 July by the clocks of a British summer.
    """

    external_id = models.TextField(blank=True)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["place"]

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class Planning(Derived):
    """Why the process began, and its budget."""

    rationale = models.TextField(blank=True)
    project = models.TextField(blank=True)
    value_pence = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)


class Tender(Derived):
    """The call for bids. `tenderers` holds one name a line."""

    title = models.TextField(blank=True)
    title_cy = models.TextField(blank=True)
    description = models.TextField(blank=True)
    description_cy = models.TextField(blank=True)
    status = models.CharField(max_length=20, blank=True)
    method = models.CharField(max_length=20, blank=True)
    value_pence = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    tenderers = models.TextField(blank=True)


class Criterion(Derived):
    """By what bids are judged; `percent` is the weight where it is stated exactly."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="criteria")
    name = models.TextField(blank=True)
    kind = models.TextField(blank=True)
    percent = models.DecimalField(max_digits=15, decimal_places=10, null=True, blank=True)


class Award(Derived):
    """Who won. `suppliers` holds one name a line."""

    title = models.TextField(blank=True)
    status = models.CharField(max_length=20, blank=True)
    value_pence = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    date = models.DateField(null=True, blank=True)
    suppliers = models.TextField(blank=True)


class Contract(Derived):
    """What was signed; `award_external_id` is the id of its award in the releases."""

    award_external_id = models.TextField(blank=True)
    title = models.TextField(blank=True)
    status = models.CharField(max_length=20, blank=True)
    value_pence = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)


class Milestone(Derived):
    """What should be reached by when, at a stage; of a contract where it belongs to one."""

    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, null=True, blank=True, related_name="milestones"
    )
    stage = models.CharField(max_length=10, choices=Stage.choices)
    title = models.TextField(blank=True)
    status = models.CharField(max_length=20, blank=True)
    due_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)


class Payment(Derived):
    """One payment under a contract; a negative one is a refund."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="payments")
    value_pence = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    date = models.DateField(null=True, blank=True)
    payer = models.TextField(blank=True)
    payee = models.TextField(blank=True)


class Contradiction(Derived):
    """Something the process says against itself.

    `path` is a JSON pointer (RFC 6901) into the release; `data` holds both sides, for a sentence in any
    language: amounts as {"amount", "currency"}, times as RFC 3339 text.
    """

    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="contradictions"
    )
    code = models.CharField(max_length=60)
    path = models.TextField(blank=True)
    data = models.JSONField(default=dict)


class Undertaking(models.Model):
    """That an activity delivers a milestone: who said so, as what, when, and when it ended.

    Milestones are made again from the releases; one that stays keeps its row, and one that vanishes from
    them takes its links along.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="undertakings")
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="undertakings")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="undertakings")
    linked_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    linked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "activity"],
                condition=models.Q(ended_at__isnull=True),
                name="commissioning_undertaking_once",
            )
        ]

    def __str__(self) -> str:
        return f"undertaking {self.pk}"
