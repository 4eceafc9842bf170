"""Whether the wall clock can be right. Pure: moments and readings in, a doubt, an alarm and a better time out.

A clock that leaps against the monotonic one while it was trusted is doubted until something vouches for it. The time of
the mobile network counts when two readings agree: a modem may invent one before the network has told it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from appliance.casework.office.calendar import KYIV
from appliance.clock import RELEASED_ON, Moment

LEAP_S = 60.0
GRACE_S = 120.0
"""A box without a clock chip is given so long to learn the time."""
LEAP_SHOWN_S = 600.0
AGREE_S = 3.0
APART_S = 5.0
"""Two readings within less are one."""
OFF_S = 120.0
FORGOTTEN_S = 3600.0
UNSET = "Годинник не налаштовано: Слухавка не знає дати. Строки не рахуються, нічого не вилучається."
DIFFERS = "Годинник розходиться з часом мобільної мережі на {apart}."
LEAPT = "Годинник перескочив на {apart}: було {before}, стало {after}."


class ClockJudge:
    """Follows one clock."""

    def __init__(self, *, doubted: bool = False) -> None:
        """`doubted`: what an earlier run of this boot has found and nothing has vouched for since."""
        self._last: Moment | None = None
        self._untrusted_since_s: float | None = None
        self._leapt: tuple[str, float] | None = None
        self._reading: tuple[float, float] | None = None
        self._agreed: tuple[float, float] | None = None
        self.doubted = doubted
        """Whether the clock is to be trusted no more."""

    def look(self, now: Moment) -> None:
        """Take the present moment."""
        if self.doubted and now.trusted:
            # It was told of the doubt and is trusted all the same: the internet vouches for it.
            self.doubted, self._agreed = False, None
        self._leap(now)
        told = self._network(now)
        if told is not None and abs((told - now.wall).total_seconds()) <= OFF_S:
            self.doubted = False
        elif told is not None and now.trusted and not self.doubted:
            self.doubted = True
        self._untrusted_since_s = None if now.trusted else self._untrusted_since_s or now.monotonic_s
        self._last = now

    def hear(self, told: datetime, now: Moment) -> None:
        """Take what the mobile network is said to have told."""
        offset = told.timestamp() - now.monotonic_s
        before, self._reading = self._reading, (offset, now.monotonic_s)
        if told < RELEASED_ON:
            self._reading = None
        elif before is not None and now.monotonic_s - before[1] >= APART_S and abs(offset - before[0]) <= AGREE_S:
            self._agreed = self._reading

    def wants_reading(self, now: Moment) -> bool:
        """Whether the mobile network is to be asked for the time now."""
        return self.doubted or not now.trusted

    def better(self, now: Moment) -> datetime | None:
        """Return the time to set; None while the clock will do, or nobody knows better."""
        told = self._network(now)
        if told is None or not self.wants_reading(now) or abs((told - now.wall).total_seconds()) <= 1.0:
            return told if told is not None and not now.trusted and not self.doubted else None
        return told

    def alarm(self, now: Moment) -> str:
        """Return the sentence of the alarm that holds now, "" for none."""
        if self._leapt is not None and (self.doubted or now.monotonic_s - self._leapt[1] < LEAP_SHOWN_S):
            return self._leapt[0]
        told = self._network(now)
        if self.doubted and told is not None and not now.trusted:
            return DIFFERS.format(apart=_span(abs((told - now.wall).total_seconds())))
        unset_s = now.monotonic_s - self._untrusted_since_s if self._untrusted_since_s is not None else 0.0
        return UNSET if unset_s >= GRACE_S else ""

    def _network(self, now: Moment) -> datetime | None:
        if self._agreed is None or now.monotonic_s - self._agreed[1] > FORGOTTEN_S:
            return None
        return datetime.fromtimestamp(self._agreed[0] + now.monotonic_s, UTC)

    def _leap(self, now: Moment) -> None:
        """A clock that was not trusted may leap: it is being set."""
        last = self._last
        if last is None or not last.trusted:
            return
        expected = last.wall + timedelta(seconds=now.monotonic_s - last.monotonic_s)
        apart_s = (now.wall - expected).total_seconds()
        if abs(apart_s) >= LEAP_S:
            words = LEAPT.format(apart=_span(abs(apart_s)), before=_told(expected), after=_told(now.wall))
            self._leapt = (words, now.monotonic_s)
            self.doubted = True


def _told(at: datetime) -> str:
    return at.astimezone(KYIV).strftime("%d.%m.%Y %H:%M")


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    shown = [f"{days} дн." if days else "", f"{hours} год" if hours else "", f"{minutes} хв" if minutes else ""]
    return " ".join(filter(None, shown)) or "менш ніж хвилину"
