"""Frameworks in versions, and outcomes that are chosen from them, worded by people, judged by somebody."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0009_rolls"),
        ("services", "0003_search_index"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Framework",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="frameworks",
                                to="people.community",
                            ),
                        ),
                        ("code", models.SlugField(max_length=60)),
                        ("version", models.CharField(max_length=20)),
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        ("name_cy", models.CharField(blank=True, max_length=160)),
                        ("name_en", models.CharField(blank=True, max_length=160)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        ("source_url", models.URLField(blank=True, max_length=300)),
                        (
                            "standing_cy",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("published", "As it was published"),
                                    ("to_check", "Still to be checked against the publication"),
                                    ("unofficial", "An unofficial translation"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "standing_en",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("published", "As it was published"),
                                    ("to_check", "Still to be checked against the publication"),
                                    ("unofficial", "An unofficial translation"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("put_away_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "code", "version"), name="services_framework_own_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("community__isnull", True)),
                                fields=("code", "version"),
                                name="services_framework_shared_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name_cy", ""), ("name_en", ""), _negated=True),
                                name="services_framework_has_a_name",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementGroup",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statement_groups",
                                to="people.community",
                            ),
                        ),
                        (
                            "framework",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="groups",
                                to="services.framework",
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("name_cy", models.CharField(blank=True, max_length=160)),
                        ("name_en", models.CharField(blank=True, max_length=160)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        ("picture", models.CharField(blank=True, max_length=40)),
                        ("place_in_list", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("framework", "code"), name="services_group_code_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name_cy", ""), ("name_en", ""), _negated=True),
                                name="services_group_has_a_name",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="framework_statements",
                                to="people.community",
                            ),
                        ),
                        (
                            "framework",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="services.framework",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="services.statementgroup",
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("text_cy", models.TextField(blank=True)),
                        ("text_en", models.TextField(blank=True)),
                        ("easy_cy", models.TextField(blank=True)),
                        ("easy_en", models.TextField(blank=True)),
                        ("place_in_list", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("framework", "code"), name="services_statement_code_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text_cy", ""), ("text_en", ""), _negated=True),
                                name="services_statement_has_words",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FrameworkFile",
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
                                related_name="framework_files",
                                to="people.community",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("content", models.BinaryField(blank=True)),
                        ("told", models.JSONField(default=dict)),
                        ("report", models.JSONField(default=dict)),
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
                        (
                            "framework",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="services.framework",
                            ),
                        ),
                        ("made_by_key", models.CharField(blank=True, max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="OutcomeJudge",
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
                                related_name="outcome_judges",
                                to="people.community",
                            ),
                        ),
                        (
                            "outcome",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judges",
                                to="services.outcome",
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
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcomes_to_judge",
                                to="people.party",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("every_citizen", "Every citizen, carer and volunteer here"),
                                    ("who_uses_it", "The people who use the service"),
                                    ("carers", "Carers of people who use the service"),
                                    ("panel", "A panel of citizens drawn by lot"),
                                    ("every_prof", "Everybody who works here or pays for it"),
                                    ("who_works", "The people who work in the service"),
                                    ("commissioners", "Those who commission the service"),
                                    ("evaluators", "Those who evaluate the service"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("named_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("outcome", "side"),
                                name="services_judge_one_a_side",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("party__isnull", False), ("role", "")),
                                    models.Q(("party__isnull", True), models.Q(("role", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="services_judge_party_or_role",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True),
                                    ("until__gte", models.F("since")),
                                    _connector="OR",
                                ),
                                name="services_judge_days_in_order",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="outcome",
            name="open_id",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="outcome",
            name="statement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="services.statement",
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="services.outcome",
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="outcome",
            name="ended_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="outcome",
            name="ended_reason_cy",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="outcome",
            name="ended_reason_en",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="outcome",
            name="party",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes_in_own_words",
                to="people.party",
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="capacity",
            field=models.CharField(
                blank=True,
                choices=[
                    ("citizen", "Citizen"),
                    ("carer", "Carer"),
                    ("volunteer", "Volunteer"),
                    ("professional", "Professional"),
                    ("commissioner", "Commissioner"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="typed_by_key",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="outcome",
            name="entered_from",
            field=models.CharField(
                blank=True,
                choices=[("paper", "On paper"), ("phone", "By phone"), ("in_person", "In person")],
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="source",
            field=models.CharField(
                choices=[
                    ("framework", "From a framework"),
                    ("service", "Worded by the service itself"),
                    ("own_words", "In people's own words"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(
            model_name="outcome",
            name="services_outcome_has_words",
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("wording_cy", ""), ("wording_en", ""), _negated=True),
                    ("taken_back_at__isnull", False),
                    _connector="OR",
                ),
                name="services_outcome_has_words",
            ),
        ),
    ]
