"""What is out of sight, and who is kept apart: conditions that every room puts into its lists."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast, Substr

from ..models import Aside, Community

Apart = Callable[[Community, Collection[int]], tuple[Any, ...]]
_APART: list[Apart] = []


def aside(community: Community, label: str) -> Any:
    """Ids of the things of one table that stand aside here, as a subquery.

    `label` is room.model in small letters: `rows.exclude(pk__in=aside(community, "exchange.ask"))`.
    """
    rows = Aside.objects.of(community).filter(until__isnull=True, thing_key__startswith=f"{label}:")
    number = Cast(Substr("thing_key", len(label) + 2), BigIntegerField())
    return rows.annotate(number=number).values("number")


def is_aside(community: Community, thing_key: str) -> bool:
    """Whether this very thing stands aside; one query."""
    return Aside.objects.of(community).filter(until__isnull=True, thing_key=thing_key).exists()


def keep_apart_by(apart: Apart) -> None:
    """The room that keeps blocks says here how to read them: rooms beside it and below need them too."""
    if apart not in _APART:
        _APART.append(apart)


def kept_apart(field: str, community: Community, own: Collection[int]) -> Q:
    """A condition on `field`, a party: one of `own` blocked it, or it blocked one of them. Subqueries only.

    `rows.exclude(kept_apart("party", community, parties_of(person, community)))`
    """
    found = Q(pk__in=[])
    for apart in _APART:
        for parties in apart(community, list(own)):
            found |= Q(**{f"{field}__in": parties})
    return found
