"""Blinking and beeping: a rhythm as data, and who plays it on one output. Runs on the loop and never waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from math import inf

from appliance.contracts.panel import Light, Sound

Beat = tuple[float, ...]
"""Seconds on, off, on, off …, from the beginning again after the last; () is off for good."""

LIGHTS: Mapping[Light, Beat] = {
    Light.OFF: (),
    Light.ON: (inf,),
    Light.SLOW: (1.0, 1.0),
    Light.FAST: (0.15, 0.15),
    Light.DOUBLE: (0.12, 0.2, 0.12, 1.4),
}
SOUNDS: Mapping[Sound, Beat] = {
    Sound.SILENT: (),
    Sound.URGENT: (0.1, 0.1, 0.1, 1.7),
    Sound.DANGER: (0.6, 0.3),
}


class Rhythm:
    """One output that plays a beat. `write(on)` is called at every edge."""

    def __init__(self, write: Callable[[bool], None]) -> None:
        """Nothing is played yet."""
        self._write = write
        self._beat: Beat = ()
        self._at = 0
        self._timer: asyncio.TimerHandle | None = None

    def play(self, beat: Beat) -> None:
        """Play this from now on; what is played already goes on in its rhythm."""
        if beat == self._beat:
            return
        self._beat, self._at = beat, 0
        self._step()

    def again(self) -> None:
        """Say once more how the output stands: nothing that was written before counts."""
        self._write(bool(self._beat) and self._at % 2 == 0)

    def stop(self) -> None:
        """Play nothing more and leave the output as it is."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _step(self) -> None:
        self.stop()
        self.again()
        if self._beat and self._beat[self._at] != inf:
            self._timer = asyncio.get_running_loop().call_later(self._beat[self._at], self._next)

    def _next(self) -> None:
        self._at = (self._at + 1) % len(self._beat)
        self._step()
