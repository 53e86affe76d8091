"""A number of a judgement that tells nothing of when it was given.

Reasons are shown without names, in the order of the alphabet. The number of their row, in an address, would
say who spoke before whom; so a page shows another one, which this server alone leads back.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

HALF_BITS = 24
ROUNDS = 4
MASK = (1 << HALF_BITS) - 1


def shown(pk: int) -> int:
    """The number that a page shows; a permutation of the numbers below 2^48 (four Feistel rounds)."""
    left, right = pk >> HALF_BITS, pk & MASK
    for turn in range(ROUNDS):
        left, right = right, left ^ _mixed(turn, right)
    return (left << HALF_BITS) | right


def meant(number: int) -> int:
    """The row that a shown number means."""
    left, right = (number >> HALF_BITS) & MASK, number & MASK
    for turn in reversed(range(ROUNDS)):
        left, right = right ^ _mixed(turn, left), left
    return (left << HALF_BITS) | right


def _mixed(turn: int, half: int) -> int:
    said = f"judgement {turn} {half}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()
    return int.from_bytes(digest[:3], "big")
