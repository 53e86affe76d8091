"""Every table of this room."""

import django.db.models.deletion
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="people.community",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="people.party",
                            ),
                        ),
                        ("name_cy", models.CharField(max_length=160)),
                        ("name_en", models.CharField(max_length=160)),
                        ("summary_cy", models.TextField(blank=True)),
                        ("summary_en", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("running", "Running"), ("stopped", "Stopped")],
                                default="running",
                                max_length=8,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Outcome",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcomes",
                                to="people.community",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcomes",
                                to="services.service",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("framework", "A national statement"),
                                    ("own_words", "In people's own words"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "beside",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="own_words",
                                to="services.outcome",
                            ),
                        ),
                        ("wording_cy", models.TextField(blank=True)),
                        ("wording_en", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("wording_cy", ""), ("wording_en", ""), _negated=True),
                                name="services_outcome_has_words",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Turn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="turns",
                                to="people.community",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="turns",
                                to="services.service",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "quarter",
                            models.CharField(
                                choices=[
                                    ("commission", "Commission"),
                                    ("design", "Design"),
                                    ("deliver", "Deliver"),
                                    ("evaluate", "Evaluate"),
                                ],
                                default="commission",
                                max_length=10,
                            ),
                        ),
                        ("next_cy", models.TextField(blank=True)),
                        ("next_en", models.TextField(blank=True)),
                        ("started_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "decision",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("renew", "Go round again"),
                                    ("change", "Go round again, changed"),
                                    ("stop", "Stop"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("decision_reason_cy", models.TextField(blank=True)),
                        ("decision_reason_en", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("service", "number"), name="services_turn_number_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("service",),
                                name="services_turn_one_under_way",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decision", ""), ("ended_on__isnull", True)),
                                    models.Q(
                                        ("ended_on__isnull", False), models.Q(("decision", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="services_turn_ends_with_a_decision",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
