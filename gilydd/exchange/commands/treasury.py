"""Writes: who looks after the hours of a group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.words import PartyKind

from ..models import Treasurer
from ..policy import policy
from ._together import note


@transaction.atomic
def keep_treasurers(
    *, by: type_of_actor, community: Community, party: Party, people: Mapping[Person, dt.date | None]
) -> list[Treasurer]:
    """From now on these people, each until a day or without an end, and nobody else pay out a group's hours.

    Nobody given: a broker alone can pay them out until somebody is named. Saying the same again changes
    nothing.
    """
    policy.check(by, "keep_treasurers", community)
    if party.kind == PartyKind.PERSON:
        raise Refused(_("A person looks after their own hours."), field="party")
    today = timezone.localdate()
    Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    rows = Treasurer.objects.of(community).filter(party=party)
    standing = {row.person_id: row for row in rows if row.until is None or row.until >= today}
    wanted = {person.pk: until for person, until in people.items()}
    for pk, row in standing.items():
        if pk not in wanted or row.until != wanted[pk]:
            row.until = today - dt.timedelta(days=1)
            row.save(update_fields=["until"])
    kept = [row for pk, row in standing.items() if pk in wanted and row.until == wanted[pk]]
    fresh = [
        Treasurer(community=community, party=party, person=person, since=today, until=until)
        for person, until in people.items()
        if person.pk not in {row.person_id for row in kept}
    ]
    made = Treasurer.objects.bulk_create(fresh)
    if made or len(kept) < len(standing):
        note(
            "keep_treasurers", by, party, audience=Audience.STAFF, community=community,
            mentions=[row.person for row in made], treasurers=len(wanted),
        )  # fmt: skip
    return kept + made
