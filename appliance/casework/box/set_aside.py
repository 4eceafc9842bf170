"""What a fault or a restoration has set aside: how it is called, how long it lies, what has gone.

The newest of each kind stays for as long as nobody takes it away: it may hold the only trace of what was lost. Numbers
tell which is newer. A box without a clock cannot tell how old a file is, so the days count from the first night in
which it was found by a right clock, which stands in the journal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.clock import Moment

SUBJECT = "set_aside"
KEPT_MOST = 3
"""So many of a kind lie there at most."""
KEPT = timedelta(days=30)
JOURNAL_WORDS: Mapping[str, str] = {
    "set_aside": "відкладене після збою чи відновлення",
    "lies_aside": "знайдено, залишено на 30 днів",
    "removed": "вилучено",
}
_NAME = re.compile(r"(slukhavka\.db\.broken-|\.before-)(\d+)(?:-wal|-shm|-journal)?")


class Aside(StrEnum):
    """The kinds, by how their names begin."""

    BROKEN = "slukhavka.db.broken-"
    """A register that could not be read, with its log."""
    BEFORE = ".before-"
    """The whole state before an archive was put in its place."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """One thing set aside. `paths`: it and what belongs to it; `changed_at`: when it was last written to."""

    kind: Aside
    number: int
    paths: tuple[Path, ...]
    changed_at: datetime

    @property
    def name(self) -> str:
        """Its name in the state directory."""
        return f"{self.kind}{self.number}"


def set_aside_in(state: Path) -> list[SetAside]:
    """Return what lies there, by kind, the newest first. Raises OSError."""
    found: dict[tuple[Aside, int], list[Path]] = {}
    for path in sorted(state.iterdir()):
        if name := _NAME.fullmatch(path.name):
            found.setdefault((Aside(name[1]), int(name[2])), []).append(path)
    newest_first = sorted(found.items(), key=lambda each: (each[0][0], -each[0][1]))
    return [SetAside(kind, number, tuple(paths), _changed(paths[0])) for (kind, number), paths in newest_first]


def next_aside(state: Path, kind: Aside) -> str:
    """Return the name of the next one: its number is higher than any that lies there."""
    numbers = (each.number for each in set_aside_in(state) if each.kind is kind)
    return f"{kind}{max(numbers, default=0) + 1}"


def kept_long_enough(found: Sequence[SetAside], *, now: Moment) -> list[SetAside]:
    """Return what may go, and note what lies there for the first time. The clock is right, the register open."""
    going = []
    for kind in Aside:
        for at, each in enumerate(each for each in found if each.kind is kind):
            since = _noted(each, now)
            if at and (at >= KEPT_MOST or now.wall - since >= KEPT):
                going.append(each)
    return going


def gone(each: SetAside, *, now: Moment) -> None:
    """Note that it is no longer there."""
    AuditEntry.record(by=BOX, now=now, verb="removed", subject=SUBJECT, subject_id=each.name)


def lately_gone(limit: int = 5) -> list[tuple[str, datetime]]:
    """Return what has gone and when, the latest first."""
    entries = AuditEntry.select().where(AuditEntry.subject == SUBJECT, AuditEntry.verb == "removed")
    return [(each.subject_id, each.at) for each in entries.order_by(AuditEntry.id.desc()).limit(limit)]


def _noted(each: SetAside, now: Moment) -> datetime:
    """Return since when it is known to lie there, which may be now. A name may come again, for another file."""
    mark = {"on": each.changed_at.isoformat()}
    last = AuditEntry.last_of(SUBJECT, each.name)
    if last is not None and last.change == mark:
        since: datetime = last.at
        return since
    AuditEntry.record(by=BOX, now=now, verb="lies_aside", subject=SUBJECT, subject_id=each.name, change=mark)
    return now.wall


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
