"""Works, announcements and emergency texts in whole calls: rows on one side, a telephone on the other."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from appliance.casework.database import reading
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.entrance.phone_pin import PinFile
from appliance.casework.notices.announcements import Announcement, NewAnnouncement
from appliance.casework.notices.emergency_texts import EmergencyOrder, EmergencyText
from appliance.casework.notices.notice_rules import place_names
from appliance.casework.notices.told import told
from appliance.casework.notices.works import NewWorks, Works
from appliance.casework.notices.works_words import What, WorksKind
from appliance.casework.office.community import Settlement
from appliance.casework.people.addresses import Address
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.control import ask
from appliance.menu.notices import texts_of
from appliance.settings import Settings
from tests.acceptance.ear import recognised
from tests.appliance.menu.small_flow import FRAME, KINDS_OF_IT, PROMPTS
from tests.appliance.menu.walk import publish_noise
from tests.fakes.box import FAMILIES, Box, settings_for, with_lines
from tests.fakes.fresh_register import lay_register
from tests.fakes.kinds import Gsm
from tests.fakes.modem.caller import FakeCaller
from tests.fakes.noise_store import sound_of, speak_as_noise
from tests.fakes.virtual_time import START
from tests.web.house import House

NOW = Moment(START, 1000.0, True, "boot-1")
OF_X, OF_Y, STRANGER = "+380662838182", "+380671112244", "+380509998877"
PIN = "271828"
LONG = {"Увага! Тривога.": 3.0}
DOOR = """[nodes.door]
kind = "emergency_text"
prompt = "review"
wrong = "wrong"
closed = "invalid"
choose = "kept_number"
hours = "nothing"
confirm = "it_short"
kept = "kept"
ended = "deleted"
failed = "failed"
exits = { done = "end", refused = "invalid", silent = "silent" }

[nodes.it]
"""
FLOW = (
    f'{FRAME}kind = "notices"\n{KINDS_OF_IT["notices"]}\n{PROMPTS}'.replace('start = "top"', 'start = "it"')
    .replace('exits = { done = "next" }\n\n[prompts]', 'exits = { done = "top" }\n\n[prompts]')
    .replace("[nodes.it]\n", DOOR)
    .replace('choices = { 1 = "sub", 2 = "next" }', 'choices = { 1 = "sub", 2 = "next", 5 = "door" }')
    .replace('choices = { 1 = "it" }', 'choices = { 1 = "next" }')
)
"""The notices, then the menu; behind its key 5, which it does not name, the door to the emergency texts."""


class Village:
    """The register of two villages, one person in each, and what its callers are told."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        lay_register(settings.database)
        with bind(settings.database).connection_context():
            self.x, self.y = (Settlement.add(name, kind="с.", by=BOX, now=NOW) for name in ("Вишневе", "Феськівка"))
            for surname, number, place in (("Коваль", OF_X, self.x), ("Лис", OF_Y, self.y)):
                details = PersonDetails(surname=surname, registered=Address(place))
                Person.add(details, [number], area_code="4644", by=BOX, now=NOW)

    def works(self, begins: timedelta, lasts: timedelta) -> str:
        """Register works in X; return what is said of them."""
        start = NOW.wall + begins
        new = NewWorks(WorksKind.EMERGENCY, What.WATER, start, start + lasts, [self.x])
        with bind(self.settings.database).connection_context():
            return Works.known(Works.register(new, by=BOX, now=NOW)).words(place_names())

    def announce(self, text: str, lasts: timedelta) -> str:
        with bind(self.settings.database).connection_context():
            Announcement.add(NewAnnouncement(text, NOW.wall, NOW.wall + lasts), by=BOX, now=NOW)
        return text

    def prepare_emergency(self) -> str:
        with bind(self.settings.database).connection_context():
            EmergencyText.add("Тривога", "Увага! Тривога.", by=BOX, now=NOW)
        return "Увага! Тривога."

    def spoken(self) -> None:
        """The speech unit has spoken all that is written."""
        with bind(self.settings.database).connection_context():
            texts = texts_of(told(NOW.wall))
        speak_as_noise(self.settings.spoken, texts, LONG)


def scene(tmp_path: Path, family: str = "huawei_e1550") -> tuple[Settings, Village, Path]:
    settings = settings_for(tmp_path, family)
    settings.box.state.mkdir()
    published = publish_noise(FLOW, tmp_path, seconds={"top": 2.0, "it": 2.0})
    return settings, Village(settings), published


async def answered(box: Box, number: str) -> FakeCaller:
    call = box.ring(number)
    await call.answered(15)
    return call


async def at_the_menu(box: Box, number: str) -> FakeCaller:
    """Call and listen as far as the menu."""
    call = await answered(box, number)
    await call.wait_for(sound_of("top", 2.0)[:16000], 30)
    return call


async def hung_up(call: FakeCaller) -> None:
    await call.hang_up()
    await asyncio.sleep(3)


async def heard_by(box: Box, number: str, *texts: str) -> list[bool]:
    """Call, listen as far as the menu, and return which texts were heard before it."""
    call = await at_the_menu(box, number)
    found = [recognised(call.heard, sound_of(text, LONG.get(text, 0.6))) for text in texts]
    await hung_up(call)
    return found


@pytest.mark.row("A16", "C28", "D6")
@pytest.mark.parametrize("family", FAMILIES)
def test_works_of_a_village_are_heard_there_before_the_menu_and_after_their_end_by_nobody(
    tmp_path: Path, family: str
) -> None:
    settings, village, published = scene(tmp_path, family)
    water = village.works(timedelta(0), timedelta(minutes=20))
    fair = village.announce("Ярмарок.", timedelta(minutes=40))
    village.spoken()

    async def talk(box: Box) -> None:
        await asyncio.sleep(1)
        assert await heard_by(box, OF_X, water, fair) == [True, True]
        assert await heard_by(box, OF_Y, water, fair) == [False, True]
        assert await heard_by(box, STRANGER, water, fair) == [False, True]
        call = await answered(box, STRANGER)
        await call.wait_for(sound_of("it", 2.0)[:16000], 10)
        await call.press("6")
        await call.wait_for(sound_of("с. Вишневе"), 10)
        await call.press("1")
        await call.wait_for(sound_of(water), 10)
        await hung_up(call)
        await asyncio.sleep(20 * 60)
        for number in (OF_X, OF_Y, STRANGER):
            assert await heard_by(box, number, water, fair) == [False, True], "it has ended without anybody's act"
        await asyncio.sleep(20 * 60)
        assert await heard_by(box, OF_X, water, fair) == [False, False]

    with_lines(talk, tmp_path, Gsm(family), published=published, settings=settings)


@pytest.mark.row("A16", "C28")
def test_works_written_while_the_box_runs_are_heard_by_the_next_caller(tmp_path: Path) -> None:
    settings, village, published = scene(tmp_path)

    async def talk(box: Box) -> None:
        await asyncio.sleep(1)
        water = await asyncio.to_thread(village.works, timedelta(0), timedelta(minutes=20))
        await asyncio.to_thread(ask, settings.control, "wake_notices")
        await asyncio.sleep(1)
        assert await heard_by(box, OF_X, water) == [False], "nobody has spoken it yet"
        await asyncio.to_thread(village.spoken)
        await asyncio.to_thread(ask, settings.control, "wake_notices")
        await asyncio.sleep(1)
        assert await heard_by(box, OF_X, water) == [True]

    with_lines(talk, tmp_path, Gsm(), published=published, settings=settings)


@pytest.mark.row("A16", "C28", "D6")
def test_what_a_clerk_writes_in_the_console_the_next_caller_hears_until_it_is_closed(tmp_path: Path) -> None:
    settings, village, published = scene(tmp_path)
    alarm = village.prepare_emergency()
    house = House(settings.box.state)
    clerk = house.enter(Role.CLERK)
    times = {"starts_at": "2026-11-23T10:00", "ends_at": "2026-11-23T16:00"}
    water = "Аварія. Немає води: с. Вишневе. Орієнтовно до 16:00 понеділка, 23 листопада."
    speak_as_noise(settings.spoken, [water, "с. Вишневе", alarm, "Тривога"], LONG)

    async def sent(address: str, **fields: str) -> None:
        answer = await asyncio.to_thread(partial(clerk.post, address, **fields))
        assert answer.status_code == 303, answer.text
        await asyncio.sleep(1)

    async def talk(box: Box) -> None:
        await asyncio.sleep(1)
        await sent("/notices/works/new", kind="emergency", what="water", settlements=str(village.x), **times)
        assert await heard_by(box, OF_X, water, alarm) == [True, False]
        assert await heard_by(box, OF_Y, water, alarm) == [False, False]
        await sent("/notices/emergency/1/on", hours="1")
        assert await heard_by(box, OF_X, alarm, water) == [True, True]
        assert await heard_by(box, OF_Y, alarm) == [True]
        await sent("/notices/emergency/off")
        await sent("/notices/works/1/close", done="Замінено насос")
        assert await heard_by(box, OF_X, water, alarm) == [False, False]

    with_lines(talk, tmp_path, Gsm(), published=published, settings=settings)


@pytest.mark.row("A16")
def test_a_register_that_fails_costs_nobody_the_notices_for_all(tmp_path: Path) -> None:
    settings, village, published = scene(tmp_path)
    water = village.works(timedelta(0), timedelta(minutes=20))
    fair = village.announce("Ярмарок.", timedelta(minutes=40))
    village.spoken()

    async def talk(box: Box) -> None:
        await asyncio.sleep(1)
        settings.database.rename(settings.database.with_suffix(".away"))
        assert await heard_by(box, OF_X, water, fair) == [False, True], "he is a stranger, and may choose"

    with_lines(talk, tmp_path, Gsm(), published=published, settings=settings)


async def inside(box: Box, number: str = STRANGER) -> FakeCaller:
    """Come through the door by the PIN, and be asked which text."""
    call = await at_the_menu(box, number)
    await call.press("5")
    await call.wait_for(sound_of("review"), 10)
    await call.press(PIN)
    await call.wait_for(sound_of("kept_number"), 10)
    return call


@pytest.mark.row("D6")
def test_an_emergency_text_is_put_on_by_telephone_heard_by_everybody_and_off_by_itself(tmp_path: Path) -> None:
    settings, village, published = scene(tmp_path)
    PinFile(settings.box.state).set(PIN)
    alarm = village.prepare_emergency()
    village.spoken()

    async def talk(box: Box) -> None:
        await asyncio.sleep(1)
        assert await heard_by(box, OF_X, alarm) == [False]
        call = await inside(box)
        await call.wait_for(sound_of("Тривога"), 10)
        await call.press("1")
        await call.wait_for(sound_of("nothing"), 10)
        await call.press("1#")
        await call.wait_for(sound_of(alarm, 3.0), 10)
        await call.wait_for(sound_of("it_short"), 10)
        await call.press("1")
        await call.wait_for(sound_of("kept"), 10)
        await hung_up(call)
        for number in (OF_X, OF_Y, STRANGER):
            assert await heard_by(box, number, alarm) == [True]
        order = await asyncio.to_thread(latest_order, settings)
        uids = [record.uid for record in await box.records() if "door" in record.nodes]
        assert order is not None
        assert (order.origin, order.call_uid) == ("phone", uids[0]), "who and when is on record"
        await asyncio.sleep(3600)
        assert await heard_by(box, OF_X, alarm) == [False]

    with_lines(talk, tmp_path, Gsm(), published=published, settings=settings)


@pytest.mark.row("D6")
def test_an_emergency_text_is_ended_by_telephone(tmp_path: Path) -> None:
    settings, village, published = scene(tmp_path)
    PinFile(settings.box.state).set(PIN)
    alarm = village.prepare_emergency()
    village.spoken()
    with bind(settings.database).connection_context():
        EmergencyOrder.put_on(1, 5, by=BOX, now=NOW)

    async def talk(box: Box) -> None:
        await asyncio.sleep(1)
        call = await inside(box)
        assert recognised(call.heard, sound_of(alarm, 3.0))
        await call.press("6")
        await call.wait_for(sound_of("deleted"), 10)
        await hung_up(call)
        assert await heard_by(box, OF_X, alarm) == [False]

    with_lines(talk, tmp_path, Gsm(), published=published, settings=settings)


@pytest.mark.row("D6")
def test_wrong_pins_are_throttled_and_change_nothing(tmp_path: Path) -> None:
    settings, village, published = scene(tmp_path)
    PinFile(settings.box.state).set(PIN)
    alarm = village.prepare_emergency()
    village.spoken()

    async def talk(box: Box) -> None:
        await asyncio.sleep(1)
        for wrong in (3, 3, 3, 1):
            call = await at_the_menu(box, STRANGER)
            await call.press("5")
            await call.wait_for(sound_of("review"), 10)
            for at in range(wrong):
                await call.press("314159")
                await call.wait_for(sound_of("invalid" if at == 2 else "wrong"), 10)
            await hung_up(call)
        call = await at_the_menu(box, OF_X)
        await call.press("5")
        await call.wait_for(sound_of("review"), 10)
        await call.press(PIN)
        await call.wait_for(sound_of("invalid"), 10)
        await hung_up(call)
        assert await asyncio.to_thread(partial(latest_order, settings)) is None
        assert await heard_by(box, OF_X, alarm) == [False]

    with_lines(talk, tmp_path, Gsm(), published=published, settings=settings)


def latest_order(settings: Settings) -> EmergencyOrder | None:
    with reading(settings.database):
        return next(iter(EmergencyOrder.latest(1)), None)
