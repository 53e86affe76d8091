"""What the commands of partnerships share."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import System, type_of_actor
from gilydd.people.queries import standing
from gilydd.people.words import Capacity, MembershipState

from ..models import Partner, Partnership
from ..policy import seat_of, spanned
from ..words import LONGEST_WORDS, State

Row = TypeVar("Row", bound=Model)


def fresh(partnership: Partnership) -> Partnership:
    """The partnership as it is now."""
    return Partnership.objects.select_related("community", "rules").get(pk=partnership.pk)


def locked(partnership: Partnership) -> Partnership:
    """The partnership as it is now, locked: what it is and who is in it is written by one at a time."""
    rows = Partnership.objects.select_for_update(of=("self",)).select_related("community", "rules")
    return rows.get(pk=partnership.pk)


def running(partnership: Partnership) -> None:
    """Refuse what comes after the end."""
    if partnership.state != State.RUNNING:
        raise Refused(_("This partnership has ended. Its records stay."))


def capacity_in(by: type_of_actor, partnership: Partnership) -> str:
    """As what somebody acts here: by their seat on the board, else as they are in one of its communities."""
    if not isinstance(by, Person):
        return ""
    if seat := seat_of(by, partnership):
        return seat.capacity
    here = [standing(by, one) for one in spanned(partnership)]
    return next((one.capacity for one in here if one.active), Capacity.CITIZEN)


def written_by(by: type_of_actor) -> str:
    """The key of whoever does it."""
    return "system" if isinstance(by, System) or by is None else key_of(by)


def note(verb: str, by: type_of_actor, subject: Any, partnership: Partnership, **more: Any) -> None:
    """Record one act for everybody to read. `more`: mentions, reason, reason_lang; the rest are its facts."""
    turns = [
        turn
        for row in partnership.services.select_related("service")
        if (turn := row.service.turns.order_by("-number").first()) is not None
    ]
    record(
        community=partnership.community,
        actor=by,
        capacity=capacity_in(by, partnership),
        verb=f"partnerships.{verb}",
        subject=subject,
        mentions=[partnership, *turns, *more.pop("mentions", ())],
        audience=Audience.PUBLIC,
        reason=more.pop("reason", ""),
        reason_lang=more.pop("reason_lang", ""),
        facts=more,
    )


def said(text: str, sentence: str, field: str, longest: int = LONGEST_WORDS) -> str:
    """The text, trimmed; refused with the sentence where there is none, and where it is too long."""
    text = text.strip()
    if not text:
        raise Refused(sentence, field=field)
    if len(text) > longest:
        raise Refused(_("Write at most %(most)s signs.") % {"most": longest}, field=field)
    return text


def both(name: str, cy: str, en: str, longest: int = 160) -> dict[str, str]:
    """A text in both languages, trimmed; refused where one is missing."""
    sentence = _("Write it in Welsh and in English.")
    return {
        f"{name}_cy": said(cy, sentence, f"{name}_cy", longest),
        f"{name}_en": said(en, sentence, f"{name}_en", longest),
    }


def takes_part(partnership: Partnership, party: Party, field: str) -> None:
    """Refuse a party that is an active member of none of the communities that the partnership reaches."""
    rows = Membership.objects.filter(community__in=spanned(partnership), party=party)
    if not rows.filter(state=MembershipState.ACTIVE).exists():
        raise Refused(_("They must be a member of a community of this partnership."), field=field)


def of_it(partnership: Partnership, partner: Partner, field: str = "partner") -> None:
    """Refuse a partner of another partnership, or one that has left."""
    if partner.partnership_id != partnership.pk or partner.until:
        raise Refused(_("Choose a partner of this partnership."), field=field)


def same_community(partnership: Partnership, row: Any, field: str) -> None:
    """Refuse a row of another community."""
    if row is not None and row.community_id != partnership.community_id:
        raise Refused(_("This belongs to another community."), field=field)


def not_ahead(day: dt.date, field: str) -> dt.date:
    """A day that has come."""
    if day > timezone.localdate():
        raise Refused(_("This day has not come yet."), field=field)
    return day


def whole(number: int, most: int, field: str) -> int:
    """A whole number above nothing and not above `most`."""
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= most:
        raise Refused(_("Write a number above nothing that can be true."), field=field)
    return number


def move(row: Any, state: Any, moves: Any) -> None:
    """Move a row to another state, where its present one allows that; the caller saves."""
    if state not in moves[type(state)(row.state)]:
        raise Refused(
            _("This cannot be done now: the state is “%(state)s”.") % {"state": row.get_state_display()}
        )
    row.state = state


def home_of(partnership: Partnership) -> Community:
    return partnership.community
