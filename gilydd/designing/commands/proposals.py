"""Writes: propose, write new versions, put one into the other language, ask others to write with you."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party, Person
from gilydd.people.policy import speaks_for, type_of_actor
from gilydd.safety.queries import blocked_pairs

from ..models import Author, Challenge, Proposal, ProposalVersion
from ..phases import require_open
from ..policy import WRITES, acts_for_other, policy
from ..voicing import voice
from ..words import (
    LONGEST_REASON,
    MOST_ORIGINATORS,
    AuthorKind,
    AuthorState,
    Opens,
    ProposalState,
    VoiceAct,
)
from ._proposing import (
    FIELDS,
    Answer,
    Text,
    author_acts,
    checked,
    keep_version,
    other_language,
    still_proposed,
    written,
)
from ._shared import (
    LANGUAGES,
    Acting,
    acting,
    known_language,
    locked,
    locked_proposal,
    member_here,
    note,
    said_something,
    tell_of_typing,
)


@transaction.atomic
def propose(
    *,
    by: type_of_actor,
    challenge: Challenge,
    title: str,
    lang: str,
    cost_units: int = 0,
    currency: str = "GBP",
    scale: int = 1,
    option_key: str = "",
    originator: Party | None = None,
    about: str = "",
    easy: str = "",
    others: Sequence[Party] = (),
    entered_from: str = "",
    key: str = "",
) -> Proposal:
    """Answer a challenge, for oneself or (a broker or facilitator) for somebody, with or without a cost yet.

    `others` had the idea together with the originator: they are asked, and are with them from their own yes;
    where it is entered from their paper or their words they are with them at once, and told. The same key
    again is the same proposal.
    """
    challenge = locked(challenge)
    for_other = acts_for_other(by, originator.pk if originator else None)
    own = originator is not None and speaks_for(by, challenge.community, originator.pk)
    policy.check(by, "propose_for_somebody" if for_other and not own else "propose", challenge)
    before = Proposal.objects.of(challenge.community).filter(key=key).first() if key else None
    if before is not None:
        return before
    act = acting(by, challenge.community, originator, entered_from, "originator") if originator else None
    if isinstance(by, Person):
        require_open(challenge, Opens.PROPOSE)
    answer = Answer(title, lang, cost_units, currency, scale, option_key)
    proposal = written(by, challenge, [answer], originator, key)[0]
    if lang in LANGUAGES and act is not None:
        keep_version(proposal, act, Text.in_one(lang, title, about, easy))
    if act is not None:
        _began(by, proposal, act, others)
    note(
        "propose", by, challenge, mentions=[proposal, originator], behalf=originator if for_other else None,
        cost_units=cost_units, currency=currency,
    )  # fmt: skip
    return proposal


def _began(by: type_of_actor, proposal: Proposal, act: Acting, others: Sequence[Party]) -> None:
    """Keep whose idea it was, and ask those who had it with them."""
    Author.objects.create(
        community=proposal.community, proposal=proposal, kind=AuthorKind.ORIGINATOR, **act.columns
    )
    voice(
        challenge=proposal.challenge, act=VoiceAct.PROPOSED, thing=proposal, party=act.party,
        capacity=act.capacity, text=f"{proposal.title} {proposal.about_cy or proposal.about_en}",
    )  # fmt: skip
    tell_of_typing(act, proposal)
    if len(others) >= MOST_ORIGINATORS:
        raise Refused(_("Name at most %(most)s people.") % {"most": MOST_ORIGINATORS}, field="others")
    for party in dict.fromkeys(others):
        if party.pk != act.party.pk:
            _ask(by, proposal, party, AuthorKind.ORIGINATOR, act.entered_from)


@transaction.atomic
def bring_in_proposals(
    *, by: type_of_actor, challenge: Challenge, answers: Iterable[Answer]
) -> list[Proposal]:
    """Bring in all proposals of a ballot at once; who had the ideas is not known."""
    challenge = locked(challenge)
    policy.check(by, "bring_in_proposals", challenge)
    proposals = written(by, challenge, list(answers), None)
    note("bring_in_proposals", by, challenge, proposals=len(proposals))
    return proposals


@transaction.atomic
def revise_proposal(
    *,
    by: type_of_actor,
    proposal: Proposal,
    party: Party,
    text: Text,
    why: str,
    why_lang: str,
    entered_from: str = "",
) -> ProposalVersion:
    """An author writes a new version, and says what is other than before. Its costs need new signatures."""
    proposal = locked_proposal(proposal)
    act = author_acts(by, proposal, party, entered_from)
    require_open(proposal.challenge, Opens.SHAPE)
    still_proposed(proposal)
    text = checked(text, proposal)
    if text == Text.of(proposal):
        raise Refused(_("This is how it is already. Change something."), field=f"about_{proposal.lang}")
    why = said_something(why, _("Say what you changed, and why."), "why", LONGEST_REASON)
    made = keep_version(proposal, act, text, why, known_language(why_lang, "why_lang"))
    voice(
        challenge=proposal.challenge, act=VoiceAct.REVISED, thing=made, party=party, capacity=act.capacity,
        text=why, of=proposal,
    )  # fmt: skip
    tell_of_typing(act, made)
    note(
        "revise_proposal", by, proposal.challenge, proposal, behalf=act.behalf, version=made.number,
    )  # fmt: skip
    return made


@transaction.atomic
def translate_proposal(
    *, by: type_of_actor, proposal: Proposal, title: str, about: str, easy: str = ""
) -> ProposalVersion:
    """Put a proposal into the other language: its author, a broker or a facilitator. Its own words stay.

    The new words are a version too: whoever signed the costs signs again what everybody then reads.
    """
    proposal = locked_proposal(proposal)
    policy.check(by, "translate_proposal", proposal)
    still_proposed(proposal)
    other = other_language(proposal)
    words = Text.of(proposal)
    fresh = {f"title_{other}": title, f"about_{other}": about, f"easy_{other}": easy}
    text = checked(Text(**{name: fresh.get(name, getattr(words, name)) for name in FIELDS}), proposal)
    if text == words:
        raise Refused(_("This is how it is already. Change something."), field=f"about_{other}")
    party = by.party if isinstance(by, Person) else proposal.originator
    if party is None:
        raise Refused(_("Nobody is known whose proposal this is."))
    act = Acting(party, member_here(proposal.community, party, active=False).capacity)
    made = keep_version(proposal, act, text)
    note("translate_proposal", by, proposal.challenge, proposal, version=made.number, lang=other)
    if isinstance(by, Person) and not policy.may(by, "shape_proposal", proposal):
        later("gilydd.designing.notices.translated", made.pk)
    return made


@transaction.atomic
def ask_author(
    *,
    by: type_of_actor,
    proposal: Proposal,
    party: Party,
    kind: str = AuthorKind.CO_AUTHOR,
    entered_from: str = "",
) -> Author:
    """Ask somebody to write with you, or say that the idea was theirs as well. It holds from their own yes.

    Where a broker or facilitator enters it from their paper or their words, it holds at once, and they are
    told. Asked twice is once.
    """
    proposal = locked_proposal(proposal)
    if kind not in WRITES:
        raise Refused(_("Choose whether the idea was theirs as well, or they write with you."), field="kind")
    if not policy.may(by, "shape_proposal", proposal):
        policy.check(by, "enter_for_somebody", proposal.community)
    require_open(proposal.challenge, Opens.SHAPE)
    still_proposed(proposal)
    if proposal.authors.count() >= MOST_ORIGINATORS * 2:
        raise Refused(_("There are as many authors as a proposal can have."), field="party")
    return _ask(by, proposal, party, AuthorKind(kind), entered_from)


def _ask(by: type_of_actor, proposal: Proposal, party: Party, kind: AuthorKind, entered_from: str) -> Author:
    community = proposal.community
    membership = member_here(community, party, "others")
    together = set(proposal.authors.values_list("party", flat=True)) | {getattr(by, "party_id", None) or 0}
    if any(party.pk in pair for pair in blocked_pairs(community, together | {party.pk})):
        raise Refused(
            _("Please talk with a broker about this one first. They can help to find a way."), field="party"
        )
    known = Author.objects.filter(proposal=proposal, party=party, kind=kind).first()
    if known and known.state in (AuthorState.IN, AuthorState.ASKED):
        return known
    enters = entered_from or not isinstance(by, Person)
    at_once = speaks_for(by, community, party.pk) or (
        enters and policy.may(by, "enter_for_somebody", community)
    )
    if at_once:
        columns: dict[str, Any] = acting(by, community, party, entered_from).columns
    else:
        columns = {"party": party, "capacity": membership.capacity}
    columns["state"] = AuthorState.IN if at_once else AuthorState.ASKED
    columns["asked_by_key"] = key_of(by) if by else "system"
    row, _fresh = Author.objects.update_or_create(
        community=community, proposal=proposal, kind=kind, party=party,
        defaults={name: value for name, value in columns.items() if name != "party"},
    )  # fmt: skip
    if at_once:
        _voiced(row, proposal)
        tell_of_typing(Acting(party, row.capacity, row.typed_by_key, row.entered_from), row)
    else:
        later("gilydd.designing.notices.author_asked", row.pk)
    note(
        "ask_author", by, proposal.challenge, proposal, mentions=[party], audience=Audience.PRIVATE,
        kind=str(kind), state=str(row.state),
    )  # fmt: skip
    return row


def _voiced(row: Author, proposal: Proposal) -> None:
    act = VoiceAct.PROPOSED if row.kind == AuthorKind.ORIGINATOR else VoiceAct.CO_WROTE
    voice(challenge=proposal.challenge, act=act, thing=proposal, party=row.party_id, capacity=row.capacity)


@transaction.atomic
def answer_authorship(*, by: type_of_actor, author: Author, yes: bool, entered_from: str = "") -> Author:
    """Yes or no to writing with them. Answered twice in the same way is once."""
    known = Author.objects.select_related("proposal__challenge", "party").get(pk=author.pk)
    proposal = locked_proposal(known.proposal)
    row = Author.objects.select_related("party").get(pk=author.pk)
    act = acting(by, proposal.community, row.party, entered_from)
    wanted = AuthorState.IN if yes else AuthorState.DECLINED
    if row.state == wanted:
        return row
    if row.state != AuthorState.ASKED:
        raise Refused(_("This was answered already."))
    still_proposed(proposal)
    row.state, row.capacity = wanted, act.capacity
    row.typed_by_key, row.entered_from = act.typed_by_key, act.entered_from
    row.since = timezone.now()
    row.save(update_fields=["state", "capacity", "typed_by_key", "entered_from", "since"])
    if yes:
        _voiced(row, proposal)
    note(
        "answer_authorship", by, proposal.challenge, proposal, mentions=[row.party], behalf=act.behalf,
        audience=Audience.PRIVATE, state=str(row.state),
    )  # fmt: skip
    return row


@transaction.atomic
def step_back(*, by: type_of_actor, author: Author, entered_from: str = "") -> Author:
    """An author does not go on with it. That the idea was theirs stays; the last one takes it back."""
    known = Author.objects.select_related("proposal__challenge", "party").get(pk=author.pk)
    proposal = locked_proposal(known.proposal)
    row = Author.objects.select_related("party").get(pk=author.pk)
    act = acting(by, proposal.community, row.party, entered_from)
    if row.state == AuthorState.LEFT:
        return row
    if row.state != AuthorState.IN:
        raise Refused(_("Only an author can step back."))
    still_proposed(proposal)
    rest = proposal.authors.filter(state=AuthorState.IN, kind__in=WRITES).exclude(party=row.party)
    if not rest.exists():
        raise Refused(_("Nobody else is with it. Take the proposal back instead."))
    row.state = AuthorState.LEFT
    row.save(update_fields=["state"])
    note(
        "step_back", by, proposal.challenge, proposal, mentions=[row.party], behalf=act.behalf,
        audience=Audience.PRIVATE,
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_proposal(
    *, by: type_of_actor, proposal: Proposal, party: Party, entered_from: str = ""
) -> Proposal:
    """Take a proposal back, where nobody else's idea is in it. Taken back twice is once."""
    proposal = locked_proposal(proposal)
    act = author_acts(by, proposal, party, entered_from, AuthorKind.ORIGINATOR)
    if proposal.state == ProposalState.WITHDRAWN:
        return proposal
    still_proposed(proposal)
    rest = proposal.authors.filter(kind=AuthorKind.ORIGINATOR, state=AuthorState.IN)
    if rest.exclude(party=party).exists():
        raise Refused(_("The idea is somebody else's as well. You can step back, and it stays with them."))
    proposal.state = ProposalState.WITHDRAWN
    proposal.save(update_fields=["state"])
    tell_of_typing(act, proposal)
    note("withdraw_proposal", by, proposal.challenge, proposal, behalf=act.behalf)
    return proposal
