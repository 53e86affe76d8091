"""Writes: messages and pictures of a circle; taking one away with a reason; looking at it again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor
from gilydd.ui.photos import Photo

from ..models import Circle, CirclePicture, Post, Proposal
from ..policy import policy
from ..words import (
    LONGEST_POST,
    MOST_PICTURES,
    POST_MOVES,
    BelongingState,
    PostState,
    ProposalState,
)
from ._circling import behalf, locked, note, reasoned, tell_of_typing, typed_by


@transaction.atomic
def post(
    *,
    by: type_of_actor,
    circle: Circle,
    party: Party,
    words: str,
    lang: str,
    key: str,
    answers: Post | None = None,
    proposal: Proposal | None = None,
) -> Post:
    """Write a message in the circle, about a proposal or in answer to another. The same key is the same one.

    A supporter or broker may type it for a member of the circle: it is the member's message, shows who
    typed it, and the member is told and can take it back.
    """
    circle = locked(circle)
    known = Post.objects.of(circle.community).filter(key=key).first()
    if known:
        return known
    row = Post(
        community=circle.community, circle=circle, party=party, words=words.strip(), lang=lang, key=key,
        typed_by_key=typed_by(by, party),
    )  # fmt: skip
    policy.check(by, "post", row)
    if not circle.members.filter(party=party, state=BelongingState.IN).exists():
        raise Refused(_("They are not in this circle."), field="member")
    if not row.words:
        raise Refused(_("Write something first."), field="words")
    if len(row.words) > LONGEST_POST:
        raise Refused(_("This is too long. Make two messages of it."), field="words")
    row.answers, row.proposal = _about(circle, answers, proposal)
    row.save()
    note("post", by, row, circle, behalf=behalf(by, party), mentions=[row.proposal] if row.proposal else ())
    tell_of_typing(by, party, circle, row, "gilydd.peers.circle_notices.typed_for_you")
    later("gilydd.peers.circle_notices.posted", row.pk)
    return row


@transaction.atomic
def withdraw_post(*, by: type_of_actor, post: Post) -> Post:
    """Whoever wrote it takes it back: its words are gone for good."""
    circle, row = _fresh(post)
    policy.check(by, "withdraw_post", row)
    if row.state == PostState.WITHDRAWN:
        return row
    _move(row, PostState.WITHDRAWN)
    row.words = ""
    row.save(update_fields=["words"])
    note("withdraw_post", by, row, circle, behalf=behalf(by, row.party))
    return row


@transaction.atomic
def take_post_away(*, by: type_of_actor, post: Post, reason: str, lang: str) -> Post:
    """A host takes a message away. The reason stands in its place for every member; its writer is told."""
    circle, row = _fresh(post)
    policy.check(by, "take_post_away", row)
    row.reason = reasoned(reason, _("Say why. Every member of the circle reads it."))
    row.reason_lang = lang
    _move(row, PostState.AWAY)
    row.save(update_fields=["reason", "reason_lang"])
    note("take_post_away", by, row, circle, mentions=[row.party], reason=row.reason, reason_lang=lang)
    later("gilydd.peers.circle_notices.taken_away", row.pk)
    return row


@transaction.atomic
def ask_again(*, by: type_of_actor, post: Post, plea: str, lang: str) -> Post:
    """The writer asks for a message to be looked at again: by a broker, who is no part of the circle."""
    circle, row = _fresh(post)
    policy.check(by, "ask_again", row)
    row.plea = reasoned(plea, _("Say in a few words why it should come back."), "plea")
    row.plea_lang = lang
    _move(row, PostState.AGAIN)
    row.save(update_fields=["plea", "plea_lang"])
    note("ask_again", by, row, circle, behalf=behalf(by, row.party), reason=row.plea, reason_lang=lang)
    later("gilydd.peers.circle_notices.wants_a_second_look", row.pk)
    return row


@transaction.atomic
def look_again(*, by: type_of_actor, post: Post, back: bool, answer: str, lang: str) -> Post:
    """A broker looks again: the message comes back, or stays away. Writer and hosts read the answer."""
    circle, row = _fresh(post)
    policy.check(by, "look_again", row)
    row.answer = reasoned(answer, _("Say why, to both sides."), "answer")
    row.answer_lang = lang
    _move(row, PostState.SHOWN if back else PostState.STAYS_AWAY)
    row.save(update_fields=["answer", "answer_lang"])
    note("look_again", by, row, circle, mentions=[row.party], back=back, reason=row.answer, reason_lang=lang)
    later("gilydd.peers.circle_notices.looked_again", row.pk)
    return row


@transaction.atomic
def add_picture(
    *, by: type_of_actor, circle: Circle, party: Party, photo: Photo, alt: str, lang: str
) -> CirclePicture:
    """Put a picture on the circle's page, with the words for who cannot see it."""
    circle = locked(circle)
    row = CirclePicture(
        community=circle.community, circle=circle, party=party, content=photo.content, width=photo.width,
        height=photo.height, alt=alt.strip(), lang=lang, typed_by_key=typed_by(by, party),
    )  # fmt: skip
    policy.check(by, "add_picture", row)
    if not circle.members.filter(party=party, state=BelongingState.IN).exists():
        raise Refused(_("They are not in this circle."), field="member")
    if not row.alt:
        raise Refused(_("Say in a few words what is in the picture, for who cannot see it."), field="alt")
    if circle.pictures.filter(away_at__isnull=True).count() >= MOST_PICTURES:
        raise Refused(
            _("There are %(most)s pictures already. Take one away first.") % {"most": MOST_PICTURES},
            field="photo",
        )
    row.save()
    note("add_picture", by, row, circle, behalf=behalf(by, party))
    return row


@transaction.atomic
def take_picture_away(
    *, by: type_of_actor, picture: CirclePicture, reason: str = "", lang: str = ""
) -> CirclePicture:
    """Take a picture away for good. A host says why; whoever put it there need not."""
    circle = locked(picture.circle)
    row = CirclePicture.objects.select_related("community", "party").get(pk=picture.pk)
    row.circle = circle
    policy.check(by, "take_picture_away", row)
    if row.away_at:
        return row
    own = behalf(by, row.party) is None
    row.reason = "" if own else reasoned(reason, _("Say why. Whoever put it there reads it."))
    row.reason_lang, row.away_at, row.content = lang, timezone.now(), None
    row.save(update_fields=["reason", "reason_lang", "away_at", "content"])
    note("take_picture_away", by, row, circle, mentions=[row.party], reason=row.reason, reason_lang=lang)
    if not own:
        later("gilydd.peers.circle_notices.picture_taken_away", row.pk)
    return row


def _about(
    circle: Circle, answers: Post | None, proposal: Proposal | None
) -> tuple[Post | None, Proposal | None]:
    """What a message is about: an answer stands under the first message, and about the same proposal."""
    if answers is not None:
        first = Post.objects.select_related("answers", "proposal").get(pk=answers.pk)
        first = first.answers or first
        if first.circle_id != circle.pk:
            raise Refused(_("This message is in another circle."))
        return first, first.proposal
    if proposal is None:
        return None, None
    if proposal.circle_id != circle.pk:
        raise Refused(_("This proposal is of another circle."))
    if proposal.state not in (ProposalState.TALKING, ProposalState.VOTING):
        raise Refused(_("This was decided already."))
    return None, proposal


def _fresh(post: Post) -> tuple[Circle, Post]:
    """The circle, locked, and the message as it is now."""
    circle = locked(post.circle)
    row = Post.objects.select_related("community", "party").get(pk=post.pk)
    row.circle = circle
    return circle, row


def _move(row: Post, state: PostState) -> None:
    if state not in POST_MOVES[PostState(row.state)]:
        raise Refused(
            _("This cannot be done now: the message is “%(state)s”.") % {"state": row.get_state_display()}
        )
    row.state = state
    row.save(update_fields=["state"])
