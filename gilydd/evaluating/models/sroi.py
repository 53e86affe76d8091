"""Social return on investment: impact maps, their lines, evidence, versions, comments; sets of proxies."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity
from gilydd.services.models import Outcome, Service, Turn
from gilydd.surveys.models import PublishedResult, Survey

from ..impact_words import Counts, EvidenceKind, LineKind, MapState, Shape, SroiFileKind, SroiFileState
from ..words import Side
from .indicators import Claim


class ProxySet(models.Model):
    """A set of financial proxies that a community brought in, with its source and licence.

    A newer version is a new set with the same code; the lines that took a proxy from the older one keep it.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proxy_sets")
    code = models.SlugField(max_length=60)
    version = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    name_cy = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    source = models.CharField(max_length=400)
    source_url = models.URLField(blank=True)
    licence = models.CharField(max_length=200)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "code", "version"], name="evaluating_proxy_set_once"
            ),
            models.UniqueConstraint(
                fields=["community", "code", "number"], name="evaluating_proxy_set_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_en} {self.version}"


class Proxy(models.Model):
    """What one of something is worth, in whole pence of the prices of a year, and who says so."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proxy_values")
    proxy_set = models.ForeignKey(ProxySet, on_delete=models.PROTECT, related_name="proxies")
    code = models.CharField(max_length=60)
    name_cy = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    unit_cy = models.CharField(max_length=120)
    unit_en = models.CharField(max_length=120)
    pence = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=400)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proxy_set", "code"], name="evaluating_proxy_once")]

    def __str__(self) -> str:
        return self.name_en


class ImpactMap(models.Model):
    """A map of what was put in and what it changed, worked on together, commented on, then frozen.

    `version` grows with every change; `result` is what was reckoned on the day of publication.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="impact_maps")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="impact_maps")
    turn = models.ForeignKey(
        Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="impact_maps"
    )
    before = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued"
    )
    title_cy = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    about_cy = models.TextField(help_text="Whose point of view, which years, what is in it")
    about_en = models.TextField(help_text="Whose point of view, which years, what is in it")
    missing_cy = models.TextField(blank=True, help_text="What changed and is not valued here, and why")
    missing_en = models.TextField(blank=True, help_text="What changed and is not valued here, and why")
    starts_on = models.DateField()
    ends_on = models.DateField()
    discount = models.DecimalField(max_digits=7, decimal_places=6)
    shape = models.CharField(max_length=10, choices=Shape.choices, default=Shape.TRIANGULAR)
    state = models.CharField(max_length=9, choices=MapState.choices, default=MapState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    opened_on = models.DateField(null=True, blank=True)
    comment_until = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    result = models.JSONField(default=dict)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="evaluating_map_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(state=MapState.DRAFT, comment_until__isnull=True)
                | (~models.Q(state=MapState.DRAFT) & models.Q(comment_until__isnull=False)),
                name="evaluating_map_opened_first",
            ),
            models.CheckConstraint(
                condition=models.Q(state=MapState.PUBLISHED, published_on__isnull=False)
                | (~models.Q(state=MapState.PUBLISHED) & models.Q(published_on__isnull=True)),
                name="evaluating_map_published_day",
            ),
            models.CheckConstraint(
                condition=models.Q(discount__gte=0) & models.Q(discount__lt=1),
                name="evaluating_map_discount",
            ),
        ]

    def __str__(self) -> str:
        return self.title_en


class MapEditor(models.Model):
    """Somebody who was asked to work on a map, in the capacity in which they take part here."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="map_editors")
    impact_map = models.ForeignKey(ImpactMap, on_delete=models.PROTECT, related_name="editors")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="map_editors")
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["impact_map", "party"],
                condition=models.Q(ended_at__isnull=True),
                name="evaluating_map_editor_once",
            )
        ]

    def __str__(self) -> str:
        return f"editor {self.pk}"


class MapLine(models.Model):
    """One line of a map: what was put in, or what changed for whom, how much, and what one of it is worth.

    Shares are parts of one. `ranges` is {number: [low, high]} as texts, the proxy in whole pence. `number`
    is the line's own in its map and never used again.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="map_lines")
    impact_map = models.ForeignKey(ImpactMap, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=7, choices=LineKind.choices)
    name_cy = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    who_cy = models.CharField(max_length=160, blank=True)
    who_en = models.CharField(max_length=160, blank=True)
    counts = models.CharField(max_length=6, choices=Counts.choices, default=Counts.OTHER)
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="map_lines"
    )
    quantity = models.DecimalField(max_digits=18, decimal_places=6)
    proxy_pence = models.BigIntegerField()
    deadweight = models.DecimalField(max_digits=7, decimal_places=6, default=0)
    displacement = models.DecimalField(max_digits=7, decimal_places=6, default=0)
    attribution = models.DecimalField(max_digits=7, decimal_places=6, default=0)
    dropoff = models.DecimalField(max_digits=7, decimal_places=6, default=0)
    years = models.PositiveSmallIntegerField(default=1)
    ranges = models.JSONField(default=dict, blank=True)
    taken_from = models.ForeignKey(
        Proxy, on_delete=models.PROTECT, null=True, blank=True, related_name="map_lines"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["impact_map", "number"], name="evaluating_line_number_once"),
            models.CheckConstraint(
                condition=~models.Q(name_cy="") | ~models.Q(name_en=""), name="evaluating_line_named"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="evaluating_line_quantity"),
            models.CheckConstraint(
                condition=models.Q(kind=LineKind.OUTCOME) | models.Q(proxy_pence__gte=0),
                name="evaluating_line_input_value",
            ),
            models.CheckConstraint(
                condition=models.Q(years__gte=1) & models.Q(years__lte=100), name="evaluating_line_years"
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__gte": 0}) & models.Q(**{f"{name}__lte": 1}),
                    name=f"evaluating_line_{name}",
                )
                for name in ("deadweight", "displacement", "attribution", "dropoff")
            ),
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_cy


class LineEvidence(models.Model):
    """What speaks for a line: something counted or told in Gilydd, or a written source."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="line_evidence")
    line = models.ForeignKey(MapLine, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=9, choices=EvidenceKind.choices)
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published = models.ForeignKey(
        PublishedResult, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written = models.CharField(max_length=400, blank=True)
    written_url = models.URLField(blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["hours", "stories"], turn__isnull=False, written="")
                | models.Q(kind="survey", survey__isnull=False, written="")
                | models.Q(kind="published", published__isnull=False, written="")
                | models.Q(kind="claim", claim__isnull=False, written="")
                | (models.Q(kind="written") & ~models.Q(written="")),
                name="evaluating_line_evidence_of",
            )
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class CellChange(models.Model):
    """Who changed which cell of a map, from what to what, in which capacity. Rows are only ever added."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="cell_changes")
    impact_map = models.ForeignKey(ImpactMap, on_delete=models.PROTECT, related_name="changes")
    line = models.ForeignKey(MapLine, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    version = models.PositiveIntegerField()
    cell = models.CharField(max_length=20)
    was = models.TextField(blank=True)
    became = models.TextField(blank=True)
    changed_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    capacity = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["impact_map", "version"], name="evaluating_cell_change_version")]

    def __str__(self) -> str:
        return f"change {self.pk}"


class LineComment(models.Model):
    """What somebody says of a line, in their own words and language."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="line_comments")
    line = models.ForeignKey(MapLine, on_delete=models.PROTECT, related_name="comments")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="line_comments")
    side = models.CharField(max_length=13, choices=Side.choices)
    version = models.PositiveIntegerField()
    text = models.TextField()
    lang = models.CharField(max_length=5)
    said_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.text


class SroiFile(models.Model):
    """A map or a set of proxies as a file: tried, then written whole or not at all, and emptied."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="sroi_files")
    kind = models.CharField(max_length=7, choices=SroiFileKind.choices)
    impact_map = models.ForeignKey(
        ImpactMap, on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    proxy_set = models.ForeignKey(
        ProxySet, on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    name = models.CharField(max_length=200)
    told = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    map_version = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=SroiFileState.choices, default=SroiFileState.TRIED)
    made_by_key = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.name
