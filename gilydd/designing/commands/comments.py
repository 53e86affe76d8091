"""Writes: say what one thinks, take it back; take somebody's words away with a reason, and look again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor

from ..models import Challenge, Comment, Proposal, Update
from ..phases import require_open
from ..policy import policy
from ..voicing import voice
from ..words import LONGEST_COMMENT, CommentKind, CommentState, Opens, ProposalState, VoiceAct
from ._shared import acting, known_language, locked, note, reasoned, said_something, tell_of_typing


@transaction.atomic
def comment(
    *,
    by: type_of_actor,
    challenge: Challenge,
    party: Party,
    words: str,
    lang: str,
    key: str,
    kind: str = CommentKind.COMMENT,
    proposal: Proposal | None = None,
    entered_from: str = "",
) -> Comment:
    """Say something of a challenge or of one of its proposals; of a proposal also what is for or against it.

    The same key again is the same comment.
    """
    challenge = locked(challenge)
    act = acting(by, challenge.community, party, entered_from)
    before = Comment.objects.of(challenge.community).filter(key=key).first()
    if before is not None:
        return before
    require_open(challenge, Opens.TALK)
    if kind not in CommentKind.values or (kind != CommentKind.COMMENT and proposal is None):
        raise Refused(_("Say for or against a proposal, or just comment."), field="kind")
    if proposal is not None and proposal.challenge_id != challenge.pk:
        raise Refused(_("This proposal belongs to another challenge."), field="proposal")
    if proposal is not None and proposal.state in (ProposalState.MERGED, ProposalState.WITHDRAWN):
        raise Refused(_("This proposal is not going on. Look at the others."))
    row = Comment.objects.create(
        community=challenge.community, challenge=challenge, proposal=proposal, kind=kind, key=key,
        words=said_something(words, _("Write what you think."), "words", LONGEST_COMMENT),
        lang=known_language(lang), **act.columns,
    )  # fmt: skip
    voice(
        challenge=challenge, act=VoiceAct.COMMENTED if kind == CommentKind.COMMENT else VoiceAct.ARGUED,
        thing=row, party=party, capacity=act.capacity, text=row.words, of=proposal,
    )  # fmt: skip
    tell_of_typing(act, row)
    note(
        "comment", by, challenge, row, mentions=[proposal], behalf=act.behalf, kind=str(kind)
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_comment(*, by: type_of_actor, comment: Comment, entered_from: str = "") -> Comment:
    """Whoever said it takes it back: its words are gone, its place says so. Twice is once."""
    row = _locked(comment)
    act = acting(by, row.community, row.party, entered_from, active=False)
    if row.state == CommentState.WITHDRAWN:
        return row
    row.state, row.words = CommentState.WITHDRAWN, ""
    row.save(update_fields=["state", "words"])
    note("withdraw_comment", by, row.challenge, row, mentions=[row.proposal], behalf=act.behalf)
    return row


@transaction.atomic
def take_comment_away(*, by: type_of_actor, comment: Comment, reason: str, lang: str) -> Comment:
    """A facilitator or broker takes somebody's words away, with a reason that everybody reads."""
    row = _locked(comment)
    policy.check(by, "take_away", row)
    if row.state in (CommentState.AWAY, CommentState.AGAIN):
        return row
    if row.state != CommentState.SHOWN:
        raise Refused(_("This is not shown any more."))
    row.state, row.taken_by_key = CommentState.AWAY, key_of(by) if by else ""
    row.reason = reasoned(reason, _("Say why. Everybody reads it, and so does whoever wrote it."))
    row.reason_lang = known_language(lang)
    row.save(update_fields=["state", "taken_by_key", "reason", "reason_lang"])
    note(
        "take_comment_away", by, row.challenge, row, mentions=[row.proposal], reason=row.reason,
        reason_lang=lang,
    )  # fmt: skip
    later("gilydd.designing.notices.taken_away", row.pk)
    return row


@transaction.atomic
def ask_again(
    *, by: type_of_actor, comment: Comment, plea: str, lang: str, entered_from: str = ""
) -> Comment:
    """Whoever wrote it asks somebody else to look again. Once; asked twice is once."""
    row = _locked(comment)
    act = acting(by, row.community, row.party, entered_from)
    if row.state == CommentState.AGAIN:
        return row
    if row.state != CommentState.AWAY:
        raise Refused(_("This was not taken away."))
    if row.plea:
        raise Refused(_("Somebody else looked again already, and said why it stays away."))
    row.plea = reasoned(plea, _("Say why it should come back."), "plea")
    row.plea_lang, row.state = known_language(lang), CommentState.AGAIN
    row.save(update_fields=["state", "plea", "plea_lang"])
    note("ask_again", by, row.challenge, row, mentions=[row.proposal], behalf=act.behalf)
    return row


@transaction.atomic
def look_again(*, by: type_of_actor, comment: Comment, back: bool, answer: str, lang: str) -> Comment:
    """Somebody who did not take it away looks again: it comes back, or stays away, and they say why."""
    row = _locked(comment)
    policy.check(by, "look_again", row)
    if row.state != CommentState.AGAIN:
        raise Refused(_("Nobody asked to look at this again."))
    row.state = CommentState.SHOWN if back else CommentState.AWAY
    row.answer = reasoned(answer, _("Say why. Everybody reads it."), "answer")
    row.answer_lang = known_language(lang)
    row.save(update_fields=["state", "answer", "answer_lang"])
    note(
        "look_again", by, row.challenge, row, mentions=[row.proposal], back=back, reason=row.answer,
        reason_lang=lang,
    )  # fmt: skip
    later("gilydd.designing.notices.looked_again", row.pk)
    return row


@transaction.atomic
def take_update_away(*, by: type_of_actor, update: Update, reason: str, lang: str) -> Update:
    """Take the words of an update away, with a reason that everybody reads; what it changed stays."""
    rows = Update.objects.select_related("community", "party", "commitment__proposal__challenge__turn")
    row = rows.select_for_update(of=("self",)).get(pk=update.pk)
    policy.check(by, "take_away", row)
    if row.state == CommentState.AWAY:
        return row
    row.state, row.taken_by_key = CommentState.AWAY, key_of(by) if by else ""
    row.reason = reasoned(reason, _("Say why. Everybody reads it, and so does whoever wrote it."))
    row.reason_lang = known_language(lang)
    row.save(update_fields=["state", "taken_by_key", "reason", "reason_lang"])
    challenge = row.commitment.proposal.challenge
    note("take_update_away", by, challenge, row, reason=row.reason, reason_lang=lang)
    return row


def _locked(comment: Comment) -> Comment:
    rows = Comment.objects.select_related("community", "party", "proposal", "challenge__turn")
    row = rows.select_for_update(of=("self",)).get(pk=comment.pk)
    row.challenge.community = row.community
    return row
