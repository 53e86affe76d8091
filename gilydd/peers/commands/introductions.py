"""Writes: a member asks a broker for an introduction; the broker makes it, or says kindly why not."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.exchange import commands as exchange
from gilydd.history.commands import key_of, later, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import speaks_for, type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import MembershipState

from ..models import IntroductionRequest
from ..policy import policy
from ..words import REQUEST_MOVES, REQUESTS_WAITING, RequestState


@transaction.atomic
def ask_introduction(
    *,
    by: type_of_actor,
    community: Community,
    party: Party,
    other: Party,
    words: str = "",
    lang: str = "",
) -> IntroductionRequest:
    """Ask a broker to bring two members together. The other one is not told while it waits.

    Asking twice is once. At most five wait at a time.
    """
    membership = _active(community, party)
    policy.check(by, "ask_introduction", membership)
    if other.pk == party.pk:
        raise Refused(_("Choose somebody else than yourself."))
    _active(community, other)
    if words.strip() and lang not in ("cy", "en"):
        raise Refused(_("Say which language you wrote in."), field="lang")
    Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    waits = IntroductionRequest.objects.of(community).filter(party=party, state=RequestState.WAITING)
    same = waits.filter(other=other).first()
    if same is not None:
        return same
    if waits.count() >= REQUESTS_WAITING:
        raise Refused(_("Several of your wishes wait for a broker already. Wait for an answer first."))
    own = speaks_for(by, community, party.pk)
    try:
        with transaction.atomic():
            row = IntroductionRequest.objects.create(
                community=community,
                party=party,
                other=other,
                words=words.strip(),
                lang=lang if words.strip() else "",
                typed_by_key=key_of(by) if isinstance(by, Person) and not own else "",
            )
    except IntegrityError:
        return waits.get(other=other)
    _record("ask_introduction", by, row, behalf=None if own else party)
    later("gilydd.peers.notices.introduction_asked", row.pk)
    return row


@transaction.atomic
def make_introduction(
    *, by: type_of_actor, request: IntroductionRequest, words: str = "", lang: str = ""
) -> IntroductionRequest:
    """The broker brings the two together: both are told, with contact details only as each agreed."""
    row = _locked(request)
    policy.check(by, "answer_request", row)
    _move(by, row, RequestState.MADE)
    row.introduction = exchange.introduce(
        by=by,
        first=_active(row.community, row.party),
        second=_active(row.community, row.other),
        words=words,
        lang=lang,
    )
    row.save()
    _record("make_introduction", by, row)
    return row


@transaction.atomic
def decline_request(
    *, by: type_of_actor, request: IntroductionRequest, answer: str, lang: str
) -> IntroductionRequest:
    """Not this time, with a kind word that the asker reads. The other one never hears of it."""
    row = _locked(request)
    policy.check(by, "answer_request", row)
    if not answer.strip():
        raise Refused(_("Say in a few kind words why it does not fit."), field="answer")
    if lang not in ("cy", "en"):
        raise Refused(_("Say which language you wrote in."), field="lang")
    _move(by, row, RequestState.DECLINED)
    row.answer, row.answer_lang = answer.strip(), lang
    row.save()
    _record("decline_request", by, row)
    later("gilydd.peers.notices.request_declined", row.pk)
    return row


@transaction.atomic
def withdraw_request(*, by: type_of_actor, request: IntroductionRequest) -> IntroductionRequest:
    """They changed their mind."""
    row = _locked(request)
    policy.check(by, "withdraw_request", row)
    if row.state != RequestState.WITHDRAWN:
        _move(by, row, RequestState.WITHDRAWN)
        row.save()
        _record("withdraw_request", by, row)
    return row


def _move(by: type_of_actor, row: IntroductionRequest, state: RequestState) -> None:
    if state not in REQUEST_MOVES[RequestState(row.state)]:
        raise Refused(_("This was answered already."))
    row.state, row.answered_at = state, timezone.now()
    row.answered_by_key = key_of(by) if isinstance(by, Person) else "system"


def _active(community: Community, party: Party) -> Membership:
    row = Membership.objects.of(community).filter(party=party).select_related("community", "party").first()
    if row is None or row.state != MembershipState.ACTIVE:
        raise Refused(_("Both must be active members of this community."))
    return row


def _locked(request: IntroductionRequest) -> IntroductionRequest:
    rows = IntroductionRequest.objects.select_for_update(of=("self",))
    return rows.select_related("community", "party", "other").get(pk=request.pk)


def _record(verb: str, by: type_of_actor, row: IntroductionRequest, behalf: Any = None) -> None:
    """Without a mention of the other: their own timeline must not show a wish that they never hear of."""
    record(
        community=row.community,
        actor=by,
        capacity=capacity_of(by, row.community),
        on_behalf_of=behalf,
        verb=f"peers.{verb}",
        subject=row,
        mentions=[row.party],
        audience=Audience.PRIVATE,
    )
