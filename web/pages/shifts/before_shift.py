"""Sees to it that who signs before a shift reads a self-test of now, not of this morning or last week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from appliance.casework.box.self_tests import SelfTest
from appliance.clock import Moment
from appliance.control import AskRefused, BoxNotRunning, ask
from web.box import Box

FRESH = timedelta(hours=2)
RUNS_S = 180.0
"""One that has left no report after so long has come to nothing, and may be asked for again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the sheet shows: the newest report, if a newer one runs since when, and why none can be had."""

    report: SelfTest | None
    running_since: datetime | None = None
    trouble: str = ""

    @property
    def old(self) -> bool:
        """Whether the report is none of now."""
        return self.running_since is not None or bool(self.trouble)


@dataclass(frozen=True, slots=True)
class _Asked:
    at: Moment
    newest_id: int


class BeforeShift:
    """Remembers what was asked for, so that ten people who open the sheet begin one self-test."""

    def __init__(self) -> None:
        """Nothing is asked for yet."""
        self._asked: _Asked | None = None
        self._lock = Lock()

    def look(self, box: Box, account_id: int, *, may_ask: bool) -> Seen:
        """Return how it stands; where the newest report is old, let the daemon begin a self-test if it `may_ask`."""
        now, newest = box.now(), SelfTest.newest()
        newest_id = newest.id if newest else 0
        with self._lock:
            asked = self._asked
            if newest is not None and (_fresh(newest, now) or _came_of(asked, newest_id, now)):
                return Seen(newest)
            if asked is not None and 0 <= now.monotonic_s - asked.at.monotonic_s < RUNS_S:
                return Seen(newest, running_since=asked.at.wall)
            if not may_ask:
                return Seen(newest)
            try:
                ask(box.control, "run_self_test", account=account_id)
            except (BoxNotRunning, AskRefused) as error:
                return Seen(newest, trouble=str(error))
            self._asked = _Asked(now, newest_id)
            return Seen(newest, running_since=now.wall)


def _fresh(report: SelfTest, now: Moment) -> bool:
    """Tell whether it is of now; of what a clock told that nobody trusts, nobody knows."""
    return bool(report.clock_trusted and now.trusted and timedelta() <= now.wall - report.began_at < FRESH)


def _came_of(asked: _Asked | None, newest_id: int, now: Moment) -> bool:
    if asked is None or newest_id <= asked.newest_id:
        return False
    return 0 <= now.monotonic_s - asked.at.monotonic_s < FRESH.total_seconds()
