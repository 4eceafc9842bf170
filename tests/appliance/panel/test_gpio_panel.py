"""A panel on pins: what lamps and buzzer do, and that nothing of it waits or falls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.contracts.panel import Lamp, Light, Press, Sound, SwitchPosition
from appliance.panel.fitted import NoPanel, fitted_panel
from appliance.panel.gpio_panel import GpioPanel
from appliance.panel.gpiod_pins import GpiodFactory
from appliance.settings import BOARDS, PanelSettings
from tests.fakes.gpio_chip import FakeChip
from tests.fakes.pins import PI4, PinLog
from tests.fakes.virtual_time import run_virtually


@asynccontextmanager
async def running(panel: GpioPanel | NoPanel) -> AsyncIterator[None]:
    task = asyncio.ensure_future(panel.run())
    try:
        await asyncio.sleep(0.1)
        yield
        assert not task.done()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def on_pins(test: Callable[[GpioPanel, PinLog], Coroutine[None, None, None]], held: tuple[int, ...] = ()) -> PinLog:
    """Run a test with a panel whose pins are gpiozero's mock, and return their log."""
    logs: list[PinLog] = []

    async def main() -> None:
        pins = PinLog(asyncio.get_running_loop().time, held=held)
        logs.append(pins)
        panel = GpioPanel(PI4, lambda: pins)
        async with running(panel):
            await test(panel, pins)

    run_virtually(main)
    return logs[0]


LIGHTS = {
    Light.OFF: [],
    Light.ON: [True],
    Light.SLOW: [True, False, True, False, True],
    Light.FAST: [True, False] * 14,
    Light.DOUBLE: [True, False, True, False] * 2 + [True, False],
}


@pytest.mark.parametrize("light", Light)
def test_every_lamp_can_shine_in_every_way(light: Light) -> None:
    async def test(panel: GpioPanel, pins: PinLog) -> None:
        for lamp in Lamp:
            begun = asyncio.get_running_loop().time()
            panel.show({lamp: light})
            await asyncio.sleep(4.2)
            seen = [on for _, on in pins.seen(lamp, begun)]
            assert seen[: len(LIGHTS[light])] == LIGHTS[light], lamp
            assert len(seen) <= len(LIGHTS[light]) + 2, lamp
            assert not any(pins.lit(other) for other in Lamp if other is not lamp)
            panel.show({})
            await asyncio.sleep(0.1)

    on_pins(test)


def test_a_lamp_that_is_shown_again_the_same_keeps_its_rhythm() -> None:
    async def test(panel: GpioPanel, pins: PinLog) -> None:
        begun = asyncio.get_running_loop().time()
        for _ in range(10):
            panel.show({Lamp.MESSAGE: Light.SLOW})
            await asyncio.sleep(0.5)
        assert [(round(at - begun), on) for at, on in pins.seen(Lamp.MESSAGE)] == [
            (0, True), (1, False), (2, True), (3, False), (4, True),
        ]  # fmt: skip

    on_pins(test)


def test_the_buzzer_sounds_by_urgency_and_falls_silent() -> None:
    async def test(panel: GpioPanel, pins: PinLog) -> None:
        now = asyncio.get_running_loop().time
        panel.sound(Sound.URGENT)
        await asyncio.sleep(2.0)
        urgent = [on for _, on in pins.beeped()]
        panel.sound(Sound.SILENT)
        await asyncio.sleep(2.0)
        began = now()
        panel.sound(Sound.DANGER)
        await asyncio.sleep(9.0)
        danger = pins.beeped(began)
        panel.sound(Sound.SILENT)
        await asyncio.sleep(0.1)
        ended = now()
        await asyncio.sleep(5.0)
        assert urgent == [True, False, True, False]
        assert len(danger) >= 20
        assert pins.beeped(ended) == []
        assert not pins.beeped()[-1][1]

    on_pins(test)


def test_what_was_shown_before_the_pins_were_there_is_shown_when_they_are() -> None:
    async def main() -> None:
        pins = PinLog(asyncio.get_running_loop().time)
        panel = GpioPanel(PI4, lambda: pins)
        panel.show({Lamp.POWER: Light.ON})
        async with running(panel):
            assert pins.lit(Lamp.POWER)

    run_virtually(main)


def test_a_panel_that_ends_leaves_all_dark_and_gives_the_pins_back() -> None:
    async def test(panel: GpioPanel, pins: PinLog) -> None:
        panel.show(dict.fromkeys(Lamp, Light.ON))
        panel.sound(Sound.DANGER)
        await asyncio.sleep(0.2)
        assert all(pins.lit(lamp) for lamp in Lamp)

    pins = on_pins(test)
    assert pins.closed_once
    assert not any(pins.seen(lamp)[-1][1] for lamp in Lamp)
    assert not pins.beeped()[-1][1]


def test_lamps_that_shine_on_a_low_line_are_dark_when_it_is_high() -> None:
    async def main() -> None:
        board = replace(PI4, lamps_active_high=False, buzzer_active_high=False)
        pins = PinLog(asyncio.get_running_loop().time, board)
        panel = GpioPanel(board, lambda: pins)
        async with running(panel):
            assert pins.lit(Lamp.LINE)  # high: dark
            panel.show({Lamp.LINE: Light.ON})
            await asyncio.sleep(0.1)
            assert not pins.lit(Lamp.LINE)

    run_virtually(main)


def test_presses_and_turns_come_to_the_loop_out_of_the_thread_that_saw_them() -> None:
    async def test(panel: GpioPanel, pins: PinLog) -> None:
        assert panel.position == "break"
        events = aiter(panel.events())
        await asyncio.to_thread(pins.close_contact, PI4.button)
        await asyncio.sleep(0.3)
        await asyncio.to_thread(pins.open_contact, PI4.button)
        assert await anext(events) is Press.SHORT
        await asyncio.to_thread(pins.close_contact, PI4.button)
        assert await anext(events) is Press.LONG
        await asyncio.to_thread(pins.close_contact, PI4.switch_closed)
        assert await anext(events) is SwitchPosition.CLOSED
        assert panel.position is SwitchPosition.CLOSED

    on_pins(test)


def test_a_button_stuck_at_the_start_and_the_switch_as_it_stands_say_nothing() -> None:
    async def test(panel: GpioPanel, pins: PinLog) -> None:
        assert panel.position is SwitchPosition.OPEN
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(60):
                await anext(aiter(panel.events()))

    assert PI4.button
    assert PI4.switch_open
    on_pins(test, held=(PI4.button, PI4.switch_open))


def test_a_box_without_the_chip_runs_dark_and_says_so_once(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    async def main() -> None:
        panel = fitted_panel(PanelSettings(board="pi5"), BOARDS, tmp_path)
        assert isinstance(panel, GpioPanel)
        async with running(panel):
            panel.show(dict.fromkeys(Lamp, Light.FAST))
            panel.sound(Sound.DANGER)
            await asyncio.sleep(100)
            assert "pinctrl-rp1 немає. Є: жодної" in panel.trouble

    with caplog.at_level(logging.WARNING):
        run_virtually(main)
    assert [record.getMessage() for record in caplog.records if "panel" in record.getMessage()] == [
        "the panel stays dark: Мікросхеми GPIO pinctrl-rp1 немає. Є: жодної."
    ]


def test_a_chip_that_is_lost_leaves_a_box_without_lamps_and_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    chip = FakeChip()

    async def main() -> None:
        panel = GpioPanel(PI4, lambda: GpiodFactory(chip))  # type: ignore[arg-type]
        async with running(panel):
            panel.show({Lamp.POWER: Light.ON})
            await asyncio.sleep(1.0)
            chip.lost = True
            panel.show({Lamp.POWER: Light.ON, Lamp.ALARM: Light.FAST})
            await asyncio.sleep(100)
            assert "No such device" in panel.trouble

    with caplog.at_level(logging.WARNING):
        run_virtually(main)
    assert len([record for record in caplog.records if "stays dark" in record.getMessage()]) == 1


def test_a_pin_that_hangs_holds_up_nothing_on_the_loop() -> None:
    chip = FakeChip()

    async def main() -> None:
        panel = GpioPanel(PI4, lambda: GpiodFactory(chip))  # type: ignore[arg-type]
        task = asyncio.ensure_future(panel.run())
        while PI4.lamps[Lamp.ALARM] not in chip.requests:
            await asyncio.sleep(0.01)
        chip.hangs.clear()
        panel.show(dict.fromkeys(Lamp, Light.FAST))
        turns = 0
        for _ in range(50):  # the loop turns, though no write comes back
            panel.show(dict.fromkeys(Lamp, Light.ON))
            panel.show(dict.fromkeys(Lamp, Light.OFF))
            await asyncio.sleep(0)
            turns += 1
        chip.hangs.set()
        assert turns == 50
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert not any(chip.levels[line] for line in PI4.lamps.values())


def test_a_wrong_board_is_a_box_without_lamps_that_says_why(caplog: pytest.LogCaptureFixture) -> None:
    panel = fitted_panel(PanelSettings(board="pi9"), BOARDS)
    assert isinstance(panel, NoPanel)
    assert "невідома плата «pi9»" in panel.trouble
    assert "pi9" in caplog.text


def test_a_box_without_a_board_has_no_lamps_and_no_trouble() -> None:
    panel = fitted_panel(PanelSettings(), BOARDS)
    assert (panel.title, panel.trouble, panel.position) == ("", "", None)


def test_what_is_no_fault_of_the_pins_is_not_hidden() -> None:
    async def main() -> None:
        def broken() -> PinLog:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await GpioPanel(PI4, broken).run()

    run_virtually(main)
