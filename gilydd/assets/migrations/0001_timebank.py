"""Every table of this room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_timebank"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Asset",
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
                                related_name="assets",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assets",
                                to="people.party",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("offer", "I can do this for somebody"),
                                    ("need", "I could do with this"),
                                    ("skill", "I am good at this"),
                                    ("interest", "I care about this"),
                                    ("experience", "I have lived through this"),
                                    ("thing", "I can lend this"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "term",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assets",
                                to="people.term",
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=120)),
                        ("details", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assets",
                                to="people.place",
                            ),
                        ),
                        (
                            "shown",
                            models.CharField(
                                choices=[
                                    ("private", "Only I can see it; it is used to find people like me"),
                                    ("brokers", "I and the brokers"),
                                    ("members", "Every member"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("live", "Shown"), ("resting", "Resting"), ("ended", "Taken away")],
                                default="live",
                                max_length=8,
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("refreshed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["community", "kind", "state", "term"], name="assets_asset_find"
                            ),
                            models.Index(fields=["party", "community"], name="assets_asset_party"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Free",
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
                                related_name="free_times",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="free_times",
                                to="people.party",
                            ),
                        ),
                        ("weekday", models.PositiveSmallIntegerField()),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("morning", "Morning"),
                                    ("afternoon", "Afternoon"),
                                    ("evening", "Evening"),
                                ],
                                max_length=9,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "party", "weekday", "part"), name="assets_free_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__lte", 6)), name="assets_free_weekday"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Loan",
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
                                related_name="loans",
                                to="people.community",
                            ),
                        ),
                        (
                            "thing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="loans",
                                to="assets.asset",
                            ),
                        ),
                        (
                            "borrower",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="loans",
                                to="people.party",
                            ),
                        ),
                        ("wanted_from", models.DateField()),
                        ("wanted_until", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked for"),
                                    ("lent", "Lent"),
                                    ("returned", "Returned"),
                                    ("refused", "Not this time"),
                                ],
                                default="asked",
                                max_length=8,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("returned_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "lent")),
                                fields=("thing",),
                                name="assets_loan_one_out",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("wanted_until__gte", models.F("wanted_from"))),
                                name="assets_loan_days",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Profile",
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
                                related_name="profiles",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="profiles",
                                to="people.party",
                            ),
                        ),
                        ("about", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("travel_metres", models.PositiveIntegerField(blank=True, null=True)),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("community", "party"), name="assets_profile_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Speaks",
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
                                related_name="spoken",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="speaks",
                                to="people.party",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[
                                    ("cy", "Welsh"),
                                    ("en", "English"),
                                    ("bfi", "British Sign Language"),
                                    ("ar", "Arabic"),
                                    ("bn", "Bengali"),
                                    ("zh", "Chinese"),
                                    ("pl", "Polish"),
                                    ("pt", "Portuguese"),
                                    ("pa", "Punjabi"),
                                    ("ro", "Romanian"),
                                    ("uk", "Ukrainian"),
                                    ("ur", "Urdu"),
                                ],
                                max_length=3,
                            ),
                        ),
                        ("learning", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "party", "language"), name="assets_speaks_once"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
