"""The form of a bid as it is sealed: what stands where, and what is wrong with one that does not fit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from .words_tender import MOST_PENCE

BID_FORM: Final = 1
# The parts of a bid: name, type. The same on both routes; what the light route does not ask for stays empty.
PARTS: Final[Mapping[str, type]] = {
    "form": int,
    "answers": list,
    "promises": list,
    "coproduction": dict,
    "evidence": str,
    "who_coproduced": str,
    "how_evidenced": str,
    "budget": list,
    "price_pence": int,
    "lang": str,
    "files": list,
    "nonce": str,
}
ENTRIES: Final[Mapping[str, Mapping[str, type | tuple[type, ...]]]] = {
    "answers": {"criterion": int, "text": str, "lang": str},
    "promises": {"measure": str, "unit": str, "quantity": str, "when": str, "outcome": (int, type(None))},
    "budget": {"name": str, "pence": int, "for_peoples_time": bool},
    "files": {"name": str, "kind": str, "base64": str},
}
COPRODUCTION: Final[Mapping[str, type]] = {"roles": str, "hours_minutes": int, "people": int, "sessions": int}


class BidError(ValueError):
    """Bytes that are no bid; the sentence never repeats what was read."""


def written(content: Mapping[str, Any]) -> bytes:
    """A bid as bytes: JSON in UTF-8 with its names in order and no blanks, so that it has one hash.

    >>> written({"b": "ŵ", "a": 1})
    b'{"a":1,"b":"\\xc5\\xb5"}'
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(data: bytes) -> dict[str, Any]:
    """The bid that `written` wrote. Raises BidError where a part is missing or of another type."""
    try:
        content = json.loads(data)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise BidError("no JSON") from error
    if not isinstance(content, dict) or set(content) != set(PARTS):
        raise BidError("not the parts of a bid")
    _typed(content, PARTS)
    for name, wanted in ENTRIES.items():
        for entry in content[name]:
            _typed(entry, wanted)
    _typed(content["coproduction"], COPRODUCTION)
    if content["form"] != BID_FORM or content["lang"] not in ("cy", "en"):
        raise BidError("another form or language")
    if not 0 <= content["price_pence"] <= MOST_PENCE:
        raise BidError("not a price")
    return content


def _typed(entry: Any, wanted: Mapping[str, Any]) -> None:
    if not isinstance(entry, dict) or set(entry) != set(wanted):
        raise BidError("not the parts of a bid")
    for name, kind in wanted.items():
        whole = kind is int and isinstance(entry[name], bool)
        if whole or not isinstance(entry[name], kind):
            raise BidError(f"{name} is of another type")
