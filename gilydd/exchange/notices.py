"""What people are told of asks, promises and hours. Each notice reads its rows again when it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.history.models import Reason
from gilydd.history.queries import timeline
from gilydd.history.words import Audience
from gilydd.people.models import Community, Membership, Party
from gilydd.people.notices import Rendered, notify
from gilydd.people.queries import acting_for, names
from gilydd.people.words import MembershipState, Role
from gilydd.ui.filters import clock, day, hours

from .models import Account, Ask, Claim, Promise, Thanks, Transfer, Trouble
from .policy import may, sides_of
from .rules import rules_of
from .words import AskState, ClaimState, PromiseState, TroubleKind, TroubleState

REMIND_WITHOUT_DAY_DAYS = 7


def promise_made(promise_id: int) -> None:
    """Tell the asker who will help."""
    promise = _promise(promise_id)
    if promise.state != PromiseState.MADE:
        return

    def render() -> Rendered:
        words = {"helper": _name(promise.helper_id), "title": promise.ask.title}
        return (
            _("%(helper)s will help you") % words,
            _("%(helper)s has promised to help you with “%(title)s”.") % words,
        )

    _of_promise(promise, promise.ask.asker, "made", render)


def promise_taken_back(promise_id: int) -> None:
    """Tell both that the promise will not be kept and the ask is open again."""
    promise = _promise(promise_id)

    def render() -> Rendered:
        words = {"title": promise.ask.title}
        return (
            _("A promise was taken back"),
            _("The promise to help with “%(title)s” was taken back. The ask is open again.") % words,
        )

    _of_promise(promise, promise.ask.asker, "back", render)
    _of_promise(promise, promise.helper, "back", render)


def hours_confirmed(promise_id: int) -> None:
    """Tell the helper that the hours arrived, or that what they gave freely was counted."""
    promise = _promise(promise_id)
    transfer = promise.transfer
    if transfer is None:
        return

    def render() -> Rendered:
        words = {
            "asker": _name(promise.ask.asker_id),
            "hours": hours(transfer.minutes),
            "title": promise.ask.title,
        }
        if promise.freely:
            return (
                _("You gave %(hours)s freely") % words,
                _("%(asker)s confirmed %(hours)s for “%(title)s”. They are counted. Thank you.") % words,
            )
        return (
            _("You received %(hours)s") % words,
            _("%(asker)s confirmed %(hours)s for “%(title)s”. Thank you.") % words,
        )

    _of_promise(promise, promise.helper, "confirmed", render)


def hours_declined(promise_id: int, record_id: int) -> None:
    """Tell both why a broker did not give their word, and that the hours can be confirmed anew."""
    promise = _promise(promise_id)
    why = Reason.objects.filter(record=record_id).first()

    def render() -> Rendered:
        words = {"title": promise.ask.title, "why": why.text if why else ""}
        return (
            _("A broker has a question about your hours"),
            _("The hours for “%(title)s” are not written yet. The broker says: %(why)s") % words,
        )

    for party in (promise.ask.asker, promise.helper):
        _of_promise(promise, party, f"declined:{record_id}", render)


def asked_of_you(ask_id: int) -> None:
    """Tell somebody that they are asked about their offer."""
    ask = _ask(ask_id)
    asked = ask.asked_of
    if asked is None or ask.state != AskState.OPEN:
        return

    def render() -> Rendered:
        words = {"asker": _name(ask.asker_id), "title": ask.title, "hours": hours(ask.minutes)}
        return (
            _("%(asker)s asks for your help") % words,
            _("%(asker)s asks you for “%(title)s”, about %(hours)s. You can say yes or no.") % words,
        )

    _of_ask(ask, asked, "asked", render)


def ask_declined(ask_id: int) -> None:
    """Tell the asker that it does not fit, with the words of the one who was asked."""
    ask = _ask(ask_id)
    asked = ask.asked_of
    if asked is None or ask.state != AskState.DECLINED:
        return
    record = timeline(ask, audiences={*Audience}).filter(verb="exchange.decline_ask").first()
    why = getattr(record, "reason", None)

    def render() -> Rendered:
        words = {"asked": _name(asked.pk), "title": ask.title, "why": why.text if why else ""}
        return (
            _("Not this time: “%(title)s”") % words,
            _("%(asked)s cannot help with “%(title)s” and says: %(why)s") % words
            + "\n\n"
            + _("You can put your ask on the board for everybody."),
        )

    _of_ask(ask, ask.asker, f"declined:{record.pk if record else 0}", render)


def time_proposed(promise_id: int, at: str) -> None:
    """Tell the other side what time is proposed; both, where a broker arranged it with them."""
    promise = _promise(promise_id)
    if promise.meets_at is None or promise.meets_at.isoformat() != at or promise.state != PromiseState.MADE:
        return
    agreed = bool(promise.meeting_agreed_at)

    def render() -> Rendered:
        words = _meeting(promise)
        if agreed:
            return (
                _("A time is arranged: “%(title)s”") % words,
                _("A broker arranged with you both: %(when)s.") % words,
            )
        return (
            _("Does this time suit you? “%(title)s”") % words,
            _("%(when)s is proposed for “%(title)s”. You can agree, or propose another time.") % words,
        )

    for party in (promise.ask.asker, promise.helper):
        if key_of(party) != promise.meeting_by_key:
            _of_promise(promise, party, f"time:{at}:{agreed}", render)


def time_agreed(promise_id: int, at: str) -> None:
    """Tell both that the time is agreed."""
    promise = _promise(promise_id)
    if promise.meets_at is None or promise.meets_at.isoformat() != at or not promise.meeting_agreed_at:
        return

    def render() -> Rendered:
        words = _meeting(promise)
        return _("The time is agreed: “%(title)s”") % words, _("You agreed on %(when)s.") % words

    for party in (promise.ask.asker, promise.helper):
        _of_promise(promise, party, f"agreed:{at}", render)


def claim_waits(claim_id: int) -> None:
    """Ask the receiver whether these hours were given."""
    claim = _claim(claim_id)
    if claim.receiver is None or claim.state != ClaimState.WAITING:
        return
    _of_claim(claim, claim.receiver, "waits", lambda: _please_confirm(claim))


def claim_refused(claim_id: int) -> None:
    """Tell the giver why the hours were not agreed."""
    claim = _claim(claim_id)
    if claim.state != ClaimState.REFUSED:
        return
    verbs = ("exchange.refuse_claim", "exchange.decline_hours")
    record = timeline(claim, audiences={*Audience}).filter(verb__in=verbs).first()
    why = getattr(record, "reason", None)

    def render() -> Rendered:
        words = {"hours": hours(claim.minutes), "day": day(claim.occurred_at), "why": why.text if why else ""}
        return (
            _("%(hours)s were not agreed") % words,
            _("The %(hours)s of %(day)s are not written in the books. Why: %(why)s") % words,
        )

    for party in (claim.giver, claim.receiver):
        if party is not None:
            _of_claim(claim, party, f"refused:{record.pk if record else 0}", render)


def hours_written(claim_id: int) -> None:
    """Tell both sides that hours are in the books, except whoever wrote them."""
    claim = _claim(claim_id)
    if claim.transfer is None:
        return

    def given() -> Rendered:
        words = {"hours": hours(claim.minutes), "day": day(claim.occurred_at)}
        if claim.freely:
            return (
                _("You gave %(hours)s freely") % words,
                _("The %(hours)s of %(day)s are counted. Thank you.") % words,
            )
        return (
            _("You received %(hours)s") % words,
            _("The %(hours)s of %(day)s are in the books. Thank you.") % words,
        )

    def received() -> Rendered:
        words = {"hours": hours(claim.minutes), "day": day(claim.occurred_at), "name": _name(claim.giver_id)}
        return (
            _("%(hours)s are in the books") % words,
            _("%(name)s gave %(hours)s of help on %(day)s. If that is not right, say so.") % words,
        )

    writer = claim.transfer.recorded_by_key
    _of_claim(claim, claim.giver, "written", given)
    if claim.receiver is not None and writer != key_of(claim.receiver):
        _of_claim(claim, claim.receiver, "written", received)


def gift_given(transfer_id: int) -> None:
    """Tell somebody who gave them hours, in the giver's own words."""
    transfer = _transfer(transfer_id)
    receiver = transfer.payee.party
    if receiver is None:
        return

    def render() -> Rendered:
        words = {"giver": _name(transfer.payer.party_id), "hours": hours(transfer.minutes)}
        note = getattr(transfer, "note", None)
        return (
            _("%(giver)s gave you %(hours)s") % words,
            note.text if note else _("A gift: %(hours)s are yours.") % words,
        )

    _of_transfer(transfer, receiver, "gift", render)


def thanked(thanks_id: int) -> None:
    """Show thanks to the one who is thanked."""
    thanks = Thanks.objects.select_related("transfer__payer__party", "transfer__payee__party").get(
        pk=thanks_id
    )
    transfer = _transfer(thanks.transfer_id)
    for party in (transfer.payer.party, transfer.payee.party):
        if party is not None and party.pk != thanks.writer_id:
            _of_transfer(transfer, party, f"thanks:{thanks.pk}", lambda: _thanks_of(thanks))


def trouble_raised(trouble_id: int) -> None:
    """Tell the brokers who are not part of it. The other side is not told of a problem."""
    trouble = _trouble(trouble_id)
    if trouble.state != TroubleState.OPEN:
        return

    def render() -> Rendered:
        words = {"kind": trouble.get_kind_display(), "name": _name(trouble.raised_by_id)}
        return _("%(kind)s: %(name)s") % words, _("Please look into what %(name)s says.") % words

    here = Membership.objects.of(trouble.community).filter(
        state=MembershipState.ACTIVE, roles__role=Role.BROKER, roles__until__isnull=True
    )
    for member in here.select_related("party__person").distinct():
        if may(member.party.person, "settle_trouble", trouble):
            _of_trouble(trouble, member.party, "raised", render)


def trouble_settled(trouble_id: int) -> None:
    """Tell whoever raised it how it was settled; of a dispute about hours both sides."""
    trouble = _trouble(trouble_id)
    if trouble.state != TroubleState.SETTLED:
        return

    def render() -> Rendered:
        return _("A broker settled what was not right"), trouble.outcome

    wanted = {trouble.raised_by_id}
    if trouble.kind == TroubleKind.DISPUTE:
        wanted |= sides_of(trouble)
    for party in Party.objects.filter(pk__in=wanted):
        key = f"exchange.trouble:{trouble.pk}:settled"
        for person in _people(trouble.community, party):
            notify(party=person, community=trouble.community, key=f"{key}:{person.pk}", render=render)


def balance_far(account_id: int, transfer_id: int) -> None:
    """Ask kindly, once for each time that a balance goes past a soft limit. Nothing is blocked."""
    account = Account.objects.select_related("community", "party").get(pk=account_id)
    party = account.party
    if party is None:
        return
    rules = rules_of(account.community)
    high = account.balance_minutes >= rules.soft_high_minutes
    if not high and account.balance_minutes > rules.soft_low_minutes:
        return

    def render() -> Rendered:
        words = {"hours": hours(account.balance_minutes)}
        if high:
            return (
                _("You have %(hours)s: is there something you would like?") % words,
                _("You give a lot. Ask for something for yourself, or give some hours to the pot."),
            )
        return (
            _("Your balance is %(hours)s") % words,
            _("You are welcome to go on asking. Is there something you could do for somebody?"),
        )

    for person in _people(account.community, party):
        if may(person.person, "see_account", account):
            notify(
                party=person,
                community=account.community,
                key=f"exchange.far:{account.pk}:{transfer_id}:{person.pk}",
                render=render,
                href=lambda: reverse("exchange:balance", args=[account.community.slug]),
            )


def remind_to_confirm() -> None:
    """Once a day: remind, once, whoever has hours to confirm that are older than the community agreed.

    A promise counts from its agreed time, else from its day, else from a week after it was made.
    """
    now = timezone.now()
    for community in Community.objects.order_by("pk"):
        limit = now - dt.timedelta(hours=rules_of(community).confirm_within_hours)
        for pk in _overdue_promises(community, limit).values_list("pk", flat=True):
            _remind_promise(pk)
        waiting = Claim.objects.of(community).filter(state=ClaimState.WAITING, made_at__lt=limit)
        for pk in waiting.values_list("pk", flat=True):
            claim = _claim(pk)
            if claim.receiver is not None:
                _of_claim(claim, claim.receiver, "remind", lambda claim=claim: _please_confirm(claim))  # type: ignore[misc]


def _overdue_promises(community: Community, limit: dt.datetime) -> Any:
    """Promises that should have been confirmed by now; `limit` is now less the agreed time."""
    before_day = timezone.localtime(limit).date()
    dated = Q(meeting_agreed_at__isnull=False, meets_at__isnull=False)
    return (
        Promise.objects.of(community)
        .filter(state=PromiseState.MADE)
        .filter(
            (dated & Q(meets_at__lt=limit))
            | (~dated & Q(ask__wanted_on__lt=before_day))
            | (
                ~dated
                & Q(ask__wanted_on__isnull=True)
                & Q(promised_at__lt=limit - dt.timedelta(days=REMIND_WITHOUT_DAY_DAYS))
            )
        )
        .order_by(F("promised_at"))
    )


def _remind_promise(promise_id: int) -> None:
    promise = _promise(promise_id)

    def render() -> Rendered:
        words = {"helper": _name(promise.helper_id), "title": promise.ask.title}
        return (
            _("Did %(helper)s help you? Please confirm the hours") % words,
            _("Say how long “%(title)s” took. If it did not happen, take the promise back.") % words,
        )

    _of_promise(promise, promise.ask.asker, "remind", render)


def _please_confirm(claim: Claim) -> Rendered:
    words = {"name": _name(claim.giver_id), "hours": hours(claim.minutes), "day": day(claim.occurred_at)}
    return (
        _("Did %(name)s help you for %(hours)s?") % words,
        _("%(name)s wrote down %(hours)s of help for you on %(day)s. Please say yes, or what is not right.")
        % words,
    )


def _thanks_of(thanks: Thanks) -> Rendered:
    return _("%(name)s says thank you") % {"name": _name(thanks.writer_id)}, thanks.words


def _meeting(promise: Promise) -> dict[str, str]:
    assert promise.meets_at is not None
    when = _("%(day)s at %(time)s") % {"day": day(promise.meets_at), "time": clock(promise.meets_at)}
    if promise.meets_where:
        when = f"{when}, {promise.meets_where}"
    return {"title": promise.ask.title, "when": when}


def _name(party_id: int | None) -> str:
    return names([party_id])[party_id] if party_id else ""


def _people(community: Community, party: Party) -> list[Party]:
    """Whom to tell for a party: the person, or all who act for the household, group or organisation."""
    if hasattr(party, "person"):
        return [party]
    acting = [row.person_id for row, _called in acting_for(community, party)]
    return list(Party.objects.filter(pk__in=acting).select_related("person").order_by("pk"))


def tell(
    community: Community,
    party: Party,
    key: str,
    render: Callable[[], Rendered],
    href: Callable[[], str],
    sees: Callable[[Any], bool],
) -> None:
    for person in _people(community, party):
        if sees(person.person):
            notify(party=person, community=community, key=f"{key}:{person.pk}", render=render, href=href)


def _of_ask(ask: Ask, party: Party, what: str, render: Callable[[], Rendered], key: str = "") -> None:
    tell(
        ask.community,
        party,
        key or f"exchange.ask:{ask.pk}:{what}",
        render,
        lambda: reverse("exchange:ask", args=[ask.community.slug, ask.pk]),
        lambda person: may(person, "see_ask", ask),
    )


def _of_promise(promise: Promise, party: Party, what: str, render: Callable[[], Rendered]) -> None:
    _of_ask(promise.ask, party, what, render, key=f"exchange.promise:{promise.pk}:{what}")


def _of_claim(claim: Claim, party: Party, what: str, render: Callable[[], Rendered]) -> None:
    tell(
        claim.community,
        party,
        f"exchange.claim:{claim.pk}:{what}",
        render,
        lambda: reverse("exchange:claim", args=[claim.community.slug, claim.pk]),
        lambda person: may(person, "see_claim", claim),
    )


def _of_transfer(transfer: Transfer, party: Party, what: str, render: Callable[[], Rendered]) -> None:
    tell(
        transfer.community,
        party,
        f"exchange.transfer:{transfer.pk}:{what}",
        render,
        lambda: reverse("exchange:transfer", args=[transfer.community.slug, transfer.pk]),
        lambda person: may(person, "see_transfer", transfer),
    )


def _of_trouble(trouble: Trouble, party: Party, what: str, render: Callable[[], Rendered]) -> None:
    tell(
        trouble.community,
        party,
        f"exchange.trouble:{trouble.pk}:{what}",
        render,
        lambda: reverse("exchange:trouble", args=[trouble.community.slug, trouble.pk]),
        lambda person: may(person, "see_trouble", trouble),
    )


def _promise(promise_id: int) -> Promise:
    return Promise.objects.select_related(
        "community", "ask__asker__person", "ask__community", "helper__person", "transfer"
    ).get(pk=promise_id)


def _ask(ask_id: int) -> Ask:
    return Ask.objects.select_related("community", "asker__person", "asked_of__person").get(pk=ask_id)


def _claim(claim_id: int) -> Claim:
    return Claim.objects.select_related(
        "community", "giver__person", "receiver__person", "transfer", "group"
    ).get(pk=claim_id)


def _transfer(transfer_id: int) -> Transfer:
    return Transfer.objects.select_related(
        "community", "payer__party__person", "payee__party__person", "note"
    ).get(pk=transfer_id)


def _trouble(trouble_id: int) -> Trouble:
    return Trouble.objects.select_related(
        "community", "raised_by", "promise__ask", "claim", "transfer__payer", "transfer__payee"
    ).get(pk=trouble_id)
