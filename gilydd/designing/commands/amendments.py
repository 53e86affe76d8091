"""Writes: suggest a change to a proposal, answer it with a reason, put two proposals together."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor

from ..models import Amendment, Author, Merging, Proposal
from ..phases import require_open
from ..policy import WRITES
from ..voicing import effect, voice
from ..words import (
    LONGEST_COMMENT,
    LONGEST_WORDS,
    AmendmentState,
    AuthorKind,
    AuthorState,
    MergingState,
    Opens,
    ProposalState,
    VoiceAct,
    VoiceEffect,
)
from ._proposing import FIELDS, Text, author_acts, keep_version, still_proposed
from ._shared import (
    Acting,
    acting,
    known_language,
    locked_proposal,
    note,
    reasoned,
    said_something,
    tell_of_typing,
)


@transaction.atomic
def amend(
    *,
    by: type_of_actor,
    proposal: Proposal,
    party: Party,
    words: str,
    lang: str,
    key: str,
    about: str = "",
    entered_from: str = "",
) -> Amendment:
    """Suggest a change to somebody else's proposal: what and why, and if one likes the new wording itself.

    The same key again is the same amendment.
    """
    proposal = locked_proposal(proposal)
    act = acting(by, proposal.community, party, entered_from)
    before = Amendment.objects.of(proposal.community).filter(key=key).first()
    if before is not None:
        return before
    require_open(proposal.challenge, Opens.SHAPE)
    still_proposed(proposal)
    if proposal.authors.filter(party=party, state=AuthorState.IN, kind__in=WRITES).exists():
        raise Refused(_("It is your own proposal. Write a new version of it."))
    known_language(lang)
    words = said_something(words, _("Say what you would change, and why."), "words", LONGEST_COMMENT)
    about = about.strip()
    if len(about) > LONGEST_WORDS:
        raise Refused(_("Write at most %(most)s characters.") % {"most": LONGEST_WORDS}, field="about")
    row = Amendment.objects.create(
        community=proposal.community, proposal=proposal, on_version=proposal.version, words=words,
        about=about, lang=lang, key=key, **act.columns,
    )  # fmt: skip
    voice(
        challenge=proposal.challenge, act=VoiceAct.AMENDED, thing=row, party=party, capacity=act.capacity,
        text=f"{words} {about}", of=proposal,
    )  # fmt: skip
    tell_of_typing(act, row)
    note("amend", by, proposal.challenge, row, mentions=[proposal], behalf=act.behalf)
    later("gilydd.designing.notices.amended", row.pk)
    return row


@transaction.atomic
def withdraw_amendment(*, by: type_of_actor, amendment: Amendment, entered_from: str = "") -> Amendment:
    """Whoever suggested it takes it back, while it waits. Twice is once."""
    proposal, row = _fresh(amendment)
    act = acting(by, proposal.community, row.party, entered_from, active=False)
    if row.state == AmendmentState.WITHDRAWN:
        return row
    _still_waits(row)
    row.state = AmendmentState.WITHDRAWN
    row.save(update_fields=["state"])
    note("withdraw_amendment", by, proposal.challenge, row, mentions=[proposal], behalf=act.behalf)
    return row


@transaction.atomic
def answer_amendment(
    *,
    by: type_of_actor,
    amendment: Amendment,
    party: Party,
    yes: bool,
    answer: str,
    lang: str,
    text: Text | None = None,
    entered_from: str = "",
) -> Amendment:
    """An author (`party`) takes a change up, or not, with a reason that everybody reads.

    Taken up, it is a new version: `text` is that version, or where it is left out the wording that was
    suggested. Whoever suggested it is named from then on, and the costs need new signatures.
    """
    proposal, row = _fresh(amendment)
    act = author_acts(by, proposal, party, entered_from)
    if row.state in (AmendmentState.ACCEPTED, AmendmentState.REFUSED):
        if (row.state == AmendmentState.ACCEPTED) == yes:
            return row
        raise Refused(_("This was answered already."))
    _still_waits(row)
    require_open(proposal.challenge, Opens.SHAPE)
    still_proposed(proposal)
    answer = reasoned(answer, _("Say why. Everybody reads it."), "answer")
    known_language(lang)
    if yes:
        _take_up(proposal, row, act, text, answer, lang)
    row.state = AmendmentState.ACCEPTED if yes else AmendmentState.REFUSED
    row.answer, row.answer_lang, row.answered_at = answer, lang, timezone.now()
    row.answered_by_key, row.answered_as = key_of(party), act.capacity
    row.save(
        update_fields=[
            "state", "answer", "answer_lang", "answered_at", "answered_by_key", "answered_as", "version",
        ]
    )  # fmt: skip
    voice(
        challenge=proposal.challenge, act=VoiceAct.ANSWERED_AMENDMENT, thing=row, party=party,
        capacity=act.capacity, text=answer, of=proposal,
    )  # fmt: skip
    effect(
        challenge=proposal.challenge, act=VoiceAct.AMENDED, thing=row, reasoned=True,
        effect=VoiceEffect.TAKEN if yes else VoiceEffect.NOT_TAKEN,
    )  # fmt: skip
    note(
        "answer_amendment", by, proposal.challenge, row, mentions=[proposal], behalf=act.behalf,
        state=str(row.state),
    )  # fmt: skip
    later("gilydd.designing.notices.amendment_answered", row.pk)
    return row


def _take_up(
    proposal: Proposal, row: Amendment, act: Acting, text: Text | None, answer: str, lang: str
) -> None:
    if text is None:
        if not row.about:
            raise Refused(_("Write how it reads now."), field=f"about_{row.lang}")
        text = Text(**{
            name: row.about if name == f"about_{row.lang}" else getattr(proposal, name) for name in FIELDS
        })  # fmt: skip
    if text == Text.of(proposal):
        raise Refused(_("The words are the same as before. Change them, or say no."), field="yes")
    row.version = keep_version(proposal, act, text, answer, lang)
    Author.objects.get_or_create(
        community=proposal.community, proposal=proposal, party=row.party, kind=AuthorKind.AMENDER,
        defaults={"capacity": row.capacity, "state": AuthorState.IN},
    )  # fmt: skip


def _fresh(amendment: Amendment) -> tuple[Proposal, Amendment]:
    known = Amendment.objects.select_related("proposal__challenge").get(pk=amendment.pk)
    proposal = locked_proposal(known.proposal)
    row = Amendment.objects.select_related("party", "community").get(pk=amendment.pk)
    row.proposal = proposal
    return proposal, row


def _still_waits(row: Amendment | Merging) -> None:
    if row.state != AmendmentState.OPEN:
        raise Refused(_("This cannot be done now: it is “%(state)s”.") % {"state": row.get_state_display()})


@transaction.atomic
def ask_merging(
    *,
    by: type_of_actor,
    proposal: Proposal,
    into: Proposal,
    party: Party,
    words: str,
    lang: str,
    entered_from: str = "",
) -> Merging:
    """An author (`party`) of a proposal asks those of another to make one of the two, and says why."""
    proposal = locked_proposal(proposal)
    act = author_acts(by, proposal, party, entered_from)
    target = Proposal.objects.filter(pk=into.pk, challenge=proposal.challenge).first()
    if target is None or target.pk == proposal.pk:
        raise Refused(_("Choose another proposal of this challenge."), field="into")
    require_open(proposal.challenge, Opens.SHAPE)
    for one in (proposal, target):
        still_proposed(one)
    known = proposal.mergings.filter(state=MergingState.OPEN).first()
    if known is not None:
        if known.into_id == target.pk:
            return known
        raise Refused(_("You asked somebody else already. Wait for their answer."), field="into")
    if not target.authors.filter(kind__in=WRITES, state=AuthorState.IN).exists():
        raise Refused(_("Nobody is known whose proposal that is, so nobody can say yes."), field="into")
    row = Merging.objects.create(
        community=proposal.community, proposal=proposal, into=target,
        words=reasoned(words, _("Say why the two belong together."), "words"), lang=known_language(lang),
        **act.columns,
    )  # fmt: skip
    tell_of_typing(act, row)
    note("ask_merging", by, proposal.challenge, proposal, mentions=[target], behalf=act.behalf)
    later("gilydd.designing.notices.merging_asked", row.pk)
    return row


@transaction.atomic
def answer_merging(
    *,
    by: type_of_actor,
    merging: Merging,
    party: Party,
    yes: bool,
    answer: str,
    lang: str,
    entered_from: str = "",
) -> Merging:
    """An author (`party`) of the other proposal answers. On a yes the one goes into the other.

    Nobody is dropped: whose idea either was, who wrote and who made it better are all named from then on, and
    changes that wait for an answer go along.
    """
    known = Merging.objects.select_related("proposal__challenge", "into").get(pk=merging.pk)
    proposal = locked_proposal(known.proposal)
    row = Merging.objects.select_related("party", "community").get(pk=merging.pk)
    target = Proposal.objects.select_for_update(of=("self",)).get(pk=row.into_id)
    target.challenge, target.community = proposal.challenge, proposal.community
    act = author_acts(by, target, party, entered_from)
    if row.state != MergingState.OPEN:
        if (row.state == MergingState.AGREED) == yes:
            return row
        _still_waits(row)
    require_open(proposal.challenge, Opens.SHAPE)
    for one in (proposal, target):
        still_proposed(one)
    row.state = MergingState.AGREED if yes else MergingState.REFUSED
    row.answer = reasoned(answer, _("Say why. Everybody reads it."), "answer")
    row.answer_lang, row.answered_by_key = known_language(lang), key_of(party)
    row.answered_at = timezone.now()
    row.save(update_fields=["state", "answer", "answer_lang", "answered_by_key", "answered_at"])
    if yes:
        _merge(proposal, target)
        voice(
            challenge=proposal.challenge, act=VoiceAct.MERGED, thing=proposal, party=row.party,
            capacity=row.capacity, text=row.words, of=target,
        )  # fmt: skip
        voice(
            challenge=proposal.challenge, act=VoiceAct.MERGED, thing=target, party=party,
            capacity=act.capacity, text=row.answer, of=target,
        )  # fmt: skip
    note(
        "answer_merging", by, proposal.challenge, proposal, mentions=[target], behalf=act.behalf,
        state=str(row.state),
    )  # fmt: skip
    later("gilydd.designing.notices.merging_answered", row.pk)
    return row


def _merge(proposal: Proposal, target: Proposal) -> None:
    for one in proposal.authors.filter(state__in=(AuthorState.IN, AuthorState.LEFT)).order_by("pk"):
        _carried_over(one, target, proposal)
    waiting = proposal.amendments.filter(state=AmendmentState.OPEN)
    waiting.update(proposal=target, on_version=target.version)
    open_ones = proposal.mergings_asked.filter(state=MergingState.OPEN)
    # The other one asked for the same: its wish is met. Whoever else wanted to join this one asks that one.
    open_ones.filter(proposal=target).update(state=MergingState.AGREED, answered_at=timezone.now())
    open_ones.update(into=target)
    proposal.state, proposal.merged_into = ProposalState.MERGED, target
    proposal.save(update_fields=["state", "merged_into"])


def _carried_over(one: Author, target: Proposal, proposal: Proposal) -> None:
    """Name an author of the proposal that goes in on the one that goes on."""
    row, fresh = Author.objects.get_or_create(
        community=target.community, proposal=target, party_id=one.party_id, kind=one.kind,
        defaults={
            "capacity": one.capacity, "state": one.state, "typed_by_key": one.typed_by_key,
            "entered_from": one.entered_from, "came_with": one.came_with or proposal,
        },
    )  # fmt: skip
    if not fresh and row.state != AuthorState.IN and one.state == AuthorState.IN:
        row.state, row.came_with = AuthorState.IN, one.came_with or proposal
        row.save(update_fields=["state", "came_with"])
