import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_aside"),
        ("services", "0001_first"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Entry",
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
                                related_name="search_entries",
                                to="people.community",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("listing", "Help and services"),
                                    ("service", "What we run together"),
                                    ("activity", "What's on"),
                                    ("circle", "Circles"),
                                    ("place", "Places"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("thing", models.PositiveBigIntegerField()),
                        ("name_keys", models.TextField()),
                        ("about_keys", models.TextField(blank=True)),
                        (
                            "latitude",
                            models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
                        ),
                        (
                            "longitude",
                            models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
                        ),
                        ("indexed_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "kind", "thing"), name="services_entry_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EntryWord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="words",
                                to="services.entry",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="search_words",
                                to="people.community",
                            ),
                        ),
                        ("word", models.CharField(max_length=40)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["community", "word"], name="services_entry_word")],
                        "constraints": [
                            models.UniqueConstraint(fields=("entry", "word"), name="services_entry_word_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListFile",
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
                                related_name="list_files",
                                to="people.community",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("content", models.BinaryField(help_text="Emptied once it is written or stopped")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("tried", "Tried out, nothing written"),
                                    ("written", "Written"),
                                    ("stopped", "Not brought in"),
                                ],
                                default="tried",
                                max_length=7,
                            ),
                        ),
                        ("report", models.JSONField(default=dict)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Provider",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="providers",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listed_as",
                                to="people.party",
                            ),
                        ),
                        ("name_cy", models.CharField(blank=True, max_length=160)),
                        ("name_en", models.CharField(blank=True, max_length=160)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("website", models.URLField(blank=True)),
                        ("source_key", models.UUIDField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="services_provider_key_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name_cy", ""), ("name_en", ""), _negated=True),
                                name="services_provider_has_a_name",
                            ),
                            models.UniqueConstraint(
                                fields=("community", "source_key"), name="services_provider_source_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Listing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listings",
                                to="people.community",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listings",
                                to="services.provider",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listings",
                                to="services.service",
                            ),
                        ),
                        ("name_cy", models.CharField(blank=True, max_length=160)),
                        ("name_en", models.CharField(blank=True, max_length=160)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        ("easy_cy", models.TextField(blank=True, help_text="One short sentence a line")),
                        ("easy_en", models.TextField(blank=True, help_text="One short sentence a line")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("active", "Running"),
                                    ("temporarily closed", "Closed for now"),
                                    ("inactive", "Not running at the moment"),
                                    ("defunct", "Ended for good"),
                                ],
                                default="active",
                                max_length=20,
                            ),
                        ),
                        ("alert_cy", models.CharField(blank=True, max_length=300)),
                        ("alert_en", models.CharField(blank=True, max_length=300)),
                        ("url", models.URLField(blank=True)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("cost_pence", models.PositiveIntegerField(blank=True, null=True)),
                        ("cost_minutes", models.PositiveIntegerField(blank=True, null=True)),
                        ("fees_cy", models.TextField(blank=True)),
                        ("fees_en", models.TextField(blank=True)),
                        ("minimum_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("maximum_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("who_cy", models.TextField(blank=True, help_text="Who it is for, in words")),
                        ("who_en", models.TextField(blank=True, help_text="Who it is for, in words")),
                        (
                            "access_cy",
                            models.TextField(
                                blank=True, help_text="How to get in or be referred, beside the place's own"
                            ),
                        ),
                        (
                            "access_en",
                            models.TextField(
                                blank=True, help_text="How to get in or be referred, beside the place's own"
                            ),
                        ),
                        (
                            "area_words",
                            models.CharField(
                                blank=True, help_text="An area served that has no row here", max_length=300
                            ),
                        ),
                        ("ways", models.JSONField(blank=True, default=list)),
                        ("languages", models.JSONField(blank=True, default=list)),
                        ("labels", models.JSONField(blank=True, default=list)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listings_owned",
                                to="people.party",
                            ),
                        ),
                        ("contact_email", models.EmailField(blank=True, max_length=254)),
                        ("check_every_days", models.PositiveSmallIntegerField(default=180)),
                        ("checked_on", models.DateField(blank=True, null=True)),
                        ("source_key", models.UUIDField(blank=True, null=True)),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="services.listing",
                            ),
                        ),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["community", "merged_into", "status"], name="services_listing_shown"
                            ),
                            models.Index(fields=["status", "checked_on"], name="services_listing_due"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="services_listing_key_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name_cy", ""), ("name_en", ""), _negated=True),
                                name="services_listing_has_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minimum_age__isnull", True),
                                    ("maximum_age__isnull", True),
                                    ("maximum_age__gte", models.F("minimum_age")),
                                    _connector="OR",
                                ),
                                name="services_listing_ages_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("merged_into__isnull", True),
                                    models.Q(("merged_into", models.F("id")), _negated=True),
                                    _connector="OR",
                                ),
                                name="services_listing_merged_into_another",
                            ),
                            models.UniqueConstraint(
                                fields=("community", "source_key"), name="services_listing_source_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListingArea",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listing_areas",
                                to="people.community",
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="areas",
                                to="services.listing",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listed_for",
                                to="people.area",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("listing", "area"), name="services_listing_area_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListingCheck",
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
                                related_name="listing_checks",
                                to="people.community",
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="services.listing",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "mailed_at",
                            models.DateTimeField(
                                blank=True, help_text="Sent to somebody who is nobody here", null=True
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("true", "It is all still true"),
                                    ("changed", "Something has changed"),
                                    ("ended", "It is not there any more"),
                                ],
                                max_length=7,
                            ),
                        ),
                        (
                            "words",
                            models.TextField(blank=True, help_text="What has changed, in the owner's words"),
                        ),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=("listing",),
                                name="services_check_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", ""), ("answered_at__isnull", True)),
                                    models.Q(
                                        models.Q(("answer", ""), _negated=True),
                                        ("answered_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="services_check_answered_at",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListingMerge",
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
                                related_name="listing_merges",
                                to="people.community",
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges",
                                to="services.listing",
                            ),
                        ),
                        (
                            "gone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_away",
                                to="services.listing",
                            ),
                        ),
                        ("before", models.JSONField(default=dict)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at__isnull", True)),
                                fields=("gone",),
                                name="services_merge_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListingPhone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listing_phones",
                                to="people.community",
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="phones",
                                to="services.listing",
                            ),
                        ),
                        ("number", models.CharField(max_length=40)),
                        ("note_cy", models.CharField(blank=True, max_length=120)),
                        ("note_en", models.CharField(blank=True, max_length=120)),
                    ],
                ),
                migrations.CreateModel(
                    name="ListingPlace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listing_places",
                                to="people.community",
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="at_places",
                                to="services.listing",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listed_at",
                                to="people.place",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("listing", "place"), name="services_listing_place_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListingTerm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listing_terms",
                                to="people.community",
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="terms",
                                to="services.listing",
                            ),
                        ),
                        (
                            "term",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="listed_under",
                                to="people.term",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("listing", "term"), name="services_listing_term_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Mistake",
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
                                related_name="mistakes",
                                to="people.community",
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mistakes",
                                to="services.listing",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("gone", "It is not there any more"),
                                    ("times", "The times are wrong"),
                                    ("where", "The address is wrong"),
                                    ("contact", "The phone or email does not work"),
                                    ("cost", "The cost is wrong"),
                                    ("access", "What it says about getting in is wrong"),
                                    ("missing", "Something is missing from the list"),
                                    ("other", "Something else"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "party",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mistakes_told",
                                to="people.party",
                            ),
                        ),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting to be looked at"),
                                    ("mended", "Put right"),
                                    ("kept", "Looked at and left as it is"),
                                ],
                                default="open",
                                max_length=6,
                            ),
                        ),
                        ("told_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("reply", models.TextField(blank=True)),
                        ("reply_lang", models.CharField(blank=True, max_length=5)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("settled_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["community", "state", "told_at"], name="services_mistake_queue"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("listing__isnull", False), ("kind", "missing"), _connector="OR"
                                ),
                                name="services_mistake_of_a_listing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotTheSame",
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
                                related_name="listings_not_the_same",
                                to="people.community",
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.listing",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="services.listing",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("first", "second"), name="services_not_the_same_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))),
                                name="services_not_the_same_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpeningTime",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opening_times",
                                to="people.community",
                            ),
                        ),
                        (
                            "listing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="times",
                                to="services.listing",
                            ),
                        ),
                        (
                            "at",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="times",
                                to="services.listingplace",
                            ),
                        ),
                        (
                            "freq",
                            models.CharField(
                                choices=[("WEEKLY", "Every week"), ("MONTHLY", "Every month")],
                                default="WEEKLY",
                                max_length=7,
                            ),
                        ),
                        ("every", models.PositiveSmallIntegerField(default=1)),
                        ("byday", models.CharField(blank=True, max_length=40)),
                        ("bymonthday", models.CharField(blank=True, max_length=40)),
                        ("opens_at", models.TimeField(blank=True, null=True)),
                        ("closes_at", models.TimeField(blank=True, null=True)),
                        ("valid_from", models.DateField(blank=True, null=True)),
                        ("valid_to", models.DateField(blank=True, null=True)),
                        ("note_cy", models.CharField(blank=True, max_length=300)),
                        ("note_en", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("every__gte", 1)), name="services_time_every_one_or_more"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opens_at__isnull", True),
                                    ("closes_at__isnull", True),
                                    ("closes_at__gt", models.F("opens_at")),
                                    _connector="OR",
                                ),
                                name="services_time_closes_after_it_opens",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("every", 1), ("valid_from__isnull", False), _connector="OR"
                                ),
                                name="services_time_counted_from_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlaceKey",
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
                                related_name="place_keys",
                                to="people.community",
                            ),
                        ),
                        (
                            "place",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="open_key",
                                to="people.place",
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                        ("source_key", models.UUIDField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "key"), name="services_place_key_once"
                            ),
                            models.UniqueConstraint(
                                fields=("community", "source_key"), name="services_place_source_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Saved",
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
                                related_name="saved",
                                to="people.community",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="saved",
                                to="people.person",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("listing", "Help and services"),
                                    ("service", "What we run together"),
                                    ("activity", "What's on"),
                                    ("circle", "Circles"),
                                    ("place", "Places"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("thing", models.PositiveBigIntegerField()),
                        ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "person", "kind", "thing"), name="services_saved_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchMark",
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
                                related_name="search_mark",
                                to="people.community",
                            ),
                        ),
                        ("record_id", models.PositiveBigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="WidgetSite",
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
                                related_name="widget_sites",
                                to="people.community",
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(help_text="Such as https://www.example.org", max_length=200),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "origin"), name="services_widget_site_once"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
