"""A sample drawn by lot that anybody can draw again.

Everybody in the frame gets the number SHA-256(seed, key); those with the smallest numbers are drawn. With a
seed that nobody chose knowing the frame this is a simple random sample without replacement: each key's number
is as good as uniform and independent of the others'. The order of the frame does not matter. By strata, each
stratum gets its share of the sample by largest remainders (Hare), ties to the larger stratum, then by name.

Source of the method: a permanent random number for each unit (Ohlsson, "Coordination of samples using
permanent random numbers", in Business Survey Methods, 1995), here made from a seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from fractions import Fraction

__all__ = ["draw", "frame_hash", "shares"]


def draw(frame: Mapping[str, str], size: int, seed: str) -> list[str]:
    """Draw `size` keys from a frame of key to stratum (one stratum: a simple random sample).

    seed: any text; publish it with the frame's hash. Returns the keys drawn, sorted.
    Raises ValueError for a size below 1 or above the frame, or an empty seed. Time O(n log n).

    >>> people = {key: "" for key in "abcdefgh"}
    >>> draw(people, 3, "14 March") == draw(dict(reversed(people.items())), 3, "14 March")
    True
    """
    if not seed:
        raise ValueError("a draw needs a seed: any text that nobody could choose to their liking")
    if not 1 <= size <= len(frame):
        raise ValueError(f"between 1 and {len(frame)} can be drawn from this frame, not {size}")
    strata: dict[str, list[str]] = {}
    for key, stratum in frame.items():
        strata.setdefault(stratum, []).append(key)
    wanted = shares({name: len(keys) for name, keys in strata.items()}, size)
    drawn: list[str] = []
    for name, keys in strata.items():
        drawn += sorted(keys, key=lambda key: (_number(seed, key), key))[: wanted[name]]
    return sorted(drawn)


def shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum make up a sample of `size`, in proportion, by largest remainders.

    >>> shares({"top": 60, "middle": 30, "bottom": 10}, 8)
    {'top': 5, 'middle': 2, 'bottom': 1}
    """
    whole = sum(sizes.values())
    if not 0 <= size <= whole:
        raise ValueError(f"a sample of {size} cannot be drawn from {whole}")
    exact = {name: Fraction(size * count, whole) if whole else Fraction(0) for name, count in sizes.items()}
    given = {name: int(part) for name, part in exact.items()}
    left = size - sum(given.values())
    order = sorted(sizes, key=lambda name: (given[name] - exact[name], -sizes[name], name))
    for name in order[:left]:
        given[name] += 1
    return given


def frame_hash(keys: Iterable[str]) -> str:
    """SHA-256 over the keys of a frame in order, one a line: publish it before the draw.

    >>> frame_hash(["b", "a"]) == frame_hash(["a", "b"])
    True
    """
    return hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()


def _number(seed: str, key: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{key}".encode()).digest()
