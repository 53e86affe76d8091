"""What to call people on a page that everybody may read."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import is_member, type_of_actor
from gilydd.people.queries import names, parties_of, unfound
from gilydd.people.words import PartyKind


def shown_names(person: type_of_actor, community: Community, parties: Iterable[int | None]) -> dict[int, str]:
    """What to call parties on a public page: members' names are for members, organisations' for all.

    Whoever must not be found here is "A member" to everybody but themselves.
    """
    wanted = {party for party in parties if party}
    if not wanted:
        return {}
    persons = set(Party.objects.filter(pk__in=wanted, kind=PartyKind.PERSON).values_list("pk", flat=True))
    if not is_member(person, community):
        return names(wanted - persons) | dict.fromkeys(persons, _("A member"))
    hidden = set(unfound(community).filter(person__in=persons).values_list("person", flat=True))
    if isinstance(person, Person):
        hidden -= parties_of(person, community)
    return names(wanted - hidden) | dict.fromkeys(hidden, _("A member"))
