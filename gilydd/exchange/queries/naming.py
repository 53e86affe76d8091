"""Reads: whom a typed name or member number means, for many at once."""

from __future__ import annotations

from collections.abc import Iterable

from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import is_broker
from gilydd.people.queries import agreed, folded, not_begun, parties_of, standing
from gilydd.people.words import MembershipState, PartyKind, Purpose

TO_ALL = (PartyKind.GROUP, PartyKind.ORGANISATION)


def named(person: Person, community: Community, texts: Iterable[str]) -> dict[str, list[Party]]:
    """Active members that each text names in full; empty where nobody is, several where it is not clear.

    A person's whole name finds anybody, because who writes it knows them already. What they are known
    as, or their number, finds oneself, whoever agreed to be found, groups and organisations, and for
    brokers and co-ordinators those they look after. O(members), four queries whatever the number of texts.
    """
    wanted = {text: folded(text) for text in texts}
    meant: dict[str, list[int]] = {text: [] for text in wanted}
    to_be_found = set(agreed(community, Purpose.DIRECTORY)) | parties_of(person, community)
    everybody, areas = is_broker(person, community), standing(person, community).areas
    here = Membership.objects.of(community).filter(state=MembershipState.ACTIVE)
    # Whom a roll made a member is found by nobody, whole name or not, before they take part.
    rows = here.exclude(party__in=not_begun(community)).values_list(
        "party_id", "area_id", "number", "party__kind", "party__name", "party__name_cy",
        "party__person__identity__full_name", "party__person__identity__known_as",
    )  # fmt: skip
    for pk, area, number, kind, *called in rows:
        spelled = [folded(name or "") for name in called]
        whole = {spelled[2]}
        if everybody or area in areas or pk in to_be_found or kind in TO_ALL:
            whole |= {*spelled, folded(number)}
        for text, looked_for in wanted.items():
            if looked_for and looked_for in whole:
                meant[text].append(pk)
    found = Party.objects.in_bulk({pk for many in meant.values() for pk in many})
    return {text: [found[pk] for pk in many] for text, many in meant.items()}
