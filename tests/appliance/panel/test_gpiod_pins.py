"""gpiozero's devices on our pins over libgpiod, against a chip that behaves as the kernel's does."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import gpiod
import pytest
from gpiod.line import Bias, Direction, Edge
from gpiozero import LED, Button, Buzzer, DigitalInputDevice  # type: ignore[import-untyped]
from gpiozero.exc import (  # type: ignore[import-untyped]
    GPIOPinInUse,
    PinFixedPull,
    PinInvalidEdges,
    PinInvalidFunction,
    PinInvalidPin,
    PinInvalidPull,
    PinSetInput,
)

from appliance.panel.gpiod_pins import GpiodFactory, NoChip, chips_in, open_chip
from tests.fakes.gpio_chip import FakeChip


@pytest.fixture
def chip() -> FakeChip:
    return FakeChip()


@pytest.fixture
def factory(chip: FakeChip) -> Iterator[GpiodFactory]:
    factory = GpiodFactory(chip)  # type: ignore[arg-type]
    yield factory
    factory.close()
    assert chip.closed


class Seen:
    """What a device told, and in which threads."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.threads: set[str] = set()
        self._more = threading.Condition()

    def note(self, what: str) -> None:
        with self._more:
            self.told.append(what)
            self.threads.add(threading.current_thread().name)
            self._more.notify_all()

    def until(self, count: int) -> list[str]:
        with self._more:
            assert self._more.wait_for(lambda: len(self.told) >= count, timeout=30)
        return self.told


def test_a_chip_is_found_by_its_label_wherever_it_stands(tmp_path: Path) -> None:
    labels = {"gpiochip0": "gpio-brcmstb@107d508500", "gpiochip4": "pinctrl-rp1", "gpiochip10": "pinctrl-rp1"}
    for name in labels:
        (tmp_path / name).touch()
    opened: list[FakeChip] = []

    def open_one(path: str) -> Any:
        opened.append(FakeChip(labels[Path(path).name]))
        return opened[-1]

    found: Any = open_chip(["pinctrl-rp1"], chips_in(tmp_path), open_one)
    assert found.label == "pinctrl-rp1"
    assert [(each.label, each.closed) for each in opened[:-1]] == [("gpio-brcmstb@107d508500", True)]


def test_without_the_chip_the_refusal_names_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "gpiochip0").touch()
    (tmp_path / "gpiochip1").touch()

    def open_one(path: str) -> Any:
        if path.endswith("1"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return FakeChip("pinctrl-bcm2835")

    with pytest.raises(NoChip) as refused:
        open_chip(["pinctrl-rp1"], chips_in(tmp_path), open_one)
    assert str(refused.value).endswith("Є: gpiochip0: pinctrl-bcm2835; gpiochip1: Permission denied.")
    with pytest.raises(NoChip, match="Є: жодної"):
        open_chip(["pinctrl-rp1"], [], open_one)


def test_a_lamp_drives_its_line_and_is_ours_by_name(chip: FakeChip, factory: GpiodFactory) -> None:
    lamp = LED(17, pin_factory=factory)
    assert chip.consumers == {"slukhavka"}
    for on in (True, False, True):
        lamp.value = on
        assert chip.levels[17] is on
        assert lamp.is_lit is on
    lamp.close()
    assert chip.requests[17].released


def test_an_output_is_right_from_its_first_moment(chip: FakeChip, factory: GpiodFactory) -> None:
    buzzer = Buzzer(12, active_high=False, pin_factory=factory)
    assert chip.driven == [(12, True)]  # silent, and never low before
    assert [each.direction for each in chip.requests[12].log] == [Direction.OUTPUT]
    buzzer.close()


def test_a_button_is_pulled_up_debounced_and_watched_on_both_edges(chip: FakeChip, factory: GpiodFactory) -> None:
    button = Button(21, bounce_time=0.03, pin_factory=factory)
    asked = chip.requests[21].settings
    assert (asked.direction, asked.bias, asked.edge_detection) == (Direction.INPUT, Bias.PULL_UP, Edge.BOTH)
    assert asked.debounce_period == timedelta(milliseconds=30)
    assert (button.pull_up, button.pin.bounce, button.pin.edges) == (True, 0.03, "both")
    assert not button.is_pressed
    button.close()


def test_edges_are_told_in_the_order_in_which_they_came_and_not_in_our_thread(
    chip: FakeChip, factory: GpiodFactory
) -> None:
    seen = Seen()
    button = DigitalInputDevice(21, pull_up=True, pin_factory=factory)
    button.when_activated = lambda: seen.note("pressed")
    button.when_deactivated = lambda: seen.note("released")
    for high in (False, True, False, True):
        chip.pull(21, high)
    assert seen.until(4) == ["pressed", "released"] * 2
    assert seen.threads == {"gpio-edges"}
    button.close()


def test_two_contacts_are_told_apart(chip: FakeChip, factory: GpiodFactory) -> None:
    seen = Seen()
    devices = [DigitalInputDevice(line, pull_up=True, pin_factory=factory) for line in (23, 24)]
    devices[0].when_activated = lambda: seen.note("open")
    devices[1].when_activated = lambda: seen.note("closed")
    chip.pull(24, False)
    seen.until(1)
    chip.pull(23, False)
    assert seen.until(2) == ["closed", "open"]
    for device in devices:
        device.close()


def test_a_contact_that_is_closed_already_is_read_and_tells_nothing(factory: GpiodFactory, chip: FakeChip) -> None:
    chip.held = (21,)
    seen = Seen()
    button = DigitalInputDevice(21, pull_up=True, pin_factory=factory)
    button.when_activated = lambda: seen.note("pressed")
    assert button.is_active
    chip.pull(21, True)
    chip.pull(21, False)
    assert seen.until(1) == ["pressed"]
    button.close()


def test_a_device_that_was_closed_tells_nothing_and_another_may_take_its_line(
    chip: FakeChip, factory: GpiodFactory
) -> None:
    first = DigitalInputDevice(21, pull_up=True, pin_factory=factory)
    with pytest.raises(GPIOPinInUse):
        DigitalInputDevice(21, pull_up=True, pin_factory=factory)
    first.close()
    seen = Seen()
    second = DigitalInputDevice(21, pull_up=True, pin_factory=factory)
    second.when_activated = lambda: seen.note("second")
    chip.pull(21, False)
    assert seen.until(1) == ["second"]
    second.close()


def test_a_line_of_which_another_program_has_taken_hold_is_an_error_with_a_name(
    chip: FakeChip, factory: GpiodFactory
) -> None:
    chip.request_lines({17: gpiod.LineSettings()}, "somebody else")
    with pytest.raises(OSError, match="busy"):
        LED(17, pin_factory=factory)
    chip.requests[17].release()


def test_a_lost_chip_is_an_error_where_it_is_driven_and_none_where_it_is_given_back(
    chip: FakeChip, factory: GpiodFactory
) -> None:
    lamp, button = LED(17, pin_factory=factory), DigitalInputDevice(21, pull_up=True, pin_factory=factory)
    chip.lost = True
    with pytest.raises(OSError, match="No such device"):
        lamp.on()
    lamp.close()
    button.close()


def test_a_line_that_fails_in_the_thread_of_edges_leaves_the_others_watched(
    chip: FakeChip, factory: GpiodFactory, caplog: pytest.LogCaptureFixture
) -> None:
    seen = Seen()
    devices = [DigitalInputDevice(line, pull_up=True, pin_factory=factory) for line in (23, 24)]
    for device in devices:
        device.when_activated = lambda: seen.note("closed")
    broken = chip.requests[23]
    broken.read_edge_events = _gone  # type: ignore[method-assign]
    chip.pull(23, False)
    chip.pull(24, False)
    assert seen.until(1) == ["closed"]
    assert "watched no more" in caplog.text
    for device in devices:
        device.close()


def test_whoever_is_woken_for_nothing_does_not_wait_with_the_lock_held(chip: FakeChip, factory: GpiodFactory) -> None:
    button = DigitalInputDevice(21, pull_up=True, pin_factory=factory)
    assert not os.get_blocking(chip.requests[21].fd)
    button.pin._edges_came()  # there is nothing to be read
    assert not factory.lock.locked()
    button.close()


def test_what_gpiozero_forbids_is_refused_with_its_own_errors(factory: GpiodFactory) -> None:
    pin = factory.pin(17)
    assert pin is factory.pin("GPIO17")
    for error, attribute, value in (
        (PinInvalidFunction, "function", "analog"),
        (PinInvalidEdges, "edges", "sideways"),
        (PinInvalidPull, "pull", "sideways"),
        (PinSetInput, "state", True),
    ):
        with pytest.raises(error):
            setattr(pin, attribute, value)
    pin.function = "output"
    with pytest.raises(PinFixedPull):
        pin.pull = "up"
    with pytest.raises(PinInvalidPin):
        factory.pin(99)
    with pytest.raises(PinInvalidPin):
        factory.pin("GND")


def _gone() -> Any:
    raise OSError(errno.ENODEV, "No such device")
