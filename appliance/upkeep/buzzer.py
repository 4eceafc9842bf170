"""When the buzzer sounds: by the weight of what nobody has acknowledged, in bursts, and not in quiet times."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from appliance.casework.box.alarm_kinds import Weight
from appliance.casework.box.lamps import BUZZING, Buzzing
from appliance.casework.box.panel_view import PanelView
from appliance.casework.office.quiet_times import QuietTimes
from appliance.clock import Clock
from appliance.contracts.panel import Sound

QUIET_LOOK_S = 60.0
"""How often it is asked whether a quiet time is over."""


class BuzzerKeeper:
    """Sounds what is due. `heard(view)` tells it what the register says, `hush()` that somebody stands at the box."""

    def __init__(self, sound: Callable[[Sound], None], clock: Clock, quiet: QuietTimes) -> None:
        """Silent until it is told of something."""
        self.sounding = Sound.SILENT
        self._sound = sound
        self._clock = clock
        self._quiet = quiet
        self._view = PanelView()
        self._hushed: frozenset[int] = frozenset()
        self._changed = asyncio.Event()

    @property
    def is_quiet(self) -> bool:
        """Whether it is a quiet time; a clock that nobody has set knows of none."""
        now = self._clock.now()
        return now.trusted and self._quiet.at(now.wall)

    def heard(self, view: PanelView) -> None:
        """Take what the register says."""
        before = self._due()
        self._view = view
        # What is over and comes back is heard again.
        self._hushed &= view.dangers | view.urgent | view.once
        if self._due() != before:
            self._changed.set()

    def hush(self) -> None:
        """End the sound of all that is known now, at once, whether the register can note it or not."""
        self._hushed |= self._view.dangers | self._view.urgent
        self._changed.set()

    async def run(self) -> None:
        """Sound until cancelled."""
        while True:
            self._changed.clear()
            buzzing = self._buzzing()
            if buzzing is None:
                await self._changed_within(None)
            elif self.is_quiet and not buzzing.at_any_hour:
                await self._changed_within(QUIET_LOOK_S)
            else:
                await self._burst(buzzing)

    async def _burst(self, buzzing: Buzzing) -> None:
        self._play(buzzing.sound)
        try:
            if await self._changed_within(buzzing.for_s):
                return
        finally:
            self._play(Sound.SILENT)
        if buzzing is BUZZING[Weight.URGENT]:
            self._hushed |= self._view.once
        await self._changed_within(buzzing.again_s - buzzing.for_s)

    def _buzzing(self) -> Buzzing | None:
        dangers, urgent = self._due()
        if dangers:
            return BUZZING[Weight.DANGER]
        return BUZZING[Weight.URGENT] if urgent else None

    def _due(self) -> tuple[frozenset[int], frozenset[int]]:
        return self._view.dangers - self._hushed, self._view.urgent - self._hushed

    def _play(self, sound: Sound) -> None:
        self.sounding = sound
        self._sound(sound)

    async def _changed_within(self, seconds: float | None) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()
                return True
        return False
