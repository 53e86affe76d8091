"""What tellers say their stories mean, together: faces, and points between three things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.people.models import Community
from gilydd.services.models import Service
from gilydd.ui.bilingual import said

from ..models import Feeling, Prompt, Story, TriadPoint
from ..policy import in_use
from ..words import FEELINGS, PromptKind, Use

# From here on one of the three is what the story is about; up to here a third one has no part in it.
MOSTLY, HARDLY = 60, 20
ZONES = ("a", "b", "c", "ab", "bc", "ca", "all")


@dataclass(frozen=True)
class Faces:
    """How often each face was chosen for one question."""

    question: str
    picture: str
    rows: list[tuple[str, Disclosed]]


@dataclass(frozen=True)
class Triad:
    """How many stories lie in each of the seven parts of a triangle; shades 0 to 4, or None where hidden."""

    question: str
    corners: tuple[str, str, str]
    rows: list[tuple[str, Disclosed]]
    total: Disclosed | None
    shades: dict[str, int | None]


def zone(a: int, b: int, c: int) -> str:
    """The part of the triangle that a point lies in: a corner, a side, or the middle.

    a, b, c: 0 to 100, together 100. A corner from 60 on; a side where the third is at most 20; else the
    middle.

    >>> zone(100, 0, 0), zone(50, 50, 0), zone(34, 33, 33), zone(20, 20, 60)
    ('a', 'ab', 'all', 'c')
    """
    share = {"a": a, "b": b, "c": c}
    most = max(share, key=lambda corner: share[corner])
    if share[most] >= MOSTLY:
        return most
    least = min(share, key=lambda corner: share[corner])
    if share[least] <= HARDLY:
        return {"a": "bc", "b": "ca", "c": "ab"}[least]
    return "all"


def counted_stories(community: Community, service: Service | None = None) -> Any:
    """The stories whose meaning is counted: the service may learn from them, or they are public."""
    rows = in_use(community, Use.LEARNING) | in_use(community, Use.PUBLIC)
    if service is not None:
        rows = rows.filter(about__service=service)
    return Story.objects.filter(pk__in=rows.values("pk")).values("pk")


def faces(community: Community, service: Service | None = None) -> list[Faces]:
    """The faces chosen for each question that is asked now; two queries."""
    asked = _asked(community, PromptKind.FEELING)
    chosen = Feeling.objects.filter(prompt__in=asked, story__in=counted_stories(community, service))
    counted = Counter(chosen.values_list("prompt", "level"))
    found = []
    for prompt in asked:
        cells = {str(level): counted[prompt.pk, level] for level in FEELINGS}
        shown = disclosure.table(cells, "people")
        rows = [(str(FEELINGS[int(level)]), figure) for level, figure in shown.cells.items()]
        found.append(Faces(said(prompt, "question"), prompt.picture, rows))
    return found


def triads(community: Community, service: Service | None = None) -> list[Triad]:
    """Where stories lie between three things, for each question that is asked now; two queries."""
    asked = _asked(community, PromptKind.TRIAD)
    points = TriadPoint.objects.filter(prompt__in=asked, story__in=counted_stories(community, service))
    lying = Counter(
        (prompt, zone(a, b, c)) for prompt, a, b, c in points.values_list("prompt", "a", "b", "c")
    )
    found = []
    for prompt in asked:
        shown = disclosure.table({part: lying[prompt.pk, part] for part in ZONES}, "people")
        named = part_names(prompt)
        rows = [(named[part], figure) for part, figure in shown.cells.items()]
        corners = (said(prompt, "a"), said(prompt, "b"), said(prompt, "c"))
        found.append(Triad(said(prompt, "question"), corners, rows, shown.total, _shades(shown.cells)))
    return found


def tells(rows: list[tuple[str, Disclosed]]) -> bool:
    """Whether any figure is shown and is not nothing: else there is nothing to draw."""
    return any(figure.value for _name, figure in rows)


def part_names(prompt: Prompt) -> dict[str, str]:
    """What to call the seven parts of a triangle."""
    corner = {one: said(prompt, one) for one in "abc"}

    def between(one: str, other: str) -> str:
        return _("Between “%(one)s” and “%(other)s”") % {"one": corner[one], "other": corner[other]}

    mostly = {one: _("Mostly “%(one)s”") % {"one": corner[one]} for one in "abc"}
    sides = {"ab": between("a", "b"), "bc": between("b", "c"), "ca": between("c", "a")}
    return mostly | sides | {"all": _("All three alike")}


def _asked(community: Community, kind: str) -> list[Prompt]:
    rows = Prompt.objects.of(community).filter(kind=kind, ended_on__isnull=True)
    return list(rows.order_by("place_in_list", "pk"))


def _shades(cells: Mapping[str, Disclosed]) -> dict[str, int | None]:
    """Five steps of darkness from what is shown alone, so that a picture tells no more than its table."""
    shown = {part: figure.value for part, figure in cells.items()}
    most = max((value for value in shown.values() if value is not None), default=0)
    return {
        part: None if value is None else (0 if not most else round(4 * value / most))
        for part, value in shown.items()
    }
