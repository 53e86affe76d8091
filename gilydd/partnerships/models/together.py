"""Who is together: partnerships, partners, boards, communities of a programme; what they agreed and ask."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity
from gilydd.services.models import Service

from ..words import Kind, LinkState, Part, PartnerKind, RequestState, State
from .frameworks import Framework, Ground, Seat


class Partnership(models.Model):
    """A board, an alliance, or a programme that spans communities and owns what they share."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partnerships")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name_cy = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    purpose_cy = models.TextField()
    purpose_en = models.TextField()
    easy_cy = models.TextField(blank=True, help_text="One short sentence a line")
    easy_en = models.TextField(blank=True, help_text="One short sentence a line")
    rules = models.ForeignKey(
        Framework, on_delete=models.PROTECT, null=True, blank=True, related_name="partnerships"
    )
    state = models.CharField(max_length=7, choices=State.choices, default=State.RUNNING)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "state"], name="partnerships_list")]

    def __str__(self) -> str:
        return self.name_en


class PartnershipService(models.Model):
    """A service that a partnership is for."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partnership_services")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="services")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="partnerships")

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "service"], name="partnerships_service_once")
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id} for {self.service_id}"


class ProgrammeLink(models.Model):
    """A community in the programme of another one, by its own act.

    The row belongs to the community that takes part. The programme is named by its key, and the name and
    home are kept as they were told, so that no row of one community hangs on a row of another. `joined_as`
    is the key that the community had when it answered: a copy of the community has answered nothing.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="programme_links")
    programme = models.UUIDField(editable=False)
    joined_as = models.UUIDField(editable=False)
    name_cy = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    home_cy = models.CharField(max_length=120)
    home_en = models.CharField(max_length=120)
    words = models.TextField(blank=True, help_text="Why it is invited")
    lang = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=8, choices=LinkState.choices, default=LinkState.INVITED)
    invited_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    reason_lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "programme"],
                condition=models.Q(state__in=("invited", "joined")),
                name="partnerships_link_once",
            )
        ]
        indexes = [models.Index(fields=["programme", "state"], name="partnerships_link_of")]

    def __str__(self) -> str:
        return f"{self.community_id} in {self.programme}"


class Partner(models.Model):
    """Who is in a partnership: an organisation, a group, or a person who speaks for themselves."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partners")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="partners")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="partner_in")
    kind = models.CharField(max_length=10, choices=PartnerKind.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "party"],
                condition=models.Q(until__isnull=True),
                name="partnerships_partner_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id} in {self.partnership_id}"


class BoardMember(models.Model):
    """Who sits on the board, in which seat, as what, and for which partner, from a day to a day."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="board_seats_taken")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="board")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="boards")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="taken")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="board_members"
    )
    part = models.CharField(max_length=6, choices=Part.choices, default=Part.MEMBER)
    capacity = models.CharField(max_length=14, choices=Capacity.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "party"],
                condition=models.Q(until__isnull=True),
                name="partnerships_board_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id} on {self.partnership_id}"


class Agreement(models.Model):
    """What partners agreed; its words lie in versions."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="partner_agreements")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agreements")
    title_cy = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    reminded_on = models.DateField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    def __str__(self) -> str:
        return self.title_en


class AgreementVersion(models.Model):
    """The words of an agreement in both languages, from a day to a day. Append-only."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="agreement_versions")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text_cy = models.TextField()
    text_en = models.TextField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    review_on = models.DateField()
    written_at = models.DateTimeField(default=timezone.now)
    written_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=20, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="partnerships_version_once"),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="partnerships_version_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} version {self.number}"


class Signature(models.Model):
    """A partner stands behind one version, through somebody who speaks for it. Append-only."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="agreement_signatures")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="signatures")
    signed_by_key = models.CharField(max_length=80)
    capacity = models.CharField(max_length=20, blank=True)
    signed_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "partner"], name="partnerships_signed_once")
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} signed {self.version_id}"


class CooperationRequest(models.Model):
    """One partner asks another to co-operate, on a legal ground, with a last day for the answer.

    Everybody can read it and its answer. A refusal has its reasons: the database asks for them too.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="cooperation_requests")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="requests")
    asker = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="requests_made")
    asked = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="requests_received")
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="requests")
    title = models.CharField(max_length=160)
    words = models.TextField()
    lang = models.CharField(max_length=5)
    answer_by = models.DateField()
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    made_by_key = models.CharField(max_length=80)
    made_capacity = models.CharField(max_length=20, blank=True)
    answer = models.TextField(blank=True)
    answer_lang = models.CharField(max_length=5, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)
    answered_capacity = models.CharField(max_length=20, blank=True)
    typed_for_them = models.BooleanField(default=False, help_text="Written down from a letter or a meeting")
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=RequestState.REFUSED) | ~models.Q(answer=""),
                name="partnerships_refusal_reasons",
            ),
            models.CheckConstraint(
                condition=~models.Q(asker=models.F("asked")), name="partnerships_asks_another"
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "answer_by"], name="partnerships_request_due")]

    def __str__(self) -> str:
        return self.title
