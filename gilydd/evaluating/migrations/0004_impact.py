"""Impact maps: lines, evidence, who changed which cell, comments; sets of proxies."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables
from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [
        ("evaluating", "0003_sides"),
        ("people", "0009_rolls"),
        ("services", "0006_outcomes_hold"),
        ("surveys", "0001_squashed_0003_series"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="ProxySet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=60)),
                        ("version", models.CharField(max_length=40)),
                        ("number", models.PositiveIntegerField()),
                        ("name_cy", models.CharField(max_length=160)),
                        ("name_en", models.CharField(max_length=160)),
                        ("source", models.CharField(max_length=400)),
                        ("source_url", models.URLField(blank=True)),
                        ("licence", models.CharField(max_length=200)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proxy_sets",
                                to="people.community",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "code", "version"), name="evaluating_proxy_set_once"
                            ),
                            models.UniqueConstraint(
                                fields=("community", "code", "number"), name="evaluating_proxy_set_number"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proxy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("name_cy", models.CharField(max_length=200)),
                        ("name_en", models.CharField(max_length=200)),
                        ("unit_cy", models.CharField(max_length=120)),
                        ("unit_en", models.CharField(max_length=120)),
                        ("pence", models.BigIntegerField()),
                        ("year", models.PositiveSmallIntegerField()),
                        ("source", models.CharField(max_length=400)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proxy_values",
                                to="people.community",
                            ),
                        ),
                        (
                            "proxy_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proxies",
                                to="evaluating.proxyset",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("proxy_set", "code"), name="evaluating_proxy_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImpactMap",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title_cy", models.CharField(max_length=160)),
                        ("title_en", models.CharField(max_length=160)),
                        (
                            "about_cy",
                            models.TextField(help_text="Whose point of view, which years, what is in it"),
                        ),
                        (
                            "about_en",
                            models.TextField(help_text="Whose point of view, which years, what is in it"),
                        ),
                        (
                            "missing_cy",
                            models.TextField(
                                blank=True, help_text="What changed and is not valued here, and why"
                            ),
                        ),
                        (
                            "missing_en",
                            models.TextField(
                                blank=True, help_text="What changed and is not valued here, and why"
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("discount", models.DecimalField(decimal_places=6, max_digits=7)),
                        (
                            "shape",
                            models.CharField(
                                choices=[
                                    ("triangular", "Triangular"),
                                    ("pert", "PERT: the likeliest value weighs more"),
                                ],
                                default="triangular",
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being written"),
                                    ("comment", "Open for comment"),
                                    ("published", "Published"),
                                ],
                                default="draft",
                                max_length=9,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("opened_on", models.DateField(blank=True, null=True)),
                        ("comment_until", models.DateField(blank=True, null=True)),
                        ("published_on", models.DateField(blank=True, null=True)),
                        ("result", models.JSONField(default=dict)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "before",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="continued",
                                to="evaluating.impactmap",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="impact_maps",
                                to="people.community",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="impact_maps",
                                to="services.service",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="impact_maps",
                                to="services.turn",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="evaluating_map_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("comment_until__isnull", True), ("state", "draft")),
                                    models.Q(
                                        models.Q(("state", "draft"), _negated=True),
                                        ("comment_until__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="evaluating_map_opened_first",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("published_on__isnull", False), ("state", "published")),
                                    models.Q(
                                        models.Q(("state", "published"), _negated=True),
                                        ("published_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="evaluating_map_published_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("discount__gte", 0), ("discount__lt", 1)),
                                name="evaluating_map_discount",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MapEditor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="map_editors",
                                to="people.community",
                            ),
                        ),
                        (
                            "impact_map",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="editors",
                                to="evaluating.impactmap",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="map_editors",
                                to="people.party",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("impact_map", "party"),
                                name="evaluating_map_editor_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MapLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[("input", "What was put in"), ("outcome", "What it changed")],
                                max_length=7,
                            ),
                        ),
                        ("name_cy", models.CharField(blank=True, max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("who_cy", models.CharField(blank=True, max_length=160)),
                        ("who_en", models.CharField(blank=True, max_length=160)),
                        (
                            "counts",
                            models.CharField(
                                choices=[
                                    ("people", "People"),
                                    ("health", "People and their health or care"),
                                    ("hours", "Hours"),
                                    ("other", "Something else, such as visits or pounds"),
                                ],
                                default="other",
                                max_length=6,
                            ),
                        ),
                        ("quantity", models.DecimalField(decimal_places=6, max_digits=18)),
                        ("proxy_pence", models.BigIntegerField()),
                        ("deadweight", models.DecimalField(decimal_places=6, default=0, max_digits=7)),
                        ("displacement", models.DecimalField(decimal_places=6, default=0, max_digits=7)),
                        ("attribution", models.DecimalField(decimal_places=6, default=0, max_digits=7)),
                        ("dropoff", models.DecimalField(decimal_places=6, default=0, max_digits=7)),
                        ("years", models.PositiveSmallIntegerField(default=1)),
                        ("ranges", models.JSONField(blank=True, default=dict)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="map_lines",
                                to="people.community",
                            ),
                        ),
                        (
                            "impact_map",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="evaluating.impactmap",
                            ),
                        ),
                        (
                            "outcome",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="map_lines",
                                to="services.outcome",
                            ),
                        ),
                        (
                            "taken_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="map_lines",
                                to="evaluating.proxy",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("impact_map", "number"), name="evaluating_line_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("name_cy", ""), _negated=True),
                                    models.Q(("name_en", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="evaluating_line_named",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)), name="evaluating_line_quantity"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "outcome"), ("proxy_pence__gte", 0), _connector="OR"
                                ),
                                name="evaluating_line_input_value",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("years__gte", 1), ("years__lte", 100)),
                                name="evaluating_line_years",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("deadweight__gte", 0), ("deadweight__lte", 1)),
                                name="evaluating_line_deadweight",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("displacement__gte", 0), ("displacement__lte", 1)),
                                name="evaluating_line_displacement",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("attribution__gte", 0), ("attribution__lte", 1)),
                                name="evaluating_line_attribution",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("dropoff__gte", 0), ("dropoff__lte", 1)),
                                name="evaluating_line_dropoff",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LineEvidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("hours", "Hours given in a turn"),
                                    ("survey", "A survey"),
                                    ("published", "A result that others published"),
                                    ("claim", "A claim of an indicator"),
                                    ("stories", "Stories told in a turn"),
                                    ("written", "A written source"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("written", models.CharField(blank=True, max_length=400)),
                        ("written_url", models.URLField(blank=True)),
                        ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "claim",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="evaluating.claim",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="line_evidence",
                                to="people.community",
                            ),
                        ),
                        (
                            "published",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.publishedresult",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="surveys.survey",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.turn",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="evaluating.mapline",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ["hours", "stories"]),
                                        ("turn__isnull", False),
                                        ("written", ""),
                                    ),
                                    models.Q(("kind", "survey"), ("survey__isnull", False), ("written", "")),
                                    models.Q(
                                        ("kind", "published"), ("published__isnull", False), ("written", "")
                                    ),
                                    models.Q(("claim__isnull", False), ("kind", "claim"), ("written", "")),
                                    models.Q(("kind", "written"), models.Q(("written", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="evaluating_line_evidence_of",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LineComment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("professionals", "Professionals")],
                                max_length=13,
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("text", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="line_comments",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="line_comments",
                                to="people.party",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="evaluating.mapline",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CellChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("cell", models.CharField(max_length=20)),
                        ("was", models.TextField(blank=True)),
                        ("became", models.TextField(blank=True)),
                        (
                            "capacity",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("citizen", "Citizen"),
                                    ("carer", "Carer"),
                                    ("volunteer", "Volunteer"),
                                    ("professional", "Professional"),
                                    ("commissioner", "Commissioner"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "changed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cell_changes",
                                to="people.community",
                            ),
                        ),
                        (
                            "impact_map",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="evaluating.impactmap",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="evaluating.mapline",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["impact_map", "version"], name="evaluating_cell_change_version"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SroiFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("map", "An impact map"), ("proxies", "A set of proxies")],
                                max_length=7,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("told", models.JSONField(default=dict)),
                        ("rows", models.JSONField(default=list)),
                        ("map_version", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("tried", "Tried out, nothing written"),
                                    ("written", "Written"),
                                    ("stopped", "Not brought in"),
                                ],
                                default="tried",
                                max_length=7,
                            ),
                        ),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sroi_files",
                                to="people.community",
                            ),
                        ),
                        (
                            "impact_map",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="evaluating.impactmap",
                            ),
                        ),
                        (
                            "proxy_set",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="evaluating.proxyset",
                            ),
                        ),
                    ],
                ),
            ]
        ),
        immutable("evaluating_cellchange"),
    ]
