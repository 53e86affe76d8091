"""Every table of this room, made at once: what the migrations it replaces made one after the other."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables
from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("commissioning", "0001_first"),
        ("commissioning", "0002_append_only"),
        ("commissioning", "0003_undertaking"),
    ]

    dependencies = [
        ("delivering", "0001_squashed_0003_planning_and_training"),
        ("people", "0001_squashed_0007_supporters_and_groups"),
        ("services", "0001_first"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="ContractingProcess",
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
                                related_name="contracting_processes",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contracting_processes",
                                to="services.turn",
                            ),
                        ),
                        ("ocid", models.CharField(max_length=250)),
                        ("buyer", models.CharField(blank=True, max_length=250)),
                        ("title", models.TextField(blank=True)),
                        ("title_cy", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=20)),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("planning", "Planning"),
                                    ("tender", "Tender"),
                                    ("award", "Award"),
                                    ("contract", "Contract"),
                                    ("payments", "Payments"),
                                ],
                                default="planning",
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "ocid", "buyer"), name="commissioning_process_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contract",
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
                                related_name="+",
                                to="people.community",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="commissioning.contractingprocess",
                            ),
                        ),
                        ("external_id", models.TextField(blank=True)),
                        ("place", models.PositiveIntegerField(default=0)),
                        ("award_external_id", models.TextField(blank=True)),
                        ("title", models.TextField(blank=True)),
                        ("status", models.CharField(blank=True, max_length=20)),
                        ("value_pence", models.BigIntegerField(blank=True, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        ("signed_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["place"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Award",
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
                                related_name="+",
                                to="people.community",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="commissioning.contractingprocess",
                            ),
                        ),
                        ("external_id", models.TextField(blank=True)),
                        ("place", models.PositiveIntegerField(default=0)),
                        ("title", models.TextField(blank=True)),
                        ("status", models.CharField(blank=True, max_length=20)),
                        ("value_pence", models.BigIntegerField(blank=True, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("date", models.DateField(blank=True, null=True)),
                        ("suppliers", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["place"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Milestone",
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
                                related_name="+",
                                to="people.community",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="commissioning.contractingprocess",
                            ),
                        ),
                        ("external_id", models.TextField(blank=True)),
                        ("place", models.PositiveIntegerField(default=0)),
                        (
                            "contract",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="milestones",
                                to="commissioning.contract",
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("planning", "Planning"),
                                    ("tender", "Tender"),
                                    ("award", "Award"),
                                    ("contract", "Contract"),
                                    ("payments", "Payments"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("title", models.TextField(blank=True)),
                        ("status", models.CharField(blank=True, max_length=20)),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("met_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["place"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Need",
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
                                related_name="needs",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
                                to="services.turn",
                            ),
                        ),
                        ("text_cy", models.TextField(blank=True)),
                        ("text_en", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("source_key", models.CharField(blank=True, max_length=80)),
                        ("rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("recorded_by_key", models.CharField(max_length=80)),
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
                        ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("text_cy", ""), ("text_en", ""), _negated=True),
                                name="commissioning_need_has_words",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rank__isnull", True), ("rank__gte", 1), _connector="OR"),
                                name="commissioning_need_rank",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
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
                                related_name="+",
                                to="people.community",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="commissioning.contractingprocess",
                            ),
                        ),
                        ("external_id", models.TextField(blank=True)),
                        ("place", models.PositiveIntegerField(default=0)),
                        (
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="payments",
                                to="commissioning.contract",
                            ),
                        ),
                        ("value_pence", models.BigIntegerField(blank=True, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("date", models.DateField(blank=True, null=True)),
                        ("payer", models.TextField(blank=True)),
                        ("payee", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["place"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Planning",
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
                                related_name="+",
                                to="people.community",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="commissioning.contractingprocess",
                            ),
                        ),
                        ("external_id", models.TextField(blank=True)),
                        ("place", models.PositiveIntegerField(default=0)),
                        ("rationale", models.TextField(blank=True)),
                        ("project", models.TextField(blank=True)),
                        ("value_pence", models.BigIntegerField(blank=True, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                    ],
                    options={
                        "ordering": ["place"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Release",
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
                                related_name="+",
                                to="people.community",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="commissioning.contractingprocess",
                            ),
                        ),
                        ("release_id", models.CharField(max_length=250)),
                        ("date", models.DateTimeField()),
                        (
                            "tag",
                            models.CharField(
                                help_text="Codes of OCDS releaseTag, with a space between", max_length=250
                            ),
                        ),
                        ("raw", models.TextField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("process", "release_id"), name="commissioning_release_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contradiction",
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
                                related_name="+",
                                to="people.community",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="commissioning.contractingprocess",
                            ),
                        ),
                        ("external_id", models.TextField(blank=True)),
                        ("place", models.PositiveIntegerField(default=0)),
                        (
                            "release",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contradictions",
                                to="commissioning.release",
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("path", models.TextField(blank=True)),
                        ("data", models.JSONField(default=dict)),
                    ],
                    options={
                        "ordering": ["place"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Tender",
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
                                related_name="+",
                                to="people.community",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="commissioning.contractingprocess",
                            ),
                        ),
                        ("external_id", models.TextField(blank=True)),
                        ("place", models.PositiveIntegerField(default=0)),
                        ("title", models.TextField(blank=True)),
                        ("title_cy", models.TextField(blank=True)),
                        ("description", models.TextField(blank=True)),
                        ("description_cy", models.TextField(blank=True)),
                        ("status", models.CharField(blank=True, max_length=20)),
                        ("method", models.CharField(blank=True, max_length=20)),
                        ("value_pence", models.BigIntegerField(blank=True, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("starts_at", models.DateTimeField(blank=True, null=True)),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("tenderers", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["place"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Criterion",
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
                                related_name="+",
                                to="people.community",
                            ),
                        ),
                        (
                            "process",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="commissioning.contractingprocess",
                            ),
                        ),
                        ("external_id", models.TextField(blank=True)),
                        ("place", models.PositiveIntegerField(default=0)),
                        (
                            "tender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="commissioning.tender",
                            ),
                        ),
                        ("name", models.TextField(blank=True)),
                        ("kind", models.TextField(blank=True)),
                        (
                            "percent",
                            models.DecimalField(blank=True, decimal_places=10, max_digits=15, null=True),
                        ),
                    ],
                    options={
                        "ordering": ["place"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Undertaking",
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
                                related_name="undertakings",
                                to="people.community",
                            ),
                        ),
                        (
                            "milestone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="undertakings",
                                to="commissioning.milestone",
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undertakings",
                                to="delivering.activity",
                            ),
                        ),
                        ("linked_by_key", models.CharField(max_length=80)),
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
                        ("linked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("milestone", "activity"),
                                name="commissioning_undertaking_once",
                            )
                        ],
                    },
                ),
            ]
        ),
        immutable("commissioning_release"),
    ]
