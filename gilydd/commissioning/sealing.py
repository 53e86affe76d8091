"""Bids as sealed bytes: padded, sealed to a key that nobody has alone, and what comes out at the opening.

On the full route a bid is sealed to the split key of the procurement (deciding.keyring). On the light route
it is sealed to a key that is made from this server's own secret: copies of the database, backups and files
say nothing, and Gilydd opens the bids when the time is over; who has the server's secret could open them
before. docs/adr/0022 says why that is enough for a small grant.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from gilydd.deciding import keys
from gilydd.deciding.keys import SealError

from .models import Bid, Procurement
from .words import Route
from .words_bids import BidError, read, written

# A bid is filled up to one of these lengths, so that its size says next to nothing of what is in it.
LENGTHS: Final = (64_000, 256_000, 1_000_000, 4_000_000, 16_000_000)
COUNT_BYTES: Final = 4
NONCE_BYTES: Final = 32


@dataclass(frozen=True)
class Sealed:
    """A bid that was sealed: its bytes, and the hashes of what lies here and of what it will say."""

    data: bytes = field(repr=False)
    sealed_sha256: str
    content_sha256: str


@dataclass(frozen=True)
class Opened:
    """What came out of one bid: its content, or None where it could not be read, and which hashes held."""

    content: dict[str, Any] | None = field(repr=False)
    sealed_holds: bool
    content_holds: bool


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, as 64 letters and digits."""
    return hashlib.sha256(data).hexdigest()


@sensitive_variables()
def padded(content: bytes) -> bytes:
    """Count, content, zeros: up to the next standard length. Raises ValueError above the longest.

    >>> len(padded(b"short")) == len(padded(b"a little longer")) == LENGTHS[0]
    True
    >>> unpadded(padded(b"short"))
    b'short'
    """
    whole = len(content) + COUNT_BYTES
    for length in LENGTHS:
        if whole <= length:
            return len(content).to_bytes(COUNT_BYTES, "big") + content + bytes(length - whole)
    raise ValueError(f"a bid has at most {LENGTHS[-1] - COUNT_BYTES} bytes")


@sensitive_variables()
def unpadded(data: bytes) -> bytes:
    """What `padded` was given."""
    return data[COUNT_BYTES : COUNT_BYTES + int.from_bytes(data[:COUNT_BYTES], "big")]


@sensitive_variables()
def sealed(bid: Bid, content: dict[str, Any]) -> Sealed:
    """Seal a bid. With 32 random bytes in it: its hash can be given away, and nothing guessed from it."""
    plain = written(content | {"nonce": keys.text_of(secrets.token_bytes(NONCE_BYTES))})
    text = keys.seal(padded(plain), public_key(bid.procurement), context_of(bid))
    data = keys.bytes_of(text)
    return Sealed(data, digest(data), digest(plain))


@sensitive_variables()
def opened(bid: Bid, privates: list[bytes]) -> Opened:
    """Open one bid with the key, or with one of several; a broken bid is told and stops nothing."""
    data = bytes(bid.sealed or b"")
    sealed_holds = digest(data) == bid.sealed_sha256
    for private in privates:
        try:
            plain = unpadded(keys.unseal(keys.text_of(data), private, context_of(bid)))
        except SealError:
            continue
        content_holds = digest(plain) == bid.content_sha256
        try:
            return Opened(read(plain), sealed_holds, content_holds)
        except BidError:
            return Opened(None, sealed_holds, content_holds)
    return Opened(None, sealed_holds, False)


def context_of(bid: Bid) -> str:
    """A bid opens only as what it is: of this tender, for this lot, of this bidder."""
    return f"gilydd bid {bid.procurement.key} {bid.lot.number} {bid.bidder.key} {bid.key}"


def public_key(procurement: Procurement) -> str:
    """To which key the bids of a tender are sealed."""
    if procurement.route == Route.FULL:
        assert procurement.split_key is not None
        return procurement.split_key.public_key
    return keys.pair_of(light_privates(procurement)[0]).public


@sensitive_variables()
def light_privates(procurement: Procurement) -> list[bytes]:
    """The keys of the light route: of the server's secret now, and of those before it."""
    return [
        HKDF(
            algorithm=hashes.SHA256(), length=keys.KEY_BYTES, salt=None,
            info=f"gilydd light bids {procurement.key}".encode(),
        ).derive(secret.encode() if isinstance(secret, str) else secret)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]  # fmt: skip


def file_bytes(entry: dict[str, Any]) -> bytes:
    """A file of an opened bid as it was given."""
    return base64.b64decode(entry["base64"])
