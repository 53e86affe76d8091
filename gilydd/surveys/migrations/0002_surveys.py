import django.db.models.deletion
import uuid
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_aside"),
        ("surveys", "0001_first"),
    ]

    operations = [
        CreateTables(
            [
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
                                choices=[
                                    ("promised", "Promised"),
                                    ("done", "Done"),
                                    ("not_done", "Not done"),
                                ],
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
                                    models.Q(
                                        models.Q(("state", "done"), _negated=True), ("done_on__isnull", True)
                                    ),
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
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8
                            ),
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
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8
                            ),
                        ),
                        ("code", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        ("opened_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                    ],
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
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8
                            ),
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
                            models.UniqueConstraint(
                                fields=("survey", "group"), name="surveys_sample_group_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("size__gt", 0), ("size__lte", models.F("frame_size"))),
                                name="surveys_sample_size",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
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
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8
                            ),
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
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8
                            ),
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
            ]
        ),
        migrations.AddField(
            model_name="answeroption",
            name="known",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="answeroption",
            name="points",
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="asked_of",
            field=models.CharField(
                blank=True, choices=[("citizens", "Citizens"), ("staff", "Staff")], max_length=8
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="background",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="question",
            name="easy_cy",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="question",
            name="easy_en",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="question",
            name="item",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="measure",
            field=models.SlugField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="question",
            name="picture",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="question",
            name="weight",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="survey",
            name="boxes_compared",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="survey",
            name="boxes_differing",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="survey",
            name="double_entry",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="survey",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="surveys.survey",
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="keeping",
            field=models.CharField(
                choices=[
                    ("apart", "Each answer apart"),
                    ("together", "One person's answers together"),
                    ("followed", "Together, and again next time"),
                ],
                default="apart",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="series",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name="answer",
            name="channel",
            field=models.CharField(
                choices=[
                    ("screen", "Answered on a screen"),
                    ("paper", "Paper slip"),
                    ("phone", "Told by phone"),
                    ("kiosk", "Answered on a screen at a place"),
                ],
                max_length=6,
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                condition=models.Q(("measure", ""), _negated=True),
                fields=("survey", "measure", "item"),
                name="surveys_question_item_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("item__isnull", True), ("measure", "")),
                    models.Q(models.Q(("measure", ""), _negated=True), ("item__gte", 1)),
                    _connector="OR",
                ),
                name="surveys_question_item_of_a_measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("boxes_differing__lte", models.F("boxes_compared"))),
                name="surveys_survey_boxes",
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="sheet",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="surveys.sheet",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sheet__isnull", False)),
                fields=("sheet", "question"),
                name="surveys_answer_once_on_a_sheet",
            ),
        ),
    ]
