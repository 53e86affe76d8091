"""Every table of this room."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_taxonomy"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Survey",
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
                                related_name="surveys",
                                to="people.community",
                            ),
                        ),
                        ("title_cy", models.CharField(max_length=160)),
                        ("title_en", models.CharField(max_length=160)),
                        ("purpose_cy", models.TextField()),
                        ("purpose_en", models.TextField()),
                        ("opens_on", models.DateField()),
                        ("closes_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being made"),
                                    ("open", "Open for answers"),
                                    ("closed", "Closed"),
                                ],
                                default="draft",
                                max_length=6,
                            ),
                        ),
                        (
                            "figures",
                            models.CharField(
                                choices=[
                                    ("people", "What people think"),
                                    ("health", "People's own health or care"),
                                ],
                                default="people",
                                max_length=6,
                            ),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                                name="surveys_survey_days_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_on__isnull", False), ("state", "closed")),
                                    models.Q(
                                        models.Q(("state", "closed"), _negated=True),
                                        ("closed_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="surveys_survey_closed_on_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
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
                                related_name="survey_questions",
                                to="people.community",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="surveys.survey",
                            ),
                        ),
                        ("place_in_list", models.PositiveSmallIntegerField()),
                        ("text_cy", models.TextField()),
                        ("text_en", models.TextField()),
                    ],
                    options={
                        "ordering": ["place_in_list"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("survey", "place_in_list"), name="surveys_question_place_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnswerOption",
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
                                related_name="survey_options",
                                to="people.community",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="options",
                                to="surveys.question",
                            ),
                        ),
                        ("place_in_list", models.PositiveSmallIntegerField()),
                        ("code", models.SlugField(max_length=30)),
                        ("text_cy", models.CharField(max_length=120)),
                        ("text_en", models.CharField(max_length=120)),
                        ("picture", models.CharField(max_length=40)),
                        (
                            "counts_as",
                            models.CharField(
                                choices=[
                                    ("favourable", "Favourable"),
                                    ("unfavourable", "Unfavourable"),
                                    ("neutral", "Neither"),
                                    ("dont_know", "Don't know"),
                                ],
                                max_length=12,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place_in_list"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("question", "code"), name="surveys_option_code_once"
                            ),
                            models.UniqueConstraint(
                                fields=("question", "place_in_list"), name="surveys_option_place_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answered",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="survey_answered",
                                to="people.community",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answered",
                                to="surveys.question",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="survey_answered",
                                to="people.party",
                            ),
                        ),
                        ("slip", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("party__isnull", False)),
                                fields=("question", "party"),
                                name="surveys_answered_person_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("slip", ""), _negated=True),
                                fields=("question", "slip"),
                                name="surveys_answered_slip_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("party__isnull", False), ("slip", "")),
                                    models.Q(("party__isnull", True), models.Q(("slip", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="surveys_answered_person_or_slip",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="survey_answers",
                                to="people.community",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="surveys.question",
                            ),
                        ),
                        (
                            "option",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="surveys.answeroption",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("screen", "Answered on a screen"),
                                    ("paper", "Paper slip"),
                                    ("phone", "Told by phone"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("entered_by_key", models.CharField(blank=True, max_length=80)),
                        ("given_on", models.DateField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["question", "group", "option"], name="surveys_answer_counting"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("channel", "screen"), _negated=True),
                                    ("entered_by_key", ""),
                                    _connector="OR",
                                ),
                                name="surveys_answer_screen_names_nobody",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Audience",
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
                                related_name="survey_audiences",
                                to="people.community",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="audiences",
                                to="surveys.survey",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8
                            ),
                        ),
                        ("population", models.PositiveIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("survey", "group"), name="surveys_audience_group_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("population__isnull", True), ("population__gt", 0), _connector="OR"
                                ),
                                name="surveys_audience_population",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublishedResult",
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
                                related_name="published_results",
                                to="people.community",
                            ),
                        ),
                        (
                            "beside",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="published_results",
                                to="surveys.question",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8
                            ),
                        ),
                        ("question_cy", models.TextField()),
                        ("question_en", models.TextField()),
                        ("source", models.CharField(max_length=300)),
                        ("url", models.CharField(blank=True, max_length=300)),
                        ("published_on", models.DateField()),
                        ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                        ("n", models.PositiveIntegerField()),
                        ("count", models.PositiveIntegerField()),
                        ("count_worked_out", models.BooleanField()),
                        ("population", models.PositiveIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("count__lte", models.F("n")), ("n__gt", 0)),
                                name="surveys_published_counts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("population__isnull", True),
                                    ("population__gte", models.F("n")),
                                    _connector="OR",
                                ),
                                name="surveys_published_population",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("percent__gte", 0), ("percent__lte", 100)),
                                name="surveys_published_percent",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
