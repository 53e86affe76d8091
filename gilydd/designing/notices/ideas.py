"""What is told while people raise, propose and decide: what waits for their word, and what was answered."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.notices import Rendered
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from ..models import (
    Author,
    Challenge,
    PhaseMove,
    Proposal,
    ProposalVersion,
    VoiceEvent,
)
from ..words import (
    AuthorKind,
    AuthorState,
    ChallengeState,
    CommentState,
    MergingState,
    VoiceAct,
)
from ._telling import (
    amendment_row,
    challenge_of,
    challenge_row,
    comment_row,
    merging_row,
    page_of,
    taking_part,
    tell,
    tell_authors,
    typist,
    words_of,
)


def asked(challenge_id: int) -> None:
    """Ask everybody who was invited to say what they think; each once."""
    challenge = challenge_row(challenge_id)
    invited = VoiceEvent.objects.filter(challenge=challenge, act=VoiceAct.INVITED)

    def render() -> Rendered:
        words = {"title": said(challenge, "title")}
        return (
            _("What do you think? %(title)s") % words,
            said(challenge, "question")
            + "\n"
            + _("You can tell your idea, say what you think of others, or just read.")
            + "\n"
            + _("On screen, on paper or by telling a facilitator: each counts the same."),
        )

    tell(
        challenge, invited.values_list("party", flat=True), f"asked:{challenge.pk}", render,
        lambda: page_of(challenge),
    )  # fmt: skip


def phase_moved(move_id: int) -> None:
    """Tell who takes part that the days of a phase were moved, and why."""
    move = PhaseMove.objects.select_related("phase__challenge__community").get(pk=move_id)
    challenge = move.phase.challenge

    def render() -> Rendered:
        words = {
            "phase": said(move.phase, "name"), "title": said(challenge, "title"),
            "from": day(move.starts_on), "to": day(move.ends_on), "why": said(move, "why"),
        }  # fmt: skip
        return (
            _("New days: %(title)s") % words,
            _("“%(phase)s” is now from %(from)s to %(to)s. The reason: %(why)s") % words,
        )

    tell(challenge, taking_part(challenge), f"moved:{move.pk}", render, lambda: page_of(challenge))


def typed_for_you(model: str, pk: int) -> None:
    """Tell somebody what was entered in their name, by whom, and what to do if it is wrong."""
    row: Any = apps.get_model("designing", model).objects.select_related("community").get(pk=pk)
    if isinstance(row, Proposal):
        act = Author.objects.filter(proposal=row, kind=AuthorKind.ORIGINATOR).order_by("pk").first()
        if act is None:
            return
        party, typed_by = act.party, act.typed_by_key
    else:
        party, typed_by = row.party, row.typed_by_key
    challenge = challenge_of(row)

    def render() -> Rendered:
        words = {"who": typist(typed_by), "title": said(challenge, "title"), "what": words_of(row)}
        lines = [
            _("%(who)s entered this for you, as you wrote or said it.") % words,
            *([words["what"]] if words["what"] else []),
            _("If it is not right, tell your broker or a facilitator: it is changed, and both stay written."),
        ]
        return _("Entered for you: %(title)s") % words, "\n".join(lines)

    tell(challenge, [party.pk], f"typed:{model}:{pk}", render, lambda: page_of(challenge))


def author_asked(author_id: int) -> None:
    """Ask somebody whether they write with others, or had the idea with them."""
    row = Author.objects.select_related("proposal__challenge__community", "party").get(pk=author_id)
    if row.state != AuthorState.ASKED:
        return
    proposal = row.proposal

    def render() -> Rendered:
        words = {"proposal": proposal.called}
        what = (
            _("The idea “%(proposal)s” is said to be yours as well. Is it? Then you are named with it.")
            if row.kind == AuthorKind.ORIGINATOR
            else _("You are asked to write “%(proposal)s” together with others.")
        )
        return (
            _("Are you with them? %(proposal)s") % words,
            what % words + "\n" + _("It holds only when you say yes. You can say no."),
        )

    tell(
        proposal.challenge, [row.party_id], f"author:{row.pk}:{row.since.timestamp():.0f}", render,
        lambda: reverse("designing:mine", args=[proposal.community.slug]),
    )  # fmt: skip


def translated(version_id: int) -> None:
    """Tell the authors that somebody put their proposal into the other language."""
    row = ProposalVersion.objects.select_related("proposal__challenge__community", "party").get(pk=version_id)
    proposal = row.proposal

    def render() -> Rendered:
        words = {"proposal": proposal.called}
        return (
            _("In both languages now: %(proposal)s") % words,
            _("Somebody put your proposal into the other language. Your own words are as they were.")
            + "\n"
            + _("Read it, and change what is not right."),
        )

    tell_authors(proposal, f"translated:{row.pk}", render, {row.party_id})


def amended(amendment_id: int) -> None:
    """Tell the authors that somebody would change something."""
    row = amendment_row(amendment_id)
    if row.state != "open":
        return

    def render() -> Rendered:
        words = {"proposal": row.proposal.called, "words": row.words}
        return (
            _("Somebody would change something: %(proposal)s") % words,
            row.words + "\n" + _("Take it up, or say why not. Everybody reads your reason."),
        )

    tell_authors(
        row.proposal, f"amended:{row.pk}", render, {row.party_id},
        lambda: reverse("designing:amendment", args=[row.community.slug, row.pk]), row.party,
    )  # fmt: skip


def amendment_answered(amendment_id: int) -> None:
    """Tell whoever suggested a change what became of it, and why."""
    row = amendment_row(amendment_id)

    def render() -> Rendered:
        words = {"proposal": row.proposal.called, "why": row.answer}
        if row.state == "accepted":
            return (
                _("Your change was taken up: %(proposal)s") % words,
                _("It reads as you suggested, or better. They say: %(why)s") % words
                + "\n"
                + _("You are named with it."),
            )
        return (
            _("Your change was not taken up: %(proposal)s") % words,
            _("They say why: %(why)s") % words,
        )

    if row.state in ("accepted", "refused"):
        tell(
            row.proposal.challenge, [row.party_id], f"amendment:{row.pk}:{row.state}", render,
            lambda: reverse("designing:proposal", args=[row.community.slug, row.proposal_id]),
        )  # fmt: skip


def merging_asked(merging_id: int) -> None:
    """Tell the authors of the other proposal that somebody would put the two together."""
    row = merging_row(merging_id)
    if row.state != MergingState.OPEN:
        return

    def render() -> Rendered:
        words = {"one": row.proposal.called, "other": row.into.called, "why": row.words}
        return (
            _("One proposal of two? %(other)s") % words,
            _("Those who wrote “%(one)s” would like to put it together with yours. They say: %(why)s") % words
            + "\n"
            + _("Nothing happens without your yes. Nobody whose idea it was is dropped."),
        )

    tell_authors(
        row.into, f"merging:{row.pk}", render, {row.party_id},
        lambda: reverse("designing:merging", args=[row.community.slug, row.pk]), row.party,
    )  # fmt: skip


def merging_answered(merging_id: int) -> None:
    """Tell the authors who asked what the others said."""
    row = merging_row(merging_id)

    def render() -> Rendered:
        words = {"one": row.proposal.called, "other": row.into.called, "why": row.answer}
        if row.state == MergingState.AGREED:
            return (
                _("The two are one now: %(other)s") % words,
                _("“%(one)s” is part of “%(other)s”. You are all named with it. They say: %(why)s") % words,
            )
        return (
            _("They stay apart: %(one)s") % words,
            _("Those who wrote “%(other)s” would rather go on by themselves. They say: %(why)s") % words,
        )

    if row.state != MergingState.OPEN:
        tell_authors(row.proposal, f"merged:{row.pk}", render, set())


def taken_away(comment_id: int) -> None:
    """Tell a writer that their words were taken away, why, and that somebody else can look again."""
    row = comment_row(comment_id)
    if row.state != CommentState.AWAY:
        return

    def render() -> Rendered:
        words = {"title": said(row.challenge, "title"), "why": row.reason}
        return (
            _("Your words were taken away: %(title)s") % words,
            _("The reason: %(why)s") % words
            + "\n"
            + _("If you think that this is wrong, ask somebody else to look again."),
        )

    tell(
        row.challenge, [row.party_id], f"away:{row.pk}", render,
        lambda: reverse("designing:comment_again", args=[row.community.slug, row.pk]),
    )  # fmt: skip


def looked_again(comment_id: int) -> None:
    """Tell a writer what came of the second look."""
    row = comment_row(comment_id)

    def render() -> Rendered:
        words = {"title": said(row.challenge, "title"), "why": row.answer}
        if row.state == CommentState.SHOWN:
            return _("Your words are back: %(title)s") % words, _("They say: %(why)s") % words
        return _("Your words stay away: %(title)s") % words, _("They say why: %(why)s") % words

    if row.answer:
        tell(row.challenge, [row.party_id], f"again:{row.pk}", render, lambda: page_of(row.challenge))


def in_the_vote(challenge_id: int) -> None:
    """Tell the authors that their proposal is in the vote."""
    challenge = challenge_row(challenge_id)
    for proposal in challenge.proposals.filter(state="on_ballot").select_related("challenge__community"):

        def render(proposal: Proposal = proposal) -> Rendered:
            words = {"proposal": proposal.called}
            return (
                _("In the vote: %(proposal)s") % words,
                _("Both signatures stand under its costs, and people vote on it now."),
            )

        tell_authors(proposal, f"vote:{challenge.vote_id}:{proposal.pk}", render, set())


def moved_on(challenge_id: int, state: str) -> None:
    """Tell everybody who wrote a proposal where the challenge stands now."""
    challenge = challenge_row(challenge_id)
    if challenge.state != state:
        return
    if state == ChallengeState.DECIDED:
        for proposal in challenge.proposals.filter(state__in=("funded", "not_funded")):
            _tell_decision(challenge, proposal)
        return
    step = challenge.steps.filter(state=state).order_by("pk").last()

    def render() -> Rendered:
        words = {"title": said(challenge, "title"), "state": str(challenge.get_state_display())}
        why = said(step, "words") if step else ""
        if state == ChallengeState.STOPPED:
            return _("Stopped: %(title)s") % words, _("It does not go on. The reason: %(why)s") % {"why": why}
        return (
            _("%(state)s: %(title)s") % words,
            _("This is where it stands now: %(state)s. The page says what comes next.") % words,
        )

    everybody = Author.objects.filter(proposal__challenge=challenge, state=AuthorState.IN)
    parties = set(everybody.values_list("party", flat=True))
    if challenge.raised_by_id:
        parties.add(challenge.raised_by_id)
    tell(challenge, parties, f"state:{challenge.pk}:{state}", render, lambda: page_of(challenge))


def _tell_decision(challenge: Challenge, proposal: Proposal) -> None:
    def render() -> Rendered:
        words = {"proposal": proposal.called}
        if proposal.state == "funded":
            return (
                _("Yes to it: %(proposal)s") % words,
                _("People voted for it. Next it is promised, and you are offered a part in it."),
            )
        return (
            _("Not this time: %(proposal)s") % words,
            _("It was not funded. The page says exactly why, and how near it came."),
        )

    proposal.challenge = challenge
    tell_authors(proposal, f"decided:{challenge.pk}:{proposal.pk}", render, set())
