"""Writes: who supports a member, in what and until when; and what a supporter did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of, later
from gilydd.history.words import Audience, Refused

from ..models import Community, Membership, Party, Person, Support, SupportAct
from ..policy import policy, serves, speaks_for, type_of_actor
from ..queries import forget_standing, in_force, under_age
from ..words import LONGEST_SUPPORT_DAYS, Explained, Language, MembershipState, SupportScope
from ._shared import typed_by, write_down

KEPT = (Explained.VISIT, Explained.PAPER)


@transaction.atomic
def propose_support(
    *,
    by: type_of_actor,
    community: Community,
    supporter: Person,
    member: Person,
    scopes: Collection[str],
    until: dt.date,
    explained: str = "",
) -> Support:
    """Somebody is to support a member in named things, until a day (included), at most a year ahead.

    The member says so on screen, and it holds at once. A broker writes down what the member agreed to on
    paper or at a visit (`explained`); left empty, it waits until the member says yes on screen.
    """
    membership = _member(community, member, "member")
    policy.check(by, "propose_support", membership)
    _member(community, supporter, "supporter")
    if supporter.pk == member.pk:
        raise Refused(_("Choose somebody else than yourself."), field="supporter")
    if under_age().filter(person=supporter).exists():
        raise Refused(_("A supporter is at least 18 years old."), field="supporter")
    wanted = [str(one) for one in SupportScope.values if one in set(scopes)]
    if not wanted or len(wanted) != len(set(scopes)):
        raise Refused(_("Choose at least one thing that they may do."), field="scopes")
    today = timezone.localdate()
    if not today <= until <= today + dt.timedelta(days=LONGEST_SUPPORT_DAYS):
        raise Refused(_("Choose a last day within a year from today."), field="until")
    _end_what_is_past(community, supporter, member)
    if Support.objects.of(community).filter(supporter=supporter, member=member, ended_at=None).exists():
        raise Refused(_("They support this member already. End that first to change it."), field="supporter")
    _not_against_their_will(by, community, supporter, member)
    support = Support.objects.create(
        community=community,
        supporter=supporter,
        member=member,
        scopes=wanted,
        until=until,
        typed_by_key=typed_by(by, member),
    )
    _record("propose_support", by, support, scopes=wanted)
    if _says_yes(by, support, explained):
        return agree_support(by=by, support=support, explained=explained)
    later("gilydd.people.notices.support_proposed", support.pk)
    return support


@transaction.atomic
def agree_support(*, by: type_of_actor, support: Support, explained: str = "") -> Support:
    """The member says yes: on screen by themselves, or on paper or at a visit to a broker, who keeps it.

    Saying it twice is once. A broker who is the supporter writes down no yes.
    """
    support = _locked(support)
    policy.check(by, "agree_support", support)
    if support.ended_at or support.until < timezone.localdate():
        raise Refused(_("This has ended. Begin anew."))
    if support.agreed_at:
        return support
    if isinstance(by, Person) and by.pk == support.member_id:
        explained = Explained.SCREEN
    elif explained not in KEPT:
        raise Refused(_("Say how they agreed: at a visit or on paper."), field="explained")
    support.agreed_at, support.explained = timezone.now(), explained
    support.typed_by_key = typed_by(by, support.member) or support.typed_by_key
    support.save(update_fields=["agreed_at", "explained", "typed_by_key"])
    forget_standing(support.supporter)
    _record("agree_support", by, support, explained=str(explained))
    later("gilydd.people.notices.support_agreed", support.pk)
    return support


@transaction.atomic
def end_support(*, by: type_of_actor, support: Support) -> Support:
    """It ends now, without a reason: either of the two says so, or whoever looks after the member."""
    support = _locked(support)
    policy.check(by, "end_support", support)
    if support.ended_at is None:
        support.ended_at, support.ended_by_key = timezone.now(), key_of(by)
        support.save(update_fields=["ended_at", "ended_by_key"])
        forget_standing(support.supporter)
        _record("end_support", by, support)
        later("gilydd.people.notices.support_ended", support.pk)
    return support


@transaction.atomic
def note_support(
    *,
    by: type_of_actor,
    community: Community,
    member: Party,
    scope: str,
    what: str,
    thing: Any,
    page: str = "",
    ids: Sequence[int] = (),
) -> SupportAct | None:
    """Keep what a supporter just did for a member, and tell the member; a room's command calls it.

    None, and nothing is kept, where the actor did it for themselves or as a broker. `page` is the name of
    the page on which the member can take it back, `ids` what stands in its address after the community.
    """
    if not isinstance(by, Person) or speaks_for(by, community, member.pk) or serves(by, community, member.pk):
        return None
    support = in_force(by, community, member.pk, scope)
    if support is None:
        return None
    with translation.override(Language.WELSH):
        href = reverse(page, args=[community.slug, *ids]) if page else ""
    act = SupportAct.objects.create(
        community=community, support=support, what=what, thing_key=key_of(thing), href=href
    )
    later("gilydd.people.notices.supporter_acted", act.pk)
    return act


def _says_yes(by: type_of_actor, support: Support, explained: str) -> bool:
    """Whether the one who proposes it also says the member's yes; nobody writes down a yes to themselves."""
    if isinstance(by, Person) and by.pk in (support.member_id, support.supporter_id):
        return by.pk == support.member_id
    return bool(explained)


def _not_against_their_will(
    by: type_of_actor, community: Community, supporter: Person, member: Person
) -> None:
    """Whoever stopped supporting a member is not asked again by that member alone."""
    rows = Support.objects.of(community).filter(supporter=supporter, member=member)
    stopped = rows.filter(ended_by_key=key_of(supporter)).exists()
    if stopped and isinstance(by, Person) and by.pk == member.pk:
        raise Refused(_("They stopped it before. A broker can ask them again."), field="supporter")


def _end_what_is_past(community: Community, supporter: Person, member: Person) -> None:
    """A support whose last day is over makes room for a new one."""
    rows = Support.objects.of(community).filter(supporter=supporter, member=member, ended_at=None)
    rows.filter(until__lt=timezone.localdate()).update(ended_at=timezone.now())


def _member(community: Community, person: Person, field: str) -> Membership:
    row = (
        Membership.objects.of(community)
        .filter(party=person.pk, state=MembershipState.ACTIVE)
        .select_related("community")
        .first()
    )
    if row is None:
        raise Refused(_("Both must be active members of this community."), field=field)
    return row


def _locked(support: Support) -> Support:
    rows = Support.objects.select_for_update(of=("self",))
    return rows.select_related("community", "supporter__party", "member__party").get(pk=support.pk)


def _record(verb: str, by: type_of_actor, support: Support, **facts: Any) -> None:
    write_down(
        verb,
        by,
        support.community,
        support,
        audience=Audience.PRIVATE,
        behalf=support.member if typed_by(by, support.member) else None,
        mentions=[support.supporter, support.member],
        **facts,
    )
