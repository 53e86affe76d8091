"""How a view declares its door: the methods it takes and who may open it.

`people.doors` keeps the doors; a view that declares nothing is closed to everybody (default deny).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

PUBLIC: Final = "public"
PERSON: Final = "person"
MEMBER: Final = "member"
# Opened by a key of a program alone, never by signing in: `people.keys` keeps such a door.
KEY: Final = "key"


@dataclass(frozen=True)
class Door:
    """Methods that a page takes, and the least that somebody must be to open it."""

    methods: frozenset[str]
    who: frozenset[str]


def page(*methods: str, who: str | tuple[str, ...] = MEMBER) -> Callable[[Any], Any]:
    """Declare a view: its methods, and PUBLIC, PERSON (signed in), MEMBER (of its community) or roles."""
    if not methods:
        raise ValueError("a page needs at least one method")
    allowed = frozenset(methods) | ({"HEAD"} if "GET" in methods else frozenset())
    door = Door(allowed, frozenset([who] if isinstance(who, str) else who))

    def declare(view: Any) -> Any:
        view.door = door
        return view

    return declare
