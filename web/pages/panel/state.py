"""What the daemon says of the panel at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appliance.casework.box.lamps import SHOWN, Shown, Signal
from appliance.contracts.panel import Lamp, Sound, SwitchPosition
from appliance.control import AskRefused, BoxNotRunning, ask
from web.box import Box


@dataclass(frozen=True, slots=True)
class PanelState:
    """What every lamp shows; `silent` a sentence when the daemon says nothing, then every lamp is dark.

    `board`: on what the lamps are built, "" for a box that has none; `trouble`: why they are dark although built.
    """

    lamps: Mapping[Lamp, Shown | None]
    sound: Sound = Sound.SILENT
    quiet: bool = False
    position: SwitchPosition | None = None
    board: str = ""
    trouble: str = ""
    silent: str = ""


def panel_state(box: Box) -> PanelState:
    """Ask."""
    try:
        told = ask(box.control, "panel_state")
    except (BoxNotRunning, AskRefused) as error:
        dark: dict[Lamp, Shown | None] = dict.fromkeys(Lamp)
        return PanelState({**dark, Lamp.POWER: _row(Lamp.POWER, Signal.POWER_MISSING)}, silent=str(error))
    lamps: Mapping[str, Any] = told.get("lamps") or {}
    position = told.get("position")
    return PanelState(
        lamps={lamp: _row(lamp, lamps.get(lamp)) for lamp in Lamp},
        sound=Sound(told.get("sound") or Sound.SILENT),
        quiet=bool(told.get("quiet")),
        position=SwitchPosition(position) if position else None,
        board=str(told.get("board") or ""),
        trouble=str(told.get("trouble") or ""),
    )


def _row(lamp: Lamp, signal: str | None) -> Shown | None:
    return next((row for row in SHOWN if row.lamp is lamp and row.signal == signal), None)
