"""What those on the roll are told of a vote. No message says how anybody voted but to themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Membership, Message, Party
from gilydd.people.notices import ONE_COMMIT, Rendered, notify
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import said
from gilydd.ui.filters import clock, day

from .models import Ballot, OnRoll, Vote
from .policy import may
from .queries.voting import choices_of, first_count, labels_of, seat_of, why_stopped
from .telling import told
from .words import BallotEvidence, VoteKind, VoteState


def opened(vote_id: int) -> None:
    """Tell everybody on the roll that they can vote."""
    vote = _vote(vote_id)
    if vote.state == VoteState.OPEN:
        _tell_roll(vote, "opened", lambda: _opened(vote))


def remind(vote_id: int) -> None:
    """Remind those on the roll who have not voted yet."""
    vote = _vote(vote_id)
    if vote.state == VoteState.OPEN:
        waiting = OnRoll.objects.filter(vote=vote, ballots__isnull=True)
        _tell_roll(vote, "remind", lambda: _reminded(vote), waiting)


def ended(vote_id: int) -> None:
    """Tell everybody on the roll what was decided, or why the vote was stopped."""
    vote = _vote(vote_id)
    if vote.state == VoteState.CLOSED:
        _tell_roll(vote, "result", lambda: _result(vote))
    elif vote.state == VoteState.STOPPED:
        _tell_roll(vote, "stopped", lambda: _stopped(vote))


def entered(ballot_id: int) -> None:
    """Tell somebody that a vote was entered in their name: by whom, what, and how to change it."""
    ballot = Ballot.objects.select_related("vote__community", "on_roll__party__person").get(pk=ballot_id)
    vote, party = ballot.vote, ballot.on_roll.party
    if not Membership.objects.of(vote.community).filter(party=party, state=MembershipState.ACTIVE).exists():
        return
    seat = seat_of(vote, party=party.pk)
    assert seat is not None
    # A later ballot has a message of its own; this one would say what is not so any more.
    if seat.ballot is None or seat.ballot.pk != ballot.pk:
        return

    def render() -> Rendered:
        texts = {one.number: one.text for one in labels_of(choices_of(vote))}
        words = {
            **_when(vote),
            "who": seat.recorded_by,
            "chosen": ", ".join(texts[one] for one in ballot.choices) or _("None of these"),
        }
        how = (
            _("%(who)s entered your vote from paper: %(chosen)s.")
            if ballot.evidence == BallotEvidence.PAPER
            else _("%(who)s entered your vote as you said it by phone: %(chosen)s.")
        )
        return (
            _("Your vote was entered: %(title)s") % words,
            how % words
            + "\n"
            + _("If that is not right, change it on the page or tell your broker by %(day)s at %(time)s.")
            % words,
        )

    notify(
        party=party,
        community=vote.community,
        key=f"deciding.ballot:{ballot.pk}",
        render=render,
        href=lambda: _href(vote),
    )


def _opened(vote: Vote) -> Rendered:
    words = _when(vote)
    lines = [
        _("You can vote on this: %(title)s") % words,
        _("You can vote until %(day)s at %(time)s, and change your mind until then.") % words,
        _("It is an open vote. The page says who will see how you voted."),
        _("You can also vote on paper or by phone: tell your broker."),
    ]
    return _("A vote waits for you: %(title)s") % words, "\n".join(lines)


def _reminded(vote: Vote) -> Rendered:
    words = _when(vote)
    return (
        _("You have not voted yet: %(title)s") % words,
        _("You can vote until %(day)s at %(time)s: %(title)s") % words
        + "\n"
        + _("You can also vote on paper or by phone: tell your broker."),
    )


def _result(vote: Vote) -> Rendered:
    run = first_count(vote)
    assert run is not None
    found = told(vote, run.result, labels_of(choices_of(vote)))
    lines = [said(vote, "title"), found.outcome, *found.sentences]
    if vote.kind != VoteKind.RESOLUTION:
        lines += [f"{one.label.text}: {one.votes}" for one in found.lines]
    return _("The result: %(title)s") % {"title": said(vote, "title")}, "\n".join(lines)


def _stopped(vote: Vote) -> Rendered:
    reason = why_stopped(vote)
    words = {"title": said(vote, "title"), "why": reason.text if reason else ""}
    return (
        _("The vote was stopped: %(title)s") % words,
        _("Nothing was decided, and nobody sees how you voted. The reason: %(why)s") % words,
    )


def _when(vote: Vote) -> dict[str, str]:
    return {"title": said(vote, "title"), "day": day(vote.closes_at), "time": clock(vote.closes_at)}


def _href(vote: Vote) -> str:
    return reverse("deciding:vote", args=[vote.community.slug, vote.pk])


def _tell_roll(vote: Vote, what: str, render: Callable[[], Rendered], rows: Any = None) -> None:
    """Make the message of each active member on the roll. Run again, it goes on where it stopped."""
    prefix = f"deciding.vote:{vote.pk}:{what}:"
    rows = OnRoll.objects.filter(vote=vote) if rows is None else rows
    active = Membership.objects.of(vote.community).filter(state=MembershipState.ACTIVE)
    going = set(rows.filter(party__in=active.values("party")).values_list("party_id", flat=True))
    had = set(Message.objects.filter(key__startswith=prefix).values_list("party_id", flat=True))
    waiting = sorted(going - had)
    for start in range(0, len(waiting), ONE_COMMIT):
        with transaction.atomic():
            few = Party.objects.filter(pk__in=waiting[start : start + ONE_COMMIT]).select_related("person")
            for party in few.order_by("pk"):
                if may(party.person, "see_vote", vote):
                    notify(
                        party=party,
                        community=vote.community,
                        key=f"{prefix}{party.pk}",
                        render=render,
                        href=lambda: _href(vote),
                    )


def _vote(vote_id: int) -> Vote:
    return Vote.objects.select_related("community", "group").get(pk=vote_id)
