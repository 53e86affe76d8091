"""Every table of this room, made at once: what the migrations it replaces made one after the other."""

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.db import migrations, models

from gilydd.history.migrating import CreateTables
from gilydd.history.triggers import immutable, trigger_sql
from ._ledger_triggers import POSTGRESQL, SQLITE


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("exchange", "0001_first"),
        ("exchange", "0002_ledger_triggers"),
        ("exchange", "0003_nature"),
        ("exchange", "0004_timebank"),
        ("exchange", "0005_together"),
        ("exchange", "0006_paying"),
        ("exchange", "0007_paper"),
        ("exchange", "0008_confirmed_evidence"),
        ("exchange", "0009_matching"),
        ("exchange", "0010_vouchers_and_treasurers"),
    ]

    dependencies = [
        ("assets", "0001_timebank"),
        ("people", "0001_squashed_0007_supporters_and_groups"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Account",
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
                                related_name="accounts",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accounts",
                                to="people.party",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("member", "Member"),
                                    ("pot", "Community pot"),
                                    ("clearing", "Clearing with another community"),
                                    ("write_off", "Write-offs"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("balance_minutes", models.BigIntegerField(db_default=0, default=0)),
                        ("held_minutes", models.BigIntegerField(db_default=0, default=0)),
                        ("floor_minutes", models.BigIntegerField(blank=True, null=True)),
                        ("loosened_minutes", models.BigIntegerField(db_default=0, default=0)),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("floor_minutes__isnull", True),
                                    (
                                        "balance_minutes__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("floor_minutes"), "+", models.F("held_minutes")
                                            ),
                                            "-",
                                            models.F("loosened_minutes"),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="exchange_account_above_floor",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("held_minutes__gte", 0)), name="exchange_account_held"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("party__isnull", False)),
                                fields=("community", "party", "kind"),
                                name="exchange_account_party_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("party__isnull", True)),
                                fields=("community", "kind", "name"),
                                name="exchange_account_named_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
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
                                related_name="holds",
                                to="people.community",
                            ),
                        ),
                        (
                            "payer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="exchange.account",
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        ("key", models.CharField(max_length=120)),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gt", 0)), name="exchange_hold_minutes"
                            ),
                            models.UniqueConstraint(
                                fields=("community", "key"), name="exchange_hold_key_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rules",
                    fields=[
                        (
                            "community",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="rules",
                                serialize=False,
                                to="people.community",
                            ),
                        ),
                        ("floor_minutes", models.IntegerField(default=-600)),
                        ("soft_low_minutes", models.IntegerField(default=-600)),
                        ("soft_high_minutes", models.IntegerField(default=2400)),
                        ("step_minutes", models.PositiveSmallIntegerField(default=15)),
                        ("confirm_within_hours", models.PositiveSmallIntegerField(default=72)),
                        ("approval_above_minutes", models.PositiveIntegerField(default=240)),
                        ("flag_percent", models.PositiveSmallIntegerField(default=25)),
                        ("new_member_days", models.PositiveSmallIntegerField(default=30)),
                        ("contact_days", models.PositiveSmallIntegerField(default=90)),
                        ("dormant_months", models.PositiveSmallIntegerField(default=24)),
                        ("expiry_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("gift_mode", models.BooleanField(default=False)),
                        ("pot_gives_minutes", models.PositiveIntegerField(blank=True, null=True)),
                        ("pot_policy_cy", models.TextField(blank=True)),
                        ("pot_policy_en", models.TextField(blank=True)),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Transfer",
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
                                related_name="transfers",
                                to="people.community",
                            ),
                        ),
                        (
                            "payer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paid",
                                to="exchange.account",
                            ),
                        ),
                        (
                            "payee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="received",
                                to="exchange.account",
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transfers",
                                to="people.term",
                            ),
                        ),
                        ("occurred_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("key", models.CharField(max_length=120)),
                        (
                            "reverses",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reversed_by",
                                to="exchange.transfer",
                            ),
                        ),
                        (
                            "settles",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settled_by",
                                to="exchange.hold",
                            ),
                        ),
                        ("source_key", models.CharField(blank=True, max_length=80)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                        ("on_behalf_of_key", models.CharField(blank=True, max_length=80)),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("screen", "Entered by the member"),
                                    ("phone", "Told by phone"),
                                    ("paper", "Paper slip"),
                                    ("list", "Attendance list"),
                                    ("card", "Member card at the door"),
                                    ("ticket", "Voucher"),
                                    ("import", "Brought in from another system"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("breaches_limit", models.BooleanField(default=False)),
                        (
                            "nature",
                            models.CharField(
                                choices=[
                                    ("work", "Help given"),
                                    ("freely", "Given freely"),
                                    ("gift", "Gift of hours"),
                                    ("spent", "Spent at a place"),
                                    ("trade", "With another community"),
                                    ("expired", "Expired"),
                                    ("closing", "Account closed"),
                                ],
                                db_default="work",
                                default="work",
                                max_length=8,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["payer", "-occurred_at"], name="exchange_transfer_payer"),
                            models.Index(fields=["payee", "-occurred_at"], name="exchange_transfer_payee"),
                            models.Index(fields=["community", "occurred_at"], name="exchange_transfer_when"),
                            models.Index(fields=["source_key"], name="exchange_transfer_source"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gt", 0)), name="exchange_transfer_minutes"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("payer", models.F("payee")), _negated=True),
                                name="exchange_transfer_two_accounts",
                            ),
                            models.UniqueConstraint(
                                fields=("community", "key"), name="exchange_transfer_key_once"
                            ),
                        ],
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
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements",
                                to="people.community",
                            ),
                        ),
                        (
                            "pair_key",
                            models.UUIDField(
                                default=uuid.uuid4, help_text="The same in both rows of one agreement"
                            ),
                        ),
                        ("partner_key", models.UUIDField()),
                        ("partner_name_cy", models.CharField(max_length=120)),
                        ("partner_name_en", models.CharField(max_length=120)),
                        ("limit_minutes", models.PositiveIntegerField()),
                        ("wanted_limit_minutes", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "We proposed it"),
                                    ("asked", "They proposed it"),
                                    ("agreed", "Agreed"),
                                    ("ended", "Ended"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("agreed_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "rest_minutes",
                            models.BigIntegerField(
                                blank=True, help_text="What was open at the end", null=True
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "ended"), _negated=True),
                                fields=("community", "partner_key"),
                                name="exchange_agreement_one_live",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("limit_minutes__gt", 0)), name="exchange_agreement_limit"
                            ),
                            models.UniqueConstraint(
                                fields=("community", "pair_key"), name="exchange_agreement_pair_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Series",
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
                                related_name="series",
                                to="people.community",
                            ),
                        ),
                        (
                            "asker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="series_asked",
                                to="people.party",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="series_helped",
                                to="people.party",
                            ),
                        ),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="series",
                                to="people.term",
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("lang", models.CharField(max_length=5)),
                        ("minutes", models.PositiveIntegerField()),
                        ("every_weeks", models.PositiveSmallIntegerField()),
                        ("at", models.TimeField(blank=True, null=True)),
                        ("where", models.CharField(blank=True, max_length=160)),
                        ("first_on", models.DateField()),
                        ("last_on", models.DateField(blank=True, null=True)),
                        ("next_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Waiting for the helper's yes"),
                                    ("running", "Going on"),
                                    ("paused", "Paused"),
                                    ("ended", "Ended"),
                                ],
                                default="proposed",
                                max_length=8,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("every_weeks__gt", 0)), name="exchange_series_weeks"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("asker", models.F("helper")), _negated=True),
                                name="exchange_series_two_people",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ask",
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
                                related_name="asks",
                                to="people.community",
                            ),
                        ),
                        (
                            "asker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="asks",
                                to="people.party",
                            ),
                        ),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="asks",
                                to="people.term",
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("details", models.TextField(blank=True)),
                        ("lang", models.CharField(max_length=5)),
                        ("minutes", models.PositiveIntegerField()),
                        ("wanted_on", models.DateField(blank=True, null=True)),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="asks",
                                to="people.place",
                            ),
                        ),
                        (
                            "offer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="asks",
                                to="assets.asset",
                            ),
                        ),
                        (
                            "asked_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="asks_to_them",
                                to="people.party",
                            ),
                        ),
                        (
                            "series",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="asks",
                                to="exchange.series",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for somebody"),
                                    ("promised", "Promised"),
                                    ("confirmed", "Done and confirmed"),
                                    ("declined", "Not this time"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["community", "state", "-asked_at"], name="exchange_ask_board"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("series__isnull", False)),
                                fields=("series", "wanted_on"),
                                name="exchange_ask_series_day_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MatchingRound",
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
                                related_name="matching_rounds",
                                to="people.community",
                            ),
                        ),
                        ("key", models.CharField(max_length=120)),
                        (
                            "scope",
                            models.CharField(
                                choices=[
                                    ("everyone", "Everyone"),
                                    ("area", "One area"),
                                    ("asks", "The open asks of this month"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="matching_rounds",
                                to="people.area",
                            ),
                        ),
                        ("unit_minutes", models.PositiveSmallIntegerField()),
                        ("give_minutes", models.PositiveIntegerField()),
                        ("receive_minutes", models.PositiveIntegerField()),
                        ("pair_minutes", models.PositiveIntegerField()),
                        ("corridor_minutes", models.PositiveIntegerField(default=0)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("solving", "Being worked out"),
                                    ("ready", "Worked out"),
                                    ("stopped", "Stopped"),
                                    ("failed", "Could not be worked out"),
                                    ("closed", "Closed"),
                                ],
                                default="solving",
                                max_length=7,
                            ),
                        ),
                        ("run", models.PositiveIntegerField(default=1)),
                        ("done", models.PositiveSmallIntegerField(default=0)),
                        ("document", models.JSONField(default=dict)),
                        ("result", models.JSONField(default=dict)),
                        ("problem", models.TextField(blank=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("solved_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="exchange_round_key_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unit_minutes__gt", 0)), name="exchange_round_unit"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Circle",
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
                                related_name="circles",
                                to="people.community",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circles",
                                to="exchange.matchinground",
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("closed", models.BooleanField(default=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("suggested", "Suggested"),
                                    ("invited", "Waiting for answers"),
                                    ("agreed", "Everybody said yes"),
                                    ("opened", "Open again"),
                                ],
                                default="suggested",
                                max_length=9,
                            ),
                        ),
                        ("spoilt", models.BooleanField(default=False)),
                        ("invited_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "state"], name="exchange_circle_state")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("round", "number"), name="exchange_circle_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
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
                                related_name="contacts",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to="people.party",
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["party", "-made_at"], name="exchange_contact_party")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupExchange",
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
                                related_name="group_exchanges",
                                to="people.community",
                            ),
                        ),
                        (
                            "organiser",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="group_exchanges",
                                to="people.party",
                            ),
                        ),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="group_exchanges",
                                to="people.term",
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("lang", models.CharField(max_length=5)),
                        ("occurred_at", models.DateTimeField()),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="HoldEnd",
                    fields=[
                        (
                            "hold",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="end",
                                serialize=False,
                                to="exchange.hold",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("settled", "Settled"), ("released", "Released")], max_length=8
                            ),
                        ),
                        ("ended_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Intake",
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
                                related_name="intakes",
                                to="people.community",
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        (
                            "files",
                            models.JSONField(
                                default=dict, help_text="Name to base64 of the bytes, emptied once written"
                            ),
                        ),
                        ("mapping", models.JSONField(default=dict)),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="intakes",
                                to="people.area",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("checking", "Being read"),
                                    ("bad", "Cannot be brought in"),
                                    ("ready", "Read, nothing written yet"),
                                    ("writing", "Being written"),
                                    ("written", "Brought in"),
                                    ("stopped", "Stopped, nothing written"),
                                ],
                                default="checking",
                                max_length=8,
                            ),
                        ),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("report", models.JSONField(default=dict)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                    ],
                ),
                migrations.CreateModel(
                    name="Introduction",
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
                                related_name="introductions",
                                to="people.community",
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="introduced_first",
                                to="people.party",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="introduced_second",
                                to="people.party",
                            ),
                        ),
                        (
                            "ask",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="introductions",
                                to="exchange.ask",
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
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
                                related_name="invitations",
                                to="people.community",
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to="exchange.circle",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to="people.party",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                choices=[
                                    ("waiting", "No answer yet"),
                                    ("yes", "Said yes"),
                                    ("no", "Said no"),
                                ],
                                default="waiting",
                                max_length=7,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("screen", "Entered by the member"),
                                    ("phone", "Told by phone"),
                                    ("paper", "Paper slip"),
                                    ("list", "Attendance list"),
                                    ("card", "Member card at the door"),
                                    ("ticket", "Voucher"),
                                    ("import", "Brought in from another system"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["party", "answer"], name="exchange_invitation_mine")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("circle", "party"), name="exchange_invitation_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Leaving",
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
                                related_name="leavings",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leavings",
                                to="people.party",
                            ),
                        ),
                        (
                            "gift_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leavings_to_them",
                                to="people.party",
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("community", "party"),
                                name="exchange_leaving_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
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
                                related_name="papers",
                                to="people.community",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("letters", "Letters with statements"), ("cards", "Member cards")],
                                max_length=7,
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="people.area",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for its turn"),
                                    ("making", "Being made"),
                                    ("ready", "Ready to print"),
                                    ("stopped", "Stopped"),
                                    ("failed", "Could not be made"),
                                    ("ended", "Deleted after 30 days"),
                                ],
                                default="waiting",
                                max_length=7,
                            ),
                        ),
                        ("since", models.DateField(blank=True, null=True)),
                        ("until", models.DateField(blank=True, null=True)),
                        ("two_sided", models.BooleanField(default=False)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("pages", models.PositiveIntegerField(default=0)),
                        (
                            "messages",
                            models.JSONField(
                                default=list, help_text="Ids of the messages that are printed in it"
                            ),
                        ),
                        ("content", models.BinaryField(blank=True, null=True)),
                        ("problem", models.TextField(blank=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "made_by_key"], name="exchange_paper_mine")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnerTry",
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
                                related_name="partner_tries",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_tries",
                                to="people.party",
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tries",
                                to="exchange.agreement",
                            ),
                        ),
                        ("tried_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["party", "tried_at"], name="exchange_try_party")],
                    },
                ),
                migrations.CreateModel(
                    name="Promise",
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
                                related_name="promises",
                                to="people.community",
                            ),
                        ),
                        (
                            "ask",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promises",
                                to="exchange.ask",
                            ),
                        ),
                        (
                            "helper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promises",
                                to="people.party",
                            ),
                        ),
                        (
                            "hold",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promise",
                                to="exchange.hold",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("made", "Promised"),
                                    ("to_approve", "Waiting for a broker's word"),
                                    ("kept", "Kept"),
                                    ("taken_back", "Taken back"),
                                ],
                                default="made",
                                max_length=10,
                            ),
                        ),
                        ("promised_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "transfer",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promise",
                                to="exchange.transfer",
                            ),
                        ),
                        ("freely", models.BooleanField(default=False)),
                        ("meets_at", models.DateTimeField(blank=True, null=True)),
                        ("meets_where", models.CharField(blank=True, max_length=160)),
                        ("meeting_by_key", models.CharField(blank=True, max_length=80)),
                        ("meeting_agreed_at", models.DateTimeField(blank=True, null=True)),
                        ("confirmed_minutes", models.PositiveIntegerField(blank=True, null=True)),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "confirmed_evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("screen", "Entered by the member"),
                                    ("phone", "Told by phone"),
                                    ("paper", "Paper slip"),
                                    ("list", "Attendance list"),
                                    ("card", "Member card at the door"),
                                    ("ticket", "Voucher"),
                                    ("import", "Brought in from another system"),
                                ],
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "taken_back"), _negated=True),
                                fields=("ask",),
                                name="exchange_promise_one_live",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("freely", True), ("hold__isnull", False), _connector="OR"
                                ),
                                name="exchange_promise_held_or_free",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pairing",
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
                                related_name="pairings",
                                to="people.community",
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pairings",
                                to="exchange.circle",
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        (
                            "giver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pairings_given",
                                to="people.party",
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pairings_received",
                                to="people.party",
                            ),
                        ),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pairings",
                                to="people.term",
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        (
                            "ask",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pairings",
                                to="exchange.ask",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pairings",
                                to="assets.asset",
                            ),
                        ),
                        ("reasons", models.JSONField(default=dict)),
                        (
                            "refused",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("not_now", "Not now"),
                                    ("never", "Never again"),
                                    ("declined", "Somebody said no"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "promise",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pairing",
                                to="exchange.promise",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gt", 0)), name="exchange_pairing_minutes"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("giver", models.F("receiver")), _negated=True),
                                name="exchange_pairing_two_people",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpendingPlace",
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
                                related_name="spending_places",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="spending_places",
                                to="people.party",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="spending_places",
                                to="people.place",
                            ),
                        ),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="spending_places",
                                to="people.term",
                            ),
                        ),
                        ("name_cy", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        ("minutes", models.PositiveIntegerField(help_text="What one visit costs")),
                        ("places_a_day", models.PositiveIntegerField(blank=True, null=True)),
                        ("open", models.BooleanField(default=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gt", 0)), name="exchange_spending_minutes"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TransferNote",
                    fields=[
                        (
                            "transfer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="note",
                                serialize=False,
                                to="exchange.transfer",
                            ),
                        ),
                        ("text", models.TextField()),
                        ("lang", models.CharField(blank=True, max_length=5)),
                    ],
                ),
                migrations.CreateModel(
                    name="Trade",
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
                                related_name="trades",
                                to="people.community",
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="trades",
                                to="exchange.agreement",
                            ),
                        ),
                        ("key", models.UUIDField()),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="trades",
                                to="people.party",
                            ),
                        ),
                        ("other_name", models.CharField(max_length=160)),
                        (
                            "transfer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="trade",
                                to="exchange.transfer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("community", "key"), name="exchange_trade_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Thanks",
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
                                related_name="thanks",
                                to="people.community",
                            ),
                        ),
                        (
                            "transfer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="thanks",
                                to="exchange.transfer",
                            ),
                        ),
                        (
                            "writer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="thanks_said",
                                to="people.party",
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("transfer", "writer"), name="exchange_thanks_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Feedback",
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
                                related_name="feedback",
                                to="people.community",
                            ),
                        ),
                        (
                            "transfer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback",
                                to="exchange.transfer",
                            ),
                        ),
                        (
                            "writer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="feedback_given",
                                to="people.party",
                            ),
                        ),
                        (
                            "feeling",
                            models.CharField(
                                choices=[
                                    ("good", "It went well"),
                                    ("mixed", "Some of it went well"),
                                    ("bad", "It did not go well"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("transfer", "writer"), name="exchange_feedback_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Expiring",
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
                                related_name="expirings",
                                to="people.community",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expirings",
                                to="exchange.account",
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        ("told_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "transfer",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expiring",
                                to="exchange.transfer",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "due_on"], name="exchange_expiring_due")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("account",),
                                name="exchange_expiring_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gt", 0)), name="exchange_expiring_minutes"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Claim",
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
                                related_name="claims",
                                to="people.community",
                            ),
                        ),
                        (
                            "giver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims_given",
                                to="people.party",
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims_received",
                                to="people.party",
                            ),
                        ),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="people.term",
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        ("occurred_at", models.DateTimeField()),
                        ("words", models.CharField(blank=True, max_length=240)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("freely", models.BooleanField(default=False)),
                        (
                            "ask",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="exchange.ask",
                            ),
                        ),
                        (
                            "offer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="assets.asset",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="exchange.groupexchange",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for the other side"),
                                    ("to_approve", "Waiting for a broker's word"),
                                    ("written", "In the books"),
                                    ("refused", "Not agreed"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("key", models.CharField(max_length=120)),
                        ("made_by_key", models.CharField(max_length=80)),
                        (
                            "evidence",
                            models.CharField(
                                choices=[
                                    ("screen", "Entered by the member"),
                                    ("phone", "Told by phone"),
                                    ("paper", "Paper slip"),
                                    ("list", "Attendance list"),
                                    ("card", "Member card at the door"),
                                    ("ticket", "Voucher"),
                                    ("import", "Brought in from another system"),
                                ],
                                default="screen",
                                max_length=8,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "transfer",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claim",
                                to="exchange.transfer",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["community", "state"], name="exchange_claim_desk")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="exchange_claim_key_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gt", 0)), name="exchange_claim_minutes"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("receiver__isnull", True),
                                    models.Q(("giver", models.F("receiver")), _negated=True),
                                    _connector="OR",
                                ),
                                name="exchange_claim_two_people",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Treasurer",
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
                                related_name="treasurers",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="treasurers",
                                to="people.party",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="treasurer_of",
                                to="people.person",
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("community", "party", "person"),
                                name="exchange_treasurer_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Trouble",
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
                                related_name="troubles",
                                to="people.community",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("problem", "Something went wrong"),
                                    ("dispute", "The hours are not right"),
                                ],
                                max_length=7,
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="troubles",
                                to="people.party",
                            ),
                        ),
                        (
                            "promise",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="troubles",
                                to="exchange.promise",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="troubles",
                                to="exchange.claim",
                            ),
                        ),
                        (
                            "transfer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="troubles",
                                to="exchange.transfer",
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "A broker is looking into it"), ("settled", "Settled")],
                                default="open",
                                max_length=7,
                            ),
                        ),
                        ("raised_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("outcome", models.TextField(blank=True)),
                        ("outcome_lang", models.CharField(blank=True, max_length=5)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "state"], name="exchange_trouble_desk")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("promise__isnull", False),
                                    ("claim__isnull", False),
                                    ("transfer__isnull", False),
                                    _connector="OR",
                                ),
                                name="exchange_trouble_about_something",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Veto",
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
                                related_name="vetoes",
                                to="people.community",
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vetoes_first",
                                to="people.party",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vetoes_second",
                                to="people.party",
                            ),
                        ),
                        (
                            "work",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vetoes",
                                to="people.term",
                            ),
                        ),
                        ("until", models.DateField(blank=True, null=True)),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("first", models.F("second")), _negated=True),
                                name="exchange_veto_two_people",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
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
                                related_name="visits",
                                to="people.community",
                            ),
                        ),
                        (
                            "at",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="exchange.spendingplace",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="people.party",
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "transfer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visit",
                                to="exchange.transfer",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["at", "day"], name="exchange_visit_day")],
                    },
                ),
                migrations.CreateModel(
                    name="Voucher",
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
                                related_name="vouchers",
                                to="people.community",
                            ),
                        ),
                        (
                            "at",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vouchers",
                                to="exchange.spendingplace",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vouchers",
                                to="people.party",
                            ),
                        ),
                        ("number", models.CharField(max_length=6)),
                        ("minutes", models.PositiveIntegerField()),
                        (
                            "hold",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voucher",
                                to="exchange.hold",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("issued", "Not used yet"),
                                    ("used", "Used"),
                                    ("back", "Given back"),
                                    ("expired", "Ran out"),
                                ],
                                default="issued",
                                max_length=7,
                            ),
                        ),
                        ("expires_on", models.DateField()),
                        ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "visit",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="voucher",
                                to="exchange.visit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["state", "expires_on"], name="exchange_voucher_due")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "number"), name="exchange_voucher_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gt", 0)), name="exchange_voucher_minutes"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "used"), ("visit__isnull", False)),
                                    models.Q(
                                        models.Q(("state", "used"), _negated=True), ("visit__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="exchange_voucher_used_is_a_visit",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scan",
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
                                related_name="scans",
                                to="people.community",
                            ),
                        ),
                        (
                            "at",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="exchange.spendingplace",
                            ),
                        ),
                        (
                            "voucher",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="exchange.voucher",
                            ),
                        ),
                        ("key", models.CharField(max_length=80)),
                        ("code", models.CharField(max_length=24)),
                        ("device", models.CharField(blank=True, max_length=40)),
                        ("shown_at", models.DateTimeField()),
                        ("arrived_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("paid", "Paid"),
                                    ("again", "Used before"),
                                    ("back", "It had been given back"),
                                    ("expired", "It had run out"),
                                    ("other", "Not for this place"),
                                    ("unknown", "No such voucher"),
                                ],
                                max_length=7,
                            ),
                        ),
                        ("recorded_by_key", models.CharField(max_length=80)),
                        (
                            "seen_at",
                            models.DateTimeField(
                                blank=True, help_text="When a broker looked at the conflict", null=True
                            ),
                        ),
                        ("words", models.TextField(blank=True, help_text="What a broker wrote about it")),
                        ("lang", models.CharField(blank=True, max_length=5)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "outcome"], name="exchange_scan_conflicts")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("at", "key"), name="exchange_scan_key_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "paid")),
                                fields=("voucher",),
                                name="exchange_scan_paid_once",
                            ),
                        ],
                    },
                ),
            ]
        ),
        trigger_sql(sqlite=SQLITE, postgresql=POSTGRESQL, undo=[]),
        immutable("exchange_transfer", "exchange_hold", "exchange_holdend"),
    ]
