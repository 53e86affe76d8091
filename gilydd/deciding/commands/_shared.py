"""What the commands of votes share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gilydd.history.commands import record
from gilydd.history.words import Audience, Refused
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from ..models import Vote
from ..words import VOTE_MOVES, VoteState


def locked(vote: Vote) -> Vote:
    """The vote as it is now, locked: ballots and the close of one vote come one after the other."""
    rows = Vote.objects.select_for_update(of=("self",)).select_related("community", "group", "split_key")
    return rows.get(pk=vote.pk)


def audience_of(vote: Vote) -> Audience:
    """Who may read that a vote was opened or ended; never who voted, or how."""
    return Audience.COMMUNITY if vote.group_id else Audience.PUBLIC


def note(verb: str, by: type_of_actor, subject: Any, **more: Any) -> None:
    """Record one act of a vote. `more`: audience, mentions, behalf, reason, reason_lang; else facts."""
    record(
        community=subject.community,
        actor=by,
        capacity=capacity_of(by, subject.community),
        on_behalf_of=more.pop("behalf", None),
        verb=f"deciding.{verb}",
        subject=subject,
        mentions=more.pop("mentions", ()),
        audience=more.pop("audience", None) or audience_of(subject),
        reason=more.pop("reason", ""),
        reason_lang=more.pop("reason_lang", ""),
        facts=more,
    )


def still_open(vote: Vote) -> None:
    """Refuse what can be done with an open vote alone."""
    if vote.state != VoteState.OPEN:
        raise Refused(
            _("This cannot be done now: the vote is “%(state)s”.") % {"state": vote.get_state_display()}
        )


def move(vote: Vote, state: VoteState) -> None:
    """Move a vote to another state, where its present one allows that; the caller saves it."""
    if state not in VOTE_MOVES[VoteState(vote.state)]:
        still_open(vote)
    vote.state = state
