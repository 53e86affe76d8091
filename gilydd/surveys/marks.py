"""Whose a sheet of answers is, without a name in the database.

Where a survey keeps the answers of one person together, their sheet carries a keyed digest of the survey's
series and the person: HMAC-SHA256 (RFC 2104) under a key that is made from the secret key of this Gilydd. It
is the same in the surveys of one series, so that a baseline and what follows it can be joined, and another in
every other series, so that nobody can be followed from one matter to the next. Who holds a copy of the
database, a backup or an export of a community, and not that key, cannot tell whose a sheet is.

What it does not do: whoever controls the running server, and so the key, could try the members one by one;
and with a new secret key, or on another Gilydd, earlier sheets cannot be joined to later ones any more.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid

from django.conf import settings

from .models import Invitation, Kiosk, Survey

# Without signs that are taken for one another on paper: 0 and O, 1 and I and L, 5 and S, 2 and Z.
SIGNS = "346789ABCDEFGHJKMNPQRTUVWXY"
LENGTH = 10


def mark_of(survey: Survey, party: uuid.UUID | None, slip: str = "") -> str:
    """The digest for a party (its opaque key) or for a slip, 64 signs."""
    who = f"party:{party}" if party else f"slip:{survey.pk}:{slip}"
    return hmac.new(_key(), f"{survey.series}:{who}".encode(), hashlib.sha256).hexdigest()


def new_code() -> str:
    """A code that no invitation and no kiosk has yet, such as "K7QM3-XPA4T"; about 47 bits of chance."""
    while True:
        signs = "".join(secrets.choice(SIGNS) for _place in range(LENGTH))
        code = f"{signs[:5]}-{signs[5:]}"
        taken = Invitation.objects.filter(code=code).exists() or Kiosk.objects.filter(code=code).exists()
        if not taken:
            return code


def tidy(code: str) -> str:
    """A code as it is kept, however somebody typed it.

    >>> tidy(" k7qm3 xpa4t "), tidy("slip 17")
    ('K7QM3-XPA4T', 'slip 17')
    """
    signs = "".join(letter for letter in code.upper() if letter.isalnum())
    is_code = len(signs) == LENGTH and set(signs) <= set(SIGNS)
    return f"{signs[:5]}-{signs[5:]}" if is_code else " ".join(code.split())


def _key() -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"gilydd survey sheets", hashlib.sha256).digest()
