"""How long whoever guesses passwords must wait: counted in rows, so that neither a restart nor a power cut forgives.

Per address the wait doubles from a minute to a quarter of an hour; per login it stays at half a minute, and for all
guesses together at a minute and a half. Who comes from where he has entered before waits for his own failures alone, so
that strangers cannot keep the rightful person out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import peewee

from appliance.casework.row import Row, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

FREE = 5
"""So many failures cost no wait."""
FORGOTTEN_S = 3600.0
"""So long after the last wait the count begins anew."""


class MustWait(SlukhavkaError):
    """Too many failures; `left_s` seconds must pass before the next attempt is looked at."""

    def __init__(self, left_s: float) -> None:
        """Say it in words."""
        super().__init__(f"Забагато невдалих спроб. Спробуйте через {max(1, round(left_s))} с.")
        self.left_s = left_s


@dataclass(frozen=True, slots=True)
class Pace:
    """The first wait in seconds and the longest; so many failures are free."""

    first_s: float
    longest_s: float
    free: int = FREE

    def wait_s(self, count: int) -> float:
        """Return the wait after so many failures."""
        if count < self.free:
            return 0.0
        return min(self.longest_s, self.first_s * 2.0 ** min(count - self.free, 20))


OF_ADDRESS = Pace(60.0, 900.0)
OF_LOGIN = Pace(30.0, 30.0)
OF_ALL = Pace(90.0, 90.0, free=20)


class LoginFailures(Row):
    """The failures of one address or one login since the last success; `wait_s` counts from `since_monotonic_s`."""

    whose = peewee.TextField(primary_key=True)
    count = peewee.IntegerField()
    wait_s = peewee.FloatField()
    boot_id = peewee.TextField()
    since_monotonic_s = peewee.FloatField()

    @classmethod
    def must_wait(cls, login: str, address: str, *, now: Moment, at_home: bool = False) -> None:
        """Raise MustWait when the next attempt would come too soon. `at_home`: he has entered from there before."""
        whose = [whose for whose, _ in _paces(login, address)][: 1 if at_home else None]
        left_s = max((row.left_s(now) for row in cls.select().where(cls.whose << whose)), default=0.0)
        if left_s > 0:
            raise MustWait(left_s)

    @classmethod
    def note(cls, login: str, address: str, *, now: Moment) -> None:
        """Count one failure."""
        with write():
            for whose, pace in _paces(login, address):
                known = cls.get_or_none(cls.whose == whose)
                count = known.count + 1 if known and known.left_s(now) > -FORGOTTEN_S else 1
                kept = {
                    "count": count,
                    "wait_s": pace.wait_s(count),
                    "boot_id": now.boot_id,
                    "since_monotonic_s": now.monotonic_s,
                }
                cls.insert(whose=whose, **kept).on_conflict(conflict_target=[cls.whose], update=kept).execute()

    @classmethod
    def forget(cls, login: str, address: str) -> None:
        """Begin anew after a success."""
        with write():
            own = [whose for whose, pace in _paces(login, address) if pace is not OF_ALL]
            cls.delete().where(cls.whose << own).execute()

    def left_s(self, now: Moment) -> float:
        """Return how long its wait still lasts; after a start of the machine it is counted from that start."""
        since_s = self.since_monotonic_s if self.boot_id == now.boot_id else 0.0
        return float(self.wait_s - (now.monotonic_s - since_s))


def _paces(login: str, address: str) -> Iterator[tuple[str, Pace]]:
    yield f"address {address[:64]}", OF_ADDRESS
    yield f"login {login[:32].casefold()}", OF_LOGIN
    yield "all", OF_ALL
