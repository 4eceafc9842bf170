"""A visit to the head of the community, booked by key: the caller knows of it only when it is kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.office.reception_bookings import ReceptionBooking
from appliance.casework.office.receptions import Reception
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.menu.contents.receptions import visit_in_words
from appliance.menu.flow import table_of
from appliance.menu.published import Published, load_current
from appliance.publishing.intake import take_in
from appliance.publishing.publisher import Publisher
from appliance.settings import Settings
from tests.acceptance.ear import head
from tests.appliance.casework.duty import kyiv
from tests.appliance.casework.office.test_office_hours import WEEK
from tests.appliance.casework.office.test_receptions import HEAD
from tests.appliance.casework.register import call
from tests.appliance.menu.small_flow import small_flow
from tests.fakes.box import Box, settings_for, with_box, with_lines
from tests.fakes.kinds import Gsm
from tests.fakes.modem import FakeCaller
from tests.fakes.noise_unit import noise_unit
from tests.fakes.virtual_time import START
from tests.web.house import House

CALLER, OTHER = "+380671112244", "+380671112255"
FIRST, SECOND = kyiv("2026-11-26 09:00"), kyiv("2026-11-26 09:20")
"""Boxes of the tests begin on Monday 23.11.2026."""
BEFORE = Moment(START - timedelta(days=1), 0.0, True, "boot")
FIELDS = {
    "office": "голова громади",
    "name": "Іваненко Петро",
    "place": "вул. Титаренка, 7",
    "thu": "9–10",
    "slot_min": "20",
    "by_appointment": "y",
}


def office(tmp_path: Path) -> tuple[House, Published]:
    """A box whose office has entered one reception in the console, and the menu that tells it."""
    state = settings_for(tmp_path).box.state
    state.mkdir(parents=True)
    house = House(state)
    house.clock.moment = BEFORE
    with house.database():
        take_in("", table_of(small_flow("reception")), WEEK, "", by=BOX, now=BEFORE)
    assert house.enter(Role.EDITOR).post("/reception/new", **FIELDS).status_code == 303
    with noise_unit(house.settings.speech_spool, house.settings.spoken):
        Publisher(house.settings, house.clock).work_off()
    house.clock.moment = replace(BEFORE, wall=START)
    return house, load_current(house.settings.published)


async def is_offered(caller: FakeCaller, menu: Published, *slots: datetime) -> None:
    """Answered, go to the reception, ask for a time, and hear these."""
    await caller.answered(11)
    await asyncio.sleep(1.5)
    await caller.press("11")
    await caller.wait_for(head(menu.phrases["Приймає голова громади, Іваненко Петро."]), 20)
    await caller.wait_for(head(menu.prompts["ask"]), 30)
    await caller.press("1")
    for slot in slots:
        await hears_time(caller, menu, slot)


async def hears_time(caller: FakeCaller, menu: Published, slot: datetime) -> None:
    for words in visit_in_words(slot, menu.calendar.zone):
        await caller.wait_for(menu.phrases[words].pcm, 10)


def visits(settings: Settings) -> list[tuple[str | None, datetime, str]]:
    with bind(settings.database).connection_context():
        found = ReceptionBooking.select().where(ReceptionBooking.cancelled_at.is_null()).order_by(ReceptionBooking.id)
        return [(visit.number, visit.starts_at, visit.source) for visit in found]


async def texted(box: Box) -> str:
    async with asyncio.timeout(120):
        while not box.modem.mail.sent:
            await asyncio.sleep(1)
    await asyncio.sleep(30)
    return "".join(sent.text for sent in box.modem.mail.sent)


@pytest.mark.row("A25")
def test_a_visit_is_booked_by_key_and_comes_as_an_sms(tmp_path: Path) -> None:
    _, menu = office(tmp_path)

    async def talk(box: Box) -> None:
        caller = box.modem.ring(CALLER)
        await is_offered(caller, menu, FIRST)
        await caller.wait_for(head(menu.prompts["offer_slot"]), 10)
        await caller.press("1")
        await caller.wait_for(head(menu.prompts["kept"]), 10)
        assert await asyncio.to_thread(visits, box.settings) == [(CALLER, FIRST, "phone")]
        await hears_time(caller, menu, FIRST)
        await hears_time(caller, menu, FIRST)
        await caller.hang_up()
        text = "Вас записано на прийом чт 26.11 о 09:00: голова громади, Іваненко Петро. вул. Титаренка, 7"
        assert await texted(box) == text

    with_box(talk, tmp_path)


@pytest.mark.row("A25")
def test_of_two_callers_at_one_time_one_is_booked_and_the_other_offered_the_next(tmp_path: Path) -> None:
    _, menu = office(tmp_path)

    async def talk(box: Box) -> None:
        one, other = box.ring(CALLER, "gsm1"), box.ring(OTHER, "gsm2")
        await asyncio.gather(is_offered(one, menu, FIRST), is_offered(other, menu, FIRST))
        await asyncio.gather(*(each.wait_for(head(menu.prompts["offer_slot"]), 10) for each in (one, other)))
        await one.press("1")
        await one.wait_for(head(menu.prompts["kept"]), 10)
        await other.press("1")
        await other.wait_for(head(menu.prompts["invalid"]), 10)
        await hears_time(other, menu, SECOND)
        await other.wait_for(head(menu.prompts["offer_slot"]), 10)
        await other.press("1")
        await other.wait_for(head(menu.prompts["kept"]), 10)
        await asyncio.gather(one.hang_up(), other.hang_up())
        booked = await asyncio.to_thread(visits, box.settings)
        assert booked == [(CALLER, FIRST, "phone"), (OTHER, SECOND, "phone")]

    with_lines(talk, tmp_path, Gsm(line="gsm1"), Gsm(line="gsm2"))


@pytest.mark.row("A25")
def test_who_hides_his_number_hears_who_receives_and_is_booked_for_nothing(tmp_path: Path) -> None:
    _, menu = office(tmp_path)

    async def talk(box: Box) -> None:
        caller = box.modem.ring(None)
        await caller.answered(11)
        await asyncio.sleep(1.5)
        await caller.press("11")
        await caller.wait_for(head(menu.phrases["вул. Титаренка, 7."]), 30)
        await caller.wait_for(head(menu.prompts["next"]), 15)
        await caller.hang_up()
        assert await asyncio.to_thread(visits, box.settings) == []

    with_box(talk, tmp_path)


@pytest.mark.row("A25")
def test_the_day_before_who_booked_by_key_is_reminded_by_one_sms(tmp_path: Path) -> None:
    house, _ = office(tmp_path)
    tomorrow = kyiv("2026-11-24 09:00")
    with house.database():
        tuesdays = replace(HEAD, week=((), HEAD.week[3], (), (), (), (), ()))
        reception = Reception.add(tuesdays, by=BOX, now=BEFORE)
        who = call(CALLER, at=BEFORE)
        ReceptionBooking.book_by_phone(who, reception, tomorrow, by_sms=False, now=BEFORE)

    async def talk(box: Box) -> None:
        await asyncio.sleep(700)
        text = "Нагадуємо: завтра, вт 24.11 о 09:00, Ваш прийом: голова громади, Іваненко Петро. вул. Титаренка, 7"
        assert await texted(box) == text
        await asyncio.sleep(700)
        assert await texted(box) == text

    with_box(talk, tmp_path)
