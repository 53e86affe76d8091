"""Consent: answer an objection, and put a new wording to everybody."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms import voting
from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor

from ..counting import wording_now
from ..models import Objection, ObjectionAnswer, Vote, Wording
from ..policy import policy
from ..words import VoteKind
from ._shared import locked, note, still_open
from .opening import LONGEST_DAYS


@transaction.atomic
def answer_objection(
    *, by: type_of_actor, objection: Objection, text: str, lang: str = ""
) -> ObjectionAnswer:
    """Write down what came of talking about an objection: how it can be taken up, or why it cannot.

    It stands all the same until whoever objects says otherwise, with a new ballot. Nobody can do that for
    them.
    """
    vote = locked(objection.vote)
    policy.check(by, "answer_objection", vote)
    still_open(vote)
    if objection.ballot.choices != [voting.OBJECTS]:
        raise Refused(_("This member stands aside and does not object."))
    if not text.strip():
        raise Refused(_("Write what came of it."), field="text")
    answer = ObjectionAnswer.objects.create(
        community=vote.community, objection=objection, text=text.strip(), lang=lang, made_by_key=key_of(by)
    )
    note("answer_objection", by, vote, mentions=[objection.ballot.on_roll.party])
    later("gilydd.deciding.notices.objection_answered", answer.pk)
    return answer


@transaction.atomic
def reword(
    *,
    by: type_of_actor,
    vote: Vote,
    text_cy: str,
    text_en: str,
    why_cy: str,
    why_en: str,
    closes_at: dt.datetime | None = None,
) -> Wording:
    """Put a new wording to everybody, with what changed and why; they answer again.

    Answers to the earlier wording do not count for this one, but an objection stands until whoever made it
    says otherwise. A new wording may move the close, never to an earlier day.
    """
    vote = locked(vote)
    policy.check(by, "reword", vote)
    still_open(vote)
    if vote.kind != VoteKind.CONSENT:
        raise Refused(_("Only what consent is asked for can be reworded."))
    if not (text_cy.strip() and text_en.strip()):
        raise Refused(_("Write the new wording in Welsh and in English."), field="text_cy")
    if not (why_cy.strip() and why_en.strip()):
        raise Refused(_("Say what changed and why, in Welsh and in English."), field="why_cy")
    if closes_at is not None:
        _move_close(vote, closes_at)
    wording = Wording.objects.create(
        community=vote.community, vote=vote, number=(wording_now(vote) or 0) + 1, text_cy=text_cy.strip(),
        text_en=text_en.strip(), why_cy=why_cy.strip(), why_en=why_en.strip(), made_by_key=key_of(by),
    )  # fmt: skip
    note("reword", by, vote, number=wording.number)
    later("gilydd.deciding.notices.reworded", wording.pk)
    return wording


def _move_close(vote: Vote, closes_at: dt.datetime) -> None:
    latest = vote.opened_at + dt.timedelta(days=LONGEST_DAYS)
    if not max(vote.closes_at, timezone.now()) <= closes_at <= latest:
        raise Refused(_("The close can only move to a later day, within one year."), field="closes_at")
    vote.closes_at, vote.reminded_at = closes_at, None
    vote.save(update_fields=["closes_at", "reminded_at"])
