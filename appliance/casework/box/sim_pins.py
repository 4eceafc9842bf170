"""What was tried with the PIN of a SIM card: kept before it is tried, so that no restart tries it again."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment

LAST = 1
"""With so many tries left none is made: the last one belongs to a person."""


class Verdict(StrEnum):
    """What the card said."""

    UNKNOWN = "unknown"
    """It was entered, and power went before the card had answered."""
    ACCEPTED = "accepted"
    REFUSED = "refused"


class SimPin(Row):
    """The latest try on one line. `pin_key`: a salted hash, the PIN itself stands in the settings alone."""

    line = peewee.TextField(primary_key=True)
    pin_key = peewee.TextField()
    boot_id = peewee.TextField()
    verdict = peewee.TextField()
    at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def may_enter(cls, line: str, pin: str, tries_left: int | None, now: Moment) -> bool:
        """Tell whether the PIN may be entered, and keep that it is.

        Never the last try. A PIN that the card has accepted is entered again after each restart of the modem; one that
        was not, once a boot and never again when the card has refused it. A card that does not tell its tries gets a
        PIN that was never tried, or that it has accepted.
        """
        with write():
            before = cls.get_or_none(cls.line == line)
            known = before is not None and before.is_of(pin)
            if not _allowed(Verdict(before.verdict) if before and known else None, tries_left) or (
                before is not None
                and before.boot_id == now.boot_id
                and not (known and before.verdict == Verdict.ACCEPTED)
            ):
                return False
            cls._keep(line, pin, Verdict.UNKNOWN, now)
            return True

    @classmethod
    def entered(cls, line: str, pin: str, *, accepted: bool, now: Moment) -> None:
        """Keep what the card said."""
        with write():
            cls._keep(line, pin, Verdict.ACCEPTED if accepted else Verdict.REFUSED, now)

    def is_of(self, pin: str) -> bool:
        """Tell whether the try was made with this PIN."""
        salt, _, _ = self.pin_key.partition("$")
        return hmac.compare_digest(self.pin_key, _key(self.line, pin, salt))

    @classmethod
    def _keep(cls, line: str, pin: str, verdict: Verdict, now: Moment) -> None:
        key = _key(line, pin, secrets.token_hex(8))
        kept = {"pin_key": key, "verdict": verdict, "boot_id": now.boot_id, "at": now.wall}
        cls.delete().where(cls.line == line).execute()
        cls.create(line=line, clock_trusted=now.trusted, **kept)


def _allowed(before: Verdict | None, tries_left: int | None) -> bool:
    """Judge by what was tried before with this PIN, None: nothing."""
    if before is Verdict.REFUSED:
        return False
    if tries_left is None:
        return before in (None, Verdict.ACCEPTED)
    return tries_left > LAST


def _key(line: str, pin: str, salt: str) -> str:
    return f"{salt}${hashlib.sha256(f'{salt}:{line}:{pin}'.encode()).hexdigest()}"
