"""Conversations between members, wishes to be introduced, and circles that run themselves."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.exchange.models import Introduction
from gilydd.exchange.words import Evidence
from gilydd.people.models import Area, Community, OfCommunity, Party, Term
from gilydd.ui.filters import language

from .words import (
    Belonging,
    BelongingState,
    CircleKind,
    CircleRole,
    CircleState,
    Hears,
    JoiningRule,
    PostState,
    ProposalKind,
    ProposalState,
    RequestState,
)


class Conversation(models.Model):
    """Two members write to each other through Gilydd; neither sees an address of the other.

    `first` is the party with the lower number, so that two members have one open conversation at most.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="conversations")
    first = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="conversations_first")
    second = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="conversations_second")
    started_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="conversations_started")
    opened_by_key = models.CharField(max_length=80)
    opened_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    last_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "first", "second"],
                condition=models.Q(closed_at__isnull=True),
                name="peers_conversation_once",
            ),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="peers_conversation_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "opened_by_key", "opened_at"], name="peers_conversation_quota"),
            models.Index(fields=["first", "-last_at"], name="peers_conversation_of_first"),
            models.Index(fields=["second", "-last_at"], name="peers_conversation_of_second"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    def other(self, party_id: int) -> int:
        """The id of the other side."""
        return self.second_id if party_id == self.first_id else self.first_id


class Written(models.Model):
    """What one side wrote, in their own words; who typed it, where that was somebody else."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="written")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="written")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="written")
    words = models.TextField()
    lang = models.CharField(max_length=5)
    key = models.CharField(max_length=160, help_text="Two sendings of one form are one message")
    written_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)
    evidence = models.CharField(max_length=10, choices=Evidence.choices, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "key"], name="peers_written_once")]
        indexes = [models.Index(fields=["conversation", "written_at"], name="peers_written_in_order")]

    def __str__(self) -> str:
        return f"written {self.pk}"


class IntroductionRequest(models.Model):
    """A member asks a broker to bring them together with another, who is not told while it waits."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="introduction_requests")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="introductions_wished")
    other = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="introductions_wished_with")
    words = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)
    answer = models.TextField(blank=True, help_text="A kind word of why not")
    answer_lang = models.CharField(max_length=5, blank=True)
    introduction = models.OneToOneField(
        Introduction, on_delete=models.PROTECT, null=True, blank=True, related_name="request"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "party", "other"],
                condition=models.Q(state=RequestState.WAITING),
                name="peers_request_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(party=models.F("other")), name="peers_request_another"
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class Circle(models.Model):
    """A group with a life of its own. `party` holds its hours, asks and offers.

    The party bears its name too where the circle is listed: other rooms show parties by their names, and
    a circle that is not listed must not be found through them. `purpose`, `meets` and `easy` are in the
    members' own words, in `lang`; `easy` has one short sentence a line. Where `area` is set, only those who
    live there come in by themselves.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="peer_circles")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="circles")
    kind = models.CharField(max_length=7, choices=CircleKind.choices, default=CircleKind.CIRCLE)
    name = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120, blank=True)
    purpose = models.TextField()
    easy = models.TextField(blank=True)
    meets = models.CharField(max_length=200, blank=True)
    lang = models.CharField(max_length=5)
    topic = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="peer_circles"
    )
    for_whom_cy = models.CharField(max_length=200, blank=True)
    for_whom_en = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="peer_circles"
    )
    joining = models.CharField(max_length=6, choices=JoiningRule.choices, default=JoiningRule.ASK)
    listed = models.BooleanField(default=True, help_text="Members of the community can find it")
    state = models.CharField(max_length=7, choices=CircleState.choices, default=CircleState.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            # A copy of a community beside the first shares its parties.
            models.UniqueConstraint(fields=["community", "party"], name="peers_one_circle_of_a_party")
        ]
        indexes = [models.Index(fields=["community", "state"], name="peers_circle_state")]

    def __str__(self) -> str:
        return f"circle {self.pk}"

    @property
    def called(self) -> str:
        """Its name in the reader's language; the other one where the members gave just one."""
        return (self.name_cy or self.name) if language() == "cy" else self.name


class CircleMember(models.Model):
    """Somebody asks, is invited, is in, or was. Members decide; supporters assist."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="circle_members")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="members")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="circle_members")
    part = models.CharField(max_length=9, choices=Belonging.choices, default=Belonging.MEMBER)
    state = models.CharField(max_length=8, choices=BelongingState.choices)
    hears = models.CharField(max_length=5, choices=Hears.choices, default=Hears.EACH)
    words = models.CharField(max_length=400, blank=True, help_text="Why they would like to join")
    lang = models.CharField(max_length=5, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    invited_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    joined_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "party"],
                condition=models.Q(state__in=("asked", "invited", "in")),
                name="peers_circle_member_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="in") | models.Q(joined_on__isnull=False),
                name="peers_circle_member_since",
            ),
        ]
        indexes = [
            models.Index(fields=["circle", "state", "part"], name="peers_circle_member_list"),
            models.Index(fields=["party", "state"], name="peers_circle_member_party"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} in circle {self.circle_id}"


class RoleVote(models.Model):
    """Members choose who holds a role until a day: an open vote, and when its result was carried out."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="role_votes")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="role_votes")
    vote = models.OneToOneField("deciding.Vote", on_delete=models.PROTECT, related_name="role_vote")
    role = models.CharField(max_length=9, choices=CircleRole.choices)
    name_cy = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    until = models.DateField(help_text="The last day of the term")
    seated_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"{self.role} of circle {self.circle_id}"


class CircleRoleHeld(models.Model):
    """A role that a member holds from a day to a day. Without a vote only for those who began the circle."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="circle_roles")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="roles")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="circle_roles")
    role = models.CharField(max_length=9, choices=CircleRole.choices)
    name_cy = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    since = models.DateField()
    until = models.DateField()
    chosen_by = models.ForeignKey(
        RoleVote, on_delete=models.PROTECT, null=True, blank=True, related_name="held"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["circle", "until"], name="peers_circle_role_now")]

    def __str__(self) -> str:
        return f"{self.role} of circle {self.circle_id}"


class CirclePicture(models.Model):
    """A picture on a circle's page: drawn anew without metadata, with the words for who cannot see it.

    The bytes lie in the database, so that backup, restore and export take them along.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="circle_pictures")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="pictures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="circle_pictures")
    content = models.BinaryField(null=True, blank=True, help_text="Emptied once it is taken away")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=240)
    lang = models.CharField(max_length=5)
    added_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)
    away_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    reason_lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(alt=""), name="peers_picture_has_words"),
        ]

    def __str__(self) -> str:
        return f"picture {self.pk}"


class Proposal(models.Model):
    """What the members of a circle decide together: who may join, or whether it ends.

    It is talked about in posts, voted on in `vote`, and carried out after its outcome is looked at.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="circle_proposals")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=5, choices=ProposalKind.choices)
    proposed_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="circle_proposals")
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    easy_cy = models.TextField(blank=True, help_text="One short sentence a line")
    easy_en = models.TextField(blank=True, help_text="One short sentence a line")
    picture = models.ForeignKey(
        CirclePicture, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    joining = models.CharField(max_length=6, choices=JoiningRule.choices, blank=True)
    for_whom_cy = models.CharField(max_length=200, blank=True)
    for_whom_en = models.CharField(max_length=200, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="circle_proposals"
    )
    was = models.JSONField(default=dict, help_text="Who could join before, kept when it is carried out")
    state = models.CharField(max_length=9, choices=ProposalState.choices, default=ProposalState.TALKING)
    vote = models.OneToOneField(
        "deciding.Vote", on_delete=models.PROTECT, null=True, blank=True, related_name="circle_proposal"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "kind"],
                condition=models.Q(state__in=("talking", "voting")),
                name="peers_proposal_one_live",
            )
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class Post(models.Model):
    """A message in a circle, in its writer's own words. `answers` is the message that it answers.

    A host who takes it away says why, for every member to read; the writer may ask a broker to look again.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="circle_posts")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, related_name="posts")
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    answers = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="circle_posts")
    words = models.TextField()
    lang = models.CharField(max_length=5)
    key = models.CharField(max_length=160, help_text="Two sendings of one form are one message")
    written_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=PostState.choices, default=PostState.SHOWN)
    reason = models.CharField(max_length=400, blank=True)
    reason_lang = models.CharField(max_length=5, blank=True)
    plea = models.CharField(max_length=400, blank=True, help_text="Why the writer would like it back")
    plea_lang = models.CharField(max_length=5, blank=True)
    answer = models.CharField(max_length=400, blank=True, help_text="What the broker says who looked again")
    answer_lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "key"], name="peers_post_once")]
        indexes = [
            models.Index(fields=["circle", "proposal", "-written_at"], name="peers_post_in_order"),
            models.Index(fields=["community", "state"], name="peers_post_state"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"
