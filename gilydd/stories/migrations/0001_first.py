"""Every table of this room."""

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("exchange", "0010_vouchers_and_treasurers"),
        ("people", "0008_aside"),
        ("services", "0001_first"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Story",
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
                                related_name="stories",
                                to="people.community",
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "teller",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stories_told",
                                to="people.party",
                            ),
                        ),
                        (
                            "collector",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stories_collected",
                                to="people.person",
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("written", "In writing"),
                                    ("pictures", "With pictures"),
                                    ("recording", "As a recording"),
                                    ("phone", "By phone"),
                                    ("paper", "On paper"),
                                ],
                                default="written",
                                max_length=9,
                            ),
                        ),
                        (
                            "whose",
                            models.CharField(
                                choices=[
                                    ("own", "It happened to me"),
                                    (
                                        "said_yes",
                                        "It happened to somebody else, and they said yes to my telling it",
                                    ),
                                    (
                                        "responsible",
                                        "It happened to a child or a person for whom I decide by law",
                                    ),
                                    ("died", "It happened to somebody close to me who has died"),
                                ],
                                default="own",
                                max_length=11,
                            ),
                        ),
                        (
                            "lang",
                            models.CharField(
                                help_text="The language it was told in, as a tag of BCP 47", max_length=35
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=120)),
                        (
                            "words",
                            models.TextField(
                                blank=True, help_text="The teller's own words, never published as they are"
                            ),
                        ),
                        (
                            "how_common",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("once", "It happened once"),
                                    ("sometimes", "It happens now and then"),
                                    ("often", "It happens often"),
                                    ("always", "It is always so"),
                                    ("dont_know", "I do not know"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "involved",
                            models.JSONField(
                                blank=True, default=list, help_text="Who had a part in it: words.Involved"
                            ),
                        ),
                        (
                            "month",
                            models.DateField(
                                blank=True, help_text="When it happened: the first of the month", null=True
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stories",
                                to="people.area",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being written"),
                                    ("told", "Told; somebody will read it"),
                                    ("asked", "Waiting for the teller's yes"),
                                    ("agreed", "Agreed by the teller"),
                                    ("held", "Kept back"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="draft",
                                max_length=9,
                            ),
                        ),
                        ("pseudonym_cy", models.CharField(blank=True, max_length=60)),
                        ("pseudonym_en", models.CharField(blank=True, max_length=60)),
                        ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("told_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "agreed_at",
                            models.DateTimeField(
                                blank=True, help_text="When a version was first agreed", null=True
                            ),
                        ),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "was_shown",
                            models.BooleanField(
                                default=False, help_text="Others could read it once: leaves a tombstone"
                            ),
                        ),
                        (
                            "reason",
                            models.TextField(blank=True, help_text="Why it is kept back, for the teller"),
                        ),
                        ("reason_lang", models.CharField(blank=True, max_length=5)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["community", "state", "-told_at"], name="stories_story_queue"
                            ),
                            models.Index(fields=["teller", "-begun_at"], name="stories_story_mine"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("pseudonym_en", ""), _negated=True),
                                fields=("community", "pseudonym_en"),
                                name="stories_pseudonym_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "withdrawn"), _negated=True),
                                    models.Q(
                                        ("teller__isnull", True),
                                        ("title", ""),
                                        ("withdrawn_at__isnull", False),
                                        ("words", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="stories_withdrawn_is_empty",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CareRecord",
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
                                related_name="+",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("title", models.CharField(max_length=160)),
                        ("matters", models.TextField(blank=True, help_text="What matters to me")),
                        ("lang", models.CharField(max_length=5)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="CareOption",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="options",
                                to="stories.carerecord",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="CarePoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "option",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="points",
                                to="stories.careoption",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("for", "Good about it"), ("against", "Not so good about it")],
                                max_length=7,
                            ),
                        ),
                        ("words", models.CharField(max_length=300)),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "I have not said"),
                                    (1, "It matters a little to me"),
                                    (2, "It matters a lot to me"),
                                ],
                                default=0,
                            ),
                        ),
                        (
                            "source",
                            models.CharField(blank=True, help_text="How this is known", max_length=200),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="CareDecision",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="stories.carerecord",
                            ),
                        ),
                        (
                            "option",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="decisions",
                                to="stories.careoption",
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("with_whom", models.CharField(blank=True, max_length=200)),
                        ("decided_on", models.DateField()),
                        ("look_again_on", models.DateField(blank=True, null=True)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("looked_on", models.DateField(blank=True, null=True)),
                        (
                            "feeling",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (1, "Very bad"),
                                    (2, "Bad"),
                                    (3, "Neither good nor bad"),
                                    (4, "Good"),
                                    (5, "Very good"),
                                ],
                                null=True,
                            ),
                        ),
                        ("went", models.TextField(blank=True, help_text="How it went")),
                    ],
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
                                related_name="story_changes",
                                to="people.community",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="story_changes",
                                to="services.service",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="story_changes",
                                to="services.turn",
                            ),
                        ),
                        ("what_cy", models.CharField(max_length=240)),
                        ("what_en", models.CharField(max_length=240)),
                        ("by_whom_cy", models.CharField(help_text="A role or a team", max_length=160)),
                        ("by_whom_en", models.CharField(max_length=160)),
                        ("first_due_on", models.DateField()),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("promised", "Promised"),
                                    ("done", "Done"),
                                    ("not_done", "Will not be done"),
                                ],
                                default="promised",
                                max_length=8,
                            ),
                        ),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("reason_cy", models.TextField(blank=True, help_text="Why later, or why not")),
                        ("reason_en", models.TextField(blank=True)),
                        ("named_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("named_by_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_on__isnull", False), ("state", "done")),
                                    models.Q(
                                        models.Q(("state", "done"), _negated=True), ("done_on__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="stories_change_done_has_its_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "not_done"), _negated=True),
                                    models.Q(
                                        models.Q(("reason_cy", ""), _negated=True),
                                        models.Q(("reason_en", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="stories_change_not_done_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Codebook",
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
                                related_name="codebooks",
                                to="people.community",
                            ),
                        ),
                        ("name_cy", models.CharField(blank=True, max_length=120)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name_cy", ""), ("name_en", ""), _negated=True),
                                name="stories_codebook_has_a_name",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DatasetShare",
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
                                related_name="story_shares",
                                to="people.community",
                            ),
                        ),
                        (
                            "use",
                            models.CharField(
                                choices=[
                                    ("learning", "So that the service can learn"),
                                    ("public", "On the page of the service"),
                                    ("research", "For research by peer researchers"),
                                    ("bid", "As evidence when the service is commissioned"),
                                    ("media", "In the news, in films and on leaflets"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="story_shares",
                                to="services.service",
                            ),
                        ),
                        (
                            "recipient",
                            models.CharField(
                                help_text="Who receives it: a person and their organisation", max_length=160
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(
                                help_text="Where they are told that a story was taken back", max_length=254
                            ),
                        ),
                        ("lang", models.CharField(blank=True, max_length=2)),
                        ("purpose", models.TextField(help_text="What for, in the words of whoever asked")),
                        (
                            "licence",
                            models.CharField(
                                choices=[
                                    (
                                        "CC-BY-NC-4.0",
                                        "Creative Commons BY-NC 4.0: name the source, no business use",
                                    ),
                                    ("agreement", "Only for the purpose named, and not passed on"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("until", models.DateField(help_text="The last day on which it can be fetched")),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Fetch",
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
                                related_name="story_fetches",
                                to="people.community",
                            ),
                        ),
                        (
                            "share",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fetches",
                                to="stories.datasetshare",
                            ),
                        ),
                        ("fetched_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("form", models.CharField(max_length=4)),
                        ("digest", models.CharField(max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="Prompt",
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
                                related_name="story_prompts",
                                to="people.community",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("feeling", "How did it feel? (pictures from sad to happy)"),
                                    ("triad", "A point between three things"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("question_cy", models.CharField(max_length=200)),
                        ("question_en", models.CharField(max_length=200)),
                        ("a_cy", models.CharField(blank=True, max_length=80)),
                        ("a_en", models.CharField(blank=True, max_length=80)),
                        ("b_cy", models.CharField(blank=True, max_length=80)),
                        ("b_en", models.CharField(blank=True, max_length=80)),
                        ("c_cy", models.CharField(blank=True, max_length=80)),
                        ("c_en", models.CharField(blank=True, max_length=80)),
                        ("picture", models.CharField(blank=True, max_length=40)),
                        ("place_in_list", models.PositiveSmallIntegerField(default=0)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "triad"), _negated=True),
                                    models.Q(
                                        ("a_cy", ""),
                                        ("a_en", ""),
                                        ("b_cy", ""),
                                        ("b_en", ""),
                                        ("c_cy", ""),
                                        ("c_en", ""),
                                        _connector="OR",
                                        _negated=True,
                                    ),
                                    _connector="OR",
                                ),
                                name="stories_triad_has_three_corners",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recording",
                    fields=[
                        (
                            "story",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="recording",
                                serialize=False,
                                to="stories.story",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="story_recordings",
                                to="people.community",
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("content_type", models.CharField(max_length=20)),
                        ("size_bytes", models.PositiveIntegerField()),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("transcript", models.TextField(blank=True)),
                        ("transcribed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                ),
                migrations.CreateModel(
                    name="Received",
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
                                related_name="stories_received",
                                to="people.community",
                            ),
                        ),
                        (
                            "share",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="received",
                                to="stories.datasetshare",
                            ),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="received",
                                to="stories.story",
                            ),
                        ),
                        ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("last_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "told_at",
                            models.DateTimeField(
                                blank=True, help_text="Told that it was taken back", null=True
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("share", "story"), name="stories_received_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feeling",
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
                                related_name="story_feelings",
                                to="people.community",
                            ),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feelings",
                                to="stories.story",
                            ),
                        ),
                        (
                            "prompt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feelings",
                                to="stories.prompt",
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("story", "prompt"), name="stories_feeling_once"),
                            models.CheckConstraint(
                                condition=models.Q(("level__gte", 1), ("level__lte", 5)),
                                name="stories_feeling_1_to_5",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeFrom",
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
                                related_name="story_changes_from",
                                to="people.community",
                            ),
                        ),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stories",
                                to="stories.change",
                            ),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="stories.story",
                            ),
                        ),
                        (
                            "felt",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Not said yet"),
                                    ("better", "Yes, it is better now"),
                                    ("same", "It is the same as before"),
                                    ("worse", "It is worse now"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("felt_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("change", "story"), name="stories_change_from_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AboutService",
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
                                related_name="stories_about",
                                to="people.community",
                            ),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="about",
                                to="stories.story",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stories_about",
                                to="services.service",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stories_about",
                                to="services.turn",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("story", "service"), name="stories_about_service_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignificantRound",
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
                                related_name="significant_rounds",
                                to="people.community",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="significant_rounds",
                                to="services.service",
                            ),
                        ),
                        ("name", models.CharField(max_length=160)),
                        ("question", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("setting_up", "Being set up"),
                                    ("choosing", "The panels are choosing"),
                                    ("ended", "Ended"),
                                ],
                                default="setting_up",
                                max_length=10,
                            ),
                        ),
                        (
                            "lead",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="significant_rounds",
                                to="people.party",
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("began_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="RoundDomain",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="domains",
                                to="stories.significantround",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="round_domains",
                                to="people.community",
                            ),
                        ),
                        ("name_cy", models.CharField(blank=True, max_length=120)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        ("place_in_list", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name_cy", ""), ("name_en", ""), _negated=True),
                                name="stories_domain_has_a_name",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundPanel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panels",
                                to="stories.significantround",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="round_panels",
                                to="people.community",
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField()),
                        (
                            "feeds",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fed_by",
                                to="stories.roundpanel",
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("lang", models.CharField(max_length=5)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("level__gte", 1)), name="stories_panel_level_from_one"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("feeds__isnull", True)),
                                fields=("round",),
                                name="stories_panel_one_at_the_top",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "panel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="stories.roundpanel",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="round_entries",
                                to="people.community",
                            ),
                        ),
                        (
                            "domain",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="stories.rounddomain",
                            ),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="round_entries",
                                to="stories.story",
                            ),
                        ),
                        (
                            "number",
                            models.PositiveIntegerField(help_text="What the story is called in the round"),
                        ),
                        ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("gone_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("story__isnull", False)),
                                fields=("domain", "story"),
                                name="stories_entry_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "panel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="stories.roundpanel",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="round_choices",
                                to="people.community",
                            ),
                        ),
                        (
                            "domain",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="stories.rounddomain",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="stories.roundentry",
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        (
                            "others",
                            models.TextField(blank=True, help_text="What was said for the other stories"),
                        ),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "chosen_by",
                            models.CharField(
                                choices=[
                                    ("talking", "We talked until we agreed"),
                                    ("voting", "We voted by show of hands"),
                                    ("scoring", "We gave points and talked about them"),
                                ],
                                max_length=7,
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        ("chosen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("gone_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("gone_at__isnull", True)),
                                fields=("panel", "domain"),
                                name="stories_choice_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("gone_at__isnull", True), models.Q(("reason", ""), _negated=True)
                                    ),
                                    models.Q(("gone_at__isnull", False), ("others", ""), ("reason", "")),
                                    _connector="OR",
                                ),
                                name="stories_choice_has_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PanelSeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "panel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to="stories.roundpanel",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panel_seats",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panel_seats",
                                to="people.party",
                            ),
                        ),
                        ("seated_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_at__isnull", True)),
                                fields=("panel", "party"),
                                name="stories_seat_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StoryAnswer",
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
                                related_name="story_answers",
                                to="people.community",
                            ),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="stories.story",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="story_answers",
                                to="services.service",
                            ),
                        ),
                        ("words_cy", models.TextField(blank=True)),
                        ("words_en", models.TextField(blank=True)),
                        ("answered_by_key", models.CharField(max_length=80)),
                        ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "no_change_cy",
                            models.TextField(
                                blank=True, help_text="Why nothing will change, where that is the answer"
                            ),
                        ),
                        ("no_change_en", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("words_cy", ""), ("words_en", ""), _negated=True),
                                name="stories_answer_has_words",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StoryVersion",
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
                                related_name="story_versions",
                                to="people.community",
                            ),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="stories.story",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=120)),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=35)),
                        ("why", models.TextField(help_text="What was changed and why, for the teller")),
                        ("why_lang", models.CharField(max_length=5)),
                        ("checked", models.JSONField(default=list)),
                        (
                            "marked",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="Places that the rules still mark"
                            ),
                        ),
                        ("kept", models.TextField(blank=True)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for the teller"),
                                    ("agreed", "Agreed"),
                                    ("refused", "Not agreed"),
                                    ("replaced", "Replaced before the teller answered"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        ("reply", models.TextField(blank=True, help_text="What the teller wants otherwise")),
                        ("reply_lang", models.CharField(blank=True, max_length=5)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("story", "number"), name="stories_version_number_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("story",),
                                name="stories_version_one_waiting",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Study",
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
                                related_name="studies",
                                to="people.community",
                            ),
                        ),
                        (
                            "codebook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="studies",
                                to="stories.codebook",
                            ),
                        ),
                        ("guid", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("name", models.CharField(max_length=160)),
                        ("question", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "lead",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="studies_led",
                                to="people.party",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("coding", "Each coder reads alone"),
                                    ("comparing", "Comparing and talking it through"),
                                    ("closed", "Closed"),
                                ],
                                default="coding",
                                max_length=9,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("compared_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("findings", models.TextField(blank=True)),
                        ("findings_lang", models.CharField(blank=True, max_length=5)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="StudyCoder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="coders",
                                to="stories.study",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="study_coders",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="coding",
                                to="people.party",
                            ),
                        ),
                        ("called", models.CharField(blank=True, max_length=120)),
                        ("guid", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "training",
                            models.CharField(
                                blank=True, help_text="Which training, and who gave it", max_length=160
                            ),
                        ),
                        ("trained_on", models.DateField(blank=True, null=True)),
                        (
                            "by_name",
                            models.BooleanField(
                                default=False, help_text="Named with the findings, by their own word"
                            ),
                        ),
                        ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("party__isnull", False)),
                                fields=("study", "party"),
                                name="stories_coder_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("party__isnull", True), ("trained_on__isnull", True)),
                                    models.Q(
                                        ("party__isnull", False),
                                        ("trained_on__isnull", False),
                                        models.Q(("training", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="stories_coder_is_trained",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResearchHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hours",
                                to="stories.study",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="research_hours",
                                to="people.community",
                            ),
                        ),
                        (
                            "coder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hours",
                                to="stories.studycoder",
                            ),
                        ),
                        (
                            "claim",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="research_hours",
                                to="exchange.claim",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StudyExport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exports",
                                to="stories.study",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="study_exports",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="study_exports",
                                to="people.party",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("project", "Project file (REFI-QDA)"),
                                    ("passages", "Highlighted passages (CSV)"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("sources", models.JSONField(default=list, help_text="Numbers of the texts in it")),
                        ("digest", models.CharField(help_text="SHA-256 of the file", max_length=64)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="StudySource",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sources",
                                to="stories.study",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="study_sources",
                                to="people.community",
                            ),
                        ),
                        ("guid", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "number",
                            models.PositiveIntegerField(help_text="What the text is called in the study"),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="study_sources",
                                to="stories.story",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="study_sources",
                                to="services.service",
                            ),
                        ),
                        (
                            "version",
                            models.PositiveSmallIntegerField(
                                blank=True, help_text="Which version of the story", null=True
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("lang", models.CharField(max_length=35)),
                        (
                            "consented_how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("talked", "We talked it through"),
                                    ("easy_read", "With the Easy Read sheet"),
                                    ("phone", "By phone"),
                                    ("paper", "On paper, signed"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("consented_on", models.DateField(blank=True, null=True)),
                        ("consent_until", models.DateField(blank=True, null=True)),
                        (
                            "consent_sheet",
                            models.CharField(
                                blank=True, help_text="The number on the consent sheet", max_length=60
                            ),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("changed_at", models.DateTimeField(blank=True, null=True)),
                        ("gone_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "gone_why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("withdrawn", "The consent was taken back or is over"),
                                    ("mistake", "It was put in by mistake"),
                                ],
                                max_length=9,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("study", "number"), name="stories_source_number_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("story__isnull", False)),
                                fields=("study", "story"),
                                name="stories_source_story_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("gone_at__isnull", True),
                                    models.Q(("consent_sheet", ""), ("text", "")),
                                    _connector="OR",
                                ),
                                name="stories_source_gone_is_empty",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="stories.studysource",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="people.community",
                            ),
                        ),
                        (
                            "coder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="stories.studycoder",
                            ),
                        ),
                        ("finished_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "coder"), name="stories_reading_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Theme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "codebook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="themes",
                                to="stories.codebook",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="themes",
                                to="people.community",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="themes",
                                to="stories.theme",
                            ),
                        ),
                        ("guid", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("name_cy", models.CharField(blank=True, max_length=120)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        ("meaning_cy", models.TextField(blank=True)),
                        ("meaning_en", models.TextField(blank=True)),
                        ("look", models.PositiveSmallIntegerField()),
                        ("place_in_list", models.PositiveSmallIntegerField(default=0)),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("codebook", "guid"), name="stories_theme_once"),
                            models.CheckConstraint(
                                condition=models.Q(("name_cy", ""), ("name_en", ""), _negated=True),
                                name="stories_theme_has_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("parent", models.F("id")), _negated=True),
                                name="stories_theme_not_its_own_parent",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Highlight",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="highlights",
                                to="stories.studysource",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="highlights",
                                to="people.community",
                            ),
                        ),
                        (
                            "theme",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="highlights",
                                to="stories.theme",
                            ),
                        ),
                        (
                            "coder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="highlights",
                                to="stories.studycoder",
                            ),
                        ),
                        ("guid", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("start", models.PositiveIntegerField()),
                        ("end", models.PositiveIntegerField()),
                        ("blind", models.BooleanField(default=True)),
                        ("look_again", models.BooleanField(default=False)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("start__lt", models.F("end"))),
                                name="stories_highlight_holds_something",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at__isnull", True)),
                                fields=("source", "theme", "coder", "start", "end"),
                                name="stories_highlight_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Memo",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "study",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memos",
                                to="stories.study",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memos",
                                to="people.community",
                            ),
                        ),
                        ("guid", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("memo", "Note"), ("journal", "Journal")],
                                default="memo",
                                max_length=7,
                            ),
                        ),
                        (
                            "coder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memos",
                                to="stories.studycoder",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memos",
                                to="stories.studysource",
                            ),
                        ),
                        (
                            "theme",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memos",
                                to="stories.theme",
                            ),
                        ),
                        (
                            "highlight",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memos",
                                to="stories.highlight",
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("shared", models.BooleanField(default=False)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("changed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="TriadPoint",
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
                                related_name="story_triad_points",
                                to="people.community",
                            ),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="points",
                                to="stories.story",
                            ),
                        ),
                        (
                            "prompt",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="points",
                                to="stories.prompt",
                            ),
                        ),
                        ("a", models.SmallIntegerField()),
                        ("b", models.SmallIntegerField()),
                        ("c", models.SmallIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("story", "prompt"), name="stories_point_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "a",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.Value(100), "-", models.F("b")
                                            ),
                                            "-",
                                            models.F("c"),
                                        ),
                                    ),
                                    ("a__gte", 0),
                                    ("b__gte", 0),
                                    ("c__gte", 0),
                                ),
                                name="stories_point_makes_100",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UseConsent",
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
                                related_name="story_consents",
                                to="people.community",
                            ),
                        ),
                        (
                            "story",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="stories.story",
                            ),
                        ),
                        (
                            "use",
                            models.CharField(
                                choices=[
                                    ("learning", "So that the service can learn"),
                                    ("public", "On the page of the service"),
                                    ("research", "For research by peer researchers"),
                                    ("bid", "As evidence when the service is commissioned"),
                                    ("media", "In the news, in films and on leaflets"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("service", "Those who run the service"),
                                    ("members", "Members of this community"),
                                    ("researchers", "Peer researchers of this community"),
                                    (
                                        "shared",
                                        "Named researchers outside as well, who promise to follow what you agree to",
                                    ),
                                    ("panel", "Those who choose who will run the service"),
                                    ("everybody", "Everybody"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("named", models.BooleanField(default=False)),
                        (
                            "lang",
                            models.CharField(
                                help_text="The language in which it was explained", max_length=5
                            ),
                        ),
                        (
                            "explained",
                            models.CharField(
                                choices=[
                                    ("screen", "On screen"),
                                    ("visit", "At a visit"),
                                    ("phone", "By phone"),
                                    ("paper", "On paper"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "until",
                            models.DateField(
                                blank=True, help_text="The last day; empty: until it is taken back", null=True
                            ),
                        ),
                        ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "use", "ended_at"], name="stories_consent_use")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("story", "use"),
                                name="stories_consent_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CareLook",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="looks",
                                to="stories.carerecord",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        ("day", models.DateField()),
                        ("wrote", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record", "party", "day"), name="stories_care_look_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CareShare",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shares",
                                to="stories.carerecord",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[
                                    ("read", "Read it"),
                                    ("write", "Read it, and write what they think"),
                                ],
                                default="read",
                                max_length=5,
                            ),
                        ),
                        ("since", models.DateTimeField(default=django.utils.timezone.now)),
                        ("until", models.DateField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("record", "party"),
                                name="stories_care_share_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CareView",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="views",
                                to="stories.carerecord",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        ("said_by", models.CharField(blank=True, max_length=120)),
                        (
                            "option",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="views",
                                to="stories.careoption",
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("record", "party", "said_by"), name="stories_care_view_once"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
