"""A challenge seen through from its raising to its close; statements, opinions and voice."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import gilydd.designing.models.statements
from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("deciding", "0005_mutual"),
        ("designing", "0002_undertaking"),
        ("exchange", "0001_squashed_0010_vouchers_and_treasurers"),
        ("people", "0009_rolls"),
        ("services", "0003_search_index"),
        ("surveys", "0001_squashed_0003_series"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Framer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenge_framers",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="framers",
                                to="designing.challenge",
                            ),
                        ),
                        ("since", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("challenge", "party"), name="designing_framer_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Phase",
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
                                related_name="challenge_phases",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="phases",
                                to="designing.challenge",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("name_cy", models.CharField(max_length=80)),
                        ("name_en", models.CharField(max_length=80)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(help_text="The last day")),
                        ("opens", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("challenge", "number"), name="designing_phase_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="designing_phase_days_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PhaseMove",
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
                                related_name="phase_moves",
                                to="people.community",
                            ),
                        ),
                        (
                            "phase",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="designing.phase",
                            ),
                        ),
                        ("started_on", models.DateField()),
                        ("ended_on", models.DateField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("why_cy", models.TextField()),
                        ("why_en", models.TextField()),
                        ("moved_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("moved_by_key", models.CharField(max_length=80)),
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
                    ],
                ),
                migrations.CreateModel(
                    name="Step",
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
                                related_name="challenge_steps",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="designing.challenge",
                            ),
                        ),
                        (
                            "came_from",
                            models.CharField(
                                choices=[
                                    ("raised", "Raised"),
                                    ("framed", "Put as a question together"),
                                    ("proposals", "Proposals are being made"),
                                    ("costed", "Costs are worked out"),
                                    ("deliberated", "Talked through"),
                                    ("decided", "Decided"),
                                    ("committed", "Promised"),
                                    ("delivering", "Being done"),
                                    ("evaluated", "Judged together"),
                                    ("closed", "Finished"),
                                    ("stopped", "Stopped"),
                                ],
                                max_length=11,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("raised", "Raised"),
                                    ("framed", "Put as a question together"),
                                    ("proposals", "Proposals are being made"),
                                    ("costed", "Costs are worked out"),
                                    ("deliberated", "Talked through"),
                                    ("decided", "Decided"),
                                    ("committed", "Promised"),
                                    ("delivering", "Being done"),
                                    ("evaluated", "Judged together"),
                                    ("closed", "Finished"),
                                    ("stopped", "Stopped"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("words_cy", models.TextField(blank=True)),
                        ("words_en", models.TextField(blank=True)),
                        ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("taken_by_key", models.CharField(max_length=80)),
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
                    ],
                ),
                migrations.CreateModel(
                    name="BeforeAfter",
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
                                related_name="challenge_surveys",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="surveys",
                                to="designing.challenge",
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="before_in_challenges",
                                to="surveys.survey",
                            ),
                        ),
                        (
                            "after",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="after_in_challenges",
                                to="surveys.survey",
                            ),
                        ),
                        ("linked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("linked_by_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("challenge", "before"), name="designing_before_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("after__isnull", True),
                                    models.Q(("after", models.F("before")), _negated=True),
                                    _connector="OR",
                                ),
                                name="designing_after_is_another_survey",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposalVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposal_versions",
                                to="people.community",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="designing.proposal",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("title_cy", models.CharField(blank=True, max_length=200)),
                        ("title_en", models.CharField(blank=True, max_length=200)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        ("easy_cy", models.TextField(blank=True)),
                        ("easy_en", models.TextField(blank=True)),
                        ("why", models.CharField(blank=True, max_length=400)),
                        ("why_lang", models.CharField(blank=True, max_length=5)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("proposal", "number"), name="designing_version_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("title_cy", ""), ("title_en", ""), _negated=True),
                                name="designing_version_has_a_title",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Author",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposal_authors",
                                to="people.community",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="authors",
                                to="designing.proposal",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("originator", "Whose idea it was"),
                                    ("co_author", "Wrote it with them"),
                                    ("amender", "Made it better"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked to write with them"),
                                    ("in", "With them"),
                                    ("declined", "Said no"),
                                    ("left", "Stepped back"),
                                ],
                                default="in",
                                max_length=8,
                            ),
                        ),
                        ("asked_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "came_with",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="authors_gone_on",
                                to="designing.proposal",
                            ),
                        ),
                        ("since", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["party", "state"], name="designing_author_party")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("proposal", "party", "kind"), name="designing_author_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Amendment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="people.community",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="designing.proposal",
                            ),
                        ),
                        ("on_version", models.PositiveIntegerField()),
                        ("words", models.TextField()),
                        ("about", models.TextField(blank=True)),
                        ("lang", models.CharField(max_length=5)),
                        ("key", models.CharField(max_length=160)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waits for an answer"),
                                    ("accepted", "Taken up"),
                                    ("refused", "Not taken up"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="open",
                                max_length=9,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "version",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendment",
                                to="designing.proposalversion",
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=400)),
                        ("answer_lang", models.CharField(blank=True, max_length=5)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "answered_as",
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
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["proposal", "state"], name="designing_amendment_list")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="designing_amendment_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("accepted", "refused")), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="designing_amendment_answered_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merging",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mergings",
                                to="people.community",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mergings",
                                to="designing.proposal",
                            ),
                        ),
                        (
                            "into",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mergings_asked",
                                to="designing.proposal",
                            ),
                        ),
                        ("words", models.CharField(max_length=400)),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waits for an answer"),
                                    ("agreed", "Put together"),
                                    ("refused", "They stay apart"),
                                ],
                                default="open",
                                max_length=7,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("answer", models.CharField(blank=True, max_length=400)),
                        ("answer_lang", models.CharField(blank=True, max_length=5)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("proposal",),
                                name="designing_merging_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("proposal", models.F("into")), _negated=True),
                                name="designing_merging_of_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Comment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenge_comments",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="designing.challenge",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comments",
                                to="designing.proposal",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("comment", "Comment"),
                                    ("for", "For it"),
                                    ("against", "Against it"),
                                ],
                                default="comment",
                                max_length=7,
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "key",
                            models.CharField(
                                help_text="Two sendings of one form are one comment", max_length=160
                            ),
                        ),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("shown", "Shown"),
                                    ("away", "Taken away"),
                                    ("again", "Taken away; its writer asked to look again"),
                                    ("withdrawn", "Taken back by its writer"),
                                ],
                                default="shown",
                                max_length=9,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=400)),
                        ("reason_lang", models.CharField(blank=True, max_length=5)),
                        ("taken_by_key", models.CharField(blank=True, max_length=80)),
                        ("plea", models.CharField(blank=True, max_length=400)),
                        ("plea_lang", models.CharField(blank=True, max_length=5)),
                        ("answer", models.CharField(blank=True, max_length=400)),
                        ("answer_lang", models.CharField(blank=True, max_length=5)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["challenge", "proposal", "written_at"],
                                name="designing_comment_in_order",
                            ),
                            models.Index(fields=["community", "state"], name="designing_comment_state"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="designing_comment_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "comment"), ("proposal__isnull", False), _connector="OR"
                                ),
                                name="designing_argument_is_of_a_proposal",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("away", "again")), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="designing_comment_away_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CostLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cost_lines",
                                to="people.community",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cost_lines",
                                to="designing.proposal",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("cash", "Money to pay"),
                                    ("staff", "Staff time"),
                                    ("credits", "Time credits"),
                                    ("in_kind", "Given in kind"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("what", models.CharField(max_length=200)),
                        ("lang", models.CharField(max_length=5)),
                        ("quantity", models.PositiveIntegerField()),
                        ("low", models.PositiveBigIntegerField()),
                        ("likely", models.PositiveBigIntegerField()),
                        ("high", models.PositiveBigIntegerField()),
                        ("rate_pence", models.PositiveIntegerField(default=0)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("source", models.CharField(max_length=400)),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="designing.costline",
                            ),
                        ),
                        ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["proposal", "ended_at"], name="designing_cost_list")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="designing_cost_quantity"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("low__lte", models.F("likely")), ("likely__lte", models.F("high"))
                                ),
                                name="designing_cost_low_to_high",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind", "staff"), ("rate_pence", 0), _connector="OR"),
                                name="designing_cost_rate_of_staff",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignOff",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cost_sign_offs",
                                to="people.community",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sign_offs",
                                to="designing.proposal",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[("citizen", "Citizen"), ("professional", "Professional")],
                                max_length=12,
                            ),
                        ),
                        ("mark", models.CharField(max_length=64)),
                        ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("proposal", "mark", "side"), name="designing_signed_once_a_side"
                            ),
                            models.UniqueConstraint(
                                fields=("proposal", "mark", "party"), name="designing_signed_by_two"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitments",
                                to="people.community",
                            ),
                        ),
                        (
                            "proposal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commitment",
                                to="designing.proposal",
                            ),
                        ),
                        ("what_cy", models.TextField()),
                        ("what_en", models.TextField()),
                        ("money_pence", models.PositiveBigIntegerField()),
                        (
                            "minutes",
                            models.PositiveIntegerField(default=0, help_text="Time credits set aside for it"),
                        ),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Under way"),
                                    ("closed", "Kept, and closed together"),
                                    ("stopped", "Stopped"),
                                ],
                                default="open",
                                max_length=7,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("did_cy", models.TextField(blank=True)),
                        ("did_en", models.TextField(blank=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        models.Q(("did_cy", ""), _negated=True),
                                        models.Q(("did_en", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="designing_commitment_closed_with_words",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Milestone",
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
                                related_name="challenge_milestones",
                                to="people.community",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="milestones",
                                to="designing.commitment",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("what_cy", models.CharField(max_length=200)),
                        ("what_en", models.CharField(max_length=200)),
                        ("due_on", models.DateField()),
                        (
                            "citizen",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="milestones_as_citizen",
                                to="people.party",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="milestones_as_professional",
                                to="people.party",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("to_do", "To do"),
                                    ("under_way", "Under way"),
                                    ("done", "Done"),
                                    ("dropped", "Left out"),
                                ],
                                default="to_do",
                                max_length=9,
                            ),
                        ),
                        ("done_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("commitment", "number"), name="designing_milestone_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("citizen", models.F("professional")), _negated=True),
                                name="designing_milestone_two_owners",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_on__isnull", False), ("state", "done")),
                                    models.Q(
                                        models.Q(("state", "done"), _negated=True), ("done_on__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="designing_milestone_done_on_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
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
                                related_name="challenge_offers",
                                to="people.community",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="offers",
                                to="designing.commitment",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenge_offers",
                                to="people.party",
                            ),
                        ),
                        ("role_cy", models.CharField(max_length=200)),
                        ("role_en", models.CharField(max_length=200)),
                        ("support_cy", models.CharField(blank=True, max_length=400)),
                        ("support_en", models.CharField(blank=True, max_length=400)),
                        ("minutes", models.PositiveIntegerField(default=0)),
                        ("answer_by", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("offered", "Waits for their answer"),
                                    ("accepted", "Takes part"),
                                    ("declined", "Does not take part"),
                                    ("silent", "No answer came"),
                                    ("ended", "Ended"),
                                ],
                                default="offered",
                                max_length=8,
                            ),
                        ),
                        ("offered_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("offered_by_key", models.CharField(max_length=80)),
                        ("answer", models.CharField(blank=True, max_length=400)),
                        ("lang", models.CharField(blank=True, max_length=5)),
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["party", "state"], name="designing_offer_party")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("offered", "accepted"))),
                                fields=("commitment", "party"),
                                name="designing_offer_one_live",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "declined"), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="designing_offer_declined_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Update",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenge_updates",
                                to="people.community",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="updates",
                                to="designing.commitment",
                            ),
                        ),
                        (
                            "milestone",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="updates",
                                to="designing.milestone",
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "before",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("to_do", "To do"),
                                    ("under_way", "Under way"),
                                    ("done", "Done"),
                                    ("dropped", "Left out"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "after",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("to_do", "To do"),
                                    ("under_way", "Under way"),
                                    ("done", "Done"),
                                    ("dropped", "Left out"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("key", models.CharField(max_length=160)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("shown", "Shown"),
                                    ("away", "Taken away"),
                                    ("again", "Taken away; its writer asked to look again"),
                                    ("withdrawn", "Taken back by its writer"),
                                ],
                                default="shown",
                                max_length=9,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=400)),
                        ("reason_lang", models.CharField(blank=True, max_length=5)),
                        ("taken_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["commitment", "written_at"], name="designing_update_in_order"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="designing_update_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "away"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="designing_update_away_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Variance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="variances",
                                to="people.community",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="variances",
                                to="designing.commitment",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("cost", "It costs more or less"),
                                    ("scope", "Something else is done, or something is left out"),
                                    ("time", "It is done on another day"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("money_pence", models.PositiveBigIntegerField(blank=True, null=True)),
                        (
                            "milestone",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="variances",
                                to="designing.milestone",
                            ),
                        ),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("was_pence", models.PositiveBigIntegerField(blank=True, null=True)),
                        ("was_due_on", models.DateField(blank=True, null=True)),
                        ("key", models.CharField(max_length=160)),
                        ("raised_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waits for an answer"),
                                    ("agreed", "Agreed"),
                                    ("refused", "Not agreed: the promise stands as it was"),
                                    ("silent", "No answer came; it was made known"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="open",
                                max_length=9,
                            ),
                        ),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="designing_variance_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "cost"), _negated=True),
                                    ("money_pence__isnull", False),
                                    _connector="OR",
                                ),
                                name="designing_variance_of_cost_has_a_sum",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "time"), _negated=True),
                                    models.Q(("due_on__isnull", False), ("milestone__isnull", False)),
                                    _connector="OR",
                                ),
                                name="designing_variance_of_time_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VarianceReply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="variance_replies",
                                to="people.community",
                            ),
                        ),
                        (
                            "variance",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replies",
                                to="designing.variance",
                            ),
                        ),
                        ("agrees", models.BooleanField()),
                        ("words", models.CharField(max_length=400)),
                        ("lang", models.CharField(max_length=5)),
                        ("replied_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("variance", "party"), name="designing_variance_reply_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaidHours",
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
                                related_name="challenge_hours",
                                to="people.community",
                            ),
                        ),
                        (
                            "offer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paid",
                                to="designing.offer",
                            ),
                        ),
                        (
                            "milestone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paid",
                                to="designing.milestone",
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        ("given_on", models.DateField()),
                        (
                            "transfer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenge_hours",
                                to="exchange.transfer",
                            ),
                        ),
                        ("paid_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("paid_by_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gt", 0)), name="designing_paid_minutes"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClosingWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closing_words",
                                to="people.community",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closing_words",
                                to="designing.commitment",
                            ),
                        ),
                        (
                            "word",
                            models.CharField(
                                choices=[
                                    ("yes", "Yes, it was done"),
                                    ("not_yet", "No, not yet"),
                                    ("absent", "Could not be reached"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=400)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("word", "yes"), models.Q(("words", ""), _negated=True), _connector="OR"
                                ),
                                name="designing_closing_word_says_why",
                            )
                        ],
                    },
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
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="challenge_judgements",
                                to="people.community",
                            ),
                        ),
                        (
                            "commitment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judgements",
                                to="designing.commitment",
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("worked", "It worked"),
                                    ("partly", "It worked in part"),
                                    ("did_not", "It did not work"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "abstract": False,
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="designing.challenge",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("text", models.CharField(max_length=1000)),
                        ("lang", models.CharField(blank=True, max_length=12)),
                        (
                            "translation",
                            models.CharField(blank=True, help_text="In the other language", max_length=1000),
                        ),
                        ("easy_cy", models.CharField(blank=True, max_length=200)),
                        ("easy_en", models.CharField(blank=True, max_length=200)),
                        ("picture", models.CharField(blank=True, max_length=40)),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="people.party",
                            ),
                        ),
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
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting to be read"),
                                    ("shown", "Put to everybody"),
                                    ("refused", "Not put to people"),
                                    ("taken_back", "Taken back"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True, help_text="Why it is not put to people; published", max_length=400
                            ),
                        ),
                        ("reason_lang", models.CharField(blank=True, max_length=5)),
                        ("read_by_key", models.CharField(blank=True, max_length=80)),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("source_id", models.CharField(blank=True, max_length=20)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("challenge", "number"), name="designing_statement_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="designing_statement_refused_with_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Respondent",
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
                                related_name="respondents",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="respondents",
                                to="designing.challenge",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="respondents",
                                to="people.party",
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                default=gilydd.designing.models.statements.new_code, max_length=32
                            ),
                        ),
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
                        (
                            "group",
                            models.CharField(
                                blank=True, help_text="The group in the file it came from", max_length=40
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("party__isnull", False)),
                                fields=("challenge", "party"),
                                name="designing_respondent_once",
                            ),
                            models.UniqueConstraint(
                                fields=("challenge", "code"), name="designing_respondent_code_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StatementAnswer",
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
                                related_name="statement_answers",
                                to="people.community",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="designing.statement",
                            ),
                        ),
                        (
                            "respondent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="designing.respondent",
                            ),
                        ),
                        (
                            "stance",
                            models.SmallIntegerField(choices=[(1, "Agree"), (0, "Pass"), (-1, "Disagree")]),
                        ),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("spoken", "Said in person"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("answered_on", models.DateField(default=django.utils.timezone.localdate)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("statement", "respondent"), name="designing_answer_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("stance__in", [1, 0, -1])), name="designing_answer_stance"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("entered_from", ""), ("typed_by_key", "")),
                                    models.Q(
                                        models.Q(("entered_from", ""), _negated=True),
                                        models.Q(("typed_by_key", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="designing_answer_recorder_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpinionPicture",
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
                                related_name="opinion_pictures",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinion_pictures",
                                to="designing.challenge",
                            ),
                        ),
                        ("people", models.PositiveIntegerField()),
                        ("grouped_by", models.CharField(max_length=8)),
                        (
                            "counts",
                            models.JSONField(
                                help_text="{statement number: {group: [agree, pass, disagree]}}"
                            ),
                        ),
                        ("groups", models.JSONField(help_text="{group: people who answered}")),
                        ("found", models.JSONField(blank=True, null=True)),
                        ("repeats_removed", models.PositiveIntegerField(default=0)),
                        ("code_version", models.CharField(max_length=40)),
                        ("drawn_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["challenge", "-id"], name="designing_picture_last")],
                    },
                ),
                migrations.CreateModel(
                    name="VoiceEvent",
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
                                related_name="voices",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voices",
                                to="designing.challenge",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voices",
                                to="people.party",
                            ),
                        ),
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
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("invited", "was asked to take part"),
                                    ("raised", "raised the challenge"),
                                    ("framed", "framed the question"),
                                    ("proposed", "made a proposal"),
                                    ("co_wrote", "wrote a proposal together with others"),
                                    ("revised", "changed a proposal"),
                                    ("amended", "suggested a change"),
                                    ("answered", "answered a suggested change"),
                                    ("merged", "put proposals together"),
                                    ("commented", "commented"),
                                    ("argued", "gave a reason for or against"),
                                    ("stated", "made a statement"),
                                    ("opinion", "answered statements"),
                                    ("costed", "worked out a cost"),
                                    ("signed", "signed the costs"),
                                    ("decided", "decided"),
                                    ("committed", "committed to it"),
                                    ("holds_money", "holds the money"),
                                    ("offered", "was offered a part in it"),
                                    ("accepted", "took the part"),
                                    ("declined", "did not take the part"),
                                    ("updated", "said how it goes"),
                                    ("variance", "answered a change of cost or scope"),
                                    ("delivered", "carried a milestone out"),
                                    ("closed", "gave the last word"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("thing_key", models.CharField(max_length=80)),
                        ("about_key", models.CharField(max_length=80)),
                        ("words_number", models.PositiveIntegerField(default=0)),
                        ("state", models.CharField(help_text="Where the challenge was", max_length=12)),
                        ("happened_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["challenge", "act"], name="designing_voice_acts")],
                    },
                ),
                migrations.CreateModel(
                    name="VoiceOutcome",
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
                                related_name="voice_outcomes",
                                to="people.community",
                            ),
                        ),
                        (
                            "challenge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voice_outcomes",
                                to="designing.challenge",
                            ),
                        ),
                        (
                            "act",
                            models.CharField(
                                choices=[
                                    ("invited", "was asked to take part"),
                                    ("raised", "raised the challenge"),
                                    ("framed", "framed the question"),
                                    ("proposed", "made a proposal"),
                                    ("co_wrote", "wrote a proposal together with others"),
                                    ("revised", "changed a proposal"),
                                    ("amended", "suggested a change"),
                                    ("answered", "answered a suggested change"),
                                    ("merged", "put proposals together"),
                                    ("commented", "commented"),
                                    ("argued", "gave a reason for or against"),
                                    ("stated", "made a statement"),
                                    ("opinion", "answered statements"),
                                    ("costed", "worked out a cost"),
                                    ("signed", "signed the costs"),
                                    ("decided", "decided"),
                                    ("committed", "committed to it"),
                                    ("holds_money", "holds the money"),
                                    ("offered", "was offered a part in it"),
                                    ("accepted", "took the part"),
                                    ("declined", "did not take the part"),
                                    ("updated", "said how it goes"),
                                    ("variance", "answered a change of cost or scope"),
                                    ("delivered", "carried a milestone out"),
                                    ("closed", "gave the last word"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("thing_key", models.CharField(max_length=80)),
                        (
                            "effect",
                            models.CharField(
                                choices=[
                                    ("taken", "taken up"),
                                    ("partly", "taken up in part"),
                                    ("not_taken", "not taken up"),
                                    ("funded", "funded"),
                                    ("not_funded", "not funded"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "reasoned",
                            models.BooleanField(default=False, help_text="Whether the answer said why"),
                        ),
                        ("amount_pence", models.PositiveBigIntegerField(blank=True, null=True)),
                        ("known_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["challenge", "act"], name="designing_voice_effects")
                        ],
                    },
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="challenge",
            name="designing_challenge_tied_is_decided",
        ),
        migrations.AddField(
            model_name="challenge",
            name="decide_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("budget", "Share out a budget"),
                    ("one", "Choose one proposal"),
                    ("several", "Choose as many as you like, for one or more places"),
                    ("ranked", "Put in order, for one or more places"),
                    ("resolution", "For or against one proposal"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="easy_cy",
            field=models.TextField(blank=True, help_text="Easy Read: one short sentence a line"),
        ),
        migrations.AddField(
            model_name="challenge",
            name="easy_en",
            field=models.TextField(blank=True, help_text="Easy Read: one short sentence a line"),
        ),
        migrations.AddField(
            model_name="challenge",
            name="money_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="challenges_paid",
                to="people.party",
            ),
        ),
        migrations.AddField(
            model_name="challenge",
            name="money_pence",
            field=models.PositiveBigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="challenge",
            name="raised_as",
            field=models.CharField(
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
        migrations.AddField(
            model_name="challenge",
            name="typed_by_key",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="challenge",
            name="vote",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="challenge",
                to="deciding.vote",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="about_cy",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="about_en",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="easy_cy",
            field=models.TextField(blank=True, help_text="Easy Read: one short sentence a line"),
        ),
        migrations.AddField(
            model_name="proposal",
            name="easy_en",
            field=models.TextField(blank=True, help_text="Easy Read: one short sentence a line"),
        ),
        migrations.AddField(
            model_name="proposal",
            name="key",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="proposal",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="designing.proposal",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="proposed_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="proposal",
            name="title_cy",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="proposal",
            name="title_en",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="proposal",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="challenge",
            name="question_cy",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="challenge",
            name="question_en",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="challenge",
            name="state",
            field=models.CharField(
                choices=[
                    ("raised", "Raised"),
                    ("framed", "Put as a question together"),
                    ("proposals", "Proposals are being made"),
                    ("costed", "Costs are worked out"),
                    ("deliberated", "Talked through"),
                    ("decided", "Decided"),
                    ("committed", "Promised"),
                    ("delivering", "Being done"),
                    ("evaluated", "Judged together"),
                    ("closed", "Finished"),
                    ("stopped", "Stopped"),
                ],
                default="raised",
                max_length=11,
            ),
        ),
        migrations.AlterField(
            model_name="challenge",
            name="title_cy",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="challenge",
            name="title_en",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "Proposed"),
                    ("on_ballot", "In the vote"),
                    ("funded", "Funded"),
                    ("not_funded", "Not funded"),
                    ("merged", "Part of another proposal now"),
                    ("withdrawn", "Taken back"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("election__isnull", True),
                    ("state__in", ["closed", "committed", "decided", "delivering", "evaluated", "stopped"]),
                    _connector="OR",
                ),
                name="designing_challenge_tied_is_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(("election__isnull", True), ("vote__isnull", True), _connector="OR"),
                name="designing_challenge_decided_one_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title_cy", ""), ("title_en", ""), _negated=True),
                    models.Q(("question_cy", ""), ("question_en", ""), _negated=True),
                ),
                name="designing_challenge_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("community", "key"),
                name="designing_proposal_key_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into__isnull", True)),
                    _connector="OR",
                ),
                name="designing_proposal_merged_somewhere",
            ),
        ),
    ]
