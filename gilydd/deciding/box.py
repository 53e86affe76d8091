"""The box of a secret vote: a ballot goes in sealed twice, all are shuffled at the close, two holders open
it.

A ballot is packed to the same length whatever it says, sealed to the split key, and put into an envelope,
which is a second seal of this server's own secret. The envelope lies in the database next to the voter's
mark, and whoever copies the database at the right moments can say whose it is. When the box is shut the
envelopes are taken off, the sealed ballots are shuffled and written in one go, and the envelopes are
destroyed: without the server's secret nobody can say which ballot came out of which envelope, and without
two holders nobody can say what is in a ballot. What comes out is written as two lists, ballots and
receipts, each in its own order: no row ties the one to the other.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from gilydd.history.words import Refused

from . import envelopes, keys
from .models import Envelope, OpenedBallot, PaperBatch, Receipt, RollMark, SealedBallot, Vote
from .words import BallotEvidence

CODE_BYTES = 10
NO_CODE = bytes(CODE_BYTES)
GROUP = 4


def new_code() -> str:
    """A receipt: 16 letters and digits in groups of four, drawn for one ballot.

    >>> len(new_code()), code_bytes(new_code()) == NO_CODE
    (19, False)
    """
    return code_text(secrets.token_bytes(CODE_BYTES))


def code_text(data: bytes) -> str:
    """
    >>> code_text(bytes(10))
    'AAAA-AAAA-AAAA-AAAA'
    """
    letters = base64.b32encode(data).decode()
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def code_bytes(text: str) -> bytes:
    """What `code_text` wrote; blanks, dashes and small letters do not matter. Raises ValueError.

    >>> code_bytes("aaaa aaaa-aaaaAAAA") == NO_CODE
    True
    """
    letters = "".join(text.upper().replace("-", " ").split())
    data = base64.b32decode(letters) if letters.isascii() and len(letters) == CODE_BYTES * 8 // 5 else b""
    if len(data) != CODE_BYTES:
        raise ValueError("a receipt has 16 letters and digits")
    return data


@sensitive_variables()
def packed(choices: Sequence[int], code: bytes, longest: int) -> bytes:
    """A ballot as bytes whose number says nothing: code, how many choices, the choices, zeros.

    >>> len(packed([3, 1], NO_CODE, 5)) == len(packed([], NO_CODE, 5))
    True
    """
    numbers = [len(choices), *choices, *[0] * (longest - len(choices))]
    return code + b"".join(number.to_bytes(2, "big") for number in numbers)


@sensitive_variables()
def unpacked(data: bytes) -> tuple[bytes, list[int]]:
    """(code, choices) of what `packed` made.

    >>> unpacked(packed([3, 1], NO_CODE, 5))[1]
    [3, 1]
    """
    body = data[CODE_BYTES:]
    numbers = [int.from_bytes(body[at : at + 2], "big") for at in range(0, len(body), 2)]
    return data[:CODE_BYTES], numbers[1 : numbers[0] + 1]


@sensitive_variables()
def put_in(vote: Vote, choices: Sequence[int], code: bytes, longest: int) -> None:
    """Seal a ballot and put it into the box. Nothing of the choices is in the statement that reaches the
    database.

    `longest`: how many choices the vote has.
    """
    Envelope.objects.create(
        community=vote.community, vote=vote, sealed=enveloped(vote, sealed(vote, choices, code, longest))
    )


@sensitive_variables()
def sealed(vote: Vote, choices: Sequence[int], code: bytes, longest: int) -> str:
    """A ballot sealed to the key of the vote."""
    assert vote.split_key is not None
    return keys.seal(packed(choices, code, longest), vote.split_key.public_key, context_of(vote))


def context_of(vote: Vote) -> str:
    """A ballot of one vote opens as a ballot of no other: each has a key of its own."""
    assert vote.split_key is not None
    return f"gilydd ballot {vote.split_key.public_key}"


def enveloped(vote: Vote, ballot: str) -> str:
    return envelopes.enveloped(ballot, context_of(vote))


def _opened_envelope(vote: Vote, envelope: str) -> str:
    try:
        return envelopes.taken_out(envelope, context_of(vote))
    except keys.SealError:
        raise Refused(
            _(
                "The secret of this Gilydd was changed while the vote was open, so the envelopes do not open."
                " Give the old one as SECRET_KEY_FALLBACKS."
            )
        ) from None


def shut(vote: Vote) -> str:
    """Take the envelopes off, shuffle, and write the sealed ballots; gives the SHA-256 of them all."""
    ballots = [_opened_envelope(vote, one) for one in vote.envelopes.values_list("sealed", flat=True)]
    secrets.SystemRandom().shuffle(ballots)
    SealedBallot.objects.bulk_create(
        [SealedBallot(community=vote.community, vote=vote, sealed=one) for one in ballots], batch_size=1_000
    )
    vote.envelopes.all().delete()
    return mark_of(ballots)


def mark_of(ballots: Sequence[str]) -> str:
    """The SHA-256 of sealed ballots, whatever their order."""
    return hashlib.sha256("\n".join(sorted(ballots)).encode()).hexdigest()


@sensitive_variables()
def opened(vote: Vote, private: bytes) -> int:
    """Open every ballot; writes what they say and, apart and in another order, their receipts; how many."""
    ballots = list(vote.sealed_ballots.values_list("sealed", flat=True))
    if mark_of(ballots) != vote.box_sha256:
        raise Refused(_("The box is not the one that was shut. Tell whoever looks after Gilydd at once."))
    found = [unpacked(keys.unseal(one, private, context_of(vote))) for one in ballots]
    codes = sorted(code_text(code) for code, _choices in found if code != NO_CODE)
    OpenedBallot.objects.bulk_create(
        [
            OpenedBallot(community=vote.community, vote=vote, choices=one)
            for one in sorted(choices for _code, choices in found)
        ],
        batch_size=1_000,
    )
    Receipt.objects.bulk_create(
        [Receipt(community=vote.community, vote=vote, code=one) for one in codes], batch_size=1_000
    )
    vote.sealed_ballots.all().delete()
    return len(found)


def emptied(vote: Vote) -> None:
    """Destroy every ballot unread."""
    vote.envelopes.all().delete()
    vote.sealed_ballots.all().delete()


def papers_missing(vote: Vote) -> int:
    """How many paper ballots came in and were not typed yet; two queries."""
    came = RollMark.objects.filter(vote=vote, evidence=BallotEvidence.PAPER).count()
    typed = PaperBatch.objects.filter(vote=vote).aggregate(papers=Sum("papers"))["papers"] or 0
    return came - typed


def given_so_far(vote: Vote) -> int:
    """How many have voted; one query."""
    return RollMark.objects.filter(vote=vote).count()
