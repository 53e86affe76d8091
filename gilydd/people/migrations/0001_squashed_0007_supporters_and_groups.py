"""Every table of this room, made at once: what the migrations it replaces made one after the other."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from gilydd.people.taxonomy import bring_up_to_date

from gilydd.history.migrating import CreateTables


def add_terms(apps, schema_editor):
    bring_up_to_date(apps.get_model("people", "Term"))


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("people", "0001_first"),
        ("people", "0002_taxonomy"),
        ("people", "0003_timebank"),
        ("people", "0004_joining_rules"),
        ("people", "0005_tries"),
        ("people", "0006_more_terms"),
        ("people", "0007_supporters_and_groups"),
    ]

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Community",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("slug", models.SlugField(unique=True)),
                        ("name_cy", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Party",
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
                                    ("person", "Person"),
                                    ("household", "Household"),
                                    ("group", "Group"),
                                    ("organisation", "Organisation"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=160)),
                        ("name_cy", models.CharField(blank=True, max_length=160)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "person"), _negated=True),
                                    models.Q(("name", ""), ("name_cy", "")),
                                    _connector="OR",
                                ),
                                name="people_party_person_name_lies_in_identity",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Area",
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
                                related_name="areas",
                                to="people.community",
                            ),
                        ),
                        ("code", models.SlugField(max_length=60)),
                        ("name_cy", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        (
                            "latitude",
                            models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
                        ),
                        (
                            "longitude",
                            models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "code"), name="people_area_code_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Place",
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
                                related_name="places",
                                to="people.community",
                            ),
                        ),
                        ("name_cy", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("address", models.TextField(blank=True)),
                        ("postcode", models.CharField(blank=True, max_length=10)),
                        ("access_cy", models.TextField(blank=True)),
                        ("access_en", models.TextField(blank=True)),
                        (
                            "facilities",
                            models.JSONField(
                                blank=True,
                                default=dict,
                                help_text="{Facility: there or not}; what is absent is not known",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="places",
                                to="people.area",
                            ),
                        ),
                        (
                            "latitude",
                            models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
                        ),
                        (
                            "longitude",
                            models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Membership",
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
                                related_name="memberships",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="people.party",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "Active"), ("paused", "Paused"), ("closed", "Closed")],
                                default="active",
                                max_length=8,
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
                                default="citizen",
                                max_length=14,
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                blank=True, help_text="The member number on paper and cards", max_length=40
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="people.area",
                            ),
                        ),
                        ("joined_on", models.DateField()),
                        ("left_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "party"), name="people_membership_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("community", "number"),
                                name="people_membership_number_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "party",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="person",
                                serialize=False,
                                to="people.party",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[("", "Not asked yet"), ("cy", "Welsh"), ("en", "English")],
                                max_length=2,
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "Email"),
                                    ("post", "Letter"),
                                    ("broker", "Told by a broker"),
                                ],
                                default="broker",
                                max_length=8,
                            ),
                        ),
                        ("easy_read", models.BooleanField(default=False)),
                        ("large_print", models.BooleanField(default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Joining",
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
                                related_name="joinings",
                                to="people.community",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked to join"),
                                    ("visit", "Visit arranged"),
                                    ("met", "Met face to face"),
                                    ("welcomed", "Welcomed"),
                                    ("declined", "Declined"),
                                    ("withdrawn", "Changed their mind"),
                                ],
                                default="asked",
                                max_length=9,
                            ),
                        ),
                        ("full_name", models.CharField(blank=True, max_length=160)),
                        ("known_as", models.CharField(blank=True, max_length=80)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("address", models.TextField(blank=True)),
                        ("postcode", models.CharField(blank=True, max_length=10)),
                        ("language", models.CharField(blank=True, max_length=2)),
                        ("easy_read", models.BooleanField(default=False)),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joinings",
                                to="people.area",
                            ),
                        ),
                        (
                            "gives",
                            models.TextField(
                                blank=True, help_text="What they would like to give, in their own words"
                            ),
                        ),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joinings",
                                to="people.person",
                            ),
                        ),
                        ("visit_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "visit_told_at",
                            models.DateTimeField(
                                blank=True, help_text="The visit that they were told of by email", null=True
                            ),
                        ),
                        ("visit_where", models.CharField(blank=True, max_length=160)),
                        ("met_on", models.DateField(blank=True, null=True)),
                        ("code_agreed_on", models.DateField(blank=True, null=True)),
                        ("inducted_on", models.DateField(blank=True, null=True)),
                        (
                            "membership",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joining",
                                to="people.membership",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["community", "state", "-asked_at"], name="people_joining_desk"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reference",
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
                                related_name="references",
                                to="people.community",
                            ),
                        ),
                        (
                            "joining",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="references",
                                to="people.joining",
                            ),
                        ),
                        ("name", models.CharField(max_length=160)),
                        ("contact", models.CharField(blank=True, max_length=160)),
                        ("how_known", models.CharField(blank=True, max_length=200)),
                        ("asked_on", models.DateField()),
                        ("answered_on", models.DateField(blank=True, null=True)),
                        ("recommends", models.BooleanField(blank=True, null=True)),
                        ("words", models.TextField(blank=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="RoleHeld",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roles",
                                to="people.membership",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("broker", "Timebank broker"),
                                    ("facilitator", "Facilitator"),
                                    ("commissioner", "Commissioner"),
                                    ("provider", "Service provider"),
                                    ("researcher", "Peer researcher"),
                                    ("evaluator", "Evaluator"),
                                    ("safeguarding_lead", "Safeguarding lead"),
                                    ("coordinator", "Area co-ordinator"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roles",
                                to="people.area",
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("area__isnull", True), ("until__isnull", True)),
                                fields=("membership", "role"),
                                name="people_role_held_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("membership", "role", "area"),
                                name="people_role_in_area_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SafeContact",
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
                                related_name="safe_contacts",
                                to="people.community",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="safe_contacts",
                                to="people.person",
                            ),
                        ),
                        ("only_by_broker", models.BooleanField(default=False)),
                        ("no_letters", models.BooleanField(default=False)),
                        ("no_email", models.BooleanField(default=False)),
                        (
                            "no_names",
                            models.BooleanField(
                                default=False, help_text="Emails say nothing but that something waits"
                            ),
                        ),
                        ("not_found", models.BooleanField(default=False)),
                        ("no_first_messages", models.BooleanField(default=False)),
                        ("how", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("set_by_key", models.CharField(max_length=80)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("community", "person"),
                                name="people_safe_contact_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Support",
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
                                related_name="supports",
                                to="people.community",
                            ),
                        ),
                        (
                            "supporter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supports",
                                to="people.person",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supported_in",
                                to="people.person",
                            ),
                        ),
                        (
                            "scopes",
                            models.JSONField(default=list, help_text="What they may do: SupportScope"),
                        ),
                        ("until", models.DateField(help_text="The last day")),
                        ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("agreed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "explained",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("screen", "On screen"),
                                    ("visit", "At a visit"),
                                    ("phone", "By phone"),
                                    ("paper", "On paper"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        ("ended_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("community", "supporter", "member"),
                                name="people_support_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("supporter", models.F("member")), _negated=True),
                                name="people_support_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportAct",
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
                                related_name="support_acts",
                                to="people.community",
                            ),
                        ),
                        (
                            "support",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acts",
                                to="people.support",
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("signed_up", "A place in a session"),
                                    ("withdrew", "A place in a session given up"),
                                    ("asked", "An ask for help"),
                                    ("changed_ask", "An ask changed"),
                                    ("withdrew_ask", "An ask taken back"),
                                    ("offered", "Something on your page"),
                                    ("wrote", "A message to a member"),
                                    ("other", "Something else"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("thing_key", models.CharField(max_length=80)),
                        (
                            "href",
                            models.CharField(
                                blank=True, help_text="Where the member can take it back", max_length=240
                            ),
                        ),
                        ("done_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["support", "-done_at"], name="people_support_acts")],
                    },
                ),
                migrations.CreateModel(
                    name="Term",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="terms",
                                to="people.community",
                            ),
                        ),
                        (
                            "scheme",
                            models.CharField(
                                choices=[
                                    ("work", "Kinds of core-economy work"),
                                    ("organisation", "Kinds of organisation"),
                                    ("interest", "Interests"),
                                    ("experience", "Lived experience"),
                                    ("thing", "Things to lend"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("code", models.SlugField(max_length=60)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="terms",
                                to="people.term",
                            ),
                        ),
                        ("name_cy", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("picture", models.CharField(blank=True, max_length=40)),
                        ("place_in_list", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("scheme", "code", "community"), name="people_term_own_code_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("community__isnull", True)),
                                fields=("scheme", "code"),
                                name="people_term_shared_code_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Token",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tokens",
                                to="people.person",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tokens",
                                to="people.community",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("api", "Key for a program"), ("feed", "Calendar feed")],
                                max_length=4,
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("scopes", models.JSONField(default=list)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_on", models.DateField(blank=True, null=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Tries",
                    fields=[
                        ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        (
                            "ends",
                            models.BigIntegerField(help_text="End of the window, in seconds since 1970"),
                        ),
                        ("count", models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Vetting",
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
                                related_name="vettings",
                                to="people.community",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vettings",
                                to="people.membership",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("licence", "Driving licence and insurance"),
                                    ("training", "Safeguarding training"),
                                    ("basic", "Basic DBS check"),
                                    ("standard", "Standard DBS check"),
                                    ("enhanced", "Enhanced DBS check"),
                                    ("barred", "Enhanced DBS check with barred lists"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("seen_on", models.DateField()),
                        ("seen_by_key", models.CharField(max_length=80)),
                        ("renew_on", models.DateField(blank=True, null=True)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="WorkRule",
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
                                related_name="work_rules",
                                to="people.community",
                            ),
                        ),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_rules",
                                to="people.term",
                            ),
                        ),
                        (
                            "needs",
                            models.CharField(
                                choices=[
                                    ("licence", "Driving licence and insurance"),
                                    ("training", "Safeguarding training"),
                                    ("basic", "Basic DBS check"),
                                    ("standard", "Standard DBS check"),
                                    ("enhanced", "Enhanced DBS check"),
                                    ("barred", "Enhanced DBS check with barred lists"),
                                ],
                                max_length=9,
                            ),
                        ),
                        (
                            "regulated",
                            models.BooleanField(default=False, help_text="Regulated activity in law"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "work", "needs"), name="people_work_rule_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Login",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True)),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="login",
                                to="people.person",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        ("is_staff", models.BooleanField(default=False)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "groups",
                            models.ManyToManyField(
                                blank=True,
                                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.group",
                                verbose_name="groups",
                            ),
                        ),
                        (
                            "user_permissions",
                            models.ManyToManyField(
                                blank=True,
                                help_text="Specific permissions for this user.",
                                related_name="user_set",
                                related_query_name="user",
                                to="auth.permission",
                                verbose_name="user permissions",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ActsFor",
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
                                related_name="acting",
                                to="people.community",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acts_for",
                                to="people.person",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acted_by",
                                to="people.party",
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("community", "person", "party"),
                                name="people_acts_for_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("person", models.F("party")), _negated=True),
                                name="people_acts_for_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
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
                                related_name="consents",
                                to="people.community",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="people.person",
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("news", "News from the community"),
                                    ("directory", "Being found by other members"),
                                    ("contact", "Giving my phone or email to somebody I am introduced to"),
                                ],
                                max_length=10,
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
                        ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("community", "person", "purpose"),
                                name="people_consent_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupMember",
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
                                related_name="group_members",
                                to="people.community",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="group_members",
                                to="people.party",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="belongs_to",
                                to="people.party",
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("community", "group", "party"),
                                name="people_group_member_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("group", models.F("party")), _negated=True),
                                name="people_group_member_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JoiningRules",
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
                                related_name="joining_rules",
                                to="people.community",
                            ),
                        ),
                        ("references_needed", models.PositiveSmallIntegerField(default=2)),
                        ("induction_needed", models.BooleanField(default=False)),
                        ("code_of_conduct_cy", models.TextField(blank=True)),
                        ("code_of_conduct_en", models.TextField(blank=True)),
                        ("easy_code_cy", models.TextField(blank=True, help_text="One short sentence a line")),
                        ("easy_code_en", models.TextField(blank=True, help_text="One short sentence a line")),
                        ("code_changed_on", models.DateField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Mailing",
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
                                related_name="mailings",
                                to="people.community",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mailings",
                                to="people.area",
                            ),
                        ),
                        ("subject_cy", models.CharField(max_length=160)),
                        ("subject_en", models.CharField(max_length=160)),
                        ("text_cy", models.TextField()),
                        ("text_en", models.TextField()),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("people", models.PositiveIntegerField(default=0)),
                        ("left_out", models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="Message",
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
                                related_name="messages",
                                to="people.party",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="people.community",
                            ),
                        ),
                        ("key", models.CharField(max_length=160, unique=True)),
                        ("language", models.CharField(max_length=5)),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("email", "Email"),
                                    ("post", "Letter"),
                                    ("broker", "Told by a broker"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("subject", models.CharField(max_length=240)),
                        ("text", models.TextField()),
                        ("href", models.CharField(blank=True, max_length=240)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["party", "-made_at"], name="people_message_inbox")],
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "party",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="organisation",
                                serialize=False,
                                to="people.party",
                            ),
                        ),
                        (
                            "identifier",
                            models.CharField(
                                blank=True, help_text="For example GB-CHC-1234567", max_length=80
                            ),
                        ),
                        ("website", models.URLField(blank=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Identity",
                    fields=[
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="identity",
                                serialize=False,
                                to="people.person",
                            ),
                        ),
                        ("full_name", models.CharField(max_length=160)),
                        ("known_as", models.CharField(blank=True, max_length=80)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("address", models.TextField(blank=True)),
                        ("postcode", models.CharField(blank=True, max_length=10)),
                        ("born_on", models.DateField(blank=True, null=True)),
                    ],
                ),
            ]
        ),
        migrations.RunPython(add_terms, migrations.RunPython.noop),
    ]
