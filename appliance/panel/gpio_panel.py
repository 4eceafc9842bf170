"""A panel on pins. The loop keeps the rhythm; one thread of the panel's own touches the pins and may take its time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from gpiozero.exc import GPIOZeroError  # type: ignore[import-untyped]

from appliance.contracts.panel import Lamp, Light, Press, Sound, SwitchPosition
from appliance.panel.board import Board
from appliance.panel.button import ButtonReader, SwitchReader
from appliance.panel.gpiod_pins import NoChip
from appliance.panel.pins import BUTTON, BUZZER, SWITCH_CLOSED, SWITCH_OPEN, Pins
from appliance.panel.rhythm import LIGHTS, SOUNDS, Rhythm

log = logging.getLogger(__name__)

T = TypeVar("T")
HARDWARE = (OSError, GPIOZeroError, NoChip)
"""What pins can do to us."""


class GpioPanel:
    """Lamps, buzzer, button and switch of one board. Pins that fail leave a box without lamps, said once."""

    def __init__(self, board: Board, factory: Callable[[], Any]) -> None:
        """`factory` opens gpiozero's pins of the board; it is called when the panel runs. Raises `HARDWARE`."""
        self.trouble = ""
        self._board = board
        self._factory = factory
        self._pins: Pins | None = None
        self._thread: ThreadPoolExecutor
        self._rhythms = {name: Rhythm(partial(self._write, name)) for name in (*Lamp, BUZZER)}
        self._wanted: dict[str, bool] = {}
        self._writing: asyncio.Future[None] | None = None
        self._happened: asyncio.Queue[Press | SwitchPosition] = asyncio.Queue()
        self._button = ButtonReader(self._happened.put_nowait)
        self._switch = SwitchReader(self._happened.put_nowait)

    @property
    def title(self) -> str:
        """What it is built on."""
        return self._board.title

    @property
    def position(self) -> SwitchPosition | None:
        """Where the switch stands."""
        return self._switch.position

    def show(self, lights: Mapping[Lamp, Light]) -> None:
        """Let the lamps shine so."""
        for lamp in Lamp:
            self._rhythms[lamp].play(LIGHTS[lights.get(lamp, Light.OFF)])

    def sound(self, sound: Sound) -> None:
        """Let the buzzer sound so."""
        self._rhythms[BUZZER].play(SOUNDS[sound])

    async def events(self) -> AsyncIterator[Press | SwitchPosition]:
        """Yield presses and turns."""
        while True:
            yield await self._happened.get()

    async def run(self) -> None:
        """Drive the pins until cancelled."""
        # Its own thread: a pin that hangs must not take the place of a job that somebody waits for.
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="panel") as self._thread:
            opening = asyncio.ensure_future(self._open())
            try:
                await asyncio.shield(opening)
                await asyncio.get_running_loop().create_future()
            finally:
                await opening  # pins that are just being taken are given back, too
                await self._close()

    async def _open(self) -> None:
        told = partial(_told, asyncio.get_running_loop(), self._contact_changed)
        try:
            pins = await self._in_thread(lambda: Pins(self._board, self._factory(), told))
            self._begin(await self._in_thread(partial(_contacts_closed, pins)))
        except HARDWARE as error:
            self._give_up(error)
            return
        self._pins = pins
        for rhythm in self._rhythms.values():
            rhythm.again()

    def _begin(self, closed: Mapping[str, bool]) -> None:
        self._button.begin(closed[BUTTON])
        if self._board.switch_open is not None:
            self._switch.begin(closed[SWITCH_OPEN], closed[SWITCH_CLOSED])

    async def _close(self) -> None:
        for rhythm in self._rhythms.values():
            rhythm.stop()
        self._button.stop()
        self._switch.stop()
        if self._writing:
            await self._writing
        pins, self._pins = self._pins, None
        if pins is None:
            return
        try:
            await self._in_thread(partial(pins.write, dict.fromkeys(self._rhythms, False)))
        except HARDWARE:
            log.exception("the panel could not be left dark")
        await self._in_thread(pins.close)

    def _contact_changed(self, name: str, closed: bool) -> None:
        match name:
            case "button":
                self._button.changed(closed)
            case "switch_open":
                self._switch.open_changed(closed)
            case _:
                self._switch.closed_changed(closed)

    def _write(self, name: str, on: bool) -> None:
        """Note how an output is to be; the thread writes the latest of what was noted, and nothing waits for it."""
        self._wanted[name] = on
        if self._pins is not None and self._writing is None:
            self._writing = asyncio.ensure_future(self._write_all(self._pins))

    async def _write_all(self, pins: Pins) -> None:
        try:
            while self._wanted:
                states, self._wanted = self._wanted, {}
                await self._in_thread(partial(pins.write, states))
        except HARDWARE as error:
            self._pins = None
            self._give_up(error)
            await self._in_thread(pins.close)
        finally:
            self._writing = None

    def _give_up(self, error: Exception) -> None:
        self.trouble = f"Лампи не працюють: {error}"
        log.error("the panel stays dark: %s", error)

    async def _in_thread(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, job)


def _contacts_closed(pins: Pins) -> dict[str, bool]:
    return {name: pins.closed(name) for name in (BUTTON, SWITCH_OPEN, SWITCH_CLOSED)}


def _told(loop: asyncio.AbstractEventLoop, changed: Callable[[str, bool], None], name: str, closed: bool) -> None:
    """Bring an edge to the loop, out of whatever thread gpiozero calls from."""
    loop.call_soon_threadsafe(changed, name, closed)
