"""Writes: ask, ask about an offer, promise, agree a time, take back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.assets.models import Asset
from gilydd.assets.words import AssetKind, AssetState
from gilydd.history.commands import key_of, later
from gilydd.history.words import Refused
from gilydd.people.models import Community, Party, Person, Place, Term
from gilydd.people.policy import speaks_for, supports, type_of_actor
from gilydd.people.queries import belongs
from gilydd.people.words import Scheme, SupportedAct, SupportScope

from .. import ledger
from ..models import Ask, Promise
from ..policy import acts_for_other, policy
from ..rules import rules_of
from ..words import AskState, PromiseState
from ._shared import acts_as, fresh, may_help, move, record_ask, tell_supported
from ._together import active_member, behalf, typed_by, whole_steps


@transaction.atomic
def ask_for_help(
    *,
    by: type_of_actor,
    community: Community,
    asker: Party,
    title: str,
    minutes: int,
    work: Term,
    lang: str,
    details: str = "",
    wanted_on: dt.date | None = None,
    place: Place | None = None,
    asked_of: Party | None = None,
) -> Ask:
    """Somebody needs a hand: for oneself, for a party one acts for, or for a member one looks after.

    `asked_of`: a group that the asker belongs to; then its members alone see the ask and may answer it.
    """
    policy.check(by, "ask_for_help", community)
    acts_as(by, community, asker, field="asker", verb="ask_for")
    if asked_of is not None and not belongs(community, asked_of.pk, asker.pk):
        raise Refused(_("Only members of this group can ask within it."), field="asker")
    return _ask(
        by, community, asker, title, minutes, work, lang, details, wanted_on, place, asked_of=asked_of
    )


@transaction.atomic
def take_offer(
    *,
    by: type_of_actor,
    offer: Asset,
    asker: Party,
    title: str,
    minutes: int,
    lang: str,
    details: str = "",
    wanted_on: dt.date | None = None,
) -> Ask:
    """Ask one member about what they offer. Only they, the asker and brokers see it; they say yes or no."""
    community = offer.community
    policy.check(by, "ask_for_help", community)
    acts_as(by, community, asker, field="asker", verb="ask_for")
    if offer.kind != AssetKind.OFFER or offer.state != AssetState.LIVE or offer.term.scheme != Scheme.WORK:
        raise Refused(_("This is not offered any more."))
    if offer.party_id == asker.pk:
        raise Refused(_("This is your own offer."))
    active_member(community, offer.party)
    may_help(by, community, helper=offer.party, asker=asker, work=offer.term)
    ask = _ask(
        by, community, asker, title, minutes, offer.term, lang, details, wanted_on, offer.place, offer=offer
    )
    later("gilydd.exchange.notices.asked_of_you", ask.pk)
    return ask


@transaction.atomic
def change_ask(
    *,
    by: type_of_actor,
    ask: Ask,
    title: str,
    minutes: int,
    work: Term,
    lang: str,
    details: str = "",
    wanted_on: dt.date | None = None,
) -> Ask:
    """Put an ask better while nobody has promised yet. An ask about an offer keeps its kind of work."""
    ask = fresh(ask)
    policy.check(by, "change_ask", ask)
    if ask.state not in (AskState.OPEN, AskState.DECLINED):
        raise Refused(
            _("This cannot be done now: the ask is “%(state)s”.") % {"state": ask.get_state_display()}
        )
    whole_steps(ask.community, minutes)
    before = {"minutes": [ask.minutes, minutes]} if ask.minutes != minutes else {}
    ask.title, ask.details, ask.lang = title.strip(), details.strip(), lang
    ask.minutes, ask.wanted_on = minutes, wanted_on
    if ask.asked_of_id is None:
        ask.work = work
    ask.save(update_fields=["title", "details", "lang", "minutes", "wanted_on", "work"])
    record_ask("change_ask", by, ask, behalf(by, ask.asker), **before)
    tell_supported(by, ask, SupportedAct.CHANGED_ASK)
    return ask


@transaction.atomic
def withdraw_ask(*, by: type_of_actor, ask: Ask) -> Ask:
    """The help is no longer needed. A promise is taken back first."""
    ask = fresh(ask)
    policy.check(by, "withdraw_ask", ask)
    move(ask, AskState.WITHDRAWN)
    record_ask("withdraw_ask", by, ask, behalf(by, ask.asker))
    tell_supported(by, ask, SupportedAct.WITHDREW_ASK)
    return ask


@transaction.atomic
def decline_ask(*, by: type_of_actor, ask: Ask, reason: str, lang: str) -> Ask:
    """The one who is asked about their offer says no, with a kind word of why."""
    ask = fresh(ask)
    policy.check(by, "decline_ask", ask)
    if ask.asked_of is None:
        raise Refused(_("This ask is on the board: nobody needs to say no to it."))
    if not reason.strip():
        raise Refused(_("Say in a few kind words why it does not fit."), field="reason")
    move(ask, AskState.DECLINED)
    record_ask("decline_ask", by, ask, behalf(by, ask.asked_of), reason=reason.strip(), reason_lang=lang)
    later("gilydd.exchange.notices.ask_declined", ask.pk)
    return ask


@transaction.atomic
def put_on_board(*, by: type_of_actor, ask: Ask) -> Ask:
    """What one member could not do is asked of everybody."""
    ask = fresh(ask)
    policy.check(by, "change_ask", ask)
    if ask.state == AskState.OPEN and ask.asked_of_id is None:
        return ask
    if ask.state == AskState.DECLINED:
        move(ask, AskState.OPEN)
    elif ask.state != AskState.OPEN:
        raise Refused(
            _("This cannot be done now: the ask is “%(state)s”.") % {"state": ask.get_state_display()}
        )
    ask.asked_of = None
    ask.save(update_fields=["asked_of"])
    record_ask("put_on_board", by, ask, behalf(by, ask.asker))
    return ask


@transaction.atomic
def make_promise(*, by: type_of_actor, ask: Ask, helper: Party, freely: bool = False) -> Promise:
    """Somebody will help. The asker's minutes are held until the promise is kept or taken back.

    Help that is given freely is counted but never owed, so nothing is held for it; in a community in
    gift mode all help is.
    """
    ask = fresh(ask)
    policy.check(by, "make_promise", ask)
    for_other = acts_as(by, ask.community, helper, field="helper")
    if helper.pk == ask.asker_id:
        raise Refused(_("You cannot promise help to yourself."))
    if ask.asked_of_id not in (None, helper.pk) and not belongs(ask.community, ask.asked_of_id, helper.pk):
        raise Refused(_("Somebody else was asked for this."))
    if isinstance(by, Person) and ask.typed_by_key == key_of(by):
        _not_supporter_of_asker(by, ask, helper)
    ledger.refuse_not_begun(ask.community, [helper.pk])
    may_help(by, ask.community, helper=helper, asker=ask.asker, work=ask.work)
    move(ask, AskState.PROMISED)
    freely = freely or rules_of(ask.community).gift_mode
    held = None
    if not freely:
        number = ask.promises.count() + 1
        held = ledger.hold(
            payer=ledger.account_of(ask.community, ask.asker),
            minutes=ask.minutes,
            key=f"{key_of(ask)}:hold:{number}",
        )
    promise = Promise.objects.create(
        community=ask.community, ask=ask, helper=helper, hold=held, freely=freely
    )
    record_ask("make_promise", by, ask, helper if for_other else None, minutes=ask.minutes, freely=freely)
    later("gilydd.exchange.notices.promise_made", promise.pk)
    return promise


@transaction.atomic
def take_back_promise(*, by: type_of_actor, promise: Promise) -> Ask:
    """The promise cannot be kept: the minutes are free again and the ask is open again."""
    ask = fresh(promise.ask)
    promise = Promise.objects.select_related("hold").get(pk=promise.pk)
    policy.check(by, "take_back_promise", promise)
    if promise.state != PromiseState.MADE:
        raise Refused(_("This promise was already kept or taken back."))
    if promise.hold:
        ledger.release(promise.hold)
    promise.state = PromiseState.TAKEN_BACK
    promise.save(update_fields=["state"])
    move(ask, AskState.OPEN)
    record_ask("take_back_promise", by, ask, None)
    later("gilydd.exchange.notices.promise_taken_back", promise.pk)
    return ask


@transaction.atomic
def propose_time(*, by: type_of_actor, promise: Promise, at: dt.datetime, where: str = "") -> Promise:
    """Say when and where to meet. The other side agrees; what a broker arranges with both is agreed.

    It can be changed until the hours are confirmed; a changed time is agreed anew.
    """
    promise = _live(promise)
    policy.check(by, "agree_time", promise)
    if at < timezone.now():
        raise Refused(_("This time is over. Choose one that is still to come."), field="day")
    side = _side(by, promise)
    promise.meets_at, promise.meets_where = at, where.strip()
    promise.meeting_by_key = key_of(side or by)
    promise.meeting_agreed_at = None if side else timezone.now()
    promise.save(update_fields=["meets_at", "meets_where", "meeting_by_key", "meeting_agreed_at"])
    behalf_of = side if side and acts_for_other(by, side) else None
    record_ask("propose_time", by, promise.ask, behalf_of, agreed=side is None)
    later("gilydd.exchange.notices.time_proposed", promise.pk, at.isoformat())
    return promise


@transaction.atomic
def agree_time(*, by: type_of_actor, promise: Promise) -> Promise:
    """The other side agrees to the time; a broker can say so for them. Agreeing twice is once."""
    promise = _live(promise)
    policy.check(by, "agree_time", promise)
    if promise.meets_at is None:
        raise Refused(_("No time was proposed yet."))
    if promise.meeting_agreed_at:
        return promise
    side = _side(by, promise)
    if side and key_of(side) == promise.meeting_by_key:
        raise Refused(_("You proposed this time. The other one agrees to it."))
    promise.meeting_agreed_at = timezone.now()
    promise.save(update_fields=["meeting_agreed_at"])
    record_ask("agree_time", by, promise.ask, side if side and acts_for_other(by, side) else None)
    later("gilydd.exchange.notices.time_agreed", promise.pk, promise.meets_at.isoformat())
    return promise


def _not_supporter_of_asker(by: Person, ask: Ask, helper: Party) -> None:
    """A supporter does not ask in a member's name and then answer it: hours with themselves."""
    asked_for = supports(by, ask.community, ask.asker_id, SupportScope.ASKS)
    if asked_for and speaks_for(by, ask.community, helper.pk):
        raise Refused(_("You asked this for the member. Somebody else helps, or a broker writes it down."))


def _live(promise: Promise) -> Promise:
    """The promise as it is now, its ask locked; refuses one that is kept or taken back."""
    fresh(promise.ask)
    promise = Promise.objects.select_related("ask__asker", "ask__community", "helper", "community").get(
        pk=promise.pk
    )
    if promise.state != PromiseState.MADE:
        raise Refused(_("This promise was already kept or taken back."))
    return promise


def _side(by: type_of_actor, promise: Promise) -> Party | None:
    """The side that the actor speaks for; None for a broker between the two.

    A person who speaks for both sides (their own and a household's, say) speaks as the helper.
    """
    sides = (promise.helper, promise.ask.asker)
    return next((party for party in sides if speaks_for(by, promise.community, party.pk)), None)


def _ask(
    by: type_of_actor,
    community: Community,
    asker: Party,
    title: str,
    minutes: int,
    work: Term,
    lang: str,
    details: str,
    wanted_on: dt.date | None,
    place: Place | None,
    offer: Asset | None = None,
    asked_of: Party | None = None,
) -> Ask:
    ledger.refuse_not_begun(community, [asker.pk])
    whole_steps(community, minutes)
    if place and place.community_id != community.pk:
        raise Refused(_("This place is in another community."), field="place")
    ask = Ask.objects.create(
        community=community,
        asker=asker,
        title=title.strip(),
        details=details.strip(),
        minutes=minutes,
        work=work,
        lang=lang,
        wanted_on=wanted_on,
        place=place,
        offer=offer,
        asked_of=offer.party if offer else asked_of,
        typed_by_key=typed_by(by, asker),
    )
    verb = "take_offer" if offer else "ask_for_help"
    record_ask(verb, by, ask, behalf(by, asker), minutes=minutes, work=work.code)
    tell_supported(by, ask, SupportedAct.ASKED)
    return ask
