"""What is known here and could tell who told a story: members' names, areas and places."""

from __future__ import annotations

from gilydd.people.models import Area, Community, Identity, Membership, Party, Place
from gilydd.people.words import MembershipState, PartyKind


def known_here(community: Community) -> tuple[list[str], list[str]]:
    """(names, places) for `revealing.marks`: members who have not left, areas, places.

    The names are looked for in a story and go no further.
    """
    here = Membership.objects.of(community).exclude(state=MembershipState.CLOSED).values("party")
    names: list[str] = []
    people = Identity.objects.filter(person__in=here).values_list("full_name", "known_as")
    for full, known in people:
        names += [full, known]
    groups = Party.objects.filter(pk__in=here).exclude(kind=PartyKind.PERSON).values_list("name", "name_cy")
    places = [name for pair in groups for name in pair]
    for model in (Area, Place):
        for pair in model.objects.of(community).values_list("name_cy", "name_en"):
            places += pair
    # The community's own name says no more than the address of the page does.
    own = {community.name_cy, community.name_en}
    return [one for one in names if one], [one for one in places if one and one not in own]
