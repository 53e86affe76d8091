"""The frameworks that come with Gilydd: read from a data file, added once, never rewritten.

A migration and the demo call it; running it again changes nothing. A later edition of the file may add
versions, and may say that words were checked; the words of a version that is there stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent / "shipped" / "frameworks.json"
MARKS: Final = ("standing_cy", "standing_en")
OF_FRAMEWORK: Final = ("number", "name_cy", "name_en", "about_cy", "about_en", *MARKS)
OF_GROUP: Final = ("code", "name_cy", "name_en", "about_cy", "about_en", "picture")


def bring_up_to_date(framework: Any, group: Any, statement: Any) -> int:
    """Add every shipped version that is missing; returns how many were.

    Parameters: the three models, as a migration or the code of today sees them. O(statements), in a few
    queries a framework.
    """
    return sum(_put(one, framework, group, statement) for one in json.loads(FILE.read_text("utf-8")))


def bare(text: str) -> str:
    """A sentence without what typists add or leave out.

    >>> bare("I  belong. ") == bare("i belong")
    True
    """
    return " ".join(text.split()).rstrip(".").replace("’", "'").casefold()


def tied(outcomes: Iterable[tuple[int, int, str]], statements: Mapping[str, int]) -> dict[int, int | None]:
    """For each outcome chosen before frameworks were kept, the statement that says the same, or None.

    Parameters: (outcome, service, wording in English) in the order in which they were chosen; statement ids
    by their `bare` text. A service is tied to a statement once: the first outcome has it.
    """
    found: dict[int, int | None] = {}
    taken: set[tuple[int, int]] = set()
    for pk, service, wording in outcomes:
        statement = statements.get(bare(wording))
        found[pk] = None if statement is None or (service, statement) in taken else statement
        if statement is not None:
            taken.add((service, statement))
    return found


def _put(told: dict[str, Any], framework: Any, group: Any, statement: Any) -> int:
    named = {"community": None, "code": told["code"], "version": told["version"]}
    rows = framework._base_manager.filter(**named)
    if rows.exists():
        rows.update(**{mark: told[mark] for mark in MARKS})
        return 0
    row = framework._base_manager.create(**named, **{name: told[name] for name in OF_FRAMEWORK})
    made = []
    for place, heading in enumerate(told["groups"]):
        under = group._base_manager.create(
            framework=row, place_in_list=place, **{name: heading[name] for name in OF_GROUP}
        )
        made += [(under, one) for one in heading["statements"]]
    made += [(None, one) for one in told.get("statements", [])]
    statement._base_manager.bulk_create(
        [
            statement(framework=row, group=under, place_in_list=place, **one)
            for place, (under, one) in enumerate(made)
        ]
    )
    return 1
