"""The code of a voucher: short enough to type, signed so that a place can check it without a connection.

Sixteen signs of Crockford's base32 (no I, L, O or U), written in four groups: six of its number, three of
its last day, seven of its signature. The signature is the first 35 bits of HMAC-SHA256 (RFC 2104) over
number, day and the place it is for. So a guess passes once in 2^35.

The key that checks is the key that signs, and every place's device has it: an honest limit. Whoever takes it
out of a device can make codes that pass at a door without a connection. Such a code stands in no book: it is
never paid, and its first arrival here is shown as a conflict.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from gilydd.people.models import Community

from .models import Voucher

SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
FIRST_DAY: Final = dt.date(2020, 1, 1)
NUMBER_SIGNS: Final = 6
DAY_SIGNS: Final = 3
SIGNATURE_SIGNS: Final = 7
ANYWHERE: Final = 0
IN_ADDRESS: Final = re.compile(r"[?&]code=([0-9A-Za-z-]{16,40})")


@dataclass(frozen=True)
class Code:
    """A code taken apart; whether it is genuine is another question (`genuine`)."""

    number: str
    last_day: dt.date
    signature: str

    @property
    def plain(self) -> str:
        """Its sixteen signs without groups."""
        return self.number + written((self.last_day - FIRST_DAY).days, DAY_SIGNS) + self.signature


def written(value: int, signs: int) -> str:
    """A whole number in so many signs of base32.

    >>> written(33, 3)
    '011'
    """
    return "".join(SIGNS[(value >> (5 * place)) & 31] for place in reversed(range(signs)))


def value_of(text: str) -> int:
    """The number that signs of base32 stand for.

    >>> value_of("011")
    33
    """
    value = 0
    for sign in text:
        value = value * 32 + SIGNS.index(sign)
    return value


def new_number() -> str:
    """A number that nobody can foresee: 30 random bits."""
    return written(secrets.randbits(5 * NUMBER_SIGNS), NUMBER_SIGNS)


def device_key(community: Community) -> bytes:
    """The key that signs a community's vouchers, and that its places' devices check them with; 32 bytes."""
    said = f"gilydd voucher:{community.key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()


def code_of(voucher: Voucher) -> str:
    """The code of a voucher in groups of four, as it is printed and typed."""
    day = written((voucher.expires_on - FIRST_DAY).days, DAY_SIGNS)
    signature = signature_of(device_key(voucher.community), voucher.number, day, voucher.at_id or ANYWHERE)
    return grouped(voucher.number + day + signature)


def signature_of(key: bytes, number: str, day: str, place: int) -> str:
    """The signature over number, day and place (ANYWHERE for every place): seven signs."""
    digest = hmac.new(key, f"{number}|{day}|{place}".encode(), hashlib.sha256).digest()
    return written(int.from_bytes(digest[:5], "big") >> 5, SIGNATURE_SIGNS)


def read_code(text: str) -> Code | None:
    """What somebody typed or a camera read, as a code; None where it cannot be one.

    Small letters, spaces, dashes, O for 0 and I or L for 1 are forgiven; an address with ?code= is taken too.
    """
    found = IN_ADDRESS.search(text)
    plain = re.sub(r"[\s-]", "", found[1] if found else text).upper().translate(ALIKE)
    if len(plain) != NUMBER_SIGNS + DAY_SIGNS + SIGNATURE_SIGNS or set(plain) - set(SIGNS):
        return None
    number, day = plain[:NUMBER_SIGNS], plain[NUMBER_SIGNS : NUMBER_SIGNS + DAY_SIGNS]
    return Code(number, FIRST_DAY + dt.timedelta(days=value_of(day)), plain[NUMBER_SIGNS + DAY_SIGNS :])


def genuine(code: Code, voucher: Voucher) -> bool:
    """Whether the code is exactly the one that this voucher has."""
    return hmac.compare_digest(code.plain, code_of(voucher).replace("-", ""))


def grouped(plain: str) -> str:
    """Sixteen signs in groups of four.

    >>> grouped("7K3MQ9XD0AB1CDEF")
    '7K3M-Q9XD-0AB1-CDEF'
    """
    return "-".join(plain[place : place + 4] for place in range(0, len(plain), 4))
