"""Partnerships whole: frameworks, boards, agreements, requests, gifts, the fund, decisions, assessments."""

from django.db import migrations, models
import django.db.models.deletion
import django.utils.timezone
import uuid

from gilydd.history.migrating import CreateTables
from gilydd.history.triggers import immutable, trigger_sql

from . import _fund_triggers as fund


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("people", "0009_rolls"),
        ("services", "0003_search_index"),
        ("surveys", "0001_squashed_0003_series"),
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
                        ("code", models.SlugField(max_length=60)),
                        ("version", models.PositiveSmallIntegerField()),
                        ("name_cy", models.CharField(max_length=160)),
                        ("name_en", models.CharField(max_length=160)),
                        ("source", models.TextField()),
                        ("checked", models.BooleanField(default=False)),
                        ("sha256", models.CharField(max_length=64)),
                        ("adopted_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="membership_frameworks",
                                to="people.community",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "code", "version"), name="partnerships_framework_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProgrammeLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("programme", models.UUIDField(editable=False)),
                        ("joined_as", models.UUIDField(editable=False)),
                        ("name_cy", models.CharField(max_length=160)),
                        ("name_en", models.CharField(max_length=160)),
                        ("home_cy", models.CharField(max_length=120)),
                        ("home_en", models.CharField(max_length=120)),
                        ("words", models.TextField(blank=True, help_text="Why it is invited")),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("invited", "Invited"),
                                    ("joined", "Takes part"),
                                    ("declined", "Said no"),
                                    ("left", "Left"),
                                ],
                                default="invited",
                                max_length=8,
                            ),
                        ),
                        ("invited_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.TextField(blank=True)),
                        ("reason_lang", models.CharField(blank=True, max_length=5)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="programme_links",
                                to="people.community",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["programme", "state"], name="partnerships_link_of")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("invited", "joined"))),
                                fields=("community", "programme"),
                                name="partnerships_link_once",
                            )
                        ],
                    },
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
                        ("code", models.SlugField(max_length=40)),
                        ("place_in_list", models.PositiveSmallIntegerField()),
                        ("name_cy", models.CharField(max_length=160)),
                        ("name_en", models.CharField(max_length=160)),
                        ("says_cy", models.TextField()),
                        ("says_en", models.TextField()),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partnership_grounds",
                                to="people.community",
                            ),
                        ),
                        (
                            "framework",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="grounds",
                                to="partnerships.framework",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place_in_list"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("framework", "code"), name="partnerships_ground_code"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Partnership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("board", "Partnership board"),
                                    ("alliance", "Alliance"),
                                    ("programme", "Programme"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("name_cy", models.CharField(max_length=160)),
                        ("name_en", models.CharField(max_length=160)),
                        ("purpose_cy", models.TextField()),
                        ("purpose_en", models.TextField()),
                        ("easy_cy", models.TextField(blank=True, help_text="One short sentence a line")),
                        ("easy_en", models.TextField(blank=True, help_text="One short sentence a line")),
                        (
                            "state",
                            models.CharField(
                                choices=[("running", "Going on"), ("ended", "Ended")],
                                default="running",
                                max_length=7,
                            ),
                        ),
                        ("begun_on", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partnerships",
                                to="people.community",
                            ),
                        ),
                        (
                            "rules",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partnerships",
                                to="partnerships.framework",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["community", "state"], name="partnerships_list")],
                    },
                ),
                migrations.CreateModel(
                    name="Seat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40)),
                        ("place_in_list", models.PositiveSmallIntegerField()),
                        ("name_cy", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partnership_seats",
                                to="people.community",
                            ),
                        ),
                        (
                            "framework",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to="partnerships.framework",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place_in_list"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("framework", "code"), name="partnerships_seat_code"
                            )
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
                        ("place_in_list", models.PositiveSmallIntegerField()),
                        ("text_cy", models.CharField(max_length=240)),
                        ("text_en", models.CharField(max_length=240)),
                        ("easy_cy", models.CharField(max_length=200)),
                        ("easy_en", models.CharField(max_length=200)),
                        ("picture", models.CharField(max_length=40)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partnership_statements",
                                to="people.community",
                            ),
                        ),
                        (
                            "framework",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="partnerships.framework",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place_in_list"],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title_cy", models.CharField(max_length=160)),
                        ("title_en", models.CharField(max_length=160)),
                        ("reminded_on", models.DateField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_agreements",
                                to="people.community",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements",
                                to="partnerships.partnership",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(max_length=5)),
                        ("allows_pence", models.PositiveBigIntegerField(default=0)),
                        ("proposed_capacity", models.CharField(max_length=20)),
                        ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposed"),
                                    ("carried", "Carried"),
                                    ("failed", "Not carried"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="proposed",
                                max_length=9,
                            ),
                        ),
                        ("decided_on", models.DateField(blank=True, null=True)),
                        (
                            "on_board",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="How many sat on the board that day"
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_decisions",
                                to="people.community",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="board_proposals",
                                to="people.party",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="partnerships.partnership",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Assessment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="self_assessments",
                                to="people.community",
                            ),
                        ),
                        (
                            "survey",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="self_assessment",
                                to="surveys.survey",
                            ),
                        ),
                        (
                            "framework",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="partnerships.framework",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="partnerships.partnership",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "year"), name="partnerships_assessed_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fund",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("balance_pence", models.BigIntegerField(default=0)),
                        ("opened_on", models.DateField(default=django.utils.timezone.localdate)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pooled_funds",
                                to="people.community",
                            ),
                        ),
                        (
                            "partnership",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fund",
                                to="partnerships.partnership",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("balance_pence__gte", 0)),
                                name="partnerships_fund_not_below",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Partner",
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
                                choices=[
                                    ("authority", "Local authority"),
                                    ("health", "Health"),
                                    ("third", "Third sector"),
                                    ("provider", "Care provider"),
                                    ("housing", "Housing"),
                                    ("education", "Education"),
                                    ("citizens", "Citizens' group"),
                                    ("community", "Community"),
                                    ("other", "Another partner"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partners",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_in",
                                to="people.party",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partners",
                                to="partnerships.partnership",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("partnership", "party"),
                                name="partnerships_partner_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnershipService",
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
                                related_name="partnership_services",
                                to="people.community",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="partnerships.partnership",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partnerships",
                                to="services.service",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "service"), name="partnerships_service_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place_in_list", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("seats", "So many seats"),
                                    ("each", "One for each partner of a kind"),
                                    ("majority", "More than half of the board"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("at_least", models.PositiveSmallIntegerField(default=1)),
                        (
                            "of_each",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("authority", "Local authority"),
                                    ("health", "Health"),
                                    ("third", "Third sector"),
                                    ("provider", "Care provider"),
                                    ("housing", "Housing"),
                                    ("education", "Education"),
                                    ("citizens", "Citizens' group"),
                                    ("community", "Community"),
                                    ("other", "Another partner"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("missing_cy", models.CharField(max_length=240)),
                        ("missing_en", models.CharField(max_length=240)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partnership_rules",
                                to="people.community",
                            ),
                        ),
                        (
                            "framework",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rules",
                                to="partnerships.framework",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rules",
                                to="partnerships.seat",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place_in_list"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("at_least__gte", 1)), name="partnerships_rule_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "each"), models.Q(("of_each", ""), _negated=True)),
                                    models.Q(models.Q(("kind", "each"), _negated=True), ("of_each", "")),
                                    _connector="OR",
                                ),
                                name="partnerships_rule_of_each",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgreementVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("text_cy", models.TextField()),
                        ("text_en", models.TextField()),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("review_on", models.DateField()),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("written_by_key", models.CharField(max_length=80)),
                        ("capacity", models.CharField(blank=True, max_length=20)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="partnerships.agreement",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreement_versions",
                                to="people.community",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="partnerships_version_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on__isnull", True),
                                    ("until_on__gte", models.F("from_on")),
                                    _connector="OR",
                                ),
                                name="partnerships_version_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FundEntry",
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
                                choices=[
                                    ("in", "Paid in"),
                                    ("out", "Spent"),
                                    ("back", "Taken back, to correct a mistake"),
                                ],
                                max_length=4,
                            ),
                        ),
                        ("pence", models.BigIntegerField()),
                        ("what", models.CharField(max_length=240)),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "key",
                            models.CharField(
                                help_text="Two sendings of one form are one entry", max_length=120
                            ),
                        ),
                        ("occurred_on", models.DateField()),
                        ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                        ("capacity", models.CharField(blank=True, max_length=20)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fund_entries",
                                to="people.community",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fund_entries",
                                to="partnerships.decision",
                            ),
                        ),
                        (
                            "fund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="partnerships.fund",
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="partnerships.fundentry",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="fund_entries",
                                to="partnerships.partner",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["fund", "occurred_on"], name="partnerships_entry_day")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="partnerships_entry_key_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "in"),
                                        ("partner__isnull", False),
                                        ("pence__gt", 0),
                                        ("reverses__isnull", True),
                                    ),
                                    models.Q(
                                        ("decision__isnull", False),
                                        ("kind", "out"),
                                        ("pence__lt", 0),
                                        ("reverses__isnull", True),
                                    ),
                                    models.Q(
                                        ("kind", "back"),
                                        ("reverses__isnull", False),
                                        models.Q(("pence", 0), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="partnerships_entry_shape",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnerAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=400)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("answered_by_key", models.CharField(max_length=80)),
                        ("capacity", models.CharField(blank=True, max_length=20)),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="partnerships.assessment",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_answers",
                                to="people.community",
                            ),
                        ),
                        (
                            "option",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_answers",
                                to="surveys.answeroption",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="partnerships.partner",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_answers",
                                to="surveys.question",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "partner", "question"), name="partnerships_answer_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CooperationRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("answer_by", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for an answer"),
                                    ("accepted", "Accepted"),
                                    ("refused", "Refused, with reasons"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="waiting",
                                max_length=9,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("made_capacity", models.CharField(blank=True, max_length=20)),
                        ("answer", models.TextField(blank=True)),
                        ("answer_lang", models.CharField(blank=True, max_length=5)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        ("answered_capacity", models.CharField(blank=True, max_length=20)),
                        (
                            "typed_for_them",
                            models.BooleanField(
                                default=False, help_text="Written down from a letter or a meeting"
                            ),
                        ),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("escalated_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cooperation_requests",
                                to="people.community",
                            ),
                        ),
                        (
                            "ground",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="partnerships.ground",
                            ),
                        ),
                        (
                            "asked",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests_received",
                                to="partnerships.partner",
                            ),
                        ),
                        (
                            "asker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests_made",
                                to="partnerships.partner",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="partnerships.partnership",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["community", "state", "answer_by"], name="partnerships_request_due"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="partnerships_refusal_reasons",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("asker", models.F("asked")), _negated=True),
                                name="partnerships_asks_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pledge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "gift",
                            models.CharField(
                                choices=[
                                    ("money", "Money"),
                                    ("staff", "Staff time"),
                                    ("goods", "Goods"),
                                    ("space", "Rooms and space"),
                                    ("hours", "Hours of members"),
                                    ("information", "Information"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("amount", models.PositiveBigIntegerField()),
                        ("what", models.CharField(max_length=240)),
                        ("lang", models.CharField(max_length=5)),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("pledged_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("pledged_by_key", models.CharField(max_length=80)),
                        ("capacity", models.CharField(blank=True, max_length=20)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=400)),
                        ("reason_lang", models.CharField(blank=True, max_length=5)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="people.community",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="partnerships.partner",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pledges",
                                to="partnerships.partnership",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="partnerships_pledge_amount"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until_on__gte", models.F("from_on"))),
                                name="partnerships_pledge_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at__isnull", True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="partnerships_pledge_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BoardMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("member", "Member of the board"),
                                    ("chair", "Chair"),
                                    ("keeper", "Keeper of the fund"),
                                ],
                                default="member",
                                max_length=6,
                            ),
                        ),
                        (
                            "capacity",
                            models.CharField(
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
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="board_seats_taken",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="boards",
                                to="people.party",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="board_members",
                                to="partnerships.partner",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="board",
                                to="partnerships.partnership",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taken",
                                to="partnerships.seat",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("partnership", "party"),
                                name="partnerships_board_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Action",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("what", models.CharField(max_length=240)),
                        ("lang", models.CharField(max_length=5)),
                        ("due_on", models.DateField()),
                        ("proposed_capacity", models.CharField(max_length=20)),
                        ("carried_capacity", models.CharField(blank=True, max_length=20)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "To be done"),
                                    ("done", "Done"),
                                    ("dropped", "Dropped, with a reason"),
                                ],
                                default="open",
                                max_length=7,
                            ),
                        ),
                        ("outcome", models.CharField(blank=True, max_length=400)),
                        ("outcome_lang", models.CharField(blank=True, max_length=5)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "carrier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions_carried",
                                to="people.party",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_actions",
                                to="people.community",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions_proposed",
                                to="people.party",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="partnerships.cooperationrequest",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="partnerships.decision",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="partnerships.partner",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="partnerships.partnership",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "open"),
                                    models.Q(("outcome", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="partnerships_action_outcome",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contribution",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "gift",
                            models.CharField(
                                choices=[
                                    ("money", "Money"),
                                    ("staff", "Staff time"),
                                    ("goods", "Goods"),
                                    ("space", "Rooms and space"),
                                    ("hours", "Hours of members"),
                                    ("information", "Information"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("amount", models.PositiveBigIntegerField()),
                        ("what", models.CharField(max_length=240)),
                        ("lang", models.CharField(max_length=5)),
                        ("given_on", models.DateField()),
                        ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                        ("capacity", models.CharField(blank=True, max_length=20)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_contributions",
                                to="people.community",
                            ),
                        ),
                        (
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="partnerships.contribution",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="partnerships.partner",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="partnerships.partnership",
                            ),
                        ),
                        (
                            "pledge",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contributions",
                                to="partnerships.pledge",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["partnership", "given_on"], name="partnerships_gift_day")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="partnerships_gift_amount"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("signed_by_key", models.CharField(max_length=80)),
                        ("capacity", models.CharField(blank=True, max_length=20)),
                        ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreement_signatures",
                                to="people.community",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="partnerships.partner",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="partnerships.agreementversion",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("version", "partner"), name="partnerships_signed_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stand",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "stance",
                            models.CharField(
                                choices=[("for", "For it"), ("against", "Against it"), ("aside", "Neither")],
                                max_length=7,
                            ),
                        ),
                        ("capacity", models.CharField(max_length=20)),
                        ("stood_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="board_stands",
                                to="people.community",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stands",
                                to="partnerships.decision",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stands",
                                to="partnerships.boardmember",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("decision", "member"), name="partnerships_stand_once"
                            )
                        ],
                    },
                ),
            ]
        ),
        immutable(
            "partnerships_agreementversion",
            "partnerships_signature",
            "partnerships_contribution",
            "partnerships_fundentry",
        ),
        trigger_sql(sqlite=fund.SQLITE, postgresql=fund.POSTGRESQL, undo=[]),
    ]
