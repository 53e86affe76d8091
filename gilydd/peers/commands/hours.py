"""Writes: hours given to a circle, hours it pays out, and an ask that its members alone see."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.exchange import commands as exchange
from gilydd.exchange.models import Ask, Transfer
from gilydd.exchange.words import Evidence
from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Party, Term
from gilydd.people.policy import speaks_for, type_of_actor

from ..models import Circle, CircleMember
from ..policy import policy
from ._circling import behalf, locked, note, reasoned


@transaction.atomic
def give_hours(
    *,
    by: type_of_actor,
    circle: Circle,
    giver: Party,
    minutes: int,
    key: str,
    words: str = "",
    lang: str = "",
) -> Transfer:
    """A member gives hours to their circle. Every member reads who gave. The same key is the same gift."""
    circle = locked(circle)
    policy.check(by, "give_hours", circle)
    transfer = exchange.give_hours(
        by=by, community=circle.community, giver=giver, receiver=circle.party, minutes=minutes, key=key,
        words=words, lang=lang,
    )  # fmt: skip
    note(
        "give_hours",
        by,
        circle,
        circle,
        behalf=behalf(by, giver),
        mentions=[giver, transfer],
        minutes=minutes,
    )
    return transfer


@transaction.atomic
def pay_hours(
    *,
    by: type_of_actor,
    circle: Circle,
    to: Party,
    minutes: int,
    reason: str,
    key: str,
    lang: str = "",
    work: Term | None = None,
) -> Transfer | None:
    """A treasurer pays hours out of the circle, and says what for: every member reads it.

    `work`: what was done for the circle, so that it counts as time given; without it the hours are a gift.
    None where the time is so long that a broker gives their word first. Nobody pays themselves.
    """
    circle = locked(circle)
    policy.check(by, "pay_hours", circle)
    reason = reasoned(reason, _("Say what the hours are for. Every member reads it."))
    if speaks_for(by, circle.community, to.pk):
        raise Refused(_("Another treasurer, or a broker, pays hours to you."), field="to")
    transfer: Transfer | None
    if work is None:
        transfer = exchange.give_hours(
            by=by, community=circle.community, giver=circle.party, receiver=to, minutes=minutes, key=key,
            words=reason, lang=lang, evidence=Evidence.SCREEN,
        )  # fmt: skip
    else:
        claim = exchange.record_hours(
            by=by, community=circle.community, giver=to, receiver=circle.party, minutes=minutes, work=work,
            occurred_at=timezone.now(), key=key, words=reason[:240], lang=lang,
        )  # fmt: skip
        transfer = claim.transfer
    note(
        "pay_hours", by, circle, circle, behalf=circle.party, mentions=[to, *filter(None, [transfer])],
        minutes=minutes, reason=reason, reason_lang=lang,
    )  # fmt: skip
    return transfer


@transaction.atomic
def ask_circle(
    *,
    by: type_of_actor,
    circle: Circle,
    asker: Party,
    title: str,
    minutes: int,
    work: Term,
    lang: str,
    details: str = "",
    wanted_on: dt.date | None = None,
) -> Ask:
    """A member asks the other members for a hand. They alone see it, and whoever can answers it."""
    circle = locked(circle)
    draft = CircleMember(circle=circle, community=circle.community, party=asker)
    policy.check(by, "ask_circle", draft)
    ask = exchange.ask_for_help(
        by=by, community=circle.community, asker=asker, title=title, minutes=minutes, work=work, lang=lang,
        details=details, wanted_on=wanted_on, asked_of=circle.party,
    )  # fmt: skip
    note("ask_circle", by, ask, circle, behalf=behalf(by, asker), mentions=[asker], minutes=minutes)
    later("gilydd.peers.circle_notices.asked_within", ask.pk)
    return ask
