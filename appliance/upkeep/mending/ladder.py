"""The ladder by which a dead modem is brought back: the mild before the hard, each rung with its time. Pure.

Time and trouble in, a rung out. Which troubles a rung is for, and how long it is given, is the table; after the last
rung comes a long pause, then the mild ones again. A modem that comes back for a moment goes on where it was: only one
that stays is taken for mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.contracts import Trouble
from appliance.contracts.mending import ResetLevel

DEAD = frozenset({Trouble.SILENT, Trouble.ABSENT})
PAUSE_S = 1800.0
STAYS_S = 120.0
"""So long a line must work to be mended."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: what is done, for which troubles, and how long it is given before the next."""

    level: ResetLevel
    given_s: float
    troubles: frozenset[Trouble] = DEAD


LADDER: tuple[Rung, ...] = (
    Rung(ResetLevel.ASK, 40.0),
    # The line has reset it once by itself; a modem that boots is deaf for up to a minute.
    Rung(ResetLevel.RESET, 30.0, frozenset({Trouble.SILENT})),
    Rung(ResetLevel.REBIND, 35.0, frozenset({Trouble.SILENT})),
    Rung(ResetLevel.POWER, 35.0),
    Rung(ResetLevel.REBOOT, 240.0, frozenset({Trouble.SILENT})),
    # Somebody may have pulled it out to change its card.
    Rung(ResetLevel.ASK, 480.0, frozenset({Trouble.ABSENT})),
    Rung(ResetLevel.REBOOT, 240.0, frozenset({Trouble.ABSENT})),
)
"""A reboot is asked for 140 s after the modem was found dead: within five minutes the box answers again."""

SEARCHING: tuple[Rung, ...] = (
    Rung(ResetLevel.ASK, 900.0, frozenset({Trouble.NO_NETWORK})),
    Rung(ResetLevel.RESET, 300.0, frozenset({Trouble.NO_NETWORK})),
)
"""A network that is gone comes back by itself; a modem that has lost it for good finds it after a reset."""

LADDERS: Mapping[Trouble, tuple[Rung, ...]] = {
    Trouble.SILENT: LADDER,
    Trouble.ABSENT: LADDER,
    Trouble.NO_NETWORK: SEARCHING,
}
"""What is not named here is left alone: a card without a PIN is no better after a reset."""


class Ladder:
    """One line's place on it."""

    def __init__(self) -> None:
        self._rungs: tuple[Rung, ...] = ()
        self._next = 0
        self._until_s = 0.0
        self._well_since_s: float | None = None

    def look(self, now_s: float, trouble: Trouble) -> ResetLevel | None:
        """Return what is to be done now; None: nothing yet. Time is monotonic."""
        rungs = LADDERS.get(trouble, ())
        if not rungs:
            self._rest(now_s)
            return None
        self._well_since_s = None
        if rungs is not self._rungs:
            self._rungs, self._next, self._until_s = rungs, 0, now_s
        if now_s < self._until_s:
            return None
        return self._climb(now_s, trouble)

    def skip(self, now_s: float) -> None:
        """What was returned last cannot be done here: its time is not waited for."""
        if self._next:
            self._until_s = now_s

    def _climb(self, now_s: float, trouble: Trouble) -> ResetLevel | None:
        while self._next < len(self._rungs):
            rung = self._rungs[self._next]
            self._next += 1
            if trouble in rung.troubles:
                self._until_s = now_s + rung.given_s
                return rung.level
        self._next, self._until_s = 0, now_s + PAUSE_S
        return None

    def _rest(self, now_s: float) -> None:
        """The line works, or nothing helps: after a while all is forgotten."""
        if self._well_since_s is None:
            self._well_since_s = now_s
        if now_s - self._well_since_s >= STAYS_S:
            self._rungs = ()
