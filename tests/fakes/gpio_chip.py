"""A GPIO chip as libgpiod shows one: lines are asked for, driven, and give edges through a descriptor that epoll knows.

The kernel of the test machine has no gpio-sim, so the binding itself cannot be met; its classes of values are the real
ones, and the descriptor is a real pipe.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import gpiod
from gpiod import _ext
from gpiod.line import Bias, Direction, Edge, Value
from gpiod.line_settings import _line_settings_to_ext

RISING, FALLING = 1, 2
"""`EdgeEvent.Type` as the library's extension counts it."""


@dataclass
class FakeRequest:
    """One line that somebody has asked for."""

    chip: FakeChip
    line: int
    settings: gpiod.LineSettings
    log: list[gpiod.LineSettings] = field(default_factory=list)
    released: bool = False

    def __post_init__(self) -> None:
        self.fd, self._far = os.pipe()
        self.events: list[gpiod.EdgeEvent] = []
        self.taken(self.settings)

    def taken(self, settings: gpiod.LineSettings) -> None:
        _ext.LineConfig().add_line_settings([self.line], _line_settings_to_ext(settings))  # the real library takes it
        self.settings = settings
        self.log.append(settings)
        if settings.direction is Direction.OUTPUT:
            self.chip.drive(self.line, settings.output_value)
        elif self.line not in self.chip.held:
            self.chip.levels[self.line] = settings.bias is Bias.PULL_UP

    def reconfigure_lines(self, config: dict[int, gpiod.LineSettings]) -> None:
        self._must_live()
        self.taken(config[self.line])

    def get_value(self, line: int) -> Value:
        self._must_live()
        return Value.ACTIVE if self.chip.levels[line] else Value.INACTIVE

    def set_value(self, line: int, value: Value) -> None:
        self._must_live()
        assert self.settings.direction is Direction.OUTPUT
        self.chip.drive(line, value)

    def read_edge_events(self) -> list[gpiod.EdgeEvent]:
        self._must_live()
        os.read(self.fd, 1)
        return [self.events.pop(0)]

    def release(self) -> None:
        if not self.released:
            self.released = True
            os.close(self.fd)
            os.close(self._far)

    def edge(self, rises: bool) -> None:
        kind = RISING if rises else FALLING
        wanted = {Edge.BOTH: (RISING, FALLING), Edge.RISING: (RISING,), Edge.FALLING: (FALLING,), Edge.NONE: ()}
        if kind in wanted[self.settings.edge_detection]:
            self.events.append(gpiod.EdgeEvent(kind, time.monotonic_ns(), self.line, 1, 1))
            os.write(self._far, b"!")

    def _must_live(self) -> None:
        self.chip.must_live()
        if self.released:
            raise gpiod.RequestReleasedError


class FakeChip:
    """A chip of 54 lines. `lost` makes every verb fail as a chip does that has gone."""

    def __init__(self, label: str = "pinctrl-bcm2711", held: tuple[int, ...] = ()) -> None:
        """`held`: lines that a closed contact pulls low."""
        self.label = label
        self.held = held
        self.levels: dict[int, bool] = dict.fromkeys(range(54), False)
        self.driven: list[tuple[int, bool]] = []
        self.requests: dict[int, FakeRequest] = {}
        self.consumers: set[str] = set()
        self.lost = False
        self.hangs = threading.Event()
        self.hangs.set()
        self.closed = False

    def __bool__(self) -> bool:
        return not self.closed

    def get_info(self) -> gpiod.ChipInfo:
        return gpiod.ChipInfo("gpiochip0", self.label, 54)

    def request_lines(self, config: dict[int, gpiod.LineSettings], consumer: str = "") -> Any:
        self.must_live()
        [(line, settings)] = config.items()
        if (standing := self.requests.get(line)) and not standing.released:
            raise OSError(errno.EBUSY, "Device or resource busy")
        self.consumers.add(consumer)
        self.requests[line] = FakeRequest(self, line, settings)
        return self.requests[line]

    def close(self) -> None:
        self.closed = True

    def drive(self, line: int, value: Value) -> None:
        self.hangs.wait(30)
        self.levels[line] = value is Value.ACTIVE
        self.driven.append((line, self.levels[line]))

    def pull(self, line: int, high: bool) -> None:
        """The world outside changes an input."""
        self.levels[line] = high
        self.requests[line].edge(high)

    def must_live(self) -> None:
        if self.lost:
            raise OSError(errno.ENODEV, "No such device")
