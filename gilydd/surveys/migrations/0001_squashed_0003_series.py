"""Every table of this room, made at once: what the migrations it replaces made one after the other."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("surveys", "0001_first"),
        ("surveys", "0002_surveys"),
        ("surveys", "0003_series"),
    ]

    dependencies = [
        ("people", "0008_aside"),
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
                                choices=[("draft", "Being made"), ("open", "Open for answers"), ("closed", "Closed")],
                                default="draft",
                                max_length=6,
                            ),
                        ),
                        (
                            "figures",
                            models.CharField(
                                choices=[("people", "What people think"), ("health", "People's own health or care")],
                                default="people",
                                max_length=6,
                            ),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True)),
                        (
                            "keeping",
                            models.CharField(
                                choices=[
                                    ("apart", "Each answer apart"),
                                    ("together", "One person's answers together"),
                                    ("followed", "Together, and again next time"),
                                ],
                                default="apart",
                                max_length=8,
                            ),
                        ),
                        ("series", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "follows",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="surveys.survey",
                            ),
                        ),
                        ("double_entry", models.BooleanField(default=False)),
                        ("boxes_compared", models.PositiveIntegerField(default=0)),
                        ("boxes_differing", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("boxes_differing__lte", models.F("boxes_compared"))),
                                name="surveys_survey_boxes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                                name="surveys_survey_days_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_on__isnull", False), ("state", "closed")),
                                    models.Q(
                                        models.Q(("state", "closed"), _negated=True), ("closed_on__isnull", True)
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
                        ("easy_cy", models.CharField(blank=True, max_length=200)),
                        ("easy_en", models.CharField(blank=True, max_length=200)),
                        ("picture", models.CharField(blank=True, max_length=40)),
                        (
                            "asked_of",
                            models.CharField(
                                blank=True, choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8
                            ),
                        ),
                        ("measure", models.SlugField(blank=True, max_length=20)),
                        ("item", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("weight", models.PositiveSmallIntegerField(default=1)),
                        ("background", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["place_in_list"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("survey", "place_in_list"), name="surveys_question_place_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("measure", ""), _negated=True),
                                fields=("survey", "measure", "item"),
                                name="surveys_question_item_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("item__isnull", True), ("measure", "")),
                                    models.Q(models.Q(("measure", ""), _negated=True), ("item__gte", 1)),
                                    _connector="OR",
                                ),
                                name="surveys_question_item_of_a_measure",
                            ),
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
                        ("points", models.SmallIntegerField(blank=True, null=True)),
                        ("known", models.PositiveIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["place_in_list"],
                        "constraints": [
                            models.UniqueConstraint(fields=("question", "code"), name="surveys_option_code_once"),
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
                            models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                    name="Sheet",
                    fields=[
                        (
                            "id",
                            models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="survey_sheets",
                                to="people.community",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="surveys.survey",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8),
                        ),
                        ("mark", models.CharField(blank=True, max_length=64)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("mark", ""), _negated=True),
                                fields=("survey", "mark"),
                                name="surveys_sheet_mark_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                            "sheet",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="surveys.sheet",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("screen", "Answered on a screen"),
                                    ("paper", "Paper slip"),
                                    ("phone", "Told by phone"),
                                    ("kiosk", "Answered on a screen at a place"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("entered_by_key", models.CharField(blank=True, max_length=80)),
                        ("given_on", models.DateField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["question", "group", "option"], name="surveys_answer_counting")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("channel", "screen"), _negated=True),
                                    ("entered_by_key", ""),
                                    _connector="OR",
                                ),
                                name="surveys_answer_screen_names_nobody",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("sheet__isnull", False)),
                                fields=("sheet", "question"),
                                name="surveys_answer_once_on_a_sheet",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sample",
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
                                related_name="survey_samples",
                                to="people.community",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="samples",
                                to="surveys.survey",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8),
                        ),
                        ("seed", models.CharField(max_length=80)),
                        ("size", models.PositiveIntegerField()),
                        ("frame_size", models.PositiveIntegerField()),
                        ("frame_hash", models.CharField(max_length=64)),
                        ("by_area", models.BooleanField(default=False)),
                        ("drawn_on", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("survey", "group"), name="surveys_sample_group_once"),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0), ("size__lte", models.F("frame_size"))),
                                name="surveys_sample_size",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reply",
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
                                related_name="survey_replies",
                                to="people.community",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="surveys.survey",
                            ),
                        ),
                        ("words_cy", models.TextField()),
                        ("words_en", models.TextField()),
                        ("by_whom_cy", models.CharField(max_length=160)),
                        ("by_whom_en", models.CharField(max_length=160)),
                        ("no_change_cy", models.TextField(blank=True)),
                        ("no_change_en", models.TextField(blank=True)),
                        ("answered_on", models.DateField()),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Kiosk",
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
                                related_name="survey_kiosks",
                                to="people.community",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="kiosks",
                                to="surveys.survey",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8),
                        ),
                        ("code", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("opened_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Invitation",
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
                                related_name="survey_invitations",
                                to="people.community",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to="surveys.survey",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8),
                        ),
                        ("code", models.CharField(max_length=20, unique=True)),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="survey_invitations",
                                to="people.party",
                            ),
                        ),
                        ("reminders", models.PositiveSmallIntegerField(default=0)),
                        ("told_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("party__isnull", False)),
                                fields=("survey", "party"),
                                name="surveys_invitation_person_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Change",
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
                                related_name="survey_changes",
                                to="people.community",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="surveys.survey",
                            ),
                        ),
                        ("what_cy", models.TextField()),
                        ("what_en", models.TextField()),
                        ("by_whom_cy", models.CharField(max_length=160)),
                        ("by_whom_en", models.CharField(max_length=160)),
                        ("first_due_on", models.DateField()),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("promised", "Promised"), ("done", "Done"), ("not_done", "Not done")],
                                default="promised",
                                max_length=8,
                            ),
                        ),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("reason_cy", models.TextField(blank=True)),
                        ("reason_en", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["due_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_on__isnull", False), ("state", "done")),
                                    models.Q(models.Q(("state", "done"), _negated=True), ("done_on__isnull", True)),
                                    _connector="OR",
                                ),
                                name="surveys_change_done_on_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "not_done"), _negated=True),
                                    models.Q(("reason_en", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="surveys_change_not_done_has_a_reason",
                            ),
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
                            models.CharField(choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8),
                        ),
                        ("population", models.PositiveIntegerField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("survey", "group"), name="surveys_audience_group_once"),
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
                    name="TypedSlip",
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
                                related_name="typed_slips",
                                to="people.community",
                            ),
                        ),
                        (
                            "survey",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="typed_slips",
                                to="surveys.survey",
                            ),
                        ),
                        ("slip", models.CharField(max_length=40)),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="typed_slips",
                                to="people.party",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8),
                        ),
                        ("given_on", models.DateField(blank=True, null=True)),
                        ("answers", models.JSONField(default=dict)),
                        ("typed_by_key", models.CharField(max_length=80)),
                        ("compared", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("survey", "slip"), name="surveys_typed_slip_once")
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
                            models.CharField(choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8),
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
                                    ("population__isnull", True), ("population__gte", models.F("n")), _connector="OR"
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
