"""Persons and parties, communities and memberships, organisations, places, terms and messages."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from gilydd.ui.display import LONGEST

from .words import (
    Capacity,
    Channel,
    Explained,
    JoiningState,
    Language,
    MembershipState,
    PartyKind,
    Purpose,
    Role,
    RollChoice,
    Scheme,
    SupportedAct,
    TokenKind,
    UploadState,
    VettingKind,
)


class OfCommunity(models.QuerySet):
    """Rows that belong to a community; every page and command starts from `.of(community)`."""

    def of(self, community: Community) -> OfCommunity:
        return self.filter(community=community)


class Community(models.Model):
    """The tenant: a place or a network of people that runs services together."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    name_cy = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name_en


class Party(models.Model):
    """A person, a household, a group or an organisation.

    `name` is kept here for groups, households and organisations only: a person's name lies in
    Identity, which erasure deletes.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    name = models.CharField(max_length=160, blank=True)
    name_cy = models.CharField(max_length=160, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=PartyKind.PERSON) | models.Q(name="", name_cy=""),
                name="people_party_person_name_lies_in_identity",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def called(self) -> str:
        """What to call the party on a page; "closed member" once its identity was erased."""
        if self.kind != PartyKind.PERSON:
            return self.name
        identity = Identity.objects.filter(person__party=self).first()
        return identity.called if identity else gettext("Closed member")


class Person(models.Model):
    """What is known of how to speak with a person; who they are lies in Identity."""

    stands_for_party = True

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="person")
    language = models.CharField(max_length=2, choices=Language.choices, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.BROKER)
    easy_read = models.BooleanField(default=False)
    large_print = models.BooleanField(default=False)
    display = models.CharField(max_length=LONGEST, blank=True, help_text="How pages look: gilydd.ui.display")

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def key(self) -> uuid.UUID:
        return self.party.key

    @property
    def called(self) -> str:
        return self.party.called


class Identity(models.Model):
    """Who a person is. Erasing a person deletes this row and nothing else."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="identity")
    full_name = models.CharField(max_length=160)
    known_as = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    born_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        return self.known_as or self.full_name


class LoginManager(BaseUserManager["Login"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Login:
        login = self.model(email=self.normalize_email(email).lower(), **fields)
        login.set_password(password) if password else login.set_unusable_password()
        login.save(using=self._db)
        return login


class Login(AbstractBaseUser, PermissionsMixin):
    """A way to sign in. A person without one is a full member all the same."""

    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="login")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = LoginManager()

    def __str__(self) -> str:
        return f"login {self.pk}"


class Organisation(models.Model):
    """A council, health board, landlord, charity, co-operative or business."""

    stands_for_party = True

    party = models.OneToOneField(
        Party, on_delete=models.PROTECT, primary_key=True, related_name="organisation"
    )
    identifier = models.CharField(max_length=80, blank=True, help_text="For example GB-CHC-1234567")
    website = models.URLField(blank=True)

    def __str__(self) -> str:
        return self.party.name


class Area(models.Model):
    """A neighbourhood of a community, with its middle for distances; co-ordinators hold their role here."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="areas")
    code = models.SlugField(max_length=60)
    name_cy = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="people_area_code_once")]

    def __str__(self) -> str:
        return self.name_en


class Membership(models.Model):
    """A party in a community."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(max_length=8, choices=MembershipState.choices, default=MembershipState.ACTIVE)
    capacity = models.CharField(max_length=14, choices=Capacity.choices, default=Capacity.CITIZEN)
    number = models.CharField(max_length=40, blank=True, help_text="The member number on paper and cards")
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "party"], name="people_membership_once"),
            models.UniqueConstraint(
                fields=["community", "number"],
                condition=~models.Q(number=""),
                name="people_membership_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} in {self.community_id}"


class RoleHeld(models.Model):
    """A duty that a member holds, from a day to a day."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="roles")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "role"],
                condition=models.Q(until__isnull=True, area__isnull=True),
                name="people_role_held_once",
            ),
            models.UniqueConstraint(
                fields=["membership", "role", "area"],
                condition=models.Q(until__isnull=True),
                name="people_role_in_area_once",
            ),
        ]

    def __str__(self) -> str:
        return self.role


class Place(models.Model):
    """A hall, garden, library or street where things happen."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="places")
    name_cy = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    access_cy = models.TextField(blank=True)
    access_en = models.TextField(blank=True)
    facilities = models.JSONField(
        default=dict, blank=True, help_text="{Facility: there or not}; what is absent is not known"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="places")
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.name_en


class Term(models.Model):
    """A word of the shared taxonomy, in both languages; a community may add its own below ours."""

    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, null=True, blank=True, related_name="terms"
    )
    scheme = models.CharField(max_length=14, choices=Scheme.choices)
    code = models.SlugField(max_length=60)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="terms")
    name_cy = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    picture = models.CharField(max_length=40, blank=True)
    place_in_list = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code", "community"], name="people_term_own_code_once"),
            models.UniqueConstraint(
                fields=["scheme", "code"],
                condition=models.Q(community__isnull=True),
                name="people_term_shared_code_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name_en


class Message(models.Model):
    """What somebody was told, in their language, by their channel. The key makes telling idempotent."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="messages")
    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    key = models.CharField(max_length=160, unique=True)
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    subject = models.CharField(max_length=240)
    text = models.TextField()
    href = models.CharField(max_length=240, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["party", "-made_at"], name="people_message_inbox")]

    def __str__(self) -> str:
        return self.subject


class ActsFor(models.Model):
    """A person who acts for a household, group or organisation here: one login, several accounts."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="acting")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acts_for")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="acted_by")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "person", "party"],
                condition=models.Q(until__isnull=True),
                name="people_acts_for_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("party")), name="people_acts_for_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.party_id}"


class Joining(models.Model):
    """Somebody on the way in. Who they are moves to Identity when they are welcomed, and is emptied here."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="joinings")
    state = models.CharField(max_length=9, choices=JoiningState.choices, default=JoiningState.ASKED)
    full_name = models.CharField(max_length=160, blank=True)
    known_as = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=2, blank=True)
    easy_read = models.BooleanField(default=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="joinings")
    gives = models.TextField(blank=True, help_text="What they would like to give, in their own words")
    lang = models.CharField(max_length=5, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    typed_by_key = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="joinings"
    )
    visit_at = models.DateTimeField(null=True, blank=True)
    visit_told_at = models.DateTimeField(
        null=True, blank=True, help_text="The visit that they were told of by email"
    )
    visit_where = models.CharField(max_length=160, blank=True)
    met_on = models.DateField(null=True, blank=True)
    code_agreed_on = models.DateField(null=True, blank=True)
    inducted_on = models.DateField(null=True, blank=True)
    membership = models.OneToOneField(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="joining"
    )

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "state", "-asked_at"], name="people_joining_desk")]

    def __str__(self) -> str:
        return f"joining {self.pk}"

    @property
    def called(self) -> str:
        """What to call them: from here while they are on the way in, then from their identity."""
        if self.person_id and self.person:
            return self.person.called
        if self.membership_id and self.membership:
            return self.membership.party.called
        return self.known_as or self.full_name or gettext("Somebody whose details were removed")


class JoiningRules(models.Model):
    """What a community asks of somebody before they are welcomed, and its code of conduct.

    An empty code is the one of the house (conduct.py), in both languages and in Easy Read.
    """

    community = models.OneToOneField(Community, on_delete=models.PROTECT, related_name="joining_rules")
    references_needed = models.PositiveSmallIntegerField(default=2)
    induction_needed = models.BooleanField(default=False)
    code_of_conduct_cy = models.TextField(blank=True)
    code_of_conduct_en = models.TextField(blank=True)
    easy_code_cy = models.TextField(blank=True, help_text="One short sentence a line")
    easy_code_en = models.TextField(blank=True, help_text="One short sentence a line")
    code_changed_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"joining {self.community_id}"


class Reference(models.Model):
    """What somebody who knows them said. The words are kept for brokers only, and erased with the person."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="references")
    joining = models.ForeignKey(Joining, on_delete=models.PROTECT, related_name="references")
    name = models.CharField(max_length=160)
    contact = models.CharField(max_length=160, blank=True)
    how_known = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    recommends = models.BooleanField(null=True, blank=True)
    words = models.TextField(blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"reference {self.pk}"


class Vetting(models.Model):
    """A check that somebody saw: its level, the day, who saw it, when to look again. No certificate."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="vettings")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="vettings")
    kind = models.CharField(max_length=9, choices=VettingKind.choices)
    seen_on = models.DateField()
    seen_by_key = models.CharField(max_length=80)
    renew_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} of {self.membership_id}"


class WorkRule(models.Model):
    """What a kind of work asks of whoever does it here; ordinary neighbourly help asks for nothing."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="work_rules")
    work = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="work_rules")
    needs = models.CharField(max_length=9, choices=VettingKind.choices)
    regulated = models.BooleanField(default=False, help_text="Regulated activity in law")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "work", "needs"], name="people_work_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.work_id} needs {self.needs}"


class Consent(models.Model):
    """What a person agreed to in a community, how it was explained, and when it ended."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    explained = models.CharField(max_length=8, choices=Explained.choices)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "person", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="people_consent_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose}"


class Mailing(models.Model):
    """One piece of news to many who agreed to get news: in both languages, by each person's own channel."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="mailings")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="mailings")
    subject_cy = models.CharField(max_length=160)
    subject_en = models.CharField(max_length=160)
    text_cy = models.TextField()
    text_en = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)
    people = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.subject_en


class Token(models.Model):
    """A key for a program or a calendar. Only its digest is kept; it is shown once and can be revoked."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    community = models.ForeignKey(
        Community, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens"
    )
    kind = models.CharField(max_length=4, choices=TokenKind.choices)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Tries(models.Model):
    """How often something was tried in one window of time, counted for all web workers together.

    `key` is a digest: no address of a computer and no key of a person lies here.
    """

    key = models.CharField(max_length=80, primary_key=True)
    ends = models.BigIntegerField(help_text="End of the window, in seconds since 1970")
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends}"


class Support(models.Model):
    """Somebody helps a member to take part, with an own login, in named things, until a day.

    It holds from the member's own yes (`agreed_at`), on screen, on paper or at a visit, until its last day
    or until one of the two ends it.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="supports")
    supporter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supports")
    member = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supported_in")
    scopes = models.JSONField(default=list, help_text="What they may do: SupportScope")
    until = models.DateField(help_text="The last day")
    proposed_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    explained = models.CharField(max_length=8, choices=Explained.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)
    ended_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "supporter", "member"],
                condition=models.Q(ended_at__isnull=True),
                name="people_support_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(supporter=models.F("member")), name="people_support_another"
            ),
        ]

    def __str__(self) -> str:
        return f"support {self.pk}"


class SupportAct(models.Model):
    """One thing that a supporter did for a member: the member is told of it, and finds it here."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="support_acts")
    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="acts")
    what = models.CharField(max_length=14, choices=SupportedAct.choices)
    thing_key = models.CharField(max_length=80)
    href = models.CharField(max_length=240, blank=True, help_text="Where the member can take it back")
    done_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["support", "-done_at"], name="people_support_acts")]

    def __str__(self) -> str:
        return f"{self.what} {self.thing_key}"


class SafeContact(models.Model):
    """How somebody may be reached without danger. Where a row stands, phone and email are given to nobody.

    `how` is for those who look after the member, and for safeguarding leads, alone.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="safe_contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="safe_contacts")
    only_by_broker = models.BooleanField(default=False)
    no_letters = models.BooleanField(default=False)
    no_email = models.BooleanField(default=False)
    no_names = models.BooleanField(default=False, help_text="Emails say nothing but that something waits")
    not_found = models.BooleanField(default=False)
    no_first_messages = models.BooleanField(default=False)
    how = models.TextField(blank=True)
    lang = models.CharField(max_length=5, blank=True)
    set_at = models.DateTimeField(default=timezone.now)
    set_by_key = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="people_safe_contact_once",
            )
        ]

    def __str__(self) -> str:
        return f"safe contact {self.pk}"


class GroupMember(models.Model):
    """Who belongs to a group, from a day to a day. Belonging is not acting for it: see ActsFor."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="group_members")
    group = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="group_members")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="belongs_to")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "group", "party"],
                condition=models.Q(until__isnull=True),
                name="people_group_member_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(group=models.F("party")), name="people_group_member_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} in {self.group_id}"


class Roll(models.Model):
    """The people of an organisation who are members here because of it, such as a landlord's tenants."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="rolls_kept")
    organisation = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="rolls_kept")
    people_cy = models.CharField(max_length=80, help_text="What its people are called, such as tenants")
    people_en = models.CharField(max_length=80)
    why_cy = models.TextField(help_text="Why they are members, as the letter says it")
    why_en = models.TextField()
    contact = models.CharField(max_length=160, help_text="Whom to ring or write to about it")
    begun_on = models.DateField(default=timezone.localdate)
    as_of = models.DateField(null=True, blank=True, help_text="The day the last file was of")
    ended_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "organisation"],
                condition=models.Q(ended_on__isnull=True),
                name="people_roll_once",
            )
        ]

    def __str__(self) -> str:
        return f"roll of {self.organisation_id}"


class Tenure(models.Model):
    """One person's place on a roll under the organisation's reference, from a day to a day.

    Of the name and the home that the organisation last told only salted marks are kept: they show that
    something changed, and nothing else.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="tenures")
    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="tenures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="tenures")
    reference = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day")
    salt = models.CharField(max_length=32)
    name_mark = models.CharField(max_length=64)
    home_mark = models.CharField(max_length=64)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roll", "reference"],
                condition=models.Q(until__isnull=True),
                name="people_tenure_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="people_tenure_ends_later",
            ),
        ]
        indexes = [models.Index(fields=["community", "party"], name="people_tenure_of")]

    def __str__(self) -> str:
        return f"tenure {self.pk}"


class RollMember(models.Model):
    """Somebody whom a roll made a member, and what they chose since. Who was a member before has no row."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="roll_members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roll_members")
    choice = models.CharField(max_length=10, choices=RollChoice.choices, default=RollChoice.NONE)
    explained = models.CharField(max_length=8, choices=Explained.choices, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)
    typed_by_key = models.CharField(max_length=80, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "person"], name="people_roll_member_once"),
            models.CheckConstraint(
                condition=models.Q(choice=RollChoice.NONE) | models.Q(chosen_at__isnull=False),
                name="people_roll_member_chose_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.choice}"


class RollUpload(models.Model):
    """A file of a roll: read, decided on where a person must, then written whole or left aside.

    `rows` holds what the file says of people and is emptied as soon as it is written, left aside, or old.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="roll_uploads")
    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="uploads")
    as_of = models.DateField()
    file_name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=UploadState.choices)
    rows = models.JSONField(default=list)
    decided = models.JSONField(default=dict, help_text="{reference: new, party:<id> or row:<reference>}")
    many_leave = models.BooleanField(default=False, help_text="Somebody said that so many do leave")
    report = models.JSONField(default=dict, help_text="How many join, stay, move, leave; what is wrong where")
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)
    written_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roll"],
                condition=models.Q(state__in=("wrong", "asking", "ready")),
                name="people_upload_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"


class Aside(models.Model):
    """Something that moderators took out of sight. It stays where it is; only its writer and they find it.

    It lies in this room so that every room above can leave it out. `thing_key` is opaque here.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="asides")
    thing_key = models.CharField(max_length=80)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "thing_key"],
                condition=models.Q(until__isnull=True),
                name="people_aside_once",
            )
        ]

    def __str__(self) -> str:
        return self.thing_key
