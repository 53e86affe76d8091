"""Reads: what was promised and how it is seen through; what waits for somebody's word."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms.disclosure import Disclosed
from gilydd.delivering.queries import hours_given
from gilydd.delivering.words import Side as GivenBy
from gilydd.people.models import Community, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import parties_of
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import field_of, said

from ..models import (
    Amendment,
    Author,
    ClosingWord,
    Commitment,
    Judgement,
    Merging,
    Milestone,
    Offer,
    PaidHours,
    Proposal,
    Undertaking,
    Update,
    Variance,
)
from ..policy import visible_judgements, visible_last_words, visible_updates, words_of_variances
from ..words import (
    AmendmentState,
    AuthorKind,
    AuthorState,
    ChallengeState,
    CommentState,
    CommitmentState,
    LastWord,
    MergingState,
    MilestoneState,
    OfferState,
    ProposalState,
    VarianceState,
)
from .naming import shown_names


@dataclass(frozen=True)
class CommitmentRow:
    """A funded proposal: what was committed to, the activities that deliver it, and what both sides gave.

    `activities` are (id of the link, id of the activity, title).
    """

    pk: int
    title: str
    lang: str
    challenge_id: int
    activities: list[tuple[int, int, str]]
    given: dict[str, Disclosed]


def commitments(proposals: QuerySet[Proposal]) -> list[CommitmentRow]:
    """The funded ones of these proposals, in three queries whatever their number."""
    rows = list(
        proposals.filter(state=ProposalState.FUNDED)
        .order_by("pk")
        .values_list("pk", "title", "lang", "challenge")
    )
    links: dict[int, list[tuple[int, int, str]]] = {row[0]: [] for row in rows}
    live = Undertaking.objects.filter(proposal__in=links, ended_at__isnull=True).order_by("pk")
    for proposal, link, activity, title in live.values_list(
        "proposal", "pk", "activity", field_of("activity__title")
    ):
        links[proposal].append((link, activity, title))
    given = hours_given({pk: [activity for _link, activity, _title in links[pk]] for pk in links})
    return [CommitmentRow(*row, links[row[0]], given[row[0]]) for row in rows]


def undertaken_facts(turn: Turn) -> list[Fact]:
    """Hours given for each funded proposal that is delivered, citizens and professionals side by side."""
    told = []
    for row in commitments(Proposal.objects.filter(challenge__turn=turn)):
        if row.activities:
            href = reverse("designing:challenge", args=[turn.community.slug, row.challenge_id])
            words = {"proposal": row.title}
            told += [
                Fact(_("“%(proposal)s”: hours given by citizens") % words, row.given[GivenBy.CITIZENS], href),
                Fact(
                    _("“%(proposal)s”: hours given by professionals") % words,
                    row.given[GivenBy.PROFESSIONALS],
                    href,
                ),
            ]
    return told


@dataclass(frozen=True)
class MilestoneRow:
    """A step with its two owners."""

    pk: int
    number: int
    what: str
    due_on: dt.date
    done_on: dt.date | None
    state: str
    state_label: str
    citizen: str
    professional: str
    late: bool


@dataclass(frozen=True)
class UpdateRow:
    """What somebody said happened; a milestone that moved with it, in words."""

    pk: int
    who: str
    capacity: str
    words: str
    lang: str
    written_at: dt.datetime
    moved: str
    state: str
    reason: str
    reason_lang: str
    typed: bool
    party_id: int


@dataclass(frozen=True)
class VarianceRow:
    """A notice of change with what was said to it; `words` is empty where they are out of sight."""

    variance: Variance
    who: str
    words: str
    replies: list[tuple[str, bool, str, str]]


@dataclass(frozen=True)
class PartRow:
    """The part of one whose idea it was: the offer, its answer, what was paid, their last word."""

    party_id: int
    who: str
    offer: Offer | None
    paid_minutes: int
    word: ClosingWord | None
    words: str


@dataclass(frozen=True)
class CommitmentPage:
    """Everything that the page of a commitment shows."""

    milestones: list[MilestoneRow]
    updates: list[UpdateRow]
    variances: list[VarianceRow]
    parts: list[PartRow]
    judgements: list[tuple[str, Judgement, str]]
    who: str
    done: int
    counted: int


def commitment_page(person: type_of_actor, row: Commitment, community: Community) -> CommitmentPage:
    """A commitment as everybody reads it; a constant number of queries whatever it holds.

    Words that are out of sight are left out; what was changed, said yes or no to, and judged, stays.
    """
    steps = list(row.milestones.order_by("number"))
    shown = visible_updates(person, community).filter(commitment=row)
    updates = list(shown.exclude(state=CommentState.WITHDRAWN).order_by("-pk")[:100])
    changes = list(row.variances.select_related("milestone").order_by("-pk").prefetch_related("replies"))
    ideas = Author.objects.filter(proposal=row.proposal_id, kind=AuthorKind.ORIGINATOR, state=AuthorState.IN)
    whose = list(ideas.order_by("pk").values_list("party", flat=True))
    offers = {one.party_id: one for one in row.offers.order_by("pk")}
    last = {one.party_id: one for one in row.closing_words.order_by("pk")}
    judged = {one.party_id: one for one in row.judgements.order_by("pk")}
    about_change = set(
        words_of_variances(person, community).filter(commitment=row).values_list("pk", flat=True)
    )
    at_the_end = set(
        visible_last_words(person, community).filter(commitment=row).values_list("pk", flat=True)
    )
    why = set(visible_judgements(person, community).filter(commitment=row).values_list("pk", flat=True))
    paid = dict(
        PaidHours.objects.filter(offer__commitment=row, transfer__reversed_by__isnull=True)
        .values_list("offer__party")
        .annotate(minutes=Sum("minutes"))
    )
    parties = {
        row.party_id, *whose, *judged, *(one.party_id for one in updates),
        *(pk for one in steps for pk in (one.citizen_id, one.professional_id)),
        *(one.party_id for one in changes), *(one.party_id for each in changes for one in each.replies.all()),
    }  # fmt: skip
    called = shown_names(person, community, parties)
    counted = [one for one in steps if one.state != MilestoneState.DROPPED]
    return CommitmentPage(
        milestones=[_milestone(one, called) for one in steps],
        updates=[_update(one, called) for one in updates],
        variances=[_variance(one, called, about_change) for one in changes],
        parts=[_part(pk, called, offers.get(pk), paid.get(pk, 0), last.get(pk), at_the_end) for pk in whose],
        judgements=[
            (called.get(pk, ""), one, one.words if one.pk in why else "") for pk, one in judged.items()
        ],
        who=called.get(row.party_id, ""),
        done=sum(one.state == MilestoneState.DONE for one in counted),
        counted=len(counted),
    )


def _milestone(row: Milestone, called: dict[int, str]) -> MilestoneRow:
    over = row.state in (MilestoneState.DONE, MilestoneState.DROPPED)
    return MilestoneRow(
        pk=row.pk, number=row.number, what=said(row, "what"), due_on=row.due_on, done_on=row.done_on,
        state=row.state, state_label=str(row.get_state_display()), citizen=called.get(row.citizen_id, ""),
        professional=called.get(row.professional_id, ""),
        late=not over and row.due_on < timezone.localdate(),
    )  # fmt: skip


def _update(row: Update, called: dict[int, str]) -> UpdateRow:
    moved = ""
    if row.milestone and row.after != row.before:
        moved = _("%(what)s: %(state)s.") % {
            "what": said(row.milestone, "what"), "state": row.get_after_display()
        }  # fmt: skip
    return UpdateRow(
        pk=row.pk, who=called.get(row.party_id, ""), capacity=str(row.get_capacity_display()),
        words=row.words if row.state == CommentState.SHOWN else "", lang=row.lang,
        written_at=row.written_at, moved=moved, state=row.state, reason=row.reason,
        reason_lang=row.reason_lang, typed=bool(row.typed_by_key), party_id=row.party_id,
    )  # fmt: skip


def _part(
    pk: int,
    called: dict[int, str],
    offer: Offer | None,
    paid_minutes: int,
    word: ClosingWord | None,
    in_sight: set[int],
) -> PartRow:
    words = word.words if word is not None and word.pk in in_sight else ""
    return PartRow(pk, called.get(pk, ""), offer, paid_minutes, word, words)


def _variance(row: Variance, called: dict[int, str], in_sight: set[int]) -> VarianceRow:
    replies = sorted(row.replies.all(), key=lambda one: one.pk)
    return VarianceRow(
        row,
        called.get(row.party_id, ""),
        row.words if row.pk in in_sight else "",
        [(called.get(one.party_id, ""), one.agrees, one.words, one.lang) for one in replies],
    )


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the word of the person, or of whom they speak for."""

    what: str
    thing: str
    lang: str
    href: str


def waiting(person: Person, community: Community) -> list[Waiting]:
    """What waits for the person in challenges here, the oldest first; eight queries whatever there is."""
    own = parties_of(person, community)
    slug = community.slug
    writes = Author.objects.of(community).filter(
        party__in=own, state=AuthorState.IN, kind__in=(AuthorKind.ORIGINATOR, AuthorKind.CO_AUTHOR)
    )
    mine = list(writes.values_list("proposal", flat=True))
    ideas = list(writes.filter(kind=AuthorKind.ORIGINATOR).values_list("proposal", flat=True))
    told = _asked_to_write(own, slug)
    told += _to_answer(mine, own, slug)
    for offer in Offer.objects.filter(
        party__in=own, community=community, state=OfferState.OFFERED
    ).select_related("commitment__proposal"):
        told.append(
            _waits(_("You are offered a part in it"), offer.commitment.proposal, slug, "offer", offer.pk)
        )
    changes = Variance.objects.filter(commitment__proposal__in=ideas, state=VarianceState.OPEN)
    for change in changes.exclude(party__in=own).select_related("commitment__proposal"):
        told.append(
            _waits(_("A change needs your answer"), change.commitment.proposal, slug, "variance", change.pk)
        )
    told += _last_words_wanted(ideas, own, slug)
    return told


def _asked_to_write(own: frozenset[int], slug: str) -> list[Waiting]:
    rows = Author.objects.filter(party__in=own, state=AuthorState.ASKED, proposal__community__slug=slug)
    return [
        _waits(_("Are you with them?"), row.proposal, slug, "author", row.pk)
        for row in rows.select_related("proposal").order_by("pk")
    ]


def _to_answer(mine: list[int], own: frozenset[int], slug: str) -> list[Waiting]:
    changes = Amendment.objects.filter(proposal__in=mine, state=AmendmentState.OPEN)
    told = [
        _waits(_("Somebody would change something"), row.proposal, slug, "amendment", row.pk)
        for row in changes.exclude(party__in=own).select_related("proposal").order_by("pk")
    ]
    rows = Merging.objects.filter(into__in=mine, state=MergingState.OPEN)
    return told + [
        _waits(_("Somebody would put it together with theirs"), row.into, slug, "merging", row.pk)
        for row in rows.select_related("into").order_by("pk")
    ]


def _last_words_wanted(ideas: list[int], own: frozenset[int], slug: str) -> list[Waiting]:
    rows = Commitment.objects.filter(
        proposal__in=ideas, state=CommitmentState.OPEN, proposal__challenge__state=ChallengeState.CO_EVALUATED
    )
    said_so = ClosingWord.objects.filter(commitment__in=rows, party__in=own).exclude(word=LastWord.ABSENT)
    done = set(said_so.values_list("commitment", flat=True))
    return [
        _waits(_("The last word is yours"), row.proposal, slug, "last_word", row.pk)
        for row in rows.select_related("proposal").order_by("pk")
        if row.pk not in done
    ]


def _waits(what: str, proposal: Proposal, slug: str, page: str, pk: int) -> Waiting:
    href = reverse(f"designing:{page}", args=[slug, pk])
    return Waiting(what, proposal.called, proposal.called_lang, href)


def in_hand(person: Person, community: Community) -> list[tuple[int, str, str]]:
    """Proposals that the person wrote with or sees through: (id, title, language), the newest first."""
    own = parties_of(person, community)
    rows = Proposal.objects.of(community).filter(
        Q(authors__party__in=own, authors__state=AuthorState.IN)
        | Q(commitment__milestones__citizen__in=own)
        | Q(commitment__milestones__professional__in=own)
    )
    return [(row.pk, row.called, row.called_lang) for row in rows.distinct().order_by("-pk")[:50]]
