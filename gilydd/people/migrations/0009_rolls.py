"""The rolls of organisations whose people are members by them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_aside"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Roll",
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
                                related_name="rolls_kept",
                                to="people.community",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rolls_kept",
                                to="people.party",
                            ),
                        ),
                        (
                            "people_cy",
                            models.CharField(
                                help_text="What its people are called, such as tenants", max_length=80
                            ),
                        ),
                        ("people_en", models.CharField(max_length=80)),
                        ("why_cy", models.TextField(help_text="Why they are members, as the letter says it")),
                        ("why_en", models.TextField()),
                        (
                            "contact",
                            models.CharField(help_text="Whom to ring or write to about it", max_length=160),
                        ),
                        ("begun_on", models.DateField(default=django.utils.timezone.localdate)),
                        (
                            "as_of",
                            models.DateField(blank=True, help_text="The day the last file was of", null=True),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("community", "organisation"),
                                name="people_roll_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tenure",
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
                                related_name="tenures",
                                to="people.community",
                            ),
                        ),
                        (
                            "roll",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tenures",
                                to="people.roll",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tenures",
                                to="people.party",
                            ),
                        ),
                        ("reference", models.CharField(max_length=40)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, help_text="The last day", null=True)),
                        ("salt", models.CharField(max_length=32)),
                        ("name_mark", models.CharField(max_length=64)),
                        ("home_mark", models.CharField(max_length=64)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["community", "party"], name="people_tenure_of")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("roll", "reference"),
                                name="people_tenure_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True),
                                    ("until__gte", models.F("since")),
                                    _connector="OR",
                                ),
                                name="people_tenure_ends_later",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RollMember",
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
                                related_name="roll_members",
                                to="people.community",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roll_members",
                                to="people.person",
                            ),
                        ),
                        (
                            "choice",
                            models.CharField(
                                choices=[
                                    ("none", "Nothing yet"),
                                    ("no_contact", "Not to be written to"),
                                    ("takes_part", "To take part"),
                                ],
                                default="none",
                                max_length=10,
                            ),
                        ),
                        (
                            "explained",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("screen", "On screen"),
                                    ("visit", "At a visit"),
                                    ("phone", "By phone"),
                                    ("paper", "On paper"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("chosen_at", models.DateTimeField(blank=True, null=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "person"), name="people_roll_member_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("choice", "none"), ("chosen_at__isnull", False), _connector="OR"
                                ),
                                name="people_roll_member_chose_when",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RollUpload",
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
                                related_name="roll_uploads",
                                to="people.community",
                            ),
                        ),
                        (
                            "roll",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uploads",
                                to="people.roll",
                            ),
                        ),
                        ("as_of", models.DateField()),
                        ("file_name", models.CharField(max_length=160)),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("wrong", "Cannot be read"),
                                    ("asking", "Somebody must decide"),
                                    ("ready", "Ready to write"),
                                    ("written", "Written"),
                                    ("dropped", "Left aside"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("rows", models.JSONField(default=list)),
                        (
                            "decided",
                            models.JSONField(
                                default=dict, help_text="{reference: new, party:<id> or row:<reference>}"
                            ),
                        ),
                        (
                            "many_leave",
                            models.BooleanField(
                                default=False, help_text="Somebody said that so many do leave"
                            ),
                        ),
                        (
                            "report",
                            models.JSONField(
                                default=dict,
                                help_text="How many join, stay, move, leave; what is wrong where",
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("written_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("wrong", "asking", "ready"))),
                                fields=("roll",),
                                name="people_upload_one_at_a_time",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
