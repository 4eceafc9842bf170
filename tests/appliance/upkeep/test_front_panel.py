"""The front panel over a real register: every line of the lid's table is seen on the pins (C-40, K1, K3)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from itertools import pairwise
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.lamps import LAMP_NAMES, LIGHT_WORDS, SHOWN, Shown, Signal
from appliance.casework.box.panel_view import PanelView
from appliance.casework.contacts.returns import HandledMessage
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.contracts import LineState
from appliance.contracts.panel import Lamp, Light
from appliance.errors import SlukhavkaError
from appliance.upkeep import front_panel
from tests.appliance.upkeep.front import Front, at_the_box

CONSOLE = Actor(Origin.CONSOLE)
Deed = Callable[[Front], Coroutine[None, None, None]]


def told(state: str) -> Deed:
    async def deed(front: Front) -> None:
        front.front.answer_signal({"signal": "export", "state": state})

    return deed


def lines(*states: LineState) -> Deed:
    async def deed(front: Front) -> None:
        front.lines(*states)

    return deed


def raised(kind: AlarmKind, *, seen: bool = False) -> Deed:
    async def deed(front: Front) -> None:
        alarm = await front.alarm(kind)
        if seen:
            await front.write(Alarm.acknowledge, alarm, by=CONSOLE, now=front.clock.now())

    return deed


async def nothing(_front: Front) -> None:
    """The box stands as it is."""


DEEDS: dict[tuple[Lamp, Signal], Deed] = {
    (Lamp.POWER, Signal.EXPORT_WRITES): told("writing"),
    (Lamp.POWER, Signal.EXPORT_WAITS): told("wait"),
    (Lamp.POWER, Signal.EXPORT_DONE): told("done"),
    (Lamp.POWER, Signal.RUNNING): nothing,
    (Lamp.LINE, Signal.LINES_DOWN): lines(LineState.DOWN, LineState.DOWN),
    (Lamp.LINE, Signal.LINE_DOWN): lines(LineState.DOWN, LineState.IDLE),
    (Lamp.LINE, Signal.LINE_STARTING): lines(LineState.STARTING),
    (Lamp.LINE, Signal.LINE_WORKS): nothing,
    (Lamp.LINE, Signal.NO_LINE): lines(),
    (Lamp.RINGING, Signal.RINGING): lines(LineState.RINGING),
    (Lamp.RINGING, Signal.QUIET): nothing,
    (Lamp.TALKING, Signal.TALKING): lines(LineState.TALKING),
    (Lamp.TALKING, Signal.QUIET): nothing,
    (Lamp.MESSAGE, Signal.MESSAGE_WAITS): lambda front: _awaited(front.message()),
    (Lamp.MESSAGE, Signal.QUIET): nothing,
    (Lamp.FAULT, Signal.STORE_FAULT): raised(AlarmKind.DISK_FULL),
    (Lamp.FAULT, Signal.EXPORT_FAILED): told("failed"),
    (Lamp.FAULT, Signal.FAULT_UNSEEN): raised(AlarmKind.SIM_TROUBLE),
    (Lamp.FAULT, Signal.FAULT_LASTS): raised(AlarmKind.LINE_DOWN, seen=True),
    (Lamp.FAULT, Signal.QUIET): nothing,
    (Lamp.ALARM, Signal.DANGER_UNSEEN): lambda front: front.urgent_report(),
    (Lamp.ALARM, Signal.ALARM_UNSEEN): raised(AlarmKind.NOBODY_READY),
    (Lamp.ALARM, Signal.ALARM_LASTS): raised(AlarmKind.NOBODY_READY, seen=True),
    (Lamp.ALARM, Signal.QUIET): nothing,
}
"""What makes each line of the table true. POWER_MISSING has none: see the test below."""


async def _awaited(deed: Coroutine[None, None, object]) -> None:
    await deed


def pattern(front: Front, lamp: Lamp, since: float) -> tuple[float, ...]:
    """Return how long a lamp was on, off, on … since then, to a hundredth of a second."""
    edges = front.pins.seen(lamp, since)
    return tuple(round(after - before, 2) for (before, _), (after, _) in pairwise(edges))


def looks_like(light: Light, front: Front, lamp: Lamp, since: float) -> bool:
    """Whether the pins say so of the last seconds."""
    steady = {Light.ON: True, Light.OFF: False}
    if light in steady:
        return pattern(front, lamp, since) == () and front.pins.lit(lamp) is steady[light]
    times = {Light.SLOW: {1.0}, Light.FAST: {0.15}, Light.DOUBLE: {0.12, 0.2, 1.4}}[light]
    seen = pattern(front, lamp, since)
    return set(seen) == times


def test_every_line_of_the_table_has_a_deed_here() -> None:
    assert {(row.lamp, row.signal) for row in SHOWN} == {*DEEDS, (Lamp.POWER, Signal.POWER_MISSING)}


@pytest.mark.row("K1", "K3")
@pytest.mark.parametrize("row", [row for row in SHOWN if (row.lamp, row.signal) in DEEDS], ids=lambda row: row.signal)
def test_each_event_of_the_table_is_seen_on_its_lamp(row: Shown, tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        await DEEDS[row.lamp, row.signal](front)
        await asyncio.sleep(0.5)
        since = front.time
        await asyncio.sleep(6.0)
        assert looks_like(row.light, front, row.lamp, since), pattern(front, row.lamp, since)
        assert front.front.answer_state({})["lamps"][row.lamp] == row.signal

    at_the_box(tmp_path, test)


def test_a_box_that_does_not_run_has_no_light_at_all(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        front.lines(LineState.RINGING, LineState.TALKING)
        await front.urgent_report()
        await asyncio.sleep(2.0)

    front = at_the_box(tmp_path, test)
    assert not any(front.pins.lit(lamp) for lamp in Lamp)
    assert not front.pins.beeped()[-1][1]


def test_the_table_has_words_for_everything_and_no_two_lines_of_a_lamp_look_alike() -> None:
    assert set(LAMP_NAMES) == set(Lamp)
    assert set(LIGHT_WORDS) == set(Light)
    for lamp in Lamp:
        lights = [row.light for row in SHOWN if row.lamp is lamp]
        assert len(lights) == len(set(lights)), lamp
        assert Light.OFF in lights, lamp


@pytest.mark.row("K3")
@pytest.mark.row("K3")
@pytest.mark.parametrize(
    ("states", "telephones", "signal"),
    [
        ([LineState.DOWN], LineState.IDLE, Signal.LINES_DOWN),
        ([LineState.STARTING], LineState.IDLE, Signal.LINE_STARTING),
        ([LineState.IDLE], LineState.DOWN, Signal.LINE_DOWN),
        ([LineState.TALKING], LineState.IDLE, Signal.LINE_WORKS),
        ([LineState.DOWN, LineState.STARTING], None, Signal.LINE_STARTING),
    ],
)
def test_the_lamp_says_that_others_are_answered_only_while_one_is_by_whom_the_world_can_call(
    tmp_path: Path, states: list[LineState], telephones: LineState | None, signal: Signal
) -> None:
    async def test(front: Front) -> None:
        front.lines(*states, telephones=telephones)
        assert front.front.answer_state({})["lamps"][Lamp.LINE] == signal

    at_the_box(tmp_path, test)


@pytest.mark.parametrize("kind", [AlarmKind.LINE_DOWN, AlarmKind.SIM_TROUBLE, AlarmKind.DISK_FULL])
def test_a_fault_of_line_sim_or_disk_lights_the_lamp_until_it_is_mended_and_seen(
    kind: AlarmKind, tmp_path: Path
) -> None:
    async def test(front: Front) -> None:
        assert not front.pins.seen(Lamp.FAULT)
        await front.alarm(kind, "gsm0")
        await asyncio.sleep(4.0)
        assert front.pins.seen(Lamp.FAULT)
        await front.clear(kind, "gsm0")
        assert front.front.answer_state({})["lamps"][Lamp.FAULT] == Signal.FAULT_UNSEEN
        await front.press()
        assert not front.pins.lit(Lamp.FAULT)
        assert front.front.answer_state({})["lamps"][Lamp.FAULT] == Signal.QUIET

    at_the_box(tmp_path, test)


def test_a_register_that_cannot_be_read_lights_the_fault_and_goes_out_when_it_can(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        path = front.settings.database
        path.rename(path.with_suffix(".away"))
        front.front.heard("alarms")
        await asyncio.sleep(1.0)
        assert front.front.answer_state({})["lamps"][Lamp.FAULT] == Signal.STORE_FAULT
        path.unlink(missing_ok=True)
        path.with_suffix(".away").rename(path)
        await asyncio.sleep(15.0)
        assert front.front.answer_state({})["lamps"][Lamp.FAULT] == Signal.QUIET

    at_the_box(tmp_path, test)


def test_a_mistake_while_the_register_is_read_does_not_freeze_the_lamps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test(front: Front) -> None:
        def mistaken(_now: object) -> PanelView:
            raise ValueError

        with monkeypatch.context() as broken:
            broken.setattr(front_panel, "panel_view", mistaken)
            front.front.heard("alarms")
            await asyncio.sleep(1.0)
            assert front.front.answer_state({})["lamps"][Lamp.FAULT] == Signal.STORE_FAULT
        await front.alarm(AlarmKind.NOBODY_READY)
        await asyncio.sleep(10.0)
        lamps = front.front.answer_state({})["lamps"]
        assert (lamps[Lamp.FAULT], lamps[Lamp.ALARM]) == (Signal.QUIET, Signal.ALARM_UNSEEN)

    at_the_box(tmp_path, test)


def test_a_message_that_was_dealt_with_puts_its_lamp_out(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        number = await front.message()
        await asyncio.sleep(1.0)
        assert front.pins.seen(Lamp.MESSAGE)
        await front.write(HandledMessage.mark, number, by=CONSOLE, now=front.clock.now())
        assert not front.pins.lit(Lamp.MESSAGE)

    at_the_box(tmp_path, test)


def test_what_nobody_told_the_daemon_of_is_seen_within_a_minute(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        kind = AlarmKind.SIM_TROUBLE
        await front.database.run(lambda: Alarm.raise_alarm(kind, "Щось.", now=front.clock.now()))
        await asyncio.sleep(61.0)
        assert front.pins.seen(Lamp.FAULT)

    at_the_box(tmp_path, test)


def test_the_register_is_not_read_while_nothing_happens(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        read = 0
        run = front.database.run

        async def counted(verb: Callable[..., object], *args: object, **kwargs: object) -> object:
            nonlocal read
            read += 1
            return await run(verb, *args, **kwargs)

        front.database.run = counted  # type: ignore[method-assign, assignment]
        front.lines(LineState.TALKING)
        await asyncio.sleep(1200.0)
        assert read <= 21

    at_the_box(tmp_path, test)


def test_the_stick_does_not_blink_for_ever_when_its_writer_died(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        front.front.answer_signal({"signal": "export", "state": "wait"})
        await asyncio.sleep(301.0)
        assert front.front.answer_state({})["lamps"][Lamp.FAULT] == Signal.EXPORT_FAILED
        await asyncio.sleep(601.0)
        assert front.front.answer_state({})["lamps"][Lamp.FAULT] == Signal.QUIET
        front.front.answer_signal({"signal": "export", "state": "done"})
        front.front.answer_signal({"signal": "export", "state": ""})
        assert front.front.answer_state({})["lamps"][Lamp.POWER] == Signal.RUNNING

    at_the_box(tmp_path, test)


def test_a_signal_that_the_panel_does_not_know_is_refused(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        for request in ({}, {"signal": "disco"}, {"signal": "export", "state": "burnt"}, {"signal": ["export"]}):
            with pytest.raises(SlukhavkaError, match="не знає"):
                front.front.answer_signal(request)

    at_the_box(tmp_path, test)


def test_the_screen_is_told_of_what_the_register_changed(tmp_path: Path) -> None:
    async def test(front: Front) -> None:
        front.news.clear()
        await front.alarm(AlarmKind.SIM_TROUBLE)
        assert front.news == ["panel"]
        front.front.heard("alarms")
        await asyncio.sleep(1.0)
        assert front.news == ["panel"]

    at_the_box(tmp_path, test)
