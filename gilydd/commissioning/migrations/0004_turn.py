"""A turn commissioned together: needs, panel, specification, tender, sealed bids, scores, awards, contracts."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables
from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [
        ("commissioning", "0001_squashed_0003_undertaking"),
        ("deciding", "0001_squashed_0006_keys_anew"),
        ("exchange", "0001_squashed_0010_vouchers_and_treasurers"),
        ("people", "0009_rolls"),
        ("services", "0006_outcomes_hold"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Panel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seats", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("inviting", "People are invited"),
                                    ("closed", "The pool is closed"),
                                    ("sitting", "The panel is at work"),
                                    ("ended", "The panel has ended"),
                                ],
                                default="inviting",
                                max_length=8,
                            ),
                        ),
                        ("pool_digest", models.CharField(blank=True, max_length=64)),
                        ("seed", models.BigIntegerField(blank=True, null=True)),
                        ("drawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "asks_cy",
                            models.TextField(
                                blank=True, help_text="What somebody on it does, how often and how long"
                            ),
                        ),
                        ("asks_en", models.TextField(blank=True)),
                        ("pool_closes_on", models.DateField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "seed_from",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("public", "A public draw that is still to come"),
                                    ("picked", "Gilydd picks it and writes it down"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("seed_source_cy", models.CharField(blank=True, max_length=300)),
                        ("seed_source_en", models.CharField(blank=True, max_length=300)),
                        (
                            "seed_on",
                            models.DateField(
                                blank=True, help_text="The day on which anybody can know it", null=True
                            ),
                        ),
                        (
                            "pool_file",
                            models.TextField(
                                blank=True, help_text="As published: numbers and features, no names"
                            ),
                        ),
                        ("quotas_file", models.TextField(blank=True)),
                        (
                            "lottery",
                            models.JSONField(
                                blank=True, default=dict, help_text="Panels by type with their probabilities"
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panels",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panel",
                                to="services.turn",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Procurement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("title_cy", models.CharField(max_length=160)),
                        ("title_en", models.CharField(max_length=160)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        ("easy_cy", models.TextField(blank=True)),
                        ("easy_en", models.TextField(blank=True)),
                        (
                            "route",
                            models.CharField(
                                choices=[
                                    ("light", "Light: a small grant or purchase"),
                                    ("full", "Full: sealed bids, scored by the panel"),
                                ],
                                max_length=5,
                            ),
                        ),
                        (
                            "reserved_for",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("social", "Bodies that benefit society"),
                                    ("citizens", "Citizens' own groups"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("value_pence", models.BigIntegerField()),
                        ("score_most", models.PositiveSmallIntegerField(default=5)),
                        (
                            "tie_rule",
                            models.CharField(
                                choices=[
                                    (
                                        "coproduction",
                                        "The bid with more points for co-production and social value",
                                    ),
                                    ("price", "The bid with the lower price"),
                                    ("lot", "Drawn by lot, in the open"),
                                ],
                                default="coproduction",
                                max_length=12,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being written"),
                                    ("open", "Open for bids"),
                                    ("sealed", "Closed, bids still sealed"),
                                    ("scoring", "Bids are opened and scored"),
                                    ("moderated", "Scores are agreed"),
                                    ("standstill", "Decided, waiting for objections"),
                                    ("awarded", "Awarded"),
                                    ("contracted", "Under contract"),
                                    ("ended", "The contract has ended"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("opened_for_bids_at", models.DateTimeField(blank=True, null=True)),
                        ("closes_at", models.DateTimeField(blank=True, null=True)),
                        ("questions_until", models.DateField(blank=True, null=True)),
                        ("bids_opened_at", models.DateTimeField(blank=True, null=True)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                        ("why_cancelled_cy", models.TextField(blank=True)),
                        ("why_cancelled_en", models.TextField(blank=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        (
                            "buyer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="procurements",
                                to="people.party",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="procurements",
                                to="people.community",
                            ),
                        ),
                        (
                            "process",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="procurement",
                                to="commissioning.contractingprocess",
                            ),
                        ),
                        (
                            "split_key",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="procurement",
                                to="deciding.splitkey",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="procurements",
                                to="services.turn",
                            ),
                        ),
                        (
                            "panel",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="procurements",
                                to="commissioning.panel",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="commissioning_procurement_key"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value_pence__gt", 0)), name="commissioning_value_above_0"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["draft", "cancelled"]),
                                    ("closes_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="commissioning_bids_close",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("title_cy", models.CharField(max_length=160)),
                        ("title_en", models.CharField(max_length=160)),
                        ("value_pence", models.BigIntegerField()),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="procurement_lots",
                                to="people.community",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lots",
                                to="commissioning.procurement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("procurement", "number"), name="commissioning_lot_number_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value_pence__gt", 0)), name="commissioning_lot_above_0"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bid",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "sealed",
                            models.BinaryField(help_text="Empty where it was destroyed unread", null=True),
                        ),
                        ("sealed_sha256", models.CharField(max_length=64)),
                        ("content_sha256", models.CharField(blank=True, max_length=64)),
                        ("received_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("put_in_by_key", models.CharField(max_length=80)),
                        (
                            "bidder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bids",
                                to="people.party",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bids",
                                to="people.community",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bids",
                                to="commissioning.lot",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bids",
                                to="commissioning.procurement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="commissioning_bid_key"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("lot", "bidder"),
                                name="commissioning_bid_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpenedBid",
                    fields=[
                        (
                            "bid",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="opened",
                                serialize=False,
                                to="commissioning.bid",
                            ),
                        ),
                        ("content", models.JSONField()),
                        ("price_pence", models.BigIntegerField()),
                        ("opened_at", models.DateTimeField()),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened_bids",
                                to="people.community",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("price_pence__gte", 0)), name="commissioning_price_from_0"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotAward",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason_cy", models.TextField()),
                        ("reason_en", models.TextField()),
                        ("citizens_for", models.PositiveSmallIntegerField()),
                        ("citizens_against", models.PositiveSmallIntegerField()),
                        ("professionals_for", models.PositiveSmallIntegerField()),
                        ("professionals_against", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("decided", "Decided, open to objections"),
                                    ("confirmed", "Confirmed"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="decided",
                                max_length=9,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("decided_by_key", models.CharField(max_length=80)),
                        ("standstill_ends", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("why_withdrawn_cy", models.TextField(blank=True)),
                        ("why_withdrawn_en", models.TextField(blank=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lot_awards",
                                to="people.community",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="commissioning.lot",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="commissioning.procurement",
                            ),
                        ),
                        (
                            "bid",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="commissioning.openedbid",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("lot",),
                                name="commissioning_award_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "confirmed"), _negated=True),
                                    ("confirmed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="commissioning_award_confirmed",
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
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("title_cy", models.CharField(max_length=160)),
                        ("title_en", models.CharField(max_length=160)),
                        ("value_pence", models.BigIntegerField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("signed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "In force"), ("ended", "Ended")],
                                default="active",
                                max_length=6,
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("promised_minutes", models.PositiveIntegerField(default=0)),
                        ("promised_people", models.PositiveIntegerField(default=0)),
                        ("promised_sessions", models.PositiveIntegerField(default=0)),
                        ("made_by_key", models.CharField(max_length=80)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contract_agreements",
                                to="people.community",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contract_agreements",
                                to="people.party",
                            ),
                        ),
                        (
                            "award",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreement",
                                to="commissioning.lotaward",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements",
                                to="commissioning.procurement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="commissioning_agreement_key"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="commissioning_agreement_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value_pence__gte", 0)),
                                name="commissioning_agreement_value",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgreedMilestone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("title_cy", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        ("due_on", models.DateField()),
                        ("value_pence", models.BigIntegerField()),
                        ("met_on", models.DateField(blank=True, null=True)),
                        ("evidence", models.TextField(blank=True)),
                        ("evidence_lang", models.CharField(blank=True, max_length=5)),
                        ("met_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreed_milestones",
                                to="people.community",
                            ),
                        ),
                        (
                            "outcome",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreed_milestones",
                                to="services.outcome",
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="milestones",
                                to="commissioning.agreement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="commissioning_agreed_number"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("value_pence__gte", 0)), name="commissioning_agreed_value"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgreedPayment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("pence", models.BigIntegerField()),
                        ("paid_on", models.DateField()),
                        ("reason_cy", models.TextField(blank=True)),
                        ("reason_en", models.TextField(blank=True)),
                        ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                        ("key", models.CharField(max_length=120)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreed_payments",
                                to="people.community",
                            ),
                        ),
                        (
                            "milestone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="commissioning.agreedmilestone",
                            ),
                        ),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="commissioning.agreement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "key"), name="commissioning_payment_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pence", 0), _negated=True),
                                name="commissioning_payment_not_0",
                            ),
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
                        ("number", models.PositiveSmallIntegerField()),
                        ("text_cy", models.TextField()),
                        ("text_en", models.TextField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("closes_at", models.DateTimeField(blank=True, null=True)),
                        ("made_at", models.DateTimeField()),
                        ("made_by_key", models.CharField(max_length=80)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tender_amendments",
                                to="people.community",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="amendments",
                                to="commissioning.procurement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("procurement", "number"), name="commissioning_amendment_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", True), ("closes_at__isnull", True)),
                                    ("closes_at__gt", models.F("closed_at")),
                                    _connector="OR",
                                ),
                                name="commissioning_only_extended",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AwardObjection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("raised_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("raised_by_key", models.CharField(max_length=80)),
                        ("upheld", models.BooleanField(blank=True, null=True)),
                        ("answer_cy", models.TextField(blank=True)),
                        ("answer_en", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="award_objections",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="award_objections",
                                to="people.party",
                            ),
                        ),
                        (
                            "award",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="commissioning.lotaward",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at__isnull", True), ("upheld__isnull", True)),
                                    models.Q(("answered_at__isnull", False), ("upheld__isnull", False)),
                                    _connector="OR",
                                ),
                                name="commissioning_objection_answer",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BenefitStatement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("inclusive", models.TextField()),
                        ("involves", models.TextField()),
                        ("wellbeing", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("inclusive_met", models.BooleanField(null=True)),
                        ("involves_met", models.BooleanField(null=True)),
                        ("wellbeing_met", models.BooleanField(null=True)),
                        ("check_words", models.TextField(blank=True)),
                        ("check_lang", models.CharField(blank=True, max_length=5)),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        (
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="benefit_statements",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="benefit_statements",
                                to="people.party",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("checked_at__isnull", True),
                                    models.Q(
                                        ("checked_by__isnull", False),
                                        ("inclusive_met__isnull", False),
                                        ("involves_met__isnull", False),
                                        ("wellbeing_met__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="commissioning_benefit_checked",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BidAttempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("late", "A bid that came too late"),
                                    ("key", "A key before bids had closed"),
                                    ("open", "Opening before bids had closed"),
                                    ("interest", "A key of somebody with an interest"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("tried_by_key", models.CharField(max_length=80)),
                        ("tried_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bid_attempts",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="commissioning.procurement",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Clarification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("answer_cy", models.TextField(blank=True)),
                        ("answer_en", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clarifications",
                                to="people.party",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clarifications",
                                to="people.community",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clarifications",
                                to="commissioning.procurement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_at__isnull", True),
                                    models.Q(
                                        models.Q(("answer_cy", ""), _negated=True),
                                        models.Q(("answer_en", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="commissioning_answer_in_both",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TenderCriterion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("quality", "Quality"),
                                    ("coproduction", "Co-production"),
                                    ("social_value", "Social value"),
                                    ("price", "Price"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name_cy", models.CharField(max_length=160)),
                        ("name_en", models.CharField(max_length=160)),
                        ("asks_cy", models.TextField(blank=True, help_text="What a bid should say")),
                        ("asks_en", models.TextField(blank=True, help_text="What a bid should say")),
                        ("weight_percent", models.PositiveSmallIntegerField()),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tender_criteria",
                                to="people.community",
                            ),
                        ),
                        (
                            "outcome",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tender_criteria",
                                to="services.outcome",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="criteria",
                                to="commissioning.procurement",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tender_criteria",
                                to="people.party",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("procurement", "place"), name="commissioning_criterion_place"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight_percent__gte", 1), ("weight_percent__lte", 100)),
                                name="commissioning_weight_1_to_100",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CriterionIdea",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="criterion_ideas",
                                to="people.community",
                            ),
                        ),
                        (
                            "outcome",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="criterion_ideas",
                                to="services.outcome",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="criterion_ideas",
                                to="people.party",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="ideas",
                                to="commissioning.procurement",
                            ),
                        ),
                        (
                            "taken_as",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="ideas",
                                to="commissioning.tendercriterion",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Declaration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("has_interest", models.BooleanField()),
                        ("text", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("declared_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="declarations",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="declarations",
                                to="people.party",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="declarations",
                                to="commissioning.procurement",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="MeasureSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("version", models.CharField(max_length=40)),
                        ("sha256", models.CharField(max_length=64)),
                        ("brought_in_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("brought_in_by_key", models.CharField(max_length=80)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measure_sets",
                                to="people.community",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "name", "version"), name="commissioning_set_version_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Measure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("theme", models.CharField(max_length=120)),
                        ("name_cy", models.CharField(blank=True, max_length=400)),
                        ("name_en", models.CharField(blank=True, max_length=400)),
                        ("unit", models.CharField(max_length=80)),
                        ("proxy_pence", models.BigIntegerField(blank=True, null=True)),
                        ("source", models.CharField(blank=True, max_length=400)),
                        ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "counts_as",
                            models.CharField(
                                choices=[
                                    ("quantity", "By quantity"),
                                    ("fte", "Full-time equivalent × years"),
                                    ("hire", "A disadvantaged hire, in the first year only"),
                                ],
                                default="quantity",
                                max_length=8,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measures",
                                to="people.community",
                            ),
                        ),
                        (
                            "set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="measures",
                                to="commissioning.measureset",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("set", "code"), name="commissioning_measure_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name_cy", ""), ("name_en", ""), _negated=True),
                                name="commissioning_measure_named",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ModeratedScore",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("score", models.PositiveSmallIntegerField()),
                        ("reason_cy", models.TextField()),
                        ("reason_en", models.TextField()),
                        ("agreed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("chaired_by_key", models.CharField(max_length=80)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moderated_scores",
                                to="people.community",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moderated",
                                to="commissioning.tendercriterion",
                            ),
                        ),
                        (
                            "bid",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moderated",
                                to="commissioning.openedbid",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("bid", "criterion"), name="commissioning_moderated_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reason_cy", ""), _negated=True),
                                    models.Q(("reason_en", ""), _negated=True),
                                ),
                                name="commissioning_moderated_reason",
                            ),
                        ],
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
                        (
                            "side",
                            models.CharField(
                                choices=[("citizens", "Citizens"), ("professionals", "Professionals")],
                                max_length=13,
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
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked"),
                                    ("seated", "On the panel"),
                                    ("reserve", "In reserve"),
                                    ("declined", "Said no"),
                                    ("left", "Has left"),
                                ],
                                default="asked",
                                max_length=8,
                            ),
                        ),
                        ("since", models.DateTimeField(default=django.utils.timezone.now)),
                        ("trained_on", models.DateField(blank=True, null=True)),
                        (
                            "order",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="Of a reserve: when they are called"
                            ),
                        ),
                        ("left_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "after",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="commissioning.seat",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commissioning_seats",
                                to="people.community",
                            ),
                        ),
                        (
                            "panel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="seated",
                                to="commissioning.panel",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commissioning_seats",
                                to="people.party",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_at__isnull", True)),
                                fields=("panel", "party"),
                                name="commissioning_seat_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NeedChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField()),
                        ("chosen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="need_choices",
                                to="people.community",
                            ),
                        ),
                        (
                            "need",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="commissioning.need",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="need_choices",
                                to="commissioning.seat",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("seat", "need"), name="commissioning_choice_once"
                            ),
                            models.UniqueConstraint(
                                fields=("seat", "place"), name="commissioning_choice_place"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PanelExpense",
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
                                    ("travel", "Travel"),
                                    ("care", "Care for somebody while I was there"),
                                    ("meal", "Food and drink"),
                                    ("access", "Support so that I could take part"),
                                    ("other", "Something else"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("pence", models.PositiveIntegerField()),
                        ("spent_on", models.DateField()),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked for"),
                                    ("paid", "Paid"),
                                    ("refused", "Not paid, with the reason"),
                                ],
                                default="asked",
                                max_length=7,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        ("paid_on", models.DateField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("reason_lang", models.CharField(blank=True, max_length=5)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "key",
                            models.CharField(
                                help_text="The same key again is the same expense", max_length=120
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panel_expenses",
                                to="people.community",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expenses",
                                to="commissioning.seat",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="commissioning_expense_key"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("pence__gt", 0)), name="commissioning_expense_above_0"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "paid"), _negated=True),
                                    ("paid_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="commissioning_expense_paid_on",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PanelMeeting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("length_minutes", models.PositiveSmallIntegerField()),
                        ("decided_cy", models.TextField()),
                        ("decided_en", models.TextField()),
                        ("notes_cy", models.TextField(blank=True)),
                        ("notes_en", models.TextField(blank=True)),
                        ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                        ("credited_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panel_meetings",
                                to="people.community",
                            ),
                        ),
                        (
                            "panel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="commissioning.panel",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("panel", "starts_at"), name="commissioning_meeting_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("length_minutes__gt", 0)),
                                name="commissioning_meeting_length",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PanelQuota",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "feature",
                            models.CharField(
                                choices=[
                                    ("age", "Age"),
                                    ("area", "Where people live"),
                                    ("gender", "Gender"),
                                    ("language", "Language"),
                                    ("experience", "Lived experience of a service like this one"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("value", models.CharField(max_length=60)),
                        ("lowest", models.PositiveSmallIntegerField()),
                        ("highest", models.PositiveSmallIntegerField()),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panel_quotas",
                                to="people.community",
                            ),
                        ),
                        (
                            "panel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="quotas",
                                to="commissioning.panel",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["feature", "value"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("panel", "feature", "value"), name="commissioning_quota_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("lowest__lte", models.F("highest"))),
                                name="commissioning_quota_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PoolMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("invited", "Invited"), ("in", "In the draw"), ("no", "Said no")],
                                default="invited",
                                max_length=7,
                            ),
                        ),
                        (
                            "age",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("16-29", "16 to 29"),
                                    ("30-44", "30 to 44"),
                                    ("45-59", "45 to 59"),
                                    ("60-74", "60 to 74"),
                                    ("75-up", "75 and over"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "area",
                            models.CharField(blank=True, help_text="Short name of the area", max_length=60),
                        ),
                        (
                            "gender",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("woman", "Woman"),
                                    ("man", "Man"),
                                    ("other", "In another way"),
                                    ("unsaid", "I would rather not say"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                blank=True, choices=[("cy", "Welsh"), ("en", "English")], max_length=10
                            ),
                        ),
                        (
                            "experience",
                            models.CharField(
                                blank=True,
                                choices=[("yes", "Yes"), ("no", "No"), ("unsaid", "I would rather not say")],
                                max_length=10,
                            ),
                        ),
                        ("invited_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "agreed_at",
                            models.DateTimeField(
                                blank=True, help_text="To the list without names", null=True
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
                        ("number", models.PositiveIntegerField(blank=True, null=True)),
                        ("chance_parts", models.BigIntegerField(blank=True, null=True)),
                        ("chance_whole", models.BigIntegerField(blank=True, null=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pool_members",
                                to="people.community",
                            ),
                        ),
                        (
                            "panel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pool",
                                to="commissioning.panel",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pools",
                                to="people.party",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("panel", "party"), name="commissioning_pool_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number__isnull", False)),
                                fields=("panel", "number"),
                                name="commissioning_pool_number",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "in"), _negated=True),
                                    ("agreed_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="commissioning_pool_agreed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Present",
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
                                related_name="panel_present",
                                to="people.community",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="present",
                                to="commissioning.panelmeeting",
                            ),
                        ),
                        (
                            "transfer",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="panel_present",
                                to="exchange.transfer",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="present",
                                to="commissioning.seat",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("meeting", "seat"), name="commissioning_present_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Score",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("score", models.PositiveSmallIntegerField()),
                        ("reason", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("scored_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("why_changed", models.TextField(blank=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[("paper", "On paper"), ("phone", "By phone"), ("talk", "In person")],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bid_scores",
                                to="people.community",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="commissioning.score",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="commissioning.seat",
                            ),
                        ),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="commissioning.tendercriterion",
                            ),
                        ),
                        (
                            "bid",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="commissioning.openedbid",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaces__isnull", True)),
                                fields=("bid", "criterion", "seat"),
                                name="commissioning_score_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="commissioning_score_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SocialPromise",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.DecimalField(decimal_places=4, max_digits=12)),
                        ("promised_as", models.CharField(blank=True, max_length=400)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promises",
                                to="commissioning.agreement",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="social_promises",
                                to="people.community",
                            ),
                        ),
                        (
                            "measure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promises",
                                to="commissioning.measure",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "measure"), name="commissioning_promise_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="commissioning_promise_above_0"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SocialDelivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.CharField(max_length=80)),
                        ("quantity", models.DecimalField(decimal_places=4, max_digits=12)),
                        (
                            "full_time_share",
                            models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("evidence", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                        ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                        ("why_taken_back", models.TextField(blank=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="social_deliveries",
                                to="people.community",
                            ),
                        ),
                        (
                            "promise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="commissioning.socialpromise",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("taken_back_at__isnull", True)),
                                fields=("community", "reference"),
                                name="commissioning_delivery_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="commissioning_delivery_above_0"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until_on__gte", models.F("from_on"))),
                                name="commissioning_delivery_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecificationVersion",
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
                        ("changed_cy", models.CharField(blank=True, max_length=300)),
                        ("changed_en", models.CharField(blank=True, max_length=300)),
                        ("why_cy", models.TextField(blank=True)),
                        ("why_en", models.TextField(blank=True)),
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
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="specifications",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="specifications",
                                to="people.party",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="specifications",
                                to="commissioning.procurement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("procurement", "number"), name="commissioning_version_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SpecificationOutcome",
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
                                related_name="specification_outcomes",
                                to="people.community",
                            ),
                        ),
                        (
                            "outcome",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="specifications",
                                to="services.outcome",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcomes",
                                to="commissioning.specificationversion",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("version", "outcome"), name="commissioning_version_outcome"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Suggestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
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
                                    ("open", "Waits for an answer"),
                                    ("taken", "Taken into the text"),
                                    ("partly", "Partly taken into the text"),
                                    ("refused", "Not taken, with the reason"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="open",
                                max_length=9,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("answer", models.TextField(blank=True)),
                        ("answer_lang", models.CharField(blank=True, max_length=5)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="suggestions",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="suggestions",
                                to="people.party",
                            ),
                        ),
                        (
                            "procurement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="suggestions",
                                to="commissioning.procurement",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taken",
                                to="commissioning.specificationversion",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["taken", "partly"]), _negated=True),
                                    ("version__isnull", False),
                                    _connector="OR",
                                ),
                                name="commissioning_taken_into",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["refused", "partly"]), _negated=True),
                                    models.Q(("answer", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="commissioning_refused_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TenderRules",
                    fields=[
                        (
                            "community",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="tender_rules",
                                serialize=False,
                                to="people.community",
                            ),
                        ),
                        ("coproduction_least_percent", models.PositiveSmallIntegerField(default=10)),
                        ("social_value_least_percent", models.PositiveSmallIntegerField(default=10)),
                        ("full_route_from_pence", models.BigIntegerField(default=3000000)),
                        ("standstill_days", models.PositiveSmallIntegerField(default=8)),
                        (
                            "open_days",
                            models.PositiveSmallIntegerField(
                                default=28, help_text="Least days that bids can come"
                            ),
                        ),
                        (
                            "light_open_days",
                            models.PositiveSmallIntegerField(
                                default=7, help_text="The same on the light route"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="TurnChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                            "choice",
                            models.CharField(
                                choices=[
                                    ("renew", "Go round again"),
                                    ("change", "Go round again, changed"),
                                    ("stop", "Stop"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        ("chosen_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "entered_from",
                            models.CharField(
                                blank=True,
                                choices=[("paper", "On paper"), ("phone", "By phone"), ("talk", "In person")],
                                max_length=6,
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="turn_choices",
                                to="people.community",
                            ),
                        ),
                        (
                            "seat",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="commissioning.seat",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="choices",
                                to="services.turn",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Variation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("was_pence", models.BigIntegerField()),
                        ("value_pence", models.BigIntegerField()),
                        ("was_ends_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("reason_cy", models.TextField()),
                        ("reason_en", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Waits for the panel"),
                                    ("agreed", "Agreed"),
                                    ("refused", "Refused"),
                                ],
                                default="proposed",
                                max_length=8,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("proposed_by_key", models.CharField(max_length=80)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("why_refused", models.TextField(blank=True)),
                        ("why_refused_lang", models.CharField(blank=True, max_length=5)),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="variations",
                                to="commissioning.agreement",
                            ),
                        ),
                        (
                            "citizen",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="variations_as_citizen",
                                to="commissioning.seat",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contract_variations",
                                to="people.community",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="variations_as_professional",
                                to="commissioning.seat",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("agreement", "number"), name="commissioning_variation_number"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("agreement",),
                                name="commissioning_variation_one",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "agreed"), _negated=True),
                                    models.Q(("citizen__isnull", False), ("professional__isnull", False)),
                                    _connector="OR",
                                ),
                                name="commissioning_variation_both",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Opening",
                    fields=[
                        (
                            "procurement",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="opening",
                                serialize=False,
                                to="commissioning.procurement",
                            ),
                        ),
                        ("first_kind", models.CharField(blank=True, max_length=20)),
                        ("first_at", models.DateTimeField()),
                        ("second_kind", models.CharField(blank=True, max_length=20)),
                        ("opened_at", models.DateTimeField()),
                        ("bids", models.PositiveIntegerField()),
                        ("failed", models.PositiveIntegerField()),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bid_openings",
                                to="people.community",
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="OpeningLine",
                    fields=[
                        (
                            "bid",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="opening_line",
                                serialize=False,
                                to="commissioning.bid",
                            ),
                        ),
                        ("sealed_holds", models.BooleanField()),
                        ("content_holds", models.BooleanField()),
                        ("read", models.BooleanField()),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opening_lines",
                                to="people.community",
                            ),
                        ),
                        (
                            "opening",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="commissioning.opening",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Moderation",
                    fields=[
                        (
                            "procurement",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="moderation",
                                serialize=False,
                                to="commissioning.procurement",
                            ),
                        ),
                        ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("chaired_by_key", models.CharField(max_length=80)),
                        ("absent_cy", models.TextField(blank=True)),
                        ("absent_en", models.TextField(blank=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moderations",
                                to="people.community",
                            ),
                        ),
                    ],
                ),
            ]
        ),
        migrations.AddField(
            model_name="need",
            name="joined_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joined",
                to="commissioning.need",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("joined_to", models.F("id")), _negated=True),
                name="commissioning_need_not_itself",
            ),
        ),
        immutable(
            "commissioning_specificationversion",
            "commissioning_specificationoutcome",
            "commissioning_declaration",
            "commissioning_openedbid",
            "commissioning_amendment",
            "commissioning_bidattempt",
            "commissioning_opening",
            "commissioning_openingline",
            "commissioning_score",
            "commissioning_moderation",
            "commissioning_moderatedscore",
            "commissioning_agreedpayment",
            "commissioning_turnchoice",
            "commissioning_measureset",
            "commissioning_measure",
        ),
    ]
