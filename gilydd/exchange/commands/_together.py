"""What the commands of group exchanges, series, spending, trade and closing share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Membership, Party, Term
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.people.words import MembershipState

from .. import ledger
from ..models import SpendingPlace
from ..policy import acts_for_other
from ..rules import rules_of
from ..words import LONGEST_ASK_MINUTES

# Every transfer names a kind of work; hours that are given, closed or expired are not work (see Nature)
# and stand under this one, which the taxonomy keeps for helping the community itself.
FOR_THE_COMMUNITY = "community-group"


def whole_steps(
    community: Community, minutes: int, *, longest: int = LONGEST_ASK_MINUTES, field: str = "minutes"
) -> None:
    """Refuse a time that is not in the community's steps, or not between one step and `longest`."""
    step = rules_of(community).step_minutes
    if minutes <= 0 or minutes % step or minutes > longest:
        raise Refused(
            _("Enter a time in steps of %(step)s minutes, at most %(hours)s hours.")
            % {"step": step, "hours": longest // 60},
            field=field,
        )


def active_member(community: Community, party: Party | None, field: str = "") -> Membership:
    """The party's membership; refuses whoever is no active member."""
    row = Membership.objects.of(community).filter(party=party).first() if party else None
    if row is None or row.state != MembershipState.ACTIVE:
        raise Refused(_("Only an active member of the community can take part in this."), field=field)
    ledger.refuse_not_begun(community, [row.party_id], field)
    return row


def for_the_community() -> Term:
    """The kind of work under which gifts and closings stand in the books."""
    return Term.objects.get(community=None, scheme="work", code=FOR_THE_COMMUNITY)


def locked_place(at: SpendingPlace) -> SpendingPlace:
    """The place as it is now, locked: its visits are counted and paid one at a time."""
    return (
        SpendingPlace.objects.select_for_update(of=("self",))
        .select_related("community", "party", "work")
        .get(pk=at.pk)
    )


def typed_by(by: type_of_actor, party: Party) -> str:
    """The key of who enters this for somebody else; empty where somebody acts for themself."""
    return key_of(by) if acts_for_other(by, party) and hasattr(by, "_meta") else ""


def behalf(by: type_of_actor, party: Party) -> Party | None:
    """The party somebody else acts for; None where they act for themself."""
    return party if acts_for_other(by, party) else None


def note(
    verb: str, by: type_of_actor, subject: Any, *, audience: Audience = Audience.PRIVATE, **more: Any
) -> None:
    """Record one act. `more`: community, mentions, behalf, reason, reason_lang; the rest are its facts."""
    community = more.pop("community", None) or subject.community
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        on_behalf_of=more.pop("behalf", None),
        verb=f"exchange.{verb}",
        subject=subject,
        mentions=more.pop("mentions", ()),
        audience=audience,
        reason=more.pop("reason", ""),
        reason_lang=more.pop("reason_lang", ""),
        facts=more,
    )
