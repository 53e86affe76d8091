"""How somebody may be reached without danger, and who must not be found."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..models import Community, Identity, Person, SafeContact
from ..words import ADULT_YEARS, Channel


@dataclass(frozen=True)
class Reachable:
    """What holds for a person in all their communities together: the strictest of each."""

    only_by_broker: bool = False
    no_letters: bool = False
    no_email: bool = False
    no_names: bool = False

    def channel(self, wanted: str) -> str:
        """The channel that may be used in place of the one the person likes.

        >>> Reachable(no_letters=True).channel("post"), Reachable(no_letters=True).channel("email")
        ('broker', 'email')
        """
        stopped = {Channel.POST: self.no_letters, Channel.EMAIL: self.no_email}
        return str(Channel.BROKER) if self.only_by_broker or stopped.get(Channel(wanted)) else wanted


def reachable(person_id: int) -> Reachable:
    """How a person may be reached; one query."""
    rows = _standing().filter(person=person_id)
    told = list(rows.values_list("only_by_broker", "no_letters", "no_email", "no_names"))
    return Reachable(*(any(column) for column in zip(*told, strict=True))) if told else Reachable()


def safe_contact_of(community: Community, person: Person) -> SafeContact | None:
    """What stands for a person here, for whoever may read it."""
    return _standing().filter(community=community, person=person).first()


def contacts_of(community: Community, people: Any) -> dict[int, SafeContact]:
    """What stands here for each of these people; one query."""
    return {row.person_id: row for row in _standing().filter(community=community, person__in=people)}


def unfound(community: Community) -> Any:
    """Ids of people who must not be found by members here, as a subquery."""
    return _standing().filter(community=community, not_found=True).values("person")


def not_written_to(community: Community) -> Any:
    """Ids of people to whom no member writes first here, as a subquery."""
    rows = _standing().filter(community=community)
    return rows.filter(Q(no_first_messages=True) | Q(not_found=True)).values("person")


def without_letters() -> Any:
    """Ids of people to whom nothing is posted, whichever community they said it in, as a subquery."""
    return _standing().filter(Q(only_by_broker=True) | Q(no_letters=True)).values("person")


def under_age(today: dt.date | None = None) -> Any:
    """Ids of people who are known to be younger than 18, as a subquery.

    Somebody born on the 29th of February comes of age on the 1st of March where the day is missing.
    """
    today = today or timezone.localdate()
    day = min(today.day, monthrange(today.year - ADULT_YEARS, today.month)[1])
    return Identity.objects.filter(born_on__gt=dt.date(today.year - ADULT_YEARS, today.month, day)).values(
        "person"
    )


def without_email() -> Any:
    """Ids of people to whom nothing is mailed, whichever community they said it in, as a subquery."""
    return _standing().filter(Q(only_by_broker=True) | Q(no_email=True)).values("person")


def guarded(community: Community) -> Any:
    """Ids of people whose phone and email are given to nobody here, as a subquery."""
    return _standing().filter(community=community).values("person")


def _standing() -> Any:
    return SafeContact.objects.filter(ended_at__isnull=True)
