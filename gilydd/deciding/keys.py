"""Sealing to a key that nobody has alone: what a file of a holder holds, sealed words, parts given on.

This is arithmetic with bytes and knows no rows; the rows are written by commands/keys.py. Commissioning seals
bids with the same functions.

How it works. Each holder has a pair of keys (X25519); the private one is only in the file that they keep.
When a box is made, a pair is made for it; its private key is split (gilydd.algorithms.sharing) and each
part sealed to the key of one holder; then it is forgotten. Sealing is done with the public key alone. To
open the box a holder brings the file; their part is taken out and sealed to each other holder, so that the
next one who brings a file has two parts. So no two parts, and no private key, ever lie open in the database.

What is promised: whoever has the database, its backups and the files of one holder cannot open the box.
What is not: whoever controls the running server at the moment when a file is made, a ballot is given or a
box is opened could read what passes through it.

Sealing is HPKE (RFC 9180) with X25519, HKDF-SHA-256 and ChaCha20-Poly1305, as the library `cryptography` has
it: an own pair for each message, and a context that must be the same when it is opened.
"""

from __future__ import annotations

import base64
import hashlib
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from gilydd.algorithms import sharing
from gilydd.algorithms.sharing import SharingError

KEY_BYTES = 32
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
FILE_HEAD = "GILYDD-KEY-1"
# Letters that nobody takes for another, in groups of four: a key can be typed from paper.
CHECK_LETTERS = 4


class SealError(ValueError):
    """A key or a sealed text that does not fit; the sentence never repeats what was read."""


@dataclass(frozen=True)
class Pair:
    """A private key and its public one, as 32 bytes and as text."""

    private: bytes = field(repr=False)
    public: str


def new_pair() -> Pair:
    """A fresh pair from the operating system's own source.

    >>> len(bytes_of(new_pair().public))
    32
    """
    return pair_of(X25519PrivateKey.generate().private_bytes_raw())


def pair_of(private: bytes) -> Pair:
    """The pair of a private key. Raises SealError."""
    if len(private) != KEY_BYTES:
        raise SealError(f"a private key has {KEY_BYTES} bytes, not {len(private)}")
    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return Pair(private, text_of(public))


def text_of(data: bytes) -> str:
    """Bytes as text for a column."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """What `text_of` wrote. Raises SealError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise SealError("this is no sealed text") from error


def seal(message: bytes, public: str, context: str) -> str:
    """Seal a message to a public key, for one purpose: it opens only with the same context.

    Two messages of the same length are sealed to texts of the same length, and the same message twice to two
    different texts.

    >>> pair = new_pair()
    >>> unseal(seal(b"yes", pair.public, "a vote"), pair.private, "a vote")
    b'yes'
    """
    receiver = X25519PublicKey.from_public_bytes(bytes_of(public))
    return text_of(SUITE.encrypt(message, receiver, info=context.encode()))


def unseal(sealed: str, private: bytes, context: str) -> bytes:
    """The message. Raises SealError for another key, another context, or a changed text."""
    receiver = X25519PrivateKey.from_private_bytes(private)
    try:
        return SUITE.decrypt(bytes_of(sealed), receiver, info=context.encode())
    except (InvalidTag, ValueError) as error:
        raise SealError("the key does not open this, or it was changed") from error


def split_to(private: bytes, holders: Mapping[int, str], needed: int, context: str) -> dict[int, str]:
    """The parts of a private key, each sealed to one holder: {place: sealed part}.

    holders: {place from 1 without a gap: public key}. Raises SharingError, SealError.
    """
    shares = sharing.split(private, len(holders), needed)
    return {
        one.place: seal(
            sharing.written(one).encode(), holders[one.place], context_of_part(context, one.place)
        )
        for one in shares
    }


def part_of(sealed: str, private: bytes, context: str, place: int) -> sharing.Share:
    """A holder's own part. Raises SealError where the file is another's, or the part is broken."""
    return _read_part(unseal(sealed, private, context_of_part(context, place)), place)


def pass_on(part: sharing.Share, receivers: Mapping[int, str], context: str) -> dict[int, str]:
    """A part that its holder gave, sealed to each of the others: {place of the receiver: sealed part}."""
    said = sharing.written(part).encode()
    return {
        place: seal(said, public, context_of_pass(context, part.place, place))
        for place, public in receivers.items()
    }


def passed_part(sealed: str, private: bytes, context: str, giver: int, receiver: int) -> sharing.Share:
    """A part that another holder gave, taken out with the receiver's file."""
    return _read_part(unseal(sealed, private, context_of_pass(context, giver, receiver)), giver)


def whole(parts: Sequence[sharing.Share], public: str) -> bytes:
    """The private key of the box. Raises SealError where the parts do not give its own key."""
    try:
        private = sharing.combine(parts)
    except SharingError as error:
        raise SealError(str(error)) from error
    if pair_of(private).public != public:
        raise SealError("these parts do not give the key of this box")
    return private


def context_of_part(context: str, place: int) -> str:
    return f"{context} part {place}"


def context_of_pass(context: str, giver: int, receiver: int) -> str:
    return f"{context} part {giver} for {receiver}"


def _read_part(said: bytes, place: int) -> sharing.Share:
    try:
        part = sharing.parse(said.decode())
    except (SharingError, UnicodeDecodeError) as error:
        raise SealError("the part of the key is broken") from error
    if part.place != place:
        raise SealError("the part of the key is another holder's")
    return part


def file_line(private: bytes) -> str:
    """A private key as the line of its file: letters and digits in groups of four, with a check sum.

    >>> line = file_line(bytes(32))
    >>> line.split()[0], len(line.split()), private_in("Keep this safe.\\n" + line.lower()) == bytes(32)
    ('GILYDD-KEY-1', 15, True)
    """
    letters = base64.b32encode(private).decode().rstrip("=")
    groups = textwrap.wrap(letters + _check(letters), 4)
    return " ".join([FILE_HEAD, *groups])


def private_in(text: str) -> bytes:
    """The private key in the text of a file, or typed from paper. Raises SealError.

    Blanks, dashes and line ends do not matter, nor does what stands before it; 0 and 1, which the alphabet
    does not have, are read as O and I.
    """
    _before, head, after = text.upper().partition(FILE_HEAD)
    if not head:
        raise SealError(f"no key is in it; expected a line that begins with {FILE_HEAD}")
    length = -(-KEY_BYTES * 8 // 5) + CHECK_LETTERS
    typed = after.replace("0", "O").replace("1", "I")
    letters = "".join(one for one in typed if "A" <= one <= "Z" or "2" <= one <= "7")[:length]
    if len(letters) < length:
        raise SealError("the key is too short: a part of it is missing")
    key, check = letters[:-CHECK_LETTERS], letters[-CHECK_LETTERS:]
    if check != _check(key):
        raise SealError("a letter of the key is wrong")
    return base64.b32decode(key + "=" * (-len(key) % 8))


def _check(letters: str) -> str:
    return base64.b32encode(hashlib.sha256(letters.encode()).digest()).decode()[:CHECK_LETTERS]
