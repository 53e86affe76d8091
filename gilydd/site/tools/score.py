"""``gilydd score FILE``: bids scored by criterion, with the spread and both sides' scores."""

from __future__ import annotations

import argparse
import pathlib
from fractions import Fraction
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the tool's arguments on its own parser."""
    parser.add_argument("file", metavar="FILE", help="criteria, bids, scores and moderated scores as JSON")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Read the file, score the bids and return what the console prints as JSON.

    Points are given rounded to six places, and ``exact`` as "n/d". Raises OSError, ValueError.
    """
    from gilydd.algorithms.reading import BadInput, read_json
    from gilydd.algorithms.scoring import score_bids

    path = pathlib.Path(args.file)
    document = read_json(path)
    try:
        result = score_bids(*_parts(document))
    except BadInput:
        raise
    except ValueError as error:
        raise BadInput(str(error), path.name) from None
    return {
        "scale": _number(Fraction(document["scale"])),
        "bids": [_bid(bid) for bid in result.bids],
        "ranking": list(result.ranking),
        "ties": [{"bids": list(bids), "broken_by": by} for bids, by in result.ties],
    }


def _parts(document: Any) -> tuple[Any, ...]:
    from gilydd.algorithms.scoring import Bid, Criterion, Moderated, Score

    if not isinstance(document, dict):
        raise ValueError("expected an object with scale, criteria, bids and scores")
    scale = _read(document, "scale", "", number=True)
    criteria = [
        Criterion(
            _read(row, "id", where), _read(row, "weight", where, number=True), _read(row, "kind", where)
        )
        for where, row in _rows(document, "criteria")
    ]
    bids = [
        Bid(_read(row, "id", where), _read(row, "price", where, number=True) if "price" in row else None)
        for where, row in _rows(document, "bids")
    ]
    scores = [
        Score(
            _read(row, "bid", where),
            _read(row, "criterion", where),
            _read(row, "assessor", where),
            _read(row, "capacity", where),
            _read(row, "score", where, number=True),
        )
        for where, row in _rows(document, "scores")
    ]
    moderated = [
        Moderated(
            _read(row, "bid", where), _read(row, "criterion", where), _read(row, "score", where, number=True)
        )
        for where, row in _rows(document, "moderated", needed=False)
    ]
    return scale, criteria, bids, scores, moderated


def _rows(document: dict[str, Any], name: str, needed: bool = True) -> list[tuple[str, dict[str, Any]]]:
    rows = document.get(name, None if needed else [])
    if not isinstance(rows, list):
        raise ValueError(f"{name}: a list is needed")
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            raise ValueError(f"{name}[{number}]: an object is needed")
    return [(f"{name}[{number}].", row) for number, row in enumerate(rows)]


def _read(row: dict[str, Any], name: str, where: str, number: bool = False) -> Any:
    value = row.get(name)
    if number:
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            raise ValueError(f"{where}{name}: a number is needed, not {_shown(value)}")
        return Fraction(value)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ValueError(f"{where}{name}: a text is needed, not {_shown(value)}")
    return str(value)


def _shown(value: Any) -> str:
    return "nothing" if value is None else repr(float(value) if isinstance(value, Fraction) else value)


def _bid(bid: Any) -> dict[str, Any]:
    return {
        "bid": bid.bid,
        "total": _number(bid.total),
        "exact": str(bid.total),
        "by_criterion": {name: _number(points) for name, points in bid.by_criterion.items()},
        "source": dict(bid.source),
        "spread": {
            name: {
                "lowest": _number(spread.lowest),
                "highest": _number(spread.highest),
                "range": _number(spread.highest - spread.lowest),
                "assessors": spread.assessors,
            }
            for name, spread in bid.spread.items()
        },
        "citizens": {name: _side(spread.citizens) for name, spread in bid.spread.items()},
        "professionals": {name: _side(spread.professionals) for name, spread in bid.spread.items()},
    }


def _side(mean: Fraction | None) -> float | None:
    return None if mean is None else _number(mean)


def _number(value: Fraction) -> float | int:
    from gilydd.algorithms.reading import rounded

    return int(value) if value.denominator == 1 else rounded(value)
