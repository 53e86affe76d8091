"""Every table of this room, made at once: what the migrations it replaces made one after the other."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("designing", "0001_first"),
        ("designing", "0002_undertaking"),
    ]

    dependencies = [
        ("deciding", "0001_squashed_0004_votes_append_only"),
        ("delivering", "0001_squashed_0003_planning_and_training"),
        ("people", "0001_squashed_0007_supporters_and_groups"),
        ("services", "0001_first"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Challenge",
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
                                related_name="challenges",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenges",
                                to="services.turn",
                            ),
                        ),
                        ("title_cy", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        ("question_cy", models.TextField()),
                        ("question_en", models.TextField()),
                        (
                            "raised_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenges",
                                to="people.party",
                            ),
                        ),
                        (
                            "election",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenge",
                                to="deciding.election",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("raised", "Raised"),
                                    ("framed", "Put as a question together"),
                                    ("proposals", "Proposals are being made"),
                                    ("decided", "Decided"),
                                ],
                                default="raised",
                                max_length=10,
                            ),
                        ),
                        ("opened_on", models.DateField(default=django.utils.timezone.localdate)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("election__isnull", True), ("state", "decided"), _connector="OR"
                                ),
                                name="designing_challenge_tied_is_decided",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
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
                                related_name="proposals",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="designing.challenge",
                            ),
                        ),
                        (
                            "originator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="people.party",
                            ),
                        ),
                        ("title", models.TextField()),
                        ("lang", models.CharField(blank=True, max_length=12)),
                        ("cost_units", models.PositiveBigIntegerField()),
                        ("currency", models.CharField(blank=True, max_length=10)),
                        ("scale", models.PositiveIntegerField(default=1)),
                        ("option_key", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposed"),
                                    ("funded", "Funded"),
                                    ("not_funded", "Not funded"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("option_key", ""), _negated=True),
                                fields=("challenge", "option_key"),
                                name="designing_proposal_option_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("scale__gt", 0)), name="designing_proposal_scale"
                            ),
                        ],
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
                                related_name="proposals_undertaken",
                                to="people.community",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undertakings",
                                to="designing.proposal",
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals_undertaken",
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
                                fields=("proposal", "activity"),
                                name="designing_undertaking_once",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
