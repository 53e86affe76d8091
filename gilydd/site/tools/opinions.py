"""``gilydd opinions DIR``: opinion groups, consensus across them and what divides, from a Polis export."""

from __future__ import annotations

import argparse
import pathlib
from typing import Any


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
    from gilydd.algorithms import polis

    folder = pathlib.Path(args.dir)
    votes, people, statements, repeats = polis.votes(folder / "votes.csv")
    about = polis.comments(folder / "comments.csv")
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
        groups = polis.given(folder / "participants-votes.csv", people)
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
