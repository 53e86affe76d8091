"""Every table of this room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("commissioning", "0002_append_only"),
        ("people", "0002_taxonomy"),
        ("services", "0001_first"),
        ("surveys", "0001_first"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Evidence",
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
                                related_name="evidence",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="services.turn",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="surveys.survey",
                            ),
                        ),
                        (
                            "published",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="surveys.publishedresult",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("published__isnull", False), ("survey__isnull", True)),
                                    models.Q(("published__isnull", True), ("survey__isnull", False)),
                                    _connector="OR",
                                ),
                                name="evaluating_evidence_one_source",
                            ),
                            models.UniqueConstraint(
                                fields=("turn", "survey"), name="evaluating_evidence_survey_once"
                            ),
                            models.UniqueConstraint(
                                fields=("turn", "published"), name="evaluating_evidence_published_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
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
                                related_name="findings",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="services.turn",
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="evaluating.evidence",
                            ),
                        ),
                        ("text_cy", models.TextField()),
                        ("text_en", models.TextField()),
                        ("made_by_key", models.CharField(max_length=80)),
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
                        ("published_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("text_cy", ""), _negated=True),
                                    models.Q(("text_en", ""), _negated=True),
                                ),
                                name="evaluating_finding_both_languages",
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
                                name="evaluating_finding_published_on_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandedDown",
                    fields=[
                        (
                            "finding",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="handed_down",
                                serialize=False,
                                to="evaluating.finding",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handed_down",
                                to="people.community",
                            ),
                        ),
                        (
                            "need",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handed_down",
                                to="commissioning.need",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FindingComment",
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
                                related_name="finding_comments",
                                to="people.community",
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="evaluating.finding",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="finding_comments",
                                to="people.party",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("professionals", "Professionals")],
                                max_length=13,
                            ),
                        ),
                        ("text", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Judgement",
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
                                related_name="judgements",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judgements",
                                to="services.turn",
                            ),
                        ),
                        (
                            "outcome",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judgements",
                                to="services.outcome",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judgements",
                                to="people.party",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("professionals", "Professionals")],
                                max_length=13,
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("achieved", "Achieved"),
                                    ("partly", "Partly"),
                                    ("not_yet", "Not yet"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("judged_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("is_latest", models.BooleanField(default=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["turn", "is_latest"], name="evaluating_judgement_counting")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("is_latest", True)),
                                fields=("turn", "outcome", "party"),
                                name="evaluating_judgement_latest_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JudgingClosed",
                    fields=[
                        (
                            "turn",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="judging_closed",
                                serialize=False,
                                to="services.turn",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judging_closed",
                                to="people.community",
                            ),
                        ),
                        ("closed_on", models.DateField()),
                    ],
                ),
            ]
        ),
    ]
