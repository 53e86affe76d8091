"""What judgements rest on, old wordings, conversations about a gap, releases, and looks at raw figures."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables
from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [
        ("delivering", "0001_squashed_0003_planning_and_training"),
        ("evaluating", "0002_indicators"),
        ("people", "0009_rolls"),
        ("services", "0006_outcomes_hold"),
        ("stories", "0001_first"),
        ("surveys", "0001_squashed_0003_series"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Conversation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("points", models.SmallIntegerField()),
                        ("low", models.SmallIntegerField()),
                        ("high", models.SmallIntegerField()),
                        ("opened_on", models.DateField(default=django.utils.timezone.localdate)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gap_conversations",
                                to="people.community",
                            ),
                        ),
                        (
                            "outcome",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gap_conversations",
                                to="services.outcome",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gap_conversations",
                                to="services.turn",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("turn", "outcome"), name="evaluating_conversation_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("high__gte", models.F("points")), ("low__lte", models.F("points"))
                                ),
                                name="evaluating_conversation_gap",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ending",
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
                                choices=[("agreed", "Agreed"), ("differ", "They still see it differently")],
                                max_length=6,
                            ),
                        ),
                        ("text_cy", models.TextField()),
                        ("text_en", models.TextField()),
                        ("put_by_key", models.CharField(max_length=80)),
                        ("put_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("stands_on", models.DateField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gap_endings",
                                to="people.community",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="endings",
                                to="evaluating.conversation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("stands_on__isnull", False)),
                                fields=("conversation",),
                                name="evaluating_ending_stands_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assent",
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
                        ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gap_assents",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gap_assents",
                                to="people.party",
                            ),
                        ),
                        (
                            "ending",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assents",
                                to="evaluating.ending",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("ending", "party"), name="evaluating_assent_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FindingWording",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text_cy", models.TextField()),
                        ("text_en", models.TextField()),
                        ("changed_by_key", models.CharField(max_length=80)),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "because",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changed",
                                to="evaluating.findingcomment",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="finding_wordings",
                                to="people.community",
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="former",
                                to="evaluating.finding",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Ground",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grounds",
                                to="delivering.activity",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grounds",
                                to="evaluating.claim",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grounds",
                                to="people.community",
                            ),
                        ),
                        (
                            "evidence",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grounds",
                                to="evaluating.evidence",
                            ),
                        ),
                        (
                            "judgement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grounds",
                                to="evaluating.judgement",
                            ),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grounds",
                                to="stories.story",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("activity__isnull", True),
                                        ("claim__isnull", True),
                                        ("evidence__isnull", False),
                                        ("story__isnull", True),
                                    ),
                                    models.Q(
                                        ("activity__isnull", True),
                                        ("claim__isnull", True),
                                        ("evidence__isnull", True),
                                        ("story__isnull", False),
                                    ),
                                    models.Q(
                                        ("activity__isnull", True),
                                        ("claim__isnull", False),
                                        ("evidence__isnull", True),
                                        ("story__isnull", True),
                                    ),
                                    models.Q(
                                        ("activity__isnull", False),
                                        ("claim__isnull", True),
                                        ("evidence__isnull", True),
                                        ("story__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="evaluating_ground_is_one",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RawReader",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("named_by_key", models.CharField(max_length=80)),
                        ("named_on", models.DateField(default=django.utils.timezone.localdate)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="raw_readers",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="raw_reading",
                                to="people.party",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("community", "party"),
                                name="evaluating_raw_reader_once",
                            )
                        ],
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
                            "kind",
                            models.CharField(
                                choices=[("social_capital", "How people here are joined")], max_length=14
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("figures", models.JSONField(default=dict)),
                        ("sha256", models.CharField(max_length=64)),
                        ("released_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figure_releases",
                                to="people.community",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "kind", "ends_on"), name="evaluating_release_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="evaluating_release_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RawLook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("looked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="raw_looks",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="raw_looks",
                                to="people.party",
                            ),
                        ),
                        (
                            "release",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="raw_looks",
                                to="evaluating.release",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Saying",
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
                        ("text", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gap_sayings",
                                to="people.community",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sayings",
                                to="evaluating.conversation",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gap_sayings",
                                to="people.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="TrustQuestion",
                    fields=[
                        (
                            "question",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="asks_about_trust",
                                serialize=False,
                                to="surveys.question",
                            ),
                        ),
                        ("chosen_by_key", models.CharField(max_length=80)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="trust_questions",
                                to="people.community",
                            ),
                        ),
                    ],
                ),
            ]
        ),
        immutable(
            "evaluating_findingwording", "evaluating_assent", "evaluating_release", "evaluating_rawlook"
        ),
    ]
