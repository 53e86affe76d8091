"""Every table of this room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from gilydd.history.migrating import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("deciding", "0003_votes"),
        ("exchange", "0010_vouchers_and_treasurers"),
        ("people", "0007_supporters_and_groups"),
    ]

    operations = [
        CreateTables(
            [
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
                                related_name="peer_circles",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circles",
                                to="people.party",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("circle", "Circle"), ("project", "Project run by its members")],
                                default="circle",
                                max_length=7,
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("name_cy", models.CharField(blank=True, max_length=120)),
                        ("purpose", models.TextField()),
                        ("easy", models.TextField(blank=True)),
                        ("meets", models.CharField(blank=True, max_length=200)),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "topic",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="peer_circles",
                                to="people.term",
                            ),
                        ),
                        ("for_whom_cy", models.CharField(blank=True, max_length=200)),
                        ("for_whom_en", models.CharField(blank=True, max_length=200)),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="peer_circles",
                                to="people.area",
                            ),
                        ),
                        (
                            "joining",
                            models.CharField(
                                choices=[
                                    ("open", "Open: anybody may join"),
                                    ("ask", "On request: the hosts say yes or no"),
                                    ("closed", "Closed: only those who are invited"),
                                ],
                                default="ask",
                                max_length=6,
                            ),
                        ),
                        (
                            "listed",
                            models.BooleanField(
                                default=True, help_text="Members of the community can find it"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("running", "Going on"), ("ended", "Ended")],
                                default="running",
                                max_length=7,
                            ),
                        ),
                        ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["community", "state"], name="peers_circle_state")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("community", "party"), name="peers_one_circle_of_a_party"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CircleMember",
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
                                related_name="circle_members",
                                to="people.community",
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="peers.circle",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circle_members",
                                to="people.party",
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[("member", "Member"), ("supporter", "Supporter")],
                                default="member",
                                max_length=9,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked to join"),
                                    ("invited", "Invited"),
                                    ("in", "In the circle"),
                                    ("declined", "Not now"),
                                    ("left", "Left"),
                                    ("out", "Asked to leave"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "hears",
                            models.CharField(
                                choices=[
                                    ("each", "Each message at once"),
                                    ("daily", "Once a day, all together"),
                                    ("none", "Nothing: I look myself"),
                                ],
                                default="each",
                                max_length=5,
                            ),
                        ),
                        (
                            "words",
                            models.CharField(
                                blank=True, help_text="Why they would like to join", max_length=400
                            ),
                        ),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "invited_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        ("joined_on", models.DateField(blank=True, null=True)),
                        ("ended_on", models.DateField(blank=True, null=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["circle", "state", "part"], name="peers_circle_member_list"),
                            models.Index(fields=["party", "state"], name="peers_circle_member_party"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("asked", "invited", "in"))),
                                fields=("circle", "party"),
                                name="peers_circle_member_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "in"), _negated=True),
                                    ("joined_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="peers_circle_member_since",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CirclePicture",
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
                                related_name="circle_pictures",
                                to="people.community",
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pictures",
                                to="peers.circle",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circle_pictures",
                                to="people.party",
                            ),
                        ),
                        (
                            "content",
                            models.BinaryField(
                                blank=True, help_text="Emptied once it is taken away", null=True
                            ),
                        ),
                        ("width", models.PositiveSmallIntegerField()),
                        ("height", models.PositiveSmallIntegerField()),
                        ("alt", models.CharField(max_length=240)),
                        ("lang", models.CharField(max_length=5)),
                        ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        ("away_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=400)),
                        ("reason_lang", models.CharField(blank=True, max_length=5)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("alt", ""), _negated=True), name="peers_picture_has_words"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Conversation",
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
                                related_name="conversations",
                                to="people.community",
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversations_first",
                                to="people.party",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversations_second",
                                to="people.party",
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversations_started",
                                to="people.party",
                            ),
                        ),
                        ("opened_by_key", models.CharField(max_length=80)),
                        ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("last_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "last_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.party",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["community", "opened_by_key", "opened_at"],
                                name="peers_conversation_quota",
                            ),
                            models.Index(fields=["first", "-last_at"], name="peers_conversation_of_first"),
                            models.Index(fields=["second", "-last_at"], name="peers_conversation_of_second"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=("community", "first", "second"),
                                name="peers_conversation_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))),
                                name="peers_conversation_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IntroductionRequest",
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
                                related_name="introduction_requests",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="introductions_wished",
                                to="people.party",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="introductions_wished_with",
                                to="people.party",
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("lang", models.CharField(blank=True, max_length=5)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for a broker"),
                                    ("made", "Introduced"),
                                    ("declined", "Not this time"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="waiting",
                                max_length=9,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_by_key", models.CharField(blank=True, max_length=80)),
                        ("answer", models.TextField(blank=True, help_text="A kind word of why not")),
                        ("answer_lang", models.CharField(blank=True, max_length=5)),
                        (
                            "introduction",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="request",
                                to="exchange.introduction",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("community", "party", "other"),
                                name="peers_request_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("party", models.F("other")), _negated=True),
                                name="peers_request_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
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
                                related_name="circle_proposals",
                                to="people.community",
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="peers.circle",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("widen", "Change who may join"), ("end", "End it")], max_length=5
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circle_proposals",
                                to="people.party",
                            ),
                        ),
                        ("about_cy", models.TextField(blank=True)),
                        ("about_en", models.TextField(blank=True)),
                        ("easy_cy", models.TextField(blank=True, help_text="One short sentence a line")),
                        ("easy_en", models.TextField(blank=True, help_text="One short sentence a line")),
                        (
                            "picture",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="peers.circlepicture",
                            ),
                        ),
                        (
                            "joining",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("open", "Open: anybody may join"),
                                    ("ask", "On request: the hosts say yes or no"),
                                    ("closed", "Closed: only those who are invited"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("for_whom_cy", models.CharField(blank=True, max_length=200)),
                        ("for_whom_en", models.CharField(blank=True, max_length=200)),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circle_proposals",
                                to="people.area",
                            ),
                        ),
                        (
                            "was",
                            models.JSONField(
                                default=dict, help_text="Who could join before, kept when it is carried out"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("talking", "Being talked about"),
                                    ("voting", "Being voted on"),
                                    ("carried", "Voted for and done"),
                                    ("failed", "Not voted for"),
                                    ("withdrawn", "Taken back"),
                                ],
                                default="talking",
                                max_length=9,
                            ),
                        ),
                        (
                            "vote",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circle_proposal",
                                to="deciding.vote",
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("talking", "voting"))),
                                fields=("circle", "kind"),
                                name="peers_proposal_one_live",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Post",
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
                                related_name="circle_posts",
                                to="people.community",
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="peers.circle",
                            ),
                        ),
                        (
                            "proposal",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="peers.proposal",
                            ),
                        ),
                        (
                            "answers",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answered_by",
                                to="peers.post",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circle_posts",
                                to="people.party",
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "key",
                            models.CharField(
                                help_text="Two sendings of one form are one message", max_length=160
                            ),
                        ),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("shown", "Shown"),
                                    ("withdrawn", "Taken back by who wrote it"),
                                    ("away", "Taken away by a host"),
                                    ("again", "Waiting for a broker to look again"),
                                    ("stays_away", "A broker looked again: it stays away"),
                                ],
                                default="shown",
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=400)),
                        ("reason_lang", models.CharField(blank=True, max_length=5)),
                        (
                            "plea",
                            models.CharField(
                                blank=True, help_text="Why the writer would like it back", max_length=400
                            ),
                        ),
                        ("plea_lang", models.CharField(blank=True, max_length=5)),
                        (
                            "answer",
                            models.CharField(
                                blank=True, help_text="What the broker says who looked again", max_length=400
                            ),
                        ),
                        ("answer_lang", models.CharField(blank=True, max_length=5)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["circle", "proposal", "-written_at"], name="peers_post_in_order"
                            ),
                            models.Index(fields=["community", "state"], name="peers_post_state"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("community", "key"), name="peers_post_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoleVote",
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
                                related_name="role_votes",
                                to="people.community",
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="role_votes",
                                to="peers.circle",
                            ),
                        ),
                        (
                            "vote",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="role_vote",
                                to="deciding.vote",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("host", "Host"),
                                    ("secretary", "Secretary"),
                                    ("treasurer", "Treasurer of hours"),
                                    ("welcome", "Welcomes new people"),
                                    ("other", "Another role"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("name_cy", models.CharField(blank=True, max_length=80)),
                        ("name_en", models.CharField(blank=True, max_length=80)),
                        ("until", models.DateField(help_text="The last day of the term")),
                        ("seated_at", models.DateTimeField(blank=True, null=True)),
                        ("failed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="CircleRoleHeld",
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
                                related_name="circle_roles",
                                to="people.community",
                            ),
                        ),
                        (
                            "circle",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="roles",
                                to="peers.circle",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="circle_roles",
                                to="people.party",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("host", "Host"),
                                    ("secretary", "Secretary"),
                                    ("treasurer", "Treasurer of hours"),
                                    ("welcome", "Welcomes new people"),
                                    ("other", "Another role"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("name_cy", models.CharField(blank=True, max_length=80)),
                        ("name_en", models.CharField(blank=True, max_length=80)),
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        (
                            "chosen_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held",
                                to="peers.rolevote",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["circle", "until"], name="peers_circle_role_now")],
                    },
                ),
                migrations.CreateModel(
                    name="Written",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="written",
                                to="peers.conversation",
                            ),
                        ),
                        (
                            "community",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="written",
                                to="people.community",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="written",
                                to="people.party",
                            ),
                        ),
                        ("words", models.TextField()),
                        ("lang", models.CharField(max_length=5)),
                        (
                            "key",
                            models.CharField(
                                help_text="Two sendings of one form are one message", max_length=160
                            ),
                        ),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("typed_by_key", models.CharField(blank=True, max_length=80)),
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
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["conversation", "written_at"], name="peers_written_in_order")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("community", "key"), name="peers_written_once")
                        ],
                    },
                ),
            ]
        ),
    ]
