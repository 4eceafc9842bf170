"""gpiozero's own mock pins with a log in the time of the test, and a board on which everything is built in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPin  # type: ignore[import-untyped]

from appliance.contracts.panel import Lamp
from appliance.panel.board import Board, load_board
from appliance.settings import BOARDS

PI4: Board = load_board("pi4", BOARDS)
Edge = tuple[float, bool]
"""When (seconds of the test's clock), and whether the line was high from then on."""


class LoggedPin(MockPin):  # type: ignore[misc]
    """A pin whose every edge is kept."""

    def __init__(self, factory: PinLog, info: Any) -> None:
        self.edges_seen: list[Edge] = []
        super().__init__(factory, info)

    def _change_state(self, value: bool) -> bool:
        changed: bool = super()._change_state(value)
        if changed:
            self.edges_seen.append((self.factory.time(), bool(value)))
        return changed


class PinLog(MockFactory):  # type: ignore[misc]
    """The pins of one board. `time` is the test's clock."""

    def __init__(self, time: Callable[[], float], board: Board = PI4, held: tuple[int, ...] = ()) -> None:
        """`held`: lines whose contacts are closed before anybody looks."""
        super().__init__(pin_class=LoggedPin)
        self.time = time
        self.board = board
        self.held = held
        self.closed_once = False

    def close(self) -> None:
        # Unlike MockFactory's: the log outlives the panel, as a logic analyser does.
        self.closed_once = True

    def pin(self, name: Any, pin_class: Any = None, **options: Any) -> Any:
        fresh = not any(name in info.names for info in self.pins)
        pin = super().pin(name, pin_class, **options)
        if fresh and name in self.held:
            pin._set_pull = lambda _pull: None  # the closed contact is stronger than the pull
            pin._state = False
        return pin

    def lit(self, lamp: Lamp) -> bool:
        """Whether a lamp shines at this moment."""
        return bool(self.pin(self.board.lamps[lamp]).state)

    def seen(self, lamp: Lamp, since: float = 0.0) -> list[Edge]:
        """The edges of a lamp's line since then."""
        return _since(self.pin(self.board.lamps[lamp]).edges_seen, since)

    def beeped(self, since: float = 0.0) -> list[Edge]:
        """The edges of the buzzer's line since then."""
        assert self.board.buzzer is not None
        return _since(self.pin(self.board.buzzer).edges_seen, since)

    def close_contact(self, line: int | None) -> None:
        """Press the button, or close a contact of the switch."""
        self.pin(line).drive_low()

    def open_contact(self, line: int | None) -> None:
        """Let it go."""
        self.pin(line).drive_high()


def _since(edges: list[Edge], since: float) -> list[Edge]:
    return [edge for edge in edges if edge[0] >= since]


def board_file(directory: Path, text: str, name: str = "mine") -> Path:
    """Write a board's file and return its directory."""
    directory.mkdir(exist_ok=True)
    (directory / f"{name}.toml").write_text(text, encoding="utf-8")
    return directory
