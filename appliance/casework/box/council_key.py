"""The council's key (age, X25519): the box keeps its public half and can close what only the council can open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import peewee
import pyrage  # type: ignore[import-untyped]  # it says no types
from playhouse.apsw_ext import BooleanField

from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

REASON_MAX = 300
HEADS = ("AGE-SECRET-KEY-1", "age1")
"""What keys of this kind begin with: one word."""
GROUP = 6
"""So many signs stand together on the sheet: as many as an eye keeps."""


class KeyIsThere(SlukhavkaError):
    """The council has a key already: replacing it takes a reason."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A new identity. `private` lives as long as the sheet is drawn; it is in no `repr`, so in no log either."""

    public: str
    private: str = field(repr=False)


class CouncilKey(Row):
    """One public key, and who had it made. The newest is the one in use; the older ones say what opens old months."""

    id = peewee.AutoField()
    public_key = peewee.TextField(unique=True)
    reason = peewee.TextField(default="")
    origin = peewee.TextField()
    account = peewee.ForeignKeyField(Account, null=True)
    made_at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def in_use(cls) -> CouncilKey | None:
        """Return the key that months are closed with; None while the council has none."""
        key: CouncilKey | None = cls.select().order_by(cls.id.desc()).first()
        return key

    @classmethod
    def all(cls) -> list[CouncilKey]:
        """Return every key there was, the newest first, each with who made it."""
        return list(cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER).order_by(cls.id.desc()))

    @classmethod
    def make(cls, *, reason: str = "", by: Actor, now: Moment) -> KeyPair:
        """Make a key, keep its public half, return both for the sheet. Raises KeyIsThere: a second takes a reason."""
        reason = " ".join(reason.split())[:REASON_MAX]
        identity = pyrage.x25519.Identity.generate()
        pair = KeyPair(str(identity.to_public()), str(identity))
        with write():
            former = cls.in_use()
            if former and not reason:
                raise KeyIsThere("Ключ ради вже є. Щоб замінити його, напишіть причину.")
            made = cls.create(
                public_key=pair.public,
                reason=reason,
                origin=by.origin,
                account=by.account,
                made_at=now.wall,
                clock_trusted=now.trusted,
            )
            change = {"public_key": [former.public_key if former else "", pair.public], "reason": reason}
            verb = "replaced" if former else "made"
            AuditEntry.record(by=by, now=now, verb=verb, subject="council_key", subject_id=made.id, change=change)
        return pair


def grouped(key: str) -> str:
    """Return a key in groups, to be read from paper and typed: the spaces are not part of it."""
    head = next((each for each in HEADS if key.startswith(each)), "")
    rest = key.removeprefix(head)
    return " ".join([head, *(rest[start : start + GROUP] for start in range(0, len(rest), GROUP))]).strip()


JOURNAL_WORDS: Mapping[str, str] = {
    "council_key": "ключ ради",
    "made": "створено",
    "replaced": "замінено",
}
