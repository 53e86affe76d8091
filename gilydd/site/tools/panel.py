"""``gilydd panel CANDIDATES QUOTAS --size N``: a panel drawn by lot, and each person's chance."""

from __future__ import annotations

import argparse
import pathlib
import secrets
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument(
        "candidates", metavar="CANDIDATES", help="CSV: a row per person, a column per feature"
    )
    parser.add_argument("quotas", metavar="QUOTAS", help="CSV with the header feature,value,min,max")
    parser.add_argument("--size", type=int, required=True, metavar="N", help="seats on the panel")
    parser.add_argument("--seed", type=int, help="of the draw; a fresh one is made and printed without it")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read pool and quotas, make the lottery, draw, and return what the console prints as JSON.

    A column id (or name) tells people apart; without it they are told by row. Raises OSError, ValueError.
    """
    from gilydd.algorithms.panels import Quota, draw, leximin, pool_digest
    from gilydd.algorithms.reading import BadInput, read_table

    path = pathlib.Path(args.candidates)
    rows = read_table(path, (), ("*",))
    ids = _ids(rows)
    quotas = []
    for row in read_table(pathlib.Path(args.quotas), ("feature", "value", "min", "max")):
        feature = row.text("feature").casefold()
        if feature not in rows[0].cells:
            raise row.bad("feature", f"the candidates have no column {feature!r}")
        if row.text("value") not in {person.cells[feature] for person in rows} and row.integer("min"):
            raise row.bad("value", f"no candidate has {feature} = {row.text('value')!r}")
        quotas.append(Quota(feature, row.text("value"), row.integer("min"), row.integer("max")))
    seed = args.seed if args.seed is not None else secrets.randbits(48)
    order = sorted(range(len(rows)), key=lambda place: ids[place])
    try:
        lottery = leximin([rows[place].cells for place in order], quotas, args.size)
    except ValueError as error:
        raise BadInput(str(error), path.name) from None
    drawn = draw(lottery, seed)
    names = [ids[place] for place in order]
    return {
        "panel": [names[place] for place in drawn.panel],
        "reserves": [names[place] for place in drawn.reserves],
        "chances": {name: float(chance) for name, chance in zip(names, lottery.chances, strict=True)},
        "minimum_chance": float(lottery.minimum_chance),
        "gini": float(lottery.gini),
        "pool_sha256": pool_digest(path.read_bytes()),
        "seed": seed,
        "size": args.size,
        "pool": len(rows),
        "types": len(lottery.sizes),
        "algorithm": "leximin over pooled types",
        "optimal": lottery.optimal,
        "lottery": [
            {"probability": str(share), "seats_by_type": list(panel)}
            for share, panel in zip(lottery.probabilities, lottery.panels, strict=True)
        ],
        "quotas": [
            {
                "feature": quota.feature, "value": quota.value, "min": quota.lowest, "max": quota.highest,
                "drawn": sum(rows[order[place]].cells[quota.feature] == quota.value for place in drawn.panel),
                "pool": sum(row.cells[quota.feature] == quota.value for row in rows),
            }
            for quota in quotas
        ],
    }  # fmt: skip


def _ids(rows: list[Any]) -> list[str]:
    key = next((name for name in ("id", "name", "candidate", "person") if name in rows[0].cells), None)
    if key is None:
        return [str(row.number) for row in rows]
    seen: dict[str, int] = {}
    for row in rows:
        if seen.setdefault(row.text(key), row.number) != row.number:
            raise row.bad(key, f"{row.text(key)!r} stands in row {seen[row.text(key)]} as well")
    return [row.text(key) for row in rows]
