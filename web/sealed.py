"""Fields of forms that a page must carry and its reader need not see: a whole number in a list that masks it.

AES-SIV (RFC 5297): the same text is sealed alike each time, so a page that has not changed looks unchanged.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

SEALED_MAX = 8000


class Seal:
    """Seals with the secret of this console."""

    def __init__(self, secret: bytes) -> None:
        """Derive a key of its own."""
        self._cipher = AESSIV(hashlib.sha512(b"sealed fields " + secret).digest())

    def close(self, text: str) -> str:
        """Return what may stand in a page."""
        return base64.urlsafe_b64encode(self._cipher.encrypt(text.encode(), None)).decode()

    def open(self, sealed: str) -> str | None:
        """Return the text; None for what this console has not sealed."""
        if len(sealed) > SEALED_MAX:
            return None
        try:
            return self._cipher.decrypt(base64.urlsafe_b64decode(sealed), None).decode()
        except (binascii.Error, InvalidTag, ValueError):
            return None
