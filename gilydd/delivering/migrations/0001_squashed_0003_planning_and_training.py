"""Every table of this room, made at once: what the migrations it replaces made one after the other."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

from gilydd.history.migrating import CreateTables
from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("delivering", "0001_first"),
        ("delivering", "0002_sheets_stay"),
        ("delivering", "0003_planning_and_training"),
    ]

    dependencies = [
        ("exchange", "0001_squashed_0010_vouchers_and_treasurers"),
        ("people", "0001_squashed_0007_supporters_and_groups"),
        ("services", "0001_first"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Activity",
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
                                related_name="activities",
                                to="people.community",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="services.turn",
                            ),
                        ),
                        ("title_cy", models.CharField(max_length=120)),
                        ("title_en", models.CharField(max_length=120)),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        (
                            "work",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="people.term",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities",
                                to="people.place",
                            ),
                        ),
                        ("takes_time_entry", models.BooleanField(default=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("class", "Class"),
                                    ("group", "Community group"),
                                    ("culture", "Cultural project"),
                                    ("environment", "Environmental project"),
                                    ("safety", "Safety campaign"),
                                    ("training", "Training by the community"),
                                    ("advice", "Advice session"),
                                    ("event", "Event"),
                                    ("other", "Something else"),
                                ],
                                default="other",
                                max_length=11,
                            ),
                        ),
                        (
                            "run_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="activities_run",
                                to="people.party",
                            ),
                        ),
                        ("listed", models.BooleanField(default=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Going on"), ("ended", "Ended")],
                                default="open",
                                max_length=5,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "state"], name="delivering_activity_state")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ActivityPhoto",
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
                                related_name="activity_photos",
                                to="people.community",
                            ),
                        ),
                        (
                            "activity",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="photo",
                                to="delivering.activity",
                            ),
                        ),
                        ("content", models.BinaryField()),
                        ("width", models.PositiveIntegerField()),
                        ("height", models.PositiveIntegerField()),
                        ("alt_cy", models.CharField(max_length=240)),
                        ("alt_en", models.CharField(max_length=240)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("alt_cy", ""), _negated=True),
                                    models.Q(("alt_en", ""), _negated=True),
                                ),
                                name="delivering_photo_said_in_words",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupFeed",
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
                                related_name="group_feeds",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="group_feeds",
                                to="people.party",
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("made_by_key", models.CharField(max_length=80)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Lead",
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
                                related_name="leads",
                                to="people.community",
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leads",
                                to="delivering.activity",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leads",
                                to="people.person",
                            ),
                        ),
                        ("since", models.DateField()),
                        ("ended_on", models.DateField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("activity", "person"),
                                name="delivering_lead_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Learning",
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
                                related_name="learning",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="learning",
                                to="people.party",
                            ),
                        ),
                        ("title", models.CharField(max_length=160)),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(max_length=5)),
                        ("where", models.CharField(blank=True, max_length=160)),
                        ("learned_on", models.DateField()),
                        ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "shown",
                            models.CharField(
                                choices=[
                                    ("nobody", "Only me"),
                                    ("link", "Whoever I give the address to"),
                                    ("members", "Members of my community"),
                                ],
                                default="nobody",
                                max_length=7,
                            ),
                        ),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["party", "-learned_on"], name="delivering_learning_party")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LearningLink",
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
                                related_name="learning_links",
                                to="people.community",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="learning_links",
                                to="people.person",
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_on", models.DateField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Repeat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="repeats",
                                to="people.community",
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="repeats",
                                to="delivering.activity",
                            ),
                        ),
                        ("rrule", models.CharField(max_length=200)),
                        ("starts_at", models.DateTimeField(help_text="The first of them")),
                        ("length_minutes", models.PositiveIntegerField()),
                        ("places", models.PositiveIntegerField(blank=True, null=True)),
                        ("exceptions", models.JSONField(blank=True, default=list)),
                        ("made_until", models.DateField(blank=True, null=True)),
                        ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["ended_at", "made_until"], name="delivering_repeat_due")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("length_minutes__gt", 0)),
                                name="delivering_repeat_has_a_length",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("places__isnull", True), ("places__gt", 0), _connector="OR"
                                ),
                                name="delivering_repeat_places",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Session",
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
                                related_name="sessions",
                                to="people.community",
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="delivering.activity",
                            ),
                        ),
                        (
                            "repeat",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="delivering.repeat",
                            ),
                        ),
                        ("came_from", models.DateTimeField(blank=True, null=True)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("places", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "place",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="people.place",
                            ),
                        ),
                        ("weather_cy", models.CharField(blank=True, max_length=300)),
                        ("weather_en", models.CharField(blank=True, max_length=300)),
                        ("transport_cy", models.CharField(blank=True, max_length=300)),
                        ("transport_en", models.CharField(blank=True, max_length=300)),
                        ("why_cancelled_cy", models.CharField(blank=True, max_length=200)),
                        ("why_cancelled_en", models.CharField(blank=True, max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("held", "Held"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="planned",
                                max_length=9,
                            ),
                        ),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("version", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "starts_at"], name="delivering_session_when")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("repeat__isnull", False)),
                                fields=("repeat", "came_from"),
                                name="delivering_session_once_of_a_repeat",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("came_from__isnull", True), ("repeat__isnull", True)),
                                    models.Q(("came_from__isnull", False), ("repeat__isnull", False)),
                                    _connector="OR",
                                ),
                                name="delivering_session_came_from_a_repeat",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="delivering_session_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("places__isnull", True), ("places__gt", 0), _connector="OR"
                                ),
                                name="delivering_session_places",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleToFill",
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
                                related_name="roles_to_fill",
                                to="people.community",
                            ),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roles_to_fill",
                                to="delivering.activity",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roles_to_fill",
                                to="delivering.session",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("lead", "Leading it"),
                                    ("helper", "Helping"),
                                    ("taking_part", "Taking part"),
                                ],
                                max_length=11,
                            ),
                        ),
                        ("name_cy", models.CharField(blank=True, max_length=80)),
                        ("name_en", models.CharField(blank=True, max_length=80)),
                        ("places", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "work",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roles_to_fill",
                                to="people.term",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("places__isnull", True), ("places__gt", 0), _connector="OR"
                                ),
                                name="delivering_role_places",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CheckIn",
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
                                related_name="check_ins",
                                to="people.community",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_ins",
                                to="delivering.session",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="check_ins",
                                to="people.party",
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[("contributing", "Contributing"), ("taking_part", "Taking part")],
                                max_length=12,
                            ),
                        ),
                        (
                            "seen",
                            models.CharField(
                                choices=[
                                    ("card", "Member card"),
                                    ("number", "Member number"),
                                    ("list", "Ticked on the list"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("came_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                        ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("taken_back_at__isnull", True)),
                                fields=("session", "party"),
                                name="delivering_check_in_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
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
                                related_name="attendances",
                                to="people.community",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="delivering.session",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="people.party",
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[("contributing", "Contributing"), ("taking_part", "Taking part")],
                                max_length=12,
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
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
                        (
                            "transfer",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendance",
                                to="exchange.transfer",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="delivering.attendance",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("recorded_by_key", models.CharField(max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["party", "session"], name="delivering_attendance_party")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("replaces__isnull", True)),
                                fields=("session", "party", "part"),
                                name="delivering_attendance_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minutes__gt", 0), ("replaces__isnull", False), _connector="OR"
                                ),
                                name="delivering_attendance_minutes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minutes__gt", 0),
                                    ("part", "contributing"),
                                    ("transfer__isnull", True),
                                    _negated=True,
                                ),
                                name="delivering_attendance_contributor_earns",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignUp",
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
                                related_name="sign_ups",
                                to="people.community",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sign_ups",
                                to="delivering.session",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sign_ups",
                                to="people.party",
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[("contributing", "Contributing"), ("taking_part", "Taking part")],
                                max_length=12,
                            ),
                        ),
                        (
                            "role",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sign_ups",
                                to="delivering.roletofill",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("signed", "On the list"),
                                    ("waiting", "On the waiting list"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("signed_up_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["party", "state"], name="delivering_sign_up_party")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("session", "party"),
                                name="delivering_sign_up_one_live",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Slot",
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
                                related_name="slots",
                                to="people.community",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="slots",
                                to="delivering.session",
                            ),
                        ),
                        (
                            "adviser",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="slots",
                                to="people.person",
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("free", "Free"),
                                    ("booked", "Booked"),
                                    ("kept", "Took place"),
                                    ("missed", "Nobody came"),
                                    ("closed", "Taken out"),
                                ],
                                default="free",
                                max_length=6,
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("rights", "Rights and the law"),
                                    ("benefits", "Benefits"),
                                    ("debt", "Money and debt"),
                                    ("housing", "Housing"),
                                    ("health", "Health"),
                                    ("work", "Work"),
                                    ("family", "Family"),
                                    ("other", "Something else"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("mark", models.CharField(blank=True, max_length=64)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["community", "starts_at"], name="delivering_slot_when")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "closed"), _negated=True),
                                fields=("adviser", "starts_at"),
                                name="delivering_slot_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="delivering_slot_ends_after_start",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ("free", "closed")), _negated=True),
                                    models.Q(("mark", ""), ("topic", "")),
                                    _connector="OR",
                                ),
                                name="delivering_slot_free_is_nobodys",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Swap",
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
                                related_name="swaps",
                                to="people.community",
                            ),
                        ),
                        (
                            "sign_up",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="swaps",
                                to="delivering.signup",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Asked"),
                                    ("taken", "Somebody took it"),
                                    ("withdrawn", "No longer asked"),
                                ],
                                default="open",
                                max_length=9,
                            ),
                        ),
                        (
                            "taken_by",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="came_by_swap",
                                to="delivering.signup",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("sign_up",),
                                name="delivering_swap_one_open",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "taken"), ("taken_by__isnull", False)),
                                    models.Q(
                                        models.Q(("state", "taken"), _negated=True),
                                        ("taken_by__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="delivering_swap_taken_by_somebody",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Advice",
                    fields=[
                        (
                            "activity",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="advice",
                                serialize=False,
                                to="delivering.activity",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="advice",
                                to="people.community",
                            ),
                        ),
                        ("topics", models.JSONField(default=list, help_text="Codes of words.Topic")),
                    ],
                ),
                migrations.CreateModel(
                    name="Course",
                    fields=[
                        (
                            "activity",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="course",
                                serialize=False,
                                to="delivering.activity",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="courses",
                                to="people.community",
                            ),
                        ),
                        ("sessions_needed", models.PositiveSmallIntegerField()),
                        ("learns_cy", models.TextField(blank=True, help_text="What one can do afterwards")),
                        ("learns_en", models.TextField(blank=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("sessions_needed__gt", 0)),
                                name="delivering_course_needs_sessions",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Certificate",
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
                                related_name="certificates",
                                to="people.community",
                            ),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="delivering.course",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="people.party",
                            ),
                        ),
                        ("number", models.CharField(max_length=20)),
                        ("completed_on", models.DateField()),
                        ("minutes", models.PositiveIntegerField(help_text="At its sessions, by the sheets")),
                        ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("issued_by_key", models.CharField(max_length=80)),
                        (
                            "shown",
                            models.CharField(
                                choices=[
                                    ("nobody", "Only me"),
                                    ("link", "Whoever I give the address to"),
                                    ("members", "Members of my community"),
                                ],
                                default="nobody",
                                max_length=7,
                            ),
                        ),
                        (
                            "names_holder",
                            models.BooleanField(
                                default=False, help_text="Whether the public check tells the name"
                            ),
                        ),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["party"], name="delivering_certificate_party")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("course", "party"),
                                name="delivering_certificate_once",
                            ),
                            models.UniqueConstraint(
                                fields=("community", "number"), name="delivering_certificate_number_once"
                            ),
                        ],
                    },
                ),
            ]
        ),
        immutable("delivering_attendance"),
    ]
