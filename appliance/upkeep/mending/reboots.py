"""How often the box may restart itself: at most once an hour and three times in six. Pure.

The wall clock may have been anywhere, and the monotonic one begins anew with each boot. What is sure: between a reboot
and now lie at least the present boot so far and all of the boots between that ended in a reboot of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.clock import Moment

HOUR_S = 3600.0
LONG_S = 6 * HOUR_S
MOST_IN_LONG = 3


@dataclass(frozen=True, slots=True)
class Reboot:
    """A reboot that was asked for: in which boot, how many seconds after its beginning, and when by the wall."""

    boot_id: str
    monotonic_s: float
    at: datetime | None = None
    """None when the clock could not be trusted."""


def ages_s(history: Sequence[Reboot], now: Moment) -> list[float]:
    """Return for how long each reboot, the oldest first, has surely been over."""
    ages: list[float] = []
    since_s = now.monotonic_s
    for reboot in reversed(history):
        # One that was asked for in this very boot has not come yet, or not at all.
        here = reboot.boot_id == now.boot_id
        sure = now.monotonic_s - reboot.monotonic_s if here else since_s
        by_wall = (now.wall - reboot.at).total_seconds() if reboot.at is not None and now.trusted else 0.0
        ages.append(max(sure, by_wall))
        since_s = sure + (0.0 if here else reboot.monotonic_s)
    return ages[::-1]


def may_reboot(history: Sequence[Reboot], now: Moment) -> bool:
    """Tell whether the box may restart itself now; `history`: the reboots so far, the oldest first."""
    ages = ages_s(history, now)
    return all(age >= HOUR_S for age in ages) and sum(age < LONG_S for age in ages) < MOST_IN_LONG
