"""The secret that signs the console's cookies: made on the box, kept beside the database."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

LENGTH = 32


def secret_in(state: Path) -> bytes:
    """Return the secret, made at the first start. Two consoles that start at once agree. Raises OSError."""
    path = state / "console.key"
    if path.exists():
        return path.read_bytes()
    fresh = state / f"console.key.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        path.hardlink_to(fresh)
    fresh.unlink()
    return path.read_bytes()
