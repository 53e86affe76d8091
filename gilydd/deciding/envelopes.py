"""A second seal of this server's own secret, which is in no database and no backup of one."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from . import keys
from .keys import SealError

NONCE_BYTES = 12


def enveloped(text: str, context: str) -> str:
    """Put a sealed text into an envelope for one purpose: it opens only with the same context."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = ChaCha20Poly1305(_own_key(context, settings.SECRET_KEY))
    return keys.text_of(nonce + cipher.encrypt(nonce, text.encode(), None))


def taken_out(envelope: str, context: str) -> str:
    """What lies in an envelope, made with the secret of now or a former one. Raises SealError."""
    data = keys.bytes_of(envelope)
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            cipher = ChaCha20Poly1305(_own_key(context, secret))
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], None).decode()
        except InvalidTag:
            continue
    raise SealError("the secret of this Gilydd was changed, or the envelope was")


def _own_key(context: str, secret: str | bytes) -> bytes:
    info = f"gilydd envelope {context}".encode()
    material = secret.encode() if isinstance(secret, str) else secret
    return HKDF(algorithm=hashes.SHA256(), length=keys.KEY_BYTES, salt=None, info=info).derive(material)
