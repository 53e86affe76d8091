"""Finished turns as cases, who agreed to them, and turns that began from one."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("evaluating", "0004_impact"),
        ("people", "0009_rolls"),
        ("services", "0006_outcomes_hold"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being prepared"),
                                    ("published", "Published"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="draft",
                                max_length=9,
                            ),
                        ),
                        ("title_cy", models.CharField(blank=True, max_length=160)),
                        ("title_en", models.CharField(blank=True, max_length=160)),
                        ("need_cy", models.TextField(blank=True, help_text="What it was for: the need")),
                        ("need_en", models.TextField(blank=True, help_text="What it was for: the need")),
                        ("changed_cy", models.TextField(blank=True, help_text="What it changed")),
                        ("changed_en", models.TextField(blank=True, help_text="What it changed")),
                        (
                            "wrong_cy",
                            models.TextField(
                                blank=True, help_text="What went wrong, in the words of those who ran it"
                            ),
                        ),
                        (
                            "wrong_en",
                            models.TextField(
                                blank=True, help_text="What went wrong, in the words of those who ran it"
                            ),
                        ),
                        ("told", models.JSONField(default=dict)),
                        ("plan", models.JSONField(default=dict)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        (
                            "found_by",
                            models.JSONField(
                                default=dict, help_text="Keys of the search, by where they stand"
                            ),
                        ),
                        ("site", models.URLField(blank=True)),
                        ("counted_at", models.DateTimeField(blank=True, null=True)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("published_on", models.DateField(blank=True, null=True)),
                        ("withdrawn_on", models.DateField(blank=True, null=True)),
                        ("withdrawn_why_cy", models.TextField(blank=True)),
                        ("withdrawn_why_en", models.TextField(blank=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="told_cases",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="told_cases",
                                to="services.turn",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["state", "published_on"], name="evaluating_case_library")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("turn",),
                                name="evaluating_case_of_turn_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    ("published_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="evaluating_case_published_on",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    models.Q(
                                        ("digest", ""),
                                        ("title_cy", ""),
                                        ("title_en", ""),
                                        ("withdrawn_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="evaluating_case_taken_back",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseConsent",
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
                                choices=[
                                    ("provider", "Whoever provides the service"),
                                    ("citizen", "A citizen of its panel or board"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="evaluating.case",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="case_consents",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="case_consents",
                                to="people.party",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("taken_back_at__isnull", True)),
                                fields=("case", "party", "side"),
                                name="evaluating_case_agreed_once",
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="CaseFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("cases", models.JSONField(default=list)),
                        ("problems", models.JSONField(default=list)),
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
                                related_name="case_files",
                                to="people.community",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="TurnStart",
                    fields=[
                        (
                            "turn",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="began_from",
                                serialize=False,
                                to="services.turn",
                            ),
                        ),
                        ("case_key", models.UUIDField()),
                        ("title_cy", models.CharField(blank=True, max_length=160)),
                        ("title_en", models.CharField(blank=True, max_length=160)),
                        ("plan", models.JSONField(default=dict)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="turn_starts",
                                to="people.community",
                            ),
                        ),
                    ],
                ),
            ]
        )
    ]
