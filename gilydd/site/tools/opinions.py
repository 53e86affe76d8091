"""``gilydd opinions DIR``: opinion groups, consensus across them and what divides, from a Polis export."""

from __future__ import annotations

import argparse
import pathlib
from array import array
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from gilydd.algorithms.reading import Row

MOST_CELLS = 100_000_000
COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")
VOTES = {"1": 1, "0": 0, "-1": -1}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument(
        "dir", metavar="DIR", help="folder with votes.csv, comments.csv, participants-votes.csv"
    )
    parser.add_argument(
        "--groups", choices=("given", "found"), default="given", help="default: %(default)s, the safer one"
    )
    parser.add_argument(
        "--attributes",
        metavar="FILE",
        help="CSV with a participant column and the group (such as a capacity)",
    )
    parser.add_argument("--column", metavar="NAME", help="the attributes' column (default: the second one)")
    parser.add_argument("--seed", type=int, default=1, help="of found groups (default: %(default)s)")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the export, reckon, and return what the console prints as JSON.

    A person's later vote on the same statement replaces the earlier one. Raises OSError, ValueError.
    """
    from gilydd.algorithms import opinions as core

    folder = pathlib.Path(args.dir)
    votes, people, statements, repeats = _votes(folder / "votes.csv")
    about = _comments(folder / "comments.csv")
    warnings: list[str] = []
    found = None
    if args.groups == "found":
        found = core.find_groups(votes, args.seed)
        groups: list[str | None] = [str(label) for label in found.labels]
        if len(people) < core.FEWEST_FOR_FOUND:
            warnings.append(
                f"{len(people)} people are too few for found groups to be trusted; use declared groups"
            )
    elif args.attributes:
        groups = _attributes(pathlib.Path(args.attributes), args.column, people)
    else:
        groups = _given(folder / "participants-votes.csv", people)
    if all(group is None for group in groups):
        warnings.append("nobody is in a group; consensus is reckoned over everybody as one group")
    told = core.opinions(votes, statements, groups)
    return {
        "participants": len(people),
        "votes": int((votes != core.MISSING).sum()),
        "repeats_removed": repeats,
        "grouped_by": args.column or ("attributes" if args.attributes else args.groups),
        "without_group": sum(group is None for group in groups),
        "statements": [_statement(row, about.get(row.id, {})) for row in told.statements],
        "groups": [_group(row) for row in told.groups],
        "found": None if found is None else {
            "silhouette": round(found.silhouette, 4), "stability": round(found.stability, 4),
            "note": "found groups are a picture, not a fact: see stability",
        },
        "warnings": warnings,
    }  # fmt: skip


def _votes(path: pathlib.Path) -> tuple[np.ndarray, list[str], list[str], int]:
    """The matrix of last votes, people and statements in natural order, and how many votes were replaced."""
    import numpy as np

    from gilydd.algorithms.opinions import MISSING
    from gilydd.algorithms.reading import BadInput, Row, read_columns

    times: list[int] = []
    votes, persons, columns = array("b"), array("i"), array("i")
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
        votes.append(VOTES[vote])
    if not times:
        raise BadInput(f"no rows below the header {','.join(COLUMNS)}", path.name)
    if len(place) * len(column) > MOST_CELLS:
        raise BadInput(f"{len(place)} people × {len(column)} statements are too many", path.name)
    people, statements = sorted(place, key=_natural), sorted(column, key=_natural)
    matrix = np.full((len(people), len(statements)), MISSING, dtype=np.int8)
    # Sorted by time, so that of two votes in the same cell the later one stays.
    order = sorted(range(len(times)), key=times.__getitem__)
    row_of, column_of = _ranks(place, people), _ranks(column, statements)
    matrix[row_of[np.array(persons)[order]], column_of[np.array(columns)[order]]] = np.array(votes)[order]
    return matrix, people, statements, len(times) - int((matrix != MISSING).sum())


def _said(row: Row) -> tuple[str, str, str, str]:
    """The cells of a vote written less plainly, such as 1.0 for 1; raises BadInput where they are none."""
    vote = row.integer("vote")
    if str(vote) not in VOTES:
        raise row.bad("vote", f"{vote} is no vote; it is 1 (agree), 0 (pass) or -1 (disagree)")
    return str(row.integer("timestamp")), row.text("comment-id"), row.text("voter-id"), str(vote)


def _ranks(found: dict[str, int], ordered: list[str]) -> np.ndarray:
    """For each name, numbered as found, its place in the ordered list."""
    import numpy as np

    ranks = np.empty(len(found), np.int64)
    ranks[[found[name] for name in ordered]] = np.arange(len(found))
    return ranks


def _comments(path: pathlib.Path) -> dict[str, dict[str, str]]:
    from gilydd.algorithms.reading import read_table

    if not path.exists():
        return {}
    return {row.text("comment-id"): row.cells for row in read_table(path, ("comment-id",), ("*",))}


def _given(path: pathlib.Path, people: list[str]) -> list[str | None]:
    from gilydd.algorithms.reading import read_table

    rows = read_table(path, ("participant", "group-id"), ("*",))
    group = {row.text("participant"): row.cells["group-id"] for row in rows}
    return [group.get(person) or None for person in people]


def _attributes(path: pathlib.Path, column: str | None, people: list[str]) -> list[str | None]:
    from gilydd.algorithms.reading import BadInput, read_table

    rows = read_table(path, (), ("*",))
    head = list(rows[0].cells)
    key = next((name for name in ("participant", "voter-id", "id") if name in head), head[0])
    rest = [name for name in head if name != key]
    wanted = column.casefold() if column else (rest[0] if rest else "")
    if wanted not in rest:
        raise BadInput(f"there is no column {column or 'for the group'!r} beside {key!r}", path.name)
    group: dict[str, str] = {}
    for row in rows:
        person = row.text(key)
        if group.setdefault(person, row.cells[wanted]) != row.cells[wanted]:
            raise row.bad(wanted, f"participant {person} stands twice with different groups")
    return [group.get(person) or None for person in people]


def _statement(row: Any, about: dict[str, str]) -> dict[str, Any]:
    return {
        "id": int(row.id) if row.id.isdigit() else row.id,
        "text": about.get("comment-body", ""),
        "agree": row.agree,
        "disagree": row.disagree,
        "pass": row.passed,
        "group_informed_consensus": float(row.group_informed_consensus),
        "divides": float(row.divides),
        "by_group": {
            name: {"agree": agree, "disagree": disagree, "pass": passed}
            for name, (agree, disagree, passed) in row.by_group.items()
        },
        "moderated": about.get("moderated"),
    }


def _group(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "participants": row.participants,
        "representative": [
            {
                "statement": int(each.statement) if each.statement.isdigit() else each.statement,
                "side": each.side,
                "probability": float(each.probability),
                "ratio": float(each.ratio),
                "probability_z": round(each.probability_z, 4),
                "ratio_z": round(each.ratio_z, 4),
            }
            for each in row.representative[:10]
        ],
    }


def _natural(name: str) -> tuple[int, int | str]:
    return (0, int(name)) if name.isdigit() else (1, name)
