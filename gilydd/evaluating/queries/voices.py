"""Reads: who was heard over a service, or over a year, from the voice events of their challenges."""

from __future__ import annotations

import datetime as dt

from django.db.models import Min
from django.utils import timezone

from gilydd.algorithms.disclosure import release_day
from gilydd.designing.models import Challenge
from gilydd.designing.policy import visible_challenges
from gilydd.designing.queries.voice import VoiceOver, voice_over
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Service

YEARS_SHOWN = 12


def voice_of_service(person: type_of_actor, service: Service) -> tuple[VoiceOver, dt.date]:
    """Who was heard in all challenges of a service until the end of the last quarter, and that day."""
    until = release_day(timezone.localdate())
    rows = visible_challenges(person, service.community).filter(turn__service=service).order_by("pk")
    return voice_over(list(rows), until=_after(until)), until


def voice_of_year(person: type_of_actor, community: Community, year: int) -> VoiceOver:
    """Who was heard here in a year that is over."""
    rows: list[Challenge] = list(visible_challenges(person, community).order_by("pk"))
    return voice_over(rows, since=_after(dt.date(year - 1, 12, 31)), until=_after(dt.date(year, 12, 31)))


def years_heard(person: type_of_actor, community: Community) -> list[int]:
    """The years that are over and in which a challenge was open, the latest first. One query."""
    first = visible_challenges(person, community).aggregate(first=Min("opened_on"))["first"]
    last = release_day(timezone.localdate(), "year").year
    return [] if first is None else list(range(last, first.year - 1, -1))[:YEARS_SHOWN]


def services_heard(person: type_of_actor, community: Community) -> list[Service]:
    """The services whose turns had a challenge. One query."""
    heard = visible_challenges(person, community).filter(turn__isnull=False).values("turn__service")
    return list(Service.objects.of(community).filter(pk__in=heard).order_by("pk"))


def _after(day: dt.date) -> dt.datetime:
    """The first moment after a day."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
