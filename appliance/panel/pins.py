"""The devices of a board as gpiozero knows them. All of this runs in the panel's own thread, never on the loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gpiozero import LED, Buzzer, DigitalInputDevice  # type: ignore[import-untyped]

from appliance.panel.board import Board

BUZZER = "buzzer"
BUTTON, SWITCH_OPEN, SWITCH_CLOSED = "button", "switch_open", "switch_closed"
DEBOUNCE_S = 0.03

Told = Callable[[str, bool], None]
"""Called in a thread of gpiozero or of its pins: the name of a contact, and whether it is closed now."""


class Pins:
    """What a board has, each by its name: lamps by theirs, then `BUZZER`, `BUTTON`, `SWITCH_…`."""

    def __init__(self, board: Board, factory: Any, told: Told) -> None:
        """Take every line of the board; outputs begin dark and silent. Raises OSError, gpiozero's errors."""
        self._factory = factory
        self._outputs: dict[str, Any] = {}
        self._contacts: dict[str, Any] = {}
        self._states: dict[str, bool] = {}
        try:
            self._take_outputs(board)
            for name, line in _contacts(board):
                self._contacts[name] = DigitalInputDevice(
                    line, pull_up=True, bounce_time=DEBOUNCE_S, pin_factory=factory
                )
            for name, contact in self._contacts.items():
                contact.when_activated = lambda name=name: told(name, True)
                contact.when_deactivated = lambda name=name: told(name, False)
        except BaseException:
            self.close()
            raise

    def closed(self, name: str) -> bool:
        """Tell whether a contact is closed; one that is not built in never is."""
        return name in self._contacts and bool(self._contacts[name].is_active)

    def write(self, states: Mapping[str, bool]) -> None:
        """Let outputs be on or off; what is not built in is passed over. Raises OSError."""
        for name, on in states.items():
            if name in self._outputs and self._states.get(name) != on:
                self._outputs[name].value = on
                self._states[name] = on

    def close(self) -> None:
        """Let every output go out and give the lines back, as far as they still answer."""
        for contact in self._contacts.values():
            contact.close()
        for output in self._outputs.values():
            output.close()
        self._factory.close()

    def _take_outputs(self, board: Board) -> None:
        for lamp, line in board.lamps.items():
            self._outputs[lamp.value] = LED(line, active_high=board.lamps_active_high, pin_factory=self._factory)
        if board.buzzer is not None:
            self._outputs[BUZZER] = Buzzer(
                board.buzzer, active_high=board.buzzer_active_high, pin_factory=self._factory
            )


def _contacts(board: Board) -> list[tuple[str, int]]:
    found = ((BUTTON, board.button), (SWITCH_OPEN, board.switch_open), (SWITCH_CLOSED, board.switch_closed))
    return [(name, line) for name, line in found if line is not None]
