"""Where the people of a circle and the arrows between them stand in its picture; the template draws them.

Whole numbers of the drawing's own units, so that the same circle always gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 320
CENTRE_X, CENTRE_Y = 240, 160
RADIUS = 100
LARGEST_NODE = 24
POINT = 13  # how long an arrow's head is
GAP = 5  # between an arrow and the people at its ends
MOST_NAMED = 14  # with more people only their numbers are drawn; the table has the names
LONGEST_NAME = 11


@dataclass(frozen=True)
class Node:
    """One of the circle: the disc with the number, and where the name stands."""

    number: int
    x: int
    y: int
    label: str
    label_x: int
    label_y: int
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """The picture of a circle of people: discs, arcs, and the heads of the arrows."""

    nodes: list[Node]
    arcs: list[str]
    heads: list[str]
    node_radius: int
    width: int = WIDTH
    height: int = HEIGHT


def _point(radius: float, radians: float) -> tuple[int, int]:
    """The point at an angle measured clockwise from the top."""
    return round(CENTRE_X + radius * math.sin(radians)), round(CENTRE_Y - radius * math.cos(radians))


def drawing(names: Sequence[str], *, closed: bool) -> Drawing:
    """The people in order round a ring, each with an arrow to the next; the last one's only where `closed`.

    >>> made = drawing(["Dai", "Mair", "Siân"], closed=True)
    >>> len(made.arcs), [(one.number, one.x, one.y) for one in made.nodes]
    (3, [(1, 240, 60), (2, 327, 210), (3, 153, 210)])
    """
    names = _short(names)
    step = 2 * math.pi / max(1, len(names))
    node = min(LARGEST_NODE, round(0.28 * step * RADIUS))
    nodes = [_node(place, name, step * place, node, len(names)) for place, name in enumerate(names)]
    arrows = [_arrow(step * place, step, node) for place in range(len(names) - (0 if closed else 1))]
    return Drawing(nodes, [arc for arc, _head in arrows], [head for _arc, head in arrows], node)


def _short(names: Sequence[str]) -> list[str]:
    """The first word of each name, where nobody else's begins with it; the whole names stand in the table."""
    firsts = [name.partition(" ")[0] for name in names]
    return [first if firsts.count(first) == 1 else name for first, name in zip(firsts, names, strict=True)]


def _node(place: int, name: str, radians: float, node: int, people: int) -> Node:
    x, y = _point(RADIUS, radians)
    label_x, label_y = _point(RADIUS + node + 10, radians)
    side = math.sin(radians)
    anchor = "start" if side > 0.2 else "end" if side < -0.2 else "middle"
    # Letters stand on their base line: below the disc they move down, beside it half as much.
    down = round(7 - 7 * math.cos(radians))
    label = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
    return Node(place + 1, x, y, label if people <= MOST_NAMED else "", label_x, label_y + down, anchor)


def _arrow(start: float, step: float, node: int) -> tuple[str, str]:
    """The arc from one disc to the next, and the triangle at its end."""
    leave = (node + GAP) / RADIUS
    head = min(POINT, node) / RADIUS
    begin, end = start + leave, start + step - leave
    neck = max(begin, end - head)
    from_x, from_y = _point(RADIUS, begin)
    to_x, to_y = _point(RADIUS, neck)
    large = 1 if neck - begin > math.pi else 0
    arc = f"M{from_x} {from_y}A{RADIUS} {RADIUS} 0 {large} 1 {to_x} {to_y}"
    half = head * RADIUS * 0.6
    corners = [_point(RADIUS, end), _point(RADIUS + half, neck), _point(RADIUS - half, neck)]
    return arc, "M" + "L".join(f"{x} {y}" for x, y in corners) + "Z"
