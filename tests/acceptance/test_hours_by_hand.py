"""C-7: the hours that a clerk writes in the console are what the next caller hears, and an order ends by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.office.calendar import KYIV
from appliance.clock import SystemClock
from appliance.contracts import Prompt
from appliance.menu.flow import table_of
from appliance.menu.nodes.office_hours import state_in_words
from appliance.menu.published import load_current
from appliance.menu.week_words import week_in_words
from appliance.publishing.intake import take_in
from appliance.publishing.publisher import Publisher
from tests.acceptance.test_services import published_after
from tests.appliance.casework.duty import kyiv
from tests.appliance.menu.small_flow import small_flow
from tests.fakes.box import Box, settings_for, with_box, with_lines
from tests.fakes.kinds import Gsm
from tests.fakes.noise_unit import noise_unit
from tests.fakes.virtual_time import VirtualClock
from tests.web.house import House

MENU = table_of(small_flow("office_hours", prompt='""'))
SL = {
    **dict.fromkeys(("mon", "tue", "wed", "thu"), "8:00–12:00, 12:45–17:00"),
    "fri": "8:00–12:00, 12:45–15:45",
    "version": "1",
}
"""The hours of regulation Sl, as they are typed."""


def console(state: Path, hours: dict[str, Any], at: datetime) -> House:
    """A console over a new register with a menu whose hours nobody has written in words."""
    state.mkdir(parents=True)
    house = House(state)
    house.clock.moment = replace(house.clock.moment, wall=at)
    with house.database():
        take_in("", MENU, hours, "", by=BOX, now=house.now())
    return house


def publish_now(house: House) -> None:
    """Publish what was asked for."""
    with noise_unit(house.settings.speech_spool, house.settings.spoken):
        assert Publisher(house.settings, house.clock).work_off()


async def hears(box: Box, phrases: Sequence[Prompt]) -> None:
    """Call, press on to the hours, and hear this."""
    await box.until_line(box.line().status.state.IDLE)
    call = box.modem.ring()
    await call.answered(11)
    await asyncio.sleep(1.5)
    await call.press("11")
    for phrase in phrases:
        await call.wait_for(phrase.pcm, 10)
    await call.hang_up()


def heard_at(at: str, tmp_path: Path, house: House, *expected: str, afterwards: Sequence[str] = ()) -> None:
    """Call the box at a moment; with `afterwards` once more, five minutes later."""
    phrases = load_current(house.settings.published).phrases

    async def talk(box: Box) -> None:
        await hears(box, [phrases[text] for text in expected])
        if afterwards:
            await asyncio.sleep(300)
            await hears(box, [phrases[text] for text in afterwards])

    with_box(talk, tmp_path, clock=partial(VirtualClock, start=kyiv(at)))


@pytest.mark.row("A9")
def test_hours_written_in_the_console_are_heard_and_an_order_by_hand_ends_by_itself(tmp_path: Path) -> None:
    state = settings_for(tmp_path).box.state
    house = console(state, {"week": {"mon": ["10:00-11:00"]}}, kyiv("2026-11-26 10:00"))
    assert house.enter(Role.EDITOR).post("/hours/week", **SL).status_code == 303
    publish_now(house)
    heard_at("2026-11-26 12:10", tmp_path, house, "Зараз у нас перерва до дванадцятої сорок п'ять")
    ordered = house.enter(Role.CLERK).post("/hours/order", kind="closed", until="14", reason="Аварія.")
    assert ordered.status_code == 303
    publish_now(house)
    till_two = ("Зараз ми не працюємо", "Зателефонуйте сьогодні із чотирнадцятої години")
    heard_at("2026-11-26 13:57", tmp_path, house, *till_two, afterwards=["Зараз ми працюємо до сімнадцятої години"])
    week = week_in_words(load_current(house.settings.published).calendar)
    monday = "Зателефонуйте в понеділок із восьмої години"
    heard_at("2026-11-27 15:50", tmp_path, house, "Зараз ми не працюємо", monday, *week)


@pytest.mark.row("A9")
def test_an_order_by_hand_is_heard_by_the_next_caller_though_nothing_can_speak(tmp_path: Path) -> None:
    made = settings_for(tmp_path)
    file = tmp_path / "slukhavka.toml"
    line = 'name = "gsm1"\nfamily = "huawei_e1550"\nat = "/dev/at"\naudio = "/dev/audio"'
    file.write_text(f'[box]\nstate = "{made.box.state}"\n[[lines]]\n{line}\n')
    now = SystemClock().now().wall
    house = console(made.box.state, {"round_the_clock": True}, now)
    publish_now(house)

    def order() -> None:
        until = (now + timedelta(minutes=6)).astimezone(KYIV)
        fields = {"until": "at", "until_day": f"{until:%Y-%m-%d}", "until_time": f"{until:%H:%M}"}
        assert house.enter(Role.CLERK).post("/hours/order", kind="closed", **fields).status_code == 303

    async def talk(box: Box) -> None:
        before = load_current(box.settings.published)
        await hears(box, [before.phrases["Зараз ми працюємо"]])
        menu = await published_after(box, order)
        closed = state_in_words(menu.calendar, box.clock.now().wall)
        assert closed[0] == "Зараз ми не працюємо"
        assert closed[1] not in menu.phrases
        await hears(box, [menu.phrases[closed[0]]])
        await asyncio.sleep(360)
        await hears(box, [menu.phrases["Зараз ми працюємо"]])

    settings, clock = replace(made, file=file), partial(VirtualClock, start=now)
    with_lines(talk, tmp_path, Gsm("huawei_e1550"), settings=settings, clock=clock)
