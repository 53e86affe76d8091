"""Split a secret among people so that any few of them together have it, and fewer know nothing of it.

The secret is a number below a prime; it is the value at 0 of a polynomial whose other coefficients are
drawn at random, and each person gets the value at a place of their own. As many values as there are
coefficients give the polynomial, and with it the secret (Lagrange). With one value fewer every secret is as
likely as before: this is not hard to break but impossible, whatever computer is used.

All numbers are exact, in the field of the Mersenne prime 2^521 − 1, which holds secrets of up to 64 bytes. A
share is written with a check sum, so that a slip of the pen is found before it gives a wrong secret: a wrong
share by itself would give one without any sign of it.

Source: A. Shamir, "How to share a secret", Communications of the ACM 22 (1979).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["PRIME", "Share", "SharingError", "combine", "parse", "split", "written"]

PRIME: Final = 2**521 - 1
LONGEST_SECRET: Final = 64
MOST_SHARES: Final = 255
NAME: Final = "gilydd-share-1"
CHECK_DIGITS: Final = 8
# A number of the field in hex: 521 bits.
VALUE_DIGITS: Final = 131


class SharingError(ValueError):
    """A secret, a number of people or a share that cannot be right; the sentence says what would be."""


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part: the value of the polynomial at `place`, of a secret of `length` bytes.

    `needed` parts are enough.
    """

    place: int
    value: int
    needed: int
    length: int

    def __repr__(self) -> str:
        # Never the value: a share in a trace or a log would be a share given away.
        return f"Share(place={self.place}, needed={self.needed})"


def split(
    secret: bytes, shares: int = 3, needed: int = 2, draw: Callable[[int], int] = secrets.randbelow
) -> tuple[Share, ...]:
    """Split a secret into `shares` parts of which any `needed` give it back.

    secret: 1 to 64 bytes. needed: 2 to shares. shares: up to 255. draw: a number below its argument; the
    default is the operating system's own source, anything else is for tests.
    Raises SharingError. O(shares × needed).

    >>> parts = split(b"the key of the box")
    >>> combine([parts[2], parts[0]])
    b'the key of the box'
    """
    if not 1 <= len(secret) <= LONGEST_SECRET:
        raise SharingError(f"the secret has {len(secret)} bytes; expected 1 to {LONGEST_SECRET}")
    if not 2 <= needed <= shares <= MOST_SHARES:
        raise SharingError(f"{needed} of {shares} shares; expected at least 2, of at most {MOST_SHARES}")
    coefficients = [int.from_bytes(secret, "big"), *(draw(PRIME) for _one in range(needed - 1))]
    return tuple(
        Share(place, _value(coefficients, place), needed, len(secret)) for place in range(1, shares + 1)
    )


def _value(coefficients: Sequence[int], place: int) -> int:
    """The polynomial at a place, by Horner's rule."""
    value = 0
    for coefficient in reversed(coefficients):
        value = (value * place + coefficient) % PRIME
    return value


def combine(shares: Sequence[Share]) -> bytes:
    """The secret, from as many shares as are needed, or more.

    More shares than needed are checked against each other. Raises SharingError where there are too few, two
    are of the same place, or they are not of one secret. O(needed²).

    >>> combine([Share(1, 5, 2, 1)])
    Traceback (most recent call last):
    ...
    gilydd.algorithms.sharing.SharingError: 1 share is there; 2 are needed
    """
    if not shares:
        raise SharingError("no share is there")
    needed, length = shares[0].needed, shares[0].length
    if any((one.needed, one.length) != (needed, length) for one in shares):
        raise SharingError("the shares are not of one secret")
    if len({one.place for one in shares}) < len(shares):
        raise SharingError("two shares have the same place; expected shares of different people")
    if len(shares) < needed:
        are = "share is" if len(shares) == 1 else "shares are"
        raise SharingError(f"{len(shares)} {are} there; {needed} are needed")
    first, others = shares[:needed], shares[needed:]
    if any(_at(first, one.place) != one.value for one in others):
        raise SharingError("the shares are not of one secret")
    secret = _at(first, 0)
    if secret.bit_length() > 8 * length:
        raise SharingError("the shares are not of one secret")
    return secret.to_bytes(length, "big")


def _at(shares: Sequence[Share], place: int) -> int:
    """The polynomial through these shares at a place (Lagrange)."""
    total = 0
    for one in shares:
        above = below = 1
        for other in shares:
            if other is not one:
                above = above * (place - other.place) % PRIME
                below = below * (one.place - other.place) % PRIME
        total = (total + one.value * above * pow(below, -1, PRIME)) % PRIME
    return total


def written(share: Share) -> str:
    """A share as one line of text that `parse` reads.

    >>> parse(written(Share(2, 12345, 2, 32))) == Share(2, 12345, 2, 32)
    True
    """
    said = f"{NAME}:{share.place}:{share.needed}:{share.length}:{share.value:0{VALUE_DIGITS}x}"
    return f"{said}:{_check(said)}"


def parse(text: str) -> Share:
    """Read what `written` wrote. Raises SharingError, which never repeats what was read.

    >>> parse(written(Share(2, 12345, 2, 32)).replace("3039", "3038"))
    Traceback (most recent call last):
    ...
    gilydd.algorithms.sharing.SharingError: the check sum of the share is wrong: a part of it was changed
    """
    said, colon, check = text.strip().rpartition(":")
    parts = said.split(":")
    if not colon or len(parts) != 5 or parts[0] != NAME:
        raise SharingError(f"this is no share; expected one line that begins with {NAME}:")
    if check != _check(said):
        raise SharingError("the check sum of the share is wrong: a part of it was changed")
    place, needed, length = (int(one) for one in parts[1:4])
    value = int(parts[4], 16)
    if not (1 <= place <= MOST_SHARES and 2 <= needed <= MOST_SHARES and 1 <= length <= LONGEST_SECRET):
        raise SharingError("the share has a number that no share can have")
    if value >= PRIME:
        raise SharingError("the share has a number that no share can have")
    return Share(place, value, needed, length)


def _check(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:CHECK_DIGITS]
