"""Closes a stream for the council's key (age, age-encryption.org/v1): only the sheet in the safe opens it."""

from __future__ import annotations

from typing import Protocol

import pyrage  # type: ignore[import-untyped]

from appliance.errors import SlukhavkaError
from appliance.upkeep.stick.parcel import Sink


class Source(Protocol):
    """What is read; `fault` is why it could not be."""

    fault: SlukhavkaError | None

    def read(self, count: int = -1, /) -> bytes:
        """Return at most so many bytes, b"" at the end."""
        ...


class BadKey(SlukhavkaError):
    """The key that the box keeps is none."""


def seal(source: Source, sink: Sink, public_key: str) -> None:
    """Write what the source gives, closed, into the sink. Raises BadKey, OSError, and the source's fault."""
    try:
        recipient = pyrage.x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError as error:
        raise BadKey("Ключ ради на Слухавці пошкоджений. Створіть новий.") from error
    try:
        pyrage.encrypt_io(source, sink, [recipient])
    except pyrage.EncryptError as error:
        # The library tells only the text of what our own reader or writer has raised.
        raise sink.fault or source.fault or error from error
    # And of what it still holds at the end it tells nothing at all (pyrage 1.4): measured, the file is cut off then.
    if fault := sink.fault or source.fault:
        raise fault
