"""The guide in a community's own words, and steps that somebody ticked."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0009_rolls"),
        ("services", "0006_outcomes_hold"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="GuideStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("changed", "In our own words"),
                                    ("added", "Our own step"),
                                    ("left_out", "Left out"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "quarter",
                            models.CharField(
                                choices=[
                                    ("commission", "Commission"),
                                    ("design", "Design"),
                                    ("deliver", "Deliver"),
                                    ("evaluate", "Evaluate"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField()),
                        (
                            "falls_to",
                            models.CharField(
                                choices=[
                                    ("runs", "Whoever runs the turn"),
                                    ("panel", "The panel"),
                                    ("provider", "Whoever provides the service"),
                                    ("evaluator", "Whoever evaluates"),
                                    ("everybody", "Everybody, together"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("picture", models.CharField(blank=True, max_length=40)),
                        ("title_cy", models.CharField(max_length=160)),
                        ("title_en", models.CharField(max_length=160)),
                        ("what_cy", models.TextField(blank=True)),
                        ("what_en", models.TextField(blank=True)),
                        ("why_cy", models.TextField(blank=True)),
                        ("why_en", models.TextField(blank=True)),
                        ("known_cy", models.TextField(blank=True, help_text="How you know that it is done")),
                        ("known_en", models.TextField(blank=True, help_text="How you know that it is done")),
                        (
                            "easy_cy",
                            models.TextField(blank=True, help_text="Easy Read: one short sentence a line"),
                        ),
                        (
                            "easy_en",
                            models.TextField(blank=True, help_text="Easy Read: one short sentence a line"),
                        ),
                        ("template_title_cy", models.CharField(blank=True, max_length=160)),
                        ("template_title_en", models.CharField(blank=True, max_length=160)),
                        ("template_cy", models.TextField(blank=True)),
                        ("template_en", models.TextField(blank=True)),
                        ("example_cy", models.TextField(blank=True)),
                        ("example_en", models.TextField(blank=True)),
                        ("reason_cy", models.TextField(blank=True, help_text="Why it is left out")),
                        ("reason_en", models.TextField(blank=True, help_text="Why it is left out")),
                        (
                            "case_key",
                            models.UUIDField(
                                blank=True, help_text="The published case it was taken from", null=True
                            ),
                        ),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="guide_steps",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="guide_steps",
                                to="services.turn",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True), ("turn__isnull", True)),
                                fields=("community", "code"),
                                name="services_step_of_all_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("turn", "code"),
                                name="services_step_of_turn_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "left_out"), _negated=True),
                                    models.Q(
                                        ("reason_cy", ""), ("reason_en", ""), _connector="OR", _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="services_step_out_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StepTick",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40)),
                        ("done_on", models.DateField()),
                        ("note", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("ticked_by_key", models.CharField(max_length=80)),
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
                        ("ticked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="step_ticks",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="step_ticks",
                                to="services.turn",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("taken_back_at__isnull", True)),
                                fields=("turn", "code"),
                                name="services_step_ticked_once",
                            )
                        ],
                    },
                ),
            ]
        )
    ]
