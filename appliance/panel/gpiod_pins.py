"""gpiozero's pins over libgpiod: chips are found by the label that their driver gives them, never by their number.

The number of a chip depends on the kernel (on a Pi 5 the header was gpiochip4, then gpiochip0), the label does not.
gpiozero brings no such factory, and the one it would choose itself needs lgpio, which has no wheel for Python 3.13.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

import gpiod
from gpiod.edge_event import EdgeEvent
from gpiod.line import Bias, Direction, Edge, Value
from gpiozero.exc import (  # type: ignore[import-untyped]
    PinFixedPull,
    PinInvalidBounce,
    PinInvalidEdges,
    PinInvalidFunction,
    PinInvalidPull,
    PinSetInput,
)
from gpiozero.pins import PinInfo  # type: ignore[import-untyped]
from gpiozero.pins.pi import PiFactory, PiPin  # type: ignore[import-untyped]

from appliance.errors import SlukhavkaError
from appliance.panel.edges import EdgeWatch

CONSUMER = "slukhavka"
DIRECTIONS = {"input": Direction.INPUT, "output": Direction.OUTPUT}
PULLS = {"up": Bias.PULL_UP, "down": Bias.PULL_DOWN, "floating": Bias.DISABLED}
EDGES = {"none": Edge.NONE, "rising": Edge.RISING, "falling": Edge.FALLING, "both": Edge.BOTH}
NS = 1_000_000_000


class NoChip(SlukhavkaError):
    """None of the GPIO chips of this machine is the board's."""


def chips_in(directory: Path) -> list[Path]:
    """Return the GPIO chips of this machine."""
    return sorted(directory.glob("gpiochip*"))


def open_chip(
    labels: Iterable[str],
    paths: Iterable[Path],
    opened: Callable[[str], gpiod.Chip] = gpiod.Chip,
) -> gpiod.Chip:
    """Open the first chip that carries one of the labels. Raises NoChip with what was found instead."""
    wanted, found = set(labels), []
    for path in paths:
        try:
            chip = opened(str(path))
        except OSError as error:
            found.append(f"{path.name}: {error.strerror or error}")
            continue
        label = chip.get_info().label
        if label in wanted:
            return chip
        chip.close()
        found.append(f"{path.name}: {label}")
    there = "; ".join(found) or "жодної"
    raise NoChip(f"Мікросхеми GPIO {' або '.join(sorted(wanted))} немає. Є: {there}.")


class _Header:
    """What gpiozero asks of a board: which line a name means. A line is named by its number."""

    def __init__(self, count: int) -> None:
        self._pins = {line: _pin_info(line) for line in range(count)}

    def find_pin(self, name: int | str) -> Iterator[tuple[None, Any]]:
        """Yield the pin of that name."""
        line = int(str(name).removeprefix("GPIO")) if str(name).removeprefix("GPIO").isdecimal() else -1
        if line in self._pins:
            yield None, self._pins[line]


def _pin_info(line: int) -> Any:
    name = f"GPIO{line}"
    names, interfaces = frozenset({line, name}), frozenset({"gpio"})
    return PinInfo(number=line, name=name, names=names, pull="", row=0, col=0, interfaces=interfaces)


class GpiodFactory(PiFactory):  # type: ignore[misc]
    """Pins of one chip. It owns the chip and the thread that waits for edges."""

    def __init__(self, chip: gpiod.Chip) -> None:
        """Take over an open chip."""
        super().__init__()
        self.pin_class = GpiodPin
        self.chip = chip
        self.edges = EdgeWatch()
        self.lock = Lock()
        """libgpiod's objects may not be used by two threads at once."""
        self._header = _Header(chip.get_info().num_lines)

    def close(self) -> None:
        """Give back every line, then the chip. A second time nothing is done."""
        if not self.chip:
            return
        super().close()
        self.edges.close()
        self.chip.close()

    def _get_board_info(self) -> _Header:
        return self._header

    @staticmethod
    def ticks() -> float:
        """Return seconds of the monotonic clock, by which the kernel stamps edges, too."""
        return monotonic()

    @staticmethod
    def ticks_diff(later: float, earlier: float) -> float:
        """Return the seconds between."""
        return later - earlier


class GpiodPin(PiPin):  # type: ignore[misc]
    """One line. It is asked of the kernel when its function is first set, and given back when the pin is closed."""

    def __init__(self, factory: GpiodFactory, info: Any) -> None:
        super().__init__(factory, info)
        self._line = int(info.number)
        self._settings = gpiod.LineSettings(direction=Direction.INPUT)
        self._edges = "both"
        self._request: gpiod.LineRequest | None = None

    def close(self) -> None:
        """Give the line back; a chip that has gone is asked nothing."""
        self._when_changed = None
        if self._request is not None:
            self.factory.edges.remove(self._request.fd)
            with self.factory.lock:
                self._request.release()
            self._request = None

    def output_with_state(self, state: bool) -> None:
        """Become an output that has this state from its first moment: no lamp flashes, no buzzer clicks."""
        self._apply(direction=Direction.OUTPUT, bias=Bias.AS_IS, output_value=_value(state))

    def input_with_pull(self, pull: str) -> None:
        """Become an input that is pulled so."""
        self._apply(direction=Direction.INPUT, bias=_known(PULLS, pull, PinInvalidPull))

    def _get_function(self) -> str:
        return "output" if self._settings.direction is Direction.OUTPUT else "input"

    def _set_function(self, value: str) -> None:
        direction = _known(DIRECTIONS, value, PinInvalidFunction)
        bias = Bias.AS_IS if direction is Direction.OUTPUT else self._settings.bias
        self._apply(direction=direction, bias=bias)

    def _get_state(self) -> int:
        request = self._requested()
        with self.factory.lock:
            return int(request.get_value(self._line) is Value.ACTIVE)

    def _set_state(self, value: float) -> None:
        if self._settings.direction is not Direction.OUTPUT:
            raise PinSetInput(f"cannot set state of pin {self!r}")
        request = self._requested()
        self._settings = replace(self._settings, output_value=_value(bool(value)))
        with self.factory.lock:
            request.set_value(self._line, _value(bool(value)))

    def _get_pull(self) -> str:
        return next((name for name, bias in PULLS.items() if bias is self._settings.bias), "floating")

    def _set_pull(self, value: str) -> None:
        if self._settings.direction is not Direction.INPUT:
            raise PinFixedPull(f"cannot set pull on non-input pin {self!r}")
        self._apply(bias=_known(PULLS, value, PinInvalidPull))

    def _get_bounce(self) -> float | None:
        return self._settings.debounce_period.total_seconds() or None

    def _set_bounce(self, value: float | None) -> None:
        if (value or 0) < 0:
            raise PinInvalidBounce("bounce must be 0 or greater")
        self._apply(debounce_period=timedelta(seconds=value or 0))

    def _get_edges(self) -> str:
        return self._edges

    def _set_edges(self, value: str) -> None:
        _known(EDGES, value, PinInvalidEdges)
        handler = self._get_when_changed()
        self._set_when_changed(None)
        self._edges = value
        self._set_when_changed(handler)

    def _enable_event_detect(self) -> None:
        self._apply(edge_detection=EDGES[self._edges])
        request = self._requested()
        os.set_blocking(request.fd, False)  # whoever reads it when nothing is there must not wait with the lock held
        self.factory.edges.add(request.fd, self._edges_came)

    def _disable_event_detect(self) -> None:
        if self._request is not None:
            self.factory.edges.remove(self._request.fd)
            self._apply(edge_detection=Edge.NONE)

    def _edges_came(self) -> None:
        """Tell of what has come, in the thread that waits for edges. Raises OSError."""
        try:
            with self.factory.lock:
                came = self._request.read_edge_events() if self._request else []
        except BlockingIOError:
            return
        for edge in came:
            if self._when_changed is not None:
                rises = edge.event_type is EdgeEvent.Type.RISING_EDGE
                self._call_when_changed(edge.timestamp_ns / NS, int(rises))

    def _requested(self) -> gpiod.LineRequest:
        return self._request if self._request is not None else self._apply()

    def _apply(self, **changed: Any) -> gpiod.LineRequest:
        """Ask the kernel for the line as it is to be; while it is ours already, without letting go of it."""
        self._settings = replace(self._settings, **changed)
        with self.factory.lock:
            if self._request is not None:
                self._request.reconfigure_lines({self._line: self._settings})
            else:
                self._request = self.factory.chip.request_lines({self._line: self._settings}, consumer=CONSUMER)
            return self._request


def _value(state: bool) -> Value:
    return Value.ACTIVE if state else Value.INACTIVE


def _known(table: dict[str, Any], name: str, error: type[Exception]) -> Any:
    if name not in table:
        raise error(f"{name!r} is none of {', '.join(table)}")
    return table[name]
