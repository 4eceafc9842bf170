"""The panel that a box has: on the pins of its board, or none; and the one for which nobody wired a lamp."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path

from appliance.contracts.panel import Lamp, Light, Panel, Press, Sound, SwitchPosition
from appliance.errors import SettingsError
from appliance.panel.board import Board, load_board
from appliance.panel.gpio_panel import GpioPanel
from appliance.panel.gpiod_pins import GpiodFactory, chips_in, open_chip
from appliance.settings import PanelSettings

log = logging.getLogger(__name__)

DEVICES = Path("/dev")


class NoPanel:
    """A box without pins: the screen shows the same."""

    title = ""
    position: SwitchPosition | None = None

    def __init__(self, trouble: str = "") -> None:
        """`trouble`: why there are no lamps although there should be."""
        self.trouble = trouble

    def show(self, _lights: Mapping[Lamp, Light]) -> None:
        """There is no lamp."""

    def sound(self, _sound: Sound) -> None:
        """There is no buzzer."""

    async def events(self) -> AsyncIterator[Press | SwitchPosition]:
        """Nothing is ever pressed."""
        await asyncio.get_running_loop().create_future()
        yield Press.SHORT

    async def run(self) -> None:
        """Do nothing until cancelled."""
        await asyncio.get_running_loop().create_future()


def fitted_panel(settings: PanelSettings, boards: Path, devices: Path = DEVICES) -> Panel:
    """Return the panel of this box. A board that cannot be read is said once: the telephone needs no lamp."""
    if not settings.board:
        return NoPanel()
    try:
        board = load_board(settings.board, boards)
    except SettingsError as error:
        log.error("%s", error)
        return NoPanel(f"Лампи не працюють: {error}")
    return GpioPanel(board, partial(_pins_of, board, devices))


def _pins_of(board: Board, devices: Path) -> GpiodFactory:
    return GpiodFactory(open_chip(board.chips, chips_in(devices)))
