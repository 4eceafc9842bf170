"""Closing and opening with age (age-encryption.org/v1): what is closed for the council's key only its sheet opens.

pyrage tells only the text of what our own reader or writer has raised, and of the last block that it holds it tells
nothing at all (1.4; measured: the file is cut off then). So reader and writer keep their faults, and are asked.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Protocol, TypeAlias

import pyrage  # type: ignore[import-untyped]  # it says no types

from appliance.errors import SlukhavkaError

Recipient: TypeAlias = pyrage.x25519.Recipient


class BadKey(SlukhavkaError):
    """With this key nothing can be closed, or this cannot be opened."""


class Source(Protocol):
    """What is read."""

    @property
    def fault(self) -> Exception | None:
        """Why it could not be."""
        ...

    def read(self, count: int = -1, /) -> bytes:
        """Return at most so many bytes, b"" at the end."""
        ...


class Sink(Protocol):
    """What is written to."""

    @property
    def fault(self) -> Exception | None:
        """Why it could not be."""
        ...

    def write(self, block: bytes, /) -> int:
        """Write all of it."""
        ...

    def flush(self) -> None:
        """Hold nothing back."""
        ...


class Watched:
    """A file of the box that keeps what its reading or writing has raised."""

    def __init__(self, file: IO[bytes]) -> None:
        """Nothing has gone wrong yet."""
        self.fault: OSError | None = None
        self._file = file

    def read(self, count: int = -1) -> bytes:
        """Return at most so many bytes. Raises OSError."""
        try:
            return self._file.read(count)
        except OSError as error:
            self.fault = error
            raise

    def write(self, block: bytes) -> int:
        """Write all of it. Raises OSError."""
        try:
            return self._file.write(block)
        except OSError as error:
            self.fault = error
            raise

    def flush(self) -> None:
        """Hand on what is held back. Raises OSError."""
        try:
            self._file.flush()
        except OSError as error:
            self.fault = error
            raise


def recipient_of(public_key: str) -> Recipient:
    """Return for whom this key closes. Raises BadKey."""
    try:
        return Recipient.from_str(public_key)
    except pyrage.RecipientError as error:
        raise BadKey("Це не відкритий ключ ради: він починається з «age1».") from error


def seal(source: Source, sink: Sink, recipient: Recipient) -> None:
    """Write what the source gives, closed, into the sink. Raises the fault of either."""
    try:
        pyrage.encrypt_io(source, sink, [recipient])
    except pyrage.EncryptError as error:
        raise sink.fault or source.fault or error from error
    if fault := sink.fault or source.fault:
        raise fault


@contextmanager
def sealed(file: IO[bytes], recipient: Recipient) -> Iterator[IO[bytes]]:
    """Give what may be written to; what is written comes into `file` closed, by a thread of its own. Raises OSError."""
    inner, outer = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        with os.fdopen(inner, "rb") as source:
            try:
                seal(Watched(source), Watched(file), recipient)
            except BaseException as error:
                failed.append(error)

    sealing = threading.Thread(target=run, name="age")
    sealing.start()
    try:
        with os.fdopen(outer, "wb") as sink:
            yield sink
    except BrokenPipeError:
        # The thread has given up, and it is the one that knows why.
        if not failed:
            raise
    finally:
        sealing.join()
    if failed:
        raise failed[0]


@contextmanager
def unsealed(file: IO[bytes], identity: str) -> Iterator[IO[bytes]]:
    """Give what may be read: what `file` holds closed. Raises BadKey, also at the end of the block."""
    try:
        key = pyrage.x25519.Identity.from_str("".join(identity.split()))
    except pyrage.IdentityError as error:
        raise BadKey("Архів зашифровано: потрібен таємний ключ громади з аркуша відновлення (--key).") from error
    inner, outer = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        with os.fdopen(outer, "wb") as sink:
            try:
                pyrage.decrypt_io(file, sink, [key])
            except BaseException as error:
                failed.append(error)

    unsealing = threading.Thread(target=run, name="age")
    unsealing.start()
    source = os.fdopen(inner, "rb")
    try:
        yield source
    except Exception:
        # What the reader makes of a stream that is cut off is of no account: the stream itself says why.
        if not failed:
            raise
    finally:
        source.close()
        unsealing.join()
    if failed:
        raise BadKey("Архів не відкривається цим ключем або пошкоджений.") from failed[0]
