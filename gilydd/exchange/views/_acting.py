"""As whom somebody acts on a page: themself, a party they speak for, or a member they look after."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from gilydd.history.commands import key_of
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.queries import names, parties_of
from gilydd.people.words import MembershipState

from .. import queries
from ..policy import may


def acting_party(
    request: Any, community: Community, chosen: str | None = None, *, verb: str = "act_for"
) -> Party:
    """The party chosen in the form, else named by ?as=, else the person; 404 for anybody else's.

    `verb`: "ask_for" where a supporter may do it too.
    """
    wanted = chosen or request.GET.get("as")
    person: Person = request.person
    if not wanted or wanted == str(person.pk):
        return person.party
    if not wanted.isdecimal() or len(wanted) > 18:
        raise Http404(_("There is nobody of this number."))
    rows = Membership.objects.of(community).select_related("party", "community")
    member = get_object_or_404(rows, party=int(wanted))
    if not may(person, verb, member):
        raise Http404(_("There is nobody of this number."))
    return member.party


def choices(request: Any, community: Community, party: Party) -> list[tuple[int, str]]:
    """Whom the form offers to act for, the present one first; somebody looked after stands alone."""
    own = queries.acting_as(request.person, community)
    if party.pk not in parties_of(request.person, community):
        return [(party.pk, "")]
    return sorted(own, key=lambda pair: pair[0] != party.pk)


def called(request: Any, party: Party) -> str:
    """What to call the one acted for; empty for the person themself."""
    return "" if party.pk == request.person.pk else names([party.pk])[party.pk]


def looked_after(request: Any, community: Community, party: Party) -> bool:
    """Whether the person enters this for somebody whom they do not speak for."""
    return party.pk not in parties_of(request.person, community)


def member_party(community: Community, key: uuid.UUID) -> Party:
    """The active member with this key; 404 where there is none here."""
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE)
    return get_object_or_404(rows.select_related("party"), party__key=key).party


def client_key(request: Any, key: str) -> str:
    """The key of an act from the form's own: nobody else's form can carry it."""
    return f"{key_of(request.person)}:{key}"


def fresh_key() -> str:
    """A new key for a form."""
    return uuid.uuid4().hex
