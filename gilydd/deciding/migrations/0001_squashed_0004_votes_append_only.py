"""Every table of this room, made at once: what the migrations it replaces made one after the other."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables
from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("deciding", "0001_first"),
        ("deciding", "0002_append_only"),
        ("deciding", "0003_votes"),
        ("deciding", "0004_votes_append_only"),
    ]

    dependencies = [
        ("people", "0001_squashed_0007_supporters_and_groups"),
        ("services", "0001_first"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Election",
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
                                related_name="elections",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="elections",
                                to="services.turn",
                            ),
                        ),
                        ("title_cy", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("equal-shares", "Equal shares"),
                                    ("greedy", "Most votes first"),
                                    ("greedy-no-skip", "Most votes first, until one does not fit"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "completion",
                            models.CharField(
                                choices=[
                                    ("none", "The rest stays unspent"),
                                    ("add1", "Shares are raised"),
                                    (
                                        "add1-comparison",
                                        "Shares are raised, and compared with most votes first",
                                    ),
                                    ("greedy", "The rest goes by votes"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("currency", models.CharField(blank=True, max_length=10)),
                        ("scale", models.PositiveIntegerField(default=1)),
                        ("budget_units", models.PositiveBigIntegerField()),
                        ("voters", models.PositiveIntegerField()),
                        ("source", models.TextField(blank=True)),
                        ("file_name", models.CharField(max_length=200)),
                        ("lang", models.CharField(blank=True, max_length=12)),
                        ("input_sha256", models.CharField(max_length=64)),
                        ("input_text", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("counted", "Counted here; the file names no official result"),
                                    ("confirmed", "Counted here, with the same result as the official count"),
                                    ("differs", "Counted here; the official result is different"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("brought_in_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "input_sha256", "rule", "completion"),
                                name="deciding_election_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rule", "equal-shares"), ("completion", "none"), _connector="OR"
                                ),
                                name="deciding_election_completion_fits_rule",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("scale__gt", 0)), name="deciding_election_scale"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DecisionRun",
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
                                related_name="decision_runs",
                                to="people.community",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="runs",
                                to="deciding.election",
                            ),
                        ),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("equal-shares", "Equal shares"),
                                    ("greedy", "Most votes first"),
                                    ("greedy-no-skip", "Most votes first, until one does not fit"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "completion",
                            models.CharField(
                                choices=[
                                    ("none", "The rest stays unspent"),
                                    ("add1", "Shares are raised"),
                                    (
                                        "add1-comparison",
                                        "Shares are raised, and compared with most votes first",
                                    ),
                                    ("greedy", "The rest goes by votes"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("code_version", models.CharField(max_length=40)),
                        ("input_sha256", models.CharField(max_length=64)),
                        ("funded", models.JSONField()),
                        ("result", models.JSONField()),
                        ("result_sha256", models.CharField(max_length=64)),
                        ("share", models.TextField(blank=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Option",
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
                                related_name="options",
                                to="people.community",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="options",
                                to="deciding.election",
                            ),
                        ),
                        ("key", models.CharField(max_length=80)),
                        ("name", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=12)),
                        ("cost_units", models.PositiveBigIntegerField()),
                        ("votes", models.PositiveIntegerField()),
                        ("funded", models.BooleanField()),
                        ("why", models.JSONField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("election", "key"), name="deciding_option_key_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Vote",
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
                                related_name="votes",
                                to="people.community",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="votes",
                                to="people.party",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("resolution", "For or against"),
                                    ("one", "Choose one of several"),
                                    ("several", "Choose as many as you like, for one or more places"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("most", "The most votes"),
                                    ("majority", "More than half of the votes cast"),
                                    ("two-thirds", "Two thirds of the votes cast"),
                                    ("majority-of-roll", "More than half of everybody who can vote"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("seats", models.PositiveSmallIntegerField(default=1)),
                        ("quorum_percent", models.PositiveSmallIntegerField(default=0)),
                        ("title_cy", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        (
                            "easy_cy",
                            models.TextField(blank=True, help_text="Easy Read: one short sentence a line"),
                        ),
                        (
                            "easy_en",
                            models.TextField(blank=True, help_text="Easy Read: one short sentence a line"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("closed", "Closed"), ("stopped", "Stopped")],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=80)),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("opened_by_key", models.CharField(max_length=80)),
                        ("closes_at", models.DateTimeField()),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("roll_size", models.PositiveIntegerField()),
                        ("roll_sha256", models.CharField(max_length=64)),
                        ("lot_seed", models.CharField(max_length=64)),
                        ("lot_sha256", models.CharField(max_length=64)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["state", "closes_at"], name="deciding_vote_due"),
                            models.Index(fields=["community", "-closes_at"], name="deciding_vote_list"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("community", "key"),
                                name="deciding_vote_key_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "several"), ("seats__gt", 0)),
                                    ("seats", 1),
                                    _connector="OR",
                                ),
                                name="deciding_vote_seats_fit_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind", "resolution"), ("rule", "most"), _negated=True),
                                name="deciding_vote_rule_fits_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quorum_percent__lte", 100)),
                                name="deciding_vote_quorum_percent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes_at__gt", models.F("opened_at"))),
                                name="deciding_vote_closes_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("roll_size__gt", 0)), name="deciding_vote_has_a_roll"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("state", "open")),
                                    models.Q(
                                        models.Q(("state", "open"), _negated=True),
                                        ("ended_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="deciding_vote_ended_at_fits_state",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OnRoll",
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
                                related_name="rolls",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roll",
                                to="deciding.vote",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="on_rolls",
                                to="people.party",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("vote", "party"), name="deciding_on_roll_once"),
                            models.UniqueConstraint(
                                fields=("vote", "number"), name="deciding_on_roll_number_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ballot",
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
                                related_name="ballots",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ballots",
                                to="deciding.vote",
                            ),
                        ),
                        (
                            "on_roll",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ballots",
                                to="deciding.onroll",
                            ),
                        ),
                        ("choices", models.JSONField()),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("screen", "On screen"),
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("recorded_by_key", models.CharField(blank=True, max_length=80)),
                        ("cast_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["on_roll", "-id"], name="deciding_ballot_last")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("evidence", "screen"), ("recorded_by_key", "")),
                                    models.Q(
                                        models.Q(("evidence", "screen"), _negated=True),
                                        models.Q(("recorded_by_key", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="deciding_ballot_recorder_named",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VoteChoice",
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
                                related_name="vote_choices",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="deciding.vote",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vote_choices",
                                to="people.party",
                            ),
                        ),
                        ("text_cy", models.CharField(blank=True, max_length=200)),
                        ("text_en", models.CharField(blank=True, max_length=200)),
                        ("easy_cy", models.CharField(blank=True, max_length=200)),
                        ("easy_en", models.CharField(blank=True, max_length=200)),
                        ("picture", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("vote", "number"), name="deciding_choice_number_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("party__isnull", False)),
                                fields=("vote", "party"),
                                name="deciding_choice_candidate_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("party__isnull", False),
                                    models.Q(("text_cy", ""), ("text_en", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="deciding_choice_has_words",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VoteCount",
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
                                related_name="vote_counts",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="counts",
                                to="deciding.vote",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("resolution", "For or against"),
                                    ("one", "Choose one of several"),
                                    ("several", "Choose as many as you like, for one or more places"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("most", "The most votes"),
                                    ("majority", "More than half of the votes cast"),
                                    ("two-thirds", "Two thirds of the votes cast"),
                                    ("majority-of-roll", "More than half of everybody who can vote"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("code_version", models.CharField(max_length=40)),
                        ("input_sha256", models.CharField(max_length=64)),
                        ("result", models.JSONField()),
                        ("result_sha256", models.CharField(max_length=64)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("vote", "made_by_key", "code_version"),
                                name="deciding_count_once_each",
                            )
                        ],
                    },
                ),
            ]
        ),
        immutable("deciding_decisionrun", "deciding_option"),
        immutable("deciding_votechoice", "deciding_onroll", "deciding_ballot", "deciding_votecount"),
    ]
