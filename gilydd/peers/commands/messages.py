"""Writes: a first message, an answer, closing a conversation, telling the leads of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.exchange.words import Evidence
from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.commands import note_support
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import serves, speaks_for, supports, type_of_actor
from gilydd.people.queries import capacity_of, names, under_age
from gilydd.people.words import MembershipState, SupportedAct, SupportScope
from gilydd.safety import commands as safety
from gilydd.safety.models import Concern
from gilydd.safety.queries import may_meet
from gilydd.ui.filters import day

from ..models import Conversation, Written
from ..policy import other_side, policy, sides_spoken_for
from ..queries.messages import open_to
from ..words import FIRST_MESSAGES_A_DAY, LONGEST_MESSAGE, UNANSWERED_IN_A_ROW

READ_OUT = (Evidence.PHONE, Evidence.PAPER)


@transaction.atomic
def write_first(
    *,
    by: type_of_actor,
    community: Community,
    party: Party,
    to: Party,
    words: str,
    lang: str,
    key: str,
    evidence: str = "",
) -> Conversation:
    """Write to somebody for the first time. No address of either is shown; the other may answer or close it.

    `party` writes: the person, whom they act for, whom they support in writing, or a member without a screen
    whose words a broker types (`evidence`: by phone or on paper). The same `key` again is the same message;
    where the two have an open conversation, the words go there. The refusal gives no reason away.
    """
    membership = _active(community, party)
    policy.check(by, "write_as", membership)
    known = Written.objects.of(community).filter(key=key, party=party).select_related("conversation").first()
    if known is not None:
        return known.conversation
    words = _worded(words, lang)
    if to.pk == party.pk:
        raise Refused(_("Choose somebody else than yourself."))
    # Whoever writes much waits here for their own other request, so that a quota cannot be run past.
    turn = by.party_id if isinstance(by, Person) else party.pk
    Membership.objects.of(community).select_for_update(of=("self",)).get(party=turn)
    first, second = sorted((party, to), key=lambda one: one.pk)
    pair = Conversation.objects.of(community).filter(first=first, second=second, closed_at=None)
    row = pair.first() or _begin(by, community, party, to, first, second)
    if row.written.exists():
        write_back(by=by, conversation=row, party=party, words=words, lang=lang, key=key, evidence=evidence)
        return pair.get()
    _add(by, row, party, words, lang, key, evidence)
    _record("write_first", by, row, party)
    return row


@transaction.atomic
def write_back(
    *,
    by: type_of_actor,
    conversation: Conversation,
    party: Party,
    words: str,
    lang: str,
    key: str,
    evidence: str = "",
) -> Written:
    """Write in a conversation that is open. Before the first answer at most two messages go one way."""
    row = _locked(conversation)
    if party.pk not in (row.first_id, row.second_id):
        raise Refused(_("This conversation is between two others."))
    policy.check(by, "write_as", _active(row.community, party))
    known = Written.objects.of(row.community).filter(key=key, party=party).first()
    if known is not None:
        return known
    words = _worded(words, lang)
    other = other_side(row, party)
    here = Membership.objects.of(row.community).filter(party=other, state=MembershipState.ACTIVE)
    kept_apart = not may_meet(row.community, party, other) or _hides_behind(by, row.community, party, other)
    if row.closed_at or kept_apart or not here.exists():
        raise Refused(_("This conversation is closed."))
    answering = row.last_by_id != party.pk
    unanswered = row.answered_at is None and row.started_by_id == party.pk
    if unanswered and row.written.filter(party=party).count() >= UNANSWERED_IN_A_ROW:
        raise Refused(_("Wait for an answer before you write again."))
    written = _add(by, row, party, words, lang, key, evidence)
    row.last_by, row.last_at = party, written.written_at
    if row.answered_at is None and row.started_by_id != party.pk:
        row.answered_at = written.written_at
    row.save(update_fields=["last_by", "last_at", "answered_at"])
    _record("write_back", by, row, party, answering=answering)
    return written


@transaction.atomic
def close_conversation(*, by: type_of_actor, conversation: Conversation, party: Party) -> Conversation:
    """Write no more here. Whoever closed it may begin anew; the other one cannot. Nobody is told why."""
    row = _locked(conversation)
    if party.pk not in (row.first_id, row.second_id):
        raise Refused(_("This conversation is between two others."))
    policy.check(by, "close_as", Membership.objects.of(row.community).get(party=party))
    if row.closed_at is None:
        row.closed_at, row.closed_by = timezone.now(), party
        row.save(update_fields=["closed_at", "closed_by"])
        _record("close_conversation", by, row, party)
    return row


@transaction.atomic
def report_conversation(
    *, by: Person, conversation: Conversation, words: str, lang: str, with_it: bool = False
) -> Concern:
    """Tell the safeguarding leads of a conversation; `with_it` lets them read what was written in it.

    It is a concern like every other (safety.raise_concern): nobody else reads it, the other side is not told.
    """
    policy.check(by, "report_conversation", conversation)
    if not words.strip():
        raise Refused(_("Write what worries you."), field="words")
    mine = next(pk for pk in sides_spoken_for(by, conversation) if speaks_for(by, conversation.community, pk))
    other = conversation.second if mine == conversation.first_id else conversation.first
    concern = safety.raise_concern(
        by=by,
        community=conversation.community,
        words=words.strip() + (_transcript(conversation) if with_it else ""),
        lang=lang,
        about=other,
    )
    _record("report_conversation", by, conversation, None)
    return concern


def _begin(
    by: type_of_actor, community: Community, party: Party, to: Party, first: Party, second: Party
) -> Conversation:
    """A new conversation; the one that the other side began at this very moment, where they were first."""
    if to.pk not in open_to(community, party.pk, [to.pk]) or _hides_behind(by, community, party, to):
        raise Refused(_("You cannot write to this member here. Ask a broker to introduce you."))
    _within_quota(by, community)
    pair = {"community": community, "first": first, "second": second}
    try:
        with transaction.atomic():
            return Conversation.objects.create(
                **pair, started_by=party, opened_by_key=key_of(by), last_by=party
            )
    except IntegrityError:
        return Conversation.objects.get(**pair, closed_at=None)


def _hides_behind(by: type_of_actor, community: Community, party: Party, to: Party) -> bool:
    """Whether somebody writes for another party to whom they themselves may not write.

    A broker who types what a member without a screen said is not meant.
    """
    if not isinstance(by, Person) or by.pk == party.pk or serves(by, community, party.pk):
        return False
    return not may_meet(community, by.pk, to.pk) or under_age().filter(person=by.pk).exists()


def _transcript(conversation: Conversation) -> str:
    """What was written, as it was written."""
    called = names([conversation.first_id, conversation.second_id])
    lines = conversation.written.order_by("pk").values_list("party_id", "written_at", "words")
    return "".join(f"\n\n{called[pk]}, {day(at)}:\n{words}" for pk, at, words in lines)


def _add(
    by: type_of_actor, row: Conversation, party: Party, words: str, lang: str, key: str, evidence: str
) -> Written:
    own = speaks_for(by, row.community, party.pk)
    helps = supports(by, row.community, party.pk, SupportScope.WRITING)
    if isinstance(by, Person) and not own and not helps and evidence not in READ_OUT:
        raise Refused(_("Say how you know what they want to write: by phone or on paper."), field="evidence")
    written = Written.objects.create(
        conversation=row,
        community=row.community,
        party=party,
        words=words,
        lang=lang,
        key=key,
        typed_by_key=key_of(by) if isinstance(by, Person) and by.pk != party.pk else "",
        evidence=evidence if not own and not helps else "",
    )
    later("gilydd.peers.notices.wrote", written.pk)
    note_support(
        by=by, community=row.community, member=party, scope=SupportScope.WRITING, what=SupportedAct.WROTE,
        thing=row, page="peers:conversation", ids=[row.pk],
    )  # fmt: skip
    return written


def _within_quota(by: type_of_actor, community: Community) -> None:
    """A few first messages a day, counted by whoever typed them."""
    if not isinstance(by, Person):
        return
    since = timezone.now() - dt.timedelta(days=1)
    begun = Conversation.objects.of(community).filter(opened_by_key=key_of(by), opened_at__gt=since)
    if begun.count() >= FIRST_MESSAGES_A_DAY:
        raise Refused(
            ngettext(
                "You wrote to %(num)s person for the first time today. Wait until tomorrow for the next.",
                "You wrote to %(num)s people for the first time today. Wait until tomorrow for the next.",
                FIRST_MESSAGES_A_DAY,
            )
            % {"num": FIRST_MESSAGES_A_DAY}
        )


def _worded(words: str, lang: str) -> str:
    words = words.strip()
    if not words:
        raise Refused(_("Write a few words."), field="words")
    if len(words) > LONGEST_MESSAGE:
        raise Refused(_("This is too long."), field="words")
    if lang not in ("cy", "en"):
        raise Refused(_("Say which language you wrote in."), field="lang")
    return words


def _active(community: Community, party: Party) -> Membership:
    row = Membership.objects.of(community).filter(party=party).select_related("community").first()
    if row is None or row.state != MembershipState.ACTIVE:
        raise Refused(_("Only an active member of the community can take part in this."))
    return row


def _locked(conversation: Conversation) -> Conversation:
    rows = Conversation.objects.select_for_update(of=("self",))
    return rows.select_related("community", "first", "second").get(pk=conversation.pk)


def _record(verb: str, by: type_of_actor, row: Conversation, party: Party | None, **facts: Any) -> None:
    """Private and bare: that something was written, never a word of it."""
    for_other = party is not None and getattr(by, "pk", None) != party.pk
    record(
        community=row.community,
        actor=by,
        capacity=capacity_of(by, row.community),
        on_behalf_of=party if for_other else None,
        verb=f"peers.{verb}",
        subject=row,
        audience=Audience.PRIVATE,
        facts=facts,
    )
