import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_aside"),
        ("safety", "0001_timebank"),
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
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="people.community",
                            ),
                        ),
                        ("thing_key", models.CharField(max_length=80)),
                        (
                            "whose",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="people.party",
                            ),
                        ),
                        ("quote", models.TextField(blank=True)),
                        ("quote_lang", models.CharField(blank=True, max_length=5)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for a moderator"),
                                    ("kept", "It stays"),
                                    ("away", "Taken out of sight"),
                                    ("again", "Waiting for somebody else to look again"),
                                    ("still_kept", "Looked at twice: it stays"),
                                    ("still_away", "Looked at twice: it is out of sight"),
                                    ("gone", "It is not there any more"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("due_at", models.DateTimeField()),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("unkind", "Unkind, threatening or bullying"),
                                    ("hate", "Against people for who they are"),
                                    ("private", "Private facts about somebody"),
                                    ("danger", "Could put somebody in danger"),
                                    ("untrue", "Untrue, or made to mislead"),
                                    ("selling", "Selling, advertising or asking for money"),
                                    ("sexual", "Sexual or violent"),
                                    ("unlawful", "Against the law"),
                                    ("other", "Something else"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("explanation", models.CharField(blank=True, max_length=400)),
                        ("explanation_lang", models.CharField(blank=True, max_length=5)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "was_away",
                            models.BooleanField(default=False, help_text="What the first moderator decided"),
                        ),
                        (
                            "pleaded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases_pleaded",
                                to="people.party",
                            ),
                        ),
                        ("plea", models.CharField(blank=True, max_length=400)),
                        ("plea_lang", models.CharField(blank=True, max_length=5)),
                        ("pleaded_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.CharField(blank=True, max_length=400)),
                        ("answer_lang", models.CharField(blank=True, max_length=5)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("settled_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "state", "due_at"], name="safety_case_waiting"),
                            models.Index(fields=["community", "-decided_at"], name="safety_case_log"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("open", "again"))),
                                fields=("community", "thing_key"),
                                name="safety_case_one_waiting",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("settled_by_key", ""),
                                    models.Q(("settled_by_key", models.F("decided_by_key")), _negated=True),
                                    _connector="OR",
                                ),
                                name="safety_case_two_people",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConcernStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="safety.concern",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concern_steps",
                                to="people.community",
                            ),
                        ),
                        ("words", models.CharField(max_length=240)),
                        ("lang", models.CharField(max_length=5)),
                        ("due_on", models.DateField()),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("written_by_key", models.CharField(max_length=80)),
                    ],
                ),
                migrations.CreateModel(
                    name="Report",
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
                                related_name="reports",
                                to="people.community",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="safety.case",
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="people.party",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("unkind", "Unkind, threatening or bullying"),
                                    ("hate", "Against people for who they are"),
                                    ("private", "Private facts about somebody"),
                                    ("danger", "Could put somebody in danger"),
                                    ("untrue", "Untrue, or made to mislead"),
                                    ("selling", "Selling, advertising or asking for money"),
                                    ("sexual", "Sexual or violent"),
                                    ("unlawful", "Against the law"),
                                    ("other", "Something else"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("reported_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "reported_by"), name="safety_report_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SafetyRules",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "community",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="safety_rules",
                                to="people.community",
                            ),
                        ),
                        ("acknowledge_working_days", models.PositiveSmallIntegerField(default=1)),
                        ("decide_days", models.PositiveSmallIntegerField(default=7)),
                        ("look_days", models.PositiveSmallIntegerField(default=3)),
                        ("again_days", models.PositiveSmallIntegerField(default=28)),
                        ("welcome_cy", models.TextField(blank=True)),
                        ("welcome_en", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("acknowledge_working_days__range", (1, 5)),
                                    ("decide_days__range", (1, 28)),
                                    ("look_days__range", (1, 14)),
                                    ("again_days__range", (7, 366)),
                                ),
                                name="safety_rules_days",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="concern",
            name="acknowledge_by",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="acknowledged_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="decide_by",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="late_decision_told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="late_told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="lead",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="concerns_taken",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="concern",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("council", "The council's social services were told"),
                    ("police", "The police were told"),
                    ("help", "Help was found together with the person"),
                    ("watch", "Nothing now: we agreed when to look again"),
                    ("unfounded", "Looked into: nobody is at risk"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="concern",
            name="outcome_lang",
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name="concern",
            name="outcome_words",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="concern",
            name="source_key",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["community", "state", "-raised_at"], name="safety_concern_state"),
        ),
    ]
