"""Every table of this room, made at once: what the migrations it replaces made one after the other."""

import django.db.models.deletion
from django.db import migrations, models

from gilydd.history.migrating import CreateTables
from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("history", "0001_first"),
        ("history", "0002_append_only"),
    ]

    dependencies = []

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Record",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("community_key", models.CharField(blank=True, max_length=40)),
                        ("actor_key", models.CharField(max_length=80)),
                        ("on_behalf_of_key", models.CharField(blank=True, max_length=80)),
                        ("capacity", models.CharField(blank=True, max_length=20)),
                        ("verb", models.CharField(max_length=60)),
                        ("subject_key", models.CharField(max_length=80)),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("public", "Everyone"),
                                    ("community", "Members of the community"),
                                    ("staff", "Brokers and facilitators"),
                                    ("private", "Only those it concerns"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("facts", models.JSONField(default=dict)),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject_key", "id"], name="history_record_subject"),
                            models.Index(fields=["community_key", "id"], name="history_record_community"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentions",
                                to="history.record",
                            ),
                        ),
                        ("subject_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject_key", "record"], name="history_mention_subject")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record", "subject_key"), name="history_mention_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Block",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("community_key", models.CharField(blank=True, max_length=40)),
                        ("number", models.PositiveIntegerField()),
                        ("previous_hash", models.CharField(max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        ("sealed_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community_key", "number"), name="history_block_number_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reason",
                    fields=[
                        (
                            "record",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="reason",
                                serialize=False,
                                to="history.record",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("lang", models.CharField(blank=True, max_length=5)),
                    ],
                ),
                migrations.CreateModel(
                    name="SealedRecord",
                    fields=[
                        (
                            "record",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="sealed",
                                serialize=False,
                                to="history.record",
                            ),
                        ),
                        (
                            "block",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="records",
                                to="history.block",
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("block", "position"), name="history_sealed_position_once"
                            )
                        ],
                    },
                ),
            ]
        ),
        immutable("history_record", "history_mention", "history_block", "history_sealedrecord"),
    ]
