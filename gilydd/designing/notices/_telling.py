"""How the messages of designing find their people, and what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import ActsFor, Membership, Message, Party, Person
from gilydd.people.notices import ONE_COMMIT, Rendered, notify
from gilydd.people.queries import acting_now, members_of
from gilydd.people.words import MembershipState, PartyKind
from gilydd.safety.queries import may_meet

from ..models import (
    Amendment,
    Author,
    Challenge,
    Comment,
    Commitment,
    Merging,
    Milestone,
    Offer,
    Proposal,
    Variance,
    VoiceEvent,
)
from ..words import (
    AuthorKind,
    AuthorState,
)

WRITES = (AuthorKind.ORIGINATOR, AuthorKind.CO_AUTHOR)


def tell_authors(
    proposal: Proposal,
    key: str,
    render: Callable[[], Rendered],
    but: set[int],
    href: Callable[[], str] | None = None,
    about: Party | None = None,
) -> None:
    """Tell the authors of a proposal, but not those who did it themselves."""
    rows = Author.objects.filter(proposal=proposal, state=AuthorState.IN, kind__in=WRITES)
    page = href or (
        lambda: reverse("designing:proposal", args=[proposal.challenge.community.slug, proposal.pk])
    )
    parties = set(rows.values_list("party", flat=True)) - but
    tell(proposal.challenge, parties, key, render, page, about)


def tell(
    challenge: Challenge,
    parties: Iterable[int],
    key: str,
    render: Callable[[], Rendered],
    href: Callable[[], str],
    about: Party | None = None,
) -> None:
    """Make the message of each active member among the parties; of a group, of each who belongs to it.

    Where the message carries somebody's own words (`about`), a block between the two keeps it back. Run
    again, it goes on where it stopped.
    """
    community = challenge.community
    wanted = set(parties)
    groups = Party.objects.filter(pk__in=wanted).exclude(kind=PartyKind.PERSON)
    for group in groups:
        wanted |= set(members_of(community, group))
    active = Membership.objects.of(community).filter(party__in=wanted, state=MembershipState.ACTIVE)
    going = set(active.filter(party__kind=PartyKind.PERSON).values_list("party", flat=True))
    prefix = f"designing.{key}:"
    had = set(Message.objects.filter(key__startswith=prefix).values_list("party_id", flat=True))
    waiting = sorted(going - had)
    for start in range(0, len(waiting), ONE_COMMIT):
        with transaction.atomic():
            few = Party.objects.filter(pk__in=waiting[start : start + ONE_COMMIT]).select_related("person")
            for party in few.order_by("pk"):
                if about is None or may_meet(community, about, party):
                    notify(
                        party=party, community=community, key=f"{prefix}{party.pk}", render=render, href=href
                    )


def taking_part(challenge: Challenge) -> set[int]:
    """Everybody who did something in it, or was asked."""
    rows = VoiceEvent.objects.filter(challenge=challenge, party__isnull=False)
    return set(rows.values_list("party", flat=True))


def with_it(commitment: Commitment) -> set[int]:
    rows = Author.objects.filter(
        proposal=commitment.proposal_id, kind=AuthorKind.ORIGINATOR, state=AuthorState.IN
    )
    return set(rows.values_list("party", flat=True))


def owners_of(commitment: Commitment) -> set[int]:
    rows = Milestone.objects.filter(commitment=commitment).values_list("citizen", "professional")
    return {pk for pair in rows for pk in pair}


def speakers(commitment: Commitment) -> list[int]:
    """The person who made the promise, or those who act for the party that did."""
    rows = acting_now(ActsFor.objects.of(commitment.community)).filter(party=commitment.party_id)
    return [commitment.party_id, *rows.values_list("person", flat=True)]


def typist(key: str) -> str:
    uuid = key.rpartition(":")[2]
    row = Person.objects.filter(party__key=uuid).first() if uuid else None
    return row.called if row else _("A facilitator")


def words_of(row: Any) -> str:
    """What was entered, as it stands now; nothing once it was taken back."""
    if isinstance(row, Proposal):
        return str(row.called)
    return str(getattr(row, "words", "") or getattr(row, "answer", "") or "")


def challenge_of(row: Any) -> Challenge:
    """The challenge that a row belongs to."""
    if hasattr(row, "challenge"):
        return challenge_row(row.challenge_id)
    if hasattr(row, "proposal"):
        return challenge_row(row.proposal.challenge_id)
    commitment = getattr(row, "commitment", None) or row.variance.commitment
    return challenge_row(commitment.proposal.challenge_id)


def challenge_row(pk: int) -> Challenge:
    return Challenge.objects.select_related("community").get(pk=pk)


def amendment_row(pk: int) -> Amendment:
    return Amendment.objects.select_related("community", "proposal__challenge__community", "party").get(pk=pk)


def merging_row(pk: int) -> Merging:
    return Merging.objects.select_related(
        "community", "proposal__challenge__community", "into__challenge__community", "party"
    ).get(pk=pk)


def comment_row(pk: int) -> Comment:
    return Comment.objects.select_related("community", "challenge__community", "party").get(pk=pk)


def offer_row(pk: int) -> Offer:
    return Offer.objects.select_related(
        "community", "party", "commitment__community", "commitment__proposal__challenge__community"
    ).get(pk=pk)


def variance_row(pk: int) -> Variance:
    return Variance.objects.select_related(
        "community", "commitment__community", "commitment__proposal__challenge__community"
    ).get(pk=pk)


def page_of(challenge: Challenge) -> str:
    return reverse("designing:challenge", args=[challenge.community.slug, challenge.pk])


def commitment_page(commitment: Commitment) -> str:
    slug = commitment.proposal.challenge.community.slug
    return reverse("designing:commitment", args=[slug, commitment.pk])
