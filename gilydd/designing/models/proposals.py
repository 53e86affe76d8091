"""Proposals in versions, who wrote them, amendments, merging, and what people say of them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gilydd.people.models import Community, OfCommunity, Party
from gilydd.people.words import Capacity
from gilydd.ui.filters import language

from ..words import (
    AmendmentState,
    AuthorKind,
    AuthorState,
    CommentKind,
    CommentState,
    MergingState,
    ProposalState,
)
from .acts import Act
from .challenges import Challenge


class Proposal(models.Model):
    """An answer and what it costs: whole units, `scale` of them to one unit of the currency.

    `title` is the proposer's own, in the language they wrote it in; the pairs below are the present version,
    number `version` (0 for a proposal that was brought in with a title alone). `option_key` is its id on the
    ballot, empty while it is on none. `key`: two sendings of one form are one proposal.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proposals")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="proposals")
    originator = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    title = models.TextField()
    lang = models.CharField(max_length=12, blank=True)
    title_cy = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    easy_cy = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    easy_en = models.TextField(blank=True, help_text="Easy Read: one short sentence a line")
    version = models.PositiveIntegerField(default=0)
    cost_units = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=10, blank=True)
    scale = models.PositiveIntegerField(default=1)
    option_key = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=160, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    proposed_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "option_key"],
                condition=~models.Q(option_key=""),
                name="designing_proposal_option_once",
            ),
            models.UniqueConstraint(
                fields=["community", "key"], condition=~models.Q(key=""), name="designing_proposal_key_once"
            ),
            models.CheckConstraint(condition=models.Q(scale__gt=0), name="designing_proposal_scale"),
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.MERGED, merged_into__isnull=False)
                | (~models.Q(state=ProposalState.MERGED) & models.Q(merged_into__isnull=True)),
                name="designing_proposal_merged_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def called(self) -> str:
        """Its title in the reader's language; in the proposer's own where it was not put into the other."""
        own = self.title_cy if language() == "cy" else self.title_en
        return own or self.title

    @property
    def called_lang(self) -> str:
        """The language of `called`, for the lang attribute."""
        here = language()
        return here if (self.title_cy if here == "cy" else self.title_en) else self.lang

    @property
    def in_both_languages(self) -> bool:
        """Whether it can stand on a ballot."""
        return bool(self.title_cy and self.title_en and self.about_cy and self.about_en)


class ProposalVersion(Act):
    """One version of a proposal as it was written. Append-only. `why` says what was changed."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proposal_versions")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title_cy = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    about_cy = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    easy_cy = models.TextField(blank=True)
    easy_en = models.TextField(blank=True)
    why = models.CharField(max_length=400, blank=True)
    why_lang = models.CharField(max_length=5, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="designing_version_number_once"),
            models.CheckConstraint(
                condition=~models.Q(title_cy="", title_en=""), name="designing_version_has_a_title"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of proposal {self.proposal_id}"


class Author(Act):
    """Somebody who had the idea, wrote with them, or made it better; asked, and with them from their own yes.

    `came_with` is the proposal that they came from when two were put together: nobody is dropped.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proposal_authors")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="authors")
    kind = models.CharField(max_length=10, choices=AuthorKind.choices)
    state = models.CharField(max_length=8, choices=AuthorState.choices, default=AuthorState.IN)
    asked_by_key = models.CharField(max_length=80, blank=True)
    came_with = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="authors_gone_on"
    )
    since = models.DateTimeField(default=timezone.now)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "party", "kind"], name="designing_author_once")
        ]
        indexes = [models.Index(fields=["party", "state"], name="designing_author_party")]

    def __str__(self) -> str:
        return f"{self.kind} of proposal {self.proposal_id}"


class Amendment(Act):
    """What somebody would change in a proposal; taken up or not, with a reason that everybody reads.

    `about` may hold the new wording itself. `on_version` is the version it was written for, `version` the one
    that took it up.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="amendments")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="amendments")
    on_version = models.PositiveIntegerField()
    words = models.TextField()
    about = models.TextField(blank=True)
    lang = models.CharField(max_length=5)
    key = models.CharField(max_length=160)
    state = models.CharField(max_length=9, choices=AmendmentState.choices, default=AmendmentState.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    version = models.OneToOneField(
        ProposalVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="amendment"
    )
    answer = models.CharField(max_length=400, blank=True)
    answer_lang = models.CharField(max_length=5, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)
    answered_as = models.CharField(max_length=14, choices=Capacity.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="designing_amendment_once"),
            models.CheckConstraint(
                condition=~models.Q(state__in=("accepted", "refused")) | ~models.Q(answer=""),
                name="designing_amendment_answered_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["proposal", "state"], name="designing_amendment_list")]

    def __str__(self) -> str:
        return f"amendment {self.pk}"


class Merging(Act):
    """The authors of one proposal ask those of another to put the two together; both say yes."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="mergings")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="mergings")
    into = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="mergings_asked")
    words = models.CharField(max_length=400)
    lang = models.CharField(max_length=5)
    state = models.CharField(max_length=7, choices=MergingState.choices, default=MergingState.OPEN)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=400, blank=True)
    answer_lang = models.CharField(max_length=5, blank=True)
    answered_by_key = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=models.Q(state="open"), name="designing_merging_one_open"
            ),
            models.CheckConstraint(
                condition=~models.Q(proposal=models.F("into")), name="designing_merging_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"merging {self.pk}"


class Comment(Act):
    """What somebody says of a challenge or of one of its proposals; an argument says for or against.

    Whoever takes it away says why, for everybody to read; the writer may ask somebody else to look again.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="challenge_comments")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="comments")
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    kind = models.CharField(max_length=7, choices=CommentKind.choices, default=CommentKind.COMMENT)
    words = models.TextField()
    lang = models.CharField(max_length=5)
    key = models.CharField(max_length=160, help_text="Two sendings of one form are one comment")
    written_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=CommentState.choices, default=CommentState.SHOWN)
    reason = models.CharField(max_length=400, blank=True)
    reason_lang = models.CharField(max_length=5, blank=True)
    taken_by_key = models.CharField(max_length=80, blank=True)
    plea = models.CharField(max_length=400, blank=True)
    plea_lang = models.CharField(max_length=5, blank=True)
    answer = models.CharField(max_length=400, blank=True)
    answer_lang = models.CharField(max_length=5, blank=True)

    objects = OfCommunity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="designing_comment_once"),
            models.CheckConstraint(
                condition=models.Q(kind=CommentKind.COMMENT) | models.Q(proposal__isnull=False),
                name="designing_argument_is_of_a_proposal",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("away", "again")) | ~models.Q(reason=""),
                name="designing_comment_away_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["challenge", "proposal", "written_at"], name="designing_comment_in_order"),
            models.Index(fields=["community", "state"], name="designing_comment_state"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"
