"""Indicators, their readings, and what is claimed from them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("evaluating", "0001_first"),
        ("people", "0009_rolls"),
        ("services", "0003_search_index"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Indicator",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_cy", models.CharField(max_length=160)),
                        ("name_en", models.CharField(max_length=160)),
                        ("about_cy", models.TextField(help_text="What is counted, and how")),
                        ("about_en", models.TextField(help_text="What is counted, and how")),
                        ("of_cy", models.CharField(max_length=160)),
                        ("of_en", models.CharField(max_length=160)),
                        ("source", models.CharField(max_length=300)),
                        ("source_url", models.URLField(blank=True)),
                        (
                            "measured",
                            models.CharField(
                                choices=[
                                    ("people", "People"),
                                    ("health", "People and their health or care"),
                                    ("published", "Figures that are public already"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "better",
                            models.CharField(
                                choices=[("lower", "Less is better"), ("higher", "More is better")],
                                max_length=6,
                            ),
                        ),
                        ("is_intensive", models.BooleanField(default=False)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicators",
                                to="people.community",
                            ),
                        ),
                        (
                            "outcome",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicators",
                                to="services.outcome",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicators",
                                to="services.service",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ReadingFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("rows", models.JSONField(default=list)),
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
                                related_name="reading_files",
                                to="people.community",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="evaluating.indicator",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Claim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("before_after", "Before and after"),
                                    ("against", "Before and after, against elsewhere"),
                                    ("series", "The trend before and after"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("changed_on", models.DateField()),
                        ("against", models.CharField(blank=True, max_length=120)),
                        ("what_cy", models.TextField(help_text="What changed on that day")),
                        ("what_en", models.TextField(help_text="What changed on that day")),
                        ("result", models.JSONField(default=dict)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("published_on", models.DateField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicator_claims",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="services.turn",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="evaluating.indicator",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("method", "against"), ("against", ""), _connector="XOR"),
                                name="evaluating_claim_against_a_place",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.CharField(blank=True, max_length=120)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("count", models.PositiveBigIntegerField()),
                        ("out_of", models.PositiveBigIntegerField()),
                        ("is_latest", models.BooleanField(default=True)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                        ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicator_readings",
                                to="people.community",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="evaluating.indicator",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_latest", True)),
                                fields=("indicator", "place", "starts_on"),
                                name="evaluating_reading_latest_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="evaluating_reading_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("out_of__gt", 0)), name="evaluating_reading_of_some"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
