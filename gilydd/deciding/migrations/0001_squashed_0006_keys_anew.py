"""Every table of this room, made at once: what the migrations it replaces made one after the other."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import gilydd.deciding.models.sealed
from gilydd.history.migrating import CreateTables
from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("deciding", "0001_first"),
        ("deciding", "0002_append_only"),
        ("deciding", "0003_votes"),
        ("deciding", "0004_votes_append_only"),
        ("deciding", "0005_mutual"),
        ("deciding", "0006_keys_anew"),
    ]

    dependencies = [
        ("people", "0009_rolls"),
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
                    name="Meeting",
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
                                related_name="meetings",
                                to="people.community",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("annual", "Annual general meeting"),
                                    ("general", "General meeting"),
                                ],
                                max_length=8,
                            ),
                        ),
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
                        ("where_cy", models.CharField(max_length=200)),
                        ("where_en", models.CharField(max_length=200)),
                        ("screen_href", models.URLField(blank=True)),
                        ("starts_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Being prepared"),
                                    ("called", "Called"),
                                    ("running", "Under way"),
                                    ("held", "Held"),
                                    ("adjourned", "Adjourned: too few were there"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        ("notice_days", models.PositiveSmallIntegerField(default=0)),
                        ("quorum_needed", models.PositiveIntegerField(default=0)),
                        ("proxies_each", models.PositiveSmallIntegerField(default=0)),
                        ("roll_size", models.PositiveIntegerField(default=0)),
                        (
                            "chair",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings_chaired",
                                to="people.party",
                            ),
                        ),
                        (
                            "continues",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="continued",
                                to="deciding.meeting",
                            ),
                        ),
                        ("key", models.CharField(blank=True, max_length=80)),
                        ("called_at", models.DateTimeField(blank=True, null=True)),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("minutes_agreed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "-starts_at"], name="deciding_meeting_list")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("community", "key"),
                                name="deciding_meeting_key_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ("planned", "cancelled")),
                                    ("called_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="deciding_meeting_called_first",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("running", "held")), _negated=True),
                                    ("opened_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="deciding_meeting_opened_first",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MeetingSeat",
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
                                related_name="meeting_seats",
                                to="people.community",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seats",
                                to="deciding.meeting",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meeting_seats",
                                to="people.party",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "party"), name="deciding_meeting_seat_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Presence",
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
                                related_name="presences",
                                to="people.community",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="presences",
                                to="deciding.meetingseat",
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                choices=[("room", "In the room"), ("screen", "On screen")], max_length=6
                            ),
                        ),
                        ("came_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_at__isnull", True)),
                                fields=("seat",),
                                name="deciding_present_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proxy",
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
                                related_name="proxies",
                                to="people.community",
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proxies_given",
                                to="deciding.meetingseat",
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proxies_held",
                                to="deciding.meetingseat",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("screen", "On screen"),
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("proxy", "By proxy"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("giver",),
                                name="deciding_proxy_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("giver", models.F("holder")), _negated=True),
                                name="deciding_proxy_of_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SplitKey",
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
                                related_name="split_keys",
                                to="people.community",
                            ),
                        ),
                        ("purpose_cy", models.CharField(max_length=200)),
                        ("purpose_en", models.CharField(max_length=200)),
                        ("needed", models.PositiveSmallIntegerField(default=2)),
                        ("public_key", models.CharField(blank=True, max_length=64)),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("asked_by_key", models.CharField(max_length=80)),
                        ("spent_at", models.DateTimeField(blank=True, null=True)),
                        ("practice_box", models.TextField(blank=True)),
                        (
                            "practice_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="practices",
                                to="deciding.splitkey",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("needed__gt", 1)), name="deciding_key_is_split"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("practice_box", ""), ("practice_of__isnull", True)),
                                    models.Q(
                                        ("practice_of__isnull", False),
                                        models.Q(("practice_box", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="deciding_practice_has_a_box",
                            ),
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
                                    ("ranked", "Put in order, for one or more places"),
                                    ("budget", "Share out a budget among projects"),
                                    ("consent", "Consent: does anybody object?"),
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
                                    ("transfer", "By order of preference, with votes passed on"),
                                    ("no-objection", "Nobody objects"),
                                    ("equal-shares", "Equal shares"),
                                    ("greedy", "Most votes first"),
                                    ("greedy-no-skip", "Most votes first, until one does not fit"),
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
                                choices=[
                                    ("open", "Open"),
                                    ("sealed", "Waiting for two keys"),
                                    ("closed", "Closed"),
                                    ("stopped", "Stopped"),
                                ],
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
                        ("box_sha256", models.CharField(blank=True, max_length=64)),
                        (
                            "split_key",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vote",
                                to="deciding.splitkey",
                            ),
                        ),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind__in", ("several", "ranked")), ("seats__gt", 0)),
                                    ("seats", 1),
                                    _connector="OR",
                                ),
                                name="deciding_vote_seats_fit_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind__in", ("one", "several")),
                                        ("rule__in", ["most", "majority", "two-thirds", "majority-of-roll"]),
                                    ),
                                    models.Q(
                                        ("kind", "resolution"),
                                        ("rule__in", ["majority", "two-thirds", "majority-of-roll"]),
                                    ),
                                    models.Q(("kind", "ranked"), ("rule", "transfer")),
                                    models.Q(("kind", "consent"), ("rule", "no-objection")),
                                    models.Q(
                                        ("kind", "budget"),
                                        ("rule__in", ["equal-shares", "greedy", "greedy-no-skip"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="deciding_vote_rule_fits_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "consent"), _negated=True),
                                    ("split_key__isnull", True),
                                    _connector="OR",
                                ),
                                name="deciding_vote_consent_is_open",
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
                                    ("proxy", "By proxy"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("recorded_by_key", models.CharField(blank=True, max_length=80)),
                        ("cast_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("version", models.PositiveSmallIntegerField(blank=True, null=True)),
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
                        ("cost_pence", models.PositiveBigIntegerField(blank=True, null=True)),
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
                                    ("ranked", "Put in order, for one or more places"),
                                    ("budget", "Share out a budget among projects"),
                                    ("consent", "Consent: does anybody object?"),
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
                                    ("transfer", "By order of preference, with votes passed on"),
                                    ("no-objection", "Nobody objects"),
                                    ("equal-shares", "Equal shares"),
                                    ("greedy", "Most votes first"),
                                    ("greedy-no-skip", "Most votes first, until one does not fit"),
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
                migrations.CreateModel(
                    name="BudgetTerms",
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
                                related_name="budget_terms",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="budget",
                                to="deciding.vote",
                            ),
                        ),
                        ("budget_pence", models.PositiveBigIntegerField()),
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
                        ("lot", models.JSONField()),
                        (
                            "election",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held_here",
                                to="deciding.election",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("budget_pence__gt", 0)), name="deciding_budget_has_money"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Wording",
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
                                related_name="wordings",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="wordings",
                                to="deciding.vote",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("text_cy", models.TextField()),
                        ("text_en", models.TextField()),
                        ("why_cy", models.TextField(blank=True)),
                        ("why_en", models.TextField(blank=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("vote", "number"), name="deciding_wording_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("number", 1),
                                    models.Q(("why_cy", ""), ("why_en", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="deciding_wording_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
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
                                related_name="objections",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="deciding.vote",
                            ),
                        ),
                        (
                            "ballot",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objection",
                                to="deciding.ballot",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("lang", models.CharField(blank=True, max_length=2)),
                    ],
                ),
                migrations.CreateModel(
                    name="ObjectionAnswer",
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
                                related_name="objection_answers",
                                to="people.community",
                            ),
                        ),
                        (
                            "objection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="deciding.objection",
                            ),
                        ),
                        (
                            "wording",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="deciding.wording",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("lang", models.CharField(blank=True, max_length=2)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                    ],
                ),
                migrations.CreateModel(
                    name="MutualRules",
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
                                related_name="mutual_rules",
                                to="people.community",
                            ),
                        ),
                        ("notice_days", models.PositiveSmallIntegerField(default=14)),
                        ("quorum_percent", models.PositiveSmallIntegerField(default=10)),
                        ("quorum_least", models.PositiveSmallIntegerField(default=3)),
                        ("again_notice_days", models.PositiveSmallIntegerField(default=7)),
                        ("again_without_quorum", models.BooleanField(default=True)),
                        ("proxies_each", models.PositiveSmallIntegerField(default=2)),
                        ("board_seats", models.PositiveSmallIntegerField(default=9)),
                        ("term_years", models.PositiveSmallIntegerField(default=3)),
                        ("board_age_least", models.PositiveSmallIntegerField(default=16)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rules_decided",
                                to="deciding.vote",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("quorum_percent__lte", 100)),
                                name="deciding_rules_quorum_percent",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("term_years__gt", 0)), name="deciding_rules_term_years"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
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
                                related_name="agenda_items",
                                to="people.community",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="deciding.meeting",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("report", "To hear and to ask about"),
                                    ("discussion", "To talk about"),
                                    ("resolution", "A resolution: to decide"),
                                    ("election", "An election"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("title_cy", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        ("text_cy", models.TextField(blank=True)),
                        ("text_en", models.TextField(blank=True)),
                        (
                            "rule",
                            models.CharField(
                                choices=[
                                    ("most", "The most votes"),
                                    ("majority", "More than half of the votes cast"),
                                    ("two-thirds", "Two thirds of the votes cast"),
                                    ("majority-of-roll", "More than half of everybody who can vote"),
                                    ("transfer", "By order of preference, with votes passed on"),
                                    ("no-objection", "Nobody objects"),
                                    ("equal-shares", "Equal shares"),
                                    ("greedy", "Most votes first"),
                                    ("greedy-no-skip", "Most votes first, until one does not fit"),
                                ],
                                default="majority",
                                max_length=20,
                            ),
                        ),
                        (
                            "vote",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agenda_item",
                                to="deciding.vote",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "number"), name="deciding_item_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "resolution"), _negated=True),
                                    models.Q(("text_cy", ""), ("text_en", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="deciding_resolution_has_its_text",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Minute",
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
                                related_name="minutes",
                                to="people.community",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="minutes",
                                to="deciding.agendaitem",
                            ),
                        ),
                        ("text_cy", models.TextField()),
                        ("text_en", models.TextField()),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                    ],
                ),
                migrations.CreateModel(
                    name="BoardElection",
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
                                related_name="board_elections",
                                to="people.community",
                            ),
                        ),
                        (
                            "item",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="election",
                                to="deciding.agendaitem",
                            ),
                        ),
                        ("title_cy", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        ("seats", models.PositiveSmallIntegerField()),
                        ("term_years", models.PositiveSmallIntegerField()),
                        ("nominate_until", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("nominating", "Looking for candidates"),
                                    ("voting", "Being voted on"),
                                    ("decided", "Decided"),
                                    ("ended", "Ended without a result"),
                                ],
                                default="nominating",
                                max_length=10,
                            ),
                        ),
                        (
                            "vote",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="board_election",
                                to="deciding.vote",
                            ),
                        ),
                        ("called_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("seats__gt", 0)), name="deciding_board_election_seats"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("community", "key"),
                                name="deciding_board_election_key_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Candidacy",
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
                                related_name="candidacies",
                                to="people.community",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidacies",
                                to="deciding.boardelection",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidacies",
                                to="people.party",
                            ),
                        ),
                        ("nominated_by_key", models.CharField(max_length=80)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("nominated", "Proposed, and asked"),
                                    ("accepted", "Stands"),
                                    ("declined", "Said no"),
                                    ("withdrawn", "Withdrew"),
                                ],
                                default="nominated",
                                max_length=9,
                            ),
                        ),
                        ("statement_cy", models.TextField(blank=True)),
                        ("statement_en", models.TextField(blank=True)),
                        (
                            "easy_cy",
                            models.TextField(blank=True, help_text="Easy Read: one short sentence a line"),
                        ),
                        (
                            "easy_en",
                            models.TextField(blank=True, help_text="Easy Read: one short sentence a line"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("election", "party"), name="deciding_candidacy_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BoardTerm",
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
                                related_name="board_terms",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="board_terms",
                                to="people.party",
                            ),
                        ),
                        (
                            "election",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="terms",
                                to="deciding.boardelection",
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("elected", "Elected"),
                                    (
                                        "unopposed",
                                        "Elected without a vote: as many stood as there were places",
                                    ),
                                    ("founding", "From before this register"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        (
                            "why_ended",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("term", "The term was over"),
                                    ("resigned", "Stepped down"),
                                    ("removed", "Removed by a resolution"),
                                    ("left", "Is no member any more"),
                                ],
                                max_length=9,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gt", models.F("since"))),
                                name="deciding_term_has_length",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("community", "party"),
                                name="deciding_board_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_on__isnull", True), ("why_ended", "")),
                                    models.Q(
                                        ("ended_on__isnull", False),
                                        models.Q(("why_ended", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="deciding_term_says_why_ended",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeyHolder",
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
                                related_name="key_holders",
                                to="people.community",
                            ),
                        ),
                        (
                            "split_key",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holders",
                                to="deciding.splitkey",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="keys_held",
                                to="people.party",
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField()),
                        ("kind", models.CharField(blank=True, max_length=20)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked"),
                                    ("declined", "Said no"),
                                    ("took", "Has the file"),
                                    ("ready", "Has shown that the file works"),
                                    ("gave", "Has given the key"),
                                    ("left", "Keeps no key any more"),
                                ],
                                default="asked",
                                max_length=8,
                            ),
                        ),
                        ("public_key", models.CharField(blank=True, max_length=64)),
                        ("share", models.TextField(blank=True)),
                        ("gave_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "left"), _negated=True),
                                fields=("split_key", "party"),
                                name="deciding_holder_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "left"), _negated=True),
                                fields=("split_key", "place"),
                                name="deciding_holder_place_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RollMark",
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
                                related_name="roll_marks",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marks",
                                to="deciding.vote",
                            ),
                        ),
                        (
                            "on_roll",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mark",
                                to="deciding.onroll",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("screen", "On screen"),
                                    ("paper", "On paper"),
                                    ("phone", "By phone"),
                                    ("proxy", "By proxy"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("recorded_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
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
                                name="deciding_mark_recorder_named",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperBatch",
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
                                related_name="paper_batches",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_batches",
                                to="deciding.vote",
                            ),
                        ),
                        ("papers", models.PositiveIntegerField()),
                        ("key", models.CharField(blank=True, max_length=80)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("vote", "key"),
                                name="deciding_paper_batch_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Envelope",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                default=gilydd.deciding.models.sealed.random_id,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="envelopes",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="envelopes",
                                to="deciding.vote",
                            ),
                        ),
                        ("sealed", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="SealedBallot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                default=gilydd.deciding.models.sealed.random_id,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sealed_ballots",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sealed_ballots",
                                to="deciding.vote",
                            ),
                        ),
                        ("sealed", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="OpenedBallot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                default=gilydd.deciding.models.sealed.random_id,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened_ballots",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened_ballots",
                                to="deciding.vote",
                            ),
                        ),
                        ("choices", models.JSONField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                default=gilydd.deciding.models.sealed.random_id,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="people.community",
                            ),
                        ),
                        (
                            "vote",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="deciding.vote",
                            ),
                        ),
                        ("code", models.CharField(max_length=20)),
                    ],
                ),
                migrations.CreateModel(
                    name="KeyChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("reason_lang", models.CharField(max_length=12)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Under way"), ("done", "Done"), ("stopped", "Stopped")],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("asked_by_key", models.CharField(max_length=80)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="key_changes",
                                to="people.community",
                            ),
                        ),
                        (
                            "joins",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joined_in",
                                to="deciding.keyholder",
                            ),
                        ),
                        (
                            "leaves",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="left_in",
                                to="deciding.keyholder",
                            ),
                        ),
                        (
                            "split_key",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="deciding.splitkey",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("split_key",),
                                name="deciding_key_change_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="deciding_key_change_reason",
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
                                name="deciding_key_change_ends_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PassedShare",
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
                                related_name="passed_shares",
                                to="people.community",
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="passed",
                                to="deciding.keyholder",
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="received",
                                to="deciding.keyholder",
                            ),
                        ),
                        ("sealed", models.TextField()),
                        (
                            "change",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="passed",
                                to="deciding.keychange",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("giver", "receiver"), name="deciding_passed_share_once"
                            )
                        ],
                    },
                ),
            ]
        ),
        immutable("deciding_decisionrun", "deciding_option"),
        immutable("deciding_votechoice", "deciding_onroll", "deciding_ballot", "deciding_votecount"),
        immutable(
            "deciding_rollmark",
            "deciding_paperbatch",
            "deciding_openedballot",
            "deciding_receipt",
            "deciding_wording",
            "deciding_meetingseat",
            "deciding_minute",
        ),
    ]
