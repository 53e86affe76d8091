"""The secret in the address of a dataset."""

from __future__ import annotations

import hashlib


def digest_of(secret: str) -> str:
    """What is kept of the secret in an address: SHA-256 of 192 random bits needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
