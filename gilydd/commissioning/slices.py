"""Cut values out of JSON text exactly as they are written, spaces and spelling of numbers included."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from gilydd.algorithms.ocds.reading import pointer

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def texts(text: str, pointers: Iterable[str]) -> dict[str, str]:
    """Return the text of the value at each JSON pointer (RFC 6901) that is there.

    Parameters: `text`, valid JSON. Raises ValueError where it is not. One pass, linear in the text.

    >>> texts('{"releases": [{"amount": 1.50}]}', ["/releases/0", "/releases/1"])
    {'/releases/0': '{"amount": 1.50}'}
    """
    cutter = _Cutter(text, frozenset(pointers))
    cutter.value(cutter.skip(0), "")
    return cutter.found


class _Cutter:
    def __init__(self, text: str, wanted: frozenset[str]) -> None:
        self.text, self.wanted = text, wanted
        self.found: dict[str, str] = {}
        # Only values on the way to a wanted one are entered; all others are stepped over by the decoder.
        self.on_the_way = {path[: place.start()] for path in wanted for place in re.finditer("/", path)}

    def skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def value(self, at: int, path: str) -> int:
        """Step over the value that starts at `at`; returns where it ends."""
        opening = self.text[at : at + 1]
        if path in self.on_the_way and opening in ("{", "["):
            end = self.entries(at, path, keyed=opening == "{")
        else:
            end = _DECODER.raw_decode(self.text, at)[1]
        if path in self.wanted:
            self.found[path] = self.text[at:end]
        return end

    def entries(self, at: int, path: str, *, keyed: bool) -> int:
        place, at = 0, self.skip(at + 1)
        while self.text[at] not in "}]":
            step: str | int = place
            if keyed:
                step, at = _DECODER.raw_decode(self.text, at)
                at = self.skip(self.skip(at) + 1)
            at = self.skip(self.value(at, path + pointer(step)))
            if self.text[at] == ",":
                at = self.skip(at + 1)
            place += 1
        return at + 1
