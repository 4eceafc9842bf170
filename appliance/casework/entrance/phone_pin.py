"""The PIN that lets a caller record prompts: kept hashed, its wrong tries counted on disk.

`pin.json` is written by `slukhavka pin` and the console, `pin-tries.json` by the daemon. A try is written down before
it is looked at, so pulling the plug gives nobody another one. Ten wrong tries in a day close the door for everybody,
the holder too: a code of six digits is guessed with probability 10⁻⁵ a day. A new PIN opens it again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import re
import secrets
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.contracts.office import Admission
from appliance.errors import SlukhavkaError

log = logging.getLogger(__name__)

DIGITS_COUNT = 6
WRONG_A_DAY = 10
DAY = timedelta(days=1)
_SCRYPT = {"n": 1 << 14, "r": 8, "p": 1}
"""16 MiB and 50 ms on a PC, a quarter of a second on a Pi."""
_FORM = re.compile(rf"[0-9]{{{DIGITS_COUNT}}}")
_RUNS = "01234567890", "09876543210"


class WeakPin(SlukhavkaError):
    """The PIN is no PIN, or the first that anybody would try."""


class PinFile:
    """The PIN in the directory `state`. Every verb waits for the disk; several threads may use it."""

    def __init__(self, state: Path) -> None:
        """Nothing is read yet."""
        self._pin = state / "pin.json"
        self._tries = state / "pin-tries.json"
        self._lock = threading.Lock()

    def set(self, digits: str) -> None:
        """Keep a new PIN and forget the wrong tries. Raises WeakPin, OSError."""
        if not _FORM.fullmatch(digits):
            raise WeakPin(f"Код має складатися з {DIGITS_COUNT} цифр.")
        if len(set(digits)) < 3 or any(digits in run for run in _RUNS):
            raise WeakPin("Такий код вгадають одразу. Візьміть інші цифри.")
        salt = secrets.token_bytes(16)
        _put(self._pin, {"salt": salt.hex(), "hash": _hash(digits, salt, _SCRYPT).hex(), **_SCRYPT})
        self._tries.unlink(missing_ok=True)

    def is_set(self) -> bool:
        """Tell whether there is one. Raises OSError."""
        return self._pin.exists()

    def remove(self) -> bool:
        """Let nobody in any more; False if there was no PIN. Raises OSError."""
        there = self._pin.exists()
        self._pin.unlink(missing_ok=True)
        self._tries.unlink(missing_ok=True)
        return there

    def admit(self, digits: str, now: datetime) -> Admission:
        """Judge one try. What cannot be counted is not let in."""
        with self._lock:
            try:
                return self._judge(digits, now)
            except (OSError, ValueError, KeyError, TypeError) as error:
                log.error("the PIN cannot be checked: %s", error)
                return Admission.CLOSED

    def _judge(self, digits: str, now: datetime) -> Admission:
        wrong = self._wrong_lately(now)
        if not self._pin.exists() or len(wrong) >= WRONG_A_DAY:
            return Admission.CLOSED
        told = json.loads(self._pin.read_bytes())
        _put(self._tries, {"wrong": [*wrong, now.isoformat()]})
        cost = {name: told[name] for name in _SCRYPT}
        if hmac.compare_digest(_hash(digits, bytes.fromhex(told["salt"]), cost), bytes.fromhex(told["hash"])):
            _put(self._tries, {"wrong": wrong})
            return Admission.RIGHT
        log.warning("a wrong PIN, %d of %d within a day", len(wrong) + 1, WRONG_A_DAY)
        return Admission.WRONG

    def _wrong_lately(self, now: datetime) -> list[str]:
        """Return the wrong tries of the last day. One of the future, by a clock that was wrong, counts as well."""
        try:
            told: list[str] = json.loads(self._tries.read_bytes())["wrong"]
        except FileNotFoundError:
            return []
        return [at for at in told if now - datetime.fromisoformat(at) < DAY]


def _hash(digits: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return hashlib.scrypt(digits.encode(), salt=salt, **cost)


def _put(path: Path, told: dict[str, Any]) -> None:
    """Write for the owner of the directory and its group, all of it or nothing. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # The console sets it under its own user, the daemon reads it under another of the same group.
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o660), "w") as file:
            owner = os.fstat(directory)
            with suppress(PermissionError):  # who is not root owns the directory already
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            json.dump(told, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        os.fsync(directory)
    finally:
        os.close(directory)
