"""Copies of the register on the disk: which there are, which was checked, and how old it is.

Beside each `copy-<sequence>.db` lies `copy-<sequence>.json`, written when the copy had been opened and checked: a copy
without it is none. Their order is their number: a box without a right clock still knows which is the newest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.clock import Moment
from appliance.settings import Settings

OLD_AFTER_S = 3 * 3600.0
"""Hourly copies: three of them have failed."""

_NAME = re.compile(r"copy-(\d{8})\.(db|json|db\.part)")


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy that was opened and checked. `counts`: rows by table; `daily`: the first of its day.

    `seen`: when it was last found to hold all that the register holds; `source`: how the register's files looked then.
    """

    path: Path
    sequence: int
    made: Moment
    seen: Moment
    source: str
    daily: bool
    migration: int
    bytes: int
    sha256: str
    counts: Mapping[str, int]

    @property
    def made_at(self) -> datetime:
        """When it was made, by the wall clock of then."""
        return self.made.wall

    @property
    def verified(self) -> bool:
        """Whether it was checked: what was not is no `Copy`."""
        return True

    @property
    def sidecar(self) -> Path:
        """What was noted of it when it was checked."""
        return self.path.with_suffix(".json")

    def age_s(self, now: Moment) -> float:
        """Return for how long the register may have gone on without it, seconds.

        Of a copy of an earlier boot, with a clock not to be trusted, at least how long.
        """
        if self.seen.boot_id == now.boot_id:
            return now.monotonic_s - self.seen.monotonic_s
        if self.seen.trusted and now.trusted:
            return (now.wall - self.seen.wall).total_seconds()
        return now.monotonic_s

    def as_json(self) -> str:
        """Return what is written beside it."""
        told: dict[str, Any] = {**asdict(self), "path": self.path.name}
        for name in ("made", "seen"):
            told[name]["wall"] = told[name]["wall"].isoformat()
        return json.dumps(told, indent=1)


def copies_of(settings: Settings) -> list[Copy]:
    """Return the checked copies, the newest first. Raises OSError."""
    found = [_read(path) for path in sorted(settings.copies.glob("copy-*.json"), reverse=True)]
    return [copy for copy in found if copy and _whole(copy)]


def newest_verified(settings: Settings) -> Copy | None:
    """Return the newest checked copy. Raises OSError."""
    return next(iter(copies_of(settings)), None)


def last_sequence(settings: Settings) -> int:
    """Return the highest number that any file of a copy has, 0 without one."""
    names = (_NAME.fullmatch(path.name) for path in settings.copies.glob("copy-*"))
    return max((int(name[1]) for name in names if name), default=0)


def _read(path: Path) -> Copy | None:
    """Return what the note says; None for one that a broken disk has made unreadable."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        moments = {name: _moment(told[name]) for name in ("made", "seen")}
        return Copy(**{**told, **moments, "path": path.with_suffix(".db")})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _moment(told: dict[str, Any]) -> Moment:
    return Moment(**{**told, "wall": datetime.fromisoformat(told["wall"])})


def _whole(copy: Copy) -> bool:
    try:
        return copy.path.stat().st_size == copy.bytes
    except OSError:
        return False
