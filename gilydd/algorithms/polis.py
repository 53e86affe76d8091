"""Reading a Polis export: votes.csv, comments.csv, participants-votes.csv.

+1 is agree, -1 disagree, 0 pass. Real files hold repeat votes: ordered by time, the last one of a person on a
statement is kept. Format: the exports of pol.is and of The Computational Democracy Project.
"""

from __future__ import annotations

import pathlib
from array import array

import numpy as np

from gilydd.algorithms.opinions import MISSING
from gilydd.algorithms.reading import BadInput, Row, read_columns, read_table

__all__ = ["VOTES", "comments", "given", "votes"]

MOST_CELLS = 100_000_000
COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")
VOTES = {"1": 1, "0": 0, "-1": -1}


def votes(path: pathlib.Path) -> tuple[np.ndarray, list[str], list[str], int]:
    """The matrix of last votes, people and statements in natural order, and how many votes were replaced.

    The matrix is int8, shape (people, statements), MISSING where there is no vote. Raises OSError, BadInput.
    """
    times: list[int] = []
    said, persons, columns = array("b"), array("i"), array("i")
    place: dict[str, int] = {}
    column: dict[str, int] = {}
    for number, cells in read_columns(path, COLUMNS):
        stamp, statement, person, vote = cells
        if vote not in VOTES or not (stamp.isascii() and stamp.isdigit() and statement and person):
            if not any(cells):
                continue
            row = Row(path.name, number, dict(zip(COLUMNS, cells, strict=True)))
            stamp, statement, person, vote = _said(row)
        times.append(int(stamp))
        persons.append(place.setdefault(person, len(place)))
        columns.append(column.setdefault(statement, len(column)))
        said.append(VOTES[vote])
    if not times:
        raise BadInput(f"no rows below the header {','.join(COLUMNS)}", path.name)
    if len(place) * len(column) > MOST_CELLS:
        raise BadInput(f"{len(place)} people × {len(column)} statements are too many", path.name)
    people, statements = sorted(place, key=_natural), sorted(column, key=_natural)
    matrix = np.full((len(people), len(statements)), MISSING, dtype=np.int8)
    # Sorted by time, so that of two votes in the same cell the later one stays.
    order = sorted(range(len(times)), key=times.__getitem__)
    row_of, column_of = _ranks(place, people), _ranks(column, statements)
    matrix[row_of[np.array(persons)[order]], column_of[np.array(columns)[order]]] = np.array(said)[order]
    return matrix, people, statements, len(times) - int((matrix != MISSING).sum())


def _said(row: Row) -> tuple[str, str, str, str]:
    """The cells of a vote written less plainly, such as 1.0 for 1; raises BadInput where they are none."""
    vote = row.integer("vote")
    if str(vote) not in VOTES:
        raise row.bad("vote", f"{vote} is no vote; it is 1 (agree), 0 (pass) or -1 (disagree)")
    return str(row.integer("timestamp")), row.text("comment-id"), row.text("voter-id"), str(vote)


def _ranks(found: dict[str, int], ordered: list[str]) -> np.ndarray:
    """For each name, numbered as found, its place in the ordered list."""
    ranks = np.empty(len(found), np.int64)
    ranks[[found[name] for name in ordered]] = np.arange(len(found))
    return ranks


def comments(path: pathlib.Path) -> dict[str, dict[str, str]]:
    """Each statement's cells by its id; nothing where there is no such file. Raises OSError, BadInput."""
    if not path.exists():
        return {}
    return {row.text("comment-id"): row.cells for row in read_table(path, ("comment-id",), ("*",))}


def given(path: pathlib.Path, people: list[str]) -> list[str | None]:
    """The group of each of these people in the file, None where it has none. Raises OSError, BadInput."""
    rows = read_table(path, ("participant", "group-id"), ("*",))
    group = {row.text("participant"): row.cells["group-id"] for row in rows}
    return [group.get(person) or None for person in people]


def _natural(name: str) -> tuple[int, int | str]:
    return (0, int(name)) if name.isdigit() else (1, name)
